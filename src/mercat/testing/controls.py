"""What tests do to an instance: move its clock, order faults, read its journal, take snapshots."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, cast
from urllib.parse import quote, urlencode

from mercat.testing.members import Fault, Members, RecordedCall

CALLS: Final = 1_000  # of a journal


class Control(Protocol):
    """Calls a route of an instance's sandbox, such as `/clock`; returns the answer's JSON. Raises Refused."""

    def __call__(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any: ...


class Clock:
    """The clock of an instance. Everything that knows time follows it: tokens, quotas, jobs, schedules."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """The instance's time, UTC."""
        return datetime.fromisoformat(self._control("GET", "/clock").now)

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return bool(self._control("GET", "/clock").frozen)

    def advance(self, seconds: float | timedelta) -> dict[str, int]:
        """Move time forward, and run what falls due. Returns how many jobs of each kind ran."""
        count = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
        return dict(self._control("POST", "/clock", {"advance_seconds": count}).ran)

    def set(self, moment: datetime | str) -> dict[str, int]:
        """Move time forward to a moment; without a zone it is UTC. Returns how many jobs of each kind ran."""
        text = moment.isoformat() if isinstance(moment, datetime) else moment
        return dict(self._control("POST", "/clock", {"set": text}).ran)

    def freeze(self) -> None:
        """Stop the clock, so that only `advance` and `set` move it."""
        self._control("POST", "/clock", {"freeze": True})

    def resume(self) -> None:
        """Let the clock run on from where it stands."""
        self._control("POST", "/clock", {"freeze": False})


class Faults:
    """The orders of faults of an instance; docs/sandbox.md lists what `match` and `effect` may have."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def add(
        self,
        *,
        effect: Mapping[str, Any],
        match: Mapping[str, Any] | None = None,
        times: int | None = None,
        skip: int = 0,
        probability: float = 1.0,
        seed: int = 0,
    ) -> str:
        """Order a fault for the calls that match, or for all. Returns the id of the order."""
        order = {"match": match, "effect": effect, "times": times, "skip": skip, "probability": probability}
        return str(self._control("POST", "/faults", {**order, "seed": seed}).id)

    def scenario(self, name: str) -> list[str]:
        """Order the faults of a scenario, such as `rate-limited`. Returns the ids of the orders."""
        return list(self._control("POST", "/faults", {"scenario": name}).ids)

    def all(self) -> list[Fault]:
        """The orders, oldest first, with the number of calls that each matched and met."""
        return cast(list[Fault], self._control("GET", "/faults").faults)

    def remove(self, order_id: str) -> None:
        """Remove an order."""
        self._control("DELETE", f"/faults/{order_id}")

    def clear(self) -> None:
        """Remove all orders."""
        self._control("DELETE", "/faults")


class Requests:
    """The journal of an instance: the last calls of both protocols and their answers, without secrets."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def all(self) -> list[RecordedCall]:
        """The calls, oldest first."""
        return self.find()

    def find(
        self,
        *,
        path: str | None = None,
        code: str | int | None = None,
        operation: str | None = None,
        status: int | None = None,
        protocol: str | None = None,
    ) -> list[RecordedCall]:
        """The calls that meet all of these, oldest first. `path` may hold `*` and `?`, `code` is one of the answer."""
        filters = {"path": path, "code": code, "operation": operation, "status": status, "protocol": protocol}
        query = urlencode({"limit": CALLS, **{name: value for name, value in filters.items() if value is not None}})
        return cast(list[RecordedCall], self._control("GET", f"/requests?{query}").requests)

    def clear(self) -> None:
        """Empty the journal."""
        self._control("DELETE", "/requests")


class Snapshots:
    """Named states of an instance: data, files, clock and limits."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def all(self) -> list[str]:
        """The names of the snapshots, in order."""
        return [snapshot.name for snapshot in self._control("GET", "/snapshots").snapshots]

    def take(self, name: str) -> None:
        """Store the present state under a name, in place of an earlier one."""
        self._control("POST", "/snapshots", {"name": name})

    def restore(self, name: str) -> None:
        """Take the instance back to a snapshot."""
        self._control("POST", f"/snapshots/{quote(name)}/restore")

    def diff(self, name: str, to: str | None = None) -> dict[str, Members]:
        """By kind of record, what differs between a snapshot and another one, or the present."""
        query = "" if to is None else f"?{urlencode({'to': to})}"
        return dict(self._control("GET", f"/snapshots/{quote(name)}/diff{query}").kinds)

    def delete(self, name: str) -> None:
        """Delete a snapshot."""
        self._control("DELETE", f"/snapshots/{quote(name)}")
