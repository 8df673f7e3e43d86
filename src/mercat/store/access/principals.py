"""Users, roles, custom services and the fingerprints of their tokens."""

from typing import Any

import msgspec

from mercat.model.access import Role, Service, User
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_ROLE = "id, name, description, kind, permissions, created_ms, updated_ms"
_USER = (
    "id, email, first_name, last_name, api_only, password_hash, expires_ms, last_login_ms, created_ms, updated_ms,"
    " language"
)
_SERVICE = "id, name, description, user_id, client_id, generation, created_ms"


def _role(row: Row) -> Role:
    return Role(row[0], row[1], row[2], row[3], tuple(msgspec.json.decode(row[4])), row[5], row[6])


def _user(row: Row) -> User:
    return User(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6], row[7], row[8], row[9], row[10])


# -- roles ------------------------------------------------------------------------------------------------------------


def add_role(tx: Tx, name: str, permissions: list[str], description: str = "", kind: str = "custom") -> int:
    """Insert a role. Its name must be unique."""
    return tx.insert(
        "INSERT INTO roles (name, description, kind, permissions, created_ms, updated_ms)"
        " VALUES (:name, :description, :kind, :permissions, :now, :now) RETURNING id",
        name=name,
        description=description,
        kind=kind,
        permissions=msgspec.json.encode(permissions).decode(),
        now=tx.now,
    )


def set_role(tx: Tx, role_id: int, permissions: list[str], description: str) -> None:
    """Replace the permissions of a role."""
    tx.execute(
        "UPDATE roles SET permissions = :permissions, description = :description, updated_ms = :now WHERE id = :id",
        id=role_id,
        permissions=msgspec.json.encode(permissions).decode(),
        description=description,
        now=tx.now,
    )


def delete_role(tx: Tx, role_id: int) -> None:
    """Delete a role that no user has."""
    tx.execute("DELETE FROM roles WHERE id = :id", id=role_id)


def list_roles(tx: Tx) -> list[Role]:
    """All roles, oldest first."""
    return [_role(row) for row in tx.fetch_all(f"SELECT {_ROLE} FROM roles ORDER BY id")]


def find_role(tx: Tx, name: str) -> Role | None:
    """The role with this name, or None."""
    row = tx.fetch_one(f"SELECT {_ROLE} FROM roles WHERE name = :name", name=name)
    return _role(row) if row else None


def role_is_used(tx: Tx, role_id: int) -> bool:
    """Whether a user has the role."""
    return tx.fetch_one("SELECT 1 FROM user_roles WHERE role_id = :id LIMIT 1", id=role_id) is not None


# -- users ------------------------------------------------------------------------------------------------------------


def add_user(tx: Tx, email: str, first_name: str, last_name: str, *, api_only: bool, password_hash: str | None) -> int:
    """Insert a user. The email address must be unique."""
    return tx.insert(
        "INSERT INTO users (email, first_name, last_name, api_only, password_hash, created_ms, updated_ms)"
        " VALUES (:email, :first_name, :last_name, :api_only, :password_hash, :now, :now) RETURNING id",
        email=email,
        first_name=first_name,
        last_name=last_name,
        api_only=int(api_only),
        password_hash=password_hash,
        now=tx.now,
    )


def list_users(tx: Tx) -> list[User]:
    """All users, oldest first."""
    return [_user(row) for row in tx.fetch_all(f"SELECT {_USER} FROM users ORDER BY id")]


def find_user(tx: Tx, email: str) -> User | None:
    """The user with this email address, or None."""
    row = tx.fetch_one(f"SELECT {_USER} FROM users WHERE email = :email", email=email)
    return _user(row) if row else None


def find_user_of_id(tx: Tx, user_id: int) -> User | None:
    """The user with this id, or None."""
    row = tx.fetch_one(f"SELECT {_USER} FROM users WHERE id = :id", id=user_id)
    return _user(row) if row else None


def get_user(tx: Tx, user_id: int) -> User:
    """The user with an id that exists."""
    return _user(tx.fetch_all(f"SELECT {_USER} FROM users WHERE id = :id", id=user_id)[0])


def delete_user(tx: Tx, user_id: int) -> None:
    """Delete a user that no service runs as."""
    tx.execute("DELETE FROM users WHERE id = :id", id=user_id)


def set_password(tx: Tx, user_id: int, password_hash: str) -> None:
    """Store the hash of a new password."""
    tx.execute(
        "UPDATE users SET password_hash = :hash, updated_ms = :now WHERE id = :id",
        id=user_id,
        hash=password_hash,
        now=tx.now,
    )


def note_login(tx: Tx, user_id: int) -> None:
    """Store the time of a sign-in."""
    tx.execute("UPDATE users SET last_login_ms = :now WHERE id = :id", id=user_id, now=tx.now)


def assign_role(tx: Tx, user_id: int, role_id: int, workspace_id: int = 1) -> None:
    """Give a user a role in a workspace, unless the user has it."""
    tx.execute(
        "INSERT INTO user_roles (user_id, role_id, workspace_id) VALUES (:user, :role, :workspace)"
        " ON CONFLICT DO NOTHING",
        user=user_id,
        role=role_id,
        workspace=workspace_id,
    )


