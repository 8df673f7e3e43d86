"""Where imports go: what may be asked of each kind of record, and writing some of its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol, TypeGuard

from mercat.domain.activity_log import Origin
from mercat.domain.assets import programs
from mercat.domain.lists import static_lists
from mercat.domain.members import data, status
from mercat.domain.members import fields as member_fields
from mercat.domain.members.fields import Catalog as MemberCatalog
from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup, partitions
from mercat.domain.people import sync as people_sync
from mercat.domain.records import custom, links
from mercat.domain.records import sync as record_sync
from mercat.domain.records.types import ObjectType
from mercat.model.import_jobs import Remark, Request
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import Missing, Refusal
from mercat.store.tx import Tx

LIST_IMPORT: Final = Origin("List import", "List import")
KEYS: Final = ("id", "cookies", "cookie")  # no record sets them; they tell which person is meant
NOTHING: Final = ("null", "NULL")  # written out, it empties a field; an empty cell leaves it alone

Record = dict[str, Any]


@dataclass
class KeyMissing(Refusal):
    """A row has no value for the field that it is looked up by."""

    field: str


@dataclass
class InvalidEmail(Refusal):
    """A text in an address field is no e-mail address; it is stored all the same."""

    field: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """The result of a row: why it failed, or its warning."""

    failure: Refusal | None = None
    warning: Refusal | None = None


FINE: Final = RowResult()


class Importer(Protocol):
    """A kind of record that can be imported."""

    kind: str

    def check(self, tx: Tx, request: Request) -> None:
        """Refuse columns and options that make no sense."""

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[RowResult]:
        """Apply rows, each with its own result. Raises a Refusal, and changes nothing, if no row can be applied."""


def target(kind: str) -> Importer:
    """The target of a kind: `leads`, `members`, or `customobject/<name>`."""
    if kind == PeopleImporter.kind:
        return PeopleImporter()
    return MemberImporter() if kind == MemberImporter.kind else CustomObjectImporter(kind.removeprefix("customobject/"))


class PeopleImporter:
    """People, found by a field of theirs, and put on a list if the import names one."""

    kind = "leads"

    def check(self, tx: Tx, request: Request) -> None:
        catalog = people_fields.catalog(tx)
        lookup.by(catalog, request.lookup_field)
        partitions.target(tx, request.partition_name)
        for name in request.names:
            if name and name not in catalog.converters and name not in KEYS:
                raise catalog.refuse(name)

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[RowResult]:
        records = [_record(request.names, cells) for cells in rows]
        outcomes = _sync(tx, request, records)
        if list_id is not None and static_lists.find(tx, list_id) is not None:
            ids = [outcome.id for outcome in outcomes if isinstance(outcome, Done)]
            static_lists.add(tx, list_id, ids, LIST_IMPORT)
        return _judgements(tx, request, records, outcomes)


class MemberImporter:
    """People, found by their address, who become members of a program or rise in it."""

    kind = "members"

    def check(self, tx: Tx, request: Request) -> None:
        status.entry(tx, programs.get(tx, request.program_id), request.status)
        people, members = people_fields.catalog(tx), member_fields.catalog(tx)
        for name in request.names:
            if name and name not in people.converters and name not in members.converters:
                raise people.refuse(name)

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[RowResult]:
        status.find_status(tx, programs.get(tx, request.program_id), request.status)
        members = member_fields.catalog(tx)
        own = {name for name in request.names if name and name not in people_fields.catalog(tx).converters}
        records = [_record(request.names, cells) for cells in rows]
        wrong = [_wrong_member(members, record, own) for record in records]
        whole = [record for record, judgement in zip(records, wrong, strict=True) if judgement is None]
        people = [{name: value for name, value in record.items() if name not in own} for record in whole]
        outcomes = _sync(tx, request, people)
        done = [(outcome.id, record) for outcome, record in zip(outcomes, whole, strict=True) if _is_done(outcome)]
        ids = list(dict.fromkeys(person_id for person_id, _ in done))
        status.set_all(tx, request.program_id, request.status, ids, source=LIST_IMPORT.source)  # nobody steps back
        values = [
            {"leadId": person_id} | {name: record[name] for name in own if name in record} for person_id, record in done
        ]
        if own:
            data.write(tx, request.program_id, values)
        judged = iter(_judgements(tx, request, people, outcomes))
        return [judgement or next(judged) for judgement in wrong]


class CustomObjectImporter:
    """Records of a custom object, found by its dedupe fields."""

    def __init__(self, api_name: str) -> None:
        self._api_name = api_name
        self.kind = f"customobject/{api_name.lower()}"

    def check(self, tx: Tx, request: Request) -> None:
        custom.object_type(tx, self._api_name)  # a column that it has no field for is passed over

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[RowResult]:
        kind = custom.object_type(tx, self._api_name)
        names = [name if kind.has(name) else "" for name in request.names]
        records = [_record(names, cells) for cells in rows]
        check = links.check(tx, kind)
        outcomes = [one for batch in _apart(kind, records) for one in record_sync.sync(tx, kind, batch, check=check)]
        display_names = {name: field.display_name for name, field in kind.fields.items()}
        addresses = [name for name in names if name and kind.fields[kind.canonical(name)].data_type == "email"]
        return [
            _judged(outcome, kind.dedupe_fields, display_names) or _odd(record, addresses)
            for record, outcome in zip(records, outcomes, strict=True)
        ]


def row_error(cells: list[str], reason: Refusal, row: int = 0) -> Remark:
    """The row with its error or warning, as it is stored."""
    return Remark(cells, type(reason).__name__, asdict(reason), row)


def _sync(tx: Tx, request: Request, records: list[Record]) -> list[Outcome]:
    return people_sync.sync(
        tx,
        records,
        action="updateOnly" if request.lookup_field == "id" else "createOrUpdate",
        lookup_field=request.lookup_field,
        partition_name=request.partition_name,
        origin=LIST_IMPORT,
        any_address=True,
    )


def _judgements(tx: Tx, request: Request, records: list[Record], outcomes: list[Outcome]) -> list[RowResult]:
    catalog = people_fields.catalog(tx)
    display_names = {name: field.display_name for name, field in catalog.by_name.items()}
    addresses = [name for name in request.names if name in catalog.addresses]
    key = lookup.ALIASES.get(request.lookup_field, request.lookup_field)
    return [
        _judged(outcome, (key,), display_names) or _odd(record, addresses)
        for record, outcome in zip(records, outcomes, strict=True)
    ]


def _wrong_member(catalog: MemberCatalog, record: Record, own: set[str]) -> RowResult | None:
    """What is wrong with the values that are the membership's; then the person is left alone, too."""
    display_names = {name: field.display_name for name, field in catalog.fields.items()}
    try:
        for name in own & record.keys():
            catalog.converters[name](record[name])
    except Refusal as refusal:
        return _judged(Skipped(refusal), (), display_names)
    return None


