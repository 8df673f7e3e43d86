"""A proxy that leads every CONNECT to one address, whatever host was asked for: the way to a name that is not ours."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Tunnel:
    """Listens on a free port; `asked` are the hosts that clients wanted."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.asked: set[str] = set()
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # stopped
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._lead, args=(client,), daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._target) as server:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4_096)
            self.asked.add(head.split(b" ")[1].decode())
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def tunnel(target: tuple[str, int]) -> Iterator[Tunnel]:
    made = Tunnel(target)
    try:
        yield made
    finally:
        made.stop()
