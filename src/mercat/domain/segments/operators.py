"""The operators of filters, by the type of the attribute, and the tests of values that they stand for.

A `before`, `on or before` and `in past before` take people without a date, `is 0` those without a number: the vendor's
glossary of operators says so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from mercat.domain.fields import values as field_values
from mercat.model.clock import SUBSCRIPTION_ZONE, from_datetime, months_after, to_datetime
from mercat.model.refusals import Missing, NotAllowed, TooLong, TooMany, WrongType

Kind = Literal["text", "number", "boolean", "date", "datetime"]
Test = Callable[[Any], bool]

VALUES: Final = 1_000  # of one condition
VALUE_LENGTH: Final = 255
LONGEST_SPAN: Final = 10_000  # units of a relative date
EMPTY: Final = ("is empty", "is not empty")
RELATIVE: Final = ("in past", "in past before", "in future", "in future after", "in time frame")
_DATES: Final = (
    "is", "is not", "between", *RELATIVE, "after", "before", "on or after", "on or before", *EMPTY,
)  # fmt: skip
OPERATORS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "text": ("is", "is not", "starts with", "not starts with", "contains", "not contains", *EMPTY),
    "number": ("is", "is not", "between", "greater than", "less than", "at least", "at most", *EMPTY),
    "boolean": ("is", "is not", *EMPTY),
    "date": _DATES,
    "datetime": _DATES,
}
TIME_FRAMES: Final = tuple(
    ["today", "yesterday", "tomorrow"]
    + [f"{which} {unit}" for unit in ("week", "month", "quarter", "year") for which in ("this", "last", "next")]
)
_PAST_WITHOUT_VALUE: Final = ("before", "on or before", "in past before")
_ZONE: Final = ZoneInfo(SUBSCRIPTION_ZONE)
_SPAN: Final = re.compile(r"(\d{1,5}) *(hour|day|week|month|year)s?", re.ASCII)
_NUMBERS: Final = frozenset({"integer", "score", "percent", "reference", "float", "currency"})


def kind_of(data_type: str) -> Kind:
    """Which operators a field of a data type has."""
    if data_type in _NUMBERS:
        return "number"
    return data_type if data_type in ("boolean", "date", "datetime") else "text"  # type: ignore[return-value]


def compile(kind: Kind, name: str, operator: str, values: Sequence[str], now_ms: int) -> Test:
    """The test of an attribute's value that an operator with its values stands for, at a time.

    Raises NotAllowed (the operator, a time frame), Missing, TooMany (values), TooLong, WrongType.
    """
    if operator not in OPERATORS[kind]:
        raise NotAllowed("operator", operator[:VALUE_LENGTH], OPERATORS[kind])
    if operator in EMPTY:
        return _is_empty if operator == "is empty" else _is_filled
    _check_count(operator, kind, values)
    match kind:
        case "text":
            return _text(operator, values)
        case "number":
            return _number(operator, [_converted(name, "float", value) for value in values])
        case "boolean":
            flag = _converted(name, "boolean", values[0])
            return lambda value: (bool(value) == flag) == (operator == "is")
        case _:
            return _dated(operator, name, values, now_ms)


def _check_count(operator: str, kind: Kind, values: Sequence[str]) -> None:
    at_least = 2 if operator == "between" else 1
    several = kind in ("text", "number") and operator not in ("greater than", "less than", "at least", "at most")
    at_most = 2 if operator == "between" else VALUES if several else 1
    if len(values) < at_least or not all(values):
        raise Missing("values")
    if len(values) > at_most:
        raise TooMany("values", at_most)
    if any(len(value) > VALUE_LENGTH for value in values):
        raise TooLong("values", VALUE_LENGTH)


def _converted(name: str, data_type: str, value: str) -> Any:
    return field_values.parameter(name, data_type)(value)


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _is_filled(value: Any) -> bool:
    return not _is_empty(value)


def _text(operator: str, values: Sequence[str]) -> Test:
    folded = [value.lower() for value in values]
    negative = "not" in operator.split()
    matches: Callable[[str], bool] = frozenset(folded).__contains__
    if operator.endswith("starts with"):
        matches = partial(_begins, tuple(folded))
    elif operator.endswith("contains"):
        matches = partial(_contains, tuple(folded))
    return lambda value: matches("" if value is None else str(value).lower()) != negative


def _begins(parts: tuple[str, ...], text: str) -> bool:
    return text.startswith(parts)


def _contains(parts: tuple[str, ...], text: str) -> bool:
    return any(part in text for part in parts)


def _number(operator: str, numbers: Sequence[float]) -> Test:
    first, last = numbers[0], numbers[-1]
    if operator in ("is", "is not"):
        return lambda value: ((0 if value is None else value) in numbers) == (operator == "is")
    tests: dict[str, Test] = {
        "between": lambda value: first <= value <= last,
        "greater than": lambda value: value > first,
        "less than": lambda value: value < first,
        "at least": lambda value: value >= first,
        "at most": lambda value: value <= first,
    }
    test = tests[operator]
    return lambda value: value is not None and test(value)


# -- dates ----------------------------------------------------------------------------------------------------------


def _dated(operator: str, name: str, values: Sequence[str], now_ms: int) -> Test:
    """A time is in the range that the operator names, or, for a negative one, outside it."""
    start, end = _range(operator, name, values, now_ms)
    negative = operator == "is not"
    empty = negative or operator in _PAST_WITHOUT_VALUE
    anchor = now_ms if operator in RELATIVE and operator != "in time frame" else None

    def test(value: Any) -> bool:
        if _is_empty(value):
            return empty
        at_ms = _time(str(value), anchor)
        return ((start is None or start <= at_ms) and (end is None or at_ms < end)) != negative

    return test


def _time(text: str, now_ms: int | None) -> int:
    """A stored date or time. A date alone begins its day; today's is now, so that today is neither past nor future."""
    if len(text) > 10:
        return from_datetime(datetime.fromisoformat(text))
    day = date.fromisoformat(text)
    if now_ms is not None and day == _today(now_ms):
        return now_ms
    return _begin(day)


