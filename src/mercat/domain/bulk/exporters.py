"""Exporters: the fields and filters of each kind of record, and its rows, a slice at a time."""

from collections.abc import Callable
from typing import Any, Final, Protocol

from mercat.domain.activity import custom as custom_activities
from mercat.domain.activity import read
from mercat.domain.assets import channels, programs
from mercat.domain.bulk.filters import check_fields, check_one, on_list, people_on_list, span
from mercat.domain.fields import values
from mercat.domain.members import data as member_data
from mercat.domain.members import fields as member_fields
from mercat.domain.people import fields as people_fields
from mercat.domain.people import view
from mercat.domain.records import custom, find, links
from mercat.domain.records.types import ObjectType
from mercat.model import iso8601
from mercat.model.activities import StandardActivity
from mercat.model.export_jobs import Request
from mercat.model.members import Member
from mercat.model.outcomes import Page
from mercat.model.people import Person
from mercat.model.records import Record
from mercat.model.refusals import InvalidData, Missing, NotAllowed
from mercat.model.rules import Rule
from mercat.store import members, people
from mercat.store.lists import static_lists
from mercat.store.records import typed_records
from mercat.store.tx import Tx

Rows = list[list[Any]]
Position = list[int] | None


class Exporter(Protocol):
    """Exports one kind of record."""

    kind: str

    def check(self, tx: Tx, request: Request) -> None:
        """Refuse fields, headers and filters that are not valid."""

    def header(self, tx: Tx, request: Request) -> list[str]:
        """The names of the columns."""

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        """About `limit` rows from a position (None: the start), and the next position (None: the end)."""


def source(kind: str) -> Exporter:
    """The exporter of a kind: `leads`, `activities`, `members`, or `customobject/<name>`."""
    for exporter in (PeopleExporter(), ActivityExporter(), MemberExporter()):
        if exporter.kind == kind:
            return exporter
    return CustomObjectExporter(kind.removeprefix("customobject/"))


# -- people -----------------------------------------------------------------------------------------------------------


class PeopleExporter:
    """People created or changed in a range of time, or on a list."""

    kind = "leads"

    def check(self, tx: Tx, request: Request) -> None:
        catalog = people_fields.catalog(tx)
        check_fields(request, lambda name: name in catalog.by_name)
        check_one(tx, request.filter, ("createdAt", "updatedAt"))

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        page = self._page(tx, request, position[0] if position else 0, limit)
        show = view.view(tx, request.fields)
        names = request.fields
        documents = [show(person) for person in page.items]
        rows = [[one[name] for name in names] for one in documents]
        return rows, None if page.cursor is None else [page.cursor]

    def _page(self, tx: Tx, request: Request, after: int, limit: int) -> Page[Person]:
        name, start, end = "createdAt", 0, tx.now
        if request.filter:  # `check` refuses requests without one
            ((name, value),) = request.filter.items()
            if name not in ("createdAt", "updatedAt"):
                return people_on_list(tx, request.filter, after=after, limit=limit)
            start, end = span(value)
        batch = people.in_range(tx, name, start, end, after=after, limit=limit)
        return Page(batch, batch[-1].id if len(batch) == limit else None)


# -- activities -------------------------------------------------------------------------------------------------------

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
# Types of activities about the same kind of asset, so that a filter can name assets.
ABOUT_THE_SAME: Final = (
    {StandardActivity.CHANGE_DATA_VALUE, StandardActivity.CHANGE_SCORE},
    {StandardActivity.CHANGE_STATUS_IN_PROGRESSION},
    {StandardActivity.ADD_TO_LIST, StandardActivity.REMOVE_FROM_LIST},
    {StandardActivity.FILL_OUT_FORM},
)


