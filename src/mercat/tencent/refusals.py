"""What the protocol itself refuses, beyond the refusals that all layers share."""

from dataclasses import dataclass

from mercat.model.refusals import Refusal


@dataclass
class CommonParameterMissing(Refusal):
    """One of the parameters that every call has is absent."""

    field: str


class TimestampExpired(Refusal):
    """The timestamp is too far from the present."""


class AccountInvalid(Refusal):
    """The token may not touch this account."""


class OrganizationInvalid(Refusal):
    """The token may not touch this business unit."""


class NotRepeatable(Refusal):
    """The call carries an id of its own, and the endpoint does not remember calls."""


@dataclass
class TooShort(Refusal):
    """A text shorter than `limit`."""

    field: str
    limit: int


@dataclass
class TooPrecise(Refusal):
    """A number with more decimal places than `places`."""

    field: str
    places: int


class FieldsNotList(Refusal):
    """`fields` is no list of names."""


class FieldsUnknown(Refusal):
    """`fields` names something that the answer does not have."""
