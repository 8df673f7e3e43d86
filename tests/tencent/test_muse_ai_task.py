"""/v3.0/muse_ai_task, /v3.0/muse_ai_material, /v3.0/muse_ai_ugc: made pictures, and how they become material."""

from base64 import b64encode
from typing import Any

import pytest

from mercat.domain.bulk import simulated_progress
from mercat.model.clock import MINUTE
from support.creatives import upload_image
from support.pictures import jpg, png, size_of
from support.tencent import TencentClient

ADD, GET = "/v3.0/muse_ai_task/add", "/v3.0/muse_ai_task/get"
STORE, EDITED, IMAGES = "/v3.0/muse_ai_material/add", "/v3.0/muse_ai_ugc/add", "/v3.0/images/get"
PREFIX = "MUSE_AI_TASK_TYPE_"
WORDS = {"task_type": f"{PREFIX}TEXT2IMG", "text2img": {"prompt": "A pink cloud", "dimension_size": "SIZE_800_800"}}


@pytest.fixture
def client(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def results(client: TencentClient, **members: Any) -> list[dict[str, Any]]:
    """The results of a task that is done at once."""
    task = client.post(ADD, **members).document["data"]
    assert task["task_status"] == "MUSE_AI_TASK_SUCCESS"
    found: list[dict[str, Any]] = client.get(GET, task_id=task["task_id"]).document["data"]["results"]
    return found


def from_picture(image_id: str, **members: Any) -> dict[str, Any]:
    spec = {"image_id": image_id, "similarity": 5, "img2img_style": "MUSE_AI_IMG2IMG_STYLE_GAME"}
    return {"task_type": f"{PREFIX}IMG2IMG", "img2img": spec | members}


def file(client: TencentClient, url: str) -> bytes:
    return client.server.call("GET", url.removeprefix("http://mercat.test")).content


def set_pace(client: TencentClient, pace: str) -> None:
    client.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, simulated_progress.TASKS, pace))


def test_words_become_pictures(client):
    made = results(client, **WORDS, output_image_num=3)
    assert [(each["width"], each["height"], each["material_type"]) for each in made] == [(800, 800, "IMAGE")] * 3
    assert {(each["ratio_width"], each["ratio_height"]) for each in made} == {(1, 1)}
    files = [file(client, each["url"]) for each in made]
    assert [size_of(content) for content in files] == [(800, 800)] * 3
    assert len(set(files)) == 3


def test_a_picture_becomes_a_picture_of_another_size(client):
    source = upload_image(client)
    (made,) = results(client, **from_picture(source, dimension_size="SIZE_1280_720"))
    assert size_of(file(client, made["url"])) == (made["width"], made["height"]) == (1_280, 720)
    (made,) = results(client, **from_picture(source, extend_size=True))
    assert (made["width"], made["height"]) == (64, 36)
    (made,) = results(client, **from_picture(upload_image(client, jpg()), extend_size=True))
    assert size_of(file(client, made["url"])) == (40, 30)


def test_pictures_get_captions(client):
    ids = [upload_image(client, description="A cup of tea"), upload_image(client)]
    made = results(client, task_type=f"{PREFIX}IMG2CAPTION", img2caption={"image_ids": ids})
    captions = [each["caption_result"] for each in made]
    assert captions == [
        {"image_id": ids[0], "image_caption": "A cup of tea"},
        {"image_id": ids[1], "image_caption": "64 x 36"},
    ]


def test_the_chosen_members_of_results_are_answered(client):
    task_id = client.post(ADD, **WORDS).document["data"]["task_id"]
    data = client.get(GET, task_id=task_id, fields=["width", "height"]).document["data"]
    assert (data["task_id"], data["results"]) == (task_id, [{"width": 800, "height": 800}])


def test_a_task_takes_a_while(client):
    set_pace(client, "timed")
    task = client.post(ADD, **WORDS).document["data"]
    assert task["task_status"] == "MUSE_AI_TASK_WAITING"
    assert "results" not in client.get(GET, task_id=task["task_id"]).document["data"]
    client.server.instance.clock.offset_ms += 2 * MINUTE
    done = client.get(GET, task_id=task["task_id"]).document["data"]
    assert (done["task_status"], len(done["results"])) == ("MUSE_AI_TASK_SUCCESS", 1)


