"""/v3.0/dynamic_creatives: reading, making, changing and deleting what ad groups show."""

from typing import Any

import pytest

from support.agencies import recharge
from support.creatives import upload_image, upload_video
from support.pictures import png
from support.server import Response
from support.tencent import ACCOUNT_ID, TencentClient

ADD, GET = "/v3.0/dynamic_creatives/add", "/v3.0/dynamic_creatives/get"
UPDATE, DELETE = "/v3.0/dynamic_creatives/update", "/v3.0/dynamic_creatives/delete"
FIELDS = ["dynamic_creative_id", "dynamic_creative_name"]
AD_GROUP = {
    "adgroup_name": "Spring tea",
    "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
    "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
    "begin_date": "2026-01-01",
    "end_date": "2099-12-31",
    "time_series": "1" * 336,
}
CANVAS = {"page_type": "PAGE_TYPE_WECHAT_CANVAS", "page_spec": {"wechat_canvas_spec": {"page_id": 999_999}}}
PAGE = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": "https://tea.example.com/spring"}}}


def ad_group(client: TencentClient, name: str = "Spring tea") -> int:
    group_id: int = client.post("/v3.0/adgroups/add", **{**AD_GROUP, "adgroup_name": name}).data.adgroup_id
    return group_id


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group of the client's account."""
    return ad_group(tencent)


def titles(*texts: str) -> list[dict[str, Any]]:
    return [{"value": {"content": text}} for text in texts]


def images(client: TencentClient, count: int) -> list[dict[str, Any]]:
    return [{"value": {"image_id": upload_image(client)}} for _ in range(count)]


def new(group: int, **others: Any) -> dict[str, Any]:
    """The least that a creative needs."""
    return {
        "adgroup_id": group,
        "dynamic_creative_name": "Green tea",
        "creative_template_id": 1708,
        "creative_components": {"title": titles("Fresh tea"), "description": titles("Green and good")},
        **others,
    }


def add(client: TencentClient, group: int, *names: str, **others: Any) -> list[int]:
    """Ids of new creatives."""
    answers = [client.post(ADD, **new(group, dynamic_creative_name=name, **others)) for name in names]
    return [answer.data.dynamic_creative_id for answer in answers]


