"""Bulk imports: requests, their files in chunks, and remarks on rows."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.model.import_jobs import Import, Remark, Request, Verdict
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

CHUNK_BYTES: Final = 262_144


_COLUMNS = (
    "id, kind, owner_id, request, list_id, bytes, state, created_ms, started_ms, finished_ms, imported, failed, warned,"
    " problem, polls_left, shown_ms"
)
_decode = msgspec.json.Decoder(Request).decode
_decode_remarks = msgspec.json.Decoder(list[Remark]).decode


def _import(row: Row) -> Import:
    return Import(row[0], row[1], row[2], _decode(row[3]), *row[4:])


def add(tx: Tx, kind: str, request: Request, list_id: int | None, polls: int, shown_ms: int) -> int:
    """Insert a queued import. Its file is inserted next."""
    return tx.insert(
        "INSERT INTO imports (kind, owner_id, request, list_id, bytes, created_ms, polls_left, shown_ms)"
        " VALUES (:kind, :owner, :request, :list, 0, :now, :polls, :shown) RETURNING id",
        kind=kind,
        owner=tx.caller.user_id,
        request=msgspec.json.encode(request).decode(),
        list=list_id,
        now=tx.now,
        polls=polls,
        shown=shown_ms,
    )


def find(tx: Tx, number: int) -> Import | None:
    """The import with this id, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM imports WHERE id = :id", id=number)
    return _import(row) if row else None


def active(tx: Tx) -> list[Import]:
    """Imports that wait, run, or are not displayed as completed yet, in the order of the queue."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM imports WHERE state IN ('queued', 'processing')"
        " OR (state = 'completed' AND (polls_left > 0 OR shown_ms > :now)) ORDER BY id",
        now=tx.now,
    )
    return [_import(row) for row in rows]


def newest(tx: Tx, *, below: int, limit: int) -> list[Import]:
    """Imports with lower ids, newest first."""
    rows = tx.fetch_all(
        f"SELECT {_COLUMNS} FROM imports WHERE id < :below ORDER BY id DESC LIMIT :limit", below=below, limit=limit
    )
    return [_import(row) for row in rows]


def change(tx: Tx, number: int, **columns: Any) -> None:
    """Set columns of an import."""
    if "request" in columns:
        columns["request"] = msgspec.json.encode(columns["request"]).decode()
    assignments = ", ".join(f"{name} = :{name}" for name in sorted(columns))
    tx.execute(f"UPDATE imports SET {assignments} WHERE id = :id", id=number, **columns)


def forget(tx: Tx, before_ms: int) -> int:
    """Delete imports that ended, or that are paused and were created, before a time. Answers their number."""
    return tx.execute(
        "DELETE FROM imports WHERE COALESCE(finished_ms, created_ms) < :before"
        " AND state NOT IN ('queued', 'processing')",
        before=before_ms,
    )


# -- the file ---------------------------------------------------------------------------------------------------------


def add_chunk(tx: Tx, number: int, place: int, content: bytes) -> None:
    """Insert a chunk of the file: `CHUNK_BYTES`, or fewer at its end."""
    tx.execute(
        "INSERT INTO import_pieces (import_id, number, content) VALUES (:import, :place, :content)",
        **{"import": number, "place": place, "content": content},
    )


def chunk(tx: Tx, number: int, place: int) -> bytes:
    """A chunk of the file; empty after its end."""
    row = tx.fetch_one(
        "SELECT content FROM import_pieces WHERE import_id = :import AND number = :place",
        **{"import": number, "place": place},
    )
    return bytes(row[0]) if row else b""


def drop_file(tx: Tx, number: int) -> None:
    """Delete the file."""
    tx.execute("DELETE FROM import_pieces WHERE import_id = :import", **{"import": number})


# -- remarks ----------------------------------------------------------------------------------------------------------


def add_remarks(tx: Tx, number: int, verdict: Verdict, remarks: list[Remark]) -> None:
    """Insert remarks on rows, in the order of the file."""
    if not remarks:
        return
    tx.execute(
        "INSERT INTO import_remarks (import_id, kind, remarks) VALUES (:import, :kind, :remarks)",
        **{"import": number, "kind": verdict, "remarks": msgspec.json.encode(remarks).decode()},
    )


def remarks(tx: Tx, number: int, verdict: Verdict) -> Iterable[Remark]:
    """An iterator over all remarks on an import's rows."""
    after = 0
    while True:
        row = tx.fetch_one(
            "SELECT id, remarks FROM import_remarks WHERE import_id = :import AND kind = :kind AND id > :after"
            " ORDER BY id LIMIT 1",
            **{"import": number, "kind": verdict, "after": after},
        )
        if row is None:
            return
        after = row[0]
        yield from _decode_remarks(row[1])
