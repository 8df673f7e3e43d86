"""/v3.0/official_landing_page...: pages of elements, from the draft to the decision of a reviewer."""

from typing import Any

import pytest

from mercat.domain.advertising.review.reviews import TIMED_MS
from mercat.model.ad_reviews import State
from support import ad_approvals, clips
from support.ad_materials import image, video, where
from support.ad_reviews import set_pace
from support.audiences import listed
from support.tencent import TencentClient

ADD, GET = "/v3.0/official_landing_page_component/add", "/v3.0/official_landing_page_list/get"
DETAIL, SUBMIT = "/v3.0/official_landing_page_detail/get", "/v3.0/official_landing_page_submit/update"
DELETE = "/v3.0/official_landing_page/delete"
CONFIG = {"page_name": "Tea", "page_title": "Fresh tea"}
LINK = {"convert_link": {"convert_type": "link", "src": "https://www.example.com/tea"}}
BUTTON = {"element_type": "BlockButton", "block_button_config": {"content": "Order", **LINK}}
TEXT = {"element_type": "BlockText", "block_text_config": {"content": "Fresh tea for you"}}


def create(client: TencentClient, *elements: dict[str, Any], **config: Any) -> int:
    answer = client.post(ADD, page_config=CONFIG | config, page_elements=list(elements or (TEXT,)), proto_version=1)
    assert answer.code == 0, answer
    data = answer.document["data"]
    assert data["page_id"] == data["landing_page_id"]
    page_id: int = data["page_id"]
    return page_id


def refused(client: TencentClient, *elements: dict[str, Any], **config: Any) -> tuple[int, str]:
    answer = client.post(ADD, page_config=CONFIG | config, page_elements=list(elements))
    assert listed(client, GET) == []
    return answer.code, answer.document["message"]


def submit(client: TencentClient, page_id: int) -> int:
    return client.post(SUBMIT, page_id=page_id).code


def statuses(client: TencentClient, **params: Any) -> list[str]:
    return [page["page_status"].rpartition("_")[2] for page in listed(client, GET, **params)]


# -- what a page shows ----------------------------------------------------------------------------------------------


def test_a_page_is_read_as_it_was_made(tencent):
    picture, wide = image(tencent, 750, 1_000), image(tencent, 4_096, 2_048)
    elements = [
        {"element_type": "HeadOutsideMaterial"},
        {"element_type": "Head180PanoramaImage", "head_180_panorama_image_config": {"material_id": wide}},
        {
            "element_type": "BlockImage",
            "block_image_config": {"material_id": picture, "areas": [{"width": 30, "height": 100, **LINK}]},
        },
        {"element_type": "BlockVideo", "block_video_config": {"material_id": str(video(tencent, clips.mp4(750, 420)))}},
        {
            "element_type": "BlockCarousel",
            "block_carousel_config": {"material_id_list": [picture, picture], "type": "center"},
        },
        BUTTON,
    ]
    page_id = create(tencent, *elements, bg_color="#fafafa")
    detail = tencent.get(DETAIL, page_id=page_id, fields=["page_id", "page_config", "page_elements"]).document["data"]
    config = CONFIG | {"bg_color": "#fafafa", "enable_android_market": False}
    assert detail == {"page_id": page_id, "page_config": config, "page_elements": elements}
    (page,) = listed(tencent, GET)
    assert page == {
        "page_id": page_id,
        "landing_page_id": page_id,
        "page_name": "Tea",
        "page_title": "Fresh tea",
        "page_type": "XJ_WEBSITE_H5",
        "page_status": "LANDING_PAGE_STATUS_EDITING",
    }


def test_fields_of_a_detail_name_members_of_the_page(tencent):
    page_id = create(tencent)
    assert tencent.get(DETAIL, page_id=page_id, fields=["landing_page_id"]).document["data"] == {
        "landing_page_id": page_id
    }
    assert tencent.get(DETAIL, page_id=page_id, fields=["page_status"]).code == 12009


def test_a_shared_page_shows_its_thumbnail(tencent):
    sharing = {"share_title": "Tea", "share_description": "Tea for you"}
    page_id = create(tencent, **sharing, share_thumburl_material_id=image(tencent, 250, 250))
    config = tencent.get(DETAIL, page_id=page_id, fields=["page_config"]).document["data"]["page_config"]
    assert "/v3.0/previews/" in config["share_thumb_url"]
    assert "share_thumburl_material_id" not in config


