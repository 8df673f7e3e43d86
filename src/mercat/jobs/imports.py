"""Imports, a slice of rows at a time: read outside of any transaction, then written together with how far it is."""

from typing import Final

from mercat.domain.bulk import imports
from mercat.domain.bulk.csv_rows import Place
from mercat.domain.bulk.imports import NumberedRow
from mercat.jobs.handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.import_jobs import Import
from mercat.model.messages import RunImport
from mercat.store.bulk import import_jobs
from mercat.store.tx import Tx


def run(work: JobContext[RunImport]) -> Commit:
    """Let the next rows take effect; `progress` is the place of the first of them in the file."""

    def read(tx: Tx) -> tuple[Import | None, list[NumberedRow], Place]:
        job = import_jobs.find(tx, work.message.import_id)
        if job is None or job.state not in ("queued", "processing"):
            return None, [], Place()
        return job, *imports.next_rows(tx, job, imports.place_of(tx, job, work.progress))

    job, part, place = work.read(read)
    if job is None:
        return _nothing

    def go_on(tx: Tx) -> Reschedule | None:
        imports.apply(tx, job, part)
        if place.position < job.bytes:
            return Reschedule(list(place))
        imports.finish(tx, job.id)
        return None

    return go_on


def failed(tx: Tx, message: RunImport) -> None:
    """A slice was tried in vain too often."""
    imports.fail(tx, message.import_id)


def _nothing(tx: Tx) -> None:
    """The import is over, or gone."""


DUTY: Final = JobHandler(RunImport, run, failed=failed)
