"""/bulk/v1/activities/export: extracts of activities."""

from mercat.domain.bulk.exporters import ACTIVITY_FIELDS
from mercat.marketo.bulk.schemas import exports
from mercat.marketo.bulk.schemas.exports import DateRange, ExportAnswer, ExportPath, ExportQuery, NewExport
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.types import Id
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema

KIND = "activities"


class Filter(Schema):
    """A range of time, and the types of activities to export."""

    created_at: DateRange | None = None
    activity_type_ids: list[Id] | None = None
    primary_attribute_value_ids: list[Id] | None = None
    primary_attribute_values: list[str] | None = None


class NewExportOfActivities(NewExport, kw_only=True):
    """An extract to create."""

    filter: Filter
    fields: list[str] = []


@marketo.post(
    "/bulk/v1/activities/export/create.json",
    id="createExportActivitiesUsingPOST",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="bulk-activity-extract#creating-a-job",
)
def create(call: Call, body: NewExportOfActivities) -> list[ExportAnswer]:
    """Create an extract. It starts once it is enqueued."""
    return exports.create(call, KIND, body, body.filter, body.fields or list(ACTIVITY_FIELDS))


@marketo.post(
    "/bulk/v1/activities/export/{exportId}/enqueue.json",
    id="enqueueExportActivitiesUsingPOST",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="bulk-activity-extract#creating-a-job",
)
def enqueue(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Enqueue an extract."""
    return exports.enqueue(call, KIND, path)


@marketo.post(
    "/bulk/v1/activities/export/{exportId}/cancel.json",
    id="cancelExportActivitiesUsingPOST",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="bulk-activity-extract#canceling-a-job",
)
def cancel(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Cancel an extract that has not ended."""
    return exports.cancel(call, KIND, path)


@marketo.get(
    "/bulk/v1/activities/export/{exportId}/status.json",
    id="getExportActivitiesStatusUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="bulk-activity-extract#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def status(call: Call, path: ExportPath) -> list[ExportAnswer]:
    """Get the status of an extract."""
    return exports.status(call, KIND, path)


@marketo.get(
    "/bulk/v1/activities/export/{exportId}/file.json",
    id="getExportActivitiesFileUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="bulk-activity-extract#retrieving-your-data",
)
def file(call: Call, path: ExportPath) -> Response:
    """Get the file of a completed extract, or a range of it."""
    return exports.file(call, KIND, path)


@marketo.get(
    "/bulk/v1/activities/export.json",
    id="getExportActivitiesUsingGET",
    needs=Permission.READ_ONLY_ACTIVITY,
    docs="bulk-extract#retrieving-jobs",
)
def listed(call: Call, query: ExportQuery) -> Reply[ExportAnswer]:
    """List the caller's extracts of the last seven days."""
    return exports.listed(call, KIND, query)
