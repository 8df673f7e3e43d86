"""The worker: one thread that runs the jobs of all instances of a process as they fall due."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Final

from mercat.jobs.runner import Host, Runner
from mercat.store.engines.accidents import report

LONGEST_SLEEP_SECONDS: Final = 3_600.0
TROUBLE_SECONDS: Final = 1.0  # to wait after the database itself failed

log = logging.getLogger("mercat.jobs")


class Worker:
    """Runs jobs, a slice of each instance in turn. `poll_seconds` is for jobs that other processes order."""

    def __init__(
        self, runners: Callable[[], Iterable[tuple[Host, Runner]]], poll_seconds: float = LONGEST_SLEEP_SECONDS
    ) -> None:
        self._runners = runners
        self._poll_seconds = poll_seconds
        self._woken = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="mercat_worker", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look for jobs now: one was enqueued, or an instance was opened."""
        self._woken.set()

    def stop(self) -> None:
        """Stop the thread when the current slice ends."""
        self._stopped = True
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            self._woken.clear()
            try:
                pause = self._round()
            except Exception as problem:
                report(log, problem, "the worker met a problem and goes on")
                pause = TROUBLE_SECONDS
            if pause > 0:
                self._woken.wait(pause)

    def _round(self) -> float:
        """Run one slice of each instance. Answers the seconds until the next job is due."""
        pause = self._poll_seconds
        for host, runner in list(self._runners()):
            if self._stopped:
                break
            if runner.step():
                pause = 0
                continue
            due = runner.next_due()
            if due is not None:
                pause = min(pause, max(0.001, (due - host.clock.now()) / 1_000))
        return pause
