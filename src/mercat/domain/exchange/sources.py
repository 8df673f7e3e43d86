"""Where extracts come from: what may be asked of each kind of record, and its rows, a slice at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from mercat.domain.activity import custom as custom_activities
from mercat.domain.activity import read
from mercat.domain.people import fields as people_fields
from mercat.domain.people import view
from mercat.domain.people.history import DELETE_PERSON
from mercat.domain.records import custom, find
from mercat.model import iso8601
from mercat.model.clock import DAY
from mercat.model.refusals import InvalidData, Missing, NotFound, Refusal, UnknownField, WrongType
from mercat.store import lists, people
from mercat.store import records as record_rows
from mercat.store.exports import Request
from mercat.store.people import Person
from mercat.store.tx import Tx

SPAN_MS: Final = 31 * DAY
Rows = list[list[Any]]
Position = list[int] | None


@dataclass
class FilterNotSupported(Refusal):
    """The subscription does not have what the filter needs."""


class Source(Protocol):
    """A kind of record that can be extracted."""

    kind: str

    def check(self, tx: Tx, request: Request) -> None:
        """Refuse fields, headers and filters that make no sense."""

    def header(self, tx: Tx, request: Request) -> list[str]:
        """The names of the columns."""

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        """About `limit` rows from a position (None: the first), and where to go on (None: nowhere)."""


def source(kind: str) -> Source:
    """The source of a kind: `leads`, `activities`, or `customobject/<name>`."""
    if kind == "leads":
        return People()
    if kind == "activities":
        return Activities()
    return CustomObjects(kind.removeprefix("customobject/"))


# -- people ---------------------------------------------------------------------------------------------------------


class People:
    """People created or changed in a range of time, or on a list."""

    kind = "leads"

    def check(self, tx: Tx, request: Request) -> None:
        catalog = people_fields.catalog(tx)
        _check_fields(request, lambda name: bool(catalog.get(name)))
        _check_one_filter(tx, request.filter, ("createdAt", "updatedAt"))

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        after = position[0] if position else 0
        found = self._found(tx, request, after, limit)
        show = view.view(tx, request.fields)
        names = request.fields
        shown = [show(person) for person in found]
        return [[one[name] for name in names] for one in shown], _next(found, limit)

    def _found(self, tx: Tx, request: Request, after: int, limit: int) -> list[Person]:
        if not request.filter:  # nobody asks so from outside: `check` refuses it
            return people.in_range(tx, "createdAt", 0, tx.now, after=after, limit=limit)
        ((name, value),) = request.filter.items()
        if name in ("createdAt", "updatedAt"):
            start, end = span(value)
            return people.in_range(tx, name, start, end, after=after, limit=limit)
        return lists.members(tx, value, after=after, limit=limit, partitions=None)


# -- activities -----------------------------------------------------------------------------------------------------

ACTIVITY_FIELDS: Final = (
    "marketoGUID",
    "leadId",
    "activityDate",
    "activityTypeId",
    "campaignId",
    "primaryAttributeValueId",
    "primaryAttributeValue",
    "attributes",
)
VALUES_LIMIT: Final = 50


class Activities:
    """What happened in a range of time, type by type."""

    kind = "activities"

    def check(self, tx: Tx, request: Request) -> None:
        known = (*ACTIVITY_FIELDS, "actionResult")
        _check_fields(request, lambda name: name in known)
        if "createdAt" not in request.filter:
            raise Missing("createdAt")
        span(request.filter["createdAt"])
        chosen = request.filter.get("activityTypeIds") or []
        known_types = custom_activities.known(tx)
        for type_id in chosen:
            if type_id not in known_types or type_id == DELETE_PERSON:
                raise InvalidData(f"Activity type '{type_id}' is not supported")
        narrowed = [name for name in ("primaryAttributeValueIds", "primaryAttributeValues") if request.filter.get(name)]
        if len(narrowed) > 1:
            raise InvalidData("primaryAttributeValueIds and primaryAttributeValues cannot be used together")
        if narrowed and not chosen:
            raise Missing("activityTypeIds")
        if narrowed and len(request.filter[narrowed[0]]) > VALUES_LIMIT:
            raise InvalidData(f"{narrowed[0]} exceeds the maximum of {VALUES_LIMIT}")

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        start, end = span(request.filter["createdAt"])
        chosen = sorted(set(request.filter.get("activityTypeIds") or custom_activities.known(tx)))
        chosen = [type_id for type_id in chosen if type_id != DELETE_PERSON]
        place, at_ms, last = position or [0, start - 1, 2**62]
        part = read.page(tx, [chosen[place]], (at_ms, last), limit)
        items = [activity for activity in part.items if activity.at_ms <= end]
        if part.more and len(items) == len(part.items):
            following: Position = [place, *part.end]
        else:
            following = [place + 1, start - 1, 2**62] if place + 1 < len(chosen) else None
        wanted = [activity for activity in items if _is_about(activity, request.filter)]
        return [[_activity_value(activity, name) for name in request.fields] for activity in wanted], following


def _is_about(activity: read.Activity, chosen: dict[str, Any]) -> bool:
    if chosen.get("primaryAttributeValueIds"):
        return activity.asset_id in chosen["primaryAttributeValueIds"]
    if chosen.get("primaryAttributeValues"):
        return activity.asset_name in chosen["primaryAttributeValues"]
    return True


def _activity_value(activity: read.Activity, name: str) -> Any:
    values: dict[str, Callable[[], Any]] = {
        "marketoGUID": lambda: activity.id,
        "leadId": lambda: activity.person_id,
        "activityDate": lambda: iso8601.text(activity.at_ms),
        "activityTypeId": lambda: activity.type_id,
        "campaignId": lambda: activity.campaign_id,
        "primaryAttributeValueId": lambda: activity.asset_id,
        "primaryAttributeValue": lambda: activity.asset_name,
        "attributes": lambda: activity.attributes,
        "actionResult": lambda: "succeeded",
    }
    return values[name]()


# -- custom objects -------------------------------------------------------------------------------------------------


class CustomObjects:
    """Records of a custom object that is linked to people: changed in a range of time, or of people on a list."""

    def __init__(self, api_name: str) -> None:
        self._api_name = api_name
        self.kind = f"customobject/{api_name.lower()}"

    def check(self, tx: Tx, request: Request) -> None:
        kind = custom.object_type(tx, self._api_name)
        if not any(relation.object.lower() == "lead" for relation in kind.relations):
            raise InvalidData("Only custom objects that are linked to leads can be exported")
        _check_fields(request, lambda name: bool(kind.canonical(name)))
        _check_one_filter(tx, request.filter, ("updatedAt",))

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        kind = custom.object_type(tx, self._api_name)
        after = position[0] if position else 0
        ((name, value),) = request.filter.items()
        if name == "updatedAt":
            start, end = span(value)
            found = record_rows.changed_in(tx, kind.kind, start, end, after=after, limit=limit)
        else:
            link = next(relation for relation in kind.relations if relation.object.lower() == "lead")
            found = record_rows.of_people_on_list(tx, kind.kind, link.field, value, after=after, limit=limit)
        names = [kind.canonical(name) for name in request.fields]
        shown = [find.project(kind, record, everything=True) for record in found]
        return [[one.get(name) for name in names] for one in shown], _next(found, limit)


# -- what they share ------------------------------------------------------------------------------------------------


def settled(tx: Tx, chosen: dict[str, Any]) -> dict[str, Any]:
    """A filter that names a static list, by the list's id. Raises NotFound."""
    if "staticListName" not in chosen:
        return chosen
    found = lists.find_named(tx, chosen["staticListName"])
    if found is None:
        raise NotFound("list", chosen["staticListName"])
    return {name: value for name, value in chosen.items() if name != "staticListName"} | {"staticListId": found.id}


