"""/v3.0/watermarks and /v3.0/material_async_tasks: warnings on material."""

from typing import Any

import pytest

from mercat.domain.bulk import simulated_progress
from mercat.model.clock import MINUTE
from support.creatives import ad_group, creative, md5, upload_image, upload_video
from support.pictures import gif, jpg, png
from support.tencent import TencentClient

ADD, GET = "/v3.0/watermarks/add", "/v3.0/watermarks/get"
START, TASKS_GET = "/v3.0/material_async_tasks/add", "/v3.0/material_async_tasks/get"
WARNING = "年化利率（复利）2%-22%"


@pytest.fixture
def client(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def mark(client: TencentClient, *ids: str, texts: tuple[str, ...] = (WARNING,), **members: Any) -> Any:
    sent = {"source_type": "MATERIAL_SOURCE_TYPE_ID", "material_type": "IMAGE"}
    materials = [{"material_id": each} for each in ids]
    configs = [{"text_content": text} for text in texts]
    return client.post(ADD, **{**sent, "materials": materials, "watermark_configs": configs, **members})


def records(client: TencentClient, *ids: str, **params: Any) -> list[dict[str, Any]]:
    filtering = [{"field": "record_id", "operator": "IN", "values": list(ids)}] if ids else None
    listed: list[dict[str, Any]] = client.get(GET, filtering=filtering, **params).document["data"]["list"]
    return listed


def start(client: TencentClient, *ids: str, kind: str = "IMAGE", texts: tuple[str, ...] = (WARNING,)) -> Any:
    return client.post(
        START,
        material_param_type="MATERIAL_PARAM_TYPE_ID",
        material_type=kind,
        material_detail=[{"material_id": each} for each in ids],
        task_specs={"watermark_spec": {"text": list(texts)}},
    )


def tasks(client: TencentClient, job_id: str | None = None) -> list[dict[str, Any]]:
    filtering = [{"field": "job_id", "operator": "EQUALS", "values": [job_id]}] if job_id else None
    items = client.get(TASKS_GET, filtering=filtering).document["data"]["list"]
    return [item["watermark_result"] for item in items]


def set_pace(client: TencentClient, pace: str) -> None:
    client.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, simulated_progress.TASKS, pace))


def file(client: TencentClient, url: str) -> bytes:
    return client.server.call("GET", url.removeprefix("http://mercat.test")).content


# -- watermarks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", [png(), jpg(), gif(10)], ids=["png", "jpg", "gif"])
def test_an_image_gets_a_copy_with_the_warning(client, picture):
    source = upload_image(client, picture, description="A cup")
    data = mark(client, source).document["data"]
    counts = {name: data[f"{name}_count"] for name in ("total", "processing", "success", "failed")}
    assert counts == {"total": 1, "processing": 0, "success": 1, "failed": 0}
    (result,) = data["results"]
    assert (result["original_material_id"], result["original_material_md5"]) == (source, md5(picture))
    assert (result["material_name"], result["status"]) == ("A cup", "success")
    copy = file(client, result["result_material_url"])
    assert WARNING.encode() in copy
    images = client.get("/v3.0/images/get").document["data"]["list"]
    assert [image["image_id"] for image in images] == [source, result["result_material_id"]]
    assert (images[1]["signature"], images[1]["source_signature"]) == (md5(copy), md5(picture))
    assert (images[1]["width"], images[1]["type"]) == (images[0]["width"], images[0]["type"])


def test_the_same_warning_is_added_once(client):
    source = upload_image(client)
    (first,) = mark(client, source).document["data"]["results"]
    (second,) = mark(client, source).document["data"]["results"]
    assert second == {**first, "reason": "复用已有处理结果"}
    (third,) = mark(client, source, texts=("另一条",)).document["data"]["results"]
    assert third["record_id"] != first["record_id"]
    assert len(records(client)) == 2


def test_material_that_is_not_there_fails_alone(client):
    source = upload_image(client)
    data = mark(client, "999999", source).document["data"]
    assert (data["success_count"], data["failed_count"]) == (1, 1)
    assert [result["status"] for result in data["results"]] == ["failed", "success"]
    assert data["results"][0]["reason"] == "素材不存在或不支持添加警示语"


def test_records_are_listed_with_their_files(client):
    sources = [upload_image(client, description=f"Cup {number}") for number in range(3)]
    ids = [result["record_id"] for result in mark(client, *sources).document["data"]["results"]]
    (item,) = records(client, ids[1])
    assert (item["record_id"], item["status"], item["original_material_id"]) == (ids[1], "success", sources[1])
    assert file(client, item["original_material_url"]) == png(64, 36)
    assert WARNING.encode() in file(client, item["result_material_url"])
    assert [each["record_id"] for each in records(client, page=2, page_size=2)] == ids[2:]
    assert [each["record_id"] for each in records(client, page=0, page_size=1)] == ids


def test_a_record_whose_result_is_deleted_says_so_and_is_made_anew(client):
    source = upload_image(client)
    (result,) = mark(client, source).document["data"]["results"]
    client.post("/v3.0/images/delete", image_id=result["result_material_id"])
    assert records(client)[0]["status"] == "deleted"
    (again,) = mark(client, source).document["data"]["results"]
    assert again["status"] == "success"
    assert again["record_id"] != result["record_id"]


