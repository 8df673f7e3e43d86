"""The states of an import: queued, processing, then completed or failed. It can be paused.

At most two imports run and ten wait or run at a time. One transaction writes a slice of rows and the position in the
file, so that after a crash no row is written twice and none is left out.
"""

import itertools
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import msgspec

from mercat.domain import jobs
from mercat.domain.bulk import columns, csv_rows, simulated_progress
from mercat.domain.bulk.columns import Columns
from mercat.domain.bulk.csv_rows import Line, Lines, Place, Unreadable
from mercat.domain.bulk.file_importers import FileImporter, RowResult, file_importer, row_error
from mercat.domain.bulk.files import FORMATS
from mercat.domain.bulk.simulated_progress import AT_A_TIME, state_of
from mercat.domain.lists import static_lists
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.model.import_jobs import Import, Remark, Request, Verdict
from mercat.model.messages import RunImport
from mercat.model.refusals import InvalidData, NotAllowed, NotFound, Refusal, RuleBroken
from mercat.model.rules import Rule
from mercat.store.bulk import import_jobs
from mercat.store.bulk.import_jobs import CHUNK_BYTES
from mercat.store.tx import Tx

QUEUE_LIMIT: Final = 10
KEPT_MS: Final = 7 * DAY
SLICE_ROWS: Final = 2_500
SLICE_BYTES: Final = 1_048_576
NAME_LENGTH: Final = 255
UNFINISHED: Final = ("queued", "processing", "paused")

NumberedRow = tuple[int, Line]  # with the number of its first line


class Slice(msgspec.Struct, frozen=True):
    """Rows of an import that are written together. `end` is the place after them in the file."""

    job: Import
    rows: list[NumberedRow]
    end: Place


class TooManyImports(Refusal):
    """Ten imports wait or run already."""


class ListBusy(Refusal):
    """Another import adds people to the list."""


class Order(msgspec.Struct, frozen=True):
    """The parameters of an import beside its file.

    Without `delimiter` it is that of the format. Without `columns`, columns have the exact API names of fields.
    """

    format: str = "CSV"
    lookup_field: str = "email"
    partition_name: str | None = None
    list_id: int | None = None
    program_id: int = 0
    status: str = ""
    file_name: str = ""
    delimiter: str | None = None
    encoding: str | None = None
    columns: Columns | None = None


def create(tx: Tx, importer: FileImporter, content: BinaryIO, order: Order) -> Import:
    """Enqueue an import of the caller.

    Raises TooManyImports, ListBusy, and what `check` refuses.
    """
    chunks = csv_rows.chunks(content, CHUNK_BYTES, order.encoding)
    first = next(chunks, b"")
    request = check(tx, importer, first, order)
    waiting = import_jobs.active(tx)
    if len(waiting) >= QUEUE_LIMIT:
        raise TooManyImports
    if order.list_id is not None and any(other.list_id == order.list_id for other in waiting):
        raise ListBusy
    progress = simulated_progress.bulk(tx)
    shown_ms = simulated_progress.shown_ms(tx, progress, waiting)
    number = import_jobs.add(tx, importer.kind, request, order.list_id, progress.polls, shown_ms)
    size = 0
    for place, chunk in enumerate(itertools.chain([first], chunks)):
        import_jobs.add_chunk(tx, number, place, chunk)
        size += len(chunk)
    import_jobs.change(tx, number, bytes=size)
    start_waiting(tx)
    return get(tx, importer.kind, number)


def check(tx: Tx, importer: FileImporter, first: bytes, order: Order) -> Request:
    """The request of an import, from its parameters and the beginning of the file.

    Raises NotAllowed (format, delimiter, partition), InvalidData (the file), NotFound (list), UnknownFields, and what
    the importer refuses.
    """
    form = order.format.upper()
    if form not in FORMATS:
        raise NotAllowed("format", order.format)
    separator = order.delimiter or FORMATS[form]
    if len(separator) != 1 or separator in '"\r\n' or not separator.isascii():
        raise NotAllowed("delimiter", separator)
    if order.list_id is not None:
        static_lists.get(tx, order.list_id)
    head = Lines(lambda number: first if number == 0 else b"", CHUNK_BYTES, Place())
    header = csv_rows.header(head, separator)
    request = Request(
        form,
        header,
        head.position,
        order.lookup_field,
        order.partition_name,
        order.program_id,
        order.status,
        order.file_name[-NAME_LENGTH:],
        columns.fields_of(tx, header, order.columns) if order.columns else [],
        "" if separator == FORMATS[form] else separator,
    )
    importer.check(tx, request)
    return request


