"""`Instance`: the database, clock, limits, files and secrets of one subscription and its advertising application."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from mercat.domain import usage
from mercat.domain.quota import CallGate, CallLimits, LocalCallGate, LocalPaceGate, PaceGate, PaceLimits
from mercat.model.caller import SYSTEM, Caller
from mercat.model.chance import Chance
from mercat.model.clock import Clock, day_of
from mercat.model.keys import Keys
from mercat.store import settings
from mercat.store.database import Database
from mercat.store.files import Files
from mercat.store.tx import Connection, Memory, Tx
from mercat.wire.call import Switches

T = TypeVar("T")

FLUSH_SECONDS: Final = 0.25  # usage counters reach the database this much later at the most
HEAVY_THREADS: Final = 4


class Instance:
    """Everything of one instance. Protocols see it as their `Host`; engines see a `Tx` of it."""

    def __init__(
        self,
        id: str,
        database: Database,
        *,
        files: Path,
        keys: Keys,
        chance: Chance,
        call_limits: CallLimits | None = None,
        pace_limits: PaceLimits | None = None,
    ) -> None:
        self.id = id
        self.database = database
        self.clock = Clock()
        self.chance = chance
        self.keys = keys
        self.files = Files(files)
        self.switches = Switches()
        self.gate: CallGate = LocalCallGate(call_limits or CallLimits())
        self.pace: PaceGate = LocalPaceGate(pace_limits or PaceLimits())
        self.memory = Memory()
        self.tally = usage.Tally()
        self._tally_lock = threading.Lock()
        self._flush: asyncio.TimerHandle | None = None
        self._threads: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Take up where the instance stopped: its clock and the day's count."""

        def work(tx: Tx) -> None:
            self.clock.offset_ms = int(settings.find(tx, "clock.offset_ms") or 0)

        self.read_now(work)
        day, spent = self.read_now(lambda tx: usage.spent_today(tx, self.gate.limits.zone))
        if isinstance(self.gate, LocalCallGate):
            self.gate.day, self.gate.spent = day, spent

    # -- transactions -----------------------------------------------------------------------------------------------

    def read_now(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` on a snapshot, on this thread."""
        return self.database.read(lambda connection: work(self._tx(connection, caller)))

    def write_now(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` as one transaction and wait for it."""
        return self.database.write(lambda connection: work(self._tx(connection, caller))).result()

    async def read(self, work: Callable[[Tx], T], caller: Caller = SYSTEM, *, heavy: bool = False) -> T:
        """Run `work` on a snapshot: on the loop if the database is embedded and the work is short, else in a thread."""
        if self.database.inline and not heavy:
            return self.read_now(work, caller)
        if self._threads is None:
            self._threads = ThreadPoolExecutor(HEAVY_THREADS, thread_name_prefix="mercat_read")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, work, caller)

    async def write(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` as one transaction; durable when this returns."""
        future = self.database.write(lambda connection: work(self._tx(connection, caller)))
        return await asyncio.shield(asyncio.wrap_future(future))

    def _tx(self, connection: Connection, caller: Caller) -> Tx:
        return Tx(
            connection=connection,
            dialect=self.database.dialect,
            now=self.clock.now(),
            chance=self.chance,
            keys=self.keys,
            files=self.files,
            memory=self.memory,
            instance_id=self.id,
            caller=caller,
        )

    # -- usage ------------------------------------------------------------------------------------------------------

    def note_usage(self, user: str, codes: tuple[str, ...], *, counted: bool) -> None:
        """Count a call and its error codes; they reach the database soon after."""
        day = day_of(self.clock.now(), self.gate.limits.zone)
        with self._tally_lock:
            self.tally.note(day, user, codes, counted=counted)
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush_soon)

    def flush(self) -> None:
        """Store the counters that wait, and wait for it."""
        tally = self._take_tally()
        if tally:
            self.write_now(tally.store)

    def _flush_soon(self) -> None:
        self._flush = None
        tally = self._take_tally()
        if tally:
            self.database.write(lambda connection: tally.store(self._tx(connection, SYSTEM)))

    def _take_tally(self) -> usage.Tally:
        with self._tally_lock:
            taken, self.tally = self.tally, usage.Tally()
        return taken

    # -- the clock --------------------------------------------------------------------------------------------------

    def move_clock(self, now_ms: int) -> None:
        """Make `now_ms` the present, for good: it outlives the process."""
        self.clock.set(now_ms)
        self.write_now(lambda tx: settings.put(tx, "clock.offset_ms", str(self.clock.offset_ms)))

    def close(self) -> None:
        """Store what waits and let go of the database."""
        if self._flush is not None:
            self._flush.cancel()
        self.flush()
        if self._threads is not None:
            self._threads.shutdown()
        self.database.close()
