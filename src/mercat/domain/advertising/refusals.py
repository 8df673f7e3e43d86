"""The refusals of advertising, beside those that all engines share."""

from mercat.model.refusals import Refusal


class TooLarge(Refusal):
    """A number is above `limit`."""

    field: str
    limit: int | float


class TooSmall(Refusal):
    """A number is below `limit`."""

    field: str
    limit: int | float


class TooEarly(Refusal):
    """A date is before another one."""

    field: str
    bound: str


class TimeOfDayMalformed(Refusal):
    """A text that is not a time of day with hours, minutes and seconds."""

    field: str


class TimeSeriesMalformed(Refusal):
    """A text that is not `slots` digits 0 or 1, or only 0."""

    field: str
    slots: int


class SpanTooLong(Refusal):
    """A range of dates has more than `days` days."""

    field: str
    days: int


class NotToday(Refusal):
    """A date is not the present day."""

    field: str


class OutOfRange(Refusal):
    """A number is not between `low` and `high`."""

    field: str
    low: int | float
    high: int | float


class StepTooSmall(Refusal):
    """A number would change by less than `step`."""

    field: str
    step: int


class NotBeside(Refusal):
    """A member is sent that may not stand beside the present value of `other`."""

    field: str
    other: str


class TimeSeriesUneven(Refusal):
    """A text whose days do not have the same hours, or have fewer than `hours`."""

    field: str
    hours: int


class Unchangeable(Refusal):
    """A member would change that stays as it was made."""

    field: str


class RegionUnknown(Refusal):
    """A region or business district is none of the platform's."""
