"""/v3.0/component_element_urge_review: asking for a review to come sooner."""

from typing import Any

import pytest

from mercat.domain.advertising.reviewers import review_urges
from mercat.model.clock import HOUR, MINUTE
from support.ad_reviews import add_creative, add_group, decide, elements, review_of, set_pace, titles
from support.tencent import TencentClient

ADD, GET = "/v3.0/component_element_urge_review/add", "/v3.0/component_element_urge_review/get"


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


@pytest.fixture
def creative(tencent: TencentClient) -> int:
    """A creative that has waited for a reviewer for an hour."""
    set_pace(tencent, "manual")
    made = add_creative(tencent, add_group(tencent))
    tencent.server.instance.clock.offset_ms += HOUR
    return made


def title(client: TencentClient, creative: int) -> dict[str, Any]:
    results = review_of(client, creative)["element_result_list"]
    element: dict[str, Any] = next(each for each in results if "component_info" in each)
    return element


def urge(client: TencentClient, creative: int, dimension: str, value: Any) -> str:
    """The result of urging, or why it fails."""
    body = {"urge_dimension": f"URGE_DIMENSION_{dimension}", "urge_dimension_value": str(value)}
    data = client.post(ADD, dynamic_creative_id=creative, **body).document["data"]
    assert ("urge_failed_reason" in data) == (data["urge_result"] == "URGE_RESULT_FAILED") == ("reason_msg" in data)
    return str(data.get("urge_failed_reason", data["urge_result"]))


def infos(client: TencentClient, creative: int, **lists: Any) -> list[str]:
    """The urge status of components, then of elements, without what all share."""
    data = client.get(GET, dynamic_creative_id=creative, **lists).document["data"]
    assert (data["account_id"], data["dynamic_creative_id"]) == (client.account_id, creative)
    several = data["component_urge_info_list"] + data["element_urge_info_list"]
    return [each["urge_info"]["urge_status_type"].removeprefix("URGE_STATUS_") for each in several]


def test_a_component_is_urged_once(tencent, creative):
    component = title(tencent, creative)["component_info"]["component_id"]
    assert infos(tencent, creative) == ["CAN_URGE", "CAN_URGE", "CAN_URGE"]
    assert urge(tencent, creative, "COMPONENT", component) == "URGE_RESULT_SUCCESS"
    assert urge(tencent, creative, "COMPONENT", component) == "ALREADY_URGED"
    assert infos(tencent, creative, component_id_list=[component]) == ["URGED"]
    assert infos(tencent, creative).count("CAN_URGE") == 1


def test_an_element_is_urged_by_its_fingerprint(tencent, creative):
    print_ = title(tencent, creative)["element_fingerprint"]
    assert urge(tencent, creative, "ELEMENT", print_) == "URGE_RESULT_SUCCESS"
    assert infos(tencent, creative, element_fingerprint_list=[print_, "other"]) == ["URGED", "CAN_NOT_URGE"]


def test_a_timed_review_that_is_urged_ends_after_ten_minutes(tencent):
    set_pace(tencent, "timed")
    creative = add_creative(tencent, add_group(tencent))
    tencent.server.instance.clock.offset_ms += HOUR
    assert urge(tencent, creative, "ELEMENT", title(tencent, creative)["element_fingerprint"]) == "URGE_RESULT_SUCCESS"
    tencent.server.instance.clock.offset_ms += 10 * MINUTE
    assert title(tencent, creative)["review_status"] == "AD_STATUS_NORMAL"
    whole = review_of(tencent, creative)["element_result_list"][0]
    assert whole["review_status"] == "AD_STATUS_PENDING"


def test_why_a_review_cannot_be_urged(tencent, creative):
    print_ = title(tencent, creative)["element_fingerprint"]
    assert urge(tencent, creative, "COMPONENT", 999_999) == "COMPONENT_ID_NOT_EXIST"
    assert urge(tencent, creative, "COMPONENT", "tea") == "COMPONENT_ID_NOT_EXIST"
    assert urge(tencent, creative, "COMPONENT", 0) == "COMPONENT_ID_NOT_EXIST"
    assert urge(tencent, creative, "ELEMENT", "tea") == "ELEMENT_FINGERPRINT_NOT_EXIST"
    fresh = add_creative(tencent, add_group(tencent, "Other"), "Fresh", title=titles("New tea"))
    assert urge(tencent, fresh, "ELEMENT", title(tencent, fresh)["element_fingerprint"]) == "NOT_REACH_URGE_TIME"
    decide(tencent, elements(tencent, creative)["Fresh tea"])
    assert urge(tencent, creative, "ELEMENT", print_) == "NOT_REACH_URGE_TIME"


def test_an_account_urges_so_many_times_in_a_day(tencent):
    set_pace(tencent, "manual")
    group = add_group(tencent)
    creatives = [
        add_creative(tencent, group, f"Tea {number}", title=titles(f"Tea {number}"))
        for number in range(review_urges.DAILY_LIMIT + 1)
    ]
    tencent.server.instance.clock.offset_ms += HOUR
    results = [
        urge(tencent, creative, "ELEMENT", title(tencent, creative)["element_fingerprint"]) for creative in creatives
    ]
    assert results == ["URGE_RESULT_SUCCESS"] * review_urges.DAILY_LIMIT + ["ACCOUNT_REACH_URGE_UPPER_LIMIT"]


def test_a_creative_of_another_account_is_not_there(tencent, creative):
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    body = {"urge_dimension": "URGE_DIMENSION_ELEMENT", "urge_dimension_value": "tea"}
    assert stranger.post(ADD, dynamic_creative_id=creative, **body).code == 1800368
    assert stranger.get(GET, dynamic_creative_id=creative).code == 1800368


@pytest.mark.parametrize(("count", "expected"), [(1, 0), (100, 0), (101, 18011)])
def test_a_call_asks_for_a_hundred_at_most(tencent, creative, count, expected):
    assert tencent.get(GET, dynamic_creative_id=creative, component_id_list=[1] * count).code == expected
    assert tencent.get(GET, dynamic_creative_id=creative, element_fingerprint_list=["a"] * count).code == expected
