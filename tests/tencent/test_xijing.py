"""/v3.0/xijing_... and /v3.0/pages: pages of templates, components and archives, and where ads find them."""

import io
import zipfile
from typing import Any

import pytest

from mercat.domain.advertising.pages.xijing_pages import MOST_BYTES
from mercat.model.ad_reviews import State
from mercat.model.clock import HOUR
from support import ad_approvals
from support.ad_materials import image, video, where
from support.ad_reviews import set_pace
from support.audiences import listed
from support.server import Server
from support.tencent import TencentClient

ADD, BY_COMPONENTS = "/v3.0/xijing_page/add", "/v3.0/xijing_page_by_components/add"
INTERACTIVE, GET = "/v3.0/xijing_page_interactive/add", "/v3.0/xijing_page_list/get"
UPDATE, DELETE = "/v3.0/xijing_page/update", "/v3.0/xijing_page/delete"
TEMPLATE, TEMPLATES = "/v3.0/xijing_template/get", "/v3.0/xijing_template_list/get"
COMPLEX = "/v3.0/xijing_complex_template/get"
PAGES = "/v3.0/pages/get"
TEXT = {"type": "COMPONENT_TYPE_TEXT", "text_spec": {"text": "Fresh tea"}}
SITE = {
    "page_type": "PAGE_TYPE_XIJING_WEBSITE",
    "page_name": "Tea",
    "page_title": "Fresh tea",
    "page_template_id": "1008",
    "component_spec_list": [TEXT],
}
APP = SITE | {"page_type": "PAGE_TYPE_XIJING_ANDROID", "page_template_id": "1006", "mobile_app_id": "42"}
PARTS = {
    "page_type": "PAGE_TYPE_XIJING_IOS",
    "page_name": "Parts",
    "page_title": "Fresh tea",
    "mobile_app_id": "43",
    "bg_color": "rgba(255,255,255,1)",
    "bg_image_id": "",
    "component_spec_list": [TEXT],
}


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


def pass_time(server: Server, ms: int) -> None:
    server.instance.clock.set(server.instance.clock.now() + ms)


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "tea")
    return content.getvalue()


def rows(client: TencentClient, path: str, **members: Any) -> list[dict[str, Any]]:
    answer = client.post(path, **members)
    assert answer.code == 0, answer
    found: list[dict[str, Any]] = answer.document["data"]["list"]
    return found


def add(client: TencentClient, page: dict[str, Any] = SITE, *, submitted: int = 0, path: str = ADD) -> str:
    (row,) = rows(client, path, is_auto_submit=submitted, pages=[page])
    assert row["code"] == 0, row
    page_id: str = row["id"]
    assert row["landingPageId"] == int(page_id)
    return page_id


def refused(client: TencentClient, page: dict[str, Any], path: str = ADD) -> int:
    (row,) = rows(client, path, is_auto_submit=1, pages=[page])
    assert set(row) == {"code", "message"}
    assert listed(client, GET) == []
    code: int = row["code"]
    return code


def upload(client: TencentClient, content: bytes | None, **texts: Any) -> Any:
    about = {
        "account_id": client.account_id,
        "is_auto_submit": 0,
        "page_type": "PAGE_TYPE_XIJING_ANDROID",
        "interactive_page_type": "COMPRESSED_PACKAGE",
        "page_title": "Game",
        "page_name": "Game",
        "mobile_app_id": "42",
    }
    return client.form(INTERACTIVE, about | texts, {} if content is None else {"file": content})


# -- making pages ---------------------------------------------------------------------------------------------------


def test_a_page_of_a_template_is_listed_as_a_draft(tencent):
    page_id = add(tencent, APP)
    answer = tencent.get(GET, fields=["page_id"]).document["data"]
    assert (answer["page_index"], answer["page_size"], answer["total_pages"]) == (1, 10, 1)
    (page,) = listed(tencent, GET)
    assert len(page.pop("page_last_modify_time")) == len("2026-01-01 00:00:00")
    assert page == {
        "page_id": int(page_id),
        "page_service_id": page_id,
        "page_name": "Tea",
        "page_type": "XJ_ANDROID_APP_H5",
        "page_publish_status": "LANDING_PAGE_STATUS_UNPUBLISH",
        "page_status": "LANDING_PAGE_STATUS_EDITING",
        "page_owner_id": tencent.account_id,
        "reject_reason": "",
        "playable_type": "NOT_INTERACT",
        "unpublish_app_id": {"android_app_id": 42},
    }


