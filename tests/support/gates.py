"""Gates for the suite of limits: those of one process, and those that processes share in Redis."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits, LocalEndpointRateLimiter, LocalRateLimiter
from support.databases import REDIS_URL, redis_missing, skip_or_fail


class LocalGates:
    """Makes gates of one process."""

    shared = False

    def calls(self, limits: CallLimits) -> Any:
        return LocalRateLimiter(limits)

    def paces(self, limits: EndpointLimits) -> Any:
        return LocalEndpointRateLimiter(limits)

    def close(self) -> None:
        pass


class SharedGates:
    """Makes gates of one instance as if each were in a process of its own; `recalled` are calls of days gone by."""

    shared = True

    def __init__(self, url: str = REDIS_URL) -> None:
        skip_or_fail(redis_missing())
        from mercat.store.engines.redis import Counters

        self.instance_id = f"test-{uuid.uuid4()}"
        self.recalled: dict[str, int] = {}
        self.counters = Counters(url, self.instance_id)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def calls(self, limits: CallLimits) -> Any:
        from mercat.domain.limits.redis_rate_limits import RedisRateLimiter

        async def recall(day: str) -> int:
            return self.recalled.get(day, 0)

        return _Synchronous(RedisRateLimiter(limits, self.counters, uuid.uuid4().hex, recall), self.run)

    def paces(self, limits: EndpointLimits) -> Any:
        from mercat.domain.limits.redis_rate_limits import RedisEndpointRateLimiter

        return _Synchronous(RedisEndpointRateLimiter(limits, self.counters, uuid.uuid4().hex), self.run)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine on the gates' loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def close(self) -> None:
        import redis

        self.run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        with redis.Redis.from_url(REDIS_URL) as client:
            for key in client.scan_iter(match=f"*{self.instance_id}*", count=10_000):
                client.delete(key)

    async def _end(self) -> None:
        await self.counters.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Synchronous:
    """A shared gate whose answers are waited for."""

    def __init__(self, gate: Any, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._gate = gate
        self._run = run

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._gate, name)
        if not asyncio.iscoroutinefunction(found):
            return found
        return lambda *given, **named: self._run(found(*given, **named))
