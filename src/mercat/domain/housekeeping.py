"""Housekeeping, once a day: what nobody can ask for any more is forgotten."""

from typing import Final

from mercat.domain import idempotency, jobs
from mercat.domain.access import api_clients, sessions
from mercat.domain.bulk import exports, imports, ingestion
from mercat.domain.job_handler import Commit, JobContext, JobHandler
from mercat.domain.limits import usage
from mercat.domain.oauth import applications
from mercat.model.clock import DAY
from mercat.model.messages import Housekeeping
from mercat.store.tx import Tx


def run(context: JobContext[Housekeeping]) -> Commit:
    """Answer the slice that does all of it: there is nothing to read before."""
    return forget


def forget(tx: Tx) -> None:
    """Forget expired tokens, codes, sessions and nonces, failed jobs and usage statistics of long ago."""
    api_clients.forget_tokens(tx)
    applications.forget_stale(tx)
    sessions.forget_stale(tx)
    idempotency.forget_expired(tx)
    jobs.forget_failed(tx)
    exports.forget_stale(tx)
    imports.forget_stale(tx)
    ingestion.forget_stale(tx)
    usage.forget_old(tx)


HANDLER: Final = JobHandler(Housekeeping, run, every_ms=DAY)