@pytest.mark.parametrize(("name", "code"), [("落地页名称 - 用于管理", 0), ("名" * 20, 0), ("名" * 21, 18006)])
def test_a_name_has_twenty_characters(tencent, name, code):
    answer = tencent.post(ADD, is_auto_submit=0, pages=[APP | {"page_name": name}])
    assert answer.code == code


def test_a_page_that_is_submitted_at_once_is_published(tencent):
    page_id = add(tencent, PARTS, submitted=1, path=BY_COMPONENTS)
    (page,) = listed(tencent, GET)
    assert page["page_status"] == "LANDING_PAGE_STATUS_APPROVED"
    assert page["page_publish_status"] == "LANDING_PAGE_STATUS_PUBLISHED"
    assert page["publish_url"].endswith(page_id)
    assert page["publish_app_id"] == {"ios_app_id": 43}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"page_template_id": "1"}, 31010),
        ({"page_template_id": "1006"}, 18009),
        ({"page_type": "PAGE_TYPE_XIJING_ANDROID", "page_template_id": "1006"}, 18001),
        ({"component_spec_list": [{"type": "COMPONENT_TYPE_VIDEO", "video_spec": {"video_id": "1"}}]}, 18009),
        ({"component_spec_list": [{"text_spec": {"text": "Tea"}}]}, 18009),
        (
            {
                "component_spec_list": [
                    {"type": "COMPONENT_TYPE_IMAGES", "image_list_spec": {"image_list": [{"image_id": "1"}]}}
                ]
            },
            64018,
        ),
        (
            {"component_spec_list": [{"type": "COMPONENT_TYPE_IMAGES", "image_list_spec": {"image_list": "1"}}]},
            18002,
        ),
    ],
)
def test_a_page_that_does_not_fit_its_template_fails(tencent, changes, code):
    assert refused(tencent, SITE | changes) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bg_color": "white"}, 18002),
        ({"bg_image_id": "1"}, 64018),
        ({"component_spec_list": [{"type": "COMPONENT_TYPE_GAME_DEMO"}]}, 18009),
        ({"component_spec_list": [{"text_spec": {"text": "Tea"}}]}, 18001),
        ({"component_spec_list": [{"type": "COMPONENT_TYPE_VIDEO", "video_spec": {"video_id": "1"}}]}, 64018),
    ],
)
def test_a_page_of_components_that_is_not_whole_fails(tencent, changes, code):
    assert refused(tencent, PARTS | changes, BY_COMPONENTS) == code


def test_pages_show_material_of_the_account(tencent):
    components = [
        {"type": "COMPONENT_TYPE_IMAGES", "image_list_spec": {"image_list": [{"image_id": image(tencent)}]}},
        {"type": "COMPONENT_TYPE_VIDEO", "video_spec": {"video_id": str(video(tencent))}},
    ]
    add(tencent, APP | {"component_spec_list": components})
    add(tencent, PARTS | {"component_spec_list": components, "bg_image_id": image(tencent)}, path=BY_COMPONENTS)
    assert len(listed(tencent, GET)) == 2


def test_one_page_fails_alone(tencent):
    made = rows(tencent, ADD, is_auto_submit=0, pages=[SITE, SITE | {"page_template_id": "1"}, SITE])
    assert [row["code"] for row in made] == [0, 31010, 0]
    assert len(listed(tencent, GET)) == 2
    assert tencent.post(ADD, is_auto_submit=0, pages=[SITE] * 11).code == 18011


def test_an_archive_is_an_interactive_page(tencent):
    answer = upload(tencent, archive("game/index.html", "game/tea.png"), page_config='{"colour": "green"}')
    assert answer.document["data"]["list"][0]["code"] == 0
    assert [page["playable_type"] for page in listed(tencent, GET)] == ["COMPRESSED_PACKAGE"]


@pytest.mark.parametrize(
    ("content", "texts", "code"),
    [
        (None, {}, 18001),
        (b"no archive", {}, 31002),
        (archive("tea.html"), {}, 31002),
        (archive("index.html") + bytes(MOST_BYTES), {}, 31002),
        (archive("index.html"), {"page_config": "{"}, 18002),
        (archive("index.html"), {"page_type": "PAGE_TYPE_XIJING_WEBSITE"}, 18009),
        (archive("index.html"), {"page_name": "n" * 21}, 18006),
    ],
    ids=["none", "broken", "no start", "large", "JSON", "type", "name"],
)
def test_an_archive_that_does_not_fit_is_refused(tencent, content, texts, code):
    assert upload(tencent, content, **texts).code == code
    assert listed(tencent, GET) == []


