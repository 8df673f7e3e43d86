"""/v3.0/wechat_channels_...: authorizations to use channels, and channels that accounts open for ads."""

import base64
import hashlib
from typing import Any

import pytest

from mercat.domain.advertising.wechat.ad_channels import LOGOUT_MS, TOKEN_MS
from mercat.domain.advertising.wechat.authorizations import FLOW_MS, UNLIMITED_S
from mercat.model.ad_reviews import State
from mercat.model.clock import HOUR, SECOND
from support import ad_approvals
from support.ad_materials import image, where
from support.ad_reviews import set_pace
from support.audiences import listed
from support.server import Server
from support.tencent import TencentClient

ADD, GET = "/v3.0/wechat_channels_authorization/add", "/v3.0/wechat_channels_authorization/get"
UPDATE, DELETE = "/v3.0/wechat_channels_authorization/update", "/v3.0/wechat_channels_authorization/delete"
USABLE = "/v3.0/wechat_channels_accounts/get"
OPEN, OPENED = "/v3.0/wechat_channels_ad_account/add", "/v3.0/wechat_channels_ad_account/get"
CHANGE, CLOSE = "/v3.0/wechat_channels_ad_account/update", "/v3.0/wechat_channels_ad_account/delete"
BIND = "/v3.0/wechat_channels_ad_account_wechat_binding/add"
BINDING = "/v3.0/wechat_channels_ad_account_wechat_binding/get"
VALIDATE = "/v3.0/wechat_channels_ad_account_validation/get"
FILE = "/v3.0/wechat_channels_ad_account_certification_file/add"
PAPERS = [{"certification_code": "BUSINESS_LICENSE"}]


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


def pass_time(server: Server, ms: int) -> None:
    server.instance.clock.set(server.instance.clock.now() + ms)


def ask(client: TencentClient, name: str = "Tea", **members: Any) -> dict[str, Any]:
    answer = client.post(ADD, wechat_channels_account_name=name, **members)
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def statuses(client: TencentClient) -> list[str]:
    return [one["authorization_status"] for one in listed(client, GET)]


def usable(client: TencentClient, **params: Any) -> list[tuple[str, bool]]:
    return [(one["wechat_channels_account_name"], one["is_ad_acct"]) for one in listed(client, USABLE, **params)]


# -- authorizations -------------------------------------------------------------------------------------------------


def test_an_authorization_begins_with_a_code_and_ends_in_a_usable_channel(tencent, server):
    asked = ask(tencent, authorization_scope="VIDEO", authorization_ttl=3_600)
    now = server.instance.clock.now() // SECOND
    assert asked["authorization_qr_code_url"].startswith("https://")
    assert asked["authorization_expired_time"] > now
    (one,) = listed(tencent, GET)
    assert one["wechat_channels_account_id"] == one["finder_username"] == asked["wechat_channels_account_id"]
    assert (one["authorization_status"], one["authorization_scope"]) == ("AUTHORIZED", "VIDEO")
    assert (one["authorization_begin_time"], one["authorization_ttl"]) == (now, 3_600)
    (channel,) = listed(tencent, USABLE)
    assert channel["wechat_channels_account_id"] == asked["wechat_channels_account_id"]
    assert (channel["authorization_status"], channel["is_disable"], channel["is_ad_acct"]) == (
        "AUTHORIZED",
        False,
        False,
    )
    pass_time(server, HOUR)
    assert statuses(tencent) == ["EXPIRED"]
    (channel,) = listed(tencent, USABLE)
    assert (channel["is_disable"], channel["disable_message"]) == (True, "EXPIRED")


@pytest.mark.parametrize(
    ("members", "pending", "refused"),
    [({}, "PENDING", "REFUSED"), ({"authorization_certification_list": PAPERS}, "AUDIT_PENDING", "AUDIT_REFUSED")],
)
def test_an_authorization_waits_for_the_owner_or_the_platform(tencent, members, pending, refused):
    set_pace(tencent, "manual")
    ask(tencent, **members)
    assert (statuses(tencent), usable(tencent)) == ([pending], [])
    ad_approvals.decide(tencent, State.REFUSED, "unknown")
    assert [one["audit_msg"] for one in listed(tencent, GET)] == ["unknown"]
    assert statuses(tencent) == [refused]
    ask(tencent, **members)
    ad_approvals.decide(tencent, State.APPROVED)
    assert statuses(tencent) == [refused, "AUTHORIZED"]
    assert usable(tencent) == [("Tea", False)]


