"""The progress of tasks that make material: done at once, or after a while or some polls, as the sandbox says."""

from typing import Any, Final

from mercat.domain.bulk.simulated_progress import TASKS, pace
from mercat.model.advertising import AdObject
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

POLLS: Final = "polls_left"
READY: Final = "ready_ms"
WAITING: Final = "is_waiting"


def begin(tx: Tx) -> dict[str, Any]:
    """The members of a new task that say how long it waits."""
    progress = pace(tx, TASKS)
    is_waiting = bool(progress.polls or progress.delay_ms)
    return {POLLS: progress.polls, READY: tx.now + progress.delay_ms, WAITING: is_waiting}


def poll(tx: Tx, item: AdObject) -> bool:
    """Count a poll of a waiting task; whether it is due now."""
    polls = item.document[POLLS]
    if polls <= 1 and item.document[READY] <= tx.now:
        return True
    if polls:
        ad_objects.save(tx, item.id, item.document | {POLLS: polls - 1})
    return False
