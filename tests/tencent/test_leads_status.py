"""/v3.0/leads_status, /v3.0/leads_action_type_report, /v3.0/leads_invalid_pay: leads are followed up and paid back."""

import json
from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, HOUR, SECOND, day_of
from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts
from support.ad_leads import imported, later, lead
from support.creatives import ad_group
from support.tencent import TencentClient

UPDATE, REPORT = "/v3.0/leads_status/update", "/v3.0/leads_action_type_report/add"
PAY, CLAIM = "/v3.0/leads_invalid_pay/get", "/v3.0/leads_claim/update"
ADA = {"outer_leads_id": "crm-1", "leads_tel": "13800138000", "leads_wechat": "ada", "click_id": "click"}
CONVERTED = {"leads_convert_type": "LEADS_CONVERT_STATUS_TRANS_COMPLETED"}


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


def rate(client: TencentClient, **row: Any) -> None:
    answer = client.post(UPDATE, leads_conversion_status_list=[{"outer_leads_id": "crm-1", **row}])
    assert (answer.code, answer.document["data"]) == (0, {"fail_leads_list": []}), answer


@pytest.mark.parametrize(
    ("row", "tag"),
    [
        ({"leads_convert_type": "LEADS_CONVERT_STATUS_POTENTIAL_CUSTOMER"}, "VALID"),
        ({"leads_convert_type": "LEADS_CONVERT_STATUS_HIGH_INTENTION_CUSTOMER"}, "VALID_HIGH_INTENTION"),
        (CONVERTED, "VALID_CONVERTED"),
        ({"leads_convert_type": "LEADS_CONVERT_STATUS_DEPRECATED"}, "INVALID_OTHER"),
        ({"leads_ineffect_reason": "LEADS_INEFFECT_REASON_DATA_DUPLICATION"}, "INVALID_REPEAT"),
        (
            {
                "leads_convert_type": "LEADS_CONVERT_STATUS_DEPRECATED",
                "leads_ineffect_reason": "LEADS_INEFFECT_REASON_TEL_NOT_CONNECTED",
            },
            "INVALID_NOTTOUCH",
        ),
        ({"outer_leads_convert_type": "won"}, "DEFAULT"),
    ],
    ids=str,
)
def test_a_status_becomes_the_tag_of_a_lead(tencent, row, tag):
    (lead_id,) = imported(tencent, ADA)
    rate(tencent, **row)
    item = lead(tencent, lead_id)
    assert item["leads_follow_tag"] == f"LEADS_FOLLOW_TAG_{tag}"
    assert item.get("outer_leads_convert_type", "") == row.get("outer_leads_convert_type", "")


def test_tags_are_those_of_the_account(tencent):
    (lead_id,) = imported(tencent, ADA)
    rate(tencent, customized_tags=[{"tag_group_name": "Car", "tag_name_list": ["SUV", "Hybrid"]}])
    assert lead(tencent, lead_id)["leads_tags"] == "SUV,Hybrid"


@pytest.mark.parametrize("path", [UPDATE, REPORT])
@pytest.mark.parametrize(
    ("by", "row"),
    [
        ("OUTERLEADSID", {"outer_leads_id": "crm-1"}),
        ("CLICKID", {"click_id": "click"}),
        ("CONTACT", {"leads_wechat": "ada"}),
        ("CONTACT", {"leads_tel": "13900139000", "leads_wechat": "ada"}),
    ],
)
def test_a_lead_is_matched_by_what_the_call_says(tencent, path, by, row):
    (lead_id,) = imported(tencent, ADA)
    name, about = (
        ("leads_conversion_status_list", CONVERTED)
        if path == UPDATE
        else ("leads_action_type_report_list", {"action_type": "VISIT"})
    )
    answer = tencent.post(path, match_type=by, **{name: [{**row, **about}]})
    assert answer.document["data"] == {"fail_leads_list": []}
    assert lead(tencent, lead_id)["leads_follow_tag"] != "LEADS_FOLLOW_TAG_DEFAULT"
    unknown = {member: "nobody" if member != "leads_tel" else "13700137000" for member in row}
    answer = tencent.post(path, match_type=by, **{name: [{**unknown, **about}, {**row, **about}]})
    assert answer.document["data"] == {"fail_leads_list": [{"index": 0}]}


@pytest.mark.parametrize(
    ("row", "by", "expected"),
    [
        ({}, "OUTERLEADSID", 60033),
        ({}, "LEADSID", 60025),
        ({}, "CONTACT", 60068),
        ({}, "CLICKID", 60069),
        ({"outer_leads_id": "crm-1"}, "", 60026),
        ({"outer_leads_id": "crm-1", "leads_convert_type": "X"}, "", 60027),
        ({"outer_leads_id": "crm-1", "leads_ineffect_reason": "X"}, "", 60028),
        ({"outer_leads_id": "crm-1", **CONVERTED, "outer_leads_ineffect_reason": "x"}, "", 60063),
        ({"outer_leads_id": "crm-1", "customized_tags": [{"tag_name_list": ["SUV"]}]}, "", 60076),
        ({"outer_leads_id": "crm-1"}, "NONE", 18009),
    ],
    ids=str,
)
def test_a_status_is_checked(tencent, row, by, expected):
    (lead_id,) = imported(tencent, ADA)
    rows = [{"outer_leads_id": "crm-1", "leads_id": lead_id, "leads_tel": "13800138000", "click_id": "click"}, row]
    rows[0] |= CONVERTED
    assert tencent.post(UPDATE, match_type=by, leads_conversion_status_list=rows).code == expected
    assert lead(tencent, lead_id)["leads_follow_tag"] == "LEADS_FOLLOW_TAG_DEFAULT"


