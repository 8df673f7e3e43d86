"""/v3.0/adgroups: reading, making, changing and deleting ad groups."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from mercat.domain import idempotency
from mercat.domain.oauth import applications
from mercat.model.clock import DAY, HOUR, from_datetime
from support.server import Response
from support.tencent import TencentClient, dumps

ADD, GET = "/v3.0/adgroups/add", "/v3.0/adgroups/get"
UPDATE, DELETE = "/v3.0/adgroups/update", "/v3.0/adgroups/delete"
FIELDS = ["adgroup_id", "adgroup_name", "daily_budget"]


def new(**others: Any) -> dict[str, Any]:
    """The least that an ad group needs."""
    return {
        "adgroup_name": "Spring tea",
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": "2026-01-01",
        "end_date": "2099-12-31",
        "time_series": "1" * 336,
        **others,
    }


def made(client: TencentClient, *names: str, **others: Any) -> list[int]:
    """Ids of new ad groups."""
    return [client.post(ADD, **new(adgroup_name=name, **others)).data.adgroup_id for name in names]


def names(answer: Response) -> list[str]:
    return [item["adgroup_name"] for item in answer.document["data"]["list"]]


def read(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    """Ad groups with all their members."""
    client.server.instance.compatibility.fields_required = False
    items: list[dict[str, Any]] = client.get(GET, **params).document["data"]["list"]
    return items


# -- get ------------------------------------------------------------------------------------------------------------


def test_the_type_of_what_an_ad_group_promotes_is_a_member_of_it(tencent):
    app = {"marketing_target_type": "MARKETING_TARGET_TYPE_APP_ANDROID", "marketing_asset_outer_id": "7"}
    made(tencent, "App", marketing_asset_outer_spec=app)
    made(tencent, "Page")
    answer = tencent.get(GET, fields=["adgroup_name", "marketing_target_type"])
    assert {item["adgroup_name"]: item.get("marketing_target_type") for item in answer.document["data"]["list"]} == {
        "App": "MARKETING_TARGET_TYPE_APP_ANDROID",
        "Page": None,
    }


def test_an_ad_group_is_made_and_read(tencent):
    answer = tencent.post(ADD, **new(daily_budget=10_000))
    assert answer.code == 0
    listed = tencent.get(GET, fields=FIELDS)
    assert listed.document["data"]["list"] == [
        {"adgroup_id": answer.data.adgroup_id, "adgroup_name": "Spring tea", "daily_budget": 10_000}
    ]
    assert listed.document["data"]["page_info"] == {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1}


def test_all_members_come_back_where_fields_is_not_required(tencent):
    targeting = {"age": [{"min": 18, "max": 40}], "gender": ["MALE"]}
    made(tencent, "Tea", targeting=targeting, site_set=["SITE_SET_WECHAT"])
    (item,) = read(tencent)
    assert item["targeting"] == targeting
    assert (item["configured_status"], item["is_deleted"]) == ("AD_STATUS_NORMAL", False)
    assert item["created_time"] == item["last_modified_time"]
    assert abs(item["created_time"] * 1_000 - tencent.server.instance.clock.now()) < 60_000


def test_fields_is_required_by_default_and_holds_names_that_exist(tencent):
    assert tencent.get(GET).code == 18001
    assert "fields" in tencent.get(GET).message
    assert tencent.get(GET, fields="adgroup_id").code == 12008
    assert tencent.get(GET, fields={"a": 1}).code == 12008
    assert tencent.get(GET, fields=["adgroup_id", "nonsense"]).code == 12009
    assert tencent.get(GET, fields=[]).code == 18012
    assert tencent.get(GET, fields=[1]).code == 18002
    assert tencent.get(GET, fields=["adgroup_id"] * 1_024).code == 0
    assert tencent.get(GET, fields=["adgroup_id"] * 1_025).code == 18011


def test_pages(tencent):
    made(tencent, *(f"Tea {number}" for number in range(12)))
    assert names(tencent.get(GET, fields=FIELDS)) == [f"Tea {number}" for number in range(10)]
    second = tencent.get(GET, fields=FIELDS, page=2)
    assert names(second) == ["Tea 10", "Tea 11"]
    assert second.document["data"]["page_info"] == {"page": 2, "page_size": 10, "total_number": 12, "total_page": 2}
    assert names(tencent.get(GET, fields=FIELDS, page=3, page_size=5)) == ["Tea 10", "Tea 11"]
    assert names(tencent.get(GET, fields=FIELDS, page=9)) == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"page": 100}, 0),
        ({"page": 101}, 18003),
        ({"page": 0}, 18004),
        ({"page_size": 100}, 0),
        ({"page_size": 101}, 18003),
        ({"page_size": 0}, 18004),
        ({"page_size": -1}, 18004),
        ({"page": "two"}, 18002),
        ({"page": "1.0"}, 18002),
        ({"page": '"1"'}, 18002),
        ({"is_deleted": "maybe"}, 18002),
        ({"is_deleted": "1"}, 0),
        ({"is_deleted": "false"}, 0),
        ({"pagination_mode": "PAGINATION_MODE_SIDEWAYS"}, 18009),
        ({"account_id": None}, 18001),
        ({"account_id": "abc"}, 18002),
        ({"account_id": "9" * 30}, 18002),
        ({"unknown": "ignored"}, 0),
    ],
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GET, **{"fields": FIELDS, **params}).code == expected


def test_cursors_lead_to_the_end_and_back(tencent):
    made(tencent, *(f"Tea {number}" for number in range(5)))
    mode = {"fields": FIELDS, "pagination_mode": "PAGINATION_MODE_CURSOR", "page_size": 2}
    first = tencent.get(GET, **mode).document["data"]
    assert set(first) == {"list", "cursor_page_info"}
    assert set(first["cursor_page_info"]) == {"page_size", "total_number", "next_cursor"}
    second = tencent.get(GET, cursor=first["cursor_page_info"]["next_cursor"], **mode).document["data"]
    third = tencent.get(GET, cursor=second["cursor_page_info"]["next_cursor"], **mode).document["data"]
    found = [item["adgroup_name"] for page in (first, second, third) for item in page["list"]]
    assert found == [f"Tea {number}" for number in range(5)]
    assert "next_cursor" not in third["cursor_page_info"]
    assert tencent.get(GET, cursor=third["cursor_page_info"]["previous_cursor"], **mode).document["data"] == second
    assert tencent.get(GET, cursor=second["cursor_page_info"]["previous_cursor"], **mode).document["data"] == first
    assert tencent.get(GET, cursor="nonsense", **mode).code == 18002


# -- filtering ------------------------------------------------------------------------------------------------------


def where(field: str, operator: str, *values: Any) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


def test_filters_are_joined_by_and(tencent):
    tea, coffee, cocoa = made(tencent, "Green tea", "Coffee", "Black tea")
    tencent.post(UPDATE, adgroup_id=cocoa, configured_status="AD_STATUS_SUSPEND")

    def found(*conditions: list[dict[str, Any]]) -> list[str]:
        return names(tencent.get(GET, fields=FIELDS, filtering=[row for part in conditions for row in part]))

    assert found(where("adgroup_id", "EQUALS", str(tea))) == ["Green tea"]
    assert found(where("adgroup_id", "IN", str(tea), str(coffee), "0")) == ["Green tea", "Coffee"]
    assert found(where("adgroup_name", "EQUALS", "Coffee")) == ["Coffee"]
    assert found(where("adgroup_name", "CONTAINS", "tea")) == ["Green tea", "Black tea"]
    assert found(where("adgroup_name", "CONTAINS", "TEA")) == []
    assert found(where("adgroup_name", "CONTAINS", "%")) == []
    assert found(where("configured_status", "EQUALS", "AD_STATUS_SUSPEND")) == ["Black tea"]
    assert found(
        where("adgroup_name", "CONTAINS", "tea"), where("configured_status", "EQUALS", "AD_STATUS_NORMAL")
    ) == ["Green tea"]
    assert found([]) == ["Green tea", "Coffee", "Black tea"]


def test_filters_compare_times_in_seconds(tencent):
    made(tencent, "Old")
    tencent.server.instance.clock.offset_ms += HOUR
    made(tencent, "New")
    moment = read(tencent, filtering=where("adgroup_name", "EQUALS", "New"))[0]["created_time"]

    def found(operator: str, at: int) -> list[str]:
        return names(tencent.get(GET, fields=FIELDS, filtering=where("created_time", operator, str(at))))

    assert found("EQUALS", moment) == ["New"]
    assert found("LESS", moment) == ["Old"]
    assert found("LESS_EQUALS", moment) == ["Old", "New"]
    assert found("GREATER_EQUALS", moment) == ["New"]
    assert found("GREATER", moment) == []


def test_filters_compare_numbers_and_booleans_by_value(tencent):
    made(tencent, "Nine", material_package_id=9)
    made(tencent, "Ten", material_package_id=10, auto_derived_creative_enabled=True)

    def found(field: str, operator: str, value: str) -> list[str]:
        return names(tencent.get(GET, fields=FIELDS, filtering=where(field, operator, value)))

    assert found("material_package_id", "GREATER", "9") == ["Ten"]
    assert found("material_package_id", "LESS_EQUALS", "10") == ["Nine", "Ten"]
    assert found("auto_derived_creative_enabled", "EQUALS", "true") == ["Ten"]
    assert found("auto_derived_creative_enabled", "EQUALS", "false") == []
    assert found("joint_budget_rule_id", "EQUALS", "1") == []


@pytest.mark.parametrize(
    ("filtering", "expected"),
    [
        (where("adgroup_id", "EQUALS", 1), 18002),
        (where("adgroup_id", "EQUALS", "one"), 18002),
        (where("adgroup_id", "EQUALS", "9" * 30), 18002),
        (where("adgroup_id", "EQUALS"), 18012),
        (where("adgroup_id", "EQUALS", "1", "2"), 18011),
        (where("adgroup_id", "IN", *map(str, range(100))), 0),
        (where("adgroup_id", "IN", *map(str, range(101))), 18011),
        (where("adgroup_id", "CONTAINS", "1"), 18009),
        (where("adgroup_id", "LIKE", "1"), 18009),
        (where("daily_budget", "EQUALS", "1"), 18009),
        (where("configured_status", "EQUALS", "AD_STATUS_DELETED"), 18009),
        (where("adgroup_name", "EQUALS", "a<b"), 64027),
        ([{"field": "adgroup_id", "operator": "EQUALS"}], 18001),
        ([{"operator": "EQUALS", "values": ["1"]}], 18001),
        ([{}], 18001),
        (["adgroup_id"], 18002),
        ({"field": "adgroup_id"}, 18002),
        ("[{", 18002),
        (where("adgroup_id", "EQUALS", "1") * 255, 0),
        (where("adgroup_id", "EQUALS", "1") * 256, 18011),
    ],
)
def test_filters_are_checked(tencent, filtering, expected):
    assert tencent.get(GET, fields=FIELDS, filtering=filtering).code == expected


# -- add ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["account_id", "adgroup_name", "marketing_goal", "marketing_carrier_type", "begin_date", "end_date", "time_series"],
)
def test_a_missing_member_is_18001_and_named(tencent, name):
    answer = tencent.post(ADD, **new(**{name: None}))
    assert answer.code == 18001
    assert answer.message == f"Your request is missing a required parameter. The required parameter is '{name}'."
    assert name in answer.message_cn


@pytest.mark.parametrize(
    ("member", "value", "expected"),
    [
        ("account_id", "25610", 18002),
        ("account_id", 25610.5, 18002),
        ("account_id", True, 18002),
        ("adgroup_name", 1, 18002),
        ("adgroup_name", None, 18002),  # null is there, and no text
        ("adgroup_name", "", 18005),
        ("adgroup_name", "t" * 120, 0),
        ("adgroup_name", "t" * 121, 18006),
        ("adgroup_name", "茶" * 60, 0),
        ("adgroup_name", "茶" * 61, 18006),
        ("adgroup_name", "茶" * 59 + "tt", 0),
        ("marketing_goal", "MARKETING_GOAL_FAME", 18009),
        ("marketing_goal", 1, 18002),
        ("daily_budget", 0, 0),
        ("daily_budget", 4_999, 18004),
        ("daily_budget", 5_000, 0),
        ("daily_budget", 400_000_000, 0),
        ("daily_budget", 400_000_001, 18003),
        ("daily_budget", -1, 18004),
        ("daily_budget", "5000", 18002),
        ("daily_budget", 5_000.0, 18002),
        ("daily_budget", 2**63, 18003),
        ("begin_date", "2026-02-30", 18002),
        ("begin_date", "2026-1-1", 18005),
        ("begin_date", "20260101xx", 18002),
        ("end_date", "2025-12-31", 31057),
        ("end_date", "", 0),
        ("time_series", "0" * 336, 31002),
        ("time_series", "0" * 335 + "1", 0),
        ("time_series", "0" * 335 + "2", 31002),
        ("time_series", "1" * 335, 18005),
        ("time_series", "1" * 337, 18006),
        ("first_day_begin_time", "06:00:00", 0),
        ("first_day_begin_time", "25:00:00", 31002),
        ("configured_status", "AD_STATUS_SUSPEND", 0),
        ("configured_status", "AD_STATUS_DELETED", 18009),
        ("site_set", [], 0),
        ("site_set", "SITE_SET_WECHAT", 18002),
        ("site_set", ["SITE_SET_NOWHERE"], 18009),
        ("site_set", ["SITE_SET_WECHAT"] * 32, 0),
        ("site_set", ["SITE_SET_WECHAT"] * 33, 18011),
        ("automatic_site_enabled", "true", 18002),
        ("automatic_site_enabled", 1, 18002),
        ("automatic_site_enabled", True, 0),
        ("custom_cost_roi_cap", 0.001, 0),
        ("custom_cost_roi_cap", 1.5, 0),
        ("custom_cost_roi_cap", 2, 0),
        ("custom_cost_roi_cap", 0.0001, 18004),
        ("custom_cost_roi_cap", 50.1, 18003),
        ("custom_cost_roi_cap", 1.2345, 0),
        ("custom_cost_roi_cap", 1.23456, 18014),
        ("custom_cost_roi_cap", "1.5", 18002),
        ("user_action_sets", [], 0),
        ("user_action_sets", [{"type": "USER_ACTION_SET_TYPE_WEB"}], 18001),
        ("user_action_sets", [{"type": "USER_ACTION_SET_TYPE_WEB", "id": "7"}], 18002),
        ("targeting", {"age": [{"min": 18, "max": 40}]}, 0),
        ("targeting", {"age": {"min": 18}}, 18002),
        ("targeting", [{}], 18002),
        ("targeting", {"gender": ["OTHER"]}, 18009),
        ("targeting", {"unknown": {"deep": [1]}}, 0),
        ("unknown", {"is": "ignored"}, 0),
        ("adgroup_id", 1_111_111_111_111, 0),
        ("daily_budget", None, 0),
    ],
    ids=lambda value: str(value)[:24],
)
def test_members_are_checked(tencent, member, value, expected):
    answer = tencent.send("POST", ADD, json={"account_id": tencent.account_id, **new(), member: value})
    assert answer.code == expected
    assert expected == 0 or member in answer.message


def test_a_time_series_says_in_both_languages_what_it_takes(tencent):
    answer = tencent.post(ADD, **new(time_series="0" * 336))
    assert answer.message == "Parameter 'time_series' must be 336 characters 0 or 1, not all of them 0."
    assert answer.message_cn == "参数time_series取值范围是336个字符0或1，且不能全为0"


@pytest.mark.parametrize("letter", ["<", ">", "&", "‘", "”", "/", "\\", "\t", "\n", "\r", "'", '"', "\x01", "\x7f"])
def test_forbidden_characters_are_64027(tencent, letter):
    assert tencent.post(ADD, **new(adgroup_name=f"a{letter}b")).code == 64027


@pytest.mark.parametrize("letter", ["-", "+", "%", "！", "“", "’", "|", "(", ".", "😀", "é"])
def test_other_characters_are_kept(tencent, letter):
    made(tencent, f"a{letter}b")
    assert names(tencent.get(GET, fields=FIELDS)) == [f"a{letter}b"]


def test_dates_are_those_of_beijing_and_in_order(tencent):
    tencent.server.instance.clock.set(from_datetime(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)))  # 23:59 there
    client = TencentClient(tencent.server, name="fresh")
    assert client.post(ADD, **new(end_date="2026-03-01")).code == 0
    assert client.post(ADD, **new(adgroup_name="b", begin_date="2026-03-03", end_date="2026-03-02")).code == 31057
    client.server.instance.clock.offset_ms += HOUR
    answer = client.post(ADD, **new(adgroup_name="c", end_date="2026-03-01"))
    assert (answer.code, answer.message) == (31057, "Parameter 'end_date' cannot be earlier than 'today'")


def test_a_name_is_unique_in_the_account_until_its_ad_group_is_deleted(tencent, tencent_with):
    (first,) = made(tencent, "Tea")
    assert tencent.post(ADD, **new(adgroup_name="Tea")).code == 31011
    assert tencent.post(ADD, **new(adgroup_name="tea")).code == 0
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(ADD, **new(adgroup_name="Tea")).code == 0
    tencent.post(DELETE, adgroup_id=first)
    assert tencent.post(ADD, **new(adgroup_name="Tea")).code == 0


# -- X-Request-Id ---------------------------------------------------------------------------------------------------


def test_the_same_call_with_the_same_request_id_makes_one_ad_group(tencent):
    headers = {"x-request-id": "adgroup_001"}
    first = tencent.post(ADD, headers=headers, **new())
    again = tencent.post(ADD, headers=headers, **dict(reversed(new().items())))
    assert (again.code, again.document["data"]) == (0, first.document["data"])
    assert len(read(tencent)) == 1
    assert tencent.post(ADD, headers=headers, **new(adgroup_name="Other")).code == 31060
    assert tencent.post(ADD, headers={"x-request-id": "adgroup_002"}, **new(adgroup_name="Other")).code == 0


def test_a_request_id_is_free_again_after_a_refusal_and_belongs_to_one_application(tencent, tencent_with):
    headers = {"x-request-id": "once"}
    assert tencent.post(ADD, headers=headers, **new(end_date="2020-01-01")).code == 31057
    assert tencent.post(ADD, headers=headers, **new()).code == 0
    other = tencent_with("ads_management")
    assert other.post(ADD, headers=headers, **new(adgroup_name="Other")).code == 0


def test_a_request_id_whose_call_is_under_way_is_36019_for_a_minute(tencent, instance):
    service = instance.read_now(applications.list_applications)[0].id
    body = {"account_id": tencent.account_id, **new(adgroup_name="Slow")}
    content = msgspec.json.encode(body, order="deterministic").decode()
    instance.write_now(lambda tx: idempotency.begin(tx, f"{service} {ADD} slow", content))
    answer = tencent.post(ADD, headers={"x-request-id": "slow"}, **new(adgroup_name="Slow"))
    assert answer.code == 36019
    instance.clock.offset_ms += 61_000  # whoever began it is dead by now
    assert tencent.post(ADD, headers={"x-request-id": "slow"}, **new(adgroup_name="Slow")).code == 0


def test_a_request_id_where_calls_are_not_remembered_is_12010(tencent):
    (group,) = made(tencent, "Tea")
    headers = {"x-request-id": "x"}
    assert tencent.post(UPDATE, headers=headers, adgroup_id=group, daily_budget=0).code == 12010
    assert (
        tencent.send("GET", GET, query=[("account_id", "25610"), ("fields", '["adgroup_id"]')], headers=headers).code
        == 0
    )
    assert tencent.post(ADD, headers={"x-request-id": "x" * 129}, **new()).code == 18006


# -- update, delete -------------------------------------------------------------------------------------------------


def test_update_replaces_the_members_that_were_sent(tencent):
    (group,) = made(tencent, "Tea", daily_budget=5_000, site_set=["SITE_SET_WECHAT"])
    tencent.server.instance.clock.offset_ms += HOUR
    answer = tencent.post(UPDATE, adgroup_id=group, adgroup_name="Coffee", daily_budget=6_000)
    assert answer.document["data"] == {"adgroup_id": group}
    (item,) = read(tencent)
    assert (item["adgroup_name"], item["daily_budget"]) == ("Coffee", 6_000)
    assert item["site_set"] == ["SITE_SET_WECHAT"]
    assert item["last_modified_time"] - item["created_time"] >= 3_600


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"adgroup_name": "Taken"}, 31011),
        ({"adgroup_name": "Tea"}, 0),
        ({"daily_budget": 1}, 18004),
        ({"begin_date": "2100-01-01"}, 31057),
        ({"end_date": "2025-12-31"}, 31057),
        ({"end_date": "2020-01-01"}, 31057),
        ({"time_series": "0" * 336}, 31002),
        ({"marketing_goal": "ignored here"}, 0),
        ({"adgroup_id": None}, 18001),
        ({"adgroup_id": "1"}, 18002),
        ({"adgroup_id": 999_999}, 1800307),
        ({"adgroup_id": -1}, 1800307),
    ],
    ids=str,
)
def test_updates_are_checked(tencent, changes, expected):
    group, _ = made(tencent, "Tea", "Taken")
    before = read(tencent)
    assert tencent.post(UPDATE, **{"adgroup_id": group, **changes}).code == expected
    assert expected == 0 or read(tencent) == before


def test_an_ad_group_that_ended_may_be_changed_but_for_its_dates(tencent):
    client = tencent
    (group,) = made(client, "Tea", begin_date="2026-01-01", end_date="2099-12-31")
    instance = client.server.instance
    instance.clock.set(from_datetime(datetime(2100, 1, 2, tzinfo=UTC)))
    late = TencentClient(client.server, name="late")
    assert late.post(UPDATE, adgroup_id=group, daily_budget=5_000).code == 0
    assert read(late)[0]["system_status"] == "ADGROUP_STATUS_STOP"
    assert late.post(UPDATE, adgroup_id=group, end_date="2099-12-31").code == 31057


def test_another_accounts_ad_group_is_not_there(tencent, tencent_with):
    (group,) = made(tencent, "Tea")
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(UPDATE, adgroup_id=group, daily_budget=0).code == 1800307
    assert other.post(DELETE, adgroup_id=group).code == 1800307
    assert read(other) == []


def test_a_deleted_ad_group_is_found_among_the_deleted_only(tencent):
    group, kept = made(tencent, "Tea", "Coffee")
    assert tencent.post(DELETE, adgroup_id=group).document["data"] == {"adgroup_id": group}
    assert [item["adgroup_id"] for item in read(tencent)] == [kept]
    (gone,) = read(tencent, is_deleted=True)
    assert (gone["adgroup_id"], gone["is_deleted"]) == (group, True)
    assert gone["system_status"] == "ADGROUP_STATUS_DELETED"
    assert tencent.post(DELETE, adgroup_id=group).code == 1800307
    assert tencent.post(UPDATE, adgroup_id=group, daily_budget=0).code == 1800307


def test_an_id_is_never_used_twice(tencent):
    (first,) = made(tencent, "Tea")
    tencent.post(DELETE, adgroup_id=first)
    (second,) = made(tencent, "Tea")
    assert second > first


def test_the_status_says_what_keeps_an_ad_group_from_delivery(tencent):
    made(tencent, "Empty")
    made(tencent, "Suspended", configured_status="AD_STATUS_SUSPEND")
    status = {item["adgroup_name"]: item["system_status"] for item in read(tencent)}
    assert status == {"Empty": "ADGROUP_STATUS_CREATIVE_EMPTY", "Suspended": "ADGROUP_STATUS_SUSPEND"}


# -- several at once ------------------------------------------------------------------------------------------------

BULK = [
    ("update_configured_status", {"configured_status": "AD_STATUS_SUSPEND"}),
    ("update_bid_amount", {"bid_amount": 300}),
    ("update_daily_budget", {"daily_budget": 7_000}),
    ("update_datetime", {"end_date": "2098-01-01"}),
]


@pytest.mark.parametrize(("action", "change"), BULK)
def test_several_are_changed_and_each_row_tells(tencent, action, change):
    groups = made(tencent, "Tea", "Coffee")
    rows = [{"adgroup_id": group, **change} for group in groups]
    answer = tencent.post(f"/v3.0/adgroups/{action}", **{f"{action}_spec": rows})
    assert answer.document["data"] == {
        "list": [{"code": 0, "message": "", "message_cn": "", "adgroup_id": group} for group in groups],
        "fail_id_list": [],
    }
    ((name, value),) = change.items()
    assert [item[name] for item in read(tencent)] == [value, value]


@pytest.mark.parametrize(("action", "change"), BULK)
def test_one_row_that_fails_leaves_the_others_done(tencent, action, change):
    groups = made(tencent, "Tea", "Coffee")
    rows = [{"adgroup_id": group, **change} for group in (groups[0], 999_999, groups[1])]
    data = tencent.post(f"/v3.0/adgroups/{action}", **{f"{action}_spec": rows}).document["data"]
    assert [row["code"] for row in data["list"]] == [0, 1800307, 0]
    assert data["list"][1]["message"]
    assert data["fail_id_list"] == [999_999]
    ((name, value),) = change.items()
    assert [item[name] for item in read(tencent)] == [value, value]


@pytest.mark.parametrize(("action", "change"), BULK)
def test_a_hundred_rows_are_the_most(tencent, action, change):
    def send(count: int) -> Response:
        rows = [{"adgroup_id": number, **change} for number in range(count)]
        return tencent.post(f"/v3.0/adgroups/{action}", **{f"{action}_spec": rows})

    assert len(send(99).data.fail_id_list) == 99
    assert len(send(100).data.fail_id_list) == 100
    assert send(101).code == 18011
    assert send(0).code == 18012


def test_rows_are_checked_before_any_is_done(tencent):
    (group,) = made(tencent, "Tea")
    rows = [{"adgroup_id": group, "daily_budget": 7_000}, {"adgroup_id": group, "daily_budget": "7000"}]
    assert tencent.post("/v3.0/adgroups/update_daily_budget", update_daily_budget_spec=rows).code == 18002
    assert "daily_budget" not in read(tencent)[0]
    rows[1]["daily_budget"] = 1
    data = tencent.post("/v3.0/adgroups/update_daily_budget", update_daily_budget_spec=rows).document["data"]
    assert [row["code"] for row in data["list"]] == [0, 18004]


# -- what the official clients send ---------------------------------------------------------------------------------


def test_what_the_go_client_sends(tencent):
    content = dumps({"account_id": tencent.account_id, **new(), "daily_budget": 0}) + b"\n"
    headers = {"content-type": "application/json", "accept-encoding": "gzip", "x-sdk-language": "go"}
    assert tencent.send("POST", ADD, content=content, headers=headers).code == 0
    pairs = [("account_id", "25610"), ("fields", '["adgroup_id"]'), ("is_deleted", "false"), ("page", "1")]
    assert tencent.send("GET", GET, query=pairs, headers={"content-type": "text/plain"}).code == 0


def test_what_the_php_client_sends(tencent):
    content = b'{"adgroup_name":"\\u8336","landing":"a\\/b",' + dumps({"account_id": 25610, **new()})[1:]
    content = content.replace(b'"adgroup_name": "Spring tea", ', b"")
    assert tencent.send("POST", ADD, content=content, headers={"content-type": "application/json"}).code == 0
    filtering = '[{"field":"adgroup_name","operator":"EQUALS","values":["\\u8336"]}]'
    pairs = [("account_id", "25610"), ("fields", '["adgroup_name"]'), ("is_deleted", "0"), ("filtering", filtering)]
    assert names(tencent.send("GET", GET, query=pairs)) == ["茶"]


def test_tokens_die_while_a_call_is_prepared(tencent):
    made(tencent, "Tea")
    tencent.server.instance.clock.offset_ms += DAY
    assert tencent.get(GET, fields=FIELDS).code == 11000
