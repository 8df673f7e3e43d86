"""/rest/asset/v1/snippet, /rest/asset/v1/snippets: pieces of HTML and text that emails and landing pages embed."""

from base64 import b64encode

from mercat.domain.snippets import snippets
from mercat.marketo.asset.versioned import (
    CONTENT_LIMITS,
    READ,
    WRITE,
    AssetOperations,
    AssetVersion,
    PlacedAnswer,
    placed_heading,
)
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetId, Folder, IdAnswer, asset_time, place_of
from mercat.model.documents import Document
from mercat.model.snippets import Snippet
from mercat.model.versions import Version
from mercat.wire.call import Call
from mercat.wire.operation import Answer, ClearableText, Schema


class SnippetAnswer(PlacedAnswer, kw_only=True):
    """A snippet without its content."""


class ContentAnswer(Answer):
    """The HTML or the text of a snippet."""

    type: str
    content: str


class CreateSnippet(Schema):
    """A snippet to create."""

    name: str
    folder: Folder
    description: str | None = None


class UpdateSnippet(Schema):
    """Changes to a snippet. What is absent stays as it is."""

    name: ClearableText | None = None
    description: ClearableText | None = None
    is_archive: bool | None = None


class SnippetContent(Schema):
    """`Text`, `HTML`, or `DynamicContent` with the id of a segmentation."""

    type: str
    content: str


class SegmentPath(Schema):
    """The content of a snippet for a segment."""

    id: int
    segment_id: int


class SegmentContent(Schema, kw_only=True):
    """The HTML or the text for one segment."""

    type: str = snippets.HTML
    value: str


class SegmentContentAnswer(Answer):
    """The new HTML or text for a segment."""

    id: str
    segment_id: int
    segment_name: str
    content: str
    type: str


class DynamicContentAnswer(Answer):
    """The content of a snippet for each segment."""

    created_at: str
    updated_at: str
    id: int
    segmentation: int
    content: list[SegmentContentAnswer]


def _snippet(document: Document[Snippet], version: Version, content: Snippet) -> SnippetAnswer:
    return SnippetAnswer(**placed_heading(document, version, "SN"))


operations = AssetOperations(__name__, snippets.KIND, _snippet, SnippetAnswer, page="snippets", noun="snippet")

operations.by_id("/rest/asset/v1/snippet/{id}.json", id="getSnippetByIdUsingGET")
operations.browse("/rest/asset/v1/snippets.json", id="getSnippetUsingGET", by_folder=False)
operations.clone("/rest/asset/v1/snippet/{id}/clone.json", id="cloneSnippetUsingPOST")
operations.delete("/rest/asset/v1/snippet/{id}/delete.json", id="deleteSnippetUsingPOST", anchor="approval")
operations.approve("/rest/asset/v1/snippet/{id}/approveDraft.json", id="approveSnippetUsingPOST")
operations.unapprove("/rest/asset/v1/snippet/{id}/unapprove.json", id="unapproveSnippetUsingPOST")
operations.discard_draft("/rest/asset/v1/snippet/{id}/discardDraft.json", id="discardSnippetUsingPOST")


@marketo.post(
    "/rest/asset/v1/snippets.json", id="createSnippetUsingPOST", needs=WRITE, docs="snippets#create-and-update"
)
def create_snippet(call: Call, form: CreateSnippet) -> list[SnippetAnswer]:
    """Create an empty snippet in a folder of snippets."""
    return operations.changed(snippets.create(call.tx, place_of(form.folder), form.name, form.description))


@marketo.post(
    "/rest/asset/v1/snippet/{id}.json", id="updateSnippetUsingPOST", needs=WRITE, docs="snippets#create-and-update"
)
def update_snippet(call: Call, path: AssetId, form: UpdateSnippet) -> list[SnippetAnswer]:
    """Change the name, description or archive flag of a snippet."""
    return operations.changed(
        snippets.update(call.tx, path.id, name=form.name, description=form.description, is_archive=form.is_archive)
    )


@marketo.get(
    "/rest/asset/v1/snippet/{id}/content.json",
    id="getSnippetContentByIdUsingGET",
    needs=READ,
    docs="snippets#query-content",
)
def get_snippet_content(call: Call, path: AssetId, query: AssetVersion) -> Reply[ContentAnswer]:
    """Get the HTML and the text of a snippet, or the segmentation that it follows."""
    version = operations.find(call, path.id, query)
    return asset_reply([ContentAnswer(*section) for section in snippets.sections(version[2])] if version else [])


@marketo.post(
    "/rest/asset/v1/snippet/{id}/content.json",
    id="updateContentUsingPOST_1",
    needs=WRITE,
    docs="snippets#create-and-update",
    limits=CONTENT_LIMITS,
)
def update_snippet_content(call: Call, path: AssetId, form: SnippetContent) -> list[IdAnswer]:
    """Replace the HTML or the text of a snippet, or let it follow a segmentation."""
    return [IdAnswer(snippets.set_content(call.tx, path.id, form.type, form.content).id)]


@marketo.get(
    "/rest/asset/v1/snippet/{id}/dynamicContent.json",
    id="getDynamicContentUsingGET",
    needs=READ,
    docs="snippets#dynamic-content",
)
def get_dynamic_content(call: Call, path: AssetId, query: AssetVersion) -> Reply[DynamicContentAnswer]:
    """Get the content for each segment of a snippet that follows a segmentation."""
    version = operations.find(call, path.id, query)
    return asset_reply([_dynamic(call, version[0], version[2])] if version and version[2].segmentation_id else [])


@marketo.post(
    "/rest/asset/v1/snippet/{id}/dynamicContent/{segmentId}.json",
    id="updateDynamicContentUsingPOST",
    needs=WRITE,
    docs="snippets#dynamic-content",
    limits=CONTENT_LIMITS,
)
def update_dynamic_content(call: Call, path: SegmentPath, form: SegmentContent) -> list[IdAnswer]:
    """Replace the HTML or the text of a snippet for one segment."""
    return [IdAnswer(snippets.set_segment_piece(call.tx, path.id, path.segment_id, form.type, form.value).id)]


def _dynamic(call: Call, document: Document[Snippet], content: Snippet) -> DynamicContentAnswer:
    assert content.segmentation_id is not None, "it follows a segmentation"
    section_id = b64encode(str(document.id).encode(), b"-_").decode().replace("=", "*")
    sections = [
        SegmentContentAnswer(section_id, segment.id, segment.name, text, type)
        for segment, piece in snippets.segment_pieces(call.tx, content)
        for type, text in ((snippets.HTML, piece.html), (snippets.TEXT, piece.text))
    ]
    times = asset_time(document.created_ms), asset_time(document.updated_ms)
    return DynamicContentAnswer(*times, document.id, content.segmentation_id, sections)
