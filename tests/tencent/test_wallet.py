"""/v3.0/wallet: wallets of agencies, their money, and the accounts that pay from them."""

from typing import Any

import pytest

from support.agencies import (
    BOOKS,
    CASH,
    COFFEE,
    DIRECT,
    OTHER_CLIENT,
    SECOND,
    TEA,
    TOP,
    balances,
    days,
    recharge,
    spend,
)
from support.tencent import TencentClient

CREATE, EDIT, BIND = "/v3.0/wallet_create/add", "/v3.0/wallet_edit/add", "/v3.0/wallet_bind_advertiser/add"
TRANSFER, INVOICE = "/v3.0/wallet_transfer/add", "/v3.0/wallet_invoice/get"
CONTACT = {"avatar_name": "Ada", "contact": "13900000000", "status": 1}
NOTICE = {
    "status": 1,
    "status_desc": "on",
    "condition_list": [{"event_type": 3, "event_desc": "fast", "trigger_amount": 500}],
}
PAGE: dict[str, Any] = {"page": 1, "page_size": 10}


def company_of(client: TencentClient, account_id: int) -> int:
    """The id of the company that an account belongs to."""
    paging = {"pagination_mode": "PAGINATION_MODE_NORMAL", "page": 1, "page_size": 1}
    answer = client.get("/v3.0/advertiser/get", account_id=account_id, fields=["mdm_id"], **paging)
    return int(answer.document["data"]["list"][0]["mdm_id"])


def make_wallet(client: TencentClient, name: str = "Drinks", **members: Any) -> int:
    answer = client.post(CREATE, mdm_id=company_of(client, TEA), wallet_name=name, **members)
    assert answer.code == 0, answer
    return int(answer.document["data"]["wallet_info"]["wallet_id"])


def bind(client: TencentClient, wallet_id: int, *accounts: int, state: str = "2") -> int:
    body = {"wallet_id": wallet_id, "advertiser_list": list(accounts), "bind_status": state}
    return int(client.post(BIND, **body).code)


def info(client: TencentClient, wallet_id: int) -> dict[str, Any]:
    answer = client.get("/v3.0/wallet_basic_info/get", wallet_id=wallet_id, fields=["wallet_info"])
    about: dict[str, Any] = answer.document["data"]["wallet_info"]
    return about


# -- wallets --------------------------------------------------------------------------------------------------------


def test_a_wallet_has_what_its_agency_chose(agency):
    company = company_of(agency, TEA)
    members = {"tag_list": ["tea"], "contact_info_list": [CONTACT], "contact_notify_condition": NOTICE}
    made = agency.post(CREATE, mdm_id=company, wallet_name="Drinks", **members).document["data"]["wallet_info"]
    wallet_id = made["wallet_id"]
    assert made == {"wallet_id": wallet_id, "wallet_name": "Drinks", "agency_id": TOP, "mdm_id": company, **members}
    about = info(agency, wallet_id)
    assert (about["mdm_name"], about["agency_name"], about["balance"]) == ("Tea house", "Top agency", 0)
    assert about["contact_notify_condition"] == NOTICE
    edited = agency.post(EDIT, wallet_id=wallet_id, wallet_name="Hot drinks", tag_list=[]).document["data"]
    assert edited["wallet_info"] == {**made, "wallet_name": "Hot drinks", "tag_list": []}


def test_accounts_are_bound_and_tell_their_wallet(agency):
    wallet_id = make_wallet(agency)
    assert agency.get("/v3.0/wallet/get", account_id=TEA, fields=["wallet_info"]).document.get("data") == {}
    assert bind(agency, wallet_id, TEA, COFFEE) == 0
    assert bind(agency, wallet_id, TEA) == 0
    wallet = agency.get("/v3.0/wallet/get", account_id=TEA, fields=["wallet_info"]).document["data"]["wallet_info"]
    assert (wallet["wallet_id"], wallet["binding_account_list"], wallet["bind_advertiser_cnt"]) == (
        wallet_id,
        [TEA, COFFEE],
        2,
    )
    assert bind(agency, wallet_id, TEA, state="1") == 0
    assert info(agency, wallet_id)["binding_account_list"] == [COFFEE]


