"""How background work shows its progress: at once, after a time, or after a number of looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from mercat.model.clock import MINUTE
from mercat.store import settings
from mercat.store.tx import Tx

SETTING: Final = "transitions.bulk"
TIMED_MS: Final = 2 * MINUTE  # queued for the first half of it, processing for the second
AT_A_TIME: Final = 2  # extracts are processed, and imports


@dataclass(frozen=True, slots=True)
class SimulatedProgress:
    """Work shows that it is done after `delay_ms` and `polls` looks at it."""

    delay_ms: int = 0
    polls: int = 0


class Work(Protocol):
    """An extract or an import, with what delays the state that it shows."""

    @property
    def state(self) -> str:
        """Created, queued, processing, completed, cancelled or failed."""

    @property
    def polls_left(self) -> int:
        """How many more looks show a completed job as processing."""

    @property
    def shown_ms(self) -> int:
        """The time until which a completed job shows an earlier state."""


def state_of(tx: Tx, work: Work) -> str:
    """The state that an extract or an import shows."""
    if work.state != "completed" or (work.polls_left <= 0 and work.shown_ms <= tx.now):
        return work.state
    if work.polls_left > 0:
        return "processing"
    return "processing" if tx.now >= work.shown_ms - TIMED_MS // 2 else "queued"


def shown_ms(tx: Tx, pace: SimulatedProgress, before: Iterable[Work]) -> int:
    """When work that is queued now shows that it is done; it waits for a place among those before it."""
    if not pace.delay_ms:
        return tx.now
    half = pace.delay_ms // 2
    places = [tx.now + half] * AT_A_TIME + [work.shown_ms for work in before]
    return sorted(places)[-AT_A_TIME] + half


def bulk(tx: Tx) -> SimulatedProgress:
    """The setting for bulk work; without one, completed work shows as completed at once."""
    setting = settings.find(tx, SETTING) or "immediate"
    if setting == "timed":
        return SimulatedProgress(delay_ms=TIMED_MS)
    if setting.startswith("polls:"):
        return SimulatedProgress(polls=int(setting.removeprefix("polls:")))
    return SimulatedProgress()


def set_bulk(tx: Tx, pace: str) -> None:
    """Store the setting: `immediate`, `timed`, or `polls:N`."""
    settings.put(tx, SETTING, pace)