def test_a_channel_has_one_active_authorization(tencent):
    ask(tencent)
    assert tencent.post(ADD, wechat_channels_account_name="Tea").code == 31011
    assert tencent.post(DELETE, wechat_channels_account_id=listed(tencent, GET)[0]["finder_username"]).code == 0
    ask(tencent)
    assert statuses(tencent) == ["CANCELLED", "AUTHORIZED"]


def test_a_channel_is_the_same_for_all_accounts(tencent, server):
    other = TencentClient(server, name="other", account_id=25611)
    assert ask(tencent)["wechat_channels_account_id"] == ask(other)["wechat_channels_account_id"]
    (theirs,) = listed(other, GET)
    assert tencent.post(DELETE, authorization_id=theirs["authorization_id"]).code == 31010


def test_a_call_without_a_name_means_the_channel_of_the_account(tencent):
    assert tencent.post(ADD).code == 0
    assert [one["wechat_channels_account_name"] for one in listed(tencent, GET)] == [f"Account {tencent.account_id}"]


def test_new_terms_are_asked_for_again(tencent):
    ask(tencent)
    (one,) = listed(tencent, GET)
    terms = {
        "authorization_id": one["authorization_id"],
        "authorization_begin_time": 1,
        "authorization_ttl": 9_999_999_999,
        "authorization_relationship": "RELATIONSHIP_CORPORATION",
        "authorization_certification_list": PAPERS,
    }
    set_pace(tencent, "manual")
    assert tencent.post(UPDATE, **terms).document["data"] == {"authorization_id": one["authorization_id"]}
    (one,) = listed(tencent, GET)
    assert (one["authorization_begin_time"], one["authorization_ttl"]) == (1, UNLIMITED_S)
    assert one["authorization_status"] == "AUDIT_PENDING"
    unknown = [{"certification_code": "BUSINESS_LICENSE", "certification_image_id": "1"}]
    assert tencent.post(UPDATE, **terms | {"authorization_certification_list": unknown}).code == 64018
    assert tencent.post(UPDATE, **terms | {"authorization_id": "none"}).code == 31010


def test_a_cancelled_authorization_is_over(tencent):
    ask(tencent)
    (one,) = listed(tencent, GET)
    assert tencent.post(DELETE).code == 18001
    assert tencent.post(DELETE, authorization_id=one["authorization_id"]).document["data"] == {
        name: one[name] for name in ("authorization_id", "wechat_channels_account_id", "finder_username")
    }
    assert (statuses(tencent), usable(tencent)) == (["CANCELLED"], [])
    assert tencent.post(DELETE, authorization_id=one["authorization_id"]).code == 18009


def test_an_owner_who_does_not_answer_lets_it_expire(tencent, server):
    set_pace(tencent, "manual")
    ask(tencent)
    pass_time(server, FLOW_MS)
    fresh = TencentClient(server, name="later")
    assert statuses(fresh) == ["EXPIRED"]


def test_authorizations_are_found_by_name_channel_and_state(tencent):
    tea, coffee = (ask(tencent, name)["wechat_channels_account_id"] for name in ("Tea", "Coffee"))
    tencent.post(DELETE, wechat_channels_account_id=coffee)

    def found(**params: Any) -> list[str]:
        return [one["wechat_channels_account_id"] for one in listed(tencent, GET, **params)]

    assert (found(wechat_channels_account_name="Te"), found()) == ([tea], [tea, coffee])
    assert found(filtering=where("wechat_channels_account_id", "EQUALS", coffee)) == [coffee]
    assert found(filtering=where("authorization_status", "IN", "AUTHORIZED", "PENDING")) == [tea]
    assert found(filtering=where("authorization_status", "EQUALS", "REFUSED")) == []


