"""/v3.0/agency: agencies, their business units, and which accounts their token may touch."""

from typing import Any

import pytest

from support.agencies import BOOKS, COFFEE, DIRECT, OTHER_CLIENT, SECOND, TEA, TOP, UNKNOWN, recharge, spend
from support.tencent import TencentClient

PAGE: dict[str, Any] = {"page": 1, "page_size": 10}
ADVERTISERS: dict[str, Any] = {"fields": ["account_id"], "pagination_mode": "PAGINATION_MODE_NORMAL", **PAGE}
UNITS = "/v3.0/agency_business_unit"


def ids(answer: Any) -> list[int]:
    return [row["account_id"] for row in answer.document["data"]["list"]]


# -- the tree -------------------------------------------------------------------------------------------------------


def test_the_token_of_an_agency_reaches_its_clients_and_those_of_its_second_level_agencies(agency):
    assert ids(agency.get("/v3.0/advertiser/get", account_id=None, **ADVERTISERS)) == [TEA, COFFEE, BOOKS]
    assert ids(agency.get("/v3.0/advertiser/get", account_id=BOOKS, **ADVERTISERS)) == [BOOKS]
    assert ids(agency.get("/v3.0/advertiser/get", account_id=None, agency_id=SECOND, **ADVERTISERS)) == [BOOKS]


@pytest.mark.parametrize("account_id", [DIRECT, OTHER_CLIENT, UNKNOWN])
def test_an_account_beyond_the_tree_is_invalid(agency, account_id):
    assert agency.get("/v3.0/funds/get", account_id=account_id, fields=["balance"]).code == 12201


def test_a_token_of_a_client_reaches_neither_its_agency_nor_the_other_clients(agency):
    client = TencentClient(agency.server, name="tea tool", account_id=TEA)
    assert ids(client.get("/v3.0/advertiser/get", account_id=None, **ADVERTISERS)) == [TEA]
    for account_id in (TOP, COFFEE):
        assert client.get("/v3.0/funds/get", account_id=account_id, fields=["balance"]).code == 12201


def test_ads_of_a_client_are_managed_with_the_token_of_its_agency(agency):
    group = {
        "adgroup_name": "Spring",
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": "2090-01-01",
        "end_date": "2090-01-02",
        "time_series": "1" * 336,
    }
    assert agency.post("/v3.0/adgroups/add", account_id=BOOKS, **group).code == 0
    rows = [{"account_id": account_id, "daily_budget": 9_000} for account_id in (TEA, BOOKS, OTHER_CLIENT, TOP)]
    answer = agency.post("/v3.0/advertiser/update_daily_budget", account_id=None, update_daily_budget_spec=rows)
    assert [row["code"] for row in answer.document["data"]["list"]] == [0, 0, 12201, 132401]


def test_other_agencies_and_what_is_no_agency_are_refused_by_their_own_codes(agency):
    def code(agency_id: int) -> int:
        return agency.get("/v3.0/advertiser/get", account_id=None, agency_id=agency_id, **ADVERTISERS).code

    assert [code(account_id) for account_id in (UNKNOWN, OTHER_CLIENT, TEA)] == [132400, 12203, 132402]


# -- agencies -------------------------------------------------------------------------------------------------------


def test_agencies_are_listed_with_the_one_above_them(agency):
    fields = ["account_id", "corporation_name", "parent_agency_id", "system_status"]
    answer = agency.get("/v3.0/agency/get", account_id=None, fields=fields, **PAGE).document["data"]
    state = {"system_status": "CUSTOMER_STATUS_NORMAL"}
    assert answer["list"] == [
        {"account_id": TOP, "corporation_name": "Top agency", "parent_agency_id": 0, **state},
        {"account_id": SECOND, "corporation_name": "Second agency", "parent_agency_id": TOP, **state},
    ]
    assert answer["page_info"]["total_number"] == 2
    assert ids(agency.get("/v3.0/agency/get", account_id=SECOND, fields=["account_id"], **PAGE)) == [SECOND]


def test_an_advertiser_is_no_agency(agency):
    answer = agency.get("/v3.0/agency/get", account_id=TEA, fields=["account_id"], **PAGE)
    assert (answer.code, answer.message) == (132402, f"Account {TEA} is not an agency.")


