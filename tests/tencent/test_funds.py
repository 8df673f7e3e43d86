"""/v3.0/fund: funds, their statements, and transfers between an agency and its clients."""

from typing import Any

import pytest

from mercat.domain.advertising.accounts import ledger
from support.agencies import (
    BOOKS,
    CASH,
    COFFEE,
    DIRECT,
    GIFT,
    OTHER_CLIENT,
    SECOND,
    TEA,
    TOP,
    balances,
    day,
    days,
    recharge,
    spend,
    write,
)
from support.tencent import TencentClient

TRANSFER, STATEMENTS = "/v3.0/fund_transfer/add", "/v3.0/fund_statements_detailed/get"
BILL = "test-bill-0001"


def transfer(client: TencentClient, account_id: int = TEA, **changes: Any) -> Any:
    """A transfer of 100 yuan of cash from the agency to a client, with changes."""
    body = {"fund_type": CASH, "amount": 10_000, "transfer_type": "AGENCY_TO_ADVERTISER"}
    return client.post(TRANSFER, account_id=account_id, **{**body, **changes})


def statements(client: TencentClient, account_id: int = TEA, **params: Any) -> list[dict[str, Any]]:
    fields = ["trade_type_ext", "amount", "balance", "external_bill_no", "description", "primary_key", "fund_type"]
    asked = {"fund_type": CASH, "date_range": days(client, -30), "fields": fields, **params}
    rows: list[dict[str, Any]] = client.get(STATEMENTS, account_id=account_id, **asked).document["data"]["list"]
    return rows


# -- funds ----------------------------------------------------------------------------------------------------------


def test_every_account_has_the_usual_funds(tencent):
    fields = ["fund_type", "balance", "fund_status", "realtime_cost", "bill_deposit_amount"]
    empty = {"balance": 0, "fund_status": "FUND_STATUS_NORMAL", "realtime_cost": 0, "bill_deposit_amount": 0}
    names = ("FUND_TYPE_CASH", "FUND_TYPE_SHARED", "FUND_TYPE_GIFT", "FUND_TYPE_BANK")
    answer = tencent.get("/v3.0/funds/get", fields=fields)
    assert answer.document["data"] == {"list": [{"fund_type": name, **empty} for name in names]}


def test_a_fund_tells_its_balance_and_what_was_spent_today(tencent):
    recharge(tencent, 25610, 5_000, days_ago=1)
    spend(tencent, 25610, 2_000, days_ago=1)
    spend(tencent, 25610, 500)
    (cash, *_) = tencent.get("/v3.0/funds/get", fields=["balance", "realtime_cost", "effect_funds"]).document["data"][
        "list"
    ]
    lot = {"effect_date": day(tencent, -1), "expire_date": "2070-01-01", "amount": 2_500}
    assert cash == {"balance": 2_500, "realtime_cost": 500, "effect_funds": [lot]}


def test_a_fund_that_is_used_up_says_so(tencent):
    recharge(tencent, 25610, 500)
    spend(tencent, 25610, 500)
    (cash, *_) = tencent.get("/v3.0/funds/get", fields=["balance", "fund_status", "effect_funds"]).document["data"][
        "list"
    ]
    assert cash == {"balance": 0, "fund_status": "FUND_STATUS_NOT_ENOUGH", "effect_funds": []}


# -- transfers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "account_id", "source", "target"),
    [
        ("AGENCY_TO_ADVERTISER", TEA, TOP, TEA),
        ("AGENCY_TO_ADVERTISER", BOOKS, SECOND, BOOKS),
        ("ADVERTISER_TO_AGENCY", TEA, TEA, TOP),
        ("AGENCY_TO_SUB_AGENCY", SECOND, TOP, SECOND),
        ("SUB_AGENCY_TO_AGENCY", SECOND, SECOND, TOP),
        ("AGENCY_TO_SUB_ADVERTISER", BOOKS, TOP, BOOKS),
        ("SUB_ADVERTISER_TO_AGENCY", BOOKS, BOOKS, TOP),
    ],
)
def test_money_moves_along_the_tree(agency, kind, account_id, source, target):
    recharge(agency, source, 25_000)
    answer = transfer(agency, account_id, transfer_type=kind, external_bill_no=BILL, memo="first").document["data"]
    time = answer.pop("time")
    assert answer == {"fund_type": CASH, "amount": 10_000, "external_bill_no": BILL, "is_repeated": False}
    assert time == agency.server.instance.clock.now() // 1_000
    assert balances(agency, source) == {CASH: 15_000}
    assert balances(agency, target) == {CASH: 10_000}
    (row,) = statements(agency, target)
    assert row.pop("primary_key").isdecimal()
    assert row == {
        "trade_type_ext": "TRANSFER_IN",
        "amount": 10_000,
        "balance": 10_000,
        "external_bill_no": BILL,
        "description": "first",
        "fund_type": CASH,
    }
    assert statements(agency, source)[0]["trade_type_ext"] == "TRANSFER_BACK"


