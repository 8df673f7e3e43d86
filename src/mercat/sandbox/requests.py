"""/sandbox/requests: the journal of calls and answers, without secrets."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec

from mercat.model.clock import from_datetime
from mercat.sandbox import formats, secrets
from mercat.sandbox.clock import to_iso
from mercat.sandbox.http import Call, Problem, answer
from mercat.sandbox.journal import CALLS, Filter, Journal, Message, Shown
from mercat.wire.http import Response

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
SHOWN: Final = 100


class Query(msgspec.Struct, forbid_unknown_fields=True):
    """Filters, all of which a call has to meet; how many of the last ones; in which form."""

    protocol: Literal["marketo", "tencent"] | None = None
    operation: Text | None = None
    status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None = None
    code: Text | None = None
    path: Text | None = None
    since: Text | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=CALLS)] = SHOWN
    format: Literal["json", "har", "curl"] = "json"


async def browse(call: Call) -> Response:
    """The last calls that meet the filters, oldest first."""
    query = call.query(Query)
    living_secrets = await call.instance.read(secrets.living)
    total, entries = await asyncio.to_thread(_journal(call).find, _filter(query), query.limit, living_secrets)
    if query.format == "har":
        return answer(formats.har(entries))
    if query.format == "curl":
        return Response(200, formats.curl(entries).encode(), "text/plain;charset=utf-8")
    return answer({"total": total, "requests": [_shown(item) for item in entries]})


async def clear(call: Call) -> Response:
    """Forget all calls."""
    return answer({"deleted": _journal(call).clear()})


def _journal(call: Call) -> Journal:
    journal = call.instance.journal
    assert isinstance(journal, Journal), "whoever mounts the sandbox attaches its journal"
    return journal


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


def _shown(call: Shown) -> dict[str, Any]:
    return {
        "id": call.id,
        "at": to_iso(call.at_ms),
        "protocol": call.protocol,
        "operation": call.operation,
        "method": call.method,
        "path": call.path,
        "url": call.url,
        "status": call.status,
        "codes": call.codes,
        "hint": call.hint,
        "request": _message(call.request),
        "response": _message(call.response),
    }


def _message(message: Message) -> dict[str, Any]:
    headers: dict[str, str] = {}
    for name, value in message.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return {
        "headers": headers,
        "body": message.body,
        "body_bytes": message.body_bytes,
        "truncated": message.truncated,
    }