@pytest.mark.parametrize(
    ("config", "element", "kind"),
    [
        ({"android_app_id": "1"}, TEXT, "XJ_ANDROID_APP_H5"),
        ({"ios_app_id": "1"}, TEXT, "XJ_IOS_APP_H5"),
        ({"android_app_id": "1", "ios_app_id": "2", "enable_android_market": True}, TEXT, "XJ_ANDROID_IOS_APP_H5"),
        ({}, TEXT, "XJ_DEFAULT_H5"),
        ({}, BUTTON, "XJ_WEBSITE_H5"),
    ],
)
def test_the_type_of_a_page_follows_from_where_it_leads(tencent, config, element, kind):
    create(tencent, element, **config)
    assert [page["page_type"] for page in listed(tencent, GET)] == [kind]


@pytest.mark.parametrize(("content", "expected"), [("立即下载", 0), ("立即下载" * 2, 0), ("立即下载吧" * 2, 18006)])
def test_the_text_of_a_button_has_eight_characters(tencent, content, expected):
    button = {"element_type": "BlockButton", "block_button_config": {**LINK, "content": content}}
    config = {"page_name": "落地页名称 - 用于管理", "page_title": "落地页标题"}
    assert tencent.post(ADD, page_config=config, page_elements=[button]).code == expected


@pytest.mark.parametrize(
    ("element", "code", "named"),
    [
        ({}, 18001, "element_type"),
        ({"element_type": "Banner"}, 18009, "element_type"),
        ({"element_type": "BlockText"}, 18001, "block_text_config"),
        ({"element_type": "BlockText", "block_text_config": {"font_size": "13"}}, 18009, "font_size"),
        ({"element_type": "BlockText", "block_text_config": {"color": "black"}}, 18002, "color"),
        ({"element_type": "BlockDivider", "block_divider_config": {"type": "dotted"}}, 18009, "type"),
        ({"element_type": "BlockImage", "block_image_config": {}}, 18001, "material_id"),
        ({"element_type": "BlockVideo", "block_video_config": {}}, 18001, "material_id"),
        ({"element_type": "HeadCarousel", "head_carousel_config": {"type": "full"}}, 18001, "material_id_list"),
        (
            {"element_type": "BlockButton", "block_button_config": {"content": "Order for two"}},
            18006,
            "content",
        ),
        (
            {"element_type": "BlockCustomPage", "block_custom_page_config": {"src": "http://example.com"}},
            18002,
            "src",
        ),
        (
            {"element_type": "BlockButton", "block_button_config": {**LINK, "convert_gh": {"convert_type": "gh"}}},
            18001,
            "appid",
        ),
        (
            {
                "element_type": "BlockButton",
                "block_button_config": {**LINK, "convert_unknown": {"convert_type": "unknown"}},
            },
            31002,
            "convert_unknown",
        ),
        (
            {"element_type": "BlockButton", "block_button_config": {"convert_download": {"convert_type": "link"}}},
            18009,
            "convert_type",
        ),
        (
            {"element_type": "BlockButton", "block_button_config": {"convert_download": {"convert_type": "download"}}},
            18001,
            "android_app_id",
        ),
    ],
)
def test_an_element_that_is_not_whole_is_refused(tencent, element, code, named):
    answered, message = refused(tencent, element)
    assert (answered, named in message) == (code, True), message