# -- the life of pages ----------------------------------------------------------------------------------------------


def test_pages_are_sent_to_review_and_each_fails_alone(tencent):
    page_id = add(tencent)
    pages = {"page_id_list": [page_id, "999999", "tea"]}
    assert [row["code"] for row in rows(tencent, UPDATE, is_submitted_for_review=False, **pages)] == [0, 31010, 31010]
    assert [page["page_status"] for page in listed(tencent, GET)] == ["LANDING_PAGE_STATUS_EDITING"]
    done = rows(tencent, UPDATE, is_submitted_for_review=True, **pages)
    assert done[0] == {"page_service_id": page_id, "code": 0, "message": "操作成功"}
    assert [row["code"] for row in done] == [0, 31010, 31010]
    assert [page["page_status"] for page in listed(tencent, GET)] == ["LANDING_PAGE_STATUS_APPROVED"]


def test_a_refused_page_says_why(tencent):
    set_pace(tencent, "manual")
    add(tencent, submitted=1)
    assert [page["page_status"] for page in listed(tencent, GET)] == ["LANDING_PAGE_STATUS_PENDING"]
    ad_approvals.decide(tencent, State.REFUSED, "no licence")
    (page,) = listed(tencent, GET)
    assert (page["page_status"], page["reject_reason"]) == ("LANDING_PAGE_STATUS_REJECTED", "no licence")
    assert "publish_url" not in page


def test_a_deleted_page_is_listed_to_who_asks_for_it(tencent):
    gone, here = add(tencent), add(tencent)
    assert [row["code"] for row in rows(tencent, DELETE, page_id_list=[gone, "999999"])] == [0, 31010]

    def found(kind: str) -> list[str]:
        return [page["page_service_id"] for page in listed(tencent, GET, query_type=kind)]

    assert (found("DEFAULT"), found("DELETED"), found("ALL")) == ([here], [gone], [gone, here])
    (page,) = listed(tencent, GET, query_type="DELETED")
    assert page["page_status"] == page["page_publish_status"] == "LANDING_PAGE_STATUS_DELETED"
    assert [row["code"] for row in rows(tencent, DELETE, page_id_list=[gone])] == [31010]


def test_pages_of_another_account_are_not_found(server, tencent):
    page_id = add(TencentClient(server, name="other", account_id=25611))
    assert [row["code"] for row in rows(tencent, DELETE, page_id_list=[page_id])] == [31010]
    assert [row["code"] for row in rows(tencent, UPDATE, is_submitted_for_review=True, page_id_list=[page_id])] == [
        31010
    ]


def test_pages_are_found_by_all_parameters(tencent, server):
    site, app = add(tencent), add(tencent, APP, submitted=1)

    def found(**params: Any) -> list[str]:
        return [page["page_service_id"] for page in listed(tencent, GET, **params)]

    assert found(page_id=int(site)) == found(page_service_id=site) == [site]
    assert found(page_type=["XJ_ANDROID_APP_H5", "XJ_IOS_APP_H5"]) == [app]
    assert found(page_status=["LANDING_PAGE_STATUS_EDITING"]) == [site]
    assert found(page_publish_status=["LANDING_PAGE_STATUS_PUBLISHED"]) == [app]
    assert (found(app_id=42), found(app_id=7), found(app_type="IOS"), found(app_type="ANDROID")) == (
        [app],
        [],
        [],
        [app],
    )
    assert (found(page_name="Te"), found(page_source="GRANT")) == ([site, app], [])
    (page,) = listed(tencent, GET, page_id=int(site))
    changed = page["page_last_modify_time"]
    pass_time(server, HOUR)
    later = add(tencent)
    assert found(page_last_modify_end_time=changed) == [site, app]
    assert found(page_last_modify_start_time=changed, page_name="Tea") == [site, app, later]
    assert tencent.get(GET, fields=["page_id"], page_last_modify_start_time="yesterday").code == 18002


def test_a_page_of_the_list_is_named_by_its_index(tencent):
    ids = [add(tencent) for _ in range(3)]
    answer = tencent.get(GET, fields=["page_service_id"], page_size=2, page_index=2).document["data"]
    assert [page["page_service_id"] for page in answer["list"]] == ids[2:]
    assert (answer["page_index"], answer["page_size"], answer["total_pages"]) == (2, 2, 2)
    assert answer["page_info"] == {"page": 2, "page_size": 2, "total_number": 3, "total_page": 2}


