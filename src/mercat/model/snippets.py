"""What a snippet holds: HTML and text, the same for everyone or one pair for each segment of a segmentation."""

import msgspec


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a snippet shows: as HTML, and in text versions."""

    html: str = ""
    text: str = ""


class Snippet(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a snippet. With a segmentation, `pieces` has a piece for each segment, by the segment's id."""

    static: Piece = Piece()
    segmentation_id: int | None = None
    pieces: dict[int, Piece] = {}
    is_archive: bool = False
