"""/v3.0/dynamic_ad_images, /v3.0/dynamic_ad_video and their templates: material for ads that show products."""

from typing import Any

import pytest

from support.goods import catalog, product, series_of
from support.pictures import size_of
from support.server import Server
from support.tencent import TencentClient

IMAGE, IMAGES = "/v3.0/dynamic_ad_images/add", "/v3.0/dynamic_ad_images/get"
IMAGE_TEMPLATES, VIDEO_TEMPLATES = "/v3.0/dynamic_ad_image_templates/get", "/v3.0/dynamic_ad_video_templates/get"
VIDEO, VIDEO_GET = "/v3.0/dynamic_ad_video/add", "/v3.0/dynamic_ad_video/get"


class Shop(TencentClient):
    """A client with a catalog of three products."""

    catalog_id: int


@pytest.fixture
def client(server: Server) -> Shop:
    client = Shop(server)
    server.instance.compatibility.fields_required = False
    client.catalog_id = catalog(client, "tea-1", "tea", "cup")
    return client


def image_templates(client: Shop, **params: Any) -> Any:
    size = {"dynamic_ad_template_width": 1280, "dynamic_ad_template_height": 720}
    return client.get(
        IMAGE_TEMPLATES, **{"product_catalog_id": client.catalog_id, "product_mode": "MULTIPLE", **size, **params}
    )


def listed(answer: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def video_templates(client: Shop, **params: Any) -> Any:
    form = {"adcreative_template_id": 720, "product_mode": "MULTIPLE"}
    return client.get(VIDEO_TEMPLATES, **{"product_catalog_id": client.catalog_id, **form, **params})


def make_image(client: Shop, **members: Any) -> Any:
    template_id = listed(image_templates(client))[0]["dynamic_ad_template_id"]
    sent = {"product_catalog_id": client.catalog_id, "product_mode": "SINGLE", "product_source": "tea-1"}
    sent |= {"dynamic_ad_template_size": "SIZE_1280_720", "dynamic_ad_template_id": template_id}
    return client.post(IMAGE, **{**sent, **members})


def make_video(client: Shop, **members: Any) -> Any:
    template_id = listed(video_templates(client))[0]["template_id"]
    sent = {"product_catalog_id": client.catalog_id, "product_mode": "MULTIPLE", "product_source": "tea"}
    return client.post(VIDEO, **{**sent, "dynamic_ad_template_id": template_id, **members})


def file(client: Shop, url: str) -> bytes:
    return client.server.call("GET", url.removeprefix("http://mercat.test")).content


def where(field: str, operator: str, value: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": [value]}]


# -- templates of images ----------------------------------------------------------------------------------------------


def test_templates_of_the_same_proportions_are_those_of_the_largest_size(client):
    items = listed(image_templates(client, dynamic_ad_template_width=640, dynamic_ad_template_height=360))
    assert {(each["dynamic_ad_template_width"], each["dynamic_ad_template_height"]) for each in items} == {(1280, 720)}
    assert [each["product_item_display_quantity"] for each in items] == ["SINGLE", "MULTIPLE"]
    assert items == listed(image_templates(client))
    assert file(client, items[0]["image_url"]).startswith(b"<svg")


def test_templates_are_found_by_quantity_name_id_and_owner(client):
    single, multiple = listed(image_templates(client))
    quantity = where("product_item_display_quantity", "EQUALS", "MULTIPLE")
    assert listed(image_templates(client, filtering=quantity)) == [multiple]
    assert listed(image_templates(client, product_mode="SINGLE")) == [single]
    assert listed(image_templates(client, product_mode="SINGLE", filtering=quantity)) == []
    assert listed(image_templates(client, template_name="多商品")) == [multiple]
    assert listed(image_templates(client, template_id_list=[single["dynamic_ad_template_id"]])) == [single]
    assert listed(image_templates(client, dynamic_ad_template_ownership_type="COMMON")) == [single, multiple]
    assert listed(image_templates(client, dynamic_ad_template_ownership_type="SELF_OWNED")) == []
    assert listed(image_templates(client, page=2, page_size=1)) == [multiple]


def test_templates_cover_products_that_have_what_they_show(client):
    assert {item["coverage"] for item in listed(image_templates(client))} == {100}
    spec = {name: value for name, value in product("bare").items() if name != "price"}
    client.post("/v3.0/product_items/add", product_catalog_id=client.catalog_id, product_item_spec_list=[spec])
    assert {item["coverage"] for item in listed(image_templates(client))} == {75}
    assert {item["coverage"] for item in listed(video_templates(client))} == {75}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"dynamic_ad_template_width": 1281}, 66028),
        ({"dynamic_ad_template_width": 0}, 18004),
        ({"dynamic_ad_template_height": 2_001}, 18003),
        ({"product_mode": "SOME"}, 18009),
        ({"product_catalog_id": None}, 18001),
        ({"product_catalog_id": 999_999}, 66000),
        ({"product_catalog_id": 2_147_483_648}, 18003),
        ({"page_size": 101}, 18003),
    ],
    ids=str,
)
def test_a_search_for_templates_is_checked(client, params, expected):
    assert image_templates(client, **params).code == expected


