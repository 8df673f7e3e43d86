"""/v3.0/bid_simulation: what other bids would win."""

from typing import Any

import pytest

from support.agencies import recharge
from support.creatives import ad_group, creative
from support.tencent import TencentClient

PATH = "/v3.0/bid_simulation/get"
FIELDS = ["bid", "expose_cnt", "click_cnt", "conversion_cnt"]


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group that delivers."""
    recharge(tencent, tencent.account_id, 10**7)
    spec = {"goal": "OPTIMIZATIONGOAL_APP_PURCHASE", "bid_amount": 9_000}
    deep = {"deep_conversion_type": "DEEP_CONVERSION_BEHAVIOR", "deep_conversion_behavior_spec": spec}
    group_id = ad_group(tencent, bid_mode="BID_MODE_OCPM", bid_amount=5_000, deep_conversion_spec=deep)
    creative(tencent, group_id)
    return group_id


def simulated(client: TencentClient, group_id: int, *bids: int, day: bool = True, deep: bool = False) -> list[Any]:
    params = {"req_type": int(day), "optimization_goal_level": int(deep), "bid_list": list(bids)}
    answer = client.get(PATH, adgroup_id=group_id, fields=FIELDS, **params)
    assert answer.code == 0, answer
    items: list[Any] = answer.document["data"]["diag_bid_simulate"]
    return items


def test_a_higher_bid_wins_more(tencent, group):
    items = simulated(tencent, group, 0, 1_000, 5_000, 20_000)
    assert [item["bid"] for item in items] == [0, 1_000, 5_000, 20_000]
    assert items[0] == {"bid": 0, "expose_cnt": 0, "click_cnt": 0, "conversion_cnt": 0}
    views = [item["expose_cnt"] for item in items]
    assert views == sorted(set(views))
    assert all(item["expose_cnt"] > item["click_cnt"] > item["conversion_cnt"] for item in items[1:])


def test_an_hour_is_less_than_a_day_and_deep_conversions_are_fewer(tencent, group):
    (day,), (hour,) = simulated(tencent, group, 5_000), simulated(tencent, group, 5_000, day=False)
    assert 0 < hour["expose_cnt"] < day["expose_cnt"]
    (deep,) = simulated(tencent, group, 5_000, deep=True)
    assert 0 < deep["conversion_cnt"] < day["conversion_cnt"]


def test_nothing_is_won_without_delivery(tencent, group):
    tencent.post("/v3.0/adgroups/update", adgroup_id=group, configured_status="AD_STATUS_SUSPEND")
    (item,) = simulated(tencent, group, 5_000)
    assert item == {"bid": 5_000, "expose_cnt": 0, "click_cnt": 0, "conversion_cnt": 0}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"req_type": 2}, 18003),
        ({"optimization_goal_level": -1}, 18004),
        ({"bid_list": list(range(20))}, 0),
        ({"bid_list": list(range(21))}, 18011),
        ({"bid_list": [9_999_999]}, 0),
        ({"bid_list": [10_000_000]}, 18003),
        ({"bid_list": []}, 18012),
        ({"adgroup_id": 999_999}, 1800307),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_request_is_checked(tencent, group, change, expected):
    params = {"req_type": 1, "optimization_goal_level": 0, "bid_list": [100], "adgroup_id": group, "fields": FIELDS}
    assert tencent.get(PATH, **{**params, **change}).code == expected


def test_an_ad_group_of_another_account_is_not_there(tencent_with, group):
    other = tencent_with("ads_management", account_id=25611)
    params = {"req_type": 1, "optimization_goal_level": 0, "bid_list": [100], "fields": FIELDS}
    assert other.get(PATH, adgroup_id=group, **params).code == 1800307
