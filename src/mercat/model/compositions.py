"""What an email, a page or a snippet becomes for a person, before anybody is known: texts, choices and snippets."""

from typing import Union

import msgspec


class Choice(msgspec.Struct, frozen=True):
    """A part that follows a segmentation: one composition for each segment, by the segment's id."""

    segmentation_id: int
    by_segment: dict[int, "Composition"]


class Embedded(msgspec.Struct, frozen=True):
    """A snippet in its place."""

    snippet_id: int


Piece = Union[str, Choice, Embedded]  # noqa: UP007  the names are not known yet
Composition = tuple[Piece, ...]
