"""/v3.0/comment_list, /v3.0/channels_comment, /v3.0/object_comment_flag: comments on ads in WeChat Channels."""

from typing import Any

import pytest

from mercat.domain.advertising.comments import comments
from mercat.model.clock import HOUR, SECOND
from support.creatives import ad_group, creative, upload_video
from support.tencent import TencentClient

LIST, FLAG = "/v3.0/comment_list/get", "/v3.0/object_comment_flag/update"
ADD, DELETE = "/v3.0/channels_comment/add", "/v3.0/channels_comment/delete"
CHANNEL = {"wechat_channels_account_id": "sph1", "finder_username": "v2_tea@finder"}
FIELDS = ["comment_id", "content", "created_time", "comment_flag", "finder_ad_object_id", "author_replys"]


@pytest.fixture
def ad(tencent: TencentClient) -> int:
    """The id of an ad in Channels, with three comments of people an hour after each other."""
    server = tencent.server
    server.instance.clock.freeze()
    ad_id = ad_in_channels(tencent)
    for text in ("很喜欢", "太贵了", "在哪里买"):
        server.instance.write_now(lambda tx, text=text: comments.note(tx, tencent.account_id, ad_id, text, CHANNEL))
        server.instance.clock.set(server.instance.clock.now() + HOUR)
    return ad_id


def ad_in_channels(client: TencentClient) -> int:
    video = {"video": [{"value": {"video_id": str(upload_video(client))}}]}
    return creative(client, ad_group(client, site_set=["SITE_SET_CHANNELS"]), components=video)


