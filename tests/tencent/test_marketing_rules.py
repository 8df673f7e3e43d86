"""/v3.0/marketing_rules and /v3.0/optimization_goal_permissions: what goes together, and what can be optimized."""

from typing import Any

import pytest

from mercat.tencent import contract
from support.tencent import TencentClient

RULES = "/v3.0/marketing_rules/get"
GOALS = "/v3.0/optimization_goal_permissions/get"
MEMBERS = ["marketing_goal", "marketing_sub_goal", "marketing_target_type", "marketing_carrier_type"]
LIST = "optimization_goal_permission_list"
DEEP = "deep_behavior_optimization_goal_permission_list"
WORTH = "deep_worth_optimization_goal_permission_list"
IOS = {
    "marketing_goal": "MARKETING_GOAL_USER_GROWTH",
    "marketing_sub_goal": "MARKETING_SUB_GOAL_PLATEAU_PHASE_LAUNCH",
    "marketing_target_type": "MARKETING_TARGET_TYPE_APP_IOS",
    "marketing_carrier_type": "MARKETING_CARRIER_TYPE_APP_IOS",
    "site_set": ["SITE_SET_MOMENTS"],
}


def rules(client: TencentClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(RULES, fields=MEMBERS).document["data"]["marketing_rules"]
    return found


def goals(client: TencentClient, **params: Any) -> dict[str, Any]:
    answer = client.get(GOALS, **{"fields": [LIST, DEEP, WORTH, "conversion_link_og_info"], **IOS, **params})
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def test_rules_are_combinations_that_are_there_once(tencent):
    found = rules(tencent)
    assert {name: IOS[name] for name in MEMBERS} in found
    assert len({tuple(rule.values()) for rule in found}) == len(found) > 50
    assert {rule["marketing_goal"] for rule in found} == {
        f"MARKETING_GOAL_{name}"
        for name in ("USER_GROWTH", "PRODUCT_SALES", "LEAD_RETENTION", "BRAND_PROMOTION", "INCREASE_FANS_INTERACTION")
    }


def test_every_rule_has_goals_to_optimize_for(tencent):
    for rule in rules(tencent)[::7]:
        data = goals(tencent, **rule)
        shallow = set(data[LIST])
        assert shallow
        assert {one["optimization_goal"] for one in data[DEEP] + data[WORTH]} <= shallow
        assert {one["og"] for one in data["conversion_link_og_info"]} == shallow


def test_goals_of_an_application_are_those_of_the_document(tencent):
    data = goals(tencent)
    assert data[LIST] == [
        f"OPTIMIZATIONGOAL_{name}"
        for name in (
            "PAGE_RESERVATION",
            "FIRST_PURCHASE",
            "APP_ACTIVATE",
            "APP_REGISTER",
            "PROMOTION_VIEW_KEY_PAGE",
            "APP_PURCHASE",
            "CORE_ACTION",
        )
    ]
    assert {
        "optimization_goal": "OPTIMIZATIONGOAL_APP_ACTIVATE",
        "deep_behavior_optimization_goal_list": ["OPTIMIZATIONGOAL_ONE_DAY_RETENTION"],
    } in data[DEEP]


def test_goals_of_every_site_of_ad_groups_are_asked_for(tencent):
    sites = contract.endpoint("/v3.0/adgroups/add").rules["site_set"].allowed
    assert "SITE_SET_CHANNELS" in sites
    assert goals(tencent, site_set=list(sites)) == goals(tencent)


def test_what_is_no_rule_has_no_goals(tencent):
    data = goals(tencent, marketing_carrier_type="MARKETING_CARRIER_TYPE_APP_ANDROID")
    assert data == {LIST: [], DEEP: [], WORTH: [], "conversion_link_og_info": []}


def test_fields_pick_the_lists(tencent):
    assert set(goals(tencent, fields=[LIST])) == {LIST}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"marketing_goal": "MARKETING_GOAL_FAME"}, 18009),
        ({"marketing_sub_goal": None}, 18001),
        ({"site_set": []}, 18012),
        ({"site_set": ["SITE_SET_MOON"]}, 18009),
        ({"bid_mode": "BID_MODE_CPC"}, 18009),
        ({"marketing_carrier_detail": {}}, 18001),
        ({"fields": ["no_such_member"]}, 12009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GOALS, **{"fields": [LIST], **IOS, **params}).code == expected
