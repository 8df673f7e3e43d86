"""Refusals: the reasons why something is not done. They carry facts; a protocol's `errors.py` gives code and text."""

import inspect
from typing import Any, ClassVar, dataclass_transform

from mercat.model.rules import Rule


@dataclass_transform()
class Refusal(Exception):
    """The base of all refusals. A refusal is raised for a whole call, or is part of a `Skipped` for one record.

    A subclass annotates its facts, and is called with them like a dataclass. It is none, because to make a hundred
    dataclasses takes a tenth of the time in which a server starts.
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.__match_args__ += tuple(inspect.get_annotations(cls))  # type: ignore[misc]  # pattern matching reads it

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values)
        names = self.__match_args__
        facts = dict(zip(names, values, strict=False)) | named
        missing = [name for name in names if name not in facts and not hasattr(type(self), name)]
        if missing or len(facts) != len(values) + len(named) or not facts.keys() <= set(names):
            raise TypeError(f"{type(self).__name__} has the facts {names}, and was called with {values}, {named}")
        self.__dict__.update(facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and type(self) is type(other) and facts_of(self) == facts_of(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in facts_of(self).items())})"


class _OfRule(Refusal):
    """Names a rule, and carries the facts that the rule's comment in `Rule` lists."""

    rule: Rule
    facts: dict[str, int | str]

    def __init__(self, rule: Rule, **facts: int | str) -> None:
        super().__init__(rule, facts)


def facts_of(refusal: Refusal) -> dict[str, Any]:
    """What a refusal carries, by name. Its class called with them makes an equal one."""
    if isinstance(refusal, _OfRule):
        return {"rule": refusal.rule, **refusal.facts}
    return {name: getattr(refusal, name) for name in refusal.__match_args__}


# -- the caller -------------------------------------------------------------------------------------------------------


class TokenMissing(Refusal):
    """The call has no access token."""


class TokenInvalid(Refusal):
    """The token is unknown."""

    token: str = ""


class TokenExpired(Refusal):
    """The token has expired."""


class AccessDenied(Refusal):
    """The caller lacks the permission that the operation needs."""


# -- limits -----------------------------------------------------------------------------------------------------------


class RateExceeded(Refusal):
    """There were more than `calls` calls in `seconds` seconds."""

    calls: int
    seconds: int


class QuotaReached(Refusal):
    """The daily quota of calls is used up."""


class TooManyAtOnce(Refusal):
    """Too many calls are in flight."""


class UriTooLong(Refusal):
    """Path and query are longer than `limit` bytes."""

    limit: int


class BodyTooLarge(Refusal):
    """The body is larger than `limit` bytes, counted after decompression."""

    limit: int


# -- inputs -----------------------------------------------------------------------------------------------------------


class UnknownPath(Refusal):
    """No operation has this path."""


class MethodNotAllowed(Refusal):
    """The path exists, but not with this method."""

    method: str


class WrongContentType(Refusal):
    """The body is of another media type than the operation takes."""


class WrongEncoding(Refusal):
    """The body's Content-Encoding is not supported."""


class MalformedJson(Refusal):
    """The body is not JSON in UTF-8."""


class MalformedMultipart(Refusal):
    """The multipart body is malformed."""


class Missing(Refusal):
    """A required member or parameter is absent or blank."""

    field: str


class WrongType(Refusal):
    """A value is of another type than it has to be."""

    field: str
    value: str
    expected: str


class WrongMember(Refusal):
    """A member of a JSON document is of another JSON type than it has to be."""

    field: str


class WrongValue(Refusal):
    """A field of a record does not take the value; `expected` is the type of the field."""

    field: str
    value: str
    expected: str


class NotAllowed(Refusal):
    """A value is not one of the allowed ones."""

    field: str
    value: str
    allowed: tuple[str, ...] = ()


class TooMany(Refusal):
    """There are more items, or the number is larger, than `limit`."""

    field: str
    limit: int


class TooFew(Refusal):
    """There are fewer items, or the number is smaller, than `limit`."""

    field: str
    limit: int


class TooLong(Refusal):
    """A text is longer than `limit`."""

    field: str
    limit: int


class ForbiddenCharacters(Refusal):
    """A text has characters that are not allowed."""

    field: str


class InvalidData(_OfRule):
    """The data that came along breaks a rule, by itself or for what it names."""

    def __init__(self, rule: Rule = Rule.INVALID_DATA, **facts: int | str) -> None:
        super().__init__(rule, **facts)


class PagingTokenInvalid(Refusal):
    """The paging token is not valid, or belongs to another query."""

    token: str


# -- state ------------------------------------------------------------------------------------------------------------


class UnknownField(Refusal):
    """No field has this name."""

    field: str


class UnknownFields(Refusal):
    """No fields have these names."""

    fields: tuple[str, ...]


class FieldNotSupported(Refusal):
    """The field exists but is not supported here."""

    field: str


class UnknownLookup(Refusal):
    """No field has this name, by which records are to be looked up."""

    field: str


class LookupNotSupported(Refusal):
    """The field exists, but records cannot be looked up by it."""

    field: str


class NotFound(Refusal):
    """No `kind` has this key."""

    kind: str
    key: int | str = ""


class AlreadyExists(Refusal):
    """A `kind` with this key exists already."""

    kind: str
    key: int | str = ""


class SeveralMatch(Refusal):
    """The key matches more than one `kind`."""

    kind: str
    key: str = ""


class InUse(Refusal):
    """Something else still needs it."""

    kind: str
    key: int | str = ""


class RuleBroken(_OfRule):
    """A rule of the resource forbids it."""

    def __init__(self, rule: Rule, **facts: int | str) -> None:
        super().__init__(rule, **facts)


class ParentNotFound(Refusal):
    """The parent for something new does not exist."""


class WrongFolder(Refusal):
    """The parent exists, but cannot contain this kind of asset."""


class MalformedDate(Refusal):
    """A date does not have the required format."""

    field: str
    value: str


class SalesPersonUnknown(Refusal):
    """The sales person does not exist."""

    key: str


# -- people -----------------------------------------------------------------------------------------------------------


class PersonNotFound(Refusal):
    """No person has this id or key."""


class PersonExists(Refusal):
    """A person with this key exists already."""


class PartitionDenied(Refusal):
    """The caller has no access to the partition."""

    partition: str


class PartitionUnnamed(Refusal):
    """The caller has no access to the default partition and names no other one."""


class PartitionFixed(Refusal):
    """The person is in another partition than the call names."""


class InvalidCookie(Refusal):
    """The text is not a tracking cookie."""

    value: str


class CompanyFixed(Refusal):
    """The field belongs to the company record that the person is linked to."""


class TooManyResults(Refusal):
    """More people match than a query can return."""


class TooManyToMerge(Refusal):
    """There are more people than one merge allows."""

    limit: int


class NotInList(Refusal):
    """The person is not a member of the list."""


class FieldLimitReached(Refusal):
    """An object type has the most custom fields that it can have."""

    limit: int
