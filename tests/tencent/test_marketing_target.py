"""/v3.0/marketing_target_…: the libraries of what is advertised, and the assets in them."""

from typing import Any

import pytest

from support.agencies import BOOKS, DIRECT, TEA
from support.tencent import TencentClient

RENOVATION = "MARKETING_TARGET_TYPE_RENOVATION_SERVICES"
SERVICE = "MARKETING_ASSET_TYPE_RENOVATION_SERVICES_SERVICE"
PERSONAL = "MARKETING_TARGET_TYPE_PERSONAL_STORE"
TICKETS = "MARKETING_TARGET_TYPE_TOURIST_ATTRACTIONS_TICKETS"
KEY = "PROMOTED_ASSET_ATTR_KEY_"
ALL = {
    "CATE_NAME": ["装修公司-全屋整装"],
    "COMPANY_NAME": ["Example"],
    "CONSTRUCTION_METHOD": ["全包装修"],
    "HOUSE_TYPE": ["别墅大宅"],
    "AREA_REQUIREMENTS": ["200 ㎡起"],
    "STYLE": ["现代", "美式"],
    "SERVICE_AREA": ["440309", "440300"],
}
FIELDS = ["marketing_asset_id", "marketing_asset_name", "marketing_asset_type", "is_deleted", "properties"]


def properties(**changes: Any) -> list[dict[str, Any]]:
    values = {name: value for name, value in {**ALL, **changes}.items() if value is not None}
    return [
        {"property_name": f"{KEY}RENOVATION_SERVICES_{name}", "property_value": value} for name, value in values.items()
    ]


HOUSE: dict[str, Any] = {
    "marketing_asset_name": "Whole houses",
    "marketing_target_type": RENOVATION,
    "marketing_asset_type": SERVICE,
    "properties": properties(),
}
STORE: dict[str, Any] = {
    "marketing_target_type": PERSONAL,
    "properties": [{"property_name": f"{KEY}PERSONAL_STORE_COMPANY_ENTITY", "property_value": ["Example"]}],
}


@pytest.fixture
def unit_id(agency: TencentClient) -> int:
    """A business unit with two accounts."""
    body = {"business_unit_name": "Drinks"}
    unit = int(agency.post("/v3.0/business_unit/add", account_id=None, **body).document["data"]["organization_id"])
    body = {"organization_id": unit, "add_account_id_list": [TEA, BOOKS]}
    assert agency.post("/v3.0/business_unit_account/update", account_id=None, **body).code == 0
    return unit


def add(client: TencentClient, unit_id: int, **members: Any) -> int:
    answer = client.post(
        "/v3.0/marketing_target_assets/add", account_id=None, organization_id=unit_id, **{**HOUSE, **members}
    )
    assert answer.code == 0, answer
    return int(answer.document["data"]["marketing_asset_id"])


