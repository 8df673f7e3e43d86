"""/rest/v1/stats: usage by user and errors by code."""

from datetime import UTC, datetime

from mercat.domain.limits import usage
from mercat.model.clock import DAY, MINUTE, from_datetime


def test_the_very_first_call_already_has_a_total(marketo):
    answer = marketo.get("/rest/v1/stats/usage.json")
    assert answer.result[0].total == 0
    assert answer.result[0].users == []


def test_calls_are_counted_by_user(marketo, marketo_with):
    reader = marketo_with("Read-Only Lead")
    for client in (marketo, reader, reader):
        client.get("/rest/v1/stats/usage.json")
    (today,) = marketo.get("/rest/v1/stats/usage.json").result
    assert today.total == 3
    assert [(user.userId, user.count) for user in today.users] == [(reader.email, 2), (marketo.email, 1)]


def test_errors_are_counted_by_code_and_601_is_not_charged(marketo):
    marketo.get("/rest/v1/no/such/path.json")
    marketo.send("GET", "/rest/v1/stats/usage.json", headers={"authorization": "Bearer nonsense"})
    (errors,) = marketo.get("/rest/v1/stats/errors.json").result
    assert [(error.errorCode, error.count) for error in errors.errors] == [("601", 1), ("610", 1)]
    (usage,) = marketo.get("/rest/v1/stats/usage.json").result
    assert usage.total == 2


def test_the_last_seven_days_end_today_and_a_day_ends_at_midnight_in_chicago(marketo):
    marketo.server.instance.clock.set(from_datetime(datetime(2026, 3, 2, 5, 59, 0, tzinfo=UTC)))  # 23:59 on the 1st
    marketo.token = marketo.fresh_token()
    marketo.get("/rest/v1/stats/usage.json")
    marketo.server.instance.clock.offset_ms += 2 * MINUTE
    days = marketo.get("/rest/v1/stats/usage/last7days.json").result
    assert [day.date for day in days] == [f"2026-02-{day}" for day in (24, 25, 26, 27, 28)] + [
        "2026-03-01",
        "2026-03-02",
    ]
    assert [day.total for day in days] == [0, 0, 0, 0, 0, 1, 0]


def test_the_errors_of_the_last_seven_days_are_told_day_by_day(marketo):
    marketo.get("/rest/v1/no/such/path.json")
    marketo.server.instance.clock.offset_ms += DAY
    marketo.token = marketo.fresh_token()
    days = marketo.get("/rest/v1/stats/errors/last7days.json").document["result"]
    assert len(days) == 7
    assert [(day["total"], day["errors"]) for day in days[-2:]] == [(1, [{"errorCode": "610", "count": 1}]), (0, [])]


def test_a_read_shows_all_calls_answered_before_and_not_itself(marketo):
    totals = [marketo.get("/rest/v1/stats/usage.json").result[0].total for _ in range(6)]
    assert totals == [0, 1, 2, 3, 4, 5]
    marketo.get("/rest/v1/no/such/path.json")
    (errors,) = marketo.get("/rest/v1/stats/errors.json").result
    assert [(error.errorCode, error.count) for error in errors.errors] == [("610", 1)]
    assert marketo.get("/rest/v1/stats/usage/last7days.json").result[-1].total == 8


def test_whoever_recalls_a_day_after_a_607_finds_its_quota_used_up(marketo):
    """As a process does that is started anew, or finds Redis empty."""
    instance = marketo.server.instance
    instance.rate_limiter.limits.daily_quota = 3
    codes = [marketo.get("/rest/v1/no/such/path.json").codes for _ in range(3)]
    assert codes == [["610"]] * 3
    assert marketo.get("/rest/v1/stats/usage.json").codes == ["607"]
    assert instance.read_now(lambda tx: usage.spent_today(tx, instance.rate_limiter.limits.zone))[1] == 3
