"""What the kinds of bulk import share on the wire (bulk-import.md)."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

import msgspec

from mercat.domain.bulk import imports, simulated_progress
from mercat.domain.bulk.importers import Importer
from mercat.domain.bulk.imports import Order
from mercat.marketo import errors
from mercat.model.import_jobs import Import, Remark, Request, Verdict
from mercat.model.refusals import Missing
from mercat.store.tx import Tx
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
LAST_COLUMN: Final[dict[Verdict, str]] = {"failure": "Import Failure Reason", "warning": "Import Warning Reason"}
NO_FILE: Final = Response(404, b"File not found", "text/plain;charset=UTF-8", compress=False)


class ImportPath(Schema):
    """The path of one import."""

    batch_id: int


def create(call: Call, target: Importer, upload: Upload, order: Order) -> Import:
    """Queue an import of the uploaded file."""
    file = upload.files.get("file")
    if file is None:
        raise Missing("file")
    file.content.seek(0)
    return imports.create(call.tx, target, file.content, replace(order, file_name=file.filename))


def accepted(job: Import) -> dict[str, Any]:
    """A new import as its sender sees it."""
    return {"batchId": job.id, "status": STATES["queued"]}


def with_id(document: dict[str, Any]) -> dict[str, Any]:
    """The same with its id as text besides, as imports of people have it."""
    return {"importId": str(document["batchId"])} | document


def status(call: Call, kind: str, path: ImportPath, counted: str, *, timed: bool = False) -> dict[str, Any]:
    """How far an import is; `counted` is the member that tells how many rows have taken effect."""
    job = imports.poll(call.tx, kind, path.batch_id)
    state = simulated_progress.state_of(call.tx, job)
    numbers = (job.imported, job.failed, job.warned) if state != "queued" else (0, 0, 0)
    document: dict[str, Any] = {"batchId": job.id, "status": STATES[state]}
    document |= dict(zip((counted, "numOfRowsFailed", "numOfRowsWithWarning"), numbers, strict=True))
    if state in ("completed", "failed"):
        document |= {"importTime": _duration(job)} if timed else {}
        document["message"] = message(job)
    return document


def _duration(job: Import) -> str:
    """How long an import took, in words; at least a second."""
    taken = (job.finished_ms or 0) - (job.started_ms or 0)
    return f"{max(1, -(-taken // 1_000))} second(s)"


def file(call: Call, kind: str, path: ImportPath, verdict: Verdict) -> Response:
    """The rows that failed, or were odd, each with the reason in a last column; 404 if there are none."""
    job = imports.with_remarks(call.tx, kind, path.batch_id, verdict)
    if job is None:
        return NO_FILE
    body = report(call.tx, job, verdict).encode("utf-8", "replace")
    return Response(200, body, f"{MEDIA[job.request.format]};charset=UTF-8", compress=False)


def report(tx: Tx, job: Import, verdict: Verdict) -> str:
    """The rows of an import that failed, or were odd, as a file in its own format."""
    return file_of(job.kind, job.request, imports.remarks(tx, job, verdict), verdict)


def file_of(kind: str, request: Request, remarks: Iterable[Remark], verdict: Verdict) -> str:
    """Rows that failed, or are odd, as a file like the one that they came in."""
    lines = _lines([*request.header, LAST_COLUMN[verdict]], remarks, _words(kind))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=imports.separator_of(request), lineterminator="\n").writerows(lines)
    return out.getvalue()


def first_failures(tx: Tx, job: Import, limit: int) -> list[tuple[int, str, str, str]]:
    """The first rows that failed, as `told` tells them."""
    return told(job.kind, job.request, islice(imports.remarks(tx, job, "failure"), limit))


def told(kind: str, request: Request, remarks: Iterable[Remark]) -> list[tuple[int, str, str, str]]:
    """Rows with a remark: line number in the file, the column at fault and its value, and the reason.

    The whole row without a column if the reason names none.
    """
    words = _words(kind)
    return [(one.row, *_at_fault(request, one), _reason(one, words)) for one in remarks]


def _at_fault(request: Request, remark: Remark) -> tuple[str, str]:
    field = _bare(str(remark.facts.get("field", "")))
    for column, name, cell in zip(request.header, request.names, remark.cells, strict=False):
        if field and field in (_bare(column), _bare(name)):
            return column, cell
    return "", ", ".join(remark.cells)


def _bare(name: str) -> str:
    return name.replace(" ", "").replace("_", "").casefold()  # "Lead Score" is leadScore


def _lines(header: list[str], remarks: Iterable[Remark], words: dict[str, str]) -> Iterator[list[str]]:
    yield header
    for remark in remarks:
        yield [*remark.cells, _reason(remark, words)]


def _words(kind: str) -> dict[str, str]:
    objects = kind.startswith("customobject/")
    return errors.IMPORT_REASONS | (errors.OBJECT_IMPORT_REASONS if objects else {})


def _reason(remark: Remark, words: dict[str, str]) -> str:
    if remark.name in words:
        return words[remark.name].format(**remark.facts)
    return errors.code_and_words(errors.NAMED[remark.name](**remark.facts))[1]


def message(job: Import) -> str:
    """The one sentence that a status ends with."""
    if job.state == "failed":
        why = None if job.problem is None else msgspec.json.decode(job.problem, type=Remark)
        return "Import failed" if why is None else f"Import failed: {_reason(why, _words(job.kind))}"
    counted = f"{job.imported} records imported ({job.imported} members)"
    ending = f", {job.warned} warning{'s' if job.warned > 1 else ''}." if job.warned else ""
    if job.failed:
        return f"Import completed with errors, {counted}, {job.failed} failed{ending}"
    return f"Import succeeded, {counted}{ending}"
