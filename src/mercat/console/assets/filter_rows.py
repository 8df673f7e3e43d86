"""The rules of a smart list or segment as rows of a form: a filter, an operator, and a value on each line."""

from typing import Any, Final

from mercat.console.errors import FieldRefused
from mercat.console.form_conflicts import Values
from mercat.console.request import ConsoleRequest
from mercat.domain.people import fields
from mercat.domain.segments import filters, logic, operators
from mercat.domain.segments.memberships import MEMBERSHIPS, OF_PROGRAM
from mercat.model.refusals import Missing, NotAllowed, Refusal
from mercat.model.smart_lists import Filter, Match, SmartListRules
from mercat.store.tx import Tx

BLANK: Final = 3  # rows for more filters
MATCHES: Final[dict[str, Match]] = {"all": "all", "any": "any", "advanced": "advanced"}
PARTS: Final = ("filter", "operator", "values", "status")
OPERATORS: Final = tuple(
    dict.fromkeys(
        [operator for kind in ("text", "number", "date") for operator in operators.OPERATORS[kind]]
        + [operator for one in MEMBERSHIPS.values() for operator in one.operators]
    )
)


def values_of(tx: Tx, rules: SmartListRules) -> Values:
    """The fields of a form that shows rules."""
    values: Values = {"match": rules.match, "logic": rules.logic}
    for number, one in enumerate(rules.filters, 1):
        values |= _row(number, filters.with_names(tx, one))
    return values


def _row(number: int, one: Filter) -> Values:
    primary, *constraints = one.conditions
    status = [value for constraint in constraints for value in constraint.values]
    row = {
        "filter": one.name,
        "operator": primary.operator,
        "values": "\n".join(primary.values),
        "status": "\n".join(status),
    }
    return {f"{part}-{number}": text for part, text in row.items() if text}


def typed(request: ConsoleRequest) -> Values:
    """The same fields as they were submitted; those without a text are left out, and so are rows without one."""
    match = request.text("match")
    values: Values = {"match": match if match in MATCHES else "all", "logic": request.text("logic")}
    for number in range(1, filters.FILTERS + BLANK + 1):
        texts = {f"{part}-{number}": "\n".join(_lines(request, f"{part}-{number}")) for part in PARTS}
        if any(text for name, text in texts.items() if not name.startswith("operator")):
            values |= {name: text for name, text in texts.items() if text}
    return values


def _lines(request: ConsoleRequest, name: str) -> list[str]:
    return [line.strip() for line in request.text(name).splitlines() if line.strip()]


def rules_of(tx: Tx, values: Values, before: SmartListRules) -> SmartListRules:
    """The rules that a form asks for. A filter of `before` that is on the form as it was stays as it is.

    Raises FieldRefused.
    """
    unchanged = {tuple(sorted(_row(0, filters.with_names(tx, one)).items())): one for one in before.filters}
    parts = []
    for number in _numbers(values):
        row = {f"{part}-0": values[f"{part}-{number}"] for part in PARTS if values.get(f"{part}-{number}")}
        parts.append(unchanged.get(tuple(sorted(row.items()))) or _filter(tx, number, values))
    text = values["logic"] if values["match"] == "advanced" else ""
    rules = SmartListRules(MATCHES[values["match"]], text, before.triggers, tuple(parts))
    try:
        logic.node_of(rules)
    except Refusal as refusal:
        raise FieldRefused("logic", refusal) from None
    return rules


def _numbers(values: Values) -> list[int]:
    """The numbers of the rows that are filled, in order."""
    return sorted({int(name.rpartition("-")[2]) for name in values if name.partition("-")[0] in PARTS})


def _filter(tx: Tx, number: int, values: Values) -> Filter:
    name, operator, texts, status = (values.get(f"{part}-{number}", "") for part in PARTS)
    if not name:
        raise FieldRefused(f"filter-{number}", Missing("filter"))
    if status and name != OF_PROGRAM.name:
        raise FieldRefused(f"status-{number}", NotAllowed("status", status))
    constraints = [(OF_PROGRAM.constraints[0], "is", status.splitlines())] if status else []
    try:
        return filters.make(tx, name, operator, texts.splitlines(), constraints)
    except Refusal as refusal:
        part = getattr(refusal, "field", "")
        raise FieldRefused(f"{part if part in PARTS else 'values'}-{number}", refusal) from None


def context(tx: Tx, values: Values) -> dict[str, Any]:
    """What the template of a form with rows needs beside the values."""
    last = max(_numbers(values), default=0)
    return {
        "rows": range(1, min(last + BLANK, filters.FILTERS + BLANK) + 1),
        "operators": [(operator, operator) for operator in OPERATORS],
        "filter_names": sorted(
            [field.display_name for field in fields.catalog(tx).by_name.values()] + [*MEMBERSHIPS, *filters.ACTIVITIES],
            key=str.casefold,
        ),
        "logic_length": logic.LENGTH,
    }


def summaries(tx: Tx, rules: SmartListRules) -> list[str]:
    """Each filter as one line of text."""
    return [_summary(filters.with_names(tx, one)) for one in rules.filters]


def _summary(one: Filter) -> str:
    primary, *constraints = one.conditions
    parts = [f"{one.name} {primary.operator} {', '.join(primary.values)}".rstrip()]
    parts += [f"{each.attribute} {each.operator} {', '.join(each.values)}" for each in constraints]
    return "; ".join(parts)