def test_a_number_moves_money_once(agency):
    recharge(agency, TOP, 50_000)
    answers = [transfer(agency, external_bill_no=BILL).document["data"] for _ in range(3)]
    assert [answer["is_repeated"] for answer in answers] == [False, True, True]
    assert len({answer["time"] for answer in answers}) == 1
    assert balances(agency, TEA) == {CASH: 10_000}
    transfer(agency, COFFEE, external_bill_no=BILL)  # a number is one of an account
    assert balances(agency, TOP) == {CASH: 30_000}


def test_a_number_of_another_transfer_is_refused(agency):
    recharge(agency, TOP, 50_000)
    transfer(agency, external_bill_no=BILL)
    assert transfer(agency, external_bill_no=BILL, amount=10_001).code == 31011
    assert balances(agency, TEA) == {CASH: 10_000}


def test_transfers_without_a_number_are_two_and_get_numbers(agency):
    recharge(agency, TOP, 50_000)
    numbers = {transfer(agency).document["data"]["external_bill_no"] for _ in range(2)}
    assert len(numbers) == 2
    assert {row["external_bill_no"] for row in statements(agency)} == numbers


@pytest.mark.parametrize(
    ("account_id", "changes", "expected"),
    [
        (TEA, {"amount": 4_999}, 18004),
        (TEA, {"amount": 5_000}, 0),
        (TEA, {"amount": 20_000}, 0),
        (TEA, {"amount": 20_001}, 32100),
        (TEA, {"amount": 2_000_000_001}, 18003),
        (TEA, {"amount": "10000"}, 18002),
        (TEA, {"fund_type": GIFT}, 32100),
        (TEA, {"fund_type": "FUND_TYPE_TCC_GIFT"}, 18009),
        (TEA, {"transfer_type": "SOMETHING"}, 18009),
        (TEA, {"external_bill_no": "n" * 9}, 18005),
        (TEA, {"external_bill_no": "n" * 10}, 0),
        (TEA, {"external_bill_no": "n" * 35}, 0),
        (TEA, {"external_bill_no": "n" * 36}, 18006),
        (TEA, {"external_bill_no": "Test-bill-1"}, 31002),
        (TEA, {"memo": "m" * 65}, 18006),
        (TEA, {"pre_check": 2}, 18003),
        (SECOND, {}, 132102),
        (TEA, {"transfer_type": "AGENCY_TO_SUB_ADVERTISER"}, 132102),
        (TEA, {"transfer_type": "SUB_AGENCY_TO_AGENCY"}, 132102),
        (TOP, {"transfer_type": "AGENCY_TO_SUB_AGENCY"}, 132102),
        (OTHER_CLIENT, {}, 12201),
        (DIRECT, {}, 12201),
    ],
    ids=str,
)
def test_what_cannot_be_transferred_moves_nothing(agency, account_id, changes, expected):
    recharge(agency, TOP, 20_000)
    assert transfer(agency, account_id, **changes).code == expected
    moved = 0 if expected else changes.get("amount", 10_000)
    assert balances(agency, TOP).get(CASH, 0) == 20_000 - moved


def test_too_small_a_balance_says_in_both_languages_how_much_there_is(agency):
    recharge(agency, TOP, 5_001)
    answer = transfer(agency)
    assert answer.message == "Your account balance is not enough. Max transfer money is 5001."
    assert answer.message_cn == "余额不足，请充值后重试。"


def test_a_client_alone_takes_nothing_from_its_agency(agency):
    recharge(agency, TOP, 20_000)
    client = TencentClient(agency.server, name="tea tool", account_id=TEA)
    assert transfer(client).code == 12203
    assert balances(agency, TOP) == {CASH: 20_000}


def test_money_comes_back_as_far_as_there_is_any_unless_the_caller_wants_all_or_nothing(agency):
    back = {"transfer_type": "ADVERTISER_TO_AGENCY", "amount": 9_000}
    recharge(agency, TEA, 6_000)
    assert transfer(agency, **back, transfer_try_best=0).code == 32100
    assert transfer(agency, **back).document["data"]["amount"] == 6_000
    assert (balances(agency, TEA), balances(agency, TOP)) == ({}, {CASH: 6_000})
    assert transfer(agency, **back).code == 32100


def test_the_most_that_can_be_transferred_is_told_and_nothing_moves(agency):
    recharge(agency, TOP, 20_000)
    answer = transfer(agency, pre_fetch_amount=1, amount=50_000).document["data"]
    assert answer == {"fund_type": CASH, "amount": 50_000, "recommend_amount": 20_000}
    assert balances(agency, TOP) == {CASH: 20_000}


