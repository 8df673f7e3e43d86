"""/v3.0/conversions, /v3.0/conversion_link...: what is counted, how it is reported, and the steps that lead there."""

from typing import Any

import pytest

from mercat.model.clock import SECOND
from support.audiences import listed
from support.tencent import TencentClient

ADD, GET = "/v3.0/conversions/add", "/v3.0/conversions/get"
LINKS = "/v3.0/conversion_links/get"
ADD_ASSET, GET_ASSETS = "/v3.0/conversion_link_assets/add", "/v3.0/conversion_link_assets/get"
UPDATE_ASSET, AVAILABLE = "/v3.0/conversion_link_assets/update", "/v3.0/conversion_link_asset_available/get"
CALLBACK = "https://www.example.com/click?id=__CLICK_ID__"
APP = {
    "conversion_name": "Activation",
    "access_type": "ACCESS_TYPE_API",
    "conversion_scene": "CONVERSION_SCENE_ANDROID",
    "marketing_carrier_id": "42",
    "claim_type": "CLAIM_TYPE_ACTIVATION",
    "feedback_url": CALLBACK,
    "self_attributed": True,
    "optimization_goal": "OPTIMIZATIONGOAL_APP_ACTIVATE",
}
SDK = APP | {"access_type": "ACCESS_TYPE_SDK", "self_attributed": False, "feedback_url": None}
WEB = {
    "conversion_name": "Order",
    "access_type": "ACCESS_TYPE_API",
    "conversion_scene": "CONVERSION_SCENE_WEB",
    "claim_type": "CLAIM_TYPE_CLICK",
    "self_attributed": True,
    "optimization_goal": "OPTIMIZATIONGOAL_ECOMMERCE_ORDER",
}
ASSET = {
    "second_category_type": "WEB",
    "marketing_carrier_id": "https:www.example.com",
    "name": "Orders of tea",
    "conversion_link_id": 5,
    "claim_type": 0,
    "optional_og_nodes_index": [1, 2],
}


def add(client: TencentClient, members: dict[str, Any], **changes: Any) -> int:
    answer = client.post(ADD, **members, **changes)
    assert answer.code == 0, answer
    conversion_id: int = answer.document["data"]["conversion_id"]
    return conversion_id


def refused(client: TencentClient, members: dict[str, Any], **changes: Any) -> tuple[int, str]:
    answer = client.post(ADD, **members | changes)
    return answer.code, answer.document["message"]


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


def make_set(client: TencentClient, kind: str = "ANDROID", **members: Any) -> int:
    set_id: int = client.post("/v3.0/user_action_sets/add", type=kind, **members).data.user_action_set_id
    return set_id


def report(client: TencentClient, set_id: int, action: str) -> None:
    now = client.server.instance.clock.now() // SECOND
    actions = [{"action_time": now, "action_type": action, "url": "https://www.example.com/", "user_id": {"caid": "1"}}]
    assert client.post("/v3.0/user_actions/add", user_action_set_id=set_id, actions=actions).code == 0


# -- conversions ----------------------------------------------------------------------------------------------------


def test_a_conversion_is_listed_as_it_was_made(tencent):
    conversion_id = add(tencent, APP, deep_behavior_optimization_goal="OPTIMIZATIONGOAL_APP_REGISTER")
    (item,) = listed(tencent, GET)
    assert item["conversion_id"] == conversion_id
    assert {name: item[name] for name in APP} == APP
    assert item["deep_behavior_optimization_goal"] == "OPTIMIZATIONGOAL_APP_REGISTER"
    assert (item["owner_id"], item["attribution_window"]) == (tencent.account_id, 7)
    assert (item["create_source_type"], item["access_status"]) == ("SELF_CREATED", "ACCESS_STATUS_PENDING")
    assert (item["site_set_enable"], item["is_deleted"], item["inspection_free_switch"]) == (True, False, False)


def test_a_name_is_taken_once(tencent):
    add(tencent, APP)
    assert refused(tencent, WEB, conversion_name="Activation")[0] == 31011


