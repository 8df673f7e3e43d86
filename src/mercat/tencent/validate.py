"""Validation by contract: the members that an endpoint takes, their types and their bounds.

All members are checked before one problem is raised: a missing member, else a type, else a value, else a character.
Members that are not in the contract are dropped.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from mercat.domain.advertising.refusals import TooLarge, TooSmall
from mercat.domain.advertising.widths import display_width
from mercat.model.refusals import (
    ForbiddenCharacters,
    Missing,
    NotAllowed,
    Refusal,
    TooFew,
    TooLong,
    TooMany,
    WrongType,
)
from mercat.tencent.contract import SCALARS, Contract, Endpoint, Fields, Member, is_of
from mercat.tencent.refusals import FieldsNotList, FieldsUnknown, TooPrecise, TooShort
from mercat.wire import decode
from mercat.wire.http import Pairs

INT64: Final = 2**63 - 1
ECHO: Final = 200  # characters of a bad value that an error repeats
FIELDS_MOST: Final = 1_024
FIELD_BYTES: Final = 64
SEVERAL_VALUES: Final = {"IN": 100, "NOT_IN": 100}  # all other operators take one
MISSING, TYPE, VALUE, CHARACTER = range(4)

# Members whose texts may have the characters that are forbidden everywhere else.
_FREE: Final = re.compile(
    r"(^|_)(url|urls|uri|link|links|deeplink|path|paths|src|body|bytes|base64|param|parameter|domain|email|website)(_|$)"
    r"|export_id|^element_(value|content)$|^user_agent$"  # ids of posts, links that are elements, names of browsers
)
_FORBIDDEN: Final = re.compile(r"[<>&‘”/\\'\"\x00-\x1f\x7f]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_JSON_TEXTS: Final = ("body", "page_config", "bundle")  # members that hold JSON as text, which may have several lines
_BINARY: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INTEGER: Final = re.compile(r"-?\d{1,19}")
_NUMBER: Final = re.compile(r"-?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


class Problems:
    """The first problem of each rank."""

    def __init__(self) -> None:
        self._first: dict[int, Refusal] = {}

    def note(self, rank: int, problem: Refusal) -> None:
        """Record a problem, unless there is one of its rank already."""
        self._first.setdefault(rank, problem)

    def settle(self) -> None:
        """Raise the problem of the first rank that has one."""
        if self._first:
            raise self._first[min(self._first)]


def query(endpoint: Endpoint, pairs: Pairs, *, fields_required: bool) -> dict[str, Any]:
    """The parameters of a GET: strings as they are, values of other types as JSON. Raises the refusal of a problem."""
    problems = Problems()
    document = _texts(endpoint, pairs, problems)
    if fields_required and endpoint.answers and "fields" in endpoint.inputs and "fields" not in document:
        problems.note(MISSING, Missing("fields"))
    return _checked(endpoint, document, problems)


def form(endpoint: Endpoint, pairs: Pairs) -> dict[str, Any]:
    """The text parts of a multipart form, read as `query` reads parameters. Files are not among them."""
    problems = Problems()
    return _checked(endpoint, _texts(endpoint, pairs, problems), problems)


def body(endpoint: Endpoint, document: Any) -> dict[str, Any]:
    """The members of a JSON body."""
    if not isinstance(document, dict):
        raise WrongType("body", decode.excerpt(document), "object")
    return _checked(endpoint, document, Problems())


def json_type(type_name: str) -> str:
    """The name of a type in an error."""
    if type_name.startswith("["):
        return "array"
    return type_name if type_name in SCALARS and type_name != "map" else "object"


class _Unreadable:
    """The type of a parameter whose text cannot be read as its type."""


def _texts(endpoint: Endpoint, pairs: Pairs, problems: Problems) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, text in pairs:
        kind = endpoint.inputs.get(name, "file")
        if kind == "file" or name in document or (text == "" and kind in ("integer", "number", "boolean")):
            continue
        value = _parameter(endpoint.contract, kind, text)
        if value is _Unreadable:
            wrong = FieldsNotList() if name == "fields" else WrongType(name, text[:ECHO], json_type(kind))
            problems.note(TYPE, wrong)
            value = None
        document[name] = value
    return document


def _parameter(contract: Contract, type_name: str, text: str) -> Any:
    if type_name == "integer":
        return int(text) if _INTEGER.fullmatch(text) else _Unreadable
    if type_name == "number":
        return float(text) if _NUMBER.fullmatch(text) else _Unreadable
    if type_name == "boolean":
        return _BOOLEANS.get(text, _Unreadable)
    if type_name.startswith("[") or type_name == "map" or type_name in contract.structs:
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return _Unreadable
    return text


def _checked(endpoint: Endpoint, document: dict[str, Any], problems: Problems) -> dict[str, Any]:
    walk = _Walk(problems)
    values = walk.members(endpoint.members, document)
    if isinstance(values.get("filtering"), list):
        for position in values["filtering"]:
            if isinstance(position, dict):
                walk.filter(position, endpoint)
    if isinstance(values.get("fields"), list) and endpoint.answers:
        walk.fields(values["fields"], endpoint.answers)
    problems.settle()
    return {**endpoint.defaults, **values}


@dataclass(slots=True)
class _Walk:
    problems: Problems

    def members(self, members: tuple[Member, ...], document: dict[str, Any]) -> dict[str, Any]:
        values = {}
        for member in members:
            value = document.get(member.name)
            if value is not None:
                if member.rule.required or not _unset(member, value):
                    values[member.name] = self.value(member, value)
            elif member.rule.required and member.type != "file":  # null counts as absent
                if member.name not in document:
                    self.problems.note(MISSING, Missing(member.place))
                else:
                    self.problems.note(TYPE, WrongType(member.place, "null", json_type(member.type)))
        return values

    def value(self, member: Member, value: Any) -> Any:
        if member.item is not None:
            if isinstance(value, list):
                self.count(member, value)
                return [self.value(member.item, item) for item in value]
            wrong = FieldsNotList() if member.place == "fields" else None
            self.problems.note(TYPE, wrong or WrongType(member.place, decode.excerpt(value), "array"))
        elif member.is_struct:
            if isinstance(value, dict) or value == []:
                return self.members(member.below, value or {})
            self.problems.note(TYPE, WrongType(member.place, decode.excerpt(value), "object"))
        else:
            self.scalar(member, value)
        return value

    def scalar(self, member: Member, value: Any) -> None:
        if not is_of(member.type, value):
            expected = "string" if member.type not in SCALARS else json_type(member.type)
            self.problems.note(TYPE, WrongType(member.place, decode.excerpt(value), expected))
        elif isinstance(value, str):
            self.text(member, value)
        elif not isinstance(value, bool | dict):
            self.number(member, value)

    def number(self, member: Member, value: int | float) -> None:
        low, high = member.rule.range
        high = INT64 if high is None else high
        if value > high:
            self.problems.note(VALUE, TooLarge(member.place, high))
        elif value < (low if low is not None else -INT64):
            self.problems.note(VALUE, TooSmall(member.place, low if low is not None else -INT64))
        else:
            places = _places(low) if member.rule.places is None and isinstance(low, float) else member.rule.places
            if places is not None and _places(value) > places:
                self.problems.note(VALUE, TooPrecise(member.place, places))

    def text(self, member: Member, value: str) -> None:
        rule = member.rule
        if member.choices:
            if value not in member.choices and not (value == "" and not rule.required):  # in a list
                self.problems.note(VALUE, NotAllowed(member.place, value[:ECHO], member.choices))
            return
        sizes = (
            (len(value.encode("utf-8", "replace")), rule.bytes),
            (display_width(value), rule.wide),
            (len(value), rule.characters),
        )
        for size, (low, high) in sizes:
            if high is not None and size > high:
                self.problems.note(VALUE, TooLong(member.place, int(high)))
            elif low is not None and size < low and (value or rule.required):
                self.problems.note(VALUE, TooShort(member.place, int(low)))
        if _forbidden_in(member.name).search(value):
            self.problems.note(CHARACTER, ForbiddenCharacters(member.place))

    def count(self, member: Member, value: list[Any]) -> None:
        low, high = member.rule.items
        required = member.rule.required
        if high is not None and len(value) > high:
            self.problems.note(VALUE, TooMany(member.place, int(high)))
        if required and len(value) < (low if low is not None else 1):
            self.problems.note(VALUE, TooFew(member.place, int(low if low is not None else 1)))
        elif value and low is not None and len(value) < low:
            self.problems.note(VALUE, TooFew(member.place, int(low)))

    def filter(self, position: dict[str, Any], endpoint: Endpoint) -> None:
        """Check one condition: its field takes the operator and the values, the operator the number of values."""
        field, operator = position.get("field"), position.get("operator")
        values = [position["value"]] if "value" in position else position.get("values")
        if not (isinstance(field, str) and isinstance(operator, str) and isinstance(values, list)):
            return
        allowed = endpoint.operators.get(field)
        if allowed is not None and operator not in allowed:
            self.problems.note(VALUE, NotAllowed("filtering.operator", operator[:ECHO], allowed))
        most = SEVERAL_VALUES.get(operator, 1)
        if not values:
            self.problems.note(VALUE, TooFew("filtering.values", 1))
        elif len(values) > most:
            self.problems.note(VALUE, TooMany("filtering.values", most))
        choices = endpoint.filter_choices(field) if operator != "CONTAINS" else ()
        if choices and (other := next((text for text in values if text not in choices), None)) is not None:
            self.problems.note(VALUE, NotAllowed("filtering.values", str(other)[:ECHO], choices))

    def fields(self, names: list[Any], item: Fields) -> None:
        """Check the members that the caller asks for: each is the name of a member that an item has."""
        texts = [name for name in names if isinstance(name, str)]
        if len(texts) < len(names):
            return
        if not names:
            self.problems.note(VALUE, TooFew("fields", 1))
        elif len(names) > FIELDS_MOST:
            self.problems.note(VALUE, TooMany("fields", FIELDS_MOST))
        elif any(len(name.encode("utf-8", "replace")) > FIELD_BYTES for name in texts):
            self.problems.note(VALUE, TooLong("fields", FIELD_BYTES))
        elif any(name not in item for name in texts):
            self.problems.note(VALUE, FieldsUnknown())


def _unset(member: Member, value: Any) -> bool:
    """Whether clients send this value for a member that nobody set.

    The SDKs send an empty text for an enum. PHP writes an empty struct as an empty list, as examples of the pages do:
    where a struct is required, that is an empty struct.
    """
    if member.is_struct:
        return bool(value == [])
    return value == "" and bool(member.choices) and "" not in member.choices


def _forbidden_in(name: str) -> re.Pattern[str]:
    """What the text of a member must not have."""
    if name in _JSON_TEXTS:
        return _BINARY
    return _CONTROL if _FREE.search(name) else _FORBIDDEN


def json_body(content: bytes) -> Any:
    """The value of a JSON body. Raises MalformedJson."""
    return decode.json_body(content, Any)


def _places(value: int | float) -> int:
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
