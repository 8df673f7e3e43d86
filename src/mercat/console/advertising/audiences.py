"""/console/audiences: the audiences that an account may use, their files, and who else may use them."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.advertising import account_choice
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.audiences.audience_files import audience_files
from mercat.domain.advertising.audiences.audience_grants import grants
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.advertising.collection import Search, Window
from mercat.domain.oauth import ad_accounts
from mercat.model.advertising import Condition
from mercat.store.tx import Tx

PAGE: Final = 25


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The audiences of an account and those that others let it use."""
    after = request.number("after", 0)

    def work(tx: Tx) -> dict[str, Any]:
        choice = account_choice.of_request(tx, request)
        part = audiences.find(tx, Search([choice["account_id"]], window=Window(PAGE, after=after)))
        return {**choice, "part": part}

    return request.page("audiences.html", later=after, **await request.read(work))


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """One audience with its files and grants, the latest of each."""

    def work(tx: Tx) -> dict[str, Any]:
        item = audiences.of_any_account(tx, request.id)
        within = Condition("audience_id", "equals", (item.id,), "integer")
        files = audience_files.latest(tx, item.account_id, within, below=account_choice.NEWEST, limit=PAGE + 1)
        granted = grants.latest(tx, item.account_id, within, below=account_choice.NEWEST, limit=PAGE + 1)
        account = ad_accounts.get_account(tx, item.account_id)
        names = {one.account_id: one.name for one in ad_accounts.accounts(tx)}
        lists = {"files": files[:PAGE], "grants": granted[:PAGE]}
        more = {"files": len(files) > PAGE, "grants": len(granted) > PAGE}
        return {
            "item": item,
            "account": account,
            "account_id": account.account_id,
            "names": names,
            **lists,
            "more": more,
        }

    return request.page("audience.html", **await request.read(work))
