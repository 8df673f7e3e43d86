"""/v3.0/channels_… and /v3.0/finder_ad_object_list: posts of WeChat Channels, and ads that are posts; words for ads."""

from typing import Any

import pytest

from mercat.domain.advertising.wechat.channels_posts import notices, posts
from mercat.model.clock import DAY, SECOND
from mercat.store.tx import Tx
from support.creatives import ad_group, creative, upload_video
from support.tencent import TencentClient

POST, POSTS, NOTICES, ADS = (
    f"/v3.0/{name}/get"
    for name in (
        "channels_finderobject",
        "channels_userpageobjects",
        "channels_livenoticeinfo",
        "finder_ad_object_list",
    )
)
ACCOUNT = {"wechat_channels_account_id": "sph1", "finder_username": "v2_tea@finder", "nickname": "Tea house"}


@pytest.fixture
def stocked(tencent: TencentClient) -> TencentClient:
    """A client whose account sees three posts, and two announcements of which one is over."""

    def work(tx: Tx) -> None:
        for number in range(3):
            about = {"export_id": f"export/{number}", "description": f"Post {number}", "medias": []}
            posts.add(tx, tencent.account_id, ACCOUNT | about)
        for name, days in (("over", -1), ("next", 1)):
            about = {"notice_id": name, "status": 0, "start_time": (tx.now + days * DAY) // SECOND}
            notices.add(tx, tencent.account_id, ACCOUNT | about | {"introduction": name})

    tencent.server.instance.write_now(work)
    return tencent


def test_a_post_is_read(stocked, tencent_with):
    answer = stocked.get(POST, export_id="export/1", fields=["object"])
    assert answer.document["data"]["object"]["description"] == "Post 1"
    assert answer.document["data"]["object"]["delete_flag"] == 0
    assert stocked.get(POST, export_id="export/9", fields=["object"]).code == 31010
    other = tencent_with("ads_management", account_id=25611)
    assert other.get(POST, export_id="export/1", fields=["object"]).code == 31010


@pytest.mark.parametrize("name", sorted(ACCOUNT))
def test_posts_of_an_account_are_listed_from_the_newest(stocked, name):
    params: dict[str, Any] = {name: ACCOUNT[name], "count": 2, "fields": ["description"]}
    first = stocked.get(POSTS, **params).document["data"]
    assert [post["description"] for post in first["objects"]] == ["Post 2", "Post 1"]
    assert first["continue_flag"] == 1
    second = stocked.get(POSTS, **params, last_buffer=first["last_buffer"]).document["data"]
    assert [post["description"] for post in second["objects"]] == ["Post 0"]
    assert second["continue_flag"] == 0


def test_an_account_is_named_and_known(stocked):
    assert stocked.get(POSTS, fields=["description"]).code == 18001
    assert stocked.get(POSTS, nickname="Coffee house", fields=["description"]).code == 1800596
    assert stocked.get(NOTICES, nickname="Coffee house", fields=["notice_id"]).code == 1800596
    assert stocked.get(POSTS, nickname="Tea house", last_buffer="x", fields=["description"]).code == 18002
    assert stocked.get(POSTS, nickname="Tea house", count=31, fields=["description"]).code == 18003


def test_live_streams_are_listed_until_they_begin(stocked):
    asked = {"nickname": "Tea house", "fields": ["notice_id", "introduction"]}
    assert stocked.get(NOTICES, **asked).document["data"]["live_notice_record_list"] == [
        {"notice_id": "next", "introduction": "next"}
    ]


# -- ads ------------------------------------------------------------------------------------------------------------


def test_an_ad_with_a_video_in_channels_is_a_post(tencent):
    shown = ad_group(tencent, site_set=["SITE_SET_CHANNELS"])
    elsewhere = ad_group(tencent, site_set=["SITE_SET_TENCENT_NEWS"])
    parts = {
        "video": [{"value": {"video_id": str(upload_video(tencent))}}],
        "description": [{"value": {"content": "Green tea"}}],
    }
    ad = creative(tencent, shown, components=parts)
    creative(tencent, shown)
    creative(tencent, elsewhere, components=parts)
    fields = ["finder_ad_object_id", "dynamic_creative_id", "finder_object", "visibility_code", "ad_export_id"]
    (item,) = tencent.get(ADS, fields=fields).document["data"]["list"]
    assert (item["finder_ad_object_id"], item["dynamic_creative_id"]) == (ad, ad)
    assert item["visibility_code"] == "VISIBILITY_CODE_INSERT_READY"
    assert item["finder_object"]["description"] == "Green tea"
    assert "/v3.0/previews/" in item["finder_object"]["medias"]["url"]

    def found(field: str, value: str) -> int:
        filtering = [{"field": field, "operator": "EQUALS", "values": [value]}]
        answer = tencent.get(ADS, fields=["ad_export_id"], filtering=filtering)
        return len(answer.document["data"]["list"])

    assert found("ad_export_id", item["ad_export_id"]) == found("dynamic_creative_id", str(ad)) == 1
    assert found("ad_export_id", "export0") == found("dynamic_creative_id", "1") == 0
    tencent.post("/v3.0/dynamic_creatives/delete", dynamic_creative_id=ad)
    assert tencent.get(ADS, fields=fields).document["data"]["list"] == []


# -- words for ads --------------------------------------------------------------------------------------------------


def test_labels_are_listed_by_category(tencent):
    listed = tencent.get("/v3.0/ad_label/get", fields=["label_category", "label", "label_remark"])
    items = listed.document["data"]["list"]
    assert len(items) == 3
    assert all({one["label"] for one in item["label_remark"]} <= set(item["label"]) for item in items)


def test_words_are_those_of_readers_and_of_what_the_ad_shows(tencent):
    asked = {
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "creative_template_id": 711,
        "site_set": ["SITE_SET_WECHAT"],
        "fields": ["code", "max_length"],
    }

    def counts(**params: Any) -> list[int]:
        data = tencent.get("/v3.0/ad_param/get", **asked, **params).document["data"]
        return [len(data[f"{kind}_ad_param_list"]) for kind in ("system", "product", "dynamic_content")]

    assert counts() == [6, 0, 0]
    assert counts(product_catalog_id=1) == [6, 3, 0]
    assert counts(dynamic_ad_type="DYNAMIC_AD_TYPE_DYNAMIC_CONTENT") == [6, 0, 1]
    data = tencent.get("/v3.0/ad_param/get", **asked).document["data"]
    assert data["system_ad_param_list"][0] == {"code": "city", "max_length": 4}
