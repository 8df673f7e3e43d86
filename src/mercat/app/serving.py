"""Running the server: sockets, signals, the moment it is ready, a clean end."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from mercat.app.asgi import Application


class Server(uvicorn.Server):
    """uvicorn with a word when it accepts connections."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def bind(host: str, port: int) -> socket.socket:
    """A listening address; port 0 picks a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((host, port))
    return bound


def serve(application: Application, bound: socket.socket, ready: Callable[[], None], **options: Any) -> None:
    """Serve until SIGINT or SIGTERM, finish what is in flight, and return."""
    config = uvicorn.Config(
        application,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
        **options,
    )
    _run(Server(config, ready), bound)


def _run(server: Server, bound: socket.socket) -> None:
    factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with contextlib.suppress(ImportError):  # uvloop is not made for every system
        from uvloop import new_event_loop as factory
    # uvicorn raises a captured signal again once it has shut down; our process ends by returning
    with contextlib.ExitStack() as stack, asyncio.Runner(loop_factory=factory) as runner:
        for number in (signal.SIGINT, signal.SIGTERM):
            stack.callback(signal.signal, number, signal.signal(number, lambda *_: None))
        runner.run(server.serve(sockets=[bound]))
