"""/sandbox/transitions: how background work shows that it advances."""

from typing import Annotated, Literal

import msgspec

from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import PREFIX
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem
from mercat.store.tx import Tx


class Polls(msgspec.Struct, forbid_unknown_fields=True):
    """After so many looks at its status."""

    polls: Annotated[int, msgspec.Meta(ge=0, le=1_000)]


TimedPace = Literal["immediate", "timed"]
Pace = TimedPace | Polls
ReviewPace = Literal["manual"] | Pace


class Transitions(msgspec.Struct, forbid_unknown_fields=True):
    """The pace of bulk extracts and imports, of videos, and of reviews, tasks and audiences of advertising."""

    bulk: Pace | msgspec.UnsetType = msgspec.UNSET
    videos: Pace | msgspec.UnsetType = msgspec.UNSET
    review: ReviewPace | msgspec.UnsetType = msgspec.UNSET
    tasks: Pace | msgspec.UnsetType = msgspec.UNSET
    audiences: TimedPace | msgspec.UnsetType = msgspec.UNSET


@sandbox.get("/sandbox/transitions")
def show_transitions(call: Call) -> Transitions:
    """How background work shows that it advances."""
    return _transitions(call.tx)


@sandbox.put("/sandbox/transitions", example={"bulk": {"polls": 2}})
def change_transitions(call: Call, body: Transitions) -> Transitions:
    """Set another pace, for work that is queued from now on; it outlives the process."""
    paces = {name: pace for name, pace in msgspec.structs.asdict(body).items() if pace is not msgspec.UNSET}
    if not paces:
        raise Problem(422, f"Send one or more of {', '.join(Transitions.__struct_fields__)}.")
    for name, pace in paces.items():
        text = f"polls:{pace.polls}" if isinstance(pace, Polls) else pace
        simulated_progress.set_pace(call.tx, PREFIX + name, text)
    return _transitions(call.tx)


def _transitions(tx: Tx) -> Transitions:
    return Transitions(**{name: _pace(tx, PREFIX + name) for name in Transitions.__struct_fields__})  # type: ignore[arg-type]


def _pace(tx: Tx, setting: str) -> ReviewPace:
    progress = simulated_progress.pace(tx, setting)
    if progress.manual:
        return "manual"
    if progress.polls:
        return Polls(progress.polls)
    return "timed" if progress.delay_ms else "immediate"
