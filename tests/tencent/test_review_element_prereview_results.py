"""/v3.0/review_element_prereview_results: what would become of elements in a review."""

from typing import Any

import pytest

from support.ad_reviews import add_creative, add_group, decide, elements, titles
from support.creatives import ad_group, upload_image
from support.tencent import TencentClient

GET = "/v3.0/review_element_prereview_results/get"


def text(content: str, kind: str = "TXT") -> dict[str, Any]:
    return {"element_type": kind, "element_content": content}


def where(field: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"field": field, "operator": operator, "values": list(values)}]


def risks(client: TencentClient, *contents: dict[str, Any], **others: Any) -> list[str]:
    items = client.post(GET, elements=list(contents), **others).document["data"]["list"]
    return [item["risk_level"] for item in items]


def test_the_risk_follows_from_what_reviewers_said_of_the_same(tencent):
    creative = add_creative(tencent, add_group(tencent), title=titles("Best tea", "Fresh tea"))
    decide(tencent, elements(tencent, creative)["Best tea"], refused_for="No superlatives")
    assert risks(tencent, text("Best tea"), text("Fresh tea"), text("New tea"), text("Best tea", "DEST_URL")) == [
        "REJECT",
        "PASS",
        "PROBABLE_PASS",
        "PROBABLE_PASS",
    ]
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert risks(stranger, text("Best tea")) == ["PROBABLE_PASS"]


def test_a_link_is_judged(tencent):
    assert risks(tencent, text("https://tea.example.com/spring?a=1&b=2", "DEST_URL")) == ["PROBABLE_PASS"]


def test_the_sites_are_those_of_the_supplement_or_of_the_ad_group(tencent):
    group = add_group(tencent)
    creative = add_creative(tencent, group, title=titles("Best tea"))
    decide(tencent, elements(tencent, creative)["Best tea"], refused_for="No superlatives")
    (item,) = tencent.post(GET, elements=[text("Best tea")], adgroup_id=group).document["data"]["list"]
    details = item["pre_review_details"]
    assert [detail["site_set"] for detail in details] == ["SITE_SET_WECHAT", "SITE_SET_MOMENTS"]
    assert {detail["pre_review_result"] for detail in details} == {"REJECT"}
    (reason,) = details[0]["reject_reason_detail"]
    assert reason["reject_reason_content"] == "No superlatives"
    supplement = where("site_set", "IN", "SITE_SET_MOMENTS")
    (item,) = tencent.post(GET, elements=[text("Tea")], adgroup_id=group, supplement=supplement).document["data"][
        "list"
    ]
    assert [detail["site_set"] for detail in item["pre_review_details"]] == ["SITE_SET_MOMENTS"]
    assert item["pre_review_details"][0]["reject_reason_detail"] == []


def test_a_site_that_reviews_in_advance_do_not_know_is_left_out(tencent):
    group = ad_group(tencent, site_set=["SITE_SET_CHANNELS", "SITE_SET_MOMENTS"])
    (item,) = tencent.post(GET, elements=[text("Tea")], adgroup_id=group).document["data"]["list"]
    assert [detail["site_set"] for detail in item["pre_review_details"]] == ["SITE_SET_MOMENTS"]


def test_pictures_are_those_of_the_account(tencent):
    image = upload_image(tencent)
    assert risks(tencent, text(image, "IMAGE")) == ["PROBABLE_PASS"]
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert stranger.post(GET, elements=[text(image, "IMAGE")]).code == 90004


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({"elements": []}, 18012),
        ({"elements": [text("Tea")] * 20}, 0),
        ({"elements": [text("Tea")] * 21}, 18011),
        ({"elements": [text("")]}, 90004),
        ({"elements": [text("t" * 256)]}, 0),
        ({"elements": [text("t" * 257)]}, 18006),
        ({"elements": [text("999999", "VIDEO")]}, 90004),
        ({"elements": [text("Tea", "AUDIO")]}, 18009),
        ({"adgroup_id": 999_999}, 1800307),
        ({"supplement": where("site_set", "LESS", "SITE_SET_MOMENTS")}, 90010),
        ({"supplement": where("campaign_id", "IN", "1")}, 90010),
        ({"supplement": where("site_set", "IN", "MOMENTS")}, 90013),
        ({"supplement": where("site_set", "IN", "SITE_SET_MOMENTS", "SITE_SET_NOWHERE")}, 90013),
        ({"supplement": where("is_dynamic_creative", "EQUALS", "yes")}, 90014),
        ({"supplement": where("is_dynamic_creative", "EQUALS", "true")}, 0),
        ({"supplement": where("name", "EQUALS", "tea")}, 18009),
    ],
)
def test_what_a_call_is_refused_for(tencent, others, expected):
    assert tencent.post(GET, **{"elements": [text("Tea")], **others}).code == expected
