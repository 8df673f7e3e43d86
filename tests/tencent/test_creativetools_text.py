"""Hints for creatives: texts, ways to derive material, wildcards, pages of games, and what would reach more sites."""

from typing import Any

import pytest

from mercat.domain.advertising.apps.playable_pages import playable_pages
from support import clips
from support.creatives import ad_group, component_ids, creative, upload_image, upload_video
from support.goods import catalog
from support.pictures import png
from support.tencent import TencentClient

TEXTS, WILDCARDS, GAME = "/v3.0/creativetools_text/get", "/v3.0/wildcards/get", "/v3.0/wx_game_playable_page/get"
METHODS, RECOMMEND = "/v3.0/muse_derive_switch_settings/get", "/v3.0/creative_recommend/get"
CARRIER = {"marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE"}


@pytest.fixture
def client(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def texts(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    data = client.get(TEXTS, **{"max_text_length": 100, "number": 100, **params}).document["data"]
    assert data["return_number"] == len(data["return_texts"])
    listed: list[dict[str, Any]] = data["return_texts"]
    return listed


# -- texts ------------------------------------------------------------------------------------------------------------


def test_texts_are_found_by_length_word_and_tag(client):
    every = texts(client)
    assert len(every) == 30
    assert {each["tag"] for each in every} == {"热门", "点击率高"}
    assert texts(client, max_text_length=7) == [each for each in every if len(each["text"]) <= 7]
    assert [each["text"] for each in texts(client, keyword="咖啡,书")] == ["现磨咖啡，唤醒清晨", "好书相伴，夜读不孤单"]
    assert texts(client, filtering=[0]) == [each for each in every if each["tag"] == "热门"]
    assert texts(client, filtering=[1]) == [each for each in every if each["tag"] == "点击率高"]
    assert len(texts(client, number=None)) == 10
    assert texts(client, number=201) == every


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"max_text_length": None}, 18001),
        ({"max_text_length": 0}, 18004),
        ({"number": 0}, 18004),
        ({"filtering": [2]}, 18003),
        ({"filtering": [0, 1, 1]}, 18011),
        ({"keyword": "k" * 256}, 18006),
        ({"adgroup_id": 999_999}, 1800307),
        ({"product_outer_ids": ["7"]}, 18001),
        ({"product_outer_ids": ["7"], "product_catalog_id": 999_999}, 66000),
        ({"product_catalog_id": 999_999}, 0),
        ({"fields": ["text"]}, 0),
    ],
    ids=str,
)
def test_a_search_for_texts_is_checked(client, params, expected):
    assert client.get(TEXTS, **{"max_text_length": 10, **params}).code == expected


def test_texts_for_products_begin_with_their_names(client):
    catalog_id = catalog(client, "tea-1", "tea-2")
    sought = {"product_catalog_id": catalog_id, "product_outer_ids": ["tea-2"]}
    first = texts(client, **sought)[:4]
    assert [each["text"].startswith("Product tea-2, 100 g，") for each in first] == [True, True, True, False]
    assert client.get(TEXTS, max_text_length=9, **{**sought, "product_outer_ids": ["tea-3"]}).code == 66022


# -- tables -----------------------------------------------------------------------------------------------------------


def test_wildcards_are_listed(client):
    listed = client.get(WILDCARDS, product_catalog_id=catalog(client), **CARRIER).document["data"]["list"]
    assert listed[0] == {"wildcard": "%%product_id1%%", "wildcard_type": "PRODUCT_INDEX", "display_name": "商品 1"}
    assert client.get(WILDCARDS, **CARRIER).code == 18001
    assert client.get(WILDCARDS, product_catalog_id=999_999, **CARRIER).code == 66000
    assert client.get(WILDCARDS, product_catalog_id=6, marketing_carrier_type="BALLOON").code == 18009


def test_ways_to_derive_depend_on_the_product(client):
    def methods(target: str, **params: Any) -> Any:
        target_type = f"MARKETING_TARGET_TYPE_{target}"
        return client.get(METHODS, marketing_target_type=target_type, **{**CARRIER, **params})

    data = methods("PRODUCT", site_set=["SITE_SET_MOMENTS"]).document["data"]
    assert data["is_derive_selected"] is True
    names = {each["derive_method_name"] for each in data["derive_method_list"]}
    assert "AI 扩图" in names
    assert "游戏九图" not in names
    games = methods("WECHAT_MINI_GAME", automatic_site_enabled=True).document["data"]["derive_method_list"]
    assert "游戏九图" in {each["derive_method_name"] for each in games}
    assert methods("PRODUCT").code == 18001
    assert methods("PRODUCT", site_set=["SITE_SET_MOMENTS"], automatic_site_enabled=True).code == 18009
    assert methods("BALLOON", site_set=["SITE_SET_MOMENTS"]).code == 18009