def listed(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    whole = {"account_id": None, "fields": FIELDS, "marketing_target_type": RENOVATION, **params}
    answer = client.get("/v3.0/marketing_target_assets/get", **whole)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_an_asset_is_listed_for_its_unit_and_its_accounts(agency, unit_id):
    asset_id = add(agency, unit_id)
    expected = {
        "marketing_asset_id": asset_id,
        "marketing_asset_name": "Whole houses",
        "marketing_asset_type": SERVICE,
        "is_deleted": False,
        "properties": properties(),
    }
    for owner in ({"organization_id": unit_id}, {"account_id": TEA}, {"account_id": BOOKS}):
        assert listed(agency, **owner) == [expected]
    assert listed(agency, account_id=agency.account_id) == []
    assert listed(agency, organization_id=unit_id, marketing_target_type=PERSONAL) == []


def test_assets_are_filtered(agency, unit_id):
    first, second = add(agency, unit_id), add(agency, unit_id, marketing_asset_name="Flats")
    for field, operator, values, expected in (
        ("marketing_asset_id", "IN", [str(first), str(second)], [first, second]),
        ("marketing_asset_id", "LESS", [str(second)], [first]),
        ("marketing_asset_name", "CONTAINS", ["lat"], [second]),
    ):
        filtering = [{"field": field, "operator": operator, "values": values}]
        found = listed(agency, organization_id=unit_id, filtering=filtering)
        assert [one["marketing_asset_id"] for one in found] == expected


def test_a_detail_names_regions(agency, unit_id):
    asset_id = add(agency, unit_id)
    fields = ["marketing_asset_id", "marketing_target_type", "properties", "extra_properties", "created_time"]
    params = {"fields": fields, "marketing_asset_id": asset_id, "marketing_target_type": RENOVATION}
    answer = agency.get("/v3.0/marketing_target_asset_detail/get", **params, account_id=TEA)
    (detail,) = answer.document["data"]["list"]
    area = next(one for one in detail["properties"] if one["property_name"].endswith("SERVICE_AREA"))
    assert area["property_value"] == ["广东省/深圳市/龙华区", "广东省/深圳市"]
    assert (detail["marketing_asset_id"], detail["extra_properties"]) == (asset_id, [])
    for wrong in (
        {"account_id": agency.account_id},
        {"account_id": TEA, "marketing_asset_id": asset_id + 1},
        {"account_id": TEA, "marketing_target_type": PERSONAL},
    ):
        assert agency.get("/v3.0/marketing_target_asset_detail/get", **{**params, **wrong}).code == 31010


def test_an_asset_is_renamed_and_deleted(agency, unit_id):
    asset_id = add(agency, unit_id)
    add(agency, unit_id, marketing_asset_name="Flats")
    body = {"account_id": None, "organization_id": unit_id, "marketing_asset_id": asset_id}
    update, delete = (f"/v3.0/marketing_target_assets/{action}" for action in ("update", "delete"))
    answer = agency.post(update, **body, marketing_asset_name="Houses")
    assert (answer.code, "data" in answer.document) == (0, False)
    assert listed(agency, organization_id=unit_id)[0]["marketing_asset_name"] == "Houses"
    assert agency.post(update, **body, marketing_asset_name="Flats").code == 31011
    assert agency.post(delete, **body).code == 0
    assert len(listed(agency, organization_id=unit_id)) == 1
    assert agency.post(delete, **body).code == agency.post(update, **body, marketing_asset_name="A").code == 31010


def test_an_asset_without_a_name_is_named_by_its_properties(agency, unit_id):
    add(agency, unit_id, **STORE, marketing_asset_name=None, marketing_asset_type=None)
    (asset,) = listed(agency, organization_id=unit_id, marketing_target_type=PERSONAL)
    assert (asset["marketing_asset_name"], asset["marketing_asset_type"]) == ("Example", "MARKETING_ASSET_TYPE_UNKNOWN")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"organization_id": 7}, 12204),
        ({"organization_id": None}, 18001),
        ({"marketing_target_type": "MARKETING_TARGET_TYPE_APP_IOS"}, 18009),
        ({"marketing_asset_type": None}, 18001),
        ({"marketing_asset_type": "MARKETING_ASSET_TYPE_FINANCE_LOAN"}, 18009),
        ({"marketing_asset_name": "a" * 1_024}, 0),
        ({"marketing_asset_name": "a" * 1_025}, 18006),
        ({"marketing_asset_name": "Taken"}, 31011),
        ({"properties": []}, 18012),
        ({"properties": properties(HOUSE_TYPE=None)}, 18001),
        ({"properties": properties(HOUSE_TYPE=["Castle"])}, 18009),
        ({"properties": properties(HOUSE_TYPE=["不限", "大平层"])}, 18011),
        ({"properties": properties(CATE_NAME=["装修公司"])}, 18009),
        ({"properties": properties(SERVICE_AREA=["123456"])}, 1901771),
        ({"properties": properties(STYLE=None, SERVICE_AREA=None)}, 0),
        ({"properties": properties() + STORE["properties"]}, 18009),
        ({"properties": [{"property_value": ["a"]}]}, 18009),
    ],
    ids=str,
)
def test_members_of_an_asset_are_checked(agency, unit_id, changes, expected):
    add(agency, unit_id, marketing_asset_name="Taken")
    body = {"account_id": None, "organization_id": unit_id, **HOUSE, **changes}
    assert agency.post("/v3.0/marketing_target_assets/add", **body).code == expected
    assert len(listed(agency, organization_id=unit_id)) == (1 if expected else 2)


