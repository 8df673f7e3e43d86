"""The job that writes the file of an extract, a slice at a time.

A slice appends its rows to a part file and stores the file's length. After a kill, the next slice truncates the file to
that length and continues, so that each record is in it once. The complete file gets its name, size and checksum at the
end. An extract whose part file is missing, as after a restore, starts again.
"""

from typing import Any, Final

import msgspec

from mercat.domain.bulk import exporters, exports, files
from mercat.domain.job_handler import Commit, JobContext, JobHandler, Reschedule
from mercat.model.export_jobs import Export
from mercat.model.messages import RunExport
from mercat.model.refusals import Refusal
from mercat.store.bulk import export_jobs
from mercat.store.tx import Tx

SLICE_ROWS: Final = 5_000
ACCIDENT: Final = "accident"  # why an extract fails; each door words it
BEGINNING: Final[dict[str, Any]] = {"position": None, "bytes": 0, "records": 0}


class Written(msgspec.Struct, frozen=True):
    """The state of an extract's part file. `key` is that of the complete file, once it is complete."""

    export: Export
    progress: dict[str, Any]
    key: str | None


def run(context: JobContext[RunExport]) -> Commit:
    """Write the next rows, or complete the file."""

    def read(tx: Tx) -> Written | None:
        export = export_jobs.find(tx, context.message.export_id)
        if export is None or export.state not in ("queued", "processing"):
            return None
        return _write(tx, export, context.progress or BEGINNING)

    try:
        written = context.read(read)
    except Refusal:  # the object of the extract was deleted
        return lambda tx: failed(tx, context.message)
    return _nothing if written is None else lambda tx: _settle(tx, written)


def _write(tx: Tx, export: Export, done: dict[str, Any]) -> Written:
    part = exports.part_of(export)
    if not tx.files.holds(part, done["bytes"]):
        done = BEGINNING
    source = exporters.source(export.kind)
    rows, following = source.rows(tx, export.request, done["position"], SLICE_ROWS)
    head = [] if done["bytes"] else [source.header(tx, export.request)]
    text = files.write([*head, *rows], files.FORMATS[export.request.format])
    tx.files.append(part, done["bytes"], text)
    size, records = done["bytes"] + len(text), done["records"] + len(rows)
    key = tx.files.digest(part) if following is None else None
    return Written(export, {"position": following, "bytes": size, "records": records}, key)


def _settle(tx: Tx, written: Written) -> Reschedule | None:
    """Store the progress of the file, or that it is complete."""
    export = written.export
    started = tx.now if export.started_ms is None else export.started_ms
    if written.key is None:
        export_jobs.change(tx, export.id, state="processing", started_ms=started)
        return Reschedule(written.progress)
    tx.files.adopt(exports.part_of(export), written.key)
    size, records = written.progress["bytes"], written.progress["records"]
    export_jobs.change(
        tx, export.id, state="completed", started_ms=started, finished_ms=tx.now, records=records, bytes=size,
        file=written.key,
    )  # fmt: skip
    exports.start_waiting(tx)
    return None


def failed(tx: Tx, message: RunExport) -> None:
    """Mark the extract as failed."""
    export = export_jobs.find(tx, message.export_id)
    if export is not None and export.state in ("queued", "processing"):
        export_jobs.change(tx, export.id, state="failed", finished_ms=tx.now, problem=ACCIDENT)
    exports.start_waiting(tx)


def _nothing(tx: Tx) -> None:
    """Write nothing, because the extract has ended or was deleted."""


HANDLER: Final = JobHandler(RunExport, run, failed=failed)
