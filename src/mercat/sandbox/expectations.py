"""What an operation expects in place of what came, in plain words, for msgspec's account of what does not fit."""

import re
from typing import Any, Final

import msgspec
from msgspec import inspect

_AT: Final = re.compile(r" - at `(.*)`$")
_STEP: Final = re.compile(r"\.([^.\[]+)|\[[^\]]*\]")
_UNKNOWN: Final = re.compile(r"unknown field `(.*?)`")
_MISSING: Final = re.compile(r"required field `(.*?)`")
_PLAIN: Final[dict[type[inspect.Type], str]] = {
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.DictType: "an object",
}

Numeric = inspect.IntType | inspect.FloatType


def sentence(problem: msgspec.ValidationError, kind: Any) -> str:
    """What is wrong, and what is expected there."""
    text = str(problem)
    where = _AT.search(text)
    steps = _STEP.findall(where[1]) if where else []
    place = where[1].removeprefix("$").removeprefix(".") if where else ""
    expected = _inside(inspect.type_info(kind), steps)
    unknown, missing = _UNKNOWN.search(text), _MISSING.search(text)
    if unknown:
        members = [one for one in _alternatives(expected) if isinstance(one, inspect.StructType)]
        return f"There is no `{_joined(place, unknown[1])}`. There are {_members(members[0])}."
    if missing:
        return f"`{_joined(place, missing[1])}` is missing: expected {_described(_inside(expected, [missing[1]]))}."
    return f"{f'`{place}`' if place else 'This'} does not fit: expected {_described(expected)}."


def choices(names: list[str], *, last: str = "or") -> str:
    """Names as a text lists them."""
    quoted = [f"`{name}`" for name in names]
    return f" {last} ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _members(kind: inspect.StructType) -> str:
    return choices([field.encode_name for field in kind.fields], last="and")


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _inside(kind: inspect.Type, steps: list[str]) -> inspect.Type:
    """The type of the member to which the steps lead; an empty step is an item of an array."""
    for step in steps:
        for one in _alternatives(kind):
            if isinstance(one, inspect.StructType) and step:
                kind = next((field.type for field in one.fields if field.encode_name == step), kind)
            elif isinstance(one, inspect.ListType) and not step:
                kind = one.item_type
            elif isinstance(one, inspect.DictType) and step:
                kind = one.value_type
    return kind


def _alternatives(kind: inspect.Type) -> list[inspect.Type]:
    """The types that a member may have, without null, which nobody has to send."""
    if isinstance(kind, inspect.Metadata):
        return _alternatives(kind.type)
    if isinstance(kind, inspect.UnionType):
        return [one for each in kind.types for one in _alternatives(each) if not isinstance(one, inspect.NoneType)]
    return [kind]


def _described(kind: inspect.Type) -> str:
    return " or ".join(map(_one_described, _alternatives(kind)))


def _one_described(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.StructType):
        return f"an object of {_members(kind)}"
    if isinstance(kind, inspect.LiteralType):
        return choices([str(value) for value in kind.values])
    if isinstance(kind, inspect.ListType):
        return f"an array, of which each item is {_described(kind.item_type)}"
    if isinstance(kind, Numeric):
        return _number(kind)
    if isinstance(kind, inspect.StrType):
        return _text(kind)
    return _PLAIN.get(type(kind), "any value")


def _number(kind: Numeric) -> str:
    noun = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
    least, most = kind.ge, kind.le
    if least is None and most is None:
        return noun
    if most is None:
        return f"{noun} of at least {least:g}"
    return f"{noun} from {_plain(least or 0)} to {_plain(most)}"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:f}".rstrip("0")


def _text(kind: inspect.StrType) -> str:
    if kind.pattern is not None:
        return f"a name of at most {kind.max_length} letters, digits, `.`, `_` and `-`"
    least, most = kind.min_length or 0, kind.max_length
    if most is None:
        return "a text"
    return f"a text of {least} to {most} characters" if least else f"a text of at most {most} characters"