def test_a_check_tells_whether_a_transfer_would_do_and_nothing_moves(agency):
    recharge(agency, TOP, 20_000)
    good = transfer(agency, pre_check=1).document["data"]
    assert good["check_result"] == {"pass": True, "errors": []}
    bad = transfer(agency, pre_check=1, amount=50_000).document["data"]
    problem = {
        "code": 32100,
        "message": "Your account balance is not enough. Max transfer money is 20000.",
        "messageCn": "余额不足，请充值后重试。",
    }
    assert bad["check_result"] == {"pass": False, "errors": [problem]}
    assert balances(agency, TOP) == {CASH: 20_000}


# -- statements -----------------------------------------------------------------------------------------------------


def fill(client: TencentClient) -> None:
    """Statements of three days: 1,000 in, 300 out, 50 out."""
    recharge(client, 25610, 1_000, days_ago=2)
    spend(client, 25610, 300, days_ago=1)
    spend(client, 25610, 50)


def test_statements_are_listed_newest_first_with_the_balance_after_each(tencent):
    fill(tencent)
    rows = statements(tencent, 25610)
    assert [(row["trade_type_ext"], row["amount"], row["balance"]) for row in rows] == [
        ("PAY", 50, 650),
        ("PAY", 300, 700),
        ("CHARGE", 1_000, 1_000),
    ]
    assert [row["description"] for row in rows] == ["消费", "消费", "充值"]


def test_statements_of_some_days_keep_their_balances(tencent):
    fill(tencent)
    rows = statements(tencent, 25610, date_range=days(tencent, -1, -1))
    assert [(row["amount"], row["balance"]) for row in rows] == [(300, 700)]
    assert statements(tencent, 25610, date_range=days(tencent, -30, -3)) == []
    assert statements(tencent, 25610, fund_type=GIFT) == []


def test_pages_go_on_by_their_number_or_after_the_last_statement(tencent):
    fill(tencent)
    first = statements(tencent, 25610, page_size=2)
    by_number = statements(tencent, 25610, page=2, page_size=2)
    by_key = statements(tencent, 25610, page_size=2, primary_key=first[-1]["primary_key"])
    assert [(row["amount"], row["balance"]) for row in by_number] == [(1_000, 1_000)]
    assert by_number == by_key
    asked = {"fund_type": CASH, "date_range": days(tencent, -5), "fields": ["amount"], "page_size": 2}
    info = tencent.get(STATEMENTS, **asked).document["data"]["page_info"]
    assert info == {"page": 1, "page_size": 2, "total_number": 3, "total_page": 2}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"date_range": None}, 18001),
        ({"fund_type": None}, 18001),
        ({"fund_type": "FUND_TYPE_AD_RECHARGE"}, 18009),
        ({"date_range": {"start_date": "2026-01-01"}}, 18001),
        ({"date_range": {"start_date": "2026-13-01", "end_date": "2026-12-01"}}, 18002),
        ({"date_range": {"start_date": "2026-1-1", "end_date": "2026-12-01"}}, 18005),
        ({"date_range": {"start_date": "9999-12-31", "end_date": "9999-12-30"}}, 31057),
        ({"date_range": {"start_date": "2001-01-01", "end_date": "2026-12-01"}}, 31057),
        ({"date_range": {"start_date": "9999-12-31", "end_date": "9999-12-31"}}, 0),
        ({"primary_key": "7"}, 31010),
        ({"primary_key": "nonsense"}, 31010),
        ({"page": 0}, 18004),
        ({"page": 99_999}, 0),
        ({"page": 100_000}, 18003),
        ({"page_size": 101}, 18003),
        ({"fields": None}, 18001),
        ({"account_id": 1}, 12201),
    ],
    ids=str,
)
def test_parameters_of_statements_are_checked(tencent, params, expected):
    asked = {"fund_type": CASH, "date_range": days(tencent, -5), "fields": ["amount"]}
    assert tencent.get(STATEMENTS, **{**asked, **params}).code == expected


def test_a_statement_of_another_account_is_no_place_to_go_on_from(agency):
    recharge(agency, TEA, 1_000)
    recharge(agency, COFFEE, 1_000)
    (row,) = statements(agency, TEA)
    asked = {"fund_type": CASH, "date_range": days(agency), "fields": ["amount"]}
    answer = agency.get(STATEMENTS, account_id=COFFEE, primary_key=row["primary_key"], **asked)
    assert answer.code == 31010


def test_an_account_cannot_spend_what_it_does_not_have(tencent):
    recharge(tencent, 25610, 1_000)
    with pytest.raises(ledger.BalanceTooSmall):
        write(tencent, lambda tx: ledger.spend(tx, 25610, 1_001))
    assert balances(tencent, 25610) == {CASH: 1_000}


def test_a_fund_holds_no_more_than_it_can(agency):
    recharge(agency, TEA, ledger.MOST_BALANCE)
    recharge(agency, TOP, 10_000)
    answer = transfer(agency)
    assert answer.code == 132106
    assert answer.message == f"Parameter 'amount' must be less than or equal to {ledger.MOST_BALANCE}."
    assert balances(agency, TOP) == {CASH: 10_000}
