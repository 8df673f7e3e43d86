"""Bulk extracts."""

from typing import Any

import msgspec

from mercat.model.export_jobs import Export, Request
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = (
    "id, export_id, kind, owner_id, request, state, created_ms, queued_ms, started_ms, finished_ms, records, bytes,"
    " file, problem, polls_left, shown_ms"
)
_decode = msgspec.json.Decoder(Request).decode


def _export(row: Row) -> Export:
    return Export(
        row[0], row[1], row[2], row[3], _decode(row[4]), row[5], row[6], row[7], row[8], row[9], row[10], row[11],
        row[12], row[13], row[14], row[15],
    )  # fmt: skip


def add(tx: Tx, export_id: str, kind: str, owner_id: int, request: Request) -> None:
    """Insert an extract in the state `created`."""
    tx.execute(
        "INSERT INTO exports (export_id, kind, owner_id, request, created_ms)"
        " VALUES (:export_id, :kind, :owner, :request, :now)",
        export_id=export_id,
        kind=kind,
        owner=owner_id,
        request=msgspec.json.encode(request).decode(),
        now=tx.now,
    )


def find(tx: Tx, export_id: str) -> Export | None:
    """The extract with this id, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM exports WHERE export_id = :id", id=export_id)
    return _export(row) if row else None


def of_owner(tx: Tx, owner_id: int, kind: str, since_ms: int, *, after: int, limit: int) -> list[Export]:
    """A user's extracts of a kind since a time, oldest first."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM exports WHERE owner_id = :owner AND kind = :kind AND created_ms >= :since"
        " AND id > :after ORDER BY id LIMIT :limit",
        owner=owner_id,
        kind=kind,
        since=since_ms,
        after=after,
        limit=limit,
    )
    return [_export(row) for row in rows]


def newest(tx: Tx, *, below: int, limit: int) -> list[Export]:
    """Extracts with lower numbers, newest first."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM exports WHERE id < :below ORDER BY id DESC LIMIT :limit", below=below, limit=limit
    )
    return [_export(row) for row in rows]


def active(tx: Tx) -> list[Export]:
    """Extracts that wait, run, or are not displayed as completed yet, in the order of the queue."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM exports WHERE state IN ('queued', 'processing')"
        " OR (state = 'completed' AND (polls_left > 0 OR shown_ms > :now)) ORDER BY queued_ms, id",
        now=tx.now,
    )
    return [_export(row) for row in rows]


def bytes_since(tx: Tx, since_ms: int) -> int:
    """The size of all files that were completed since a time."""
    row = tx.fetch_all("SELECT COALESCE(SUM(bytes), 0) FROM exports WHERE finished_ms >= :since", since=since_ms)[0]
    return int(row[0])


def change(tx: Tx, number: int, **columns: Any) -> None:
    """Set columns of an extract."""
    assignments = ", ".join(f"{name} = :{name}" for name in sorted(columns))
    tx.execute(f"UPDATE exports SET {assignments} WHERE id = :id", id=number, **columns)


def files_of_the_past(tx: Tx, finished_before_ms: int) -> list[str]:
    """The files of extracts that ended before a time, without those that a later extract has as well."""
    rows = tx.fetch_all(
        "SELECT file FROM exports WHERE file IS NOT NULL GROUP BY file HAVING MAX(finished_ms) < :before ORDER BY file",
        before=finished_before_ms,
    )
    return [row[0] for row in rows]


def forget(tx: Tx, before_ms: int) -> None:
    """Delete extracts that ended, or were created and never queued, before a time."""
    tx.execute(
        "DELETE FROM exports WHERE COALESCE(finished_ms, created_ms) < :before"
        " AND state NOT IN ('queued', 'processing')",
        before=before_ms,
    )
