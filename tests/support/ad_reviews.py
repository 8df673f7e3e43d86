"""Creatives in review: how tests make them, set the pace, and decide as a reviewer does."""

from typing import Any

from mercat.domain.advertising.review import reviews
from mercat.domain.bulk import simulated_progress
from mercat.model.ad_reviews import State
from support.tencent import TencentClient

AD_GROUP = {
    "adgroup_name": "Spring tea",
    "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
    "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
    "begin_date": "2026-01-01",
    "end_date": "2099-12-31",
    "time_series": "1" * 336,
    "site_set": ["SITE_SET_WECHAT", "SITE_SET_MOMENTS"],
}


def set_pace(client: TencentClient, pace: str) -> None:
    """Set how reviews end that begin from now on."""
    client.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, simulated_progress.REVIEW, pace))


def decide(client: TencentClient, element_id: int, *, refused_for: str = "") -> None:
    """Approve an element, or refuse it for a reason."""
    state = State.REFUSED if refused_for else State.APPROVED
    client.server.instance.write_now(lambda tx: reviews.decide(tx, element_id, state, refused_for))


def add_group(client: TencentClient, name: str = "Spring tea") -> int:
    """The id of a new ad group."""
    group_id: int = client.post("/v3.0/adgroups/add", **{**AD_GROUP, "adgroup_name": name}).data.adgroup_id
    return group_id


def titles(*texts: str) -> list[dict[str, Any]]:
    """Components of texts."""
    return [{"value": {"content": text}} for text in texts]


def add_creative(client: TencentClient, group: int, name: str = "Green tea", **components: Any) -> int:
    """The id of a new creative, by default with one title."""
    answer = client.post(
        "/v3.0/dynamic_creatives/add",
        adgroup_id=group,
        dynamic_creative_name=name,
        dynamic_creative_type="DYNAMIC_CREATIVE_TYPE_PROGRAM",
        creative_components=components or {"title": titles("Fresh tea")},
    )
    creative_id: int = answer.data.dynamic_creative_id
    return creative_id


def elements(client: TencentClient, creative: int) -> dict[str, int]:
    """The ids of the elements of a creative by their content; that of the whole has the name `whole`."""
    item = review_of(client, creative)
    return {
        "whole" if each["element_type"] == "ELEMENT_TYPE_SELECT_NONE" else each["element_value"]: each["element_id"]
        for each in item["element_result_list"]
    }


def review_of(client: TencentClient, creative: int) -> dict[str, Any]:
    """The review of one creative as it is answered."""
    client.server.instance.compatibility.fields_required = False
    path = "/v3.0/dynamic_creative_review_results/get"
    (item,) = client.get(path, dynamic_creative_id_list=[creative]).document["data"]["list"]
    found: dict[str, Any] = item
    return found
