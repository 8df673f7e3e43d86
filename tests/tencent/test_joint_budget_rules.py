"""/v3.0/joint_budget_rules: budgets that several ad groups share."""

from typing import Any

import pytest

from mercat.domain.advertising.ad_groups.joint_budgets import MOST_AD_GROUPS
from support.agencies import day, recharge, spend
from support.tencent import TencentClient
from tencent.test_adgroups import made, new

PATH = "/v3.0/joint_budget_rules"
FIELDS = ["joint_budget_rule_id", "daily_budget", "total_budget", "adgroup_id_list", "completed_time", "bldate"]


def add(client: TencentClient, name: str = "Season", **others: Any) -> Any:
    return client.post(f"{PATH}/add", joint_budget_rule_name=name, **others)


def only(client: TencentClient) -> dict[str, Any]:
    (item,) = client.get(f"{PATH}/get", fields=FIELDS).document["data"]["list"]
    return {name: value for name, value in item.items() if name != "joint_budget_rule_id"}


def test_ad_groups_join_a_budget_and_stay(tencent):
    tea, coffee = made(tencent, "Tea", "Coffee")
    rule_id = add(tencent, daily_budget=50_000, adgroup_id_list=[tea]).data.joint_budget_rule_id
    answer = tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, adgroup_id_list=[coffee])
    assert answer.data.joint_budget_rule_id == rule_id
    assert only(tencent) == {
        "daily_budget": 50_000,
        "total_budget": 0,
        "adgroup_id_list": [tea, coffee],
        "completed_time": 0,
        "bldate": 0,
    }
    filtering = [{"field": "joint_budget_rule_id", "operator": "EQUALS", "values": [str(rule_id)]}]
    groups = tencent.get("/v3.0/adgroups/get", fields=["adgroup_id"], filtering=filtering).document["data"]["list"]
    assert [group["adgroup_id"] for group in groups] == [tea, coffee]


def test_rules_are_found_by_name_and_tell_when_they_changed(tencent):
    rule_id = add(tencent, "Season").data.joint_budget_rule_id
    add(tencent, "Night")
    tencent.server.instance.clock.offset_ms += 60_000
    assert tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, joint_budget_rule_name="Spring").code == 0
    filtering = [{"field": "joint_budget_rule_name", "operator": "EQUALS", "values": ["Spring"]}]
    fields = ["joint_budget_rule_id", "created_time", "last_mod_time"]
    (item,) = tencent.get(f"{PATH}/get", fields=fields, filtering=filtering).document["data"]["list"]
    assert item["joint_budget_rule_id"] == rule_id
    assert item["last_mod_time"] - item["created_time"] >= 60


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"daily_budget": 4_999}, 18004),
        ({"daily_budget": 5_000}, 0),
        ({"daily_budget": 4_000_000_000}, 0),
        ({"daily_budget": 4_000_000_001}, 18003),
        ({"total_budget": 4_999}, 18004),
        ({"total_budget": 4_000_000_000}, 0),
        ({"total_budget": 4_000_000_001}, 18003),
        ({"adgroup_id_list": []}, 0),
        ({"adgroup_id_list": [999_999]}, 1800307),
        ({"adgroup_id_list": list(range(MOST_AD_GROUPS + 1))}, 18011),
        ({"joint_budget_rule_type": "JOINT_BUDGET_TYPE_SMART_DELIVERY_SPECIALIZED"}, 18009),
    ],
    ids=str,
)
def test_budgets_and_ad_groups_are_checked(tencent, members, expected):
    assert add(tencent, **members).code == expected
    assert expected == 0 or tencent.get(f"{PATH}/get", fields=FIELDS).document["data"]["list"] == []


def test_an_ad_group_joins_one_budget_and_before_it_costs_anything(tencent):
    tea, coffee = made(tencent, "Tea", "Coffee")
    recharge(tencent, tencent.account_id, 1_000)
    spend(tencent, tencent.account_id, 1, coffee)
    assert add(tencent, adgroup_id_list=[tea, tea]).code == 31002
    rule_id = add(tencent, adgroup_id_list=[tea]).data.joint_budget_rule_id
    assert tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, adgroup_id_list=[tea]).code == 31002
    assert tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, adgroup_id_list=[coffee]).code == 31002
    assert only(tencent)["adgroup_id_list"] == [tea]


def test_a_budget_changes_by_a_step_and_covers_what_was_spent(tencent):
    (tea,) = made(tencent, "Tea")
    rule_id = add(tencent, daily_budget=50_000, total_budget=200_000, adgroup_id_list=[tea]).data.joint_budget_rule_id
    recharge(tencent, tencent.account_id, 100_000, days_ago=1)

    def change(**budgets: int) -> int:
        code: int = tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, **budgets).code
        return code

    assert change(daily_budget=50_000) == 0
    assert change(daily_budget=54_999) == 31002
    assert change(total_budget=195_001) == 31002
    spend(tencent, tencent.account_id, 30_000, tea, days_ago=1)
    spend(tencent, tencent.account_id, 20_000, tea)
    assert change(daily_budget=29_999) == 18004  # one and a half of today's cost
    assert change(daily_budget=30_000) == 0
    assert change(total_budget=99_999) == 18004  # 500 yuan above all cost
    assert change(total_budget=100_000) == 0
    assert change(daily_budget=0, total_budget=0) == 0


def test_a_budget_that_is_used_up_tells_when(tencent):
    (tea,) = made(tencent, "Tea")
    rule_id = add(tencent, daily_budget=20_000, total_budget=50_000, adgroup_id_list=[tea]).data.joint_budget_rule_id
    recharge(tencent, tencent.account_id, 100_000, days_ago=2)
    spend(tencent, tencent.account_id, 20_000, tea, days_ago=1)
    assert only(tencent)["bldate"] == int(day(tencent, -1).replace("-", ""))
    assert only(tencent)["completed_time"] == 0
    spend(tencent, tencent.account_id, 30_000, tea)
    item = only(tencent)
    assert item["bldate"] == int(day(tencent).replace("-", ""))
    assert abs(item["completed_time"] * 1_000 - tencent.server.instance.clock.now()) < 60_000
    lower = tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, total_budget=49_000)
    assert lower.code == 31002
    assert tencent.post(f"{PATH}/update", joint_budget_rule_id=rule_id, total_budget=45_000).code == 18004


def test_another_accounts_rule_is_not_there(tencent, tencent_with):
    rule_id = add(tencent).data.joint_budget_rule_id
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(f"{PATH}/update", joint_budget_rule_id=rule_id, daily_budget=0).code == 31010
    theirs = other.post("/v3.0/adgroups/add", **new(adgroup_name="Theirs")).data.adgroup_id
    assert add(tencent, "Mine", adgroup_id_list=[theirs]).code == 1800307
