"""/userservice/management/v1/users: users, invitations, roles and workspaces. Answers carry no envelope."""

import re
from datetime import datetime
from typing import Annotated, Final

import msgspec

from mercat.domain import bootstrap
from mercat.domain.access import invitations
from mercat.domain.access import users as identity
from mercat.domain.access.invitations import Grants
from mercat.domain.access.users import ALL_ZONES, WORKSPACES
from mercat.marketo.permissions import AllOf
from mercat.marketo.protocol import marketo
from mercat.marketo.userservice.schemas.users import (
    HeldRoleAnswer,
    InvitedUserAnswer,
    ProfileAnswer,
    RoleAnswer,
    UserAnswer,
    WorkspaceAnswer,
    held,
    invited,
    listed,
    profile_of,
    role_of,
    workspace,
)
from mercat.model.clock import from_datetime
from mercat.model.refusals import NotAllowed, WrongType
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import Schema

_ADDRESS: Final = re.compile(r"^[^\s@\"<>]{1,64}@([A-Za-z0-9][A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,63}$")
_COMPACT: Final = re.compile(r"^(\d{4})(\d\d)(\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d{1,6})?[tT]?(Z|[+-]\d{4})$")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class UserPath(Schema):
    """The path of one user: the Login that they sign in with."""

    userid: str


class UserPage(Schema):
    """A page of users."""

    page_size: Annotated[int, msgspec.Meta(ge=1, le=200)] = 20
    page_offset: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0


class RoleGrant(Schema):
    """A role in a workspace. Workspace 0 stands for all workspaces."""

    access_role_id: int
    workspace_id: int


class Invite(Schema):
    """A user to invite."""

    email_address: Text
    first_name: Text
    last_name: Text
    user_role_workspaces: Annotated[list[RoleGrant], msgspec.Meta(max_length=300)]
    userid: Text | None = None
    api_only: bool = False
    expires_at: Text | None = None
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class UserChange(Schema):
    """Changes to a user. What is absent stays as it is."""

    email_address: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    expires_at: Text | None = None


class RoleInput(Schema):
    """The roles as the OpenAPI file has them; the vendor's page has a bare array."""

    input: Annotated[list[RoleGrant], msgspec.Meta(max_length=300)]


Roles = Annotated[list[RoleGrant], msgspec.Meta(max_length=300)] | RoleInput


@marketo.get(
    "/userservice/management/v1/users/allusers.json",
    id="getUsersUsingGET",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#browse-users",
)
def get_users(call: Call, query: UserPage) -> list[UserAnswer]:
    """List users, a page at a time."""
    users = identity.page_of_users(call.tx, offset=query.page_offset, limit=query.page_size)
    return [listed(*user) for user in users]


@marketo.get(
    "/userservice/management/v1/users/{userid}/user.json",
    id="getUserUsingGET",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#user-by-id",
)
def get_user(call: Call, path: UserPath) -> ProfileAnswer:
    """Get a user who has accepted the invitation."""
    return profile_of(invitations.profile(call.tx, path.userid))


@marketo.get(
    "/userservice/management/v1/users/{userid}/invite.json",
    id="getInvitedUserUsingGET",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#invited-user-by-id",
)
def get_invited_user(call: Call, path: UserPath) -> InvitedUserAnswer:
    """Get a user who has not accepted the invitation yet."""
    return invited(call, invitations.invitation(call.tx, path.userid))


@marketo.get(
    "/userservice/management/v1/users/{userid}/roles.json",
    id="getUserRolesAndWorkspacesUsingGET",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#roles-and-workspaces-by-id",
)
def get_user_roles(call: Call, path: UserPath) -> list[HeldRoleAnswer]:
    """List the roles of a user, each with its workspace."""
    return held(invitations.profile(call.tx, path.userid).roles)


@marketo.get(
    "/userservice/management/v1/users/roles.json",
    id="getRolesUsingGET",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#browse-roles",
)
def get_roles(call: Call) -> list[RoleAnswer]:
    """List all roles."""
    return [role_of(role) for role in identity.list_roles(call.tx)]


