"""Parameters and answers that the kinds of bulk import share (bulk-import.md)."""

from dataclasses import replace
from typing import Any, Final

from mercat.domain.bulk import imports, simulated_progress
from mercat.domain.bulk.file_importers import FileImporter
from mercat.domain.bulk.imports import Order
from mercat.marketo import import_report
from mercat.model.import_jobs import Import, Verdict
from mercat.model.refusals import Missing
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import MIB, Limits, Schema
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


def create(call: Call, importer: FileImporter, upload: Upload, order: Order) -> Import:
    """Enqueue an import of the uploaded file."""
    file = upload.files.get("file")
    if file is None:
        raise Missing("file")
    file.content.seek(0)
    return imports.create(call.tx, importer, file.content, replace(order, file_name=file.filename))


def accepted(job: Import) -> dict[str, Any]:
    """The answer to a new import."""
    return {"batchId": job.id, "status": STATES["queued"]}


def with_id(document: dict[str, Any]) -> dict[str, Any]:
    """The answer to a new import of people, which has the id as text as well."""
    return {"importId": str(document["batchId"])} | document


def status(call: Call, kind: str, path: ImportPath, counted: str, *, timed: bool = False) -> dict[str, Any]:
    """The status of an import. `counted` is the name of the member with the number of imported rows."""
    job = imports.poll(call.tx, kind, path.batch_id)
    state = simulated_progress.state_of(call.tx, job)
    numbers = (job.imported, job.failed, job.warned) if state != "queued" else (0, 0, 0)
    document: dict[str, Any] = {"batchId": job.id, "status": STATES[state]}
    document |= dict(zip((counted, "numOfRowsFailed", "numOfRowsWithWarning"), numbers, strict=True))
    if state in ("completed", "failed"):
        document |= {"importTime": _duration(job)} if timed else {}
        document["message"] = import_report.message(job)
    return document


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
