"""/console/audit-trail: Admin > Audit Trail: administrative changes and sign-ins, with search and export."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec
from starlette.responses import Response, StreamingResponse

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain import audit
from mercat.model.audit import Entry, Search
from mercat.model.clock import DAY, from_datetime, to_datetime
from mercat.wire import pages

CSV_HEAD: Final = ("id", "at", "kind", "who", "user id", "address", "subject", "before", "after")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # beginnings that a spreadsheet takes for a formula


class Change(NamedTuple):
    """A fact before and after. Of two lists, the removed and the added items."""

    name: str
    old: Any
    new: Any
    was: bool
    is_: bool


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The newest entries that match, and the link to older ones."""
    try:
        search = _search(request)
    except ValueError:
        return _page(request, [], 400, request.say("Enter a valid date, such as 2026-03-01."))
    below = request.query("below")
    below_id = int(below) if below.isascii() and below.isdigit() and len(below) <= 18 else None
    entries = await request.read(lambda tx: audit.newest(tx, search, below_id=below_id, limit=audit.PAGE + 1))
    return _page(request, entries)


@admin_required
async def export(request: ConsoleRequest) -> Response:
    """All entries that match, as CSV or JSON, in chunks."""
    try:
        search = _search(request)
    except ValueError:
        return _page(request, [], 400, request.say("Enter a valid date, such as 2026-03-01."))
    as_json = request.query("format") == "json"
    headers = dict(pages.headers())
    headers["Content-Disposition"] = f'attachment; filename="audit-trail.{"json" if as_json else "csv"}"'
    content = _json(_pieces(request, search)) if as_json else _csv(_pieces(request, search))
    kind = "application/json" if as_json else "text/csv;charset=UTF-8"
    return StreamingResponse(content, headers=headers, media_type=kind)


def _search(request: ConsoleRequest) -> Search:
    """The search in the query of the address. Raises ValueError."""
    until = _day(request.query("until"))
    kind = request.query("kind")
    return Search(
        actor=request.query("who"),
        kind=kind if kind in audit.KINDS else "",
        subject=request.query("about"),
        from_ms=_day(request.query("from")),
        before_ms=None if until is None else until + DAY,
    )


def _day(text: str) -> int | None:
    return from_datetime(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)) if text else None


def changes(entry: Entry) -> list[Change]:
    """The changes of an entry, without facts that stayed the same."""
    before, after = entry.before or {}, entry.after or {}
    differences = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if isinstance(old, list) and isinstance(new, list):
            old, new = [one for one in old if one not in new], [one for one in new if one not in old]
        if old != new or (name in before) != (name in after):
            differences.append(Change(name, old, new, name in before, name in after))
    return differences


def _page(request: ConsoleRequest, entries: list[Entry], status: int = 200, problem: str = "") -> Response:
    asked = {name: request.query(name) for name in ("who", "kind", "about", "from", "until")}
    older = entries[audit.PAGE - 1].id if len(entries) > audit.PAGE else None
    context: dict[str, Any] = {
        "entries": [(entry, changes(entry)) for entry in entries[: audit.PAGE]],
        "older": older,
        "asked": asked,
        "kinds": audit.KINDS,
    }
    return request.page("audit_trail.html", status, problem=problem, **context)


async def _pieces(request: ConsoleRequest, search: Search) -> AsyncIterator[list[Entry]]:
    below_id: int | None = None
    while True:
        last = below_id
        entries = await request.read(
            lambda tx: audit.newest(tx, search, below_id=last, limit=audit.EXPORT_PIECE)  # noqa: B023  # awaited here
        )
        if entries:
            yield entries
        if len(entries) < audit.EXPORT_PIECE:
            return
        below_id = entries[-1].id


async def _csv(pieces: AsyncIterator[list[Entry]]) -> AsyncIterator[str]:
    yield _lines([CSV_HEAD])
    async for entries in pieces:
        yield _lines([_cells(entry) for entry in entries])


async def _json(pieces: AsyncIterator[list[Entry]]) -> AsyncIterator[bytes]:
    between = b"["
    async for entries in pieces:
        for entry in entries:
            yield between + msgspec.json.encode({**msgspec.structs.asdict(entry), "at": _iso(entry.at_ms)})
            between = b",\n"
    yield b"[]" if between == b"[" else b"]"


def _lines(rows: Any) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cells(entry: Entry) -> list[str | int]:
    facts = ("" if part is None else msgspec.json.encode(part).decode() for part in (entry.before, entry.after))
    texts = (entry.kind, entry.actor, str(entry.actor_id), entry.address, entry.subject, *facts)
    return [entry.id, _iso(entry.at_ms), *map(_harmless, texts)]


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(FORMULA) else text


def _iso(at_ms: int) -> str:
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%S.%fZ")[:-4] + "Z"
