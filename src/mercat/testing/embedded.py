"""A server in this process, without a socket: an ASGI application, and a transport for httpx."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, MutableMapping
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from mercat.testing import exchange
from mercat.testing.exchange import Answer, Headers
from mercat.testing.server import Limits, Server, settings

if TYPE_CHECKING:
    from mercat.testing.httpx_transport import Transport

T = TypeVar("T")

BASE_URL: Final = "http://mercat.test"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class InProcess(Server):
    """A server in this process. Its event loop has a thread of its own, so that clients may block, or bring a loop."""

    def __init__(self, document: dict[str, Any], application: Any, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(document, self._exchange_now)
        self._application = application
        self._loop = loop

    async def application(self, scope: Message, receive: Receive, send: Send) -> None:
        """The ASGI application, for any event loop of asyncio."""
        theirs = asyncio.get_running_loop()

        async def receive_there() -> Message:
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(receive()), theirs))

        async def send_there(message: Message) -> None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(send(message)), theirs))

        await asyncio.wrap_future(self._submit(self._application(scope, receive_there, send_there)))

    @property
    def transport(self) -> "Transport":
        """A transport for `httpx.Client` and `httpx.AsyncClient`. Needs httpx."""
        from mercat.testing.httpx_transport import Transport

        return Transport(self.exchange)

    def exchange(self, method: str, url: str, headers: Headers, body: bytes) -> "Future[Answer]":
        """Send a request; the future has the answer, or Disconnected."""
        return self._submit(exchange.with_application(self._application, method, url, headers, body))

    def _exchange_now(self, method: str, url: str, body: bytes) -> Answer:
        length = [(b"content-length", str(len(body)).encode())] if body else []
        return self.exchange(method, url, length, body).result()

    def _submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)


@contextlib.contextmanager
def in_process(
    *,
    seed: int | None = None,
    clock: datetime | str | None = None,
    freeze: bool = False,
    limits: Limits | None = None,
) -> Iterator[InProcess]:
    """Run a server in this process until the context ends. The options are those of `mercat demo`."""
    from mercat.app import config, ready
    from mercat.app import demo as app

    options = config.load(config.Demo, settings(seed, clock, freeze, limits), {})
    with app.directory(None) as data_dir, app.composed(options, data_dir, BASE_URL) as (application, credentials):
        document = ready.block(BASE_URL, application.registry.default_id, credentials)
        with _running_loop() as loop:
            yield InProcess(document, application, loop)


@contextlib.contextmanager
def _running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="mercat_testing", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _awaited(work: Awaitable[T]) -> T:
    return await work
