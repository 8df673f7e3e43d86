"""/v3.0/material_labels: words in two levels of categories, bound to images and videos."""

import hashlib
import re
from typing import Any

import pytest

from mercat.model.clock import DAY
from support import clips
from support.pictures import png
from support.tencent import TencentClient

ADD, GET, UPDATE = "/v3.0/material_labels/add", "/v3.0/material_labels/get", "/v3.0/material_labels/update"
DELETE, BIND = "/v3.0/material_labels/delete", "/v3.0/material_labels/bind"
FIELDS = ["label_id", "label_name", "first_label_level_id", "first_label_level_name"]
FIELDS += ["second_label_level_id", "second_label_level_name"]
TEA = {"label_name": "Green tea", "first_label_level_name": "Drinks", "second_label_level_name": "Hot"}


def add(client: TencentClient, *names: str, **members: Any) -> list[int]:
    """Labels of these names; their ids."""
    assert client.post(ADD, labels=[{"label_name": name, **members} for name in names]).code == 0
    return [next(one["label_id"] for one in labels(client) if one["label_name"] == name) for name in names]


def labels(client: TencentClient, fields: list[str] = FIELDS, **params: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(GET, fields=fields, **{"page_size": 100, **params}).document["data"][
        "list"
    ]
    return listed


def names(client: TencentClient, **params: Any) -> list[str]:
    return [label["label_name"] for label in labels(client, **params)]


def image(client: TencentClient, width: int = 160) -> str:
    content = png(width)
    texts = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE"}
    texts["signature"] = hashlib.md5(content, usedforsecurity=False).hexdigest()
    image_id: str = client.form("/v3.0/images/add", texts, {"file": content}).data.image_id
    return image_id


def video(client: TencentClient) -> str:
    content = clips.mp4()
    texts = {"account_id": client.account_id, "signature": hashlib.md5(content, usedforsecurity=False).hexdigest()}
    return str(client.form("/v3.0/videos/add", texts, {"video_file": content}).data.video_id)


def images_with(client: TencentClient, label_id: int) -> list[str]:
    answer = client.get("/v3.0/images/get", fields=["image_id"], label_id=label_id).document
    return [one["image_id"] for one in answer["data"]["list"]]


def videos_with(client: TencentClient, label_id: int) -> list[str]:
    answer = client.get("/v3.0/videos/get", fields=["video_id"], label_id=label_id).document
    return [str(one["video_id"]) for one in answer["data"]["list"]]


def counts(client: TencentClient, label_id: int) -> tuple[int, int]:
    fields = ["relation_image_count", "relation_media_count"]
    (label,) = labels(client, fields, label_id=label_id, need_count=True)
    return label["relation_image_count"], label["relation_media_count"]


# -- add ------------------------------------------------------------------------------------------------------------


def test_labels_are_created_in_their_categories(tencent):
    sent = [TEA, {"label_name": "Coffee", "first_label_level_name": "Drinks"}, {"label_name": "Books"}]
    answer = tencent.post(ADD, labels=sent).document["data"]
    assert answer == {"success_label_list": ["Green tea", "Coffee", "Books"], "fail_label_list": []}
    tea, coffee, books = labels(tencent)
    assert {name: tea[name] for name in TEA} == TEA
    assert coffee["first_label_level_id"] == tea["first_label_level_id"] != tea["second_label_level_id"]
    assert set(books) == {"label_id", "label_name"}


def test_a_label_has_a_source_a_scenario_and_a_time(tencent):
    add(tencent, "Tea", business_scenario="BUSINESS_SCENARIO_CONTENT")
    (label,) = labels(tencent, ["account_id", "label_source", "business_scenario_val", "create_time"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", label.pop("create_time"))
    assert label == {
        "account_id": tencent.account_id,
        "label_source": "MANUAL",
        "business_scenario_val": "BUSINESS_SCENARIO_CONTENT",
    }


def test_a_label_that_exists_fails_alone(tencent):
    add(tencent, "Tea")
    answer = tencent.post(ADD, labels=[{"label_name": "Tea"}, {"label_name": "Coffee"}, {"label_name": "Coffee"}])
    assert answer.document["data"] == {"success_label_list": ["Coffee"], "fail_label_list": ["Tea", "Coffee"]}
    assert names(tencent) == ["Tea", "Coffee"]
    assert tencent.post(ADD, labels=[{"label_name": "Tea", "first_label_level_name": "Drinks"}]).code == 0
    assert names(tencent) == ["Tea", "Coffee", "Tea"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": 1, "labels": [TEA]}, 12201),
        ({"labels": None}, 18001),
        ({"labels": []}, 18012),
        ({"labels": ["Tea"]}, 18002),
        ({"labels": [{}]}, 18001),
        ({"labels": [{"label_name": ""}]}, 18005),
        ({"labels": [{"label_name": "n" * 2_048}]}, 0),
        ({"labels": [{"label_name": "n" * 2_049}]}, 18006),
        ({"labels": [{"label_name": "a<b"}]}, 64027),
        ({"labels": [TEA, {**TEA, "label_name": 5}]}, 18002),
        ({"labels": [{**TEA, "business_scenario": "BUSINESS_SCENARIO_OTHER"}]}, 18009),
    ],
    ids=lambda value: str(value)[:60],
)
def test_labels_are_checked_and_refused_ones_are_not_kept(tencent, members, expected):
    assert tencent.post(ADD, **members).code == expected
    assert len(labels(tencent)) == (1 if expected == 0 else 0)


# -- get ------------------------------------------------------------------------------------------------------------


def test_labels_are_searched_by_name_category_and_scenario(tencent):
    tencent.post(ADD, labels=[TEA, {"label_name": "Black tea", "business_scenario": "BUSINESS_SCENARIO_DELIVERY"}])
    (tea, black) = labels(tencent)
    assert names(tencent, label_id=black["label_id"]) == ["Black tea"]
    assert names(tencent, label_name="tea") == ["Green tea", "Black tea"]
    assert names(tencent, label_name="Green") == ["Green tea"]
    assert names(tencent, first_label_level_id_list=[tea["first_label_level_id"]]) == ["Green tea"]
    assert names(tencent, second_label_level_id_list=[tea["second_label_level_id"]]) == ["Green tea"]
    assert names(tencent, first_label_level_id_list=[tea["second_label_level_id"]]) == []
    assert names(tencent, business_scenario="BUSINESS_SCENARIO_DELIVERY") == ["Black tea"]
    assert names(tencent, ownership_type="OWNED") == ["Green tea", "Black tea"]


def test_labels_are_listed_from_the_oldest_or_from_the_newest(tencent):
    add(tencent, *"ABCDE")
    newest = [{"sort_field": "CREATE_TIME", "sort_type": "DESCENDING"}]
    oldest = [{"sort_field": "CREATE_TIME", "sort_type": "ASCENDING"}]
    assert [names(tencent, order_by=newest, page=page, page_size=2) for page in (1, 2, 3, 4)] == [
        ["E", "D"],
        ["C", "B"],
        ["A"],
        [],
    ]
    assert names(tencent, order_by=oldest, page=2, page_size=2) == ["C", "D"]
    assert tencent.get(GET, fields=FIELDS, order_by=newest).data.page_info.total_number == 5


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"order_by": [{"sort_field": "LABEL_NAME", "sort_type": "ASCENDING"}]}, 18009),
        ({"order_by": [{"sort_field": "CREATE_TIME", "sort_type": "UP"}]}, 18009),
        ({"order_by": [{"sort_field": "CREATE_TIME"}]}, 18001),
        ({"label_name": "n" * 2_049}, 18006),
        ({"label_id": "x"}, 18002),
        ({"need_count": "perhaps"}, 18002),
        ({"ownership_type": "SHARED"}, 18009),
        ({"page_size": 101}, 18003),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_search_is_checked(tencent, params, expected):
    assert tencent.get(GET, **{"fields": FIELDS, **params}).code == expected


