"""The job of a run of a smart campaign. It sends a slice of people through at a time."""

from typing import Final

from mercat.domain.campaigns import runs
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.messages import RunCampaign
from mercat.store.tx import Tx


def run(context: JobContext[RunCampaign]) -> Commit:
    """Send the next people through. `progress` is the id of the last person of the slice before."""

    def write(tx: Tx) -> Reschedule | None:
        following = runs.advance(tx, context.message.run_id, context.progress or 0)
        return None if following is None else Reschedule(following)

    return write


def failed(tx: Tx, message: RunCampaign) -> None:
    """End a run after its slice failed too often."""
    runs.abandon(tx, message.run_id)


HANDLER: Final = JobHandler(RunCampaign, run, failed=failed)
