"""A server on a real socket, in a thread; and a client that can say anything."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvloop

from mercat.app.http.connections import Bounds
from mercat.app.http.listener import Server, bind, configured


class Socket:
    """One connection to the server, byte by byte."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.raw = socket.create_connection(address, timeout=10)

    def send(self, data: bytes) -> "Socket":
        """Send; a server that has hung up is no error here, its last words may still be read."""
        with contextlib.suppress(OSError):
            self.raw.sendall(data)
        return self

    def read(self) -> bytes:
        """All that comes until the server closes the connection. A reset fails the test."""
        pieces = []
        while piece := self.raw.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)

    def read_until(self, mark: bytes) -> bytes:
        """All that comes until `mark`, with it."""
        got = b""
        while mark not in got:
            piece = self.raw.recv(65536)
            assert piece, got
            got += piece
        return got

    def status(self) -> int:
        """The status of the answer, read to the end of the connection."""
        answer = self.read()
        assert answer.startswith(b"HTTP/1.1 "), answer
        return int(answer[9:12])

    def close(self) -> None:
        self.raw.close()


class Listening:
    """A server of an ASGI application on a free port."""

    def __init__(self, application: Any, bounds: Bounds | None = None, **options: Any) -> None:
        ready = threading.Event()
        self._bound = bind("127.0.0.1", 0)
        self._server = Server(configured(application, bounds, **options), ready.set, lambda: None)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert ready.wait(10)
        self.address: tuple[str, int] = self._bound.getsockname()
        self._sockets: list[Socket] = []

    def connect(self) -> Socket:
        """A new connection; it is closed with the server."""
        made = Socket(self.address)
        self._sockets.append(made)
        return made

    def ask(self, data: bytes) -> Socket:
        """A new connection on which `data` was sent."""
        return self.connect().send(data)

    def stop(self) -> None:
        for made in self._sockets:
            made.close()
        self._server.should_exit = True
        self._thread.join(10)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._server.serve(sockets=[self._bound]))


@contextlib.contextmanager
def listening(application: Any, bounds: Bounds | None = None) -> Iterator[Listening]:
    made = Listening(application, bounds)
    try:
        yield made
    finally:
        made.stop()
