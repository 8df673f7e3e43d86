"""Limits that several processes share: the rate limiters of `rate_limits`, with their counters in Redis.

While Redis is unavailable, each process counts on its own and logs that, so that calls continue.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from mercat.domain.limits.rate_limits import (
    CallLimits,
    EndpointLimits,
    EndpointPaused,
    EndpointSpent,
    LocalEndpointRateLimiter,
    LocalRateLimiter,
    share_left,
)
from mercat.model.clock import SECOND, day_bounds, day_of
from mercat.model.refusals import QuotaReached, RateExceeded
from mercat.store.engines.redis import DAY_UNKNOWN, LEASE_MS, OVER_DAY, OVER_RATE, Counters, RedisUnavailable

RENEW_SECONDS: Final = LEASE_MS / SECOND / 3
log = logging.getLogger("mercat.limits")


class RedisRateLimiter:
    """A `RateLimiter`. `recall(day)` reads a day's stored calls if Redis has no count; `name` is the process's."""

    def __init__(
        self, limits: CallLimits, counters: Counters, name: str, recall: Callable[[str], Awaitable[int]]
    ) -> None:
        self._alone = LocalRateLimiter(limits)
        self._counters = counters
        self._name = name
        self._recall = recall
        self._drawn = 0
        self._flying: list[str] = []
        self._renewal: asyncio.Task[None] | None = None
        self._day = ("", 0, 0)

    @property
    def limits(self) -> CallLimits:
        """The limits that hold."""
        return self._alone.limits

    @limits.setter
    def limits(self, limits: CallLimits) -> None:
        self._alone.limits = limits

    async def enter(self) -> bool:
        """See `RateLimiter`."""
        member = self._member()
        try:
            entered = await self._counters.enter(self.limits.concurrency, member)
        except RedisUnavailable as away:
            _warn(away)
            return self._alone.enter()
        if entered:
            self._flying.append(member)
            if self._renewal is None:
                self._renewal = asyncio.get_running_loop().create_task(self._renew())
        return entered

    async def leave(self) -> None:
        """See `RateLimiter`. Which of this process's places is given back makes no difference."""
        if not self._flying:
            self._alone.leave()
            return
        with contextlib.suppress(RedisUnavailable):  # its lease ends soon
            await self._counters.leave(self._flying.pop())

    async def charge(self, now: int) -> None:
        """See `RateLimiter`."""
        try:
            verdict = await self._charge(now)
            if verdict == DAY_UNKNOWN:
                day = self._day_of(now)
                await self._counters.begin_day(day, await self._recall(day))
                verdict = await self._charge(now)
        except RedisUnavailable as away:
            _warn(away)
            self._alone.charge(now)
            return
        if verdict == OVER_RATE:
            raise RateExceeded(self.limits.rate_calls, self.limits.rate_window_seconds)
        if verdict == OVER_DAY:
            raise QuotaReached

    async def refund(self, now: int) -> None:
        """See `RateLimiter`."""
        try:
            await self._counters.refund(now, self._day_of(now))
        except RedisUnavailable:
            self._alone.refund(now)

    async def ingest(self, client: int, now: int) -> None:
        """See `RateLimiter`."""
        limit = self.limits.ingest_requests_per_second
        try:
            requests = await self._counters.count_second(f"ingested:{client}", now // SECOND)
        except RedisUnavailable as away:
            _warn(away)
            self._alone.ingest(client, now)
            return
        if limit and requests > limit:
            raise RateExceeded(limit, 1)

    async def _charge(self, now: int) -> int:
        limits = self.limits
        return await self._counters.charge(
            now,
            window_ms=limits.rate_window_seconds * SECOND,
            rate=limits.rate_calls,
            quota=limits.daily_quota,
            day=self._day_of(now),
            member=self._member(),
        )

    async def _renew(self) -> None:
        while self._flying:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(RedisUnavailable):
                if self._flying:
                    await self._counters.renew(list(self._flying))
        self._renewal = None

    def _day_of(self, now: int) -> str:
        day, begins, ends = self._day
        if not begins <= now < ends:
            day, begins, ends = self._day = day_bounds(now, self.limits.zone)
        return day

    def _member(self) -> str:
        self._drawn += 1
        return f"{self._name}:{self._drawn}"


class RedisEndpointRateLimiter:
    """An `EndpointRateLimiter`."""

    def __init__(self, limits: EndpointLimits, counters: Counters, name: str) -> None:
        self._alone = LocalEndpointRateLimiter(limits)
        self._counters = counters
        self._name = name
        self._drawn = 0
        self._seen: dict[tuple[int, str], tuple[int, int]] = {}  # calls of the day and of the minute, when last asked

    @property
    def limits(self) -> EndpointLimits:
        """The limits that hold."""
        return self._alone.limits

    @limits.setter
    def limits(self, limits: EndpointLimits) -> None:
        self._alone.limits = limits

    async def charge(self, application: int, endpoint: str, now: int, *, daily: bool) -> None:
        """See `EndpointRateLimiter`."""
        limits = self.limits
        self._drawn += 1
        try:
            verdict, minute, today = await self._counters.charge_pace(
                f"{application}:{endpoint}",
                now,
                limit=limits.calls_per_minute,
                penalty_ms=limits.penalty_seconds * SECOND,
                per_day=limits.upload_calls_per_day if daily else 0,
                day=day_of(now, limits.zone),
                member=f"{self._name}:{self._drawn}",
            )
        except RedisUnavailable as away:
            _warn(away)
            self._seen.pop((application, endpoint), None)
            self._alone.charge(application, endpoint, now, daily=daily)
            return
        self._seen[application, endpoint] = today, minute
        if verdict == OVER_RATE:
            raise EndpointPaused
        if verdict == OVER_DAY:
            raise EndpointSpent

    def remaining(self, application: int, endpoint: str, now: int) -> tuple[int, int]:
        """See `EndpointRateLimiter`; as of this process's last call."""
        seen = self._seen.get((application, endpoint))
        if seen is None:
            return self._alone.remaining(application, endpoint, now)
        return share_left(seen[0], self.limits.upload_calls_per_day), share_left(seen[1], self.limits.calls_per_minute)


def _warn(away: RedisUnavailable) -> None:
    if away.args:  # the first of a second
        log.warning("Redis is away, limits hold in each process alone: %s", away)
