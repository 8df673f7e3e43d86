"""/v3.0/dynamic_creative_review_results, and what the review of creatives means to their ad groups."""

from typing import Any

import pytest

from mercat.domain.advertising.review import reviews
from mercat.model.clock import HOUR
from support.ad_reviews import add_creative, add_group, decide, elements, review_of, set_pace, titles
from support.agencies import recharge
from support.tencent import ACCOUNT_ID, TencentClient

GET = "/v3.0/dynamic_creative_review_results/get"
URL = "https://tea.example.com/spring"
PAGE = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": URL}}}


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group of the client's account."""
    recharge(tencent, ACCOUNT_ID, 100)
    return add_group(tencent)


def status(client: TencentClient) -> tuple[str, str]:
    """The approval status of the only creative, and the system status of the only ad group, without what all share."""
    creative = client.get("/v3.0/dynamic_creatives/get", fields=["creative_set_approval_status"])
    ad_group = client.get("/v3.0/adgroups/get", fields=["system_status"])
    return (
        creative.data.list[0].creative_set_approval_status.removeprefix("CREATIVE_SET_APPROVAL_STATUS_"),
        ad_group.data.list[0].system_status.removeprefix("ADGROUP_STATUS_"),
    )


def since(client: TencentClient, creative: int) -> int | None:
    """Since when the engine lets a creative deliver."""
    return client.server.instance.write_now(lambda tx: reviews.approved_since_ms(tx, [creative]))[creative]


def states(review: dict[str, Any]) -> dict[str, str]:
    """The state of each element by its content."""
    return {item["element_value"]: item["review_status"] for item in review["element_result_list"]}


# -- success --------------------------------------------------------------------------------------------------------


def test_a_creative_is_approved_at_once_unless_told_otherwise(tencent, group):
    creative = add_creative(tencent, group, title=titles("Fresh tea"), main_jump_info=[{"value": PAGE}])
    assert status(tencent) == ("NORMAL", "ACTIVE")
    review = review_of(tencent, creative)
    whole, text, link = review["element_result_list"]
    assert (whole["element_type"], whole["review_status"]) == ("ELEMENT_TYPE_SELECT_NONE", "AD_STATUS_NORMAL")
    assert "component_info" not in whole
    assert (text["element_type"], text["element_name"], text["element_value"]) == (
        "ELEMENT_TYPE_TEXT",
        "content",
        "Fresh tea",
    )
    assert text["component_info"]["component_type"] == "TITLE"
    assert (link["element_type"], link["element_value"]) == ("ELEMENT_TYPE_URL", URL)
    assert link["component_info"]["component_type"] == "JUMP_INFO"
    assert len({each["element_fingerprint"] for each in (whole, text, link)}) == 3
    assert [site["site_set"] for site in review["site_set_result_list"]] == ["SITE_SET_WECHAT", "SITE_SET_MOMENTS"]
    assert {site["system_status"] for site in review["site_set_result_list"]} == {"AD_STATUS_NORMAL"}
    assert (review["reject_message_list"], review["reject_component_compose_info_list"]) == ([], [])


def test_a_timed_review_ends_two_hours_after_it_began(tencent, group):
    set_pace(tencent, "timed")
    creative = add_creative(tencent, group)
    begun = tencent.server.instance.clock.now()
    assert status(tencent) == ("PENDING", "CREATIVE_STATUS_PENDING")
    assert 0 <= begun + 2 * HOUR - since(tencent, creative) < 60_000
    tencent.server.instance.clock.offset_ms += 2 * HOUR - 60_000
    assert set(states(review_of(tencent, creative)).values()) == {"AD_STATUS_PENDING"}
    tencent.server.instance.clock.offset_ms += 60_000
    assert status(tencent) == ("NORMAL", "ACTIVE")
    assert set(states(review_of(tencent, creative)).values()) == {"AD_STATUS_NORMAL"}


