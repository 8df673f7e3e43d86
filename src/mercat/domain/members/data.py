"""Data of members: reading members, and writing their fields."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from mercat.domain.activity.read import as_text
from mercat.domain.activity_log import ActivityLog
from mercat.domain.assets import programs
from mercat.domain.fields.values import excerpt, parameter
from mercat.domain.members import fields
from mercat.domain.members.fields import Catalog
from mercat.domain.members.status import SOURCE, held_by, key_of
from mercat.domain.people import lookup, partitions
from mercat.domain.people.fields import folded
from mercat.domain.people.find import MOST_VALUES
from mercat.domain.records.sync import ReadOnly
from mercat.model import iso8601
from mercat.model.activities import StandardActivity
from mercat.model.assets import Program
from mercat.model.clock import DAY
from mercat.model.members import Member
from mercat.model.outcomes import Done, Outcome, Page, Skipped
from mercat.model.refusals import InvalidData, LookupNotSupported, Missing, Refusal, TooMany, UnknownLookup, WrongType
from mercat.model.rules import Rule
from mercat.store import members
from mercat.store.tx import Tx

ACQUIRED: Final = "acquiredBy"
DEFAULT: Final = ("acquiredBy", "leadId", "membershipDate", "programId", "reachedSuccess")
LOOKED_AT: Final = 100_000  # the most members of a program, for any filter except `leadId`
SPAN_MS: Final = 7 * DAY
CHUNK: Final = 1_000

Shown = dict[str, Any]


class MembershipNotFound(Refusal):
    """The person is not a member of the program, so its member data cannot be written."""


class MembershipTooLarge(Refusal):
    """The program has more members than a filter may read."""

    total: int
    limit: int


def view(catalog: Catalog, program: Program, names: Iterable[str]) -> Callable[[Member], Shown]:
    """A function that shows members with these fields. Raises UnknownField."""
    field_names = list(dict.fromkeys(names))
    for name in field_names:
        catalog.get(name)
    unset = catalog.unset

    def show(member: Member) -> Shown:
        whole = unset | whole_of(member, program)
        return {name: whole[name] for name in field_names if whole.get(name) is not None}

    return show


def whole_of(member: Member, program: Program) -> Shown:
    """The fields of a member with a value, and those that read false or null without one."""
    return {
        **member.values,
        "acquiredBy": member.acquired,
        "createdAt": iso8601.text(member.member_ms),
        "isExhausted": member.exhausted,
        "leadId": member.person_id,
        "membershipDate": iso8601.text(member.member_ms),
        "nurtureCadence": member.cadence,
        "program": program.name,
        "programId": member.program_id,
        "reachedSuccess": member.success_ms is not None,
        "reachedSuccessDate": None if member.success_ms is None else iso8601.text(member.success_ms),
        "statusName": member.status,
        "trackName": member.stream,
        "updatedAt": iso8601.text(member.updated_ms),
    }


def search(
    tx: Tx,
    program_id: int,
    filter_type: str,
    values: list[str],
    *,
    span: tuple[str | None, str | None] = (None, None),
    names: list[str] | None = None,
    after: int = 0,
    limit: int,
) -> Page[Shown]:
    """The members of a program whose field has one of the values, or that changed in a range of at most seven days.

    The field may be named in any case.

    Raises NotFound (the program), UnknownLookup, LookupNotSupported, UnknownField, Missing, TooMany (values),
    WrongType, InvalidData.
    """
    program = programs.get(tx, program_id)
    catalog = fields.catalog(tx)
    show = view(catalog, program, names or DEFAULT)
    filter_type = catalog.spelled(filter_type)
    fits = _filter(catalog, filter_type, values, span)
    if filter_type == "leadId":
        numbers = [lookup.parameter_id(value) for value in values]
        matches = sorted(held_by(tx, program_id, numbers).values(), key=lambda member: member.id)
        return _page([member for member in matches if member.id > after], limit, show)
    return _page(_fitting(tx, program_id, fits, after, limit + 1), limit, show)


def write(tx: Tx, program_id: int, records: list[dict[str, Any]]) -> list[Outcome]:
    """Write the fields of members. Raises NotFound (the program)."""
    program = programs.get(tx, program_id)
    catalog = fields.catalog(tx)
    keys = [key_of(record.get("leadId")) for record in records]
    held = held_by(tx, program_id, {key for key in keys if isinstance(key, int)})
    outcomes: list[Outcome] = []
    log = ActivityLog(tx)
    for key, record in zip(keys, records, strict=True):
        try:
            if not isinstance(key, int):
                raise key
            member = held.get(key)
            if member is None:
                raise MembershipNotFound
            _write_one(tx, catalog, program, member, record, log)
            outcomes.append(Done(key, "updated"))
        except Refusal as refusal:
            outcomes.append(Skipped(refusal, key if isinstance(key, int) else None))
    log.write()
    return outcomes


def _write_one(
    tx: Tx,
    catalog: Catalog,
    program: Program,
    member: Member,
    record: dict[str, Any],
    log: ActivityLog,
) -> None:
    changes: dict[str, Any] = {}
    for name, value in record.items():
        if name == "leadId":
            continue
        field = catalog.get(name)
        if not field.updateable:
            raise ReadOnly(name)
        changes[name] = catalog.converters[name](value)
    if ACQUIRED in changes:
        changes[ACQUIRED] = bool(changes[ACQUIRED])  # the field is never null
    unset = catalog.unset
    for name, new_value in changes.items():
        value = unset.get(name) if new_value is None else new_value
        old = member.acquired if name == ACQUIRED else member.values.get(name, unset.get(name))
        if old == value:
            continue
        if name == ACQUIRED:
            member.acquired = bool(value)
        else:
            member.values = {key: item for key, item in {**member.values, name: value}.items() if item is not None}
        details = {
            "Attribute Display Name": catalog.fields[name].display_name,
            "Attribute Name": catalog.id_of(name),
            "New Value": as_text(value),
            "Old Value": as_text(old),
            "Reason": SOURCE,
            "Source": SOURCE,
        }
        log.note(StandardActivity.CHANGE_PROGRAM_MEMBER_DATA, member.person_id, details, program.id, program.name)
    member.updated_ms = tx.now
    members.change(tx, member)


def _filter(
    catalog: Catalog, filter_type: str, values: list[str], span: tuple[str | None, str | None]
) -> Callable[[Member], bool]:
    if filter_type == "updatedAt":
        start, end = _span(span)
        return lambda member: start <= member.updated_ms <= end
    if filter_type not in catalog.fields:
        raise UnknownLookup(filter_type)
    if filter_type not in catalog.searchable:
        raise LookupNotSupported(filter_type)
    if not values:
        raise Missing("filterValues")
    if len(values) > MOST_VALUES:
        raise TooMany("filterValues", MOST_VALUES)
    convert = parameter(filter_type, catalog.fields[filter_type].data_type)
    choices = {folded(convert(value)) for value in values}
    if filter_type == "statusName":
        return lambda member: folded(member.status) in choices
    if filter_type == "reachedSuccess":
        return lambda member: folded(member.success_ms is not None) in choices
    return lambda member: folded(member.values.get(filter_type, "")) in choices


def _span(span: tuple[str | None, str | None]) -> tuple[int, int]:
    ends = []
    for name, text in zip(("startAt", "endAt"), span, strict=True):
        if not text:
            raise Missing(name)
        try:
            ends.append(iso8601.parse(text))
        except (ValueError, OverflowError):
            raise WrongType(name, excerpt(text), "datetime") from None
    if not 0 <= ends[1] - ends[0] <= SPAN_MS:
        raise InvalidData(Rule.MEMBERS_RANGE_UNFIT)
    return ends[0], ends[1] + 999


def _fitting(tx: Tx, program_id: int, fits: Callable[[Member], bool], after: int, limit: int) -> list[Member]:
    matches: list[Member] = []
    within = partitions.reached(tx)
    total = members.count(tx, program_id)
    if total > LOOKED_AT:
        raise MembershipTooLarge(total, LOOKED_AT)
    while len(matches) < limit:
        chunk = members.page(tx, [program_id], after=after, limit=CHUNK, partitions=within)
        matches += [member for member in chunk if fits(member)]
        if len(chunk) < CHUNK:
            break
        after = chunk[-1].id
    return matches[:limit]


def _page(matches: list[Member], limit: int, show: Callable[[Member], Shown]) -> Page[Shown]:
    items = matches[:limit]
    return Page([show(member) for member in items], items[-1].id if len(matches) > limit else None)
