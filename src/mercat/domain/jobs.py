"""Ordering background jobs. A job runs if and only if the transaction that orders it commits."""

from typing import Any, Final

import msgspec

from mercat.model.clock import DAY
from mercat.model.jobs import Job
from mercat.model.messages import Housekeeping, Message, kind_of
from mercat.store import jobs
from mercat.store.tx import Tx

HOUSEKEEPING: Final = "housekeeping"
FAILED_KEPT_MS: Final = 30 * DAY
FAILS, HANGS = "fails", "hangs"  # fates of jobs; see `Tx.job_fate`
NEVER: Final = 7_258_118_400_000  # the year 2200, where the clocks of a sandbox end
MANY_ATTEMPTS: Final = 1_000  # after which a job is given up at once


def enqueue(tx: Tx, message: Message, *, due_ms: int | None = None, unique_key: str | None = None) -> bool:
    """Order a job, due now or at a time. False, without ordering, if a job with this key waits or runs already."""
    due = NEVER if tx.job_fate == HANGS else tx.now if due_ms is None else due_ms
    attempts = MANY_ATTEMPTS if tx.job_fate == FAILS else 0
    added = jobs.add(tx, kind_of(message), msgspec.json.encode(message).decode(), due, unique_key, attempts=attempts)
    tx.wakes = tx.wakes or added is not None
    return added is not None


def cancel(tx: Tx, unique_key: str) -> bool:
    """Cancel a job. Its slice in progress is rolled back. False if there is no such job."""
    return jobs.delete(tx, unique_key)


def waits(tx: Tx, unique_key: str) -> bool:
    """Whether a job with this key waits or runs."""
    return jobs.find(tx, unique_key) is not None


def progress(tx: Tx, unique_key: str) -> Any:
    """The stored progress of a job, in its own unit; None if it has not begun or there is no such job."""
    job = jobs.find(tx, unique_key)
    return None if job is None or job.progress is None else msgspec.json.decode(job.progress)


def failed(tx: Tx) -> list[Job]:
    """Jobs that were given up, oldest first."""
    return jobs.failed(tx)


def forget_failed(tx: Tx) -> None:
    """Delete jobs that were given up long ago."""
    jobs.forget_failed(tx, tx.now - FAILED_KEPT_MS)


def prepare(tx: Tx) -> None:
    """Order the periodic jobs of a new instance."""
    enqueue(tx, Housekeeping(), due_ms=tx.now + DAY, unique_key=HOUSEKEEPING)
