"""The application behind the vendors' hosts: forwards calls to mercat, and says why one cannot be forwarded.

Bodies pass in pieces in both directions. A connection that mercat cuts is cut for the client too, so that ordered
faults reach it.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import httptools

from mercat.app.http.faulty_send import ABORT
from mercat.app.tls.target import Streams, Target

PIECE_BYTES: Final = 65_536
ANSWER_SECONDS: Final = 900.0  # without a byte of the answer
FRESH_SECONDS: Final = 5.0  # mercat keeps an idle connection for longer, so that a fresh one has not been closed
IDLE_CONNECTIONS: Final = 32
OF_A_CONNECTION: Final = frozenset(
    b"connection keep-alive proxy-connection proxy-authorization te trailer transfer-encoding upgrade".split()
    + b"expect host x-forwarded-for x-forwarded-proto".split()
)

Send = Callable[[MutableMapping[str, Any]], Any]
Receive = Callable[[], Any]
Headers = list[tuple[bytes, bytes]]


class Forwarder:
    """An ASGI application that forwards to a server. `warn` is told once if that server does not answer any more."""

    def __init__(self, target: Target, warn: Callable[[str], None]) -> None:
        self.target = target
        self.lost = False  # whether a call did not reach the server
        self._warn = warn
        self._idle: deque[tuple[Streams, float]] = deque(maxlen=IDLE_CONNECTIONS)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Forward one request."""
        if scope["type"] != "http":
            return
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        refusal = await self.target.refusal(name)
        if refusal is not None:
            await answer(send, 421, refusal)
            return
        try:
            streams = await self._take()
        except OSError:
            self._note_lost()
            await answer(send, 502, self._words())
            return
        exchange = Exchange(streams, scope, receive, send)
        try:
            reusable = await exchange.run(*await self.target.route(name, scope["raw_path"]))
        except (OSError, httptools.HttpParserError):
            streams[1].close()
            await self._end(exchange, scope, receive, send)
            return
        if reusable:
            self._idle.append((streams, asyncio.get_running_loop().time()))
        else:
            streams[1].close()

    async def _end(self, exchange: "Exchange", scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """End a call whose answer broke off: with words if the server is gone, else by cutting the connection."""
        alive = await self.target.answers()
        if not alive:
            self._note_lost()
        if not alive and not exchange.started:
            await answer(send, 502, self._words())
            return
        scope["extensions"][ABORT]["abort"]()
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _take(self) -> Streams:
        """A connection to the server: one that was used a moment ago, or a new one."""
        while self._idle:
            streams, since = self._idle.pop()
            if not streams[0].at_eof() and asyncio.get_running_loop().time() - since < FRESH_SECONDS:
                return streams
            streams[1].close()
        return await self.target.connect()

    def _words(self) -> str:
        return f"mercat does not answer at {self.target.base_url} any more: it has ended, or something has ended it."

    def _note_lost(self) -> None:
        if not self.lost:
            self.lost = True
            self._warn(self._words())

    def close(self) -> None:
        """Close the connections to the server."""
        for (_, writer), _ in self._idle:
            writer.close()
        self._idle.clear()


class Exchange:
    """One request and its answer on a connection to the server."""

    def __init__(self, streams: Streams, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        self._reader, self._writer = streams
        self._scope, self._receive, self._send = scope, receive, send
        self.started = False  # whether the client has the head of the answer
        self._headers: Headers = []
        self._chunks: list[bytes] = []
        self._head_complete = self._complete = self._asked = False
        self._parser = httptools.HttpResponseParser(self)

    async def run(self, host: bytes, prefix: bytes) -> bool:
        """Forward the request and its answer; whether the connection can be used again. Raises OSError."""
        self._writer.write(self._request_head(host, prefix))
        body = asyncio.create_task(self._send_body())
        try:
            while not self._complete:
                async with asyncio.timeout(ANSWER_SECONDS):
                    piece = await self._reader.read(PIECE_BYTES)
                if not piece:
                    await self._read_end()
                    return False
                self._parser.feed_data(piece)
                await self._pass_on()
        finally:
            body.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await body
        return self._asked and self._parser.should_keep_alive() and self._scope["method"] != "HEAD"

    # -- the parser's events ------------------------------------------------------------------------------------------

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header of the answer."""
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Note that the head of the answer is complete."""
        if self._parser.get_status_code() < 200:  # 100 Continue
            self._headers = []
            return
        self._head_complete = True
        self._complete = self._scope["method"] == "HEAD"

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        """Note that the answer is complete."""
        self._complete = self._head_complete

    # -- the parts ----------------------------------------------------------------------------------------------------

    def _request_head(self, host: bytes, prefix: bytes) -> bytes:
        target = prefix + self._scope["raw_path"]
        if self._scope["query_string"]:
            target += b"?" + self._scope["query_string"]
        given = self._scope["headers"]
        headers = [(name, value) for name, value in given if name not in OF_A_CONNECTION]
        self._is_chunked = any(name == b"transfer-encoding" for name, _ in given)
        if self._is_chunked:
            headers.append((b"transfer-encoding", b"chunked"))
        lines = [b"%b %b HTTP/1.1" % (self._scope["method"].encode(), target), b"host: " + host]
        return b"\r\n".join([*lines, *(b"%b: %b" % header for header in headers), b"", b""])

    async def _send_body(self) -> None:
        """Send the body in pieces, then wait for the client to go away, which ends the exchange."""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._writer.transport.abort()
                return
            piece, more = message.get("body", b""), message.get("more_body", False)
            if self._is_chunked:
                piece = (b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b"") + (b"" if more else b"0\r\n\r\n")
            self._writer.write(piece)
            self._asked = not more
            await self._writer.drain()

    async def _pass_on(self) -> None:
        """Send what came of the answer to the client."""
        if not self._head_complete:
            return
        if not self.started:
            self.started = True
            headers = [header for header in self._headers if header[0] not in OF_A_CONNECTION]
            await self._send(
                {"type": "http.response.start", "status": self._parser.get_status_code(), "headers": headers}
            )
        body, self._chunks = b"".join(self._chunks), []
        if body or self._complete:
            await self._send({"type": "http.response.body", "body": body, "more_body": not self._complete})

    async def _read_end(self) -> None:
        """The server closed the connection: the end of an answer without a length, or a broken one. Raises OSError."""
        names = [name for name, _ in self._headers]
        if not self._head_complete or b"content-length" in names or b"transfer-encoding" in names:
            raise ConnectionResetError
        self._complete = True
        await self._pass_on()


async def answer(send: Send, status: int, words: str) -> None:
    """Answer with a sentence of mercat's own, which no vendor would send."""
    body = f"mercat: {words}\n".encode()
    headers = [(b"content-type", b"text/plain;charset=UTF-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
