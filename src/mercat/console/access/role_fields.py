"""Roles by workspace, as forms have them: a field of ticked names for each workspace."""

from collections.abc import Mapping
from typing import Any, Final

from mercat.console.request import ConsoleRequest
from mercat.domain.access import users
from mercat.domain.access.invitations import Grants
from mercat.domain.access.users import ALL_ZONES, DEFAULT, WORKSPACES
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

FIELDS: Final = {DEFAULT: "role", ALL_ZONES: f"role_{ALL_ZONES}"}


def sent(tx: Tx, request: ConsoleRequest) -> Grants:
    """The roles that were ticked. Raises Missing, NotFound."""
    found = [
        (users.get_role(tx, name).id, workspace)
        for workspace, field in FIELDS.items()
        for name in dict.fromkeys(request.texts(field))
    ]
    if not found:
        raise Missing("role")
    return found


def ticked(request: ConsoleRequest) -> dict[str, list[str]]:
    """What was ticked, by field, in the order of names."""
    return {field: sorted(set(request.texts(field))) for field in FIELDS.values()}


def held(tx: Tx, user_id: int) -> dict[str, list[str]]:
    """What a user has, likewise."""
    roles = users.grants_of(tx, user_id)
    return {field: sorted(role.name for role, at in roles if at == number) for number, field in FIELDS.items()}


def fields(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and form field of each workspace; AllZones only beside several, or where it has roles already."""
    several = len(WORKSPACES) > len((ALL_ZONES, DEFAULT))
    return [
        (WORKSPACES[number], field)
        for number, field in FIELDS.items()
        if number != ALL_ZONES or several or values[field]
    ]
