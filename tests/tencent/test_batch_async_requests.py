"""/v3.0/batch_async_requests: tasks that change many ad groups or creatives, and what became of each."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import TASKS
from mercat.model.clock import DAY, HOUR, MINUTE, SECOND, day_bounds
from support.agencies import TEA
from support.databases import Lease
from support.server import Server
from support.tencent import TencentClient
from tencent.test_adgroups import made, read
from tencent.test_dynamic_creatives import add as add_creatives
from tencent.test_dynamic_creatives import read as read_creatives
from tencent.test_union_position_packages import EXCLUDE, INCLUDE
from tencent.test_union_position_packages import add as add_package

ADD, GET = "/v3.0/batch_async_requests/add", "/v3.0/batch_async_requests/get"
DETAILS = "/v3.0/batch_async_request_specification/get"
BUDGETS = ("TASK_TYPE_UPDATE_ADGROUP_DAILY_BUDGET_NEW", "update_adgroup_daily_budget_spec")
DELETIONS = ("TASK_TYPE_DELETE_ADGROUP_NEW", "delete_adgroup_spec")
SCHEDULED = (
    "TASK_TYPE_CREATE_SCHEDULED_UPDATE_ADGROUP_DAILY_BUDGET_NEW",
    "create_scheduled_update_adgroup_daily_budget_spec",
)
UNSCHEDULED = ("TASK_TYPE_DELETE_SCHEDULED_TASK_NEW", "delete_scheduled_task_spec")
FIELDS = ["task_id", "task_name", "task_type", "task_scope", "status", "result_status", "scope_object_id_list"]
DETAIL_FIELDS = ["scope_object_id", "scope_object_name", "detail_result_type", "code", "message"]
DONE = ("TASK_STATUS_COMPLETED", "TASK_RESULT_STATUS_SUCCESS")


def order(client: TencentClient, kind: tuple[str, str], *items: dict[str, Any], name: str = "a task") -> int:
    """The id of a new task."""
    task_type, spec = kind
    answer = client.post(ADD, task_name=name, task_type=task_type, task_spec={spec: list(items)})
    assert answer.code == 0, answer.document
    task_id: int = answer.data.task_id
    return task_id


def budgets(ids: list[int], budget: int) -> list[dict[str, Any]]:
    return [{"adgroup_id": each, "daily_budget": budget} for each in ids]


def run(client: TencentClient) -> None:
    client.server.instance.jobs.run_due()


def advance(client: TencentClient, milliseconds: int) -> None:
    instance = client.server.instance
    instance.jobs.advance(instance.clock.now() + milliseconds)


def tasks(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(GET, **{"fields": FIELDS, **params})
    assert answer.code == 0, answer.document
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


def state(client: TencentClient, task_id: int) -> tuple[str, str]:
    """The status of a task and of its result."""
    (task,) = tasks(client, filtering=where("task_id", "EQUALS", str(task_id)))
    return task["status"], task["result_status"]


def details(client: TencentClient, task_id: int, **params: Any) -> dict[str, Any]:
    answer = client.get(DETAILS, task_id=task_id, **{"fields": DETAIL_FIELDS, **params})
    assert answer.code == 0, answer.document
    data: dict[str, Any] = answer.document["data"]
    return data


def outcomes(client: TencentClient, task_id: int) -> list[tuple[str, int]]:
    """The kind of the result of each item, and its code."""
    items = details(client, task_id, page_size=100)["list"]
    return [(item["detail_result_type"].removeprefix("TASK_DETAIL_RESULT_TYPE_"), item["code"]) for item in items]


def set_pace(client: TencentClient, pace: str) -> None:
    client.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, TASKS, pace))


def known_budgets(client: TencentClient) -> list[int | None]:
    return [item.get("daily_budget") for item in read(client)]


# -- what a task does -----------------------------------------------------------------------------------------------


def test_a_task_changes_its_objects_and_shows_how(tencent):
    ids = made(tencent, "a", "b")
    task_id = order(tencent, BUDGETS, *budgets(ids, 7_000), name="Budgets of spring")
    assert state(tencent, task_id) == ("TASK_STATUS_PENDING", "TASK_RESULT_STATUS_PENDING")
    assert outcomes(tencent, task_id) == [("PENDING", 0)] * 2
    run(tencent)
    assert known_budgets(tencent) == [7_000, 7_000]
    assert tasks(tencent) == [
        {
            "task_id": task_id,
            "task_name": "Budgets of spring",
            "task_type": BUDGETS[0],
            "task_scope": "TASK_SCOPE_ADGROUP",
            "status": DONE[0],
            "result_status": DONE[1],
            "scope_object_id_list": ids,
        }
    ]
    data = details(tencent, task_id)
    summary = data["summary"]
    assert summary["created_time"] <= summary["end_time"] <= tencent.server.instance.clock.now() // SECOND
    assert summary == {
        "task_id": task_id,
        "task_name": "Budgets of spring",
        "task_type": BUDGETS[0],
        "task_scope": "TASK_SCOPE_ADGROUP",
        "status": DONE[0],
        "result_status": DONE[1],
        "created_time": summary["created_time"],
        "end_time": summary["end_time"],
        "success_count": 2,
        "fail_count": 0,
        "system_error_count": 0,
        "progress": 100,
    }
    assert data["list"][1] == {
        "scope_object_id": ids[1],
        "scope_object_name": "b",
        "detail_result_type": "TASK_DETAIL_RESULT_TYPE_SUCCESS",
        "code": 0,
        "message": "",
    }


def test_an_item_that_is_refused_has_its_code_and_leaves_the_others_alone(tencent, tencent_with):
    first, second = made(tencent, "a", "b")
    (strange,) = made(tencent_with("ads_management", account_id=25611), "c")
    task_id = order(tencent, BUDGETS, *budgets([first], 7_000), *budgets([strange], 7_000), *budgets([second], 1))
    run(tencent)
    assert known_budgets(tencent) == [7_000, None]
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("FAIL", 1800307), ("FAIL", 18004)]
    data = details(tencent, task_id)
    assert [item["scope_object_name"] for item in data["list"]] == ["a", "", "b"]
    assert "5000" in data["list"][2]["message"]
    assert (data["summary"]["success_count"], data["summary"]["fail_count"]) == (1, 2)
    assert state(tencent, task_id) == ("TASK_STATUS_COMPLETED", "TASK_RESULT_STATUS_PARTIAL_FAIL")


def test_a_task_whose_items_all_fail_has_failed(tencent):
    task_id = order(tencent, BUDGETS, *budgets([8, 9], 7_000))
    run(tencent)
    assert state(tencent, task_id) == ("TASK_STATUS_COMPLETED", "TASK_RESULT_STATUS_FAIL")


@pytest.mark.parametrize(
    ("task_type", "spec", "members"),
    [
        (
            "TASK_TYPE_UPDATE_ADGROUP_CONFIGURED_STATUS_NEW",
            "update_adgroup_configured_status_spec",
            {"configured_status": "AD_STATUS_SUSPEND"},
        ),
        ("TASK_TYPE_UPDATE_ADGROUP_BID_AMOUNT_NEW", "update_adgroup_bid_amount_spec", {"bid_amount": 120}),
        ("TASK_TYPE_UPDATE_ADGROUP_TIME_NEW", "update_adgroup_time_spec", {"time_series": "10" * 168}),
        (
            "TASK_TYPE_UPDATE_ADGROUP_DATE_NEW",
            "update_adgroup_date_spec",
            {"begin_date": "2098-01-01", "end_date": "2099-01-01"},
        ),
        (
            "TASK_TYPE_UPDATE_DEEP_CONVERSION_BEHAVIOR_BID_NEW",
            "update_deep_conversion_behavior_bid_spec",
            {"deep_conversion_behavior_bid": 300},
        ),
        (
            "TASK_TYPE_UPDATE_ADGROUP_DEEP_CONVERSION_WORTH_RATE_NEW",
            "update_adgroup_deep_conversion_worth_rate_spec",
            {"deep_conversion_worth_rate": 1.5},
        ),
        (
            "TASK_TYPE_UPDATE_ADGROUP_DEEP_CONVERSION_WORTH_ADVANCED_RATE_NEW",
            "update_adgroup_deep_conversion_worth_advanced_rate_spec",
            {"deep_conversion_worth_advanced_rate": 2.5},
        ),
        (
            "TASK_TYPE_UPDATE_DEEP_CONVERSION_BEHAVIOR_ADVANCED_BID_NEW",
            "update_deep_conversion_behavior_advanced_bid_spec",
            {"deep_conversion_behavior_advanced_bid": 400},
        ),
        (
            "TASK_TYPE_UPDATE_ADGROUP_AUTO_ACQUISITION_NEW",
            "update_adgroup_auto_acquisition_spec",
            {"auto_acquisition_enabled": True, "auto_acquisition_budget": 20_000},
        ),
        (
            "TASK_TYPE_UPDATE_ADGROUP_ECOM_PKAM_NEW",
            "update_adgroup_ecom_pkam_spec",
            {"ecom_pkam_switch": "ECOM_PKAM_SWITCH_OPEN"},
        ),
        (
            "TASK_TYPE_UPDATE_ADGROUP_DERIVE_CONF_NEW",
            "update_adgroup_derive_conf_spec",
            {"auto_derived_creative_enabled": True},
        ),
    ],
)
def test_a_task_sets_the_members_that_its_type_names(tencent, task_type, spec, members):
    (group_id,) = made(tencent, "a")
    order(tencent, (task_type, spec), {"adgroup_id": group_id, **members})
    run(tencent)
    (group,) = read(tencent)
    assert {name: group[name] for name in members} == members


@pytest.mark.parametrize(
    ("task_type", "name", "kind"),
    [
        ("TASK_TYPE_UPDATE_UNION_POSITION_PACKAGE_NEW", "union_position_package", INCLUDE),
        ("TASK_TYPE_UPDATE_EXCLUDE_UNION_POSITION_PACKAGE_NEW", "exclude_union_position_package", EXCLUDE),
    ],
)
def test_packages_of_positions_are_part_of_the_scene(tencent, task_type, name, kind):
    sites = {"site_set": ["SITE_SET_MOBILE_UNION"], "automatic_site_enabled": False}
    (group_id,) = made(tencent, "a", **sites, scene_spec={"mobile_union_category": [551]})
    package_id = add_package(tencent, "places", kind).data.union_package_id
    item = {"adgroup_id": group_id, name: [package_id]}
    task_id = order(tencent, (task_type, f"update_{name}_spec"), item, {**item, name: [package_id + 999]})
    run(tencent)
    assert read(tencent)[0]["scene_spec"] == {"mobile_union_category": [551], name: [package_id]}
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("FAIL", 31010)]


def test_parts_of_the_targeting_are_replaced_or_removed(tencent):
    geo = {"location_types": ["LIVE_IN"], "regions": [110_000]}
    (group_id,) = made(tencent, "a", targeting={"geo_location": geo, "gender": ["MALE"]})
    kind = ("TASK_TYPE_UPDATE_ADGROUP_TARGETING", "update_adgroup_targeting_task_spec")
    new = {**geo, "regions": [310_000]}
    item = {"account_id": tencent.account_id, "adgroup_id": group_id, "need_upgrade_targeting": ["GEO_LOCATION"]}
    order(tencent, kind, {**item, "geo_location": new})
    run(tencent)
    assert read(tencent)[0]["targeting"] == {"geo_location": new, "gender": ["MALE"]}
    order(tencent, kind, item)
    run(tencent)
    assert read(tencent)[0]["targeting"] == {"gender": ["MALE"]}


def test_ad_groups_and_creatives_are_deleted(tencent):
    first, second = made(tencent, "a", "b")
    creatives = add_creatives(tencent, second, "c", "d")
    kind = ("TASK_TYPE_DELETE_DYNAMIC_CREATIVE_NEW", "delete_dynamic_creative_spec")
    task_id = order(tencent, DELETIONS, {"adgroup_id": first}, {"adgroup_id": first})
    order(tencent, kind, {"dynamic_creative_id": creatives[0]})
    run(tencent)
    assert [item["adgroup_id"] for item in read(tencent)] == [second]
    assert [item["dynamic_creative_id"] for item in read_creatives(tencent)] == creatives[1:]
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("FAIL", 1800307)]
    assert [item["scope_object_name"] for item in details(tencent, task_id)["list"]] == ["a", ""]


def test_creatives_are_suspended(tencent):
    (group_id,) = made(tencent, "a")
    (creative_id,) = add_creatives(tencent, group_id, "c")
    spec = "update_dynamic_creative_configured_status_spec"
    item = {"dynamic_creative_id": creative_id, "configured_status": "AD_STATUS_SUSPEND"}
    task_id = order(tencent, ("TASK_TYPE_UPDATE_DYNAMIC_CREATIVE_CONFIGURED_STATUS_NEW", spec), item)
    run(tencent)
    assert read_creatives(tencent)[0]["configured_status"] == "AD_STATUS_SUSPEND"
    assert tasks(tencent)[0]["task_scope"] == "TASK_SCOPE_DYNAMIC_CREATIVE"
    assert details(tencent, task_id)["list"][0]["scope_object_name"] == "c"


def test_components_are_deleted_unless_a_creative_has_them(tencent):
    (group_id,) = made(tencent, "a")
    add_creatives(tencent, group_id, "c")
    used = read_creatives(tencent)[0]["creative_components"]["title"][0]["component_id"]
    value = {"title": {"value": {"content": "Green tea"}}}
    free = tencent.post("/v3.0/components/add", component_value=value, component_sub_type="TITLE").data.component_id
    kind = ("TASK_TYPE_DELETE_ACCOUNT_COMPONENT", "delete_account_component_spec")
    task_id = order(tencent, kind, {"component_id": free}, {"component_id": used}, {"component_id": 999})
    forced = order(tencent, kind, {"component_id": used, "delete_strategy": "DELETE_STRATEGY_FORCE"})
    run(tencent)
    assert [kind for kind, _ in outcomes(tencent, task_id)] == ["SUCCESS", "FAIL", "FAIL"]
    assert outcomes(tencent, forced) == [("SUCCESS", 0)]
    assert tasks(tencent)[0]["task_scope"] == "TASK_SCOPE_COMPONENT"
    ids = tencent.get("/v3.0/components/get", fields=["component_id"], page_size=100).document["data"]["list"]
    assert {item["component_id"] for item in ids}.isdisjoint({free, used})


def test_components_of_a_unit_of_the_user_are_shared(agency):
    agency.server.instance.compatibility.fields_required = False
    unit = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Drinks").data.organization_id
    value = {"title": {"value": {"content": "Fresh tea"}}}
    component = agency.post(
        "/v3.0/components/add",
        account_id=None,
        organization_id=unit,
        component_value=value,
        component_sub_type="TITLE",
    ).data.component_id
    grantees = [{"shared_account_type": "ADVERTISER", "shared_account_id": TEA}]
    item = {"organization_id": unit, "component_id": component, "shared_account_list": grantees}
    kind = ("TASK_TYPE_UPDATE_COMPONENT_SHARED", "update_component_sharing_spec")
    task_id = order(agency, kind, item, {**item, "organization_id": unit + 999})
    run(agency)
    assert outcomes(agency, task_id) == [("SUCCESS", 0), ("FAIL", 12204)]
    shared = agency.get("/v3.0/component_sharing/get", account_id=None, organization_id=unit).document["data"]["list"]
    assert [one["shared_account_id"] for one in shared] == [TEA]
    units = [one["organization_id"] for one in details(agency, task_id, fields=["organization_id"])["list"]]
    assert units == [unit, unit + 999]


def test_a_change_by_a_task_is_logged_for_the_application_that_ordered_it(tencent):
    (group_id,) = made(tencent, "a")
    order(tencent, BUDGETS, *budgets([group_id], 7_000))
    run(tencent)
    today = day_bounds(tencent.server.instance.clock.now(), ZONE)[0]
    entry = tencent.get(
        "/v3.0/operation_log_list/get",
        operation_object_type="OPERATION_OBJECT_TYPE_ADGROUP",
        start_date=today,
        end_date=today,
        page=1,
        page_size=1,
        fields=["fronted_operator", "operator_platform", "operation_log"],
    ).document["data"]["list"][0]
    assert entry == {
        "fronted_operator": "tests",
        "operator_platform": "OPERATOR_PLATFORM_MARKETING_API",
        "operation_log": ["日预算: 7000"],
    }


# -- tasks that wait ------------------------------------------------------------------------------------------------


def test_a_scheduled_budget_takes_effect_when_the_next_day_begins(tencent):
    (group_id,) = made(tencent, "a", daily_budget=5_000)
    task_id = order(tencent, SCHEDULED, *budgets([group_id], 9_000))
    _, _, midnight = day_bounds(tencent.server.instance.clock.now(), ZONE)
    advance(tencent, midnight - tencent.server.instance.clock.now() - 2 * SECOND)
    assert known_budgets(tencent) == [5_000]
    assert state(tencent, task_id)[0] == "TASK_STATUS_PENDING"
    advance(tencent, 3 * SECOND)
    tencent = TencentClient(tencent.server, name="later")
    assert known_budgets(tencent) == [9_000]
    assert state(tencent, task_id) == DONE


def test_a_scheduled_budget_is_deleted_before_its_day(tencent):
    (group_id,) = made(tencent, "a", daily_budget=5_000)
    task_id = order(tencent, SCHEDULED, *budgets([group_id], 9_000))
    ended = order(tencent, BUDGETS, *budgets([group_id], 6_000))
    deletion = order(tencent, UNSCHEDULED, {"task_id": task_id}, {"task_id": task_id}, {"task_id": ended})
    run(tencent)
    assert outcomes(tencent, deletion) == [("SUCCESS", 0), ("FAIL", 18009), ("FAIL", 31010)]
    assert state(tencent, task_id) == ("TASK_STATUS_DELETED", "TASK_RESULT_STATUS_DELETED")
    advance(tencent, DAY)
    assert known_budgets(TencentClient(tencent.server, name="later")) == [6_000]


# -- the pace -------------------------------------------------------------------------------------------------------


def test_a_timed_task_waits_a_minute_and_is_being_processed_for_another(tencent):
    (group_id,) = made(tencent, "a")
    set_pace(tencent, "timed")
    task_id = order(tencent, BUDGETS, *budgets([group_id], 7_000))
    advance(tencent, MINUTE - SECOND)
    assert (state(tencent, task_id)[0], known_budgets(tencent)) == ("TASK_STATUS_PENDING", [None])
    advance(tencent, 2 * SECOND)
    assert (state(tencent, task_id)[0], known_budgets(tencent)) == ("TASK_STATUS_PROCESSING", [7_000])
    assert details(tencent, task_id)["summary"]["progress"] == 99
    advance(tencent, MINUTE)
    assert state(tencent, task_id) == DONE


def test_a_task_with_polls_is_completed_at_the_last_of_them(tencent):
    (group_id,) = made(tencent, "a")
    set_pace(tencent, "polls:2")
    task_id = order(tencent, BUDGETS, *budgets([group_id], 7_000))
    assert state(tencent, task_id)[0] == "TASK_STATUS_PENDING"
    run(tencent)
    assert known_budgets(tencent) == [7_000]
    assert state(tencent, task_id)[0] == "TASK_STATUS_PROCESSING"
    assert state(tencent, task_id) == DONE
    assert state(tencent, task_id) == DONE


# -- faults ---------------------------------------------------------------------------------------------------------


def test_each_item_is_done_once_whatever_process_goes_on(lease: Lease):
    server = Server(lease.registry)
    client = TencentClient(server)
    ids = made(client, *"abcde")
    task_id = order(client, DELETIONS, *({"adgroup_id": each} for each in ids))
    left = []
    for _ in range(len(ids) + 1):
        assert client.server.instance.jobs.step()
        left.append(len(read(client)))
        client.server.close()
        lease.registry.close()
        lease.registry = lease.open()
        client.server = Server(lease.registry)
        client.server.instance.jobs.take_up()
    assert left == [4, 3, 2, 1, 0, 0]
    assert outcomes(client, task_id) == [("SUCCESS", 0)] * 5
    assert state(client, task_id) == DONE
    assert not client.server.instance.jobs.step()
    client.server.close()


def test_a_task_whose_item_fails_again_and_again_ends_with_a_system_error(tencent):
    ids = made(tencent, "a", "b")
    task_id = order(tencent, BUDGETS, *budgets(ids, 7_000))
    instance = tencent.server.instance
    assert instance.jobs.step()
    instance.write_now(lambda tx: tx.execute("DROP TABLE ad_operations"))
    advance(tencent, HOUR)
    assert known_budgets(tencent) == [7_000, None]
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("SYSTEM_ERROR", 30000)]
    assert state(tencent, task_id) == ("TASK_STATUS_FAIL", "TASK_RESULT_STATUS_SYSTEM_ERROR")
    assert details(tencent, task_id)["summary"]["system_error_count"] == 1


# -- what is refused ------------------------------------------------------------------------------------------------


def test_a_type_that_there_is_not_is_18009(tencent):
    answer = tencent.post(ADD, task_name="a", task_type="TASK_TYPE_NONSENSE", task_spec={})
    assert (answer.code, BUDGETS[0] in answer.document["message"]) == (18009, True)


def test_a_task_needs_the_specification_of_its_type_and_takes_no_other(tencent):
    assert tencent.post(ADD, task_name="a", task_type=BUDGETS[0], task_spec={}).code == 18001
    both = {BUDGETS[1]: budgets([1], 7_000), DELETIONS[1]: [{"adgroup_id": 1}]}
    assert tencent.post(ADD, task_name="a", task_type=BUDGETS[0], task_spec=both).code == 18009
    assert tencent.post(ADD, task_name="a", task_type=BUDGETS[0], task_spec={BUDGETS[1]: []}).code == 18012
    assert tasks(tencent) == []


@pytest.mark.parametrize(("count", "expected"), [(100, 0), (101, 18011)])
def test_a_task_has_a_hundred_items_at_the_most(tencent, count, expected):
    items = {BUDGETS[1]: budgets([1] * count, 7_000)}
    assert tencent.post(ADD, task_name="a", task_type=BUDGETS[0], task_spec=items).code == expected


@pytest.mark.parametrize(("length", "expected"), [(120, 0), (121, 18006), (0, 18005)])
def test_a_name_has_120_bytes_at_the_most(tencent, length, expected):
    items = {BUDGETS[1]: budgets([1], 7_000)}
    assert tencent.post(ADD, task_name="a" * length, task_type=BUDGETS[0], task_spec=items).code == expected


def test_a_task_of_another_account_is_not_found(tencent, tencent_with):
    task_id = order(tencent, BUDGETS, *budgets([1], 7_000))
    other = tencent_with("ads_management", account_id=25611)
    assert tasks(other) == []
    assert other.get(DETAILS, task_id=task_id, fields=["code"]).code == 31010
    assert other.get(DETAILS, task_id=task_id, fields=["code"], account_id=tencent.account_id).code == 12201


# -- lists ----------------------------------------------------------------------------------------------------------


def test_tasks_are_found_by_name_type_status_and_time(tencent):
    ids = made(tencent, "a", "b")
    done = order(tencent, BUDGETS, *budgets(ids, 7_000), name="Budgets of spring")
    failed = order(tencent, BUDGETS, *budgets([1], 7_000), name="Budgets of autumn")
    run(tencent)
    waiting = order(tencent, DELETIONS, {"adgroup_id": 1}, name="Farewell")

    def found(field: str, operator: str, *values: str) -> list[int]:
        return [task["task_id"] for task in tasks(tencent, filtering=where(field, operator, *values))]

    assert found("task_id", "IN", str(done), str(waiting)) == [done, waiting]
    assert found("task_name", "CONTAINS", "Budgets") == [done, failed]
    assert found("task_name", "EQUALS", "Farewell") == [waiting]
    assert found("task_type", "IN", BUDGETS[0]) == [done, failed]
    assert found("status", "EQUALS", "TASK_STATUS_PENDING") == [waiting]
    assert found("result_status", "IN", "TASK_RESULT_STATUS_SUCCESS", "TASK_RESULT_STATUS_FAIL") == [done, failed]
    assert found("created_time", "GREATER", "4000000000") == []
    assert found("created_time", "LESS", "4000000000") == [done, failed, waiting]


def test_items_are_shown_by_the_page(tencent):
    task_id = order(tencent, BUDGETS, *budgets(list(range(1, 26)), 7_000))
    data = details(tencent, task_id, page=3, page_size=10, fields=["scope_object_id"])
    assert data["list"] == [{"scope_object_id": number} for number in range(21, 26)]
    assert data["page_info"] == {"page": 3, "page_size": 10, "total_number": 25, "total_page": 3}
