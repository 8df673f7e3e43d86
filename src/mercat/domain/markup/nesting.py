"""Which tags belong together: the elements that are open at each place of a source."""

from collections import defaultdict
from typing import Final, Generic, TypeVar

from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule

DEPTH: Final = 500  # elements inside one another
VOID: Final = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
))  # fmt: skip
_CELLS: Final = frozenset(("td", "th"))
_ROWS: Final = _CELLS | {"tr"}
_SECTIONS: Final = _ROWS | {"caption", "colgroup", "tbody", "tfoot", "thead"}
_TABLES: Final = _SECTIONS | {"table"}
_PARAGRAPH: Final = frozenset(("p",))
_LIST_ITEM: Final = frozenset(("li",))
_TERMS: Final = frozenset(("dd", "dt"))
_ENDS_PARAGRAPH: Final = (
    "address", "article", "aside", "blockquote", "center", "div", "dl", "fieldset", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
)  # fmt: skip
# The elements that a start tag ends where they are the innermost ones.
_ENDED: Final = {
    "li": _LIST_ITEM,
    "dd": _TERMS,
    "dt": _TERMS,
    "option": frozenset(("option",)),
    "td": _CELLS,
    "th": _CELLS,
    "tr": _ROWS,
    **dict.fromkeys(("tbody", "tfoot", "thead"), _SECTIONS),
    **dict.fromkeys(_ENDS_PARAGRAPH, _PARAGRAPH),
}
_OPTIONAL_END: Final = _SECTIONS | _PARAGRAPH | _LIST_ITEM | _TERMS | {"body", "head", "html", "optgroup", "option"}
# The end tag of one of these ends the elements in it too. That of another leaves what it holds open.
_BLOCKS: Final = _OPTIONAL_END | _TABLES | (_ENDED.keys() - {"hr"}) | {"button", "object", "template"}
# No end tag ends what began before one of these, but for the parts of the same table.
_WALLS: Final = frozenset(("table", "td", "th", "caption", "object", "template"))
_FOREIGN: Final = frozenset(("svg", "math"))

assert _WALLS <= _BLOCKS

E = TypeVar("E")


class Nesting(Generic[E]):
    """The elements that are open: their `names`, and what the reader attached to each, the outermost first.

    The tags of a source take time in proportion to their number, however deep they are.
    """

    __slots__ = ("_foreign", "_scopes", "_tables", "attached", "names")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.attached: list[E | None] = []
        self._foreign = 0
        self._scopes: list[defaultdict[str, int]] = [defaultdict(int)]  # how many of a name are open since each wall
        self._tables: list[defaultdict[str, int]] = [defaultdict(int)]  # how many parts are open since each table

    def implied_ends(self, name: str) -> list[tuple[str, E]]:
        """Close what the start tag of a name ends: the names and attachments of those that have one."""
        ends = _ENDED.get(name)
        return [] if ends is None else self._close_while(ends)

    def has_end(self, name: str, *, is_self_closing: bool) -> bool:
        """Whether a start tag begins an element that has an end."""
        return name not in VOID and not (is_self_closing and (self._foreign or name in _FOREIGN))

    def open(self, name: str, attachment: E | None) -> None:
        """Begin an element. Raises RuleBroken if too many are open."""
        if len(self.names) >= DEPTH:
            raise RuleBroken(Rule.HTML_TOO_DEEP, limit=DEPTH)
        self.names.append(name)
        self.attached.append(attachment)
        if name in _FOREIGN:
            self._foreign += 1
        if name in _TABLES:
            if name == "table":
                self._tables.append(defaultdict(int))
            self._tables[-1][name] += 1
        if name in _WALLS:
            self._scopes.append(defaultdict(int))
        self._scopes[-1][name] += 1

    def close(self, name: str) -> tuple[list[tuple[str, E]], E | None]:
        """Close the element of an end tag and what is open inside it: the attachments inside, and its own.

        Nothing closes if no element that the tag may end is open.
        """
        if not (self._tables if name in _TABLES else self._scopes)[-1][name]:
            return [], None
        index = len(self.names) - 1
        while self.names[index] != name:
            index -= 1
        if name not in _BLOCKS:
            return [], self._remove(index)[1]
        inside = self._close_down_to(index + 1)
        return inside, self._remove(index)[1]

    def close_all(self) -> list[tuple[str, E]]:
        """Close what is open at the end of the source."""
        return self._close_down_to(0)

    @staticmethod
    def needs_end(name: str) -> bool:
        """Whether HTML asks for the end tag of an element."""
        return name not in _OPTIONAL_END

    def _close_while(self, ends: frozenset[str]) -> list[tuple[str, E]]:
        index = len(self.names)
        while index and self.names[index - 1] in ends:
            index -= 1
        return self._close_down_to(index)

    def _close_down_to(self, index: int) -> list[tuple[str, E]]:
        closed = []
        while len(self.names) > index:
            name, attachment = self._remove(len(self.names) - 1)
            if attachment is not None:
                closed.append((name, attachment))
        return closed

    def _remove(self, index: int) -> tuple[str, E | None]:
        name = self.names.pop(index)
        if name in _FOREIGN:
            self._foreign -= 1
        self._scopes[-1][name] -= 1
        if name in _WALLS:
            self._scopes.pop()
        if name in _TABLES:
            self._tables[-1][name] -= 1
            if name == "table":
                self._tables.pop()
        return name, self.attached.pop(index)
