"""The metrics of all processes of a server, in the text format of Prometheus (/metrics)."""

import resource
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple

from mercat import __version__
from mercat.app.observability.board import Board
from mercat.model.clock import Clock, monotonic_seconds
from mercat.model.jobs import Depth
from mercat.store.engines.driver import Load

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
WIDTH: Final = len(BUCKETS_SECONDS) + 2  # of a histogram: a cell a bound, one for values above all bounds, and the sum

Samples = dict[str, list[float]]


class Family(NamedTuple):
    """One metric."""

    kind: Literal["counter", "gauge", "histogram"]
    help: str


FAMILIES: Final = {
    "mercat_build_info": Family("gauge", "1, labelled with the versions of mercat and Python."),
    "mercat_workers": Family("gauge", "Processes that serve calls."),
    "mercat_instances": Family("gauge", "Instances of this server."),
    "mercat_requests_in_flight": Family("gauge", "Calls whose head has been read and whose answer is not sent yet."),
    "mercat_requests_total": Family(
        "counter", "Answers by operation and outcome: ok, the protocol's code, http_STATUS."
    ),
    "mercat_request_duration_seconds": Family("histogram", "Time from the head of a call to the end of its answer."),
    "mercat_uncounted_total": Family("counter", "Events not counted because there was no room for another series."),
    "mercat_jobs": Family("gauge", "Background jobs that are due, running, scheduled for later, or failed for good."),
    "mercat_oldest_due_job_seconds": Family("gauge", "How long the oldest due job has waited; 0 if none is due."),
    "mercat_database_connections": Family("gauge", "Connections to the database, used and idle."),
    "mercat_database_waiting": Family("gauge", "Units of work that wait for a connection or for the writer."),
    "mercat_database_conflicts_total": Family("counter", "Transactions that were repeated because of a conflict."),
    "process_cpu_seconds_total": Family("counter", "User and system CPU time of a process."),
    "process_resident_memory_bytes": Family("gauge", "Resident memory of a process."),
    "process_open_fds": Family("gauge", "Open file descriptors of a process."),
    "process_start_time_seconds": Family("gauge", "Start of a process, in Unix time."),
}


class Flight:
    """A call in flight."""

    __slots__ = ("_metrics", "_operation", "_place", "protocol", "started")

    def __init__(self, metrics: "Metrics", protocol: str, place: int) -> None:
        self._metrics = metrics
        self._place = place  # of the number of calls in flight
        self.protocol = protocol
        self._operation = ""

    def __enter__(self) -> "Flight":
        self._metrics.cells[self._place] += 1
        self.started = monotonic_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self._metrics.cells[self._place] -= 1
        self._metrics.lasted(self.protocol, self._operation, monotonic_seconds() - self.started)

    def answered(self, instance: str, operation: str, status: int, code: str) -> None:
        """Count the answer of the call."""
        self._operation = operation
        self._metrics.answered(self.protocol, instance, operation, status, code)