class ActivityExporter:
    """Activities of a range of time, type by type."""

    kind = "activities"

    def check(self, tx: Tx, request: Request) -> None:
        field_names = (*ACTIVITY_FIELDS, "actionResult")
        check_fields(request, lambda name: name in field_names)
        if "createdAt" not in request.filter:
            raise Missing("createdAt")
        span(request.filter["createdAt"])
        type_ids = request.filter.get("activityTypeIds") or []
        types = custom_activities.types_by_id(tx)
        for type_id in type_ids:
            if type_id not in types:
                raise InvalidData(Rule.ACTIVITY_TYPE_NOT_SUPPORTED, type_id=type_id)
        narrowed = [name for name in ("primaryAttributeValueIds", "primaryAttributeValues") if request.filter.get(name)]
        if len(narrowed) > 1:
            raise InvalidData(Rule.PARAMETERS_TOGETHER, first=narrowed[0], second=narrowed[1])
        if narrowed and not type_ids:
            raise Missing("activityTypeIds")
        if narrowed and not any(group.issuperset(type_ids) for group in ABOUT_THE_SAME):
            raise InvalidData(Rule.ATTRIBUTE_VALUES_UNFIT, parameter=narrowed[0])
        if narrowed and len(request.filter[narrowed[0]]) > VALUES_LIMIT:
            raise InvalidData(Rule.VALUES_LIMIT, parameter=narrowed[0], limit=VALUES_LIMIT)

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        start, end = span(request.filter["createdAt"])
        supported = custom_activities.types_by_id(tx).keys() - {StandardActivity.DELETE_LEAD}
        type_ids = sorted(set(request.filter.get("activityTypeIds") or supported))
        place, at_ms, last = position or [0, start - 1, 2**62]
        part = read.page(tx, [type_ids[place]], (at_ms, last), limit)
        items = [activity for activity in part.items if activity.at_ms <= end]
        if part.more and len(items) == len(part.items):
            following: Position = [place, *part.end]
        else:
            following = [place + 1, start - 1, 2**62] if place + 1 < len(type_ids) else None
        about = _about(tx, request.filter)
        matches = [activity for activity in items if about(activity)]
        return [[_activity_value(activity, name) for name in request.fields] for activity in matches], following


def _about(tx: Tx, conditions: dict[str, Any]) -> Callable[[read.Activity], bool]:
    """Whether an activity is about an asset in the filter."""
    if conditions.get("primaryAttributeValueIds"):
        ids = set(conditions["primaryAttributeValueIds"])
        return lambda activity: activity.asset_id in ids
    if conditions.get("primaryAttributeValues"):
        names = {_as_noted(tx, value) for value in conditions["primaryAttributeValues"]}
        return lambda activity: activity.asset_name in names
    return lambda activity: True


def _as_noted(tx: Tx, value: str) -> str:
    """The name of an asset in activities: of a program's list, `<list>` there and `<program>.<list>` in a filter."""
    for program, name in (value.split(".", 1), value.rsplit(".", 1)) if "." in value else ():
        static_list = static_lists.find_named(tx, name)
        if static_list is not None and static_list.program_name == program:
            return static_list.name
    return value


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


# -- custom objects ---------------------------------------------------------------------------------------------------


class CustomObjectExporter:
    """Records of a custom object that is linked to people: changed in a range of time, or of people on a list."""

    def __init__(self, api_name: str) -> None:
        self._api_name = api_name
        self.kind = f"customobject/{api_name.lower()}"

    def check(self, tx: Tx, request: Request) -> None:
        kind = custom.object_type(tx, self._api_name)
        if not any(relation.object.lower() == "lead" for relation in kind.relations):
            raise InvalidData(Rule.OBJECT_TYPE_WITHOUT_LEADS)
        check_fields(request, kind.has)
        check_one(tx, request.filter, ("updatedAt",))

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        kind = custom.object_type(tx, self._api_name)
        after = position[0] if position else 0
        start, end = span(request.filter["updatedAt"]) if "updatedAt" in request.filter else (0, 2**62)
        records = typed_records.changed_in(tx, kind.kind, start, end, after=after, limit=limit)
        matches = records if "updatedAt" in request.filter else _of_people(tx, kind, request.filter, records)
        names = [kind.canonical(name) for name in request.fields]
        documents = [find.project(kind, record, everything=True) for record in matches]
        return [[one.get(name) for name in names] for one in documents], _next(records, limit)


