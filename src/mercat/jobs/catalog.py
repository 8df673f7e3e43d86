"""Which function does which kind of job: the explicit list."""

from typing import Any, Final

from mercat.domain import housekeeping
from mercat.domain.access import invitation_job
from mercat.domain.advertising import task_job
from mercat.domain.bulk import export_job, import_job, ingestion_job
from mercat.domain.campaigns import run_job
from mercat.domain.job_handler import JobHandler
from mercat.domain.mail import mail_job
from mercat.model.messages import kind_of

_ALL: Final[tuple[JobHandler[Any], ...]] = (
    housekeeping.HANDLER,
    run_job.HANDLER,
    export_job.HANDLER,
    import_job.HANDLER,
    ingestion_job.HANDLER,
    invitation_job.HANDLER,
    mail_job.HANDLER,
    task_job.HANDLER,
)

HANDLERS: Final[dict[str, JobHandler[Any]]] = {kind_of(handler.message): handler for handler in _ALL}
