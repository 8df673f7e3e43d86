"""/v3.0/targeting_tag_reports: sums of delivery by traits of people."""

from typing import Any

import pytest

from support.agencies import days
from support.reports import deliver, make_creative, make_group, recharge, rows, totals
from support.tencent import TencentClient

GET = "/v3.0/targeting_tag_reports/get"
COUNTS = ("view_count", "valid_click_count", "conversions_count", "cost")
DELIVERED = (1_234, 56, 7, 8_901)
GUANGDONG, SHENZHEN, BEIJING = 440_000, 440_300, 110_000


def ask(client: TencentClient, kind: str, *groups: str, **others: Any) -> Any:
    asked = {
        "type": kind,
        "level": "ADVERTISER",
        "date_range": days(client, -1),
        "group_by": list(groups),
        "fields": [*groups, *COUNTS],
        "page_size": 1_000,
    }
    return client.get(GET, **{**asked, **others})


def group(client: TencentClient, targeting: dict[str, Any] | None = None) -> int:
    """An ad group of which something was delivered."""
    recharge(client)
    group_id = make_group(client, "Tea", **({} if targeting is None else {"targeting": targeting}))
    deliver(client, make_creative(client, group_id, "Green tea"), group_id, DELIVERED)
    return group_id


def places(*codes: int) -> dict[str, Any]:
    """Targeting of people who live in some regions."""
    return {"geo_location": {"regions": list(codes), "location_types": ["LIVE_IN"]}}


def where(group_id: int) -> list[dict[str, Any]]:
    return [{"field": "adgroup_id", "operator": "EQUALS", "values": [str(group_id)]}]


@pytest.mark.parametrize(
    ("kind", "name", "count"),
    [("GENDER", "gender_id", 2), ("AGE", "age_id", 6), ("REGION", "region_id", 31), ("CITY", "city_id", 331)],
)
def test_people_of_all_traits_are_together_what_was_delivered(tencent, kind, name, count):
    group_id = group(tencent)
    deliver(tencent, make_creative(tencent, group_id, "Black tea"), group_id, (10**6, 0, 0, 0))
    found = rows(ask(tencent, kind, name))
    assert totals(found, *COUNTS) == (DELIVERED[0] + 10**6, *DELIVERED[1:])
    assert len({item[name] for item in found}) == len(found) >= count


@pytest.mark.parametrize(
    ("kind", "name", "targeting", "expected"),
    [
        ("GENDER", "gender_id", {"gender": ["FEMALE"]}, {2}),
        ("AGE", "age_id", {"age": [{"min": 18, "max": 26}]}, {2, 3}),
        ("REGION", "region_id", places(SHENZHEN, BEIJING), {GUANGDONG, BEIJING}),
        ("CITY", "city_id", places(SHENZHEN, BEIJING), {SHENZHEN, BEIJING}),
    ],
)
def test_only_traits_that_are_targeted_have_rows(tencent, kind, name, targeting, expected):
    group(tencent, targeting)
    found = rows(ask(tencent, kind, name))
    assert {item[name] for item in found} == expected
    assert totals(found, *COUNTS) == DELIVERED


def test_rows_are_told_apart_by_day_ad_group_and_site_too(tencent):
    group_id = group(tencent)
    groups = ["date", "gender_id", "adgroup_id", "site_set"]
    asked = {"level": "ADGROUP", "filtering": where(group_id), "group_by": groups}
    found = rows(ask(tencent, "GENDER", *groups[:3], **asked))
    assert len(found) == 6
    assert totals(found, *COUNTS) == DELIVERED


def test_a_gender_is_filtered_by_its_name(tencent):
    group(tencent)
    women = [{"field": "gender", "operator": "EQUALS", "values": ["FEMALE"]}]
    assert [item["gender_id"] for item in rows(ask(tencent, "GENDER", "gender_id", filtering=women))] == [2]


def test_audiences_have_rows_if_they_are_targeted(tencent):
    group_id = group(tencent)
    body = {"name": "Regulars", "type": "CUSTOMER_FILE"}
    audience_id = tencent.post("/v3.0/custom_audiences/add", **body).data.audience_id
    asked = {"level": "DYNAMIC_CREATIVE", "filtering": where(group_id)}
    assert rows(ask(tencent, "CUSTOM_AUDIENCE", "audience_id", **asked)) == []
    targeting = {"custom_audience": [audience_id]}
    assert tencent.post("/v3.0/adgroups/update", adgroup_id=group_id, targeting=targeting).code == 0
    (found,) = rows(ask(tencent, "CUSTOM_AUDIENCE", "audience_id", **asked))
    assert found == {"audience_id": audience_id} | dict(zip(COUNTS, DELIVERED, strict=True))


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, 0),
        ({"type": "OS", "group_by": ["date"]}, 0),
        ({"type": "SHOE_SIZE"}, 18009),
        ({"type": None}, 18001),
        ({"level": "ADGROUP"}, 18001),
        ({"level": "ADGROUP", "filtering": where(7)}, 0),
        ({"level": "DYNAMIC_CREATIVE", "filtering": where(7)}, 18009),
        ({"group_by": ["age_id"]}, 18009),
        ({"filtering": where(7) * 3}, 18011),
        ({"fields": ["age_id"]}, 0),
        ({"fields": ["site"]}, 12009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    asked = {"group_by": ["gender_id"], "fields": ["gender_id"], **params}
    assert ask(tencent, "GENDER", **asked).code == expected