# -- channels that are opened ---------------------------------------------------------------------------------------


def bound(client: TencentClient) -> str:
    token: str = client.post(BIND).data.wechat_bind_auth_token
    return token


def opening(client: TencentClient, **changes: Any) -> dict[str, Any]:
    about = {"wechat_bind_auth_token": bound(client), "nickname": "Tea ads", "head_image_id": image(client, 512, 512)}
    return about | changes


def open_channel(client: TencentClient, **changes: Any) -> int:
    answer = client.post(OPEN, **opening(client, **changes))
    assert answer.code == 0, answer
    channel_id: int = answer.document["data"]["wechat_channels_ad_account_id"]
    return channel_id


def test_a_token_is_bound_by_a_person(tencent, server):
    set_pace(tencent, "manual")
    fields = ["wechat_bind_status", "author_nick_name"]
    token, late = bound(tencent), bound(tencent)
    ad_approvals.decide(tencent, State.REFUSED, "no")
    answer = tencent.get(BINDING, wechat_bind_auth_token=token, fields=fields).document["data"]
    assert answer == {"wechat_bind_status": "UNBOUND"}
    pass_time(server, TOKEN_MS)
    answer = tencent.get(BINDING, wechat_bind_auth_token=late, fields=fields).document["data"]
    assert answer == {"wechat_bind_status": "EXPIRED"}
    set_pace(tencent, "immediate")
    answer = tencent.get(BINDING, wechat_bind_auth_token=bound(tencent), fields=fields).document["data"]
    assert (answer["wechat_bind_status"], bool(answer["author_nick_name"])) == ("BOUND", True)
    assert tencent.get(BINDING, wechat_bind_auth_token="none", fields=fields).code == 31010


def test_an_opened_channel_is_checked_and_can_be_used(tencent):
    channel_id = open_channel(tencent, certification_list=PAPERS)
    (one,) = listed(tencent, OPENED)
    assert (one["wechat_channels_ad_account_id"], one["nickname"], one["status"]) == (channel_id, "Tea ads", "CREATED")
    assert (one["wechat_bind_status"], one["certification_list"]) == ("BOUND", PAPERS)
    assert "/v3.0/previews/" in one["head_image_url"]
    assert usable(tencent) == [("Tea ads", True)]
    assert usable(tencent, filtering=where("is_ad_acct", "EQUALS", "true")) == [("Tea ads", True)]
    assert usable(tencent, filtering=where("is_ad_acct", "EQUALS", "false")) == []
    assert usable(tencent, filtering=where("wechat_channels_account_name", "CONTAINS", "Coffee")) == []
    account = where("wechat_channels_account_id", "IN", one["wechat_channels_account_id"])
    assert usable(tencent, filtering=account) == [("Tea ads", True)]


def test_a_refused_channel_says_why_and_can_be_changed(tencent):
    about = opening(tencent)
    set_pace(tencent, "manual")
    channel_id = tencent.post(OPEN, **about).data.wechat_channels_ad_account_id
    assert [one["status"] for one in listed(tencent, OPENED)] == ["AUDIT_PENDING"]
    ad_approvals.decide(tencent, State.REFUSED, "papers")
    (one,) = listed(tencent, OPENED)
    assert (one["status"], one["audit_msg"], usable(tencent)) == ("AUDIT_REFUSED", "papers", [])
    changes = {"nickname": "Tea for ads", "head_image_id": about["head_image_id"]}
    assert tencent.post(CHANGE, wechat_channels_ad_account_id=channel_id, **changes).code == 0
    ad_approvals.decide(tencent, State.APPROVED)
    (one,) = listed(tencent, OPENED)
    assert (one["status"], one["nickname"]) == ("CREATED", "Tea for ads")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"wechat_bind_auth_token": "none"}, 31010),
        ({"head_image_id": "1"}, 64018),
        (
            {
                "certification_list": [
                    {"certification_code": "A", "certification_file_list": [{"certification_file_id": "1"}]}
                ]
            },
            31010,
        ),
        (
            {
                "certification_list": [
                    {"certification_code": "A", "certification_image_list": [{"certification_image_id": "1"}]}
                ]
            },
            64018,
        ),
    ],
)
def test_a_channel_that_is_not_whole_is_refused(tencent, changes, code):
    assert tencent.post(OPEN, **opening(tencent, **changes)).code == code
    assert listed(tencent, OPENED) == []


