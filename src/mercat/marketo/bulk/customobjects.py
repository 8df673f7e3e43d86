"""/bulk/v1/customobjects/{apiName}: extracts and imports of a custom object."""

from typing import Literal

from msgspec import UNSET, UnsetType

from mercat.domain.bulk.file_importers import CustomObjectFileImporter
from mercat.domain.bulk.imports import Order
from mercat.marketo.bulk.schemas import exports, imports
from mercat.marketo.bulk.schemas.exports import DateRange, ExportAnswer, ExportPath, ExportQuery, NewExport
from mercat.marketo.bulk.schemas.imports import ImportPath, Progress
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, marketo
from mercat.marketo.types import Id
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Answer, Schema
from mercat.wire.uploads import Upload


class ObjectPath(Schema):
    """The path of one custom object."""

    api_name: str


class ObjectExportPath(ExportPath):
    """The path of one extract of a custom object."""

    api_name: str


class ObjectImportPath(ImportPath):
    """The path of one import of a custom object."""

    api_name: str


class NewImport(Schema):
    """The parameters of an import beside its file."""

    format: str = "csv"


class Filter(Schema):
    """A filter: exactly one of these members."""

    updated_at: DateRange | None = None
    static_list_id: Id | None = None
    static_list_name: str | None = None
    smart_list_id: Id | None = None
    smart_list_name: str | None = None


class NewExportOfRecords(NewExport, kw_only=True):
    """An extract to create."""

    filter: Filter


class ObjectImportAnswer(Answer, kw_only=True):
    """The status of an import: with counts once it is polled, with duration and message once it ended."""

    operation: Literal["import"] = "import"
    object_api_name: str
    batch_id: int
    status: str
    num_of_objects_processed: int | UnsetType = UNSET
    num_of_rows_failed: int | UnsetType = UNSET
    num_of_rows_with_warning: int | UnsetType = UNSET
    import_time: str | UnsetType = UNSET
    message: str | UnsetType = UNSET


@marketo.post(
    "/bulk/v1/customobjects/{apiName}/export/create.json",
    id="createExportCustomObjectsUsingPOST",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="bulk-custom-object-extract#creating-a-job",
)
def create(call: Call, path: ObjectPath, body: NewExportOfRecords) -> list[ExportAnswer]:
    """Create an extract. It starts once it is enqueued."""
    return exports.create(call, _kind(path), body, body.filter, body.fields)


@marketo.post(
    "/bulk/v1/customobjects/{apiName}/export/{exportId}/enqueue.json",
    id="enqueueExportCustomObjectsUsingPOST",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="bulk-custom-object-extract#creating-a-job",
)
def enqueue(call: Call, path: ObjectExportPath) -> list[ExportAnswer]:
    """Enqueue an extract."""
    return exports.enqueue(call, _kind(path), path)


@marketo.post(
    "/bulk/v1/customobjects/{apiName}/export/{exportId}/cancel.json",
    id="cancelExportCustomObjectsUsingPOST",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="bulk-custom-object-extract#canceling-a-job",
)
def cancel(call: Call, path: ObjectExportPath) -> list[ExportAnswer]:
    """Cancel an extract that has not ended."""
    return exports.cancel(call, _kind(path), path)


@marketo.get(
    "/bulk/v1/customobjects/{apiName}/export/{exportId}/status.json",
    id="getExportCustomObjectsStatusUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="bulk-custom-object-extract#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def status(call: Call, path: ObjectExportPath) -> list[ExportAnswer]:
    """Get the status of an extract."""
    return exports.status(call, _kind(path), path)


@marketo.get(
    "/bulk/v1/customobjects/{apiName}/export/{exportId}/file.json",
    id="getExportCustomObjectsFileUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="bulk-custom-object-extract#retrieving-your-data",
)
def file(call: Call, path: ObjectExportPath) -> Response:
    """Get the file of a completed extract, or a range of it."""
    return exports.file(call, _kind(path), path)


@marketo.get(
    "/bulk/v1/customobjects/{apiName}/export.json",
    id="getExportCustomObjectsUsingGET",
    needs=Permission.READ_ONLY_CUSTOM_OBJECT,
    docs="bulk-extract#retrieving-jobs",
)
def listed(call: Call, path: ObjectPath, query: ExportQuery) -> Reply[ExportAnswer]:
    """List the caller's extracts of the last seven days."""
    return exports.listed(call, _kind(path), query)


@marketo.post(
    "/bulk/v1/customobjects/{apiName}/import.json",
    id="importCustomObjectUsingPOST",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    limits=imports.UPLOAD,
    docs="bulk-custom-object-import#creating-a-job",
)
def import_records(call: Call, path: ObjectPath, form: NewImport, upload: Upload) -> list[ObjectImportAnswer]:
    """Import records from a file of separated values, in the background."""
    job = imports.create(call, CustomObjectFileImporter(path.api_name), upload, Order(form.format))
    return [ObjectImportAnswer(object_api_name=path.api_name, batch_id=job.id, status=imports.STATES["queued"])]


@marketo.get(
    "/bulk/v1/customobjects/{apiName}/import/{batchId}/status.json",
    id="getImportCustomObjectStatusUsingGET",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="bulk-custom-object-import#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def import_status(call: Call, path: ObjectImportPath) -> list[ObjectImportAnswer]:
    """Get the status of an import."""
    return [_status(path, imports.progress_of(call, _kind(path), path))]


@marketo.get(
    "/bulk/v1/customobjects/{apiName}/import/{batchId}/failures.json",
    id="getImportCustomObjectFailuresUsingGET",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="bulk-custom-object-import#failures",
    offload=True,
)
def import_failures(call: Call, path: ObjectImportPath) -> Response:
    """Get the rows that failed, each with the reason."""
    return imports.file(call, _kind(path), path, "failure")


@marketo.get(
    "/bulk/v1/customobjects/{apiName}/import/{batchId}/warnings.json",
    id="getImportCustomObjectWarningsUsingGET",
    needs=Permission.READ_WRITE_CUSTOM_OBJECT,
    docs="bulk-custom-object-import#warnings",
    offload=True,
)
def import_warnings(call: Call, path: ObjectImportPath) -> Response:
    """Get the rows that were imported with a warning, each with the warning."""
    return imports.file(call, _kind(path), path, "warning")


def _status(path: ObjectImportPath, progress: Progress) -> ObjectImportAnswer:
    return ObjectImportAnswer(
        object_api_name=path.api_name,
        batch_id=path.batch_id,
        status=progress.status,
        num_of_objects_processed=progress.imported,
        num_of_rows_failed=progress.failed,
        num_of_rows_with_warning=progress.warned,
        import_time=progress.duration,
        message=progress.message,
    )


def _kind(path: ObjectPath | ObjectExportPath | ObjectImportPath) -> str:
    return f"customobject/{path.api_name.lower()}"
