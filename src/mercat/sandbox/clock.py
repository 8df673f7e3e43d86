"""/sandbox/clock: the instance's time, and moving it forward."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

import msgspec

from mercat.domain import audit
from mercat.model.caller import SANDBOX, Caller
from mercat.model.clock import SECOND, from_datetime, to_datetime
from mercat.sandbox.host import Instance
from mercat.sandbox.http import Call, Problem, answer
from mercat.wire.http import Response

LATEST: Final = from_datetime(datetime(2200, 1, 1, tzinfo=UTC))
ADVANCE: Final = 200 * 366 * 86_400  # seconds


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """One of both: seconds to go forward, or the moment to go to."""

    advance_seconds: Annotated[float, msgspec.Meta(ge=0, le=ADVANCE)] | None = None
    set: Annotated[str, msgspec.Meta(max_length=64)] | None = None


async def show(call: Call) -> Response:
    """The instance's time."""
    return answer(_state(call, {}))


async def move(call: Call) -> Response:
    """Move the instance's time forward; answers once all work that fell due has run."""
    change = call.json(Move)
    if (change.advance_seconds is None) == (change.set is None):
        raise Problem(422, "Send either `advance_seconds` or `set`.")
    now = call.instance.clock.now()
    if change.set is not None:
        target = _moment(change.set)
        if target < now:
            raise Problem(422, f"Time goes forward only: it is {to_iso(now)} already. A reset takes it back.")
    else:
        assert change.advance_seconds is not None
        target = now + round(change.advance_seconds * SECOND)
    if target > LATEST:
        raise Problem(422, f"Time ends at {to_iso(LATEST)} here.")
    return answer(_state(call, await advance(call.instance, target, SANDBOX)))


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


def _state(call: Call, ran: dict[str, int]) -> dict[str, Any]:
    return {"now": to_iso(call.instance.clock.now()), "ran": ran}