@pytest.mark.parametrize(
    ("members", "changes", "code", "named"),
    [
        (SDK, {"conversion_scene": "CONVERSION_SCENE_WEB"}, 18009, "access_type"),
        (APP, {"access_type": "ACCESS_TYPE_JS"}, 18009, "access_type"),
        (SDK, {"claim_type": "CLAIM_TYPE_CLICK"}, 18009, "claim_type"),
        (WEB, {"access_type": "ACCESS_TYPE_JS", "claim_type": "CLAIM_TYPE_REGISTER"}, 18009, "claim_type"),
        (APP, {"conversion_scene": "CONVERSION_SCENE_WECHAT_MINI_GAME"}, 18009, "claim_type"),
        (APP, {"conversion_scene": "CONVERSION_SCENE_QQ_MINI_GAME"}, 18009, "claim_type"),
        (
            APP,
            {"conversion_scene": "CONVERSION_SCENE_QUICK_APP", "claim_type": "CLAIM_TYPE_IMPRESSION"},
            18009,
            "claim_type",
        ),
        (APP, {"self_attributed": False}, 18009, "self_attributed"),
        (SDK, {"self_attributed": True, "feedback_url": CALLBACK}, 18009, "self_attributed"),
        (APP, {"feedback_url": None}, 18001, "feedback_url"),
        (APP, {"feedback_url": "www.example.com"}, 18002, "feedback_url"),
        (APP, {"impression_feedback_url": "ftp://example.com"}, 18002, "impression_feedback_url"),
        (APP, {"marketing_carrier_id": None}, 18001, "marketing_carrier_id"),
        (WEB, {"conversion_scene": "CONVERSION_SCENE_WECHAT_MINI_PROGRAM"}, 18001, "mini_program_id"),
        (
            APP,
            {
                "deep_behavior_optimization_goal": "OPTIMIZATIONGOAL_APP_REGISTER",
                "deep_worth_optimization_goal": "GOAL_1DAY_PURCHASE_ROAS",
            },
            31002,
            "deep_worth_optimization_goal",
        ),
        (APP, {"conversion_link_id": 1}, 31002, "conversion_link_id"),
        (
            WEB,
            {"conversion_link_id": 4, "access_type": "ACCESS_TYPE_JS", "self_attributed": False},
            31002,
            "conversion_link_id",
        ),
        (WEB, {"conversion_link_id": 4, "conversion_template_id": 4}, 31002, "conversion_template_id"),
        (WEB, {"conversion_link_id": 1}, 31010, "1"),
        (WEB, {"conversion_template_id": 99}, 31010, "99"),
        (WEB, {"conversion_link_id": 4, "custom_report_index": [3]}, 18009, "custom_report_index"),
        (APP, {"conversion_template_id": 1, "custom_report_index": [0]}, 18009, "custom_report_index"),
        (WEB, {"custom_report_index": [0]}, 18009, "custom_report_index"),
    ],
)
def test_members_that_do_not_go_together_are_refused(tencent, members, changes, code, named):
    found, message = refused(tencent, members, **changes)
    assert (found, f"'{named}'" in message) == (code, True), message
    assert listed(tencent, GET) == []


def test_goals_that_are_none_go_with_any_other(tencent):
    add(tencent, APP, deep_behavior_optimization_goal="OPTIMIZATIONGOAL_NONE", deep_worth_optimization_goal="")


def test_a_conversion_that_the_platform_attributes_belongs_to_the_set_of_its_application(tencent):
    assert refused(tencent, SDK, user_action_set_id=1)[0] == 31010
    make_set(tencent, mobile_app_id=43)
    set_id = make_set(tencent, mobile_app_id=42, name="First")
    add(tencent, SDK)
    assert [item["user_action_set_id"] for item in listed(tencent, GET)] == [set_id]
    make_set(tencent, mobile_app_id=42, name="Second")
    assert refused(tencent, SDK, conversion_name="Other")[0] == 18001
    add(tencent, SDK | {"conversion_name": "Other"}, user_action_set_id=set_id)
    assert refused(tencent, APP, conversion_name="Third", user_action_set_id=set_id)[0] == 31002


def test_a_set_of_another_account_is_not_found(server, tencent):
    other = TencentClient(server, name="other", account_id=25611)
    assert refused(tencent, SDK, user_action_set_id=make_set(other, mobile_app_id=42))[0] == 31010


def test_a_conversion_is_accessed_once_its_set_has_an_action(tencent):
    set_id = make_set(tencent, mobile_app_id=42)
    conversion_id = add(tencent, SDK)
    completed = where("access_status", "IN", "ACCESS_STATUS_COMPLETED")
    pending = where("access_status", "IN", "ACCESS_STATUS_PENDING", "ACCESS_STATUS_COMPLETED")
    assert listed(tencent, GET, filtering=completed) == []
    assert [item["access_status"] for item in listed(tencent, GET, filtering=pending)] == ["ACCESS_STATUS_PENDING"]
    now = tencent.server.instance.clock.now() // SECOND
    action = {"action_time": now, "action_type": "ACTIVATE_APP", "user_id": {"hash_oaid": "0" * 32}}
    assert tencent.post("/v3.0/user_actions/add", user_action_set_id=set_id, actions=[action]).code == 0
    assert [item["conversion_id"] for item in listed(tencent, GET, filtering=completed)] == [conversion_id]


