"""Letting the objects of accepted requests take effect, a slice at a time."""

from typing import Any, Final

import msgspec

from mercat.domain.exchange import ingestion
from mercat.domain.exchange.ingestion import Progress
from mercat.jobs.work import Again, Duty, Slice, Work
from mercat.model.messages import Ingest
from mercat.store.tx import Tx


def run(work: Work[Ingest]) -> Slice:
    """Do the next objects; those whose person is not there yet come again later."""
    order = work.message
    sent: Any = work.progress
    progress = Progress(list(range(len(order.objects)))) if sent is None else msgspec.convert(sent, Progress)

    def write(tx: Tx) -> Again | None:
        following = ingestion.go_on(tx, order, progress)
        return None if following is None else Again(msgspec.to_builtins(following[0]), following[1])

    return write


DUTY: Final = Duty(Ingest, run, failed=ingestion.give_up)
