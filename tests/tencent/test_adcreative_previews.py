"""Previews of creatives: who may look, links and QR codes that lead to pages, and what the pages show."""

import re
from typing import Any

import pytest

from mercat.model.clock import HOUR, MINUTE, SECOND
from support.agencies import TEA
from support.creatives import ad_group, component_ids, creative, md5, upload_image
from support.pictures import png
from support.server import Response
from support.tencent import TencentClient

BIND, VIEWERS = "/v3.0/adcreative_previews/add", "/v3.0/adcreative_previews/get"
BIND_CREATIVE = "/v3.0/dynamic_creative_previews/add"
GROUP_CODE, CODE = "/v3.0/adcreative_previews_qrcode/get", "/v3.0/online_preview_qrcode/get"
PAGE = "/v3.0/creative_template_previews/get"
WECHAT, QQ = "USER_ID_TYPE_WECHAT_ID", "USER_ID_TYPE_QQ_ID"


@pytest.fixture
def group_id(tencent: TencentClient) -> int:
    tencent.server.instance.compatibility.fields_required = False
    return ad_group(tencent)


def viewers(client: TencentClient, field: str, value: int) -> list[dict[str, Any]]:
    condition = {"field": field, "operator": "EQUALS", "values": [str(value)]}
    listed: list[dict[str, Any]] = client.get(VIEWERS, filtering=[condition]).document["data"]["list"]
    return listed


def visit(client: TencentClient, url: str) -> Response:
    return client.server.call("GET", url.removeprefix("http://mercat.test"))


# -- who may look -----------------------------------------------------------------------------------------------------


def test_people_are_bound_to_an_ad_group_once(tencent, group_id):
    for ids in (["ada_admin", "ben-baker"], ["ben-baker", "cleo_clark"]):
        data = tencent.post(BIND, adgroup_id=group_id, user_id_type=WECHAT, user_id_list=ids).document["data"]
        assert (data["account_id"], data["wx_fail_user_name_list"]) == (tencent.account_id, [])
    listed = viewers(tencent, "adgroup_id", group_id)
    assert [viewer["user_id"] for viewer in listed] == ["ada_admin", "ben-baker", "cleo_clark"]
    assert listed[0] == {
        "user_id": "ada_admin",
        "user_id_type": WECHAT,
        "is_previewed": False,
        "adgroup_id": group_id,
    }


def test_ids_that_cannot_be_of_their_type_are_named_and_not_bound(tencent, group_id):
    data = tencent.post(BIND, adgroup_id=group_id, user_id_type=QQ, user_id_list=["12345", "0123", "ada"])
    assert data.document["data"]["wx_fail_user_name_list"] == ["0123", "ada"]
    assert [viewer["user_id"] for viewer in viewers(tencent, "adgroup_id", group_id)] == ["12345"]


def test_people_are_bound_to_a_creative(tencent, group_id):
    creative_id = creative(tencent, group_id)
    parts = component_ids(tencent, creative_id)
    chosen = {"resource_component_id": parts["image"], "text_component_id": parts["title"]}
    body = {"dynamic_creative_id": creative_id, "user_id_list": ["ada_admin"]}
    assert tencent.post(BIND_CREATIVE, **body, preview_creative_components=chosen).code == 0
    (viewer,) = viewers(tencent, "dynamic_creative_id", creative_id)
    assert (viewer["adgroup_id"], viewer["user_id"]) == (group_id, "ada_admin")
    wrong = {"resource_component_id": parts["title"]}
    assert tencent.post(BIND_CREATIVE, **body, preview_creative_components=wrong).code == 1901683


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"adgroup_id": 999_999}, 1800307),
        ({"user_id_type": "USER_ID_TYPE_MAIL"}, 18009),
        ({"user_id_list": []}, 18012),
        ({"user_id_list": ["ada_admin"] * 50}, 0),
        ({"user_id_list": ["ada_admin"] * 51}, 18011),
        ({"user_id_list": ["a" * 121]}, 18006),
        ({"user_id_list": [""]}, 18005),
    ],
    ids=str,
)
def test_a_binding_is_checked(tencent, group_id, members, expected):
    sent = {"adgroup_id": group_id, "user_id_type": WECHAT, "user_id_list": ["ada_admin"], **members}
    assert tencent.post(BIND, **sent).code == expected
    assert len(viewers(tencent, "adgroup_id", group_id)) == (1 if expected == 0 else 0)