@pytest.mark.parametrize(
    ("config", "code", "named"),
    [
        ({"page_name": "Tea \U0001f375"}, 64027, "page_name"),
        ({"page_name": "T" * 21}, 18006, "page_name"),
        ({"bg_color": "#12345"}, 18002, "bg_color"),
        ({"share_title": "Tea"}, 18001, "share_description"),
        ({"enable_android_market": True}, 18001, "android_app_id"),
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(tencent, config, code, named):
    answered, message = refused(tencent, TEXT, **config)
    assert (answered, named in message) == (code, True), message


def picture(image_id: str, *areas: dict[str, int]) -> dict[str, Any]:
    return {"element_type": "BlockImage", "block_image_config": {"material_id": image_id, "areas": list(areas)}}


def test_material_has_the_sides_that_its_place_needs(server, tencent):
    assert refused(tencent, picture("1"))[0] == 64018
    other = TencentClient(server, name="other", account_id=25611)
    assert refused(tencent, picture(image(other, 750, 300)))[0] == 64018
    assert refused(tencent, picture(image(tencent, 751, 300)))[0] == 64020
    assert refused(tencent, picture(image(tencent, 750, 1_337)))[0] == 64020
    film = {"element_type": "HeadVideo", "head_video_config": {"material_id": str(video(tencent))}}
    assert refused(tencent, film)[0] == 64020
    unequal = {"material_id_list": [image(tencent, 750, 300), image(tencent, 750, 301)]}
    assert refused(tencent, {"element_type": "HeadCarousel", "head_carousel_config": unequal})[0] == 64020
    create(tencent, picture(image(tencent, 750, 1_336)))


def test_areas_cover_at_most_thirty_percent_of_a_picture(tencent):
    picture_id = image(tencent, 750, 300)
    areas = [{"width": 50, "height": 50}, {"width": 50, "height": 11}]
    assert refused(tencent, picture(picture_id, *areas))[0] == 18003
    create(tencent, picture(picture_id, areas[0], {"width": 50, "height": 10}))


# -- the life of a page ---------------------------------------------------------------------------------------------


def test_a_page_is_a_draft_until_it_is_submitted(tencent):
    page_id = create(tencent)
    assert statuses(tencent) == ["EDITING"]
    assert tencent.post(SUBMIT, page_id=page_id).document["data"] == {
        "account_id": tencent.account_id,
        "page_id": page_id,
        "landing_page_id": page_id,
    }
    assert statuses(tencent) == ["APPROVED"]


def test_a_review_takes_its_time_if_the_sandbox_says_so(tencent, server):
    set_pace(tencent, "timed")
    page_id = create(tencent)
    submit(tencent, page_id)
    assert statuses(tencent) == ["PENDING"]
    server.instance.clock.offset_ms += TIMED_MS
    assert statuses(tencent) == ["APPROVED"]


def test_a_review_ends_after_some_looks_if_the_sandbox_says_so(tencent):
    set_pace(tencent, "polls:2")
    submit(tencent, create(tencent))
    assert [statuses(tencent), statuses(tencent), statuses(tencent)] == [["PENDING"], ["APPROVED"], ["APPROVED"]]


def test_a_refused_page_can_be_sent_again(tencent):
    set_pace(tencent, "manual")
    page_id = create(tencent)
    submit(tencent, page_id)
    ad_approvals.decide(tencent, State.REFUSED, "no licence")
    assert statuses(tencent) == ["REJECTED"]
    submit(tencent, page_id)
    assert statuses(tencent) == ["PENDING"]
    ad_approvals.decide(tencent, State.APPROVED)
    assert statuses(tencent) == ["APPROVED"]
    submit(tencent, page_id)
    assert statuses(tencent) == ["APPROVED"]


def test_pages_are_found_by_id_name_and_state(tencent):
    tea, coffee = create(tencent), create(tencent, page_name="Coffee")
    submit(tencent, coffee)

    def found(field: str, value: str) -> list[int]:
        return [page["page_id"] for page in listed(tencent, GET, filtering=where(field, "EQUALS", value))]

    assert (found("page_id", str(tea)), found("page_name", "Coffee")) == ([tea], [coffee])
    assert found("page_status", "LANDING_PAGE_STATUS_APPROVED") == [coffee]
    assert found("page_status", "LANDING_PAGE_STATUS_EDITING") == [tea]
    assert found("page_status", "LANDING_PAGE_STATUS_OFFLINE") == []


def test_a_deleted_page_is_gone(tencent):
    page_id = create(tencent)
    assert tencent.post(DELETE, page_id=page_id).document["data"]["landing_page_id"] == page_id
    assert listed(tencent, GET) == []
    assert tencent.get(DETAIL, page_id=page_id, fields=["page_id"]).code == 31010
    assert tencent.post(DELETE, page_id=page_id).code == 31010
    assert submit(tencent, page_id) == 31010


def test_a_page_of_another_account_is_not_found(server, tencent):
    page_id = create(TencentClient(server, name="other", account_id=25611))
    assert tencent.get(DETAIL, page_id=page_id, fields=["page_id"]).code == 31010
    assert (submit(tencent, page_id), tencent.post(DELETE, page_id=page_id).code) == (31010, 31010)


def test_a_submission_names_a_page(tencent):
    assert tencent.post(SUBMIT).code == 18001
