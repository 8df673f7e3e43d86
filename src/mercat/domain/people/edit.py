"""Editing one person with a form: every field is checked before anything is written."""

from typing import Any, Final

from mercat.domain.activity_log import Origin
from mercat.domain.people import fields, find, sync
from mercat.model.outcomes import Skipped
from mercat.model.people import FieldRow, Person
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

WHOLE: Final = ""  # the key of problems with the record as a whole


def editable(tx: Tx) -> list[FieldRow]:
    """The fields that a form can set, by display name."""
    catalog = fields.catalog(tx)
    rows = [catalog.by_name[name] for name in catalog.converters if not catalog.by_name[name].hidden]
    return sorted(rows, key=lambda field: field.display_name.casefold())


def change(tx: Tx, person_id: int, values: dict[str, Any], origin: Origin) -> dict[str, Refusal]:
    """Change some fields of a person. An empty text clears a field.

    Answers the problems by field. With a problem, nothing is written. Raises PersonNotFound, PartitionDenied.
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
    """The value of a field in a form, which sends it back unless it is edited."""
    value = person.document.get(name)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
