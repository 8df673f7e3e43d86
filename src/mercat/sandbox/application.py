"""/sandbox: the routes of the sandbox, and the ASGI application that serves them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from mercat.sandbox import clock, index, instances, limits, requests, reset, secrets, services, transitions
from mercat.sandbox.host import Server
from mercat.sandbox.http import (
    Call,
    Problem,
    Receive,
    Scope,
    Send,
    check_origin,
    read_body,
    request_of,
    send_answer,
)
from mercat.sandbox.redaction import Redactor
from mercat.store.engines.accidents import report
from mercat.wire.http import Response

Handler = Callable[[Call], Awaitable[Response]]

ROUTES: Final[dict[str, dict[str, Handler]]] = {
    "/sandbox": {"GET": index.show},
    "/sandbox/clock": {"GET": clock.show, "POST": clock.move},
    "/sandbox/reset": {"POST": reset.reset},
    "/sandbox/limits": {"GET": limits.show, "PUT": limits.change},
    "/sandbox/requests": {"GET": requests.browse, "DELETE": requests.clear},
    "/sandbox/services": {"POST": services.create},
    "/sandbox/transitions": {"GET": transitions.show, "PUT": transitions.change},
    "/sandbox/instances": {"GET": instances.browse, "POST": instances.create},
    "/sandbox/instances/{id}": {"DELETE": instances.delete},
}

log = logging.getLogger("mercat.sandbox")


class Sandbox:
    """The ASGI application; `scope["mercat.instance"]` is the instance that the request chose."""

    def __init__(self, server: Server) -> None:
        self.server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        call = Call(self.server, scope["mercat.instance"], request_of(scope))
        try:
            reply = await _reply(call, receive)
        except Problem as problem:
            reply = (await _without_secrets(call, problem)).answer()
        except ConnectionError:
            return
        except Exception as problem:
            report(log, problem, "%s %s failed", call.request.method, call.request.path)
            reply = Problem(500, "An unexpected error; the log has it.").answer()
        await send_answer(send, reply)


async def _without_secrets(call: Call, problem: Problem) -> Problem:
    """A problem may repeat what was sent, which may have been a secret of the instance in a wrong place."""
    redactor = Redactor(await call.instance.read(secrets.living))
    return replace(problem, detail=redactor.sweep(problem.detail))


async def _reply(call: Call, receive: Receive) -> Response:
    request = call.request
    check_origin(request)
    methods = ROUTES.get(request.path)
    if methods is None:
        head, _, call.key = request.path.rpartition("/")
        methods = ROUTES.get(head + "/{id}") if call.key else None
    if methods is None:
        raise Problem(
            404, f"The sandbox has no such path. It has {', '.join(ROUTES)}; GET /sandbox shows how to call them."
        )
    handler = methods.get(request.method)
    if handler is None:
        allowed = ", ".join(methods)
        raise Problem(405, f"This path takes {allowed}.", [("Allow", allowed)])
    await read_body(request, receive)
    return await handler(call)
