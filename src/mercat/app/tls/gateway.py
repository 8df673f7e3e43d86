"""The way from clients to a server: proxy, TLS and forwarding on a thread of their own."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from uvicorn.server import ServerState

from mercat.app.http.connections import BoundedProtocol, Bounds, sweep
from mercat.app.tls.authority import Authority
from mercat.app.tls.forwarding import Forwarder
from mercat.app.tls.proxy import HEAD_BYTES, Proxy
from mercat.app.tls.target import Target

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 10.0
HANDSHAKE_SECONDS: Final = 20.0
SWEEP_SECONDS: Final = 0.5
BOUNDS: Final = Bounds(
    target_bytes=262_144, head_bytes=131_072, headers=400
)  # above mercat's, which has to answer itself


class Gateway:
    """A context: while it is open, clients that use `proxy_url` reach the target by the vendors' hosts."""

    def __init__(
        self,
        authority: Authority,
        target: Target,
        *,
        allow_network: bool = False,
        tls_socket: socket.socket | None = None,
        note: Callable[[str], None] = lambda words: None,
    ) -> None:
        self._context = authority.server_context()
        self._target = target
        self._allow_network = allow_network
        self._tls_socket = tls_socket or bind_local()
        self._note = note
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self.forwarder = Forwarder(target, note)
        self.proxy_port = 0
        self.tls_port: int = self._tls_socket.getsockname()[1]

    @property
    def proxy_url(self) -> str:
        """The address of the proxy."""
        return f"http://{HOST}:{self.proxy_port}"

    def __enter__(self) -> "Gateway":
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise OSError("the proxy did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        state = ServerState()
        config = uvicorn.Config(
            self.forwarder, ws="none", lifespan="off", log_config=None, access_log=False, proxy_headers=False,
            server_header=False, date_header=False,
        )  # fmt: skip
        config.load()

        def connection() -> BoundedProtocol:
            return BoundedProtocol(
                bounds=BOUNDS, words=lambda *_: None, config=config, server_state=state, app_state={}
            )

        tls: dict[str, Any] = {"ssl": self._context, "ssl_handshake_timeout": HANDSHAKE_SECONDS}
        secure = await self._loop.create_server(connection, sock=self._tls_socket, **tls)
        open_text = await self._loop.create_server(connection, sock=bind_local())
        ports = {443: self.tls_port, 80: open_text.sockets[0].getsockname()[1]}
        proxy = Proxy(self._target, ports, allow_network=self._allow_network, note=self._note)
        front = await asyncio.start_server(proxy.accept, sock=bind_local(), limit=HEAD_BYTES)
        self.proxy_port = front.sockets[0].getsockname()[1]
        self._started.set()
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), SWEEP_SECONDS)
            sweep(state.connections, self._loop.time())
        for server in (front, secure, open_text):
            server.close()
        self.forwarder.close()


def bind_local(port: int = 0) -> socket.socket:
    """A socket on this machine, on a free port or on a certain one. Raises OSError.

    asyncio sends small pieces at once (TCP_NODELAY) if the socket names its protocol; else each answer waits 40 ms.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise
    return bound
