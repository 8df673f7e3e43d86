"""/v3.0/components: making, reading and deleting the parts of creatives."""

from typing import Any

import pytest

from support.ad_reviews import add_creative, add_group, set_pace
from support.creatives import upload_image, upload_video
from support.pictures import png
from support.tencent import TencentClient

ADD, GET, DELETE = "/v3.0/components/add", "/v3.0/components/get", "/v3.0/components/delete"
SUBTYPES = {"jump_info": "JUMP_INFO_H5", "brand": "BRAND", "image": "IMAGE_16X9", "video": "VIDEO_16X9"}
PAGE = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": "https://tea.example.com/spring"}}}
H5_MISSING = {"page_type": "PAGE_TYPE_H5_PROFILE", "page_spec": {"h5_profile_spec": {"page_id": 999_999}}}


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


def title(text: str = "Fresh tea") -> dict[str, Any]:
    return {"title": {"value": {"content": text}}}


def add(client: TencentClient, value: dict[str, Any], **others: Any) -> int:
    """The id of a new component."""
    component_id: int = client.post(ADD, **new(value), **others).data.component_id
    return component_id


def new(value: dict[str, Any] | None, **others: Any) -> dict[str, Any]:
    """A component of a usual subtype."""
    return {
        "component_value": value,
        "component_sub_type": SUBTYPES.get(next(iter(value or {}), ""), "TITLE"),
        **others,
    }


def read(client: TencentClient, *condition: Any, **params: Any) -> list[dict[str, Any]]:
    """Components with all their members, that match a condition."""
    if condition:
        field, operator, *values = condition
        params["filtering"] = [{"field": field, "operator": operator, "values": values}]
    items: list[dict[str, Any]] = client.get(GET, **params).document["data"]["list"]
    return items


def picture(client: TencentClient, width: int, height: int) -> dict[str, Any]:
    return {"image": {"value": {"image_id": upload_image(client, png(width, height))}}}


def pictures(client: TencentClient, *images: str) -> dict[str, Any]:
    return {"image_list": {"value": {"list": [{"image_id": image} for image in images]}}}


# -- success --------------------------------------------------------------------------------------------------------


def test_a_component_is_made_and_read(tencent):
    component = add(tencent, title(), component_custom_name="First title")
    (item,) = read(tencent)
    assert item["component_value"] == {
        "title": {"component_id": component, "value": {"content": "Fresh tea"}, "is_deleted": False}
    }
    assert (item["component_id"], item["component_custom_name"], item["component_sub_type"]) == (
        component,
        "First title",
        "TITLE",
    )
    assert (item["account_id"], item["is_deleted"], item["generation_type"], item["scene"]) == (
        tencent.account_id,
        False,
        "COMPONENT_GENERATION_TYPE_USER_CREATE",
        "DEFAULT",
    )
    assert "organization_id" not in item
    assert abs(item["created_time"] * 1_000 - tencent.server.instance.clock.now()) < 60_000


def test_components_of_creatives_are_in_the_library_and_the_other_way_round(tencent):
    component = add(tencent, {"jump_info": {"value": PAGE}})
    add_creative(tencent, add_group(tencent), title=[{"value": {"content": "Tea"}}], main_jump_info=[{"value": PAGE}])
    (creative,) = tencent.get("/v3.0/dynamic_creatives/get").document["data"]["list"]
    assert creative["creative_components"]["main_jump_info"][0]["component_id"] == component
    assert [list(item["component_value"]) for item in read(tencent)] == [["jump_info"], ["title"]]


def test_a_value_counts_more_than_the_id_beside_it(tencent):
    component = add(tencent, title("Old"))
    add_creative(tencent, add_group(tencent), title=[{"component_id": component, "value": {"content": "New"}}])
    (creative,) = tencent.get("/v3.0/dynamic_creatives/get").document["data"]["list"]
    (part,) = creative["creative_components"]["title"]
    assert part["value"] == {"content": "New"}
    assert part["component_id"] != component


