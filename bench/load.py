"""A small load generator: requests made beforehand, raw sockets, one request at a time on each connection."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

SUCCESS = (b'"success":true', b'{"code":0,')  # in the answers of Marketo and of Tencent


class Load:
    """What one run took: seconds in all, and seconds of each request, in the order of the answers."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.latencies: list[float] = []

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that `share` of the requests did not exceed, in seconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def get(path: str, token: str) -> bytes:
    """The bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def post(path: str, token: str, document: Any) -> bytes:
    """The bytes of a POST with a JSON body."""
    body = json.dumps(document).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, requests: Iterable[bytes], *, connections: int = 4, pace_seconds: float = 0.0) -> Load:
    """Send all requests, as fast as the answers come or, on each connection, one each `pace_seconds`."""
    return asyncio.run(drive(port, iter(requests), connections, pace_seconds))


async def drive(port: int, requests: Iterator[bytes], connections: int = 4, pace_seconds: float = 0.0) -> Load:
    """The same, on a running loop."""
    load = Load()
    began = time.perf_counter()
    await asyncio.gather(*(_drive_one(port, requests, load, pace_seconds) for _ in range(connections)))
    load.seconds = time.perf_counter() - began
    return load


async def _drive_one(port: int, requests: Iterator[bytes], load: Load, pace_seconds: float) -> None:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(_Connection, "127.0.0.1", port)
    due = time.perf_counter()
    try:
        for request in requests:
            began = time.perf_counter()
            await connection.ask(request)
            load.latencies.append(time.perf_counter() - began)
            if pace_seconds:
                due = max(due + pace_seconds, time.perf_counter())
                await asyncio.sleep(due - time.perf_counter())
    finally:
        connection.transport.close()


class _Connection(asyncio.Protocol):
    transport: asyncio.Transport

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[None]":
        self._got = b""
        self._answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, mark, body = self._got.partition(b"\r\n\r\n")
        if not mark:
            return
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) >= length:
            if b" 200 OK" not in head or not any(sign in body for sign in SUCCESS):
                self._answered.set_exception(RuntimeError(self._got[:500]))
            else:
                self._answered.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._answered.done():
            self._answered.set_exception(exc or ConnectionError("the server hung up"))
