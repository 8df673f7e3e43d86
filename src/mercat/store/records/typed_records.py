"""Records of typed objects and their keys."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mercat.model.records import Record
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = "r.id, r.guid, r.dedupe_key, r.created_ms, r.updated_ms, r.doc"


def _record(row: Row) -> Record:
    return Record(row[0], row[1], row[2], row[3], row[4], msgspec.json.decode(row[5]))


def _texts(values: Iterable[Any]) -> str:
    return msgspec.json.encode(list(values)).decode()


def by_dedupe_key(tx: Tx, kind: str, keys: Iterable[str]) -> list[Record]:
    """The records of a kind with these keys."""
    among = tx.dialect.in_list("r.dedupe_key", "keys", "text")
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM records r WHERE r.kind = :kind AND {among} ORDER BY r.id",
        kind=kind,
        keys=_texts(keys),
    )
    return [_record(row) for row in rows]


def by_guid(tx: Tx, kind: str, guids: Iterable[str]) -> list[Record]:
    """The records of a kind with these GUIDs."""
    among = tx.dialect.in_list("r.guid", "guids", "text")
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM records r WHERE r.kind = :kind AND {among} ORDER BY r.id",
        kind=kind,
        guids=_texts(guids),
    )
    return [_record(row) for row in rows]


def by_id(tx: Tx, kind: str, ids: Iterable[int]) -> list[Record]:
    """The records of a kind with these ids."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM records r WHERE r.kind = :kind AND {tx.dialect.in_list('r.id', 'ids')} ORDER BY r.id",
        kind=kind,
        ids=_texts(ids),
    )
    return [_record(row) for row in rows]


def by_field(tx: Tx, kind: str, field: str, values: Iterable[str], *, after: int, limit: int) -> list[Record]:
    """Records of a kind whose searchable field has one of the values, by id, after the id `after`."""
    among = tx.dialect.in_list("k.value", "texts", "text")
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM record_keys k JOIN records r ON r.id = k.record_id"
        f" WHERE k.kind = :kind AND k.field = :field AND {among} AND k.record_id > :after ORDER BY r.id LIMIT :limit",
        kind=kind,
        field=field,
        texts=_texts(values),
        after=after,
        limit=limit,
    )
    return [_record(row) for row in rows]


def field_is_used(tx: Tx, kind: str, field: str, value: str) -> bool:
    """Whether a record of a kind has this value in a searchable field."""
    row = tx.fetch_one(
        "SELECT 1 FROM record_keys WHERE kind = :kind AND field = :field AND value = :value LIMIT 1",
        kind=kind,
        field=field,
        value=value,
    )
    return row is not None


def add(tx: Tx, kind: str, guid: str, dedupe_key: str, values: Mapping[str, Any], keys: Mapping[str, str]) -> int:
    """Insert a record. Its keys must be unique."""
    record_id = tx.insert(
        "INSERT INTO records (kind, guid, dedupe_key, created_ms, updated_ms, doc)"
        " VALUES (:kind, :guid, :dedupe_key, :now, :now, :doc) RETURNING id",
        kind=kind,
        guid=guid,
        dedupe_key=dedupe_key,
        now=tx.now,
        doc=msgspec.json.encode(values).decode(),
    )
    _add_keys(tx, kind, record_id, keys)
    return record_id


def change(tx: Tx, kind: str, record: Record, dedupe_key: str, keys: Mapping[str, str]) -> None:
    """Store the changed values of a record."""
    tx.execute(
        "UPDATE records SET dedupe_key = :dedupe_key, updated_ms = :now, doc = :doc WHERE id = :id",
        id=record.id,
        dedupe_key=dedupe_key,
        now=tx.now,
        doc=msgspec.json.encode(record.values).decode(),
    )
    tx.execute("DELETE FROM record_keys WHERE record_id = :id", id=record.id)
    _add_keys(tx, kind, record.id, keys)


def delete(tx: Tx, ids: Iterable[int]) -> None:
    """Delete records with their keys."""
    ids_json = _texts(ids)
    tx.execute(f"DELETE FROM record_keys WHERE {tx.dialect.in_list('record_id', 'ids')}", ids=ids_json)
    tx.execute(f"DELETE FROM records WHERE {tx.dialect.in_list('id', 'ids')}", ids=ids_json)


def count(tx: Tx, kind: str) -> int:
    """The number of records of a kind."""
    number: int = tx.fetch_all("SELECT COUNT(*) FROM records WHERE kind = :kind", kind=kind)[0][0]
    return number


def delete_kind(tx: Tx, kind: str) -> int:
    """Delete all records of a kind. Answers their number."""
    tx.execute("DELETE FROM record_keys WHERE kind = :kind", kind=kind)
    return tx.execute("DELETE FROM records WHERE kind = :kind", kind=kind)


def _add_keys(tx: Tx, kind: str, record_id: int, keys: Mapping[str, str]) -> None:
    tx.executemany(
        "INSERT INTO record_keys (kind, field, value, record_id) VALUES (:kind, :field, :value, :record)",
        [{"kind": kind, "field": field, "value": value, "record": record_id} for field, value in keys.items()],
    )


def changed_in(tx: Tx, kind: str, start_ms: int, end_ms: int, *, after: int, limit: int) -> list[Record]:
    """Records of a kind that were last changed in a range of time, by id, after the id `after`."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM records r WHERE r.kind = :kind AND r.id > :after"
        " AND r.updated_ms BETWEEN :start AND :end ORDER BY r.id LIMIT :limit",
        kind=kind,
        after=after,
        start=start_ms,
        end=end_ms,
        limit=limit,
    )
    return [_record(row) for row in rows]


# -- lists of records -------------------------------------------------------------------------------------------------


def add_member(tx: Tx, list_id: int, member_id: int) -> None:
    """Add a record to a list, unless it is on it."""
    tx.execute(
        "INSERT INTO record_members (list_id, member_id) VALUES (:list, :member) ON CONFLICT DO NOTHING",
        list=list_id,
        member=member_id,
    )


def remove_member(tx: Tx, list_id: int, member_id: int) -> int:
    """Remove a record from a list. Answers 0 if it was not on it."""
    return tx.execute(
        "DELETE FROM record_members WHERE list_id = :list AND member_id = :member", list=list_id, member=member_id
    )


def members(tx: Tx, list_id: int, *, after: int, limit: int) -> list[tuple[int, Record]]:
    """The records of a list in the order in which they were added, each with its position."""
    rows = tx.fetch_all(
        f"SELECT m.id, {_COLUMNS} FROM record_members m JOIN records r ON r.id = m.member_id"
        " WHERE m.list_id = :list AND m.id > :after ORDER BY m.id LIMIT :limit",
        list=list_id,
        after=after,
        limit=limit,
    )
    return [(row[0], _record(row[1:])) for row in rows]
