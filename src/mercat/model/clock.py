"""The instance's clock: real time plus an offset that only the sandbox moves, or the moment at which it stands still.

Times are whole milliseconds since 1970 (UTC) everywhere inside mercat; the protocols format them at their edge.
"""

import calendar
import functools
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Final
from zoneinfo import ZoneInfo

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
SUBSCRIPTION_ZONE: Final = "America/Chicago"  # of every Marketo subscription here: whose days count, what tokens write


class Clock:
    """The clock of an instance. `offset_ms` is what the sandbox added to real time; it is 0 under `serve`.

    `frozen_ms` is the time of a frozen clock, which only `set` moves.
    """

    __slots__ = ("frozen_ms", "offset_ms")

    def __init__(self, offset_ms: int = 0, frozen_ms: int | None = None) -> None:
        self.offset_ms = offset_ms
        self.frozen_ms = frozen_ms

    def now(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000 + self.offset_ms if self.frozen_ms is None else self.frozen_ms

    def set(self, now_ms: int) -> None:
        """Set the clock to `now_ms`. It runs on from there, unless it is frozen."""
        self.offset_ms = now_ms - time.time_ns() // 1_000_000
        if self.frozen_ms is not None:
            self.frozen_ms = now_ms

    def freeze(self) -> None:
        """Stop the clock at its time."""
        self.frozen_ms = self.now()

    def resume(self) -> None:
        """Let the clock run on from where it stopped."""
        now = self.now()
        self.frozen_ms = None
        self.set(now)


def monotonic_seconds() -> float:
    """Seconds of a monotonic clock, to measure how long work takes; never for a rule."""
    return time.monotonic()


def to_datetime(at_ms: int) -> datetime:
    """The UTC datetime of a time."""
    return _EPOCH + timedelta(milliseconds=at_ms)


def from_datetime(moment: datetime) -> int:
    """The time of a datetime; one without a zone is UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def day_of(at_ms: int, zone: str) -> str:
    """The calendar day, `yyyy-mm-dd`, that a time falls on in a zone."""
    return _day_of_second(at_ms // SECOND, zone)


@functools.lru_cache(maxsize=256)
def _day_of_second(at_seconds: int, zone: str) -> str:
    return to_datetime(at_seconds * SECOND).astimezone(ZoneInfo(zone)).date().isoformat()


def day_bounds(at_ms: int, zone: str) -> tuple[str, int, int]:
    """The calendar day that a time falls on in a zone, its beginning, and that of the next day."""
    day = to_datetime(at_ms).astimezone(ZoneInfo(zone)).date()
    begins, ends = (datetime.combine(day + timedelta(days=n), clock_time(), ZoneInfo(zone)) for n in (0, 1))
    return day.isoformat(), from_datetime(begins.astimezone(UTC)), from_datetime(ends.astimezone(UTC))


def months_after(at_ms: int, months: int) -> int:
    """The same day and time (UTC) so many months later, or the last day of a month that has no such day."""
    moment = to_datetime(at_ms)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return from_datetime(moment.replace(year=year, month=month + 1, day=day))
