"""The controls of a demo, which connect the console to the sandbox: neither imports the other."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from mercat.app.instances.instance import Instance
from mercat.app.instances.snapshots import NAME, SNAPSHOTS, NotEmbedded, TooManySnapshots
from mercat.console.errors import FaultUnfit, NoSnapshots
from mercat.console.ports import CallFilter
from mercat.model.caller import Caller
from mercat.model.refusals import NotAllowed, NotFound, Refusal, TooMany
from mercat.sandbox import clock, faults, limits, secrets
from mercat.sandbox.fault_orders import SCENARIOS
from mercat.sandbox.findings import Findings, findings_of
from mercat.sandbox.host import Server
from mercat.sandbox.journal import Filter, Journal, Shown
from mercat.sandbox.problems import Problem
from mercat.sandbox.snapshots import Diff, by_kind
from mercat.wire.call import Host


class DemoControls:
    """The console's port to a sandbox server."""

    latest_ms = clock.LATEST

    def __init__(self, server: Server) -> None:
        self._server = server

    def count(self, host: Host) -> int:
        """The number of calls since the instance was created."""
        return _journal(host).noted

    def calls(self, host: Host, call_filter: CallFilter, limit: int) -> list[Shown]:
        """The last calls that match the filter, newest first."""
        journal_filter = Filter(
            protocol=call_filter.protocol,
            operation=call_filter.operation,
            status=call_filter.status,
            code=call_filter.code,
            path=call_filter.path,
            before_number=call_filter.before,
        )
        return _journal(host).find(journal_filter, limit, _secrets(host))[1][::-1]

    def call(self, host: Host, number: int) -> Shown | None:
        """The call with this number, or None."""
        return _journal(host).get(number, _secrets(host))

    async def describe(self, host: Host, base_url: str) -> dict[str, Any] | None:
        """The instance's addresses and credentials. None if some of them were deleted."""
        try:
            return await self._server.describe(host.id, base_url)
        except Refusal:
            return None

    async def renew_tokens(self, host: Host, caller: Caller) -> None:
        """Replace Tencent tokens that expired."""
        await self._server.renew_tokens(_instance(host), caller)

    async def move_clock(self, host: Host, now_ms: int, caller: Caller) -> None:
        """Move the clock forward and run the jobs that fall due."""
        await clock.advance(_instance(host), now_ms, caller)

    async def freeze_clock(self, host: Host, caller: Caller, *, frozen: bool) -> None:
        """Stop the clock, or let it run on."""
        await clock.freeze(_instance(host), caller, frozen=frozen)

    async def set_limits(self, host: Host, mode: str, caller: Caller) -> None:
        """Apply the documented limits, or none."""
        change = limits.Change(mode="off" if mode == "off" else "documented")
        await limits.apply(_instance(host), change, caller)

    def findings(self, host: Host) -> Findings:
        """What clients did against documented rules."""
        return findings_of(_instance(host))

    def forget_findings(self, host: Host) -> None:
        """Forget them, and the calls that were counted."""
        _journal(host).watch.clear()

    def faults(self, host: Host) -> list[Any]:
        """The orders of faults with their counts, oldest first."""
        return faults.entries(_instance(host))

    def scenarios(self) -> list[str]:
        """The names of ready-made faults."""
        return sorted(SCENARIOS)

    def order_fault(self, host: Host, order: Mapping[str, Any]) -> None:
        """Order a fault, or the faults of a scenario. Raises FaultUnfit."""
        try:
            faults.place(_instance(host), self._server, msgspec.convert(order, faults.Order))
        except (Problem, msgspec.ValidationError):
            raise FaultUnfit from None

    def remove_fault(self, host: Host, order_id: str) -> None:
        """Remove an order, if it is there."""
        faults.orders_of(_instance(host)).remove(order_id)

    async def snapshots(self, host: Host) -> list[Any]:
        """The snapshots of the instance, by name."""
        listed: list[Any] = await asyncio.to_thread(self._server.snapshots.all, host)
        return listed

    async def take_snapshot(self, host: Host, name: str) -> None:
        """Store the state of the instance under a name. Raises NotAllowed, NoSnapshots and TooMany."""
        if not NAME.fullmatch(name):
            raise NotAllowed("name", name, ())
        try:
            await asyncio.to_thread(self._server.snapshots.take, host, name)
        except NotEmbedded:
            raise NoSnapshots from None
        except TooManySnapshots:
            raise TooMany("snapshots", SNAPSHOTS) from None

    async def restore_snapshot(self, host: Host, name: str) -> None:
        """Take the instance back to a snapshot. Raises NotFound."""
        self._check(host, name)
        await self._server.restore_snapshot(host, name)

    async def delete_snapshot(self, host: Host, name: str) -> None:
        """Delete a snapshot. Raises NotFound."""
        self._check(host, name)
        await asyncio.to_thread(self._server.snapshots.delete, host, name)

    async def diff_snapshots(self, host: Host, name: str, later: str, most: int) -> Diff:
        """The records that differ by kind, from a snapshot to a later one or to now. Raises NotFound."""
        for one in filter(None, (name, later)):
            self._check(host, one)
        return by_kind(await asyncio.to_thread(self._server.snapshots.diff, host, name, later or None), most)

    def _check(self, host: Host, name: str) -> None:
        if not NAME.fullmatch(name) or self._server.snapshots.find(host, name) is None:
            raise NotFound("snapshot", name)


def _instance(host: Host) -> Instance:
    assert isinstance(host, Instance), "the console is mounted on instances"
    return host


def _secrets(host: Host) -> list[str]:
    return _instance(host).read_now(secrets.living)


def _journal(host: Host) -> Journal:
    journal = _instance(host).journal
    assert isinstance(journal, Journal), "whoever mounts the sandbox attaches its journal"
    return journal
