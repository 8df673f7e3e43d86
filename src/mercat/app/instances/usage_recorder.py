"""Usage of an instance: calls and errors are counted in memory, and reach the database a little later."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, TypeVar

from mercat.domain.limits import usage
from mercat.domain.limits.rate_limits import RateLimiter
from mercat.model.caller import SYSTEM, Caller
from mercat.model.clock import Clock, day_bounds, day_of
from mercat.store.engines.database import Database
from mercat.store.engines.driver import Connection
from mercat.store.tx import Tx

T = TypeVar("T")

FLUSH_SECONDS: Final = 0.25  # the longest time until usage counters reach the database
log = logging.getLogger("mercat.instance")


class UsageRecorder:
    """The part of an instance that counts calls."""

    id: str
    clock: Clock
    database: Database
    rate_limiter: RateLimiter

    if TYPE_CHECKING:  # what an instance adds

        def write_now(self, work: Callable[[Tx], T]) -> T:
            """Run `work` as one transaction."""

        async def write(self, work: Callable[[Tx], T]) -> T:
            """Run `work` as one transaction."""

        def _tx(self, connection: Connection, caller: Caller) -> Tx:
            """The unit of work of a connection."""

    def __init__(self) -> None:
        self.tally = usage.UsageCounters()
        self._day = ("", 0, 0)  # as `day_bounds` returns it
        self._tally_lock = threading.Lock()
        self._flush: asyncio.TimerHandle | None = None
        self._storing: set[Future[None]] = set()
        self._used_up = ("", 0)

    def note_usage(self, user: str, codes: tuple[str, ...], *, counted: bool) -> None:
        """Count a call and its error codes. They reach the database within FLUSH_SECONDS."""
        now = self.clock.now()
        if not self._day[1] <= now < self._day[2]:
            self._day = day_bounds(now, self.rate_limiter.limits.zone)
        with self._tally_lock:
            self.tally.note(self._day[0], user, codes, counted=counted)
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush_soon)

    async def store_usage(self) -> None:
        """Store the counters of this process, and wait for those that are being stored already; see `Host`."""
        self._flush_now()
        storing = [asyncio.wrap_future(future) for future in list(self._storing)]
        if storing:
            await asyncio.wait(storing)

    async def note_quota_reached(self) -> None:
        """Record once a day that the quota is used up; see `Host`."""
        used_up = day_of(self.clock.now(), self.rate_limiter.limits.zone), self.rate_limiter.limits.daily_quota
        if used_up == self._used_up:
            return
        try:
            await self.write(lambda tx: usage.mark_used_up(tx, *used_up))
            self._used_up = used_up
        except Exception as problem:  # the call is refused in any case
            log.warning("instance %s: that the quota is used up could not be stored: %r", self.id, problem)

    def flush(self) -> None:
        """Store the counters, and wait until they are durable."""
        tally = self._take_tally()
        if tally:
            try:
                self.write_now(tally.store)
            except BaseException:
                self._put_back(tally)
                raise

    def _flush_soon(self) -> None:
        self._flush = None
        self._flush_now()

    def _flush_now(self) -> None:
        tally = self._take_tally()
        if not tally:
            return

        def stored(done: "Future[None]") -> None:
            if done.exception():
                self._put_back(tally)
            self._storing.discard(done)

        storing = self.database.write(lambda connection: tally.store(self._tx(connection, SYSTEM)))
        self._storing.add(storing)
        storing.add_done_callback(stored)

    def _put_back(self, tally: usage.UsageCounters) -> None:
        """Return counters that the database did not store, for the next flush."""
        with self._tally_lock:
            self.tally.merge(tally)

    def _take_tally(self) -> usage.UsageCounters:
        with self._tally_lock:
            taken, self.tally = self.tally, usage.UsageCounters()
        return taken

    def _forget_usage(self) -> None:
        self._take_tally()
        self._used_up = ("", 0)

    def _stop_flushing(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
        self.flush()