def _begin(day: date) -> int:
    return from_datetime(datetime.combine(day, time(), _ZONE))


def _today(now_ms: int) -> date:
    return to_datetime(now_ms).astimezone(_ZONE).date()


def _range(operator: str, name: str, values: Sequence[str], now_ms: int) -> tuple[int | None, int | None]:
    """The start of a range, which is in it, and its end, which is not; None is open."""
    if operator == "in time frame":
        return _time_frame(values[0], now_ms)
    if operator in RELATIVE:
        return _relative(operator, values[0], now_ms)
    days = [date.fromisoformat(_converted(name, "date", value)) for value in values]
    try:
        start, after = _begin(days[0]), _begin(_days_later(days[-1], 1))
    except OverflowError:  # the calendar ends there
        raise WrongType(name, values[-1], "date") from None
    ranges: dict[str, tuple[int | None, int | None]] = {
        "after": (after, None),
        "before": (None, start),
        "on or after": (start, None),
        "on or before": (None, after),
    }
    return ranges.get(operator, (start, after))  # `is`, `is not`, `between`


def _relative(operator: str, text: str, now_ms: int) -> tuple[int | None, int | None]:
    fits = _SPAN.fullmatch(text.strip().casefold())
    if fits is None or int(fits[1]) > LONGEST_SPAN:
        raise WrongType("values", text[:VALUE_LENGTH], "timespan")
    number, unit = int(fits[1]), fits[2]
    if unit in ("month", "year"):
        months = number * (12 if unit == "year" else 1)
        if months > 12 * 1_000:
            raise WrongType("values", text[:VALUE_LENGTH], "timespan")
        past, future = months_after(now_ms, -months), months_after(now_ms, months)
    else:
        span_ms = number * {"hour": 1, "day": 24, "week": 7 * 24}[unit] * 3_600_000
        past, future = now_ms - span_ms, now_ms + span_ms
    ranges: dict[str, tuple[int | None, int | None]] = {
        "in past": (past, now_ms + 1),
        "in past before": (None, past),
        "in future": (now_ms, future + 1),
        "in future after": (future + 1, None),
    }
    return ranges[operator]


def _time_frame(text: str, now_ms: int) -> tuple[int, int]:
    frame = " ".join(text.split()).casefold()
    if frame not in TIME_FRAMES:
        raise NotAllowed("values", text[:VALUE_LENGTH], TIME_FRAMES)
    today = _today(now_ms)
    if frame in ("today", "yesterday", "tomorrow"):
        day = _days_later(today, {"today": 0, "yesterday": -1, "tomorrow": 1}[frame])
        return _begin(day), _begin(_days_later(day, 1))
    which, unit = frame.split()
    steps = {"this": 0, "last": -1, "next": 1}[which]
    if unit == "week":  # it begins on a Sunday
        first = _days_later(today, -((today.weekday() + 1) % 7) + 7 * steps)
        return _begin(first), _begin(_days_later(first, 7))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    begin = today.year * 12 + (today.month - 1) // months * months + steps * months
    return _begin(_first_of(begin)), _begin(_first_of(begin + months))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _days_later(day: date, days: int) -> date:
    return day + timedelta(days=days)
