"""/sandbox/transitions: how background work shows that it advances."""

from typing import Annotated, Literal

import msgspec

from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import SimulatedProgress
from mercat.sandbox.call import Call, sandbox


class Polls(msgspec.Struct, forbid_unknown_fields=True):
    """After so many looks at its status."""

    polls: Annotated[int, msgspec.Meta(ge=0, le=1_000)]


class Transitions(msgspec.Struct, forbid_unknown_fields=True):
    """The pace of bulk extracts and imports."""

    bulk: Literal["immediate", "timed"] | Polls


@sandbox.get("/sandbox/transitions")
def show_transitions(call: Call) -> Transitions:
    """How background work shows that it advances."""
    return _transitions(simulated_progress.bulk(call.tx))


@sandbox.put("/sandbox/transitions", example={"bulk": {"polls": 2}})
def change_transitions(call: Call, body: Transitions) -> Transitions:
    """Set another pace, for work that is queued from now on; it outlives the process."""
    pace = f"polls:{body.bulk.polls}" if isinstance(body.bulk, Polls) else body.bulk
    simulated_progress.set_bulk(call.tx, pace)
    return _transitions(simulated_progress.bulk(call.tx))


def _transitions(pace: SimulatedProgress) -> Transitions:
    if pace.polls:
        return Transitions(Polls(pace.polls))
    return Transitions("timed" if pace.delay_ms else "immediate")