def test_a_review_ends_after_so_many_looks_at_it(tencent, group):
    set_pace(tencent, "polls:3")
    creative = add_creative(tencent, group)
    assert set(states(review_of(tencent, creative)).values()) == {"AD_STATUS_PENDING"}
    assert since(tencent, creative) is None
    assert status(tencent) == ("PENDING", "CREATIVE_STATUS_PENDING")
    assert review_of(tencent, creative)["is_all_component_compose_pending"] is True
    assert set(states(review_of(tencent, creative)).values()) == {"AD_STATUS_NORMAL"}
    assert status(tencent) == ("NORMAL", "ACTIVE")


def test_a_creative_waits_for_its_reviewer(tencent, group):
    set_pace(tencent, "manual")
    creative = add_creative(tencent, group)
    tencent.server.instance.clock.offset_ms += 10 * HOUR
    assert status(tencent) == ("PENDING", "CREATIVE_STATUS_PENDING")
    ids = elements(tencent, creative)
    decide(tencent, ids["Fresh tea"])
    assert status(tencent) == ("PENDING", "CREATIVE_STATUS_PENDING")
    decide(tencent, ids["whole"])
    assert status(tencent) == ("NORMAL", "ACTIVE")
    assert abs(since(tencent, creative) - tencent.server.instance.clock.now()) < 60_000


def test_a_refused_element_is_named_with_its_reason_and_the_rest_still_delivers(tencent, group):
    creative = add_creative(
        tencent, group, title=titles("Best tea ever", "Fresh tea"), main_jump_info=[{"value": PAGE}]
    )
    decide(tencent, elements(tencent, creative)["Best tea ever"], refused_for="Superlatives are not allowed")
    review = review_of(tencent, creative)
    refused = next(item for item in review["element_result_list"] if item["element_value"] == "Best tea ever")
    assert (refused["review_status"], refused["component_info"]["review_status"]) == (
        "AD_STATUS_DENIED",
        "AD_STATUS_DENIED",
    )
    (detail,) = refused["element_reject_detail_info"]
    assert detail["reason"] == "Superlatives are not allowed"
    assert detail["site_set_list"] == [{"site_set": "SITE_SET_WECHAT"}, {"site_set": "SITE_SET_MOMENTS"}]
    assert review["reject_message_list"] == ["Superlatives are not allowed"]
    site = review["site_set_result_list"][0]
    assert (site["system_status"], site["reject_message"]) == (
        "AD_STATUS_PARTIALLY_NORMAL",
        "Superlatives are not allowed",
    )
    assert site["element_reject_detail_info"][0]["element_value"] == "Best tea ever"
    counts = ("total_component_compose_count", "reject_component_compose_count", "pass_component_compose_count")
    assert [review[name] for name in counts] == [2, 1, 1]
    (combination,) = review["reject_component_compose_info_list"]
    (content,) = combination["component_compose_element_list"]
    assert {"Best tea ever", URL} < {item["element_value"] for item in content["element_result_list"]}
    assert status(tencent) == ("PARTIAL_NORMAL", "ACTIVE")


def test_a_creative_without_any_approved_title_is_refused(tencent, group):
    creative = add_creative(tencent, group)
    ids = elements(tencent, creative)
    decide(tencent, ids["Fresh tea"], refused_for="No tea")
    assert status(tencent) == ("DENIED", "CREATIVE_STATUS_PENDING")
    assert since(tencent, creative) is None
    decide(tencent, ids["Fresh tea"])
    decide(tencent, ids["whole"], refused_for="Title and picture do not fit")
    assert status(tencent) == ("DENIED", "CREATIVE_STATUS_PENDING")


def test_in_a_combination_of_the_advertiser_every_component_counts(tencent, group):
    answer = tencent.post(
        "/v3.0/dynamic_creatives/add",
        adgroup_id=group,
        dynamic_creative_name="Chosen",
        delivery_mode="DELIVERY_MODE_CUSTOMIZE",
        creative_template_id=1708,
        creative_components={"title": titles("One", "Two")},
    )
    decide(tencent, elements(tencent, answer.data.dynamic_creative_id)["Two"], refused_for="No")
    assert status(tencent) == ("DENIED", "CREATIVE_STATUS_PENDING")


