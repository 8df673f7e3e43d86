"""Invitations that wait for an answer, and what user management keeps of users beside their log-in."""

from typing import Any

import msgspec

from mercat.store.tx import Row, Tx


class Invitation(msgspec.Struct, frozen=True):
    """A user to be. `roles` are pairs of role and workspace; `user_expires_ms` is when their log-in will end."""

    id: int
    login: str
    address: str
    first_name: str
    last_name: str
    reason: str
    roles: list[tuple[int, int]]
    user_expires_ms: int | None
    expires_ms: int
    created_ms: int
    updated_ms: int


_COLUMNS = (
    "id, login, address, first_name, last_name, reason, roles, user_expires_ms, expires_ms, created_ms, updated_ms"
)


def _invitation(row: Row) -> Invitation:
    roles = [(role, workspace) for role, workspace in msgspec.json.decode(row[6])]
    return Invitation(row[0], row[1], row[2], row[3], row[4], row[5], roles, row[7], row[8], row[9], row[10])


def find(tx: Tx, login: str) -> Invitation | None:
    """The invitation of a log-in name."""
    row = tx.one(f"SELECT {_COLUMNS} FROM invitations WHERE login = :login", login=login)
    return _invitation(row) if row else None


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
    """A new invitation; the log-in name must be free."""
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
    """Withdraw an invitation."""
    tx.run("DELETE FROM invitations WHERE id = :id", id=invitation_id)


def address_of(tx: Tx, user_id: int) -> tuple[str | None, int]:
    """A user's own address, if it differs from the log-in name, and how often a log-in failed."""
    row = tx.all("SELECT address, failed_logins FROM users WHERE id = :id", id=user_id)[0]
    return row[0], row[1]


def change_user(tx: Tx, user_id: int, changes: dict[str, Any]) -> None:
    """Set columns of a user: address, first_name, last_name, expires_ms."""
    assert set(changes) <= {"address", "first_name", "last_name", "expires_ms"}, changes
    assignments = ", ".join(f"{name} = :{name}" for name in sorted(changes))
    tx.run(f"UPDATE users SET {assignments}, updated_ms = :now WHERE id = :id", id=user_id, now=tx.now, **changes)


def some_users(tx: Tx, *, offset: int, limit: int) -> list[tuple[int, str, str, str, str | None, bool]]:
    """Id, log-in name, first and last name, address and whether API-Only, oldest first."""
    rows = tx.all(
        "SELECT id, email, first_name, last_name, address, api_only FROM users ORDER BY id LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
    )
    return [(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]
