"""/rest/v1/stats: usage by user and errors by code."""

from datetime import UTC, datetime

from mercat.model.clock import DAY, MINUTE, from_datetime
from support.marketo import MarketoClient


def settled(client: MarketoClient) -> None:
    """Counters are stored a moment after the answer; wait for that, not for time."""
    client.server.instance.flush()


def test_the_very_first_call_already_has_a_total(marketo):
    answer = marketo.get("/rest/v1/stats/usage.json")
    assert answer.result[0].total == 0
    assert answer.result[0].users == []


def test_calls_are_counted_by_user(marketo, marketo_with):
    reader = marketo_with("Read-Only Lead")
    for client in (marketo, reader, reader):
        client.get("/rest/v1/stats/usage.json")
    settled(marketo)
    (today,) = marketo.get("/rest/v1/stats/usage.json").result
    assert today.total == 3
    assert [(user.userId, user.count) for user in today.users] == [(reader.email, 2), (marketo.email, 1)]


def test_errors_are_counted_by_code_and_601_is_not_charged(marketo):
    marketo.get("/rest/v1/no/such/path.json")
    marketo.send("GET", "/rest/v1/stats/usage.json", headers={"authorization": "Bearer nonsense"})
    settled(marketo)
    (errors,) = marketo.get("/rest/v1/stats/errors.json").result
    assert [(error.errorCode, error.count) for error in errors.errors] == [("601", 1), ("610", 1)]
    settled(marketo)
    (usage,) = marketo.get("/rest/v1/stats/usage.json").result
    assert usage.total == 2


def test_the_last_seven_days_end_today_and_a_day_ends_at_midnight_in_chicago(marketo):
    marketo.server.instance.clock.set(from_datetime(datetime(2026, 3, 2, 5, 59, 0, tzinfo=UTC)))  # 23:59 on the 1st
    marketo.token = marketo.fresh_token()
    marketo.get("/rest/v1/stats/usage.json")
    settled(marketo)
    marketo.server.instance.clock.offset_ms += 2 * MINUTE
    days = marketo.get("/rest/v1/stats/usage/last7days.json").result
    assert [day.date for day in days] == [f"2026-02-{day}" for day in (24, 25, 26, 27, 28)] + [
        "2026-03-01",
        "2026-03-02",
    ]
    assert [day.total for day in days] == [0, 0, 0, 0, 0, 1, 0]


def test_the_errors_of_the_last_seven_days_are_told_day_by_day(marketo):
    marketo.get("/rest/v1/no/such/path.json")
    settled(marketo)
    marketo.server.instance.clock.offset_ms += DAY
    marketo.token = marketo.fresh_token()
    days = marketo.get("/rest/v1/stats/errors/last7days.json").document["result"]
    assert len(days) == 7
    assert [(day["total"], day["errors"]) for day in days[-2:]] == [(1, [{"errorCode": "610", "count": 1}]), (0, [])]
