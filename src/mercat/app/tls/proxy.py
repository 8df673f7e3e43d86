"""The HTTP proxy that clients are told to use: CONNECT, and requests with an absolute target.

Hosts of the vendors that mercat serves lead to mercat. All their other hosts are refused, and so are other hosts unless
the network is allowed. This machine stays reachable. The reason stands in the status line, which most clients show,
and in the body.
"""

import asyncio
import contextlib
import re
import ssl
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from mercat.app import vendor_hosts as hosts
from mercat.app.tls.target import CONNECT_SECONDS, Streams, Target

HEAD_BYTES: Final = 65_536
HEAD_SECONDS: Final = 20.0
IDLE_SECONDS: Final = 900.0  # in which neither side sends anything
PIECE_BYTES: Final = 65_536
CONNECTIONS: Final = 500
NOTES: Final = 50  # refusals that are printed

CONNECT: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]+):([0-9]{1,5})")
END: Final = b"\r\n\r\n"
DROPPED: Final = ("connection:", "proxy-connection:", "proxy-authorization:", "keep-alive:", "host:")


class Refused(Exception):
    """The proxy does not do what it was asked for."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Proxy:
    """Answers clients. `ports` are the local ports where mercat answers for the ports 443 and 80 of a vendor."""

    def __init__(
        self, target: Target, ports: dict[int, int], *, allow_network: bool, note: Callable[[str], None]
    ) -> None:
        self._target = target
        self._ports = ports
        self._allow_network = allow_network
        self._note = note
        self._noted: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()  # one for each connection

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        task = asyncio.create_task(self._run(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve((reader, writer))
        except Refused as refusal:
            self._tell(refusal)
            with contextlib.suppress(OSError):
                writer.write(_answer(refusal))
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _serve(self, client: Streams) -> None:
        if len(self._tasks) > CONNECTIONS:
            raise Refused(503, f"The proxy of mercat has {CONNECTIONS} connections already.")
        head = await _head(client[0])
        line, *lines = head.split("\r\n")
        method, target, version = [*line.split(" "), "", ""][:3]
        if not version.startswith("HTTP/1."):
            raise Refused(400, "This is the proxy of mercat run, and it expects HTTP/1.1.")
        if method == "CONNECT":
            server = await self._connect(*_authority(target))
            client[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            address = _address(target)
            port = address.port or (443 if address.scheme == "https" else 80)
            server = await self._connect(address.hostname or "", port, is_tls=address.scheme == "https")
            server[1].write(_request(method, address, lines))
        await _join(client, server)

    async def _connect(self, host: str, port: int, *, is_tls: bool = False) -> Streams:
        """A connection to a host, or to mercat for a host that it serves. With `is_tls` the proxy itself speaks TLS."""
        if hosts.HOST.fullmatch(host) is None:
            raise Refused(400, "The target names no host.")
        if hosts.is_of_a_vendor(host):
            refusal = await self._target.refusal(host)
            if refusal is None and port not in self._ports:
                refusal = f"mercat answers for {host} on the ports 443 and 80, not on {port}."
            if refusal is not None:
                raise Refused(403, refusal)
            host, port, is_tls = "127.0.0.1", self._ports[80 if is_tls else port], False
        elif not (
            self._allow_network or hosts.is_local(host) or (host, port) == (self._target.host, self._target.port)
        ):
            raise Refused(
                403, f"{host} is not a host that mercat serves; `mercat run --allow-network` lets it through."
            )
        context = ssl.create_default_context() if is_tls else None
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await asyncio.open_connection(host, port, ssl=context)
        except OSError as problem:
            raise Refused(502, f"{host} port {port} cannot be reached: {problem.strerror or 'no answer'}.") from None

    def _tell(self, refusal: Refused) -> None:
        """Print a refusal, once: clients seldom show it."""
        if refusal.status == 403 and refusal.words not in self._noted and len(self._noted) < NOTES:
            self._noted.add(refusal.words)
            self._note(refusal.words)


async def _head(reader: asyncio.StreamReader) -> str:
    """The head of a request, without the line that ends it. Raises Refused."""
    try:
        async with asyncio.timeout(HEAD_SECONDS):
            head = await reader.readuntil(END)
    except TimeoutError:
        raise Refused(408, "The proxy of mercat waited too long for the head of a request.") from None
    except asyncio.LimitOverrunError:
        raise Refused(431, f"The head of a request has more than {HEAD_BYTES} bytes.") from None
    return head[: -len(END)].decode("latin-1")


def _authority(target: str) -> tuple[str, int]:
    """Host and port of the target of CONNECT. Raises Refused."""
    match = CONNECT.fullmatch(target)
    if match is None or not 0 < int(match[2]) < 65_536:
        raise Refused(400, "CONNECT names a host and a port.")
    return match[1].strip("[]"), int(match[2])


def _address(target: str) -> SplitResult:
    """An absolute target. Raises Refused."""
    with contextlib.suppress(ValueError):
        address = urlsplit(target)
        if address.scheme in ("http", "https") and address.hostname and (address.port is None or address.port > 0):
            return address
    raise Refused(400, "This is the proxy of mercat run, not a server: set HTTPS_PROXY to its address.")


def _request(method: str, address: SplitResult, lines: list[str]) -> bytes:
    """The head of a request as its server expects it; the answer ends the connection."""
    query = f"?{address.query}" if address.query else ""
    others = [line for line in lines if not line.lower().startswith(DROPPED)]
    host = address.netloc.rpartition("@")[2]
    head = [f"{method} {address.path or '/'}{query} HTTP/1.1", f"Host: {host}", *others, "Connection: close", "", ""]
    return "\r\n".join(head).encode("latin-1")


def _answer(refusal: Refused) -> bytes:
    """A refusal with its reason in the status line and in the body."""
    body = f"mercat: {refusal.words}\n".encode("latin-1", "replace")
    return (
        f"HTTP/1.1 {refusal.status} {refusal.words}\r\nContent-Type: text/plain;charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode("latin-1", "replace") + body


async def _join(client: Streams, server: Streams) -> None:
    """Copy between two connections until one of them is closed, or idle for too long."""
    (from_client, to_client), (from_server, to_server) = client, server
    upward = asyncio.create_task(_copy(from_client, to_server))
    try:
        await _copy(from_server, to_client)
    finally:
        upward.cancel()
        to_server.close()
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await upward


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Copy until the source ends, then end the target's side. A source that breaks off breaks the target too."""
    try:
        while True:
            async with asyncio.timeout(IDLE_SECONDS):
                piece = await source.read(PIECE_BYTES)
            if not piece:
                break
            target.write(piece)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()
    except OSError:
        target.transport.abort()
        raise
