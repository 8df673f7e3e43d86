"""/v3.0/batch_async_requests: tasks about comments and posts in WeChat Channels, and about policies of RTA."""

import pytest

from mercat.domain.advertising.comments import comments
from support.creatives import ad_group
from support.tencent import ACCOUNT_ID, TencentClient
from tencent.test_batch_async_requests import ADD, details, order, outcomes, run, tasks
from tencent.test_channels_comment import CHANNEL, ad_in_channels, listed

REPLIES = ("TASK_TYPE_REPLY_FINDER_OBJECT_COMMENT_NEW", "reply_finder_object_comment_spec")
DELETIONS = ("TASK_TYPE_DELETE_FINDER_OBJECT_COMMENT_NEW", "delete_finder_object_comment_spec")
FLAGS = ("TASK_TYPE_UPDATE_FINDER_OBJECT_COMMENT_FLAG_NEW", "update_finder_object_comment_flag_spec")
OF_ADS = ("TASK_TYPE_UPDATE_ADCREATIVE_OBJECT_COMMENT_FLAG_NEW", "update_adcreative_object_comment_flag_spec")
POSTS = ("TASK_TYPE_PROCESS_USER_PAGE_OBJECT_NEW", "process_user_page_object_spec")
POLICIES = ("TASK_TYPE_UPDATE_ADGROUP_BIND_RTA_POLICY_NEW", "update_adgroup_bind_rta_policy_spec")
OPEN, CLOSE = (f"SET_OBJECT_COMMENT_FLAG_OP_TYPE_{name}" for name in ("OPEN", "CLOSE"))
AD = "finder_ad_object_id"
OWN = {"account_id": ACCOUNT_ID}


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


@pytest.fixture
def ad(tencent: TencentClient) -> int:
    """The id of an ad in Channels, with two comments of people."""
    ad_id = ad_in_channels(tencent)
    for text in ("First", "Second"):
        tencent.server.instance.write_now(
            lambda tx, text=text: comments.note(tx, tencent.account_id, ad_id, text, CHANNEL)
        )
    return ad_id


def ids(client: TencentClient) -> list[str]:
    return [one["comment_id"] for one in reversed(listed(client))]


def flags(client: TencentClient) -> list[str]:
    return [one["comment_flag"] for one in reversed(listed(client))]


def test_a_task_answers_comments(tencent, ad):
    first, second = ids(tencent)
    item = {"account_id": tencent.account_id, AD: ad, "content": "Thank you"}
    task_id = order(
        tencent,
        REPLIES,
        {**item, "reply_comment_id": first},
        {**item, "reply_comment_id": "999"},
        {**item, "reply_comment_id": second, "account_id": 7},
    )
    run(tencent)
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("FAIL", 31010), ("FAIL", 31010)]
    answers = [[reply["content"] for reply in one["author_replys"]] for one in reversed(listed(tencent))]
    assert answers == [["Thank you"], []]
    (task,) = tasks(tencent)
    assert (task["task_scope"], task["scope_object_id_list"]) == ("TASK_SCOPE_COMMENT", [int(first), 999, int(second)])
    assert details(tencent, task_id)["list"][0]["scope_object_id"] == int(first)


def test_a_task_deletes_comments(tencent, ad):
    first, second = ids(tencent)
    task_id = order(tencent, DELETIONS, *({**OWN, AD: ad, "comment_id": each} for each in (first, first)))
    run(tencent)
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("FAIL", 31010)]
    assert ids(tencent) == [second]


def test_a_task_selects_comments_and_all_of_an_ad(tencent, ad):
    first, _ = ids(tencent)
    order(tencent, FLAGS, {**OWN, AD: ad, "op_type": OPEN, "comment_id": first})
    run(tencent)
    assert flags(tencent) == ["Selection", "General"]
    order(tencent, OF_ADS, {**OWN, AD: ad, "op_type": OPEN})
    run(tencent)
    assert flags(tencent) == ["Selection", "Selection"]
    order(tencent, OF_ADS, {**OWN, AD: ad, "op_type": CLOSE})
    run(tencent)
    assert flags(tencent) == ["General", "General"]


@pytest.mark.parametrize(("count", "expected"), [(50, 0), (51, 18011)])
def test_a_task_about_comments_has_fifty_items_at_the_most(tencent, ad, count, expected):
    items = {DELETIONS[1]: [{**OWN, AD: ad, "comment_id": "1"}] * count}
    assert tencent.post(ADD, task_name="a", task_type=DELETIONS[0], task_spec=items).code == expected


def export_of(client: TencentClient) -> dict[str, str]:
    (item,) = client.get("/v3.0/finder_ad_object_list/get").document["data"]["list"]
    return {"ad_export_id": item["ad_export_id"], "visibility_code": item["visibility_code"]}


def test_a_task_publishes_an_ad_on_the_page_of_its_channel(tencent, ad):
    tencent.post("/v3.0/wechat_channels_authorization/add", wechat_channels_account_name="Tea")
    export_id = export_of(tencent)["ad_export_id"]
    task_id = order(tencent, POSTS, *({"ad_export_id": each} for each in (export_id, export_id, "export-0")))
    run(tencent)
    assert outcomes(tencent, task_id) == [("SUCCESS", 0), ("FAIL", 18009), ("FAIL", 31010)]
    assert export_of(tencent)["visibility_code"] == "VISIBILITY_CODE_INSERTED"
    objects = tencent.get("/v3.0/channels_userpageobjects/get", nickname="Tea").document["data"]["objects"]
    assert [one["export_id"] for one in objects] == [export_id]
    (task,) = tasks(tencent)
    assert (task["task_scope"], task["scope_object_id_list"]) == ("TASK_SCOPE_ADEXPORT", [])


def test_an_account_without_a_channel_publishes_nothing(tencent, ad):
    task_id = order(tencent, POSTS, {"ad_export_id": export_of(tencent)["ad_export_id"]})
    run(tencent)
    assert outcomes(tencent, task_id) == [("FAIL", 31010)]
    assert export_of(tencent)["visibility_code"] == "VISIBILITY_CODE_INSERT_READY"


def bound(client: TencentClient) -> list[tuple[int, str]]:
    records = client.post("/v3.0/rtatarget_bind/get", account_id=None).document["data"]["Records"]
    return [(one["Id"], one["OuterTargetId"]) for one in records]


def test_a_task_takes_ad_groups_to_another_policy(tencent):
    for name in ("tea", "coffee"):
        data = {"OuterTargetId": name, "TargetName": name}
        assert tencent.post("/v3.0/rtatarget/add", account_id=None, data=data).code == 0
    group = ad_group(tencent)
    item = {"adgroup_id": group, "account_id": ACCOUNT_ID}
    order(tencent, POLICIES, {**item, "origin_rta_policy_uuid": "", "target_rta_policy_uuid": "tea"})
    run(tencent)
    assert bound(tencent) == [(group, "tea")]
    task_id = order(
        tencent,
        POLICIES,
        {**item, "origin_rta_policy_uuid": "tea", "target_rta_policy_uuid": "milk"},
        {**item, "origin_rta_policy_uuid": "tea", "target_rta_policy_uuid": "coffee"},
    )
    run(tencent)
    assert outcomes(tencent, task_id) == [("FAIL", 31010), ("SUCCESS", 0)]
    assert bound(tencent) == [(group, "coffee")]
