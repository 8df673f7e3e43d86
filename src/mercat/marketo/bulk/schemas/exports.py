"""Parameters and answers that the four kinds of bulk extract share (bulk-extract.md)."""

import re
from typing import Annotated, Any, Final, Literal

import msgspec

from mercat.domain.bulk import exporters, exports, filters, simulated_progress
from mercat.domain.bulk.exports import Allowance
from mercat.marketo import paging
from mercat.marketo.protocol import Reply
from mercat.model import iso8601
from mercat.model.export_jobs import Export, Request
from mercat.model.refusals import NotAllowed
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema

STATES: Final = {
    "created": "Created",
    "queued": "Queued",
    "processing": "Processing",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "failed": "Failed",
}
_SPELLINGS: Final = {label.lower(): state for state, label in STATES.items()} | {"canceled": "cancelled"}
_RANGE: Final = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$", re.ASCII)
_MEDIA: Final = {"CSV": "text/csv", "TSV": "text/tab-separated-values", "SSV": "text/csv"}

Name = Annotated[str, msgspec.Meta(max_length=255)]


class ExportPath(Schema):
    """The path of one extract."""

    export_id: str


class DateRange(Schema):
    """A range of time, including both ends; at most 31 days."""

    start_at: str | None = None
    end_at: str | None = None


class ExportQuery(Schema):
    """The states of the extracts to list, and the page."""

    status: list[str] = []
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=300)] = 300
    next_page_token: str = ""


class NewExport(Schema):
    """The parameters of every kind of extract beside its filter."""

    fields: Annotated[list[Name], msgspec.Meta(max_length=2000)]
    format: Literal["CSV", "TSV", "SSV"] = "CSV"
    column_header_names: dict[str, Name] = {}


def create(call: Call, kind: str, body: NewExport, criteria: Schema, fields: list[str]) -> list[dict[str, Any]]:
    """Create an extract of a kind."""
    named = msgspec.to_builtins(criteria)
    request = Request(
        fields=fields,
        format=body.format,
        headers=body.column_header_names,
        filter=filters.resolve_list(call.tx, {name: value for name, value in named.items() if value is not None}),
    )
    return [shown(call, exports.create(call.tx, exporters.source(kind), request, allowance(call)))]


def enqueue(call: Call, kind: str, path: ExportPath) -> list[dict[str, Any]]:
    """Enqueue an extract."""
    return [shown(call, exports.enqueue(call.tx, kind, path.export_id, allowance(call)))]


def cancel(call: Call, kind: str, path: ExportPath) -> list[dict[str, Any]]:
    """Cancel an extract."""
    return [shown(call, exports.cancel(call.tx, kind, path.export_id))]


def status(call: Call, kind: str, path: ExportPath) -> list[dict[str, Any]]:
    """The status of an extract."""
    return [shown(call, exports.poll(call.tx, kind, path.export_id))]


def listed(call: Call, kind: str, query: ExportQuery) -> Reply[dict[str, Any]]:
    """The caller's extracts of the last week."""
    states = set()
    for text in query.status:
        if text.lower() not in _SPELLINGS:
            raise NotAllowed("status", text[:255])
        states.add(_SPELLINGS[text.lower()])
    after = paging.position(call, query.next_page_token)
    page = exports.listed(call.tx, kind, states, after=after, limit=query.batch_size)
    return paging.reply(call, [shown(call, export) for export in page.items], page.cursor)


def file(call: Call, kind: str, path: ExportPath) -> Response:
    """The file, or the range of it that the caller asks for. Answers 404 in plain text until the file exists."""
    export = exports.file_of(call.tx, kind, path.export_id)
    if export is None or export.file is None:
        return Response(404, b"File not found", "text/plain;charset=UTF-8", compress=False)
    size = export.bytes or 0
    byte_range = _range(call.request.header("range") or "", size)
    first, last = byte_range or (0, size - 1)
    if first > last:
        return Response(416, b"", "text/plain", [("Content-Range", f"bytes */{size}")], compress=False)
    headers = [("Accept-Ranges", "bytes")]
    if byte_range:
        headers.append(("Content-Range", f"bytes {first}-{last}/{size}"))
    return Response(
        206 if byte_range else 200,
        content_type=f"{_MEDIA[export.request.format]};charset=UTF-8",
        headers=headers,
        file=call.tx.files.path(export.file),
        start=first,
        length=last - first + 1,
    )


def shown(call: Call, export: Export) -> dict[str, Any]:
    """The status of an extract. Members that are not known yet are left out."""
    state = simulated_progress.state_of(call.tx, export)
    document: dict[str, Any] = {
        "exportId": export.export_id,
        "format": export.request.format,
        "status": STATES[state],
        "createdAt": iso8601.text(export.created_ms),
    }
    if export.queued_ms is not None:
        document["queuedAt"] = iso8601.text(export.queued_ms)
    if state in ("processing", "completed", "failed"):
        document["startedAt"] = iso8601.text(export.started_ms or export.queued_ms or export.created_ms)
    if state in ("completed", "failed") and export.finished_ms is not None:
        document["finishedAt"] = iso8601.text(max(export.finished_ms, export.shown_ms))
    if state == "completed":
        document |= {"numberOfRecords": export.records, "fileSize": export.bytes}
        document["fileChecksum"] = f"sha256:{export.file}" if export.file else None
    if export.problem is not None:
        document["errorMsg"] = export.problem
    return document


def allowance(call: Call) -> Allowance:
    """The daily allowance of the subscription, in megabytes, and its time zone."""
    limits = call.host.rate_limiter.limits
    return Allowance(limits.extract_megabytes, limits.zone)


def _range(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a range, or None for the whole file. If the file has no such bytes, first > last.

    A header that is not a single range of bytes is ignored (RFC 7233, 2.1 and 3.1).
    """
    match = _RANGE.match(header.strip())
    if match is None:
        return None
    begin, end = match.groups()
    if not begin:
        return (max(0, size - int(end)), size - 1) if end else None
    if end and int(end) < int(begin):
        return None
    return int(begin), min(size - 1, int(end)) if end else size - 1
