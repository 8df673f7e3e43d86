"""/v3.0/dc_component_summary_info: how many components creatives have, and how many of them were refused."""

from typing import Any

import pytest

from mercat.domain.advertising.review import reviews
from mercat.model.ad_reviews import State
from mercat.store.advertising import ad_reviews
from support.reports import make_creative, make_group
from support.tencent import TencentClient

GET = "/v3.0/dc_component_summary_info/get"
HEALTHY = "COMPONENTS_SUMMARY_INSIGHT_HEALTHY"


def ask(client: TencentClient, **others: Any) -> Any:
    return client.get(GET, **{"component_summary_insight_type_list": [HEALTHY], **others})


def counts(answer: Any) -> dict[str, tuple[int, int]]:
    """The number of components and of refused ones, by type."""
    listed = answer.document["data"]["summary_data"]["healthy_data"]["list"]
    return {row["agg_component_type"]: (row["total_component_num"], row["rejected_component_num"]) for row in listed}


def refuse(client: TencentClient, creative_id: int, value: str) -> None:
    """Refuse an element that a creative shows."""
    instance = client.server.instance
    (element,) = {
        place.element.id
        for place in instance.read_now(lambda tx: ad_reviews.places(tx, [creative_id]))
        if place.element.document["value"] == value
    }
    instance.write_now(lambda tx: reviews.decide(tx, element, State.REFUSED, "Not true."))


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group of the client's account."""
    return make_group(tencent, "Tea")


def test_components_of_a_creative_are_counted_by_type_with_those_that_were_refused(tencent, group):
    creative_id = make_creative(tencent, group, "Green", texts=3, images=2)
    refuse(tencent, creative_id, "Green 1")
    answer = ask(tencent, dynamic_creative_id=creative_id)
    assert counts(answer) == {"image": (2, 0), "title": (3, 1)}
    about = answer.document["data"]["summary_data"]["healthy_data"]
    assert {name: about[name] for name in about if name != "list"} == {
        "account_id": tencent.account_id,
        "adgroup_id": group,
        "dynamic_creative_id": creative_id,
    }


def test_without_a_creative_those_of_all_creatives_are_counted(tencent, group):
    make_creative(tencent, group, "Green", texts=3, images=2)
    make_creative(tencent, group, "Black", texts=1, images=1)
    answer = ask(tencent)
    assert counts(answer) == {"image": (3, 0), "title": (4, 0)}
    assert "dynamic_creative_id" not in answer.document["data"]["summary_data"]["healthy_data"]


def test_other_insights_have_no_data(tencent, group):
    answer = ask(tencent, component_summary_insight_type_list=["COMPONENTS_SUMMARY_INSIGHT_QUALITY"])
    assert answer.document["data"] == {"summary_data": {}}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"dynamic_creative_id": 7}, 1_800_368),
        ({"component_summary_insight_type_list": None}, 18001),
        ({"component_summary_insight_type_list": []}, 18012),
        ({"component_summary_insight_type_list": [HEALTHY] * 11}, 18011),
        ({"component_summary_insight_type_list": ["NONSENSE"]}, 18009),
        ({"account_id": None}, 18001),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert ask(tencent, **params).code == expected
