"""/v3.0/ad_union_reports: sums of delivery at positions of the union of mobile sites."""

from typing import Any

import pytest

from support.agencies import days
from support.reports import deliver, make_creative, make_group, rows, totals
from support.tencent import TencentClient

GET = "/v3.0/ad_union_reports/get"
SPLASH, FEEDS = 30_393_101, 30_393_102


def ask(client: TencentClient, *groups: str, **others: Any) -> Any:
    asked = {"date_range": days(client), "group_by": list(groups), "fields": [*groups, "view_count"], "page_size": 100}
    return client.get(GET, **{**asked, **others})


@pytest.fixture
def in_union(tencent: TencentClient) -> int:
    """How often ads of the account were shown in the union, of what was shown on three sites and on one."""
    for name, sites in (("Three", None), ("Beside", ["SITE_SET_WECHAT"])):
        group_id = make_group(tencent, name, **({} if sites is None else {"site_set": sites}))
        deliver(tencent, make_creative(tencent, group_id, name), group_id, (100_003, 0, 0, 0))
    asked = {"level": "REPORT_LEVEL_ADGROUP", "date_range": days(tencent), "group_by": ["site_set"]}
    found = rows(tencent.get("/v3.0/daily_reports/get", **asked, fields=["site_set", "view_count"]))
    count: int = next(item["view_count"] for item in found if item["site_set"] == "SITE_SET_MOBILE_UNION")
    return count


@pytest.mark.parametrize("groups", [["date"], ["union_position_id"], ["placement_type", "industry_parent_id"]], ids=str)
def test_positions_are_together_the_site_of_the_union(tencent, in_union, groups):
    assert totals(rows(ask(tencent, *groups)), "view_count") == (in_union,)


def test_without_a_group_days_are_summed(tencent, in_union):
    assert rows(ask(tencent, group_by=None, fields=["view_count"])) == [{"view_count": in_union}]


def test_positions_have_names_and_are_filtered(tencent, in_union):
    fields = ["union_position_id", "placement_name", "industry_parent_name", "promoted_object_type"]
    groups = ["placement_type", "union_position_id", "industry_parent_id"]
    found = rows(ask(tencent, *groups, fields=fields, filtering={"union_position_id": [FEEDS, SPLASH, 7]}))
    about = {"industry_parent_name": "移动音乐", "promoted_object_type": ""}
    assert found == [
        {"union_position_id": FEEDS, "placement_name": "信息流", **about},
        {"union_position_id": SPLASH, "placement_name": "开屏", **about},
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"group_by": ["site_set"]}, 18009),
        ({"filtering": {"union_position_id": list(range(20))}}, 0),
        ({"filtering": {"union_position_id": list(range(21))}}, 18011),
        ({"filtering": []}, 0),
        ({"filtering": [{}]}, 18002),
        ({"page_size": 101}, 18003),
        ({"page": 101}, 127005),
        ({"fields": ["adgroup_id"]}, 12009),
        ({"account_id": None}, 18001),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert ask(tencent, **{"group_by": ["date"], "fields": ["date"], **params}).code == expected
