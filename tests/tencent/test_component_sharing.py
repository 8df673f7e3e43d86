"""/v3.0/component_sharing: accounts and units that may use a unit's components."""

from typing import Any

import pytest

from support.ad_reviews import add_group, titles
from support.agencies import BOOKS, COFFEE, DIRECT, TEA, TOP, UNKNOWN
from support.tencent import TencentClient

GET, UPDATE = "/v3.0/component_sharing/get", "/v3.0/component_sharing/update"


@pytest.fixture(autouse=True)
def all_members(agency: TencentClient) -> None:
    """Answers have all members without `fields`."""
    agency.server.instance.compatibility.fields_required = False


@pytest.fixture
def unit(agency: TencentClient) -> int:
    """A business unit of the user, with the account TEA."""
    return add_unit(agency, "Drinks", TEA)


@pytest.fixture
def component(agency: TencentClient, unit: int) -> int:
    """A component of the unit."""
    value = {"title": {"value": {"content": "Fresh tea"}}}
    body = {"organization_id": unit, "component_value": value, "component_sub_type": "TITLE"}
    answer = agency.post("/v3.0/components/add", account_id=None, **body)
    component_id: int = answer.data.component_id
    return component_id


def add_unit(client: TencentClient, name: str, *accounts: int) -> int:
    made = client.post("/v3.0/business_unit/add", account_id=None, business_unit_name=name)
    unit_id: int = made.data.organization_id
    members = {"organization_id": unit_id, "add_account_id_list": list(accounts)}
    client.post("/v3.0/business_unit_account/update", account_id=None, **members)
    return unit_id


def share(client: TencentClient, unit: int, component: int, *grantees: tuple[str, int]) -> int:
    """The code of sharing a component with grantees, and with no others."""
    rows = [{"shared_account_type": kind, "shared_account_id": grantee} for kind, grantee in grantees]
    body = {"organization_id": unit, "component_id": component, "shared_account_list": rows}
    return client.post(UPDATE, account_id=None, **body).code


def grantees(client: TencentClient, unit: int, **params: Any) -> list[int]:
    items = client.get(GET, account_id=None, organization_id=unit, **params).document["data"]["list"]
    return [item["shared_account_id"] for item in items]


def library(client: TencentClient, account: int, mode: str = "CUSTOMER") -> list[int]:
    """The components that units share with an account."""
    params = {"account_id": account, "component_id_filtering_mode": f"SHARING_BY_{mode}_BUSINESS_UNIT"}
    items = client.get("/v3.0/components/get", **params).document["data"]["list"]
    return [item["component_id"] for item in items]


def use(client: TencentClient, account: int, component: int) -> int:
    """The code of a creative of an account that has the component."""
    there = TencentClient(client.server, name=f"tool {account} {component}", account_id=account)
    answer = there.post(
        "/v3.0/dynamic_creatives/add",
        adgroup_id=add_group(there, f"Group {account} {component}"),
        dynamic_creative_name="Green tea",
        dynamic_creative_type="DYNAMIC_CREATIVE_TYPE_PROGRAM",
        creative_components={"title": [{"component_id": component}], "description": titles("Good")},
    )
    return answer.code


def test_an_account_uses_what_a_unit_shares_with_it(agency, unit, component):
    assert library(agency, TEA) == []
    assert use(agency, TEA, component) == 1901683
    assert share(agency, unit, component, ("ADVERTISER", TEA)) == 0
    assert library(agency, TEA) == [component]
    assert (library(agency, TEA, "AGENCY"), library(agency, COFFEE)) == ([], [])
    assert agency.get("/v3.0/components/get", account_id=TEA).document["data"]["list"] == []
    other = TencentClient(agency.server, name="other", account_id=TEA)
    body = {
        "adgroup_id": add_group(other, "Other"),
        "dynamic_creative_name": "Shared",
        "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM",
        "creative_components": {"title": [{"component_id": component}]},
    }
    assert other.post("/v3.0/dynamic_creatives/add", **body).code == 0
    delete = {"account_id": None, "organization_id": unit, "component_id": component}
    assert agency.post("/v3.0/components/delete", **delete).code == 1800581


def test_a_unit_shares_with_the_accounts_of_another_unit(agency, unit, component):
    books = add_unit(agency, "Books", BOOKS)
    assert share(agency, unit, component, ("ORGANIZATION", books)) == 0
    assert library(agency, BOOKS) == [component]
    assert use(agency, BOOKS, component) == 0


def test_an_update_replaces_with_whom_a_component_is_shared(agency, unit, component):
    assert share(agency, unit, component, ("ADVERTISER", TEA), ("ADVERTISER", COFFEE)) == 0
    assert grantees(agency, unit) == [TEA, COFFEE]
    assert share(agency, unit, component, ("ADVERTISER", BOOKS)) == 0
    assert (grantees(agency, unit), library(agency, TEA)) == ([BOOKS], [])
    assert grantees(agency, unit, is_deleted=True) == [TEA, COFFEE]
    assert grantees(agency, unit, component_id=component) == [BOOKS]
    assert grantees(agency, unit, component_id=component + 1) == []
    assert grantees(agency, add_unit(agency, "Other")) == []


def test_a_deleted_component_is_shared_with_nobody(agency, unit, component):
    share(agency, unit, component, ("ADVERTISER", TEA))
    delete = {"account_id": None, "organization_id": unit, "component_id": component}
    assert agency.post("/v3.0/components/delete", **delete).code == 0
    assert (grantees(agency, unit), library(agency, TEA)) == ([], [])


@pytest.mark.parametrize(
    ("grantee", "expected"),
    [
        (("ADVERTISER", UNKNOWN), 132400),
        (("ADVERTISER", DIRECT), 12203),
        (("ADVERTISER", TOP), 132401),
        (("ORGANIZATION", UNKNOWN), 12204),
        (("INVALID", TEA), 18009),
        (("ADVERTISER", -1), 18004),
        (("ADVERTISER", 10_000_000_000), 18003),
    ],
)
def test_whom_a_component_is_not_shared_with(agency, unit, component, grantee, expected):
    assert share(agency, unit, component, ("ADVERTISER", TEA), grantee) == expected
    assert grantees(agency, unit) == []


def test_only_a_component_of_the_unit_is_shared(agency, unit, component):
    assert share(agency, unit, component + 1, ("ADVERTISER", TEA)) == 1901683
    assert share(agency, add_unit(agency, "Other"), component, ("ADVERTISER", TEA)) == 1901683
    assert share(agency, UNKNOWN, component, ("ADVERTISER", TEA)) == 12204


@pytest.mark.parametrize(("count", "expected"), [(0, 18012), (100, 0), (101, 18011)])
def test_a_call_names_a_hundred_grantees_at_most(agency, unit, component, count, expected):
    assert share(agency, unit, component, *[("ADVERTISER", TEA)] * count) == expected
