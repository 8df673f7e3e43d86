"""/bulk/v1/program/members/export: extracts of program members."""

from mercat.marketo.bulk.schemas import exports
from mercat.marketo.bulk.schemas.exports import DateRange, ExportAnswer, ExportPath, ExportQuery, NewExport
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.types import Id
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema

KIND = "members"


class Filter(Schema):
    """One program or several, and conditions on their members."""

    program_id: Id | None = None
    program_ids: list[Id] | None = None
    is_exhausted: bool | None = None
    nurture_cadence: str | None = None
    status_names: list[str] | None = None
    updated_at: DateRange | None = None


class NewExportOfMembers(NewExport, kw_only=True):
    """An extract to create."""

    filter: Filter


@marketo.post(
    "/bulk/v1/program/members/export/create.json",
    id="createExportProgramMembersUsingPOST",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-program-member-extract#creating-a-job",
)
def create(call: Call, body: NewExportOfMembers) -> list[ExportAnswer]:
    """Create an extract. It starts once it is enqueued."""
    return exports.create(call, KIND, body, body.filter, _columns(body))


@marketo.post(
    "/bulk/v1/program/members/export/{exportId}/enqueue.json",
    id="enqueueExportProgramMembersUsingPOST",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-program-member-extract#creating-a-job",
)
def enqueue(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Enqueue an extract."""
    return exports.enqueue(call, KIND, path)


@marketo.post(
    "/bulk/v1/program/members/export/{exportId}/cancel.json",
    id="cancelExportProgramMembersUsingPOST",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-program-member-extract#canceling-a-job",
)
def cancel(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Cancel an extract that has not ended."""
    return exports.cancel(call, KIND, path)


@marketo.get(
    "/bulk/v1/program/members/export/{exportId}/status.json",
    id="getExportProgramMembersStatusUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-program-member-extract#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def status(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Get the status of an extract."""
    return exports.status(call, KIND, path)


@marketo.get(
    "/bulk/v1/program/members/export/{exportId}/file.json",
    id="getExportProgramMembersFileUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-program-member-extract#retrieving-your-data",
)
def file(call: Call, path: ExportPath) -> Response:
    """Get the file of a completed extract, or a range of it."""
    return exports.file(call, KIND, path)


@marketo.get(
    "/bulk/v1/program/members/export.json",
    id="getExportProgramMembersUsingGET",
    needs=Permission.READ_ONLY_LEAD,
    docs="bulk-extract#retrieving-jobs",
)
def listed(call: Call, query: ExportQuery) -> Reply[ExportAnswer]:
    """List the caller's extracts of the last seven days."""
    return exports.listed(call, KIND, query)


def _columns(body: NewExportOfMembers) -> list[str]:
    """The fields of the file. An extract of several programs has the program id as first column."""
    if body.filter.program_ids is None or not body.fields:
        return body.fields
    return ["programId", *(name for name in body.fields if name != "programId")]
