"""The ASGI application that serves /sandbox."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from mercat.sandbox import catalog
from mercat.sandbox.call import Call, Receive
from mercat.sandbox.host import Server
from mercat.sandbox.protocol import answer, life
from mercat.wire.http import Request, Response

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Sandbox:
    """The ASGI application; `scope["mercat.instance"]` is the instance that the request chose."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._operations = catalog.operations()
        self._stages = life(self._operations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        call = Call(
            host=scope["mercat.instance"],
            request=_request(scope),
            request_id="",
            server=self.server,
            receive=receive,
            operations=self._operations,
        )
        try:
            reply = await answer(call, self._stages)
        except ConnectionError:
            return
        await _send(send, reply)


def _request(scope: Scope) -> Request:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    host = next((value.decode("latin-1") for name, value in headers if name == b"host"), "")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
        base_url=f"{scope['scheme']}://{host}{scope.get('root_path', '')}",
    )


async def _send(send: Send, reply: Response) -> None:
    headers = [(b"content-type", reply.content_type.encode()), (b"content-length", b"%d" % len(reply.body))]
    headers.append((b"cache-control", b"no-store"))
    headers += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
