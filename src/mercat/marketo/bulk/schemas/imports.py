"""Parameters and answers that the kinds of bulk import share (bulk-import.md)."""

from dataclasses import dataclass
from typing import Final

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from mercat.domain.bulk import imports, simulated_progress
from mercat.domain.bulk.file_importers import FileImporter
from mercat.domain.bulk.imports import Order
from mercat.marketo import import_report
from mercat.model.import_jobs import Import, Verdict
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import MIB, Answer, Limits, Schema
from mercat.wire.uploads import Upload

UPLOAD: Final = Limits(body_bytes=10 * MIB)
STATES: Final = {
    "queued": "Queued",
    "processing": "Importing",
    "paused": "Importing",
    "completed": "Complete",
    "failed": "Failed",
}
MEDIA: Final = {"CSV": "text/csv", "TSV": "text/tab-separated-values", "SSV": "text/csv"}
NO_FILE: Final = Response(404, b"File not found", "text/plain;charset=UTF-8", compress=False)


class ImportPath(Schema):
    """The path of one import."""

    batch_id: int


class ImportAnswer(Answer, kw_only=True):
    """The status of an import of people or members: with counts once it is polled, with a message once it ended."""

    import_id: str
    batch_id: int
    status: str
    num_of_leads_processed: int | UnsetType = UNSET
    num_of_rows_failed: int | UnsetType = UNSET
    num_of_rows_with_warning: int | UnsetType = UNSET
    message: str | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an import, the numbers of its rows, and, once it ended, how long it took and how it ended."""

    status: str
    imported: int
    failed: int
    warned: int
    duration: str | UnsetType = UNSET
    message: str | UnsetType = UNSET


def create(call: Call, importer: FileImporter, upload: Upload, order: Order) -> Import:
    """Enqueue an import of the uploaded file."""
    file = upload.files.get("file")
    if file is None:
        raise Missing("file")
    file.content.seek(0)
    return imports.create(call.tx, importer, file.content, replace(order, file_name=file.filename))


def accepted(job: Import) -> ImportAnswer:
    """The answer to a new import of people or members."""
    return ImportAnswer(import_id=str(job.id), batch_id=job.id, status=STATES["queued"])


def status(call: Call, kind: str, path: ImportPath) -> ImportAnswer:
    """The status of an import of people or members."""
    progress = progress_of(call, kind, path)
    return ImportAnswer(
        import_id=str(path.batch_id),
        batch_id=path.batch_id,
        status=progress.status,
        num_of_leads_processed=progress.imported,
        num_of_rows_failed=progress.failed,
        num_of_rows_with_warning=progress.warned,
        message=progress.message,
    )


def progress_of(call: Call, kind: str, path: ImportPath) -> Progress:
    """How far an import is. Each call advances the state that it shows."""
    job = imports.poll(call.tx, kind, path.batch_id)
    state = simulated_progress.state_of(call.tx, job)
    counts = (job.imported, job.failed, job.warned) if state != "queued" else (0, 0, 0)
    if state in ("completed", "failed"):
        return Progress(STATES[state], *counts, _duration(job), import_report.message(job))
    return Progress(STATES[state], *counts)


def _duration(job: Import) -> str:
    """The duration of an import in words; at least one second."""
    taken = (job.finished_ms or 0) - (job.started_ms or 0)
    return f"{max(1, -(-taken // 1_000))} second(s)"


def file(call: Call, kind: str, path: ImportPath, verdict: Verdict) -> Response:
    """The rows that failed, or got a warning, with the reason in a last column. Answers 404 if there are none."""
    job = imports.with_remarks(call.tx, kind, path.batch_id, verdict)
    if job is None:
        return NO_FILE
    body = import_report.file(call.tx, job, verdict).encode("utf-8", "replace")
    return Response(200, body, f"{MEDIA[job.request.format]};charset=UTF-8", compress=False)
