"""The journal in the forms that other tools read: HAR 1.2, and lines of curl."""

import shlex
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from mercat import __version__
from mercat.sandbox.clock import to_iso
from mercat.sandbox.journal import Message, Shown

# What curl says by itself, or what belonged to the connection.
OWN: Final = frozenset(
    {"host", "content-length", "content-encoding", "transfer-encoding", "connection", "accept-encoding", "user-agent"}
)


def har_log(calls: list[Shown]) -> dict[str, Any]:
    """The log of an HTTP archive."""
    creator = {"name": "mercat", "version": __version__}
    return {"version": "1.2", "creator": creator, "entries": [_har_entry(call) for call in calls]}


def curl(calls: list[Shown]) -> str:
    """One line of shell for each call."""
    return "".join(_curl_line(call) + "\n" for call in calls)


def _har_entry(call: Shown) -> dict[str, Any]:
    query = parse_qsl(urlsplit(call.url).query, keep_blank_values=True)
    request: dict[str, Any] = {
        "method": call.method,
        "url": call.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _har_pairs(call.request.headers),
        "queryString": _har_pairs(query),
        "headersSize": -1,
        "bodySize": call.request.body_bytes,
    }
    if call.request.body_bytes:
        request["postData"] = {"mimeType": call.request.media_type, "text": call.request.body or ""}
    return {
        "startedDateTime": to_iso(call.at_ms - call.duration_ms),
        "time": call.duration_ms,
        "request": request,
        "response": {
            "status": call.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _har_pairs(call.response.headers),
            "content": _har_content(call.response),
            "redirectURL": next((value for name, value in call.response.headers if name.lower() == "location"), ""),
            "headersSize": -1,
            "bodySize": call.response.body_bytes,
        },
        "cache": {},
        "timings": {"send": 0, "wait": call.duration_ms, "receive": 0},
        "comment": f"{call.protocol} {call.operation}".strip(),
    }


def _har_pairs(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _har_content(message: Message) -> dict[str, Any]:
    content = {"size": message.body_bytes, "mimeType": message.media_type}
    return content if message.body is None else {**content, "text": message.body}


def _curl_line(call: Shown) -> str:
    words = ["curl", "--request", call.method, call.url]
    for name, value in call.request.headers:
        if name.lower() not in OWN:
            words += ["--header", f"{name}: {value}"]
    if call.request.body is not None:
        words += ["--data-raw", call.request.body]
    line = shlex.join(words)
    is_whole = call.request.body is not None and not call.request.truncated
    return line if is_whole or not call.request.body_bytes else f"{line} # its body is not kept"
