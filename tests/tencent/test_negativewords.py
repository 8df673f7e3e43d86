"""/v3.0/negativewords and /v3.0/adgroup_negativewords: the searches at which ads are not shown."""

from typing import Any

import pytest

from mercat.domain.advertising.search_ads.negative_words import MOST_WORDS
from support.tencent import TencentClient
from tencent.test_adgroups import made
from tencent.test_dynamic_creatives import new as creative

BOTH, GROUPS = "/v3.0/negativewords", "/v3.0/adgroup_negativewords"
NONE: dict[str, list[str]] = {"phrase_negative_words": [], "exact_negative_words": []}
FAILURES = ("duplicate_words", "exceed_length_words", "exceed_limit_words", "has_special_words")


def send(client: TencentClient, path: str, phrase: Any = (), exact: Any = (), **target: Any) -> dict[str, Any]:
    """What became of each word."""
    words = {"phrase_negative_words": list(phrase), "exact_negative_words": list(exact)}
    answer = client.post(path, **target, **words)
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def words(client: TencentClient, group_id: int) -> dict[str, Any]:
    answer = client.get(f"{GROUPS}/get", adgroup_ids=[group_id], fields=["adgroup_id", *NONE])
    (item,) = answer.document["data"]["adgroup_list"]
    assert item.pop("adgroup_id") == group_id
    found: dict[str, Any] = item
    return found


@pytest.mark.parametrize("path", [BOTH, GROUPS])
def test_words_are_added_to_those_of_an_ad_group_and_replaced(tencent, path):
    (group,) = made(tencent, "Tea")
    data = send(tencent, f"{path}/add", ["免费"], ["cheap tea"], adgroup_id=group)
    assert data["adgroup_id"] == group
    assert data["status"] == "OPER_SUCCESS"
    assert data["success_words"] == {"phrase_negative_words": ["免费"], "exact_negative_words": ["cheap tea"]}
    assert [data[name] for name in FAILURES] == [NONE] * 4
    send(tencent, f"{path}/add", ["二手"], adgroup_id=group)
    assert words(tencent, group) == {"phrase_negative_words": ["免费", "二手"], "exact_negative_words": ["cheap tea"]}
    send(tencent, f"{path}/update", [], ["used"], adgroup_id=group)
    assert words(tencent, group) == {"phrase_negative_words": [], "exact_negative_words": ["used"]}
    counted = tencent.get("/v3.0/adgroups/get", fields=["negative_word_cnt"]).document["data"]["list"]
    assert counted == [{"negative_word_cnt": {"phrase_negative_word_cnt": 0, "exact_negative_word_cnt": 1}}]


def test_a_word_that_does_not_fit_is_told_with_its_reason_and_the_others_are_added(tencent):
    (group,) = made(tencent, "Tea")
    tencent.post("/v3.0/bidword/add", list=[{"adgroup_id": group, "bidword": "green tea", "match_type": "EXACT_MATCH"}])
    data = send(
        tencent,
        f"{GROUPS}/add",
        ["茶" * 20, "茶" * 21, "tea!", "tea", "tea", "green tea", ""],
        ["tea", "a" * 40, "a" * 41],
        adgroup_id=group,
    )
    assert data["status"] == "OPER_FAIL"
    assert data["success_words"] == {
        "phrase_negative_words": ["茶" * 20, "tea"],
        "exact_negative_words": ["tea", "a" * 40],
    }
    assert data["exceed_length_words"] == {
        "phrase_negative_words": ["茶" * 21, ""],
        "exact_negative_words": ["a" * 41],
    }
    assert data["has_special_words"] == NONE | {"phrase_negative_words": ["tea!"]}
    assert data["duplicate_words"] == NONE | {"phrase_negative_words": ["tea", "green tea"]}
    assert words(tencent, group) == data["success_words"]


def test_an_ad_group_has_900_words_of_each_match(tencent):
    (group,) = made(tencent, "Tea")
    send(tencent, f"{GROUPS}/add", [f"word {number}" for number in range(MOST_WORDS - 1)], adgroup_id=group)
    data = send(tencent, f"{GROUPS}/add", ["last", "beyond"], adgroup_id=group)
    assert data["success_words"]["phrase_negative_words"] == ["last"]
    assert data["exceed_limit_words"]["phrase_negative_words"] == ["beyond"]
    many = {**NONE, "phrase_negative_words": ["w"] * (MOST_WORDS + 1)}
    assert tencent.post(f"{GROUPS}/add", adgroup_id=group, **many).code == 18011


def test_a_creative_has_words_of_its_own(tencent):
    group, other = made(tencent, "Tea", "Coffee")
    creative_id = tencent.post("/v3.0/dynamic_creatives/add", **creative(group)).data.dynamic_creative_id
    data = send(tencent, f"{BOTH}/add", ["free"], dynamic_creative_id=creative_id)
    assert (data["adgroup_id"], data["dynamic_creative_id"]) == (group, creative_id)
    answer = tencent.get(
        f"{BOTH}/get",
        adgroup_ids=[group, 999_999],
        dynamic_creative_ids=[creative_id],
        fields=["adgroup_id", "dynamic_creative_id", *NONE],
    )
    assert answer.document["data"] == {
        "error_list": ["999999"],
        "list": [
            {"adgroup_id": group, **NONE},
            {"adgroup_id": group, "dynamic_creative_id": creative_id, **NONE, "phrase_negative_words": ["free"]},
        ],
    }
    wrong = tencent.post(f"{BOTH}/add", adgroup_id=other, dynamic_creative_id=creative_id, **NONE)
    assert wrong.code == 1901444
    tencent.post("/v3.0/dynamic_creatives/delete", dynamic_creative_id=creative_id)
    gone = tencent.get(f"{BOTH}/get", dynamic_creative_ids=[creative_id], fields=["adgroup_id"])
    assert gone.document["data"] == {"list": [], "error_list": [str(creative_id)]}


def test_words_need_an_ad_group_or_a_creative_of_the_account(tencent, tencent_with):
    (group,) = made(tencent, "Tea")
    other = tencent_with("ads_management", account_id=25611)
    assert tencent.post(f"{BOTH}/add", **NONE).code == 18001
    assert tencent.get(f"{BOTH}/get", fields=["adgroup_id"]).code == 18001
    assert other.post(f"{BOTH}/add", adgroup_id=group, **NONE).code == 1800307
    assert other.post(f"{GROUPS}/update", adgroup_id=group, **NONE).code == 1800307
    assert tencent.post(f"{BOTH}/add", dynamic_creative_id=group, **NONE).code == 1800368
    data = other.get(f"{GROUPS}/get", adgroup_ids=[group], fields=["adgroup_id"]).document
    assert data["data"] == {"adgroup_list": [], "adgroup_error_list": [str(group)]}
