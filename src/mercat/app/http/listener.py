"""The running server: sockets, signals, readiness and an orderly end."""

import asyncio
import contextlib
import functools
import gc
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, Final

import uvicorn

from mercat.app.http.asgi import Application, AsgiApplication
from mercat.app.http.connections import BoundedProtocol, Bounds, Words, sweep

# Each SQLite call on the event loop releases the GIL. Taking it back from a busy writer thread takes up to this long.
SWITCH_SECONDS: Final = 0.0002
GARBAGE_THRESHOLD: Final = 100_000  # allocations that are not freed before the garbage collector runs
SWEEP_TICKS: Final = 5  # uvicorn ticks every tenth of a second


class AddressTaken(Exception):
    """The server cannot listen on the address."""

    def __init__(self, host: str, port: int, problem: OSError) -> None:
        super().__init__(
            f"Cannot listen on {host} port {port}: {problem.strerror}. Choose another --port (0 picks a free one)."
        )


class Server(uvicorn.Server):
    """uvicorn's server. Calls `ready` when it accepts connections, and `tick` twice a second."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], tick: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._tick = tick

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then call `ready`."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        if counter % SWEEP_TICKS == 0:
            sweep(self.server_state.connections, asyncio.get_running_loop().time())
            self._tick()
        return await super().on_tick(counter)


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Port 0 picks a free port. Raises AddressTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as problem:
        bound.close()
        raise AddressTaken(host, port, problem) from None
    return bound


def serve(
    application: Application,
    bound: socket.socket,
    ready: Callable[[], None],
    *,
    bounds: Bounds | None = None,
    **options: Any,
) -> None:
    """Serve until SIGINT or SIGTERM, finish the requests in flight, and return."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # modules live as long as the process, so that each collection would scan them for nothing
    gc.set_threshold(GARBAGE_THRESHOLD)
    _run(
        Server(configured(application, bounds, words=application.last_words, **options), ready, application.tick), bound
    )


def configured(
    application: AsgiApplication, bounds: Bounds | None = None, *, words: Words = lambda *_: None, **options: Any
) -> uvicorn.Config:
    """uvicorn's settings: our protocol, without access log and server header."""
    options = {"proxy_headers": False, **options}  # by default uvicorn trusts proxy headers from this machine
    protocol: Any = functools.partial(BoundedProtocol, bounds=bounds or Bounds(), words=words)
    return uvicorn.Config(
        application,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,  # the application sends the instance's time
        timeout_graceful_shutdown=10,
        **options,
    )


def _run(server: Server, bound: socket.socket) -> None:
    factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with contextlib.suppress(ImportError):  # uvloop does not exist for every system
        from uvloop import new_event_loop as factory
    # uvicorn raises a captured signal again once it has shut down; our process ends by returning
    with contextlib.ExitStack() as stack, asyncio.Runner(loop_factory=factory) as runner:
        for number in (signal.SIGINT, signal.SIGTERM):
            stack.callback(signal.signal, number, signal.signal(number, lambda *_: None))
        runner.run(server.serve(sockets=[bound]))
