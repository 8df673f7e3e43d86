"""/v3.0/game_feature, /v3.0/game_feature_v6 and /v3.0/game_feature_tags: what kind of games applications are."""

from typing import Any

import pytest

from support.tencent import TencentClient

ANDROID = {"marketing_target_type": "MARKETING_TARGET_TYPE_APP_ANDROID", "marketing_target_detail_id": "1110955293455"}
FIFTH = {**ANDROID, "profit_mode_id": 1, "game_type_id": 16, "gameplay_id_list": [36, 37], "game_theme_id": 95}
SIXTH = {**ANDROID, "profit_mode_id": 2, "game_type_id": 1005, "game_play_id": 1111, "game_theme_id": 96}
PHASE = {"start_date": "2026-08-15", "end_date": "2026-08-16"}
SHARED = ["marketing_target_type", "marketing_target_detail_id", "profit_mode_id", "game_type_id", "game_theme_id"]
SHARED += ["game_sub_theme_id", "game_marketing_lifecycle_list"]
FIELDS = {
    "game_feature": [*SHARED, "gameplay_id_list"],
    "game_feature_v6": [*SHARED, "game_play_id", "game_sub_play_id_list"],
}
BOTH = pytest.mark.parametrize(("resource", "feature"), [("game_feature", FIFTH), ("game_feature_v6", SIXTH)])


def put(client: TencentClient, resource: str, **members: Any) -> int:
    return client.post(f"/v3.0/{resource}/add", **members).code


def one(client: TencentClient, resource: str, **changes: Any) -> Any:
    return client.get(f"/v3.0/{resource}/get", fields=FIELDS[resource], **{**ANDROID, **changes})


def phases(*scenes: str, **changes: str) -> dict[str, Any]:
    return {"game_marketing_lifecycle_list": [{**PHASE, "game_marketing_scene": scene, **changes} for scene in scenes]}


@BOTH
def test_a_feature_is_stored_and_read(tencent, resource, feature):
    whole = {**feature, **phases("DEFAULT", "GAME_RESERVATION")}
    answer = tencent.post(f"/v3.0/{resource}/add", **whole)
    assert answer.document["data"] == {"marketing_target_detail_id": "1110955293455"}
    assert one(tencent, resource).document["data"] == whole
    only = tencent.get(f"/v3.0/{resource}/get", fields=["game_theme_id"], **ANDROID).document["data"]
    assert only == {"game_theme_id": feature["game_theme_id"]}


@BOTH
def test_a_second_feature_of_an_application_replaces_the_first(tencent, resource, feature):
    put(tencent, resource, **feature, **phases("DEFAULT"))
    assert put(tencent, resource, **{**feature, "game_theme_id": 97}) == 0
    assert one(tencent, resource).document["data"] == {**feature, "game_theme_id": 97}


@BOTH
def test_another_application_or_account_has_no_feature(tencent, resource, feature):
    put(tencent, resource, **feature)
    assert one(tencent, resource, marketing_target_detail_id="7").code == 31010
    assert one(tencent, resource, marketing_target_type="MARKETING_TARGET_TYPE_APP_IOS").code == 31010
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    assert one(other, resource).code == 31010


@BOTH
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"profit_mode_id": 9}, 18009),
        ({"profit_mode_id": 0}, 18009),
        ({"game_type_id": 7}, 18009),
        ({"game_theme_id": 0}, 18009),
        ({"game_sub_theme_id": 0}, 0),
        ({"game_theme_id": 95, "game_sub_theme_id": 200}, 18009),
        ({"marketing_target_type": "MARKETING_TARGET_TYPE_STORE"}, 18009),
        ({"marketing_target_detail_id": None}, 18001),
        (phases("DEFAULT", "DEFAULT"), 18011),
        (phases(*["GAME_CLOSED_BETA_TEST"] * 5), 0),
        (phases(*["GAME_CLOSED_BETA_TEST"] * 6), 18011),
        (phases("LAUNCH"), 18009),
        (phases("DEFAULT", end_date="2026-08-14"), 31057),
        (phases("DEFAULT", end_date="2026-08-15"), 0),
        (phases("DEFAULT", end_date="2026-02-30"), 18002),
        (phases("DEFAULT", end_date="2026-8-15"), 18005),
    ],
    ids=str,
)
def test_members_are_checked_and_nothing_is_stored(tencent, resource, feature, changes, expected):
    assert put(tencent, resource, **{**feature, **changes}) == expected
    if changes.get("marketing_target_type") is None and "marketing_target_detail_id" not in changes:
        assert one(tencent, resource).code == (31010 if expected else 0)


@pytest.mark.parametrize(
    ("resource", "changes", "expected"),
    [
        ("game_feature", {"gameplay_id_list": [40]}, 18009),
        ("game_feature", {"gameplay_id_list": []}, 18012),
        ("game_feature", {"gameplay_id_list": [36] * 5}, 0),
        ("game_feature", {"gameplay_id_list": [36] * 6}, 18011),
        ("game_feature_v6", {"game_play_id": 1100}, 18009),
        ("game_feature_v6", {"game_sub_play_id_list": [1333]}, 0),
        ("game_feature_v6", {"game_sub_play_id_list": [1300]}, 18009),
        ("game_feature", {"marketing_target_type": "MARKETING_TARGET_TYPE_PC_GAME"}, 18009),
        ("game_feature_v6", {"marketing_target_type": "MARKETING_TARGET_TYPE_PC_GAME"}, 0),
    ],
    ids=str,
)
def test_tags_belong_to_those_above_them(tencent, resource, changes, expected):
    feature = FIFTH if resource == "game_feature" else SIXTH
    assert put(tencent, resource, **{**feature, **changes}) == expected


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        ("PROFIT_MODE", ""),
        ("GAME_TYPE", ""),
        ("GAMEPLAY", "GAME_TYPE"),
        ("THEME", ""),
        ("SUB_THEME", "THEME"),
        ("GAME_TYPE_V6", ""),
        ("GAME_PLAY_V6", "GAME_TYPE_V6"),
        ("GAME_SUB_PLAY_V6", "GAME_PLAY_V6"),
    ],
)
def test_tags_are_listed_with_those_above_them(tencent, kind, above):
    fields = ["id", "name", "type", "parent_id", "parent_name", "parent_type"]
    tags = tencent.get("/v3.0/game_feature_tags/get", fields=fields, type=kind).document["data"]["list"]
    assert len({tag["id"] for tag in tags}) == len(tags) > 2
    assert {(tag["type"], tag["parent_type"]) for tag in tags} == {(kind, above)}
    assert all(bool(tag["parent_id"]) == bool(tag["parent_name"]) == bool(above) for tag in tags)


def test_themes_of_the_documents_have_their_ids(tencent):
    tags = tencent.get("/v3.0/game_feature_tags/get", fields=["id", "name"], type="THEME").document["data"]["list"]
    assert {"id": 95, "name": "模拟恋爱"} in tags
    assert {"id": 96, "name": "恐怖"} in tags


def test_an_unknown_type_of_tags_is_refused(tencent):
    assert tencent.get("/v3.0/game_feature_tags/get", fields=["id"], type="COLOUR").code == 18009
