"""/v3.0/daily_balance_report and /v3.0/realtime_cost: days of funds, and what is spent today."""

from typing import Any

import pytest

from support.agencies import CASH, COFFEE, GIFT, TEA, TOP, day, days, recharge, spend
from support.tencent import TencentClient

REPORT, COST = "/v3.0/daily_balance_report/get", "/v3.0/realtime_cost/get"
FLOWS = ["fund_type", "deposit", "paid", "trans_in", "trans_out", "balance"]


def rows(client: TencentClient, account_id: int, path: str = REPORT, **params: Any) -> list[dict[str, Any]]:
    """The rows of one fund."""
    asked = {"date_range": days(client, -2), "fields": FLOWS, "page_size": 100, **params}
    answer = client.get(path, account_id=account_id, **asked)
    assert answer.code == 0, answer
    listed: list[dict[str, Any]] = answer.document["data"]["list"]
    return [{name: value for name, value in row.items() if name != "fund_type"} for row in listed if is_cash(row)]


def is_cash(row: dict[str, Any]) -> bool:
    return row.get("fund_type") in (None, CASH, "FUND_TYPE_AD_RECHARGE")


def test_each_day_adds_up_and_today_is_not_over(agency):
    recharge(agency, TEA, 10_000, days_ago=5)
    recharge(agency, TEA, 20_000, days_ago=2)
    spend(agency, TEA, 4_000, days_ago=1)
    body = {"transfer_type": "ADVERTISER_TO_AGENCY", "fund_type": CASH, "amount": 6_000}
    assert agency.post("/v3.0/fund_transfer/add", account_id=TEA, **body).code == 0
    nothing = {"deposit": 0, "paid": 0, "trans_in": 0, "trans_out": 0}
    assert rows(agency, TEA) == [
        {**nothing, "deposit": 20_000, "balance": 30_000},
        {**nothing, "paid": 4_000, "balance": 26_000},
        {**nothing, "trans_out": 6_000},
    ]
    assert rows(agency, TEA, date_range=days(agency, -2, 3)) == rows(agency, TEA)


def test_every_fund_has_its_rows_by_pages(agency):
    recharge(agency, TEA, 1_000, GIFT, days_ago=1)
    asked = {"date_range": days(agency, -2), "fields": ["fund_type", "balance", "time", "account_id"]}
    answer = agency.get(REPORT, account_id=TEA, **asked, page=2, page_size=5).document["data"]
    assert answer["page_info"] == {"page": 2, "page_size": 5, "total_number": 12, "total_page": 3}
    gift = [row for row in answer["list"] if row["fund_type"] == GIFT]
    assert [(row["account_id"], row["balance"]) for row in gift] == [(TEA, 1_000)]


def test_what_a_wallet_pays_is_cost_of_the_account_beside_its_own(agency):
    wallet_id = wallet_of(agency, TEA)
    recharge(agency, TEA, 1_000)
    recharge(agency, wallet_id, 9_000)
    spend(agency, TEA, 4_000)
    fields = ["fund_type", "paid", "acct_out_pay", "share_out_pay", "acct_out_pay_share"]
    (row,) = rows(agency, TEA, date_range=days(agency), fields=fields)
    assert row == {"paid": 1_000, "acct_out_pay": 1_000, "share_out_pay": 3_000, "acct_out_pay_share": 4_000}


