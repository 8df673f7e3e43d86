"""The applications beside the protocols; each is imported at its first request."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mercat.console.ports import DemoControls
    from mercat.sandbox.host import Server

Mounted = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


async def console(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """/console: the admin console, with the permissions of both protocols."""
    serve = await asyncio.to_thread(_console)
    await serve(scope, receive, send)


def console_with(demo_controls: Callable[[], "DemoControls"]) -> Mounted:
    """/console with the controls of a demo."""

    @functools.cache
    def make() -> Mounted:
        return _application(demo_controls())

    async def console(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        serve = await asyncio.to_thread(make)
        await serve(scope, receive, send)

    return console


def sandbox_of(server: "Server") -> Mounted:
    """/sandbox: the controls of a demo, on its server."""

    @functools.cache
    def make() -> Mounted:
        from mercat.sandbox.application import Sandbox

        return Sandbox(server)

    async def sandbox(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        serve = await asyncio.to_thread(make)
        await serve(scope, receive, send)

    return sandbox


@functools.cache
def _console() -> Mounted:
    return _application(None)


def _application(demo_controls: "DemoControls | None") -> Mounted:
    from mercat.console.ports import ProtocolTexts
    from mercat.console.routes import application  # Starlette and Jinja2 come with it
    from mercat.marketo import errors, import_report, permissions
    from mercat.tencent import scopes

    protocol_texts = ProtocolTexts(
        errors.documented(), import_report.file, import_report.message, import_report.first_failures
    )
    return application(permissions.TREE, scopes.ALL, protocol_texts, demo_controls)


async def files(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """/rs: the files of Design Studio."""
    from mercat.app.http.files import application  # few servers are asked for one

    await application(scope, receive, send)


async def door(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """/: redirects a browser to the console."""
    there = scope["path"] == "/" and scope["method"] in ("GET", "HEAD")
    location = f"{scope['root_path']}/console/".encode("latin-1")
    headers = [
        (b"content-length", b"0"),
        (b"cache-control", b"no-store"),
        *([(b"location", location)] if there else []),
    ]
    await send({"type": "http.response.start", "status": 302 if there else 404, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
