"""The job of a task. Each slice does one item, with its result."""

from typing import Final

from mercat.domain.advertising.tasks.batch_tasks import batch_tasks
from mercat.domain.advertising.tasks.channel_packages import package_tasks
from mercat.domain.advertising.tasks.tasks import Tasks
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.messages import RunTask
from mercat.store.tx import Tx

_KINDS: Final[dict[str, Tasks]] = {tasks.kind: tasks for tasks in (batch_tasks, package_tasks)}


def run(context: JobContext[RunTask]) -> Commit:
    """Do the next item, or end the task."""
    message = context.message

    def write(tx: Tx) -> Reschedule | None:
        due = _KINDS[message.task_kind].step(tx, message.account_id, message.task_id)
        return None if due is None else Reschedule(due_ms=due if due > tx.now else None)

    return write


def failed(tx: Tx, message: RunTask) -> None:
    """End a task whose item failed too often."""
    _KINDS[message.task_kind].abandon(tx, message.account_id, message.task_id)


HANDLER: Final = JobHandler(RunTask, run, failed=failed)