# -- clients --------------------------------------------------------------------------------------------------------

PERSON = {
    "name": "Ada",
    "identification_number": "110101200001011234",
    "identification_front_image_id": "1",
    "identification_back_image_id": "2",
}
CLIENT: dict[str, Any] = {
    "account_id": None,
    "agency_id": SECOND,
    "corporation_name": "Book Limited",
    "corporation_licence": "888888888888888888",
    "certification_image_id": "3",
    "individual_qualification": PERSON,
    "area_code": 110_100,
    "system_industry_id": 21_474_836_490,
    "introduction_url": "https://example.com",
}


def test_an_agency_opens_an_account_for_a_client(agency):
    account_id = agency.post("/v3.0/advertiser/add", **CLIENT).document["data"]["account_id"]
    fields = ["account_id", "corporation_name", "agency_account_id", "daily_budget", "system_status"]
    (row,) = agency.get("/v3.0/advertiser/get", **{**ADVERTISERS, "account_id": account_id, "fields": fields}).document[
        "data"
    ]["list"]
    assert row == {
        "account_id": account_id,
        "corporation_name": "Book Limited",
        "agency_account_id": SECOND,
        "daily_budget": 1_000_000,
        "system_status": "CUSTOMER_STATUS_NORMAL",
    }


def test_the_account_of_a_person_is_named_after_the_person(agency):
    person = {"registration_type": "REGISTRATION_TYPE_INDIVIDUAL", "individual_qualification": PERSON}
    bare = {name: CLIENT[name] for name in ("account_id", "agency_id", "system_industry_id", "introduction_url")}
    account_id = agency.post("/v3.0/advertiser/add", **bare, **person).document["data"]["account_id"]
    answer = agency.get(
        "/v3.0/advertiser/get", **{**ADVERTISERS, "account_id": account_id, "fields": ["corporation_name"]}
    )
    assert answer.document["data"]["list"] == [{"corporation_name": "Ada"}]


def test_an_account_is_opened_once_for_one_request_id(agency):
    headers = {"X-Request-Id": "once"}
    first, again = (agency.post("/v3.0/advertiser/add", headers=headers, **CLIENT).document["data"] for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        *[({name: None}, 18001) for name in ("corporation_name", "corporation_licence", "certification_image_id")],
        *[({name: None}, 18001) for name in ("area_code", "individual_qualification", "introduction_url")],
        ({"individual_qualification": {**PERSON, "name": ""}}, 18001),
        ({"agency_id": None}, 18001),  # the token has two agencies
        ({"agency_id": TEA}, 132402),
        ({"agency_id": UNKNOWN}, 132400),
        ({"agency_id": 40_002}, 12203),
        ({"daily_budget": 4_999}, 132420),
        ({"daily_budget": 5_000}, 0),
        ({"daily_budget": 0}, 0),
        ({"daily_budget": 4_000_000_001}, 132419),
        ({"corporation_name": "n" * 121}, 18006),
    ],
    ids=str,
)
def test_what_a_new_account_needs_is_checked(agency, changes, expected):
    assert agency.post("/v3.0/advertiser/add", **{**CLIENT, **changes}).code == expected


def test_a_token_without_an_agency_opens_no_accounts(tencent):
    assert tencent.post("/v3.0/advertiser/add", **CLIENT).code == 132307


# -- business units -------------------------------------------------------------------------------------------------


def make_unit(client: TencentClient, name: str = "Drinks", accounts: tuple[int, ...] = (TEA,)) -> int:
    answer = client.post(f"{UNITS}/add", account_id=None, business_unit_name=name, account_id_list=list(accounts))
    assert answer.code == 0, answer
    return int(answer.document["data"]["organization_id"])


def accounts_of(client: TencentClient, unit_id: int) -> list[int]:
    path = "/v3.0/agency_business_unit_list_account/get"
    return ids(client.get(path, account_id=None, organization_id=unit_id, fields=["account_id"], **PAGE))


