"""A call as checks see it."""

import re
from functools import cached_property
from typing import Any, Final

import msgspec

from mercat.wire.http import Request, Response

DOCUMENT_BYTES: Final = 65_536  # of a body that is decoded; no check needs a longer one
_FREE: Final = frozenset({"timestamp", "nonce", "access_token"})  # what differs in a repeated call


class Trace(msgspec.Struct, frozen=True):
    """What is kept of a call: `at_ms` is the instance's time of its answer, `began` and `ended` are real seconds."""

    number: int
    at_ms: int
    began: float
    ended: float
    codes: tuple[str, ...]
    counts: bool
    facts: Any = None


class Observed:
    """A call with its whole body. What takes work is read when a check asks for it."""

    def __init__(self, number: int, at_ms: int, ended: float, seconds: float, request: Request, answer: Response):
        self.number, self.at_ms = number, at_ms
        self.began, self.ended = ended - seconds, ended
        self.request, self.answer = request, answer
        self.codes = answer.codes

    def trace(self, facts: Any = None) -> Trace:
        """What is kept of it."""
        return Trace(self.number, self.at_ms, self.began, self.ended, self.codes, self.request.counted, facts)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The parameters of the query and of a form; of several with a name the last one."""
        try:
            return dict(self.request.query + self.request.form + self.request.texts)
        except ValueError:  # too many
            return {}

    @cached_property
    def token(self) -> int:
        """The hash of the access token that was sent; 0 without one."""
        header = self.request.header("authorization") or self.request.header("x-mkto-user-token")
        text = header.rpartition(" ")[2] if header else self.parameters.get("access_token")
        return hash(text) if text else 0

    @cached_property
    def body(self) -> Any:
        """The JSON of the request; None if it is none, or long."""
        return _document(self.request.body)

    @cached_property
    def failed(self) -> bool:
        """Whether it failed as a whole: the records of a batch do not count."""
        return self.answer.status >= 400 or (bool(self.codes) and b'"success":true' not in self.answer.body)

    @cached_property
    def fingerprint(self) -> int:
        """The same for calls that ask for the same thing."""
        query = self.request.query_string
        if "nonce=" in query or "access_token=" in query:
            query = "&".join(part for part in query.split("&") if part.partition("=")[0] not in _FREE)
        size = self.request.header("content-length")  # stands for the body of an upload
        return hash((self.request.method, self.request.path, query, size, self.request.body))

    def answered(self, pattern: "re.Pattern[bytes]") -> str:
        """The first group of a pattern in the answer; empty if it is not there."""
        match = pattern.search(self.answer.body)
        return match[1].decode("utf-8", "replace") if match else ""


def follows(before: Trace, call: Observed) -> bool:
    """Whether a call was sent after the answer to an earlier one, which its client had seen by then."""
    return call.began >= before.ended - 0.0015  # what rounding to milliseconds takes


def pause(before: Trace, call: Observed) -> float:
    """The seconds from an answer to the next call, in real time or on the instance's clock, whichever are more."""
    return max(call.began - before.ended, (call.at_ms - before.at_ms) / 1_000 - (call.ended - call.began))


def interval(before: Trace, call: Observed) -> float:
    """The seconds from an answer to the next answer, in real time or on the instance's clock, whichever are more."""
    return max(call.ended - before.ended, (call.at_ms - before.at_ms) / 1_000)


def _document(body: bytes) -> Any:
    if not body or len(body) > DOCUMENT_BYTES:
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
