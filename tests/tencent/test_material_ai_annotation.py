"""/v3.0/material_ai_annotation: how images were made."""

import pytest

from support.creatives import upload_image

ADD, IMAGES = "/v3.0/material_ai_annotation/add", "/v3.0/images/get"
OTHERS = "AIGC_FLAG_USE_OTHERS_AI"


def test_an_image_is_annotated_and_found_by_it(tencent):
    tencent.server.instance.compatibility.fields_required = False
    ids = [upload_image(tencent), upload_image(tencent)]
    annotations = [{"resource_id": ids[0], "aigc_flag": OTHERS}, {"resource_id": "999999", "aigc_flag": OTHERS}]
    data = tencent.post(ADD, annotation_list=annotations, resource_type="IMAGE").document["data"]
    assert data["success_list"] == [
        {
            "resource_id": ids[0],
            "resource_type": "IMAGE",
            "aigc_flag": OTHERS,
            "aigc_source": "AIGC_SOURCE_UNKNOWN",
            "user_aigc_status": "AIGC_STATUS_USE_AIGC",
            "system_aigc_status": "AIGC_STATUS_UNKNOWN",
        }
    ]
    assert data["fail_list"] == [{"resource_id": "999999", "resource_type": "IMAGE", "reason": "image not found"}]
    condition = {"field": "aigc_flag", "operator": "EQUALS", "values": [OTHERS]}
    listed = tencent.get(IMAGES, filtering=[condition]).document["data"]["list"]
    assert [image["image_id"] for image in listed] == ids[:1]


def test_the_platform_knows_the_pictures_of_its_studio(tencent):
    tencent.server.instance.compatibility.fields_required = False
    spec = {"prompt": "A cloud", "dimension_size": "SIZE_800_800"}
    task = tencent.post("/v3.0/muse_ai_task/add", task_type="MUSE_AI_TASK_TYPE_TEXT2IMG", text2img=spec)
    task_id = task.document["data"]["task_id"]
    (made,) = tencent.get("/v3.0/muse_ai_task/get", task_id=task_id).document["data"]["results"]
    ids = [made["muse_material_id"]]
    stored = tencent.post("/v3.0/muse_ai_material/add", task_id=task_id, muse_material_list=ids)
    image_id = stored.document["data"]["result"][0]["media_id"]
    sent = [{"resource_id": image_id, "aigc_flag": "AIGC_FLAG_NOT_AI"}]
    (item,) = tencent.post(ADD, annotation_list=sent, resource_type="IMAGE").document["data"]["success_list"]
    assert (item["aigc_source"], item["system_aigc_status"]) == ("AIGC_SOURCE_MUSE", "AIGC_STATUS_USE_AIGC")
    assert item["user_aigc_status"] == "AIGC_STATUS_USE_HM"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"resource_type": "VIDEO"}, 18009),
        ({"annotation_list": []}, 18012),
        ({"annotation_list": [{"resource_id": "1", "aigc_flag": "AIGC_FLAG_MAYBE"}]}, 18009),
        ({"annotation_list": [{"resource_id": "1", "aigc_flag": OTHERS}] * 100}, 0),
        ({"annotation_list": [{"resource_id": "1", "aigc_flag": OTHERS}] * 101}, 18011),
        ({"account_id": None}, 18001),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_call_is_checked(tencent, members, expected):
    sent = {"annotation_list": [{"resource_id": "1", "aigc_flag": OTHERS}], "resource_type": "IMAGE"}
    assert tencent.post(ADD, **{**sent, **members}).code == expected
