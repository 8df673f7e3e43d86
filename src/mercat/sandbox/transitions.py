"""/sandbox/transitions: how background work shows that it advances."""

from typing import Annotated, Any, Literal

import msgspec

from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import SimulatedProgress
from mercat.sandbox.http import Call, answer
from mercat.wire.http import Response


class Polls(msgspec.Struct, forbid_unknown_fields=True):
    """After so many looks at its status."""

    polls: Annotated[int, msgspec.Meta(ge=0, le=1_000)]


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """The pace of bulk extracts and imports."""

    bulk: Literal["immediate", "timed"] | Polls


async def show(call: Call) -> Response:
    """The pace that holds."""
    return answer(_shown(await call.instance.read(simulated_progress.bulk)))


async def change(call: Call) -> Response:
    """Another pace, for work that is queued from now on; it outlives the process."""
    bulk = call.json(Change).bulk
    pace = f"polls:{bulk.polls}" if isinstance(bulk, Polls) else bulk
    await call.instance.write(lambda tx: simulated_progress.set_bulk(tx, pace))
    return answer(_shown(await call.instance.read(simulated_progress.bulk)))


def _shown(pace: SimulatedProgress) -> dict[str, Any]:
    if pace.polls:
        return {"bulk": {"polls": pace.polls}}
    return {"bulk": "timed" if pace.delay_ms else "immediate"}
