"""/v3.0/hourly_reports: sums of delivery by hour of one day."""

from typing import Any

import pytest

from support.agencies import day, days
from support.reports import deliver, make_creative, make_group, rows
from support.tencent import TencentClient

GET = "/v3.0/hourly_reports/get"


def ask(client: TencentClient, of: str = "ADGROUP", *groups: str, **others: Any) -> Any:
    asked = {
        "level": f"REPORT_LEVEL_{of}",
        "date_range": days(client, -1, -1),
        "group_by": list(groups) or ["hour"],
        "fields": [*(groups or ["hour"]), "view_count"],
    }
    return client.get(GET, **{**asked, **others})


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group of which something was delivered in the first and the last hour of yesterday."""
    group_id = make_group(tencent, "Tea")
    first, second = (make_creative(tencent, group_id, name) for name in ("One", "Two"))
    deliver(tencent, first, group_id, (100, 0, 0, 0), days_ago=1, hour=0)
    deliver(tencent, second, group_id, (20, 0, 0, 0), days_ago=1, hour=0)
    deliver(tencent, second, group_id, (3, 0, 0, 0), days_ago=1, hour=23)
    deliver(tencent, second, group_id, (4, 0, 0, 0), days_ago=0, hour=0)
    return group_id


def test_hours_of_a_day_are_summed_in_the_zone_of_the_platform(tencent, group):
    assert rows(ask(tencent, "ADVERTISER")) == [{"hour": 0, "view_count": 120}, {"hour": 23, "view_count": 3}]


def test_rows_of_creatives_have_the_date_without_being_grouped_by_it(tencent, group):
    fields = ["date", "hour", "dynamic_creative_name", "view_count"]
    found = rows(ask(tencent, "DYNAMIC_CREATIVE", "hour", "dynamic_creative_id", fields=fields))
    about = {"date": day(tencent, -1)}
    assert found == [
        {**about, "hour": 0, "dynamic_creative_name": "One", "view_count": 100},
        {**about, "hour": 0, "dynamic_creative_name": "Two", "view_count": 20},
        {**about, "hour": 23, "dynamic_creative_name": "Two", "view_count": 3},
    ]


def test_an_ad_group_is_summed_over_the_day_unless_it_is_grouped_by_the_hour(tencent, group):
    assert rows(ask(tencent, "ADGROUP", "adgroup_id")) == [{"adgroup_id": group, "view_count": 123}]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"first": -1, "last": 0}, 1901884),
        ({"first": 0, "last": -1}, 1901884),
        ({"first": -90, "last": -90}, 0),
        ({"first": -91, "last": -91}, 31057),
        ({"date_range": {"start_date": "yesterday!", "end_date": "2026-01-01"}}, 18002),
        ({"group_by": ["site_set"]}, 18009),
        ({"group_by": ["hour", "date"]}, 0),
        ({"level": "REPORT_LEVEL_COMPONENT"}, 18009),
        ({"level": "REPORT_LEVEL_CHANNEL"}, 0),
        ({"page": 101}, 18003),
        ({"page": 100, "page_size": 100}, 0),
        ({"page": 100, "page_size": 101}, 127005),
        ({"account_id": None}, 18001),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    others = {name: value for name, value in params.items() if name not in ("first", "last")}
    if "first" in params:
        others["date_range"] = days(tencent, params["first"], params["last"])
    assert ask(tencent, "ADGROUP", **others).code == expected
