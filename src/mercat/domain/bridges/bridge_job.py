"""The job of a bridge. It reads a slice of people or leads, then writes it with the progress of the run."""

from typing import Final

from mercat.domain.bridges import runs
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.messages import RunBridge
from mercat.store.tx import Tx


def run(context: JobContext[RunBridge]) -> Commit:
    """Do the next slice of the bridge's run, or begin one."""
    bridge_id = context.message.bridge_id
    part = context.read(lambda tx: runs.read(tx, bridge_id))

    def write(tx: Tx) -> Reschedule | None:
        due = runs.step(tx, bridge_id, part)
        return None if due is None else Reschedule(due_ms=due if due > tx.now else None)

    return write


def failed(tx: Tx, message: RunBridge) -> None:
    """End the run after its slice failed too often."""
    runs.abandon(tx, message.bridge_id)


HANDLER: Final = JobHandler(RunBridge, run, failed=failed)