def test_an_ad_group_delivers_in_part_if_one_of_its_creatives_is_refused(tencent, group):
    refused = add_creative(tencent, group, "Refused", title=titles("Bad"))
    add_creative(tencent, group, "Fine", title=titles("Good"))
    decide(tencent, elements(tencent, refused)["Bad"], refused_for="No")
    assert status(tencent)[1] == "PARTIAL_ACTIVE"
    off = {"dynamic_creative_id": refused, "configured_status": "AD_STATUS_SUSPEND"}
    assert tencent.post("/v3.0/dynamic_creatives/update", **off).code == 0
    assert status(tencent)[1] == "ACTIVE"


def test_new_content_is_reviewed_and_known_content_is_not(tencent, group):
    creative = add_creative(tencent, group, title=titles("Fresh tea"))
    set_pace(tencent, "manual")
    before = review_of(tencent, creative)
    renamed = {"dynamic_creative_id": creative, "dynamic_creative_name": "Other name"}
    assert tencent.post("/v3.0/dynamic_creatives/update", **renamed).code == 0
    assert review_of(tencent, creative) == before
    changed = {"dynamic_creative_id": creative, "creative_components": {"title": titles("Fresh tea", "New tea")}}
    assert tencent.post("/v3.0/dynamic_creatives/update", **changed).code == 0
    assert status(tencent) == ("PENDING", "CREATIVE_STATUS_PENDING")
    after = review_of(tencent, creative)
    assert (states(after)["Fresh tea"], states(after)["New tea"]) == ("AD_STATUS_NORMAL", "AD_STATUS_PENDING")
    decide(tencent, elements(tencent, creative)["whole"])
    assert status(tencent) == ("PARTIAL_NORMAL", "ACTIVE")


def test_a_refused_content_is_refused_in_every_creative_of_the_account_and_in_no_other_account(tencent, group):
    first = add_creative(tencent, group, "First", title=titles("Bad"))
    decide(tencent, elements(tencent, first)["Bad"], refused_for="No")
    second = add_creative(tencent, group, "Second", description=titles("Bad"))
    assert states(review_of(tencent, second))["Bad"] == "AD_STATUS_DENIED"
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    theirs = add_creative(stranger, add_group(stranger), title=titles("Bad"))
    assert states(review_of(stranger, theirs))["Bad"] == "AD_STATUS_NORMAL"


# -- refusals and limits --------------------------------------------------------------------------------------------


def test_only_creatives_of_the_account_are_answered(tencent, group):
    creative = add_creative(tencent, group)
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    assert stranger.get(GET, dynamic_creative_id_list=[creative]).document["data"]["list"] == []
    assert tencent.get(GET, dynamic_creative_id_list=[group, creative + 1]).document["data"]["list"] == []
    tencent.post("/v3.0/dynamic_creatives/delete", dynamic_creative_id=creative)
    assert tencent.get(GET, dynamic_creative_id_list=[creative]).document["data"]["list"] == []


@pytest.mark.parametrize(("count", "expected"), [(0, 18012), (1, 0), (100, 0), (101, 18011)])
def test_a_call_asks_for_a_hundred_creatives_at_most(tencent, count, expected):
    assert tencent.get(GET, dynamic_creative_id_list=list(range(1, count + 1))).code == expected


def test_twenty_refused_combinations_are_listed_and_all_are_counted(tencent, group):
    texts = {kind: titles(*(f"{kind} {number}" for number in range(3))) for kind in ("title", "description")}
    creative = add_creative(
        tencent, group, **texts, label=[{"value": {"list": [{"content": f"L{n}"}]}} for n in range(3)]
    )
    decide(tencent, elements(tencent, creative)["whole"], refused_for="No")
    review = review_of(tencent, creative)
    assert (review["total_component_compose_count"], review["reject_component_compose_count"]) == (27, 27)
    assert len(review["reject_component_compose_info_list"]) == 20