def test_the_key_of_a_set_is_shown_to_who_asks_for_one_conversion(tencent):
    make_set(tencent, mobile_app_id=42)
    conversion_id = add(tencent, SDK)
    assert "user_action_set_key" not in listed(tencent, GET)[0]
    (item,) = listed(tencent, GET, filtering=where("conversion_id", "EQUALS", str(conversion_id)))
    assert len(item["user_action_set_key"]) == 32


def test_a_linked_conversion_shows_the_steps_of_its_link(tencent):
    add(tencent, WEB, conversion_link_id=5, custom_report_index=[1])
    (item,) = listed(tencent, GET)
    info = item["conversion_link_info"]
    assert (info["conversion_link_id"], info["conversion_link_desc"]) == (5, "关键页面访问-下单-付费")
    assert "PAGE_TYPE_H5" in info["landing_page_access"]["support_page_types"]
    assert (item["must_report_node_list"], item["custom_report_node_list"]) == ([2], [1])
    assert item["recommend_report_node_list"] == [0, 1]
    assert [node["conversion_link_action_type"] for node in item["conversion_link_nodes"]] == [
        ["VIEW_CONTENT"],
        ["COMPLETE_ORDER"],
        ["PURCHASE"],
    ]


def test_conversions_are_found_by_name_goal_link_and_carrier(tencent):
    app, web = add(tencent, APP), add(tencent, WEB, conversion_link_id=5)

    def found(*condition: str) -> list[int]:
        return [item["conversion_id"] for item in listed(tencent, GET, filtering=where(*condition))]

    assert found("conversion_name", "CONTAINS", "Act") == [app]
    assert found("optimization_goal", "EQUALS", WEB["optimization_goal"]) == [web]
    assert found("conversion_link_id", "EQUALS", "5") == [web]
    assert found("marketing_carrier_type", "EQUALS", "MARKETING_CARRIER_TYPE_APP_ANDROID") == [app]
    assert found("marketing_carrier_type", "EQUALS", "MARKETING_CARRIER_TYPE_PC_GAME") == []
    assert found("site_set", "IN", "SITE_SET_MOMENTS") == [app, web]


# -- links ----------------------------------------------------------------------------------------------------------


def test_templates_are_listed_by_category_and_goal(tencent):
    both = listed(tencent, LINKS, second_category_type="WEB")
    assert [link["conversion_link_id"] for link in both] == [4, 5]
    goals = {"optimization_goal": "OPTIMIZATIONGOAL_ECOMMERCE_ORDER", "deep_optimization_goal": "OPTIMIZATIONGOAL_NONE"}
    (link,) = listed(tencent, LINKS, second_category_type="WEB", optimization_goal_struct=goals)
    assert (link["conversion_link_id"], link["marketing_carrier_type"]) == (5, "MARKETING_CARRIER_TYPE_JUMP_PAGE")
    roi = {"deep_conversion_optimization_goal": "GOAL_1DAY_PURCHASE_ROAS"}
    assert listed(tencent, LINKS, second_category_type="WEB", optimization_goal_struct=roi) == []
    nodes = link["conversion_link_nodes"]
    assert [node["conversion_link_node_id"] for node in nodes] == [500, 501, 502]
    assert [node["conversion_info"][0]["node_seqs_type"] for node in nodes] == [
        "NODE_SEQS_TYPE_RECOMMEND",
        "NODE_SEQS_TYPE_RECOMMEND",
        "NODE_SEQS_TYPE_REQUIRE",
    ]


def test_every_category_has_a_template(tencent):
    answer = tencent.get(LINKS, fields=["conversion_link_id"], second_category_type="NONE")
    assert answer.code == 18009
    for category in answer.document["message"].partition("[")[2].partition("]")[0].split(","):
        assert listed(tencent, LINKS, second_category_type=category) != [], category


def add_asset(client: TencentClient, **changes: Any) -> int:
    answer = client.post(ADD_ASSET, **ASSET | changes)
    assert answer.code == 0, answer
    asset_id: int = answer.document["data"]["conversion_link_asset_id"]
    return asset_id


def assets(client: TencentClient, category: str = "WEB", **params: Any) -> list[dict[str, Any]]:
    return listed(client, GET_ASSETS, filtering=where("second_category_type", "EQUALS", category), **params)


