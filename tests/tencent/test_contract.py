"""The contract files say what the extracted facts say, but for listed differences; projection and wide characters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.widths import display_width
from mercat.model.clock import day_of
from mercat.tencent import catalog, contract
from support import tencent_facts
from support.tencent import TencentClient

SPEC = Path(__file__).resolve().parents[2].parent / "shared" / "spec" / "tencent" / "v3.json"
RESOURCES = sorted(place.stem for place in tencent_facts.FOLDER.glob("*.json") if place.stem != contract.COMMON)
DECLARED = {operation.path for operation in catalog.operations()}
FILTERED = [
    name
    for name in RESOURCES
    if f"/v3.0/{name}/get" in DECLARED
    and "get" in contract.of_resource(name).endpoints
    and "filtering.field" in contract.of_resource(name).rules("get")
]


def report_of(day: str, **others: Any) -> dict[str, Any]:
    return {"date_range": {"start_date": day, "end_date": day}, "group_by": ["date"], **others}


# What a get with a filter requires beside it, at a day.
BESIDE_THE_FILTER: dict[str, Callable[[str], dict[str, Any]]] = {
    "android_channel": lambda day: {"app_id": 1},
    "advertiser": lambda day: {"pagination_mode": "PAGINATION_MODE_NORMAL", "page": 1, "page_size": 1},
    "dynamic_ad_image_templates": lambda day: {
        "product_mode": "MULTIPLE",
        "dynamic_ad_template_width": 1280,
        "dynamic_ad_template_height": 720,
    },
    "ecommerce_order": lambda day: {"date_range": {"start_date": day, "end_date": day}},
    "extend_package": lambda day: {"package_id": 1},
    "qualifications": lambda day: {"qualification_type": "AD_QUALIFICATION"},
    "realtime_cost": lambda day: {"level": "ADVERTISER", "date": day},
    "marketing_target_assets": lambda day: {"marketing_target_type": "MARKETING_TARGET_TYPE_STORE"},
    "daily_reports": lambda day: report_of(day, level="REPORT_LEVEL_ADVERTISER"),
    "hourly_reports": lambda day: report_of(day, level="REPORT_LEVEL_ADVERTISER", group_by=["hour"]),
    "targeting_tag_reports": lambda day: report_of(day, level="ADVERTISER", type="GENDER"),
}

# Conditions without which a get takes no others.
FIRST_CONDITIONS = {"pages": {"field": "page_type", "operator": "EQUALS", "values": ["PAGE_TYPE_OFFICIAL"]}}


# The member of a get that names a product catalog.
CATALOG_MEMBERS = {"product_series": "catalog_id"} | dict.fromkeys(
    ("dynamic_ad_image_templates", "product_items"), "product_catalog_id"
)


def new_catalog(client: TencentClient) -> int:
    about = {"catalog_scale_type": "CATALOG_SCALE_TYPE_NORMAL", "catalog_type": "CATALOG_TYPE_STANDARD"}
    about |= {"catalog_name": "Shop", "industry_type": "INDUSTRY_TYPE_ECOMMERCE"}
    return int(client.post("/v3.0/product_catalogs/add", **about).document["data"]["product_catalog_id"])


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("the extracted facts are not beside this project")
    facts: dict[str, Any] = json.loads(SPEC.read_text())
    return facts


def read(name: str) -> dict[str, Any]:
    file: dict[str, Any] = json.loads((tencent_facts.FOLDER / f"{name}.json").read_text())
    return file


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_contract_file_is_what_the_facts_say(resource: str, spec: dict[str, Any]) -> None:
    ours, facts = read(resource), tencent_facts.convert(spec, resource)
    for struct, members in ours.pop(tencent_facts.BESIDE, {}).items():
        assert members.keys().isdisjoint(facts["structs"][struct]), "as the facts"
    for action, endpoint in ours["endpoints"].items():
        beyond = [rule for name, rule in tencent_facts.BEYOND if name == f"{resource}/{action}"]
        for rule in beyond:
            assert endpoint["rules"].pop(rule) != facts["endpoints"][action]["rules"].pop(rule, None), "as the facts"
        for member in tencent_facts.OURS:
            endpoint.pop(member, None)
    assert ours == facts


@pytest.mark.parametrize("resource", RESOURCES)
def test_an_endpoint_that_is_like_another_has_the_rules_of_the_facts(resource: str, spec: dict[str, Any]) -> None:
    for action, facts in contract.of_resource(resource).endpoints.items():
        if facts.like:
            endpoint = contract.endpoint(f"/v3.0/{resource}/{action}")
            said = tencent_facts.rules(spec["endpoints"][f"{resource}/{action}"])
            ours = {path: rule for path, rule in endpoint.rules.items() if path.partition(".")[0] in endpoint.inputs}
            assert {path: rule for path, rule in ours.items() if rule != contract.NO_RULE} == {
                path: msgspec.convert(rule, contract.Rule) for path, rule in said.items()
            }


def test_the_common_file_is_what_the_facts_say(spec: dict[str, Any]) -> None:
    assert read(contract.COMMON) == tencent_facts.common(spec, RESOURCES)


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_type_of_a_contract_is_known(resource: str) -> None:
    ours = contract.of_resource(resource)
    names = [name for fields in ours.structs.values() for name in fields.values()]
    names += [name for action in ours.endpoints for name in contract.Endpoint(ours, action).inputs.values()]
    assert {name.strip("[]") for name in names} <= contract.SCALARS | set(ours.structs) | set(ours.enums)


def test_an_answer_holds_what_the_contract_knows_of_its_types() -> None:
    known = contract.Contract(
        endpoints={},
        structs={"Outer": {"id": "integer", "parts": "[Inner]", "note": "string"}, "Inner": {"rate": "number"}},
        enums={},
    )
    document = {"id": True, "parts": [{"rate": 1, "more": 2}, 3, {"rate": "1"}], "note": "n", "other": 1}
    assert contract.project(known, "Outer", document) == {"parts": [{"rate": 1}, {}], "note": "n"}


@given(st.text(max_size=80))
def test_two_ascii_characters_are_as_wide_as_one_other(text: str) -> None:
    assert display_width(text + "ab") == display_width(text) + 1
    assert display_width(text + "茶") == display_width(text) + 1
    assert display_width("") == 0


# One of these is of a field's type. Some fields take only what their page lists.
VALUES = (1, "1", "true", "2026-01-01 00:00:00")
LISTED_VALUES = {("wechat_store_product_items", "sort"): ("SORT_PRICE_ASC", "SORT_SALES_NUM_DESC")}


@pytest.mark.parametrize("resource", FILTERED)
def test_every_filter_field_is_taken_with_its_operators(tencent: TencentClient, resource: str) -> None:
    path = f"/v3.0/{resource}/get"
    endpoint = contract.endpoint(path)
    call = tencent.post if endpoint.facts.content else tencent.get
    others = BESIDE_THE_FILTER.get(resource, lambda day: {})(day_of(tencent.server.instance.clock.now(), ZONE))
    if resource in CATALOG_MEMBERS:
        others[CATALOG_MEMBERS[resource]] = new_catalog(tencent)
    if resource == "wechat_store_product_items":
        shop = {"wechat_channels_shop_name": "Shop"}
        answer = tencent.post("/v3.0/wechat_shop_authorization/add", **shop)
        others["product_catalog_id"] = answer.data.authorization_id
    takes_one = "filtering.value" in endpoint.rules
    for field in endpoint.rules["filtering.field"].allowed or endpoint.operators:
        choices = endpoint.filter_choices(field)
        for operator in endpoint.operators.get(field, ("EQUALS",)):
            codes = []
            for value in choices[:2] or LISTED_VALUES.get((resource, field), VALUES):
                sent = {"value": value} if takes_one else {"values": [value]}
                filtering = [{"field": field, "operator": operator, **sent}]
                filtering = [FIRST_CONDITIONS[resource], *filtering] if resource in FIRST_CONDITIONS else filtering
                codes.append(call(path, fields=list(endpoint.item)[:1], filtering=filtering, **others).code)
            assert 0 in codes, (field, operator)
            assert set(codes) <= {0, 18002}, (field, operator)


OF_ENUMS = [
    (resource, field)
    for resource in FILTERED
    for endpoint in [contract.endpoint(f"/v3.0/{resource}/get")]
    for field in endpoint.rules["filtering.field"].allowed or endpoint.operators
    if endpoint.filter_choices(field) and set(endpoint.operators.get(field, ())) & {"EQUALS", "IN"}
]


@pytest.mark.parametrize(("resource", "field"), OF_ENUMS)
def test_a_value_that_a_filter_field_does_not_have_is_18009(tencent: TencentClient, resource: str, field: str) -> None:
    path = f"/v3.0/{resource}/get"
    endpoint = contract.endpoint(path)
    operator = next(each for each in endpoint.operators[field] if each in ("EQUALS", "IN"))
    condition = {"field": field, "operator": operator, "values": ["OTHER"]}
    others = BESIDE_THE_FILTER.get(resource, lambda day: {})(day_of(tencent.server.instance.clock.now(), ZONE))
    if resource in CATALOG_MEMBERS:
        others[CATALOG_MEMBERS[resource]] = 1
    assert tencent.get(path, fields=list(endpoint.item)[:1], filtering=[condition], **others).code == 18009
