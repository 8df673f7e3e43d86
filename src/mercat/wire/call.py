"""`Call`: the state of a call, which stages fill in and handlers read. `run_stages` runs the stages."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import msgspec

from mercat.domain.limits.rate_limits import EndpointRateLimiter, RateLimiter
from mercat.model.caller import SYSTEM, Caller
from mercat.model.clock import Clock
from mercat.model.randomness import Randomness
from mercat.store.tx import Tx
from mercat.wire.faults import Fault, Faults, before_run
from mercat.wire.http import Request
from mercat.wire.operation import Operation

T = TypeVar("T")
C = TypeVar("C", bound="Call")


class Compatibility(msgspec.Struct):
    """Settings of an instance that relax rules of the protocols."""

    legacy_query_token: bool = False
    fields_required: bool = True
    real_timestamps: bool = False  # a Tencent timestamp near the real time is valid, whatever the instance's time is
    loopback_redirects: bool = False  # redirect addresses may have the host 127.0.0.1 and any port


class Host(Protocol):
    """The interface of an instance that protocols use."""

    id: str
    clock: Clock
    randomness: Randomness
    compatibility: Compatibility
    rate_limiter: RateLimiter
    endpoint_rate_limiter: EndpointRateLimiter
    faults: Faults | None  # None without a sandbox

    def snapshot(self) -> Tx | None:
        """A snapshot for reads on the event loop, or None if the database has none. `release` it before an `await`."""

    def release(self) -> None:
        """Close the snapshot."""

    def catch_up(self) -> Awaitable[None] | None:
        """Deliver the ads of all hours that have passed, before something reads or changes what is about them."""

    async def read(self, work: Callable[[Tx], T], caller: Caller = SYSTEM, *, offload: bool = False) -> T:
        """Run `work` on a snapshot; with `offload` never on the event loop, which a long read would block."""

    async def write(self, work: Callable[[Tx], T], caller: Caller = SYSTEM) -> T:
        """Run `work` as one transaction: committed when this returns, rolled back if `work` raises."""

    def note_usage(self, user: str, codes: tuple[str, ...], *, counted: bool) -> None:
        """Count a call, and the error codes of its answer, for the usage statistics."""

    async def store_usage(self) -> None:
        """Store the counters of calls."""

    async def note_quota_reached(self) -> None:
        """Store that the daily quota is used up, so that a restart does not reset it."""


class Call(msgspec.Struct):
    """One call, from the first stage to the response. `tx` is set while the handler runs."""

    host: Host
    request: Request
    request_id: str
    operation: Operation = None  # type: ignore[assignment]  # filled by the match stage
    path: dict[str, str] = {}
    caller: Caller = SYSTEM
    tx: Tx = None  # type: ignore[assignment]  # filled while the handler runs
    inputs: dict[str, Any] = {}
    charged_at: int | None = None  # when the call was counted against the limits
    over_concurrency: bool = False
    barred: bool = False  # the IP allowlist refuses the caller's address
    fault: Fault | None = None  # what a developer ordered for this call
    snapshot: Tx | None = None  # for the reads of the stages; closed before the first `await`
    body: Any = None
    result: Any = None

    def open_snapshot(self) -> Tx | None:
        """The call's snapshot, opened at the first use; None if the database cannot open one on the event loop."""
        if self.snapshot is None:
            self.snapshot = self.host.snapshot()
        return self.snapshot

    def begin(self, tx: Tx) -> None:
        """Let the handler run in a transaction."""
        self.tx = tx
        if self.fault is not None:
            tx.job_fate = self.fault.effect.job

    def close_snapshot(self) -> None:
        """Close the snapshot, if one is open."""
        if self.snapshot is not None:
            self.snapshot = None
            self.host.release()


async def run_stages(call: C, stages: tuple[Callable[[C], Awaitable[None] | None], ...]) -> None:
    """Run the stages in order. A refusal ends the call; the snapshot is closed before each `await` and at the end."""
    try:
        for stage in stages:
            pending = stage(call)
            if pending is not None:
                call.close_snapshot()
                await pending
    finally:
        call.close_snapshot()


def meet_fault(protocol: str) -> Callable[[Call], None]:
    """The stage that looks for the fault that is ordered for a call of this protocol."""

    def stage(call: Call) -> None:
        if call.host.faults is not None:
            call.fault = call.request.fault = call.host.faults.pick(protocol, call.operation, call.request)

    return stage


def suffer_fault(call: Call) -> Awaitable[None] | None:
    """The stage that meets the fault where the operation would run."""
    return before_run(call.fault)


def run(call: Call) -> Awaitable[None] | None:
    """The stage that runs the handler: in a transaction, on a snapshot if it only reads, or alone if it is `async`."""
    operation = call.operation
    if operation.is_async:
        return _run_alone(call)
    if operation.reads and not operation.offload and call.snapshot is not None:
        call.tx = call.snapshot
        call.tx.caller = call.caller
        call.result = operation.handler(call, **call.inputs)
        return None
    return _run(call)


async def _run_alone(call: Call) -> None:
    call.result = await call.operation.handler(call, **call.inputs)


async def _run(call: Call) -> None:
    operation = call.operation

    def work(tx: Tx) -> Any:
        call.begin(tx)
        return operation.handler(call, **call.inputs)

    if operation.reads:
        call.result = await call.host.read(work, call.caller, offload=operation.offload)
    else:
        call.result = await call.host.write(work, call.caller)
