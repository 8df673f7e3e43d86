"""/v3.0/images: files in, facts out."""

import hashlib
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import pytest

from mercat.model.clock import DAY
from support.pictures import gif, jpg, png
from support.server import Response
from support.tencent import TencentClient

ADD, GET = "/v3.0/images/add", "/v3.0/images/get"
UPDATE, DELETE = "/v3.0/images/update", "/v3.0/images/delete"
FIELDS = ["image_id", "width", "height", "type", "description"]
MIB = 1_048_576


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def upload(client: TencentClient, content: bytes | None = None, **texts: Any) -> Response:
    """images/add as a multipart form; members that are None are left out."""
    content = png() if content is None else content
    sent = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE", "signature": md5(content), **texts}
    file = content if sent["upload_type"] == "UPLOAD_TYPE_FILE" else None
    return send_form(client, sent, file)


def send_form(client: TencentClient, texts: dict[str, Any], file: bytes | None) -> Response:
    return client.form(ADD, texts, {} if file is None else {"file": file})


def images(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    client.server.instance.compatibility.fields_required = False
    found: list[dict[str, Any]] = client.get(GET, **params).document["data"]["list"]
    return found


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


# -- add ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind", "width", "height"),
    [(png(), "PNG", 160, 90), (jpg(), "JPG", 40, 30), (gif(10), "GIF", 8, 6)],
    ids=["png", "jpg", "gif"],
)
def test_a_file_is_kept_and_described(tencent, content, kind, width, height):
    data = upload(tencent, content, description="A cup").document["data"]
    assert data["image_id"].isdecimal()
    assert (data["image_type"], data["image_width"], data["image_height"]) == (f"IMAGE_TYPE_{kind}", width, height)
    assert (data["image_file_size"], data["image_signature"]) == (len(content), md5(content))
    assert data["description"] == "A cup"
    (found,) = images(tencent)
    assert found["image_id"] == data["image_id"]
    assert (found["type"], found["width"], found["height"]) == (f"IMAGE_TYPE_{kind}", width, height)
    assert (found["signature"], found["source_type"]) == (md5(content), "SOURCE_TYPE_API")
    assert found["owner_account_id"] == str(tencent.account_id)
    assert found["preview_url"] == data["preview_url"]


def test_base64_is_as_good_as_a_file(tencent):
    answer = upload(tencent, upload_type="UPLOAD_TYPE_BYTES", bytes=b64encode(png()).decode())
    assert answer.code == 0
    assert images(tencent)[0]["signature"] == md5(png())


def test_the_preview_url_shows_the_file_and_opens_no_other(tencent):
    url = upload(tencent).data.preview_url
    path = url.removeprefix("http://mercat.test")
    shown = tencent.server.call("GET", path)
    assert (shown.status, shown.headers["content-type"], shown.content) == (200, "image/png", png())
    secret = tencent.server.instance.files.put(b"somebody's export")
    signature = path.rpartition("-")[2]
    assert tencent.server.call("GET", f"/v3.0/previews/{secret}-{signature}").code == 31010
    assert tencent.server.call("GET", "/v3.0/previews/nonsense").code == 31010


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": "abc"}, 18002),
        ({"account_id": 1}, 12201),
        ({"account_id": None, "organization_id": 1}, 12204),
        ({"upload_type": None}, 18001),
        ({"upload_type": "UPLOAD_TYPE_POST"}, 18009),
        ({"upload_type": "UPLOAD_TYPE_BYTES"}, 18001),
        ({"upload_type": "UPLOAD_TYPE_BYTES", "bytes": "no base64!"}, 64026),
        ({"signature": None}, 18001),
        ({"signature": "0" * 32}, 64026),
        ({"signature": "0" * 31}, 18005),
        ({"signature": md5(png()).upper()}, 0),
        ({"image_usage": "IMAGE_USAGE_SHOP_IMG"}, 0),
        ({"image_usage": "IMAGE_USAGE_WALL"}, 18009),
        ({"description": "d" * 255}, 0),
        ({"description": "d" * 256}, 18006),
        ({"description": "a<b"}, 64027),
        ({"resize_width": 0}, 18004),
        ({"resize_width": 4_001}, 18003),
        ({"resize_height": "tall"}, 18002),
        ({"resize_width": 160, "resize_height": 90}, 0),
        ({"resize_width": 80}, 0),
        ({"resize_file_size": 10}, 64019),
        ({"resize_file_size": 10_000_000}, 0),
    ],
    ids=str,
)
def test_the_form_is_checked_and_a_refused_image_is_not_kept(tencent, texts, expected):
    assert upload(tencent, **texts).code == expected
    assert len(images(tencent)) == (1 if expected == 0 else 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BM" + bytes(60),
        png()[:-4],
        png()[:20],
        jpg()[:-2],
        jpg()[:25],
        gif(10)[:-1],
        gif(),
        b"RIFF\x00\x00\x00\x00WEBP",
        png(0, 5),
    ],
    ids=lambda content: repr(content[:8]),
)
def test_what_is_no_whole_png_jpg_or_gif_is_64026(tencent, content):
    assert upload(tencent, content).code == 64026


