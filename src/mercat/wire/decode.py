"""Typed decoding of each source of inputs. A msgspec error becomes a refusal that names the member and its value."""

import functools
import re
import types
import typing
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

import msgspec

from mercat.model.refusals import (
    ForbiddenCharacters,
    MalformedJson,
    Missing,
    NotAllowed,
    Refusal,
    TooFew,
    TooLong,
    TooMany,
    WrongMember,
    WrongType,
)
from mercat.wire.operation import CLEARABLE

INT64: Final = 2**63 - 1
EXCERPT_LENGTH: Final = 255  # characters of a bad value that an error repeats

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_AT = re.compile(r" - at `(?:key in )?([^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
_MISSING = re.compile(r"missing required field `([^`]*)`")
_BOUND = re.compile(r"^Expected `(\w+)` (?:of length )?(<=|>=|<|>) (-?[\d.]+)")
_EXPECTED = re.compile(r"^Expected `([^`]*)`")


@functools.lru_cache(maxsize=2_000)
def _decoder(kind: Any) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind)


def json_body(body: bytes, kind: Any) -> Any:
    """Decode a JSON body into `kind`. Raises MalformedJson, Missing, WrongMember, NotAllowed, TooMany, ...

    A null counts as absent if the member may be absent.
    """
    if b"\\u0000" in body and _NUL.search(body):
        raise MalformedJson  # PostgreSQL cannot store a NUL in a text
    try:
        return _decoder(kind).decode(body)
    except msgspec.ValidationError:
        return _converted(json_value(body), kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJson from None


def _converted(content: Any, kind: Any) -> Any:
    """Convert a JSON value into `kind`, as `normalised` reads it."""
    document = normalised(content, kind)
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as problem:
        wrong = refusal(problem, document)
        if not isinstance(wrong, WrongType):
            raise wrong from None
        raise (WrongMember(wrong.field) if wrong.field else MalformedJson()) from None


def normalised(content: Any, kind: Any) -> Any:
    """A JSON value without nulls in members that are not required, and without typed entries that are null.

    A text is the number or truth value that it spells, where one has to be. Values that may hold any JSON, such as
    records, stay as they are.
    """
    kind = _bare(kind)
    if kind in _SCALARS:
        return _SCALARS[kind](content)
    origin, inner = typing.get_origin(kind) or kind, typing.get_args(kind)
    if isinstance(content, list) and origin is list and inner:
        return [normalised(item, inner[0]) for item in content]
    if not isinstance(content, dict):
        return content
    if origin in (typing.Union, types.UnionType):
        return normalised(content, next((one for one in inner if _is_document(_bare(one))), Any))
    if origin is dict and inner and inner[1] is not Any:
        return {name: normalised(value, inner[1]) for name, value in content.items() if value is not None}
    if not (isinstance(origin, type) and issubclass(origin, msgspec.Struct)):
        return content
    members = dict(content)
    for member in msgspec.structs.fields(origin):
        name = member.encode_name
        if name in members and members[name] is None and not member.required:
            del members[name]
        elif name in members:
            members[name] = normalised(members[name], member.type)
    return members


def _as_integer(content: Any) -> Any:
    return int(content) if isinstance(content, str) and _WHOLE.fullmatch(content) else content


def _as_number(content: Any) -> Any:
    return float(content) if isinstance(content, str) and _NUMBER.fullmatch(content) else content


def _as_truth(content: Any) -> Any:
    return content.lower() == "true" if isinstance(content, str) and content.lower() in ("true", "false") else content


_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_SCALARS: Final[dict[Any, Callable[[Any], Any]]] = {
    int: _as_integer,
    float: _as_number,
    bool: _as_truth,
}


def json_value(body: bytes | str) -> Any:
    """Decode any JSON. Raises MalformedJson."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise MalformedJson from None


def parameters(pairs: Iterable[tuple[str, str]], kind: Any) -> Any:
    """Convert the texts of a path, query or form into `kind`.

    Lists repeat the name or separate items by commas. Members that are structs or dicts hold JSON text. Unknown names
    are ignored. A blank value counts as absent, unless it is that of a `ClearableText`.
    """
    given: dict[str, list[str]] = {}
    blank: set[str] = set()
    for name, value in pairs:
        if value:
            given.setdefault(name, []).append(value)
        else:
            blank.add(name)
    raw: dict[str, Any] = dict.fromkeys(blank & _clearable(kind), "") if blank else {}
    for name, read in _members(kind):
        values = given.get(name)
        if values is not None:
            if "\0" in "".join(values):
                raise ForbiddenCharacters(name)  # PostgreSQL cannot store a NUL in a text
            raw[name] = read(name, values)
    try:
        return msgspec.convert(raw, kind, strict=False)
    except msgspec.ValidationError:
        pass  # nulls are only looked for now, because most calls have none
    raw = normalised(raw, kind)
    try:
        return msgspec.convert(raw, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise refusal(problem, raw) from None


def exact_json(body: bytes, kind: Any) -> Any:
    """Decode a JSON body into `kind`, where null is null. Raises MalformedJson, or msgspec.ValidationError."""
    if b"\\u0000" in body and _NUL.search(body):
        raise MalformedJson  # PostgreSQL cannot store a NUL in a text
    try:
        return _decoder(kind).decode(body)
    except msgspec.ValidationError:
        json_value(body)  # malformed JSON may have a wrong member before its error
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedJson from None


def exact_parameters(pairs: Iterable[tuple[str, str]], kind: Any) -> Any:
    """Convert texts of a path or query into `kind`. A name's last value counts. Raises msgspec.ValidationError."""
    given = dict(pairs)
    for name, text in given.items():
        if "\0" in text:
            raise msgspec.ValidationError(f"Expected text without NUL - at `$.{name[:EXCERPT_LENGTH]}`")
    return msgspec.convert(given, kind, strict=False)


def query(pairs: list[tuple[str, str]], members: list[tuple[str, str]], kind: Any) -> Any:
    """Parameters, and members of a JSON body in their place, where a wrong type is a wrong member."""
    try:
        return parameters(pairs + members, kind)
    except WrongType as wrong:
        raise WrongMember(wrong.field) if wrong.field in dict(members) else wrong from None


_Reader = Callable[[str, list[str]], Any]  # of a name and its texts


@functools.cache
def _members(kind: Any) -> tuple[tuple[str, _Reader], ...]:
    return tuple((member.encode_name, _reader(_bare(member.type))) for member in msgspec.structs.fields(kind))


@functools.cache
def _clearable(kind: Any) -> frozenset[str]:
    """The names of the members that a blank value clears."""
    return frozenset(member.encode_name for member in msgspec.structs.fields(kind) if _is_clearable(member.type))


def _is_clearable(annotation: Any) -> bool:
    metadata: tuple[Any, ...] = getattr(annotation, "__metadata__", ())
    return CLEARABLE in metadata or any(map(_is_clearable, typing.get_args(annotation)))


def _bare(annotation: Any) -> Any:
    """The type without Optional and Annotated."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(annotation) if kind not in (type(None), msgspec.UnsetType)]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def _reader(kind: Any) -> _Reader:
    origin = typing.get_origin(kind) or kind
    if origin in (typing.Union, types.UnionType) and any(_is_document(_bare(one)) for one in typing.get_args(kind)):
        return lambda name, values: _json_parameter(name, values[0], "object")
    if origin is list and _is_document(_bare(typing.get_args(kind)[0])):
        return lambda name, values: _json_parameter(name, values[0], "array")
    if origin is list:
        return _items
    if _is_document(origin):
        return lambda name, values: _json_parameter(name, values[0], "object")
    if origin is int:
        return lambda name, values: _integer(name, values[0])
    return _number if origin is float else lambda name, values: values[0]


def _items(name: str, values: list[str]) -> list[str]:
    return [item for value in values for part in value.split(",") if (item := part.strip())]


def _number(name: str, values: list[str]) -> str:
    if values[0].strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise WrongType(name, values[0][:EXCERPT_LENGTH], "number")
    return values[0]


def _integer(name: str, text: str) -> int:
    try:
        number = int(text) if len(text) <= 20 and text.isascii() else None
    except ValueError:
        number = None
    if number is None or abs(number) > INT64 or "_" in text:
        raise WrongType(name, text[:EXCERPT_LENGTH], "int")
    return number


def _is_document(kind: Any) -> bool:
    return (typing.get_origin(kind) or kind) is dict or (isinstance(kind, type) and issubclass(kind, msgspec.Struct))


# Strings in either quotes (an unclosed one reaches the end), and runs of anything but punctuation of JSON.
_PIECE = re.compile(r"""(?s)"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|[^\s"'{}\[\],:][^"'{}\[\],:]*""")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,18})(\.\d{1,18})?", re.ASCII)
_ESCAPED = re.compile(r"\\(['\\])")
_WORDS: Final = {"True": "true", "False": "false", "None": "null", "true": "true", "false": "false", "null": "null"}


def _json_parameter(name: str, text: str, expected: str) -> Any:
    """JSON in a parameter, or a Python literal, which a published client sends, if it is unambiguous."""
    if "\\u0000" in text:
        raise ForbiddenCharacters(name)  # PostgreSQL cannot store a NUL in a text
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    try:
        return msgspec.json.decode(_PIECE.sub(_strict, text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise WrongType(name, text[:EXCERPT_LENGTH], expected) from None


def _strict(piece: re.Match[str]) -> str:
    """JSON for a piece of a Python literal, or for a bare word."""
    text = piece[0]
    if text[0] == '"':
        return text
    if text[0] == "'":
        text = _ESCAPED.sub(r"\1", text[1:-1])
    else:
        text = text.rstrip()
        if text in _WORDS or _NUMBER.fullmatch(text):
            return _WORDS.get(text, text)
    return msgspec.json.encode(text).decode()


def refusal(problem: msgspec.ValidationError, content: Any) -> Refusal:
    """The refusal for a msgspec error, with the member's name and value."""
    text = str(problem)
    where = _AT.search(text)
    steps: list[str] = []
    name, value = "", content
    for name, index in _STEP.findall(where[1] if where else ""):
        if name:
            steps.append(name)
        value = _inside(value, name, index)
    field = steps[-1] if steps else ""
    missing = _MISSING.search(text)
    if missing:
        return Missing(missing[1])
    if text.startswith("Invalid enum value"):
        return NotAllowed(field, excerpt(value))
    bound = _BOUND.search(text)
    if bound:
        kind, comparison, limit = bound[1], bound[2], int(Decimal(bound[3]))
        if comparison.startswith(">"):
            return TooFew(field, limit)
        return TooLong(field, limit) if kind == "str" else TooMany(field, limit)
    if value is None and name:
        return Missing(field)
    expected = _EXPECTED.search(text)
    kinds = expected[1].split(" | ") if expected else ["object"]
    return WrongType(field, excerpt(value), "object" if "object" in kinds else kinds[0])


def _inside(value: Any, name: str, index: str) -> Any:
    if name and isinstance(value, dict):
        return value.get(name)
    if index and isinstance(value, list) and int(index) < len(value):
        return value[int(index)]
    return value


def excerpt(value: Any) -> str:
    """The beginning of a value, as an error repeats it."""
    if isinstance(value, str):
        return value[:EXCERPT_LENGTH]
    return msgspec.json.encode(value).decode()[:EXCERPT_LENGTH]