def test_bound_accounts_tell_their_money(agency):
    wallet_id = make_wallet(agency)
    bind(agency, wallet_id, TEA)
    recharge(agency, TEA, 10_000, days_ago=1)
    spend(agency, TEA, 100, days_ago=1)
    spend(agency, TEA, 30)
    answer = agency.get("/v3.0/wallet_get_binding_advertiser/get", wallet_id=wallet_id, fields=FIELDS_OF_BOUND, **PAGE)
    assert answer.document["data"]["wallet_binding_account_list"] == [
        {
            "uid": TEA,
            "uname": "Tea house",
            "bind_status": "2",
            "advertiser_status": "1",
            "yesterday_cost": 100,
            "today_cost": 30,
            "total_balance": 9_870,
            "advertiser_daily_budget": 0,
        }
    ]
    assert answer.document["data"]["page_info"]["total_number"] == 1


FIELDS_OF_BOUND = [
    "uid",
    "uname",
    "bind_status",
    "advertiser_status",
    "yesterday_cost",
    "today_cost",
    "total_balance",
    "advertiser_daily_budget",
]


def test_wallets_of_an_agency_are_listed(agency):
    first, second = make_wallet(agency), make_wallet(agency, "More")
    fields = ["wallet_id", "wallet_name", "owner_id", "total_balance"]

    def listed(**params: Any) -> list[dict[str, Any]]:
        answer = agency.get("/v3.0/agency_wallet_list/get", fields=fields, **{**PAGE, **params})
        rows: list[dict[str, Any]] = answer.document["data"]["wallet_list"]
        return rows

    assert {row["wallet_id"] for row in listed()} == {first, second}
    assert listed(wallet_id=second) == [
        {"wallet_id": second, "wallet_name": "More", "owner_id": TOP, "total_balance": 0}
    ]
    assert len(listed(mdm_id=company_of(agency, TEA), page_size=1)) == 1
    assert listed(mdm_id=7) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mdm_id": 7}, 132316),
        ({"mdm_id": None}, 18001),
        ({"wallet_name": None}, 18001),
        ({"wallet_name": "Taken"}, 31011),
        ({"tag_list": ["t"] * 5}, 0),
        ({"tag_list": ["t"] * 6}, 18011),
        ({"contact_info_list": [CONTACT] * 10}, 0),
        ({"contact_info_list": [CONTACT] * 11}, 18011),
        ({"contact_info_list": [{**CONTACT, "status": 2}]}, 18009),
        ({"contact_info_list": [{"contact": "1"}]}, 18001),
        ({"contact_notify_condition": {**NOTICE, "status": 3}}, 18009),
        ({"contact_notify_condition": {**NOTICE, "condition_list": NOTICE["condition_list"] * 4}}, 18011),
        ({"contact_notify_condition": {**NOTICE, "condition_list": [{"event_type": 4, "event_desc": "x"}]}}, 18009),
        ({"account_id": TEA}, 132402),
        ({"account_id": DIRECT}, 12201),
    ],
    ids=str,
)
def test_what_a_wallet_is_made_of_is_checked(agency, changes, expected):
    make_wallet(agency, "Taken")
    body = {"mdm_id": company_of(agency, TEA), "wallet_name": "Drinks", **changes}
    assert agency.post(CREATE, **body).code == expected


def test_bindings_are_checked_and_all_or_none_are_made(agency):
    wallet_id, other = make_wallet(agency), make_wallet(agency, "More")
    bind(agency, other, COFFEE)
    assert bind(agency, wallet_id, TEA, state="3") == 18009
    assert bind(agency, wallet_id, TEA, BOOKS) == 12203  # a client of another agency
    assert bind(agency, wallet_id, TEA, OTHER_CLIENT) == 12203
    assert bind(agency, wallet_id, TEA, SECOND) == 132401
    assert bind(agency, wallet_id, TEA, COFFEE) == 31011
    assert bind(agency, 7, TEA) == 132316
    assert bind(agency, wallet_id, *[TEA] * 21) == 18011
    assert info(agency, wallet_id)["binding_account_list"] == []