def test_types_with_assets_can_be_advertised(agency, unit_id):
    def types(**owner: int) -> list[str]:
        answer = agency.get("/v3.0/marketing_target_types/get", **{"account_id": None, "fields": ["list"], **owner})
        assert answer.code == 0, answer
        names: list[str] = answer.document["data"]["list"]
        return names

    before = types(account_id=TEA)
    assert "MARKETING_TARGET_TYPE_APP_ANDROID" in before
    assert RENOVATION not in before
    add(agency, unit_id)
    assert types(account_id=TEA) == types(organization_id=unit_id) == [*before, RENOVATION]
    assert types(account_id=agency.account_id) == before


def library(client: TencentClient, unit_id: int, what: str, fields: list[str], **params: Any) -> list[dict[str, Any]]:
    whole = {"account_id": None, "organization_id": unit_id, "fields": fields, **params}
    answer = client.get(f"/v3.0/marketing_target_asset_{what}/get", **whole)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_a_library_has_categories(agency, unit_id):
    fields = ["cate1_id", "cate1_name", "cate2_id", "cate2_name", "cate3_id", "cate3_name", "cate4_name"]
    rows = library(agency, unit_id, "categories", fields, marketing_target_type=RENOVATION)
    assert rows[0] == {
        "cate1_id": "1000000030",
        "cate1_name": "装修公司",
        "cate2_id": "1000000035",
        "cate2_name": "全屋整装",
        "cate3_id": "",
        "cate3_name": "",
        "cate4_name": "",
    }
    entertainment = "MARKETING_TARGET_TYPE_AUDIOVISUAL_ENTERTAINMENT"
    filtering = [{"field": "cate3_name", "operator": "CONTAINS", "values": ["都市"]}]
    rows = library(agency, unit_id, "categories", fields, marketing_target_type=entertainment, filtering=filtering)
    assert [row["cate3_id"] for row in rows] == ["网服-小剧场-都市短剧"]


def test_a_library_has_properties(agency, unit_id):
    fields = ["property_name", "property_cn", "is_required", "is_multiple", "property_class", "property_value"]
    rows = library(
        agency,
        unit_id,
        "properties",
        fields,
        marketing_target_type=RENOVATION,
        marketing_asset_category="装修公司-全屋整装",
    )
    by_name = {row["property_name"].removeprefix(f"{KEY}RENOVATION_SERVICES_"): row for row in rows}
    assert by_name["HOUSE_TYPE"]["property_cn"] == "房屋类型"
    assert (by_name["HOUSE_TYPE"]["is_required"], by_name["STYLE"]["is_multiple"]) == (True, True)
    assert "别墅大宅" in by_name["HOUSE_TYPE"]["property_value"]
    assert "CATE_NAME" not in by_name


def test_a_library_has_values(agency, unit_id):
    fields = ["properties", "extra_properties"]
    filtering = [{"field": "name", "operator": "CONTAINS", "values": ["巴士"]}]
    (row,) = library(agency, unit_id, "property_values", fields, marketing_target_type=TICKETS, filtering=filtering)
    assert row["properties"][0]["property_value"] == ["6303937172711358713"]
    assert row["extra_properties"][0] == {
        "property_cn": "asset_name",
        "property_value": ["深圳观光巴士-深圳-深圳观光巴士票"],
    }
    style = f"{KEY}RENOVATION_SERVICES_STYLE"
    rows = library(
        agency,
        unit_id,
        "property_values",
        fields,
        marketing_target_type=RENOVATION,
        property_name=style,
        page_size=2,
        page=2,
    )
    assert [row["properties"][0]["property_value"] for row in rows] == [["欧式"], ["中式"]]


@pytest.mark.parametrize("what", ["categories", "properties", "property_values"])
@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"marketing_asset_type": "MARKETING_ASSET_TYPE_FINANCE_LOAN"}, 18009),
        ({"marketing_target_type": None}, 18001),
        ({"organization_id": 7}, 12204),
    ],
    ids=str,
)
def test_parameters_of_a_library_are_checked(agency, unit_id, what, params, expected):
    field = {"categories": "cate1_id", "properties": "property_name", "property_values": "properties"}[what]
    whole = {"organization_id": unit_id, "fields": [field], "marketing_target_type": RENOVATION, **params}
    assert agency.get(f"/v3.0/marketing_target_asset_{what}/get", account_id=None, **whole).code == expected


def test_an_account_beyond_the_token_is_refused(agency):
    params = {"account_id": DIRECT, "marketing_target_type": RENOVATION, "fields": FIELDS}
    assert agency.get("/v3.0/marketing_target_assets/get", **params).code == 12201
