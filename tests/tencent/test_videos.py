"""/v3.0/videos: files in, facts and a state out."""

import hashlib
from typing import Any

import pytest

from mercat.domain.bulk import simulated_progress
from mercat.model.clock import DAY, MINUTE
from support import clips
from support.pictures import png
from support.server import Response
from support.tencent import TencentClient

ADD, GET = "/v3.0/videos/add", "/v3.0/videos/get"
UPDATE, DELETE = "/v3.0/videos/update", "/v3.0/videos/delete"
MIB = 1_048_576


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def upload(client: TencentClient, content: bytes | None = None, **texts: Any) -> Response:
    """videos/add; members that are None are left out."""
    content = clips.mp4() if content is None else content
    sent = {"account_id": client.account_id, "signature": md5(content), **texts}
    return client.form(ADD, sent, {"video_file": content})


def videos(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    client.server.instance.compatibility.fields_required = False
    listed: list[dict[str, Any]] = client.get(GET, **params).document["data"]["list"]
    return listed


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


def set_pace(client: TencentClient, pace: str) -> None:
    client.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, simulated_progress.VIDEOS, pace))


def files(client: TencentClient) -> list[str]:
    return sorted(place.name for place in client.server.instance.files.folder.rglob("*") if place.is_file())


# -- add ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind", "width", "height"),
    [(clips.mp4(), "MP4", 640, 360), (clips.mov(), "MOV", 320, 240), (clips.avi(), "AVI", 160, 120)],
    ids=["mp4", "mov", "avi"],
)
def test_a_file_is_kept_and_described(tencent, content, kind, width, height):
    data = upload(tencent, content, description="A cup").document["data"]
    assert set(data) == {"video_id"}
    (video,) = videos(tencent)
    assert video["video_id"] == data["video_id"]
    assert (video["type"], video["width"], video["height"]) == (f"MEDIA_TYPE_{kind}", width, height)
    assert (video["file_size"], video["signature"], video["description"]) == (len(content), md5(content), "A cup")
    assert (video["video_frames"], video["video_fps"], video["image_duration_millisecond"]) == (50, 25.0, 2_000)
    assert (video["source_type"], video["status"]) == ("SOURCE_TYPE_API", "ADSTATUS_NORMAL")
    assert (video["system_status"], video["owner_account_id"]) == ("MEDIA_STATUS_VALID", str(tencent.account_id))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(clips.mp4(), "video/mp4"), (clips.mov(), "video/quicktime"), (clips.avi(), "video/x-msvideo")],
    ids=["mp4", "mov", "avi"],
)
def test_the_preview_url_plays_the_file(tencent, content, media_type):
    upload(tencent, content)
    path = videos(tencent)[0]["preview_url"].removeprefix("http://mercat.test")
    shown = tencent.server.call("GET", path)
    assert (shown.status, shown.headers["content-type"], shown.content) == (200, media_type, content)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": "abc"}, 18002),
        ({"account_id": 1}, 12201),
        ({"account_id": None, "organization_id": 1}, 12204),
        ({"signature": None}, 18001),
        ({"signature": "0" * 32}, 75003),
        ({"signature": "0" * 31}, 18005),
        ({"signature": "0" * 33}, 18006),
        ({"signature": md5(clips.mp4()).upper()}, 0),
        ({"description": "d" * 255}, 0),
        ({"description": "d" * 256}, 18006),
        ({"description": "a<b"}, 64027),
        ({"description": "a@b"}, 64027),
        ({"adcreative_template_id": 311}, 0),
        ({"adcreative_template_id": "wide"}, 18002),
    ],
    ids=str,
)
def test_the_form_is_checked_and_a_refused_video_is_not_kept(tencent, texts, expected):
    assert upload(tencent, **texts).code == expected
    assert len(videos(tencent)) == len(files(tencent)) == (1 if expected == 0 else 0)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", 64021),
        (png(), 64021),
        (b"\x1a\x45\xdf\xa3webm", 64021),
        (clips.mp4()[:-1], 64025),
        (clips.mp4().replace(b"vide", b"text"), 64025),
        (clips.avi()[:-2], 64025),
    ],
    ids=["nothing", "picture", "webm", "short mp4", "no pictures", "short avi"],
)
def test_what_is_no_video_is_not_kept(tencent, content, expected):
    answer = upload(tencent, content)
    assert answer.code == expected
    assert answer.document["message"]
    assert videos(tencent) == files(tencent) == []


def test_a_file_of_a_hundred_mebibytes_is_kept_and_one_byte_more_is_not(tencent):
    assert upload(tencent, clips.mp4(size=100 * MIB)).code == 0
    answer = upload(tencent, clips.mp4(size=100 * MIB + 1))
    assert (answer.code, answer.document["message_cn"]) == (75002, "您上传的'videofile' 超过了 100M，请调整后重新上传")
    assert [video["file_size"] for video in videos(tencent)] == [100 * MIB]


def test_the_file_part_has_to_be_there_and_be_a_file(tencent):
    texts = {"account_id": tencent.account_id, "signature": md5(b"")}
    assert tencent.form(ADD, texts, {}).code == 18001
    assert tencent.form(ADD, {**texts, "video_file": "text"}, {}).code == 18001
    assert tencent.form(ADD, texts, {"file": clips.mp4()}).code == 18001


# -- states ---------------------------------------------------------------------------------------------------------


