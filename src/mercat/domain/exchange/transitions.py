"""How background work shows its progress: at once, after a time, or after a number of looks at it."""

from dataclasses import dataclass
from typing import Final

from mercat.model.clock import MINUTE
from mercat.store import settings
from mercat.store.tx import Tx

SETTING: Final = "transitions.bulk"
TIMED_MS: Final = 2 * MINUTE  # queued for the first half of it, processing for the second


@dataclass(frozen=True, slots=True)
class Pace:
    """Work shows that it is done after `delay_ms` and `polls` looks at it."""

    delay_ms: int = 0
    polls: int = 0


def bulk(tx: Tx) -> Pace:
    """The pace of bulk work; an instance that was told nothing shows it at once."""
    chosen = settings.find(tx, SETTING) or "immediate"
    if chosen == "timed":
        return Pace(delay_ms=TIMED_MS)
    if chosen.startswith("polls:"):
        return Pace(polls=int(chosen.removeprefix("polls:")))
    return Pace()


def set_bulk(tx: Tx, pace: str) -> None:
    """`immediate`, `timed`, or `polls:N`."""
    settings.put(tx, SETTING, pace)
