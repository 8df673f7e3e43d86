"""Request bodies: decompression, the size limit of one body, and the memory limit of all bodies of a server."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from mercat.wire.http import Interrupted, Request
from mercat.wire.operation import MIB

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Keep = Callable[[], Awaitable[bool]]

HELD_BYTES: Final = 256 * MIB
SMALL_BYTES: Final = 65_536
STREAM_BYTES: Final = 16 * MIB  # of a streamed body; the rest of a longer one goes to disk
SLICE_BYTES: Final = 262_144
GZIP: Final = ("gzip", "x-gzip")


class ClientGone(Interrupted):
    """The client closed the connection before its request was complete, so there is nobody to answer."""


class ServerBusy(Interrupted):
    """The bodies of other requests use all the memory that bodies may use."""


class Bodies:
    """Reads the bodies of one server. The protocol at the socket limits how long a client may take."""

    def __init__(self, bound: int = HELD_BYTES) -> None:
        self._bound = bound
        self.held = 0
        self._thread: ThreadPoolExecutor | None = None

    async def read(self, request: Request, receive: Receive, limit: int, keep: Keep | None = None) -> None:
        """Fill `request.body`, or note in the request what is wrong with it. Raises ClientGone, ServerBusy.

        `keep` is called once a body is larger than SMALL_BYTES. If it returns False, the rest is counted and dropped.
        """
        chunks: list[bytes] = []
        size = 0
        keeps_body = True
        async for chunk in self.chunks(request, receive, limit):
            if size <= SMALL_BYTES < size + len(chunk) and keep is not None:
                keeps_body = await keep()
            size += len(chunk)
            request.size = size
            if keeps_body:
                self._hold(request, len(chunk))
                chunks.append(chunk)
        if not request.too_large:
            request.body = b"".join(chunks)

    async def stream(self, request: Request, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
        """The chunks of the body, for a reader that stores most of it on disk. Raises ClientGone, ServerBusy."""
        async for chunk in self.chunks(request, receive, limit):
            self._hold(request, min(len(chunk), STREAM_BYTES - request.held))
            yield chunk

    async def chunks(self, request: Request, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
        """The decompressed chunks of the body. Notes in the request what is wrong with it. Raises ClientGone.

        Stops once the body is too large; before the first byte if Content-Length exceeds the limit.
        """
        if not has_body(request):
            return
        encoding = (request.header("content-encoding") or "identity").strip().lower()
        if encoding not in (*GZIP, "identity"):
            request.unknown_encoding = True
        elif encoding == "identity" and int(request.header("content-length") or 0) > limit:
            request.too_large = limit
            return
        inflate = _Inflater(limit) if encoding in GZIP else None
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            more = message.get("more_body", False)
            chunk = message.get("body", b"")
            if inflate is not None:
                chunk = inflate.feed(chunk)
            while chunk:
                size += len(chunk)
                if size > limit:
                    request.too_large = limit
                    return
                yield chunk
                chunk = b"" if inflate is None else await self._next_slice(inflate)
            if inflate is not None and inflate.endless:
                request.too_large = limit
                return
        request.malformed_encoding = inflate is not None and inflate.malformed

    def release(self, request: Request) -> None:
        """Give back the memory that the body of a finished request used."""
        self.held -= request.held
        request.held = 0

    async def _next_slice(self, inflate: "_Inflater") -> bytes:
        """Inflate on a single thread, so that a compression bomb does not block the event loop."""
        if not inflate.pending:
            return b""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="mercat_inflate")
        return await asyncio.get_running_loop().run_in_executor(self._thread, inflate.next_slice)

    def _hold(self, request: Request, size: int) -> None:
        if self.held + size > self._bound:
            raise ServerBusy
        self.held += size
        request.held += size


def has_body(request: Request) -> bool:
    """Whether the head announces a body."""
    return request.header("content-length") is not None or request.header("transfer-encoding") is not None


class _Inflater:
    """Inflates gzip chunk by chunk. `malformed` is true at the end if the input is not gzip or not complete."""

    def __init__(self, limit: int) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._read = 0
        self._most = limit + limit // 100 + SMALL_BYTES  # gzip makes incompressible data slightly longer
        self._broken = False
        self._filled = False  # the last slice had the full length, so there may be more

    @property
    def endless(self) -> bool:
        """Whether more input was read than a body within the limit can have."""
        return self._read > self._most

    @property
    def malformed(self) -> bool:
        return self._broken or (self._read > 0 and not self._zlib.eof)

    @property
    def pending(self) -> bool:
        """Whether the input so far may yield another slice."""
        return not self._broken and (bool(self._zlib.unconsumed_tail) or self._filled)

    def feed(self, chunk: bytes) -> bytes:
        """The first slice that a chunk yields. The slices of the chunk before must be taken already."""
        self._read += len(chunk)
        return b"" if self._broken else self._slice(chunk)

    def next_slice(self) -> bytes:
        """The next slice; empty if there is none."""
        return self._slice(self._zlib.unconsumed_tail)

    def _slice(self, chunk: bytes) -> bytes:
        try:
            inflated = self._zlib.decompress(chunk, SLICE_BYTES)
        except zlib.error:
            self._broken = True
            return b""
        self._filled = len(inflated) == SLICE_BYTES
        self._broken = bool(self._zlib.unused_data)  # bytes after the end of the gzip stream
        return inflated
