"""Look-ups: finding the person of a record by a key field. One query looks up all keys of a call."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from mercat.domain.fields import values
from mercat.domain.people.fields import Catalog, folded
from mercat.model.people import Person
from mercat.model.refusals import InvalidCookie, LookupNotSupported, Missing, Refusal, WrongValue
from mercat.store import people
from mercat.store.tx import Tx

Found = list[tuple[Any, Person]]
ALIASES: Final = {"cookie": "cookies"}

_COOKIE = re.compile(r"(?:id:[^&\s]+&)?token:(_mch-[^\s&]+)")


class Lookup:
    """A key field: it turns a record's value into a key, and finds people by keys."""

    def __init__(self, name: str, key: Callable[[Any], Any], find: Callable[[Tx, Iterable[Any]], Found]) -> None:
        self.name = name
        self.find = find
        self._key = key

    def key(self, record: dict[str, Any]) -> Any:
        """The key of a record. Raises Missing, WrongValue, InvalidCookie."""
        value = record.get(self.name)
        if value is None or value == "":
            raise Missing(self.name)
        return self._key(value)


def by(catalog: Catalog, name: str) -> Lookup:
    """The look-up by a field. Raises UnknownLookup, LookupNotSupported."""
    name = ALIASES.get(name, name)
    if name == "id":
        return BY_ID
    if name == "email":
        return BY_EMAIL
    if name == "cookies":
        return BY_COOKIE
    field = catalog.get_searchable(name)
    if name not in catalog.keyed:
        raise LookupNotSupported(name)
    convert = values.converter(name, field.data_type, field.length)
    field_id = field.id
    return Lookup(name, lambda value: folded(convert(value)), lambda tx, keys: list(people.by_keys(tx, field_id, keys)))


def person_id(value: Any, name: str = "id") -> int:
    """A value of the field `name` as an id. Raises WrongValue."""
    if value.__class__ is int and abs(value) < 2**63:
        return int(value)
    if isinstance(value, str) and len(value) < 19 and value.isdecimal():
        return int(value)
    raise WrongValue(name, values.excerpt(value), "int")


def parameter_id(value: Any) -> int:
    """A value of a parameter as an id. Raises WrongType."""
    return int(values.of_query(person_id)(value))


def record_id(value: Any, name: str = "id") -> int | Refusal:
    """The id of a record, or the refusal if it is not valid."""
    try:
        if value is None or value == "":
            raise Missing(name)
        return person_id(value, name)
    except Refusal as refusal:
        return refusal


def cookie(value: Any) -> str:
    """The token of a tracking cookie. Raises InvalidCookie."""
    match = _COOKIE.fullmatch(value) if isinstance(value, str) and len(value) <= values.STRING_CHARACTERS else None
    if match is None:
        raise InvalidCookie(values.excerpt(value))
    return match[1]


def _email(value: Any) -> str:
    return folded(value)


def _by_ids(tx: Tx, keys: Iterable[Any]) -> Found:
    return [(person.id, person) for person in people.by_ids(tx, keys)]


BY_ID: Final = Lookup("id", person_id, _by_ids)
BY_EMAIL: Final = Lookup("email", _email, lambda tx, keys: list(people.by_emails(tx, keys)))
BY_COOKIE: Final = Lookup("cookies", cookie, lambda tx, keys: list(people.by_cookies(tx, keys)))


def anyone_has(tx: Tx, catalog: Catalog, name: str, value: Any) -> bool:
    """Whether any person has a value in a searchable field, in any case. Raises LookupNotSupported."""
    lookup = by(catalog, name)
    return bool(lookup.find(tx, [lookup.key({lookup.name: value})]))
