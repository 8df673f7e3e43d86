"""Several processes that serve one socket. The parent starts them, replaces one that dies, and ends them together."""

import contextlib
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from mercat.model.clock import monotonic_seconds

SHORT_SECONDS: Final = 2.0  # a process with a shorter life is replaced after a pause
PAUSE_SECONDS: Final = 1.0
ALIVE: Final = b"."
log = logging.getLogger("mercat.workers")

Work = Callable[[Callable[[], None], int], None]


class WorkersFailed(Exception):
    """A worker ended before it served. The log holds its error."""


class Workers:
    """The processes. Each of them runs `work(begun, number)`, which calls `begun` once it serves.

    Numbers count from 0. A process that replaces another one gets its number.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._started: dict[int, float] = {}
        self._numbers: dict[int, int] = {}
        self._ending = False
        self._heard, self._speak = os.pipe()
        self._lifeline, self._held = os.pipe()  # only this process holds the write end: workers notice its death

    def run(self, count: int, ready: Callable[[], None]) -> None:
        """Serve with `count` processes until SIGINT or SIGTERM. Raises WorkersFailed."""
        with contextlib.ExitStack() as stack:
            for one in (signal.SIGINT, signal.SIGTERM):
                stack.callback(signal.signal, one, signal.signal(one, self._end))
            for number in range(count):
                self._start(number)
            self._wait_until_ready(count)
            if not self._ending:
                ready()
            while self._started:
                self._bury(*os.wait())

    def _wait_until_ready(self, count: int) -> None:
        begun = 0
        while begun < count and not self._ending:
            begun += len(os.read(self._heard, count)) if _readable(self._heard) else 0
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid and not self._ending:
                del self._started[pid]
                self._end()
                for _ in self._started:
                    os.wait()
                self._started.clear()
                raise WorkersFailed(f"A worker ended with status {os.waitstatus_to_exitcode(status)} at its start.")
            if pid:
                del self._started[pid]

    def _bury(self, pid: int, status: int) -> None:
        lived = monotonic_seconds() - self._started.pop(pid)
        if self._ending:
            return
        log.error("worker %d ended with status %d", pid, os.waitstatus_to_exitcode(status))
        if lived < SHORT_SECONDS:
            time.sleep(PAUSE_SECONDS)
        if not self._ending:
            self._start(self._numbers.pop(pid))

    def _start(self, number: int) -> None:
        pid = os.fork()
        if pid:
            self._started[pid] = monotonic_seconds()
            self._numbers[pid] = number
            log.info("worker %d is process %d", number, pid)
            return
        code = 1
        try:
            os.setpgid(0, 0)  # Ctrl-C reaches only the parent, which ends the workers
            for one in (signal.SIGINT, signal.SIGTERM):
                signal.signal(one, lambda *_: sys.exit(0))
            os.close(self._held)
            os.close(self._heard)
            threading.Thread(target=_end_with, args=(self._lifeline,), daemon=True).start()
            self._work(self._say_alive, number)
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:
            log.exception("a worker failed")
        finally:
            os._exit(code)

    def _say_alive(self) -> None:
        os.write(self._speak, ALIVE)

    def _end(self, *_: object) -> None:
        self._ending = True
        for pid in list(self._started):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def run(count: int, work: Work, ready: Callable[[], None]) -> None:
    """Serve with `count` processes; see `Workers`."""
    Workers(work).run(count, ready)


def _readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0.05)[0])


def _end_with(lifeline: int) -> None:
    """Wait until the parent has ended, then end this process."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
