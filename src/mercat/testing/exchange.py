"""One request and its answer: over HTTP, or with an ASGI application in this process."""

import asyncio
import http.client
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

TIMEOUT_SECONDS: Final = 120.0  # a clock that moves by years runs for some time

Headers = Sequence[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Disconnected(Exception):
    """The server closed the connection before its answer was complete."""


class Refused(Exception):
    """The sandbox refused a call. `status` is the answer's, `detail` says what was expected."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail


Exchange = Callable[[str, str, bytes], Answer]
"""Sends a method, an URL and a body, and returns the answer."""


def over_http(method: str, url: str, body: bytes) -> Answer:
    """Send a request to a server. It goes to the server itself, whatever proxy the environment names."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, target(url), body or None)
        response = connection.getresponse()
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.getheaders()]
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def target(url: str) -> str:
    """The path of an URL with its query."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


async def with_application(application: Any, method: str, url: str, headers: Headers, body: bytes) -> Answer:
    """Send a request to an ASGI application. Raises Disconnected."""
    answered = asyncio.Event()
    pending = [{"type": "http.request", "body": body, "more_body": False}]
    messages: list[Any] = []

    async def receive() -> Any:
        if pending:
            return pending.pop()
        await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    await application(scope_of(method, url, headers), receive, send)
    if not answered.is_set():
        raise Disconnected
    content = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(messages[0]["status"], list(messages[0]["headers"]), content)


def scope_of(method: str, url: str, headers: Headers) -> dict[str, Any]:
    """The ASGI scope of a request."""
    parts = urlsplit(url)
    names = {name.lower() for name, _ in headers}
    host = [] if b"host" in names else [(b"host", parts.netloc.encode("latin-1"))]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": parts.scheme,
        "path": parts.path or "/",
        "raw_path": (parts.path or "/").encode("latin-1"),
        "root_path": "",
        "query_string": parts.query.encode("latin-1"),
        "headers": host + [(name.lower(), value) for name, value in headers],
        "server": (parts.hostname, parts.port or 80),
        "client": ("127.0.0.1", 0),
    }
