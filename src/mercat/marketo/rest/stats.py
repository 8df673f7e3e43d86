"""/rest/v1/stats: usage of the API by day, by user and by error code."""

from typing import Final

from mercat.domain.limits import usage
from mercat.marketo.protocol import marketo
from mercat.wire.call import Call
from mercat.wire.operation import AUTHENTICATED, Answer

LAST_DAYS: Final = 7


class UserUsage(Answer):
    """Calls of a user."""

    user_id: str
    count: int


class UsageAnswer(Answer):
    """Calls of a day, in all and by user."""

    date: str
    total: int
    users: list[UserUsage]


class ErrorCount(Answer):
    """Answers with an error code."""

    error_code: str
    count: int


class ErrorsAnswer(Answer):
    """Errors of a day, in all and by code."""

    date: str
    total: int
    errors: list[ErrorCount]


@marketo.get(
    "/rest/v1/stats/usage.json", id="getDailyUsageUsingGET", needs=AUTHENTICATED, docs="usage", shows_usage=True
)
def get_daily_usage(call: Call) -> list[UsageAnswer]:
    """Get the calls of the current day, in total and by user."""
    return _calls(call, 1)


@marketo.get(
    "/rest/v1/stats/usage/last7days.json",
    id="getLast7DaysUsageUsingGET",
    needs=AUTHENTICATED,
    docs="usage",
    shows_usage=True,
)
def get_last_7_days_usage(call: Call) -> list[UsageAnswer]:
    """Get the calls of the last seven days."""
    return _calls(call, LAST_DAYS)


@marketo.get(
    "/rest/v1/stats/errors.json", id="getDailyErrorsUsingGET", needs=AUTHENTICATED, docs="usage", shows_usage=True
)
def get_daily_errors(call: Call) -> list[ErrorsAnswer]:
    """Get the errors of the current day, in total and by code."""
    return _errors(call, 1)


@marketo.get(
    "/rest/v1/stats/errors/last7days.json",
    id="getLast7DaysErrorsUsingGET",
    needs=AUTHENTICATED,
    docs="usage",
    shows_usage=True,
)
def get_last_7_days_errors(call: Call) -> list[ErrorsAnswer]:
    """Get the errors of the last seven days."""
    return _errors(call, LAST_DAYS)


def _calls(call: Call, days: int) -> list[UsageAnswer]:
    per_day = usage.calls(call.tx, call.host.rate_limiter.limits.zone, days)
    return [UsageAnswer(day.date, day.total, [UserUsage(name, count) for name, count in day.parts]) for day in per_day]


def _errors(call: Call, days: int) -> list[ErrorsAnswer]:
    per_day = usage.errors(call.tx, call.host.rate_limiter.limits.zone, days)
    return [
        ErrorsAnswer(day.date, day.total, [ErrorCount(code, count) for code, count in day.parts]) for day in per_day
    ]