def test_an_ad_group_has_a_thousand_viewers_at_most(tencent, group_id):
    def bind(first: int) -> int:
        ids = [f"viewer{first + number}" for number in range(50)]
        return tencent.post(BIND, adgroup_id=group_id, user_id_type=WECHAT, user_id_list=ids).code

    assert {bind(first) for first in range(0, 1_000, 50)} == {0}
    assert bind(999) == 18011
    assert len(viewers(tencent, "adgroup_id", group_id)) == 1_000


def test_ad_groups_and_viewers_of_another_account_are_not_seen(tencent, group_id, tencent_with):
    tencent.post(BIND, adgroup_id=group_id, user_id_type=WECHAT, user_id_list=["ada_admin"])
    other = tencent_with("ads_management", account_id=25611)
    assert viewers(other, "adgroup_id", group_id) == []
    assert other.post(BIND, adgroup_id=group_id, user_id_type=WECHAT, user_id_list=["ada_admin"]).code == 1800307
    assert other.get(GROUP_CODE, adgroup_id=group_id).code == 1800307


# -- links ------------------------------------------------------------------------------------------------------------


def test_a_link_shows_the_creative_for_an_hour(tencent, group_id):
    creative_id = creative(tencent, group_id, title="Tea! 100% cups")
    url = tencent.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"]
    page = visit(tencent, url)
    assert (page.status, page.headers["content-type"]) == (200, "text/html;charset=utf-8")
    text = page.content.decode()
    assert "<h2>Tea! 100% cups</h2>" in text
    assert "https://www.example.com/tea" in text
    picture = re.search(r'<img alt="" src="([^"]+)"', text)
    assert picture is not None
    assert visit(tencent, picture[1]).content.startswith(b"\x89PNG")
    tencent.server.instance.clock.offset_ms += HOUR - MINUTE
    assert visit(tencent, url).status == 200
    assert b"<h2>" in visit(tencent, url).content
    tencent.server.instance.clock.offset_ms += MINUTE
    assert visit(tencent, url).document["code"] == 31010


def test_a_picture_of_a_component_that_a_unit_shares_is_shown(agency):
    agency.server.instance.compatibility.fields_required = False
    unit = agency.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Drinks").data.organization_id
    members = {"organization_id": unit, "add_account_id_list": [TEA]}
    agency.post("/v3.0/business_unit_account/update", account_id=None, **members)
    content = png(64, 36)
    texts = {"organization_id": unit, "upload_type": "UPLOAD_TYPE_FILE", "signature": md5(content)}
    image_id = agency.form("/v3.0/images/add", texts, {"file": content}).document["data"]["image_id"]
    value = {"image": {"value": {"image_id": image_id}}}
    body = {"organization_id": unit, "component_value": value, "component_sub_type": "IMAGE_16X9"}
    made = agency.post("/v3.0/components/add", account_id=None, **body)
    component_id = made.data.component_id
    rows = [{"shared_account_type": "ADVERTISER", "shared_account_id": TEA}]
    shared = {"organization_id": unit, "component_id": component_id, "shared_account_list": rows}
    assert agency.post("/v3.0/component_sharing/update", account_id=None, **shared).code == 0
    agency.account_id = TEA
    creative_id = creative(agency, ad_group(agency), components={"image": [{"component_id": component_id}]})
    url = agency.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"]
    assert b"<img" in visit(agency, url).content


