"""Writing the file of an extract, a slice at a time.

A slice appends its rows to a part file and remembers how long the file is; after a kill the next slice cuts the file to
that length and goes on, so each record is in it once. The whole file gets its name, size and checksum at the end.
"""

from typing import Any, Final

from mercat.domain.exchange import exports, files, sources
from mercat.jobs.work import Again, Duty, Slice, Work
from mercat.model.messages import RunExport
from mercat.store import exports as rows
from mercat.store.exports import Export
from mercat.store.tx import Tx

SLICE_ROWS: Final = 5_000


def run(work: Work[RunExport]) -> Slice:
    """Write the next rows, or finish the file."""
    progress: dict[str, Any] = work.progress or {"position": None, "bytes": 0, "records": 0, "begun": False}

    def read(tx: Tx) -> tuple[Export | None, bytes, Any, int]:
        export = rows.find(tx, work.message.export_id)
        if export is None or export.state not in ("queued", "processing"):
            return None, b"", None, 0
        source = sources.source(export.kind)
        separator = files.FORMATS[export.request.format]
        found, following = source.rows(tx, export.request, progress["position"], SLICE_ROWS)
        head = [] if progress["begun"] else [source.header(tx, export.request)]
        text = files.write([*head, *found], separator)
        tx.files.append(_part(export), progress["bytes"], text)
        return export, text, following, len(found)

    export, text, following, count = work.read(read)
    if export is None:
        return lambda tx: None
    size, records = progress["bytes"] + len(text), progress["records"] + count

    def go_on(tx: Tx) -> Again:
        if export.state == "queued":
            rows.change(tx, export.id, state="processing", started_ms=tx.now)
        return Again({"position": following, "bytes": size, "records": records, "begun": True})

    def finish(tx: Tx) -> None:
        key = tx.files.adopt(_part(export), size)
        started = export.started_ms or tx.now
        rows.change(
            tx, export.id, state="completed", started_ms=started, finished_ms=tx.now, records=records, bytes=size,
            file=key,
        )  # fmt: skip
        exports.start_waiting(tx)

    return go_on if following is not None else finish


def failed(tx: Tx, message: RunExport) -> None:
    """The extract cannot be written."""
    export = rows.find(tx, message.export_id)
    if export is not None and export.state in ("queued", "processing"):
        rows.change(tx, export.id, state="failed", finished_ms=tx.now, problem="System error")
    exports.start_waiting(tx)


def _part(export: Export) -> str:
    return f"export-{export.export_id}"


DUTY: Final = Duty(RunExport, run, failed=failed)
