"""From the consent of an advertiser to seven days of delivery, through the public surface alone; money to the cent."""

import hashlib
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from support.browser import Browser
from support.demo import Demo
from support.pictures import png
from support.tencent import TencentClient

BACK = "https://www.example.com/back"
MIDNIGHT = "2030-03-03T16:00:00Z"  # a Monday in the zone of the platform
FIRST = date(2030, 3, 4)
DAYS = 7
BUDGET = 60_000
COUNTS = ("view_count", "valid_click_count", "conversions_count", "cost")


def consent(demo: Demo) -> TencentClient:
    """A client whose token comes from the consent page of the sample's application."""
    given, console = demo.credentials["tencent"], demo.credentials["console"]
    asked = urlencode({"client_id": given["client_id"], "redirect_uri": BACK, "state": "s"})
    browser = Browser(demo)
    there = browser.log_in(console["email"], console["password"], path=f"/oauth/authorize?{asked}").location
    query = parse_qs(urlsplit(browser.submit(browser.get(there)).location).query)
    keys = {"client_id": given["client_id"], "client_secret": given["client_secret"], "redirect_uri": BACK}
    sent = {**keys, "grant_type": "authorization_code", "authorization_code": query["authorization_code"][0]}
    data = demo.call("GET", "/oauth/token", query=list(sent.items())).document["data"]
    client = TencentClient.__new__(TencentClient)
    client.server, client.token, client.account_id = demo, data["access_token"], data["authorizer_info"]["account_id"]
    client.refresh_token = data["refresh_token"]  # type: ignore[attr-defined]
    client.keys = keys  # type: ignore[attr-defined]
    return client


def refresh(client: Any) -> None:
    """A new access token, since one lives for a day."""
    keys = {name: client.keys[name] for name in ("client_id", "client_secret")}
    sent = {**keys, "grant_type": "refresh_token", "refresh_token": client.refresh_token}
    client.token = client.server.call("GET", "/oauth/token", query=list(sent.items())).document["data"]["access_token"]


def ok(answer: Any) -> Any:
    assert answer.document["code"] == 0, answer
    return answer.document["data"]


def upload(client: TencentClient) -> str:
    content = png(640, 360)
    signature = hashlib.md5(content, usedforsecurity=False).hexdigest()
    texts = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE", "signature": signature}
    return str(ok(client.form("/v3.0/images/add", texts, {"file": content}))["image_id"])


def advertise(client: TencentClient) -> tuple[int, int]:
    """An ad group with a budget and one creative; their ids."""
    group = {
        "adgroup_name": "Seven days",
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": FIRST.isoformat(),
        "end_date": (FIRST + timedelta(days=DAYS - 1)).isoformat(),
        "time_series": "1" * 336,
        "site_set": ["SITE_SET_TENCENT_NEWS"],
        "optimization_goal": "OPTIMIZATIONGOAL_CLICK",
        "bid_mode": "BID_MODE_CPC",
        "bid_amount": 200,
        "daily_budget": BUDGET,
        "targeting": {"age": [{"min": 18, "max": 60}]},
    }
    group_id = ok(client.post("/v3.0/adgroups/add", **group))["adgroup_id"]
    page = {"page_type": "PAGE_TYPE_H5", "page_spec": {"h5_spec": {"page_url": "https://www.example.com/tea"}}}
    components = {
        "title": [{"value": {"content": "Fresh tea"}}],
        "description": [{"value": {"content": "Order tea today"}}],
        "image": [{"value": {"image_id": upload(client)}}],
        "main_jump_info": [{"value": page}],
    }
    creative = {
        "adgroup_id": group_id,
        "dynamic_creative_name": "Seven days of tea",
        "delivery_mode": "DELIVERY_MODE_COMPONENT",
        "dynamic_creative_type": "DYNAMIC_CREATIVE_TYPE_PROGRAM",
        "creative_components": components,
    }
    return group_id, ok(client.post("/v3.0/dynamic_creatives/add", **creative))["dynamic_creative_id"]


def report(client: TencentClient, path: str, first: date, last: date, groups: list[str], **members: Any) -> list[Any]:
    span = {"start_date": first.isoformat(), "end_date": last.isoformat()}
    asked = {"level": "REPORT_LEVEL_ADGROUP", "fields": [*groups, *COUNTS], "page_size": 2_000, **members}
    rows: list[Any] = ok(client.get(f"/v3.0/{path}/get", date_range=span, group_by=groups, **asked))["list"]
    return rows


def total(rows: list[Any], name: str = "cost") -> int:
    return sum(row.get(name, 0) for row in rows)


