"""The text version of HTML: what a reader sees without images, one line for each block."""

import re
from typing import TYPE_CHECKING, Final

from mercat.domain.markup import tags

if TYPE_CHECKING:
    from turbohtml import Token

_HIDDEN: Final = frozenset(("head", "script", "style", "template", "textarea", "title"))
_OF_HEAD: Final = _HIDDEN | {"base", "link", "meta", "noscript"}  # any other tag ends a head that is open
_LINES: Final = frozenset((
    "address", "article", "aside", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "header",
    "li", "main", "nav", "section", "tbody", "tr",
))  # fmt: skip
_PARAGRAPHS: Final = frozenset((
    "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul",
))  # fmt: skip
_CELLS: Final = frozenset(("td", "th"))
_BLANKS: Final = re.compile(r"[ \t\n\f\r]+")
_LINKS: Final = ("http://", "https://", "mailto:", "tel:", "{{")


class _Text:
    """The text so far. A break or blank is written once something follows it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._breaks = 0
        self._is_blank = False
        self._link: tuple[str, int] | None = None  # the address of the link that is open, and its place in `pieces`
        self._hidden = ""  # the name of the element that is not shown
        self._depth = 0  # of elements of this name in it

    def start(self, token: "Token") -> None:
        name = token.tag or ""
        if self._hidden == "head" and name not in _OF_HEAD:
            self._hidden = ""
        if self._hidden:
            self._depth += name == self._hidden
        elif name in _HIDDEN:
            self._hidden, self._depth = name, 1
        else:
            self._show(name, token)

    def end(self, token: "Token") -> None:
        name = token.tag or ""
        if self._hidden:
            self._depth -= name == self._hidden
            self._hidden = self._hidden if self._depth else ""
            return
        if name == "a":
            self._end_link()
        self._break(name)

    def _show(self, name: str, token: "Token") -> None:
        self._break(name)
        if name == "br":
            self._breaks = min(self._breaks + 1, 2)
        elif name == "li":
            self.write("* ")
        elif name == "a":
            self._end_link()
            self._link = (token.attr("href") or "").strip(), len(self.pieces)

    def data(self, data: str) -> None:
        if self._hidden:
            return
        text = _BLANKS.sub(" ", data)
        self._is_blank |= text.startswith(" ")
        words = text.strip(" ")
        if words:
            self.write(words)
            self._is_blank = text.endswith(" ")

    def write(self, text: str) -> None:
        if self._breaks and self.pieces:
            self.pieces.append("\n" * self._breaks)
        elif self._is_blank and self.pieces and not self.pieces[-1].endswith(" "):
            self.pieces.append(" ")
        self.pieces.append(text)
        self._breaks, self._is_blank = 0, False

    def _break(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self._breaks = 2
        elif name in _LINES:
            self._breaks = max(self._breaks, 1)
        elif name in _CELLS:
            self._is_blank = True

    def _end_link(self) -> None:
        if self._link is None:
            return
        address, place = self._link
        self._link = None
        words = "".join(self.pieces[place:]).strip()
        if words and address.startswith(_LINKS) and address.removeprefix("mailto:").removeprefix("tel:") != words:
            self._is_blank = True
            self.write(f"<{address}>")


def text_of(html: str) -> str:
    """The text of a source: blocks on lines of their own, items with a star, links followed by their address."""
    text = _Text()
    for kind, token, _ in tags.read(html):
        if kind == tags.START:
            text.start(token)
        elif kind == tags.END:
            text.end(token)
        else:
            text.data(token.data or "")
    return "".join(text.pieces)
