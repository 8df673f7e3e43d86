"""/v3.0/subcustomer_transfer and /v3.0/merge_fund_type: transfers between clients, and funds that are merged."""

from typing import Any

import pytest

from support.agencies import BOOKS, CASH, COFFEE, DIRECT, GIFT, SECOND, TEA, UNKNOWN, balances, days, recharge, spend
from support.tencent import TencentClient

TRANSFER, MERGED = "/v3.0/subcustomer_transfer/add", "/v3.0/merge_fund_type_subcustomer_transfer/add"
RECHARGE = "FUND_TYPE_AD_RECHARGE"


def transfer(client: TencentClient, **changes: Any) -> Any:
    return client.post(TRANSFER, **{"account_id": TEA, "to_account_id": COFFEE, "amount": 300, **changes})


def test_money_goes_from_one_client_of_an_agency_to_another(agency):
    recharge(agency, TEA, 1_000)
    answer = transfer(agency, external_bill_no="Tea-1").document["data"]
    assert answer.pop("time") > 0
    assert answer == {"fund_type": CASH, "amount": 300, "external_bill_no": "Tea-1"}
    assert transfer(agency, external_bill_no="Tea-1").code == 0
    assert (balances(agency, TEA), balances(agency, COFFEE)) == ({CASH: 700}, {CASH: 300})
    assert transfer(agency, pre_fetch_amount=1).document["data"]["recommend_amount"] == 700
    assert balances(agency, TEA) == {CASH: 700}


def test_accounts_of_one_business_unit_may_share_too(agency):
    recharge(agency, TEA, 1_000)
    assert transfer(agency, to_account_id=BOOKS).code == 132102
    unit = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="All")
    unit_id = unit.document["data"]["organization_id"]
    for account_id in (TEA, BOOKS):
        agency.post(
            "/v3.0/business_unit_account/update",
            account_id=None,
            organization_id=unit_id,
            add_account_id_list=[account_id],
        )
    assert transfer(agency, to_account_id=BOOKS).code == 0
    assert balances(agency, BOOKS) == {CASH: 300}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": 0}, 31002),
        ({"amount": -1}, 31002),
        ({"amount": 1}, 0),
        ({"amount": 1_000}, 0),
        ({"amount": 1_001}, 32100),
        ({"to_account_id": TEA}, 132102),
        ({"to_account_id": SECOND}, 132401),
        ({"to_account_id": UNKNOWN}, 132400),
        ({"to_account_id": DIRECT}, 12203),
        ({"account_id": DIRECT}, 12201),
        ({"account_id": SECOND}, 132401),
        ({"fund_type": GIFT}, 32100),
        ({"external_bill_no": "b" * 16}, 0),
        ({"external_bill_no": "b" * 17}, 18006),
        ({"to_account_id": None}, 18001),
    ],
    ids=str,
)
def test_what_cannot_be_transferred_moves_nothing(agency, changes, expected):
    recharge(agency, TEA, 1_000)
    assert transfer(agency, **changes).code == expected
    assert balances(agency, TEA).get(CASH, 0) == 1_000 - (0 if expected else changes.get("amount", 300))


def test_an_amount_of_nothing_says_so_in_both_languages(agency):
    answer = transfer(agency, amount=0)
    assert answer.message == "Parameter 'amount' must be greater than 0."
    assert answer.message_cn == "参数amount取值范围是大于0"


# -- merged ---------------------------------------------------------------------------------------------------------


def test_a_merged_transfer_takes_from_its_funds_in_turn_and_keeps_their_kind(agency):
    recharge(agency, TEA, 200)
    recharge(agency, TEA, 500, GIFT)
    body = {"account_id": TEA, "to_account_id": COFFEE, "fund_type": RECHARGE, "external_bill_no": "m1"}
    assert agency.post(MERGED, **body, amount=701).code == 32100
    answer = agency.post(MERGED, **body, amount=600).document["data"]
    assert (answer["fund_type"], answer["amount"]) == (RECHARGE, 600)
    assert balances(agency, TEA) == {GIFT: 100}
    assert balances(agency, COFFEE) == {CASH: 200, GIFT: 400}
    assert agency.post(MERGED, **{**body, "external_bill_no": None}, amount=1).code == 18001


def test_merged_funds_are_sums(agency):
    recharge(agency, TEA, 200)
    recharge(agency, TEA, 500, GIFT)
    recharge(agency, TEA, 7, "FUND_TYPE_TCC_GIFT")
    spend(agency, TEA, 50)
    fields = ["fund_type", "balance", "realtime_cost", "fund_status"]
    answer = agency.get("/v3.0/merge_fund_type_funds/get", account_id=TEA, fields=fields)
    state = {"fund_status": "FUND_STATUS_NORMAL"}
    assert answer.document["data"]["list"] == [
        {"fund_type": RECHARGE, "balance": 650, "realtime_cost": 50, **state},
        {"fund_type": "FUND_TYPE_TCC_GIFT", "balance": 7, "realtime_cost": 0, **state},
    ]


def test_merged_statements_have_one_balance(agency):
    recharge(agency, TEA, 200)
    recharge(agency, TEA, 500, GIFT)
    spend(agency, TEA, 250)
    path = "/v3.0/merge_fund_type_fund_statements_detailed/get"
    fields = ["fund_type", "amount", "balance"]
    asked = {"fund_type": RECHARGE, "date_range": days(agency), "fields": fields}
    rows = agency.get(path, account_id=TEA, **asked).document["data"]["list"]
    assert [(row["fund_type"], row["amount"], row["balance"]) for row in rows] == [
        (GIFT, 50, 450),
        (CASH, 200, 500),
        (GIFT, 500, 700),
        (CASH, 200, 200),
    ]


def test_merged_days_are_sums(agency):
    recharge(agency, TEA, 200, days_ago=1)
    recharge(agency, TEA, 500, GIFT, days_ago=1)
    path = "/v3.0/merge_fund_type_daily_balance_report/get"
    asked = {"date_range": days(agency, -1, -1), "fields": ["fund_type", "deposit", "balance"]}
    rows = agency.get(path, account_id=TEA, **asked).document["data"]["list"]
    assert rows == [{"fund_type": RECHARGE, "deposit": 700, "balance": 700}]
    assert agency.get(path, account_id=TEA, **{**asked, "date_range": days(agency, -10)}).code == 31002
