"""Merging people, all or nothing: the winner keeps its values, empty ones are filled, all that hung on losers moves."""

from typing import Any, Final

from mercat.domain.people import fields, partitions
from mercat.domain.people.changes import ActivityLog, Change, Origin
from mercat.model.refusals import InvalidData, Missing, PersonNotFound, TooManyToMerge
from mercat.store import members, people
from mercat.store.activity import log
from mercat.store.campaigns import runs
from mercat.store.lists import static_lists
from mercat.store.people import Person
from mercat.store.tx import Tx

MOST_LOSERS: Final = 25
ORIGIN: Final = Origin(reason="Merge Leads")


def merge(tx: Tx, winner_id: int, loser_ids: list[int], *, in_crm: bool = False) -> tuple[Person, list[Person]]:
    """Fold people into one; answers the winner as it is now, and the losers as they were.

    Raises Missing (no loser), TooManyToMerge, InvalidData (the winner among the losers; a CRM that is not there),
    PersonNotFound, PartitionDenied.
    """
    losing = list(dict.fromkeys(loser_ids))
    if not losing:
        raise Missing("leadIds")
    if len(losing) > MOST_LOSERS:
        raise TooManyToMerge(MOST_LOSERS)
    if winner_id in losing or in_crm:
        raise InvalidData
    present = {person.id: person for person in people.by_ids(tx, [winner_id, *losing])}
    if len(present) <= len(losing):
        raise PersonNotFound
    for person in present.values():
        partitions.check_reached(tx, person.partition_id)
    winner, losers = present[winner_id], [present[loser] for loser in losing]
    journal = ActivityLog(tx, ORIGIN)
    _take_over(tx, losers, winner)
    changes = _fill(tx, winner, losers)
    if changes:
        journal.changed(winner, changes)
    journal.merged(winner, losing, merged_in_crm=False)
    journal.write()
    return winner, losers


def _take_over(tx: Tx, merged_people: list[Person], winner: Person) -> None:
    ids = [person.id for person in merged_people]
    catalog = fields.catalog(tx)
    log.move(tx, ids, winner.id)
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
