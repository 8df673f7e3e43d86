"""The job that writes the objects of an accepted request, a slice at a time."""

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
    """Write the next objects. Objects whose person does not exist yet are retried later."""
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
    """Log the failures of a request under its id, which its sender knows. The log holds no values of people."""
    if record is not None and record.failed:
        log.warning(
            "request %s (%s, correlation id %r): %d of %d objects failed",
            record.request_id, record.target, record.correlation_id, record.failed, record.objects,
        )  # fmt: skip


HANDLER: Final = JobHandler(Ingest, run, failed=ingestion.abandon)
