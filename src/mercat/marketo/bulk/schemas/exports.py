"""Parameters and answers that the four kinds of bulk extract share (bulk-extract.md)."""

import re
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from mercat.domain.bulk import exporters, exports, filters, simulated_progress
from mercat.domain.bulk.exports import Allowance
from mercat.marketo import errors, paging
from mercat.marketo.protocol import Reply
from mercat.model import iso8601
from mercat.model.export_jobs import Export, Request
from mercat.model.refusals import NotAllowed
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Answer, Schema

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


class ExportAnswer(Answer, kw_only=True):
    """The status of an extract. Members that are not known yet are left out."""

    export_id: str
    format: str
    status: str
    created_at: str
    queued_at: str | UnsetType = UNSET
    started_at: str | UnsetType = UNSET
    finished_at: str | UnsetType = UNSET
    number_of_records: int | UnsetType | None = UNSET
    file_size: int | UnsetType | None = UNSET
    file_checksum: str | UnsetType | None = UNSET
    error_msg: str | UnsetType = UNSET


def create(call: Call, kind: str, body: NewExport, criteria: Schema, fields: list[str]) -> list[ExportAnswer]:
    """Create an extract of a kind."""
    named = msgspec.to_builtins(criteria)
    request = Request(
        fields=fields,
        format=body.format,
        headers=body.column_header_names,
        filter=filters.resolve_list(call.tx, {name: value for name, value in named.items() if value is not None}),
    )
    return [answer_of(call, exports.create(call.tx, exporters.source(kind), request, allowance(call)))]


def enqueue(call: Call, kind: str, path: ExportPath) -> list[ExportAnswer]:
    """Enqueue an extract."""
    return [answer_of(call, exports.enqueue(call.tx, kind, path.export_id, allowance(call)))]


def cancel(call: Call, kind: str, path: ExportPath) -> list[ExportAnswer]:
    """Cancel an extract."""
    return [answer_of(call, exports.cancel(call.tx, kind, path.export_id))]


def status(call: Call, kind: str, path: ExportPath) -> list[ExportAnswer]:
    """The status of an extract."""
    return [answer_of(call, exports.poll(call.tx, kind, path.export_id))]


def listed(call: Call, kind: str, query: ExportQuery) -> Reply[ExportAnswer]:
    """The caller's extracts of the last week."""
    states = set()
    for text in query.status:
        if text.lower() not in _SPELLINGS:
            raise NotAllowed("status", text[:255])
        states.add(_SPELLINGS[text.lower()])
    after = paging.position(call, query.next_page_token)
    page = exports.listed(call.tx, kind, states, after=after, limit=query.batch_size)
    return paging.reply(call, [answer_of(call, export) for export in page.items], page.cursor)


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


def answer_of(call: Call, export: Export) -> ExportAnswer:
    """The status of an extract."""
    state = simulated_progress.state_of(call.tx, export)
    is_completed = state == "completed"
    return ExportAnswer(
        export_id=export.export_id,
        format=export.request.format,
        status=STATES[state],
        created_at=iso8601.text(export.created_ms),
        queued_at=UNSET if export.queued_ms is None else iso8601.text(export.queued_ms),
        started_at=_started_at(export, state),
        finished_at=_finished_at(export, state),
        number_of_records=export.records if is_completed else UNSET,
        file_size=export.bytes if is_completed else UNSET,
        file_checksum=(f"sha256:{export.file}" if export.file else None) if is_completed else UNSET,
        error_msg=UNSET if export.problem is None else errors.SYSTEM_ERROR[1],
    )


def _started_at(export: Export, state: str) -> str | UnsetType:
    if state not in ("processing", "completed", "failed"):
        return UNSET
    return iso8601.text(export.started_ms or export.queued_ms or export.created_ms)


def _finished_at(export: Export, state: str) -> str | UnsetType:
    if state not in ("completed", "failed") or export.finished_ms is None:
        return UNSET
    return iso8601.text(max(export.finished_ms, export.shown_ms))


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
