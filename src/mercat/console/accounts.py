"""/console/accounts: advertising accounts, and which applications may work on them."""

from typing import Any

from starlette.responses import Response

from mercat.console.visits import Visit, administrator
from mercat.domain import accounts, applications
from mercat.model.refusals import Refusal
from mercat.store.applications import Application
from mercat.store.tx import Tx


@administrator
async def show(visit: Visit) -> Response:
    """All accounts."""

    def work(tx: Tx) -> dict[str, Any]:
        granted: dict[int, dict[int, Application]] = {}
        for application in applications.applications(tx):
            for grant in applications.grants(tx, application):
                for account_id in grant.account_ids:
                    granted.setdefault(account_id, {})[application.id] = application
        return {"accounts": accounts.accounts(tx), "granted": granted}

    return visit.page("accounts.html", **await visit.read(work))


@administrator
async def ask(visit: Visit) -> Response:
    """New account."""
    return visit.page("account_form.html")


@administrator
async def create(visit: Visit) -> Response:
    """Make the account."""

    def work(tx: Tx) -> str:
        accounts.create_account(tx, visit.text("name"))
        return "/accounts"

    try:
        return await visit.create(work)
    except Refusal as refusal:
        return visit.page("account_form.html", 400, **visit.refused(refusal))
