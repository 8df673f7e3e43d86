"""Snippets as assets: creating them, and setting their HTML and text, for everyone or for each segment."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind
from mercat.domain.markup.text import text_of
from mercat.domain.segments import segmentations
from mercat.model.assets import Area, AssetRef, AssetType, Ref
from mercat.model.compositions import Choice, Composition
from mercat.model.documents import Document
from mercat.model.refusals import NotAllowed, NotFound, RuleBroken
from mercat.model.rules import Rule
from mercat.model.smart_lists import Segment
from mercat.model.snippets import Piece, Snippet
from mercat.store.tx import Tx

HTML: Final = "HTML"
TEXT: Final = "Text"
DYNAMIC: Final = "DynamicContent"
NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)


def _uses(content: Snippet) -> Iterable[AssetRef]:
    return () if content.segmentation_id is None else (AssetRef(AssetType.SEGMENTATION, content.segmentation_id),)


KIND: Final = AssetKind(
    type=AssetType.SNIPPET,
    content=Snippet,
    folder_type="Snippet",
    areas=frozenset((Area.DESIGN,)),
    uses=_uses,
)


def create(tx: Tx, parent: Ref, name: str, description: str | None) -> Document[Snippet]:
    """Create an empty snippet. Raises what `AssetKind.create` raises."""
    return KIND.create(tx, parent, name, description or "", Snippet())


def update(
    tx: Tx, snippet_id: int, *, name: str | None, description: str | None, is_archive: bool | None
) -> Document[Snippet]:
    """Change the name, description or archive flag of the draft. None leaves it. Raises NotFound, AlreadyExists, ..."""
    document = KIND.get(tx, snippet_id)
    if name is not None or description is not None:
        document = KIND.describe(tx, document, name=name, description=description)
    if is_archive is None:
        return document
    return KIND.save(tx, document, replace(document.versions.latest, is_archive=is_archive))


# -- content --------------------------------------------------------------------------------------------------------


def sections(content: Snippet) -> list[tuple[str, str]]:
    """The type and content of each section: the HTML and the text, or the segmentation that the snippet follows."""
    if content.segmentation_id is not None:
        return [(DYNAMIC, str(content.segmentation_id))]
    return [(type, text) for type, text in ((HTML, content.static.html), (TEXT, content.static.text)) if text]


def set_content(tx: Tx, snippet_id: int, type: str, content: str) -> Document[Snippet]:
    """Replace the HTML or the text for everyone, or follow the segmentation with an id.

    A snippet that begins to follow a segmentation has its old content for each segment. Raises NotFound (the
    snippet, the segmentation), NotAllowed, RuleBroken (the segmentation is not approved).
    """
    document = KIND.get(tx, snippet_id)
    draft = document.versions.latest
    if type == DYNAMIC:
        if not NUMBER.fullmatch(content):
            raise NotFound(AssetType.SEGMENTATION, content[:255])
        segmentation = segmentations.get_approved(tx, int(content))
        pieces = {segment.id: draft.static for segment in segmentation.segments}
        return KIND.save(tx, document, replace(draft, segmentation_id=int(content), pieces=pieces))
    static = _with(draft.static, type, content)
    return KIND.save(tx, document, Snippet(static, is_archive=draft.is_archive))


def segment_pieces(tx: Tx, content: Snippet) -> list[tuple[Segment, Piece]]:
    """The content for each segment, in the order of the segmentation; empty if the snippet follows none."""
    if content.segmentation_id is None:
        return []
    segments = segmentations.get_approved(tx, content.segmentation_id).segments
    return [(segment, _piece_of(content, segment.id)) for segment in segments]


def set_segment_piece(tx: Tx, snippet_id: int, segment_id: int, type: str, content: str) -> Document[Snippet]:
    """Replace the HTML or the text for a segment. Raises NotFound (the snippet, the segment), NotAllowed, ..."""
    document = KIND.get(tx, snippet_id)
    draft = document.versions.latest
    if draft.segmentation_id is None:
        raise RuleBroken(Rule.SNIPPET_NOT_DYNAMIC)
    segment = segmentations.segment(tx, draft.segmentation_id, segment_id)
    piece = _with(_piece_of(draft, segment.id), type, content)
    return KIND.save(tx, document, replace(draft, pieces={**draft.pieces, segment.id: piece}))


def composition(tx: Tx, snippet_id: int, *, text: bool) -> Composition:
    """The content of an approved snippet for an email or a page, as HTML or text. Raises NotFound, RuleBroken."""
    document = KIND.get(tx, snippet_id)
    content = document.versions.approved
    if content is None:
        raise RuleBroken(Rule.NOT_APPROVED, kind=document.type.value)
    return compose(content, text=text)


def compose(content: Snippet, *, text: bool) -> Composition:
    """What a version of a snippet becomes, as HTML or text."""
    if content.segmentation_id is None:
        return (_shown(content.static, text),)
    by_segment: dict[int, Composition] = {
        segment_id: (_shown(piece, text),) for segment_id, piece in content.pieces.items()
    }
    return (Choice(content.segmentation_id, by_segment),)


def _piece_of(content: Snippet, segment_id: int) -> Piece:
    """The content for a segment. A segment that is newer than the snippet gets the content for everyone."""
    return content.pieces.get(segment_id, content.static)


def _shown(piece: Piece, text: bool) -> str:
    return (piece.text or text_of(piece.html)) if text else piece.html


def _with(piece: Piece, type: str, content: str) -> Piece:
    if type not in (HTML, TEXT):
        raise NotAllowed("type", type[:255], (HTML, TEXT, DYNAMIC))
    return replace(piece, html=content) if type == HTML else replace(piece, text=content)
