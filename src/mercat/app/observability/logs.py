"""Logging to stderr: one line for each message, as text or as JSON, with passwords in URLs masked."""

import functools
import logging
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from mercat.model.masking import masked

Format = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]
TEXT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr(level: Level = "warning", format: Format = "text") -> None:
    """Log messages of mercat from a level on, and of libraries from `warning` on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if format == "json" else _Text(TEXT))
    logging.basicConfig(level=max(logging.WARNING, _number(level)), handlers=[handler])
    logging.getLogger("mercat").setLevel(_number(level))


def moment(at_ms: int) -> str:
    """A time in UTC with milliseconds, as in 2026-03-01T09:00:00.000Z."""
    return f"{_second(at_ms // 1_000)}.{at_ms % 1_000:03}Z"


def time_of_day(at_ms: int) -> str:
    """The time of day in UTC, as in 09:00:00."""
    return _second(at_ms // 1_000)[11:]


@functools.lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def json_line(at_ms: int, level: str, logger: str, message: str, facts: dict[str, Any]) -> str:
    """One line as a JSON object."""
    head = {"time": moment(at_ms), "level": level.lower(), "logger": logger, "message": message}
    return msgspec.json.encode(head | facts).decode()


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return moment(int(record.created * 1_000))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = {"exception": masked(self.formatException(record.exc_info))} if record.exc_info else {}
        return json_line(int(record.created * 1_000), record.levelname, record.name, masked(record.getMessage()), facts)


def _number(level: Level) -> int:
    return {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}[level]
