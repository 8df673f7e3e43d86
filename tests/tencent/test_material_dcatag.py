"""/v3.0/material_dcatag and /v3.0/material_dcaset: images and videos for products."""

from typing import Any

import pytest

from mercat.domain.advertising.review.reviews import REVIEW
from mercat.domain.bulk.simulated_progress import set_pace
from mercat.model.ad_reviews import State
from mercat.model.clock import HOUR
from support.ad_approvals import decide
from support.creatives import upload_image, upload_video
from support.tencent import TencentClient

TAGS, GET, SET = "/v3.0/material_dcatag/add", "/v3.0/material_dcatag/get", "/v3.0/material_dcaset/add"
OUTSIDE = {"marketing_asset_outer_id": "wx1234", "marketing_target_type": "MARKETING_TARGET_TYPE_MINI_PROGRAM_WECHAT"}


@pytest.fixture
def client(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def bindings(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(GET, **params).document["data"]["list"]
    return listed


def test_images_and_videos_are_bound_to_a_product(client):
    image_id, video_id = int(upload_image(client)), upload_video(client)
    info = [{"name": "color", "value": "green"}]
    tags = [{"tag_name": "season", "tag_value": "spring"}]
    sent = {"image_list": [{"image_id": image_id, "info": info}, {"image_id": 999_999}]}
    sent |= {"media_list": [{"media_id": video_id}], "dcatag_list": tags}
    data = client.post(TAGS, **sent, marketing_asset_id=7).document["data"]
    assert data == {"success_id_list": [image_id, video_id], "fail_id_list": [999_999]}
    first, second = bindings(client)
    assert (first["image_id"], first["info"], first["dcatag_list"]) == (image_id, info, tags)
    assert (first["marketing_asset_id"], first["audit_status"], first["audit_msg"]) == (7, 1, "")
    assert second["media_id"] == video_id
    assert "image_id" not in second
    assert first["page_info"] == {"page": 1, "page_size": 10, "total_number": 2, "total_page": 1}


def test_a_set_and_tags_are_of_one_binding_and_no_tags_leave_those_before(client):
    image_id = int(upload_image(client))
    tags = [{"tag_name": "season", "tag_value": "spring"}]
    client.post(TAGS, image_list=[{"image_id": image_id}], dcatag_list=tags, marketing_asset_outer_spec=OUTSIDE)
    client.post(SET, image_id_list=[image_id], set_name="Spring", marketing_asset_outer_spec=OUTSIDE)
    client.post(TAGS, image_list=[{"image_id": image_id}], dcatag_list=[], marketing_asset_outer_spec=OUTSIDE)
    (item,) = bindings(client)
    assert (item["set_name"], item["dcatag_list"]) == ("Spring", tags)
    assert (item["marketing_asset_outer_id"], item["marketing_target_type"]) == tuple(OUTSIDE.values())


def test_bindings_are_found_by_material_and_by_product(client):
    images = [int(upload_image(client)) for _ in range(3)]
    video_id = upload_video(client)
    client.post(SET, image_id_list=images, set_name="One", marketing_asset_id=7)
    client.post(SET, image_id_list=images[:1], media_id_list=[video_id], set_name="Two", marketing_asset_id=8)
    assert [item["image_id"] for item in bindings(client, image_id_list=images[:2])] == [*images[:2], images[0]]
    both = bindings(client, image_id_list=[images[2]], media_id_list=[video_id])
    assert [item.get("image_id", item.get("media_id")) for item in both] == [images[2], video_id]
    assert {item["set_name"] for item in bindings(client, marketing_asset_id=8)} == {"Two"}
    assert [item["image_id"] for item in bindings(client, marketing_asset_id=7, page=2, page_size=2)] == images[2:]
    assert bindings(client, marketing_asset_outer_spec=OUTSIDE) == []


def test_a_binding_is_reviewed_as_the_transitions_say(client):
    client.server.instance.write_now(lambda tx: set_pace(tx, REVIEW, "timed"))
    client.post(SET, image_id_list=[int(upload_image(client))], set_name="One", marketing_asset_id=7)
    assert [item["audit_status"] for item in bindings(client)] == [0]
    client.server.instance.clock.offset_ms += 2 * HOUR
    assert [item["audit_status"] for item in bindings(client)] == [1]


def test_a_reviewer_refuses_a_binding_for_a_reason(client):
    client.server.instance.write_now(lambda tx: set_pace(tx, REVIEW, "manual"))
    client.post(SET, image_id_list=[int(upload_image(client))], set_name="One", marketing_asset_id=7)
    assert [(item["audit_status"], item["audit_msg"]) for item in bindings(client)] == [(0, "")]
    decide(client, State.REFUSED, "Another product.")
    assert [(item["audit_status"], item["audit_msg"]) for item in bindings(client)] == [(2, "Another product.")]


def test_bindings_of_another_account_are_not_seen(client, tencent_with):
    image_id = int(upload_image(client))
    client.post(SET, image_id_list=[image_id], set_name="One", marketing_asset_id=7)
    other = tencent_with("ads_management", account_id=25611)
    assert bindings(other) == []
    data = other.post(SET, image_id_list=[image_id], set_name="One", marketing_asset_id=7).document["data"]
    assert data == {"success_id_list": [], "fail_id_list": [image_id]}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"marketing_asset_id": None}, 18001),
        ({"image_id_list": []}, 18001),
        ({"image_id_list": [1] * 100}, 0),
        ({"image_id_list": [1] * 101}, 18011),
        ({"media_id_list": [1] * 101}, 18011),
        ({"set_name": None}, 18001),
        ({"marketing_target_type": "MARKETING_TARGET_TYPE_PRODUCT"}, 18009),
        ({"marketing_asset_outer_spec": {"marketing_asset_outer_id": "1"}}, 18001),
        ({"account_id": None}, 18001),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_call_is_checked(client, members, expected):
    sent = {"image_id_list": [1], "set_name": "One", "marketing_asset_id": 7}
    assert client.post(SET, **{**sent, **members}).code == expected


@pytest.mark.parametrize(("name", "key"), [("image_list", "image_id"), ("media_list", "media_id")])
def test_a_call_takes_a_hundred_of_each(client, name, key):
    assert client.post(TAGS, **{name: [{key: 1}] * 100}, marketing_asset_id=7).code == 0
    assert client.post(TAGS, **{name: [{key: 1}] * 101}, marketing_asset_id=7).code == 18011
    assert client.post(TAGS, **{name: [{}]}, marketing_asset_id=7).code == 18001
