"""/v3.0/operation_log_list: who changed what of ad groups and creatives."""

from datetime import date, timedelta
from typing import Any

import pytest

from mercat.domain.advertising import operation_log
from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, SECOND, day_of
from support.tencent import TencentClient
from tencent.test_adgroups import DELETE, UPDATE, made, new
from tencent.test_dynamic_creatives import add as add_creative

GET = "/v3.0/operation_log_list/get"
GROUPS, CREATIVES = "OPERATION_OBJECT_TYPE_ADGROUP", "OPERATION_OBJECT_TYPE_DYNAMIC_CREATIVE"
FIELDS = [
    "operation_action",
    "fronted_operator",
    "operation_object_id",
    "operation_object_name",
    "operator_platform",
    "operation_log",
    "created_time",
]


def day(client: TencentClient, days_ago: int = 0) -> str:
    """A day of the platform's zone."""
    today = date.fromisoformat(day_of(client.server.instance.clock.now(), ZONE))
    return (today - timedelta(days=days_ago)).isoformat()


def ask(client: TencentClient, **params: Any) -> Any:
    usual = {"operation_object_type": GROUPS, "start_date": day(client), "end_date": day(client)}
    return client.get(GET, **{**usual, "page": 1, "page_size": 10, "fields": FIELDS, **params})


def listed(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    """The entries of today."""
    answer = ask(client, **params)
    assert answer.code == 0, answer.document
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def actions(client: TencentClient, **params: Any) -> list[str]:
    return [item["operation_action"].rpartition("_")[2] for item in listed(client, **params)]


def test_a_creation_a_change_and_a_deletion_are_listed_newest_first(tencent):
    (group_id,) = made(tencent, "Spring tea", daily_budget=10_000)
    tencent.post(UPDATE, adgroup_id=group_id, daily_budget=20_000, configured_status="AD_STATUS_SUSPEND")
    tencent.post(DELETE, adgroup_id=group_id)
    deletion, change, creation = listed(tencent)
    assert creation == {
        "operation_action": "OPERATION_ACTION_TYPE_CREATE",
        "fronted_operator": "tests",
        "operation_object_id": group_id,
        "operation_object_name": "Spring tea",
        "operator_platform": "OPERATOR_PLATFORM_MARKETING_API",
        "operation_log": creation["operation_log"],
        "created_time": creation["created_time"],
    }
    assert 0 <= tencent.server.instance.clock.now() // SECOND - creation["created_time"] < 60
    assert {"广告名称: Spring tea", "日预算: 10000", "投放结束时间: 2099-12-31"} < set(creation["operation_log"])
    assert change["operation_action"] == "OPERATION_ACTION_TYPE_UPDATE"
    assert sorted(change["operation_log"]) == ["日预算: 10000 -> 20000", "状态: AD_STATUS_NORMAL -> AD_STATUS_SUSPEND"]
    assert deletion["operation_log"] == ["删除状态: false -> true"]


def test_a_call_that_fails_or_changes_nothing_leaves_no_entry(tencent):
    (group_id,) = made(tencent, "Spring tea", daily_budget=10_000)
    tencent.post(UPDATE, adgroup_id=group_id, daily_budget=10_000)
    tencent.post(UPDATE, adgroup_id=group_id, daily_budget=1)
    assert actions(tencent) == ["CREATE"]


def test_each_row_of_a_batch_that_succeeds_has_an_entry(tencent):
    first, second = made(tencent, "a", "b")
    rows = [{"adgroup_id": each, "daily_budget": budget} for each, budget in ((first, 7_000), (second, 1), (9, 7_000))]
    tencent.post("/v3.0/adgroups/update_daily_budget", update_daily_budget_spec=rows)
    assert actions(tencent) == ["UPDATE", "CREATE", "CREATE"]
    assert listed(tencent)[0]["operation_object_id"] == first


def test_kinds_have_lists_of_their_own(tencent):
    (group_id,) = made(tencent, "Spring tea")
    creative_id = add_creative(tencent, group_id, "Green tea")[0]
    assert [item["operation_object_id"] for item in listed(tencent)] == [group_id]
    (entry,) = listed(tencent, operation_object_type=CREATIVES)
    assert entry["operation_object_id"] == creative_id
    assert not any("component_ids" in line for line in entry["operation_log"])
    budgets = "OPERATION_OBJECT_TYPE_JOINT_BUDGET"
    assert listed(tencent, operation_object_type=budgets) == []
    rule = tencent.post("/v3.0/joint_budget_rules/add", joint_budget_rule_name="Season", daily_budget=50_000)
    (entry,) = listed(tencent, operation_object_type=budgets)
    assert entry["operation_object_id"] == rule.data.joint_budget_rule_id
    assert entry["operation_object_name"] == "Season"
    assert "日预算: 50000" in entry["operation_log"]


def test_an_object_a_platform_and_an_action_narrow_the_list(tencent):
    first, second = made(tencent, "a", "b")
    tencent.post(UPDATE, adgroup_id=second, daily_budget=7_000)
    assert actions(tencent, object_id=second) == ["UPDATE", "CREATE"]
    assert actions(tencent, operation_action_list=["OPERATION_ACTION_TYPE_UPDATE"]) == ["UPDATE"]
    assert actions(tencent, object_id=first, operation_action_list=["OPERATION_ACTION_TYPE_UPDATE"]) == []
    both = ["OPERATION_ACTION_TYPE_UPDATE", "OPERATION_ACTION_TYPE_CREATE"]
    assert len(actions(tencent, operation_action_list=both)) == 3
    assert len(actions(tencent, operator_platform_list=["OPERATOR_PLATFORM_MARKETING_API"])) == 3
    assert actions(tencent, operator_platform_list=["OPERATOR_PLATFORM_ADQ", "OPERATOR_PLATFORM_AUDIT"]) == []


def test_pages_and_fields_are_those_that_the_call_asks_for(tencent):
    made(tencent, "a", "b", "c")
    answer = ask(tencent, page=2, page_size=2, fields=["operation_object_name"])
    assert answer.document["data"] == {
        "list": [{"operation_object_name": "a"}],
        "page_info": {"page": 2, "page_size": 2, "total_number": 3, "total_page": 2},
    }
    assert ask(tencent, page=101).code == 18003
    assert ask(tencent, page=None).code == 18001


def test_the_days_are_those_of_the_platform(tencent):
    made(tencent, "a")
    yesterday = day(tencent, 1)
    assert listed(tencent, start_date=yesterday, end_date=yesterday) == []
    tencent.server.instance.clock.offset_ms += 60_000
    assert actions(tencent, start_date=yesterday) == ["CREATE"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(30, 0, 0), (31, 0, 31002), (0, 1, 31057), (92, 92, 0), (93, 92, 31057)],
)
def test_a_span_has_31_days_at_the_most_and_begins_three_months_ago_at_the_earliest(tencent, start, end, expected):
    assert ask(tencent, start_date=day(tencent, start), end_date=day(tencent, end)).code == expected


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday!"])
def test_a_text_that_is_no_day_is_18002(tencent, text):
    assert ask(tencent, start_date=text).code == 18002


