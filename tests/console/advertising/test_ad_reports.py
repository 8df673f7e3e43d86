"""/console/ad-groups and /console/ad-reports: what ad groups cost, and a chart of what accounts delivered."""

import re

import pytest

from support.agencies import day
from support.browser import Page
from support.reports import deliver, make_creative, make_group, recharge
from support.tencent import TencentClient

GROUPS, REPORT = "/console/ad-groups", "/console/ad-reports"


def words(page: Page) -> str:
    return " ".join(page.text.split())


@pytest.fixture
def group(tencent: TencentClient) -> int:
    """An ad group of which something was delivered today and yesterday."""
    recharge(tencent)
    group_id = make_group(tencent, "Spring tea", daily_budget=123_400)
    creative_id = make_creative(tencent, group_id, "Green tea")
    deliver(tencent, creative_id, group_id, (12_345, 100, 7, 67_890), days_ago=1)
    deliver(tencent, creative_id, group_id, (1_000, 10, 1, 1_110))
    return group_id


def test_ad_groups_are_listed_with_status_budget_and_cost(console, tencent, group):
    page = console.get(f"{GROUPS}?account={tencent.account_id}")
    assert page.status == 200
    text = words(page)
    assert f"Spring tea{group}" in text.replace(" ", "").replace("Springtea", "Spring tea")
    assert "¥1,234.00 13,345 ¥690.00" in text


def test_ad_groups_come_a_page_at_a_time(console, tencent):
    for number in range(26):
        make_group(tencent, f"Group {number}")
    page = console.get(f"{GROUPS}?account={tencent.account_id}")
    assert "Group 24" in page.text
    assert "Group 25" not in page.text
    onward = next(link for link in page.links if "after=" in link)
    assert "Group 25" in console.get(onward).text


def test_a_report_has_a_bar_for_each_day_and_a_row_for_each_that_delivered(console, tencent, group):
    page = console.get(f"{REPORT}?account={tencent.account_id}&from={day(tencent, -6)}&until={day(tencent)}")
    html = page.response.content.decode()
    heights = re.findall(r'height="([\d.]+)"><title>', html)
    assert heights == ["0.00"] * 5 + ["100.00", "1.63"]
    assert f"<title>{day(tencent, -1)}: ¥678.90</title>" in html
    assert "<script" not in html.partition("<main")[2]
    text = words(page)
    assert f"¥690.00 from {day(tencent, -6)} to {day(tencent)}; ¥678.90 on the highest day." in text
    assert f"{day(tencent)} 1,000 10 1.00 % 1 ¥11.10 {day(tencent, -1)} 12,345 100 0.81 % 7 ¥678.90" in text


@pytest.mark.parametrize(
    ("by", "name"), [("ad-groups", "Spring tea"), ("creatives", "Green tea"), ("sites", "SITE_SET_MOMENTS")]
)
def test_a_report_is_broken_down(console, tencent, group, by, name):
    assert name in words(console.get(f"{REPORT}?account={tencent.account_id}&by={by}&metric=view_count"))


def test_a_report_without_delivery_says_so_in_both_languages(console, tencent):
    assert "Nothing was delivered in these days." in console.get(f"{REPORT}?account={tencent.account_id}").text
    console.cookies["mercat_language"] = "zh-CN"
    assert "所选日期内没有投放数据。" in console.get(f"{REPORT}?account={tencent.account_id}").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=2026-02-30", 400),
        ("from=2020-01-01", 400),
        ("until=2020-01-01", 400),
        ("until=9999-12-31", 200),
        ("by=nonsense", 404),
        ("metric=ctr", 404),
        ("account=7", 404),
    ],
)
def test_what_a_report_cannot_show_is_refused(console, tencent, query, status):
    assert console.get(f"{REPORT}?{query}").status == status


def test_a_page_without_any_account_is_empty(console):
    assert "No ad groups here." in console.get(GROUPS).text
    assert console.get(REPORT).status == 200
