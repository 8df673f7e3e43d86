"""/console/users-roles: Admin > Users & Roles > Users, people who log in and "API Only" users behind services."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from mercat.console import grants
from mercat.console.visits import Visit, administrator
from mercat.domain import authenticators, identity, sessions, user_management
from mercat.model.clock import from_datetime, to_datetime
from mercat.model.refusals import Missing, Refusal, WrongType
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
async def ask(visit: Visit) -> Response:
    """Invite New User."""
    return await _form(visit)


@administrator
async def create(visit: Visit) -> Response:
    """Invite the user. An "API Only" user is there at once, gets no password and cannot log in."""
    api_only = bool(visit.text("api_only"))

    def work(tx: Tx) -> str:
        login = identity.checked_email(visit.text("email"))
        user_management.invite(
            tx,
            login,
            address=login,
            first_name=visit.text("first_name")[:255],
            last_name=visit.text("last_name")[:255],
            roles=grants.sent(tx, visit),
            reason=visit.text("reason")[:2_000],
            api_only=api_only,
        )
        return "/users-roles" if api_only else f"/users-roles/invitations/{user_management.invitation(tx, login).id}"

    try:
        return await visit.create(work, "created" if api_only else "invited")
    except Refusal as refusal:
        return await _form(visit, 400, problem=visit.problem(refusal))


@administrator
async def edit(visit: Visit) -> Response:
    """One user."""
    return await _edit(visit)


@administrator
async def change(visit: Visit) -> Response:
    """Give the user another name, address, end and other roles."""

    def work(tx: Tx) -> None:
        user = _user(tx, visit)
        address = visit.text("address")
        user_management.change(
            tx,
            user.email,
            address=identity.checked_email(address) if address else None,
            first_name=visit.text("first_name")[:255] if "first_name" in visit.form else None,
            last_name=visit.text("last_name")[:255] if "last_name" in visit.form else None,
        )
        _change_end(tx, user, visit.text("expires"))
        user_management.set_roles(tx, user.email, grants.sent(tx, visit))

    try:
        await visit.write(work)
    except Refusal as refusal:
        return await _edit(visit, 400, problem=visit.problem(refusal))
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
        title="Take the authenticator of {name} away?",
        text="The user then logs in with the password alone, until they set up another one.",
        button="Take away",
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
        return await _password(visit, 400, problem=visit.problem(refusal))
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
    """Let the user's log-in end with the beginning of a day (UTC), or never. Raises WrongType."""
    if text == _date(user.expires_ms):
        return
    if not text:
        user_management.never_expires(tx, user.email)
        return
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise WrongType("expires", text[:64], "date") from None
    user_management.change(tx, user.email, expires_ms=from_datetime(day))


async def _form(visit: Visit, status: int = 200, problem: str = "") -> Response:
    shown = {"roles": await visit.read(identity.roles), "chosen": grants.ticked(visit), "fields": grants.fields()}
    return visit.page("user_form.html", status, problem=problem, **shown)


async def _edit(visit: Visit, status: int = 200, problem: str = "") -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        profile = user_management.profile(tx, _user(tx, visit).email)
        return {
            "profile": profile,
            "user": profile.user,
            "roles": identity.roles(tx),
            "chosen": grants.held(tx, profile.user.id),
            "expires": _date(profile.user.expires_ms),
            "authenticator": authenticators.state(tx, profile.user),
        }

    return visit.page("user.html", status, problem=problem, fields=grants.fields(), **await visit.read(work))


async def _password(visit: Visit, status: int = 200, problem: str = "") -> Response:
    user = await visit.read(lambda tx: _user(tx, visit))
    return visit.page("password.html", status, user=user, problem=problem)


async def _deletion(visit: Visit, status: int = 200, problem: str = "") -> Response:
    user = await visit.read(lambda tx: _user(tx, visit))
    return visit.page(
        "confirm.html",
        status,
        title="Delete the user {name}?",
        text="Their sessions end at once.",
        button="Delete",
        name=user.email,
        back=f"/users-roles/users/{user.id}",
        problem=problem,
    )
