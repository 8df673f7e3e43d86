"""The sandbox's side of HTTP: bounded bodies, JSON answers, problems as RFC 9457 has them."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from mercat.sandbox.host import Instance, Server
from mercat.wire.http import Request, Response

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
T = TypeVar("T")

BODY_BYTES: Final = 65_536
BODY_SECONDS: Final = 30.0  # between two chunks of a body
TITLES: Final = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    422: "Unprocessable Content",
    500: "Internal Server Error",
}


@dataclass
class Problem(Exception):
    """Why something is not done; `detail` is for people."""

    status: int
    detail: str
    headers: list[tuple[str, str]] = field(default_factory=list)

    def answer(self) -> Response:
        """The problem as RFC 9457 has it."""
        document = {
            "type": "about:blank",
            "title": TITLES[self.status],
            "status": self.status,
            "detail": self.detail,
        }
        return Response(self.status, msgspec.json.encode(document), "application/problem+json", self.headers)


@dataclass(slots=True)
class Call:
    """One call to the sandbox. `base_url` is the chosen instance's; `key` is the last segment of `.../{key}`."""

    server: Server
    instance: Instance
    request: Request
    key: str = ""

    @property
    def base_url(self) -> str:
        """Where the chosen instance answers."""
        return self.request.base_url

    def json(self, kind: type[T]) -> T:
        """The body as `kind`; an absent one is an empty object. Raises Problem."""
        try:
            return msgspec.json.decode(self.request.body or b"{}", type=kind)
        except msgspec.ValidationError as problem:
            raise Problem(422, str(problem)) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Problem(400, "The body is not valid JSON.") from None

    def query(self, kind: type[T]) -> T:
        """The query's parameters as `kind`. Raises Problem."""
        try:
            return msgspec.convert(dict(self.request.query), kind, strict=False)
        except msgspec.ValidationError as problem:
            raise Problem(422, str(problem)) from None
        except ValueError:
            raise Problem(422, "There are too many parameters.") from None


def answer(document: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(status, msgspec.json.encode(document), "application/json")


def request_of(scope: Scope) -> Request:
    """The request of an ASGI scope, without its body."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    host = next((value.decode("latin-1") for name, value in headers if name == b"host"), "")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
        base_url=f"{scope['scheme']}://{host}{scope.get('root_path', '')}",
    )


def check_origin(request: Request) -> None:
    """Keep web pages of other sites from using a developer's sandbox through their browser."""
    origin = request.header("origin")
    if origin is not None and urlsplit(origin).netloc != urlsplit(request.base_url).netloc:
        raise Problem(403, "The sandbox takes no calls from pages of another origin.")


async def read_body(request: Request, receive: Receive) -> None:
    """Fill `request.body`. Raises Problem if it is too large, ConnectionError if the client is gone."""
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), BODY_SECONDS)
        except TimeoutError:
            raise ConnectionError from None
        if message["type"] == "http.disconnect":
            raise ConnectionError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > BODY_BYTES:
            raise Problem(413, f"The body is larger than {BODY_BYTES} bytes.")
    request.body = b"".join(chunks)


async def send_answer(send: Send, reply: Response) -> None:
    """Put an answer on the wire."""
    headers = [(b"content-type", reply.content_type.encode()), (b"content-length", b"%d" % len(reply.body))]
    headers.append((b"cache-control", b"no-store"))
    headers += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
