"""Leads of a Tencent client, made and listed through the public surface."""

from typing import Any

from mercat.model.clock import DAY, SECOND
from support.tencent import TencentClient

ADD, LIST = "/v3.0/leads/add", "/v3.0/leads_list/get"
FORM = "LEADS_TYPE_FORM"


def imported(client: TencentClient, *rows: dict[str, Any], **members: Any) -> list[int]:
    """The ids of leads that are imported now."""
    answer = client.post(ADD, leads_info_list=[{"leads_type": FORM, **row} for row in rows], **members)
    assert answer.code == 0, answer
    assert answer.document["data"]["fail_outer_lead_id_list"] == []
    return [one["leads_id"] for one in answer.document["data"]["success_lead_id_list"]]


def span(client: TencentClient, days: float = 30, time_type: str = "TIME_TYPE_CREATED_TIME") -> dict[str, Any]:
    """The time range of the last days."""
    now = client.server.instance.clock.now()
    return {"start_time": int(now - days * DAY) // SECOND, "end_time": now // SECOND, "time_type": time_type}


def listed(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    """The leads of the last month with all members, the newest first."""
    client.server.instance.compatibility.fields_required = False
    answer = client.get(LIST, **{"time_range": span(client), **params})
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["leads_info"]
    return items


def lead(client: TencentClient, lead_id: int) -> dict[str, Any]:
    """One of the leads of the last month."""
    return next(one for one in listed(client, page_size=200) if one["leads_id"] == lead_id)


def later(client: TencentClient, ms: float) -> None:
    """Move the clock on; the client gets a token that is still valid then."""
    clock = client.server.instance.clock
    clock.set(clock.now() + int(ms))
    client.token = TencentClient(client.server, name=f"at {clock.now()}", account_id=client.account_id).token
