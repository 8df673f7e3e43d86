"""The fields, headers and filters of extracts: the checks that all kinds of record share."""

from collections.abc import Callable
from typing import Any, Final

from mercat.model import iso8601
from mercat.model.clock import DAY
from mercat.model.export_jobs import Request
from mercat.model.refusals import InvalidData, Missing, NotFound, Refusal, UnknownField, UnknownFields, WrongType
from mercat.model.rules import Rule
from mercat.store.lists import static_lists
from mercat.store.tx import Tx

SPAN_DAYS: Final = 31
SPAN_MS: Final = SPAN_DAYS * DAY


class FilterNotSupported(Refusal):
    """The subscription does not support the filter."""


def resolve_list(tx: Tx, conditions: dict[str, Any]) -> dict[str, Any]:
    """The filter with the id of a static list in place of its name. Raises NotFound."""
    if "staticListName" not in conditions:
        return conditions
    static_list = static_lists.find_named(tx, conditions["staticListName"])
    if static_list is None:
        raise NotFound("list", conditions["staticListName"])
    return {name: value for name, value in conditions.items() if name != "staticListName"} | {
        "staticListId": static_list.id
    }


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
    elif name.startswith("smartList"):
        raise FilterNotSupported
    elif name == "staticListId":
        if static_lists.find(tx, value) is None:
            raise NotFound("list", value)
    else:
        raise InvalidData(Rule.FILTER_UNKNOWN, filter=name)
