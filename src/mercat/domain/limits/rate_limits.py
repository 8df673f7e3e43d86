"""Limits on calls: in a window, in flight, in a day, and for each endpoint. This module counts within one process.

All methods run on the event loop's thread, so that they never interleave.
"""

import contextlib
from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Final, Protocol

import msgspec

from mercat.model.clock import DAY, MINUTE, SECOND, day_bounds, day_of
from mercat.model.refusals import QuotaReached, RateExceeded, Refusal
from mercat.store import settings
from mercat.store.tx import Tx


class CallLimits(msgspec.Struct):
    """The limits of a subscription. 0 switches a limit off. The day ends at midnight in `zone`."""

    rate_calls: int = 100
    rate_window_seconds: int = 20
    concurrency: int = 10
    daily_quota: int = 50_000
    extract_megabytes: int = 500
    ingest_requests_per_second: int = 5_000  # of each client
    zone: str = "America/Chicago"


class EndpointLimits(msgspec.Struct):
    """The limits of an application for each endpoint. 0 switches a limit off. The day ends at midnight in `zone`."""

    calls_per_minute: int = 1_000
    penalty_seconds: int = 300
    upload_calls_per_day: int = 1_000
    zone: str = "Asia/Shanghai"


class EndpointPaused(Refusal):
    """There were too many calls in a minute. The endpoint refuses calls until the penalty is over."""


class EndpointSpent(Refusal):
    """The endpoint's calls of the day are used up."""


class RateLimiter(Protocol):
    """Limits calls of a subscription. A method returns its result, or an awaitable if the counters are remote."""

    limits: CallLimits

    def enter(self) -> Awaitable[bool] | bool:
        """Count a call as in flight. False, without counting, if too many are in flight."""

    def leave(self) -> Awaitable[None] | None:
        """Count a call that entered as answered."""

    def charge(self, now: int) -> Awaitable[None] | None:
        """Count a call, or raise RateExceeded or QuotaReached and count nothing."""

    def refund(self, now: int) -> Awaitable[None] | None:
        """Uncount the call charged at `now`."""

    def ingest(self, client: int, now: int) -> Awaitable[None] | None:
        """Count a data ingestion request of a client, which counts against no other limit, or raise RateExceeded."""


class EndpointRateLimiter(Protocol):
    """Limits calls of an application to each endpoint."""

    limits: EndpointLimits

    def charge(self, application: int, endpoint: str, now: int, *, daily: bool) -> Awaitable[None] | None:
        """Count a call, or raise EndpointPaused or EndpointSpent."""

    def remaining(self, application: int, endpoint: str, now: int) -> tuple[int, int]:
        """The remaining calls of the day and of the minute, in percent."""


@dataclass
class LocalRateLimiter:
    """A sliding log of the last calls, a count of those in flight, and the day's total."""

    limits: CallLimits = field(default_factory=CallLimits)
    day: str = ""
    spent: int = 0
    in_flight: int = 0
    _log: deque[int] = field(default_factory=deque)
    _day_begins: int = 0
    _day_ends: int = 0
    _ingested: dict[int, tuple[int, int]] = field(default_factory=dict)  # by client: a second, its requests

    def enter(self) -> bool:
        if self.limits.concurrency and self.in_flight >= self.limits.concurrency:
            return False
        self.in_flight += 1
        return True

    def leave(self) -> None:
        self.in_flight -= 1

    def charge(self, now: int) -> None:
        limits = self.limits
        if limits.rate_calls:
            _slide(self._log, now, limits.rate_window_seconds * SECOND)
            if len(self._log) >= limits.rate_calls:
                raise RateExceeded(limits.rate_calls, limits.rate_window_seconds)
        if not self._day_begins <= now < self._day_ends:
            self._turn(now)
        if limits.daily_quota and self.spent >= limits.daily_quota:
            raise QuotaReached
        if limits.rate_calls:
            self._log.append(now)
        self.spent += 1

    def refund(self, now: int) -> None:
        with contextlib.suppress(ValueError):  # it has left the window, or was not counted in it
            self._log.remove(now)
        if self._day_begins <= now:  # otherwise it belongs to yesterday
            self.spent = max(0, self.spent - 1)

    def ingest(self, client: int, now: int) -> None:
        limit = self.limits.ingest_requests_per_second
        second, requests = self._ingested.get(client, (0, 0))
        requests = requests + 1 if second == now // SECOND else 1
        if limit and requests > limit:
            raise RateExceeded(limit, 1)
        self._ingested[client] = now // SECOND, requests

    def clear(self) -> None:
        """Reset the counters of calls, except that of calls in flight."""
        self.day, self.spent = "", 0
        self._day_begins = self._day_ends = 0
        self._log.clear()
        self._ingested.clear()

    def _turn(self, now: int) -> None:
        """Update the bounds of the day; a new day starts with no calls."""
        day, self._day_begins, self._day_ends = day_bounds(now, self.limits.zone)
        if day != self.day:
            self.day, self.spent = day, 0


