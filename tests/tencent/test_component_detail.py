"""/v3.0/component_detail: the pages, pictures and films behind the ids of components."""

from typing import Any

import pytest

from support.ad_reviews import add_creative, add_group
from support.creatives import upload_image, upload_video
from support.tencent import TencentClient

GET = "/v3.0/component_detail/get"
SUBTYPES = {"jump_info": "JUMP_INFO_H5", "brand": "BRAND", "image": "IMAGE_16X9", "video": "VIDEO_16X9"}
URL = "https://tea.example.com/spring"
PAGE = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": URL}}}


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


def detail(client: TencentClient, value: dict[str, Any]) -> dict[str, Any]:
    """The detail of a new component."""
    body = {"component_value": value, "component_sub_type": SUBTYPES[next(iter(value))]}
    component = client.post("/v3.0/components/add", **body).data.component_id
    condition = {"field": "component_id", "operator": "EQUALS", "values": [str(component)]}
    (item,) = client.get(GET, filtering=[condition]).document["data"]["list"]
    assert (item["account_id"], item["component_id"]) == (client.account_id, component)
    content: dict[str, Any] = item["component_detail"]
    return content


def test_a_landing_page_is_answered_with_its_backups(tencent):
    value = {"jump_info": {"value": {**PAGE, "backups": [PAGE]}}}
    main, backup = detail(tencent, value)["jump_info"]["jump_info_list"]
    assert main == {"page_type": "PAGE_TYPE_H5", "page_detail": {"h5_detail": {"page_url": URL}}, "is_backup": False}
    assert (backup["is_backup"], backup["backup_index"]) == (True, 0)


def test_a_wechat_page_is_answered_with_its_name(tencent):
    elements = [{"element_type": "TEXT", "text_spec": {"text": "Tea"}}]
    share = {"share_title": "Tea", "share_description": "Tea for you"}
    body = {"page_name": "Tea page", "page_template_id": 7, "share_content_spec": share}
    page = tencent.post("/v3.0/wechat_pages/add", page_elements_spec_list=elements, **body)
    page_id = page.data.page_id
    spec = {"page_type": "PAGE_TYPE_WECHAT_CANVAS", "page_spec": {"wechat_canvas_spec": {"page_id": page_id}}}
    add_creative(tencent, add_group(tencent), main_jump_info=[{"value": spec}])
    (item,) = tencent.get(GET).document["data"]["list"]
    (main,) = item["component_detail"]["jump_info"]["jump_info_list"]
    assert main["page_detail"]["official_detail"] == {
        "page_id": page_id,
        "page_name": "Tea page",
        "page_status": "NORMAL",
    }


def test_pictures_and_films_are_answered_with_their_urls(tencent):
    image, video = upload_image(tencent), str(upload_video(tencent))
    (picture,) = detail(tencent, {"image": {"value": {"image_id": image}}})["image_list"]
    assert picture["image_id"] == image
    assert "/v3.0/previews/" in picture["image_url"]
    (film,) = detail(tencent, {"video": {"value": {"video_id": video, "cover_id": image}}})["video_list"]
    assert (film["video_id"], film["cover_id"], film["cover_url"]) == (video, image, picture["image_url"])
    brand = detail(tencent, {"brand": {"value": {"brand_name": "Tea House", "brand_image_id": image}}})["brand"]
    assert (brand["brand_name"], brand["brand_image_id"]) == ("Tea House", image)


def test_another_account_sees_no_details(tencent):
    body = {"component_value": {"jump_info": {"value": PAGE}}, "component_sub_type": "JUMP_INFO_H5"}
    assert tencent.post("/v3.0/components/add", **body).code == 0
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert stranger.get(GET).document["data"]["list"] == []
