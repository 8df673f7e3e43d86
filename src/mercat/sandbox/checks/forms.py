"""The forms of checks: a call alone, a call after another, a series of calls, a call that another should follow."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, Literal, Protocol

import msgspec

from mercat.sandbox.checks.observed import Observed, Trace

KEYS: Final = 256  # that one check remembers of an instance

Severity = Literal["info", "warning", "error"]
Test = Callable[[Observed], bool]
Pair = Callable[[Trace, Observed], bool]
Key = Callable[[Observed], Hashable]


class Memory(dict[Hashable, Any]):
    """What a check remembers, by key; the keys that were not used for longest make room."""

    def keep(self, key: Hashable, value: Any) -> None:
        """Remember a value as the latest."""
        self.pop(key, None)
        self[key] = value
        if len(self) > KEYS:
            del self[next(iter(self))]


class Form(Protocol):
    """Judges calls one by one."""

    def observe(self, memory: Memory, call: Observed) -> Sequence[Trace]:
        """The calls that are mistakes, now that this one came."""

    def unfinished(self, memory: Memory) -> Sequence[Trace]:
        """The calls that are mistakes if nothing else comes."""


class Alone(msgspec.Struct, frozen=True):
    """A call that is a mistake by itself."""

    test: Test

    def observe(self, memory: Memory, call: Observed) -> Sequence[Trace]:
        """The call, if it is a mistake."""
        return (call.trace(),) if self.test(call) else ()

    def unfinished(self, memory: Memory) -> Sequence[Trace]:
        """None."""
        return ()


class After(msgspec.Struct, frozen=True):
    """A call that is a mistake after the last call of the same key, if that one matters. A key None is no key."""

    key: Key
    matters: Test
    test: Pair
    facts: Callable[[Observed], Any] = lambda call: None

    def observe(self, memory: Memory, call: Observed) -> Sequence[Trace]:
        """The call, if it is a mistake."""
        matters = self.matters(call)
        if not matters and not memory:
            return ()
        key = self.key(call)
        if key is None:
            return ()
        before: Trace | None = memory.pop(key, None)
        if matters:
            memory.keep(key, call.trace(self.facts(call)))
        return (call.trace(),) if before is not None and self.test(before, call) else ()

    def unfinished(self, memory: Memory) -> Sequence[Trace]:
        """None."""
        return ()


class Series(msgspec.Struct, frozen=True):
    """Calls of the same key, each of which goes on from the one before; a mistake if they are `least` or more."""

    key: Key
    begins: Test
    goes_on: Pair
    least: int
    facts: Callable[[Observed], Any] = lambda call: None

    def observe(self, memory: Memory, call: Observed) -> Sequence[Trace]:
        """The whole series when it gets long enough, then each further call."""
        begins = self.begins(call)
        if not begins and not memory:
            return ()
        key = self.key(call)
        if key is None:
            return ()
        series: list[Trace] = memory.pop(key, [])
        if not begins:
            return ()
        if series and not self.goes_on(series[-1], call):
            series = []
        series.append(call.trace(self.facts(call)))
        memory.keep(key, series)
        if len(series) <= self.least:
            return tuple(series) if len(series) == self.least else ()
        del series[0]
        return series[-1:]

    def unfinished(self, memory: Memory) -> Sequence[Trace]:
        """None."""
        return ()


class Expected(msgspec.Struct, frozen=True):
    """A call that another call should follow."""

    opens: Key
    closes: Key

    def observe(self, memory: Memory, call: Observed) -> Sequence[Trace]:
        """None: what should follow may still come."""
        opened = self.opens(call)
        if memory:
            memory.pop(self.closes(call), None)
        if opened is not None and opened not in memory:
            memory.keep(opened, call.trace())
        return ()

    def unfinished(self, memory: Memory) -> Sequence[Trace]:
        """The calls that nothing has followed so far."""
        return list(memory.values())


class Check(msgspec.Struct, frozen=True):
    """A mistake that clients make. `docs` is the page with the rule; `operations` are ids, and none means each call.

    `wastes` says whether the mistake costs calls: those that did nothing, or that one call could have done. Of a
    series the first call is not wasted.
    """

    name: str
    severity: Severity
    title: str
    docs: str
    form: Form
    operations: tuple[str, ...] = ()
    wastes: bool = True
    protocol: str = ""


def checks_of(protocol: str, *checks: Check) -> tuple[Check, ...]:
    """Checks of clients of one protocol."""
    return tuple(msgspec.structs.replace(check, protocol=protocol) for check in checks)