# -- templates ------------------------------------------------------------------------------------------------------


def test_a_simple_template_shows_its_components(tencent):
    fields = ["page_template_id", "page_type", "component_spec_list"]
    template = tencent.get(TEMPLATE, template_id="1008", fields=fields).document["data"]
    assert (template["page_template_id"], template["page_type"]) == ("1008", "PAGE_TYPE_XIJING_WEBSITE")
    assert template["component_spec_list"][0] == {"type": "COMPONENT_TYPE_TEXT", "text_spec": {"text": ""}}
    assert tencent.get(TEMPLATE, template_id="1739", fields=fields).code == 31010
    assert tencent.get(TEMPLATE, template_id="1", fields=fields).code == 31010


def test_a_complex_template_shows_its_settings(tencent):
    template = tencent.get(COMPLEX, page_template_id="1739", fields=["page_template_name", "page_config"]).document[
        "data"
    ]
    assert [setting["type"] for setting in template["page_config"]] == ["IMAGE_ID", "TEXT"]
    assert tencent.get(COMPLEX, page_template_id="1008", fields=["page_config"]).code == 31010


def test_templates_are_found_by_id_and_kind(tencent):
    (template,) = listed(tencent, TEMPLATES, page_template_id="1006")
    assert (template["page_template_id"], template["labels"], template["is_complex"]) == ("1006", ["ANDROID"], False)
    assert listed(tencent, TEMPLATES, page_template_id="1006", is_interaction=True) == []
    assert listed(tencent, TEMPLATES, page_template_id="1006", is_public=False) == []
    (game,) = listed(tencent, TEMPLATES, page_template_id="1739", is_interaction=True)
    assert (game["playable_type"], game["is_complex"]) == ("TEMPLATE_GAME", True)


# -- where ads find pages -------------------------------------------------------------------------------------------


def official(client: TencentClient) -> int:
    config = {"page_name": "Official", "page_title": "Tea"}
    page_id: int = client.post(
        "/v3.0/official_landing_page_component/add", page_config=config, page_elements=[]
    ).data.page_id
    return page_id


def test_ads_find_pages_that_were_sent_to_review(tencent):
    add(tencent)
    site, app, own = add(tencent, submitted=1), add(tencent, APP, submitted=1), official(tencent)

    def found(kind: str, *more: dict[str, Any]) -> list[tuple[int, str]]:
        pages = listed(tencent, PAGES, filtering=[*where("page_type", "EQUALS", kind), *more])
        return [(page["page_id"], page["page_status"]) for page in pages]

    assert found("PAGE_TYPE_XJ_WEB_H5") == [(int(site), "NORMAL")]
    assert found("PAGE_TYPE_XJ_ANDROID_APP_H5") == [(int(app), "NORMAL")]
    assert found("PAGE_TYPE_XJ_QUICK") == found("PAGE_TYPE_OFFICIAL") == []
    set_pace(tencent, "manual")
    assert tencent.post("/v3.0/official_landing_page_submit/update", page_id=own).code == 0
    assert found("PAGE_TYPE_OFFICIAL") == [(own, "PENDING")]
    assert found("PAGE_TYPE_OFFICIAL", *where("page_status", "EQUALS", "NORMAL")) == []
    assert found("PAGE_TYPE_OFFICIAL", *where("page_name", "CONTAINS", "Off")) == [(own, "PENDING")]
    assert found("PAGE_TYPE_OFFICIAL", *where("owner_account_id", "EQUALS", "1")) == []
    assert found("PAGE_TYPE_XJ_WEB_H5", *where("page_id", "IN", site, app)) == [(int(site), "NORMAL")]
    rows(tencent, DELETE, page_id_list=[site])
    assert found("PAGE_TYPE_XJ_WEB_H5") == []
    assert found("PAGE_TYPE_XJ_WEB_H5", *where("page_status", "IN", "DELETED", "NORMAL")) == [(int(site), "DELETED")]


def test_a_list_of_pages_names_their_type(tencent):
    assert tencent.get(PAGES, fields=["page_id"]).code == 18001
    assert tencent.get(PAGES, fields=["page_id"], filtering=where("page_name", "EQUALS", "Tea")).code == 18001
    assert tencent.get(PAGES, fields=["page_id"], filtering=where("page_type", "EQUALS", "PAGE_TYPE_H5")).code == 18009
