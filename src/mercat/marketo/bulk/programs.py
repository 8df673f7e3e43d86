"""/bulk/v1/program: imports of program members."""

from mercat.domain.bulk.file_importers import MemberFileImporter
from mercat.domain.bulk.imports import Order
from mercat.marketo.bulk.schemas import imports
from mercat.marketo.bulk.schemas.imports import ImportAnswer, ImportPath
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import marketo
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema
from mercat.wire.uploads import Upload


class ProgramPath(Schema):
    """The path of one program."""

    program_id: int


class NewImport(Schema):
    """The parameters of an import beside its file."""

    program_member_status: str
    format: str = "csv"


@marketo.post(
    "/bulk/v1/program/{programId}/members/import.json",
    id="importProgramMemberUsingPOST",
    needs=Permission.READ_WRITE_LEAD,
    limits=imports.UPLOAD,
    docs="bulk-program-member-import#creating-a-job",
)
def import_members(call: Call, path: ProgramPath, form: NewImport, upload: Upload) -> list[ImportAnswer]:
    """Import program members from a file of separated values, in the background."""
    order = Order(form.format, program_id=path.program_id, status=form.program_member_status)
    return [imports.accepted(imports.create(call, MemberFileImporter(), upload, order))]


@marketo.get(
    "/bulk/v1/program/members/import/{batchId}/status.json",
    id="getImportProgramMemberStatusUsingGET",
    needs=Permission.READ_WRITE_LEAD,
    docs="bulk-program-member-import#polling-job-status",
    reads=False,  # a poll advances the state, see domain.bulk.simulated_progress
)
def status(call: Call, path: ImportPath) -> list[ImportAnswer]:
    """Get the status of an import."""
    return [imports.status(call, MemberFileImporter.kind, path)]


@marketo.get(
    "/bulk/v1/program/members/import/{batchId}/failures.json",
    id="getImportProgramMemberFailuresUsingGET",
    needs=Permission.READ_WRITE_LEAD,
    docs="bulk-program-member-import#failures",
    offload=True,
)
def failures(call: Call, path: ImportPath) -> Response:
    """Get the rows that failed, each with the reason."""
    return imports.file(call, MemberFileImporter.kind, path, "failure")


@marketo.get(
    "/bulk/v1/program/members/import/{batchId}/warnings.json",
    id="getImportProgramMemberWarningsUsingGET",
    needs=Permission.READ_WRITE_LEAD,
    docs="bulk-program-member-import#warnings",
    offload=True,
)
def warnings(call: Call, path: ImportPath) -> Response:
    """Get the rows that were imported with a warning, each with the warning."""
    return imports.file(call, MemberFileImporter.kind, path, "warning")