def read(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    """Creatives with all their members."""
    client.server.instance.compatibility.fields_required = False
    items: list[dict[str, Any]] = client.get(GET, **params).document["data"]["list"]
    return items


def names(answer: Response) -> list[str]:
    return [item["dynamic_creative_name"] for item in answer.document["data"]["list"]]


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


# -- success --------------------------------------------------------------------------------------------------------


def test_a_creative_is_made_and_read(tencent, group):
    answer = tencent.post(ADD, **new(group, click_tracking_url="https://tea.example.com/?a=1&b=2"))
    assert answer.code == 0
    (item,) = read(tencent)
    assert item["dynamic_creative_id"] == answer.data.dynamic_creative_id
    assert (item["adgroup_id"], item["dynamic_creative_name"], item["creative_template_id"]) == (
        group,
        "Green tea",
        1708,
    )
    assert (item["delivery_mode"], item["dynamic_creative_type"], item["configured_status"], item["is_deleted"]) == (
        "DELIVERY_MODE_COMPONENT",
        "DYNAMIC_CREATIVE_TYPE_COMMON",
        "AD_STATUS_NORMAL",
        False,
    )
    assert item["click_tracking_url"] == "https://tea.example.com/?a=1&b=2"
    assert abs(item["created_time"] * 1_000 - tencent.server.instance.clock.now()) < 60_000


def test_components_come_back_with_ids_and_are_used_again_by_id_or_by_content(tencent, group):
    add(tencent, group, "First", creative_components={"title": titles("Tea"), "main_jump_info": [{"value": PAGE}]})
    (first,) = read(tencent)
    (title,) = first["creative_components"]["title"]
    (page,) = first["creative_components"]["main_jump_info"]
    assert (title["value"], title["is_deleted"], page["value"]) == ({"content": "Tea"}, False, PAGE)
    by_id = {"title": [{"component_id": title["component_id"]}]}
    add(tencent, group, "Second", creative_components=by_id)
    add(tencent, group, "Third", creative_components={"title": titles("Tea", "Coffee")})
    _, second, third = read(tencent)
    assert second["creative_components"] == {"title": [title]}
    again, fresh = third["creative_components"]["title"]
    assert again == title
    assert fresh["component_id"] not in (title["component_id"], page["component_id"])


def test_an_update_replaces_what_is_sent_and_all_components_together(tencent, group):
    (creative,) = add(tencent, group, "Green tea", impression_tracking_url="https://tea.example.com/seen")
    answer = tencent.post(UPDATE, dynamic_creative_id=creative, creative_components={"description": titles("New")})
    assert (answer.code, answer.data.dynamic_creative_id) == (0, creative)
    assert tencent.post(UPDATE, dynamic_creative_id=creative, dynamic_creative_name="Black tea").code == 0
    assert tencent.post(UPDATE, dynamic_creative_id=creative, configured_status="AD_STATUS_SUSPEND").code == 0
    (item,) = read(tencent)
    assert (item["dynamic_creative_name"], item["configured_status"]) == ("Black tea", "AD_STATUS_SUSPEND")
    assert item["impression_tracking_url"] == "https://tea.example.com/seen"
    assert list(item["creative_components"]) == ["description"]


def test_a_deleted_creative_is_listed_among_the_deleted_and_frees_its_name(tencent, group):
    (creative,) = add(tencent, group, "Green tea")
    assert tencent.post(DELETE, dynamic_creative_id=creative).data.dynamic_creative_id == creative
    assert read(tencent) == []
    assert [item["dynamic_creative_id"] for item in read(tencent, is_deleted=True)] == [creative]
    assert tencent.post(DELETE, dynamic_creative_id=creative).code == 1800368
    assert tencent.post(ADD, **new(group)).code == 0


def test_the_status_of_an_ad_group_follows_its_creatives(tencent, group):
    def status() -> str:
        answer = tencent.get("/v3.0/adgroups/get", fields=["system_status"])
        text: str = answer.document["data"]["list"][0]["system_status"]
        return text

    recharge(tencent, ACCOUNT_ID, 100)
    assert status() == "ADGROUP_STATUS_CREATIVE_EMPTY"
    (creative,) = add(tencent, group, "Green tea")
    assert status() == "ADGROUP_STATUS_ACTIVE"
    tencent.post(DELETE, dynamic_creative_id=creative)
    assert status() == "ADGROUP_STATUS_CREATIVE_EMPTY"


def test_deleting_an_ad_group_deletes_its_creatives_and_no_others(tencent, group):
    other = ad_group(tencent, "Autumn tea")
    (gone,) = add(tencent, group, "Green tea")
    add(tencent, other, "Black tea")
    assert tencent.post("/v3.0/adgroups/delete", adgroup_id=group).code == 0
    assert [item["dynamic_creative_name"] for item in read(tencent)] == ["Black tea"]
    assert [item["dynamic_creative_id"] for item in read(tencent, is_deleted=True)] == [gone]
    assert tencent.post(ADD, **new(other)).code == 0


def test_filters_know_ad_groups_names_and_components(tencent, group):
    other = ad_group(tencent, "Autumn tea")
    add(tencent, group, "Green tea", creative_components={"title": titles("Green")})
    add(tencent, other, "Black tea", creative_components={"title": titles("Black")})
    component = read(tencent)[1]["creative_components"]["title"][0]["component_id"]

    def matches(*condition: str) -> list[str]:
        return names(tencent.get(GET, fields=FIELDS, filtering=where(*condition)))

    assert matches("adgroup_id", "EQUALS", str(other)) == ["Black tea"]
    assert matches("adgroup_id", "IN", str(group), str(other)) == ["Green tea", "Black tea"]
    assert matches("dynamic_creative_name", "EQUALS", "Green tea") == ["Green tea"]
    assert matches("component_id", "EQUALS", str(component)) == ["Black tea"]
    assert matches("component_id", "EQUALS", str(component)[:-1] or "0") == []
    assert matches("configured_status", "EQUALS", "AD_STATUS_SUSPEND") == []
    assert matches("adgroup.campaign_type", "EQUALS", "CAMPAIGN_TYPE_NORMAL") == []
    assert tencent.get(GET, fields=FIELDS, filtering=where("dynamic_creative_name", "CONTAINS", "tea")).code == 18009


def test_cursors_lead_to_the_end_and_back(tencent, group):
    add(tencent, group, "A", "B", "C")
    mode = {"fields": FIELDS, "pagination_mode": "PAGINATION_MODE_CURSOR", "page_size": 2}
    first = tencent.get(GET, **mode)
    assert names(first) == ["A", "B"]
    info = first.document["data"]["cursor_page_info"]
    assert info["total_number"] == 3
    second = tencent.get(GET, cursor=info["next_cursor"], **mode)
    assert names(second) == ["C"]
    assert "next_cursor" not in second.document["data"]["cursor_page_info"]
    back = second.document["data"]["cursor_page_info"]["previous_cursor"]
    assert names(tencent.get(GET, cursor=back, **mode)) == ["A", "B"]


def test_a_call_with_an_id_of_its_own_is_done_once(tencent, group):
    first = tencent.post(ADD, headers={"x-request-id": "one"}, **new(group))
    again = tencent.post(ADD, headers={"x-request-id": "one"}, **new(group))
    assert again.document["data"] == first.document["data"]
    assert len(read(tencent)) == 1
    other = new(group, dynamic_creative_name="Black tea")
    assert tencent.post(ADD, headers={"x-request-id": "one"}, **other).code == 31060
    update = {"dynamic_creative_id": first.data.dynamic_creative_id, "dynamic_creative_name": "Black tea"}
    assert tencent.post(UPDATE, headers={"x-request-id": "two"}, **update).code == 12010


# -- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"adgroup_id": 999_999}, 1800307),
        ({"adgroup_id": None}, 18001),
        ({"dynamic_creative_name": None}, 18001),
        ({"creative_components": None}, 18001),
        ({"creative_components": [{}]}, 18002),
        ({"creative_template_id": None}, 1901787),
        ({"creative_template_id": None, "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_COMMON"}, 1901787),
        ({"creative_template_id": None, "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM"}, 0),
        ({"delivery_mode": "DELIVERY_MODE_CUSTOMIZE"}, 0),
        ({"delivery_mode": "DELIVERY_MODE_CUSTOMIZE", "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM"}, 18009),
        ({"delivery_mode": "DELIVERY_MODE_OTHER"}, 18009),
        ({"creative_components": {"title": [{"component_id": 999_999}]}}, 1901683),
        ({"creative_components": {"title": [{}]}}, 18001),
        ({"creative_components": {"image": [{"value": {}}]}}, 18001),
        ({"creative_components": {"image": [{"value": {"image_id": "999999"}}]}}, 64018),
        ({"creative_components": {"video": [{"value": {"video_id": "999999"}}]}}, 64018),
        ({"creative_components": {"brand": [{"value": {"brand_name": "Tea", "brand_image_id": "tea"}}]}}, 64018),
        ({"creative_components": {"main_jump_info": [{"value": CANVAS}]}}, 1800266),
    ],
)
def test_what_a_new_creative_is_refused_for(tencent, group, others, expected):
    answer = tencent.post(ADD, **new(group, **others))
    assert answer.code == expected
    assert len(read(tencent)) == (1 if expected == 0 else 0)


