"""What the server passes to the console when it mounts it: texts of the protocols, and the controls of a demo."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import msgspec

from mercat.model.caller import Caller
from mercat.model.import_jobs import FailedRow, Import, Verdict
from mercat.store.tx import Tx
from mercat.wire.call import Host


class ProtocolTexts(msgspec.Struct, frozen=True):
    """Texts that only the protocols have. `errors` holds the documented text of each code.

    `import_file` renders the rows of an import that failed, or got a warning; `import_message` sums up its result;
    `first_failures` are the first rows that failed.
    """

    errors: Mapping[str, str]
    import_file: Callable[[Tx, Import, Verdict], str]
    import_message: Callable[[Import], str]
    first_failures: Callable[[Tx, Import, int], list[FailedRow]]


NO_TEXTS: Final = ProtocolTexts(
    {}, lambda tx, job, verdict: "", lambda job: "", lambda tx, job, limit: []
)  # for callers that only need the routes


class CallFilter(msgspec.Struct, frozen=True):
    """A filter of recorded calls; None matches all. `before` is the number of a call and matches older ones."""

    protocol: str | None = None
    operation: str | None = None
    status: int | None = None
    code: str | None = None
    path: str | None = None
    before: int | None = None


class DemoControls(Protocol):
    """The controls of a demo; `serve` has none. Calls come without their secrets."""

    latest_ms: int  # the latest time that the clock can be moved to

    def count(self, host: Host) -> int:
        """The number of calls since the instance was created."""

    def calls(self, host: Host, call_filter: CallFilter, limit: int) -> list[Any]:
        """The last calls that match the filter, newest first."""

    def call(self, host: Host, number: int) -> Any:
        """The call with this number and everything that the journal holds of it, or None."""

    async def describe(self, host: Host, base_url: str) -> dict[str, Any] | None:
        """The instance's addresses and credentials, as in a ready file; None if some were deleted.

        Expired tokens are empty. Nothing is changed.
        """

    async def renew_tokens(self, host: Host, caller: Caller) -> None:
        """Replace Tencent tokens that expired; the audit trail names `caller`."""

    async def move_clock(self, host: Host, now_ms: int, caller: Caller) -> None:
        """Move the clock forward; returns when all jobs that fell due have run. The audit trail names `caller`."""

    async def freeze_clock(self, host: Host, caller: Caller, *, frozen: bool) -> None:
        """Stop the clock, or let it run on. The audit trail names `caller`."""

    async def set_limits(self, host: Host, mode: str, caller: Caller) -> None:
        """Apply the `documented` limits, or none (`off`). The audit trail names `caller`."""

    def findings(self, host: Host) -> Any:
        """What clients did against documented rules: `findings`, `calls` and `of_daily_quota`."""

    def forget_findings(self, host: Host) -> None:
        """Forget them, and the calls that were counted."""

    def faults(self, host: Host) -> list[Any]:
        """The orders of faults with their counts, oldest first."""

    def scenarios(self) -> list[str]:
        """The names of ready-made faults."""

    def order_fault(self, host: Host, order: Mapping[str, Any]) -> None:
        """Order a fault, or the faults of a scenario. Raises FaultUnfit."""

    def remove_fault(self, host: Host, order_id: str) -> None:
        """Remove an order, if it is there."""

    async def snapshots(self, host: Host) -> list[Any]:
        """The snapshots of the instance, by name."""

    async def take_snapshot(self, host: Host, name: str) -> None:
        """Store the state of the instance under a name. Raises NotAllowed, NoSnapshots and TooMany."""

    async def restore_snapshot(self, host: Host, name: str) -> None:
        """Take the instance back to a snapshot. Raises NotFound and NoSnapshots."""

    async def delete_snapshot(self, host: Host, name: str) -> None:
        """Delete a snapshot. Raises NotFound."""

    async def diff_snapshots(self, host: Host, name: str, later: str, most: int) -> Any:
        """The records that differ by kind, `most` of each, up to a later snapshot or to now. Raises NotFound."""
