"""/v3.0/estimation: whom an ad group would reach."""

from typing import Any

import pytest

from support.tencent import TencentClient

GET = "/v3.0/estimation/get"
BEIJING = {"geo_location": {"location_types": ["LIVE_IN"], "regions": [110000]}}


def estimated(client: TencentClient, **body: Any) -> dict[str, Any]:
    answer = client.post(GET, **body)
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def audience(client: TencentClient, size: int) -> int:
    seed = {"keyword_spec": {"include_keyword": [f"word {number}" for number in range(size)]}}
    body = {"name": f"audience {size}", "type": "KEYWORD", "audience_spec": seed}
    answer = client.post("/v3.0/custom_audiences/add", **body)
    assert answer.code == 0, answer
    return int(answer.document["data"]["audience_id"])


def test_the_numbers_agree_with_each_other(tencent):
    data = estimated(tencent, targeting=BEIJING, site_set=["SITE_SET_WECHAT"], bid_mode="BID_MODE_CPC")
    assert data["max_active_user_count"] > data["approximate_count"] == data["max_users_daily"] > 0
    assert 0 < data["min_users_daily"] < data["max_users_daily"]
    assert 0 < data["min_exposure_daily"] < data["max_exposure_daily"] == data["impression"]
    assert (data["min_bid_amount"], data["max_bid_amount"]) == (10, 10_000)
    assert data["min_bid_amount"] < data["suggest_min_bid_amount"] < data["suggest_max_bid_amount"]
    assert (data["targeting_status"], data["is_real_exposure_supported"]) == ("TARGETING_STATUS_SUITABLE", True)
    assert data["stage_bid_info"] == data["suggest_targeting"] == []
    assert "suggest_bid_content_ocpa" not in data


def test_the_same_question_has_the_same_answer(tencent):
    assert estimated(tencent, targeting=BEIJING) == estimated(tencent, targeting=BEIJING)


def test_an_optimised_bid_has_stages_without_gaps(tencent):
    data = estimated(tencent, bid_mode="BID_MODE_OCPM")
    stages = data["stage_bid_info"]
    assert [stage["upper_bound"] for stage in stages[:-1]] == [stage["lower_bound"] for stage in stages[1:]]
    assert all(stage["lower_bound"] <= stage["default_bid"] <= stage["upper_bound"] for stage in stages)
    assert "元" in data["suggest_bid_content_ocpa"]


def test_narrower_targeting_reaches_fewer(tencent):
    counts = [
        estimated(tencent, targeting=targeting)["approximate_count"]
        for targeting in ({}, BEIJING, {**BEIJING, "gender": ["MALE"]}, {**BEIJING, "gender": ["MALE"], "age": [AGES]})
    ]
    assert counts == sorted(set(counts), reverse=True)


AGES = {"min": 18, "max": 30}


def test_half_of_the_hours_show_half_as_often(tencent):
    half = "10" * 168
    assert estimated(tencent, time_series=half)["impression"] == estimated(tencent)["impression"] // 2


def test_automatic_sites_are_all_sites(tencent):
    some = estimated(tencent, site_set=["SITE_SET_WECHAT"], automatic_site_enabled=True)
    assert some["approximate_count"] == estimated(tencent)["approximate_count"]


def test_audiences_count_with_their_users(tencent):
    small, large = audience(tencent, 1), audience(tencent, 3)
    counts = [
        estimated(tencent, targeting=targeting)["approximate_count"]
        for targeting in (
            {},
            {"custom_audience": [small, large]},
            {"custom_audience": [large]},
            {"custom_audience": [large], "excluded_custom_audience": [small]},
        )
    ]
    assert counts == sorted(set(counts), reverse=True)
    nobody = estimated(tencent, targeting={"custom_audience": [small], "excluded_custom_audience": [small]})
    assert nobody["approximate_count"] == nobody["max_active_user_count"] == 0


def test_targeting_that_reaches_few_is_told_with_the_reason(tencent):
    targeting = {"custom_audience": [audience(tencent, 1)], "network_type": ["NET_3G"], "gender": ["MALE"]}
    data = estimated(tencent, targeting=targeting)
    assert data["targeting_status"] == "TARGETING_STATUS_NARROW"
    assert data["suggest_targeting"] == ["custom_audience", "network_type"]


def test_targeting_that_reaches_nobody_is_unpredictable(tencent):
    size = audience(tencent, 1)
    data = estimated(tencent, targeting={"custom_audience": [size], "excluded_custom_audience": [size]})
    assert (data["targeting_status"], data["impression"]) == ("TARGETING_STATUS_UNPREDICTABLE", 0)


def test_a_stored_ad_group_is_estimated_by_its_id(tencent, adgroup_id):
    stored = estimated(tencent, adgroup_id=adgroup_id)
    assert stored == {**estimated(tencent), "is_real_exposure_supported": stored["is_real_exposure_supported"]}
    assert (
        estimated(tencent, adgroup_id=adgroup_id, targeting=BEIJING)["approximate_count"] < stored["approximate_count"]
    )


@pytest.fixture
def adgroup_id(tencent: TencentClient) -> int:
    body = {
        "adgroup_name": "Spring",
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": "2026-08-01",
        "end_date": "",
        "time_series": "1" * 336,
    }
    answer = tencent.post("/v3.0/adgroups/add", **body)
    assert answer.code == 0, answer
    return int(answer.document["data"]["adgroup_id"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"adgroup_id": 7}, 1800307),
        ({"targeting": {"age": [{"min": 13, "max": 20}]}}, 18004),
        ({"targeting": {"gender": ["MALE", "FEMALE"]}}, 18011),
        ({"targeting": {"geo_location": {"regions": [110000]}}}, 18001),
        ({"targeting": {"geo_location": {"location_types": ["LIVE_IN"], "regions": [123456]}}}, 1901771),
        ({"targeting": {"custom_audience": [7]}}, 50005),
        ({"bid_mode": "BID_MODE_CPX"}, 18009),
        ({"time_series": "1" * 335}, 18005),
        ({"adgroup_name": "茶" * 61}, 18006),
        ({"account_id": None}, 18001),
    ],
    ids=str,
)
def test_members_are_checked(tencent, body, expected):
    assert tencent.post(GET, **body).code == expected
