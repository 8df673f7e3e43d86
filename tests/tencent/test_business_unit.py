"""/v3.0/business_unit and /v3.0/organization_account_relation: a company's business units and accounts."""

from typing import Any

import pytest

from support.agencies import BOOKS, COFFEE, DIRECT, TEA, UNKNOWN
from support.tencent import TencentClient

PAGE: dict[str, Any] = {"page": 1, "page_size": 10}
RELATIONS = "/v3.0/organization_account_relation/get"
NORMAL: dict[str, Any] = {"account_id": None, "pagination_mode": "PAGINATION_MODE_NORMAL", **PAGE}
UPDATE = "/v3.0/business_unit_account/update"


def make_unit(client: TencentClient, name: str = "Drinks") -> int:
    answer = client.post("/v3.0/business_unit/add", account_id=None, business_unit_name=name)
    assert answer.code == 0, answer
    return int(answer.document["data"]["organization_id"])


def related(client: TencentClient, **params: Any) -> list[int]:
    rows = client.get(RELATIONS, fields=["account_id"], **{**NORMAL, **params}).document["data"]["list"]
    return [row["account_id"] for row in rows]


def test_units_are_listed_and_accounts_tell_theirs(agency):
    unit_id = make_unit(agency)
    listed = agency.get(
        "/v3.0/business_unit_list/get", account_id=None, fields=["organization_id", "organization_name"], **PAGE
    )
    assert listed.document["data"]["list"] == [{"organization_id": unit_id, "organization_name": "Drinks"}]
    body = {"organization_id": unit_id, "add_account_id_list": [TEA, BOOKS]}
    assert agency.post(UPDATE, account_id=None, **body).document["data"] == {"organization_id": unit_id}
    answer = agency.post("/v3.0/business_unit_account/get", account_id=None, account_id_list=[BOOKS, COFFEE])
    assert answer.document["data"]["list"] == [
        {"account_id": BOOKS, "organization_id": unit_id, "organization_name": "Drinks"}
    ]
    assert related(agency, business_unit_id=unit_id) == [TEA, BOOKS]
    agency.post(UPDATE, account_id=None, organization_id=unit_id, delete_account_id_list=[TEA])
    assert related(agency, business_unit_id=unit_id) == [BOOKS]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"organization_id": 7}, 12204),
        ({"organization_id": None}, 18001),
        ({"add_account_id_list": [UNKNOWN]}, 132400),
        ({"add_account_id_list": [DIRECT]}, 12203),
        ({"delete_account_id_list": [DIRECT]}, 12203),
        ({"add_account_id_list": [TEA, UNKNOWN]}, 132400),
    ],
    ids=str,
)
def test_changes_are_checked_and_nothing_is_stored(agency, changes, expected):
    unit_id = make_unit(agency)
    assert agency.post(UPDATE, **{"account_id": None, "organization_id": unit_id, **changes}).code == expected
    assert related(agency, business_unit_id=unit_id) == []


def test_a_name_is_taken_once_and_no_longer_than_ninety_bytes(agency):
    make_unit(agency)
    names = ("Drinks", "n" * 90, "n" * 91, "")
    codes = [agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name=name).code for name in names]
    assert codes == [31011, 0, 18006, 18005]


def test_there_are_a_hundred_units_at_most(agency):
    for number in range(100):
        make_unit(agency, f"Unit {number}")
    answer = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="One more")
    assert answer.code == 71008
    assert answer.message == "The number of business units under the entity cannot exceed 100"


def test_a_unit_owns_images_of_its_own(agency):
    unit_id = make_unit(agency)
    images = "/v3.0/images/get"
    assert agency.get(images, account_id=None, organization_id=unit_id, fields=["image_id"]).code == 0
    assert agency.get(images, account_id=None, organization_id=unit_id + 1, fields=["image_id"]).code == 12204


# -- the accounts of the organization -------------------------------------------------------------------------------


def test_accounts_are_listed_by_pages_by_cursor_and_by_kind(agency):
    row = agency.get(RELATIONS, fields=["account_id", "corporation_name", "is_bid", "is_mp", "comment_list"], **NORMAL)
    assert row.document["data"]["list"][0] == {
        "account_id": TEA,
        "corporation_name": "Tea house",
        "is_bid": True,
        "is_mp": False,
        "comment_list": [],
    }
    assert related(agency) == [TEA, COFFEE, BOOKS]
    assert related(agency, page=2, page_size=2) == [BOOKS]
    assert related(agency, account_id=COFFEE) == [COFFEE]
    assert related(agency, advertiser_type="SUB_ADVERTISER") == [TEA, COFFEE, BOOKS]
    assert related(agency, advertiser_type="DIRECT_ADVERTISER") == []
    mode = {"pagination_mode": "PAGINATION_MODE_CURSOR", "page": None, "page_size": 2}
    answer = agency.get(RELATIONS, fields=["account_id"], **{**NORMAL, **mode}).document["data"]
    assert answer["cursor_page_info"] == {"page_size": 2, "total_number": 3, "has_more": True, "cursor": COFFEE}
    assert related(agency, **mode, cursor=COFFEE) == [BOOKS]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"page": 10, "page_size": 100}, 0),
        ({"page": 11, "page_size": 100}, 132116),
        ({"business_unit_id": 7}, 12204),
        ({"account_id": DIRECT}, 12201),
        ({"advertiser_type": "OTHER"}, 18009),
        ({"page_size": 101}, 18003),
        ({"pagination_mode": None}, 18001),
    ],
    ids=str,
)
def test_parameters_are_checked(agency, params, expected):
    assert agency.get(RELATIONS, fields=["account_id"], **{**NORMAL, **params}).code == expected
