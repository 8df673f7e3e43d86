"""/v3.0/keyword_recommend and /v3.0/business_point: search words that go with others, or with an industry."""

import json
from typing import Any

import pytest

from support.tencent import TencentClient
from tencent.test_adgroups import made

PATH = "/v3.0/keyword_recommend/get"
BOTH = ["SITE_SET_QBSEARCH", "SITE_SET_WECHAT_SEARCH"]
BASE: dict[str, Any] = {
    "site_sets": BOTH,
    "recommend_category": "RECOMMEND_BY_WORD",
    "system_industry_id": 21_474_840_687,
    "query_word": ["绿茶"],
    "fields": ["word", "month_query_count", "recommend_reason"],
}


def words(client: TencentClient, **params: Any) -> list[str]:
    answer = client.get(PATH, **{**BASE, **params})
    assert answer.code == 0, answer
    data = answer.document["data"]
    assert data["total_num"] == len(data["recommend_word_list"])
    return [item["word"] for item in data["recommend_word_list"]]


def test_words_go_with_given_words(tencent):
    found = words(tencent)
    assert found[0] == "绿茶"
    assert len(found) > 10
    assert all("绿茶" in word for word in found)
    assert words(tencent, include_word=["价格"]) == ["绿茶价格"]
    assert "绿茶价格" not in words(tencent, exclude_word=["价格"])


def test_words_go_with_the_business_of_an_industry(tencent):
    by_industry = {"recommend_category": "RECOMMEND_BY_INDUSTRY", "query_word": None}
    points = tencent.get("/v3.0/business_point/get", site_sets=BOTH, fields=["value", "desc", "options"])
    first = points.document["data"]["business_point_list"][0]
    second = json.loads(first["options"][0])
    third = second["options"][0]
    assert (second["parent_id"], second["level"], third["parent_id"]) == (first["value"], 2, second["value"])
    assert words(tencent, **by_industry, business_point_id=third["value"])[0] == third["desc"]
    for point_id, code in ((None, 77012), ("", 77012), ("404", 77013), (second["value"], 77013)):
        assert tencent.get(PATH, **{**BASE, **by_industry, "business_point_id": point_id}).code == code


def test_words_that_the_account_or_the_ad_group_has_are_left_out(tencent):
    tea, coffee = made(tencent, "Tea", "Coffee")
    tencent.post("/v3.0/bidword/add", list=[{"adgroup_id": tea, "bidword": "绿茶", "match_type": "EXACT_MATCH"}])
    assert "绿茶" not in words(tencent, filter_account_word=True)
    assert "绿茶" not in words(tencent, filter_ad_word=True, adgroup_id=tea)
    assert "绿茶" in words(tencent, filter_ad_word=True, adgroup_id=coffee)
    assert tencent.get(PATH, **BASE, filter_ad_word=True).code == 77014
    assert tencent.get(PATH, **BASE, filter_ad_word=True, adgroup_id=999_999).code == 1800307


def test_words_are_picked_by_reason_and_sorted(tencent):
    order = [{"sort_field": "month_query_count", "sort_type": "ASCENDING"}]
    params = {**BASE, "recommend_reasons": ["DARK_HORSE_WORD"], "order_by": order}
    items = tencent.get(PATH, **params).document["data"]["recommend_word_list"]
    assert items
    assert all("黑马词" in item["recommend_reason"] for item in items)
    assert items == sorted(items, key=lambda item: item["month_query_count"])


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"query_word": None}, 77010),
        ({"site_sets": ["SITE_SET_QBSEARCH"] * 2}, 77026),
        ({"query_word": ["tea", "tea"]}, 77027),
        ({"include_word": ["tea", "tea"]}, 77028),
        ({"exclude_word": ["tea", "tea"]}, 77029),
        ({"recommend_reasons": ["HIGH_CLICK_WORD"] * 2}, 77030),
        ({"query_word": [str(number) for number in range(10)]}, 0),
        ({"query_word": [str(number) for number in range(11)]}, 18011),
        ({"exclude_word": [str(number) for number in range(101)]}, 18011),
        ({"query_word": ["a" * 41]}, 18006),
        ({"site_sets": ["SITE_SET_MOMENTS"]}, 18009),
        ({"system_industry_id": None}, 18001),
    ],
    ids=str,
)
def test_the_request_is_checked(tencent, params, expected):
    assert tencent.get(PATH, **{**BASE, **params}).code == expected


def test_business_points_take_each_site_once(tencent):
    asked = {"site_sets": ["SITE_SET_QBSEARCH"] * 2, "fields": ["value"]}
    assert tencent.get("/v3.0/business_point/get", **asked).code == 77026