def separator_of(request: Request) -> str:
    """The separator of the file."""
    return request.delimiter or FORMATS[request.format]


def get(tx: Tx, kind: str, number: int) -> Import:
    """An import of a kind in its displayed state. Raises NotFound."""
    job = import_jobs.find(tx, number) if abs(number) < 2**63 else None
    if job is None or job.kind != kind or tx.now > (job.finished_ms or job.created_ms) + KEPT_MS:
        raise NotFound("import", number)
    return job


def poll(tx: Tx, kind: str, number: int) -> Import:
    """An import of a kind, counted as a poll of its status. Raises NotFound."""
    job = get(tx, kind, number)
    if job.polls_left > 0:
        import_jobs.change(tx, job.id, polls_left=job.polls_left - 1)
        return get(tx, kind, number)
    return job


def done_of(tx: Tx, job: Import) -> float | None:
    """The share of the file that has been imported, 0 to 1; None if that is not known, as after the end."""
    progress = jobs.progress(tx, key_of(job.id)) if job.bytes else None
    return None if progress is None else min(1.0, place_of(tx, job, progress).position / job.bytes)


def with_remarks(tx: Tx, kind: str, number: int, verdict: Verdict) -> Import | None:
    """An import that has ended and has such remarks, or None."""
    try:
        job = get(tx, kind, number)
    except NotFound:
        return None
    some = job.failed if verdict == "failure" else job.warned
    return job if some and state_of(tx, job) in ("completed", "failed") else None


def remarks(tx: Tx, job: Import, verdict: Verdict) -> Iterable[Remark]:
    """An iterator over the remarks on an import's rows."""
    return import_jobs.remarks(tx, job.id, verdict)


def start_waiting(tx: Tx) -> None:
    """Start waiting imports while fewer than two run."""
    unfinished = [job for job in import_jobs.active(tx) if job.state in ("queued", "processing")]
    for job in unfinished[:AT_A_TIME]:
        jobs.enqueue(tx, RunImport(job.id), unique_key=key_of(job.id))


def pause(tx: Tx, kind: str, number: int) -> Import:
    """Pause an import until it is resumed. One that has ended does not change. Raises NotFound."""
    job = get(tx, kind, number)
    if job.state not in ("queued", "processing"):
        return job
    progress = jobs.progress(tx, key_of(number))
    jobs.cancel(tx, key_of(number))  # a slice in progress is rolled back
    position = place_of(tx, job, progress).position
    import_jobs.change(tx, number, state="paused", request=msgspec.structs.replace(job.request, begin=position))
    start_waiting(tx)
    return get(tx, kind, number)


def resume(tx: Tx, kind: str, number: int) -> Import:
    """Resume an import at its position. One that runs gets a new job. Raises NotFound, RuleBroken (it has ended)."""
    _unfinished(tx, kind, number)
    job = pause(tx, kind, number)
    import_jobs.change(tx, number, state="processing" if job.started_ms else "queued")
    start_waiting(tx)
    return get(tx, kind, number)


def next_in_line(tx: Tx, number: int) -> int:
    """The import that has to run next before this one can end; this one itself, once it is its turn."""
    unfinished = [job.id for job in import_jobs.active(tx) if job.state in ("queued", "processing")]
    return number if number in unfinished[:AT_A_TIME] or not unfinished else unfinished[0]


def cancel(tx: Tx, kind: str, number: int) -> Import:
    """Cancel an import. The rows that it wrote stay. Raises NotFound, RuleBroken (it has ended)."""
    _unfinished(tx, kind, number)
    jobs.cancel(tx, key_of(number))
    fail(tx, number, InvalidData(Rule.IMPORT_CANCELLED))
    return get(tx, kind, number)


def _unfinished(tx: Tx, kind: str, number: int) -> Import:
    job = get(tx, kind, number)
    if job.state not in UNFINISHED:
        raise RuleBroken(Rule.JOB_OVER)
    return job


def forget_stale(tx: Tx) -> None:
    """Delete imports that ended, or were paused, a week ago, and their remarks."""
    import_jobs.forget(tx, tx.now - KEPT_MS)


# -- the work ---------------------------------------------------------------------------------------------------------


