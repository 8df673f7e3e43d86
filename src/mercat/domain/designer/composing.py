"""Composing what the new designer makes: its HTML and text with the fragments in their places."""

from collections.abc import Callable, Iterator
from typing import Final

from mercat.domain.designer import designs, fragments, references
from mercat.domain.rendering.renderer import DEPTH
from mercat.model.compositions import Composition
from mercat.model.designer import Data
from mercat.model.refusals import RuleBroken, TooMany
from mercat.model.rules import Rule
from mercat.store.tx import Tx

FRAGMENTS: Final = 500  # that are written into one design, those inside one another counted each time


def compose(tx: Tx, data: Data) -> tuple[Composition, Composition | None]:
    """The HTML, and the text if somebody wrote one. Raises NotFound, RuleBroken (a fragment), TooMany."""
    html = _Writer(tx, lambda data: (data.html and data.html.body) or "")
    if data.text is None or data.text.sync_from_html or data.text.body is None:
        return html.write(data), None
    return html.write(data), _Writer(tx, _text).write(data)


def _text(data: Data) -> str:
    return (data.text and data.text.body) or ""


class _Writer:
    def __init__(self, tx: Tx, part: Callable[[Data], str]) -> None:
        self._tx = tx
        self._part = part
        self._count = 0
        self._data: dict[int, Data] = {}

    def write(self, data: Data) -> Composition:
        """The part of a design, with fragments as text."""
        return ("".join(self._pieces(data, 0)),)

    def _pieces(self, data: Data, depth: int) -> Iterator[str]:
        if depth > DEPTH:
            raise RuleBroken(Rule.CONTENT_TOO_DEEP, limit=DEPTH)
        source, place = self._part(data), 0
        for fragment_id, span in references.places(source):
            self._count += 1
            if self._count > FRAGMENTS:
                raise TooMany("fragments", FRAGMENTS)
            yield source[place : span.start]
            yield from self._pieces(self._fragment(fragment_id), depth + 1)
            place = span.end
        yield source[place:]

    def _fragment(self, fragment_id: int) -> Data:
        if fragment_id not in self._data:
            document = fragments.KIND.get(self._tx, fragment_id)
            if document.versions.approved is None:
                raise RuleBroken(Rule.FRAGMENT_NOT_APPROVED, fragment=fragment_id)
            self._data[fragment_id] = designs.data_of(self._tx, fragments.KIND, document, "approved")
        return self._data[fragment_id]
