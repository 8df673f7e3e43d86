"""Runs of smart campaigns, a slice of people at a time."""

from typing import Final

from mercat.domain.campaigns import runs
from mercat.jobs.handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.messages import RunCampaign
from mercat.store.tx import Tx


def run(work: JobContext[RunCampaign]) -> Commit:
    """Let the next people go through; `progress` says who went before."""

    def write(tx: Tx) -> Reschedule | None:
        following = runs.advance(tx, work.message.run_id, work.progress or 0)
        return None if following is None else Reschedule(following)

    return write


def failed(tx: Tx, message: RunCampaign) -> None:
    """A slice was tried in vain too often."""
    runs.abandon(tx, message.run_id)


DUTY: Final = JobHandler(RunCampaign, run, failed=failed)
