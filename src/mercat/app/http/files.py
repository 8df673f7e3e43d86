"""/rs/{instance}/images/{name}: the files of Design Studio, for anyone. No file acts for the console's origin."""

from collections.abc import MutableMapping
from email.utils import formatdate, parsedate_to_datetime
from typing import Any, Final
from urllib.parse import unquote

from mercat.app.instances.instance import Instance
from mercat.domain.files import files
from mercat.model.clock import SECOND, from_datetime
from mercat.model.documents import Document
from mercat.model.files import File
from mercat.store.tx import Tx

Headers = list[tuple[bytes, bytes]]

_TEXT: Final = b"text/plain;charset=UTF-8"
_SVG: Final = "image/svg+xml"
_NOT_FOUND: Final = b"Not Found"
_NOT_ALLOWED: Final = b"Method Not Allowed"
_FORBIDDEN: Final = b"Forbidden"
# A page among the files runs no script and belongs to no origin; a browser believes the type and nothing else.
_SAFE: Final[Headers] = [
    (b"content-security-policy", b"sandbox"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"cache-control", b"public, max-age=0, must-revalidate"),
]


# What browsers say that they will run; no page of this origin asks a file for it.
_PROGRAMS: Final = (b"script", b"worker", b"sharedworker", b"serviceworker", b"audioworklet", b"paintworklet", b"style")


async def application(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    """GET and HEAD of a file, with conditions; 304 if the caller has it, 404 if there is none of this name.

    A page of this origin that wants to run a file gets 403.
    """
    status, headers, body = await _answer(scope)
    length = len(body)
    if status != 304:
        headers.append((b"content-length", b"%d" % length))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _answer(scope: MutableMapping[str, Any]) -> tuple[int, Headers, bytes]:
    if scope["method"] not in ("GET", "HEAD"):
        return 405, [(b"content-type", _TEXT), (b"allow", b"GET, HEAD")], _NOT_ALLOWED
    asked = dict(scope["headers"])
    if asked.get(b"sec-fetch-site") == b"same-origin" and asked.get(b"sec-fetch-dest") in _PROGRAMS:
        return 403, [(b"content-type", _TEXT)], _FORBIDDEN
    instance: Instance = scope["mercat.instance"]
    parts = scope["path"].split("/")
    if len(parts) != 5 or parts[2].upper() != instance.id or parts[3] != "images":
        return 404, [(b"content-type", _TEXT)], _NOT_FOUND

    def work(tx: Tx) -> tuple[Document[File], bytes] | None:
        file = files.named(tx, unquote(parts[4]).replace("\0", ""))
        return (file, files.content(tx, file)) if file else None

    entry = await instance.read(work, offload=True)
    return _file(*entry, asked) if entry else (404, [(b"content-type", _TEXT)], _NOT_FOUND)


def _file(file: Document[File], content: bytes, asked: dict[bytes, bytes]) -> tuple[int, Headers, bytes]:
    (facts,) = file.versions.contents
    etag = f'"{facts.sha256}"'
    seconds = file.updated_ms // SECOND
    headers = [
        *_SAFE,
        (b"etag", etag.encode()),
        (b"last-modified", formatdate(seconds, usegmt=True).encode()),
    ]
    if _has(asked, etag, seconds):
        return 304, headers, b""
    headers.append((b"content-type", _content_type(facts.mime_type, content)))
    if facts.mime_type == _SVG:
        headers.append((b"content-disposition", b"attachment"))
    return 200, headers, content


def _has(asked: dict[bytes, bytes], etag: str, seconds: int) -> bool:
    """Whether a conditional request has this version: by tag, or without one by time."""
    tags = asked.get(b"if-none-match")
    if tags is not None:
        names = [tag.strip().removeprefix("W/") for tag in tags.decode("latin-1").split(",")]
        return "*" in names or etag in names
    try:
        since = parsedate_to_datetime(asked[b"if-modified-since"].decode("latin-1"))
        return from_datetime(since) // SECOND >= seconds
    except (KeyError, ValueError, OverflowError):
        return False


def _content_type(mime_type: str, content: bytes) -> bytes:
    """The media type; a text that is UTF-8 says so."""
    if mime_type.startswith("text/"):
        try:
            content.decode()
        except UnicodeDecodeError:
            return mime_type.encode()
        return f"{mime_type};charset=UTF-8".encode()
    return mime_type.encode()
