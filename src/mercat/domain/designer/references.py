"""The fragments that the data of a design refers to.

An element of the HTML names one in `data-fragment-id`, a helper in the HTML or the text in `{{ fragment id="…" }}`. A
prefix such as `ajo:` before the id says where the fragment is kept, and does not count.
"""

import re
from collections.abc import Iterable
from typing import Final

from mercat.domain.markup import tags
from mercat.model.designer import Data

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


def _attribute(attributes: Iterable[tuple[str, str | None]] | None) -> str | None:
    return next((value for name, value in attributes or () if name == "data-fragment-id"), None)
