"""The runner of one instance's jobs: claims, slices, retries, and moving the clock past what falls due."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol, TypeVar

import msgspec

from mercat.domain.job_handler import JobContext, JobHandler, Mailer, Reschedule
from mercat.jobs.catalog import HANDLERS
from mercat.model.clock import MINUTE, SECOND, Clock
from mercat.model.jobs import Job
from mercat.store import jobs
from mercat.store.engines.accidents import report
from mercat.store.tx import Tx

T = TypeVar("T")

CLAIM_MS: Final = 5 * MINUTE  # a slice has to end within this
ATTEMPTS: Final = 5  # without any progress, before a job is given up
FIRST_PAUSE_MS: Final = 10 * SECOND  # after a failure; four times as long after each further one
PROBLEM_LENGTH: Final = 500

log = logging.getLogger("mercat.jobs")


class Host(Protocol):
    """What a runner needs of its instance."""

    id: str
    clock: Clock
    mailer: Mailer | None

    def read_now(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on a snapshot."""

    def write_now(self, work: Callable[[Tx], T]) -> T:
        """Run `work` as one transaction."""

    def move_clock(self, now_ms: int) -> None:
        """Set the clock to `now_ms` and store it."""

    def catch_up_now(self) -> None:
        """Deliver the ads of all hours that have passed."""


class ClaimLost(Exception):
    """The job was cancelled, or another runner has claimed it: the slice must be rolled back."""


class Runner:
    """Runs jobs, one slice at a time; the lock keeps the worker and a moving clock apart."""

    def __init__(self, host: Host, handlers: Mapping[str, JobHandler[Any]] = HANDLERS) -> None:
        self._host = host
        self._handlers = handlers
        self._lock = threading.RLock()
        self._closed = False
        self._until = 0  # the time that the clock is being moved to

    def next_due(self, unique_key: str | None = None) -> int | None:
        """When the next job is due, or that of a key; None if none waits."""
        return None if self._closed else self._host.read_now(lambda tx: jobs.next_due(tx, unique_key))

    def step(self, unique_key: str | None = None) -> bool:
        """Run one slice of the job that has been due longest, or of that of a key. False if it is not due."""
        return self._step(Counter(), unique_key)

    def is_quiet(self) -> bool:
        """Whether no slice runs and no job is due."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            due = self.next_due()
            return due is None or due > self._host.clock.now()
        finally:
            self._lock.release()

    def run_due(self) -> dict[str, int]:
        """Run all that is due, and what falls due by that, until it is quiet; how many jobs of each kind."""
        ran: Counter[str] = Counter()
        with self._lock:
            while self._step(ran):
                pass
        return dict(sorted(ran.items()))

    def advance(self, now_ms: int) -> dict[str, int]:
        """Move the clock forward to `now_ms`. Each job that falls due on the way runs at its time, in order."""
        ran: Counter[str] = Counter()
        clock = self._host.clock
        with self._lock:
            self._until = max(now_ms, clock.now())
            try:
                arrived = False
                while not arrived:
                    while self._step(ran):
                        pass
                    due = self.next_due()
                    arrived = due is None or due >= self._until
                    self._host.move_clock(max(self._until if arrived or due is None else due, clock.now()))
                while self._step(ran):
                    pass
                self._host.catch_up_now()
            finally:
                self._until = 0
        return dict(sorted(ran.items()))

    def paused(self) -> AbstractContextManager[Any]:
        """A context in which no slice runs and the clock is not moved."""
        return self._lock

    def take_up(self) -> None:
        """Release the claims of a process that ended, so that its jobs go on."""
        if self._host.read_now(jobs.next_due) is not None:
            self._host.write_now(jobs.release)

    def close(self) -> None:
        """Run no further slice; returns when the current one ends."""
        with self._lock:
            self._closed = True

    def _step(self, ran: Counter[str], unique_key: str | None = None) -> bool:
        with self._lock:
            due = self.next_due(unique_key)
            if due is None or due > self._host.clock.now():  # so that an idle poll opens no write transaction
                return False
            job = self._host.write_now(lambda tx: jobs.claim(tx, tx.now + CLAIM_MS, unique_key))
            if job is None:
                return False
            handler = self._handlers.get(job.kind)
            if handler is None:  # a newer version of mercat enqueued it
                self._settle(job, lambda tx: jobs.fail(tx, job, "Nothing here does this kind of job."))
                return True
            message = msgspec.json.decode(job.message, type=handler.message)
            if job.attempts > ATTEMPTS:  # each attempt ended with a crash of the process
                self._give_up(job, handler, message, job.problem or "It ended the process each time.")
                return True
            try:
                if self._run(job, handler, message):
                    ran[job.kind] += 1
            except ClaimLost:
                log.info("instance %s: job %d (%s) was taken away", self._host.id, job.id, job.kind)
            except Exception as problem:
                report(log, problem, "instance %s: job %d (%s) failed", self._host.id, job.id, job.kind)
                self._failed(job, handler, message, f"{type(problem).__name__}: {problem}"[:PROBLEM_LENGTH])
            return True

    def _run(self, job: Job, handler: JobHandler[Any], message: Any) -> bool:
        """Run one slice, which finds all delivered that is due. True if the job ended, or its current turn did."""
        self._host.catch_up_now()
        progress = None if job.progress is None else msgspec.json.decode(job.progress)
        write = handler.run(JobContext(message, progress, self._host.read_now, self._host.mailer))

        def work(tx: Tx) -> bool:
            if not jobs.still_claimed(tx, job):
                raise ClaimLost
            tx.randomness = tx.randomness.apart(f"job/{job.id}/{job.claims}")
            again = write(tx)
            if again is not None:
                due = tx.now if again.due_ms is None else again.due_ms
                jobs.put_back(tx, job, _encode(again), due, 0)
                return again.due_ms is not None
            if handler.every_ms is not None:
                jobs.put_back(tx, job, None, self._next_time(tx, handler.every_ms), 0)
            else:
                jobs.finish(tx, job)
            return True

        return self._host.write_now(work)

    def _next_time(self, tx: Tx, every_ms: int) -> int:
        """When a repeated job is due again; after a long move of the clock only the last missed time counts."""
        due = tx.now + every_ms
        return max(due, self._until) if due < self._until else due

    def _failed(self, job: Job, handler: JobHandler[Any], message: Any, problem: str) -> None:
        if job.attempts >= ATTEMPTS:
            self._give_up(job, handler, message, problem)
            return
        pause = FIRST_PAUSE_MS * 4 ** (job.attempts - 1)
        self._settle(job, lambda tx: jobs.put_back(tx, job, job.progress, tx.now + pause, job.attempts, problem))

    def _give_up(self, job: Job, handler: JobHandler[Any], message: Any, problem: str) -> None:
        def work(tx: Tx) -> None:
            if handler.every_ms is not None:
                jobs.put_back(tx, job, None, tx.now + handler.every_ms, 0, problem)
                return
            jobs.fail(tx, job, problem)
            if handler.failed is not None:
                handler.failed(tx, message)

        log.error("instance %s: job %d (%s) is given up: %s", self._host.id, job.id, job.kind, problem)
        self._settle(job, work)

    def _settle(self, job: Job, work: Callable[[Tx], None]) -> None:
        self._host.write_now(lambda tx: work(tx) if jobs.still_claimed(tx, job) else None)


def _encode(again: Reschedule) -> str | None:
    return None if again.progress is None else msgspec.json.encode(again.progress).decode()
