"""/v3.0/creative_template and /v3.0/creative_template_list: creative templates."""

from typing import Any

import pytest

from support.creatives import ad_group
from support.tencent import TencentClient

LIST, DETAILS = "/v3.0/creative_template_list/get", "/v3.0/creative_template/get"
MOMENTS = "SITE_SET_MOMENTS"


@pytest.fixture
def client(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def ids(client: TencentClient, **params: Any) -> list[int]:
    answer = client.get(LIST, **{"page_size": 100, **params}).document["data"]
    assert answer["page_info"]["total_number"] >= len(answer["list"])
    return [item["creative_template_id"] for item in answer["list"]]


def details(client: TencentClient, **params: Any) -> Any:
    required = {
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_sub_goal": "MARKETING_SUB_GOAL_UNKNOWN",
        "marketing_target_type": "MARKETING_TARGET_TYPE_PRODUCT",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "delivery_mode": "DELIVERY_MODE_COMPONENT",
        "site_set": [MOMENTS],
    }
    return client.get(DETAILS, **{**required, **params})


def test_templates_are_listed_with_their_sites(client):
    assert {311, 711, 712, 720, 721, 925} <= set(ids(client))
    (item,) = client.get(LIST, creative_template_id=711).document["data"]["list"]
    assert (item["creative_template_appellation"], item["creative_template_size"]) == ("横版大图 16:9", "1280x720")
    assert {"site_id": MOMENTS, "site_name": "微信朋友圈"} in item["support_site_set_info"]
    assert item["is_offline"] is False
    picture = client.server.call("GET", item["creative_sample_image"].removeprefix("http://mercat.test"))
    assert (picture.status, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert b'width="1280" height="720"' in picture.content


def test_templates_are_found_by_what_the_call_names(client):
    every = ids(client)
    computers = ids(client, site_set="SITE_SET_PCQQ")
    assert computers == [925]
    assert set(ids(client, support_site_set=["SITE_SET_PCQQ", "SITE_SET_CHANNELS"])) == {720, 721, 925}
    assert ids(client, bid_mode="BID_MODE_CPS") == []
    assert ids(client, bid_mode="BID_MODE_CPC") == every
    assert ids(client, creative_template_id=1) == []
    assert ids(client, page=2, page_size=3) == every[3:6]
    group_id = ad_group(client, site_set=["SITE_SET_PCQQ"], bid_mode="BID_MODE_CPC")
    assert ids(client, adgroup_id=group_id) == computers
    assert client.get(LIST, adgroup_id=999_999).code == 1800307


@pytest.mark.parametrize(
    ("params", "expected"),
    [({"site_set": "SITE_SET_MOON"}, 18009), ({"bid_mode": "BID_MODE_CPX"}, 18009), ({"page_size": 101}, 18003)],
    ids=str,
)
def test_a_search_is_checked(client, params, expected):
    assert client.get(LIST, **params).code == expected


def test_a_template_tells_what_it_takes(client):
    (old,) = details(client, creative_template_id=720).document["data"]["list"]
    video = next(item for item in old["creative_components"] if item["name"] == "video")
    assert video["restriction"]["video_restriction"]["max_duration"] == 300
    assert "creative_permissions" not in old
    (new,) = details(client, creative_template_id=711, use_new_version=True).document["data"]["list"]
    image = next(item for item in new["creative_permissions"]["creative_components"] if item["name"] == "image")
    (option,) = image["component_sub_type_options"]
    assert option["component_sub_type"] == "IMAGE_16X9"
    assert (option["value_field"][0]["valid"]["width"], option["value_field"][0]["name"]) == (1280, "image_id")
    assert "creative_components" not in new


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"site_set": None}, 18001),
        ({"site_set": None, "automatic_site_enabled": True}, 0),
        ({"marketing_goal": None}, 18001),
        ({"delivery_mode": "DELIVERY_MODE_MIXED"}, 18009),
        ({"fields": ["creative_template_id"]}, 0),
        ({"fields": ["color"]}, 12009),
    ],
    ids=str,
)
def test_a_call_for_details_is_checked(client, params, expected):
    assert details(client, **params).code == expected


@pytest.mark.parametrize("name", ["0x10", "10x10000", "10", "<svg>", "10x10x10"])
def test_pictures_have_a_size(client, name):
    answer = client.server.call("GET", f"/v3.0/template_pictures/{name}")
    assert answer.document["code"] in (31010, 12007)
