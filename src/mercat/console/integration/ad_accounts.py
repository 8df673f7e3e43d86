"""/console/accounts: advertising accounts, and the applications with access to them."""

from typing import Any

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.oauth import ad_accounts, applications
from mercat.model.oauth import ADVERTISER, AGENCY, Application
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All accounts."""

    def work(tx: Tx) -> dict[str, Any]:
        applications_of: dict[int, dict[int, Application]] = {}
        for application in applications.list_applications(tx):
            for grant in applications.grants(tx, application):
                for account_id in grant.account_ids:
                    applications_of.setdefault(account_id, {})[application.id] = application
        accounts = ad_accounts.accounts(tx)
        names = {account.account_id: account.name for account in accounts}
        return {"accounts": accounts, "names": names, "applications_of": applications_of}

    return request.page("accounts.html", **await request.read(work))


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a new account."""
    return request.page("account_form.html", agencies=await request.read(ad_accounts.agencies))


@admin_required
async def create(request: ConsoleRequest) -> Response:
    """Create the account."""

    def work(tx: Tx) -> str:
        role = AGENCY if request.text("role") == AGENCY else ADVERTISER
        agency_id = next(iter(request.numbers("agency")), None)
        ad_accounts.create_account(tx, request.text("name"), role=role, agency_id=agency_id)
        return "/accounts"

    try:
        return await request.create(work)
    except Refusal as refusal:
        agencies = await request.read(ad_accounts.agencies)
        return request.page("account_form.html", 400, agencies=agencies, **request.refused(refusal))
