"""/v3.0/advertiser: the accounts that an access token may touch, as their owners describe them."""

from typing import Any

from mercat.domain.advertising import advertisers
from mercat.domain.advertising.collection import Slice
from mercat.model.refusals import Missing, Refusal
from mercat.tencent import contract, errors
from mercat.tencent.protocol import tencent
from mercat.tencent.refusals import AccountInvalid
from mercat.tencent.resource import CURSOR_MODE, cursor_page_info, page_info
from mercat.tencent.scopes import Scope
from mercat.wire.call import Call

Part = tuple[list[dict[str, Any]], dict[str, Any]]  # some of the accounts, and where they stand among all


@tencent.get("/v3.0/advertiser/get", needs=tuple(Scope))
def get(call: Call) -> dict[str, Any]:
    """One account, or all that the token may touch."""
    sent = call.body
    shape, endpoint = contract.of_path(call.operation.path)
    accounts = [sent["account_id"]] if "account_id" in sent else call.caller.account_ids
    known = [about for about in advertisers.describe(call.tx, accounts) if _fits(about, sent.get("filtering", []))]
    chosen, paging = _behind(known, sent) if sent["pagination_mode"] == CURSOR_MODE else _page(known, sent)
    members = {name: word for name, word in shape.item(endpoint).items() if name in sent["fields"]}
    items = [contract.select(shape, members, about) for about in chosen]
    return contract.select(shape, shape.answers(endpoint), paging) | {"list": items}


@tencent.post("/v3.0/advertiser/update", needs=Scope.ACCOUNT_MANAGEMENT)
def update(call: Call) -> dict[str, Any]:
    """Change what is known of an account."""
    account_id = call.body.pop("account_id")
    advertisers.update(call.tx, account_id, call.body)
    return {"account_id": account_id}


@tencent.post("/v3.0/advertiser/update_daily_budget", needs=Scope.ADS_MANAGEMENT)
def update_daily_budget(call: Call) -> dict[str, Any]:
    """Change the daily budgets of several accounts; each row succeeds or fails alone."""
    rows = [_budget(call, row["account_id"], row["daily_budget"]) for row in call.body["update_daily_budget_spec"]]
    return {"list": rows, "fail_id_list": [row["account_id"] for row in rows if row["code"]]}


def _budget(call: Call, account_id: int, budget: int) -> dict[str, Any]:
    row = {"account_id": account_id, "daily_budget": budget, "use_min_daily_budget": False}
    code, english, chinese = (0, "", "")
    try:
        if account_id not in call.caller.account_ids:
            raise AccountInvalid
        advertisers.update(call.tx, account_id, {"daily_budget": budget})
    except Refusal as refusal:
        code, english, chinese = errors.code_and_words(refusal)
    return {"code": code, "message": english, "message_cn": chinese, **row}


def _page(known: list[dict[str, Any]], sent: dict[str, Any]) -> Part:
    if "page" not in sent:
        raise Missing("page")
    page, size = sent["page"], sent["page_size"]
    return known[(page - 1) * size : page * size], {"page_info": page_info(len(known), page, size)}


def _behind(known: list[dict[str, Any]], sent: dict[str, Any]) -> Part:
    size = sent["page_size"]
    behind = [about for about in known if about["account_id"] > sent.get("cursor", 0)]
    following = behind[size - 1]["account_id"] if len(behind) > size else None
    return behind[:size], {"cursor_page_info": cursor_page_info(Slice([], len(known), following), size)}


def _fits(about: dict[str, Any], filtering: list[dict[str, Any]]) -> bool:
    """Whether an account has the name, or the part of it, that is asked for."""
    name = about["corporation_name"]
    return all(
        position["values"][0] in name if position["operator"] == "CONTAINS" else position["values"][0] == name
        for position in filtering
    )
