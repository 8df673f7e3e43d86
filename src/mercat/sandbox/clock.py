"""/sandbox/clock: the instance's time, moving it forward, and stopping it."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Final
from weakref import WeakKeyDictionary

import msgspec

from mercat.domain import audit
from mercat.model.caller import SANDBOX, Caller
from mercat.model.clock import SECOND, from_datetime, to_datetime
from mercat.model.messages import Deliver, Housekeeping, kind_of
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.host import Instance
from mercat.sandbox.problems import Problem

LATEST: Final = from_datetime(datetime(2200, 1, 1, tzinfo=UTC))
PERIODIC: Final = (kind_of(Housekeeping), kind_of(Deliver))  # they run at times that depend on the moves
ADVANCE: Final = 200 * 366 * 86_400  # seconds

_LOCKS: Final[WeakKeyDictionary[Instance, asyncio.Lock]] = WeakKeyDictionary()


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """Seconds to go forward, or the moment to go to, and whether the clock stands still after that."""

    advance_seconds: Annotated[float, msgspec.Meta(ge=0, le=ADVANCE)] | None = None
    set: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    freeze: bool | None = None


class ClockState(msgspec.Struct):
    """The instance's time, and whether its clock stands still."""

    now: str
    frozen: bool


class ClockMoved(ClockState):
    """The same after a move, and how many jobs of each kind ran on the way, without those that repeat by themselves."""

    ran: dict[str, int]


@sandbox.get("/sandbox/clock")
async def show_clock(call: Call) -> ClockState:
    """The instance's time."""
    clock = call.host.clock
    return ClockState(to_iso(clock.now()), clock.frozen_ms is not None)


@sandbox.post("/sandbox/clock", example={"advance_seconds": 3600})
async def move_clock(call: Call, body: Move) -> ClockMoved:
    """Move time forward and run what falls due; answers once all of it has run. Or freeze the clock, or resume it."""
    clock = call.host.clock
    ran: dict[str, int] = {}
    async with _lock_of(call.host):  # moves that are made at once add up
        moves = body.freeze is None or body.advance_seconds is not None or body.set is not None
        target = _target(body, clock.now()) if moves else None  # a move that is refused stops no clock
        if body.freeze is not None and body.freeze is not (clock.frozen_ms is not None):
            await freeze(call.host, SANDBOX, frozen=body.freeze)
        if target is not None:
            ran = await advance(call.host, max(target, clock.now()), SANDBOX)
    return ClockMoved(to_iso(clock.now()), clock.frozen_ms is not None, ran)


def _target(change: Move, now: int) -> int:
    """The moment that a move leads to."""
    if (change.advance_seconds is None) == (change.set is None):
        raise Problem(422, "Send either `advance_seconds` or `set`, or `freeze`.")
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
    """Move an instance's time forward, noted before it is: the jobs of each kind that ran, without periodic ones."""
    before, after = {"now": to_iso(instance.clock.now())}, {"now": to_iso(target)}
    await instance.write(lambda tx: audit.note(tx, "clock.moved", "Sandbox", before=before, after=after), caller)
    ran = await instance.advance(target)
    return {kind: count for kind, count in ran.items() if kind not in PERIODIC}


async def freeze(instance: Instance, caller: Caller, *, frozen: bool) -> None:
    """Stop an instance's clock, or let it run on, and note that."""
    kind: audit.Kind = "clock.frozen" if frozen else "clock.resumed"
    await instance.write(lambda tx: audit.note(tx, kind, "Sandbox", after={"now": to_iso(tx.now)}), caller)
    await asyncio.to_thread(instance.freeze_clock, frozen=frozen)


def _lock_of(instance: Instance) -> asyncio.Lock:
    return _LOCKS.setdefault(instance, asyncio.Lock())


def to_iso(at_ms: int) -> str:
    """A time as RFC 3339 has it, with milliseconds."""
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at_ms % 1_000:03d}Z"


def _moment(text: str) -> int:
    try:
        return from_datetime(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise Problem(422, "`set` is a moment as ISO 8601 has it, such as 2026-03-02T05:59:00Z.") from None
