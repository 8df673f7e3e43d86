"""/v3.0/targeting_tags, /v3.0/targeting_tags_uv and /v3.0/scene_spec_tags: what ads can be targeted by."""

from typing import Any

import pytest

from support.tencent import TencentClient

GET = "/v3.0/targeting_tags/get"
USERS = "/v3.0/targeting_tags_uv/get"
SCENES = "/v3.0/scene_spec_tags/get"
FIELDS = ["id", "name", "parent_id", "parent_name", "city_level", "tag_class"]
MODE = "TARGETING_TAG_QUERY_MODE_"


def tags(client: TencentClient, kind: str, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(GET, type=kind, **{"fields": FIELDS, **params})
    assert answer.code == 0, answer
    found: list[dict[str, Any]] = answer.document["data"]["list"]
    return found


def queried(client: TencentClient, mode: str, **query: Any) -> list[str]:
    spec = {"interest_spec": {"query_mode": MODE + mode, "query_spec": query}}
    return [tag["name"] for tag in tags(client, "INTEREST", tag_spec=spec)]


def test_regions_have_the_codes_of_the_national_standard(tencent):
    regions = {tag["id"]: tag for tag in tags(tencent, "REGION")}
    parts = {"id": 440300, "name": "深圳市", "parent_id": 440000, "parent_name": "广东省"}
    assert regions[440300] == {**parts, "city_level": "CITY_LEVEL_FIRST"}
    assert (regions[110000]["parent_id"], regions[110000]["parent_name"]) == (0, "")
    assert (regions[440305]["parent_name"], regions[440305]["city_level"]) == ("深圳市", "CITY_LEVEL_NONE")
    assert regions[419001]["parent_id"] == 410000
    assert regions[156]["name"] == "中国未知"
    assert {tag["parent_id"] for tag in regions.values()} - {0} <= set(regions)
    assert len([tag for tag in regions.values() if tag["parent_id"] == 0]) == 35


@pytest.mark.parametrize("kind", ["BUSINESS_DISTRICT", "DEVICE_BRAND_MODEL", "INTENTION"])
def test_other_tags_have_names_and_parents(tencent, kind):
    found = tags(tencent, kind)
    assert len(found) > 50
    assert len({tag["id"] for tag in found}) == len(found)
    assert all(tag["name"] and bool(tag["parent_id"]) == bool(tag["parent_name"]) for tag in found)


def test_fields_pick_the_members(tencent):
    assert tags(tencent, "DEVICE_BRAND_MODEL", fields=["id", "name"])[0] == {"id": 1000, "name": "苹果"}


def test_all_categories_of_interests_are_listed(tencent):
    spec = {"interest_spec": {"query_mode": MODE + "COMMON"}}
    found = tags(tencent, "INTEREST", tag_spec=spec)
    assert {tag["tag_class"] for tag in found} == {"CATEGORY"}
    assert {"id": 854, "name": "咖啡", "parent_name": "餐饮美食"}.items() <= next(
        tag for tag in found if tag["id"] == 854
    ).items()


def test_behaviours_are_asked_for_with_their_own_spec(tencent):
    spec = {"behavior_spec": {"query_mode": MODE + "SEARCH", "query_spec": {"query": "咖啡机"}}}
    assert [tag["name"] for tag in tags(tencent, "BEHAVIOR", tag_spec=spec)] == ["搜索过咖啡机"]


def test_a_search_finds_categories_and_keywords(tencent):
    assert queried(tencent, "SEARCH", query="咖啡") == ["咖啡", "手冲咖啡"]
    assert queried(tencent, "SEARCH", query="咖啡", max_result_number=1) == ["咖啡"]
    assert queried(tencent, "SEARCH", query="咖啡", excluding_targeting_tags=["咖啡"]) == ["手冲咖啡"]
    assert queried(tencent, "SEARCH", query="咖啡", excluding_targeting_tags=["854"]) == ["手冲咖啡"]
    assert queried(tencent, "SEARCH", query="nothing like it") == []


def test_a_recommendation_is_of_the_same_category(tencent):
    found = queried(tencent, "RECOMMEND", query="咖啡")
    assert {"茶饮", "手冲咖啡"} <= set(found)
    assert "新车" not in found


def test_words_that_are_tags_are_told_from_others(tencent):
    assert queried(tencent, "VERIFY_QUERY_LIST", query_list=["咖啡", "no such tag", "露营"]) == ["咖啡", "露营"]


@pytest.mark.parametrize("way", ["SYSTEMATIC", "INDUSTRY_HOT"])
def test_good_tags_are_recommended(tencent, way):
    found = queried(tencent, "ADVANCED_RECOMMEND", advanced_recommend_type=f"ADVANCED_RECOMMEND_TYPE_{way}")
    assert 0 < len(found) <= 50


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"type": "OCCUPATION"}, 18009),
        ({"type": None}, 18001),
        ({"type": "INTEREST"}, 18001),
        ({"type": "BEHAVIOR", "tag_spec": {"interest_spec": {"query_mode": MODE + "COMMON"}}}, 18001),
        ({"type": "INTEREST", "tag_spec": {"interest_spec": {"query_spec": {"query": "a"}}}}, 18001),
        ({"type": "INTEREST", "tag_spec": {"interest_spec": {"query_mode": MODE + "SEARCH"}}}, 18001),
        ({"fields": None}, 18001),
        ({"fields": ["city"]}, 12009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GET, **{"fields": FIELDS, "type": "REGION", **params}).code == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"query": "咖" * 66 + "aa"}, 0),
        ({"query": "咖" * 67}, 18006),
        ({"query": "a", "max_result_number": 50}, 0),
        ({"query": "a", "max_result_number": 51}, 18003),
        ({"query": "a", "max_result_number": 0}, 18004),
        ({"query": "a", "excluding_targeting_tags": ["a"] * 250}, 0),
        ({"query": "a", "excluding_targeting_tags": ["a"] * 251}, 18011),
        ({"query": "a", "query_list": ["a"] * 251}, 18011),
        ({"query": "a", "query_list": ["a" * 65]}, 18006),
    ],
    ids=str,
)
def test_queries_are_bounded(tencent, query, expected):
    spec = {"interest_spec": {"query_mode": MODE + "SEARCH", "query_spec": query}}
    assert tencent.get(GET, fields=FIELDS, type="INTEREST", tag_spec=spec).code == expected