def listed(client: TencentClient, *conditions: tuple[str, str, Any], **params: Any) -> list[dict[str, Any]]:
    filtering = [{"field": field, "operator": how, "values": value} for field, how, value in conditions]
    answer = client.get(LIST, fields=[*FIELDS, "comment_level"], filtering=filtering or None, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def texts(client: TencentClient, *conditions: tuple[str, str, Any]) -> list[str]:
    return [one["content"] for one in listed(client, *conditions)]


def test_comments_are_listed_from_the_newest(tencent, ad):
    now = tencent.server.instance.clock.now() // SECOND
    first = listed(tencent)[0]
    assert first | {"comment_id": ""} == {
        "comment_id": "",
        "content": "在哪里买",
        "created_time": now - 3_600,
        "comment_flag": "General",
        "finder_ad_object_id": ad,
        "author_replys": [],
        "comment_level": 1,
    }
    assert texts(tencent) == ["在哪里买", "太贵了", "很喜欢"]


def test_comments_are_listed_some_at_a_time(tencent, ad):
    first = tencent.get(LIST, fields=["content"], count=2).document["data"]
    assert (len(first["list"]), first["continue_flag"]) == (2, 1)
    second = tencent.get(LIST, fields=["content"], count=2, last_buffer=first["last_buffer"]).document["data"]
    assert ([one["content"] for one in second["list"]], second["continue_flag"]) == (["很喜欢"], 0)


def test_comments_are_filtered(tencent, ad):
    now = tencent.server.instance.clock.now() // SECOND
    for condition, count in (
        (("keyword", "CONTAINS", ["贵"]), 1),
        (("comment_analyze_keyword", "CONTAINS", ["买"]), 1),
        (("comment_analyze_sentiment", "IN", ["POSITIVE", "NEGATIVE"]), 2),
        (("created_time", "GREATER_EQUALS", [str(now - 2 * 3_600)]), 2),
        (("created_time", "LESS_EQUALS", [str(now - 3 * 3_600)]), 1),
        (("finder_ad_object_id", "EQUALS", [str(ad)]), 3),
        (("finder_ad_object_id", "IN", ["1", "2"]), 0),
        (("wechat_channels_account_id", "EQUALS", ["sph1"]), 3),
        (("finder_usernames", "IN", ["v2_tea@finder", "other"]), 3),
        (("finder_usernames", "EQUALS", ["other"]), 0),
    ):
        assert len(texts(tencent, condition)) == count, condition


def test_an_account_answers_a_comment(tencent, ad):
    comment_id = listed(tencent)[0]["comment_id"]
    assert tencent.post(ADD, finder_ad_object_id=ad, reply_comment_id=comment_id, content="点击链接").code == 0
    (answer,) = listed(tencent)[0]["author_replys"]
    assert (answer["content"], answer["comment_level"]) == ("点击链接", 2)
    again = {"reply_comment_id": answer["comment_id"], "content": "谢谢"}
    assert tencent.post(ADD, finder_ad_object_id=ad, **again).code == 0
    assert [one["content"] for one in listed(tencent)[0]["author_replys"]] == ["点击链接", "谢谢"]
    assert len(texts(tencent)) == 3


def test_an_account_comments_on_its_ad(tencent, ad):
    assert tencent.post(ADD, finder_ad_object_id=ad, content="新茶上市").code == 0
    assert texts(tencent)[0] == "新茶上市"


def test_a_comment_is_deleted_with_its_answers(tencent, ad):
    comment_id = listed(tencent)[0]["comment_id"]
    tencent.post(ADD, finder_ad_object_id=ad, reply_comment_id=comment_id, content="点击链接")
    answer_id = listed(tencent)[0]["author_replys"][0]["comment_id"]
    assert tencent.post(DELETE, finder_ad_object_id=ad, comment_id=comment_id).code == 0
    assert texts(tencent) == ["太贵了", "很喜欢"]
    assert tencent.post(DELETE, finder_ad_object_id=ad, comment_id=answer_id).code == 31010
    assert tencent.post(DELETE, finder_ad_object_id=ad, comment_id=comment_id).code == 31010


def test_comments_are_selected(tencent, ad):
    def flags() -> list[str]:
        return [one["comment_flag"] for one in listed(tencent)]

    comment_id = listed(tencent)[1]["comment_id"]
    about = {"finder_ad_object_id": ad, "op_type": "SET_OBJECT_COMMENT_FLAG_OP_TYPE_OPEN"}
    close = {**about, "op_type": "SET_OBJECT_COMMENT_FLAG_OP_TYPE_CLOSE"}
    assert tencent.post(FLAG, **about, comment_id=comment_id).code == 0
    assert flags() == ["General", "Selection", "General"]
    assert tencent.post(FLAG, **about, comment_level=2).code == 0
    assert flags() == ["General", "Selection", "General"]
    assert tencent.post(FLAG, **about).code == 0
    assert flags() == ["Selection"] * 3
    assert tencent.post(FLAG, **close, comment_level=1).code == 0
    assert flags() == ["General"] * 3


@pytest.mark.parametrize("path", [ADD, DELETE, FLAG])
def test_an_ad_is_in_channels_and_its_own(tencent, ad, path):
    comment_id = listed(tencent)[0]["comment_id"]
    about = {"comment_id": comment_id, "reply_comment_id": comment_id, "content": "x"}
    about |= {"op_type": "SET_OBJECT_COMMENT_FLAG_OP_TYPE_OPEN"}
    elsewhere = creative(tencent, ad_group(tencent))
    assert tencent.post(path, finder_ad_object_id=elsewhere, **about).code == 31010
    assert tencent.post(path, finder_ad_object_id=999_999, **about).code == 1800368
    assert tencent.post(path, finder_ad_object_id=ad_in_channels(tencent), **about).code == 31010
    assert (
        tencent.post(path, finder_ad_object_id=ad, **{**about, "comment_id": "x", "reply_comment_id": "x"}).code
        == 31010
    )
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    assert other.post(path, finder_ad_object_id=ad, **about).code == 1800368
    assert (listed(other), len(texts(tencent))) == ([], 3)


@pytest.mark.parametrize(
    ("path", "members", "expected"),
    [
        (ADD, {"content": ""}, 18005),
        (ADD, {"content": None}, 18001),
        (ADD, {"content": "a" * 65_536}, 18006),
        (FLAG, {"op_type": "OPEN"}, 18009),
        (FLAG, {"comment_level": 3}, 18003),
        (DELETE, {"comment_id": None}, 18001),
    ],
    ids=str,
)
def test_members_are_checked(tencent, ad, path, members, expected):
    about = {"comment_id": "1", "content": "x", "op_type": "SET_OBJECT_COMMENT_FLAG_OP_TYPE_OPEN"}
    assert tencent.post(path, finder_ad_object_id=ad, **{**about, **members}).code == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"count": 100}, 0),
        ({"count": 101}, 18003),
        ({"last_buffer": "x"}, 18002),
        ({"filtering": [{"field": "keyword", "operator": "EQUALS", "values": ["x"]}]}, 18009),
        ({"filtering": [{"field": "content", "operator": "EQUALS", "values": ["x"]}]}, 18009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(LIST, fields=["content"], **params).code == expected
