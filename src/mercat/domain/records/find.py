"""Finding records by one searchable field or by a compound key."""

from collections.abc import Mapping
from typing import Any, Final

from mercat.domain.records.types import ObjectType, fold
from mercat.model.clock import to_datetime
from mercat.model.outcomes import Page
from mercat.model.records import Record
from mercat.model.refusals import InvalidData, Missing, Refusal
from mercat.model.rules import Rule
from mercat.store.records import typed_records
from mercat.store.tx import Tx

VALUES_LIMIT: Final = 300


def find(
    tx: Tx,
    kind: ObjectType,
    filter_type: str,
    values: list[Any],
    *,
    fields: list[str] | None = None,
    everything: bool = False,
    after: int = 0,
    limit: int = 300,
) -> Page[dict[str, Any]]:
    """Records whose field has one of the values. A value may be a dict with the field; for a compound key it has to be.

    Answers the requested fields, or the default ones, or with `everything` all that have a value. Raises UnknownLookup,
    LookupNotSupported, UnknownField, Missing, InvalidData (too many values).
    """
    if len(values) > VALUES_LIMIT:
        raise InvalidData(Rule.VALUES_LIMIT, parameter="filterValues", limit=VALUES_LIMIT)
    names = kind.filter_fields(filter_type)
    field_names = [kind.canonical(name) for name in fields] if fields else None
    records = _matching(tx, kind, names, values, after, limit)
    items = records[:limit]
    cursor = items[-1].id if len(records) > limit else None
    return Page([project(kind, record, field_names, everything=everything) for record in items], cursor)


def project(
    kind: ObjectType, record: Record, field_names: list[str] | None = None, *, everything: bool = False
) -> dict[str, Any]:
    """A record as a query answers it: the selected fields that have a value."""
    whole = {
        **record.values,
        kind.id_field: record.id if kind.numeric_id else record.guid,
        "createdAt": moment(record.created_ms),
        "updatedAt": moment(record.updated_ms),
    }
    if everything and field_names is None:
        return whole
    columns = kind.default_fields if field_names is None else [kind.id_field, *field_names]
    return {name: whole[name] for name in dict.fromkeys(columns) if name in whole}


def moment(at_ms: int) -> str:
    """A time as the lead database writes it."""
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%SZ")


def _matching(
    tx: Tx, kind: ObjectType, names: tuple[str, ...], values: list[Any], after: int, limit: int
) -> list[Record]:
    if names == kind.dedupe_fields:
        keys = [_key(kind, value) for value in values]
        return [record for record in typed_records.by_dedupe_key(tx, kind.kind, keys) if record.id > after]
    values = [_member(value, names[0]) if isinstance(value, Mapping) else value for value in values]
    if names == (kind.id_field,):
        texts = [str(value).strip() for value in values]
        if kind.numeric_id:
            numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
            return [record for record in typed_records.by_id(tx, kind.kind, numbers) if record.id > after]
        return [
            record
            for record in typed_records.by_guid(tx, kind.kind, [text.lower() for text in texts])
            if record.id > after
        ]
    folded = [fold([_converted(kind, names[0], value)]) for value in values]
    return typed_records.by_field(tx, kind.kind, names[0], folded, after=after, limit=limit + 1)


def _key(kind: ObjectType, value: Any) -> str:
    if not isinstance(value, Mapping):
        if len(kind.dedupe_fields) > 1:
            raise InvalidData(Rule.COMPOUND_KEY_IN_QUERY)
        return fold([_converted(kind, kind.dedupe_fields[0], value)])
    return fold([_converted(kind, name, _member(value, name)) for name in kind.dedupe_fields])


def _member(value: Mapping[str, Any], name: str) -> Any:
    """The member of a key, its name in any case. Raises Missing."""
    member = next((each for spelling, each in value.items() if spelling.lower() == name.lower()), None)
    if member in (None, ""):
        raise Missing(name)
    return member


def _converted(kind: ObjectType, name: str, value: Any) -> Any:
    """A value as it would be stored. A value that cannot be stored matches nothing."""
    try:
        return kind.converters[name](value)
    except Refusal:
        return value