def _is_done(outcome: Outcome) -> TypeGuard[Done]:
    return isinstance(outcome, Done)


def _record(header: list[str], cells: list[str]) -> Record:
    record: Record = {name: cell for name, cell in zip(header, cells, strict=True) if cell and name}
    if any(word in cells for word in NOTHING):
        return {name: None if cell in NOTHING else cell for name, cell in record.items()}
    return record


def _judged(outcome: Outcome, keys: Iterable[str], display_names: dict[str, str]) -> RowResult | None:
    """Why a row failed, with fields as people know them; None if it did not."""
    if not isinstance(outcome, Skipped):
        return None
    refusal = outcome.refusal
    if isinstance(refusal, Missing) and refusal.field in keys:
        return RowResult(KeyMissing(refusal.field))
    facts: dict[str, Any] = asdict(refusal)
    if facts.get("field") in display_names:
        refusal = type(refusal)(**facts | {"field": display_names[facts["field"]]})
    return RowResult(refusal)


def _odd(record: Record, addresses: list[str]) -> RowResult:
    for name in addresses:
        value = record.get(name)
        if value is not None and not people_fields.is_address(value):
            return RowResult(warning=InvalidEmail(name))
    return FINE


def _apart(kind: ObjectType, records: list[Record]) -> Iterator[list[Record]]:
    """The same records in order, in batches in which no key comes twice."""
    batch: list[Record] = []
    keys: set[str] = set()
    for record in records:
        key = _key(kind, record)
        if key is not None and key in keys:
            yield batch
            batch, keys = [], set()
        batch.append(record)
        keys.add(key or "")
    yield batch


def _key(kind: ObjectType, record: Record) -> str | None:
    try:
        return record_sync.key_of(kind, record, "dedupeFields")
    except Refusal:
        return None
