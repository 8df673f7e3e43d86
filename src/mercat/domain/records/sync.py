"""Creating, updating and deleting many records. Each record succeeds or fails on its own."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from mercat.domain.records.types import SYSTEM_FIELDS, ObjectType, fold
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.records import Record
from mercat.model.refusals import AlreadyExists, InvalidData, Missing, NotFound, Refusal
from mercat.model.rules import Rule
from mercat.store.records import typed_records
from mercat.store.tx import Tx

Action = Literal["createOnly", "updateOnly", "createOrUpdate"]
Key = Literal["dedupeFields", "idField"]
Check = Callable[[Mapping[str, Any]], None]

LARGEST_ID: Final = 2**63 - 1


class DuplicateKey(Refusal):
    """Two records of one call carry the same key."""

    kind: str


class ReadOnly(Refusal):
    """The field may not be written."""

    field: str


def sync(
    tx: Tx,
    kind: ObjectType,
    records: list[dict[str, Any]],
    *,
    action: Action = "createOrUpdate",
    key: Key = "dedupeFields",
    check: Check | None = None,
) -> list[Outcome]:
    """Create or update each record. `check` may refuse a record's values before they are stored.

    Raises InvalidData for the whole call if records are to be created by their id.
    """
    if key == "idField" and action != "updateOnly":
        raise InvalidData(Rule.CREATED_BY_ID)
    existing = _existing(tx, kind, records, key)
    seen: set[str] = set()
    outcomes: list[Outcome] = []
    for record in records:
        try:
            outcomes.append(_sync_one(tx, kind, record, action, key, existing, seen, check))
        except Refusal as refusal:
            outcomes.append(Skipped(refusal))
    return outcomes


def delete(
    tx: Tx,
    kind: ObjectType,
    records: list[dict[str, Any]],
    *,
    key: Key = "dedupeFields",
    check: Callable[[Record], None] | None = None,
) -> list[Outcome]:
    """Delete the records of these keys. `check` may refuse one."""
    existing = _existing(tx, kind, records, key)
    outcomes: list[Outcome] = []
    for record in records:
        try:
            text = key_of(kind, record, key)
            current = existing.get(text)
            if current is None:
                raise NotFound(kind.kind, text)
            if check is not None:
                check(current)
            typed_records.delete(tx, [current.id])
            del existing[text]
            outcomes.append(Done(identity(kind, current), "deleted"))
        except Refusal as refusal:
            outcomes.append(Skipped(refusal))
    return outcomes


def rekey(tx: Tx, kind: ObjectType, record: Record, values: dict[str, Any]) -> None:
    """Change the values of a record. If another record has its new key, that one stays and this one is deleted."""
    dedupe_key = _dedupe_key(kind, values)
    if dedupe_key != record.dedupe_key and typed_records.by_dedupe_key(tx, kind.kind, [dedupe_key]):
        typed_records.delete(tx, [record.id])
        return
    record.values, record.dedupe_key = values, dedupe_key
    typed_records.change(tx, kind.kind, record, dedupe_key, _search_keys(kind, values))


def identity(kind: ObjectType, record: Record) -> int | str:
    """The id or GUID of a record in answers."""
    return record.id if kind.numeric_id else record.guid


def _sync_one(
    tx: Tx,
    kind: ObjectType,
    record: Mapping[str, Any],
    action: Action,
    key: Key,
    existing: dict[str, Record],
    seen: set[str],
    check: Check | None,
) -> Outcome:
    text = key_of(kind, record, key)
    if text in seen:
        raise DuplicateKey(kind.kind)
    seen.add(text)
    values = _values(kind, record, key)
    current = existing.get(text)
    if current is None:
        if action == "updateOnly":
            raise NotFound(kind.kind, text)
        _require(kind, values)
        if check is not None:
            check(values)
        return Done(_create(tx, kind, values), "created")
    if action == "createOnly":
        raise AlreadyExists(kind.kind, text)
    _change(tx, kind, current, values, check)
    return Done(identity(kind, current), "updated")


def _create(tx: Tx, kind: ObjectType, values: dict[str, Any]) -> int | str:
    guid = tx.randomness.uuid()
    content = {name: value for name, value in values.items() if value is not None}
    record_id = typed_records.add(tx, kind.kind, guid, _dedupe_key(kind, content), content, _search_keys(kind, content))
    return record_id if kind.numeric_id else guid


def _change(tx: Tx, kind: ObjectType, current: Record, values: dict[str, Any], check: Check | None) -> None:
    merged = {name: value for name, value in {**current.values, **values}.items() if value is not None}
    _require(kind, merged)
    if check is not None:
        check(merged)
    if merged != current.values:
        dedupe_key = _dedupe_key(kind, merged)
        if dedupe_key != current.dedupe_key:
            _check_free(tx, kind, merged, dedupe_key)
        current.values, current.dedupe_key = merged, dedupe_key
        typed_records.change(tx, kind.kind, current, dedupe_key, _search_keys(kind, merged))


def _check_free(tx: Tx, kind: ObjectType, values: Mapping[str, Any], dedupe_key: str) -> None:
    """Check the new key of a record that was found by its id: it must be complete and unique."""
    for name in kind.dedupe_fields:
        if values.get(name) is None:
            raise Missing(name)
    if typed_records.by_dedupe_key(tx, kind.kind, [dedupe_key]):
        raise AlreadyExists(kind.kind, dedupe_key)


def _existing(tx: Tx, kind: ObjectType, records: list[dict[str, Any]], key: Key) -> dict[str, Record]:
    """The stored records of a call, by key. One query reads all of them."""
    keys = []
    for record in records:
        try:
            keys.append(key_of(kind, record, key))
        except Refusal:
            continue  # the record is refused in its turn
    if key == "dedupeFields":
        return {
            stored_record.dedupe_key: stored_record
            for stored_record in typed_records.by_dedupe_key(tx, kind.kind, keys)
        }
    if not kind.numeric_id:
        return {stored_record.guid: stored_record for stored_record in typed_records.by_guid(tx, kind.kind, keys)}
    numbers = [int(text) for text in keys if text.isdecimal() and int(text) <= LARGEST_ID]
    return {str(stored_record.id): stored_record for stored_record in typed_records.by_id(tx, kind.kind, numbers)}


def key_of(kind: ObjectType, record: Mapping[str, Any], key: Key) -> str:
    """The key of a record, as text. Raises Missing, WrongValue, TooLong."""
    names = kind.dedupe_fields if key == "dedupeFields" else (kind.id_field,)
    spelled = {name.lower(): value for name, value in record.items()}
    parts = []
    for name in names:
        value = spelled.get(name.lower())
        if value is None or value == "":
            raise Missing(name)
        parts.append(kind.converters[name](value))
    return fold(parts)


def _values(kind: ObjectType, record: Mapping[str, Any], key: Key) -> dict[str, Any]:
    """The converted values to store, without the key of the look-up, unless it is a new record's dedupe fields."""
    values: dict[str, Any] = {}
    for name, value in record.items():
        spelled = kind.canonical(name)
        if spelled == kind.id_field or spelled in SYSTEM_FIELDS:
            if key == "idField" and spelled == kind.id_field:
                continue
            raise ReadOnly(spelled)
        if not kind.fields[spelled].updateable and (key == "idField" or spelled not in kind.dedupe_fields):
            raise ReadOnly(spelled)
        values[spelled] = kind.converters[spelled](value)
    return values


def _require(kind: ObjectType, values: Mapping[str, Any]) -> None:
    for name in kind.required:
        if values.get(name) is None:
            raise Missing(name)


def _dedupe_key(kind: ObjectType, values: Mapping[str, Any]) -> str:
    return fold(values.get(name) for name in kind.dedupe_fields)


def _search_keys(kind: ObjectType, values: Mapping[str, Any]) -> dict[str, str]:
    return {name: fold([values[name]]) for name in sorted(kind.key_fields) if values.get(name) is not None}
