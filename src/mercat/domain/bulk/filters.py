"""The fields, headers and filters of extracts: the checks that all kinds of record share."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from mercat.domain.segments import evaluation, smart_lists
from mercat.model import iso8601
from mercat.model.clock import DAY
from mercat.model.documents import DocumentFilter
from mercat.model.export_jobs import Request
from mercat.model.outcomes import Page
from mercat.model.people import Person
from mercat.model.refusals import (
    InvalidData,
    Missing,
    NotFound,
    Refusal,
    RuleBroken,
    UnknownField,
    UnknownFields,
    WrongType,
)
from mercat.model.rules import Rule
from mercat.model.smart_lists import SmartListRules
from mercat.store.lists import static_lists
from mercat.store.tx import Tx

SPAN_DAYS: Final = 31
SPAN_MS: Final = SPAN_DAYS * DAY


class FilterNotSupported(Refusal):
    """The filter is a smart list with triggers, or with a filter that cannot be evaluated."""


def resolve_list(tx: Tx, conditions: dict[str, Any]) -> dict[str, Any]:
    """The filter with the ids of lists in place of their names. Raises NotFound."""
    ids = {"staticListName": ("staticListId", _static_list), "smartListName": ("smartListId", _smart_list)}
    resolved: dict[str, Any] = {}
    for name, value in conditions.items():
        id_name, find = ids.get(name, (name, lambda _, value: value))
        resolved[id_name] = find(tx, value)
    return resolved


def _static_list(tx: Tx, name: str) -> int:
    static_list = static_lists.find_named(tx, name)
    if static_list is None:
        raise NotFound("list", name)
    return static_list.id


def _smart_list(tx: Tx, name: str) -> int:
    """Several places may have a smart list of a name; the oldest counts."""
    for smart_list in smart_lists.browse(tx, DocumentFilter(name=name), limit=1):
        return smart_list.id
    raise NotFound("smart list", name)


def span(value: Any) -> tuple[int, int]:
    """A range of at most 31 days, including both ends. Raises Missing, WrongType, InvalidData."""
    ends = []
    for name in ("startAt", "endAt"):
        text = value.get(name) if isinstance(value, dict) else None
        if not text:
            raise Missing(name)
        try:
            ends.append(iso8601.parse(str(text)))
        except (ValueError, OverflowError):
            raise WrongType(name, str(text)[:255], "datetime") from None
    if ends[0] > ends[1]:
        raise InvalidData(Rule.RANGE_REVERSED)
    if ends[1] - ends[0] > SPAN_MS:
        raise InvalidData(Rule.RANGE_TOO_LONG, days=SPAN_DAYS)
    return ends[0], ends[1] + 999  # the filter has whole seconds


def check_fields(request: Request, is_field: Callable[[str], bool]) -> None:
    """Check that there are fields, that each exists and occurs once, and that headers name only those.

    Raises Missing, UnknownFields, InvalidData, UnknownField (a header).
    """
    if not request.fields:
        raise Missing("fields")
    unknown = tuple(dict.fromkeys(name for name in request.fields if not is_field(name)))
    if unknown:
        raise UnknownFields(unknown)
    if len(set(request.fields)) < len(request.fields):
        raise InvalidData(Rule.FIELD_NAMED_TWICE)
    for name in request.headers:
        if name not in request.fields:
            raise UnknownField(name)


def check_one(tx: Tx, conditions: dict[str, Any], spans: tuple[str, ...]) -> None:
    """Check that there is one filter: a range, or a list. Raises Missing, InvalidData, NotFound, FilterNotSupported."""
    if not conditions:
        raise Missing("filter")
    if len(conditions) > 1:
        raise InvalidData(Rule.SEVERAL_FILTERS)
    ((name, value),) = conditions.items()
    if name in spans:
        span(value)
    elif name == "smartListId":
        _check_smart_list(tx, value)
    elif name == "staticListId":
        if static_lists.find(tx, value) is None:
            raise NotFound("list", value)
    else:
        raise InvalidData(Rule.FILTER_UNKNOWN, filter=name)


# -- people on a list -------------------------------------------------------------------------------------------------


def people_on_list(tx: Tx, conditions: dict[str, Any], *, after: int, limit: int) -> Page[Person]:
    """A page of the people on the list of a filter, by id. Raises NotFound, RuleBroken."""
    ((name, list_id),) = conditions.items()
    if name == "smartListId":
        return smart_lists.people(tx, list_id, after=after, limit=limit)
    batch = static_lists.members(tx, list_id, after=after, limit=limit, partitions=None)
    return Page(batch, batch[-1].id if len(batch) == limit else None)


def on_list(tx: Tx, conditions: dict[str, Any], people: Sequence[Person]) -> set[int]:
    """The ids of those of some people who are on the list of a filter. Raises NotFound, RuleBroken."""
    ((name, list_id),) = conditions.items()
    if name == "smartListId":
        return evaluation.compile(tx, _rules(tx, list_id))(people)
    return static_lists.members_among(tx, list_id, [person.id for person in people])


def _check_smart_list(tx: Tx, smart_list_id: int) -> None:
    rules = _rules(tx, smart_list_id)
    try:
        evaluation.check(tx, rules)
    except RuleBroken:
        raise FilterNotSupported from None
    if rules.triggers:
        raise FilterNotSupported


def _rules(tx: Tx, smart_list_id: int) -> SmartListRules:
    return smart_lists.rules_of(smart_lists.get(tx, smart_list_id))
