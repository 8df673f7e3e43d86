"""All reports of a time have the same totals, whatever they are grouped by, and cost what the funds paid."""

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.agencies import days
from support.catalog import bounded
from support.reports import deliver, make_creative, make_group, recharge, rows, totals
from support.tencent import TencentClient

DAILY, HOURLY, TAGS = (f"/v3.0/{name}/get" for name in ("daily_reports", "hourly_reports", "targeting_tag_reports"))
COUNTS = ("view_count", "valid_click_count", "conversions_count", "cost")
BY_DAY = [
    ("ADVERTISER", ["date"]),
    ("ADGROUP", ["adgroup_id"]),
    ("ADGROUP", ["adgroup_id", "site_set"]),
    ("DYNAMIC_CREATIVE", ["dynamic_creative_id", "date"]),
    ("COMPONENT", ["component_type"]),
    ("COMPONENT", ["component_id", "site_set", "date"]),
    ("MATERIAL_IMAGE", ["image_id"]),
]
BY_TAG = [("GENDER", ["gender_id"]), ("AGE", ["age_id", "date"]), ("REGION", ["region_id"]), ("CITY", ["city_id"])]
TARGETING = st.fixed_dictionaries(
    {},
    optional={
        "gender": st.sampled_from([["MALE"], ["FEMALE"]]),
        "age": st.sampled_from([[{"min": 14, "max": 66}], [{"min": 20, "max": 45}]]),
        "geo_location": st.sampled_from(
            [{"regions": codes, "location_types": ["LIVE_IN"]} for codes in ([110_000], [440_300, 330_000])]
        ),
    },
)
DELIVERIES = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.integers(0, 23)),  # which creative, how many days ago, the hour
    st.tuples(st.integers(0, 999), st.integers(0, 99), st.integers(0, 9), st.integers(0, 99_999)),
    max_size=30,
)
ACCOUNTS = itertools.count(50_001)


def test_all_reports_of_a_time_have_the_same_totals_as_the_funds(server):
    @bounded
    @given(targetings=st.tuples(TARGETING, TARGETING), deliveries=DELIVERIES)
    def run(targetings: tuple[dict[str, Any], ...], deliveries: dict[tuple[int, int, int], tuple[int, ...]]) -> None:
        account_id = next(ACCOUNTS)
        client = TencentClient(server, name=f"totals {account_id}", account_id=account_id)
        recharge(client)
        groups = [make_group(client, f"Group {n}", targeting=one) for n, one in enumerate(targetings)]
        creatives = [(make_creative(client, one, f"Of {one} {n}", images=n + 1), one) for one in groups for n in (0, 1)]
        for (which, days_ago, hour), counts in deliveries.items():
            deliver(client, *creatives[which], counts, days_ago=days_ago, hour=hour)  # type: ignore[arg-type]
        check(client, tuple(map(sum, zip(*deliveries.values(), (0, 0, 0, 0), strict=True))))

    run()


def check(client: TencentClient, expected: tuple[int, ...]) -> None:
    asked: dict[str, Any] = {"fields": list(COUNTS), "page_size": 2_000, "date_range": days(client, -3, -1)}
    for level, groups in BY_DAY:
        answer = client.get(DAILY, **asked, level=f"REPORT_LEVEL_{level}", group_by=groups)
        assert totals(rows(answer), *COUNTS) == expected, groups
    for kind, groups in BY_TAG:
        answer = client.get(TAGS, **asked, type=kind, level="ADVERTISER", group_by=groups)
        assert totals(rows(answer), *COUNTS) == expected, groups
    for groups in (["hour"], ["hour", "adgroup_id", "dynamic_creative_id"]):
        of_days = [
            totals(
                rows(
                    client.get(
                        HOURLY,
                        **asked | {"date_range": days(client, -n, -n)},
                        level="REPORT_LEVEL_DYNAMIC_CREATIVE",
                        group_by=groups,
                    )
                ),
                *COUNTS,
            )
            for n in (1, 2, 3)
        ]
        assert tuple(map(sum, zip(*of_days, strict=True))) == expected, groups
    assert paid(client) == expected[-1]


def paid(client: TencentClient) -> int:
    """What the statements of the account's funds say that it paid in these days."""
    asked = {"fund_type": "FUND_TYPE_CASH", "date_range": days(client, -3, -1), "page_size": 100}
    answer = client.get("/v3.0/fund_statements_detailed/get", **asked, fields=["trade_type_ext", "amount"])
    return sum(row["amount"] for row in answer.document["data"]["list"] if row["trade_type_ext"] == "PAY")
