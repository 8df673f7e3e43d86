"""The delivery of ads: whole hours are computed when time has moved past them, from what is stored then.

Facts, payments and the mark, up to which all hours are delivered, are written in one transaction. So an hour is neither
lost nor repeated, and where the slices end makes no difference. Whoever changes what delivery reads lets it catch up
first.
"""

from typing import Final

import msgspec

from mercat.domain import jobs
from mercat.model.clock import HOUR
from mercat.model.messages import Deliver
from mercat.store import settings
from mercat.store.tx import Tx

SETTING: Final = "delivery"
JOB: Final = "delivery"
HOURS_AT_ONCE: Final = 24
MOST_FACTS: Final = 20_000  # in a slice, unless a single hour has more


class Mark(msgspec.Struct, frozen=True):
    """The first hour that is not delivered yet, counted since 1970, and the seed of all chance."""

    hour: int
    seed: str


def begin(tx: Tx, seed: str, *, at_ms: int | None = None) -> None:
    """Switch the simulation on, if it is off: hours are delivered from now or from a time on."""
    if mark(tx) is None:
        _put(tx, Mark((tx.now if at_ms is None else at_ms) // HOUR, seed))
        jobs.enqueue(tx, Deliver(), due_ms=(tx.now // HOUR + 1) * HOUR, unique_key=JOB)


def end(tx: Tx) -> None:
    """Switch the simulation off. What was delivered stays."""
    settings.delete(tx, SETTING)
    jobs.cancel(tx, JOB)


def mark(tx: Tx) -> Mark | None:
    """How far delivery is; None if nothing is simulated."""
    text = settings.find(tx, SETTING)
    return None if text is None else msgspec.json.decode(text, type=Mark)


def is_behind(tx: Tx) -> bool:
    """Whether whole hours have passed that are not delivered yet."""
    present = mark(tx)
    return present is not None and present.hour < tx.now // HOUR


def catch_up(tx: Tx, hours: int = HOURS_AT_ONCE) -> bool:
    """Deliver the next hours, at most a day of them by default. True if more are to be delivered."""
    present = mark(tx)
    before = tx.now // HOUR
    if present is None or present.hour >= before:
        return False
    from mercat.domain.advertising.delivery import delivery_hours, delivery_plan

    _put(tx, present)  # locks it, so that of several callers one delivers, and the others begin again after it
    plan = delivery_plan.load(tx, present.hour, before, present.seed)
    if plan is None:  # nothing can deliver in all of this time
        _put(tx, Mark(before, present.seed))
        return False
    until = min(before, plan.first + max(1, min(hours, MOST_FACTS // plan.size)))
    delivery_hours.deliver(tx, plan, until)
    _put(tx, Mark(until, present.seed))
    return until < before


def _put(tx: Tx, mark: Mark) -> None:
    settings.put(tx, SETTING, msgspec.json.encode(mark).decode())
