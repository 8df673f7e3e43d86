"""/bulk/v1/leads/export: extracts of leads."""

from mercat.marketo.bulk.schemas import exports
from mercat.marketo.bulk.schemas.exports import DateRange, ExportAnswer, ExportPath, ExportQuery, NewExport
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.types import Id
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema

KIND = "leads"


class Filter(Schema):
    """A filter: exactly one of these members."""

    created_at: DateRange | None = None
    updated_at: DateRange | None = None
    static_list_id: Id | None = None
    static_list_name: str | None = None
    smart_list_id: Id | None = None
    smart_list_name: str | None = None


class NewExportOfLeads(NewExport, kw_only=True):
    """An extract to create."""

    filter: Filter


@marketo.post(
    "/bulk/v1/leads/export/create.json",
    id="createExportLeadsUsingPOST",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-lead-extract#creating-a-job",
)
def create(call: Call, body: NewExportOfLeads) -> list[ExportAnswer]:
    """Create an extract. It starts once it is enqueued."""
    return exports.create(call, KIND, body, body.filter, body.fields)


@marketo.post(
    "/bulk/v1/leads/export/{exportId}/enqueue.json",
    id="enqueueExportLeadsUsingPOST",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-lead-extract#creating-a-job",
)
def enqueue(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Enqueue an extract."""
    return exports.enqueue(call, KIND, path)


@marketo.post(
    "/bulk/v1/leads/export/{exportId}/cancel.json",
    id="cancelExportLeadsUsingPOST",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-lead-extract#canceling-a-job",
)
def cancel(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Cancel an extract that has not ended."""
    return exports.cancel(call, KIND, path)


@marketo.get(
    "/bulk/v1/leads/export/{exportId}/status.json",
    id="getExportLeadsStatusUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-lead-extract#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def status(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Get the status of an extract."""
    return exports.status(call, KIND, path)


@marketo.get(
    "/bulk/v1/leads/export/{exportId}/file.json",
    id="getExportLeadsFileUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-lead-extract#retrieving-your-data",
)
def file(call: Call, path: ExportPath) -> Response:
    """Get the file of a completed extract, or a range of it."""
    return exports.file(call, KIND, path)


@marketo.get(
    "/bulk/v1/leads/export.json",
    id="getExportLeadsUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-extract#retrieving-jobs",
)
def listed(call: Call, query: ExportQuery) -> Reply[ExportAnswer]:
    """List the caller's extracts of the last seven days."""
    return exports.listed(call, KIND, query)
