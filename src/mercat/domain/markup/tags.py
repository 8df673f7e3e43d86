"""The tags of HTML with their places in the source, read by turbohtml's tokenizer.

No tree is built: a few kilobytes of unclosed formatting elements grow into a tree of gigabytes by the rules of HTML.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from turbohtml import Token

Kind = Literal["start", "end", "text"]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
START: Final = "start"
END: Final = "end"
TEXT: Final = "text"


def read(html: str) -> Iterator[tuple[Kind, "Token", int]]:
    """The tags and texts of a source in their order, each with its kind and the place where it begins.

    Names are lower case, character references are resolved. Comments, scripts and styles have no tags inside.
    """
    from turbohtml import TokenType, tokenize  # seven MiB, which a server without HTML does not load

    kinds: dict[TokenType, Kind] = {TokenType.START_TAG: START, TokenType.END_TAG: END, TokenType.TEXT: TEXT}
    starts = line_starts(html)
    for token in tokenize(html, capture_source=True):
        kind = kinds.get(token.type)
        if kind is not None:
            yield kind, token, starts[token.line - 1] + token.col


def line_starts(html: str) -> list[int]:
    """Where each line of a source begins."""
    return [0, *(match.end() for match in _LINE_END.finditer(html))]


def end_of(starts: list[int], token: "Token", start: int) -> int:
    """Where a tag that begins at a place ends. In a token each line ends with one character, whatever it is in HTML."""
    source = token.source or ""
    lines = source.count("\n")
    if not lines:
        return start + len(source)
    return starts[token.line - 1 + lines] + len(source) - source.rindex("\n") - 1
