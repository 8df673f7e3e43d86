"""Types of members as published clients met them in the field: a client with strict types fails at any other."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, HOUR, day_of
from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts
from mercat.tencent import contract
from support import tencent_facts
from support.ad_leads import imported, listed
from support.audiences import GET_FILES, create, phones, upload
from support.creatives import ad_group, creative
from support.tencent import TencentClient

RESOURCES = sorted(place.stem for place in tencent_facts.FOLDER.glob("*.json") if place.stem != contract.COMMON)
DAILY, HOURLY = "/v3.0/daily_reports/get", "/v3.0/hourly_reports/get"


@pytest.fixture
def loose(tencent: TencentClient) -> TencentClient:
    """A client that gets all members without naming them."""
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def rows(client: TencentClient, path: str, name: str = "list", **params: Any) -> list[dict[str, Any]]:
    answer = client.get(path, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"][name]
    assert items, path
    return items


def test_leads_are_a_list_in_which_ids_of_ads_are_texts(loose):
    group_id = ad_group(loose)
    imported(loose, {"outer_leads_id": "crm-1", "leads_tel": "13800138000"})
    claim = {"outer_leads_id": "crm-1", "adgroup_id": str(group_id)}
    loose.post("/v3.0/leads_claim/update", leads_claim_list=[claim])
    (lead,) = listed(loose)
    assert (type(lead["leads_id"]), lead["adgroup_id"]) == (int, str(group_id))
    assert contract.of_resource("leads_list").structs["LeadsListStruct"]["component_id"] == "string"


def test_the_state_of_a_data_file_is_a_text(loose):
    audience_id = create(loose)
    assert upload(loose, audience_id, phones(0, 3)).code == 0
    (file,) = rows(loose, GET_FILES, audience_id=audience_id)
    assert isinstance(file["process_status"], str)


def test_the_type_of_a_label_is_a_number(loose):
    assert {type(label["label_type"]) for label in rows(loose, "/v3.0/ad_label/get")} == {int}


def test_the_id_of_a_channel_package_is_a_number(loose):
    made = loose.post("/v3.0/extend_package/add", package_id=1, channel_list=[{"channel_id": "north"}])
    (package,) = made.document["data"]["success_results"]
    (item,) = rows(loose, "/v3.0/extend_package/get", package_id=1)
    assert item["channel_package_id"] == package["channel_package_id"]
    assert isinstance(item["channel_package_id"], int)


def test_the_actions_of_a_node_of_a_link_are_a_list(loose):
    for link in rows(loose, "/v3.0/conversion_links/get", second_category_type="WECHAT_MINI_GAME"):
        assert {type(node["conversion_link_action_type"]) for node in link["conversion_link_nodes"]} == {list}


def test_effect_funds_are_objects(loose):
    for resource in ("funds", "merge_fund_type_funds"):
        structs = contract.of_resource(resource).structs
        kinds = {fields["effect_funds"] for fields in structs.values() if "effect_funds" in fields}
        assert kinds == {"[EffectListStruct]"}


@pytest.fixture
def delivered(loose: TencentClient) -> TencentClient:
    """A client whose creative delivered an hour ago."""
    group_id = ad_group(loose)
    creative_id = creative(loose, group_id)
    hour = loose.server.instance.clock.now() // HOUR - 1
    fact = Fact(loose.account_id, hour, creative_id, group_id, 100, 10, 1, 1_000)
    loose.server.instance.write_now(lambda tx: delivery_facts.add_many(tx, [fact]))
    return loose


def test_accounts_are_numbers_in_reports(delivered):
    now = delivered.server.instance.clock.now()
    span = {"start_date": day_of(now - DAY, ZONE), "end_date": day_of(now, ZONE)}
    fields = ["account_id", "cost"]
    asked = {"level": "REPORT_LEVEL_ADVERTISER", "group_by": ["date"], "date_range": span}
    assert [type(row["account_id"]) for row in rows(delivered, DAILY, fields=fields, **asked)] == [int]
    day = day_of(now - HOUR, ZONE)
    asked |= {"group_by": ["hour"], "date_range": {"start_date": day, "end_date": day}}
    assert {type(row["account_id"]) for row in rows(delivered, HOURLY, fields=fields, **asked)} == {int}


@pytest.mark.parametrize("resource", RESOURCES)
def test_an_account_is_a_number_wherever_a_contract_has_one(resource):
    for name, fields in contract.of_resource(resource).structs.items():
        assert fields.get("account_id", "integer") == "integer", name


# -- enums that nobody set ------------------------------------------------------------------------------------------


def test_an_enum_that_nobody_set_is_left_out(loose):
    """The SDKs send an empty text for it."""
    group_id = ad_group(loose, bid_mode="", bid_scene="", smart_bid_type="", optimization_goal="")
    (group,) = rows(loose, "/v3.0/adgroups/get")
    assert (group["adgroup_id"], group.get("smart_bid_type") == "") == (group_id, False)
    changed = loose.post("/v3.0/adgroups/update", adgroup_id=group_id, configured_status="AD_STATUS_SUSPEND")
    assert changed.code == 0
    assert loose.post("/v3.0/adgroups/update", adgroup_id=group_id, configured_status="", bid_amount=200).code == 0
    (group,) = rows(loose, "/v3.0/adgroups/get")
    assert (group["configured_status"], group["bid_amount"]) == ("AD_STATUS_SUSPEND", 200)


def test_a_required_enum_is_not_empty(loose):
    lead = {"leads_tel": "13800138000", "leads_type": ""}
    assert loose.post("/v3.0/leads/add", leads_info_list=[lead]).code == 18009


def test_an_enum_in_a_query_may_be_empty(loose):
    asked = {"pagination_mode": "", "page": 1, "page_size": 10}
    assert loose.get("/v3.0/adgroups/get", **asked).code == 0


# -- structs that nobody filled -------------------------------------------------------------------------------------


def test_an_optional_struct_that_is_an_empty_list_is_left_out(loose):
    """PHP writes an empty array so, and the examples of the pages have it."""
    group_id = ad_group(loose, targeting=[], marketing_carrier_detail=[])
    assert loose.post("/v3.0/adgroups/update", adgroup_id=group_id, targeting={"gender": ["FEMALE"]}).code == 0
    assert loose.post("/v3.0/adgroups/update", adgroup_id=group_id, targeting=[], bid_amount=200).code == 0
    (group,) = rows(loose, "/v3.0/adgroups/get")
    assert (group["targeting"], group["bid_amount"]) == ({"gender": ["FEMALE"]}, 200)


def test_a_struct_in_a_query_may_be_an_empty_list(loose):
    assert loose.get("/v3.0/conversion_links/get", second_category_type="WEB", optimization_goal_struct=[]).code == 0


def test_a_required_struct_that_is_an_empty_list_has_no_members(loose):
    span = {"level": "REPORT_LEVEL_ADVERTISER", "group_by": ["date"], "fields": ["cost"], "date_range": []}
    answer = loose.get(DAILY, **span)
    assert (answer.code, answer.document["errors"][0]["common_param_exception_spec"]["error_fields"]) == (
        18001,
        ["date_range.start_date"],
    )


def test_a_list_with_items_is_no_struct(loose):
    assert loose.post("/v3.0/adgroups/update", adgroup_id=ad_group(loose), targeting=[{}]).code == 18002
