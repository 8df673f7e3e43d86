"""A transport of httpx that leads to a server in this process."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

import httpx

from mercat.testing.exchange import Answer, Disconnected, Headers

Submit = Callable[[str, str, Headers, bytes], "Future[Answer]"]


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """For `httpx.Client(transport=…)` and `httpx.AsyncClient(transport=…)`. Keeps the read timeout of a client."""

    def __init__(self, submit: Submit) -> None:
        self._submit = submit

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and wait for its answer."""
        future = self._submitted(request, request.read())
        try:
            return _response(future.result(_seconds(request)))
        except TimeoutError:
            raise httpx.ReadTimeout("timed out", request=request) from None
        except Disconnected:
            raise _cut(request) from None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and wait for its answer."""
        future = self._submitted(request, await request.aread())
        try:
            return _response(await asyncio.wait_for(asyncio.wrap_future(future), _seconds(request)))
        except TimeoutError:
            raise httpx.ReadTimeout("timed out", request=request) from None
        except Disconnected:
            raise _cut(request) from None

    def _submitted(self, request: httpx.Request, body: bytes) -> "Future[Answer]":
        return self._submit(request.method, str(request.url), request.headers.raw, body)


def _response(answer: Answer) -> httpx.Response:
    return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


def _cut(request: httpx.Request) -> httpx.RemoteProtocolError:
    return httpx.RemoteProtocolError("Server disconnected before its answer was complete.", request=request)


def _seconds(request: httpx.Request) -> float | None:
    timeout = request.extensions.get("timeout", {})
    seconds: float | None = timeout.get("read")
    return seconds
