"""Imports, a slice of rows at a time: read outside of any transaction, then written together with how far it is."""

from typing import Final

from mercat.domain.exchange import imports
from mercat.domain.exchange.reading import Line
from mercat.jobs.work import Again, Duty, Slice, Work
from mercat.model.messages import RunImport
from mercat.store import imports as rows
from mercat.store.imports import Import
from mercat.store.tx import Tx


def run(work: Work[RunImport]) -> Slice:
    """Let the next rows take effect; `progress` is the position of the first of them in the file."""

    def read(tx: Tx) -> tuple[Import | None, list[Line], int]:
        found = rows.find(tx, work.message.import_id)
        if found is None or found.state not in ("queued", "processing"):
            return None, [], 0
        position = found.request.begin if work.progress is None else work.progress
        return found, *imports.next_rows(tx, found, position)

    found, part, position = work.read(read)
    if found is None:
        return _nothing

    def go_on(tx: Tx) -> Again | None:
        imports.apply(tx, found, part)
        if position < found.bytes:
            return Again(position)
        imports.finish(tx, found.id)
        return None

    return go_on


def failed(tx: Tx, message: RunImport) -> None:
    """A slice was tried in vain too often."""
    imports.fail(tx, message.import_id)


def _nothing(tx: Tx) -> None:
    """The import is over, or gone."""


DUTY: Final = Duty(RunImport, run, failed=failed)