def test_a_task_takes_some_polls_and_fails_if_its_picture_is_gone(client):
    set_pace(client, "polls:2")
    source = upload_image(client)
    task_id = client.post(ADD, **from_picture(source, extend_size=True)).document["data"]["task_id"]
    client.post("/v3.0/images/delete", image_id=source)
    states = [client.get(GET, task_id=task_id).document["data"]["task_status"] for _ in range(3)]
    assert states == ["MUSE_AI_TASK_WAITING", "MUSE_AI_TASK_FAIL", "MUSE_AI_TASK_FAIL"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"task_type": f"{PREFIX}TEXT2VIDEO"}, 18009),
        ({"text2img": None}, 18001),
        ({"text2img": {"prompt": "", "dimension_size": "SIZE_800_800"}}, 18005),
        ({"text2img": {"prompt": "a" * 201, "dimension_size": "SIZE_800_800"}}, 18006),
        ({"text2img": {"prompt": "a", "dimension_size": "SIZE_1_1"}}, 18009),
        ({"output_image_num": 0}, 18004),
        ({"output_image_num": 101}, 18003),
        ({"task_type": f"{PREFIX}IMG2IMG"}, 18001),
        (from_picture("999999", extend_size=True), 64018),
        (from_picture("1", similarity=6), 18003),
        (from_picture("1"), 18001),
        ({"task_type": f"{PREFIX}IMG2CAPTION", "img2caption": {"image_ids": ["999999"]}}, 64018),
        ({"task_type": f"{PREFIX}IMG2CAPTION", "img2caption": {"image_ids": []}}, 18012),
        ({"task_type": f"{PREFIX}IMG2CAPTION", "img2caption": {"image_ids": ["1"] * 101}}, 18011),
    ],
    ids=lambda value: str(value)[:70],
)
def test_a_task_is_checked(client, members, expected):
    assert client.post(ADD, **{**WORDS, **members}).code == expected


def test_tasks_of_another_account_are_not_seen(client, tencent_with):
    task_id = client.post(ADD, **WORDS).document["data"]["task_id"]
    other = tencent_with("ads_management", account_id=25611)
    assert other.get(GET, task_id=task_id, fields=["url"]).code == 31010
    assert other.post(STORE, task_id=task_id, muse_material_list=[1]).code == 31010


# -- material ---------------------------------------------------------------------------------------------------------


def test_a_result_becomes_an_image_once(client):
    task_id = client.post(ADD, **WORDS).document["data"]["task_id"]
    (made,) = client.get(GET, task_id=task_id).document["data"]["results"]
    ids = [made["muse_material_id"], 999_999]
    data = client.post(STORE, task_id=task_id, muse_material_list=ids).document["data"]
    first, second = data["result"]
    assert (first["status"], first["material_type"]) == ("SUCCESS", "IMAGE")
    assert second == {"muse_material_id": 999_999, "status": "NO_AUTHORITY_MUSE_ID"}
    (image,) = client.get(IMAGES).document["data"]["list"]
    assert (image["image_id"], image["source_type"], image["width"]) == (first["media_id"], "SOURCE_TYPE_MUSE", 800)
    again = client.post(STORE, task_id=task_id, muse_material_list=ids[:1]).document["data"]["result"]
    assert again == [first | {"status": "ALREADY_CREATED"}]
    client.post("/v3.0/images/delete", image_id=first["media_id"])
    (anew,) = client.post(STORE, task_id=task_id, muse_material_list=ids[:1]).document["data"]["result"]
    assert anew["status"] == "SUCCESS"
    assert anew["media_id"] != first["media_id"]


@pytest.mark.parametrize(("ids", "expected"), [([], 18012), ([1] * 100, 0), ([1] * 101, 18011), (["1"], 18002)])
def test_storing_is_checked(client, ids, expected):
    task_id = client.post(ADD, **WORDS).document["data"]["task_id"]
    assert client.post(STORE, task_id=task_id, muse_material_list=ids).code == expected


def test_an_edited_result_becomes_an_image(client):
    (made,) = results(client, **WORDS)
    text = b64encode(png(80, 60)).decode()
    sent = {"muse_material_id": made["muse_material_id"], "media_base64_str": text, "file_name": "cloud.png"}
    media_id = client.post(EDITED, **sent).document["data"]["media_id"]
    (image,) = client.get(IMAGES).document["data"]["list"]
    assert (image["image_id"], image["width"], image["description"]) == (media_id, 80, "cloud.png")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"muse_material_id": 999_999}, 31010),
        ({"media_base64_str": "no base64!"}, 64026),
        ({"media_base64_str": b64encode(b"text").decode()}, 64026),
        ({"media_base64_str": ""}, 18005),
        ({"file_name": "n" * 201}, 18006),
    ],
    ids=str,
)
def test_an_edited_result_is_checked(client, members, expected):
    (made,) = results(client, **WORDS)
    sent = {"muse_material_id": made["muse_material_id"], "media_base64_str": b64encode(png()).decode()}
    assert client.post(EDITED, **{**sent, **members}).code == expected
    assert client.get(IMAGES).document["data"]["list"] == []
