"""/console/users-roles: Admin > Users & Roles > Users, people who log in and "API Only" users behind services."""

from typing import Any

from starlette.responses import Response

from mercat.console import edits, grants
from mercat.console.new_users import end_of
from mercat.console.visits import Visit, administrator
from mercat.domain import authenticators, identity, sessions, user_management
from mercat.domain.user_management import Profile
from mercat.model.clock import to_datetime
from mercat.model.refusals import Missing, Refusal
from mercat.store.identity import User
from mercat.store.tx import Tx


@administrator
async def show(visit: Visit) -> Response:
    """All users, who of them has to wait, and who was invited."""

    def work(tx: Tx) -> dict[str, Any]:
        users = [
            (user, identity.grants_of(tx, user.id), sessions.lock_of(tx, user.email)) for user, _ in identity.users(tx)
        ]
        invited = [(found, found.expires_ms <= tx.now) for found in user_management.invitations(tx)]
        return {"users": users, "invited": invited, "two_steps": authenticators.users(tx)}

    return visit.page("users.html", workspaces=identity.WORKSPACES, **await visit.read(work))


@administrator
async def edit(visit: Visit) -> Response:
    """One user."""
    return await _edit(visit)


@administrator
async def change(visit: Visit) -> Response:
    """Give the user another name, address, end and other roles."""
    typed: edits.Values = {name: visit.text(name)[:255] for name in ("first_name", "last_name", "address", "expires")}
    typed |= grants.ticked(visit)

    def work(tx: Tx) -> None:
        profile = user_management.profile(tx, _user(tx, visit).email)
        there = _values(tx, profile)
        if not edits.wanted(tx, visit, there, typed):
            return
        user_management.change(
            tx,
            profile.user.email,
            address=identity.checked_email(typed["address"], "address"),
            first_name=typed["first_name"],
            last_name=typed["last_name"],
        )
        if typed["expires"] != there["expires"]:
            _change_end(tx, profile.user, typed["expires"])
        user_management.set_roles(tx, profile.user.email, grants.sent(tx, visit))

    try:
        await visit.write(work)
    except Refusal as refusal:
        return await _edit(visit, typed, refusal)
    return visit.go("/users-roles", "changed")


@administrator
async def release(visit: Visit) -> Response:
    """Let the user try to log in again at once."""
    await visit.write(lambda tx: sessions.release(tx, _user(tx, visit).email))
    return visit.go(f"/users-roles/users/{visit.id}", "released")


@administrator
async def ask_reset(visit: Visit) -> Response:
    """Whether the user's authenticator should really go."""
    user = await visit.read(lambda tx: _user(tx, visit))
    return visit.page(
        "confirm.html",
        title="Remove the authenticator of {name}?",
        text="The user signs in with a password only until they set up a new one.",
        button="Remove",
        name=user.email,
        back=f"/users-roles/users/{user.id}",
    )


@administrator
async def reset(visit: Visit) -> Response:
    """Take the user's authenticator away."""
    await visit.write(lambda tx: authenticators.reset(tx, _user(tx, visit)))
    return visit.go(f"/users-roles/users/{visit.id}", "changed")


@administrator
async def ask_password(visit: Visit) -> Response:
    """Another password."""
    return await _password(visit)


@administrator
async def set_password(visit: Visit) -> Response:
    """Give the user another password; their sessions end."""
    password = visit.form.get("password", [""])[0]

    def work(tx: Tx) -> None:
        user = _user(tx, visit)
        if user.api_only:
            raise Missing("user")
        sessions.change_password(tx, user.email, password)

    try:
        await visit.write(work)
    except Refusal as refusal:
        return await _password(visit, 400, **visit.refused(refusal))
    return visit.go("/users-roles", "changed")


@administrator
async def ask_deletion(visit: Visit) -> Response:
    """Whether the user should really go."""
    return await _deletion(visit)


@administrator
async def delete(visit: Visit) -> Response:
    """Remove the user."""
    try:
        await visit.write(lambda tx: identity.delete_user(tx, _user(tx, visit).email))
    except Refusal as refusal:
        return await _deletion(visit, 400, problem=visit.problem(refusal))
    return visit.go("/users-roles", "deleted")


def _user(tx: Tx, visit: Visit) -> User:
    return identity.user_of_id(tx, visit.id)


def _date(at_ms: int | None) -> str:
    return "" if at_ms is None else to_datetime(at_ms).strftime("%Y-%m-%d")


def _change_end(tx: Tx, user: User, text: str) -> None:
    """Let the user's access end with the beginning of a day (UTC), or never. Raises MalformedDate."""
    ends = end_of(text)
    if ends is None:
        user_management.never_expires(tx, user.email)
    else:
        user_management.change(tx, user.email, expires_ms=ends)


def _values(tx: Tx, profile: Profile) -> edits.Values:
    """What there is, by the fields of the form."""
    user, roles = profile.user, grants.held(tx, profile.user.id)
    names = {"first_name": user.first_name, "last_name": user.last_name, "address": profile.address}
    return {**names, "expires": _date(user.expires_ms), **roles}


async def _edit(visit: Visit, typed: edits.Values | None = None, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        profile = user_management.profile(tx, _user(tx, visit).email)
        return {
            "profile": profile,
            "user": profile.user,
            "roles": identity.roles(tx),
            "authenticator": authenticators.state(tx, profile.user),
            **edits.shown(tx, visit, _values(tx, profile), typed, refusal),
        }

    shown = await visit.read(work)
    return visit.page("user.html", edits.status_of(refusal), fields=grants.fields(shown["values"]), **shown)


async def _password(visit: Visit, status: int = 200, **shown: Any) -> Response:
    user = await visit.read(lambda tx: _user(tx, visit))
    return visit.page("password.html", status, user=user, **shown)


async def _deletion(visit: Visit, status: int = 200, problem: str = "") -> Response:
    user = await visit.read(lambda tx: _user(tx, visit))
    return visit.page(
        "confirm.html",
        status,
        title="Delete the user {name}?",
        text="The user is signed out of all sessions. This can't be undone.",
        button="Delete",
        name=user.email,
        back=f"/users-roles/users/{user.id}",
        problem=problem,
    )