@pytest.mark.parametrize(
    ("size", "subtype"),
    [
        ((1_280, 720), "IMAGE_16X9"),
        ((720, 1_280), "IMAGE_9X16"),
        ((800, 800), "IMAGE_1X1"),
        ((600, 400), "IMAGE_3X2"),
        ((1_000, 350), "IMAGE_20X7"),
        ((500, 10), None),
    ],
)
def test_a_picture_of_a_creative_gets_the_subtype_of_its_size(tencent, size, subtype):
    add_creative(tencent, add_group(tencent), image=[picture(tencent, *size)["image"]])
    (item,) = read(tencent)
    assert item.get("component_sub_type") == subtype


def test_other_parts_of_a_creative_get_subtypes_too(tencent):
    brand = {"value": {"brand_name": "Tea House"}}
    add_creative(tencent, add_group(tencent), main_jump_info=[{"value": PAGE}], brand=[brand])
    assert {item["component_sub_type"] for item in read(tencent)} == {"JUMP_INFO_H5", "BRAND"}


def test_filters_know_types_files_and_states(tencent):
    image = upload_image(tencent, png(64, 36))
    video = str(upload_video(tencent))
    first = add(tencent, title())
    second = add(tencent, {"image": {"value": {"image_id": image}}})
    third = add(tencent, {"video": {"value": {"video_id": video, "cover_id": image}}})
    (file,) = tencent.get("/v3.0/images/get").document["data"]["list"]

    def matches(*condition: Any) -> list[int]:
        return [item["component_id"] for item in read(tencent, *condition)]

    assert matches("component_type", "EQUALS", "TITLE") == [first]
    assert matches("component_type", "IN", "TITLE", "VIDEO") == [first, third]
    assert matches("component_type", "EQUALS", "JUMP_INFO") == []
    assert matches("component_sub_type", "EQUALS", "TITLE") == [first]
    assert matches("component_id", "IN", str(first), str(second)) == [first, second]
    assert matches("image_id", "EQUALS", image) == [second, third]
    assert matches("image_signature", "EQUALS", file["signature"]) == [second, third]
    assert matches("image_signature", "EQUALS", "0" * 32) == []
    assert matches("video_id", "IN", video, "999999") == [third]
    assert matches("video_id", "EQUALS", video[:-1] or "0") == []
    assert matches("generation_type", "EQUALS", "COMPONENT_GENERATION_TYPE_MPA") == []
    assert matches("scene", "EQUALS", "DEFAULT") == [first, second, third]


def test_a_deleted_component_can_be_made_again(tencent):
    component = add(tencent, title())
    assert tencent.post(DELETE, component_id=component).data.component_id == component
    assert read(tencent) == []
    assert [item["component_id"] for item in read(tencent, is_deleted=True)] == [component]
    assert tencent.post(DELETE, component_id=component).code == 1901683
    assert add(tencent, title()) != component


def test_a_component_in_use_is_deleted_by_force_alone_and_its_creative_keeps_the_content(tencent):
    component = add(tencent, title())
    creative = add_creative(tencent, add_group(tencent), title=[{"component_id": component}])
    answer = tencent.post(DELETE, component_id=component)
    assert (answer.code, str(creative) in answer.document["message_cn"]) == (1800581, True)
    assert tencent.post(DELETE, component_id=component, delete_strategy="DELETE_STRATEGY_RESTRICTED").code == 1800581
    assert tencent.post(DELETE, component_id=component, delete_strategy="DELETE_STRATEGY_FORCE").code == 0
    (item,) = tencent.get("/v3.0/dynamic_creatives/get").document["data"]["list"]
    assert item["creative_components"]["title"] == [
        {"component_id": component, "value": {"content": "Fresh tea"}, "is_deleted": True}
    ]
    tencent.post("/v3.0/dynamic_creatives/delete", dynamic_creative_id=creative)


def test_the_review_of_a_component_begins_when_it_is_made(tencent):
    set_pace(tencent, "manual")
    component = add(tencent, title())
    (item,) = tencent.get("/v3.0/component_review_results/get", component_id_list=[component]).document["data"]["list"]
    assert item["component_info"]["review_status"] == "AD_STATUS_PENDING"