def paid(client: TencentClient, first: date, last: date) -> int:
    """What the account and its wallet paid for ads, by the statements of all funds."""
    span = {"start_date": first.isoformat(), "end_date": last.isoformat()}
    amount = 0
    for fund in ok(client.get("/v3.0/funds/get", fields=["fund_type"]))["list"]:
        asked = {"fund_type": fund["fund_type"], "date_range": span, "fields": ["trade_type_ext", "amount"]}
        page, pages = 1, 1
        while page <= pages:
            data = ok(client.get("/v3.0/fund_statements_detailed/get", **asked, page=page, page_size=100))
            amount += sum(row["amount"] for row in data["list"] if row["trade_type_ext"] == "PAY")
            page, pages = page + 1, data["page_info"]["total_page"]
    return amount


def balance(client: TencentClient) -> int:
    return total(ok(client.get("/v3.0/funds/get", fields=["balance"]))["list"], "balance")


def status(client: TencentClient, group_id: int) -> str:
    filtering = [{"field": "adgroup_id", "operator": "EQUALS", "values": [str(group_id)]}]
    fields = ["adgroup_id", "system_status"]
    ((group),) = ok(client.get("/v3.0/adgroups/get", filtering=filtering, fields=fields))["list"]
    return str(group["system_status"]).removeprefix("ADGROUP_STATUS_")


@pytest.fixture
def client(demo: Demo) -> TencentClient:
    """A client at midnight whose account has money; its other ad groups are suspended, so that nothing else is paid."""
    demo.sandbox("POST", "/clock", {"freeze": True, "set": MIDNIGHT})
    demo.sandbox("PUT", "/transitions", {"review": "timed"})
    made = consent(demo)
    others = ok(made.get("/v3.0/adgroups/get", fields=["adgroup_id"], page_size=100))["list"]
    spec = [{"adgroup_id": one["adgroup_id"], "configured_status": "AD_STATUS_SUSPEND"} for one in others]
    ok(made.post("/v3.0/adgroups/update_configured_status", update_configured_status_spec=spec))
    demo.sandbox("POST", "/funds", {"account_id": made.account_id, "recharge": 1_000_000})
    return made


def test_seven_days_of_an_ad_from_consent_to_its_last_cent(demo: Demo, client: TencentClient) -> None:
    before = balance(client)
    group_id, creative_id = advertise(client)
    waiting = status(client, group_id)
    demo.sandbox("POST", "/clock", {"advance_seconds": 3 * 3_600})  # the review takes two hours
    assert (waiting, status(client, group_id)) == ("CREATIVE_STATUS_PENDING", "ACTIVE")
    hours = report(client, "hourly_reports", FIRST, FIRST, ["hour", "adgroup_id"])
    assert {row["hour"] for row in hours if row["view_count"]} == {2}

    for number in range(1, DAYS + 2):
        demo.sandbox("POST", "/clock", {"set": f"{FIRST + timedelta(days=number - 1)}T16:00:00Z"})
        refresh(client)
    last = FIRST + timedelta(days=DAYS - 1)
    assert status(client, group_id) == "STOP"

    daily = report(client, "daily_reports", FIRST, last, ["date", "adgroup_id"])
    assert {row["adgroup_id"] for row in daily} == {group_id}
    assert [row["date"] for row in daily if row["cost"]] == [
        f"{FIRST + timedelta(days=number)}" for number in range(DAYS)
    ]
    assert all(0 < row["cost"] <= BUDGET for row in daily)
    assert all(row["view_count"] >= row["valid_click_count"] >= row["conversions_count"] for row in daily)

    cost = total(daily)
    hourly = [
        report(client, "hourly_reports", day, day, ["hour"]) for day in (FIRST + timedelta(n) for n in range(DAYS))
    ]
    creatives = report(
        client, "daily_reports", FIRST, last, ["dynamic_creative_id"], level="REPORT_LEVEL_DYNAMIC_CREATIVE"
    )
    components = report(client, "daily_reports", FIRST, last, ["component_type"], level="REPORT_LEVEL_COMPONENT")
    assert {row["dynamic_creative_id"] for row in creatives} == {creative_id}
    for name in COUNTS:
        expected = total(daily, name)
        assert total([row for rows in hourly for row in rows], name) == expected
        assert total(creatives, name) == total(components, name) == expected
    assert [total(rows) for rows in hourly] == [row["cost"] for row in daily]
    assert paid(client, FIRST, last) == cost
    assert before - balance(client) == cost

    demo.sandbox("POST", "/clock", {"advance_seconds": 86_400})
    refresh(client)
    after = FIRST + timedelta(days=DAYS)
    assert total(report(client, "daily_reports", after, after, ["date"])) == 0
