"""/v3.0/asset_similarity_detail: pictures and films whose files are the same."""

from typing import Any

import pytest

from support.creatives import upload_image, upload_video
from support.pictures import png
from support.tencent import TencentClient

GET, UPDATE = "/v3.0/asset_similarity_detail/get", "/v3.0/asset_similarity_detail/update"


def similar(client: TencentClient, **params: Any) -> dict[str, list[str]]:
    items = client.get(GET, **params).document["data"]["list"]
    return {
        item["creative_asset_id"]: [one["creative_asset_id"] for one in item["similar_creative_asset_list"]]
        for item in items
    }


def status(client: TencentClient, image: str) -> str | None:
    condition = [{"field": "image_id", "operator": "EQUALS", "values": [image]}]
    answer = client.get("/v3.0/images/get", filtering=condition, fields=["image_id", "similarity_status"])
    state: str | None = answer.document["data"]["list"][0].get("similarity_status")
    return state


def test_assets_with_the_same_file_are_similar(tencent):
    first, second, other = upload_image(tencent), upload_image(tencent), upload_image(tencent, png(90, 90))
    films = [str(upload_video(tencent)) for _ in range(2)]
    assert similar(tencent, creative_asset_id=first, creative_asset_type="IMAGE") == {first: [second]}
    assert similar(tencent, creative_asset_id=other) == {other: []}
    assert similar(tencent, creative_asset_type="IMAGE") == {first: [second], second: [first]}
    assert similar(tencent, creative_asset_type="VIDEO") == {films[0]: [films[1]], films[1]: [films[0]]}
    assert len(similar(tencent)) == 4
    tencent.post("/v3.0/images/delete", image_id=second)
    assert similar(tencent, creative_asset_id=first) == {first: []}


def test_an_update_notes_whether_a_picture_is_similar(tencent):
    first, second = upload_image(tencent), upload_image(tencent)
    answer = tencent.post(UPDATE, creative_asset_id=first, creative_asset_type="IMAGE")
    assert answer.document["data"] == {"creative_asset_id": first}
    assert status(tencent, first) == "SIMILARITY_STATUS_REJECTED"
    tencent.post("/v3.0/images/delete", image_id=second)
    assert tencent.post(UPDATE, creative_asset_id=first).code == 0
    assert status(tencent, first) == "SIMILARITY_STATUS_APPROVED"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"creative_asset_id": "999999"}, 64018),
        ({"creative_asset_id": "999999", "creative_asset_type": "IMAGE"}, 64018),
        ({"creative_asset_id": "tea", "creative_asset_type": "VIDEO"}, 64018),
        ({"creative_asset_id": "1", "creative_asset_type": "IMAGE_LIST"}, 1902135),
        ({"creative_asset_id": "1", "creative_asset_type": "AUDIO"}, 18009),
    ],
)
def test_what_a_call_is_refused_for(tencent, params, expected):
    assert tencent.get(GET, **params).code == expected
    assert tencent.post(UPDATE, **params).code == expected


def test_an_update_names_an_asset_of_the_account(tencent):
    image = upload_image(tencent)
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert tencent.post(UPDATE).code == 18001
    assert stranger.post(UPDATE, creative_asset_id=image).code == 64018
    assert stranger.get(GET, creative_asset_id=image).code == 64018
