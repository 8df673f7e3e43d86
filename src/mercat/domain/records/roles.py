"""Roles of people in opportunities. Both must exist, and activities of the people record additions and removals."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from mercat.domain.activity_log import ActivityLog
from mercat.domain.records import sync as records
from mercat.domain.records.sync import Action, Key
from mercat.domain.records.types import fold, standard
from mercat.model.activities import StandardActivity
from mercat.model.outcomes import Done, Outcome
from mercat.model.records import Record
from mercat.model.refusals import NotFound, PersonNotFound
from mercat.store import people
from mercat.store.records import typed_records
from mercat.store.tx import Tx

PIECE: Final = 300
_KIND: Final = "opportunityRole"
_OPPORTUNITY: Final = "externalOpportunityId"


def sync(tx: Tx, entries: list[dict[str, Any]], *, action: Action, key: Key) -> list[Outcome]:
    """Create or update each role. Raises InvalidData for the whole call if roles are to be created by their id."""
    outcomes = records.sync(tx, standard()[_KIND], entries, action=action, key=key, check=_ends(tx))
    guids = [str(row.id) for row in outcomes if isinstance(row, Done) and row.status == "created"]
    _note(tx, StandardActivity.ADD_TO_OPPORTUNITY, typed_records.by_guid(tx, _KIND, guids))
    return outcomes


def delete(tx: Tx, entries: list[dict[str, Any]], *, key: Key) -> list[Outcome]:
    """Delete the roles of these keys."""
    gone: list[Record] = []
    outcomes = records.delete(tx, standard()[_KIND], entries, key=key, check=gone.append)
    _note(tx, StandardActivity.REMOVE_FROM_OPPORTUNITY, gone)
    return outcomes


def drop_all(tx: Tx) -> Callable[[Record], None]:
    """Delete the roles of an opportunity before it is deleted."""

    def check(opportunity: Record) -> None:
        key = fold([opportunity.values[_OPPORTUNITY]])
        while roles := typed_records.by_field(tx, _KIND, _OPPORTUNITY, [key], after=0, limit=PIECE):
            _note(tx, StandardActivity.REMOVE_FROM_OPPORTUNITY, roles)
            typed_records.delete(tx, [role.id for role in roles])

    return check


def _ends(tx: Tx) -> Callable[[Mapping[str, Any]], None]:
    """Refuse roles whose person or opportunity does not exist."""

    def check(values: Mapping[str, Any]) -> None:
        if not people.existing(tx, [values["leadId"]]):
            raise PersonNotFound
        if not typed_records.by_dedupe_key(tx, "opportunity", [fold([values[_OPPORTUNITY]])]):
            raise NotFound("opportunity", values[_OPPORTUNITY])

    return check


def _note(tx: Tx, kind: StandardActivity, roles: Iterable[Record]) -> None:
    """Write the activities of people who were added to opportunities, or removed from them."""
    roles = sorted(roles, key=lambda role: role.id)
    present = set(people.existing(tx, {role.values["leadId"] for role in roles}))
    keys = {fold([role.values[_OPPORTUNITY]]) for role in roles}
    opportunities = {record.dedupe_key: record for record in typed_records.by_dedupe_key(tx, "opportunity", keys)}
    log = ActivityLog(tx)
    for role in roles:
        opportunity = opportunities.get(fold([role.values[_OPPORTUNITY]]))
        if opportunity is not None and role.values["leadId"] in present:
            details = {"Is Primary": bool(role.values.get("isPrimary")), "Role": role.values["role"]}
            log.note(kind, role.values["leadId"], details, opportunity.id, opportunity.values["name"])
    log.write()