def test_a_unit_has_accounts_which_come_and_go(agency):
    unit_id = make_unit(agency)
    answer = agency.post(
        f"{UNITS}/update",
        account_id=None,
        organization_id=unit_id,
        business_unit_name="Hot drinks",
        add_account_id_list=[COFFEE],
        delete_account_id_list=[TEA],
    )
    assert answer.document["data"] == {"organization_id": unit_id}
    assert accounts_of(agency, unit_id) == [COFFEE]
    fields = ["organization_id", "business_unit_name"]
    listed = agency.get("/v3.0/agency_business_unit_list/get", account_id=None, fields=fields, **PAGE)
    assert listed.document["data"]["list"] == [{"organization_id": unit_id, "business_unit_name": "Hot drinks"}]


def test_units_are_found_by_id_and_by_a_part_of_their_name(agency):
    drinks, books = make_unit(agency), make_unit(agency, "Books", (BOOKS,))

    def units(**params: Any) -> set[int]:
        path, fields = "/v3.0/agency_business_unit_list/get", ["organization_id"]
        rows = agency.get(path, account_id=None, fields=fields, **PAGE, **params).document["data"]["list"]
        return {row["organization_id"] for row in rows}

    assert units() == {drinks, books}
    assert units(organization_id=drinks) == {drinks}
    assert units(business_unit_name="ook") == {books}
    assert units(business_unit_name="none") == set()


def test_an_account_is_in_one_unit_of_its_agency(agency):
    first = make_unit(agency)
    second = make_unit(agency, "Tea alone")
    assert (accounts_of(agency, first), accounts_of(agency, second)) == ([], [TEA])
    path = "/v3.0/agency_business_unit_list_by_account/get"
    answer = agency.post(path, account_id=None, account_id_list=[TEA, COFFEE])
    assert answer.document["data"]["list"] == [
        {"account_id": TEA, "organization_id": second, "business_unit_name": "Tea alone"}
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account_id_list": [UNKNOWN]}, 132400),
        ({"account_id_list": [OTHER_CLIENT]}, 12203),
        ({"account_id_list": [SECOND]}, 132401),
        ({"account_id_list": ["1"]}, 18002),
        ({"account_id_list": []}, 18012),
        ({"account_id_list": [TEA] * 100}, 0),
        ({"account_id_list": [TEA] * 101}, 18011),
        ({"business_unit_name": "n" * 50}, 0),
        ({"business_unit_name": "n" * 51}, 18006),
        ({"business_unit_remark": "r" * 201}, 18006),
        ({"business_unit_name": "Taken"}, 31011),
    ],
    ids=str,
)
def test_what_a_unit_is_made_of_is_checked_and_nothing_is_stored(agency, changes, expected):
    make_unit(agency, "Taken")
    body = {"account_id": None, "business_unit_name": "Drinks", "account_id_list": [TEA], **changes}
    assert agency.post(f"{UNITS}/add", **body).code == expected
    answer = agency.get("/v3.0/agency_business_unit_list/get", account_id=None, fields=["organization_id"], **PAGE)
    assert answer.document["data"]["page_info"]["total_number"] == (2 if expected == 0 else 1)


def test_units_are_those_of_the_user_and_of_their_kind(agency):
    customer = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Mine")
    unit_id = customer.document["data"]["organization_id"]
    change = {"account_id": None, "organization_id": unit_id, "business_unit_name": "Yours"}
    assert agency.post(f"{UNITS}/update", **change).code == 12204
    assert agency.post(f"{UNITS}/update", **{**change, "organization_id": 7}).code == 12204


# -- what is spent today --------------------------------------------------------------------------------------------


def test_what_clients_spend_today_is_summed_by_fund(agency):
    for account_id, amount in ((TEA, 700), (BOOKS, 30)):
        recharge(agency, account_id, 1_000)
        spend(agency, account_id, amount)
    path = "/v3.0/agency_realtime_cost/get"

    def costs(account_id: int) -> dict[str, int]:
        rows = agency.get(path, account_id=account_id, fields=["fund_type", "cost"]).document["data"]["list"]
        return {row["fund_type"]: row["cost"] for row in rows if row["cost"]}

    assert [costs(account_id) for account_id in (TOP, SECOND, TEA, COFFEE)] == [
        {"FUND_TYPE_CASH": 730},
        {"FUND_TYPE_CASH": 30},
        {"FUND_TYPE_CASH": 700},
        {},
    ]
