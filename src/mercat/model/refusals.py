"""Why something is not done. A refusal carries facts; each protocol's `errors.py` gives it a code and words."""

from dataclasses import asdict, dataclass
from typing import Any

from mercat.model.rules import Rule


@dataclass
class Refusal(Exception):
    """Base of all refusals. Raised for the whole call, or kept in a `Skipped` for one record.

    One that has facts is a dataclass of them; making a class one takes time at each start.
    """


@dataclass(init=False)
class _OfRule:
    """Names a rule, and carries the facts that the rule's comment in `Rule` lists."""

    rule: Rule
    facts: dict[str, int | str]

    def __init__(self, rule: Rule, **facts: int | str) -> None:
        self.rule, self.facts = rule, facts


def facts_of(refusal: Refusal) -> dict[str, Any]:
    """What a refusal carries, by name, so that its class called with them makes it again."""
    return {"rule": refusal.rule, **refusal.facts} if isinstance(refusal, _OfRule) else asdict(refusal)


# -- who asks -------------------------------------------------------------------------------------------------------


class TokenMissing(Refusal):
    """No access token came along."""


@dataclass
class TokenInvalid(Refusal):
    """The token names nobody here."""

    token: str = ""


class TokenExpired(Refusal):
    """The token was good once."""


class AccessDenied(Refusal):
    """The caller lacks the permission that the operation needs."""


# -- how much -------------------------------------------------------------------------------------------------------


@dataclass
class RateExceeded(Refusal):
    """More than `calls` calls in `seconds` seconds."""

    calls: int
    seconds: int


class QuotaReached(Refusal):
    """The day's calls are used up."""


class TooManyAtOnce(Refusal):
    """Too many calls are in flight."""


@dataclass
class UriTooLong(Refusal):
    """Path and query are longer than `limit` bytes."""

    limit: int


@dataclass
class BodyTooLarge(Refusal):
    """The body is larger than `limit` bytes, counted after decompression."""

    limit: int


# -- what was sent --------------------------------------------------------------------------------------------------


class UnknownPath(Refusal):
    """No operation has this path."""


@dataclass
class MethodNotAllowed(Refusal):
    """The path exists, with other methods."""

    method: str


class WrongContentType(Refusal):
    """The body is of another media type than the operation takes."""


class WrongEncoding(Refusal):
    """The body's Content-Encoding is not one that is understood."""


class MalformedJson(Refusal):
    """The body is no JSON text in UTF-8."""


class MalformedMultipart(Refusal):
    """The multipart body breaks its own format."""


@dataclass
class Missing(Refusal):
    """A required member or parameter is absent or blank."""

    field: str


@dataclass
class WrongType(Refusal):
    """A value is of another type than it has to be."""

    field: str
    value: str
    expected: str


@dataclass
class WrongMember(Refusal):
    """A member of a JSON document is of another JSON type than it has to be."""

    field: str


@dataclass
class WrongValue(Refusal):
    """A field of a record does not take the value; `expected` is the type of the field."""

    field: str
    value: str
    expected: str


@dataclass
class NotAllowed(Refusal):
    """A value is not one of the admitted ones."""

    field: str
    value: str
    allowed: tuple[str, ...] = ()


@dataclass
class TooMany(Refusal):
    """More items, or a larger number, than `limit`."""

    field: str
    limit: int


@dataclass
class TooFew(Refusal):
    """Fewer items, or a smaller number, than `limit`."""

    field: str
    limit: int


@dataclass
class TooLong(Refusal):
    """A text is longer than `limit`."""

    field: str
    limit: int


@dataclass
class ForbiddenCharacters(Refusal):
    """A text has characters that it must not have."""

    field: str


class InvalidData(_OfRule, Refusal):
    """The data that came along breaks a rule, by itself or for what it names."""

    def __init__(self, rule: Rule = Rule.INVALID_DATA, **facts: int | str) -> None:
        super().__init__(rule, **facts)


@dataclass
class PagingTokenInvalid(Refusal):
    """The paging token is none of ours, or belongs to another query."""

    token: str


# -- what it meets --------------------------------------------------------------------------------------------------


@dataclass
class UnknownField(Refusal):
    """No field has this name."""

    field: str


@dataclass
class UnknownFields(Refusal):
    """No fields have these names."""

    fields: tuple[str, ...]


@dataclass
class FieldNotSupported(Refusal):
    """The field exists but does not serve here."""

    field: str


@dataclass
class UnknownLookup(Refusal):
    """No field has this name; records were to be found by it."""

    field: str


@dataclass
class LookupNotSupported(Refusal):
    """The field exists, but no record is found by it."""

    field: str


@dataclass
class NotFound(Refusal):
    """No `kind` has this key."""

    kind: str
    key: int | str = ""


@dataclass
class AlreadyExists(Refusal):
    """A `kind` with this key is there already."""

    kind: str
    key: int | str = ""


@dataclass
class SeveralMatch(Refusal):
    """The key matches more than one `kind`."""

    kind: str
    key: str = ""


@dataclass
class InUse(Refusal):
    """Something else still needs it."""

    kind: str
    key: int | str = ""


class RuleBroken(_OfRule, Refusal):
    """A rule of the resource forbids it."""


class ParentNotFound(Refusal):
    """The place that something should lie in does not exist."""


class WrongFolder(Refusal):
    """The place exists, but nothing of this kind may lie there."""


@dataclass
class MalformedDate(Refusal):
    """A date is not spelled as dates have to be."""

    field: str
    value: str


@dataclass
class SalesPersonUnknown(Refusal):
    """It names a sales person that does not exist."""

    key: str


# -- people ---------------------------------------------------------------------------------------------------------


class PersonNotFound(Refusal):
    """No person has this id or key."""


class PersonExists(Refusal):
    """A person with this key is there already."""


@dataclass
class PartitionDenied(Refusal):
    """The caller does not reach the partition."""

    partition: str


class PartitionUnnamed(Refusal):
    """The caller does not reach the default partition and named no other."""


class PartitionFixed(Refusal):
    """The person is in another partition than the call names."""


@dataclass
class InvalidCookie(Refusal):
    """The text is no tracking cookie."""

    value: str


class CompanyFixed(Refusal):
    """The field belongs to the company record that the person is linked to."""


class TooManyResults(Refusal):
    """More people match than a query may find."""


@dataclass
class TooManyToMerge(Refusal):
    """More people than one merge takes."""

    limit: int


class NotInList(Refusal):
    """The person is not a member of the list."""


@dataclass
class FieldLimitReached(Refusal):
    """An object type has as many custom fields as it may have."""

    limit: int