def _of_people(tx: Tx, kind: ObjectType, conditions: dict[str, Any], records: list[Record]) -> list[Record]:
    """Those of some records that link to a person on the list of a filter."""
    pairs = links.linked_people(tx, kind, records)
    ids = on_list(tx, conditions, list({person.id: person for _, person in pairs}.values()))
    linked = {record_id for record_id, person in pairs if person.id in ids}
    return [record for record in records if record.id in linked]


# -- members of programs ----------------------------------------------------------------------------------------------

PROGRAMS_LIMIT: Final = 10
CADENCES: Final = dict.fromkeys(("norm", "normal"), "norm") | dict.fromkeys(("pause", "paused"), "paus")  # as stored


class MemberExporter:
    """Members of up to ten programs, with fields of the people. A member has to match all filters."""

    kind = "members"

    def check(self, tx: Tx, request: Request) -> None:
        people_catalog, member_names = people_fields.catalog(tx), member_fields.catalog(tx).fields
        check_fields(request, lambda name: name in member_names or name in people_catalog.by_name)
        conditions = request.filter
        if "programId" in conditions and "programIds" in conditions:
            raise InvalidData(Rule.PARAMETERS_TOGETHER, first="programId", second="programIds")
        if not _program_ids(conditions):
            raise Missing("programId")
        if len(_program_ids(conditions)) > PROGRAMS_LIMIT:
            raise InvalidData(Rule.VALUES_LIMIT, parameter="programIds", limit=PROGRAMS_LIMIT)
        used = {programs.get(tx, program_id).channel for program_id in _program_ids(conditions)}
        program_channels = [channels.find(tx, name) for name in used]
        statuses = {status.name.lower() for channel in program_channels if channel for status in channel.statuses}
        for name in conditions.get("statusNames", ()):
            if name.lower() not in statuses:
                raise InvalidData(Rule.STATUS_OF_OTHER_CHANNEL)
        if conditions.get("nurtureCadence", "norm") not in CADENCES:
            raise NotAllowed("nurtureCadence", values.excerpt(conditions["nurtureCadence"]))
        if "updatedAt" in conditions:
            span(conditions["updatedAt"])

    def header(self, tx: Tx, request: Request) -> list[str]:
        return _header(request)

    def rows(self, tx: Tx, request: Request, position: Position, limit: int) -> tuple[Rows, Position]:
        among = {program_id: programs.get(tx, program_id) for program_id in _program_ids(request.filter)}
        batch = members.page(tx, among, after=position[0] if position else 0, limit=limit)
        fits = _fits(request.filter)
        matches = [member for member in batch if fits(member)]
        present = {person.id: person for person in people.by_ids(tx, [member.person_id for member in matches])}
        catalog = member_fields.catalog(tx)  # if both have a field of this name, the membership's counts
        empty = dict.fromkeys(catalog.fields) | catalog.unset
        show = view.view(tx, [name for name in request.fields if name not in catalog.fields])
        documents = [
            show(present[member.person_id]) | empty | member_data.whole_of(member, among[member.program_id])
            for member in matches
            if member.person_id in present
        ]
        return [[one[name] for name in request.fields] for one in documents], _next(batch, limit)


def _program_ids(conditions: dict[str, Any]) -> list[int]:
    return [conditions["programId"]] if "programId" in conditions else sorted(set(conditions.get("programIds", ())))


def _fits(conditions: dict[str, Any]) -> Callable[[Member], bool]:
    """Whether a member matches all filters."""
    start, end = span(conditions["updatedAt"]) if "updatedAt" in conditions else (0, 2**62)
    statuses = {name.lower() for name in conditions.get("statusNames", ())}
    exhausted = conditions.get("isExhausted")
    cadence = CADENCES.get(conditions.get("nurtureCadence", ""))
    return lambda member: (
        start <= member.updated_ms <= end
        and (not statuses or member.status.lower() in statuses)
        and exhausted in (None, member.exhausted)
        and cadence in (None, member.cadence)
    )


# -- shared steps -----------------------------------------------------------------------------------------------------


def _header(request: Request) -> list[str]:
    return [request.headers.get(name, name) for name in request.fields]


def _next(batch: list[Any], limit: int) -> Position:
    return [batch[-1].id] if len(batch) == limit else None
