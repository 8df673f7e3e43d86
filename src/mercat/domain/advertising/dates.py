"""Dates of the platform: calendar days of one zone, written yyyy-mm-dd."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from mercat.model.clock import from_datetime, to_datetime

ZONE: Final = "Asia/Shanghai"
TIME_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


def is_date(text: str) -> bool:
    """Whether a text is a calendar day."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def begin_of(day: date) -> int:
    """The time at which a day begins."""
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE)))


def local_text(at_ms: int) -> str:
    """A time as the platform writes it: yyyy-mm-dd hh:mm:ss."""
    return to_datetime(at_ms).astimezone(ZoneInfo(ZONE)).strftime(TIME_FORMAT)


def is_time(text: str) -> bool:
    """Whether a text is a calendar day and a time of day."""
    try:
        return datetime.strptime(text, TIME_FORMAT).strftime(TIME_FORMAT) == text  # noqa: DTZ007
    except ValueError:
        return False


def moment_of(text: str) -> int:
    """The time that a text names, which `is_time` accepts."""
    return from_datetime(datetime.strptime(text, TIME_FORMAT).replace(tzinfo=ZoneInfo(ZONE)))


def begin_of_today(now: int) -> int:
    """The time at which the day of a time began."""
    return begin_of(to_datetime(now).astimezone(ZoneInfo(ZONE)).date())
