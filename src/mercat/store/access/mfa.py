"""Authenticators of users: what their secrets are derived from, the last code that was used, recovery codes."""

import msgspec

from mercat.store.tx import Tx


class Authenticator(msgspec.Struct, frozen=True):
    """A user's authenticator; it counts once it was confirmed. `last_step` is the 30 seconds its last code was of."""

    user_id: int
    nonce: str
    confirmed_ms: int | None
    last_step: int


def find(tx: Tx, user_id: int) -> Authenticator | None:
    """A user's authenticator."""
    sql = "SELECT user_id, nonce, confirmed_ms, last_step FROM authenticators WHERE user_id = :user"
    row = tx.fetch_one(sql, user=user_id)
    return Authenticator(*row) if row else None


def add(tx: Tx, user_id: int, nonce: str) -> None:
    """A new authenticator, not confirmed yet; the user must have none."""
    tx.execute("INSERT INTO authenticators (user_id, nonce) VALUES (:user, :nonce)", user=user_id, nonce=nonce)


def confirm(tx: Tx, user_id: int) -> None:
    """From now on the authenticator counts."""
    tx.execute("UPDATE authenticators SET confirmed_ms = :now WHERE user_id = :user", user=user_id, now=tx.now)


def use(tx: Tx, user_id: int, step: int) -> None:
    """A code of this step was used."""
    tx.execute("UPDATE authenticators SET last_step = :step WHERE user_id = :user", user=user_id, step=step)


def delete(tx: Tx, user_id: int) -> None:
    """Remove a user's authenticator and recovery codes."""
    tx.execute("DELETE FROM authenticators WHERE user_id = :user", user=user_id)
    tx.execute("DELETE FROM recovery_codes WHERE user_id = :user", user=user_id)


def confirmed(tx: Tx) -> set[int]:
    """The ids of the users whose authenticator counts."""
    return {row[0] for row in tx.fetch_all("SELECT user_id FROM authenticators WHERE confirmed_ms IS NOT NULL")}


def set_recovery_codes(tx: Tx, user_id: int, fingerprints: list[str]) -> None:
    """Put recovery codes in the place of those there are."""
    tx.execute("DELETE FROM recovery_codes WHERE user_id = :user", user=user_id)
    tx.executemany(
        "INSERT INTO recovery_codes (fingerprint, user_id) VALUES (:fingerprint, :user)",
        [{"fingerprint": fingerprint, "user": user_id} for fingerprint in fingerprints],
    )


def use_recovery_code(tx: Tx, user_id: int, fingerprint: str) -> bool:
    """Use a recovery code up; False if there is none such."""
    sql = "DELETE FROM recovery_codes WHERE fingerprint = :fingerprint AND user_id = :user"
    return tx.execute(sql, fingerprint=fingerprint, user=user_id) == 1


def recovery_codes_left(tx: Tx, user_id: int) -> int:
    """How many recovery codes a user has."""
    left: int = tx.fetch_all("SELECT count(*) FROM recovery_codes WHERE user_id = :user", user=user_id)[0][0]
    return left
