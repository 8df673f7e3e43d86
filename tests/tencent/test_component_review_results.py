"""/v3.0/component_review_results: what reviewers decided about components."""

import pytest

from support.ad_reviews import add_creative, add_group, decide, elements, set_pace, titles
from support.tencent import TencentClient

GET = "/v3.0/component_review_results/get"


@pytest.fixture(autouse=True)
def all_members(tencent: TencentClient) -> None:
    """Answers have all members without `fields`."""
    tencent.server.instance.compatibility.fields_required = False


@pytest.fixture
def creative(tencent: TencentClient) -> int:
    """A creative with a title and a brand."""
    brand = [{"value": {"brand_name": "Tea House", "jump_info": {"page_type": "PAGE_TYPE_H5"}}}]
    return add_creative(tencent, add_group(tencent), title=titles("Fresh tea"), brand=brand)


def components(client: TencentClient) -> dict[str, int]:
    """The ids of the components of the only creative, by type."""
    (item,) = client.get("/v3.0/dynamic_creatives/get").document["data"]["list"]
    return {kind: several[0]["component_id"] for kind, several in item["creative_components"].items()}


def test_a_component_is_answered_with_its_elements(tencent, creative):
    ids = components(tencent)
    decide(tencent, elements(tencent, creative)["Tea House"], refused_for="Not your brand")
    answer = tencent.get(GET, component_id_list=[ids["title"], ids["brand"]]).document["data"]["list"]
    title, brand = answer
    assert title["component_info"] == {
        "component_id": ids["title"],
        "component_type": "TITLE",
        "review_status": "AD_STATUS_NORMAL",
    }
    assert brand["component_info"]["review_status"] == "AD_STATUS_DENIED"
    (element,) = brand["element_result_list"]
    assert (element["element_name"], element["element_value"]) == ("brand_name", "Tea House")
    assert element["element_reject_detail_info"][0]["reason"] == "Not your brand"


def test_looks_at_a_component_end_its_review(tencent):
    set_pace(tencent, "polls:2")
    add_creative(tencent, add_group(tencent))
    ids = list(components(tencent).values())
    states = [tencent.get(GET, component_id_list=ids).data.list[0].component_info.review_status for _ in range(3)]
    assert states == ["AD_STATUS_PENDING", "AD_STATUS_NORMAL", "AD_STATUS_NORMAL"]


def test_only_components_of_the_account_are_answered(tencent, creative):
    stranger = TencentClient(tencent.server, name="stranger", account_id=30_001)
    ids = [*components(tencent).values(), creative, 999_999]
    assert stranger.get(GET, component_id_list=ids).document["data"]["list"] == []
    assert len(tencent.get(GET, component_id_list=ids).document["data"]["list"]) == 2


@pytest.mark.parametrize(("count", "expected"), [(0, 18012), (1, 0), (100, 0), (101, 18011)])
def test_a_call_asks_for_a_hundred_components_at_most(tencent, count, expected):
    assert tencent.get(GET, component_id_list=list(range(1, count + 1))).code == expected
