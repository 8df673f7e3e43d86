"""/console/: an overview of the instance."""

from typing import Any

from starlette.responses import Response

from mercat.console.integration.code_samples import first_calls
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import api_clients, users
from mercat.domain.limits import usage
from mercat.domain.oauth import ad_accounts, applications
from mercat.store.tx import Tx


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """Today's calls, and the numbers of users, services, applications and accounts."""
    zone = request.host.rate_limiter.limits.zone

    def work(tx: Tx) -> dict[str, Any]:
        return {
            "today": usage.spent_today(tx, zone)[1],
            "users": len(users.list_users(tx)),
            "services": len(api_clients.services(tx)),
            "applications": len(applications.list_applications(tx)),
            "accounts": len(ad_accounts.accounts(tx)),
        }

    await request.host.store_usage()
    context = await request.read(work)
    given = (
        await request.demo_controls.describe(request.host, request.base_url)
        if request.demo_controls is not None
        else None
    )
    samples = first_calls(given) if given is not None else []
    return request.page(
        "overview.html",
        quota=request.host.rate_limiter.limits.daily_quota,
        given=given,
        code_samples=samples,
        **context,
    )
