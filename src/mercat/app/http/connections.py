"""HTTP/1.1 at the socket: uvicorn's protocol with bounds on what a client may send and how long it may take.

The parser (llhttp, strict) refuses ambiguous requests: several lengths, both framings, bare line feeds, folded
headers. `sweep` enforces the time limits. The server calls it twice a second, which is cheaper than a timer a request.
"""

import asyncio
import math
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

import httptools
import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mercat.app.http.faulty_send import ABORT

NEVER: Final = math.inf
PATH_BYTES: Final = 65_535  # the longest path that httptools can parse

Words = Callable[[int, bytes], tuple[str, bytes] | None]  # media type and body; None for the bare status


class Bounds(msgspec.Struct, frozen=True):
    """The limits of one connection. The rate gives large bodies more time than small ones."""

    target_bytes: int = 131_072  # of a request target; the protocols have lower limits with errors of their own
    head_bytes: int = 65_536  # of all headers together
    headers: int = 200
    head_seconds: float = 20.0  # from the first byte of a head, or from the connection, to the last byte of the head
    body_seconds: float = 30.0  # between two chunks of a body
    body_bytes_per_second: int = 4_096  # on average, once `body_seconds` are over
    idle_seconds: float = 75.0  # between two requests
    answer_seconds: float = 60.0  # in which the client reads nothing of an answer
    linger_seconds: float = 2.0  # of reading on after the last answer, so that the client receives it
    waiting_requests: int = 16  # pipelined requests behind the one that is being answered
    small_chunks: int = 1_000  # after so many chunks of a body, a low average refuses it
    chunk_bytes: int = 16  # the lowest average
    connections: int = 1_000


