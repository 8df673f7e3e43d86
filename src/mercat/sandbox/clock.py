"""/sandbox/clock: the instance's time, and moving it forward."""

from datetime import UTC, datetime
from typing import Annotated, Final

import msgspec

from mercat.domain import audit
from mercat.model.caller import SANDBOX, Caller
from mercat.model.clock import SECOND, from_datetime, to_datetime
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.host import Instance
from mercat.sandbox.problems import Problem

LATEST: Final = from_datetime(datetime(2200, 1, 1, tzinfo=UTC))
ADVANCE: Final = 200 * 366 * 86_400  # seconds


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """One of both: seconds to go forward, or the moment to go to."""

    advance_seconds: Annotated[float, msgspec.Meta(ge=0, le=ADVANCE)] | None = None
    set: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class ClockState(msgspec.Struct):
    """The instance's time, and how many jobs of each kind ran on the way to it."""

    now: str
    ran: dict[str, int]


@sandbox.get("/sandbox/clock")
async def show_clock(call: Call) -> ClockState:
    """The instance's time."""
    return _state(call, {})


@sandbox.post("/sandbox/clock", example={"advance_seconds": 3600})
async def move_clock(call: Call, body: Move) -> ClockState:
    """Move time forward and run what falls due; answers once all of it has run."""
    target = _target(body, call.host.clock.now())
    return _state(call, await advance(call.host, target, SANDBOX))


def _target(change: Move, now: int) -> int:
    """The moment that a move leads to."""
    if (change.advance_seconds is None) == (change.set is None):
        raise Problem(422, "Send either `advance_seconds` or `set`.")
    if change.set is not None:
        target = _moment(change.set)
        if target < now:
            raise Problem(422, f"Time goes forward only: it is {to_iso(now)} already. A reset takes it back.")
    else:
        assert change.advance_seconds is not None
        target = now + round(change.advance_seconds * SECOND)
    if target > LATEST:
        raise Problem(422, f"Time ends at {to_iso(LATEST)} here.")
    return target


async def advance(instance: Instance, target: int, caller: Caller) -> dict[str, int]:
    """Move an instance's time forward, noted before it is: how many jobs of each kind ran."""
    before, after = {"now": to_iso(instance.clock.now())}, {"now": to_iso(target)}
    await instance.write(lambda tx: audit.note(tx, "clock.moved", "Sandbox", before=before, after=after), caller)
    return await instance.advance(target)


def to_iso(at_ms: int) -> str:
    """A time as RFC 3339 has it, with milliseconds."""
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at_ms % 1_000:03d}Z"


def _moment(text: str) -> int:
    try:
        return from_datetime(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise Problem(422, "`set` is a moment as ISO 8601 has it, such as 2026-03-02T05:59:00Z.") from None


def _state(call: Call, ran: dict[str, int]) -> ClockState:
    return ClockState(to_iso(call.host.clock.now()), ran)
