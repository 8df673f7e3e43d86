"""/console/users-roles: Admin > Users & Roles > Users, people who sign in, and API-only users of services."""

from typing import Any

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.access import role_fields
from mercat.console.access.new_users import end_of
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import invitations, mfa, sessions
from mercat.domain.access.invitations import Profile
from mercat.domain.access.users import (
    WORKSPACES,
    checked_email,
    delete_user,
    grants_of,
    list_roles,
    list_users,
    user_of_id,
)
from mercat.model.access import User
from mercat.model.clock import to_datetime
from mercat.model.refusals import Missing, Refusal
from mercat.store.tx import Tx


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All users, with those who are locked after failed sign-ins, and the invitations."""

    def work(tx: Tx) -> dict[str, Any]:
        users = [(user, grants_of(tx, user.id), sessions.lock_of(tx, user.email)) for user, _ in list_users(tx)]
        invited = [(invitation, invitation.expires_ms <= tx.now) for invitation in invitations.invitations(tx)]
        return {"users": users, "invited": invited, "two_steps": mfa.users(tx)}

    return request.page("users.html", workspaces=WORKSPACES, **await request.read(work))


@admin_required
async def edit(request: ConsoleRequest) -> Response:
    """The form of one user."""
    return await _edit(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Change the user's name, email address, expiry and roles."""
    typed: form_conflicts.Values = {
        name: request.text(name)[:255] for name in ("first_name", "last_name", "address", "expires")
    }
    typed |= role_fields.ticks(request)

    def work(tx: Tx) -> None:
        profile = invitations.profile(tx, _user(tx, request).email)
        there = _values(tx, profile)
        if not form_conflicts.changes_values(tx, request, there, typed):
            return
        invitations.change(
            tx,
            profile.user.email,
            address=checked_email(typed["address"], "address"),
            first_name=typed["first_name"],
            last_name=typed["last_name"],
        )
        if typed["expires"] != there["expires"]:
            _change_end(tx, profile.user, typed["expires"])
        invitations.set_roles(tx, profile.user.email, role_fields.grants(tx, request))

    try:
        await request.write(work)
    except Refusal as refusal:
        return await _edit(request, typed, refusal)
    return request.go("/users-roles", "changed")


@admin_required
async def release(request: ConsoleRequest) -> Response:
    """Unlock the user."""
    await request.write(lambda tx: sessions.release(tx, _user(tx, request).email))
    return request.go(f"/users-roles/users/{request.id}", "released")


@admin_required
async def ask_reset(request: ConsoleRequest) -> Response:
    """Ask whether to remove the user's authenticator."""
    user = await request.read(lambda tx: _user(tx, request))
    return request.page(
        "confirm.html",
        title="Remove the authenticator of {name}?",
        text="The user signs in with a password only until they set up a new one.",
        button="Remove",
        name=user.email,
        back=f"/users-roles/users/{user.id}",
    )


@admin_required
async def reset(request: ConsoleRequest) -> Response:
    """Remove the user's authenticator."""
    await request.write(lambda tx: mfa.reset(tx, _user(tx, request)))
    return request.go(f"/users-roles/users/{request.id}", "changed")


@admin_required
async def ask_password(request: ConsoleRequest) -> Response:
    """The form for a new password."""
    return await _password(request)


@admin_required
async def set_password(request: ConsoleRequest) -> Response:
    """Change the user's password. Their sessions end."""
    password = request.form.get("password", [""])[0]

    def work(tx: Tx) -> None:
        user = _user(tx, request)
        if user.api_only:
            raise Missing("user")
        sessions.change_password(tx, user.email, password)

    try:
        await request.write(work)
    except Refusal as refusal:
        return await _password(request, 400, **request.refused(refusal))
    return request.go("/users-roles", "changed")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the user."""
    return await _deletion(request)


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the user."""
    try:
        await request.write(lambda tx: delete_user(tx, _user(tx, request).email))
    except Refusal as refusal:
        return await _deletion(request, 400, problem=request.problem(refusal))
    return request.go("/users-roles", "deleted")


def _user(tx: Tx, request: ConsoleRequest) -> User:
    return user_of_id(tx, request.id)


def _date(at_ms: int | None) -> str:
    return "" if at_ms is None else to_datetime(at_ms).strftime("%Y-%m-%d")


def _change_end(tx: Tx, user: User, text: str) -> None:
    """Set the day (UTC) at whose beginning the user's access expires, or remove it. Raises MalformedDate."""
    ends = end_of(text)
    if ends is None:
        invitations.never_expires(tx, user.email)
    else:
        invitations.change(tx, user.email, expires_ms=ends)


def _values(tx: Tx, profile: Profile) -> form_conflicts.Values:
    """The stored values, by form field."""
    user, roles = profile.user, role_fields.roles_of(tx, profile.user.id)
    names = {"first_name": user.first_name, "last_name": user.last_name, "address": profile.address}
    return {**names, "expires": _date(user.expires_ms), **roles}


async def _edit(
    request: ConsoleRequest, typed: form_conflicts.Values | None = None, refusal: Refusal | None = None
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        profile = invitations.profile(tx, _user(tx, request).email)
        return {
            "profile": profile,
            "user": profile.user,
            "roles": list_roles(tx),
            "authenticator": mfa.state(tx, profile.user),
            **form_conflicts.context(tx, request, _values(tx, profile), typed, refusal),
        }

    context = await request.read(work)
    return request.page(
        "user.html", form_conflicts.status_of(refusal), fields=role_fields.fields(context["values"]), **context
    )


async def _password(request: ConsoleRequest, status: int = 200, **context: Any) -> Response:
    user = await request.read(lambda tx: _user(tx, request))
    return request.page("password.html", status, user=user, **context)


async def _deletion(request: ConsoleRequest, status: int = 200, problem: str = "") -> Response:
    user = await request.read(lambda tx: _user(tx, request))
    return request.page(
        "confirm.html",
        status,
        title="Delete the user {name}?",
        text="The user is signed out of all sessions. This can't be undone.",
        button="Delete",
        name=user.email,
        back=f"/users-roles/users/{user.id}",
        problem=problem,
    )
