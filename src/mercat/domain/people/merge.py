"""Merging people, all or nothing. The winner keeps its values, and its empty fields get values of the merged people. It
also gets their activities, lists, program memberships and cookies.
"""

from typing import Any, Final

from mercat.domain import activity_log
from mercat.domain.activity_log import ActivityLog, Change, Origin
from mercat.domain.people import fields, partitions
from mercat.model.people import Person
from mercat.model.refusals import InvalidData, Missing, PersonNotFound, TooManyToMerge
from mercat.store import members, people
from mercat.store.campaigns import runs
from mercat.store.lists import static_lists
from mercat.store.tx import Tx

MOST_MERGED: Final = 25
ORIGIN: Final = Origin(reason="Merge Leads")


def merge(tx: Tx, winner_id: int, ids: list[int], *, in_crm: bool = False) -> tuple[Person, list[Person]]:
    """Merge people into a winner. Answers the winner after the merge, and the merged people before it.

    Raises Missing (no id), TooManyToMerge, InvalidData (the winner among the ids; there is no CRM),
    PersonNotFound, PartitionDenied.
    """
    merged_ids = list(dict.fromkeys(ids))
    if not merged_ids:
        raise Missing("leadIds")
    if len(merged_ids) > MOST_MERGED:
        raise TooManyToMerge(MOST_MERGED)
    if winner_id in merged_ids or in_crm:
        raise InvalidData
    present = {person.id: person for person in people.by_ids(tx, [winner_id, *merged_ids])}
    if len(present) <= len(merged_ids):
        raise PersonNotFound
    for person in present.values():
        partitions.check_reached(tx, person.partition_id)
    winner, merged_people = present[winner_id], [present[person_id] for person_id in merged_ids]
    log = ActivityLog(tx, ORIGIN)
    _take_over(tx, merged_people, winner)
    changes = _fill(tx, winner, merged_people)
    if changes:
        log.changed(winner, changes)
    log.merged(winner, merged_ids, merged_in_crm=False)
    log.write()
    return winner, merged_people


def _take_over(tx: Tx, merged_people: list[Person], winner: Person) -> None:
    ids = [person.id for person in merged_people]
    catalog = fields.catalog(tx)
    activity_log.move(tx, ids, winner.id)
    static_lists.move_people(tx, ids, winner.id)
    members.move(tx, ids, winner.id)
    runs.move_people(tx, ids, winner.id)
    people.move_cookies(tx, ids, winner.id)
    people.drop_keys(
        tx, [key for person in merged_people for key in fields.keys_of(catalog, person.document, person.id)]
    )
    people.delete(tx, ids)


def _fill(tx: Tx, winner: Person, merged_people: list[Person]) -> list[Change]:
    catalog = fields.catalog(tx)
    changes: list[Change] = []
    additions: dict[str, Any] = {}
    for person in merged_people:
        for name, value in person.document.items():
            if name not in winner.document and name not in additions:
                additions[name] = value
                changes.append((catalog.by_name[name].id, None, value))
    winner.document.update(additions)
    winner.updated_ms = tx.now
    people.update(tx, [winner], email=True)
    people.add_keys(tx, fields.keys_of(catalog, additions, winner.id))
    return changes
