"""/console/ad-groups: the ad groups of an account, with their status and cost. One can be suspended and resumed."""

from typing import Any

from starlette.responses import Response

from mercat.console.advertising import account_choice, creatives, status_forms
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Search, Window
from mercat.domain.oauth import ad_accounts
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

PAGE = 25


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The ad groups of an account, with their status and what they cost in the last days."""
    after = request.number("after", 0)

    def work(tx: Tx) -> dict[str, Any]:
        choice = account_choice.of_request(tx, request)
        part = ad_groups.find(tx, Search([choice["account_id"]], window=Window(PAGE, after=after)))
        ids = [item.id for item in part.items]
        return {**choice, "part": part, "sums": account_choice.delivered_by_groups(tx, choice["account_id"], ids)}

    context = await request.read(work, offload=True)
    return request.page("ad_groups.html", later=after, days=account_choice.DAYS, **context)


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """One ad group with what it delivers, and its latest creatives."""
    return await _details(request)


@admin_required
async def set_status(request: ConsoleRequest) -> Response:
    """Suspend or resume an ad group."""
    return await status_forms.answer(request, ad_groups, "/ad-groups", _details)


async def _details(request: ConsoleRequest, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        item = ad_groups.of_any_account(tx, request.id)
        return {
            "item": item,
            "account_id": item.account_id,
            "account": ad_accounts.get_account(tx, item.account_id),
            "sum": account_choice.delivered_by_groups(tx, item.account_id, [item.id])[item.id],
            **creatives.rows(tx, item.account_id, item.id, below=account_choice.NEWEST),
        }

    return await status_forms.page(request, "ad_group.html", work, refusal)
