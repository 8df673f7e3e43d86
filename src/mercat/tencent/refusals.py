"""The refusals of the protocol itself, beside those that all layers share."""

from mercat.model.refusals import Refusal


class CommonParameterMissing(Refusal):
    """One of the parameters that every call has is absent."""

    field: str


class TimestampExpired(Refusal):
    """The timestamp is too far from the present."""


class AccountInvalid(Refusal):
    """The token has no access to this account."""


class OrganizationInvalid(Refusal):
    """The token has no access to this business unit."""


class TooManyParts(Refusal):
    """A batch has more calls than one may have."""


class NotRepeatable(Refusal):
    """The call carries an X-Request-Id, and the endpoint does not support it."""


class TooShort(Refusal):
    """A text is shorter than `limit`."""

    field: str
    limit: int


class TooPrecise(Refusal):
    """A number has more decimal places than `places`."""

    field: str
    places: int


class FieldsNotList(Refusal):
    """`fields` is not a list of names."""


class FieldsUnknown(Refusal):
    """`fields` names something that the answer does not have."""
