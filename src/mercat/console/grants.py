"""Roles by workspace, as forms have them: a field of ticked names for each workspace."""

from typing import Final

from mercat.console.visits import Visit
from mercat.domain import identity
from mercat.domain.identity import ALL_ZONES, DEFAULT, WORKSPACES
from mercat.domain.user_management import Grants
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

FIELDS: Final = {DEFAULT: "role", ALL_ZONES: f"role_{ALL_ZONES}"}

Chosen = dict[int, list[str]]


def sent(tx: Tx, visit: Visit) -> Grants:
    """The roles that were ticked. Raises Missing, NotFound."""
    found = [
        (identity.get_role(tx, name).id, workspace)
        for workspace, field in FIELDS.items()
        for name in dict.fromkeys(visit.texts(field))
    ]
    if not found:
        raise Missing("role")
    return found


def ticked(visit: Visit) -> Chosen:
    """What was ticked, to show it again."""
    return {workspace: visit.texts(field) for workspace, field in FIELDS.items()}


def held(tx: Tx, user_id: int) -> Chosen:
    """What a user has."""
    roles = identity.grants_of(tx, user_id)
    return {number: [role.name for role, workspace in roles if workspace == number] for number in FIELDS}


def fields() -> list[tuple[int, str, str]]:
    """Number, name and form field of each workspace."""
    return [(number, WORKSPACES[number], field) for number, field in FIELDS.items()]
