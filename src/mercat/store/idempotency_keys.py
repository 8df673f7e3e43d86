"""Idempotency keys: nonces, and calls with a request id, each of which is accepted once."""

from mercat.store.tx import Tx


def add_nonce(tx: Tx, fingerprint: str, expires_ms: int) -> bool:
    """Store a nonce until a time. False if it is stored already."""
    return (
        tx.execute(
            "INSERT INTO nonces (fingerprint, expires_ms) VALUES (:fingerprint, :expires)"
            " ON CONFLICT (fingerprint) DO NOTHING",
            fingerprint=fingerprint,
            expires=expires_ms,
        )
        == 1
    )


def forget_nonces(tx: Tx, before_ms: int) -> None:
    """Delete expired nonces."""
    tx.execute("DELETE FROM nonces WHERE expires_ms < :before", before=before_ms)


def add_call(tx: Tx, key: str, content: str, expires_ms: int) -> bool:
    """Store the key of a call that begins. False if the key is stored already."""
    return (
        tx.execute(
            "INSERT INTO repeatable_calls (call_key, content, expires_ms) VALUES (:key, :content, :expires)"
            " ON CONFLICT (call_key) DO NOTHING",
            key=key,
            content=content,
            expires=expires_ms,
        )
        == 1
    )


def find_call(tx: Tx, key: str) -> tuple[str, str | None, int] | None:
    """The content, response (None while the call runs) and expiry of a call, or None."""
    row = tx.fetch_one("SELECT content, answer, expires_ms FROM repeatable_calls WHERE call_key = :key", key=key)
    return (row[0], row[1], row[2]) if row else None


def answer_call(tx: Tx, key: str, answer: str, expires_ms: int) -> None:
    """Store the response of a call until a time."""
    tx.execute(
        "UPDATE repeatable_calls SET answer = :answer, expires_ms = :expires WHERE call_key = :key",
        key=key,
        answer=answer,
        expires=expires_ms,
    )


def delete_call(tx: Tx, key: str) -> None:
    """Delete the key of a call that failed."""
    tx.execute("DELETE FROM repeatable_calls WHERE call_key = :key AND answer IS NULL", key=key)


def forget_calls(tx: Tx, before_ms: int) -> None:
    """Delete expired calls."""
    tx.execute("DELETE FROM repeatable_calls WHERE expires_ms < :before", before=before_ms)
