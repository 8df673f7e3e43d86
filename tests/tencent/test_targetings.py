"""/v3.0/targetings: targeting that an account has saved."""

from typing import Any

import pytest

from mercat.domain.advertising.targeting.targetings import targetings
from support.tencent import TencentClient

GET = "/v3.0/targetings/get"
YOUNG = {
    "geo_location": {"location_types": ["LIVE_IN"], "regions": [110000, 310000], "business_districts": [11010501]},
    "age": [{"min": 18, "max": 30}],
    "gender": ["MALE"],
}


@pytest.fixture
def stocked(tencent: TencentClient) -> TencentClient:
    """A client whose account has saved two sets of targeting."""

    def work(tx: Any) -> None:
        targetings.add(tx, tencent.account_id, {"targeting_name": "Young men", "targeting": YOUNG})
        targetings.add(tx, tencent.account_id, {"targeting_name": "Everybody", "targeting": {}})

    tencent.server.instance.write_now(work)
    return tencent


def found(client: TencentClient, *conditions: tuple[str, str, str]) -> list[dict[str, Any]]:
    filtering = [{"field": field, "operator": operator, "values": [value]} for field, operator, value in conditions]
    answer = client.post(GET, filtering=filtering)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_saved_targeting_is_listed_with_a_description(stocked):
    first, second = found(stocked)
    assert first["targeting"] == YOUNG
    assert first["targeting_translation"] == "地理位置：（常住）北京市、上海市、国贸；年龄：18 至 30 岁；性别：男性；"
    assert (first["targeting_source_type"], first["is_deleted"]) == ("TARGETING_SOURCE_TYPE_CREATE", False)
    assert (first["share_from_account_id"], first["share_from_targeting_id"]) == (0, 0)
    assert second["targeting_id"] > first["targeting_id"] > 0
    assert second["targeting_translation"] == ""


def test_it_is_filtered(stocked):
    (young, everybody) = found(stocked)
    assert found(stocked, ("targeting_name", "CONTAINS", "men")) == [young]
    assert found(stocked, ("targeting_id", "EQUALS", str(everybody["targeting_id"]))) == [everybody]
    assert found(stocked, ("targeting_source_type", "EQUALS", "TARGETING_SOURCE_TYPE_SHARE")) == []
    assert len(found(stocked, ("created_time", "GREATER_EQUALS", str(young["created_time"])))) == 2
    assert found(stocked, ("created_time", "LESS", str(young["created_time"]))) == []


def test_a_page_of_it(stocked):
    data = stocked.post(GET, page=2, page_size=1).document["data"]
    assert [item["targeting_name"] for item in data["list"]] == ["Everybody"]
    assert data["page_info"] == {"page": 2, "page_size": 1, "total_number": 2, "total_page": 2}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"account_id": None}, 18001),
        ({"account_id": 7}, 12201),
        ({"page": 0}, 18004),
        ({"page_size": 100}, 0),
        ({"page_size": 101}, 18003),
        ({"filtering": [{"field": "gender", "operator": "EQUALS", "values": ["MALE"]}]}, 18009),
        ({"filtering": [{"field": "targeting_name", "operator": "IN", "values": ["a"]}]}, 18009),
        ({"filtering": [{"field": "targeting_id", "operator": "EQUALS", "values": ["1"]}] * 3}, 18011),
    ],
    ids=str,
)
def test_members_are_checked(tencent, body, expected):
    assert tencent.post(GET, **body).code == expected
