"""Housekeeping: once a day, expired data is deleted."""

from typing import Final

from mercat.domain import idempotency, jobs
from mercat.domain.access import api_clients, sessions
from mercat.domain.advertising import operation_log
from mercat.domain.advertising.reports import async_reports
from mercat.domain.advertising.users import audience_rules
from mercat.domain.bulk import exports, imports, ingestion
from mercat.domain.job_handler import Commit, JobContext, JobHandler
from mercat.domain.limits import usage
from mercat.domain.mail import outbox
from mercat.domain.oauth import applications
from mercat.model.clock import DAY
from mercat.model.messages import Housekeeping
from mercat.store.tx import Tx


def run(context: JobContext[Housekeeping]) -> Commit:
    """The job's function. It answers the one slice that deletes everything."""
    return forget


def forget(tx: Tx) -> None:
    """Delete expired tokens, codes, sessions and nonces, old failed jobs, logs, files and usage statistics."""
    api_clients.forget_tokens(tx)
    applications.forget_stale(tx)
    sessions.forget_stale(tx)
    idempotency.forget_expired(tx)
    jobs.forget_failed(tx)
    exports.forget_stale(tx)
    async_reports.forget_stale(tx)
    audience_rules.forget_stale(tx)
    imports.forget_stale(tx)
    ingestion.forget_stale(tx)
    outbox.forget_stale(tx)
    usage.forget_old(tx)
    operation_log.forget_old(tx)


HANDLER: Final = JobHandler(Housekeeping, run, every_ms=DAY)
