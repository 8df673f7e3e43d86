"""Which function does which kind of job. A module is imported when the first job of its kind runs."""

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mercat.domain.job_handler import JobHandler
from mercat.model import messages
from mercat.model.messages import Message, kind_of

_MODULES: Final[dict[type[Message], str]] = {
    messages.Housekeeping: "mercat.domain.housekeeping",
    messages.Deliver: "mercat.domain.advertising.delivery.delivery_job",
    messages.ComputeAudiences: "mercat.domain.advertising.audiences.audience_job",
    messages.RunBridge: "mercat.domain.bridges.bridge_job",
    messages.RunCampaign: "mercat.domain.campaigns.run_job",
    messages.RunExport: "mercat.domain.bulk.export_job",
    messages.RunImport: "mercat.domain.bulk.import_job",
    messages.Ingest: "mercat.domain.bulk.ingestion_job",
    messages.SendInvitation: "mercat.domain.access.invitation_job",
    messages.SendMail: "mercat.domain.mail.mail_job",
    messages.RunTask: "mercat.domain.advertising.tasks.task_job",
    messages.WriteReport: "mercat.domain.advertising.reports.async_report_job",
}


class Handlers(Mapping[str, JobHandler[Any]]):
    """The handler of each kind of job, which its module has as `HANDLER`."""

    def __init__(self, modules: Mapping[type[Message], str]) -> None:
        self._modules = {kind_of(message): module for message, module in modules.items()}

    def __getitem__(self, kind: str) -> JobHandler[Any]:
        handler: JobHandler[Any] = importlib.import_module(self._modules[kind]).HANDLER
        return handler

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


HANDLERS: Final = Handlers(_MODULES)
