"""/v3.0/search_adgroups and /v3.0/search_dynamic_creatives: ads at searches, which are listed among the others."""

from typing import Any

from support.tencent import TencentClient
from tencent.test_adgroups import made, names, new
from tencent.test_dynamic_creatives import new as creative

GROUPS, CREATIVES = "/v3.0/search_adgroups", "/v3.0/search_dynamic_creatives"


def group(client: TencentClient, name: str = "Search tea", **others: Any) -> int:
    sites = {"site_set": ["SITE_SET_WECHAT_SEARCH"]}
    answer = client.post(f"{GROUPS}/add", **new(adgroup_name=name, **sites, **others))
    assert answer.code == 0, answer
    group_id: int = answer.data.adgroup_id
    return group_id


def search_creative(group_id: int, **others: Any) -> dict[str, Any]:
    """What `search_dynamic_creatives/add` takes of a creative."""
    about = creative(group_id, sublink_switch="ADVERTISER_SUBLINK_SWITCH_OPEN", **others)
    return {name: value for name, value in about.items() if name != "dynamic_creative_type"}


def test_an_ad_group_for_searches_is_made_changed_and_listed_with_the_others(tencent):
    made(tencent, "Tea")
    group_id = group(tencent, daily_budget=5_000)
    assert tencent.post(f"{GROUPS}/update", adgroup_id=group_id, adgroup_name="Search green tea").code == 0
    listed = tencent.get("/v3.0/adgroups/get", fields=["adgroup_name"])
    assert names(listed) == ["Tea", "Search green tea"]


def test_only_ad_groups_for_searches_are_changed_here(tencent, tencent_with):
    (other,) = made(tencent, "Tea")
    assert tencent.post(f"{GROUPS}/update", adgroup_id=other, daily_budget=0).code == 1800307
    assert tencent.post(f"{GROUPS}/update", adgroup_id=999_999, daily_budget=0).code == 1800307
    theirs = group(tencent_with("ads_management", account_id=25611))
    assert tencent.post(f"{GROUPS}/update", adgroup_id=theirs, daily_budget=0).code == 1800307


def test_the_rules_of_ad_groups_hold(tencent):
    group(tencent)
    for bad, expected in (
        ({"adgroup_name": "Search tea"}, 31011),
        ({"daily_budget": 4_999}, 18004),
        ({"end_date": "2025-12-31"}, 31057),
        ({"bid_mode": "BID_MODE_CPC", "bid_amount": 9}, 18004),
        ({"targeting": {"age": [{"min": 18, "max": 19}]}}, 18004),
    ):
        assert tencent.post(f"{GROUPS}/add", **{**new(adgroup_name="Search coffee"), **bad}).code == expected


def test_a_creative_for_searches_is_made_and_changed(tencent):
    group_id = group(tencent)
    answer = tencent.post(f"{CREATIVES}/add", **search_creative(group_id))
    assert answer.code == 0, answer
    creative_id = answer.data.dynamic_creative_id
    change = {"dynamic_creative_name": "Renamed", "pic_material_switch": "ADVERTISER_PIC_MATERIAL_SWITCH_OPEN"}
    assert tencent.post(f"{CREATIVES}/update", dynamic_creative_id=creative_id, **change).code == 0
    fields = ["dynamic_creative_id", "dynamic_creative_name", "adgroup_id"]
    assert tencent.get("/v3.0/dynamic_creatives/get", fields=fields).document["data"]["list"] == [
        {"dynamic_creative_id": creative_id, "dynamic_creative_name": "Renamed", "adgroup_id": group_id}
    ]


def test_creatives_for_searches_are_those_of_ad_groups_for_searches(tencent):
    (other,) = made(tencent, "Tea")
    assert tencent.post(f"{CREATIVES}/add", **search_creative(other)).code == 1800307
    creative_id = tencent.post("/v3.0/dynamic_creatives/add", **creative(other)).data.dynamic_creative_id
    assert tencent.post(f"{CREATIVES}/update", dynamic_creative_id=creative_id).code == 1800307
    assert tencent.post(f"{CREATIVES}/update", dynamic_creative_id=999_999).code == 1800368
