"""The bridge from a list to an audience: the people on a static list or smart list are users of a custom audience.

A run collects the identifiers of the list, then adds to the audience those that it has not brought before, and removes
those that are gone, both as files. Users whom others brought into the audience stay there.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

import msgspec

from mercat.domain.advertising.audiences.audience_files import REDUCE, Receipt, audience_files
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.advertising.users.audience_rules import CUSTOMER_FILE, AudienceTypeUnfit
from mercat.domain.bridges.bridge_kind import END, Watch, at, counted
from mercat.domain.bridges.identifiers import ID_TYPES, identifier
from mercat.domain.lists import static_lists
from mercat.domain.people import fields
from mercat.domain.segments import smart_lists
from mercat.model.bridges import LIST_TO_AUDIENCE, Bridge, ListToAudience, Remark, Report, Run, Settings
from mercat.model.outcomes import Page
from mercat.model.people import Person
from mercat.model.refusals import NotAllowed, Refusal, RuleBroken, TooFew, TooMany
from mercat.store import bridge_rows
from mercat.store.tx import Tx

COLLECT, ADD, REMOVE, TIDY = "collect", "append", "reduce", "tidy"
APPEND: Final = "APPEND"
PEOPLE_AT_A_TIME: Final = 1_000
USERS_OF_A_FILE: Final = 50_000
MOST_FIELDS: Final = 5
USUAL_FIELD: Final = "mobilePhone"
USUAL_TYPE: Final = "HASH_MOBILE_PHONE"


class ListNotEvaluated(Refusal):
    """The smart list has a filter that cannot be evaluated."""

    filter: str


class Part(msgspec.Struct):
    """Some people of a list: their identifiers, and those who have none. `cursor` is None after the last of them."""

    users: list[tuple[str, int]]
    remarks: list[Remark]
    cursor: int | None

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.users) + len(self.remarks)


class File(msgspec.Struct, frozen=True):
    """A file of users, with their people: its name, its members and its receipt, which is None without users."""

    users: dict[str, int]
    name: str
    members: dict[str, Any]
    receipt: Receipt | None


class _ListToAudience:
    """The kind of bridge. Keys are identifiers; their values are ids of people."""

    name = LIST_TO_AUDIENCE
    first = COLLECT

    def target(self, settings: Settings) -> int:
        return cast(ListToAudience, settings).audience_id

    def check(self, tx: Tx, account_id: int, settings: Settings) -> None:
        """Raises NotFound, AudienceTypeUnfit, NotAllowed, UnknownField, TooFew, TooMany."""
        bridged = cast(ListToAudience, settings)
        (static_lists if bridged.source == "static" else smart_lists).get(tx, bridged.list_id)
        audience = audiences.get(tx, account_id, bridged.audience_id)
        if audience.document["type"] != CUSTOMER_FILE:
            raise AudienceTypeUnfit(audience.document["type"])
        if bridged.id_type not in ID_TYPES:
            raise NotAllowed("identifier", bridged.id_type[:64], tuple(ID_TYPES))
        if not bridged.fields:
            raise TooFew("fields", 1)
        if len(bridged.fields) > MOST_FIELDS:
            raise TooMany("fields", MOST_FIELDS)
        for name in bridged.fields:
            fields.catalog(tx).get(name)

    def read(self, tx: Tx, bridge: Bridge, run: Run) -> Part | File | None:
        if run.stage == COLLECT:
            return _part(tx, bridge.of_list, int(run.position or 0))
        return None if run.stage == TIDY else _file(tx, bridge, run)

    def write(self, tx: Tx, bridge: Bridge, run: Run, part: Any) -> Run:
        match run.stage:
            case "collect":
                return _collect(tx, run, part)
            case "append":
                return _add(tx, bridge, run, part)
            case "reduce":
                return _remove(tx, bridge, run, part)
        if bridge_rows.forget_collected(tx, run.id, USERS_OF_A_FILE):
            return run
        return at(counted(run, users=bridge_rows.count_items(tx, bridge.id)), END)

    def trial(self, tx: Tx, bridge: Bridge, watch: Watch) -> Report:
        report = Report({"people": 0, "unusable": 0, "users": 0, "added": 0, "removed": 0})
        users: set[bytes] = set()
        for part in _parts(tx, bridge.of_list):
            users.update(bytes.fromhex(user) for user, _ in part.users)
            report.remarks += part.remarks
            report.counts["people"] += part.people
            watch(report.counts["people"])
        before, after = 0, ""
        both = 0
        while batch := bridge_rows.items(tx, bridge.id, after=after, limit=USERS_OF_A_FILE):
            after = batch[-1][0]
            before += len(batch)
            both += sum(bytes.fromhex(key) in users for key, _ in batch)
        report.counts |= {"unusable": len(report.remarks), "users": len(users)}
        report.counts |= {"added": len(users) - both, "removed": before - both}
        return report


KIND: Final = _ListToAudience()


def _parts(tx: Tx, settings: ListToAudience) -> Iterator[Part]:
    part = _part(tx, settings, 0)
    yield part
    while part.cursor is not None:
        part = _part(tx, settings, part.cursor)
        yield part


def _part(tx: Tx, settings: ListToAudience, after: int) -> Part:
    """The people after a person. Raises NotFound, ListNotEvaluated."""
    page = _page(tx, settings, after)
    part = Part([], [], page.cursor)
    for person in page.items:
        user, reason = identifier(settings.id_type, person.document, settings.fields)
        if user:
            part.users.append((user, person.id))
        else:
            part.remarks.append(Remark(person.id, reason))
    return part


def _page(tx: Tx, settings: ListToAudience, after: int) -> Page[Person]:
    if settings.source == "static":
        return static_lists.members(tx, settings.list_id, after=after, limit=PEOPLE_AT_A_TIME)
    try:
        return smart_lists.people(tx, settings.list_id, after=after, limit=PEOPLE_AT_A_TIME)
    except RuleBroken as refusal:
        raise ListNotEvaluated(str(refusal.facts.get("filter", ""))) from None


def _collect(tx: Tx, run: Run, part: Part) -> Run:
    bridge_rows.collect(tx, run.id, part.users)
    bridge_rows.add_remarks(tx, run.id, part.remarks)
    run = counted(run, people=part.people, unusable=len(part.remarks))
    return at(run, ADD) if part.cursor is None else at(run, COLLECT, str(part.cursor))


def _file(tx: Tx, bridge: Bridge, run: Run) -> File:
    """The next users to add, or to remove. Raises what `receive` does."""
    find = bridge_rows.fresh if run.stage == ADD else bridge_rows.gone
    users = find(tx, run, USERS_OF_A_FILE)
    if not users:
        return File({}, "", {}, None)
    name = f"bridge-{bridge.id}-run-{run.id}-{run.counts.get('files', 0) + 1}"
    settings = bridge.of_list
    members = {
        "audience_id": settings.audience_id,
        "user_id_type": settings.id_type,
        "operation_type": APPEND if run.stage == ADD else REDUCE,
    }
    receipt = audience_files.receive(tx, bridge.account_id, members, _zipped(f"{name}.txt", list(users)))
    return File(users, f"{name}.zip", members, receipt)


def _add(tx: Tx, bridge: Bridge, run: Run, file: File) -> Run:
    if file.receipt is None:
        return at(counted(run, added=0), REMOVE)
    bridge_rows.put(tx, bridge.id, file.users.items())
    audience_files.upload(tx, bridge.account_id, file.members, file.name, file.receipt)
    return at(counted(run, added=len(file.users), files=1), ADD, max(file.users))


def _remove(tx: Tx, bridge: Bridge, run: Run, file: File) -> Run:
    if file.receipt is None:
        return at(counted(run, removed=0), TIDY)
    bridge_rows.take(tx, bridge.id, file.users)
    audience_files.upload(tx, bridge.account_id, file.members, file.name, file.receipt)
    return at(counted(run, removed=len(file.users), files=1), REMOVE, max(file.users))


def _zipped(name: str, lines: Sequence[str]) -> bytes:
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), "\n".join(lines), zipfile.ZIP_DEFLATED)
    return content.getvalue()