def test_a_channel_needs_a_bound_token_a_free_name_and_a_square_picture(tencent):
    assert tencent.post(OPEN, **opening(tencent, head_image_id=image(tencent))).code == 64020
    set_pace(tencent, "manual")
    assert tencent.post(OPEN, **opening(tencent)).code == 18009
    set_pace(tencent, "immediate")
    open_channel(tencent)
    assert tencent.post(OPEN, **opening(tencent)).code == 31011


def test_a_name_and_a_picture_can_be_tried(tencent):
    open_channel(tencent)
    open_channel(tencent, nickname="Coffee ads")
    own = {"wechat_channels_account_id": listed(tencent, OPENED)[0]["wechat_channels_account_id"]}

    def tried(**params: Any) -> int:
        return tencent.get(VALIDATE, fields=["account_id"], **own | params).code

    assert (tried(), tried(nickname="Tea ads"), tried(nickname="Books")) == (0, 0, 0)
    assert tried(nickname="Coffee ads") == 31011
    assert (tried(head_image_id=image(tencent)), tried(head_image_id="1")) == (64020, 64018)
    assert tried(wechat_channels_account_id="none") == 31010


def test_an_open_channel_is_closed_after_a_while(tencent, server):
    channel_id = open_channel(tencent)
    assert tencent.post(CLOSE, wechat_channels_ad_account_id=channel_id).code == 0
    (one,) = listed(tencent, OPENED)
    assert one["status"] == "PROCESSING_LOGOUT"
    assert one["logout_time_second"] == (server.instance.clock.now() + LOGOUT_MS) // SECOND
    assert usable(tencent) == []
    pass_time(server, LOGOUT_MS)
    fresh = TencentClient(server, name="later")
    assert [one["status"] for one in listed(fresh, OPENED)] == ["DEACTIVATED"]
    changes = {"nickname": "Tea for ads", "head_image_id": image(fresh, 512, 512)}
    assert fresh.post(CHANGE, wechat_channels_ad_account_id=channel_id, **changes).code == 18009
    assert fresh.post(CLOSE, wechat_channels_ad_account_id=channel_id).code == 0
    assert listed(fresh, OPENED) == []


def test_channels_of_another_account_are_not_found(tencent, server):
    channel_id = open_channel(TencentClient(server, name="other", account_id=25611))
    assert tencent.post(CLOSE, wechat_channels_ad_account_id=channel_id).code == 31010
    assert listed(tencent, OPENED) == []


# -- files of certificates ------------------------------------------------------------------------------------------


def send(client: TencentClient, content: bytes, kind: str = "PDF", **changes: Any) -> Any:
    about = {
        "file_bytes": base64.b64encode(content).decode(),
        "signature": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "file_name": "papers.pdf",
        "file_type": kind,
    }
    return client.post(FILE, **about | changes)


def test_a_file_is_part_of_a_certificate(tencent):
    answer = send(tencent, b"%PDF-1.7 tea").document["data"]
    assert answer["file_name"] == "papers.pdf"
    papers = [{"certification_code": "A", "certification_file_list": [{"certification_file_id": answer["file_id"]}]}]
    open_channel(tencent, certification_list=papers)
    assert [one["certification_list"] for one in listed(tencent, OPENED)] == [papers]


def test_a_file_that_is_another_than_it_says_is_refused(tencent):
    assert send(tencent, b"PK\x03\x04tea", "DOC").code == 0
    assert send(tencent, b"tea").code == 18009
    assert send(tencent, b"%PDF", "DOC").code == 18009
    assert send(tencent, b"%PDF", signature="0" * 32).code == 18002
    assert send(tencent, b"%PDF", file_bytes="%").code == 18002
    assert send(tencent, b"%PDF" + bytes(7_864_320)).code == 18006
