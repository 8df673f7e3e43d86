"""The job of delivery: each hour, so that pages show what happened, and nobody waits for a long backlog."""

from typing import Final

from mercat.domain.advertising.delivery import delivery
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.clock import HOUR
from mercat.model.messages import Deliver
from mercat.store.tx import Tx


def run(context: JobContext[Deliver]) -> Commit:
    """The job's function: each slice delivers some hours."""
    return deliver


def deliver(tx: Tx) -> Reschedule | None:
    """Deliver the next hours; the job goes on while more are due."""
    return Reschedule() if delivery.catch_up(tx) else None


HANDLER: Final = JobHandler(Deliver, run, every_ms=HOUR)
