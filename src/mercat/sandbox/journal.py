"""The journal: the last calls of one instance and what they were answered. Bounded; shown without secrets."""

import fnmatch
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec.structs import replace

from mercat.sandbox.operation_names import is_named
from mercat.sandbox.redaction import Redactor
from mercat.sandbox.watch import Watch
from mercat.wire.http import Request, Response

CALLS: Final = 1_000
BYTES: Final = 33_554_432  # of all bodies together
BODY_BYTES: Final = 65_536  # of one body; the rest is counted only
HEAD_BYTES: Final = 2_048  # what a call without bodies takes
TEXTS: Final = ("json", "text/", "urlencoded", "csv", "xml")


class Entry(msgspec.Struct, frozen=True):
    """One call as it came and went. `at_ms` is the instance's time when it was answered."""

    number: int
    at_ms: int
    protocol: str
    operation: str
    route: str
    request: Request  # the beginning of its body at most
    answer: Response  # likewise
    sent_bytes: int
    answered_bytes: int
    hint: str
    duration_ms: int
    fault: str

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return len(self.request.body) + len(self.answer.body) + len(self.request.query_string) + HEAD_BYTES


class Message(msgspec.Struct, omit_defaults=True):
    """A request or an answer, shown. `body` is missing where there is none, or none that is a text."""

    headers: list[tuple[str, str]]
    body_bytes: int = 0
    media_type: str = ""
    body: str | None = None
    truncated: bool = False


class Shown(msgspec.Struct):
    """A call without its secrets."""

    id: int
    at_ms: int
    protocol: str
    operation: str
    method: str
    path: str
    url: str
    status: int
    codes: tuple[str, ...]
    hint: str
    duration_ms: int
    fault: str
    request: Message
    response: Message


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls are wanted; None admits all."""

    protocol: str | None = None
    operation: str | None = None
    status: int | None = None
    code: str | None = None
    path: str | None = None
    after_number: int | None = None
    since_ms: int | None = None
    before_number: int | None = None

    def admits(self, entry: Entry) -> bool:
        """Whether a call is wanted."""
        path = entry.request.path
        return (
            self.protocol in (None, entry.protocol)
            and (self.operation is None or _same_operation(self.operation, entry))
            and self.status in (None, entry.answer.status)
            and (self.code is None or self.code in entry.answer.codes)
            and (self.path is None or fnmatch.fnmatchcase(path, self.path))
            and (self.after_number is None or entry.number > self.after_number)
            and (self.since_ms is None or entry.at_ms >= self.since_ms)
            and (self.before_number is None or entry.number < self.before_number)
        )


class Journal:
    """Keeps the last calls; the oldest make room. `watch` sees each call as it comes."""

    def __init__(self) -> None:
        self.watch = Watch()
        self._entries: deque[Entry] = deque()
        self._lock = threading.Lock()
        self._bytes = 0
        self._last = 0

    def note(self, protocol: str, request: Request, answer: Response, at_ms: int, seconds: float = 0.0) -> None:
        """Write down a call, which took so long."""
        operation = request.operation
        head = Request(
            request.method,
            request.path,
            request.query_string,
            request.headers,
            request.body[:BODY_BYTES],
            request.base_url,
        )
        length = request.header("content-length") or ""
        with self._lock:
            self._last += 1
            entry = Entry(
                number=self._last,
                at_ms=at_ms,
                protocol=protocol,
                operation=operation.id if operation is not None else "",
                route=operation.path if operation is not None else "",
                request=head,
                answer=answer if len(answer.body) <= BODY_BYTES else replace(answer, body=answer.body[:BODY_BYTES]),
                sent_bytes=len(request.body) or (int(length) if length.isdecimal() else 0),
                answered_bytes=len(answer.body),
                hint=request.hint,
                duration_ms=round(seconds * 1_000),
                fault="" if request.fault is None else request.fault.order,
            )
            self._entries.append(entry)
            self._bytes += entry.size
            while len(self._entries) > CALLS or self._bytes > BYTES:
                self._bytes -= self._entries.popleft().size
        self.watch.note(entry.number, protocol, request, answer, at_ms, seconds)

    def clear(self) -> int:
        """Forget all calls, and what the watch has seen; how many calls there were."""
        self.watch.clear()
        return self.empty()

    def empty(self) -> int:
        """Forget all calls; how many there were. The watch goes on."""
        with self._lock:
            count = len(self._entries)
            self._entries.clear()
            self._bytes = 0
        return count

    @property
    def noted(self) -> int:
        """How many calls were ever written down."""
        return self._last

    def get(self, number: int, secrets: Sequence[str] = ()) -> Shown | None:
        """The call of a number, if it is still kept, without these secrets and those that have such names."""
        with self._lock:
            match = next((entry for entry in self._entries if entry.number == number), None)
        return None if match is None else show(match, secrets)

    def find(self, call_filter: Filter, limit: int, secrets: Sequence[str] = ()) -> tuple[int, list[Shown]]:
        """How many calls are wanted, and the last `limit` of them, oldest first; likewise without secrets."""
        with self._lock:
            entries = [entry for entry in self._entries if call_filter.admits(entry)]
        return len(entries), [show(entry, secrets) for entry in entries[-limit:]]


def show(entry: Entry, secrets: Sequence[str] = ()) -> Shown:
    """A call without its secrets and these."""
    redactor = Redactor(secrets)
    request, answer = entry.request, entry.answer
    path = request.path + (f"?{request.query_string}" if request.query_string else "")
    request_headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers]
    url = redactor.url(request.base_url + path)
    request_message = _message(redactor, request_headers, request.media_type, request.body, entry.sent_bytes)
    media_type = answer.content_type.partition(";")[0].strip().lower()
    response_headers = [("content-type", answer.content_type), *answer.headers]
    response_message = _message(redactor, response_headers, media_type, answer.body, entry.answered_bytes)
    for message in (request_message, response_message):
        message.headers = [(name, redactor.sweep(value)) for name, value in message.headers]
        message.body = None if message.body is None else redactor.sweep(message.body)
    return Shown(
        id=entry.number,
        at_ms=entry.at_ms,
        protocol=entry.protocol,
        operation=entry.operation,
        method=request.method,
        path=redactor.sweep(request.path),
        url=redactor.sweep(url),
        status=answer.status,
        codes=answer.codes,
        hint=entry.hint,
        duration_ms=entry.duration_ms,
        fault=entry.fault,
        request=request_message,
        response=response_message,
    )


def _message(
    redactor: Redactor, headers: list[tuple[str, str]], media_type: str, body: bytes, body_bytes: int
) -> Message:
    text = body.decode("utf-8", "replace") if body and _is_text(media_type) else None
    return Message(
        headers=redactor.headers(headers),
        body_bytes=body_bytes,
        media_type=media_type,
        body=None if text is None else redactor.body(media_type, text),
        truncated=body_bytes > len(body),
    )


def _is_text(media_type: str) -> bool:
    return not media_type or any(word in media_type for word in TEXTS)


def _same_operation(name: str, entry: Entry) -> bool:
    return bool(entry.operation) and is_named(name, entry.operation, entry.request.method, entry.route)
