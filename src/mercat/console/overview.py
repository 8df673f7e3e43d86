"""/console/: the instance at a glance."""

from typing import Any

from starlette.responses import Response

from mercat.console.snippets import first_calls
from mercat.console.visits import Visit, administrator
from mercat.domain import accounts, applications, identity, services, usage
from mercat.store.tx import Tx


@administrator
async def show(visit: Visit) -> Response:
    """Today's calls and how many users, services, applications and accounts there are."""
    zone = visit.host.gate.limits.zone

    def work(tx: Tx) -> dict[str, Any]:
        return {
            "today": usage.spent_today(tx, zone)[1],
            "users": len(identity.users(tx)),
            "services": len(services.services(tx)),
            "applications": len(applications.applications(tx)),
            "accounts": len(accounts.accounts(tx)),
        }

    await visit.host.store_usage()
    shown = await visit.read(work)
    given = await visit.powers.describe(visit.host, visit.base_url) if visit.powers is not None else None
    snippets = first_calls(given) if given is not None else []
    return visit.page(
        "overview.html", quota=visit.host.gate.limits.daily_quota, given=given, snippets=snippets, **shown
    )
