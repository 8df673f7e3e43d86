"""Link fields: a record can only link to something that exists. Links to merged people move to the winner."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup
from mercat.domain.records import custom, find, sync
from mercat.domain.records.types import ObjectType, fold, standard
from mercat.model.people import Person
from mercat.model.records import Record
from mercat.model.refusals import NotFound, PersonNotFound
from mercat.store import people
from mercat.store.records import typed_records
from mercat.store.tx import Tx

PIECE: Final = 1_000
ROLE_LINK: Final = ("leadId", "id")


def check(tx: Tx, kind: ObjectType) -> Callable[[Mapping[str, Any]], None]:
    """Refuse values whose link fields point to no record."""

    def judge(values: Mapping[str, Any]) -> None:
        for relation in kind.relations:
            value = values.get(relation.field)
            if value is not None and not _exists(tx, relation.object.lower(), relation.object_field, value):
                raise PersonNotFound if relation.object.lower() == "lead" else NotFound("linked object", value)

    return judge


def _exists(tx: Tx, object_name: str, field: str, value: Any) -> bool:
    if object_name == "lead":
        if field.lower() == "id":
            return bool(people.existing(tx, [value]))
        return _anyone_has(tx, field, value)
    target = standard()["company"] if object_name == "company" else custom.object_type(tx, object_name)
    return bool(find.find(tx, target, field, [value], limit=1).items)


def _anyone_has(tx: Tx, field: str, value: Any) -> bool:
    catalog = people_fields.catalog(tx)
    return lookup.anyone_has(tx, catalog, _spelled(tx, field), value)


def _spelled(tx: Tx, field: str) -> str:
    """The exact spelling of a field of people."""
    return next(name for name in people_fields.catalog(tx).by_name if name.lower() == field.lower())


def linked_people(tx: Tx, kind: ObjectType, records: Iterable[Record]) -> list[tuple[int, Person]]:
    """The people that records link to, each with the record's id. Several people may have the value of a link."""
    catalog = people_fields.catalog(tx)
    pairs: list[tuple[int, Person]] = []
    for relation in kind.relations:
        if relation.object.lower() == "lead":
            key_field = lookup.by(catalog, _spelled(tx, relation.object_field))
            values = [(record.id, record.values.get(relation.field)) for record in records]
            keys: dict[Any, list[int]] = {}
            for record_id, value in values:
                if value not in (None, ""):
                    keys.setdefault(key_field.key({key_field.name: value}), []).append(record_id)
            pairs += [(record_id, person) for key, person in key_field.find(tx, keys) for record_id in keys[key]]
    return pairs


# -- after a merge ----------------------------------------------------------------------------------------------------


def follow(tx: Tx, merged_people: list[Person], winner: Person) -> None:
    """Change links to merged people into links to the winner.

    If a record with the new key exists already, that record stays and the other one is deleted.
    """
    for kind, field, person_field in _to_people(tx):
        moved = _moved(tx, person_field, merged_people, winner)
        while moved and (records := typed_records.by_field(tx, kind.kind, field, moved, after=0, limit=PIECE)):
            for record in records:
                value = moved[fold([record.values[field]])]
                sync.rekey(tx, kind, record, {**record.values, field: value})


def _to_people(tx: Tx) -> Iterator[tuple[ObjectType, str, str]]:
    """The link fields to people: their type, their field, and the field of people that they hold."""
    yield standard()["opportunityRole"], *ROLE_LINK
    for stored in custom.stored(tx).values():
        if stored.versions.approved is not None:
            kind = custom.object_type(tx, stored.api_name)
            for relation in kind.relations:
                if relation.object.lower() == "lead":
                    yield kind, relation.field, relation.object_field


def _moved(tx: Tx, field: str, merged_people: list[Person], winner: Person) -> dict[str, Any]:
    """The folded value of each link to a merged person, with its new value. A value that another person has stays."""
    if field.lower() == "id":
        return {str(person.id): winner.id for person in merged_people}
    name = _spelled(tx, field)
    new = winner.document.get(name)
    olds = [person.document[name] for person in merged_people if person.document.get(name) is not None]
    return {fold([old]): new for old in olds if new is not None and not _anyone_has(tx, name, old)}