class _Pace(msgspec.Struct):
    minute: deque[int] = msgspec.field(default_factory=deque)
    paused_until: int = 0
    day: str = ""
    today: int = 0


@dataclass
class LocalEndpointRateLimiter:
    """A sliding minute for each application and endpoint, with a penalty once it is full."""

    limits: EndpointLimits = field(default_factory=EndpointLimits)
    _paces: dict[tuple[int, str], _Pace] = field(default_factory=dict)

    def charge(self, application: int, endpoint: str, now: int, *, daily: bool) -> None:
        limits = self.limits
        pace = self._paces.setdefault((application, endpoint), _Pace())
        if limits.calls_per_minute and now < pace.paused_until <= now + DAY:
            raise EndpointPaused
        minute = pace.minute
        _slide(minute, now, MINUTE)
        if limits.calls_per_minute and len(minute) >= limits.calls_per_minute:
            pace.paused_until = now + limits.penalty_seconds * SECOND
            minute.clear()
            raise EndpointPaused
        if daily and limits.upload_calls_per_day:
            day = day_of(now, limits.zone)
            if day != pace.day:
                pace.day, pace.today = day, 0
            if pace.today >= limits.upload_calls_per_day:
                raise EndpointSpent
            pace.today += 1
        minute.append(now)

    def clear(self) -> None:
        """Reset all counters and penalties."""
        self._paces.clear()

    def remaining(self, application: int, endpoint: str, now: int) -> tuple[int, int]:
        pace = self._paces.get((application, endpoint), _Pace())
        today = pace.today if pace.day == day_of(now, self.limits.zone) else 0
        paused = self.limits.calls_per_minute and now < pace.paused_until <= now + DAY
        minute = 0 if paused else share_left(len(pace.minute), self.limits.calls_per_minute)
        return share_left(today, self.limits.upload_calls_per_day), minute


def share_left(spent: int, limit: int) -> int:
    """The remaining share of a limit, in percent; 100 without a limit."""
    return 100 - min(spent, limit) * 100 // limit if limit else 100


def _slide(log: deque[int], now: int, window: int) -> None:
    """Remove calls that left the window, and future ones, which exist after the clock was set back."""
    while log and log[0] <= now - window:
        log.popleft()
    while log and log[-1] > now + window:
        log.pop()


# -- stored limits ----------------------------------------------------------------------------------------------------

_SETTING: Final = "limits"


class _Limits(msgspec.Struct):
    calls: CallLimits
    paces: EndpointLimits


def save(tx: Tx, calls: CallLimits, paces: EndpointLimits) -> None:
    """Store changed limits, so that they survive a restart."""
    settings.put(tx, _SETTING, msgspec.json.encode(_Limits(calls, paces)).decode())


def load(tx: Tx) -> tuple[CallLimits, EndpointLimits] | None:
    """The stored limits, or None if they were never changed."""
    text = settings.find(tx, _SETTING)
    if text is None:
        return None
    limits = msgspec.json.decode(text, type=_Limits)
    return limits.calls, limits.paces
