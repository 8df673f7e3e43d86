"""Housekeeping, once a day: what nobody can ask for any more is forgotten."""

from typing import Final

from mercat.domain import applications, jobs, repeats, services, sessions, usage
from mercat.domain.exchange import exports, imports, ingestion
from mercat.jobs.work import Duty, Slice, Work
from mercat.model.clock import DAY
from mercat.model.messages import Housekeeping
from mercat.store.tx import Tx


def run(work: Work[Housekeeping]) -> Slice:
    """There is nothing to read before: the slice is the work."""
    return forget


def forget(tx: Tx) -> None:
    """Forget expired tokens, codes, sessions and nonces, failed jobs and usage statistics of long ago."""
    services.forget_tokens(tx)
    applications.forget_stale(tx)
    sessions.forget_stale(tx)
    repeats.forget_expired(tx)
    jobs.forget_failed(tx)
    exports.forget_stale(tx)
    imports.forget_stale(tx)
    ingestion.forget_stale(tx)
    usage.forget_old(tx)


DUTY: Final = Duty(Housekeeping, run, every_ms=DAY)
