"""/sandbox/transitions: how background work shows that it advances."""

from typing import Annotated, Literal

import msgspec

from mercat.domain.advertising.reviews import REVIEW
from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import BULK, TASKS, VIDEOS
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem
from mercat.store.tx import Tx


class Polls(msgspec.Struct, forbid_unknown_fields=True):
    """After so many looks at its status."""

    polls: Annotated[int, msgspec.Meta(ge=0, le=1_000)]


Pace = Literal["immediate", "timed"] | Polls
ReviewPace = Literal["immediate", "timed", "manual"] | Polls


class Transitions(msgspec.Struct, forbid_unknown_fields=True):
    """The pace of bulk extracts and imports, of processing videos, of the review and the tasks of advertising."""

    bulk: Pace | msgspec.UnsetType = msgspec.UNSET
    videos: Pace | msgspec.UnsetType = msgspec.UNSET
    review: ReviewPace | msgspec.UnsetType = msgspec.UNSET
    tasks: Pace | msgspec.UnsetType = msgspec.UNSET


@sandbox.get("/sandbox/transitions")
def show_transitions(call: Call) -> Transitions:
    """How background work shows that it advances."""
    return _transitions(call.tx)


@sandbox.put("/sandbox/transitions", example={"bulk": {"polls": 2}})
def change_transitions(call: Call, body: Transitions) -> Transitions:
    """Set another pace, for work that is queued from now on; it outlives the process."""
    paces: dict[str, ReviewPace | msgspec.UnsetType] = {
        BULK: body.bulk,
        VIDEOS: body.videos,
        REVIEW: body.review,
        TASKS: body.tasks,
    }
    if all(pace is msgspec.UNSET for pace in paces.values()):
        raise Problem(422, "Send `bulk`, `videos`, `review`, `tasks`, or several of them.")
    for setting, pace in paces.items():
        if pace is not msgspec.UNSET:
            simulated_progress.set_pace(call.tx, setting, f"polls:{pace.polls}" if isinstance(pace, Polls) else pace)
    return _transitions(call.tx)


def _transitions(tx: Tx) -> Transitions:
    review = simulated_progress.pace(tx, REVIEW)
    return Transitions(
        bulk=_pace(tx, BULK),
        videos=_pace(tx, VIDEOS),
        review="manual" if review.manual else _pace(tx, REVIEW),
        tasks=_pace(tx, TASKS),
    )


def _pace(tx: Tx, setting: str) -> Pace:
    progress = simulated_progress.pace(tx, setting)
    if progress.polls:
        return Polls(progress.polls)
    return "timed" if progress.delay_ms else "immediate"
