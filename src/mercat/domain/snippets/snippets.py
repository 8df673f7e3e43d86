"""Snippets as assets: made, filled with HTML and text, and with a piece for each segment."""

from typing import Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind
from mercat.model.assets import Area, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.refusals import NotAllowed, NotFound
from mercat.model.snippets import Piece, Snippet
from mercat.store.tx import Tx

HTML: Final = "HTML"
TEXT: Final = "Text"
DYNAMIC: Final = "DynamicContent"

KIND: Final = AssetKind(
    type=AssetType.SNIPPET,
    content=Snippet,
    folder_type="Snippet",
    areas=frozenset((Area.DESIGN,)),
)


def create(tx: Tx, parent: Ref, name: str, description: str | None) -> Document[Snippet]:
    """A new empty snippet. Raises what `AssetKind.create` does."""
    return KIND.create(tx, parent, name, description or "", Snippet())


def update(
    tx: Tx, snippet_id: int, *, name: str | None, description: str | None, is_archive: bool | None
) -> Document[Snippet]:
    """Another name, description or archive flag of the draft; None leaves it. Raises NotFound, AlreadyExists, ..."""
    document = KIND.get(tx, snippet_id)
    if name is not None or description is not None:
        document = KIND.describe(tx, document, name=name, description=description)
    if is_archive is None:
        return document
    return KIND.save(tx, document, replace(document.versions.latest, is_archive=is_archive))


def sections(content: Snippet) -> list[tuple[str, str]]:
    """Type and content of each section: of the HTML and the text, or of the segmentation that is followed."""
    if content.segmentation_id is not None:
        return [(DYNAMIC, str(content.segmentation_id))]
    return [(type, text) for type, text in ((HTML, content.static.html), (TEXT, content.static.text)) if text]


def set_content(tx: Tx, snippet_id: int, type: str, content: str) -> Document[Snippet]:
    """Replace the HTML or the text; the same for everyone from now on. Raises NotFound, NotAllowed, RuleBroken."""
    document = KIND.get(tx, snippet_id)
    draft = document.versions.latest
    if type not in (HTML, TEXT, DYNAMIC):
        raise NotAllowed("type", type, (HTML, TEXT, DYNAMIC))
    if type == DYNAMIC:
        raise NotFound("Segmentation", content[:255])
    return KIND.save(tx, document, Snippet(_with(draft.static, type, content), is_archive=draft.is_archive))


def _with(piece: Piece, type: str, content: str) -> Piece:
    return replace(piece, html=content) if type == HTML else replace(piece, text=content)
