"""What the server counts of itself, in the text format that Prometheus reads (/metrics)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from mercat.model.clock import monotonic_seconds

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Histogram:
    """How often a duration fell into each bucket, and their sum."""

    __slots__ = ("counts", "sum_seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS_SECONDS) + 1)
        self.sum_seconds = 0.0

    def observe(self, seconds: float) -> None:
        """Count one duration."""
        self.counts[bisect_left(BUCKETS_SECONDS, seconds)] += 1
        self.sum_seconds += seconds


class Flight:
    """A call under way."""

    __slots__ = ("_metrics", "_protocol", "_started")

    def __init__(self, metrics: "Metrics", protocol: str) -> None:
        self._metrics = metrics
        self._protocol = protocol

    def __enter__(self) -> None:
        self._metrics.in_flight[self._protocol] += 1
        self._started = monotonic_seconds()

    def __exit__(self, *_: object) -> None:
        self._metrics.in_flight[self._protocol] -= 1
        self._metrics.durations[self._protocol].observe(monotonic_seconds() - self._started)


class Metrics:
    """The counters of one process. Only the event loop's thread writes them."""

    def __init__(self, protocols: Sequence[str]) -> None:
        self.in_flight = dict.fromkeys(protocols, 0)
        self.requests: dict[tuple[str, int, str], int] = {}
        self.durations = {protocol: Histogram() for protocol in protocols}

    def flight(self, protocol: str) -> "Flight":
        """While a call is under way; its duration is counted when it ends, however it ends."""
        return Flight(self, protocol)

    def answered(self, protocol: str, status: int, codes: Sequence[str]) -> None:
        """Count an answer by its status class and its first error code, which both come from bounded sets."""
        key = (protocol, status // 100, codes[0] if codes else "")
        self.requests[key] = self.requests.get(key, 0) + 1

    def text(self, instances: int) -> str:
        """Everything, one sample a line."""
        lines = [
            *_head("mercat_instances", "gauge", "Instances that this server holds."),
            f"mercat_instances {instances}",
            *_head("mercat_requests_in_flight", "gauge", "Calls whose head was read and whose answer is not sent yet."),
        ]
        for protocol, count in self.in_flight.items():
            lines.append(f'mercat_requests_in_flight{{protocol="{protocol}"}} {count}')
        lines += _head("mercat_requests_total", "counter", "Answers by status class and by the protocol's error code.")
        for (protocol, hundreds, code), count in sorted(self.requests.items()):
            labels = f'protocol="{protocol}",status="{hundreds}xx",code="{code}"'
            lines.append(f"mercat_requests_total{{{labels}}} {count}")
        lines += _head("mercat_request_duration_seconds", "histogram", "From the head of a call to its answer's end.")
        for protocol, histogram in self.durations.items():
            lines += _samples(protocol, histogram)
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str, what: str) -> list[str]:
    return [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]


def _samples(protocol: str, histogram: Histogram) -> Iterator[str]:
    name = "mercat_request_duration_seconds"
    total = 0
    for bound, count in zip((*BUCKETS_SECONDS, "+Inf"), histogram.counts, strict=True):
        total += count
        yield f'{name}_bucket{{protocol="{protocol}",le="{bound}"}} {total}'
    yield f'{name}_sum{{protocol="{protocol}"}} {histogram.sum_seconds:.6f}'
    yield f'{name}_count{{protocol="{protocol}"}} {total}'