def test_a_wallet_of_another_agency_is_unknown(agency):
    wallet_id = make_wallet(agency)
    params = {"account_id": SECOND, "wallet_id": wallet_id}
    assert agency.get("/v3.0/wallet_basic_info/get", **params, fields=["wallet_info"]).code == 132316
    assert agency.post(EDIT, **params, wallet_name="Mine").code == 132316


# -- their money ----------------------------------------------------------------------------------------------------


def transfer(client: TencentClient, wallet_id: int, **changes: Any) -> Any:
    body = {"to_account_id": wallet_id, "fund_type": CASH, "amount": 500_000, "transfer_type": "AGENCY_TO_WALLET"}
    return client.post(TRANSFER, **{**body, **changes})


def test_money_goes_to_a_wallet_and_comes_back(agency):
    wallet_id = make_wallet(agency)
    recharge(agency, TOP, 800_000)
    answer = transfer(agency, wallet_id, external_bill_no="wallet-bill-1").document["data"]
    assert {name: answer[name] for name in ("amount", "fund_type", "is_repeated")} == {
        "amount": 500_000,
        "fund_type": CASH,
        "is_repeated": False,
    }
    assert transfer(agency, wallet_id, external_bill_no="wallet-bill-1").document["data"]["is_repeated"]
    assert (info(agency, wallet_id)["balance"], balances(agency, TOP)) == (500_000, {CASH: 300_000})
    back = transfer(agency, wallet_id, transfer_type="WALLET_TO_AGENCY", amount=900_000)
    assert back.document["data"]["amount"] == 500_000
    assert balances(agency, TOP) == {CASH: 800_000}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": 499_999}, 18004),
        ({"amount": 800_001}, 32100),
        ({"amount": 2_000_000_001}, 18003),
        ({"to_account_id": 7}, 132316),
        ({"to_account_id": TEA}, 132316),
        ({"account_id": TEA}, 132402),
        ({"transfer_type": "AGENCY_TO_ADVERTISER"}, 18009),
        ({"external_bill_no": "Wallet-bill"}, 31002),
        ({"transfer_type": "WALLET_TO_AGENCY", "transfer_try_best": 0}, 32100),
    ],
    ids=str,
)
def test_what_cannot_be_transferred_moves_nothing(agency, changes, expected):
    wallet_id = make_wallet(agency)
    recharge(agency, TOP, 800_000)
    assert transfer(agency, wallet_id, **changes).code == expected
    assert balances(agency, TOP) == {CASH: 800_000}


def test_a_wallet_pays_for_its_accounts_when_their_own_money_is_used_up(agency):
    wallet_id = make_wallet(agency)
    bind(agency, wallet_id, TEA)
    recharge(agency, TEA, 1_000)
    recharge(agency, wallet_id, 5_000)
    spend(agency, TEA, 1_500)
    assert balances(agency, TEA) == {}
    assert info(agency, wallet_id)["balance"] == 4_500
    fields = ["account_id", "account_name", "trade_type_ext", "amount"]
    asked = {"wallet_id_list": str(wallet_id), "date_range": days(agency), "fields": fields}
    assert agency.get(INVOICE, **asked).document["data"]["list"] == [
        {"account_id": TEA, "account_name": "Tea house", "trade_type_ext": "PAY", "amount": 500},
        {"account_id": TOP, "account_name": "Top agency", "trade_type_ext": "CHARGE", "amount": 5_000},
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, 0),
        ({"wallet_id_list": "7"}, 132316),
        ({"wallet_id_list": "a,b"}, 132316),
        ({"wallet_id_list": ",".join(["7"] * 101)}, 18011),
        ({"first": -30}, 0),
        ({"first": -31}, 31002),
        ({"fund_type": "FUND_TYPE_GIFT"}, 0),
        ({"fund_type": "FUND_TYPE_AD_RECHARGE"}, 18009),
        ({"account_id": TEA}, 132402),
    ],
    ids=str,
)
def test_parameters_of_statements_are_checked(agency, params, expected):
    asked = {"wallet_id_list": str(make_wallet(agency)), "fields": ["amount"], **params}
    first = asked.pop("first", 0)
    assert agency.get(INVOICE, date_range=days(agency, first), **asked).code == expected
