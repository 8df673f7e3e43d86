"""Authenticators of users: the nonces of their secrets, the time steps of used codes, and recovery codes."""

import msgspec

from mercat.store.tx import Tx


class Authenticator(msgspec.Struct, frozen=True):
    """A user's authenticator, in use once it is confirmed. `last_step` is the time step (30 s) of its last code."""

    user_id: int
    nonce: str
    confirmed_ms: int | None
    last_step: int


def find(tx: Tx, user_id: int) -> Authenticator | None:
    """The authenticator of a user, or None."""
    sql = "SELECT user_id, nonce, confirmed_ms, last_step FROM authenticators WHERE user_id = :user"
    row = tx.fetch_one(sql, user=user_id)
    return Authenticator(*row) if row else None


def add(tx: Tx, user_id: int, nonce: str) -> None:
    """Insert an unconfirmed authenticator. The user must have none."""
    tx.execute("INSERT INTO authenticators (user_id, nonce) VALUES (:user, :nonce)", user=user_id, nonce=nonce)


def confirm(tx: Tx, user_id: int) -> None:
    """Confirm an authenticator."""
    tx.execute("UPDATE authenticators SET confirmed_ms = :now WHERE user_id = :user", user=user_id, now=tx.now)


def use(tx: Tx, user_id: int, step: int) -> None:
    """Store the time step of a used code."""
    tx.execute("UPDATE authenticators SET last_step = :step WHERE user_id = :user", user=user_id, step=step)


def delete(tx: Tx, user_id: int) -> None:
    """Delete a user's authenticator and recovery codes."""
    tx.execute("DELETE FROM authenticators WHERE user_id = :user", user=user_id)
    tx.execute("DELETE FROM recovery_codes WHERE user_id = :user", user=user_id)


def confirmed(tx: Tx) -> set[int]:
    """The ids of the users with a confirmed authenticator."""
    return {row[0] for row in tx.fetch_all("SELECT user_id FROM authenticators WHERE confirmed_ms IS NOT NULL")}


def set_recovery_codes(tx: Tx, user_id: int, fingerprints: list[str]) -> None:
    """Replace the recovery codes of a user."""
    tx.execute("DELETE FROM recovery_codes WHERE user_id = :user", user=user_id)
    tx.executemany(
        "INSERT INTO recovery_codes (fingerprint, user_id) VALUES (:fingerprint, :user)",
        [{"fingerprint": fingerprint, "user": user_id} for fingerprint in fingerprints],
    )


def use_recovery_code(tx: Tx, user_id: int, fingerprint: str) -> bool:
    """Use up a recovery code. False if there is no such code."""
    sql = "DELETE FROM recovery_codes WHERE fingerprint = :fingerprint AND user_id = :user"
    return tx.execute(sql, fingerprint=fingerprint, user=user_id) == 1


def recovery_codes_left(tx: Tx, user_id: int) -> int:
    """The number of recovery codes that a user has left."""
    left: int = tx.fetch_all("SELECT count(*) FROM recovery_codes WHERE user_id = :user", user=user_id)[0][0]
    return left