def place_of(tx: Tx, job: Import, progress: Any) -> Place:
    """The beginning of the next slice: the job's progress, or the request's beginning without progress."""
    if isinstance(progress, list):
        return Place(*progress)
    position = job.request.begin if progress is None else int(progress)  # earlier versions stored a number
    return csv_rows.place_at(lambda number: import_jobs.chunk(tx, job.id, number), CHUNK_BYTES, position)


def next_slice(tx: Tx, number: int, progress: Any) -> Slice | None:
    """The next rows by the progress of the import's job; None if the import has ended or was deleted."""
    job = import_jobs.find(tx, number)
    if job is None or job.state not in ("queued", "processing"):
        return None
    lines = Lines(lambda place: import_jobs.chunk(tx, job.id, place), CHUNK_BYTES, place_of(tx, job, progress))
    return Slice(job, *slice_of(lines, job.request))


def slice_of(lines: Lines, request: Request) -> tuple[list[NumberedRow], Place]:
    """The rows of one slice, and the place after them."""
    begin = lines.position
    part: list[NumberedRow] = []
    for number, row in csv_rows.rows(lines, separator_of(request)):
        if row:
            part.append((number, row))
        if len(part) == SLICE_ROWS or lines.position - begin >= SLICE_BYTES:
            break
    return part, lines.place


def write(
    tx: Tx, importer: FileImporter, request: Request, part: list[NumberedRow], list_id: int | None
) -> tuple[list[Remark], list[Remark]]:
    """Write the rows of a slice. Answers the failed rows and those with warnings. Raises what the importer raises."""
    width = len(request.header)
    judged = [_misshapen(row, width) for _, row in part]
    whole = [row for (_, row), wrong in zip(part, judged, strict=True) if wrong is None and isinstance(row, list)]
    written = iter(importer.write(tx, request, whole, list_id) if whole else [])
    verdicts = [wrong or next(written) for wrong in judged]
    failures = [verdict.failure for verdict in verdicts]
    return _remarks(width, part, failures), _remarks(width, part, [verdict.warning for verdict in verdicts])


def apply(tx: Tx, part: Slice) -> Place | None:
    """Write the rows of a slice as the import's owner, and store remarks on rows with problems.

    Answers the beginning of the next slice; None if the import has ended.
    """
    job = part.job
    tx.caller = Caller(job.owner_id, "import")
    try:
        failures, warnings = write(tx, file_importer(job.kind), job.request, part.rows, job.list_id)
    except Refusal as refusal:
        fail(tx, job.id, refusal)
        return None
    import_jobs.add_remarks(tx, job.id, "failure", failures)
    import_jobs.add_remarks(tx, job.id, "warning", warnings)
    failed, warned = len(failures), len(warnings)
    import_jobs.change(
        tx,
        job.id,
        state="processing",
        started_ms=job.started_ms or tx.now,
        imported=job.imported + len(part.rows) - failed,
        failed=job.failed + failed,
        warned=job.warned + warned,
    )
    if part.end.position < job.bytes:
        return part.end
    import_jobs.change(tx, job.id, state="completed", finished_ms=tx.now)
    _end(tx, job.id)
    return None


def fail(tx: Tx, number: int, reason: Refusal | None = None) -> None:
    """Mark an import as failed, because no more rows can be written."""
    problem = None if reason is None else msgspec.json.encode(row_error([], reason)).decode()
    job = import_jobs.find(tx, number)
    if job is not None and job.state in UNFINISHED:
        started = job.started_ms or tx.now
        import_jobs.change(tx, number, state="failed", started_ms=started, finished_ms=tx.now, problem=problem)
    _end(tx, number)


def _end(tx: Tx, number: int) -> None:
    import_jobs.drop_file(tx, number)
    start_waiting(tx)


def _misshapen(row: Line, width: int) -> RowResult | None:
    if isinstance(row, Unreadable):
        return RowResult(failure=row.reason)
    if len(row) != width:
        return RowResult(failure=InvalidData(Rule.ROW_MISSHAPEN, values=len(row), columns=width))
    return None


def _remarks(width: int, part: list[NumberedRow], reasons: list[Refusal | None]) -> list[Remark]:
    """The remarks on rows with a problem."""
    return [
        row_error(_cells(row, width), reason, number)
        for (number, row), reason in zip(part, reasons, strict=True)
        if reason is not None
    ]


def _cells(row: Line, width: int) -> list[str]:
    """The cells of a row, at least as many as the header has, so that the reason is in the last column."""
    cells = row if isinstance(row, list) else [row.line]
    return cells + [""] * (width - len(cells))


def key_of(number: int) -> str:
    """The key of an import's job."""
    return f"import/{number}"