def test_a_type_that_is_not_of_the_list_is_18009_and_another_account_12201(tencent):
    assert ask(tencent, operation_object_type="OPERATION_OBJECT_TYPE_IMAGE").code == 18009
    assert ask(tencent, account_id=1).code == 12201


def test_an_account_sees_its_own_entries_only(tencent, tencent_with):
    made(tencent, "a")
    assert listed(tencent_with("ads_management", account_id=25611)) == []


def test_a_long_value_is_cut(tencent):
    targeting = {"geo_location": {"location_types": ["LIVE_IN"], "regions": [110_000] * 500}}
    assert tencent.post("/v3.0/adgroups/add", **new(targeting=targeting)).code == 0
    longest = max(len(line) for line in listed(tencent)[0]["operation_log"])
    assert longest == len("定向内容: ") + operation_log.TEXT_LENGTH


def test_entries_are_deleted_when_nobody_can_ask_for_them_any_more(tencent):
    made(tencent, "a")

    def entries() -> int:
        return tencent.server.instance.read_now(lambda tx: tx.fetch_one("SELECT COUNT(*) FROM ad_operations")[0])

    tencent.server.instance.jobs.advance(tencent.server.instance.clock.now() + 99 * DAY)
    assert entries() == 1
    tencent.server.instance.jobs.advance(tencent.server.instance.clock.now() + 3 * DAY)
    assert entries() == 0