def test_a_component_of_another_type_or_account_cannot_be_used(tencent, group):
    add(tencent, group, "Green tea", creative_components={"title": titles("Tea")})
    title = read(tencent)[0]["creative_components"]["title"][0]["component_id"]
    wrong_type = new(group, dynamic_creative_name="Other", creative_components={"image": [{"component_id": title}]})
    assert tencent.post(ADD, **wrong_type).code == 1901683
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    theirs = new(ad_group(stranger), creative_components={"title": [{"component_id": title}]})
    assert stranger.post(ADD, **theirs).code == 1901683
    assert stranger.post(ADD, **new(group)).code == 1800307


def test_a_name_is_unique_in_the_account(tencent, group):
    first, second = add(tencent, group, "Green tea", "Black tea")
    other = ad_group(tencent, "Autumn tea")
    assert tencent.post(ADD, **new(other)).code == 31011
    assert tencent.post(UPDATE, dynamic_creative_id=second, dynamic_creative_name="Green tea").code == 31011
    assert tencent.post(UPDATE, dynamic_creative_id=first, dynamic_creative_name="Green tea").code == 0


def test_a_creative_of_another_account_is_not_there(tencent, group):
    (creative,) = add(tencent, group, "Green tea")
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert stranger.post(UPDATE, dynamic_creative_id=creative, configured_status="AD_STATUS_SUSPEND").code == 1800368
    assert stranger.post(DELETE, dynamic_creative_id=creative).code == 1800368
    assert read(stranger) == []


