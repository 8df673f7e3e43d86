"""/console/users-roles/roles: Admin > Users & Roles > Roles, named sets of API permissions."""

from collections import Counter
from typing import Any

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.errors import EditConflict
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import users
from mercat.domain.access.users import SystemRole
from mercat.domain.oauth.ad_accounts import checked_name
from mercat.model.access import Role
from mercat.model.caller import grants
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

Tree = tuple[tuple[str, tuple[str, ...]], ...]


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All roles."""

    def work(tx: Tx) -> tuple[list[Role], Counter[str]]:
        return users.list_roles(tx), Counter(role.name for _, held in users.list_users(tx) for role in held)

    roles, holders = await request.read(work)
    return request.page("roles.html", roles=roles, holders=holders, has_all=users.ADMIN)


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a new role."""
    return _form(request)


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Create the role, unless the button only selects permissions of a group."""
    typed = _typed(request)
    if request.text("fill"):
        return _form(request, values=typed)

    def work(tx: Tx) -> str:
        users.create_role(tx, checked_name(request.text("name")), typed["permission"], typed["description"])
        return "/users-roles/roles"

    try:
        return await request.create(work)
    except Refusal as refusal:
        return _form(request, 400, values=typed, **request.refused(refusal))


@admin_required
async def edit(request: ConsoleRequest) -> Response:
    """The form with the permissions of a role."""
    return await _edit(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Replace the permissions of the role. They apply from the next call on."""
    typed = _typed(request)
    if request.text("fill"):
        return await _edit(request, typed)

    def work(tx: Tx) -> None:
        role = users.role_of_id(tx, request.id)
        if form_conflicts.changes_values(tx, request, _values(request, role), typed):
            users.change_role(tx, role.name, typed["permission"], typed["description"])

    try:
        await request.write(work)
    except (EditConflict, SystemRole) as refusal:
        return await _edit(request, typed, refusal)
    return request.go("/users-roles/roles", "changed")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the role."""
    return await _deletion(request)


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the role."""
    try:
        await request.write(lambda tx: users.delete_role(tx, users.role_of_id(tx, request.id).name))
    except Refusal as refusal:
        return await _deletion(request, 400, problem=request.problem(refusal))
    return request.go("/users-roles/roles", "deleted")


def _tree(request: ConsoleRequest) -> Tree:
    tree: Tree = request.http.app.state.permissions
    return tree


def _typed(request: ConsoleRequest) -> form_conflicts.Values:
    """The values of the form. The button of a group selects or clears all its permissions."""
    fill, _, group = request.text("fill").partition(" ")
    ticks = set(request.texts("permission"))
    names: list[str] = []
    for name, permissions in _tree(request):
        filled = fill if group in ("", name) else ""
        names += [one for one in permissions if filled == "all" or (one in ticks and filled != "none")]
    return {"permission": names, "description": request.text("description")[:1_000]}


def _values(request: ConsoleRequest, role: Role) -> form_conflicts.Values:
    """The stored values, permissions in the order of the tree."""
    granted = users.permissions_of(role)
    held = [name for _, permissions in _tree(request) for name in permissions if grants(granted, name)]
    return {"permission": held, "description": role.description}


async def _edit(
    request: ConsoleRequest, typed: form_conflicts.Values | None = None, refusal: Refusal | None = None
) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        role = users.role_of_id(tx, request.id)
        return {"role": role, **form_conflicts.context(tx, request, _values(request, role), typed, refusal)}

    return _form(request, form_conflicts.status_of(refusal), **await request.read(work))


def _form(request: ConsoleRequest, status: int = 200, **context: Any) -> Response:
    context = {"role": None, "mark": "", "values": {"permission": [], "description": ""}, **context}
    fixed = context["role"] is not None and context["role"].name == users.ADMIN
    return request.page("role_form.html", status, tree=_tree(request), fixed=fixed, **context)


async def _deletion(request: ConsoleRequest, status: int = 200, problem: str = "") -> Response:
    role = await request.read(lambda tx: users.role_of_id(tx, request.id))
    return request.page(
        "confirm.html",
        status,
        title="Delete the role {name}?",
        text="You can only delete a role that no user has. This can't be undone.",
        button="Delete",
        name=role.name,
        back=f"/users-roles/roles/{role.id}",
        problem=problem,
    )
