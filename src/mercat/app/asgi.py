"""The ASGI application: which instance, which door; the body within its bounds; gzip both ways."""

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from mercat.app.instance import Instance
from mercat.app.registry import Registry
from mercat.marketo import catalog as marketo_catalog
from mercat.marketo import protocol as marketo
from mercat.wire.http import Answer, Request
from mercat.wire.operation import MIB
from mercat.wire.router import Router

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApplication = Callable[[Scope, Receive, Send], Awaitable[None]]

MARKETO: Final = ("rest", "bulk", "identity", "userservice", "subscriptions", "soap")
TENCENT: Final = ("v3.0", "oauth")
BULK_BYTES: Final = 10 * MIB
COMPRESS_ABOVE_BYTES: Final = 1_024
BODY_SECONDS: Final = 30.0  # between two pieces of a body


class Application:
    """One server's door. `pages` are applications mounted beside the protocols, by first path segment."""

    def __init__(self, registry: Registry, pages: dict[str, AsgiApplication] | None = None) -> None:
        self.registry = registry
        self.pages = pages or {}
        self.marketo_router = Router(marketo_catalog.operations())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("latin-1").partition("?")[0]
        instance, path, prefix = self.registry.choose(path, scope["headers"])
        first = path[1:].partition("/")[0]
        if instance is not None and first in MARKETO:
            await self._serve_marketo(instance, _request(scope, path, prefix), receive, send)
        elif instance is not None and first in self.pages:
            scope["mercat.instance"] = instance
            scope["root_path"], scope["path"] = prefix, path
            await self.pages[first](scope, receive, send)
        else:
            await _send(send, Answer(404, b"Not Found", "text/plain;charset=UTF-8"), gzip_welcome=False)

    async def _serve_marketo(self, instance: Instance, request: Request, receive: Receive, send: Send) -> None:
        """A call is in flight from here, its head just read, until its answer is sent."""
        entered = instance.gate.enter()
        try:
            await read_body(request, receive, BULK_BYTES if request.path.startswith("/bulk/") else MIB)
            answer = await marketo.answer(request, instance, self.marketo_router, over_concurrency=not entered)
            await _send(send, answer, gzip_welcome=_welcomes_gzip(request))
        except ClientGone:
            return
        finally:
            if entered:
                instance.gate.leave()


class ClientGone(Exception):
    """The client hung up, or fell asleep, before its request was whole."""


async def read_body(request: Request, receive: Receive, limit: int) -> None:
    """Fill `request.body`, decompressed, or note what is wrong with it. Holds `limit` bytes and a piece at the most."""
    encoding = (request.header("content-encoding") or "identity").strip().lower()
    inflate = None
    if encoding in ("gzip", "x-gzip"):
        inflate = zlib.decompressobj(wbits=31)
    elif encoding != "identity":
        request.unknown_encoding = True
    pieces: list[bytes] = []
    size = 0
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), BODY_SECONDS)
        except TimeoutError:
            raise ClientGone from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        piece = message.get("body", b"")
        more = message.get("more_body", False)
        if request.too_large or not piece:
            continue
        if inflate is not None:
            try:
                piece = inflate.decompress(piece, limit + 1 - size)
            except zlib.error:
                request.malformed_encoding = True
                inflate, piece = None, b""
        size += len(piece)
        if size > limit:
            request.too_large = limit
            pieces.clear()
            return
        pieces.append(piece)
    if inflate is not None and size and not inflate.eof:
        request.malformed_encoding = True
    request.body = b"".join(pieces)


def _request(scope: Scope, path: str, prefix: str) -> Request:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    host = next((value.decode("latin-1") for name, value in headers if name == b"host"), "")
    return Request(
        method=scope["method"],
        path=path,
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
        base_url=f"{scope['scheme']}://{host}{prefix}",
    )


def _welcomes_gzip(request: Request) -> bool:
    accepted = (request.header("accept-encoding") or "").lower()
    return any(part.partition(";")[0].strip() == "gzip" and "q=0" not in part for part in accepted.split(","))


async def _send(send: Send, answer: Answer, *, gzip_welcome: bool) -> None:
    body = answer.body
    headers = [(b"content-type", answer.content_type.encode())]
    if gzip_welcome and answer.compress and len(body) > COMPRESS_ABOVE_BYTES:
        body = gzip.compress(body, compresslevel=5, mtime=0)
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
    headers.append((b"content-length", b"%d" % len(body)))
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
