"""The job that applies the objects of an accepted request, a slice at a time."""

import logging
from typing import Any, Final

import msgspec

from mercat.domain.bulk import ingestion
from mercat.domain.bulk.ingestion import Progress
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.ingestions import Ingestion
from mercat.model.messages import Ingest
from mercat.store.bulk import ingestions
from mercat.store.tx import Tx

log = logging.getLogger("mercat.jobs")


def run(context: JobContext[Ingest]) -> Commit:
    """Apply the next objects; those whose person is not there yet come again later."""
    order = context.message
    state: Any = context.progress
    progress = Progress(list(range(len(order.objects)))) if state is None else msgspec.convert(state, Progress)

    def write(tx: Tx) -> Reschedule | None:
        following = ingestion.advance(tx, order, progress)
        if following is None:
            _log_failures(ingestions.find(tx, order.request_id))
            return None
        return Reschedule(msgspec.to_builtins(following[0]), following[1])

    return write


def _log_failures(record: Ingestion | None) -> None:
    """The log says what became of a request, for those who only have its id; values of people stay out of it."""
    if record is not None and record.failed:
        log.warning(
            "request %s (%s, correlation id %r): %d of %d objects failed",
            record.request_id, record.target, record.correlation_id, record.failed, record.objects,
        )  # fmt: skip


HANDLER: Final = JobHandler(Ingest, run, failed=ingestion.abandon)
