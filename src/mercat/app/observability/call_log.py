"""One line for each call on stderr: for the people who watch a demo, or for the collector of a server's logs.

The event loop notes the facts of a call when it is answered. A thread formats and writes the lines of many calls at
once, so that no call waits for a terminal or a full pipe.
"""

import asyncio
import logging
import os
import queue
import re
import sys
import threading
from collections.abc import Callable
from typing import Final, NamedTuple

from mercat.app.instances.instance import Instance
from mercat.app.observability.logs import json_line, moment, time_of_day
from mercat.model.clock import Clock
from mercat.wire.http import Request, Response

BATCH_SECONDS: Final = 0.05
PIECE_BYTES: Final = 4_096  # PIPE_BUF: such a write is atomic, so that lines of several processes do not mix
MOST_WAITING: Final = 10_000  # calls whose lines are not written yet; further ones are only counted
QUERY_LENGTH: Final = 2_000
END_SECONDS: Final = 1.0
_ENCODED_NAME: Final = re.compile(r"%[^&=]*=")

log = logging.getLogger("mercat.calls")


class Call(NamedTuple):
    """The facts of an answered call."""

    at_ms: int
    instance: str
    method: str
    path: str
    query: str
    status: int
    code: str
    message: str
    operation: str
    seconds: float
    request_id: str
    user: str
    hint: str


class CallLog:
    """Writes lines made by `line` to stderr."""

    def __init__(self, line: Callable[[Call], str]) -> None:
        self._line = line
        self._clock = Clock()
        self._noted: list[Call] = []
        self._lost = 0
        self._batches: queue.SimpleQueue[list[Call] | None] = queue.SimpleQueue()
        self._waiting = 0  # calls in batches that are not written yet
        self._handover: asyncio.TimerHandle | None = None
        self._thread = threading.Thread(target=self._write_forever, name="mercat_call_log", daemon=True)
        self._thread.start()

    def note(self, instance: Instance | None, request: Request, answer: Response, seconds: float) -> None:
        """Note an answered call. Only the event loop's thread may call this."""
        if self._waiting + len(self._noted) >= MOST_WAITING:
            self._lost += 1
            return
        self._noted.append(
            Call(
                self._clock.now(),
                instance.id if instance is not None else "",
                request.method,
                request.path,
                request.query_string[:QUERY_LENGTH],
                answer.status,
                answer.codes[0] if answer.codes else "",
                answer.message,
                request.operation.id if request.operation is not None else "",
                seconds,
                answer.request_id,
                answer.user,
                request.hint,
            )
        )
        if self._handover is None:
            self._handover = asyncio.get_running_loop().call_later(BATCH_SECONDS, self._hand_over)

    def close(self) -> None:
        """Write the remaining lines, unless the reader of stderr does not take them in time."""
        self._hand_over()
        self._batches.put(None)
        self._thread.join(END_SECONDS)

    def _hand_over(self) -> None:
        self._handover = None
        if self._lost:
            log.warning("%d calls have no line here: nobody took the lines in time", self._lost)
            self._lost = 0
        self._waiting += len(self._noted)
        self._batches.put(self._noted)
        self._noted = []

    def _write_forever(self) -> None:
        while (batch := self._batches.get()) is not None:
            _write([self._line(call).encode("utf-8", "backslashreplace") + b"\n" for call in batch])
            self._waiting -= len(batch)


def as_text(call: Call) -> str:
    """The line for the log of a server. It leaves out queries and messages, because they may name people."""
    code = f" code={call.code}" if call.code else ""
    operation = f" operation={call.operation}" if call.operation else ""
    user = f" user={call.user}" if call.user else ""
    request_id = f" request_id={call.request_id}" if call.request_id else ""
    asked = f"{call.method} {call.path} {call.status}{code}{operation} ms={call.seconds * 1_000:.2f}"
    words = _printable(f"{asked}{user} instance={call.instance}{request_id}")
    return f"{moment(call.at_ms)} INFO mercat.calls: {words}"


def as_json(call: Call) -> str:
    """The same line as a JSON object."""
    facts = {
        "method": call.method,
        "path": call.path,
        "status": call.status,
        "code": call.code,
        "operation": call.operation,
        "ms": round(call.seconds * 1_000, 2),
        "user": call.user,
        "instance": call.instance,
        "request_id": call.request_id,
    }
    return json_line(call.at_ms, "INFO", "mercat.calls", "call", facts)


class Terminal:
    """The line for people who watch a demo: the request, its outcome, and a hint."""

    def __init__(self, *, colour: bool) -> None:
        self._dim, self._bold, self._green, self._red, self._yellow, self._plain = (
            f"\x1b[{code}m" if colour else "" for code in (2, 1, 32, 31, 33, 0)
        )

    def __call__(self, call: Call) -> str:
        asked, message = _without_secrets(call)
        status, dim, plain = call.status, self._dim, self._plain
        outcome = f" {call.code} {message}" if call.code else " ok" if status < 400 else ""
        tone = self._green if outcome == " ok" else self._red if status >= 500 else self._yellow
        hint = f"  {self._bold}({_printable(call.hint)}){plain}" if call.hint else ""
        return (
            f"{dim}{time_of_day(call.at_ms)}{plain}  {call.method:<6}  {asked}  {tone}{status}{outcome}{plain}"
            f"  {dim}{call.operation or 'no operation'} {call.seconds * 1_000:.1f} ms{plain}{hint}"
        )


def _without_secrets(call: Call) -> tuple[str, str]:
    """The path with the query, and the message, both without secrets."""
    asked = f"{call.path}?{call.query}" if call.query else call.path
    if not _may_hold_secrets(call.query):  # redacting costs more than the rest of the line
        return _printable(asked), _printable(call.message)
    from mercat.sandbox.redaction import Redactor

    redactor = Redactor()
    query = redactor.pairs(call.query)
    return _printable(redactor.sweep(f"{call.path}?{query}")), _printable(redactor.sweep(call.message))


def terminal() -> Terminal:
    """Lines for stderr, coloured if that is a terminal and the environment does not forbid colours."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Terminal(colour=sys.stderr.isatty() and not plain)


def _may_hold_secrets(query: str) -> bool:
    names = query.lower()
    suspect = "token" in names or "secret" in names or "code" in names or "pass" in names
    return suspect or ("%" in query and _ENCODED_NAME.search(query) is not None)


def _printable(text: str) -> str:
    """The text with control characters and line breaks escaped."""
    return text if text.isprintable() else text.encode("unicode_escape").decode()


def _write(lines: list[bytes]) -> None:
    piece = b""
    for line in [*lines, b""]:
        if piece and (not line or len(piece) + len(line) > PIECE_BYTES):
            try:
                os.write(sys.stderr.fileno(), piece)
            except (OSError, ValueError):  # the reader of stderr is gone
                return
            piece = b""
        piece += line
