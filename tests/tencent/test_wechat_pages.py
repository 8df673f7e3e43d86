"""/v3.0/wechat_pages: native pages of elements."""

from typing import Any

import pytest

from support.ad_materials import image, video, where
from support.tencent import TencentClient

ADD, GET, DELETE = "/v3.0/wechat_pages/add", "/v3.0/wechat_pages/get", "/v3.0/wechat_pages/delete"
FIELDS = ["page_id", "page_name", "page_status"]
TEXT = {"element_type": "TEXT", "text_spec": {"text": "Fresh tea"}}
PAGE = {
    "page_name": "Spring tea",
    "page_template_id": 7,
    "page_elements_spec_list": [TEXT],
    "share_content_spec": {"share_title": "Tea", "share_description": "Tea for you"},
}


def pages(client: TencentClient, fields: list[str] = FIELDS, **params: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(GET, fields=fields, **params).document["data"]["list"]
    return listed


def add(client: TencentClient, **members: Any) -> int:
    page_id: int = client.post(ADD, **{**PAGE, **members}).data.page_id
    return page_id


def test_a_page_shows_its_elements_in_their_order(tencent):
    elements = [
        {"element_type": "IMAGE", "image_spec": {"image_id_list": [image(tencent)]}},
        {"element_type": "VIDEO", "video_spec": {"video_id": video(tencent)}},
        TEXT,
        {"element_type": "BUTTON", "button_spec": {"title": "Order", "url": "https://www.example.com/tea"}},
    ]
    page_id = add(tencent, page_elements_spec_list=elements)
    (page,) = pages(tencent, [*FIELDS, *PAGE, "page_type", "source_type", "created_time", "owner_uid"])
    assert page.pop("created_time") == tencent.server.instance.clock.now() // 1_000
    assert page == {
        **PAGE,
        "page_elements_spec_list": elements,
        "page_id": page_id,
        "page_status": "NORMAL",
        "page_type": "PAGE_TYPE_WECHAT_CANVAS",
        "source_type": "SOURCE_TYPE_EQQ",
        "owner_uid": 0,
    }


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": 1}, 12201),
        ({"page_name": None}, 18001),
        ({"page_name": ""}, 18005),
        ({"page_name": "n" * 120}, 0),
        ({"page_name": "n" * 121}, 18006),
        ({"page_template_id": "7"}, 18002),
        ({"page_elements_spec_list": []}, 18012),
        ({"page_elements_spec_list": [TEXT] * 40}, 0),
        ({"page_elements_spec_list": [TEXT] * 41}, 18011),
        ({"page_elements_spec_list": [{}]}, 18001),
        ({"page_elements_spec_list": [{"element_type": "MAP"}]}, 18009),
        ({"page_elements_spec_list": [{"element_type": "TEXT"}]}, 18001),
        ({"page_elements_spec_list": [{"element_type": "BUTTON", **TEXT["text_spec"]}]}, 18001),
        ({"page_elements_spec_list": [{**TEXT, "text_spec": {"text": ""}}]}, 18005),
        ({"page_elements_spec_list": [{"element_type": "IMAGE", "image_spec": {"image_id_list": []}}]}, 18012),
        ({"page_elements_spec_list": [{"element_type": "IMAGE", "image_spec": {"image_id_list": ["9"]}}]}, 64018),
        ({"page_elements_spec_list": [{"element_type": "IMAGE", "image_spec": {"image_id_list": ["x"]}}]}, 64018),
        ({"page_elements_spec_list": [{"element_type": "VIDEO", "video_spec": {"video_id": 9}}]}, 64018),
        ({"page_elements_spec_list": [TEXT, {"element_type": "VIDEO", "video_spec": {}}]}, 18001),
        ({"share_content_spec": None}, 18001),
        ({"share_content_spec": {"share_title": "t" * 28, "share_description": "d" * 40}}, 0),
        ({"share_content_spec": {"share_title": "t" * 29, "share_description": "d"}}, 18006),
        ({"share_content_spec": {"share_title": "t", "share_description": "d" * 41}}, 18006),
    ],
    ids=lambda value: str(value)[:70],
)
def test_a_page_is_checked_and_a_refused_one_is_not_kept(tencent, members, expected):
    assert tencent.post(ADD, **{**PAGE, **members}).code == expected
    assert len(pages(tencent)) == (1 if expected == 0 else 0)


def test_material_of_another_account_is_not_found(tencent, tencent_with):
    picture = image(tencent_with("ads_management", "account_management", account_id=25611))
    element = {"element_type": "IMAGE", "image_spec": {"image_id_list": [picture]}}
    assert tencent.post(ADD, **{**PAGE, "page_elements_spec_list": [element]}).code == 64018


def test_pages_are_filtered(tencent):
    first, second = add(tencent), add(tencent, page_name="Coffee")

    def matches(field: str, operator: str, *values: str) -> list[int]:
        return [page["page_id"] for page in pages(tencent, filtering=where(field, operator, *values))]

    assert matches("page_id", "EQUALS", str(first)) == [first]
    assert matches("page_id", "IN", str(first), str(second)) == [first, second]
    assert matches("page_name", "CONTAINS", "Cof") == [second]
    assert matches("page_type", "IN", "PAGE_TYPE_WECHAT_CANVAS") == [first, second]
    assert matches("source_type", "EQUALS", "SOURCE_TYPE_MP") == []
    assert matches("marketing_goal", "EQUALS", "MARKETING_GOAL_USER_GROWTH") == []
    assert tencent.get(GET, fields=FIELDS, filtering=where("page_title", "EQUALS", "x")).code == 18009
    assert [page["page_id"] for page in pages(tencent, page=2, page_size=1)] == [second]


def test_an_owner_is_oneself_or_somebody_who_granted_nothing(tencent):
    page_id = add(tencent)
    assert [page["page_id"] for page in pages(tencent, owner_uid=0)] == [page_id]
    assert [page["page_id"] for page in pages(tencent, owner_uid=tencent.account_id)] == [page_id]
    assert pages(tencent, owner_uid=25611) == []


def test_a_deleted_page_is_listed_only_by_its_status(tencent, tencent_with):
    first, second = add(tencent), add(tencent)
    assert tencent_with("ads_management", account_id=25611).post(DELETE, page_id=first).code == 31010
    assert tencent.post(DELETE, page_id=first).document["data"] == {"page_id": first}
    assert [page["page_id"] for page in pages(tencent)] == [second]
    both = pages(tencent, filtering=where("page_status", "IN", "NORMAL", "DELETED"))
    assert [(page["page_id"], page["page_status"]) for page in both] == [(first, "DELETED"), (second, "NORMAL")]
    assert tencent.post(DELETE, page_id=first).code == 31010
    assert tencent.post(DELETE).code == 18001
