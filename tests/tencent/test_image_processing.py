"""/v3.0/image_processing: an image in another size."""

from typing import Any

import pytest

from support.creatives import md5, upload_image
from support.jpegs import HALF_COLOR
from support.pictures import color_of, jpg, plain, png, size_of
from support.tencent import TencentClient

ADD, GET = "/v3.0/image_processing/add", "/v3.0/images/get"


@pytest.fixture
def client(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def resize(client: TencentClient, image_id: str, width: int, height: int, **members: Any) -> Any:
    spec = {"resize_spec": {"width": width, "height": height}}
    sent = {"image_id": image_id, "operation_type": "OPERATION_TYPE_RESIZE", "operation_spec": spec}
    return client.post(ADD, **{**sent, "file_size_max": 102_400, **members})


def image(client: TencentClient, image_id: str) -> dict[str, Any]:
    condition = {"field": "image_id", "operator": "EQUALS", "values": [image_id]}
    (item,) = client.get(GET, filtering=[condition]).document["data"]["list"]
    found: dict[str, Any] = item
    return found


def content(client: TencentClient, item: dict[str, Any]) -> bytes:
    return client.server.call("GET", item["preview_url"].removeprefix("http://mercat.test")).content


def test_an_image_is_stored_in_half_its_size(client):
    original = plain(8, 10, "#ff8000")
    source = upload_image(client, original, description="A cup")
    made = image(client, resize(client, source, 4, 5).document["data"]["image_id"])
    assert (made["width"], made["height"], made["type"]) == (4, 5, "IMAGE_TYPE_PNG")
    assert (made["description"], made["source_signature"]) == ("A cup", md5(original))
    file = content(client, made)
    assert (made["file_size"], made["signature"]) == (len(file), md5(file))
    assert (size_of(file), color_of(file)) == ((4, 5), (255, 128, 0))


def test_the_original_stays(client):
    source = upload_image(client)
    resize(client, source, 10, 10)
    assert (image(client, source)["width"], image(client, source)["height"]) == (64, 36)


@pytest.mark.parametrize(
    ("picture", "kind", "media_type"),
    [(HALF_COLOR, "IMAGE_TYPE_JPG", "image/jpeg"), (plain(8, 6, "red", "GIF"), "IMAGE_TYPE_GIF", "image/gif")],
    ids=["jpg", "gif"],
)
def test_an_image_keeps_its_kind(client, picture, kind, media_type):
    made = image(client, resize(client, upload_image(client, picture), 20, 10).document["data"]["image_id"])
    assert (made["width"], made["height"], made["type"]) == (20, 10, kind)
    file = client.server.call("GET", made["preview_url"].removeprefix("http://mercat.test"))
    assert dict(file.headers)["content-type"] == media_type
    assert (made["file_size"], made["signature"]) == (len(file.content), md5(file.content))


@pytest.mark.parametrize("picture", [jpg(), png(4_001, 4_000)], ids=["damaged jpg", "too many pixels"])
def test_what_is_not_decoded_is_not_resized(client, picture):
    assert resize(client, upload_image(client, picture), 10, 10).code == 64019
    assert len(client.get(GET).document["data"]["list"]) == 1


def test_a_file_that_would_be_too_large_is_not_stored(client):
    source = upload_image(client)
    size = image(client, resize(client, source, 300, 200).document["data"]["image_id"])["file_size"]
    assert resize(client, source, 300, 200, file_size_max=size).code == 0
    assert resize(client, source, 300, 200, file_size_max=size - 1).code == 64019


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"image_id": "999999"}, 64018),
        ({"image_id": "cup"}, 64018),
        ({"image_id": ""}, 18005),
        ({"operation_type": "OPERATION_TYPE_CROP"}, 18009),
        ({"operation_spec": {}}, 18001),
        ({"operation_spec": {"resize_spec": {"width": 0, "height": 1}}}, 18004),
        ({"operation_spec": {"resize_spec": {"width": 4_001, "height": 1}}}, 18003),
        ({"operation_spec": {"resize_spec": {"width": 1}}}, 18001),
        ({"file_size_max": 127}, 18004),
        ({"file_size_max": 102_401}, 18003),
        ({"file_size_max": None}, 18001),
        ({"account_id": None}, 18001),
        ({"account_id": 1}, 12201),
    ],
    ids=str,
)
def test_a_call_is_checked(client, members, expected):
    source = upload_image(client)
    assert resize(client, **{"image_id": source, "width": 10, "height": 10, **members}).code == expected


def test_an_image_of_another_account_is_not_found(client, tencent_with):
    source = upload_image(client)
    assert resize(tencent_with("ads_management", account_id=25611), source, 10, 10).code == 64018


def test_an_upload_is_resized_as_it_asks(client):
    original = plain(8, 10, "red")
    made = image(client, upload_image(client, original, resize_width=4, resize_height=5))
    assert (made["width"], made["height"], made["source_signature"]) == (4, 5, md5(original))
    assert size_of(content(client, made)) == (4, 5)
