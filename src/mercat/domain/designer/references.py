"""The fragments that the data of a design refers to.

An element of the HTML names one in `data-fragment-id`, a helper in the HTML or the text in `{{ fragment id="…" }}`. A
prefix such as `ajo:` before the id says where the fragment is kept, and does not count.
"""

import re
from collections.abc import Iterable
from typing import Final

from mercat.domain.markup import tags
from mercat.domain.markup.nesting import VOID
from mercat.model.designer import Data
from mercat.model.markup import Span

LIMIT: Final = 100  # fragments of one version; more are not linked
_ID: Final = re.compile(r"(?:[a-z]{1,20}:)?([1-9]\d{0,17})", re.ASCII)
_HELPER: Final = re.compile(
    r"\{\{\s{0,20}fragment\s[^{}]{0,200}?\bid\s{0,20}=\s{0,20}[\"'](?P<id>[\w:]{1,40})[\"'][^{}]{0,1000}\}\}", re.ASCII
)


def fragments_in(data: Data) -> tuple[int, ...]:
    """The ids of the fragments, each once, in order."""
    html = (data.html and data.html.body) or ""
    text = (data.text and data.text.body) or ""
    names = [_attribute(token.attrs) for kind, token, _ in tags.read(html) if kind is tags.START]
    names += [match["id"] for source in (html, text) for match in _HELPER.finditer(source)]
    matches = [_ID.fullmatch(name) for name in names if name]
    return tuple(dict.fromkeys(int(match[1]) for match in matches if match))[:LIMIT]


def places(source: str) -> list[tuple[int, Span]]:
    """Where fragments go, in order: the inside of each element that names one, and each helper outside of these."""
    spans = [(match["id"], Span(*match.span())) for match in _HELPER.finditer(source)]
    spans += _elements(source) if "data-fragment-id" in source else []
    outer: list[tuple[int, Span]] = []
    for name, span in sorted(spans, key=lambda one: (one[1].start, -one[1].end)):
        match = _ID.fullmatch(name)
        if match and (not outer or span.start >= outer[-1][1].end):
            outer.append((int(match[1]), span))
    return outer


def _elements(html: str) -> list[tuple[str, Span]]:
    """The insides of the outermost elements that name a fragment. One that is not closed is empty."""
    starts = tags.line_starts(html)
    elements: list[tuple[str, Span]] = []
    tag, depth = "", 0
    for kind, token, start in tags.read(html):
        if depth and kind is not tags.TEXT and token.tag == tag:
            depth += 1 if kind is tags.START else -1
            if not depth:
                elements[-1] = (elements[-1][0], Span(elements[-1][1].start, start))
        elif not depth and kind is tags.START and (name := _attribute(token.attrs)) is not None:
            end = tags.end_of(starts, token, start)
            elements.append((name, Span(end, end)))
            tag, depth = token.tag or "", int(token.tag not in VOID)
    return elements


def _attribute(attributes: Iterable[tuple[str, str | None]] | None) -> str | None:
    return next((value for name, value in attributes or () if name == "data-fragment-id"), None)
