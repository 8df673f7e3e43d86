"""Request bodies: decompressed, each within its limit, all of a server's together within theirs."""

import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from typing import Any, Final

from mercat.wire.http import Interrupted, Request
from mercat.wire.operation import MIB

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

HELD_BYTES: Final = 256 * MIB
SMALL_BYTES: Final = 65_536
STREAM_BYTES: Final = 16 * MIB  # of a body that is taken as it comes; what is longer goes to disk
GZIP: Final = ("gzip", "x-gzip")


class ClientGone(Interrupted):
    """The client hung up before its request was whole; there is nobody to answer."""


class ServerBusy(Interrupted):
    """The bodies of other requests take all the memory that there is for them."""


class Bodies:
    """Reads the bodies of one server. How long a client may take is the socket's business."""

    def __init__(self, bound: int = HELD_BYTES) -> None:
        self._bound = bound
        self.held = 0

    async def read(self, request: Request, receive: Receive, limit: int, *, keep: bool = True) -> None:
        """Fill `request.body`, or note what is wrong with it. Raises ClientGone, ServerBusy.

        A body that is only counted (`keep` is false) is dropped unless it is small.
        """
        pieces: list[bytes] = []
        size = 0
        async for piece in self.pieces(request, receive, limit):
            size += len(piece)
            if keep or size <= SMALL_BYTES:
                self._hold(request, len(piece))
                pieces.append(piece)
        if not request.too_large:
            request.body = b"".join(pieces)

    async def stream(self, request: Request, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
        """The body as it comes, for those who keep most of it elsewhere. Raises ClientGone, ServerBusy."""
        async for piece in self.pieces(request, receive, limit):
            self._hold(request, min(len(piece), STREAM_BYTES - request.held))
            yield piece

    async def pieces(self, request: Request, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
        """The body as it comes, decompressed; what is wrong with it is noted in the request. Raises ClientGone.

        Stops where the body is too large, at the first byte if its length says so.
        """
        length = request.header("content-length")
        if length is None and request.header("transfer-encoding") is None:
            return
        encoding = (request.header("content-encoding") or "identity").strip().lower()
        if encoding not in (*GZIP, "identity"):
            request.unknown_encoding = True
        elif encoding == "identity" and int(length or 0) > limit:
            request.too_large = limit
            return
        inflate = _Inflater(limit) if encoding in GZIP else None
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            piece = message.get("body", b"")
            more = message.get("more_body", False)
            if inflate is not None:
                piece = inflate.feed(piece, limit + 1 - size)
            size += len(piece)
            if size > limit or (inflate is not None and inflate.endless):
                request.too_large = limit
                return
            if piece:
                yield piece
        request.malformed_encoding = inflate is not None and inflate.malformed

    def release(self, request: Request) -> None:
        """The request is over."""
        self.held -= request.held
        request.held = 0

    def _hold(self, request: Request, size: int) -> None:
        if self.held + size > self._bound:
            raise ServerBusy
        self.held += size
        request.held += size


class _Inflater:
    """gzip, piece by piece. What is no gzip, or not all of it, is `malformed` in the end."""

    def __init__(self, limit: int) -> None:
        self._zlib = zlib.decompressobj(wbits=31)
        self._read = 0
        self._most = limit + limit // 100 + SMALL_BYTES  # what does not compress grows a little
        self._broken = False

    @property
    def endless(self) -> bool:
        """More was read than a body within the limit can need, whatever came out of it."""
        return self._read > self._most

    @property
    def malformed(self) -> bool:
        return self._broken or (self._read > 0 and not self._zlib.eof)

    def feed(self, piece: bytes, most: int) -> bytes:
        """What comes out, `most` bytes of it."""
        self._read += len(piece)
        if self._broken or not piece:
            return b""
        try:
            inflated = self._zlib.decompress(piece, most)
        except zlib.error:
            self._broken = True
            return b""
        self._broken = bool(self._zlib.unused_data)  # what follows the end belongs to nothing
        return inflated
