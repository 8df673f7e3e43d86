"""/console/creatives: the creatives of an account, what each shows, its review and its preview."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.advertising import account_choice, status_forms
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.creatives import creative_previews
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.review.elements import IMAGE, elements_of
from mercat.domain.advertising.reviewers import review_desk
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

PAGE: Final = 25


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The creatives of an account or of one of its ad groups, latest first, with a picture and what they cost."""
    below, group_id = request.number("below", account_choice.NEWEST), request.number("group", 0)

    def work(tx: Tx) -> dict[str, Any]:
        choice = account_choice.of_request(tx, request)
        group = ad_groups.get(tx, choice["account_id"], group_id) if group_id else None
        return {**choice, "group": group, **rows(tx, choice["account_id"], group_id, below=below)}

    context = await request.read(work, offload=True)
    later = below != account_choice.NEWEST
    return request.page("creatives.html", later=later, days=account_choice.DAYS, **context)


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """One creative with its components and their review, and a link to its preview."""
    return await _details(request)


@admin_required
async def set_status(request: ConsoleRequest) -> Response:
    """Suspend or resume a creative."""
    return await status_forms.answer(request, creatives, "/creatives", _details)


def rows(tx: Tx, account_id: int, group_id: int, *, below: int) -> dict[str, Any]:
    """The template variables of a table of creatives; a group of 0 is all ad groups."""
    within = (Condition("adgroup_id", "equals", (group_id,), "integer"),) if group_id else ()
    items = creatives.latest(tx, account_id, *within, below=below, limit=PAGE + 1)
    part = items[:PAGE]
    group_ids = sorted({item.document["adgroup_id"] for item in part})
    return {
        "creatives": part,
        "older": part[-1].id if len(items) > PAGE else None,
        "pictures": {item.id: _picture(item) for item in part},
        "groups": {item.id: item.document["adgroup_name"] for item in ad_groups.with_ids(tx, account_id, group_ids)},
        "sums": account_choice.delivered_by_creatives(tx, account_id, [item.id for item in part]),
    }


def _picture(item: AdObject) -> int:
    """The id of the first picture of a creative, that of a brand after all others; 0 if it has none."""
    parts = sorted(item.document.get("creative_components", {}).items(), key=lambda part: part[0] == "brand")
    elements = (one for _, several in parts for component in several for one in elements_of(component["value"]))
    return next((id_of(one.value) for one in elements if one.type == IMAGE), 0)


async def _details(request: ConsoleRequest, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        sheet = review_desk.sheet(tx, request.id)
        account_id = sheet.creative.account_id
        link = creative_previews.to_creative(tx, account_id, request.id)
        return {
            "sheet": sheet,
            "account_id": account_id,
            "preview": creative_previews.key_of(tx, link),
            "sum": account_choice.delivered_by_creatives(tx, account_id, [request.id])[request.id],
        }

    return await status_forms.page(request, "creative.html", work, refusal)
