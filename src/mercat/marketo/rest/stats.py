"""/rest/v1/stats: usage of the API by day, by user and by error code."""

from typing import Any, Final

from mercat.domain.limits import usage
from mercat.marketo.protocol import marketo
from mercat.wire.call import Call
from mercat.wire.operation import AUTHENTICATED

LAST_DAYS: Final = 7


@marketo.get(
    "/rest/v1/stats/usage.json", id="getDailyUsageUsingGET", needs=AUTHENTICATED, docs="usage", shows_usage=True
)
def get_daily_usage(call: Call) -> list[dict[str, Any]]:
    """Get the calls of the current day, in total and by user."""
    return _calls(call, 1)


@marketo.get(
    "/rest/v1/stats/usage/last7days.json",
    id="getLast7DaysUsageUsingGET",
    needs=AUTHENTICATED,
    docs="usage",
    shows_usage=True,
)
def get_last_7_days_usage(call: Call) -> list[dict[str, Any]]:
    """Get the calls of the last seven days."""
    return _calls(call, LAST_DAYS)


@marketo.get(
    "/rest/v1/stats/errors.json", id="getDailyErrorsUsingGET", needs=AUTHENTICATED, docs="usage", shows_usage=True
)
def get_daily_errors(call: Call) -> list[dict[str, Any]]:
    """Get the errors of the current day, in total and by code."""
    return _errors(call, 1)


@marketo.get(
    "/rest/v1/stats/errors/last7days.json",
    id="getLast7DaysErrorsUsingGET",
    needs=AUTHENTICATED,
    docs="usage",
    shows_usage=True,
)
def get_last_7_days_errors(call: Call) -> list[dict[str, Any]]:
    """Get the errors of the last seven days."""
    return _errors(call, LAST_DAYS)


def _calls(call: Call, days: int) -> list[dict[str, Any]]:
    per_day = usage.calls(call.tx, call.host.rate_limiter.limits.zone, days)
    return [
        {"date": day.date, "total": day.total, "users": [{"userId": name, "count": n} for name, n in day.parts]}
        for day in per_day
    ]


def _errors(call: Call, days: int) -> list[dict[str, Any]]:
    per_day = usage.errors(call.tx, call.host.rate_limiter.limits.zone, days)
    return [
        {"date": day.date, "total": day.total, "errors": [{"errorCode": code, "count": n} for code, n in day.parts]}
        for day in per_day
    ]
