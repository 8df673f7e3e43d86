"""The ASGI application: picks the instance and the protocol of a request, and compresses answers."""

import functools
import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from mercat.app.catalogue import coverage, documents
from mercat.app.http import pages
from mercat.app.http.bodies import Bodies, ClientGone, Receive, ServerBusy, has_body
from mercat.app.http.faulty_send import ABORT, Cut, faulty
from mercat.app.http.mounts import console, door, files
from mercat.app.instances.instance import Instance
from mercat.app.instances.registry import Registry
from mercat.app.observability import scrape
from mercat.app.observability.call_log import CallLog
from mercat.app.observability.metrics import Flight, Metrics
from mercat.app.vendor_hosts import is_served
from mercat.marketo import catalog as marketo_catalog
from mercat.marketo import protocol as marketo
from mercat.model.clock import SECOND, Clock, monotonic_seconds
from mercat.model.randomness import Randomness
from mercat.tencent import catalog as tencent_catalog
from mercat.tencent import protocol as tencent
from mercat.tencent.envelopes import transport_failure
from mercat.wire.http import MULTIPART, Request, Response
from mercat.wire.operation import MIB

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Hint = Callable[[str, Request], str]
AsgiApplication = Callable[[Scope, Receive, Send], Awaitable[None]]

MARKETO: Final = ("rest", "bulk", "identity", "userservice", "subscriptions")
TENCENT: Final = ("v3.0", "oauth")
HINT_HEADER: Final = "X-Mercat-Hint"
COMPRESS_ABOVE_BYTES: Final = 1_024
FILE_PIECE_BYTES: Final = 65_536
BUSY: Final = Response(
    503, b"Service Unavailable", "text/plain;charset=UTF-8", [("Retry-After", "1"), ("Connection", "close")]
)