def span(value: Any) -> tuple[int, int]:
    """A range of at most 31 days, both ends in it. Raises Missing, WrongType, InvalidData."""
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
        raise InvalidData("startAt is after endAt")
    if ends[1] - ends[0] > SPAN_MS:
        raise InvalidData("The date range is longer than 31 days")
    return ends[0], ends[1] + 999  # filters are whole seconds


def _check_fields(request: Request, known: Callable[[str], bool]) -> None:
    if not request.fields:
        raise Missing("fields")
    for name in request.fields:
        if not known(name):
            raise UnknownField(name)
    if len(set(request.fields)) < len(request.fields):
        raise InvalidData("A field is named twice")
    for name in request.headers:
        if name not in request.fields:
            raise UnknownField(name)


def _check_one_filter(tx: Tx, chosen: dict[str, Any], spans: tuple[str, ...]) -> None:
    if not chosen:
        raise Missing("filter")
    if len(chosen) > 1:
        raise InvalidData("Exactly one filter is allowed")
    ((name, value),) = chosen.items()
    if name in spans:
        span(value)
    elif name.startswith("smartList"):
        raise FilterNotSupported
    elif name == "staticListId":
        if lists.find(tx, value) is None:
            raise NotFound("list", value)
    else:
        raise InvalidData(f"Filter '{name}' is not known")


def _header(request: Request) -> list[str]:
    return [request.headers.get(name, name) for name in request.fields]


def _next(found: list[Any], limit: int) -> Position:
    return [found[-1].id] if len(found) == limit else None
