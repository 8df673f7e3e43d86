"""Pending invitations, and the attributes of users that only user management has."""

from typing import Any

import msgspec

from mercat.model.access import Invitation
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_COLUMNS = (
    "id, login, address, first_name, last_name, reason, roles, user_expires_ms, expires_ms, created_ms, updated_ms,"
    " serial"
)


def _invitation(row: Row) -> Invitation:
    roles = [(role, workspace) for role, workspace in msgspec.json.decode(row[6])]
    return Invitation(row[0], row[1], row[2], row[3], row[4], row[5], roles, row[7], row[8], row[9], row[10], row[11])


def find(tx: Tx, login: str) -> Invitation | None:
    """The invitation of a login, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM invitations WHERE login = :login", login=login)
    return _invitation(row) if row else None


def find_of_id(tx: Tx, invitation_id: int) -> Invitation | None:
    """The invitation with this id, or None."""
    row = tx.fetch_one(f"SELECT {_COLUMNS} FROM invitations WHERE id = :id", id=invitation_id)
    return _invitation(row) if row else None


def all(tx: Tx) -> list[Invitation]:
    """All invitations, oldest first."""
    return [_invitation(row) for row in tx.fetch_all(f"SELECT {_COLUMNS} FROM invitations ORDER BY id")]


def renew(tx: Tx, invitation_id: int, expires_ms: int) -> None:
    """Change the link and the expiry of an invitation."""
    tx.execute(
        "UPDATE invitations SET serial = serial + 1, expires_ms = :expires, updated_ms = :now WHERE id = :id",
        id=invitation_id,
        expires=expires_ms,
        now=tx.now,
    )


def add(
    tx: Tx,
    login: str,
    address: str,
    names: tuple[str, str],
    reason: str,
    roles: list[tuple[int, int]],
    user_expires_ms: int | None,
    expires_ms: int,
) -> int:
    """Insert an invitation. The login must be unique."""
    return tx.insert(
        "INSERT INTO invitations (login, address, first_name, last_name, reason, roles, user_expires_ms, expires_ms,"
        " created_ms, updated_ms) VALUES (:login, :address, :first_name, :last_name, :reason, :roles,"
        " :user_expires_ms, :expires_ms, :now, :now) RETURNING id",
        login=login,
        address=address,
        first_name=names[0],
        last_name=names[1],
        reason=reason,
        roles=msgspec.json.encode(roles).decode(),
        user_expires_ms=user_expires_ms,
        expires_ms=expires_ms,
        now=tx.now,
    )


def delete(tx: Tx, invitation_id: int) -> None:
    """Delete an invitation."""
    tx.execute("DELETE FROM invitations WHERE id = :id", id=invitation_id)


def address_of(tx: Tx, user_id: int) -> str | None:
    """A user's email address, if it differs from the login."""
    address: str | None = tx.fetch_all("SELECT address FROM users WHERE id = :id", id=user_id)[0][0]
    return address


def change_user(tx: Tx, user_id: int, changes: dict[str, Any]) -> None:
    """Set columns of a user: address, first_name, last_name, expires_ms, language."""
    assert set(changes) <= {"address", "first_name", "last_name", "expires_ms", "language"}, changes
    assignments = ", ".join(f"{name} = :{name}" for name in sorted(changes))
    tx.execute(f"UPDATE users SET {assignments}, updated_ms = :now WHERE id = :id", id=user_id, now=tx.now, **changes)


def some_users(tx: Tx, *, offset: int, limit: int) -> list[tuple[int, str, str, str, str | None, bool]]:
    """A page of users: id, login, first and last name, email address and whether API-only, oldest first."""
    rows = tx.fetch_all(
        "SELECT id, email, first_name, last_name, address, api_only FROM users ORDER BY id LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
    )
    return [(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]
