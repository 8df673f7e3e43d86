"""/console/users-roles: Admin > Users & Roles > Users, people who log in and "API Only" users behind services."""

from typing import Any

from starlette.responses import Response

from mercat.console.visits import Visit, administrator
from mercat.domain import identity, sessions
from mercat.model.refusals import Missing, Refusal
from mercat.store.identity import User
from mercat.store.tx import Tx


@administrator
async def show(visit: Visit) -> Response:
    """All users."""
    return visit.page("users.html", users=await visit.read(identity.users))


@administrator
async def ask(visit: Visit) -> Response:
    """Invite New User."""
    return await _form(visit)


@administrator
async def create(visit: Visit) -> Response:
    """Make the user. An "API Only" user gets no password and cannot log in."""
    api_only = bool(visit.text("api_only"))
    password = None if api_only else visit.form.get("password", [""])[0]
    try:
        email = identity.checked_email(visit.text("email"))
        roles = _roles(visit)
        await visit.write(
            lambda tx: identity.create_user(
                tx,
                email,
                roles=roles,
                first_name=visit.text("first_name")[:255],
                last_name=visit.text("last_name")[:255],
                api_only=api_only,
                password=password,
            )
        )
    except Refusal as refusal:
        return await _form(visit, 400, problem=visit.problem(refusal))
    return visit.go("/users-roles", "created")


@administrator
async def edit(visit: Visit) -> Response:
    """One user's roles."""
    return await _edit(visit)


@administrator
async def change(visit: Visit) -> Response:
    """Give the user other roles."""
    try:
        roles = _roles(visit)
        await visit.write(lambda tx: identity.set_roles(tx, _user(tx, visit).email, roles))
    except Refusal as refusal:
        return await _edit(visit, 400, problem=visit.problem(refusal))
    return visit.go("/users-roles", "changed")


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


def _roles(visit: Visit) -> list[str]:
    roles = visit.texts("role")
    if not roles:
        raise Missing("role")
    return roles


async def _form(visit: Visit, status: int = 200, problem: str = "") -> Response:
    roles = await visit.read(identity.roles)
    return visit.page("user_form.html", status, roles=roles, chosen=visit.texts("role"), problem=problem)


async def _edit(visit: Visit, status: int = 200, problem: str = "") -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        user = _user(tx, visit)
        held = [role.name for role in identity.roles_of(tx, user.id)]
        return {"user": user, "roles": identity.roles(tx), "chosen": held}

    return visit.page("user.html", status, problem=problem, **await visit.read(work))


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
