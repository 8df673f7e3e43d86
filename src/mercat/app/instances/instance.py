"""`Instance`: the database, clock, limits, files and secrets of one subscription and its advertising application."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

from mercat.app.instances.usage_recorder import UsageRecorder
from mercat.domain import activity_log
from mercat.domain.activity_log import Subscriber
from mercat.domain.advertising.delivery import delivery
from mercat.domain.job_handler import Mailer
from mercat.domain.limits import rate_limits, usage
from mercat.domain.limits.rate_limits import (
    CallLimits,
    EndpointLimits,
    EndpointRateLimiter,
    LocalEndpointRateLimiter,
    LocalRateLimiter,
    RateLimiter,
)
from mercat.jobs.runner import Runner
from mercat.model.caller import SYSTEM, Caller
from mercat.model.clock import HOUR, Clock
from mercat.model.keys import Keys
from mercat.model.mail import MailDelivery
from mercat.model.randomness import Randomness
from mercat.model.refusals import Refusal
from mercat.store import audit, settings
from mercat.store.engines import accidents
from mercat.store.engines.accidents import Accident
from mercat.store.engines.database import Database
from mercat.store.engines.driver import Connection
from mercat.store.engines.files import Files
from mercat.store.tx import Tx, VersionedCache
from mercat.wire.call import Compatibility
from mercat.wire.faults import Faults
from mercat.wire.http import Request, Response

T = TypeVar("T")

HEAVY_THREADS: Final = 4

OWN: Final = "instance."  # prefix of settings that a reset keeps
_CLOCK: Final = "clock.offset_ms"
_FROZEN: Final = "clock.frozen_ms"  # empty for a clock that runs
_CLOCK_START: Final = "clock.start_ms"
_STARTS_FROZEN: Final = "clock.starts_frozen"
_STARTS: Final = "starts"
log = logging.getLogger("mercat.instance")


class Recorder(Protocol):
    """Records the calls of both protocols."""

    def note(self, protocol: str, request: Request, answer: Response, at_ms: int, seconds: float) -> None:
        """Record a call and its answer, and how long it took."""

    def clear(self) -> int:
        """Delete all recorded calls."""


class Instance(UsageRecorder):
    """One instance with everything that belongs to it. Protocols use it as their `Host`; engines get a `Tx` of it."""

    def __init__(
        self,
        id: str,
        database: Database,
        *,
        files: Files,
        keys: Keys,
        randomness: Randomness,
        call_limits: CallLimits | None = None,
        endpoint_limits: EndpointLimits | None = None,
        compatibility: Compatibility | None = None,
        mailer: Mailer | None = None,
        subscribers: tuple[Subscriber, ...] = (),
    ) -> None:
        super().__init__()
        self.id = id
        self.database = database
        self.clock = Clock()
        self.randomness = randomness
        self.keys = keys
        self.files = files
        self.compatibility = compatibility or Compatibility()
        self.first_limits = call_limits or CallLimits(), endpoint_limits or EndpointLimits()
        self.rate_limiter: RateLimiter = LocalRateLimiter(self.first_limits[0])
        self.endpoint_rate_limiter: EndpointRateLimiter = LocalEndpointRateLimiter(self.first_limits[1])
        self.cache = VersionedCache()
        self._threads: ThreadPoolExecutor | None = None
        self.jobs = Runner(self)
        self.wake_worker: Callable[[], None] = _nobody
        self.journal: Recorder | None = None
        self.faults: Faults | None = None
        self.mailer = mailer
        self.subscribers = subscribers  # to activities, in the order of their calls
        self.accident: Accident | None = None  # why the last write failed, if it did
        self.actor = SYSTEM  # the caller of work that names no caller
        self._delivered = -1  # the hour before which this process has seen everything delivered

    def begin(self, content: Callable[[Tx], None], now_ms: int | None = None, *, frozen: bool = False) -> None:
        """Fill a new instance. Its clock is real, or starts at `now_ms`, or stays there; a reset returns to that."""

        def work(tx: Tx) -> None:
            if now_ms is not None:
                tx.now = now_ms  # exactly, so that the same content gives the same bytes
                settings.put(tx, _CLOCK_START, str(now_ms))
                settings.put(tx, _STARTS_FROZEN, "yes" if frozen else "")
            tx.activities = None  # what an instance begins with is no event
            content(tx)
            _keep_clock(tx, self.clock)

        if now_ms is not None:
            self.clock.set(now_ms)
            self.clock.frozen_ms = now_ms if frozen else None
        self.write_now(work)

    def reset(self, content: Callable[[Tx], None]) -> None:
        """Replace all rows by `content`, and reset clock, limits and counters to their initial values."""

        def work(tx: Tx) -> None:
            stored = settings.all(tx)
            tx.activities = None
            content(tx)
            _put_own(tx, stored)
            self._set_clock(stored.get(_CLOCK_START), frozen=bool(stored.get(_STARTS_FROZEN)))
            _keep_clock(tx, self.clock)

        self._forget()
        try:
            self.write_now(work)
        except BaseException:
            self.load_settings()  # the clock was set already
            raise
        self._forget()  # a read that began before could still fill the old cache
        self.rate_limiter.limits, self.endpoint_rate_limiter.limits = self.first_limits
        for memory in (self.journal, self.faults):
            if memory is not None:
                memory.clear()

    def complete(self, staged: Database, end: Callable[[Tx], None], now_ms: int, *, frozen: bool) -> None:
        """Prepare the copy of an earlier state, of the time `now_ms`, to be restored: it keeps the audit trail."""
        clock = Clock()
        clock.set(now_ms)
        clock.frozen_ms = now_ms if frozen else None
        entries, stored = self.read_now(lambda tx: (audit.rows(tx), settings.all(tx)))

        def work(connection: Connection) -> None:
            tx = self._tx(connection, SYSTEM)
            tx.now, tx.cache = now_ms, VersionedCache()
            tx.execute("UPDATE versions SET version = version + 1")
            audit.continue_with(tx, entries)
            _put_own(tx, stored)
            _keep_clock(tx, clock)
            end(tx)

        staged.write(work).result()

    def restore(self, replace: Callable[[], None]) -> None:
        """Let `replace` exchange the database for a state that is complete, and go on from there."""
        self._forget()
        replace()
        self._forget()
        self.load_settings()

    def share_limits(self, redis_url: str) -> None:
        """Count calls against limits in Redis, together with other processes."""
        from mercat.domain.limits.redis_rate_limits import (  # needs the extra `redis`
            RedisEndpointRateLimiter,
            RedisRateLimiter,
        )
        from mercat.store.engines.redis import Counters

        async def spent_on(day: str) -> int:
            return await self.read(lambda tx: usage.spent(tx, day))

        name = Randomness().hex(16)
        counters = Counters(redis_url, self.id)
        self.rate_limiter = RedisRateLimiter(self.rate_limiter.limits, counters, name, spent_on)
        self.endpoint_rate_limiter = RedisEndpointRateLimiter(self.endpoint_rate_limiter.limits, counters, name)

    def load_settings(self) -> None:
        """Load the instance's clock offset and limits from its settings."""

        def work(tx: Tx) -> None:
            self.clock.offset_ms = int(settings.find(tx, _CLOCK) or 0)
            self.clock.frozen_ms = int(settings.find(tx, _FROZEN) or 0) or None
            self.rate_limiter.limits, self.endpoint_rate_limiter.limits = rate_limits.load(tx) or self.first_limits

        self.read_now(work)

    def start(self) -> None:
        """Start to serve the instance: load its clock and limits, release its jobs, load the day's count of calls."""
        self.load_settings()
        if self.database.inline:  # no other process runs its jobs, so claims are left from a process that died
            self.jobs.take_up()
        if self.randomness.seeded:
            self.randomness = self.randomness.branch(self.write_now(_count_start))
        day, spent = self.read_now(lambda tx: usage.spent_today(tx, self.rate_limiter.limits.zone))
        if isinstance(self.rate_limiter, LocalRateLimiter):
            self.rate_limiter.day, self.rate_limiter.spent = day, spent

    # -- transactions -------------------------------------------------------------------------------------------------

    def snapshot(self) -> Tx | None:
        """A snapshot to read from on this thread, if the database is embedded. `release` it before the next `await`."""
        return self._tx(self.database.begin_read(), SYSTEM) if self.database.inline else None

    def release(self) -> None:
        """Release the snapshot."""
        self.database.end_read()

    def read_now(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` on a snapshot, on this thread."""
        return self.database.read(lambda connection: work(self._tx(connection, caller)))

    def write_now(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` as one transaction and wait until it is durable."""
        return self._submit(work, caller).result()

    async def read(self, work: Callable[[Tx], T], caller: Caller = SYSTEM, *, offload: bool = False) -> T:
        """Run `work` on a snapshot: on a thread, or on the event loop for an embedded database without `offload`."""
        if self.database.inline and not offload:
            return self.read_now(work, caller)
        if self._threads is None:
            self._threads = ThreadPoolExecutor(HEAVY_THREADS, thread_name_prefix="mercat_read")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, work, caller)

    async def write(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` as one transaction. It is durable when this returns."""
        return await asyncio.shield(asyncio.wrap_future(self._submit(work, caller)))

    def _submit(self, work: Callable[[Tx], T], caller: Caller) -> "Future[T]":
        attempts: list[Tx] = []

        def run(connection: Connection) -> T:
            tx = self._tx(connection, caller)
            attempts.append(tx)
            if self.subscribers:
                tx.activities = []
            result = work(tx)
            if tx.activities:
                activity_log.publish(tx, self.subscribers)
            return result

        def committed(future: "Future[T]") -> None:
            problem = None if future.cancelled() else future.exception()
            if problem is None or isinstance(problem, Refusal):
                self.accident = None
            else:
                self.accident = accidents.of(problem) or self.accident
            if attempts and attempts[-1].wakes:
                self.wake_worker()

        future = self.database.write(run)
        future.add_done_callback(committed)
        return future

    def _tx(self, connection: Connection, caller: Caller) -> Tx:
        return Tx(
            connection=connection,
            dialect=self.database.dialect,
            now=self.clock.now(),
            randomness=self.randomness,
            keys=self.keys,
            files=self.files,
            cache=self.cache,
            instance_id=self.id,
            caller=self.actor if caller is SYSTEM else caller,
            mail_delivery=MailDelivery.NONE if self.mailer is None else self.mailer.delivery,
        )

    # -- delivery -----------------------------------------------------------------------------------------------------

    def catch_up(self) -> Awaitable[None] | None:
        """Deliver the ads of all hours that have passed; None if that is done. See `Host`."""
        hour = self.clock.now() // HOUR
        return None if hour == self._delivered else self._catch_up(hour)

    async def _catch_up(self, hour: int) -> None:
        if await self.read(delivery.is_behind):
            while await self.write(delivery.catch_up):
                pass
        self._delivered = hour

    def catch_up_now(self) -> None:
        """The same, on this thread."""
        hour = self.clock.now() // HOUR
        if hour != self._delivered:
            if self.read_now(delivery.is_behind):
                while self.write_now(delivery.catch_up):
                    pass
            self._delivered = hour

    # -- the clock ----------------------------------------------------------------------------------------------------

    def move_clock(self, now_ms: int) -> None:
        """Set the clock to `now_ms` and store its offset."""
        self.clock.set(now_ms)
        self.write_now(lambda tx: _keep_clock(tx, self.clock))

    def freeze_clock(self, *, frozen: bool) -> None:
        """Stop the clock, or let it run on, and store that."""
        if frozen:
            self.clock.freeze()
        elif self.clock.frozen_ms is not None:
            self.clock.resume()
        self.write_now(lambda tx: _keep_clock(tx, self.clock))

    async def advance(self, now_ms: int) -> dict[str, int]:
        """Move the clock forward and run the jobs that fall due. Returns how many of each kind ran."""
        return await asyncio.to_thread(self.jobs.advance, now_ms)

    def _set_clock(self, start_ms: str | None, *, frozen: bool) -> None:
        self.clock.offset_ms, self.clock.frozen_ms = 0, None
        if start_ms is not None:
            self.clock.set(int(start_ms))
            self.clock.frozen_ms = int(start_ms) if frozen else None

    def _forget(self) -> None:
        """Forget what is kept in memory beside the database: counters, cached values, calls against limits."""
        self._forget_usage()
        self._delivered = -1
        self.cache = VersionedCache()
        for limiter in (
            self.rate_limiter,
            self.endpoint_rate_limiter,
        ):  # a sandbox is one process
            if isinstance(limiter, LocalRateLimiter | LocalEndpointRateLimiter):
                limiter.clear()

    def close(self) -> None:
        """Store the counters and close the database."""
        self.jobs.close()
        self._stop_flushing()
        if self._threads is not None:
            self._threads.shutdown()
        self.database.close()


def _nobody() -> None:
    """Wake no worker, because this process has none."""


def _keep_clock(tx: Tx, clock: Clock) -> None:
    settings.put(tx, _CLOCK, str(clock.offset_ms))
    settings.put(tx, _FROZEN, "" if clock.frozen_ms is None else str(clock.frozen_ms))


def _put_own(tx: Tx, stored: Mapping[str, str]) -> None:
    """Store the instance's own settings again after all others were replaced by those of a template or snapshot."""
    for name, value in stored.items():
        if name in (_CLOCK_START, _STARTS_FROZEN, _STARTS) or name.startswith(OWN):
            settings.put(tx, name, value)


def _count_start(tx: Tx) -> int:
    """The number of earlier starts. It becomes part of the seed, so that a seeded stream never repeats itself."""
    starts = int(settings.find(tx, _STARTS) or 0)
    settings.put(tx, _STARTS, str(starts + 1))
    return starts
