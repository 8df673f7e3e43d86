"""What the rules of advertising refuse, beyond the refusals that all engines share."""

from dataclasses import dataclass

from mercat.model.refusals import Refusal


@dataclass
class TooLarge(Refusal):
    """A number above `limit`."""

    field: str
    limit: int | float


@dataclass
class TooSmall(Refusal):
    """A number below `limit`."""

    field: str
    limit: int | float


@dataclass
class TooEarly(Refusal):
    """A date before another one."""

    field: str
    bound: str


@dataclass
class Malformed(Refusal):
    """A text that is not `expected`, in plain words."""

    field: str
    expected: str


@dataclass
class OutOfRange(Refusal):
    """A number that is not between `low` and `high`."""

    field: str
    low: int | float
    high: int | float
