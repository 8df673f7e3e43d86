"""How much the API is used: calls by user and errors by code, a day at a time."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import msgspec

from mercat.model.clock import DAY, day_of
from mercat.store import settings
from mercat.store.limits import usage
from mercat.store.tx import Tx

KEPT_MS: Final = 100 * DAY
_USED_UP: Final = "usage.used_up"


class Day(msgspec.Struct, frozen=True):
    """One day's total with its parts: (user or code, count)."""

    date: str
    total: int
    parts: list[tuple[str, int]]


@dataclass(slots=True)
class UsageCounters:
    """Counts that are not stored yet. One thread fills and takes them; the writer stores them."""

    calls: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    errors: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def __bool__(self) -> bool:
        return bool(self.calls or self.errors)

    def note(self, day: str, user: str, codes: tuple[str, ...], *, counted: bool) -> None:
        """Count one call, if it counts, and the error codes of its answer."""
        if counted:
            self.calls[day][user] += 1
        for code in codes:
            self.errors[day][code] += 1

    def merge(self, other: "UsageCounters") -> None:
        """Take in the counts of another."""
        for mine, theirs in ((self.calls, other.calls), (self.errors, other.errors)):
            for day, counts in theirs.items():
                for name, count in counts.items():
                    mine[day][name] += count

    def store(self, tx: Tx) -> None:
        """Add all counts to the stored ones."""
        for day in sorted({*self.calls, *self.errors}):
            usage.add(tx, day, self.calls.get(day, {}), self.errors.get(day, {}))


def calls(tx: Tx, zone: str, days: int) -> list[Day]:
    """Calls of the last days, today last."""
    return _days(tx, zone, days, usage.calls)


def errors(tx: Tx, zone: str, days: int) -> list[Day]:
    """Errors of the last days, today last."""
    return _days(tx, zone, days, usage.errors)


def spent(tx: Tx, day: str) -> int:
    """The calls counted on a day; at least the quota, if the day is marked as used up."""
    counted = sum(count for _, _, count in usage.calls(tx, day, day))
    marked_day, _, quota = (settings.find(tx, _USED_UP) or "").partition(" ")
    return max(counted, int(quota)) if marked_day == day else counted


def spent_today(tx: Tx, zone: str) -> tuple[str, int]:
    """The day it is and the calls counted on it; see `spent`."""
    today = day_of(tx.now, zone)
    return today, spent(tx, today)


def mark_used_up(tx: Tx, day: str, quota: int) -> None:
    """Mark a day's quota as used up: a crash may lose calls in flight and counts that are not stored yet."""
    settings.put(tx, _USED_UP, f"{day} {quota}")


def forget_old(tx: Tx) -> None:
    """Delete days that no statistic shows any more."""
    usage.delete(tx, day_of(tx.now - KEPT_MS, "UTC"))


def _days(tx: Tx, zone: str, days: int, read: Callable[[Tx, str, str], list[tuple[str, str, int]]]) -> list[Day]:
    last = date.fromisoformat(day_of(tx.now, zone))
    dates = [(last - timedelta(days=back)).isoformat() for back in reversed(range(days))]
    parts: dict[str, list[tuple[str, int]]] = {day: [] for day in dates}
    for day, name, count in read(tx, dates[0], dates[-1]):
        parts[day].append((name, count))
    return [Day(day, sum(count for _, count in parts[day]), parts[day]) for day in dates]