def wallet_of(client: TencentClient, account_id: int) -> int:
    """A new wallet to which the account is bound."""
    paging = {"pagination_mode": "PAGINATION_MODE_NORMAL", "page": 1, "page_size": 1}
    (about,) = client.get("/v3.0/advertiser/get", account_id=account_id, fields=["mdm_id"], **paging).document["data"][
        "list"
    ]
    made = client.post("/v3.0/wallet_create/add", mdm_id=about["mdm_id"], wallet_name=f"Wallet {account_id}")
    wallet_id = int(made.document["data"]["wallet_info"]["wallet_id"])
    bound = {"wallet_id": wallet_id, "advertiser_list": [account_id], "bind_status": "2"}
    assert client.post("/v3.0/wallet_bind_advertiser/add", **bound).code == 0
    return wallet_id


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"account_id": TOP}, 132401),
        ({"first": -9, "last": 0}, 0),
        ({"first": -10, "last": 0}, 31002),
        ({"first": 0, "last": -1}, 31057),
        ({"first": -731, "last": -730}, 0),
        ({"first": -732, "last": -731}, 31057),
        ({"date_range": None}, 18001),
        ({"fields": ["nonsense"]}, 12009),
    ],
    ids=str,
)
def test_parameters_of_days_are_checked(agency, params, expected):
    others = {name: value for name, value in params.items() if name not in ("first", "last")}
    dates = days(agency, params.get("first", -1), params.get("last", 0))
    asked = {"account_id": TEA, "date_range": dates, "fields": ["balance"], **others}
    assert agency.get(REPORT, **asked).code == expected


def test_too_many_days_say_in_both_languages_how_many_may_be_asked_for(agency):
    answer = agency.get(REPORT, account_id=TEA, date_range=days(agency, -30), fields=["balance"])
    assert answer.message == "Parameter 'date_range' must be a range of 10 days or less."
    assert answer.message_cn == "参数date_range取值范围是不超过10天"


# -- today ----------------------------------------------------------------------------------------------------------


def costs(client: TencentClient, level: str, *group_ids: int) -> list[tuple[int, int]]:
    by_id = [{"field": "adgroup_id", "operator": "EQUALS", "values": [str(group_id)]} for group_id in group_ids]
    answer = client.get(
        COST,
        account_id=TEA,
        level=level,
        date=day(client),
        fields=["adgroup_id", "cost"],
        **({"filtering": by_id} if by_id else {}),
    )
    return [(row["adgroup_id"], row["cost"]) for row in answer.document["data"]["list"]]


def make_group(client: TencentClient, name: str) -> int:
    body = {
        "adgroup_name": name,
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": "2090-01-01",
        "end_date": "2090-01-02",
        "time_series": "1" * 336,
    }
    answer = client.post("/v3.0/adgroups/add", account_id=TEA, **body)
    return int(answer.document["data"]["adgroup_id"])


def test_cost_of_today_by_account_and_ad_group_and_cost_of_all_time(agency):
    first, second, idle = (make_group(agency, name) for name in ("one", "two", "three"))
    recharge(agency, TEA, 10_000)
    spend(agency, TEA, 999, first, days_ago=1)
    for amount, group_id in ((100, first), (20, second), (3, first), (4, None)):
        spend(agency, TEA, amount, group_id)
    assert costs(agency, "ADVERTISER") == [(0, 127)]
    assert costs(agency, "ADGROUP") == [(first, 103), (second, 20)]
    assert costs(agency, "ADTOTAL") == [(first, 1_102), (second, 20)]
    assert costs(agency, "ADGROUP", second) == [(second, 20)]
    assert costs(agency, "ADTOTAL", first) == [(first, 1_102)]
    assert costs(agency, "ADGROUP", idle) == [(idle, 0)]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"account_id": TOP}, 132401),
        ({"date": "2026-01-01"}, 31002),
        ({"date": "today"}, 18002),
        ({"date": None}, 18001),
        ({"level": "CREATIVE"}, 18009),
        ({"level": None}, 18001),
        ({"filtering": [{"field": "adgroup_id", "operator": "EQUALS", "values": ["7"]}]}, 1_800_307),
        ({"filtering": [{"field": "adgroup_id", "operator": "IN", "values": ["7"]}]}, 18009),
        ({"filtering": [{"field": "cost", "operator": "EQUALS", "values": ["7"]}]}, 18009),
    ],
    ids=str,
)
def test_parameters_of_costs_are_checked(agency, params, expected):
    asked = {"account_id": TEA, "level": "ADGROUP", "date": day(agency), "fields": ["cost"], **params}
    assert agency.get(COST, **asked).code == expected