def test_a_gif_plays_five_seconds_at_the_most(tencent):
    assert upload(tencent, gif(250, 249)).code == 0
    assert upload(tencent, gif(250, 250)).code == 0
    assert upload(tencent, gif(250, 251)).code == 64020


def test_a_file_of_ten_mebibytes_is_kept_and_one_byte_more_is_not(tencent):
    assert upload(tencent, png(size=10 * MIB - 1)).code == 0
    assert upload(tencent, png(size=10 * MIB)).code == 0
    assert upload(tencent, png(size=10 * MIB + 1)).code == 18003
    over = upload(tencent, png(size=11 * MIB))
    assert (over.status, over.document["code"]) == (413, 18006)


def test_base64_text_of_ten_mebibytes_is_the_most(tencent):
    content = png(size=10 * MIB * 3 // 4)
    text = b64encode(content).decode()
    assert upload(tencent, content, upload_type="UPLOAD_TYPE_BYTES", bytes=text).code == 0
    answer = upload(tencent, content, upload_type="UPLOAD_TYPE_BYTES", bytes=text + "AAAA")
    assert answer.code == 18006


def test_the_file_part_has_to_be_there_and_be_a_file(tencent):
    texts = {"account_id": tencent.account_id, "upload_type": "UPLOAD_TYPE_FILE", "signature": md5(png())}
    assert send_form(tencent, texts, None).code == 18001
    assert send_form(tencent, {**texts, "file": "text"}, None).code == 18001


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/json", b'{"account_id": 25610}'),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'),
    ],
)
def test_what_is_no_multipart_is_12003(tencent, content_type, content):
    assert tencent.send("POST", ADD, content=content, headers={"content-type": content_type}).code == 12003


def test_strangers_send_no_files(tencent):
    tencent.token = "unknown"
    assert upload(tencent).code == 11002


def test_a_client_that_hangs_up_in_the_middle_is_not_answered_and_not_logged(tencent, caplog):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    messages = [{"type": "http.request", "body": head, "more_body": True}, {"type": "http.disconnect"}]
    sent = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    query = urlencode(tencent.common())
    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"content-length", b"1000")]
    scope = {"type": "http", "method": "POST", "scheme": "http", "path": ADD, "raw_path": ADD.encode()}
    scope |= {"query_string": query.encode(), "headers": headers, "http_version": "1.1"}
    tencent.server.run(tencent.server.application(scope, receive, send))
    assert (sent, messages, caplog.records) == ([], [], [])


def test_uploads_count_towards_what_the_server_holds(tencent):
    bodies = tencent.server.application.bodies
    bodies._bound = 5_000
    assert upload(tencent, png(size=6_000)).status == 503
    assert bodies.held == 0
    assert upload(tencent, png()).code == 0


# -- get ------------------------------------------------------------------------------------------------------------