def test_pages_of_a_game_are_those_of_its_account(client, tencent_with):
    about = {"app_id": "wx1234", "playable_page_path": "pages/try", "playable_page_name": "Try it"}
    about |= {"nick_name": "Try", "status": "PLAYABLE_PAGE_STATUS_ONLINE"}
    client.server.instance.write_now(lambda tx: playable_pages.add(tx, client.account_id, about))
    (item,) = client.get(GAME, app_id="wx1234").document["data"]["list"]
    assert item == {name: value for name, value in about.items() if name != "app_id"}
    assert client.get(GAME, app_id="wx5678").document["data"]["list"] == []
    other = tencent_with("ads_management", account_id=25611)
    assert other.get(GAME, app_id="wx1234").document["data"]["list"] == []
    assert client.get(GAME).code == 18001
    assert client.get(GAME, app_id="a" * 513).code == 18006


# -- recommendations --------------------------------------------------------------------------------------------------


def recommend(client: TencentClient, *creatives: dict[str, Any]) -> Any:
    about = {"account_id": client.account_id, "dynamic_creative_name": "Tea"}
    return client.post(RECOMMEND, dynamic_creative_list=[about | each for each in creatives])


def test_a_call_that_names_no_creatives_is_about_those_of_the_account(client):
    assert client.post(RECOMMEND).document["data"]["creative_suggest_action_list"] == []
    group_id = ad_group(client, site_set=["SITE_SET_MOMENTS", "SITE_SET_CHANNELS"], automatic_site_enabled=False)
    image = {"image": [{"value": {"image_id": upload_image(client, png(160, 90))}}]}
    creative(client, group_id, components=image)
    data = client.post(RECOMMEND).document["data"]
    assert data["coverage"] == 50
    assert data == recommend(client, {"adgroup_id": group_id, "creative_components": image}).document["data"]


def test_templates_that_reach_more_sites_are_suggested(client):
    group_id = ad_group(client, site_set=["SITE_SET_MOMENTS", "SITE_SET_CHANNELS"], automatic_site_enabled=False)
    image = [{"value": {"image_id": upload_image(client, png(160, 90))}}]
    brand = [{"value": {"brand_name": "Tea", "brand_image_id": "1"}}]
    sent = {"adgroup_id": group_id, "creative_components": {"image": image, "brand": brand}}
    data = recommend(client, sent).document["data"]
    assert data["coverage"] == 50
    (actions,) = data["creative_suggest_action_list"]
    assert [(each["action_id"], each["site_set"]) for each in actions["suggest_action_item"]] == [
        ("ADD_NEW_TEMPLATE_ID_720", ["SITE_SET_CHANNELS"]),
        ("ADD_NEW_TEMPLATE_ID_721", ["SITE_SET_CHANNELS"]),
    ]
    assert data["common_suggest_action_list"] == actions["suggest_action_item"]
    video = [{"value": {"video_id": str(upload_video(client, clips.mp4()))}}]
    full = {"adgroup_id": group_id, "creative_components": {"video": video, "brand": brand}}
    both = recommend(client, sent, full).document["data"]
    assert (both["coverage"], both["common_suggest_action_list"]) == (75, [])
    assert both["creative_suggest_action_list"][1] == {"suggest_action_item": []}


def test_stored_components_count_and_a_brand_is_suggested(client):
    group_id = ad_group(client, site_set=["SITE_SET_MOMENTS"], automatic_site_enabled=False)
    image = creative(client, group_id, image_id=upload_image(client, png(160, 90)))
    component_id = component_ids(client, image)["image"]
    components = {"image": [{"component_id": component_id}]}
    data = recommend(client, {"adgroup_id": group_id, "creative_components": components}).document["data"]
    assert data["coverage"] == 100
    assert [each["action_id"] for each in data["common_suggest_action_list"]] == ["BRAND_JUMP_TYPE_TYPE_BRAND"]
    components = {"image": [{"component_id": 999_999}]}
    assert recommend(client, {"adgroup_id": group_id, "creative_components": components}).code == 1901683


def test_a_recommendation_is_checked(client):
    assert client.post(RECOMMEND).document["data"]["coverage"] == 0
    assert recommend(client, {"adgroup_id": 999_999, "creative_components": {}}).code == 1800307
    assert recommend(client, {"adgroup_id": 999_999}).code == 18001
    group = {"adgroup_id": ad_group(client), "creative_components": {}}
    assert recommend(client, *[group] * 255).code == 0
    assert recommend(client, *[group] * 256).code == 18011