@marketo.get(
    "/userservice/management/v1/users/workspaces.json",
    id="getWorkspacesUsingGET",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#browse-workspaces",
)
def get_workspaces(call: Call) -> list[WorkspaceAnswer]:
    """List all workspaces."""
    created_ms = bootstrap.created_ms(call.tx)
    return [workspace(number, name, created_ms) for number, name in WORKSPACES.items() if number != ALL_ZONES]


@marketo.post(
    "/userservice/management/v1/users/invite.json",
    id="inviteUserUsingPOST",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#invite-user",
)
def invite_user(call: Call, body: Invite) -> bool:
    """Invite a user. The invitation expires after seven days. An API-only user needs none and exists at once."""
    _invite(call, body)
    return True


@marketo.post(
    "/userservice/management/v1/users/{userid}/update.json",
    id="updateUserAttributeUsingPOST",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#update-user-attributes",
)
def update_user(call: Call, path: UserPath, body: UserChange) -> ProfileAnswer:
    """Change a user's address, name or expiry."""
    changed = invitations.change(
        call.tx,
        path.userid,
        address=None if body.email_address is None else _address("emailAddress", body.email_address),
        first_name=body.first_name,
        last_name=body.last_name,
        expires_ms=_moment(body.expires_at),
    )
    return profile_of(changed)


@marketo.post(
    "/userservice/management/v1/users/{userid}/delete.json",
    id="deleteUserUsingPOST",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#delete-user",
)
def delete_user(call: Call, path: UserPath) -> Response:
    """Delete a user permanently."""
    identity.delete_user(call.tx, path.userid)
    return Response()


@marketo.post(
    "/userservice/management/v1/users/{userid}/invite/delete.json",
    id="deleteInvitedUserUsingPOST",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#delete-invited-user",
)
def delete_invited_user(call: Call, path: UserPath) -> Response:
    """Withdraw an invitation."""
    invitations.withdraw(call.tx, path.userid)
    return Response()


@marketo.post(
    "/userservice/management/v1/users/{userid}/roles/create.json",
    id="addRolesUsingPOST",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#add-roles",
)
def add_roles(call: Call, path: UserPath, body: Roles) -> list[HeldRoleAnswer]:
    """Add roles to a user. Answers all roles of the user."""
    return held(invitations.add_roles(call.tx, path.userid, _grants(body)))


@marketo.post(
    "/userservice/management/v1/users/{userid}/roles/delete.json",
    id="deleteRolesUsingPOST",
    needs=AllOf.MANAGE_USERS,
    docs="user-management#delete-roles",
)
def delete_roles(call: Call, path: UserPath, body: Roles) -> list[HeldRoleAnswer]:
    """Remove roles from a user. Answers the remaining roles."""
    return held(invitations.remove_roles(call.tx, path.userid, _grants(body)))


def _grants(roles: Roles) -> Grants:
    grants = roles.input if isinstance(roles, RoleInput) else roles
    return [(grant.access_role_id, grant.workspace_id) for grant in grants]


def _moment(text: str | None) -> int | None:
    """A time in ISO 8601, or in the compact form of answers. Raises WrongType."""
    if text is None:
        return None
    compact = _COMPACT.match(text)
    plain = f"{compact[1]}-{compact[2]}-{compact[3]}T{compact[4]}{compact[5]}" if compact else text
    try:
        return from_datetime(datetime.fromisoformat(plain.replace("t+", "+").replace("t-", "-")))
    except (ValueError, OverflowError):
        raise WrongType("expiresAt", text, "datetime") from None


def _address(name: str, text: str) -> str:
    if not _ADDRESS.match(text):
        raise NotAllowed(name, text)
    return text


def _invite(call: Call, body: Invite) -> None:
    invitations.invite(
        call.tx,
        _address("userid", body.userid or body.email_address),
        address=_address("emailAddress", body.email_address),
        first_name=body.first_name,
        last_name=body.last_name,
        roles=_grants(body.user_role_workspaces),
        reason=body.reason,
        api_only=body.api_only,
        expires_ms=_moment(body.expires_at),
    )