def test_another_day_says_in_both_languages_that_it_is_not_today(agency):
    answer = agency.get(COST, account_id=TEA, level="ADVERTISER", date=day(agency, -1), fields=["cost"])
    assert (answer.message, answer.message_cn) == ("Parameter 'date' must be today.", "参数date取值范围是今天")


# -- what the cost of today means for budgets -----------------------------------------------------------------------

BUDGET = "/v3.0/advertiser_daily_budget"


def budget(client: TencentClient, account_id: int = TEA) -> dict[str, Any]:
    fields = ["account_id", "daily_budget", "min_daily_budget"]
    answer: dict[str, Any] = client.get(f"{BUDGET}/get", account_id=account_id, fields=fields).document["data"]
    return answer


def test_a_budget_goes_no_lower_than_what_was_spent_today_and_a_fifth_more(agency):
    recharge(agency, TEA, 200_000)
    assert budget(agency) == {"account_id": TEA, "daily_budget": 0, "min_daily_budget": 5_000}
    spend(agency, TEA, 10_000)
    assert budget(agency)["min_daily_budget"] == 15_000
    spend(agency, TEA, 90_001)
    assert budget(agency)["min_daily_budget"] == 120_002
    assert agency.post(f"{BUDGET}/update", account_id=TEA, daily_budget=120_001).code == 132420
    answer = agency.post(f"{BUDGET}/update", account_id=TEA, daily_budget=120_002).document["data"]
    assert answer == {"account_id": TEA, "daily_budget": 120_002, "use_min_daily_budget": False}


def test_a_budget_that_is_too_low_for_today_becomes_the_lowest_one_on_request(agency):
    recharge(agency, TEA, 200_000)
    spend(agency, TEA, 100_000)
    change = {"daily_budget": 20_000, "use_min_daily_budget": True}
    answer = agency.post(f"{BUDGET}/update", account_id=TEA, **change).document["data"]
    assert answer == {"account_id": TEA, "daily_budget": 120_000, "use_min_daily_budget": True}
    specs = [{"account_id": TEA, **change}, {"account_id": COFFEE, **change}, {"account_id": TOP, **change}]
    rows = agency.post("/v3.0/advertiser/update_daily_budget", account_id=None, update_daily_budget_spec=specs)
    assert [
        (row["code"], row["daily_budget"], row["use_min_daily_budget"]) for row in rows.document["data"]["list"]
    ] == [(0, 120_000, True), (0, 20_000, False), (132401, 20_000, False)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"daily_budget": 4_999}, 132420),
        ({"daily_budget": 4_999, "use_min_daily_budget": True}, 132420),
        ({"daily_budget": 5_000}, 0),
        ({"daily_budget": 0}, 0),
        ({"daily_budget": 4_000_000_001}, 132419),
        ({"daily_budget": 34_999}, 132421),
        ({"daily_budget": 35_000}, 0),
        ({"daily_budget": None}, 18001),
        ({"daily_budget": 9_000, "account_id": TOP}, 132401),
        ({"daily_budget": 9_000, "account_id": 1}, 12201),
    ],
    ids=str,
)
def test_changes_of_a_budget_are_checked(agency, change, expected):
    agency.post(f"{BUDGET}/update", account_id=TEA, daily_budget=30_000)
    assert agency.post(f"{BUDGET}/update", **{"account_id": TEA, **change}).code == expected
    assert budget(agency)["daily_budget"] == (change["daily_budget"] if expected == 0 else 30_000)


def test_an_agency_has_no_daily_budget(agency):
    assert agency.get(f"{BUDGET}/get", account_id=TOP, fields=["daily_budget"]).code == 132401
