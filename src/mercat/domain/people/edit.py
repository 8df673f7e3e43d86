"""Editing one person by hand: what somebody typed into a form, judged field by field before anything is written."""

from typing import Any, Final

from mercat.domain.activity_log import Origin
from mercat.domain.people import fields, find, sync
from mercat.model.outcomes import Skipped
from mercat.model.people import FieldRow, Person
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

WHOLE: Final = ""  # names, among problems, the record as a whole


def editable(tx: Tx) -> list[FieldRow]:
    """The fields that somebody may set, by display name."""
    catalog = fields.catalog(tx)
    rows = [catalog.by_name[name] for name in catalog.converters if not catalog.by_name[name].hidden]
    return sorted(rows, key=lambda field: field.display_name.casefold())


def change(tx: Tx, person_id: int, values: dict[str, Any], origin: Origin) -> dict[str, Refusal]:
    """Give a person other values of some fields; an empty text empties a field.

    Answers what is wrong, by field; then nothing was written. Raises PersonNotFound, PartitionDenied.
    """
    find.by_id(tx, person_id)
    problems = _judge(tx, values)
    if problems or not values:
        return problems
    record = {"id": person_id, **values}
    (outcome,) = sync.sync(tx, [record], action="updateOnly", lookup_field="id", origin=origin)
    return {WHOLE: outcome.refusal} if isinstance(outcome, Skipped) else {}


def _judge(tx: Tx, values: dict[str, Any]) -> dict[str, Refusal]:
    converters = fields.catalog(tx).converters
    problems: dict[str, Refusal] = {}
    for name, value in values.items():
        try:
            converters[name](value)
        except Refusal as refusal:
            problems[name] = refusal
    return problems


def text_of(person: Person, name: str) -> str:
    """What a form shows of a field, and what it sends back if nobody touches it."""
    value = person.document.get(name)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
