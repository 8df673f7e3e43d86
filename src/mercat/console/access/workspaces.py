"""/console/workspaces: Admin > Workspaces & Partitions, with the number of users who have a role in each workspace."""

from typing import Any

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access.users import ALL_ZONES, WORKSPACES, grants_of, list_users
from mercat.domain.people import partitions
from mercat.store.tx import Tx


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All workspaces and lead partitions."""

    def work(tx: Tx) -> dict[str, Any]:
        users = [{place for _, place in grants_of(tx, user.id)} for user, _ in list_users(tx)]
        workspaces = [
            (number, name, sum(number in places or ALL_ZONES in places for places in users))
            for number, name in WORKSPACES.items()
            if number != ALL_ZONES
        ]
        return {"workspaces": workspaces, "partitions": partitions.visible(tx)}

    return request.page("workspaces.html", **await request.host.read(work))
