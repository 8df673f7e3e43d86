"""/v3.0/wechat_pages_...: pages of screens, groups of people in WeCom, and pages that others grant."""

from typing import Any

import pytest

from mercat.domain.advertising.pages.wechat_assets import official_accounts, page_grants
from support import clips
from support.ad_materials import image, video, where
from support.audiences import listed
from support.tencent import TencentClient

ADD, GET = "/v3.0/wechat_pages_custom/add", "/v3.0/wechat_pages/get"
GROUPS, ADD_GROUP = "/v3.0/wechat_pages_csgrouplist/get", "/v3.0/wechat_pages_csgrouplist/add"
UPDATE_GROUP, STATUS = "/v3.0/wechat_pages_csgrouplist/update", "/v3.0/wechat_pages_csgroup_status/update"
USERS, GRANTS = "/v3.0/wechat_pages_csgroup_user/get", "/v3.0/wechat_pages_grantinfo/get"
OFFICIAL = "/v3.0/wechat_official_accounts/get"
SHARING = {"share_title": "Tea", "share_description": "Tea for you"}
TEXT = {"element_type": "TEXT", "text_spec": {"text": "Fresh tea"}}
FOLLOW = {"element_type": "GH", "gh_spec": {"fast_follow": 1}}
FLOAT = {"style_type": 2, "title": "Tea", "element_type": "GH", "gh_spec": {"fast_follow": 1}}


def page(*elements: dict[str, Any], floating: dict[str, Any] | None = None, screens: int = 1) -> dict[str, Any]:
    document = {"page_name": "Tea", "share_content_spec": SHARING}
    document["page_specs_list"] = [{"page_elements_spec_list": list(elements or (TEXT,))}] * screens
    if floating is not None:
        document["global_spec"] = {"global_elements_spec_list": [floating]}
    return document


def button(**changes: Any) -> dict[str, Any]:
    return {"element_type": "FLOAT_BUTTON", "float_button_spec": FLOAT | changes}


def refused(client: TencentClient, *elements: dict[str, Any], **options: Any) -> tuple[int, str]:
    answer = client.post(ADD, **page(*elements, **options))
    assert listed(client, GET) == []
    return answer.code, answer.document["message"]


def picture(image_id: str, width: int, height: int, **more: Any) -> dict[str, Any]:
    return {"image_id": image_id, "width": width, "height": height, **more}


# -- pages of screens -----------------------------------------------------------------------------------------------


def test_a_page_of_screens_is_a_wechat_page(tencent):
    add_group(tencent, "Sales", ["ada"])
    (group,) = listed(tencent, GROUPS)
    top, wide = image(tencent, 800, 450), image(tencent, 750, 400)
    film = str(video(tencent, clips.mp4(750, 420)))
    elements = [
        {"element_type": "TOP_IMAGE", "top_image_spec": picture(top, 800, 450, ad_location="sns", outer_style=1)},
        {"element_type": "IMAGE", "image_spec": picture(wide, 750, 400)},
        {
            "element_type": "SLIDER",
            "slider_spec": {"image_id_list": [wide, wide], "width": 750, "height": 400, "slider_style": 0},
        },
        {"element_type": "VIDEO", "video_spec": {"video_id": film, "width": 750, "height": 420}},
        {
            "element_type": "APP_DOWNLOAD",
            "app_download_spec": {"title": "立即下载", "app_android_spec": {"app_android_id": "1"}},
        },
        {"element_type": "ENTERPRISE_WX", "enterprise_wx_spec": {"corp_id": "ww1", "group_id": group["group_id"]}},
        FOLLOW,
    ]
    answer = tencent.post(ADD, **page(*elements, TEXT, floating=button(appear_type=1), screens=2))
    assert answer.code == 0, answer
    (listed_page,) = listed(tencent, GET)
    assert listed_page["page_id"] == answer.data.page_id
    assert (listed_page["page_name"], listed_page["page_status"]) == ("Tea", "NORMAL")
    assert tencent.post("/v3.0/wechat_pages/delete", page_id=answer.data.page_id).code == 0


@pytest.mark.parametrize(
    ("title", "expected"), [("进入小程序", 0), ("进入小程序" * 2, 0), ("进入小程序" * 2 + "x", 18006)]
)
def test_the_title_of_a_button_is_ten_characters_wide(tencent, title, expected):
    follow = {"element_type": "GH", "gh_spec": {**FOLLOW["gh_spec"], "btn_title": title}}
    assert tencent.post(ADD, **page(follow)).code == expected


