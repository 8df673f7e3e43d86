"""/v3.0/adgroups: which members go together, what they refer to, and what an update may not change."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mercat.model.clock import HOUR, from_datetime
from support.agencies import day, recharge, spend
from support.tencent import TencentClient
from tencent.test_adgroups import ADD, UPDATE, made, new, read

APP = "MARKETING_CARRIER_TYPE_APP_ANDROID"
PACKAGES = "/v3.0/union_position_packages/add"
WEEKDAYS = ("0" * 18 + "1" * 18 + "0" * 12) * 5 + "0" * 96
NINE_HOURS = ("0" * 18 + "1" * 18 + "0" * 12) * 7
FIVE_HOURS = ("0" * 18 + "1" * 10 + "0" * 20) * 7


def code(client: TencentClient, **members: Any) -> int:
    """The code of adding an ad group; nothing is stored if it is not 0."""
    before = len(read(client))
    answer = client.post(ADD, **new(adgroup_name=f"Group {before}", **members))
    assert len(read(client)) == before + (answer.code == 0)
    found: int = answer.code
    return found


# -- bids and goals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "low", "high"),
    [
        ("CPC", 10, 10_000),
        ("CPM", 150, 99_900),
        ("CPA", 100, 10_000),
        ("OCPC", 10, 500_000),
        ("OCPM", 10, 500_000),
    ],
)
def test_each_mode_bounds_the_bid(tencent, mode, low, high):
    mode = f"BID_MODE_{mode}"
    for bid, expected in ((low - 1, 18004), (low, 0), (high, 0), (high + 1, 18003)):
        assert code(tencent, bid_mode=mode, bid_amount=bid) == expected
    (group,) = made(tencent, "Tea", bid_mode=mode, bid_amount=low)
    rows = [{"adgroup_id": group, "bid_amount": bid} for bid in (high + 1, high)]
    data = tencent.post("/v3.0/adgroups/update_bid_amount", update_bid_amount_spec=rows).document["data"]
    assert [row["code"] for row in data["list"]] == [18003, 0]


@pytest.mark.parametrize(
    ("mode", "goal", "expected"),
    [
        ("CPC", "CLICK", 0),
        ("CPC", "APP_ACTIVATE", 31002),
        ("CPM", "IMPRESSION", 0),
        ("CPM", "CLICK", 31002),
        ("CPA", "APP_DOWNLOAD", 0),
        ("CPA", "APP_ACTIVATE", 31002),
        ("OCPM", "APP_ACTIVATE", 0),
        ("OCPC", "CLICK", 0),
    ],
)
def test_a_mode_that_pays_for_one_thing_has_its_goal(tencent, mode, goal, expected):
    assert code(tencent, bid_mode=f"BID_MODE_{mode}", optimization_goal=f"OPTIMIZATIONGOAL_{goal}") == expected


BEHAVIOR = {"goal": "OPTIMIZATIONGOAL_APP_PURCHASE", "bid_amount": 9_000}
WORTH = {"goal": "GOAL_30DAY_ORDER_ROAS"}


@pytest.mark.parametrize(
    ("spec", "members", "expected"),
    [
        ({"deep_conversion_type": "DEEP_CONVERSION_WORTH", "deep_conversion_worth_spec": WORTH}, {}, 0),
        ({"deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR", "deep_conversion_behavior_spec": BEHAVIOR}, {}, 0),
        ({"deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR"}, {}, 18001),
        ({"deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR", "deep_conversion_worth_spec": WORTH}, {}, 18001),
        (
            {
                "deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR",
                "deep_conversion_behavior_spec": BEHAVIOR,
                "deep_conversion_worth_spec": WORTH,
            },
            {},
            31002,
        ),
        (
            {"deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR", "deep_conversion_behavior_spec": BEHAVIOR},
            {"optimization_goal": BEHAVIOR["goal"]},
            31002,
        ),
        (
            {"deep_conversion_type": "DEEP_CONVERSION_WORTH", "deep_conversion_worth_spec": WORTH},
            {"bid_mode": "BID_MODE_CPC"},
            31002,
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_deep_conversion_has_the_spec_of_its_type_and_another_goal(tencent, spec, members, expected):
    members = {"bid_mode": "BID_MODE_OCPM", **members}
    assert code(tencent, deep_conversion_spec=spec, **members) == expected


def test_goals_never_change(tencent):
    spec = {"deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR", "deep_conversion_behavior_spec": BEHAVIOR}
    goal = "OPTIMIZATIONGOAL_APP_ACTIVATE"
    (group,) = made(tencent, "Tea", bid_mode="BID_MODE_OCPM", optimization_goal=goal, deep_conversion_spec=spec)
    other = {**spec, "deep_conversion_behavior_spec": {**BEHAVIOR, "goal": "OPTIMIZATIONGOAL_APP_REGISTER"}}
    dearer = {**spec, "deep_conversion_behavior_spec": {**BEHAVIOR, "bid_amount": 9_500}}
    assert tencent.post(UPDATE, adgroup_id=group, optimization_goal="OPTIMIZATIONGOAL_APP_REGISTER").code == 31002
    assert tencent.post(UPDATE, adgroup_id=group, deep_conversion_spec=other).code == 31002
    assert tencent.post(UPDATE, adgroup_id=group, optimization_goal=goal, deep_conversion_spec=dearer).code == 0
    assert read(tencent)[0]["deep_conversion_spec"] == dearer


def conversion(client: TencentClient, name: str = "Orders") -> int:
    """A conversion of pages whose goal is an order."""
    made_set = client.post("/v3.0/user_action_sets/add", type="WEB", name=name)
    answer = client.post(
        "/v3.0/conversions/add",
        conversion_name=name,
        access_type="ACCESS_TYPE_JS",
        claim_type="CLAIM_TYPE_CLICK",
        conversion_scene="CONVERSION_SCENE_WEB",
        optimization_goal="OPTIMIZATIONGOAL_ECOMMERCE_ORDER",
        self_attributed=False,
        user_action_set_id=made_set.document["data"]["user_action_set_id"],
    )
    assert answer.code == 0, answer
    conversion_id: int = answer.document["data"]["conversion_id"]
    return conversion_id


def test_a_conversion_of_the_account_brings_its_goal(tencent, tencent_with):
    conversion_id = conversion(tencent)
    (group,) = made(tencent, "Tea", conversion_id=conversion_id)
    (item,) = read(tencent)
    assert (item["optimization_goal"], item["conversion_name"]) == ("OPTIMIZATIONGOAL_ECOMMERCE_ORDER", "Orders")
    theirs = conversion(tencent_with("ads_management", "user_actions", account_id=25611))
    assert code(tencent, conversion_id=theirs) == 31010
    assert code(tencent, conversion_id=conversion_id, optimization_goal="OPTIMIZATIONGOAL_ECOMMERCE_ORDER") == 0
    assert code(tencent, conversion_id=conversion_id, optimization_goal="OPTIMIZATIONGOAL_ECOMMERCE_CART") == 18009
    assert code(tencent, conversion_id=conversion_id, bid_mode="BID_MODE_CPC") == 31002
    other = conversion(tencent, "Other orders")
    assert tencent.post(UPDATE, adgroup_id=group, conversion_id=other).code == 31002
    assert tencent.post(UPDATE, adgroup_id=group, conversion_id=conversion_id).code == 0


def test_a_conversion_that_is_added_later_brings_its_goal_too(tencent):
    (group,) = made(tencent, "Tea")
    assert tencent.post(UPDATE, adgroup_id=group, conversion_id=conversion(tencent)).code == 0
    assert read(tencent)[0]["optimization_goal"] == "OPTIMIZATIONGOAL_ECOMMERCE_ORDER"


def test_a_new_budget_covers_what_today_costs(tencent):
    (group,) = made(tencent, "Tea", daily_budget=100_000)
    recharge(tencent, tencent.account_id, 100_000, days_ago=1)
    spend(tencent, tencent.account_id, 50_000, group, days_ago=1)
    spend(tencent, tencent.account_id, 20_000, group)
    assert tencent.post(UPDATE, adgroup_id=group, daily_budget=29_999).code == 18004
    assert tencent.post(UPDATE, adgroup_id=group, daily_budget=30_000).code == 0
    rows = [{"adgroup_id": group, "daily_budget": budget} for budget in (29_999, 0)]
    data = tencent.post("/v3.0/adgroups/update_daily_budget", update_daily_budget_spec=rows).document["data"]
    assert [row["code"] for row in data["list"]] == [18004, 0]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"auto_acquisition_enabled": True}, 18001),
        ({"auto_acquisition_enabled": True, "auto_acquisition_budget": 20_000}, 0),
        ({"automatic_site_enabled": True, "exploration_strategy": "STEADY_EXPLORATION"}, 18001),
        (
            {
                "automatic_site_enabled": True,
                "exploration_strategy": "STEADY_EXPLORATION",
                "priority_site_set": ["SITE_SET_WECHAT"],
            },
            0,
        ),
        ({"short_play_pay_type": "SHORT_PLAY_PAY_TYPE_CHARGE_PLAY"}, 18001),
        ({"short_play_pay_type": "SHORT_PLAY_PAY_TYPE_CHARGE_PLAY", "sell_strategy_id": 7}, 0),
        ({"dca_spec": {"recommend_method_ids": [95]}}, 31002),
        ({"dca_spec": {"recommend_method_ids": [95]}, "dynamic_ad_type": "DYNAMIC_AD_TYPE_DYNAMIC_CONTENT"}, 0),
    ],
    ids=str,
)
def test_some_members_need_others(tencent, members, expected):
    assert code(tencent, **members) == expected


# -- schedule -------------------------------------------------------------------------------------------------------


def test_moments_ask_for_the_same_six_hours_each_day_of_thirty(tencent):
    moments = {"site_set": ["SITE_SET_MOMENTS"], "begin_date": day(tencent), "end_date": day(tencent, 29)}
    assert code(tencent, **moments, time_series=NINE_HOURS) == 0
    assert code(tencent, **moments, time_series=WEEKDAYS) == 31002
    assert code(tencent, **moments, time_series=FIVE_HOURS) == 31002
    assert code(tencent, **{**moments, "end_date": day(tencent, 30)}) == 31002
    assert code(tencent, **{**moments, "site_set": ["SITE_SET_TENCENT_NEWS"]}, time_series=WEEKDAYS) == 0


def test_a_new_end_within_wechat_is_hours_ahead_and_has_hours_of_delivery(tencent):
    evening = from_datetime(datetime(2026, 12, 2, 12, 1, tzinfo=UTC))  # Wednesday, 20:01 there
    clock = tencent.server.instance.clock
    clock.set(evening - HOUR // 2 * 5)
    client = TencentClient(tencent.server, name="evening")
    wechat, news = made(client, "A", site_set=["SITE_SET_WECHAT"])[0], made(client, "B")[0]
    morning = "1" * 12 + "0" * 36  # until six o'clock
    (early,) = made(client, "C", site_set=["SITE_SET_WECHAT"], time_series=morning * 7)

    def update(group: int, end: str) -> int:
        spec = [{"adgroup_id": group, "end_date": end}]
        data = client.post("/v3.0/adgroups/update_datetime", update_datetime_spec=spec).document["data"]
        found: int = data["list"][0]["code"]
        return found

    assert update(wechat, "2026-12-02") == 0
    assert update(early, "2026-12-02") == 31057
    assert update(early, "2026-12-03") == 0
    clock.set(evening)
    client = TencentClient(tencent.server, name="late")
    assert update(wechat, "2026-12-02") == 31057
    assert update(news, "2026-12-02") == 0


# -- targeting ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("targeting", "others", "expected"),
    [
        ({"geo_location": {"location_types": ["LIVE_IN"]}}, {}, 18001),
        ({"geo_location": {"location_types": ["LIVE_IN"], "regions": [110_000]}}, {}, 0),
        ({"geo_location": {"location_types": ["LIVE_IN"], "regions": [999_999]}}, {}, 1901771),
        ({"geo_location": {"location_types": ["LIVE_IN"], "business_districts": [1]}}, {}, 1901771),
        ({"geo_location": {"location_types": ["RECENTLY_IN"], "regions": [110_000]}}, {}, 0),
        (
            {"geo_location": {"location_types": ["RECENTLY_IN"], "regions": [110_000]}},
            {"site_set": ["SITE_SET_WECHAT"]},
            18009,
        ),
        (
            {"geo_location": {"location_types": ["RECENTLY_IN"], "regions": [110_000]}},
            {"site_set": ["SITE_SET_WECHAT"], "automatic_site_enabled": True},
            0,
        ),
        (
            {
                "geo_location": {
                    "location_types": ["TRAVEL_IN"],
                    "custom_locations": [{"longitude": 116.4, "latitude": 39.9, "radius": 500}],
                }
            },
            {},
            18009,
        ),
        ({"age": [{"min": 18, "max": 22}]}, {}, 0),
        ({"age": [{"min": 18, "max": 21}]}, {}, 18004),
        ({"age": [{"min": 40, "max": 18}]}, {}, 18004),
        ({"device_brand_model": {"included_list": [1], "excluded_list": []}}, {}, 0),
        ({"device_brand_model": {"included_list": [1], "excluded_list": [2]}}, {}, 31002),
        ({"app_install_status": ["INSTALLED"]}, {}, 31002),
        ({"app_install_status": ["INSTALLED"]}, {"marketing_carrier_type": APP}, 0),
        ({"excluded_os": ["ANDROID_PURE_MODE"]}, {}, 31002),
        ({"excluded_os": ["ANDROID_PURE_MODE"]}, {"marketing_carrier_type": APP}, 0),
        ({"excluded_converted_audience": {"excluded_dimension": "EXCLUDED_DIMENSION_APP"}}, {}, 31002),
        ({"excluded_converted_audience": {"excluded_dimension": "EXCLUDED_DIMENSION_UID"}}, {}, 0),
        (
            {"excluded_converted_audience": {"excluded_dimension": "EXCLUDED_DIMENSION_UID"}},
            {"bid_mode": "BID_MODE_CPC"},
            31002,
        ),
        ({"custom_audience": [999_999]}, {}, 50005),
        ({"custom_audience": list(range(101)), "excluded_custom_audience": list(range(100))}, {}, 18011),
    ],
    ids=lambda value: str(value)[:60],
)
def test_targeting_is_checked(tencent, targeting, others, expected):
    assert code(tencent, targeting=targeting, **others) == expected


def test_an_update_of_the_targeting_is_checked_as_well(tencent):
    (group,) = made(tencent, "Tea")
    assert tencent.post(UPDATE, adgroup_id=group, targeting={"app_install_status": ["INSTALLED"]}).code == 31002
    assert "targeting" not in read(tencent)[0]


def test_audiences_are_those_of_the_account(tencent, tencent_with):
    def audience(client: TencentClient) -> int:
        answer = client.post("/v3.0/custom_audiences/add", name="Buyers", type="CUSTOMER_FILE")
        audience_id: int = answer.data.audience_id
        return audience_id

    mine = audience(tencent)
    theirs = audience(tencent_with("ads_management", "audience_management", account_id=25611))
    assert code(tencent, targeting={"custom_audience": [mine]}) == 0
    assert code(tencent, targeting={"excluded_custom_audience": [theirs]}) == 50005


def test_sets_of_user_actions_are_those_of_the_account_and_of_the_type(tencent, tencent_with):
    def action_set(client: TencentClient) -> int:
        answer = client.post("/v3.0/user_action_sets/add", type="WEB", name="Shop")
        set_id: int = answer.document["data"]["user_action_set_id"]
        return set_id

    mine, theirs = action_set(tencent), action_set(tencent_with("user_actions", account_id=25611))
    assert code(tencent, user_action_sets=[{"type": "USER_ACTION_SET_TYPE_WEB", "id": mine}]) == 0
    assert code(tencent, user_action_sets=[{"type": "USER_ACTION_SET_TYPE_IOS", "id": mine}]) == 18009
    assert code(tencent, user_action_sets=[{"type": "USER_ACTION_SET_TYPE_WEB", "id": theirs}]) == 31010


@pytest.mark.parametrize(
    ("scene", "site"),
    [
        ({"mobile_union": ["MOBILE_UNION_IN_WECHAT"]}, "SITE_SET_MOBILE_UNION"),
        ({"display_scene": ["DISPLAY_SCENE_BANNER"]}, "SITE_SET_MOBILE_UNION"),
        ({"tencent_news": ["TENCENT_NEWS_APP"]}, "SITE_SET_TENCENT_NEWS"),
        ({"wechat_position": [1]}, "SITE_SET_WECHAT"),
        ({"qbsearch_scene": ["QBSEARCH_SCENE_PC"]}, "SITE_SET_QBSEARCH"),
        ({"pc_scene": ["UNION_PC"]}, "SITE_SET_PCQQ"),
    ],
    ids=str,
)
def test_a_scene_belongs_to_its_site(tencent, scene, site):
    assert code(tencent, scene_spec=scene, site_set=[site]) == 0
    assert code(tencent, scene_spec=scene, site_set=["SITE_SET_KANDIAN"]) == 31002
    assert code(tencent, scene_spec=scene, automatic_site_enabled=True) == 0


def test_union_packages_are_those_of_the_account_of_their_type_and_few(tencent, tencent_with):
    def package(client: TencentClient, name: str, kind: str = "INCLUDE", positions: int = 1) -> int:
        about = {"union_package_name": name, "union_package_type": f"UNION_PACKAGE_TYPE_{kind}"}
        answer = client.post(PACKAGES, **about, union_position_id_list=list(range(positions)))
        package_id: int = answer.data.union_package_id
        return package_id

    def with_packages(*ids: int, name: str = "union_position_package") -> int:
        return code(tencent, scene_spec={name: list(ids)}, site_set=["SITE_SET_MOBILE_UNION"])

    six = [package(tencent, f"Package {number}") for number in range(6)]
    bad = package(tencent, "Bad", "EXCLUDE")
    theirs = package(tencent_with("ads_management", account_id=25611), "Theirs")
    assert with_packages(*six[:5]) == 0
    assert with_packages(*six) == 18011
    assert with_packages(bad) == 31010
    assert with_packages(bad, name="exclude_union_position_package") == 0
    assert with_packages(theirs) == 31010
    large = [package(tencent, f"Large {number}", positions=2_000) for number in range(5)]
    assert with_packages(*large) == 0
    both = {"union_position_package": large, "exclude_union_position_package": [bad]}
    assert code(tencent, scene_spec=both, site_set=["SITE_SET_MOBILE_UNION"]) == 18011  # 10,001 positions