def test_tags_tell_how_many_people_have_them(tencent):
    fields = ["category_id", "category_name", "category_uv"]
    answer = tencent.get(USERS, fields=fields, category_type="INTEREST", category_list=[141, 854, 7])
    assert answer.document["data"]["list"] == [
        {"category_id": 854, "category_name": "咖啡", "category_uv": 60_000_000},
        {"category_id": 141, "category_name": "音乐类游戏", "category_uv": 71_000_000},
    ]
    everything = tencent.get(USERS, fields=fields, category_type="BEHAVIOR").document["data"]["list"]
    assert len(everything) > 100
    assert all(tag["category_uv"] > 0 for tag in everything)


def test_a_kind_of_tags_without_users_is_refused(tencent):
    assert tencent.get(USERS, fields=["category_id"], category_type="REGION").code == 18009


@pytest.mark.parametrize(
    "kind",
    [
        "WECHAT_POSITION",
        "OFFICIAL_ACCOUNT_MEDIA_CATEGORY",
        "MINI_PROGRAM_AND_MINI_GAME",
        "PAY_SCENE",
        "MOBILE_UNION_CATEGORY",
        "WECHAT_CHANNELS_SCENE",
        "PC_SCENE",
    ],
)
def test_scenes_are_listed_by_their_type(tencent, kind):
    fields = ["id", "name", "description", "parent_id", "targeting_name"]
    found = tencent.get(SCENES, fields=fields, type=kind).document["data"]["list"]
    assert {scene["targeting_name"] for scene in found} == {kind.lower()}
    assert {scene["parent_id"] for scene in found} - {0} <= {scene["id"] for scene in found}
    assert all(scene["name"] and scene["description"] for scene in found)


def test_an_unknown_type_of_scenes_is_refused(tencent):
    assert tencent.get(SCENES, fields=["id"], type="MOMENTS").code == 18009
