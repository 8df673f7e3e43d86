"""/sandbox/limits: the limits on calls, shown and changed."""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec.structs import replace

from mercat.domain import audit
from mercat.domain.limits import rate_limits
from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits
from mercat.model.caller import SANDBOX, Caller
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.host import Instance
from mercat.store.tx import Tx

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Window = Annotated[int, msgspec.Meta(ge=1, le=86_400)]
Unset = msgspec.UnsetType

CALLS_OFF: Final[dict[str, Any]] = {
    "rate_calls": 0,
    "concurrency": 0,
    "daily_quota": 0,
    "extract_megabytes": 0,
    "ingest_requests_per_second": 0,
}
PACES_OFF: Final[dict[str, Any]] = {"calls_per_minute": 0, "upload_calls_per_day": 0}


class Calls(msgspec.Struct, forbid_unknown_fields=True):
    """A subscription's limits; 0 switches one off."""

    rate_calls: Count | Unset = msgspec.UNSET
    rate_window_seconds: Window | Unset = msgspec.UNSET
    concurrency: Count | Unset = msgspec.UNSET
    daily_quota: Count | Unset = msgspec.UNSET
    extract_megabytes: Count | Unset = msgspec.UNSET
    ingest_requests_per_second: Count | Unset = msgspec.UNSET


class Paces(msgspec.Struct, forbid_unknown_fields=True):
    """An application's limits for each endpoint; 0 switches one off."""

    calls_per_minute: Count | Unset = msgspec.UNSET
    penalty_seconds: Count | Unset = msgspec.UNSET
    upload_calls_per_day: Count | Unset = msgspec.UNSET


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """A mode for all limits, then single ones."""

    mode: Literal["documented", "off"] | None = None
    marketo: Calls = msgspec.field(default_factory=Calls)
    tencent: Paces = msgspec.field(default_factory=Paces)


class LimitsInForce(msgspec.Struct):
    """All limits of the instance."""

    marketo: Calls
    tencent: Paces


@sandbox.get("/sandbox/limits")
async def show_limits(call: Call) -> LimitsInForce:
    """The limits that hold."""
    return _in_force(call.host.rate_limiter.limits, call.host.endpoint_rate_limiter.limits)


@sandbox.put("/sandbox/limits", example={"mode": "off"})
async def change_limits(call: Call, body: Change) -> LimitsInForce:
    """Change some limits or switch all of them off; they outlive the process."""
    await apply(call.host, body, SANDBOX)
    return _in_force(call.host.rate_limiter.limits, call.host.endpoint_rate_limiter.limits)


async def apply(instance: Instance, change: Change, caller: Caller) -> None:
    """Have other limits, for good."""
    calls, paces = before = instance.rate_limiter.limits, instance.endpoint_rate_limiter.limits
    if change.mode is not None:
        calls, paces = CallLimits(zone=calls.zone), EndpointLimits(zone=paces.zone)
    if change.mode == "off":
        calls, paces = replace(calls, **CALLS_OFF), replace(paces, **PACES_OFF)
    calls, paces = replace(calls, **_given(change.marketo)), replace(paces, **_given(change.tencent))

    def work(tx: Tx) -> None:
        rate_limits.save(tx, calls, paces)
        audit.note(tx, "limits.changed", "Sandbox", before=_noted(*before), after=_noted(calls, paces))

    await instance.write(work, caller)
    instance.rate_limiter.limits, instance.endpoint_rate_limiter.limits = calls, paces


def _given(part: Calls | Paces) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(part).items() if value is not msgspec.UNSET}


def _noted(calls: CallLimits, paces: EndpointLimits) -> dict[str, int]:
    limits = _in_force(calls, paces)
    return {**msgspec.structs.asdict(limits.marketo), **msgspec.structs.asdict(limits.tencent)}


def _in_force(calls: CallLimits, paces: EndpointLimits) -> LimitsInForce:
    return LimitsInForce(
        marketo=msgspec.convert(calls, Calls, from_attributes=True),
        tencent=msgspec.convert(paces, Paces, from_attributes=True),
    )
