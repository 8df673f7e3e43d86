"""Users, their roles in workspaces, the permissions of roles, and passwords."""

import re
from collections.abc import Iterable
from typing import Final

from mercat.domain import audit
from mercat.domain.access import passwords
from mercat.model.access import Role, User
from mercat.model.audit import Facts
from mercat.model.caller import EVERY
from mercat.model.refusals import (
    AlreadyExists,
    InUse,
    Missing,
    NotFound,
    Refusal,
    RuleBroken,
)
from mercat.model.rules import Rule
from mercat.store.access import pending_users, principals
from mercat.store.tx import Tx

ALL_ZONES: Final = 0
DEFAULT: Final = 1
WORKSPACES: Final = {ALL_ZONES: "AllZones", DEFAULT: "Default"}
ADMIN: Final = "Admin"
STANDARD: Final = "Standard User"
SYSTEM: Final = "system"  # the kind of the roles that every instance has
_EMAIL: Final = re.compile(r"(?=.{3,255}$)[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+")
_PERMISSIONS: Final = "identity.permissions"


Grant = tuple[int, int]  # a role's id and a workspace's


class EmailMalformed(Refusal):
    """The text is not an email address."""

    field: str
    value: str


class SystemRole(Refusal):
    """A system role cannot be deleted, and the permissions of Admin cannot be changed."""


def permissions(tx: Tx, user_id: int) -> frozenset[str]:
    """All permissions of a user's roles."""
    return tx.cached(_PERMISSIONS, _all_permissions).get(user_id, frozenset())


def permissions_of(role: Role) -> frozenset[str]:
    """The permissions of a role. The role Admin has all permissions, whatever its row holds."""
    return frozenset((EVERY,)) if role.name == ADMIN else frozenset(role.permissions)


def _all_permissions(tx: Tx) -> dict[int, frozenset[str]]:
    return {
        user.id: frozenset[str]().union(*(permissions_of(role) for role, _ in principals.roles_of(tx, user.id)))
        for user in principals.list_users(tx)
    }


# -- roles and users --------------------------------------------------------------------------------------------------


def prepare(tx: Tx) -> None:
    """The two roles that every instance has."""
    principals.add_role(tx, ADMIN, [], "Can do everything in the console, and everything through the API", SYSTEM)
    principals.add_role(tx, STANDARD, [], "Can sign in to the console", SYSTEM)


def administers(tx: Tx, user_id: int) -> bool:
    """Whether a user has the role Admin."""
    return any(role.name == ADMIN for role, _ in principals.roles_of(tx, user_id))


def create_role(tx: Tx, name: str, permissions: list[str], description: str = "") -> int:
    """Create a role. Raises AlreadyExists."""
    if principals.find_role(tx, name):
        raise AlreadyExists("role", name)
    tx.invalidate(_PERMISSIONS)
    role_id = principals.add_role(tx, name, permissions, description)
    audit.note(tx, "role.created", name, after=_grants(permissions, description))
    return role_id


def change_role(tx: Tx, name: str, permissions: list[str], description: str | None = None) -> None:
    """Replace the permissions of a role, from the next call on. Raises NotFound, SystemRole (Admin has all)."""
    role = get_role(tx, name)
    if role.name == ADMIN:
        raise SystemRole
    description = role.description if description is None else description
    tx.invalidate(_PERMISSIONS)
    principals.set_role(tx, role.id, permissions, description)
    before, after = _grants(role.permissions, role.description), _grants(permissions, description)
    audit.note(tx, "role.changed", name, before=before, after=after)


def delete_role(tx: Tx, name: str) -> None:
    """Delete a role. Raises NotFound, InUse, SystemRole."""
    role = get_role(tx, name)
    if role.kind == SYSTEM:
        raise SystemRole
    if principals.role_is_used(tx, role.id):
        raise InUse("role", name)
    principals.delete_role(tx, role.id)
    audit.note(tx, "role.deleted", name, before=_grants(role.permissions, role.description))


def _grants(permissions: Iterable[str], description: str) -> Facts:
    return {"permissions": sorted(permissions), "description": description}


def get_role(tx: Tx, name: str) -> Role:
    """The role with this name. Raises NotFound."""
    role = principals.find_role(tx, name)
    if role is None:
        raise NotFound("role", name)
    return role


def role_of_id(tx: Tx, role_id: int) -> Role:
    """The role with this id. Raises NotFound."""
    role = next((role for role in principals.list_roles(tx) if role.id == role_id), None)
    if role is None:
        raise NotFound("role", role_id)
    return role


def create_user(
    tx: Tx,
    email: str,
    *,
    roles: list[str],
    first_name: str = "",
    last_name: str = "",
    api_only: bool = False,
    password: str | None = None,
) -> int:
    """Create a user with roles in the default workspace. Raises AlreadyExists, NotFound (a role)."""
    if principals.find_user(tx, email):
        raise AlreadyExists("user", email)
    role_rows = [get_role(tx, name) for name in roles]
    hashed = passwords.hash_password(password) if password is not None else None
    user_id = principals.add_user(tx, email, first_name, last_name, api_only=api_only, password_hash=hashed)
    for role in role_rows:
        principals.assign_role(tx, user_id, role.id)
    tx.invalidate(_PERMISSIONS)
    names = {"first_name": first_name, "last_name": last_name}
    audit.note(tx, "user.created", email, after={**names, "api_only": api_only, **noted(grants_of(tx, user_id))})
    return user_id