class BoundedProtocol(HttpToolsProtocol):
    """One connection. `words` returns the answer to a request that is refused here, by its status and target."""

    def __init__(self, *, bounds: Bounds, words: Words, **options: Any) -> None:
        super().__init__(**options)
        self._bounds = bounds
        self._words = words
        self.url = b""
        self._due = NEVER  # deadline, on the loop's clock
        self._in_head = False
        self._fed = 0  # bytes since the message began, including earlier ones of the same read:
        self._piece = 0
        self._first_piece = 0
        self._body_bytes = self._chunks = 0
        self._body_began = 0.0
        self._ahead = 0  # bytes received while requests wait in the pipeline
        self._deaf = False  # input is read but no longer parsed
        self._refusal = 0  # the status of the last answer on this connection
        self._owed = False  # whether that answer still has to wait for those of earlier requests
        self._door: Any = None
        self._extensions: dict[str, Any] = {}

    # -- the connection -----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn asks for the narrower type
        self._door = _Door(self)
        self._extensions = {ABORT: {"abort": self.transport.abort, "is_gone": self._is_gone}}
        self._due = self.loop.time() + self._bounds.head_seconds
        if len(self.connections) > self._bounds.connections and not self._evict():
            self._refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        self._due = NEVER
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it
        """Keep the connection open for the answer if a client closes its side after a complete request."""
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body or self._refusal:
            return False
        self.cycle.keep_alive = False
        self._deaf = True
        return not self._is_tls

    def _is_gone(self) -> bool:
        """Whether the client has closed the connection, or its side of it."""
        return self._deaf or self.transport.is_closing()

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self.pipeline:
            self._ahead += len(data)
            if self._ahead > self._bounds.head_bytes:
                self._refuse(400)
                return
        self._piece = len(data)
        self._fed += self._piece
        try:
            self._parse(data)
        except httptools.HttpParserError:
            self._refuse(self._refusal or 400)
            return
        if self._in_head:
            if self._framed() > self._bounds.head_bytes:
                self._refuse(431)
        elif self._framed() > 2 * (self._body_bytes + self._bounds.head_bytes) and self._reads_body():
            self._refuse(400)  # more framing than content: small chunks, chunk extensions, trailers

    # -- the parser's events ------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._fed = self._first_piece = self._piece
        self._body_bytes = self._chunks = 0
        if self.cycle is None or self.cycle.response_complete:
            self._due = self.loop.time() + self._bounds.head_seconds

    def on_url(self, url: bytes) -> None:
        self.url += url
        if len(self.url) > self._bounds.target_bytes:
            self._stop(414)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._check_head()
        if self.parser.should_upgrade():
            return
        if not self.url.startswith(b"/"):
            self._take_absolute_target()
        if len(self.pipeline) >= self._bounds.waiting_requests:
            self._stop(400)
        self._begin_cycle()
        self.cycle.transport = self._door
        self.headers = []  # uvicorn appends trailers to this list, which nobody reads
        if not self.pipeline:
            self._await_body()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        self._chunks += 1
        if self._chunks > self._bounds.small_chunks and self._body_bytes < self._chunks * self._bounds.chunk_bytes:
            self._stop(400)
        if not self.pipeline:
            allowed = self._body_began + self._body_bytes / self._bounds.body_bytes_per_second
            self._due = min(self.loop.time(), allowed) + self._bounds.body_seconds
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        self._due = NEVER
        super().on_message_complete()

    # -- the answer ---------------------------------------------------------------------------------------------------

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        self._ahead = 0
        if self.transport.is_closing():
            return
        if self.pipeline:
            cycle, application = self.pipeline.pop()
            self.flow.resume_reading()
            if cycle.more_body:
                self._await_body()
            self._start_asgi_task(cycle, application)
        elif self._owed:
            self._last_word()
        elif self.cycle.more_body:  # answered before the body was read, which nobody needs now
            self.finish()
        else:
            self.flow.resume_reading()
            self._await_head()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._due = self.loop.time() + self._bounds.answer_seconds

    def resume_writing(self) -> None:
        super().resume_writing()
        self._due = NEVER
        if self._deaf and self.cycle.response_complete:
            self._due = self.loop.time() + self._bounds.linger_seconds
        elif self.cycle.response_complete:
            self._await_head()

    def finish(self) -> None:
        """Close the connection. If the client still sends, read on briefly first: a reset could lose the answer."""
        self._deaf = True
        if self.cycle is not None and not self.cycle.more_body and not self._refusal:
            self.transport.close()
            return
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        self._due = self.loop.time() + self._bounds.linger_seconds
        if self.transport.can_write_eof():
            self.transport.write_eof()

    def expire(self, now: float) -> None:
        """Refuse, close or abort the connection if its deadline has passed."""
        if self._due > now:
            return
        self._due = NEVER
        if self._deaf or self.flow.write_paused:
            self.transport.abort()
        elif self._in_head or self._reads_body():
            self._refuse(408)
        else:
            self.transport.close()

    # -- the parts ----------------------------------------------------------------------------------------------------

    @property
    def waiting_since(self) -> float:
        """The deadline of a connection that is idle or has sent an incomplete head; NEVER for others."""
        return self._due if self.cycle is None or self.cycle.response_complete else NEVER

    @property
    def _is_tls(self) -> bool:
        return self.scheme == "https"

    def _await_head(self) -> None:
        bounds = self._bounds
        self._due = self.loop.time() + (bounds.head_seconds if self._in_head else bounds.idle_seconds)

    def _await_body(self) -> None:
        self._body_began = self.loop.time()
        self._due = self._body_began + self._bounds.body_seconds

    def _reads_body(self) -> bool:
        return self.cycle is not None and self.cycle.more_body and not self.cycle.response_complete

    def _evict(self) -> bool:
        """Abort the connection that has been idle for longest. False if none is idle."""
        others = (other for other in self.connections if other is not self)
        victim: Any = min(others, key=lambda other: other.waiting_since, default=None)  # type: ignore[union-attr]  # ours
        if victim is None or victim.waiting_since == NEVER:
            return False
        self.connections.discard(victim)
        victim.transport.abort()
        return True

    def _framed(self) -> int:
        """The bytes of this message, without its target and without the read in which it began."""
        return self._fed - self._first_piece - len(self.url)

    def _parse(self, data: bytes) -> None:
        """Feed the parser. For a request to upgrade it does not read the body, so such a request is fed again without
        its Upgrade header, which declines the upgrade (RFC 9110 7.8).
        """
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                head = [b"%b %b HTTP/1.1" % (self.parser.get_method(), self.url)]
                head += [b"%b: %b" % header for header in self.headers if header[0] not in (b"upgrade", b"connection")]
                data = b"\r\n".join([*head, b"", b""]) + data[upgrade.args[0] :]
                self.parser = httptools.HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
            else:
                return

    def _begin_cycle(self) -> None:
        """Begin as uvicorn does, but with the path alone: it cannot parse a target longer than PATH_BYTES."""
        target = self.url
        self.url, _, query = target.partition(b"?")
        if len(self.url) > PATH_BYTES:
            self._stop(414)
        super().on_headers_complete()
        self.scope["query_string"] = query
        self.scope["extensions"] = self._extensions
        self.url = target

    def _check_head(self) -> None:
        if self.parser.get_http_version() not in ("1.1", "1.0"):
            self._stop(505)
        if self.parser.get_method() == b"CONNECT":
            self._stop(501)
        if len(self.headers) > self._bounds.headers:
            self._stop(431)
        if self._fed > self._bounds.head_bytes:  # an estimate: it includes bytes after the head
            size = sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > self._bounds.head_bytes:
                self._stop(431)
        hosts = 0
        for name, value in self.headers:
            if name == b"host":
                hosts += 1
            elif name == b"transfer-encoding":
                if self.parser.get_http_version() == "1.0":
                    self._stop(400)
                if value.strip().lower() != b"chunked":
                    self._stop(501)
        if hosts != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            self._stop(400)
        if b"#" in self.url:
            self._stop(400)

    def _take_absolute_target(self) -> None:
        """Take the host from an absolute target instead of the Host header (RFC 9112 3.2.2)."""
        if self.url == b"*":
            return
        address, mark, query = self.url.partition(b"?")
        if len(address) > PATH_BYTES:
            self._stop(414)
        target = httptools.parse_url(address)
        if target.schema not in (b"http", b"https"):
            self._stop(400)
        port = b":%d" % target.port if target.port else b""
        self.headers[:] = [(name, target.host + port if name == b"host" else value) for name, value in self.headers]
        self.url = (target.path or b"/") + mark + query

    def _stop(self, status: int) -> None:
        """Stop the parser from one of its callbacks; `data_received` then refuses with `status`."""
        self._refusal = status
        raise ValueError(status)

    def _refuse(self, status: int) -> None:
        """Answer `status` and close the connection, after the answers to earlier requests."""
        self._deaf, self._refusal = True, status
        broken = self.cycle if self._reads_body() else None
        if broken is not None and self.pipeline and self.pipeline[0][0] is broken:
            self.pipeline.popleft()
            self._owed = True
        elif broken is not None:
            broken.disconnected = True
            broken.message_event.set()
            if broken.response_started:
                self.transport.abort()
            else:
                self._last_word()
        elif self.cycle is not None and not self.cycle.response_complete:
            self._owed = True
        else:
            self._last_word()

    def _last_word(self) -> None:
        self._owed = False
        phrase = b"Request-URI Too Long" if self._refusal == 414 else HTTPStatus(self._refusal).phrase.encode()
        content_type, body = self._words(self._refusal, self.url) or ("text/plain;charset=UTF-8", phrase)
        self.transport.write(
            b"HTTP/1.1 %d %b\r\ncontent-type: %b\r\n" % (self._refusal, phrase, content_type.encode())
            + b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(body), body)
        )
        self.finish()


class _Door:
    """The transport of uvicorn's request, whose `close` calls `finish`."""

    __slots__ = ("_protocol", "is_closing", "write")

    def __init__(self, protocol: BoundedProtocol) -> None:
        self._protocol = protocol
        self.write = protocol.transport.write
        self.is_closing = protocol.transport.is_closing

    def close(self) -> None:
        self._protocol.finish()


def sweep(connections: Iterable[Any], now: float) -> None:
    """Apply the deadlines of all connections. `now` is the time of the loop's clock."""
    for connection in list(connections):
        connection.expire(now)
