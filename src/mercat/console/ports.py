"""What the console is told when it is mounted: words of the protocols, and the powers that `demo` lends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from mercat.model.caller import Caller
from mercat.store.bulk.import_jobs import Import, Verdict
from mercat.store.tx import Tx
from mercat.wire.call import Host


@dataclass(frozen=True, slots=True)
class ProtocolTexts:
    """What only the protocols can say. `errors` has the documented text of each code.

    `report` writes the rows of an import that failed, or were odd, as its own file; `message` tells how it went;
    `failures` are the first rows that failed: number, column, value, reason.
    """

    errors: Mapping[str, str]
    report: Callable[[Tx, Import, Verdict], str]
    message: Callable[[Import], str]
    failures: Callable[[Tx, Import, int], list[tuple[int, str, str, str]]]


NO_TEXTS: Final = ProtocolTexts(
    {}, lambda tx, found, verdict: "", lambda found: "", lambda tx, found, limit: []
)  # for those who only look at routes


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which noted calls are wanted; None admits all. `before` is the number of a call: older ones are wanted."""

    protocol: str | None = None
    operation: str | None = None
    status: int | None = None
    code: str | None = None
    path: str | None = None
    before: int | None = None


class DemoControls(Protocol):
    """What `demo` lends the console; `serve` has none of it. Calls come without their secrets."""

    latest_ms: int  # where time ends

    def count(self, host: Host) -> int:
        """How many calls there were since the instance began."""

    def calls(self, host: Host, wanted: CallFilter, limit: int) -> list[Any]:
        """The last calls that are wanted, newest first."""

    def call(self, host: Host, number: int) -> Any:
        """The call of a number with all that is kept of it, or None."""

    async def describe(self, host: Host, base_url: str) -> dict[str, Any] | None:
        """The instance's addresses and credentials, as in a ready file; None if some were deleted.

        Tokens that ended are empty. Nothing is changed.
        """

    async def renew_tokens(self, host: Host, caller: Caller) -> None:
        """Have new Tencent tokens in place of ones that ended, as somebody's doing."""

    async def move_clock(self, host: Host, now_ms: int, caller: Caller) -> None:
        """Move time forward, as somebody's doing; returns when all work that fell due has run."""

    async def set_limits(self, host: Host, mode: str, caller: Caller) -> None:
        """Have the `documented` limits, or none: `off`; as somebody's doing."""
