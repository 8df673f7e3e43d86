"""Sessions of users, and counts of failed sign-ins, both by fingerprint."""

import msgspec

from mercat.store.engines.driver import Row
from mercat.store.tx import Tx


class Session(msgspec.Struct, frozen=True):
    """A session: its user, its beginning, its last use, and the address that it began from.

    A `pending` session waits for the second step of the sign-in and gives no access.
    """

    fingerprint: str
    user_id: int
    created_ms: int
    seen_ms: int
    address: str
    pending: bool


_COLUMNS = "fingerprint, user_id, created_ms, seen_ms, address, pending"


def _session(row: Row) -> Session:
    return Session(row[0], row[1], row[2], row[3], row[4], bool(row[5]))


def add(tx: Tx, fingerprint: str, user_id: int, address: str, *, pending: bool) -> None:
    """Insert a session."""
    tx.execute(
        f"INSERT INTO sessions ({_COLUMNS}) VALUES (:fingerprint, :user, :now, :now, :address, :pending)",
        fingerprint=fingerprint,
        user=user_id,
        address=address,
        pending=int(pending),
        now=tx.now,
    )


def find(tx: Tx, fingerprint: str) -> Session | None:
    """The session with this fingerprint, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM sessions WHERE fingerprint = :f", f=fingerprint)
    return _session(row) if row else None


def of_user(tx: Tx, user_id: int) -> list[Session]:
    """The sessions of a user, newest first."""
    sql = f"SELECT {_COLUMNS} FROM sessions WHERE user_id = :user ORDER BY created_ms DESC, fingerprint"
    return [_session(row) for row in tx.fetch_all(sql, user=user_id)]


def touch(tx: Tx, fingerprint: str) -> None:
    """Store the time of a use of a session."""
    tx.execute("UPDATE sessions SET seen_ms = :now WHERE fingerprint = :f", f=fingerprint, now=tx.now)


def carry(tx: Tx, fingerprint: str, by_ms: int) -> None:
    """Shift the beginning and the last use of a session."""
    tx.execute(
        "UPDATE sessions SET created_ms = created_ms + :by, seen_ms = seen_ms + :by WHERE fingerprint = :f",
        f=fingerprint,
        by=by_ms,
    )


def delete(tx: Tx, fingerprint: str) -> None:
    """Delete a session."""
    tx.execute("DELETE FROM sessions WHERE fingerprint = :f", f=fingerprint)


def delete_of_user(tx: Tx, user_id: int, but: str = "") -> None:
    """Delete all sessions of a user except one."""
    tx.execute("DELETE FROM sessions WHERE user_id = :user AND fingerprint <> :but", user=user_id, but=but)


def delete_stale(tx: Tx, created_before_ms: int) -> None:
    """Delete sessions that began before a time."""
    tx.execute("DELETE FROM sessions WHERE created_ms < :before", before=created_before_ms)


def failures(tx: Tx, fingerprint: str) -> tuple[int, int]:
    """The number of failed sign-ins of a fingerprint, and the time of the last one."""
    row = tx.fetch_one("SELECT failures, last_ms FROM login_failures WHERE fingerprint = :f", f=fingerprint)
    return (row[0], row[1]) if row else (0, 0)


def set_failures(tx: Tx, fingerprint: str, count: int, person: str = "") -> None:
    """Store the number of failed sign-ins, the last one now. `person` is the fingerprint of the user they were for."""
    tx.execute(
        "INSERT INTO login_failures (fingerprint, failures, last_ms, person) VALUES (:f, :count, :now, :person)"
        " ON CONFLICT (fingerprint) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms,"
        " person = excluded.person",
        f=fingerprint,
        count=count,
        person=person,
        now=tx.now,
    )


def failures_of_person(tx: Tx, person: str) -> list[tuple[str, int, int]]:
    """The failed sign-ins of a person: fingerprint, count and time of the last one."""
    rows = tx.fetch_all(
        "SELECT fingerprint, failures, last_ms FROM login_failures WHERE person = :person", person=person
    )
    return [(row[0], row[1], row[2]) for row in rows]


def forget_failures_of_person(tx: Tx, person: str) -> None:
    """Delete the failed sign-ins of a person."""
    tx.execute("DELETE FROM login_failures WHERE person = :person", person=person)


def forget_failures(tx: Tx, before_ms: int) -> None:
    """Delete failed sign-ins before a time."""
    tx.execute("DELETE FROM login_failures WHERE last_ms < :before", before=before_ms)
