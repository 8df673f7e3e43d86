"""The refusals of advertising, beside those that all engines share."""

from dataclasses import dataclass

from mercat.model.refusals import Refusal


@dataclass
class TooLarge(Refusal):
    """A number is above `limit`."""

    field: str
    limit: int | float


@dataclass
class TooSmall(Refusal):
    """A number is below `limit`."""

    field: str
    limit: int | float


@dataclass
class TooEarly(Refusal):
    """A date is before another one."""

    field: str
    bound: str


@dataclass
class TimeOfDayMalformed(Refusal):
    """A text that is not a time of day with hours, minutes and seconds."""

    field: str


@dataclass
class TimeSeriesMalformed(Refusal):
    """A text that is not `slots` digits 0 or 1, or only 0."""

    field: str
    slots: int


@dataclass
class SpanTooLong(Refusal):
    """A range of dates has more than `days` days."""

    field: str
    days: int


@dataclass
class NotToday(Refusal):
    """A date is not the present day."""

    field: str


@dataclass
class OutOfRange(Refusal):
    """A number is not between `low` and `high`."""

    field: str
    low: int | float
    high: int | float


@dataclass
class StepTooSmall(Refusal):
    """A number would change by less than `step`."""

    field: str
    step: int


@dataclass
class NotBeside(Refusal):
    """A member is sent that may not stand beside the present value of `other`."""

    field: str
    other: str
