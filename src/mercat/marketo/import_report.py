"""The report on an import, for the API, the console and the command line: its message, and the rows that failed."""

import csv
import io
from collections.abc import Iterable
from itertools import islice
from typing import Final

import msgspec

from mercat.domain.bulk import imports
from mercat.marketo import errors
from mercat.model.import_jobs import FailedRow, Import, Remark, Request, Verdict
from mercat.store.tx import Tx

LAST_COLUMN: Final[dict[Verdict, str]] = {"failure": "Import Failure Reason", "warning": "Import Warning Reason"}


def message(job: Import) -> str:
    """The `message` in the status of an import that has ended."""
    if job.state == "failed":
        problem = None if job.problem is None else msgspec.json.decode(job.problem, type=Remark)
        return "Import failed" if problem is None else f"Import failed: {errors.import_reason(job.kind, problem)}"
    counts = f"{job.imported} records imported ({job.imported} members)"
    ending = f", {job.warned} warning{'s' if job.warned > 1 else ''}." if job.warned else ""
    if job.failed:
        return f"Import completed with errors, {counts}, {job.failed} failed{ending}"
    return f"Import succeeded, {counts}{ending}"


def file(tx: Tx, job: Import, verdict: Verdict) -> str:
    """The rows of an import that failed, or got a warning, as a file in its own format."""
    return file_of(job.kind, job.request, imports.remarks(tx, job, verdict), verdict)


def file_of(kind: str, request: Request, remarks: Iterable[Remark], verdict: Verdict) -> str:
    """Rows with the reason in a last column, as a file in the format of the import."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=imports.separator_of(request), lineterminator="\n")
    writer.writerow([*request.header, LAST_COLUMN[verdict]])
    writer.writerows([*remark.cells, errors.import_reason(kind, remark)] for remark in remarks)
    return out.getvalue()


def first_failures(tx: Tx, job: Import, limit: int) -> list[FailedRow]:
    """The first rows of an import that failed."""
    return failures_of(job.kind, job.request, islice(imports.remarks(tx, job, "failure"), limit))


def failures_of(kind: str, request: Request, remarks: Iterable[Remark]) -> list[FailedRow]:
    """Rows that failed, each with the column at fault."""
    return [
        FailedRow(one.row, *_at_fault(request, one), errors.import_reason(kind, one), str(one.facts.get("rule", "")))
        for one in remarks
    ]


def _at_fault(request: Request, remark: Remark) -> tuple[str, str]:
    field = _bare(str(remark.facts.get("field", "")))
    for column, name, cell in zip(request.header, request.names, remark.cells, strict=False):
        if field and field in (_bare(column), _bare(name)):
            return column, cell
    return "", ", ".join(remark.cells)


def _bare(name: str) -> str:
    return name.replace(" ", "").replace("_", "").casefold()  # "Lead Score" is leadScore