def test_a_template_takes_material_of_its_kind_and_proportions(tencent, group):
    image = [{"value": {"image_id": upload_image(tencent, png(1_280, 720))}}]
    square = [{"value": {"image_id": upload_image(tencent, png(800, 800))}}]
    film = [{"value": {"video_id": str(upload_video(tencent))}}]
    wide = {"creative_template_id": 711}
    assert tencent.post(ADD, **new(group, **wide, creative_components={"image": square})).code == 1901733
    assert tencent.post(ADD, **new(group, **wide, creative_components={"video": film})).code == 1901733
    assert tencent.post(ADD, **new(group, **wide, creative_components={"image": image})).code == 0
    (creative,) = [item["dynamic_creative_id"] for item in read(tencent)]
    change = {"dynamic_creative_id": creative, "creative_components": {"image": square}}
    assert tencent.post(UPDATE, **change).code == 1901733


def test_components_and_status_are_not_changed_at_once(tencent, group):
    (creative,) = add(tencent, group, "Green tea")
    changes = {"configured_status": "AD_STATUS_SUSPEND", "creative_components": {"title": titles("New")}}
    assert tencent.post(UPDATE, dynamic_creative_id=creative, **changes).code == 1902027
    (item,) = read(tencent)
    assert item["configured_status"] == "AD_STATUS_NORMAL"
    assert item["creative_components"]["title"][0]["value"]["content"] == "Fresh tea"


# -- limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("components", "expected"),
    [
        ({"title": titles("A", "B")}, 0),
        ({"title": titles("A", "B", "C")}, 0),
        ({"title": titles("A", "B", "C", "D")}, 18011),
        ({"description": titles("A", "B", "C")}, 0),
        ({"description": titles("A", "B", "C", "D")}, 18011),
        ({"main_jump_info": [{"value": PAGE}] * 3}, 0),
        ({"main_jump_info": [{"value": PAGE}] * 4}, 18011),
    ],
)
def test_a_creative_has_few_components_of_a_type(tencent, group, components, expected):
    assert tencent.post(ADD, **new(group, creative_components=components)).code == expected
    (creative,) = add(tencent, group, "Other")
    assert tencent.post(UPDATE, dynamic_creative_id=creative, creative_components=components).code == expected


@pytest.mark.parametrize(("pictures", "films", "expected"), [(15, 0, 0), (16, 0, 18011), (14, 1, 0), (15, 1, 18011)])
def test_a_creative_has_fifteen_pictures_and_films_at_most(tencent, group, pictures, films, expected):
    components = {"image": images(tencent, pictures)}
    components |= {"video": [{"value": {"video_id": str(upload_video(tencent))}} for _ in range(films)]}
    assert tencent.post(ADD, **new(group, creative_components=components)).code == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("茶" * 59, 0), ("茶" * 60, 0), ("茶" * 61, 18006), ("t" * 120, 0), ("t" * 121, 18006), ("", 18005)],
)
def test_a_name_is_one_to_sixty_wide(tencent, group, name, expected):
    assert tencent.post(ADD, **new(group, dynamic_creative_name=name)).code == expected


def test_an_ad_group_has_a_hundred_creatives_at_most(tencent, group):
    *_, last = add(tencent, group, *(f"Tea {number}" for number in range(100)))
    assert tencent.post(ADD, **new(group)).code == 1800385
    assert tencent.post(ADD, **new(ad_group(tencent, "Autumn tea"))).code == 0
    tencent.post(DELETE, dynamic_creative_id=last)
    assert tencent.post(ADD, **new(group, dynamic_creative_name="Tea 99")).code == 0
