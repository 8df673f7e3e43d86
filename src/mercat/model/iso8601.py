"""Times as text: whole seconds, UTC, `yyyy-mm-ddThh:mm:ssZ`; and the spellings of ISO 8601 that clients send."""

import functools
import time
from datetime import datetime

from mercat.model.clock import from_datetime


def text(at_ms: int) -> str:
    """A time as text."""
    return _text(at_ms // 1_000)


@functools.lru_cache(maxsize=4_096)
def _text(at_seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_seconds))


def parse(written: str) -> int:
    """The time of a text. Without a time zone it is UTC, without a time of day midnight. Raises ValueError."""
    written = written.strip()
    if len(written) < 10 or written[4] != "-":
        raise ValueError(written)
    return from_datetime(datetime.fromisoformat(written))