class Application:
    """The ASGI application of a server. `pages` are applications mounted beside the protocols, by first path segment.

    `base_url` is the URL at which clients reach a server behind a proxy; without it, the Host header counts.
    `prepare` is called before a request of a path, for instances whose data is not all there from the beginning.
    `hint` returns a hint about a call that no operation answers; without it, such a call gets only the code.
    """

    def __init__(
        self,
        registry: Registry,
        pages: dict[str, AsgiApplication] | None = None,
        *,
        base_url: str | None = None,
        hint: Hint | None = None,
        metrics: Metrics | None = None,
        metrics_token: str | None = None,
        calls: CallLog | None = None,
        prepare: Callable[[Instance, str], Awaitable[None]] | None = None,
    ) -> None:
        self.registry = registry
        self._origin = urlsplit(base_url) if base_url is not None else None
        self.pages = {"": door, "console": console, "rs": files, **(pages or {})}
        self._documents = coverage.PROTOCOLS + ((documents.SANDBOX,) if documents.SANDBOX in self.pages else ())
        self._hint = hint
        self.bodies = Bodies()
        self._chance = Randomness()
        self.metrics = metrics or Metrics()
        self._metrics_token = metrics_token
        self._calls = calls
        self._prepare = prepare

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
        if self._origin is not None:
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope["scheme"] = self._origin.scheme
            scope["headers"] = [(b"host", self._origin.netloc.encode("latin-1")), *others]
        first = _segment(path)
        if instance is not None and first in pages.SEGMENTS:
            request = _request(scope, path, prefix)
            await _send(send, instance.clock, await pages.answer(request, instance, self._documents), request)
        elif instance is not None and first == "metrics":
            request = _request(scope, path, prefix)
            answer = await scrape.answer(request, self.registry, self.metrics, self._metrics_token)
            await _send(send, instance.clock, answer, request)
        elif instance is not None and first in MARKETO:
            if self._prepare is not None:
                await self._prepare(instance, path)
            with self.metrics.flight("marketo") as flight:
                await self._serve_marketo(flight, instance, _request(scope, path, prefix), receive, send)
        elif instance is not None and first in TENCENT:
            request = _request(scope, path, prefix)
            owner = instance if prefix else self._owner(request, instance)
            if self._prepare is not None:
                await self._prepare(owner, path)
            with self.metrics.flight("tencent") as flight:
                await self._serve_tencent(flight, owner, request, receive, send)
        elif instance is not None and first in self.pages:
            if self._prepare is not None:
                await self._prepare(instance, path)
            scope["mercat.instance"] = instance
            scope["root_path"], scope["path"] = prefix, path
            await self.pages[first](scope, receive, _dated(send, instance.clock))
        else:
            await self._send_not_found(send, _request(scope, path, prefix), instance)

    async def _send_not_found(self, send: Send, request: Request, instance: Instance | None) -> None:
        answer = Response(404, b"Not Found", "text/plain;charset=UTF-8")
        if self._calls is not None:
            self._calls.note(instance, request, answer, 0.0)
        await _send(send, Clock() if instance is None else instance.clock, answer)

    def tick(self) -> None:
        """Write this process's numbers to shared memory for other processes. The server calls this twice a second."""
        if self.metrics.board.slots > 1:
            scrape.sample(self.registry, self.metrics)

    def last_words(self, status: int, target: bytes) -> tuple[str, bytes] | None:
        """The media type and body for a request that fails at the socket, if its protocol has an envelope for that."""
        path = self.registry.choose(target.partition(b"?")[0].decode("latin-1"), [])[1]
        if _segment(path) not in TENCENT:
            return None
        answer = transport_failure(self._chance.hex(32), status)
        return answer.content_type, answer.body

    async def _serve_marketo(
        self, flight: Flight, instance: Instance, request: Request, receive: Receive, send: Send
    ) -> None:
        """Answer a Marketo call. It counts towards the concurrency limit until its answer is sent."""
        entering = instance.rate_limiter.enter()
        entered = entering if isinstance(entering, bool) else await entering
        try:
            if has_body(request):
                limit = marketo.body_limit(request, marketo_catalog.CATALOG)
                keeps_body = functools.partial(marketo.needs_body, request, instance, entered)
                await self.bodies.read(request, receive, limit, keeps_body)
            answer = await marketo.answer(request, instance, marketo_catalog.CATALOG, over_concurrency=not entered)
            if request.too_large:  # the rest of the body is not read
                answer.headers.append(("Connection", "close"))
            self._add_hint(flight.protocol, request, answer)
            self._note(flight, instance, request, answer)
            await _send(_faulty(send, request), instance.clock, answer, request)
        except (ClientGone, Cut):
            return
        except ServerBusy:
            self._note(flight, instance, request, BUSY)
            await _send(send, instance.clock, BUSY)
        finally:
            self.bodies.release(request)
            if entered:
                leaving = instance.rate_limiter.leave()
                if leaving is not None:
                    await leaving

    async def _serve_tencent(
        self, flight: Flight, instance: Instance, request: Request, receive: Receive, send: Send
    ) -> None:
        try:
            if request.media_type == MULTIPART:  # the protocol reads it, once it knows the caller
                request.chunks = functools.partial(self.bodies.stream, request, receive)
            else:
                await self.bodies.read(request, receive, MIB)
            answer = await tencent.answer(request, instance, tencent_catalog.CATALOG)
            if request.too_large:
                answer.headers.append(("Connection", "close"))
            self._add_hint(flight.protocol, request, answer)
            self._note(flight, instance, request, answer)
            await _send(_faulty(send, request), instance.clock, answer, request)
        except (ClientGone, Cut):
            return
        except ServerBusy:
            words = transport_failure(self._chance.hex(32), BUSY.status)
            self._note(flight, instance, request, words)
            await _send(send, instance.clock, replace(words, headers=BUSY.headers))
        finally:
            self.bodies.release(request)

    def _add_hint(self, protocol: str, request: Request, answer: Response) -> None:
        """Add a hint to the answer of a call that no operation answers, if the server has hints."""
        if self._hint is not None and request.operation is None:
            request.hint = self._hint(protocol, request)
            answer.headers += [(HINT_HEADER, request.hint)] if request.hint else []

    def _note(self, flight: Flight, instance: Instance, request: Request, answer: Response) -> None:
        operation = request.operation.id if request.operation is not None else ""
        flight.answered(instance.id, operation, answer.status, answer.codes[0] if answer.codes else "")
        if instance.journal is not None:
            seconds = monotonic_seconds() - flight.started
            instance.journal.note(flight.protocol, request, answer, instance.clock.now(), seconds)
        if self._calls is not None:
            self._calls.note(instance, request, answer, monotonic_seconds() - flight.started)

    def _owner(self, request: Request, host_instance: Instance) -> Instance:
        """The instance of the application that the request names, whatever its Host header is."""
        named = tencent.instance_of(request)
        owner = (self.registry.find(named) if named else None) or host_instance
        if owner is not host_instance:
            request.base_url += f"/i/{owner.id}"
        return owner


