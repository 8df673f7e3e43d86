"""Deleting people with their keys, cookies and activities. Only the activity of the deletion stays."""

from typing import Any

from mercat.domain import activity_log
from mercat.domain.activity_log import ActivityLog
from mercat.domain.people import fields, lookup, partitions
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.people import Person
from mercat.model.refusals import PersonNotFound, Refusal
from mercat.store import people
from mercat.store.lists import static_lists
from mercat.store.tx import Tx


def delete(tx: Tx, ids: list[Any]) -> list[Outcome]:
    """Delete people by id, each with its own outcome."""
    keys: list[int | Refusal] = [lookup.record_id(value) for value in ids]
    present = {person.id: person for person in people.by_ids(tx, [key for key in keys if isinstance(key, int)])}
    gone: list[Person] = []
    outcomes: list[Outcome] = []
    for key in keys:
        if not isinstance(key, int):
            outcomes.append(Skipped(key))
            continue
        person = present.get(key)
        try:
            if person is None:
                raise PersonNotFound
            partitions.check_reached(tx, person.partition_id)
        except Refusal as refusal:
            outcomes.append(Skipped(refusal, key))
            continue
        gone.append(present.pop(key))
        outcomes.append(Done(key, "deleted"))
    erase(tx, gone)
    return outcomes


def erase(tx: Tx, targets: list[Person]) -> None:
    """Delete people from the database."""
    if not targets:
        return
    catalog = fields.catalog(tx)
    log = ActivityLog(tx)
    for person in targets:
        log.deleted(person)
    people.drop_keys(tx, [key for person in targets for key in fields.keys_of(catalog, person.document, person.id)])
    ids = [person.id for person in targets]
    activity_log.erase(tx, ids)
    static_lists.forget_people(tx, ids)
    people.delete(tx, ids)
    log.write()
