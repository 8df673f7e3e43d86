"""/healthz, /readyz, /openapi/*.json and /docs: the server's own pages."""

import asyncio
import logging
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from mercat.app.catalogue import coverage, documents
from mercat.app.instances.instance import Instance
from mercat.store import settings
from mercat.store.engines import accidents
from mercat.store.engines.accidents import report
from mercat.wire.http import Request, Response

SEGMENTS: Final = frozenset({"healthz", "readyz", "openapi", "docs"})
TEXT: Final = "text/plain;charset=UTF-8"
FILES: Final = {
    "/docs/page.css": "text/css;charset=UTF-8",
    "/docs/page.js": "text/javascript;charset=UTF-8",
}
# The page loads only its own style and script, calls only its own server, and cannot be framed.
PAGE_HEADERS: Final = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-cache"),
)
NOT_FOUND: Final = Response(404, b"Not Found", TEXT)

LEAST_FREE_BYTES: Final = 1 << 20  # a call writes less

log = logging.getLogger("mercat.pages")


async def answer(request: Request, instance: Instance, protocols: tuple[str, ...] = coverage.PROTOCOLS) -> Response:
    """The page that the path names, or 404. `protocols` are those that the server has."""
    if request.method not in ("GET", "HEAD"):
        return Response(405, b"Method Not Allowed", TEXT, [("Allow", "GET, HEAD")])
    response = await _page(request, instance, protocols)
    if request.method == "HEAD":
        response = Response(response.status, b"", response.content_type, response.headers)
    return response


async def _page(request: Request, instance: Instance, protocols: tuple[str, ...]) -> Response:
    path = request.path
    if path == "/healthz":
        return Response(200, b"ok\n", TEXT)
    if path == "/readyz":
        return await _ready(instance)
    if path in {f"/openapi/{protocol}.json" for protocol in protocols}:
        return await _openapi(request, path.removeprefix("/openapi/").removesuffix(".json"))
    if path == "/docs":
        return Response(
            200, await asyncio.to_thread(_explorer, protocols), "text/html;charset=UTF-8", list(PAGE_HEADERS)
        )
    if path in FILES:
        return Response(200, _file(path.rpartition("/")[2]), FILES[path], list(PAGE_HEADERS))
    return NOT_FOUND


async def _ready(instance: Instance) -> Response:
    """Ready means that the database answers and that writes can be stored."""
    try:
        await instance.read(lambda tx: settings.find(tx, "ready"), offload=True)
        if instance.accident is not None:  # the last write failed, so test whether one succeeds now
            await instance.write(lambda tx: settings.put(tx, "ready", str(tx.now)))
        free = await asyncio.to_thread(_free_bytes, instance.files.folder)
    except Exception as problem:
        report(log, problem, "not ready")
        accident = accidents.of(problem)
        return _not_ready("the database does not answer" if accident is None else accident.value)
    if free < LEAST_FREE_BYTES:
        return _not_ready(f"the disk is full: {free >> 10} KiB are free")
    return Response(200, b"ready\n", TEXT)


def _not_ready(words: str) -> Response:
    return Response(503, f"{words}\n".encode(), TEXT)


def _free_bytes(folder: Path) -> int:
    """The free space, in bytes, where files are stored."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


async def _openapi(request: Request, protocol: str) -> Response:
    document = await asyncio.to_thread(_document, protocol)
    servers = msgspec.json.encode([{"url": _prefix(request) or "/"}])
    body = b'{"servers":' + servers + b"," + document[1:]
    return Response(200, body, "application/json;charset=UTF-8", [("Cache-Control", "no-cache")])


def _prefix(request: Request) -> str:
    """The prefix of every path of the instance, if the request names it by path."""
    return urlsplit(request.base_url).path


@cache
def _document(protocol: str) -> bytes:
    return msgspec.json.encode(documents.openapi(protocol))


@cache
def _file(name: str) -> bytes:
    return (coverage.PACKAGE / "app" / "explorer" / name).read_bytes()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the page: an operation, and what is to be said of it."""

    method: str
    path: str
    note: str
    module: str  # the module that answers it; empty if none does


@cache
def _explorer(protocols: tuple[str, ...]) -> bytes:
    """The page that lists all operations, and lets people try them."""
    import jinja2

    groups = []
    for protocol in protocols:
        entries = _entries(protocol)
        missing = [entry for entry in entries if not entry.module]
        groups.append((protocol, documents.TITLES[protocol], _by_module(entries), missing))
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_file("page.html").decode()).render(groups=groups).encode()


def _entries(protocol: str) -> list[_Entry]:
    if protocol == documents.SANDBOX:
        return [
            _Entry(operation.method, operation.path, operation.summary, _module(coverage.module_file(operation)))
            for operation in documents.sandbox_operations()
        ]
    return [
        _Entry(row.method, row.path, f"{row.permission} · {row.grade}", _module(row.module))
        if row.built
        else _Entry(row.method, row.path, row.permission, "")
        for row in coverage.rows(protocol)
    ]


def _module(file: str) -> str:
    return file.partition("/")[2].removesuffix(".py")


def _by_module(entries: list[_Entry]) -> dict[str, list[_Entry]]:
    """The declared operations, by their module."""
    groups: dict[str, list[_Entry]] = {}
    for entry in entries:
        if entry.module:
            groups.setdefault(entry.module, []).append(entry)
    return dict(sorted(groups.items()))
