"""`mercat role`: named sets of permissions."""

from typing import Annotated, Any

import typer

from mercat.app.config import InstanceOptions
from mercat.cli.failures import Failure
from mercat.cli.framework import command, group
from mercat.cli.output import Out
from mercat.cli.questions import Yes, confirm

roles = group("role", "Roles: named sets of permissions.")

Name = Annotated[str, typer.Argument(help="name of the role")]
Permissions = Annotated[
    list[str], typer.Option("--permission", help="a permission, or `all`; may be given several times")
]


@command(roles, "list")
def browse(place: InstanceOptions, out: Out) -> None:
    """List all roles."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access import users

    with open_instance(place) as instance:
        all_roles = instance.read_now(users.list_roles)
    out.rows([{"name": role.name, "kind": role.kind, "permissions": len(_granted(role))} for role in all_roles])


@command(roles)
def create(
    name: Name,
    place: InstanceOptions,
    out: Out,
    permission: Permissions = [],  # noqa: B006  # Typer's way
    description: str = "",
) -> None:
    """Create a role."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import create_role

    permissions = checked(permission)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: create_role(tx, name, permissions, description))
    out.done(f"Role {name} grants {len(permissions)} permissions.", {"name": name, "permissions": permissions})


@command(roles)
def show(name: Name, place: InstanceOptions, out: Out) -> None:
    """Show the permissions of a role."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import get_role

    with open_instance(place) as instance:
        role = instance.read_now(lambda tx: get_role(tx, name))
    out.item({"name": role.name, "kind": role.kind, "description": role.description, "permissions": _granted(role)})


@command(roles)
def change(
    name: Name,
    place: InstanceOptions,
    out: Out,
    permission: Permissions = [],  # noqa: B006  # Typer's way
) -> None:
    """Replace the permissions of a role. They apply from the next call on."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import change_role

    permissions = checked(permission)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: change_role(tx, name, permissions))
    out.done(f"Role {name} grants {len(permissions)} permissions.", {"name": name, "permissions": permissions})


@command(roles)
def delete(name: Name, place: InstanceOptions, out: Out, yes: Yes = False) -> None:
    """Delete a role that no user has."""
    from mercat.app.instances.locations import open_instance
    from mercat.domain.access.users import delete_role

    confirm(f"Delete the role {name}?", yes=yes)
    with open_instance(place) as instance:
        instance.write_now(lambda tx: delete_role(tx, name))
    out.done(f"Role {name} is gone.", {"deleted": name})


def checked(names: list[str]) -> list[str]:
    """The permissions in their exact spelling. Raises Failure."""
    from mercat.marketo.permissions import EVERY, exact

    if "all" in names:
        return list(EVERY)
    spellings = [exact(name) for name in names]
    for name, spelling in zip(names, spellings, strict=True):
        if spelling is None:
            raise Failure(f"There is no permission '{name}'. They are: {', '.join(EVERY)}.")
    return [name for name in spellings if name is not None]


def _granted(role: Any) -> list[str]:
    from mercat.domain.access.users import permissions_of
    from mercat.marketo.permissions import EVERY
    from mercat.model import caller

    has_all = caller.EVERY in permissions_of(role)
    return list(EVERY if has_all else role.permissions)
