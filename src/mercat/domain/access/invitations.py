"""User management: invitations, attributes of users, and roles by workspace."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mercat.domain import audit, jobs
from mercat.domain.access import sessions, users
from mercat.domain.access.sessions import Lock
from mercat.domain.access.users import WORKSPACES
from mercat.model.access import Invitation, Role, User
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.model.keys import same
from mercat.model.messages import SendInvitation
from mercat.model.refusals import AlreadyExists, Missing, NotFound
from mercat.store.access import pending_users, principals
from mercat.store.tx import Tx

INVITATION_LIFE_MS: Final = 7 * DAY

Grants = list[users.Grant]


class Profile(msgspec.Struct, frozen=True):
    """A user with the facts that user management shows."""

    user: User
    address: str
    lock: Lock
    roles: list[tuple[Role, int]]


def profile(tx: Tx, login: str) -> Profile:
    """A user who has accepted the invitation. Raises NotFound."""
    user = users.get_user(tx, login)
    address = pending_users.address_of(tx, user.id) or user.email
    return Profile(user, address, sessions.lock_of(tx, user.email), principals.roles_of(tx, user.id))


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
    """Invite a user. An API-only user, who never signs in, exists at once.

    Raises AlreadyExists, NotFound (a role or a workspace), Missing (no role).
    """
    if not roles:
        raise Missing("userRoleWorkspaces")
    _check_grants(tx, roles)
    if is_taken(tx, login):
        raise AlreadyExists("user", login)
    pending = pending_users.find(tx, login)
    if pending is not None:  # an expired one
        pending_users.delete(tx, pending.id)
    if api_only:
        _admit(tx, login, address, (first_name, last_name), roles, expires_ms, api_only=True, password=None)
        return
    ends = tx.now + INVITATION_LIFE_MS
    invitation_id = pending_users.add(tx, login, address, (first_name, last_name), reason, roles, expires_ms, ends)
    offered = users.noted((users.role_of_id(tx, role_id), workspace) for role_id, workspace in roles)
    audit.note(tx, "invitation.sent", login, after={"address": address, "reason": reason, **offered})
    jobs.enqueue(tx, SendInvitation(invitation_id))


def is_taken(tx: Tx, login: str) -> bool:
    """Whether there is a user with this login, or an invitation that has not expired."""
    pending = pending_users.find(tx, login)
    waits = pending is not None and pending.expires_ms > tx.now
    return waits or principals.find_user(tx, login) is not None


def invitation(tx: Tx, login: str) -> Invitation:
    """The invitation of a login, if it has not expired. Raises NotFound."""
    return _living(tx, pending_users.find(tx, login), login)


def invitation_of_id(tx: Tx, invitation_id: int) -> Invitation:
    """The invitation with this id, if it has not expired. Raises NotFound."""
    return _living(tx, pending_users.find_of_id(tx, invitation_id), invitation_id)


def invitations(tx: Tx) -> list[Invitation]:
    """All invitations, including expired ones, oldest first."""
    return pending_users.all(tx)


def link_word(tx: Tx, pending_user: Invitation) -> str:
    """The secret at the end of an invitation's link. Anyone who knows it can accept, so it must not be logged."""
    return (
        f"{pending_user.id}-{tx.keys.text('invitation', pending_user.id, pending_user.serial, pending_user.created_ms)}"
    )


def invitation_of_word(tx: Tx, word: str) -> Invitation:
    """The invitation whose link ends in this secret, if it has not expired. Raises NotFound."""
    number = word.partition("-")[0]
    is_number = len(number) <= 18 and number.isascii() and number.isdigit()
    pending_user = pending_users.find_of_id(tx, int(number)) if is_number else None
    if pending_user is None or not same(link_word(tx, pending_user), word):
        raise NotFound("invitation")
    return _living(tx, pending_user, pending_user.id)


def resend(tx: Tx, invitation_id: int) -> None:
    """Send an invitation again, for another seven days and with a new link. The old link expires. Raises NotFound."""
    pending_user = pending_users.find_of_id(tx, invitation_id)
    if pending_user is None:
        raise NotFound("invitation", invitation_id)
    pending_users.renew(tx, pending_user.id, tx.now + INVITATION_LIFE_MS)
    audit.note(tx, "invitation.resent", pending_user.login)
    jobs.enqueue(tx, SendInvitation(pending_user.id))


def withdraw(tx: Tx, login: str) -> None:
    """Delete an invitation. Raises NotFound."""
    _withdraw(tx, invitation(tx, login))


def withdraw_of_id(tx: Tx, invitation_id: int) -> None:
    """Delete an invitation, even an expired one. Raises NotFound."""
    pending_user = pending_users.find_of_id(tx, invitation_id)
    if pending_user is None:
        raise NotFound("invitation", invitation_id)
    _withdraw(tx, pending_user)