def test_what_happened_is_noted(tencent):
    (lead_id,) = imported(tencent, ADA)
    later(tencent, 90 * SECOND)
    rows = [{"leads_id": lead_id, "action_type": "PHONE_CONNECTED", "call_duration": 42}]
    assert tencent.post(REPORT, match_type="LEADSID", leads_action_type_report_list=rows).code == 0
    rows = [{"leads_id": lead_id, "action_type": "VISIT_STORE"}]
    assert tencent.post(REPORT, match_type="LEADSID", leads_action_type_report_list=rows).code == 0
    item = lead(tencent, lead_id)
    assert (item["leads_follow_tag"], item["call_duration"]) == ("LEADS_FOLLOW_TAG_FOLLOWING", "42")
    assert item["leads_response_duration"] in (90, 91)
    assert [one["action_type"] for one in json.loads(item["all_follow_records"])] == ["PHONE_CONNECTED", "VISIT_STORE"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"action_type": "PHONE_CONNECTED"}, 60069),
        ({"action_type": "PHONE_CONNECTED", "call_duration": -1}, 60070),
        ({"action_type": "PHONE_CONNECTED", "call_duration": 0}, 0),
        ({"action_type": ""}, 18005),
        ({}, 18001),
    ],
    ids=str,
)
def test_a_report_is_checked(tencent, row, expected):
    imported(tencent, ADA)
    rows = [{"outer_leads_id": "crm-1", **row}]
    assert tencent.post(REPORT, leads_action_type_report_list=rows).code == expected


def test_records_of_a_lead_are_bounded(tencent):
    (lead_id,) = imported(tencent, ADA)
    for batch in range(3):
        rows = [{"outer_leads_id": "crm-1", "action_type": f"STEP_{batch}_{number}"} for number in range(50)]
        assert tencent.post(REPORT, leads_action_type_report_list=rows).code == 0
    records = json.loads(lead(tencent, lead_id)["all_follow_records"])
    assert (len(records), records[0]["action_type"], records[-1]["action_type"]) == (100, "STEP_1_0", "STEP_2_49")


# -- what is paid back ----------------------------------------------------------------------------------------------


def leads_of_ad(client: TencentClient, count: int, cost: int) -> str:
    """Leads of an ad group that cost something in this month; the month."""
    group_id = ad_group(client)
    now = client.server.instance.clock.now()
    imported(client, *[{"outer_leads_id": f"ad-{n}", "leads_tel": f"1380013800{n}"} for n in range(count)])
    rows = [{"outer_leads_id": f"ad-{number}", "adgroup_id": str(group_id)} for number in range(count)]
    assert client.post(CLAIM, leads_claim_list=rows).document["data"] == {"fail_leads_list": []}
    fact = Fact(client.account_id, now // HOUR, 1, group_id, 100, 10, count, cost)
    client.server.instance.write_now(lambda tx: delivery_facts.add_many(tx, [fact]))
    return day_of(now, ZONE)[:7]


def rate_ads(client: TencentClient, count: int) -> None:
    status = {"leads_ineffect_reason": "LEADS_INEFFECT_REASON_TEL_NOT_CONNECTED"}
    rows = [{"outer_leads_id": f"ad-{number}", **status} for number in range(count)]
    assert client.post(UPDATE, leads_conversion_status_list=rows).document["data"] == {"fail_leads_list": []}


def paid(client: TencentClient, month: str) -> list[dict[str, Any]]:
    later(client, 32 * DAY)
    answer = client.get(PAY, month=month, fields=["account_id", "is_real_pay", "pay_total_amount", "pay_details"])
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def test_invalid_leads_are_paid_back_at_the_average_cost(tencent):
    month = leads_of_ad(tencent, 4, 1_001)
    rate_ads(tencent, 2)
    assert tencent.get(PAY, month=month, fields=["account_id"]).code == 60074
    (row,) = paid(tencent, month)
    assert (row["is_real_pay"], row["pay_total_amount"], len(row["pay_details"])) == (True, 5, 2)


@pytest.mark.parametrize("rated", [0, 1])
def test_nothing_is_paid_back_if_too_few_leads_are_rated_or_none_is_invalid(tencent, rated):
    month = leads_of_ad(tencent, 4, 1_000)
    if rated:
        rate_ads(tencent, rated)
    (row,) = paid(tencent, month)
    assert (row["is_real_pay"], row["pay_total_amount"], row["pay_details"]) == (False, 0, [])
    (row,) = tencent.get(PAY, month=month, fields=["no_pay_reason"]).document["data"]["list"]
    assert ("一半" if rated else "没有标注") in row["no_pay_reason"]


def test_leads_that_are_rated_late_do_not_count(tencent):
    month = leads_of_ad(tencent, 2, 1_000)
    later(tencent, 49 * HOUR)
    rate_ads(tencent, 2)
    assert [row["is_real_pay"] for row in paid(tencent, month)] == [False]


def test_an_account_without_leads_of_ads_is_not_listed(tencent):
    imported(tencent, ADA)
    assert paid(tencent, day_of(tencent.server.instance.clock.now(), ZONE)[:7]) == []


def test_nothing_is_decided_about_a_month_that_has_not_begun(tencent):
    assert tencent.get(PAY, month="9999-12", fields=["account_id"]).code == 60074


@pytest.mark.parametrize("month", ["2026-13", "2026/01", "26-0001", "0000-01"])
def test_a_month_is_written_with_a_year(tencent, month):
    assert tencent.get(PAY, month=month, fields=["account_id"]).code in (18002, 64027)