def test_filters_know_images_by_their_own_names(tencent):
    first = upload(tencent, png(160, 90), description="Green tea").data.image_id
    second = upload(tencent, jpg(40, 30), description="Coffee").data.image_id

    def found(field: str, operator: str, *values: str) -> list[str]:
        return [item["image_id"] for item in images(tencent, filtering=where(field, operator, *values))]

    assert found("image_id", "EQUALS", first) == [first]
    assert found("image_id", "IN", first, second) == [first, second]
    assert found("image_id", "CONTAINS", first) == [first]
    assert found("image_id", "CONTAINS", "x") == []
    assert found("image_id", "IN", "x", second) == [second]
    assert found("image_id", "EQUALS", "9" * 40) == []
    assert found("image_width", "EQUALS", "160") == [first]
    assert found("image_height", "EQUALS", "30") == [second]
    assert found("image_signature", "EQUALS", md5(jpg(40, 30))) == [second]
    assert found("image_description", "CONTAINS", "tea") == [first]
    assert found("owner_account_id", "EQUALS", str(tencent.account_id)) == [first, second]
    assert found("sample_aspect_ratio", "EQUALS", "16:9") == [first]
    assert found("aigc_flag", "EQUALS", "1") == []
    assert found("product_catalog_id", "EQUALS", "1") == []


def test_without_a_time_in_the_filter_the_last_half_year_is_shown(tencent):
    upload(tencent)
    tencent.server.instance.clock.offset_ms += 190 * DAY
    late = TencentClient(tencent.server, name="late")
    assert images(late) == []
    assert len(images(late, filtering=where("created_time", "GREATER", "1000000000"))) == 1


def test_an_owner_is_required(tencent):
    assert tencent.get(GET, account_id=None, fields=FIELDS).code == 18001


def test_fields_choose_members_and_an_unknown_one_is_12009(tencent):
    upload(tencent)
    listed = tencent.get(GET, fields=["image_id", "width"]).document["data"]["list"]
    assert [set(item) for item in listed] == [{"image_id", "width"}]
    assert tencent.get(GET, fields=["image_width"]).code == 12009
    assert tencent.get(GET, fields=FIELDS, label_id=5).data.list == []


# -- update, delete -------------------------------------------------------------------------------------------------


def test_an_image_is_described_anew(tencent):
    image = upload(tencent, description="Old").data.image_id
    assert tencent.post(UPDATE, image_id=image, description="New").document["data"] == {"image_id": image}
    assert images(tencent)[0]["description"] == "New"
    assert tencent.post(UPDATE, image_id=image, description="").code == 0
    assert tencent.post(UPDATE, image_id=image).code == 18001
    assert tencent.post(UPDATE, image_id=int(image), description="New").code == 18002
    assert tencent.post(UPDATE, image_id=image, description="d" * 256).code == 18006
    assert tencent.post(UPDATE, account_id=None, image_id=image, description="d").code == 18001


@pytest.mark.parametrize("image", ["999999", "nonsense", "9" * 40, "-1"])
def test_an_image_that_is_not_there_is_64018(tencent, image):
    assert tencent.post(UPDATE, image_id=image, description="d").code == 64018
    assert tencent.post(DELETE, image_id=image).code == 64018


def test_a_deleted_image_is_gone(tencent, tencent_with):
    image = upload(tencent).data.image_id
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(DELETE, image_id=image).code == 64018
    assert tencent.post(DELETE, image_id=image).document["data"] == {"image_id": image}
    assert images(tencent) == []
    assert tencent.post(DELETE, image_id=image).code == 64018
    assert tencent.post(DELETE, image_id="x" * 65).code == 18006


def test_a_deleted_image_is_listed_where_the_filter_asks_for_its_status(tencent):
    gone, present = (upload(tencent).data.image_id for _ in range(2))
    tencent.post(DELETE, image_id=gone)
    rows = [
        [(item["image_id"], item["status"]) for item in images(tencent, filtering=where("status", *about))]
        for about in (("EQUALS", "ADSTATUS_DELETED"), ("EQUALS", "ADSTATUS_NORMAL"), ("CONTAINS", "ADSTATUS"))
    ]
    normal = [(present, "ADSTATUS_NORMAL")]
    assert rows == [[(gone, "ADSTATUS_DELETED")], normal, normal]
