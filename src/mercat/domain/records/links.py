"""Link fields of custom objects: a record may only link to something that exists."""

from collections.abc import Callable, Mapping
from typing import Any

from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup
from mercat.domain.records import custom, find
from mercat.domain.records.types import ObjectType, standard
from mercat.model.refusals import NotFound, PersonNotFound
from mercat.store import people
from mercat.store.tx import Tx


def check(tx: Tx, kind: ObjectType) -> Callable[[Mapping[str, Any]], None]:
    """Refuses values whose link fields point to nothing."""

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
        catalog = people_fields.catalog(tx)
        name = next(name for name in catalog.by_name if name.lower() == field.lower())
        return lookup.anyone_has(tx, catalog, name, value)
    target = standard()["company"] if object_name == "company" else custom.object_type(tx, object_name)
    return bool(find.find(tx, target, field, [value], limit=1).items)