def test_a_warning_is_added_after_a_while(client):
    set_pace(client, "timed")
    source = upload_image(client)
    (result,) = mark(client, source).document["data"]["results"]
    assert (result["status"], result["result_material_id"]) == ("processing", "")
    assert [item["status"] for item in records(client)] == ["processing"]
    client.server.instance.clock.offset_ms += 2 * MINUTE
    (item,) = records(client)
    assert item["status"] == "success"
    assert item["result_material_id"].isdecimal()


def test_a_warning_is_added_after_some_polls(client):
    set_pace(client, "polls:3")
    mark(client, upload_image(client))
    assert [records(client)[0]["status"] for _ in range(3)] == ["processing", "processing", "success"]


def test_an_image_that_is_deleted_before_its_turn_fails(client):
    set_pace(client, "timed")
    source = upload_image(client)
    mark(client, source)
    client.post("/v3.0/images/delete", image_id=source)
    client.server.instance.clock.offset_ms += 2 * MINUTE
    assert [item["status"] for item in records(client)] == ["failed"]


def test_a_preview_shows_the_warning(client):
    (result,) = mark(client, upload_image(client)).document["data"]["results"]
    creative_id = creative(client, ad_group(client), image_id=result["result_material_id"])
    url = client.post("/v3.0/creative_template_previews/get", dynamic_creative_id=creative_id).document["data"]
    assert WARNING.encode() in file(client, url["preview_url"])


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"source_type": "MATERIAL_SOURCE_TYPE_URL"}, 18009),
        ({"material_type": "VIDEO"}, 18009),
        ({"materials": []}, 18012),
        ({"materials": [{}]}, 18001),
        ({"materials": [{"material_id": "1"}] * 100}, 0),
        ({"materials": [{"material_id": "1"}] * 101}, 18011),
        ({"watermark_configs": []}, 18012),
        ({"watermark_configs": [{}]}, 18001),
        ({"watermark_configs": [{"text_content": "a"}] * 10}, 0),
        ({"watermark_configs": [{"text_content": "a"}] * 11}, 18011),
        ({"watermark_configs": [{"text_content": "a<b"}]}, 64027),
        ({"account_id": None}, 18001),
        ({"organization_id": 10_000_000_000}, 18003),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_call_is_checked(client, members, expected):
    assert mark(client, upload_image(client), **members).code == expected


@pytest.mark.parametrize(
    ("params", "expected"), [({"page": -1}, 18004), ({"page_size": 0}, 18004), ({"page_size": 101}, 18003)], ids=str
)
def test_a_search_is_checked(client, params, expected):
    assert client.get(GET, **params).code == expected


def test_records_of_another_account_are_not_seen(client, tencent_with):
    mark(client, upload_image(client))
    assert records(tencent_with("ads_management", account_id=25611)) == []


# -- jobs -------------------------------------------------------------------------------------------------------------


def test_a_job_has_a_task_for_each_image(client):
    sources = [upload_image(client), upload_image(client)]
    job_id = start(client, *sources).document["data"]["job_id"]
    start(client, sources[0])
    first, second = tasks(client, job_id)
    assert [first["original_material_id"], second["original_material_id"]] == sources
    assert (first["task_status"], first["message"]) == ("MATERIAL_TASK_STATUS_WATERMARK_SUCCESS", "成功")
    assert first["result_material_uuid"] == md5(file(client, first["result_material_url"]))
    assert first["create_time"] <= first["update_time"]
    assert len(tasks(client)) == 3
    assert records(client) == []


def test_a_video_gets_a_copy_with_the_warning(client):
    source = str(upload_video(client, description="Tea"))
    (task,) = tasks(client, start(client, source, kind="VIDEO").document["data"]["job_id"])
    assert (task["material_type"], task["material_name"]) == ("VIDEO", "Tea")
    assert task["task_status"] == "MATERIAL_TASK_STATUS_WATERMARK_SUCCESS"
    videos = client.get("/v3.0/videos/get").document["data"]["list"]
    assert [str(video["video_id"]) for video in videos] == [source, task["result_material_id"]]
    assert videos[1]["system_status"] == "MEDIA_STATUS_VALID"


def test_tasks_advance_by_the_clock(client):
    set_pace(client, "timed")
    job_id = start(client, upload_image(client), "999999").document["data"]["job_id"]
    prefix = "MATERIAL_TASK_STATUS_WATERMARK_"
    assert [task["task_status"] for task in tasks(client, job_id)] == [f"{prefix}PROCESSING", f"{prefix}FAILED"]
    client.server.instance.clock.offset_ms += 2 * MINUTE
    assert [task["task_status"] for task in tasks(client, job_id)] == [f"{prefix}SUCCESS", f"{prefix}FAILED"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"material_param_type": "MATERIAL_PARAM_TYPE_URL"}, 18009),
        ({"material_type": "AUDIO"}, 18009),
        ({"material_detail": []}, 18012),
        ({"material_detail": [{}]}, 18001),
        ({"material_detail": [{"material_id": "1"}] * 101}, 18011),
        ({"task_specs": {}}, 18001),
        ({"task_specs": {"watermark_spec": {"text": []}}}, 18012),
        ({"task_specs": {"watermark_spec": {"text": ["a"] * 11}}}, 18011),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_job_is_checked_and_a_refused_one_has_no_task(client, members, expected):
    sent = {"material_param_type": "MATERIAL_PARAM_TYPE_ID", "material_type": "IMAGE"}
    sent |= {"material_detail": [{"material_id": "1"}], "task_specs": {"watermark_spec": {"text": ["a"]}}}
    assert client.post(START, **{**sent, **members}).code == expected
    assert tasks(client) == []
