"""The controls of a demo, which connect the console to the sandbox: neither imports the other."""

from typing import Any

from mercat.app.instances.instance import Instance
from mercat.console.ports import CallFilter
from mercat.model.caller import Caller
from mercat.model.refusals import Refusal
from mercat.sandbox import clock, limits, secrets
from mercat.sandbox.host import Server
from mercat.sandbox.journal import Filter, Journal, Shown
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


def _instance(host: Host) -> Instance:
    assert isinstance(host, Instance), "the console is mounted on instances"
    return host


def _secrets(host: Host) -> list[str]:
    return _instance(host).read_now(secrets.living)


def _journal(host: Host) -> Journal:
    journal = _instance(host).journal
    assert isinstance(journal, Journal), "whoever mounts the sandbox attaches its journal"
    return journal
