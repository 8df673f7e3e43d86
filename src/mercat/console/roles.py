"""/console/users-roles/roles: Admin > Users & Roles > Roles, named sets of API permissions."""

from collections import Counter
from typing import Any

from starlette.responses import Response

from mercat.console import edits
from mercat.console.refusals import Stale
from mercat.console.visits import Visit, administrator
from mercat.domain import identity
from mercat.domain.accounts import checked_name
from mercat.domain.identity import RoleFixed
from mercat.model.caller import grants
from mercat.model.refusals import Refusal
from mercat.store.identity import Role
from mercat.store.tx import Tx

Tree = tuple[tuple[str, tuple[str, ...]], ...]


@administrator
async def show(visit: Visit) -> Response:
    """All roles."""

    def work(tx: Tx) -> tuple[list[Role], Counter[str]]:
        return identity.roles(tx), Counter(role.name for _, held in identity.users(tx) for role in held)

    roles, holders = await visit.read(work)
    return visit.page("roles.html", roles=roles, holders=holders, has_all=identity.ADMIN)


@administrator
async def ask(visit: Visit) -> Response:
    """New Role."""
    return _form(visit)


@administrator
async def create(visit: Visit) -> Response:
    """Make the role, unless the press was on a button that only fills the tree."""
    typed = _typed(visit)
    if visit.text("fill"):
        return _form(visit, values=typed)

    def work(tx: Tx) -> str:
        identity.create_role(tx, checked_name(visit.text("name")), typed["permission"], typed["description"])
        return "/users-roles/roles"

    try:
        return await visit.create(work)
    except Refusal as refusal:
        return _form(visit, 400, values=typed, **visit.refused(refusal))


@administrator
async def edit(visit: Visit) -> Response:
    """One role's permissions."""
    return await _edit(visit)


@administrator
async def change(visit: Visit) -> Response:
    """Give the role other permissions; they hold from the next call on."""
    typed = _typed(visit)
    if visit.text("fill"):
        return await _edit(visit, typed)

    def work(tx: Tx) -> None:
        role = identity.role_of_id(tx, visit.id)
        if edits.wanted(tx, visit, _values(visit, role), typed):
            identity.change_role(tx, role.name, typed["permission"], typed["description"])

    try:
        await visit.write(work)
    except (Stale, RoleFixed) as refusal:
        return await _edit(visit, typed, refusal)
    return visit.go("/users-roles/roles", "changed")


@administrator
async def ask_deletion(visit: Visit) -> Response:
    """Whether the role should really go."""
    return await _deletion(visit)


@administrator
async def delete(visit: Visit) -> Response:
    """Remove the role."""
    try:
        await visit.write(lambda tx: identity.delete_role(tx, identity.role_of_id(tx, visit.id).name))
    except Refusal as refusal:
        return await _deletion(visit, 400, problem=visit.problem(refusal))
    return visit.go("/users-roles/roles", "deleted")


def _tree(visit: Visit) -> Tree:
    tree: Tree = visit.request.app.state.permissions
    return tree


def _typed(visit: Visit) -> edits.Values:
    """What the form holds; a button beside a group ticks or clears its permissions as a whole."""
    fill, _, group = visit.text("fill").partition(" ")
    sent = set(visit.texts("permission"))
    found: list[str] = []
    for name, permissions in _tree(visit):
        filled = fill if group in ("", name) else ""
        found += [one for one in permissions if filled == "all" or (one in sent and filled != "none")]
    return {"permission": found, "description": visit.text("description")[:1_000]}


def _values(visit: Visit, role: Role) -> edits.Values:
    """What there is, in the order of the tree."""
    granted = identity.permissions_of(role)
    held = [name for _, permissions in _tree(visit) for name in permissions if grants(granted, name)]
    return {"permission": held, "description": role.description}


async def _edit(visit: Visit, typed: edits.Values | None = None, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        role = identity.role_of_id(tx, visit.id)
        return {"role": role, **edits.shown(tx, visit, _values(visit, role), typed, refusal)}

    return _form(visit, edits.status_of(refusal), **await visit.read(work))


def _form(visit: Visit, status: int = 200, **shown: Any) -> Response:
    shown = {"role": None, "mark": "", "values": {"permission": [], "description": ""}, **shown}
    fixed = shown["role"] is not None and shown["role"].name == identity.ADMIN
    return visit.page("role_form.html", status, tree=_tree(visit), fixed=fixed, **shown)


async def _deletion(visit: Visit, status: int = 200, problem: str = "") -> Response:
    role = await visit.read(lambda tx: identity.role_of_id(tx, visit.id))
    return visit.page(
        "confirm.html",
        status,
        title="Delete the role {name}?",
        text="You can only delete a role that no user has. This can't be undone.",
        button="Delete",
        name=role.name,
        back=f"/users-roles/roles/{role.id}",
        problem=problem,
    )
