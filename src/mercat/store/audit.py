"""The audit trail. Rows are inserted and read; the database refuses to change or delete them."""

import msgspec

from mercat.model.audit import Entry, Facts, Search
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = "id, at_ms, kind, actor, actor_id, address, subject, before, after"


def add(
    tx: Tx, kind: str, actor: str, actor_id: int, address: str, subject: str, before: Facts | None, after: Facts | None
) -> None:
    """Insert an entry with the current time."""
    tx.execute(
        f"INSERT INTO audit_entries ({_COLUMNS.removeprefix('id, ')})"
        " VALUES (:now, :kind, :actor, :actor_id, :address, :subject, :before, :after)",
        now=tx.now,
        kind=kind,
        actor=actor,
        actor_id=actor_id,
        address=address,
        subject=subject,
        before=_json(before),
        after=_json(after),
    )


def newest(tx: Tx, search: Search, *, below_id: int | None, limit: int) -> list[Entry]:
    """The entries that match, newest first. `below_id` continues after an entry."""
    conditions = {
        "actor = :actor": search.actor or None,
        "kind = :kind": search.kind or None,
        "subject = :subject": search.subject or None,
        "at_ms >= :from_ms": search.from_ms,
        "at_ms < :before_ms": search.before_ms,
        "id < :below_id": below_id,
    }
    filters = {condition: value for condition, value in conditions.items() if value is not None}
    where = f" WHERE {' AND '.join(filters)}" if filters else ""
    values = {condition.rpartition(":")[2]: value for condition, value in filters.items()}
    sql = f"SELECT {_COLUMNS} FROM audit_entries{where} ORDER BY id DESC LIMIT :limit"
    return [_entry(row) for row in tx.fetch_all(sql, limit=limit, **values)]


def rows(tx: Tx) -> list[Row]:
    """All entries as they are stored, oldest first."""
    return tx.fetch_all(f"SELECT {_COLUMNS} FROM audit_entries ORDER BY id")


def continue_with(tx: Tx, entries: list[Row]) -> None:
    """Append those entries that are newer than the last one."""
    last = tx.fetch_all("SELECT COALESCE(MAX(id), 0) FROM audit_entries")[0][0]
    names = _COLUMNS.split(", ")
    newer = [dict(zip(names, row, strict=True)) for row in entries if row[0] > last]
    tx.executemany(f"INSERT INTO audit_entries ({_COLUMNS}) VALUES ({', '.join(f':{name}' for name in names)})", newer)


def _json(facts: Facts | None) -> str | None:
    return None if facts is None else msgspec.json.encode(facts).decode()


def _entry(row: Row) -> Entry:
    before, after = (None if text is None else msgspec.json.decode(text, type=Facts) for text in row[7:])
    return Entry(row[0], row[1], row[2], row[3], row[4], row[5], row[6], before, after)
