"""Rules between sales persons, companies, opportunities, roles and people."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup
from mercat.domain.records.types import fold
from mercat.model.refusals import InUse, NotFound, PersonNotFound, SalesPersonUnknown
from mercat.store import people
from mercat.store import records as rows
from mercat.store.records import Record
from mercat.store.tx import Tx

_OWNER: Final = "externalSalesPersonId"
_OPPORTUNITY: Final = "externalOpportunityId"


def known_owner(tx: Tx) -> Callable[[Mapping[str, Any]], None]:
    """Refuses values that name an unknown sales person."""

    def check(values: Mapping[str, Any]) -> None:
        owner = values.get(_OWNER)
        if owner is not None and not rows.by_dedupe_key(tx, "salesPerson", [fold([owner])]):
            raise SalesPersonUnknown(owner)

    return check


def unused(tx: Tx) -> Callable[[Record], None]:
    """Refuses to delete a sales person who owns a person, a company or an opportunity."""

    def check(record: Record) -> None:
        owner = record.values[_OWNER]
        owned = any(rows.field_is_used(tx, kind, _OWNER, fold([owner])) for kind in ("company", "opportunity"))
        if owned or lookup.anyone_has(tx, people_fields.catalog(tx), _OWNER, owner):
            raise InUse("salesPerson", owner)

    return check


def role_ends(tx: Tx) -> Callable[[Mapping[str, Any]], None]:
    """Refuses roles whose person or opportunity does not exist."""

    def check(values: Mapping[str, Any]) -> None:
        if not people.existing(tx, [values["leadId"]]):
            raise PersonNotFound
        if not rows.by_dedupe_key(tx, "opportunity", [fold([values[_OPPORTUNITY]])]):
            raise NotFound("opportunity", values[_OPPORTUNITY])

    return check


def drop_roles(tx: Tx) -> Callable[[Record], None]:
    """Deletes the roles of an opportunity that is about to go."""

    def check(record: Record) -> None:
        key = fold([record.values[_OPPORTUNITY]])
        while roles := rows.by_field(tx, "opportunityRole", _OPPORTUNITY, [key], after=0, limit=300):
            rows.delete(tx, [role.id for role in roles])

    return check
