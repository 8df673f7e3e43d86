"""The content of snippets: HTML and text, for everyone or for each segment of a segmentation."""

import msgspec


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of a snippet as HTML and as text."""

    html: str = ""
    text: str = ""


class Snippet(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a snippet. With a segmentation, `pieces` has a piece for each segment, by the segment's id."""

    static: Piece = Piece()
    segmentation_id: int | None = None
    pieces: dict[int, Piece] = {}
    is_archive: bool = False
