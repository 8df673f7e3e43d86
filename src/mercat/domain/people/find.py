"""Reading people: one by its id, or those that match a filter, a page at a time."""

from typing import Any, Final

from mercat.domain.fields import values
from mercat.domain.people import fields, lookup, partitions
from mercat.model.outcomes import Page
from mercat.model.people import Person
from mercat.model.refusals import LookupNotSupported, PersonNotFound, TooMany, TooManyResults
from mercat.store import people
from mercat.store.people import PersonQuery
from mercat.store.tx import Tx

MOST_VALUES: Final = 300
MOST_RESULTS: Final = 1_000


def by_id(tx: Tx, person_id: int) -> Person:
    """One person. Raises PersonNotFound, PartitionDenied."""
    person = people.find(tx, person_id) if person_id < 2**63 else None
    if person is None:
        raise PersonNotFound
    partitions.check_reached(tx, person.partition_id)
    return person


def by_filter(tx: Tx, field_name: str, filter_values: list[str], *, after: int = 0, limit: int) -> Page[Person]:
    """People with one of the values in a field, by id. The field's name may be in any case.

    Raises UnknownLookup, LookupNotSupported, TooMany (values), TooManyResults, WrongType, InvalidCookie.
    """
    match = people.within(tx, _match(tx, field_name, filter_values), partitions.reached(tx))
    counted = after > 0 or not match.ordered
    if counted:
        _check_few(tx, match)
    items = people.matching(tx, match, after=after, limit=limit + 1)
    more = len(items) > limit
    if more and not counted:
        _check_few(tx, match)
    return Page(items[:limit], items[limit - 1].id if more else None)


def _check_few(tx: Tx, match: PersonQuery) -> None:
    if people.count_matching(tx, match, MOST_RESULTS + 1) > MOST_RESULTS:
        raise TooManyResults


def _match(tx: Tx, field_name: str, filter_values: list[str]) -> PersonQuery:
    catalog = fields.catalog(tx)
    name = catalog.spelled(lookup.ALIASES.get(field_name.lower(), field_name))
    field = catalog.get_searchable(name)
    if len(filter_values) > MOST_VALUES:
        raise TooMany("filterValues", MOST_VALUES)
    if name == "email":
        return people.match_emails(tx, [value.lower() for value in filter_values])
    if name == "id":
        return people.match_ids(tx, [lookup.parameter_id(value) for value in filter_values])
    if name == "leadPartitionId":
        return people.match_partitions(tx, [_whole(name, value) for value in filter_values])
    if name == "cookies":
        return people.match_cookies(tx, [lookup.cookie(value) for value in filter_values])
    if name not in catalog.keyed:
        raise LookupNotSupported(name)
    convert = values.parameter(name, field.data_type, field.length)
    return people.match_keys(tx, field.id, [fields.folded(convert(value)) for value in filter_values])


def _whole(name: str, value: str) -> Any:
    return values.parameter(name, "integer")(value)
