"""Rules between sales persons, companies, opportunities and people."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup
from mercat.domain.records.types import fold
from mercat.model.records import Record
from mercat.model.refusals import InUse, SalesPersonUnknown
from mercat.store.records import typed_records
from mercat.store.tx import Tx

_OWNER: Final = "externalSalesPersonId"


def known_owner(tx: Tx) -> Callable[[Mapping[str, Any]], None]:
    """Refuse values with an unknown sales person."""

    def check(values: Mapping[str, Any]) -> None:
        owner = values.get(_OWNER)
        if owner is not None and not typed_records.by_dedupe_key(tx, "salesPerson", [fold([owner])]):
            raise SalesPersonUnknown(owner)

    return check


def owner(tx: Tx, owned: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of the sales person who owns a person, a company or an opportunity; empty without one."""
    key = owned.get(_OWNER)
    among = [] if key is None else typed_records.by_dedupe_key(tx, "salesPerson", [fold([key])])
    return among[0].values if among else {}


def unused(tx: Tx) -> Callable[[Record], None]:
    """Refuse to delete a sales person who owns a person, a company or an opportunity."""

    def check(record: Record) -> None:
        owner = record.values[_OWNER]
        owned = any(typed_records.field_is_used(tx, kind, _OWNER, fold([owner])) for kind in ("company", "opportunity"))
        if owned or lookup.anyone_has(tx, people_fields.catalog(tx), _OWNER, owner):
            raise InUse("salesPerson", owner)

    return check
