"""The states of an extract: created, queued, processing, then completed, cancelled or failed.

At most two extracts run and ten wait or run at a time, and the size of a day's files is limited. Only its owner sees
an extract.
"""

from typing import Final

import msgspec

from mercat.domain import jobs
from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.exporters import Exporter
from mercat.domain.bulk.simulated_progress import AT_A_TIME, state_of
from mercat.model.clock import DAY, day_bounds
from mercat.model.export_jobs import Export, Request
from mercat.model.messages import RunExport
from mercat.model.outcomes import Page
from mercat.model.refusals import NotFound, Refusal, RuleBroken
from mercat.model.rules import Rule
from mercat.store.bulk import export_jobs
from mercat.store.tx import Tx

QUEUE_LIMIT: Final = 10
FILE_KEPT_MS: Final = 10 * DAY
STATUS_KEPT_MS: Final = 30 * DAY
LISTED_MS: Final = 7 * DAY
MEGABYTE: Final = 1_048_576
_PART: Final = "export-"
UNFINISHED: Final = ("created", "queued", "processing")


class QueueFull(Refusal):
    """Ten extracts wait or run already."""


class AllowanceSpent(Refusal):
    """The size of the day's extracts has reached the limit."""


class AlreadyQueued(Refusal):
    """The extract was enqueued before."""


class Allowance(msgspec.Struct, frozen=True):
    """The daily limit in megabytes, 0 for none, and the time zone of the day."""

    megabytes: int
    zone: str


def create(tx: Tx, source: Exporter, request: Request, allowance: Allowance) -> Export:
    """Create an extract for the caller. Raises what the exporter refuses, AllowanceSpent."""
    source.check(tx, request)
    _check_allowance(tx, allowance)
    export_id = tx.randomness.uuid()
    export_jobs.add(tx, export_id, source.kind, tx.caller.user_id, request)
    return get(tx, source.kind, export_id)


def get(tx: Tx, kind: str, export_id: str) -> Export:
    """An extract of the caller in its displayed state. Raises NotFound."""
    export = export_jobs.find(tx, export_id.lower())
    if export is None or export.kind != kind or export.owner_id != tx.caller.user_id:
        raise NotFound("export", export_id)
    if tx.now > (export.finished_ms or export.created_ms) + STATUS_KEPT_MS:
        raise NotFound("export", export_id)
    return export


def poll(tx: Tx, kind: str, export_id: str) -> Export:
    """An extract of the caller, counted as a poll of its status. Raises NotFound."""
    export = get(tx, kind, export_id)
    if export.polls_left > 0 and export.state != "created":
        export_jobs.change(tx, export.id, polls_left=export.polls_left - 1)
        return get(tx, kind, export_id)
    return export


def listed(tx: Tx, kind: str, states: set[str], *, after: int, limit: int) -> Page[Export]:
    """The caller's extracts of the last week: all, or those in one of these states."""
    items: list[Export] = []
    while True:
        batch = export_jobs.of_owner(tx, tx.caller.user_id, kind, tx.now - LISTED_MS, after=after, limit=limit + 1)
        for export in batch:
            if not states or state_of(tx, export) in states:
                if len(items) == limit:
                    return Page(items, items[-1].id)
                items.append(export)
        if len(batch) <= limit:
            return Page(items)
        after = batch[-1].id


def enqueue(tx: Tx, kind: str, export_id: str, allowance: Allowance) -> Export:
    """Enqueue an extract. Raises NotFound, AlreadyQueued, QueueFull, AllowanceSpent."""
    export = get(tx, kind, export_id)
    if export.state != "created":
        raise AlreadyQueued
    before = export_jobs.active(tx)
    if len(before) >= QUEUE_LIMIT:
        raise QueueFull
    _check_allowance(tx, allowance)
    progress = simulated_progress.bulk(tx)
    shown_ms = simulated_progress.shown_ms(tx, progress, before)
    export_jobs.change(tx, export.id, state="queued", queued_ms=tx.now, polls_left=progress.polls, shown_ms=shown_ms)
    start_waiting(tx)
    return get(tx, kind, export_id)


def cancel(tx: Tx, kind: str, export_id: str) -> Export:
    """Cancel an extract that has not ended. Raises NotFound, RuleBroken."""
    stop(tx, get(tx, kind, export_id))
    return get(tx, kind, export_id)


def stop(tx: Tx, export: Export) -> None:
    """Cancel an extract of any owner. Raises RuleBroken if it has ended."""
    if state_of(tx, export) not in UNFINISHED:
        raise RuleBroken(Rule.JOB_OVER)
    jobs.cancel(tx, _key(export.export_id))
    export_jobs.change(tx, export.id, state="cancelled", finished_ms=tx.now, bytes=None, records=None)
    start_waiting(tx)


def start_waiting(tx: Tx) -> None:
    """Start waiting extracts while fewer than two run."""
    active = [export for export in export_jobs.active(tx) if export.state in ("queued", "processing")]
    ordered = sum(jobs.waits(tx, _key(export.export_id)) for export in active)
    for export in active:
        if ordered >= AT_A_TIME:
            return
        if not jobs.waits(tx, _key(export.export_id)):
            jobs.enqueue(tx, RunExport(export.export_id), unique_key=_key(export.export_id))
            ordered += 1


def file_of(tx: Tx, kind: str, export_id: str) -> Export | None:
    """An extract whose file can be downloaded, or None."""
    try:
        export = get(tx, kind, export_id)
    except NotFound:
        return None
    return export if has_file(tx, export) else None


def has_file(tx: Tx, export: Export) -> bool:
    """Whether an extract's file can be downloaded."""
    is_stored = export.file is not None and tx.now <= (export.finished_ms or 0) + FILE_KEPT_MS
    return is_stored and state_of(tx, export) == "completed"


def forget_stale(tx: Tx) -> None:
    """Delete files after ten days, extracts after thirty, and the part files of unfinished extracts."""
    for key in export_jobs.files_of_the_past(tx, tx.now - FILE_KEPT_MS):
        tx.files.drop(key)
    export_jobs.forget(tx, tx.now - STATUS_KEPT_MS)
    for part in tx.files.parts():
        if not part.startswith(_PART):
            continue
        export = export_jobs.find(tx, part.removeprefix(_PART))
        if export is None or export.state not in ("queued", "processing"):
            tx.files.drop_part(part)


def part_of(export: Export) -> str:
    """The name of the part file of a running extract."""
    return f"{_PART}{export.export_id}"


def _key(export_id: str) -> str:
    return f"export/{export_id}"


def _check_allowance(tx: Tx, allowance: Allowance) -> None:
    _, midnight, _ = day_bounds(tx.now, allowance.zone)
    if allowance.megabytes and export_jobs.bytes_since(tx, midnight) >= allowance.megabytes * MEGABYTE:
        raise AllowanceSpent
