"""Compositions made of a source: parts of it replaced, and texts put together."""

from collections.abc import Iterable

from mercat.domain.tokens.template import RENDERED_LENGTH
from mercat.model.compositions import Composition, Piece
from mercat.model.markup import Span
from mercat.model.refusals import TooLong

Edit = tuple[Span, Composition]


def spliced(html: str, span: Span, edits: Iterable[Edit]) -> list[Piece]:
    """A part of the source with a composition in the place of each span; of those that overlap, the outer one."""
    pieces: list[Piece] = []
    place = span.start
    for edited, composition in sorted(edits, key=lambda edit: (edit[0].start, -edit[0].end)):
        if edited.start >= place:
            pieces += [html[place : edited.start], *composition]
            place = edited.end
    return [*pieces, html[place : span.end]]


def merged(pieces: Iterable[Piece]) -> Composition:
    """The pieces, with texts beside one another put together. Raises TooLong."""
    whole: list[Piece] = []
    texts: list[str] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            length += len(piece)
            if length > RENDERED_LENGTH:
                raise TooLong("content", RENDERED_LENGTH)
        else:
            whole += [text for text in ("".join(texts),) if text] + [piece]
            texts = []
    return (*whole, *(text for text in ("".join(texts),) if text))
