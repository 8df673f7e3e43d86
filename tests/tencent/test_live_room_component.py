"""/v3.0/live_room_components, /v3.0/live_room_component_status: what people see over a broadcast."""

from typing import Any

import pytest

from mercat.model.ad_reviews import State
from mercat.model.clock import SECOND
from support import ad_approvals
from support.ad_materials import image, where
from support.ad_reviews import set_pace
from support.audiences import listed
from support.server import Response, Server
from support.tencent import TencentClient

ADD, GET = "/v3.0/live_room_components/add", "/v3.0/live_room_components/get"
UPDATE, DELETE = "/v3.0/live_room_components/update", "/v3.0/live_room_components/delete"
STATUS = "/v3.0/live_room_component_status/update"
PICTURES, LINK = "LIVE_IMAGE_COMPONENT", "LIVE_CONV_COMPONENT"
LINKED = {"live_conv_component": {"title": "Tea", "page_type": "PAGE_TYPE_OFFICIAL", "button_text": "Go"}}
CHANNEL = "wechat_channels_account_id"


@pytest.fixture
def other(server: Server) -> TencentClient:
    """A client of another account."""
    return TencentClient(server, name="other", account_id=25611)


def send(client: TencentClient, spec: Any = LINKED, kind: str = LINK, **members: Any) -> Response:
    return client.post(ADD, component_name="Tea", component_type=kind, component_spec=spec, **members)


def add(client: TencentClient, spec: Any = LINKED, kind: str = LINK, **members: Any) -> int:
    answer = send(client, spec, kind, **members)
    assert answer.code == 0, answer
    component_id: int = answer.data.component_id
    return component_id


def shown(client: TencentClient) -> dict[str, Any]:
    (item,) = listed(client, GET)
    return item


def set_status(client: TencentClient, one: int, status: str = "NORMAL", *, kind: str = LINK, later: int = 60) -> int:
    begins = client.server.instance.clock.now() // SECOND + later
    about = {"component_id": one, "component_type": kind, "status": f"AD_STATUS_{status}", "live_begin_time": begins}
    return int(client.post(STATUS, **about).code)


def test_a_component_is_judged_before_it_is_published(tencent):
    set_pace(tencent, "manual")
    one = add(tencent)
    item = shown(tencent)
    assert (item["component_id"], item["component_spec"]) == (one, LINKED)
    assert (item["status"], item["audit_status"]) == ("AD_STATUS_SUSPEND", "AUDIT_STATUS_PENDING")
    assert item["is_publish_enabled"] is False
    assert [set_status(tencent, one), set_status(tencent, one, "SUSPEND")] == [18009, 0]
    ad_approvals.decide(tencent, State.REFUSED, "too loud")
    assert (shown(tencent)["audit_status"], shown(tencent)["audit_msg"]) == ("AUDIT_STATUS_REJECTED", "too loud")
    changed = {"live_conv_component": {"title": "Quiet tea"}}
    about = {"component_id": one, "component_type": LINK, "component_spec": changed}
    assert tencent.post(UPDATE, **about).data.component_id == one
    assert (shown(tencent)["audit_status"], shown(tencent)["component_spec"]) == ("AUDIT_STATUS_PENDING", changed)
    ad_approvals.decide(tencent, State.APPROVED)
    assert shown(tencent)["is_publish_enabled"] is True
    assert set_status(tencent, one) == 0
    assert shown(tencent)["status"] == "AD_STATUS_NORMAL"
    tencent.post(UPDATE, **about)
    assert shown(tencent)["status"] == "AD_STATUS_SUSPEND"


def test_a_broadcast_begins_later(tencent):
    tencent.server.instance.clock.freeze()
    spec = {"live_image_component": {"bg_img_id": image(tencent), "is_use_bg_img": 1}}
    one = add(tencent, spec, PICTURES)
    assert [set_status(tencent, one, kind=PICTURES, later=later) for later in (-1, 0, 5)] == [18004, 0, 0]
    part = shown(tencent)["component_spec"]["live_image_component"]
    assert part["live_begin_time"] == tencent.server.instance.clock.now() // SECOND + 5
    assert part["is_use_bg_img"] == 1


@pytest.mark.parametrize(
    ("kind", "spec", "code"),
    [
        ("LIVE_IMAGE_UNKNOWN", LINKED, 18009),
        (PICTURES, LINKED, 18001),
        (LINK, {}, 18001),
        (LINK, {**LINKED, "live_image_component": {"is_use_bg_img": 0}}, 31002),
        (PICTURES, {"live_image_component": {"is_use_bg_img": 1}}, 18001),
        (PICTURES, {"live_image_component": {"is_use_cheer_icon": 1}}, 18001),
        (PICTURES, {"live_image_component": {"bg_img_id": "9"}}, 64018),
        (PICTURES, {"live_image_component": {"cheer_icon": [{"icon_img_id": "9"}]}}, 64018),
        (LINK, {"live_conv_component": {"img_id": "9"}}, 64018),
        (PICTURES, {"live_image_component": {"is_use_bg_img": 1, "bg_img_url": "https://example.com/a.png"}}, 0),
    ],
)
def test_a_component_has_the_part_of_its_type(tencent, kind, spec, code):
    assert send(tencent, spec, kind).code == code
    assert len(listed(tencent, GET)) == (1 if code == 0 else 0)


def test_the_channel_is_one_that_the_account_may_use(tencent, other):
    asked = tencent.post("/v3.0/wechat_channels_authorization/add", wechat_channels_account_name="Tea channel")
    assert asked.code == 0, asked
    (channel,) = listed(tencent, "/v3.0/wechat_channels_authorization/get")
    assert send(tencent, **{CHANNEL: "7"}).code == 31010
    assert send(other, **{CHANNEL: channel[CHANNEL]}).code == 31010
    add(tencent, **{CHANNEL: channel[CHANNEL]})
    item = shown(tencent)
    assert (item[CHANNEL], item["finder_nickname"]) == (channel[CHANNEL], "Tea channel")


def test_the_type_of_a_component_stays(tencent, other):
    one = add(tencent)
    about = {"component_id": one, "component_spec": LINKED}
    assert tencent.post(UPDATE, component_type=PICTURES, **about).code == 31002
    assert set_status(tencent, one, kind=PICTURES) == 31002
    assert other.post(UPDATE, component_type=LINK, **about).code == 31010
    assert set_status(other, one) == 31010


def test_components_are_found_by_type_and_deleted(tencent, other):
    one = add(tencent)
    two = add(tencent, {"live_image_component": {"is_use_bg_img": 0}}, PICTURES)

    def ids(*condition: str) -> list[int]:
        return [each["component_id"] for each in listed(tencent, GET, filtering=where(*condition))]

    assert ids("component_type", "EQUALS", PICTURES) == [two]
    assert ids("component_type", "IN", PICTURES, LINK) == [one, two]
    assert ids("component_id", "EQUALS", str(one)) == [one]
    assert other.post(DELETE, component_id=one).code == 31010
    assert tencent.post(DELETE, component_id=one).data.component_id == one
    assert tencent.post(DELETE, component_id=one).code == 31010
    assert ids("component_id", "IN", str(one), str(two)) == [two]
