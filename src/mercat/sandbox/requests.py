"""/sandbox/requests: the journal of calls and answers, without secrets."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec

from mercat.model.clock import from_datetime
from mercat.sandbox import formats, secrets, snippets
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.clock import to_iso
from mercat.sandbox.host import Instance
from mercat.sandbox.journal import CALLS, Filter, Journal, Message, Shown
from mercat.sandbox.problems import Problem
from mercat.wire.http import Response

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
SHOWN: Final = 100
TEXT: Final = "text/plain;charset=utf-8"  # the media type of `format=curl` and `format=pytest`


class Query(msgspec.Struct, forbid_unknown_fields=True):
    """Filters, all of which a call has to meet; how many of the last ones; in which form."""

    protocol: Literal["marketo", "tencent"] | None = None
    operation: Text | None = None
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None = None
    code: Text | None = None
    path: Text | None = None
    since: Text | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=CALLS)] = SHOWN
    format: Literal["json", "har", "curl", "pytest"] = "json"


class JournalMessage(msgspec.Struct):
    """A request or an answer; `body` is null where there is none, or none that is a text."""

    headers: dict[str, str]
    body: str | None
    body_bytes: int
    truncated: bool


class JournalEntry(msgspec.Struct):
    """A call and its answer, without secrets."""

    id: int
    at: str
    protocol: str
    operation: str
    method: str
    path: str
    url: str
    status: int
    codes: tuple[str, ...]
    hint: str
    duration_ms: int
    fault: str
    request: JournalMessage
    response: JournalMessage


class JournalPage(msgspec.Struct):
    """How many calls meet the filters, and the last of them, oldest first."""

    total: int
    requests: list[JournalEntry]


class HttpArchive(msgspec.Struct):
    """The calls as HAR 1.2, for `format=har`."""

    log: dict[str, Any]


class Cleared(msgspec.Struct):
    """How many calls there were."""

    deleted: int


@sandbox.get("/sandbox/requests", example={"format": "curl", "limit": 10})
async def browse_requests(call: Call, query: Query) -> JournalPage | HttpArchive | Annotated[Response, TEXT]:
    """The last calls of both protocols and their answers, oldest first, without secrets."""
    _check(call, query)
    living_secrets = await call.host.read(secrets.living)
    total, entries = await asyncio.to_thread(journal_of(call.host).find, _filter(query), query.limit, living_secrets)
    if query.format == "har":
        return HttpArchive(formats.har_log(entries))
    if query.format == "curl":
        return Response(200, formats.curl(entries).encode(), TEXT)
    if query.format == "pytest":
        return Response(200, snippets.pytest_module(entries).encode(), TEXT)
    return JournalPage(total, [_entry(item) for item in entries])


@sandbox.delete("/sandbox/requests")
async def clear_requests(call: Call) -> Cleared:
    """Delete all calls of the journal."""
    return Cleared(journal_of(call.host).empty())


def journal_of(instance: Instance) -> Journal:
    """The journal of an instance."""
    journal = instance.journal
    assert isinstance(journal, Journal), "whoever mounts the sandbox attaches its journal"
    return journal


def _check(call: Call, query: Query) -> None:
    if query.operation is not None and not call.server.is_operation(query.operation, query.protocol):
        raise Problem(422, f"There is no operation {query.operation}. `mercat routes` lists them.")


def _filter(query: Query) -> Filter:
    after, since = None, None
    if query.since is not None and query.since.isdecimal():
        after = int(query.since[:18])
    elif query.since is not None:
        try:
            since = from_datetime(datetime.fromisoformat(query.since.replace(" ", "+")))
        except (ValueError, OverflowError):
            raise Problem(422, "`since` is a moment as ISO 8601 has it, or the id of a call.") from None
    return Filter(query.protocol, query.operation, query.status, query.code, query.path, after, since)


def _entry(call: Shown) -> JournalEntry:
    return JournalEntry(
        id=call.id,
        at=to_iso(call.at_ms),
        protocol=call.protocol,
        operation=call.operation,
        method=call.method,
        path=call.path,
        url=call.url,
        status=call.status,
        codes=call.codes,
        hint=call.hint,
        duration_ms=call.duration_ms,
        fault=call.fault,
        request=_message(call.request),
        response=_message(call.response),
    )


def _message(message: Message) -> JournalMessage:
    headers: dict[str, str] = {}
    for name, value in message.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return JournalMessage(headers, message.body, message.body_bytes, message.truncated)
