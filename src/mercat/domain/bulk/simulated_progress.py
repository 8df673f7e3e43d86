"""Simulated progress of bulk jobs, videos, tasks and audiences, completed at once, later, or after polls."""

from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

from mercat.model.clock import MINUTE
from mercat.store import settings
from mercat.store.tx import Tx

PREFIX: Final = "transitions."  # of the settings, before the name of the kind of work
BULK: Final = f"{PREFIX}bulk"
VIDEOS: Final = f"{PREFIX}videos"
REVIEW: Final = f"{PREFIX}review"
TASKS: Final = f"{PREFIX}tasks"
AUDIENCES: Final = f"{PREFIX}audiences"
TIMED_MS: Final = 2 * MINUTE  # queued in the first half of it, processing in the second
AT_A_TIME: Final = 2  # extracts run at a time, and as many imports


class SimulatedProgress(msgspec.Struct, frozen=True):
    """A completed job shows as completed after `delay_ms` and `polls` polls of its status.

    `manual`: somebody decides instead, which only reviews of advertising know.
    """

    delay_ms: int = 0
    polls: int = 0
    manual: bool = False


class BulkJob(Protocol):
    """An extract or an import, with the delay of its displayed state."""

    @property
    def state(self) -> str:
        """Created, queued, processing, completed, cancelled or failed."""

    @property
    def polls_left(self) -> int:
        """How many more polls show a completed job as processing."""

    @property
    def shown_ms(self) -> int:
        """The time until which a completed job shows an earlier state."""


def state_of(tx: Tx, job: BulkJob) -> str:
    """The displayed state of an extract or an import."""
    if job.state != "completed" or (job.polls_left <= 0 and job.shown_ms <= tx.now):
        return job.state
    if job.polls_left > 0:
        return "processing"
    return "processing" if tx.now >= job.shown_ms - TIMED_MS // 2 else "queued"


def shown_ms(tx: Tx, progress: SimulatedProgress, before: Iterable[BulkJob]) -> int:
    """The time at which a job that is queued now shows as completed; `before` are the jobs ahead of it."""
    if not progress.delay_ms:
        return tx.now
    half = progress.delay_ms // 2
    places = [tx.now + half] * AT_A_TIME + [job.shown_ms for job in before]
    return sorted(places)[-AT_A_TIME] + half


def pace(tx: Tx, setting: str) -> SimulatedProgress:
    """The pace of one kind of work. Without a setting, what is completed shows as completed at once."""
    text = settings.find(tx, setting) or "immediate"
    if text == "timed":
        return SimulatedProgress(delay_ms=TIMED_MS)
    if text.startswith("polls:"):
        return SimulatedProgress(polls=int(text.removeprefix("polls:")))
    if text == "manual":
        return SimulatedProgress(manual=True)
    return SimulatedProgress()


def set_pace(tx: Tx, setting: str, text: str) -> None:
    """Store the pace of one kind of work: `immediate`, `timed`, `polls:N`, or `manual` for reviews."""
    settings.put(tx, setting, text)


def bulk(tx: Tx) -> SimulatedProgress:
    """The pace of bulk jobs."""
    return pace(tx, BULK)


def set_bulk(tx: Tx, text: str) -> None:
    """Store the pace of bulk jobs: `immediate`, `timed`, or `polls:N`."""
    set_pace(tx, BULK, text)
