"""Users as an administrator's program manages them: invitations, attributes, roles by workspace."""

from collections.abc import Iterable
from typing import Final

import msgspec

from mercat.domain import identity
from mercat.model.clock import DAY
from mercat.model.refusals import AlreadyExists, Missing, NotFound
from mercat.store import identity as identity_rows
from mercat.store import invitations as rows
from mercat.store.identity import Role, User
from mercat.store.invitations import Invitation
from mercat.store.tx import Tx

INVITATION_LIFE_MS: Final = 7 * DAY
ALL_ZONES: Final = 0
DEFAULT: Final = 1
WORKSPACES: Final = {ALL_ZONES: "AllZones", DEFAULT: "Default"}

Grants = list[tuple[int, int]]


class Profile(msgspec.Struct, frozen=True):
    """A user with what user management shows."""

    user: User
    address: str
    failed_logins: int
    roles: list[tuple[Role, int]]


def profile(tx: Tx, login: str) -> Profile:
    """A user who accepted. Raises NotFound."""
    user = identity.get_user(tx, login)
    address, failed = rows.address_of(tx, user.id)
    return Profile(user, address or user.email, failed, identity_rows.roles_of(tx, user.id))


def invite(
    tx: Tx,
    login: str,
    *,
    address: str,
    first_name: str,
    last_name: str,
    roles: Grants,
    reason: str = "",
    api_only: bool = False,
    expires_ms: int | None = None,
) -> None:
    """Invite a user; an API-Only user, who never logs in, is there at once.

    Raises AlreadyExists, NotFound (a role or a workspace), Missing (no role).
    """
    if not roles:
        raise Missing("userRoleWorkspaces")
    _check_grants(tx, roles)
    pending = rows.find(tx, login)
    if pending is not None and pending.expires_ms <= tx.now:
        rows.delete(tx, pending.id)
        pending = None
    if pending is not None or identity_rows.find_user(tx, login) is not None:
        raise AlreadyExists("user", login)
    if api_only:
        _admit(tx, login, address, (first_name, last_name), roles, expires_ms, api_only=True, password=None)
        return
    ends = tx.now + INVITATION_LIFE_MS
    rows.add(tx, login, address, (first_name, last_name), reason, roles, expires_ms, ends)


def invitation(tx: Tx, login: str) -> Invitation:
    """An invitation that still waits. Raises NotFound."""
    found = rows.find(tx, login)
    if found is None or found.expires_ms <= tx.now:
        raise NotFound("invitation", login)
    return found


def withdraw(tx: Tx, login: str) -> None:
    """Delete an invitation. Raises NotFound."""
    rows.delete(tx, invitation(tx, login).id)


def accept(tx: Tx, login: str, password: str) -> int:
    """The invited user chose a password and is one from now on. Raises NotFound."""
    found = invitation(tx, login)
    rows.delete(tx, found.id)
    names = (found.first_name, found.last_name)
    return _admit(
        tx, login, found.address, names, found.roles, found.user_expires_ms, api_only=False, password=password
    )


def change(
    tx: Tx,
    login: str,
    *,
    address: str | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
    expires_ms: int | None = None,
) -> Profile:
    """Change what is given of a user. Raises NotFound."""
    user = identity.get_user(tx, login)
    given = {"address": address, "first_name": first_name, "last_name": last_name, "expires_ms": expires_ms}
    changes = {name: value for name, value in given.items() if value is not None}
    if changes:
        rows.change_user(tx, user.id, changes)
    return profile(tx, login)


def add_roles(tx: Tx, login: str, grants: Grants) -> list[tuple[Role, int]]:
    """Give a user roles; answers all they have. Raises NotFound."""
    user = identity.get_user(tx, login)
    _check_grants(tx, grants)
    identity.grant(tx, user, grants)
    return identity_rows.roles_of(tx, user.id)


def remove_roles(tx: Tx, login: str, grants: Grants) -> list[tuple[Role, int]]:
    """Take roles from a user; answers those left. Raises NotFound (also a role the user does not have), RuleBroken."""
    user = identity.get_user(tx, login)
    held = {(role.id, workspace) for role, workspace in identity_rows.roles_of(tx, user.id)}
    for role_id, workspace in grants:
        if (role_id, workspace) not in held:
            raise NotFound("role", role_id)
    identity.revoke(tx, user, grants)
    return identity_rows.roles_of(tx, user.id)


def _check_grants(tx: Tx, grants: Iterable[tuple[int, int]]) -> None:
    known = {role.id for role in identity_rows.roles(tx)}
    for role_id, workspace in grants:
        if role_id not in known:
            raise NotFound("role", role_id)
        if workspace not in WORKSPACES:
            raise NotFound("workspace", workspace)


def _admit(
    tx: Tx,
    login: str,
    address: str,
    names: tuple[str, str],
    roles: Grants,
    expires_ms: int | None,
    *,
    api_only: bool,
    password: str | None,
) -> int:
    user_id = identity.create_user(
        tx, login, roles=[], first_name=names[0], last_name=names[1], api_only=api_only, password=password
    )
    changes: dict[str, str | int] = {} if address == login else {"address": address}
    if expires_ms is not None:
        changes["expires_ms"] = expires_ms
    if changes:
        rows.change_user(tx, user_id, changes)
    identity.grant(tx, identity.get_user(tx, login), roles)
    return user_id
