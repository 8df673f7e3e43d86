"""Sessions of people who log in, and counts of failed log-ins, both by fingerprint."""

import msgspec

from mercat.store.tx import Tx


class Session(msgspec.Struct, frozen=True):
    """A session: whose it is, since when, and when it was last used."""

    fingerprint: str
    user_id: int
    created_ms: int
    seen_ms: int


def add(tx: Tx, fingerprint: str, user_id: int) -> None:
    """A new session."""
    tx.run(
        "INSERT INTO sessions (fingerprint, user_id, created_ms, seen_ms) VALUES (:fingerprint, :user, :now, :now)",
        fingerprint=fingerprint,
        user=user_id,
        now=tx.now,
    )


def find(tx: Tx, fingerprint: str) -> Session | None:
    """The session of a fingerprint."""
    row = tx.one("SELECT fingerprint, user_id, created_ms, seen_ms FROM sessions WHERE fingerprint = :f", f=fingerprint)
    return Session(*row) if row else None


def touch(tx: Tx, fingerprint: str) -> None:
    """The session is used now."""
    tx.run("UPDATE sessions SET seen_ms = :now WHERE fingerprint = :f", f=fingerprint, now=tx.now)


def delete(tx: Tx, fingerprint: str) -> None:
    """End a session."""
    tx.run("DELETE FROM sessions WHERE fingerprint = :f", f=fingerprint)


def delete_of_user(tx: Tx, user_id: int) -> None:
    """End all sessions of a user."""
    tx.run("DELETE FROM sessions WHERE user_id = :user", user=user_id)


def delete_stale(tx: Tx, created_before_ms: int) -> None:
    """Forget sessions that began before a time."""
    tx.run("DELETE FROM sessions WHERE created_ms < :before", before=created_before_ms)


def failures(tx: Tx, fingerprint: str) -> tuple[int, int]:
    """How many log-ins failed under a fingerprint, and when the last one did."""
    row = tx.one("SELECT failures, last_ms FROM login_failures WHERE fingerprint = :f", f=fingerprint)
    return (row[0], row[1]) if row else (0, 0)


def set_failures(tx: Tx, fingerprint: str, count: int) -> None:
    """Write down how many log-ins failed, the last one now."""
    tx.run(
        "INSERT INTO login_failures (fingerprint, failures, last_ms) VALUES (:f, :count, :now)"
        " ON CONFLICT (fingerprint) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms",
        f=fingerprint,
        count=count,
        now=tx.now,
    )


def forget_failures(tx: Tx, before_ms: int) -> None:
    """Forget failed log-ins before a time."""
    tx.run("DELETE FROM login_failures WHERE last_ms < :before", before=before_ms)