# -- update, delete -------------------------------------------------------------------------------------------------


def test_a_label_is_renamed_and_moved(tencent):
    (label_id,) = add(tencent, "Tea")
    answer = tencent.post(UPDATE, label_id=label_id, label_name="Green tea", first_label_level_name="Drinks")
    assert answer.document["data"] == {"success_label_list": ["Green tea"], "fail_label_list": []}
    (label,) = labels(tencent)
    assert (label["label_id"], label["label_name"]) == (label_id, "Green tea")
    assert label["first_label_level_name"] == "Drinks"
    assert names(tencent, first_label_level_id_list=[label["first_label_level_id"]]) == ["Green tea"]


def test_a_label_is_not_renamed_to_another_one(tencent):
    add(tencent, "Tea")
    (label_id,) = add(tencent, "Coffee")
    answer = tencent.post(UPDATE, label_id=label_id, label_name="Tea").document["data"]
    assert answer == {"success_label_list": [], "fail_label_list": ["Tea"]}
    assert names(tencent) == ["Tea", "Coffee"]
    assert tencent.post(UPDATE, label_id=label_id).code == 18001
    assert tencent.post(UPDATE, label_id=999_999, label_name="Tea").code == 31010


def test_a_deleted_label_is_gone_from_its_material(tencent, tencent_with):
    tea, coffee = add(tencent, "Tea", "Coffee")
    pictures = [image(tencent, width) for width in range(1, 6)]
    tencent.post(BIND, image_id_list=pictures, media_id_list=[video(tencent)], label_id_list=[tea, coffee])
    other = tencent_with("ads_management", account_id=25611)
    assert other.post(DELETE, label_id=tea).code == 31010
    assert tencent.post(DELETE).code == 18001
    assert tencent.post(DELETE, label_id=tea).document == {"code": 0, "message": "", "message_cn": ""}
    assert names(tencent) == ["Coffee"]
    assert (images_with(tencent, tea), videos_with(tencent, tea)) == ([], [])
    assert counts(tencent, coffee) == (5, 1)
    assert tencent.post(DELETE, label_id=tea).code == 31010