# -- images -----------------------------------------------------------------------------------------------------------


def test_an_image_is_made_of_a_product(client):
    image_id = make_image(client).document["data"]["image_id"]
    (item,) = listed(client.get(IMAGES))
    template_id = listed(image_templates(client))[0]["dynamic_ad_template_id"]
    assert (item["image_id"], item["dynamic_ad_template_id"]) == (image_id, template_id)
    assert (item["width"], item["height"]) == (1280, 720)
    assert size_of(file(client, item["sample_image_url"])) == (1280, 720)
    (image,) = listed(client.get("/v3.0/images/get"))
    assert (image["product_catalog_id"], image["product_outer_id"]) == (client.catalog_id, "tea-1")


def test_an_image_is_made_of_a_series(client):
    source = str(series_of(client, client.catalog_id))
    made = make_image(client, dynamic_ad_template_id=100_002, product_mode="MULTIPLE", product_source=source)
    (image,) = listed(client.get("/v3.0/images/get"))
    assert (image["image_id"], image["description"]) == (made.document["data"]["image_id"], "全部商品")


def test_images_of_products_are_found_by_their_facts(client):
    first, second = (make_image(client, product_source=name).document["data"]["image_id"] for name in ("tea", "cup"))
    assert [item["image_id"] for item in listed(client.get(IMAGES))] == [first, second]
    assert [item["image_id"] for item in listed(client.get(IMAGES, page=2, page_size=1))] == [second]
    for field, value, expected in (("image_id", second, [second]), ("image_width", "1280", [first, second])):
        found = listed(client.get(IMAGES, filtering=where(field, "EQUALS", value)))
        assert [item["image_id"] for item in found] == expected
    assert listed(client.get(IMAGES, filtering=where("image_height", "EQUALS", "1"))) == []
    assert client.get(IMAGES, filtering=where("image_width", "CONTAINS", "1")).code == 18009


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"dynamic_ad_template_id": 7}, 130007),
        ({"dynamic_ad_template_size": "SIZE_960_540"}, 130007),
        ({"dynamic_ad_template_id": 100_002}, 130007),
        ({"product_catalog_id": 999_999}, 66000),
        ({"product_source": "coffee"}, 66022),
        ({"dynamic_ad_template_id": 100_002, "product_mode": "MULTIPLE"}, 31010),
        ({"dynamic_ad_template_size": "SIZE_1_1"}, 18009),
        ({"product_source": ""}, 18005),
        ({"product_source": "p" * 129}, 18006),
        ({"product_mode": None}, 18001),
    ],
    ids=str,
)
def test_an_image_of_a_product_is_checked(client, members, expected):
    assert make_image(client, **members).code == expected
    assert len(listed(client.get(IMAGES))) == (1 if expected == 0 else 0)


