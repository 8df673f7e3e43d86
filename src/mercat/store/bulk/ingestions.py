"""Requests of data ingestion, and the outcomes of their objects."""

import msgspec

from mercat.model.ingestions import Ingestion
from mercat.store.tx import Tx

_COLUMNS = "request_id, correlation_id, source, target, objects, done, failed, problems, received_ms, finished_ms"


def add(
    tx: Tx, request_id: str, target: str, objects: int, correlation_id: str | None = None, source: str | None = None
) -> None:
    """Insert a request."""
    tx.execute(
        "INSERT INTO ingestions (request_id, correlation_id, source, target, objects, problems, received_ms)"
        " VALUES (:id, :correlation, :source, :target, :objects, '[]', :now)",
        id=request_id,
        correlation=correlation_id,
        source=source,
        target=target,
        objects=objects,
        now=tx.now,
    )


def find(tx: Tx, request_id: str) -> Ingestion | None:
    """The request with this id, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM ingestions WHERE request_id = :id", id=request_id)
    if row is None:
        return None
    problems = msgspec.json.decode(row[7], type=list[tuple[int, str]])
    return Ingestion(row[0], row[1], row[2], row[3], row[4], row[5], row[6], problems, row[8], row[9])


def put(tx: Tx, request_id: str, done: int, failed: int, problems: list[tuple[int, str]]) -> None:
    """Store the outcomes of the objects so far."""
    tx.execute(
        "UPDATE ingestions SET done = :done, failed = :failed, problems = :problems WHERE request_id = :id",
        id=request_id,
        done=done,
        failed=failed,
        problems=msgspec.json.encode(problems).decode(),
    )


def finish(tx: Tx, request_id: str) -> None:
    """Mark a request as finished."""
    tx.execute("UPDATE ingestions SET finished_ms = :now WHERE request_id = :id", id=request_id, now=tx.now)


def forget(tx: Tx, before_ms: int) -> int:
    """Delete requests that finished before a time. Answers their number."""
    return tx.execute("DELETE FROM ingestions WHERE finished_ms < :before", before=before_ms)