# -- bind -----------------------------------------------------------------------------------------------------------


def test_labels_are_bound_to_images_and_videos(tencent):
    tea, coffee = add(tencent, "Tea", "Coffee")
    picture, film = image(tencent), video(tencent)
    answer = tencent.post(BIND, image_id_list=[picture], media_id_list=[film], label_id_list=[tea, coffee])
    assert answer.document["data"] == {"success_id_list": [picture, film], "fail_id_list": [], "fail_reason_list": []}
    assert (images_with(tencent, tea), videos_with(tencent, coffee)) == ([picture], [film])
    assert counts(tencent, tea) == (1, 1)
    assert "relation_image_count" not in labels(tencent, ["relation_image_count"])[0]


def test_labels_are_added_replaced_and_taken_away(tencent):
    tea, coffee, books = add(tencent, "Tea", "Coffee", "Books")
    picture = image(tencent)

    def bind(binding: str | None, *label_ids: int) -> list[bool]:
        sent = {} if binding is None else {"binding_type": f"LABEL_BINDING_TYPE_{binding}"}
        assert tencent.post(BIND, image_id_list=[picture], label_id_list=list(label_ids), **sent).code == 0
        return [images_with(tencent, label_id) == [picture] for label_id in (tea, coffee, books)]

    assert bind(None, tea) == [True, False, False]
    assert bind("ADD", coffee, tea) == [True, True, False]
    assert bind("DELETE", tea, books) == [False, True, False]
    assert bind("OVERWRITE", books, tea) == [True, False, True]


def test_binding_does_not_count_as_a_modification(tencent):
    (tea,) = add(tencent, "Tea")
    picture = image(tencent)
    tencent.server.instance.clock.offset_ms += DAY
    late = TencentClient(tencent.server, name="late")
    assert late.post(BIND, image_id_list=[picture], label_id_list=[tea]).code == 0
    (about,) = late.get("/v3.0/images/get", fields=["created_time", "last_modified_time"]).document["data"]["list"]
    assert about["created_time"] == about["last_modified_time"]


def test_material_that_is_not_there_fails_alone(tencent, tencent_with):
    (tea,) = add(tencent, "Tea")
    foreign = image(tencent_with("ads_management", account_id=25611))
    picture, film = image(tencent), video(tencent)
    sent = {"image_id_list": [picture, foreign, film], "media_id_list": ["nonsense"]}
    answer = tencent.post(BIND, label_id_list=[tea], **sent).document["data"]
    assert (answer["success_id_list"], answer["fail_id_list"]) == ([picture], [foreign, film, "nonsense"])
    assert [reason["material_id"] for reason in answer["fail_reason_list"]] == answer["fail_id_list"]
    assert counts(tencent, tea) == (1, 0)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"label_id_list": None}, 18001),
        ({"label_id_list": []}, 18012),
        ({"label_id_list": ["1"]}, 18002),
        ({"label_id_list": [999_999]}, 31010),
        ({"image_id_list": None}, 18001),
        ({"image_id_list": []}, 18001),
        ({"image_id_list": [1]}, 18002),
        ({"image_id_list": ["1"] * 100}, 0),
        ({"image_id_list": ["1"] * 101}, 18011),
        ({"media_id_list": ["1"] * 101}, 18011),
        ({"binding_type": "LABEL_BINDING_TYPE_SWAP"}, 18009),
        ({"account_id": 1}, 12201),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_binding_is_checked(tencent, members, expected):
    (tea,) = add(tencent, "Tea")
    assert tencent.post(BIND, **{"image_id_list": [image(tencent)], "label_id_list": [tea], **members}).code == expected
    assert counts(tencent, tea) == (0, 0)
