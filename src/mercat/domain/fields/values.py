"""Values of typed fields: the values that each data type allows.

Fields of people, program members, companies, custom objects and activities have these types. A value is stored as
JSON: text, whole number, number, boolean, `yyyy-mm-dd`, or a UTC time `yyyy-mm-ddThh:mm:ssZ`. "" is stored as null.
Source: field-types.md.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from mercat.model.refusals import TooLong, WrongType, WrongValue

Convert = Callable[[Any], Any]

TEXT_BYTES: Final = 30_000  # of a text area
STRING_CHARACTERS: Final = 255
INTEGER_LIMIT: Final = 2**31
UNSET: Final = {"boolean": False}  # the value of an unset field of people, by type; others are null
CUSTOM_TYPES: Final = (  # of custom objects and custom activities
    "string",
    "boolean",
    "integer",
    "float",
    "link",
    "email",
    "currency",
    "date",
    "datetime",
    "phone",
    "text",
)
EXCERPT_LENGTH: Final = 255  # characters of a bad value that an error repeats

_TEXTS: Final = frozenset({"string", "email", "phone", "url", "lead_function", "text", "textarea", "link"})
_INTEGERS: Final = frozenset({"integer", "score", "percent", "reference"})  # a reference is an id
_NUMBERS: Final = frozenset({"float", "currency"})
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"false", "0", "no"})
_NUMBER = re.compile(r"^[+-]?\d{1,30}(\.\d{0,30})?([eE][+-]?\d{1,3})?$")


def converter(name: str, data_type: str, length: int | None = None) -> Convert:
    """A function that converts a record's value of a field into the stored value. It raises WrongValue or TooLong."""
    if data_type in _TEXTS:
        return _texts(name, data_type, length)
    plain = {
        **dict.fromkeys(_INTEGERS, _integer),
        **dict.fromkeys(_NUMBERS, _number),
        "boolean": _boolean,
        "date": _date,
        "datetime": _datetime,
    }.get(data_type)
    if plain is None:
        return _texts(name, data_type, length)

    def convert(value: Any) -> Any:
        if value is None or value == "":
            return None
        try:
            return plain(value)
        except (ValueError, OverflowError):
            raise WrongValue(name, excerpt(value), data_type) from None

    return convert


def parameter(name: str, data_type: str, length: int | None = None) -> Convert:
    """A function that converts a value in a query. It raises WrongType or TooLong."""
    return of_query(converter(name, data_type, length))


def of_query(convert: Convert) -> Convert:
    """The converter for values of parameters: it raises WrongType in place of WrongValue."""

    def converted(value: Any) -> Any:
        try:
            return convert(value)
        except WrongValue as wrong:
            raise WrongType(wrong.field, wrong.value, wrong.expected) from None

    return converted


def excerpt(value: Any) -> str:
    """A value as errors repeat it: a text as it is, anything else as JSON, cut to `EXCERPT_LENGTH`."""
    if isinstance(value, str):
        return value[:EXCERPT_LENGTH]
    return msgspec.json.encode(value).decode()[:EXCERPT_LENGTH]


def _texts(name: str, data_type: str, length: int | None) -> Convert:
    in_bytes = data_type in ("text", "textarea")
    limit = length or (TEXT_BYTES if in_bytes else STRING_CHARACTERS)

    def convert(value: Any) -> Any:
        if value.__class__ is not str:
            if value is None:
                return None
            if isinstance(value, bool):
                value = str(value).lower()
            elif isinstance(value, int | float):
                value = str(value)
            else:
                raise WrongValue(name, excerpt(value), data_type)
        if len(value) > limit or (in_bytes and len(value) * 4 > limit and len(value.encode()) > limit):
            raise TooLong(name, limit)
        return value or None

    return convert


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, str):
        if len(value) > 20 or "_" in value:
            raise ValueError
        value = int(value)
    elif isinstance(value, float):
        if not value.is_integer():
            raise ValueError
        value = int(value)
    elif not isinstance(value, int):
        raise ValueError
    if not -INTEGER_LIMIT <= value < INTEGER_LIMIT:
        raise ValueError
    return int(value)


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, str):
        if not _NUMBER.match(value.strip()):
            raise ValueError
        value = float(value)
        value = int(value) if value.is_integer() and abs(value) < 2**53 else value
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return value


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if isinstance(value, str | int) else ""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError


def _date(value: Any) -> str:
    if not isinstance(value, str) or len(value) < 10:
        raise ValueError
    if len(value) == 10:
        return date.fromisoformat(value).isoformat()
    return datetime.fromisoformat(value).date().isoformat()


def _datetime(value: Any) -> str:
    if not isinstance(value, str) or len(value) < 10:
        raise ValueError
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
