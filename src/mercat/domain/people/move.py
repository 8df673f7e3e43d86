"""Moving people between partitions."""

from typing import Any

from mercat.domain.activity_log import ActivityLog
from mercat.domain.people import lookup, partitions
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.people import Person
from mercat.model.refusals import Missing, PersonNotFound, Refusal
from mercat.store import people
from mercat.store.tx import Tx


def move(tx: Tx, moves: list[tuple[Any, Any]]) -> list[Outcome]:
    """Move people, by id, to partitions, by name; each with its own outcome."""
    ids = [lookup.record_id(person_id) for person_id, _ in moves]
    present = {person.id: person for person in people.by_ids(tx, {key for key in ids if isinstance(key, int)})}
    log = ActivityLog(tx)
    outcomes: list[Outcome] = []
    moved: dict[int, Person] = {}
    for key, (_, name) in zip(ids, moves, strict=True):
        try:
            if not isinstance(key, int):
                raise key
            person = present.get(key)
            if person is None:
                raise PersonNotFound
            partitions.check_reached(tx, person.partition_id)
            if not isinstance(name, str) or not name:
                raise Missing("partitionName")
            target = partitions.named(tx, name)
        except Refusal as refusal:
            outcomes.append(Skipped(refusal, key if isinstance(key, int) else None))
            continue
        if target != person.partition_id:
            log.moved(person, name, target)
            person.partition_id, person.updated_ms = target, tx.now
            moved[key] = person
        outcomes.append(Done(key, "updated"))
    people.update(tx, moved.values(), email=True)
    log.write()
    return outcomes
