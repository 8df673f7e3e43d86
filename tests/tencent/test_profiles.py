"""/v3.0/profiles: defined by their owner, or generated for an app."""

import hashlib
from typing import Any

import pytest

from support.pictures import png
from support.tencent import TencentClient

ADD, GET, DELETE = "/v3.0/profiles/add", "/v3.0/profiles/get", "/v3.0/profiles/delete"
FIELDS = ["profile_id", "profile_type", "profile_name", "description", "head_image_id", "owner_id", "system_status"]
PROFILE = {"profile_type": "PROFILE_TYPE_DEFINITION", "profile_name": "Tea house", "description": "Tea since 1890"}
GENERATED = {
    "profile_type": "PROFILE_TYPE_AUTO_GENERATE",
    "marketing_carrier_type": "MARKETING_CARRIER_TYPE_APP_ANDROID",
    "marketing_carrier_id": "100910",
    "marketing_goal": "MARKETING_GOAL_USER_GROWTH",
}


def picture(client: TencentClient, content: bytes | None = None) -> str:
    content = png(512, 512) if content is None else content
    texts = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE"}
    texts["signature"] = hashlib.md5(content, usedforsecurity=False).hexdigest()
    image_id: str = client.form("/v3.0/images/add", texts, {"file": content}).data.image_id
    return image_id


def profiles(client: TencentClient, fields: list[str] = FIELDS, **params: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(GET, fields=fields, **params).document["data"]["list"]
    return listed


def where(field: str, value: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": "EQUALS", "values": [value]}]


def test_a_profile_shows_an_image_of_the_account(tencent):
    image = picture(tencent)
    profile_id = tencent.post(ADD, head_image_id=image, **PROFILE).data.profile_id
    assert profiles(tencent) == [
        {
            **PROFILE,
            "profile_id": profile_id,
            "head_image_id": image,
            "owner_id": tencent.account_id,
            "system_status": "AD_STATUS_NORMAL",
        }
    ]
    (about,) = profiles(tencent, ["head_image_url", "created_time"])
    assert about["created_time"] == tencent.server.instance.clock.now() // 1_000
    shown = tencent.server.call("GET", about["head_image_url"].removeprefix("http://mercat.test"))
    assert shown.content == png(512, 512)


def test_a_generated_profile_needs_only_its_type(tencent):
    assert tencent.post(ADD, profile_type="PROFILE_TYPE_AUTO_GENERATE").code == 0
    assert [set(profile) for profile in profiles(tencent)] == [
        {"profile_id", "profile_type", "owner_id", "system_status"}
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": 1}, 12201),
        ({"profile_type": None}, 18001),
        ({"profile_type": "PROFILE_TYPE_WEAPP"}, 18009),
        ({"profile_name": None}, 18001),
        ({"profile_name": "n" * 30}, 0),
        ({"profile_name": "n" * 31}, 18006),
        ({"profile_name": "a<b"}, 64027),
        ({"description": None}, 18001),
        ({"description": "d" * 240}, 0),
        ({"description": "d" * 241}, 18006),
        ({"head_image_id": None}, 18001),
        ({"head_image_id": "999999"}, 64018),
        ({"head_image_id": "nonsense"}, 64018),
        ({"head_image_id": 1}, 18002),
        ({"head_image_id": "9" * 65}, 18006),
        ({"mdm_id": 7}, 0),
        ({"mdm_id": "7"}, 18002),
        ({"marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE"}, 18009),
    ],
    ids=str,
)
def test_a_profile_is_checked_and_a_refused_one_is_not_kept(tencent, members, expected):
    assert tencent.post(ADD, **{"head_image_id": picture(tencent), **PROFILE, **members}).code == expected
    assert len(profiles(tencent)) == (1 if expected == 0 else 0)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(512, 510), 64020),
        (png(512, 512, size=400 * 1_024), 0),
        (png(512, 512, size=400 * 1_024 + 1), 18003),
    ],
    ids=["low", "400 KB", "more"],
)
def test_the_picture_is_a_square_of_512_pixels_and_400_kilobytes(tencent, content, expected):
    assert tencent.post(ADD, **{"head_image_id": picture(tencent, content), **PROFILE}).code == expected


def test_an_image_of_another_account_is_not_found(tencent, tencent_with):
    image = picture(tencent_with("ads_management", account_id=25611))
    assert tencent.post(ADD, head_image_id=image, **PROFILE).code == 64018


def test_profiles_are_filtered_by_what_they_were_made_for(tencent):
    first = tencent.post(ADD, head_image_id=picture(tencent), **PROFILE).data.profile_id
    second = tencent.post(ADD, **GENERATED).data.profile_id

    def matches(field: str, value: str) -> list[int]:
        return [profile["profile_id"] for profile in profiles(tencent, filtering=where(field, value))]

    assert matches("profile_type", "PROFILE_TYPE_DEFINITION") == [first]
    assert matches("profile_id", str(second)) == [second]
    assert matches("marketing_carrier_id", "100910") == [second]
    assert matches("marketing_goal", "MARKETING_GOAL_USER_GROWTH") == [second]
    assert matches("support_wechat_channels", "1") == []
    assert tencent.get(GET, fields=FIELDS, filtering=where("profile_name", "Tea house")).code == 18009


def test_a_deleted_profile_is_gone(tencent, tencent_with):
    profile_id = tencent.post(ADD, **GENERATED).data.profile_id
    assert tencent_with("ads_management", account_id=25611).post(DELETE, profile_id=profile_id).code == 31010
    assert tencent.post(DELETE).code == 18001
    assert tencent.post(DELETE, profile_id=profile_id).document["data"] == {"profile_id": profile_id}
    assert profiles(tencent) == []
    assert tencent.post(DELETE, profile_id=profile_id).code == 31010
