"""Validation by contract: the members that an endpoint takes, of their types and within their bounds.

Everything is looked at, then the gravest problem is raised: what is missing, then types, then values, then characters.
Members that the contract does not know are dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec

from mercat.domain.advertising.refusals import TooLarge, TooSmall
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
from mercat.tencent.contract import NO_RULE, SCALARS, Contract, Endpoint, Rule, is_of
from mercat.tencent.refusals import FieldsNotList, FieldsUnknown, TooPrecise, TooShort
from mercat.wire import decode
from mercat.wire.http import Pairs

INT64: Final = 2**63 - 1
SHOWN: Final = 200  # characters of a bad value that an error repeats
FIELDS_MOST: Final = 1_024
FIELD_BYTES: Final = 64
SEVERAL_VALUES: Final = {"IN": 100, "NOT_IN": 100}  # all other operators take one
MISSING, TYPE, VALUE, CHARACTER = range(4)

# Members whose texts need the characters that are forbidden everywhere else.
_FREE: Final = re.compile(
    r"(^|_)(url|urls|uri|link|links|deeplink|path|paths|body|bytes|param|parameter|domain|email|website)(_|$)"
)
_FORBIDDEN: Final = re.compile(r"[<>&‘”/\\'\"\x00-\x1f\x7f]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_INTEGER: Final = re.compile(r"-?\d{1,19}")
_NUMBER: Final = re.compile(r"-?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


class Problems:
    """The first problem of each rank."""

    def __init__(self) -> None:
        self._first: dict[int, Refusal] = {}

    def note(self, rank: int, problem: Refusal) -> None:
        """Keep a problem, unless there is one of its rank already."""
        self._first.setdefault(rank, problem)

    def settle(self) -> None:
        """Raise the gravest problem, if there is any."""
        if self._first:
            raise self._first[min(self._first)]


def query(contract: Contract, endpoint: Endpoint, pairs: Pairs, *, fields_required: bool) -> dict[str, Any]:
    """The parameters of a GET: JSON text where the type is no text, bare where it is. Raises what is wrong."""
    problems = Problems()
    document = _texts(contract, endpoint.query, pairs, problems)
    if fields_required and "fields" in endpoint.query and "fields" not in document:
        problems.note(MISSING, Missing("fields"))
    return _checked(contract, endpoint, document, problems)


def form(contract: Contract, endpoint: Endpoint, pairs: Pairs) -> dict[str, Any]:
    """The texts of a multipart form, likewise; files are not among them."""
    problems = Problems()
    return _checked(contract, endpoint, _texts(contract, endpoint.form, pairs, problems), problems)


def body(contract: Contract, endpoint: Endpoint, document: Any) -> dict[str, Any]:
    """The members of a JSON body."""
    if not isinstance(document, dict):
        raise WrongType("body", decode.shown(document), "object")
    return _checked(contract, endpoint, document, Problems())


def type_name(word: str) -> str:
    """What a type is called in an error."""
    if word.startswith("["):
        return "array"
    return word if word in SCALARS and word != "map" else "object"


class _Unreadable:
    """Stands for a parameter whose text is not of its type."""


def _texts(contract: Contract, words: dict[str, str], pairs: Pairs, problems: Problems) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, text in pairs:
        word = words.get(name, "file")
        if word == "file" or name in document or (text == "" and word in ("integer", "number", "boolean")):
            continue
        value = _parameter(contract, word, text)
        if value is _Unreadable:
            wrong = FieldsNotList() if name == "fields" else WrongType(name, text[:SHOWN], type_name(word))
            problems.note(TYPE, wrong)
            value = None
        document[name] = value
    return document


def _parameter(contract: Contract, word: str, text: str) -> Any:
    if word == "integer":
        return int(text) if _INTEGER.fullmatch(text) else _Unreadable
    if word == "number":
        return float(text) if _NUMBER.fullmatch(text) else _Unreadable
    if word == "boolean":
        return _BOOLEANS.get(text, _Unreadable)
    if word.startswith("[") or word == "map" or word in contract.structs:
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return _Unreadable
    return text


def _checked(contract: Contract, endpoint: Endpoint, document: dict[str, Any], problems: Problems) -> dict[str, Any]:
    walk = _Walk(contract, endpoint, problems)
    kept = walk.members(contract.inputs(endpoint), document, "")
    for position in _filters(kept):
        walk.filter(position)
    if isinstance(kept.get("fields"), list):
        walk.fields(kept["fields"])
    problems.settle()
    for name, rule in endpoint.rules.items():
        if rule.default is not None and name not in kept and contract.inputs(endpoint).get(name) == "integer":
            kept[name] = int(rule.default)
    return kept


def _filters(kept: dict[str, Any]) -> Iterator[dict[str, Any]]:
    filtering = kept.get("filtering")
    if isinstance(filtering, list):
        yield from (position for position in filtering if isinstance(position, dict))


@dataclass(slots=True)
class _Walk:
    contract: Contract
    endpoint: Endpoint
    problems: Problems

    def members(self, words: dict[str, str], document: dict[str, Any], path: str) -> dict[str, Any]:
        kept = {}
        for name, word in words.items():
            place = f"{path}.{name}" if path else name
            rule = self.endpoint.rules.get(place, NO_RULE)
            value = document.get(name)
            if value is None:  # null is as good as absent
                if rule.required and word != "file" and name not in document:
                    self.problems.note(MISSING, Missing(place))
                elif rule.required and word != "file":
                    self.problems.note(TYPE, WrongType(place, "null", type_name(word)))
                continue
            kept[name] = self.value(word, value, place, rule)
        return kept

    def value(self, word: str, value: Any, place: str, rule: Rule) -> Any:
        if word.startswith("["):
            if not isinstance(value, list):
                wrong = FieldsNotList() if place == "fields" else WrongType(place, decode.shown(value), "array")
                self.problems.note(TYPE, wrong)
                return value
            self.count(value, place, rule)
            return [self.value(word[1:-1], item, place, rule) for item in value]
        words = self.contract.structs.get(word)
        if words is not None:
            if isinstance(value, dict):
                return self.members(words, value, place)
            self.problems.note(TYPE, WrongType(place, decode.shown(value), "object"))
            return value
        self.scalar(word, value, place, rule)
        return value

    def scalar(self, word: str, value: Any, place: str, rule: Rule) -> None:
        if not is_of(word, value):
            expected = "string" if word not in SCALARS else type_name(word)
            self.problems.note(TYPE, WrongType(place, decode.shown(value), expected))
        elif isinstance(value, str):
            self.text(value, place, rule, self.contract.enums.get(word, ()))
        elif not isinstance(value, bool | dict):
            self.number(value, place, rule)

    def number(self, value: int | float, place: str, rule: Rule) -> None:
        low, high = rule.range
        high = INT64 if high is None else high
        if value > high:
            self.problems.note(VALUE, TooLarge(place, high))
        elif value < (low if low is not None else -INT64):
            self.problems.note(VALUE, TooSmall(place, low if low is not None else -INT64))
        elif isinstance(low, float) and _places(value) > _places(low):
            self.problems.note(VALUE, TooPrecise(place, _places(low)))

    def text(self, value: str, place: str, rule: Rule, choices: tuple[str, ...]) -> None:
        allowed = rule.allowed or choices
        if allowed:
            if value not in allowed and not (value == "" and not rule.required):
                self.problems.note(VALUE, NotAllowed(place, value[:SHOWN], allowed))
            return
        for size, (low, high) in ((len(value.encode("utf-8", "replace")), rule.bytes), (wide(value), rule.wide)):
            if high is not None and size > high:
                self.problems.note(VALUE, TooLong(place, int(high)))
            elif low is not None and size < low and (value or rule.required):
                self.problems.note(VALUE, TooShort(place, int(low)))
        name = place.rpartition(".")[2]
        if (_CONTROL if _FREE.search(name) else _FORBIDDEN).search(value):
            self.problems.note(CHARACTER, ForbiddenCharacters(place))

    def count(self, value: list[Any], place: str, rule: Rule) -> None:
        low, high = rule.items
        if high is not None and len(value) > high:
            self.problems.note(VALUE, TooMany(place, int(high)))
        if rule.required and len(value) < (low if low is not None else 1):
            self.problems.note(VALUE, TooFew(place, int(low if low is not None else 1)))
        elif value and low is not None and len(value) < low:
            self.problems.note(VALUE, TooFew(place, int(low)))

    def filter(self, position: dict[str, Any]) -> None:
        """One condition: an operator that its field takes, with as many values as it takes."""
        field, operator, values = position.get("field"), position.get("operator"), position.get("values")
        if not (isinstance(field, str) and isinstance(operator, str) and isinstance(values, list)):
            return
        allowed = self.endpoint.rules.get("filtering.operator", NO_RULE).operators.get(field)
        if allowed is not None and operator not in allowed:
            self.problems.note(VALUE, NotAllowed("filtering.operator", operator[:SHOWN], allowed))
        most = SEVERAL_VALUES.get(operator, 1)
        if not values:
            self.problems.note(VALUE, TooFew("filtering.values", 1))
        elif len(values) > most:
            self.problems.note(VALUE, TooMany("filtering.values", most))

    def fields(self, names: list[Any]) -> None:
        """The members that the caller wants: names of members that there are."""
        texts = [name for name in names if isinstance(name, str)]
        if len(texts) < len(names):
            return
        if not names:
            self.problems.note(VALUE, TooFew("fields", 1))
        elif len(names) > FIELDS_MOST:
            self.problems.note(VALUE, TooMany("fields", FIELDS_MOST))
        elif any(len(name.encode("utf-8", "replace")) > FIELD_BYTES for name in texts):
            self.problems.note(VALUE, TooLong("fields", FIELD_BYTES))
        elif not set(texts) <= set(self.contract.item(self.endpoint)):
            self.problems.note(VALUE, FieldsUnknown())


def wide(text: str) -> int:
    """Length in wide characters: two ASCII characters count as one, rounded up."""
    return (sum(1 if letter.isascii() else 2 for letter in text) + 1) // 2


def json_body(content: bytes) -> Any:
    """The value of a JSON body. Raises MalformedJson."""
    return decode.json_body(content, Any)


def _places(value: int | float) -> int:
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