def load_operations() -> None:
    """Import all modules of operations: a server that stays up does not read its source again after an upgrade."""
    marketo_catalog.CATALOG.load()
    tencent_catalog.CATALOG.load()


def _faulty(send: Send, request: Request) -> Send:
    """The `send` of an answer, as the fault of its request wants it."""
    return send if request.fault is None else faulty(send, request.fault.effect, request.abort)


def _segment(path: str) -> str:
    return path[1:].partition("/")[0]


def _request(scope: Scope, path: str, prefix: str) -> Request:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    request = Request(
        method=scope["method"],
        path=path,
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
    )
    connection = scope.get("extensions", {}).get(ABORT, {})
    request.abort, request.is_gone = connection.get("abort"), connection.get("is_gone")
    host = request.header("host") or ""
    if is_served(host.removesuffix(":443")):
        scope["scheme"] = "https"  # whatever a proxy before this server speaks to it
    request.client = scope["client"][0] if scope.get("client") else ""
    request.base_url = f"{scope['scheme']}://{host}{prefix}"
    return request


def _welcomes_gzip(request: Request) -> bool:
    for accepted in (request.header("accept-encoding") or "").lower().split(","):
        coding, _, quality = accepted.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return not quality or quality.strip("0.") != ""
    return False


def _dated(send: Send, clock: Clock) -> Send:
    """The `send` of a mounted application, which adds a Date header with the time of the instance."""

    def dated(message: MutableMapping[str, Any]) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            message["headers"] = [_date(clock.now() // SECOND), *message["headers"]]
        return send(message)

    return dated


@functools.lru_cache(maxsize=64)
def _date(seconds: int) -> tuple[bytes, bytes]:
    return b"date", formatdate(seconds, usegmt=True).encode()


async def _send(send: Send, clock: Clock, answer: Response, request: Request | None = None) -> None:
    """Send an answer with a Date header of this clock."""
    headers = [_date(clock.now() // SECOND), (b"content-type", answer.content_type.encode())]
    if answer.file is not None:
        await _send_file(send, headers, answer, answer.file)
        return
    body = answer.body
    if request and answer.compress and len(body) > COMPRESS_ABOVE_BYTES and _welcomes_gzip(request):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        headers += [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
    headers.append((b"content-length", b"%d" % len(body)))
    headers += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _send_file(send: Send, headers: list[tuple[bytes, bytes]], answer: Response, place: Path) -> None:
    """Send a file in chunks, so that memory does not grow with its size."""
    headers.append((b"content-length", b"%d" % answer.length))
    headers += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    with place.open("rb") as content:
        content.seek(answer.start)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        left = answer.length
        while left > 0:
            piece = content.read(min(left, FILE_PIECE_BYTES))
            left = left - len(piece) if piece else 0
            await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
        if not answer.length:
            await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
