"""/sandbox/transitions: how background work shows that it advances."""

from typing import Annotated, Any, Literal

import msgspec

from mercat.domain.exchange import transitions
from mercat.domain.exchange.transitions import Pace
from mercat.sandbox.http import Call, answer
from mercat.wire.http import Answer


class Polls(msgspec.Struct, forbid_unknown_fields=True):
    """After so many looks at its status."""

    polls: Annotated[int, msgspec.Meta(ge=0, le=1_000)]


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """The pace of bulk extracts and imports."""

    bulk: Literal["immediate", "timed"] | Polls


async def show(call: Call) -> Answer:
    """The pace that holds."""
    return answer(_shown(await call.instance.read(transitions.bulk)))


async def change(call: Call) -> Answer:
    """Another pace, for work that is queued from now on; it outlives the process."""
    wanted = call.json(Change).bulk
    pace = f"polls:{wanted.polls}" if isinstance(wanted, Polls) else wanted
    await call.instance.write(lambda tx: transitions.set_bulk(tx, pace))
    return answer(_shown(await call.instance.read(transitions.bulk)))


def _shown(pace: Pace) -> dict[str, Any]:
    if pace.polls:
        return {"bulk": {"polls": pace.polls}}
    return {"bulk": "timed" if pace.delay_ms else "immediate"}
