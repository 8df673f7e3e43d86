"""Variables: how a `<meta>` tag declares one, which values it takes, and what they are in HTML."""

import html
import math
import re
from typing import Final

from mercat.model.markup import Span, Variable, VariableType
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule

# The class of a declaration is this and a type; an image is declared by the class of an image region.
_PREFIX: Final = "mkto"
_TYPES: Final = {f"{_PREFIX}{type.value}": type for type in VariableType if type is not VariableType.IMAGE} | {
    "mktoImg": VariableType.IMAGE
}
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_NUMBER: Final = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})")
_BOOLEANS: Final = ("true", "false")


def type_of(classes: list[str]) -> VariableType | None:
    """The type that a declaration of these classes has, or None."""
    return next((_TYPES[name] for name in classes if name in _TYPES), None)


def unknown_type(classes: list[str]) -> str | None:
    """The class that looks as if it were a type and is none, or None."""
    return next((name for name in classes if name.startswith(_PREFIX) and name not in _TYPES), None)


def declare(
    type: VariableType, attributes: dict[str, str], span: Span
) -> tuple[Variable, list[RuleBroken], list[RuleBroken]]:
    """The variable that a tag declares, the problems with it and the warnings about it."""
    id = attributes.get("id", "")
    values = tuple(value.strip() for value in attributes.get("values", "").split(",") if value.strip())
    variable = Variable(
        type=type,
        id=id,
        name=attributes.get("mktoname") or id,
        default=_default(type, attributes, values),
        span=span,
        module_scope=is_true(attributes, "mktomodulescope"),
        allow_html=is_true(attributes, "allowhtml"),
        values=values if type is VariableType.LIST else (),
        min=_number(attributes.get("min", "")),
        max=_number(attributes.get("max", "")),
        step=_number(attributes.get("step", "")) or 1,
        units=attributes.get("units", ""),
        true_value=attributes.get("true_value", "true"),
        false_value=attributes.get("false_value", "false"),
        true_name=attributes.get("true_value_name", "ON"),
        false_name=attributes.get("false_value_name", "OFF"),
    )
    problems = []
    if type is VariableType.LIST and not values:
        problems.append(RuleBroken(Rule.VARIABLE_WITHOUT_VALUES, id=id))
    if type is VariableType.NUMBER and not attributes.get("default"):
        problems.append(RuleBroken(Rule.VARIABLE_WITHOUT_DEFAULT, id=id))
    is_odd = bool(attributes.get("default")) and not accepts(variable, variable.default)
    return variable, problems, [RuleBroken(Rule.VARIABLE_DEFAULT_UNFIT, id=id)] if is_odd else []


def accepts(variable: Variable, value: str) -> bool:
    """Whether a value fits the type and bounds of a variable. An image, a color or a text may be empty."""
    if variable.type is VariableType.NUMBER:
        number = _number(value)
        low = -math.inf if variable.min is None else variable.min
        high = math.inf if variable.max is None else variable.max
        return number is not None and low <= number <= high
    if variable.type is VariableType.LIST:
        return value in variable.values
    if variable.type is VariableType.COLOR:
        return not value or _COLOR.fullmatch(value) is not None
    return variable.type is not VariableType.BOOLEAN or value.lower() in _BOOLEANS


def written(variable: Variable, value: str) -> str:
    """What stands in the place of `${id}` for a value: with its units, as true or false value, escaped unless HTML."""
    if variable.type is VariableType.NUMBER:
        return value + variable.units
    if variable.type is VariableType.BOOLEAN:
        return variable.true_value if value.lower() == "true" else variable.false_value
    if variable.type is VariableType.HTML or variable.allow_html:
        return value
    return html.escape(value)


def is_true(attributes: dict[str, str], name: str, *, default: bool = False) -> bool:
    """The boolean that an attribute holds."""
    value = attributes.get(name, "").strip().lower()
    return value == "true" if value in _BOOLEANS else default


def _default(type: VariableType, attributes: dict[str, str], values: tuple[str, ...]) -> str:
    value = attributes.get("default", "")
    if type is VariableType.BOOLEAN:
        return "true" if value.lower() == "true" else "false" if value.lower() in ("", "false") else value
    if type is VariableType.LIST:
        return value or next(iter(values), "")
    return value


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None
