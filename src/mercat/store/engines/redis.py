"""Counters in Redis, for limits that several processes share. Each operation is one Lua script, so it is atomic.

All keys of an instance contain its id in braces, so that they share a slot of a cluster.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from mercat.model.clock import DAY, monotonic_seconds

LEASE_MS: Final = 15_000  # after a crash of a process, its calls in flight stop counting after this long
KEPT_DAYS_MS: Final = 3 * DAY
KEPT_SECOND_MS: Final = 10_000
CONNECTIONS: Final = 16
PATIENCE_SECONDS: Final = 1.0
AWAY_SECONDS: Final = 1.0  # after a failure, Redis is not asked again for this long

ADMITTED: Final = 0
OVER_RATE: Final = 1
OVER_DAY: Final = 2
DAY_UNKNOWN: Final = 3

# Leases use Redis's clock, because processes share it; everything else uses the instance's.
_ENTER: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if tonumber(ARGV[1]) > 0 and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
for place = 3, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[place]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""

_SLIDE: Final = """
local function slide(key, now, window)
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
    redis.call('ZREMRANGEBYSCORE', key, '(' .. (now + window), '+inf')
    return redis.call('ZCARD', key)
end
"""

_CHARGE: Final = (
    _SLIDE
    + """
local now, window, rate, quota = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if rate > 0 and slide(KEYS[1], now, window) >= rate then return 1 end
local spent = redis.call('GET', KEYS[2])
if not spent then return 3 end
if quota > 0 and tonumber(spent) >= quota then return 2 end
if rate > 0 then
    redis.call('ZADD', KEYS[1], now, ARGV[5])
    redis.call('PEXPIRE', KEYS[1], 2 * window)
end
redis.call('INCR', KEYS[2])
return 0
"""
)

_REFUND: Final = """
local found = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[1], 'LIMIT', 0, 1)
if found[1] then redis.call('ZREM', KEYS[1], found[1]) end
if tonumber(redis.call('GET', KEYS[2]) or '0') > 0 then redis.call('DECR', KEYS[2]) end
return 0
"""

_PACE: Final = (
    _SLIDE
    + """
local now, limit, penalty, per_day = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local today = tonumber(redis.call('GET', KEYS[3]) or '0')
local paused = tonumber(redis.call('GET', KEYS[1]) or '0')
if limit > 0 and now < paused and paused <= now + 86400000 then return {1, limit, today} end
local minute = slide(KEYS[2], now, 60000)
if limit > 0 and minute >= limit then
    if penalty > 0 then redis.call('SET', KEYS[1], now + penalty, 'PX', penalty + 60000) end
    redis.call('DEL', KEYS[2])
    return {1, limit, today}
end
if per_day > 0 then
    if today >= per_day then return {2, minute, today} end
    today = redis.call('INCR', KEYS[3])
    redis.call('PEXPIRE', KEYS[3], ARGV[6])
end
redis.call('ZADD', KEYS[2], now, ARGV[5])
redis.call('PEXPIRE', KEYS[2], 120000)
return {0, minute + 1, today}
"""
)


def server_version(url: str) -> str:
    """The server's version. Raises OSError if it does not answer."""
    from redis import Redis as Client

    try:
        with Client.from_url(url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS) as client:
            return str(client.info("server")["redis_version"])
    except RedisError as problem:
        raise OSError(str(problem)) from None


class RedisUnavailable(Exception):
    """Redis does not answer."""


class Counters:
    """The counters of one instance. Raises RedisUnavailable, without asking within a second after a failure."""

    def __init__(self, url: str, instance_id: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
        )
        self._redis: Redis = Redis.from_pool(pool)
        self._prefix = f"mercat:{{{instance_id}}}:"
        self._enter = self._redis.register_script(_ENTER)
        self._charge = self._redis.register_script(_CHARGE)
        self._refund = self._redis.register_script(_REFUND)
        self._pace = self._redis.register_script(_PACE)
        self._away_until = 0.0

    async def enter(self, limit: int, member: str) -> bool:
        """Count a call as in flight, for the time of a lease, if fewer than `limit` are."""
        answer = await self._ask(lambda: self._enter([self._key("flying")], [limit, LEASE_MS, member]))
        return bool(answer)

    async def renew(self, members: list[str]) -> None:
        """Renew the leases of calls in flight."""
        await self._ask(lambda: self._enter([self._key("flying")], [0, LEASE_MS, *members]))

    async def leave(self, member: str) -> None:
        """Count a call as answered."""
        await self._ask(lambda: self._redis.zrem(self._key("flying"), member))

    async def charge(self, now: int, *, window_ms: int, rate: int, quota: int, day: str, member: str) -> int:
        """Count a call: ADMITTED. OVER_RATE, OVER_DAY and DAY_UNKNOWN count nothing."""
        keys = [self._key("calls"), self._key("day", day)]
        verdict: int = await self._ask(lambda: self._charge(keys, [now, window_ms, rate, quota, member]))
        return verdict

    async def begin_day(self, day: str, spent: int) -> None:
        """Set the number of calls of a day, unless it is set already."""
        await self._ask(lambda: self._redis.set(self._key("day", day), spent, nx=True, px=KEPT_DAYS_MS))

    async def refund(self, now: int, day: str) -> None:
        """Uncount a call charged at `now`."""
        await self._ask(lambda: self._refund([self._key("calls"), self._key("day", day)], [now]))

    async def count_second(self, what: str, second: int) -> int:
        """Count an event. Answers its count within this second."""

        async def count() -> int:
            key = self._key(what, str(second))
            async with self._redis.pipeline() as both:
                both.incr(key)
                both.pexpire(key, KEPT_SECOND_MS)
                counted, _ = await both.execute()
            return int(counted)

        total: int = await self._ask(count)
        return total

    async def charge_pace(
        self, what: str, now: int, *, limit: int, penalty_ms: int, per_day: int, day: str, member: str
    ) -> tuple[int, int, int]:
        """Count a call to an endpoint: ADMITTED, OVER_RATE or OVER_DAY, with the calls of the minute and of the day."""
        keys = [self._key("paused", what), self._key("minute", what), self._key("day", what, day)]
        arguments: list[int | str] = [now, limit, penalty_ms, per_day, member, KEPT_DAYS_MS]
        verdict, minute, today = await self._ask(lambda: self._pace(keys, arguments))
        return verdict, minute, today

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _key(self, *parts: str) -> str:
        return self._prefix + ":".join(parts)

    async def _ask(self, question: Callable[[], Awaitable[Any]]) -> Any:
        if monotonic_seconds() < self._away_until:
            raise RedisUnavailable
        try:
            return await question()
        except (RedisError, OSError) as problem:
            self._away_until = monotonic_seconds() + AWAY_SECONDS
            raise RedisUnavailable(str(problem)) from problem