@pytest.mark.parametrize(
    ("element", "code", "named"),
    [
        ({"element_type": "TEXT"}, 18001, "text_spec"),
        ({"element_type": "TEXT", "text_spec": {"text": "Tea", "font_size": 17}}, 18009, "font_size"),
        ({"element_type": "IMAGE", "image_spec": picture("1", 750, 100)}, 64018, ""),
        (
            {"element_type": "APP_DOWNLOAD", "app_download_spec": {"title": "下载"}},
            18001,
            "app_android_spec",
        ),
        (
            {
                "element_type": "APP_DOWNLOAD",
                "app_download_spec": {"title": "Get it", "app_ios_spec": {"app_ios_id": "1"}},
            },
            18009,
            "title",
        ),
        ({"element_type": "ENTERPRISE_WX", "enterprise_wx_spec": {"corp_id": "ww1", "group_id": 9}}, 31010, "9"),
        (
            {"element_type": "IMAGE_TEXT", "image_text_spec": {"image_text_item": [{"title": "Tea"}]}},
            18001,
            "material_id",
        ),
    ],
)
def test_an_element_that_is_not_whole_is_refused(tencent, element, code, named):
    answered, message = refused(tencent, element)
    assert (answered, named in message) == (code, True), message


def test_pictures_have_the_sides_that_they_state_and_their_place_allows(tencent):
    small, wide, square = image(tencent), image(tencent, 750, 400), image(tencent, 800, 800)

    def spec(kind: str, **members: Any) -> dict[str, Any]:
        return {"element_type": kind, f"{kind.lower()}_spec": members}

    assert refused(tencent, spec("IMAGE", **picture(small, 640, 360)))[0] == 64020
    assert refused(tencent, spec("IMAGE", **picture(wide, 750, 401)))[0] == 64020
    top = picture(square, 800, 800)
    assert refused(tencent, spec("TOP_IMAGE", **top, ad_location="web"))[0] == 18009
    assert refused(tencent, spec("TOP_IMAGE", **top, ad_location="sns"))[0] == 18001
    assert refused(tencent, spec("TOP_IMAGE", **top, ad_location="sns", outer_style=1))[0] == 18009
    slides = {"width": 800, "height": 800}
    assert refused(tencent, spec("TOP_SLIDER", image_id_list=[square] * 5, **slides))[0] == 18009
    assert refused(tencent, spec("SLIDER", image_id_list=[square] * 2, **slides, slider_style=1))[0] == 64020
    assert tencent.post(ADD, **page(spec("TOP_SLIDER", image_id_list=[square] * 4, **slides))).code == 0


@pytest.mark.parametrize(
    ("floating", "code", "named"),
    [
        ({"element_type": "FLOAT_BUTTON"}, 18001, "float_button_spec"),
        ({"element_type": "SIDE_BAR_FLOAT_BUTTON"}, 18001, "side_bar_float_spec"),
        (button(style_type=1), 18001, "desc"),
        (button(style_type=0, desc="Tea for you"), 18001, "image_id"),
        (button(element_type="WEAPP"), 18001, "weapp_spec"),
        (button(appear_type=1), 31002, "appear_type"),
        (button(forbid_page_list=[2]), 64020, "forbid_page_list"),
    ],
)
def test_a_floating_button_that_does_not_fit_is_refused(tencent, floating, code, named):
    answered, message = refused(tencent, floating=floating)
    assert (answered, named in message) == (code, True), message


# -- people in WeCom ------------------------------------------------------------------------------------------------


def add_group(client: TencentClient, name: str, users: list[str], corp_id: str = "ww1") -> int:
    return client.post(ADD_GROUP, corp_id=corp_id, group_name=name, user_id_list=users).code


def users(client: TencentClient, corp_id: str = "ww1", **params: Any) -> list[str]:
    answer = client.get(USERS, corp_id=corp_id, fields=["user_id_list"], **params)
    found: list[str] = answer.document["data"]["user_id_list"]
    return found


def test_groups_are_listed_by_corporation(tencent):
    assert (add_group(tencent, "Sales", ["ada", "ben"]), add_group(tencent, "Sales", ["cleo"], "ww2")) == (0, 0)
    assert [group["group_name"] for group in listed(tencent, GROUPS)] == ["Sales", "Sales"]
    assert len(listed(tencent, GROUPS, corp_id="ww2")) == 1
    assert (users(tencent), users(tencent, "ww2"), users(tencent, "ww3")) == (["ada", "ben"], ["cleo"], [])
    assert (users(tencent, department_id=0), users(tencent, department_id=1)) == (["ada", "ben"], [])