def accept(tx: Tx, login: str, password: str) -> int:
    """Make an invited person a user with this password. Raises NotFound, TooFew, TooLong."""
    pending_user = invitation(tx, login)
    return _accept(tx, pending_user, (pending_user.first_name, pending_user.last_name), password)


def accept_word(tx: Tx, word: str, first_name: str, last_name: str, password: str) -> User:
    """Accept an invitation by the secret of its link. Raises NotFound, AlreadyExists, TooFew, TooLong."""
    pending_user = invitation_of_word(tx, word)
    tx.caller = Caller(0, pending_user.login, address=tx.caller.address)
    return users.user_of_id(tx, _accept(tx, pending_user, (first_name, last_name), password))


def change(
    tx: Tx,
    login: str,
    *,
    address: str | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
    expires_ms: int | None = None,
) -> Profile:
    """Change the attributes of a user that are not None. Raises NotFound."""
    user = users.get_user(tx, login)
    given = {"address": address, "first_name": first_name, "last_name": last_name, "expires_ms": expires_ms}
    changes = {name: value for name, value in given.items() if value is not None}
    _change(tx, user, changes)
    return profile(tx, login)


def never_expires(tx: Tx, login: str) -> None:
    """Remove the date on which a user's access expires. Raises NotFound."""
    _change(tx, users.get_user(tx, login), {"expires_ms": None})


def choose_language(tx: Tx, user: User, language: str) -> None:
    """Store the language in which a user sees the console."""
    pending_users.change_user(tx, user.id, {"language": language})


def set_roles(tx: Tx, login: str, grants: Grants) -> None:
    """Give a user exactly these roles. Raises NotFound, Missing (no role), RuleBroken (nobody else administers)."""
    if not grants:
        raise Missing("role")
    _check_grants(tx, grants)
    users.set_grants(tx, users.get_user(tx, login), grants)


def add_roles(tx: Tx, login: str, grants: Grants) -> list[tuple[Role, int]]:
    """Add roles to a user. Answers all roles of the user. Raises NotFound."""
    user = users.get_user(tx, login)
    _check_grants(tx, grants)
    users.set_grants(tx, user, {*_held(tx, user), *grants})
    return principals.roles_of(tx, user.id)


def remove_roles(tx: Tx, login: str, grants: Grants) -> list[tuple[Role, int]]:
    """Remove roles from a user. Answers the rest. Raises NotFound (also if the user lacks a role), RuleBroken."""
    user = users.get_user(tx, login)
    held = _held(tx, user)
    for role_id, workspace in grants:
        if (role_id, workspace) not in held:
            raise NotFound("role", role_id)
    users.set_grants(tx, user, held - set(grants))
    return principals.roles_of(tx, user.id)


def _held(tx: Tx, user: User) -> set[users.Grant]:
    return {(role.id, workspace) for role, workspace in principals.roles_of(tx, user.id)}


def _living(tx: Tx, pending_user: Invitation | None, key: int | str) -> Invitation:
    if pending_user is None or pending_user.expires_ms <= tx.now:
        raise NotFound("invitation", key)
    return pending_user


def _withdraw(tx: Tx, pending_user: Invitation) -> None:
    pending_users.delete(tx, pending_user.id)
    audit.note(tx, "invitation.withdrawn", pending_user.login)


def _accept(tx: Tx, pending_user: Invitation, names: tuple[str, str], password: str) -> int:
    pending_users.delete(tx, pending_user.id)
    audit.note(tx, "invitation.accepted", pending_user.login)
    return _admit(
        tx,
        pending_user.login,
        pending_user.address,
        names,
        pending_user.roles,
        pending_user.user_expires_ms,
        api_only=False,
        password=password,
    )


def _change(tx: Tx, user: User, changes: dict[str, Any]) -> None:
    before = {
        "address": pending_users.address_of(tx, user.id) or user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "expires_ms": user.expires_ms,
    }
    changes = {name: value for name, value in changes.items() if before[name] != value}
    if changes:
        pending_users.change_user(tx, user.id, changes)
        audit.note(tx, "user.changed", user.email, before=before, after={**before, **changes})


def _check_grants(tx: Tx, grants: Iterable[tuple[int, int]]) -> None:
    role_ids = {role.id for role in principals.list_roles(tx)}
    for role_id, workspace in grants:
        if role_id not in role_ids:
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
    user_id = users.create_user(
        tx, login, roles=[], first_name=names[0], last_name=names[1], api_only=api_only, password=password
    )
    user = users.get_user(tx, login)
    _change(tx, user, {"address": address, "expires_ms": expires_ms})
    users.set_grants(tx, user, roles)
    return user_id
