"""Requests and responses, as stages use them."""

from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes

import msgspec

Pairs = list[tuple[str, str]]

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
MAX_PARAMETERS: Final = 10_000


class Interrupted(Exception):
    """The client disconnected or stalled, or the body cannot be buffered: no protocol can answer the request."""


class Request(msgspec.Struct, eq=False):
    """One HTTP request. `path` is still percent-encoded and starts after any instance prefix."""

    method: str
    path: str
    query_string: str = ""
    headers: list[tuple[bytes, bytes]] = []
    body: bytes = b""
    base_url: str = ""
    client: str = ""  # the IP address of the caller
    too_large: int = 0  # the limit that the body broke; what was read of it is dropped
    malformed_encoding: bool = False  # Content-Encoding says gzip, but the body is not gzip
    unknown_encoding: bool = False
    size: int = 0  # bytes of the body as received, even if it was dropped
    held: int = 0  # bytes of the body that count against the server's memory budget
    chunks: Callable[[int], AsyncGenerator[bytes, None]] | None = (
        None  # of a body that was not read yet, within a limit
    )
    operation: Any = None  # the matched operation, for the call log
    abort: Callable[[], None] | None = None  # closes the connection at once
    is_gone: Callable[[], bool] | None = None  # whether the client has closed the connection
    counted: bool = False  # against the daily quota
    texts: list[tuple[str, str]] = []  # the texts of a form whose body was read in chunks
    fault: Any = None  # the ordered fault that the call meets, if there is one
    hint: str = ""  # the path that the caller may have meant, if no operation matches; for the call log
    _first: dict[bytes, bytes] | None = None
    _query: Pairs | None = None
    _media_type: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of this lower-case name."""
        if self._first is None:
            self._first = dict(reversed(self.headers))
        value = self._first.get(name.encode("latin-1"))
        return None if value is None else value.decode("latin-1")

    @property
    def query(self) -> Pairs:
        """The query's parameters, in order."""
        if self._query is None:
            self._query = parse_pairs(self.query_string)
        return self._query

    @property
    def media_type(self) -> str:
        """The body's media type in lower case, without parameters; empty if none was named."""
        if self._media_type is None:
            self._media_type = (self.header("content-type") or "").partition(";")[0].strip().lower()
        return self._media_type

    @property
    def form(self) -> Pairs:
        """The parameters of a form body; empty if the body is of another type."""
        if self.media_type != FORM:
            return []
        return parse_pairs(self.body.decode("utf-8", "replace"))

    @property
    def uri_bytes(self) -> int:
        """The length of path and query as they were sent."""
        return len(self.path) + (len(self.query_string) + 1 if self.query_string else 0)


class Response(msgspec.Struct, eq=False):
    """One HTTP answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json;charset=UTF-8"
    headers: list[tuple[str, str]] = []
    codes: tuple[str, ...] = ()  # the protocol's error codes in it, for usage statistics
    message: str = ""  # the message of the first code; like the next two for records of calls
    request_id: str = ""
    user: str = ""  # the caller, by its name in statistics
    compress: bool = True
    file: Path | None = None  # sent in chunks, from `start`, `length` bytes of it, in place of a body
    start: int = 0
    length: int = 0


def file_url(base_url: str, instance_id: str, name: str) -> str:
    """The public URL of a file of Design Studio."""
    return f"{base_url}/rs/{instance_id}/images/{quote(name, safe='')}"


def parse_pairs(text: str) -> Pairs:
    """Parameters of a query or a form body. Raises ValueError if there are too many."""
    if not text:
        return []
    parts = text.split("&", MAX_PARAMETERS)
    if len(parts) > MAX_PARAMETERS:
        raise ValueError("too many parameters")
    return [(_text(name), _text(value)) for name, _, value in [part.partition("=") for part in parts if part]]


def _text(encoded: str) -> str:
    if "+" in encoded:
        encoded = encoded.replace("+", " ")
    return unquote_to_bytes(encoded).decode("utf-8", "replace") if "%" in encoded else encoded
