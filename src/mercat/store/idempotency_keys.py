"""What may come once: nonces, and calls that carry an id of their own."""

from mercat.store.tx import Tx


def add_nonce(tx: Tx, fingerprint: str, expires_ms: int) -> bool:
    """Remember a nonce until a time; False if it is remembered already."""
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
    """Drop what expired."""
    tx.execute("DELETE FROM nonces WHERE expires_ms < :before", before=before_ms)


def add_call(tx: Tx, key: str, content: str, expires_ms: int) -> bool:
    """Remember that a call is under way; False if its key is known."""
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
    """Content, answer (None while it is under way) and expiry of a call."""
    row = tx.fetch_one("SELECT content, answer, expires_ms FROM repeatable_calls WHERE call_key = :key", key=key)
    return (row[0], row[1], row[2]) if row else None


def answer_call(tx: Tx, key: str, answer: str, expires_ms: int) -> None:
    """Keep a call's answer until a time."""
    tx.execute(
        "UPDATE repeatable_calls SET answer = :answer, expires_ms = :expires WHERE call_key = :key",
        key=key,
        answer=answer,
        expires=expires_ms,
    )


def delete_call(tx: Tx, key: str) -> None:
    """Forget a call that came to nothing."""
    tx.execute("DELETE FROM repeatable_calls WHERE call_key = :key AND answer IS NULL", key=key)


def forget_calls(tx: Tx, before_ms: int) -> None:
    """Drop what expired."""
    tx.execute("DELETE FROM repeatable_calls WHERE expires_ms < :before", before=before_ms)