def test_a_page_shows_texts_as_text(tencent, group_id):
    creative_id = creative(tencent, group_id, url='https://www.example.com/"><script>alert(1)</script>')
    url = tencent.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"]
    page = visit(tencent, url)
    assert b"<script" not in page.content
    assert b"&lt;script&gt;" in page.content
    assert page.headers["content-security-policy"].startswith("default-src 'none';")


def test_a_link_cannot_be_made_up(tencent, group_id):
    creative_id, other_id = creative(tencent, group_id), creative(tencent, group_id, title="Secret")
    url = tencent.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"]
    for changed in (
        url.replace(f"-{creative_id}-", f"-{other_id}-"),
        url[:-1],
        url + "0",
        url.replace("creative-", ""),
    ):
        assert visit(tencent, changed).document["code"] in (31010, 12007)


def test_a_qr_code_leads_to_the_page_of_an_ad_group(tencent, group_id):
    creative(tencent, group_id, title="First")
    creative(tencent, group_id, title="Second")
    url = tencent.get(GROUP_CODE, adgroup_id=group_id).document["data"]["qrcode_url"]
    code = visit(tencent, url)
    assert (code.headers["content-type"], code.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    text = visit(tencent, url.removesuffix("/qrcode")).content.decode()
    assert "<h2>First</h2>" in text
    assert "<h2>Second</h2>" in text


def test_a_qr_code_of_a_creative_leads_to_the_chosen_components(tencent, group_id):
    creative_id = creative(tencent, group_id, title="First", second_title="Second")
    parts = component_ids(tencent, creative_id)
    chosen = {"text_component_id": parts["title"]}
    data = tencent.get(CODE, dynamic_creative_id=creative_id, preview_creative_components=chosen).document["data"]
    hour_later = (tencent.server.instance.clock.now() + HOUR) // SECOND
    assert hour_later - 60 < data["expiration_time"] <= hour_later
    assert data["user_id_type"] == WECHAT
    text = visit(tencent, data["qrcode_url"].removesuffix("/qrcode")).content.decode()
    assert "<h2>First</h2>" in text
    assert "Second" not in text
    chosen = {"resource_component_id": parts["title"]}
    refused = tencent.get(CODE, dynamic_creative_id=creative_id, preview_creative_components=chosen)
    assert refused.code == 1901683
    assert tencent.get(CODE, dynamic_creative_id=999_999).code == 1800368
    assert tencent.get(CODE, dynamic_creative_id=creative_id, user_id_type="MAIL").code == 18009


def test_who_may_preview_has_done_so_once_the_page_was_open(tencent, group_id):
    creative_id, other_id = creative(tencent, group_id), creative(tencent, group_id, title="Other")
    for each in (creative_id, other_id):
        tencent.post(BIND_CREATIVE, dynamic_creative_id=each, user_id_list=["ada_admin"])
    visit(tencent, tencent.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"])
    assert [viewer["is_previewed"] for viewer in viewers(tencent, "dynamic_creative_id", creative_id)] == [True]
    assert [viewer["is_previewed"] for viewer in viewers(tencent, "dynamic_creative_id", other_id)] == [False]


def test_a_deleted_creative_is_not_shown(tencent, group_id):
    creative_id = creative(tencent, group_id)
    url = tencent.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"]
    tencent.post("/v3.0/dynamic_creatives/delete", dynamic_creative_id=creative_id)
    assert visit(tencent, url).document["code"] == 1800368
    assert tencent.post(PAGE, dynamic_creative_id=creative_id).code == 1800368


def test_a_deleted_image_leaves_the_page(tencent, group_id):
    image_id = upload_image(tencent)
    creative_id = creative(tencent, group_id, image_id=image_id)
    url = tencent.post(PAGE, dynamic_creative_id=creative_id).document["data"]["preview_url"]
    tencent.post("/v3.0/images/delete", image_id=image_id)
    assert b"<img" not in visit(tencent, url).content
