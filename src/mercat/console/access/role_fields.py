"""The roles of a user in a form: one field for each workspace, with the names of the selected roles."""

from collections.abc import Mapping
from typing import Any, Final

from mercat.console.request import ConsoleRequest
from mercat.domain.access import users
from mercat.domain.access.invitations import Grants
from mercat.domain.access.users import ALL_ZONES, DEFAULT, WORKSPACES
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

FIELDS: Final = {DEFAULT: "role", ALL_ZONES: f"role_{ALL_ZONES}"}


def grants(tx: Tx, request: ConsoleRequest) -> Grants:
    """The selected roles, each with its workspace. Raises Missing, NotFound."""
    pairs = [
        (users.get_role(tx, name).id, workspace)
        for workspace, field in FIELDS.items()
        for name in dict.fromkeys(request.texts(field))
    ]
    if not pairs:
        raise Missing("role")
    return pairs


def ticks(request: ConsoleRequest) -> dict[str, list[str]]:
    """The names of the selected roles by field, sorted."""
    return {field: sorted(set(request.texts(field))) for field in FIELDS.values()}


def roles_of(tx: Tx, user_id: int) -> dict[str, list[str]]:
    """The names of a user's roles by field, sorted."""
    roles = users.grants_of(tx, user_id)
    return {field: sorted(role.name for role, at in roles if at == number) for number, field in FIELDS.items()}


def fields(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The name and form field of each workspace. AllZones is included with several workspaces, or if it has roles."""
    several = len(WORKSPACES) > len((ALL_ZONES, DEFAULT))
    return [
        (WORKSPACES[number], field)
        for number, field in FIELDS.items()
        if number != ALL_ZONES or several or values[field]
    ]