def test_a_video_is_pending_for_two_minutes_if_processing_takes_time(tencent):
    set_pace(tencent, "timed")
    upload(tencent)
    assert videos(tencent)[0]["system_status"] == "MEDIA_STATUS_PENDING"
    tencent.server.instance.clock.offset_ms += 2 * MINUTE
    assert videos(tencent)[0]["system_status"] == "MEDIA_STATUS_VALID"


def test_a_video_is_pending_until_the_poll_that_was_set(tencent):
    set_pace(tencent, "polls:3")
    upload(tencent)
    seen = [videos(tencent)[0] for _ in range(4)]
    states = [video["system_status"].removeprefix("MEDIA_STATUS_") for video in seen]
    assert states == ["PENDING", "PENDING", "VALID", "VALID"]
    assert len({video["last_modified_time"] for video in seen}) == 1


# -- get ------------------------------------------------------------------------------------------------------------


def test_filters_know_videos_by_their_own_names(tencent):
    first = upload(tencent, clips.mp4(), description="Green tea").data.video_id
    second = upload(tencent, clips.avi(), description="Coffee").data.video_id

    def matches(field: str, operator: str, *values: str) -> list[int]:
        return [item["video_id"] for item in videos(tencent, filtering=where(field, operator, *values))]

    assert matches("media_id", "EQUALS", str(first)) == [first]
    assert matches("media_id", "IN", str(first), str(second)) == [first, second]
    assert matches("video_id", "CONTAINS", str(second)) == [second]
    assert matches("media_width", "EQUALS", "640") == [first]
    assert matches("width", "LESS_EQUALS", "160") == [second]
    assert matches("file_size", "LESS_EQUALS", str(len(clips.avi()))) == [second]
    assert matches("media_signature", "EQUALS", md5(clips.avi())) == [second]
    assert matches("media_description", "CONTAINS", "tea") == [first]
    assert matches("video_duration_millisecond", "GREATER_EQUALS", "2001") == []
    assert matches("owner_account_id", "EQUALS", str(tencent.account_id)) == [first, second]
    assert matches("product_outer_id", "EQUALS", "1") == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"filtering": where("colour", "EQUALS", "red")}, 18009),
        ({"filtering": where("media_width", "IN", "1")}, 18009),
        ({"filtering": where("media_width", "EQUALS", "wide")}, 18002),
        ({"filtering": where("media_id", "EQUALS", "1") * 5}, 18011),
        ({"page": 0}, 18004),
        ({"page": 100_000}, 18003),
        ({"page_size": 101}, 18003),
        ({"fields": ["media_id"]}, 12009),
        ({"account_id": None}, 18001),
    ],
    ids=str,
)
def test_a_search_is_checked(tencent, params, expected):
    assert tencent.get(GET, **{"fields": ["video_id"], **params}).code == expected


def test_without_a_time_in_the_filter_the_last_half_year_is_shown(tencent):
    upload(tencent)
    tencent.server.instance.clock.offset_ms += 190 * DAY
    late = TencentClient(tencent.server, name="late")
    assert videos(late) == []
    assert len(videos(late, filtering=where("created_time", "GREATER", "1000000000"))) == 1


def test_fields_choose_members(tencent):
    upload(tencent)
    listed = tencent.get(GET, fields=["video_id", "width"]).document["data"]["list"]
    assert [set(item) for item in listed] == [{"video_id", "width"}]


# -- update, delete -------------------------------------------------------------------------------------------------


def test_a_video_is_described_anew(tencent):
    video = upload(tencent, description="Old").data.video_id
    assert tencent.post(UPDATE, video_id=video, description="New").document["data"] == {"video_id": video}
    assert (videos(tencent)[0]["description"], videos(tencent)[0]["width"]) == ("New", 640)
    assert tencent.post(UPDATE, video_id=video, description="").code == 0
    assert tencent.post(UPDATE, video_id=video).code == 18001
    assert tencent.post(UPDATE, video_id=str(video), description="New").code == 18002
    assert tencent.post(UPDATE, video_id=video, description="d" * 256).code == 18006
    assert tencent.post(UPDATE, video_id=video, description="a@b").code == 64027


@pytest.mark.parametrize("video", [999_999, 0, -1, 2**63 - 1])
def test_a_video_that_is_not_there_is_64018(tencent, video):
    assert tencent.post(UPDATE, video_id=video, description="d").code == 64018
    assert tencent.post(DELETE, video_id=video).code == 64018


def test_a_deleted_video_is_gone(tencent, tencent_with):
    video = upload(tencent).data.video_id
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(DELETE, video_id=video).code == 64018
    assert tencent.post(DELETE, video_id=video).document["data"] == {"video_id": video}
    assert videos(tencent) == []
    assert tencent.post(DELETE, video_id=video).code == 64018
    assert tencent.post(DELETE, account_id=None, video_id=video).code == 18001


def test_a_deleted_video_is_listed_where_the_filter_asks_for_its_status(tencent):
    gone, present = (upload(tencent).data.video_id for _ in range(2))
    tencent.post(DELETE, video_id=gone)
    rows = [
        [(item["video_id"], item["status"]) for item in videos(tencent, filtering=where("status", *about))]
        for about in (("EQUALS", "ADSTATUS_DELETED"), ("EQUALS", "ADSTATUS_NORMAL"), ("CONTAINS", "ADSTATUS"))
    ]
    normal = [(present, "ADSTATUS_NORMAL")]
    assert rows == [[(gone, "ADSTATUS_DELETED")], normal, normal]