def revoke(tx: Tx, user_id: int, role_id: int, workspace_id: int = 1) -> int:
    """Remove a role in a workspace from a user. Answers 0 if the user did not have it."""
    return tx.execute(
        "DELETE FROM user_roles WHERE user_id = :user AND role_id = :role AND workspace_id = :workspace",
        user=user_id,
        role=role_id,
        workspace=workspace_id,
    )


def roles_of(tx: Tx, user_id: int) -> list[tuple[Role, int]]:
    """The roles of a user, each with its workspace."""
    columns = ", ".join(f"roles.{name}" for name in _ROLE.split(", "))
    rows = tx.fetch_all(
        f"SELECT {columns}, user_roles.workspace_id FROM user_roles JOIN roles ON roles.id = user_roles.role_id"
        " WHERE user_roles.user_id = :id ORDER BY roles.id, user_roles.workspace_id",
        id=user_id,
    )
    return [(_role(row[:-1]), row[-1]) for row in rows]


# -- services and tokens ----------------------------------------------------------------------------------------------


def add_service(tx: Tx, name: str, description: str, user_id: int, client_id: str) -> int:
    """Insert a custom service. Its name and client id must be unique."""
    return tx.insert(
        "INSERT INTO services (name, description, user_id, client_id, created_ms)"
        " VALUES (:name, :description, :user, :client_id, :now) RETURNING id",
        name=name,
        description=description,
        user=user_id,
        client_id=client_id,
        now=tx.now,
    )


def services(tx: Tx) -> list[Service]:
    """All custom services, oldest first."""
    return [Service(*row) for row in tx.fetch_all(f"SELECT {_SERVICE} FROM services ORDER BY id")]


def find_service(tx: Tx, **key: Any) -> Service | None:
    """The service with this `id`, `client_id` or `name`, or None."""
    ((column, value),) = key.items()
    assert column in ("id", "client_id", "name")
    row = tx.fetch_one(f"SELECT {_SERVICE} FROM services WHERE {column} = :value", value=value)
    return Service(*row) if row else None


def user_has_service(tx: Tx, user_id: int) -> bool:
    """Whether a service runs as this user."""
    return tx.fetch_one("SELECT 1 FROM services WHERE user_id = :id LIMIT 1", id=user_id) is not None


def rotate_service(tx: Tx, service_id: int) -> None:
    """Give a service its next secret and delete its tokens."""
    tx.execute("UPDATE services SET generation = generation + 1 WHERE id = :id", id=service_id)
    tx.execute("DELETE FROM service_tokens WHERE service_id = :id", id=service_id)


def delete_service(tx: Tx, service_id: int) -> None:
    """Delete a service with its tokens."""
    tx.execute("DELETE FROM service_tokens WHERE service_id = :id", id=service_id)
    tx.execute("DELETE FROM services WHERE id = :id", id=service_id)


def last_token(tx: Tx, service_id: int) -> tuple[int, int] | None:
    """The number and expiry of the last token of a service."""
    row = tx.fetch_one(
        "SELECT issue, expires_ms FROM service_tokens WHERE service_id = :id ORDER BY issue DESC LIMIT 1",
        id=service_id,
    )
    return (row[0], row[1]) if row else None


def living_issues(tx: Tx, service_id: int) -> list[int]:
    """The numbers of a service's valid tokens."""
    sql = "SELECT issue FROM service_tokens WHERE service_id = :id AND expires_ms > :now ORDER BY issue"
    return [issue for (issue,) in tx.fetch_all(sql, id=service_id, now=tx.now)]


def add_token(tx: Tx, fingerprint: str, service_id: int, issue: int, expires_ms: int) -> None:
    """Insert a token by its fingerprint."""
    tx.execute(
        "INSERT INTO service_tokens (fingerprint, service_id, issue, expires_ms)"
        " VALUES (:fingerprint, :service, :issue, :expires)",
        fingerprint=fingerprint,
        service=service_id,
        issue=issue,
        expires=expires_ms,
    )


def delete_tokens(tx: Tx, before_ms: int) -> None:
    """Delete tokens that expired before a time, except the last one of each service, whose number is continued."""
    tx.execute(
        "DELETE FROM service_tokens WHERE expires_ms < :before AND issue <"
        " (SELECT max(t.issue) FROM service_tokens t WHERE t.service_id = service_tokens.service_id)",
        before=before_ms,
    )


def expire_token(tx: Tx, fingerprint: str, expires_ms: int) -> None:
    """Change the expiry of a token."""
    tx.execute(
        "UPDATE service_tokens SET expires_ms = :expires WHERE fingerprint = :f", f=fingerprint, expires=expires_ms
    )


def find_token(tx: Tx, fingerprint: str) -> tuple[int, int, int, str] | None:
    """The expiry, service, user and email address of a token, or None."""
    row = tx.fetch_one(
        "SELECT t.expires_ms, s.id, u.id, u.email FROM service_tokens t JOIN services s ON s.id = t.service_id"
        " JOIN users u ON u.id = s.user_id WHERE t.fingerprint = :fingerprint",
        fingerprint=fingerprint,
    )
    return (row[0], row[1], row[2], row[3]) if row else None
