"""Answers about users, invitations, roles and workspaces. Times are in the two forms of the vendor's examples."""

import re
from typing import Final

from mercat.domain.access import users
from mercat.domain.access.invitations import Profile
from mercat.domain.access.users import WORKSPACES
from mercat.model.access import Invitation, Role
from mercat.model.clock import to_datetime
from mercat.wire.call import Call
from mercat.wire.operation import Answer

LOCKED: Final = "Too many failed login attempts"


class UserAnswer(Answer):
    """A user in a list."""

    userid: str
    first_name: str
    last_name: str
    email_address: str
    id: int
    api_only: bool


class HeldRoleAnswer(Answer):
    """A role that a user has in a workspace."""

    access_role_id: int
    access_role_name: str
    workspace_id: int
    workspace_name: str


class ProfileAnswer(Answer):
    """A user who has accepted the invitation."""

    userid: str
    first_name: str
    last_name: str
    email_address: str
    opted_in: bool
    failed_logins: int
    failed_device_code: int
    is_locked: bool
    locked_reason: str | None
    id: int
    api_only: bool
    user_role_workspaces: list[HeldRoleAnswer]
    expires_at: str | None
    last_login_at: str | None


class InvitedUserAnswer(Answer):
    """A user who has not accepted the invitation yet."""

    id: int
    first_name: str
    last_name: str
    email_address: str
    user_id: str
    subscription_id: int
    status: str
    expires_at: str
    created_at: str
    updated_at: str


class RoleAnswer(Answer):
    """A role."""

    id: int
    name: str
    description: str
    type: str
    hidden: bool
    only_all_zones: bool
    created_at: str
    updated_at: str


class WorkspaceAnswer(Answer):
    """A workspace."""

    id: int
    name: str
    description: str
    global_viz: int
    status: str
    currency_info: str | None
    created_at: str
    updated_at: str


def listed(
    user_id: int, login: str, first_name: str, last_name: str, address: str | None, api_only: bool
) -> UserAnswer:
    """A user in a list. An address of their own is known of those whose address is not their Login."""
    return UserAnswer(login, first_name, last_name, address or login, user_id, api_only)


def held(roles: list[tuple[Role, int]]) -> list[HeldRoleAnswer]:
    """The roles of a user, each with the id of its workspace."""
    return [HeldRoleAnswer(role.id, role.name, workspace, WORKSPACES[workspace]) for role, workspace in roles]


def profile_of(profile: Profile) -> ProfileAnswer:
    """A user with roles and locks."""
    user, is_locked = profile.user, profile.lock.until_ms is not None
    return ProfileAnswer(
        userid=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        email_address=profile.address,
        opted_in=False,
        failed_logins=profile.lock.failures,
        failed_device_code=0,
        is_locked=is_locked,
        locked_reason=LOCKED if is_locked else None,
        id=user.id,
        api_only=user.api_only,
        user_role_workspaces=held(profile.roles),
        expires_at=None if user.expires_ms is None else _long(user.expires_ms),
        last_login_at=None if user.last_login_ms is None else _long(user.last_login_ms),
    )


def invited(call: Call, invitation: Invitation) -> InvitedUserAnswer:
    """An invitation. The id of the subscription is made of the digits of the instance's."""
    return InvitedUserAnswer(
        id=invitation.id,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        email_address=invitation.address,
        user_id=invitation.login,
        subscription_id=int(re.sub(r"\D", "", call.host.id)),
        status="pending",
        expires_at=_compact(invitation.expires_ms),
        created_at=_compact(invitation.created_ms),
        updated_at=_compact(invitation.updated_ms),
    )


def role_of(role: Role) -> RoleAnswer:
    """A role."""
    return RoleAnswer(
        id=role.id,
        name=role.name,
        description=role.description,
        type=role.kind,
        hidden=False,
        only_all_zones=role.name == users.ADMIN,
        created_at=_compact(role.created_ms),
        updated_at=_compact(role.updated_ms),
    )


def workspace(number: int, name: str, created_ms: int) -> WorkspaceAnswer:
    """A workspace, which never changes."""
    created_at = _compact(created_ms)
    return WorkspaceAnswer(number, name, "", 0, "active", None, created_at, created_at)


def _compact(at_ms: int) -> str:
    return to_datetime(at_ms).strftime("%Y%m%dT%H:%M:%S.0t+0000")


def _long(at_ms: int) -> str:
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%S.000t+0000")