def test_a_link_shows_which_of_its_steps_were_reported(tencent):
    asset_id = add_asset(tencent)
    (asset,) = assets(tencent)
    assert asset["conversion_link_asset_id"] == asset_id
    assert {name: asset[name] for name in ("name", "second_category_type", "marketing_carrier_id")} == {
        name: ASSET[name] for name in ("name", "second_category_type", "marketing_carrier_id")
    }
    assert (asset["version"], asset["source"], asset["status"], asset["first_category_type"]) == (1, 1, 2, "WEB")
    assert len(asset["create_time"]) == len("2026-01-01 00:00:00")
    assert [node["node_status"] for node in asset["conversion_link_nodes"]] == [3, 3, 3]
    report(tencent, make_set(tencent, "WEB", name="Shop"), "PURCHASE")
    (asset,) = assets(tencent)
    assert [node["node_status"] for node in asset["conversion_link_nodes"]] == [3, 3, 1]
    assert [node["og_status"] for node in asset["conversion_link_nodes"]] == [2, 2, 1]
    assert asset["status"] == 1


def test_what_the_platform_reports_needs_no_test(tencent):
    changes = {"second_category_type": "WECHAT_CHANNELS", "conversion_link_id": 7, "optional_og_nodes_index": [0]}
    add_asset(tencent, **changes)
    (asset,) = assets(tencent, "WECHAT_CHANNELS")
    assert ([node["node_status"] for node in asset["conversion_link_nodes"]], asset["status"]) == ([1, 1], 1)


def test_links_are_found_by_id_or_a_part_of_the_name(tencent):
    tea, coffee = add_asset(tencent), add_asset(tencent, name="Coffee")

    def found(key: str) -> list[int]:
        return [asset["conversion_link_asset_id"] for asset in assets(tencent, key=key)]

    assert (found("tea"), found(str(coffee)), found("none")) == ([tea], [coffee], [])
    assert [asset["source"] for asset in listed(tencent, GET_ASSETS, filtering=where("source", "EQUALS", "1"))] == [
        1,
        1,
    ]
    assert listed(tencent, GET_ASSETS, filtering=where("source", "EQUALS", "2")) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"conversion_link_id": 1}, 31010),
        ({"conversion_link_id": 99}, 31010),
        ({"optional_og_nodes_index": [3]}, 18009),
        ({"optional_og_nodes_index": []}, 18012),
        ({"custom_report_nodes_index": [3]}, 18009),
        ({"second_category_type": "QUICK_APP", "conversion_link_id": 3}, 18001),
        ({"claim_type": 5}, 18003),
        ({"name": "n" * 65}, 18006),
    ],
)
def test_a_link_that_does_not_fit_its_template_is_refused(tencent, changes, code):
    assert tencent.post(ADD_ASSET, **ASSET | changes).code == code
    assert assets(tencent) == []


def test_a_change_names_the_version_that_it_changes(tencent):
    asset_id = add_asset(tencent)
    answer = tencent.post(UPDATE_ASSET, conversion_link_asset_id=asset_id, version=1, name="Tea")
    assert answer.document["data"] == {"conversion_link_asset_id": asset_id, "version": 2}
    again = tencent.post(UPDATE_ASSET, conversion_link_asset_id=asset_id, version=1, name="Coffee")
    assert (again.code, again.document["message"]) == (31002, "Parameter 'version' must be 2.")
    changes = {"version": 2, "optional_og_nodes_index": [9]}
    assert tencent.post(UPDATE_ASSET, conversion_link_asset_id=asset_id, **changes).code == 18009
    (asset,) = assets(tencent)
    assert (asset["name"], asset["version"], asset["optional_og_nodes_index"]) == ("Tea", 2, [1, 2])


def test_a_link_of_another_account_is_not_found(server, tencent):
    asset_id = add_asset(TencentClient(server, name="other", account_id=25611))
    assert tencent.post(UPDATE_ASSET, conversion_link_asset_id=asset_id, version=1, name="Tea").code == 31010


def test_usable_links_are_available_to_ads_that_they_fit(tencent):
    ad = {"marketing_goal": "MARKETING_GOAL_PRODUCT_SALES", "marketing_target_type": "MARKETING_TARGET_TYPE_PRODUCT"}
    asset_id = add_asset(tencent)
    assert listed(tencent, AVAILABLE, **ad) == []
    report(tencent, make_set(tencent, "WEB", name="Shop"), "PURCHASE")
    assert listed(tencent, AVAILABLE, **ad) == [
        {
            "conversion_link_asset_id": asset_id,
            "conversion_link_asset_name": "Orders of tea",
            "conversion_link_asset_desc": "关键页面访问-下单-付费",
        }
    ]
    product = {"marketing_asset_outer_id": ASSET["marketing_carrier_id"]}
    assert len(listed(tencent, AVAILABLE, **ad, **product)) == 1
    assert listed(tencent, AVAILABLE, **ad, marketing_asset_outer_id="42") == []
    assert listed(tencent, AVAILABLE, **ad | {"marketing_goal": "MARKETING_GOAL_LEAD_RETENTION"}) == []
    assert listed(tencent, AVAILABLE, **ad | {"marketing_target_type": "MARKETING_TARGET_TYPE_APP_IOS"}) == []
