"""/v3.0/leads_call_…, /v3.0/leads_voip_call…: telephone calls with leads, and their records."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, HOUR, MINUTE, day_of
from support.ad_leads import imported, later
from support.tencent import TencentClient

NUMBER, CALL = "/v3.0/leads_call_virtual_number/get", "/v3.0/leads_voip_call/add"
TOKEN, RECORD, RECORDS = (
    "/v3.0/leads_voip_call_token/get",
    "/v3.0/leads_call_record/get",
    "/v3.0/leads_call_records/get",
)
ADA = {"outer_leads_id": "crm-1", "leads_tel": "13800138000"}
SELLER = "01085170811"
RECORD_FIELDS = ["call_records", "request_id"]


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


@pytest.fixture
def lead_id(tencent: TencentClient) -> int:
    """The id of a lead with a telephone."""
    return imported(tencent, ADA)[0]


def call(client: TencentClient, lead_id: int, **members: Any) -> dict[str, Any]:
    answer = client.post(CALL, **{"leads_id": lead_id, "user_id": 7, "callee_number": ADA["leads_tel"], **members})
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def number(client: TencentClient, **params: Any) -> dict[str, Any]:
    asked = {"outer_leads_id": "crm-1", "caller": SELLER, "callee": ADA["leads_tel"], **params}
    answer = client.get(NUMBER, fields=["virtual_number", "contact_id", "request_id"], **asked)
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def records(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    now = client.server.instance.clock.now()
    days = {"start_date": day_of(now - HOUR, ZONE), "end_date": day_of(now, ZONE)}
    asked = {**days, "page": 1, "page_size": 100, **params}
    client.server.instance.compatibility.fields_required = False
    answer = client.get(RECORDS, **asked)
    assert answer.code == 0, answer
    assert answer.document["data"]["request_id"]
    items: list[dict[str, Any]] = answer.document["data"]["entities"]
    return items


def records_of(client: TencentClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(RECORD, fields=RECORD_FIELDS, **params)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["call_records"]
    return items


def test_a_call_from_a_seat_has_a_record_once_it_is_over(tencent, lead_id):
    contact_id = call(tencent, lead_id)["contact_id"]
    assert records_of(tencent, leads_id=lead_id) == records(tencent) == []
    later(tencent, 5 * MINUTE)
    (record,) = records_of(tencent, leads_id=lead_id)
    assert (record["contact_id"], record["leads_id"]) == (contact_id, lead_id)
    assert (record["callee"], record["call_direction"]) == (ADA["leads_tel"], "CALL_OUT")
    assert (record["duration"] > 0) == (record["end_status"] == 0) == bool(record["answer_time"])
    assert record["call_start_time"] < record["ring_time"] < record["call_end_time"]
    assert records_of(tencent, outer_leads_id="crm-1", contact_id=contact_id) == [record]
    assert records_of(tencent, outer_leads_id="crm-1", contact_id="other") == []


def test_a_seat_calls_once_at_a_time(tencent, lead_id):
    first = call(tencent, lead_id, request_id="once")
    assert first["request_id"] == "once"
    assert call(tencent, lead_id, request_id="once") == first
    again = {"leads_id": lead_id, "callee_number": ADA["leads_tel"]}
    assert tencent.post(CALL, user_id=7, **again).code == 60085
    assert tencent.post(CALL, user_id=8, **again).code == 0
    later(tencent, 5 * MINUTE)
    assert tencent.post(CALL, user_id=7, **again).code == 0
    assert len(records(tencent)) == 2


def test_a_virtual_number_connects_two_telephones(tencent, lead_id):
    data = number(tencent, request_id="once")
    assert data == number(tencent, request_id="once")
    assert data["virtual_number"] == number(tencent)["virtual_number"]
    assert data["contact_id"] != number(tencent)["contact_id"]
    later(tencent, 5 * MINUTE)
    assert number(tencent, caller=ADA["leads_tel"], callee=SELLER)["virtual_number"] != data["virtual_number"]
    (record,) = records_of(tencent, leads_id=lead_id, contact_id=data["contact_id"])
    assert (record["caller"], record["callee"], record["call_direction"]) == (SELLER, ADA["leads_tel"], "CALL_OUT")
    later(tencent, 5 * MINUTE)
    assert {one["call_direction"] for one in records(tencent)} == {"CALL_OUT", "CALL_IN"}


def test_records_are_paged_by_number_and_by_time(tencent, lead_id):
    for user_id in range(1, 4):
        call(tencent, lead_id, user_id=user_id)
        later(tencent, 5 * MINUTE)
    calls = records(tencent)
    assert [one["call_start_time"] for one in calls] == sorted(one["call_start_time"] for one in calls)
    assert records(tencent, page=2, page_size=2) == calls[2:]
    assert records(tencent, search_after=calls[0]["call_start_time"], page_size=1) == calls[1:2]
    long_ago = day_of(tencent.server.instance.clock.now() - 2 * DAY, ZONE)
    assert records(tencent, start_date=long_ago, end_date=long_ago) == []


def test_the_token_of_a_seat_stays_while_it_is_valid(tencent):
    def token(user_id: int) -> str:
        data = tencent.get(TOKEN, user_id=user_id, fields=["token", "request_id"]).document["data"]
        assert data["request_id"]
        text: str = data["token"]
        return text

    first = token(7)
    assert (token(7), token(8) == first) == (first, False)
    later(tencent, 2 * HOUR)
    second = token(7)
    assert (second == first, token(7)) == (False, second)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"leads_id": None}, 60068),
        ({"leads_id": 999_999}, 60061),
        ({"leads_id": None, "outer_leads_id": "crm-9"}, 60061),
        ({"leads_id": None, "outer_leads_id": "crm-1"}, 0),
        ({"callee_number": "13900139000"}, 60082),
        ({"user_id": 0}, 18004),
        ({"user_id": None}, 18001),
        ({"request_id": "a" * 65}, 18006),
    ],
    ids=str,
)
def test_a_call_is_checked(tencent, lead_id, members, expected):
    asked = {"leads_id": lead_id, "user_id": 7, "callee_number": ADA["leads_tel"], **members}
    assert tencent.post(CALL, **asked).code == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"outer_leads_id": None}, 60068),
        ({"outer_leads_id": "crm-9"}, 60061),
        ({"caller": "110"}, 60087),
        ({"callee": "13900139000"}, 60082),
        ({"callee": None}, 18001),
    ],
    ids=str,
)
def test_a_virtual_number_is_checked(tencent, lead_id, params, expected):
    asked = {"outer_leads_id": "crm-1", "caller": SELLER, "callee": ADA["leads_tel"], **params}
    assert tencent.get(NUMBER, fields=["virtual_number"], **asked).code == expected


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"start_date": "2026-01-32"}, 18002),
        ({"end_date": "2026-01-01"}, 31057),
        ({"start_date": "2026-03-01", "end_date": "2026-03-31"}, 0),
        ({"start_date": "2026-03-01", "end_date": "2026-04-01"}, 31002),
        ({"search_after": "yesterday"}, 18002),
        ({"page": None}, 18001),
        ({"page_size": 0}, 18004),
        ({"page_size": 101}, 18003),
    ],
    ids=str,
)
def test_parameters_of_records_are_checked(tencent, params, expected):
    today = day_of(tencent.server.instance.clock.now(), ZONE)
    asked = {"start_date": today, "end_date": today, "page": 1, "page_size": 100, **params}
    assert tencent.get(RECORDS, fields=["call_id"], **asked).code == expected


def test_calls_of_another_account_are_not_listed(tencent, lead_id):
    call(tencent, lead_id)
    later(tencent, 5 * MINUTE)
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    assert records(other) == []
    assert other.get(RECORD, fields=RECORD_FIELDS, leads_id=lead_id).code == 60061
    assert other.post(CALL, leads_id=lead_id, user_id=7, callee_number=ADA["leads_tel"]).code == 60061
