"""/v3.0/bidword and /v3.0/bidword_flow: the search words on which ad groups bid, and their market."""

from typing import Any

import pytest

from mercat.domain.advertising.search_ads.keyword_market import guide_price
from mercat.model.clock import HOUR
from support.tencent import TencentClient
from tencent.test_adgroups import made
from tencent.test_dynamic_creatives import new as creative

PATH = "/v3.0/bidword"
FIELDS = ["bidword_id", "adgroup_id", "bidword", "bid_price", "match_type", "configured_status", "use_group_price"]


def row(group_id: int, word: str = "绿茶", **others: Any) -> dict[str, Any]:
    return {"adgroup_id": group_id, "bidword": word, "match_type": "EXACT_MATCH", **others}


def sent(client: TencentClient, action: str, *rows: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The results of the rows that succeeded, and of the others."""
    answer = client.post(f"{PATH}/{action}", list=list(rows))
    assert answer.code == 0, answer
    data = answer.document["data"]
    return data["success_list"], data["error_list"]


def added(client: TencentClient, *rows: dict[str, Any]) -> list[int]:
    done, failed = sent(client, "add", *rows)
    assert failed == []
    return [one["bidword_id"] for one in done]


def listed(client: TencentClient, *conditions: tuple[str, str, list[str]], **params: Any) -> list[str]:
    filtering = [{"field": field, "operator": operator, "values": values} for field, operator, values in conditions]
    asked = {"fields": ["bidword"], **params, **({"filtering": filtering} if filtering else {})}
    answer = client.get(f"{PATH}/get", **asked)
    assert answer.code == 0, answer
    return [item["bidword"] for item in answer.document["data"]["list"]]


def test_bidwords_are_made_and_read(tencent):
    (group,) = made(tencent, "Tea")
    done, _ = sent(tencent, "add", row(group), row(group, "tea", bid_price=700))
    assert [one["index"] for one in done] == [0, 1]
    assert done[1] == {
        "index": 1,
        "bidword_id": done[1]["bidword_id"],
        "bidword": "tea",
        "bid_price": 700,
        "match_type": "EXACT_MATCH",
        "configured_status": "KEYWORD_STATUS_NORMAL",
        "error_msg": "",
        "approval_status": 2,
    }
    items = tencent.get(f"{PATH}/get", fields=FIELDS).document["data"]["list"]
    assert items[0] == {
        "bidword_id": done[0]["bidword_id"],
        "adgroup_id": group,
        "bidword": "绿茶",
        "bid_price": 0,
        "match_type": "EXACT_MATCH",
        "configured_status": "KEYWORD_STATUS_NORMAL",
        "use_group_price": "USE_GROUP_PRICE",
    }
    assert items[1]["use_group_price"] == "NOT_USE_GROUP_PRICE"


def test_a_row_that_fails_leaves_the_others_done(tencent, tencent_with):
    (group,) = made(tencent, "Tea")
    theirs = made(tencent_with("ads_management", account_id=25611), "Theirs")[0]
    done, failed = sent(tencent, "add", row(group), row(theirs, "tea"), row(group), row(group, "tea"))
    assert [one["bidword"] for one in done] == ["绿茶", "tea"]
    assert [(one["index"], one["bidword"]) for one in failed] == [(1, "tea"), (2, "绿茶")]
    assert all(one["error_msg"] for one in failed)
    assert listed(tencent) == ["绿茶", "tea"]


def test_the_same_word_is_bid_on_by_several_ad_groups(tencent):
    tea, coffee = made(tencent, "Tea", "Coffee")
    added(tencent, row(tea), row(coffee))
    assert listed(tencent, ("adgroup_id", "EQUALS", [str(coffee)])) == ["绿茶"]


def test_the_contract_is_checked_before_any_row(tencent):
    (group,) = made(tencent, "Tea")
    for bad in (
        {"bidword": "茶" * 21},
        {"bidword": ""},
        {"match_type": "FUZZY"},
        {"bid_price": 0},
        {"bid_price": 100_000},
    ):
        assert tencent.post(f"{PATH}/add", list=[row(group), row(group, "tea") | bad]).code != 0
    assert tencent.post(f"{PATH}/add", list=[]).code == 18012
    assert tencent.post(f"{PATH}/delete", list=list(range(1_001))).code == 18011
    assert listed(tencent) == []


def test_a_word_bids_its_own_price_or_that_of_its_ad_group(tencent):
    (group,) = made(tencent, "Tea")
    _, failed = sent(tencent, "add", row(group, use_group_price="NOT_USE_GROUP_PRICE"))
    assert "bid_price" in failed[0]["error_msg"]
    (word,) = added(tencent, row(group, bid_price=600))
    sent(tencent, "update", {"bidword_id": word, "use_group_price": "USE_GROUP_PRICE"})
    (item,) = tencent.get(f"{PATH}/get", fields=FIELDS).document["data"]["list"]
    assert (item["use_group_price"], item["bid_price"]) == ("USE_GROUP_PRICE", 600)


def test_a_price_below_what_a_click_costs_shows_in_the_status(tencent):
    (group,) = made(tencent, "Tea")
    price = guide_price("绿茶")
    (word,) = added(tencent, row(group, bid_price=price))
    assert listed(tencent, ("bidword_status", "EQUALS", ["BIDWORD_STATUS_NORMAL"])) == ["绿茶"]
    sent(tencent, "update", {"bidword_id": word, "bid_price": price - 1})
    assert listed(tencent, ("bidword_status", "EQUALS", ["BIDWORD_STATUS_BID_PRICE_LOWER"])) == ["绿茶"]


@pytest.mark.parametrize(
    ("change", "price"),
    [
        ({"bid_price": 300}, 300),
        ({"price_update_type": "RAISE_PRICE_VALUE", "raise_price": 50}, 1_050),
        ({"price_update_type": "RAISE_PRICE_VALUE", "raise_price": -999}, 1),
        ({"price_update_type": "RAISE_PRICE_VALUE", "raise_price": -1_000}, None),
        ({"price_update_type": "RAISE_PRICE_VALUE", "raise_price": 98_999}, 99_999),
        ({"price_update_type": "RAISE_PRICE_VALUE", "raise_price": 99_000}, None),
        ({"price_update_type": "RAISE_PRICE_PERCENT", "raise_price": 10}, 1_100),
        ({"price_update_type": "RAISE_PRICE_PERCENT", "raise_price": -50}, 500),
        ({"price_update_type": "RAISE_PRICE_PERCENT"}, None),
        ({"raise_price": 5}, None),
    ],
    ids=str,
)
def test_a_price_is_set_or_raised(tencent, change, price):
    (group,) = made(tencent, "Tea")
    (word,) = added(tencent, row(group, bid_price=1_000))
    done, failed = sent(tencent, "update", {"bidword_id": word, **change})
    assert (len(done), len(failed)) == ((1, 0) if price else (0, 1))
    (item,) = tencent.get(f"{PATH}/get", fields=["bid_price"]).document["data"]["list"]
    assert item["bid_price"] == (price or 1_000)


def test_a_creative_and_landing_pages_belong_to_a_word(tencent):
    tea, coffee = made(tencent, "Tea", "Coffee")
    creative_id = tencent.post("/v3.0/dynamic_creatives/add", **creative(tea)).data.dynamic_creative_id
    page = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": "https://www.example.com/tea"}}}
    pages = {"mobile_landing_page_info": {"landing_page_list": [page]}}
    done, failed = sent(
        tencent,
        "add",
        row(tea, dynamic_creative_id=creative_id, **pages),
        row(coffee, dynamic_creative_id=creative_id),
        row(tea, "tea", dynamic_creative_id=999_999),
    )
    assert [one["dynamic_creative_id"] for one in done] == [creative_id]
    assert [one["index"] for one in failed] == [1, 2]
    (item,) = tencent.get(f"{PATH}/get", fields=["mobile_landing_page_info"]).document["data"]["list"]
    assert item == {"mobile_landing_page_info": [page]}


def test_words_are_filtered(tencent):
    (group,) = made(tencent, "Tea")
    green, _ = added(tencent, row(group, "green tea"), row(group, "coffee", match_type="WIDE_MATCH"))
    sent(tencent, "update", {"bidword_id": green, "configured_status": "KEYWORD_STATUS_SUSPEND"})
    assert listed(tencent, ("bidword", "CONTAINS", ["tea"])) == ["green tea"]
    assert listed(tencent, ("bidword_id", "IN", [str(green)])) == ["green tea"]
    assert listed(tencent, ("match_type", "EQUALS", ["WIDE_MATCH"])) == ["coffee"]
    assert listed(tencent, ("configured_status", "EQUALS", ["KEYWORD_STATUS_SUSPEND"])) == ["green tea"]
    assert listed(tencent, ("campaign_id", "EQUALS", ["1"])) == []


def test_a_deleted_word_is_found_among_the_deleted_by_its_time(tencent):
    (group,) = made(tencent, "Tea")
    (word,) = added(tencent, row(group))
    tencent.server.instance.clock.offset_ms += HOUR
    now = tencent.server.instance.clock.now() // 1_000
    done, failed = sent(tencent, "delete", word, 999_999)
    assert ([one["bidword"] for one in done], [one["bidword_id"] for one in failed]) == (["绿茶"], [999_999])
    since = ("delete_time", "GREATER_EQUALS", [str(now - 60)])
    assert listed(tencent) == []
    assert listed(tencent, since, is_deleted=True) == ["绿茶"]
    assert listed(tencent, since) == []
    assert listed(tencent, ("delete_time", "LESS", [str(now - 60)]), is_deleted=True) == []
    bad = [{"field": "delete_time", "operator": "LESS", "values": ["tomorrow"]}]
    assert tencent.get(f"{PATH}/get", fields=["bidword"], filtering=bad, is_deleted=True).code == 18002
    assert added(tencent, row(group)) != [word]


def test_words_go_with_their_ad_group(tencent):
    (group,) = made(tencent, "Tea")
    added(tencent, row(group))
    tencent.post("/v3.0/adgroups/delete", adgroup_id=group)
    assert listed(tencent) == []


def test_another_accounts_word_is_not_there(tencent, tencent_with):
    (group,) = made(tencent, "Tea")
    (word,) = added(tencent, row(group, bid_price=600))
    other = tencent_with("ads_management", account_id=25611)
    assert sent(other, "update", {"bidword_id": word, "bid_price": 1})[0] == []
    assert sent(other, "delete", word)[0] == []
    assert listed(tencent) == ["绿茶"]


# -- the market -----------------------------------------------------------------------------------------------------


def test_the_market_tells_the_same_of_a_word_each_time_and_sorts(tencent):
    fields = ["bidword", "month_query_count", "click_count", "price", "total_accts", "recommend_reason"]
    asked = {"bidword_list": ["鲜花", "绿茶", "咖啡"], "fields": fields}
    items = tencent.get("/v3.0/bidword_flow/get", **asked).document["data"]["list"]
    assert [item["bidword"] for item in items] == ["鲜花", "绿茶", "咖啡"]
    assert all(item["month_query_count"] >= item["click_count"] for item in items)
    order = [{"sort_field": "price", "sort_type": "DESCENDING"}]
    sorted_items = tencent.get("/v3.0/bidword_flow/get", **asked, order_by=order).document["data"]["list"]
    assert sorted_items == sorted(items, key=lambda item: item["price"], reverse=True)


def test_the_market_takes_1000_words_of_40_bytes(tencent):
    def code(words: list[str]) -> int:
        found: int = tencent.get("/v3.0/bidword_flow/get", bidword_list=words, fields=["bidword"]).code
        return found

    assert code([str(number) for number in range(1_000)]) == 0
    assert code([str(number) for number in range(1_001)]) == 18011
    assert code(["a" * 40]) == 0
    assert code(["a" * 41]) == 18006
