"""/v3.0/brand: a name and a square picture."""

from typing import Any

import pytest

from support.pictures import gif, jpg, png
from support.server import Response
from support.tencent import TencentClient

ADD, GET = "/v3.0/brand/add", "/v3.0/brand/get"
FIELDS = ["name", "image_id", "width", "height", "image_url", "created_time", "account_id"]
PICTURE = png(512, 512)


def add(client: TencentClient, content: bytes = PICTURE, **texts: Any) -> Response:
    sent = {"account_id": client.account_id, "name": "Tea house", **texts}
    return client.form(ADD, sent, {"brand_image_file": content})


def brands(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(GET, fields=FIELDS, **params).document["data"]["list"]
    return listed


@pytest.mark.parametrize("content", [PICTURE, jpg(512, 512)], ids=["png", "jpg"])
def test_a_brand_is_kept_and_its_picture_can_be_seen(tencent, content):
    brand = add(tencent, content).document["data"]
    assert (brand["account_id"], brand["name"]) == (tencent.account_id, "Tea house")
    assert (brand["width"], brand["height"]) == (512, 512)
    assert brands(tencent) == [brand]
    shown = tencent.server.call("GET", brand["image_url"].removeprefix("http://mercat.test"))
    assert shown.content == content


def test_the_picture_of_a_brand_is_an_image_of_the_account(tencent):
    brand = add(tencent).data
    (image,) = tencent.get("/v3.0/images/get", fields=["image_id", "width"]).document["data"]["list"]
    assert image == {"image_id": brand.image_id, "width": 512}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": 1}, 12201),
        ({"name": None}, 18001),
        ({"name": ""}, 18005),
        ({"name": "n" * 100}, 0),
        ({"name": "n" * 101}, 18006),
        ({"name": "<b>"}, 64027),
    ],
    ids=str,
)
def test_the_form_is_checked_and_a_refused_brand_is_not_kept(tencent, texts, expected):
    assert add(tencent, **texts).code == expected
    assert len(brands(tencent)) == (1 if expected == 0 else 0)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(512, 511), 64020),
        (png(511, 512), 64020),
        (gif(10, width=512, height=512), 64026),
        (b"", 64026),
        (PICTURE[:-4], 64026),
        (png(512, 512, size=400 * 1_024), 0),
        (png(512, 512, size=400 * 1_024 + 1), 18003),
    ],
    ids=["low", "narrow", "gif", "nothing", "short", "400 KB", "more"],
)
def test_a_picture_is_a_square_of_512_pixels_and_400_kilobytes(tencent, content, expected):
    assert add(tencent, content).code == expected
    assert len(brands(tencent)) == (1 if expected == 0 else 0)
    assert tencent.get("/v3.0/images/get", fields=["image_id"]).data.page_info.total_number == len(brands(tencent))


def test_the_picture_has_to_be_there(tencent):
    assert tencent.form(ADD, {"account_id": tencent.account_id, "name": "Tea house"}, {}).code == 18001


def test_brands_are_listed_a_page_at_a_time(tencent, tencent_with):
    names = [add(tencent, name=f"Brand {number}").data.name for number in range(3)]
    assert [brand["name"] for brand in brands(tencent)] == names
    assert [brand["name"] for brand in brands(tencent, page=2, page_size=2)] == names[2:]
    assert brands(tencent_with("ads_management", account_id=25611)) == []
    assert tencent.get(GET, fields=["brand_id"]).code == 12009
    assert tencent.get(GET, fields=FIELDS, page_size=101).code == 18003
