"""/bulk/v1/leads: imports of leads. Extracts of them are in `leads_export`."""

from mercat.domain.bulk.file_importers import PeopleFileImporter
from mercat.domain.bulk.imports import Order
from mercat.marketo.bulk.schemas import imports
from mercat.marketo.bulk.schemas.imports import ImportAnswer, ImportPath
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema
from mercat.wire.uploads import Upload


class NewImport(Schema):
    """The parameters of an import beside its file."""

    format: str = "csv"
    lookup_field: str = "email"
    partition_name: str | None = None
    list_id: int | None = None


@marketo.post(
    "/bulk/v1/leads.json",
    id="importLeadUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    limits=imports.UPLOAD,
    docs="bulk-lead-import#creating-a-job",
)
def import_leads(call: Call, form: NewImport, upload: Upload) -> list[ImportAnswer]:
    """Import leads from a file of separated values, in the background."""
    order = Order(form.format, form.lookup_field, form.partition_name, form.list_id)
    return [imports.accepted(imports.create(call, PeopleFileImporter(), upload, order))]


@marketo.get(
    "/bulk/v1/leads/batch/{batchId}.json",
    id="getImportLeadStatusUsingGET",
    needs=Permission.READ_WRITE_LEAD,
    docs="bulk-lead-import#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def status(call: Call, path: ImportPath) -> list[ImportAnswer]:
    """Get the status of an import."""
    return [imports.status(call, PeopleFileImporter.kind, path)]


@marketo.get(
    "/bulk/v1/leads/batch/{batchId}/failures.json",
    id="getImportLeadFailuresUsingGET",
    needs=Permission.READ_WRITE_LEAD,
    docs="bulk-lead-import#failures",
    offload=True,
)
def failures(call: Call, path: ImportPath) -> Response:
    """Get the rows that failed, each with the reason."""
    return imports.file(call, PeopleFileImporter.kind, path, "failure")


@marketo.get(
    "/bulk/v1/leads/batch/{batchId}/warnings.json",
    id="getImportLeadWarningsUsingGET",
    needs=Permission.READ_WRITE_LEAD,
    docs="bulk-lead-import#warnings",
    offload=True,
)
def warnings(call: Call, path: ImportPath) -> Response:
    """Get the rows that were imported with a warning, each with the warning."""
    return imports.file(call, PeopleFileImporter.kind, path, "warning")
