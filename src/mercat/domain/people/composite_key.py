"""Creating or updating people that are looked up by two fields together."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mercat.domain.activity_log import API, Origin
from mercat.domain.people import fields, lookup
from mercat.domain.people.fields import SEARCHABLE_TYPES, Catalog, folded
from mercat.domain.people.lookup import Lookup
from mercat.domain.people.sync import Record, sync
from mercat.model.outcomes import Outcome, Skipped
from mercat.model.people import Person
from mercat.model.refusals import InvalidData, LookupNotSupported, Missing, PersonNotFound, Refusal, SeveralMatch
from mercat.store.tx import Tx


def checked(tx: Tx, names: list[str]) -> list[str]:
    """The key fields of a synchronisation: one or two, a searchable one first.

    Raises UnknownField, UnknownLookup, LookupNotSupported.
    """
    catalog = fields.catalog(tx)
    if len(names) == 1:
        return [_by(catalog, names[0]).name]
    for name in names:
        if catalog.get(name).data_type not in SEARCHABLE_TYPES:
            raise LookupNotSupported(name)
    for name in sorted(names, key=lambda name: name != "id"):
        try:
            first = _by(catalog, name).name
        except LookupNotSupported:
            continue
        (second,) = [other for other in names if other != name] or [name]
        if second not in catalog.converters:
            raise LookupNotSupported(second)
        return [first, second]
    raise LookupNotSupported(names[0])


def sync_by(
    tx: Tx,
    records: list[Record],
    names: list[str],
    partition_name: str | None,
    *,
    origin: Origin = API,
    any_address: bool = False,
) -> list[Outcome]:
    """Create or update each record by one or two key fields, which `checked` has returned.

    Raises what `sync` raises.
    """
    write = partial(sync, tx, partition_name=partition_name, origin=origin, any_address=any_address)
    if names == ["id"]:
        return write(records, action="updateOnly", lookup_field="id")
    if len(names) == 1:
        return write(records, lookup_field=names[0])
    return [_attempt(tx, record, names, write) for record in records]


def _by(catalog: Catalog, name: str) -> Lookup:
    if name in ("cookie", "cookies"):
        raise LookupNotSupported(name)
    return lookup.by(catalog, name)


def _attempt(tx: Tx, record: Record, names: list[str], write: Callable[..., list[Outcome]]) -> Outcome:
    try:
        if "id" in record and "id" not in names:
            raise InvalidData
        person = _find(tx, record, names)
        if person is None and "id" in names:
            raise PersonNotFound
    except Refusal as refusal:
        return Skipped(refusal)
    if person is None:
        return write([record], action="createDuplicate")[0]
    return write([{**record, "id": person.id}], action="updateOnly", lookup_field="id")[0]


def _find(tx: Tx, record: Record, names: list[str]) -> Person | None:
    """The person that both fields match, who may be created by an earlier record. Raises SeveralMatch, ..."""
    first, second = names
    catalog = fields.catalog(tx)
    by = _by(catalog, first)
    value = catalog.converters[second](record.get(second))
    if value is None:
        raise Missing(second)
    people = [person for _, person in by.find(tx, [by.key(record)])]
    matches = [person for person in people if _same(person.document.get(second), value)]
    if len(matches) > 1:
        raise SeveralMatch("person", folded(value))
    return matches[0] if matches else None


def _same(held: Any, value: Any) -> bool:
    return held is not None and folded(held) == folded(value)
