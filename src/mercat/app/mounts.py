"""What a server mounts beside the protocols; imported when it is first asked for."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Mounted = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


async def console(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """/console: the admin console, told what the protocols call their permissions."""
    serve = await asyncio.to_thread(_console)
    await serve(scope, receive, send)


@functools.cache
def _console() -> Mounted:
    from mercat.console.application import application  # Starlette and Jinja2 come with it
    from mercat.marketo import permissions
    from mercat.tencent import scopes

    return application(permissions.TREE, scopes.ALL)