# -- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"component_value": None}, 18001),
        ({"component_value": title(), "component_sub_type": None}, 18001),
        ({"component_value": {}}, 18001),
        ({"component_value": {"title": {}}}, 18001),
        ({"component_value": {**title(), "description": {"value": {"content": "Tea"}}}}, 18011),
        ({"component_value": title(), "component_sub_type": "DESCRIPTION"}, 1901915),
        ({"component_value": title(), "component_sub_type": "IMAGE_16X9"}, 1901915),
        ({"component_value": title(), "component_sub_type": "CONSULT_LINK"}, 1901915),
        ({"component_value": {"jump_info": {"value": PAGE}}, "component_sub_type": "JUMP_INFO_OFFICIAL"}, 1901915),
        ({"component_value": title(), "component_sub_type": "NO_SUBTYPE"}, 18009),
        ({"component_value": {"image": {"value": {"image_id": "999999"}}}}, 64018),
        ({"component_value": {"image": {"value": {"image_id": "tea"}}}}, 64018),
        ({"component_value": {"video": {"value": {"video_id": "999999"}}}}, 64018),
        ({"component_value": {"brand": {"value": {"brand_name": "Tea", "brand_image_id": "999999"}}}}, 64018),
        (
            {"component_value": {"jump_info": {"value": H5_MISSING}}, "component_sub_type": "JUMP_INFO_OFFICIAL"},
            1800266,
        ),
        ({"component_value": title(), "component_custom_name": "t" * 512}, 0),
        ({"component_value": title(), "component_custom_name": "t" * 513}, 18006),
    ],
)
def test_what_a_new_component_is_refused_for(tencent, members, expected):
    assert tencent.post(ADD, **{**new(members["component_value"]), **members}).code == expected
    assert len(read(tencent)) == (1 if expected == 0 else 0)


def test_the_same_content_is_refused_with_the_id_of_the_one_that_is_there(tencent):
    component = add(tencent, title())
    answer = tencent.post(ADD, **new(title()), component_custom_name="Other")
    assert (answer.code, str(component) in answer.document["message"]) == (1800569, True)


@pytest.mark.parametrize(
    ("subtype", "expected"),
    [("IMAGE_16X9", 0), ("IMAGE_9X16", 1901915), ("IMAGE_1X1", 1901915), ("IMAGE_LIST_16X9_1", 1901915)],
)
def test_the_size_of_a_picture_fits_its_subtype(tencent, subtype, expected):
    assert tencent.post(ADD, component_value=picture(tencent, 640, 360), component_sub_type=subtype).code == expected


def test_a_list_has_as_many_pictures_as_its_subtype_says_and_not_only_the_same(tencent):
    images = [upload_image(tencent, png(100, 100)) for _ in range(4)]
    three = {"component_value": pictures(tencent, *images[:3])}
    assert tencent.post(ADD, **three, component_sub_type="IMAGE_LIST_1X1_4").code == 1901915
    assert tencent.post(ADD, **three, component_sub_type="IMAGE_LIST_1X1_3").code == 0
    four = {"component_value": pictures(tencent, *images)}
    assert tencent.post(ADD, **four, component_sub_type="IMAGE_LIST_FLEX_N").code == 0
    same = pictures(tencent, *[images[0]] * 3)
    assert tencent.post(ADD, component_value=same, component_sub_type="IMAGE_LIST_1X1_3").code == 1901439


def test_components_and_files_of_another_account_are_not_there(tencent):
    component, image = add(tencent, title()), upload_image(tencent)
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert stranger.post(DELETE, component_id=component).code == 1901683
    assert stranger.post(ADD, **new({"image": {"value": {"image_id": image}}})).code == 64018
    assert read(stranger) == []


# -- of business units ----------------------------------------------------------------------------------------------


def test_a_business_unit_has_components_of_its_own(tencent):
    made = tencent.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Drinks")
    unit = made.data.organization_id
    component = add(tencent, title(), account_id=None, organization_id=unit)
    assert read(tencent) == []
    (item,) = read(tencent, account_id=None, organization_id=unit)
    assert (item["component_id"], item["organization_id"]) == (component, unit)
    mode = {"component_id_filtering_mode": "SHARING_BY_CUSTOMER_BUSINESS_UNIT"}
    assert tencent.get(GET, account_id=None, organization_id=unit, **mode).code == 1901621
    assert tencent.post(DELETE, account_id=None, organization_id=unit, component_id=component).code == 0
