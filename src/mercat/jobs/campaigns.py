"""Runs of smart campaigns, a slice of people at a time."""

from typing import Final

from mercat.domain.campaigns import runs
from mercat.jobs.work import Again, Duty, Slice, Work
from mercat.model.messages import RunCampaign
from mercat.store.tx import Tx


def run(work: Work[RunCampaign]) -> Slice:
    """Let the next people go through; `progress` says who went before."""

    def write(tx: Tx) -> Again | None:
        following = runs.go_on(tx, work.message.run_id, work.progress or 0)
        return None if following is None else Again(following)

    return write


def failed(tx: Tx, message: RunCampaign) -> None:
    """A slice was tried in vain too often."""
    runs.give_up(tx, message.run_id)


DUTY: Final = Duty(RunCampaign, run, failed=failed)
