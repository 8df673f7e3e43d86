"""The life of an import: queued, processing, completed; or failed.

Two run at a time, ten wait or run. Rows take effect a slice at a time, in the order of the file, and how far the import
is commits with them: after a kill each row has been done once.
"""

import itertools
from dataclasses import dataclass
from typing import BinaryIO, Final

import msgspec

from mercat.domain import jobs, static_lists
from mercat.domain.exchange import reading, targets, transitions
from mercat.domain.exchange.files import FORMATS
from mercat.domain.exchange.reading import Line, Lines, Unreadable
from mercat.domain.exchange.targets import Judgement, Target
from mercat.domain.exchange.transitions import AT_A_TIME, state_of
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.model.messages import RunImport
from mercat.model.refusals import InvalidData, NotAllowed, NotFound, Refusal
from mercat.store import imports as rows
from mercat.store.imports import PIECE_BYTES, Import, Request, Verdict
from mercat.store.tx import Tx

QUEUE_LIMIT: Final = 10
KEPT_MS: Final = 7 * DAY
SLICE_ROWS: Final = 2_500
SLICE_BYTES: Final = 1_048_576
NAME_LENGTH: Final = 255
FIRST_ROW: Final = 2  # below the header


class TooManyImports(Refusal):
    """Ten imports wait or run already."""


class ListBusy(Refusal):
    """Another import fills the list."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an import may be told beside its file."""

    format: str = "CSV"
    lookup_field: str = "email"
    partition_name: str | None = None
    list_id: int | None = None
    program_id: int = 0
    status: str = ""
    file_name: str = ""


def create(tx: Tx, target: Target, content: BinaryIO, order: Order) -> Import:
    """Queue an import of the caller.

    Raises NotAllowed (format, partition), InvalidData (the file), NotFound (list), TooManyImports, ListBusy, and what
    the target refuses.
    """
    if order.format.upper() not in FORMATS:
        raise NotAllowed("format", order.format)
    if order.list_id is not None:
        static_lists.get(tx, order.list_id)
    separator = FORMATS[order.format.upper()]
    pieces = reading.pieces(content, PIECE_BYTES)
    first = next(pieces, b"")
    head = Lines(lambda number: first if number == 0 else b"", PIECE_BYTES, 0)
    names = reading.header(head, separator)
    request = Request(
        order.format.upper(),
        names,
        head.position,
        order.lookup_field,
        order.partition_name,
        order.program_id,
        order.status,
        order.file_name[-NAME_LENGTH:],
    )
    target.check(tx, request)
    waiting = rows.active(tx)
    if len(waiting) >= QUEUE_LIMIT:
        raise TooManyImports
    if order.list_id is not None and any(other.list_id == order.list_id for other in waiting):
        raise ListBusy
    pace = transitions.bulk(tx)
    shown_ms = transitions.shown_ms(tx, pace, waiting)
    number = rows.add(tx, target.kind, request, order.list_id, pace.polls, shown_ms)
    size = 0
    for place, piece in enumerate(itertools.chain([first], pieces)):
        rows.add_piece(tx, number, place, piece)
        size += len(piece)
    rows.change(tx, number, bytes=size)
    start_waiting(tx)
    return get(tx, target.kind, number)


def get(tx: Tx, kind: str, number: int) -> Import:
    """An import of a kind, as it shows itself now. Raises NotFound."""
    found = rows.find(tx, number) if abs(number) < 2**63 else None
    if found is None or found.kind != kind or tx.now > (found.finished_ms or found.created_ms) + KEPT_MS:
        raise NotFound("import", number)
    return found


def poll(tx: Tx, kind: str, number: int) -> Import:
    """The same, counted as a look at it. Raises NotFound."""
    found = get(tx, kind, number)
    if found.polls_left > 0:
        rows.change(tx, found.id, polls_left=found.polls_left - 1)
        return get(tx, kind, number)
    return found


def done_of(tx: Tx, found: Import) -> float | None:
    """The share of its file that has taken effect, 0 to 1; None if that is not known, as once it is over."""
    position = jobs.progress(tx, _key(found.id)) if found.bytes else None
    return min(1.0, position / found.bytes) if isinstance(position, int) else None