def get_user(tx: Tx, email: str) -> User:
    """The user with this email address. Raises NotFound."""
    user = principals.find_user(tx, email)
    if user is None:
        raise NotFound("user", email)
    return user


def find_user(tx: Tx, email: str) -> User | None:
    """The user with this email address, or None."""
    return principals.find_user(tx, email)


def user_of_id(tx: Tx, user_id: int) -> User:
    """The user with this id. Raises NotFound."""
    user = principals.find_user_of_id(tx, user_id)
    if user is None:
        raise NotFound("user", user_id)
    return user


def delete_user(tx: Tx, email: str) -> None:
    """Delete a user. Raises NotFound, InUse (a service acts as this user), RuleBroken (nobody else administers)."""
    user = get_user(tx, email)
    if principals.user_has_service(tx, user.id):
        raise InUse("user", email)
    _keep_an_administrator(tx, user, Rule.ADMINISTRATOR_DELETED)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    audit.note(tx, "user.deleted", email, before={**names, "api_only": user.api_only, **noted(grants_of(tx, user.id))})
    principals.delete_user(tx, user.id)
    tx.invalidate(_PERMISSIONS)


def set_roles(tx: Tx, email: str, roles: list[str]) -> None:
    """Give a user these roles in the default workspace. Raises NotFound, RuleBroken (nobody else administers)."""
    user = get_user(tx, email)
    elsewhere = [(role.id, workspace) for role, workspace in principals.roles_of(tx, user.id) if workspace != DEFAULT]
    set_grants(tx, user, [*elsewhere, *((get_role(tx, name).id, DEFAULT) for name in roles)])


def set_grants(tx: Tx, user: User, grants: Iterable[Grant]) -> None:
    """Give a user exactly these roles in workspaces; both must exist. Raises RuleBroken (nobody else administers)."""
    before, after = grants_of(tx, user.id), set(grants)
    held = {(role.id, workspace) for role, workspace in before}
    if not {role_id for role_id, _ in after} & {role.id for role in principals.list_roles(tx) if role.name == ADMIN}:
        _keep_an_administrator(tx, user, Rule.ADMIN_ROLE_TAKEN)
    for role_id, workspace in held - after:
        principals.revoke(tx, user.id, role_id, workspace)
    for role_id, workspace in after - held:
        principals.assign_role(tx, user.id, role_id, workspace)
    tx.invalidate(_PERMISSIONS)
    audit.note(tx, "user.roles", user.email, before=noted(before), after=noted(grants_of(tx, user.id)))


def noted(held: Iterable[tuple[Role, int]]) -> Facts:
    """Roles and their workspaces in the form of the audit trail."""
    return {"roles": [f"{role.name} in {WORKSPACES[workspace]}" for role, workspace in held]}


def _keep_an_administrator(tx: Tx, leaving: User, rule: Rule) -> None:
    if leaving.password_hash is None or not administers(tx, leaving.id):
        return
    others = (user for user in principals.list_users(tx) if user.id != leaving.id and user.password_hash is not None)
    if not any(administers(tx, user.id) for user in others):
        raise RuleBroken(rule)


def list_users(tx: Tx) -> list[tuple[User, list[Role]]]:
    """All users with their roles, oldest first."""
    return [(user, roles_of(tx, user.id)) for user in principals.list_users(tx)]


def page_of_users(tx: Tx, *, offset: int, limit: int) -> list[tuple[int, str, str, str, str | None, bool]]:
    """A page of users: id, login, first and last name, email address and whether API-only, oldest first."""
    return pending_users.some_users(tx, offset=offset, limit=limit)


def roles_of(tx: Tx, user_id: int) -> list[Role]:
    """The roles of a user in any workspace."""
    return [role for role, _ in principals.roles_of(tx, user_id)]


def grants_of(tx: Tx, user_id: int) -> list[tuple[Role, int]]:
    """The roles of a user, each with its workspace."""
    return principals.roles_of(tx, user_id)


def checked_email(email: str, field: str = "email") -> str:
    """An email address without blanks around it. Raises Missing, EmailMalformed, with the name of the field."""
    email = email.strip()
    if not email:
        raise Missing(field)
    if not _EMAIL.fullmatch(email):
        raise EmailMalformed(field, email[:255])
    return email


def list_roles(tx: Tx) -> list[Role]:
    """All roles, oldest first."""
    return principals.list_roles(tx)


# -- passwords --------------------------------------------------------------------------------------------------------


def log_in(tx: Tx, email: str, password: str) -> User | None:
    """The user with this password, or None. API-only users never sign in."""
    user = principals.find_user(tx, email)
    return user if passwords.matches(user, password) else None


def set_password(tx: Tx, email: str, password: str) -> None:
    """Change a user's password. Raises NotFound, TooFew, TooLong."""
    _keep_password(tx, get_user(tx, email), passwords.hash_password(password))


def set_generated_password(tx: Tx, email: str, password: str) -> None:
    """Give a user a random password. Its hash is fast, because nobody can guess it. Raises NotFound."""
    _keep_password(tx, get_user(tx, email), passwords.quick_hash(password, tx.randomness.bytes(16)))


def _keep_password(tx: Tx, user: User, hashed: str) -> None:
    principals.set_password(tx, user.id, hashed)
    audit.note(tx, "user.password", user.email)
