"""The watch over the calls of one instance: checks see each call as it comes, and what they find is counted."""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

import msgspec

from mercat.model.clock import monotonic_seconds
from mercat.sandbox.checks.catalog import CHECKS
from mercat.sandbox.checks.forms import Check, Memory, Series, Severity
from mercat.sandbox.checks.observed import Observed, Trace
from mercat.wire.http import Request, Response

REQUESTS: Final = 100  # whose numbers a finding has: the last ones
DOCUMENTED_QUOTA: Final = 50_000


class Finding(msgspec.Struct):
    """A mistake: the rule with its page, how often it was broken, by which requests, and the calls that it wasted."""

    rule: str
    severity: Severity
    title: str
    docs: str
    count: int
    requests: list[int]
    calls_wasted: int


class Watched:
    """One check with what it remembers and what it has seen."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.memory = Memory()
        self._count = self._wasted = 0
        self._requests: deque[int] = deque(maxlen=REQUESTS)

    def observe(self, call: Observed) -> None:
        """Judge a call."""
        mistakes = self.check.form.observe(self.memory, call)
        if mistakes:
            self._count += len(mistakes)
            self._wasted += self._waste(mistakes)
            self._requests.extend(trace.number for trace in mistakes)

    def finding(self) -> Finding | None:
        """What it has seen; None if there is nothing."""
        unfinished = self.check.form.unfinished(self.memory)
        count = self._count + len(unfinished)
        if not count:
            return None
        requests = [*self._requests, *(trace.number for trace in unfinished)][-REQUESTS:]
        check, wasted = self.check, self._wasted + self._waste(unfinished)
        return Finding(check.name, check.severity, check.title, check.docs, count, requests, wasted)

    def _waste(self, mistakes: Sequence[Trace]) -> int:
        if not self.check.wastes:
            return 0
        useful = isinstance(self.check.form, Series) and len(mistakes) > 1
        return sum(trace.counts for trace in mistakes[int(useful) :])


class Watch:
    """All checks of one instance. What they remember is bounded, whatever comes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begin()

    def note(self, number: int, protocol: str, request: Request, answer: Response, at_ms: int, seconds: float) -> None:
        """Show a call to the checks that are about it."""
        operation = request.operation.id if request.operation is not None else ""
        call = Observed(number, at_ms, monotonic_seconds(), seconds, request, answer)
        with self._lock:
            self._calls += request.counted
            watched = self._by_operation.get((protocol, operation))
            if watched is None:
                watched = self._by_operation[protocol, operation] = self._about(protocol, operation)
            for one in watched:
                one.observe(call)

    def findings(self) -> list[Finding]:
        """What the checks have seen, in their order."""
        with self._lock:
            return [finding for one in self._all if (finding := one.finding()) is not None]

    @property
    def calls(self) -> int:
        """How many calls counted against the daily quota."""
        return self._calls

    def clear(self) -> int:
        """Forget all calls. Returns how many findings there were."""
        count = len(self.findings())
        with self._lock:
            self._begin()
        return count

    def _begin(self) -> None:
        self._calls = 0
        self._all = [Watched(check) for check in CHECKS]
        self._by_operation: dict[tuple[str, str], list[Watched]] = {}

    def _about(self, protocol: str, operation: str) -> list[Watched]:
        return [
            one
            for one in self._all
            if one.check.protocol in ("", protocol) and (not one.check.operations or operation in one.check.operations)
        ]
