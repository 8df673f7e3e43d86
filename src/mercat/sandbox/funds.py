"""/sandbox/funds: money of advertising accounts that comes from outside, and what delivery spends."""

from typing import Annotated, Literal

import msgspec

from mercat.domain.advertising.accounts import account_tree, ledger
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.model.refusals import NotFound, Refusal
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.problems import Problem

Cents = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
AccountId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Movement(msgspec.Struct, forbid_unknown_fields=True):
    """One of both, in cents: money for a fund of an account, or what the account spends for an ad group or without."""

    account_id: AccountId
    recharge: Cents | None = None
    spend: Cents | None = None
    fund_type: Literal["FUND_TYPE_CASH", "FUND_TYPE_SHARED", "FUND_TYPE_GIFT", "FUND_TYPE_BANK"] = "FUND_TYPE_CASH"
    adgroup_id: AccountId | None = None


class Balances(msgspec.Struct):
    """The balance of each fund of an account, in cents."""

    account_id: int
    balances: dict[str, int]


@sandbox.post("/sandbox/funds", example={"account_id": 25610, "recharge": 100_000})
def move_money(call: Call, body: Movement) -> Balances:
    """Put money into a fund of an account, or let the account spend some for delivery."""
    try:
        _move(call, body)
    except (account_tree.AccountUnknown, NotFound, ledger.BalanceTooSmall, ledger.BalanceTooLarge) as refusal:
        raise Problem(422, _detail(body, refusal)) from None
    return Balances(body.account_id, ledger.balances(call.tx, body.account_id))


def _move(call: Call, body: Movement) -> None:
    if (body.recharge is None) == (body.spend is None):
        raise Problem(422, "Send either `recharge` or `spend`.")
    account_tree.account(call.tx, body.account_id)
    if body.recharge is not None:
        ledger.recharge(call.tx, body.account_id, body.fund_type, body.recharge)
        return
    assert body.spend is not None
    if body.adgroup_id is not None:
        ad_groups.get(call.tx, body.account_id, body.adgroup_id)
    ledger.spend(call.tx, body.account_id, body.spend, ad_group_id=body.adgroup_id)


def _detail(body: Movement, refusal: Refusal) -> str:
    match refusal:
        case account_tree.AccountUnknown():
            return f"There is no account {body.account_id}."
        case ledger.BalanceTooSmall(most):
            return f"The account and its wallet hold {most} cents."
        case ledger.BalanceTooLarge(limit):
            return f"A fund holds {limit} cents at most."
    return f"The account has no ad group {body.adgroup_id}."