def test_a_name_is_taken_once_in_a_corporation(tencent):
    assert (add_group(tencent, "Sales", ["ada"]), add_group(tencent, "Sales", ["ben"])) == (0, 31011)
    assert users(tencent) == ["ada"]


def test_a_group_changes_with_its_corporation(tencent):
    add_group(tencent, "Sales", ["ada"])
    (group,) = listed(tencent, GROUPS)
    changes = {"group_id": group["group_id"], "group_name": "Support", "user_id_list": ["ben"]}
    assert tencent.post(UPDATE_GROUP, corp_id="ww2", **changes).code == 31010
    assert tencent.post(UPDATE_GROUP, corp_id="ww1", **changes).document.get("data") is None
    assert [one["group_name"] for one in listed(tencent, GROUPS)] == ["Support"]
    assert users(tencent) == ["ada", "ben"]


def test_a_group_of_another_account_is_not_found(server, tencent):
    other = TencentClient(server, name="other", account_id=25611)
    add_group(other, "Sales", ["ada"])
    (group,) = listed(other, GROUPS)
    changes = {"group_id": group["group_id"], "group_name": "Support", "user_id_list": ["ben"]}
    assert tencent.post(UPDATE_GROUP, corp_id="ww1", **changes).code == 31010
    element = {"element_type": "ENTERPRISE_WX", "enterprise_wx_spec": {"corp_id": "ww1", "group_id": group["group_id"]}}
    assert refused(tencent, element)[0] == 31010


def test_only_known_people_serve(tencent):
    add_group(tencent, "Sales", ["ada"])
    assert tencent.post(STATUS, corp_id="ww1", userid="ada", status=0).code == 0
    assert tencent.post(STATUS, corp_id="ww1", userid="ben", status=0).code == 31010
    assert tencent.post(STATUS, corp_id="ww2", userid="ada", status=0).code == 31010
    assert tencent.post(STATUS, corp_id="ww1", userid="ada", status=2).code == 18003


def test_bounds_of_groups(tencent):
    assert add_group(tencent, "g" * 2_048, [f"user{number}" for number in range(256)]) == 0
    assert add_group(tencent, "g" * 2_049, ["ada"]) == 18006
    assert add_group(tencent, "Sales", [f"user{number}" for number in range(257)]) == 18011
    assert add_group(tencent, "Sales", []) == 18012
    assert add_group(tencent, "Sales", ["ada"], "c" * 385) == 18006


# -- what others grant ----------------------------------------------------------------------------------------------


def test_pages_of_who_grants_them_are_listed_by_owner(server, tencent):
    other = TencentClient(server, name="other", account_id=25611)
    assert other.post(ADD, **page()).code == 0
    assert (listed(tencent, GRANTS), listed(tencent, GET, owner_uid=25611)) == ([], [])
    grant = {"owner_account_id": 25611, "owner_account_name": "Account 25611"}
    server.instance.write_now(lambda tx: page_grants.add(tx, tencent.account_id, grant))
    (listed_grant,) = listed(tencent, GRANTS)
    assert len(listed_grant.pop("created_time")) == len("2026-01-01 00:00:00")
    assert listed_grant == grant
    assert [one["page_name"] for one in listed(tencent, GET, owner_uid=25611)] == ["Tea"]
    assert (len(listed(tencent, GRANTS, search_key="256")), listed(tencent, GRANTS, search_key="9")) == (1, [])


def test_official_accounts_are_found_by_id(server, tencent):
    about = {"wechat_official_account_name": "Tea", "wechat_official_account_icon": ""}
    first, second = (
        server.instance.write_now(lambda tx: official_accounts.add(tx, tencent.account_id, about)) for _ in range(2)
    )

    def found(*values: int) -> list[str]:
        filtering = where("wechat_official_account_id", "IN", *map(str, values))
        return [one["wechat_official_account_id"] for one in listed(tencent, OFFICIAL, filtering=filtering)]

    assert [one["wechat_official_account_name"] for one in listed(tencent, OFFICIAL)] == ["Tea", "Tea"]
    assert (found(first), found(first, second), found(second + 1)) == ([str(first)], [str(first), str(second)], [])
    assert len(listed(tencent, OFFICIAL, page=2, page_size=1)) == 1