class Metrics:
    """The metrics of one process on a board. Only the event loop's thread writes them."""

    def __init__(self, board: Board | None = None, number: int = 0) -> None:
        self.board = board or Board()
        self._number = number
        self._slot = self.board.slot(number)
        self.cells = self._slot.cells
        self._uncounted = self._slot.place("mercat_uncounted_total") or 0  # the first series
        self._places: dict[tuple[str, ...], int] = {}
        self._flying: dict[str, int] = {}
        self._durations: dict[tuple[str, str], int] = {}
        self._answers: dict[tuple[str, str, str, int, str], int] = {}
        self._conflicts: dict[str, int] = {}  # of each instance's database, as far as they are counted
        self._began = Clock().now() / 1_000
        for name, _ in self._slot.read():  # series of a process that died: its gauges start at 0 again
            if FAMILIES[name.partition("{")[0]].kind == "gauge":
                self.cells[self._slot.place(name) or 0] = 0.0

    def flight(self, protocol: str) -> Flight:
        """A context for a call: it counts as in flight inside, and its duration is counted at the end."""
        place = self._flying.get(protocol)
        if place is None:
            place = self._flying[protocol] = self._place("mercat_requests_in_flight", protocol=protocol)
        return Flight(self, protocol, place)

    def answered(self, protocol: str, instance: str, operation: str, status: int, code: str) -> None:
        """Count an answer. All labels come from bounded sets: declared operations, documented codes, HTTP statuses."""
        key = protocol, instance, operation, status, code
        place = self._answers.get(key)
        if place is None:
            outcome = code or ("ok" if status < 400 else f"http_{status}")
            labels = {"protocol": protocol, "instance": instance, "operation": operation, "outcome": outcome}
            place = self._answers[key] = self._place("mercat_requests_total", **labels)
        self.cells[place] += 1

    def lasted(self, protocol: str, operation: str, seconds: float) -> None:
        """Count the duration of a call."""
        first = self._durations.get((protocol, operation))
        if first is None:
            first = self._place("mercat_request_duration_seconds", protocol=protocol, operation=operation)
            self._durations[protocol, operation] = first
        if first == self._uncounted:
            self.cells[first] += 1
            return
        self.cells[first + bisect_left(BUCKETS_SECONDS, seconds)] += 1
        self.cells[first + WIDTH - 1] += seconds

    def sample(self, loads: Mapping[str, Load]) -> None:
        """Store the gauges of this process and of its connections to the databases of instances."""
        for instance in self._conflicts.keys() - loads.keys():  # instances that were deleted
            self._conflicts.pop(instance)
            self._sample_database(instance, Load(0, 0, 0, 0))
        for instance, load in loads.items():
            self._sample_database(instance, load)
            conflicts = self._place("mercat_database_conflicts_total", instance=instance)
            self.cells[conflicts] += load.conflicts - self._conflicts.get(instance, 0)
            self._conflicts[instance] = load.conflicts
        for name, value in self._process():
            self._set(value, name, worker=str(self._number))

    def text(self, jobs: Mapping[str, Depth]) -> str:
        """The metrics of all processes, one sample a line. `jobs` has the job counts of each instance."""
        samples: Samples = {}
        for name, values in self.board.read():
            old = samples.get(name)
            samples[name] = values if old is None else [a + b for a, b in zip(old, values, strict=True)]
        python = ".".join(map(str, sys.version_info[:3]))
        samples[_name("mercat_build_info", version=__version__, python=python)] = [1]
        samples["mercat_workers"] = [self.board.slots]
        samples["mercat_instances"] = [len(jobs)]
        for instance, depth in jobs.items():
            for state in ("due", "running", "scheduled", "failed"):
                samples[_name("mercat_jobs", instance=instance, state=state)] = [getattr(depth, state)]
            samples[_name("mercat_oldest_due_job_seconds", instance=instance)] = [depth.oldest_due_ms / 1_000]
        return "\n".join(_lines(samples)) + "\n"

    def _place(self, family: str, **labels: str) -> int:
        """The place of a series, or that of `mercat_uncounted_total` if there is no room for another series."""
        key = (family, *labels.values())
        place = self._places.get(key)
        if place is None:
            width = WIDTH if FAMILIES[family].kind == "histogram" else 1
            place = self._places[key] = self._slot.place(_name(family, **labels), width) or self._uncounted
        return place

    def _set(self, value: float, family: str, **labels: str) -> None:
        place = self._place(family, **labels)
        if place != self._uncounted:
            self.cells[place] = value

    def _sample_database(self, instance: str, load: Load) -> None:
        self._set(load.connections - load.idle, "mercat_database_connections", instance=instance, state="used")
        self._set(load.idle, "mercat_database_connections", instance=instance, state="idle")
        self._set(load.waiting, "mercat_database_waiting", instance=instance)

    def _process(self) -> Iterator[tuple[str, float]]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        yield "process_cpu_seconds_total", used.ru_utime + used.ru_stime
        yield "process_start_time_seconds", self._began
        status, descriptors = Path("/proc/self/statm"), Path("/proc/self/fd")
        if status.exists():  # Linux
            yield "process_resident_memory_bytes", int(status.read_text().split()[1]) * resource.getpagesize()
            yield "process_open_fds", sum(1 for _ in descriptors.iterdir())


def _name(family: str, **labels: str) -> str:
    if not labels:
        return family
    pairs = (f'{label}="{_escaped(value)}"' for label, value in labels.items())
    return f"{family}{{{','.join(pairs)}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def _lines(samples: Samples) -> Iterator[str]:
    by_family: dict[str, list[str]] = {family: [] for family in FAMILIES}
    for name in sorted(samples):
        by_family[name.partition("{")[0]].append(name)
    for family, names in by_family.items():
        if names:
            kind, words = FAMILIES[family]
            yield f"# HELP {family} {words}"
            yield f"# TYPE {family} {kind}"
            for name in names:
                values = samples[name]
                yield from _histogram(name, values) if kind == "histogram" else [f"{name} {values[0]:.12g}"]


def _histogram(name: str, values: list[float]) -> Iterable[str]:
    family, _, labels = name.removesuffix("}").partition("{")
    total = 0.0
    for bound, count in zip((*BUCKETS_SECONDS, "+Inf"), values, strict=False):
        total += count
        yield f'{family}_bucket{{{labels},le="{bound}"}} {total:.12g}'
    yield f"{family}_sum{{{labels}}} {values[-1]:.6f}"
    yield f"{family}_count{{{labels}}} {total:.12g}"