def with_remarks(tx: Tx, kind: str, number: int, verdict: Verdict) -> Import | None:
    """An import that is over and has such remarks, or None."""
    try:
        found = get(tx, kind, number)
    except NotFound:
        return None
    some = found.failed if verdict == "failure" else found.warned
    return found if some and state_of(tx, found) in ("completed", "failed") else None


def start_waiting(tx: Tx) -> None:
    """Order the work of imports that wait, as long as fewer than two run."""
    unfinished = [found for found in rows.active(tx) if found.state in ("queued", "processing")]
    for found in unfinished[:AT_A_TIME]:
        jobs.enqueue(tx, RunImport(found.id), unique_key=_key(found.id))


def forget_stale(tx: Tx) -> None:
    """Forget imports that ended a week ago, and their remarks."""
    rows.forget(tx, tx.now - KEPT_MS)


# -- the work -------------------------------------------------------------------------------------------------------


def next_rows(tx: Tx, found: Import, position: int) -> tuple[list[Line], int]:
    """The rows of a slice from a position of the file, and the position behind them."""
    lines = Lines(lambda number: rows.piece(tx, found.id, number), PIECE_BYTES, position)
    part: list[Line] = []
    for row in reading.rows(lines, FORMATS[found.request.format]):
        if row:
            part.append(row)
        if len(part) == SLICE_ROWS or lines.position - position >= SLICE_BYTES:
            break
    return part, lines.position


def apply(tx: Tx, found: Import, part: list[Line]) -> None:
    """Let the rows of a slice take effect, in the name of who sent them."""
    tx.caller = Caller(found.owner_id, "import")
    width = len(found.request.header)
    judged = [_misshapen(row, width) for row in part]
    whole = [row for row, wrong in zip(part, judged, strict=True) if wrong is None and isinstance(row, list)]
    try:
        written = iter(targets.target(found.kind).write(tx, found.request, whole, found.list_id) if whole else [])
    except Refusal as refusal:
        fail(tx, found.id, refusal)
        return
    verdicts = [wrong or next(written) for wrong in judged]
    failed = _note(tx, found, "failure", part, [verdict.failure for verdict in verdicts])
    warned = _note(tx, found, "warning", part, [verdict.warning for verdict in verdicts])
    rows.change(
        tx,
        found.id,
        state="processing",
        started_ms=found.started_ms or tx.now,
        imported=found.imported + len(part) - failed,
        failed=found.failed + failed,
        warned=found.warned + warned,
    )


def finish(tx: Tx, number: int) -> None:
    """All rows have taken effect."""
    found = rows.find(tx, number)
    if found is not None and found.state in ("queued", "processing"):
        started = found.started_ms or tx.now
        rows.change(tx, number, state="completed", started_ms=started, finished_ms=tx.now)
    _end(tx, number)


def fail(tx: Tx, number: int, reason: Refusal | None = None) -> None:
    """No more rows can take effect."""
    problem = None if reason is None else msgspec.json.encode(targets.remark([], reason)).decode()
    found = rows.find(tx, number)
    if found is not None and found.state in ("queued", "processing"):
        started = found.started_ms or tx.now
        rows.change(tx, number, state="failed", started_ms=started, finished_ms=tx.now, problem=problem)
    _end(tx, number)


def _end(tx: Tx, number: int) -> None:
    rows.drop_file(tx, number)
    start_waiting(tx)


def _misshapen(row: Line, width: int) -> Judgement | None:
    if isinstance(row, Unreadable):
        return Judgement(failure=row.reason)
    if len(row) != width:
        return Judgement(failure=InvalidData(f"The row has {len(row)} values, the header {width}"))
    return None


def _note(tx: Tx, found: Import, verdict: Verdict, part: list[Line], reasons: list[Refusal | None]) -> int:
    """Keep the rows with a reason; how many."""
    width = len(found.request.header)
    first = FIRST_ROW + found.imported + found.failed
    remarks = [
        targets.remark(_cells(row, width), reason, number)
        for number, (row, reason) in enumerate(zip(part, reasons, strict=True), first)
        if reason is not None
    ]
    if remarks:
        rows.add_remarks(tx, found.id, verdict, remarks)
    return len(remarks)


def _cells(row: Line, width: int) -> list[str]:
    """As many cells as the header has, at least, so that the reason stands in the last column."""
    cells = row if isinstance(row, list) else [row.line]
    return cells + [""] * (width - len(cells))


def _key(number: int) -> str:
    return f"import/{number}"