# -- videos -----------------------------------------------------------------------------------------------------------


def test_templates_of_videos_are_those_of_a_creative_template(client):
    first, second = listed(video_templates(client))
    assert (first["adcreative_template_id"], first["min_video_duration"], first["max_video_duration"]) == (720, 5, 300)
    assert listed(video_templates(client, support_channel=second["support_channel"])) == [second]
    assert listed(video_templates(client, template_id_list=[first["template_id"]])) == [first]
    assert listed(video_templates(client, template_name="2")) == [second]
    assert listed(video_templates(client, adcreative_template_id=711)) == []
    assert listed(video_templates(client, product_mode="SINGLE")) == []
    assert listed(video_templates(client, dynamic_ad_template_ownership_type="SELF_OWNED")) == []
    assert video_templates(client, adcreative_template_id=None).code == 18001


def test_a_video_is_made_of_a_product_and_found_again(client):
    made = make_video(client, product_outer_id="tea-1").document["data"]
    template_id = listed(video_templates(client))[0]["template_id"]
    sought = {"product_catalog_id": client.catalog_id, "product_mode": "MULTIPLE", "product_outer_id": "tea-1"}
    sought["dynamic_ad_template_id"] = template_id
    assert client.get(VIDEO_GET, **sought).document["data"] == made
    assert size_of(file(client, made["video_preview_image_url"])) == (1280, 720)
    (video,) = listed(client.get("/v3.0/videos/get"))
    assert (str(video["video_id"]), video["width"], video["height"]) == (made["video_id"], 320, 180)
    assert video["image_duration_millisecond"] == 5_000
    newer = make_video(client, product_outer_id="tea-1", video_max_duration=2).document["data"]
    assert client.get(VIDEO_GET, **sought).document["data"] == newer
    assert client.get(VIDEO_GET, **{**sought, "product_outer_id": "tea-2"}).code == 64018
    assert client.get(VIDEO_GET, **{**sought, "product_catalog_id": client.catalog_id + 1}).code == 64018


@pytest.mark.parametrize(
    ("members", "source"),
    [({}, "tea"), ({"product_series_id": 0}, "series"), ({"product_series_id": 0, "product_outer_id": "cup"}, "cup")],
    ids=str,
)
def test_the_source_of_a_video_is_the_most_exact_one(client, members, source):
    series_id = series_of(client, client.catalog_id)
    members = {name: series_id if value == 0 else value for name, value in members.items()}
    source = str(series_id) if source == "series" else source
    made = make_video(client, **members).document["data"]
    template_id = listed(video_templates(client))[0]["template_id"]
    sought = {"product_catalog_id": client.catalog_id, "product_mode": "MULTIPLE", "product_outer_id": source}
    assert client.get(VIDEO_GET, dynamic_ad_template_id=template_id, **sought).document["data"] == made


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"dynamic_ad_template_id": 7}, 130007),
        ({"product_catalog_id": 999_999}, 66000),
        ({"product_source": "coffee"}, 66022),
        ({"product_outer_id": "coffee"}, 66022),
        ({"product_series_id": 999_999}, 31010),
        ({"product_mode": "SINGLE"}, 18009),
        ({"video_max_duration": 0}, 18004),
        ({"video_max_duration": 241}, 18003),
        ({"product_source": None}, 18001),
    ],
    ids=str,
)
def test_a_video_of_a_product_is_checked(client, members, expected):
    assert make_video(client, **members).code == expected
    assert listed(client.get("/v3.0/videos/get")) == []


def test_material_of_another_account_is_not_seen(client, tencent_with):
    make_image(client)
    make_video(client)
    other = tencent_with("ads_management", account_id=25611)
    assert listed(other.get(IMAGES)) == []
    template_id = listed(video_templates(client))[0]["template_id"]
    sought = {"product_catalog_id": client.catalog_id, "product_mode": "MULTIPLE", "product_outer_id": "tea"}
    assert other.get(VIDEO_GET, dynamic_ad_template_id=template_id, **sought).code == 64018
