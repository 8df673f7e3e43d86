"""Importers of files: the columns of each kind of record, and the result of each row."""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import msgspec

from mercat.domain.activity_log import Origin
from mercat.domain.assets import programs
from mercat.domain.bulk.importers import CustomObjectImporter, Importer, MemberImporter, PeopleImporter, Record
from mercat.domain.members import fields as member_fields
from mercat.domain.members import status
from mercat.domain.members.fields import Catalog as MemberCatalog
from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup, partitions
from mercat.domain.records import custom
from mercat.domain.records import sync as record_sync
from mercat.domain.records.types import ObjectType
from mercat.model.import_jobs import Remark, Request
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import Missing, Refusal, facts_of
from mercat.store.tx import Tx

LIST_IMPORT: Final = Origin("List import", "List import")
KEYS: Final = ("id", "cookies", "cookie")  # they identify the person and cannot be set
NOTHING: Final = ("null", "NULL")  # it empties a field; an empty cell leaves the field as it is


class KeyMissing(Refusal):
    """A row has no value for the field that it is looked up by."""

    field: str


class InvalidEmail(Refusal):
    """A text in an email field is not an email address. It is stored anyway."""

    field: str


class RowResult(msgspec.Struct, frozen=True):
    """The result of a row: the reason for its failure, or its warning."""

    failure: Refusal | None = None
    warning: Refusal | None = None


FINE: Final = RowResult()


class FileImporter(Protocol):
    """Imports one kind of record from files."""

    kind: str

    def check(self, tx: Tx, request: Request) -> None:
        """Refuse columns and options that are not valid."""

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[RowResult]:
        """Apply rows, each with its own result. Raises a Refusal, and changes nothing, if no row can be applied."""


def file_importer(kind: str) -> FileImporter:
    """The importer of a kind: `leads`, `members`, or `customobject/<name>`."""
    for importer in (PeopleFileImporter(), MemberFileImporter()):
        if importer.kind == kind:
            return importer
    return CustomObjectFileImporter(kind.removeprefix("customobject/"))


class PeopleFileImporter:
    """People, looked up by a field, and added to a list if the import names one."""

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
        return _results(tx, request, records, _people(request, list_id).write(tx, records))


class MemberFileImporter:
    """People, looked up by email address, who become members of a program or advance in it."""

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
        errors = [_member_error(members, record, own) for record in records]
        valid = [record for record, error in zip(records, errors, strict=True) if error is None]
        people = [{name: value for name, value in record.items() if name not in own} for record in valid]
        outcomes = _people(request).write(tx, people)
        values = [
            {"leadId": outcome.id} | {name: record[name] for name in own if name in record}
            for outcome, record in zip(outcomes, valid, strict=True)
            if isinstance(outcome, Done)
        ]
        importer = MemberImporter(request.program_id, request.status, LIST_IMPORT.source)
        importer.write(tx, values)  # a member who is past the status keeps it, and the row does not fail
        results = iter(_results(tx, request, people, outcomes))
        return [error or next(results) for error in errors]


class CustomObjectFileImporter:
    """Records of a custom object, looked up by its dedupe fields."""

    def __init__(self, api_name: str) -> None:
        self._api_name = api_name
        self.kind = f"customobject/{api_name.lower()}"

    def check(self, tx: Tx, request: Request) -> None:
        custom.object_type(tx, self._api_name)  # a column without a field is ignored

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[RowResult]:
        kind = custom.object_type(tx, self._api_name)
        names = [name if kind.has(name) else "" for name in request.names]
        records = [_record(names, cells) for cells in rows]
        importer: Importer = CustomObjectImporter(self._api_name)
        outcomes = [outcome for batch in _apart(kind, records) for outcome in importer.write(tx, batch)]
        display_names = {name: field.display_name for name, field in kind.fields.items()}
        addresses = [name for name in names if name and kind.fields[kind.canonical(name)].data_type == "email"]
        return [
            _failure(outcome, kind.dedupe_fields, display_names) or _odd(record, addresses)
            for record, outcome in zip(records, outcomes, strict=True)
        ]


def row_error(cells: list[str], reason: Refusal, row: int = 0) -> Remark:
    """The row with its error or warning, as it is stored."""
    return Remark(cells, type(reason).__name__, facts_of(reason), row)


def _people(request: Request, list_id: int | None = None) -> PeopleImporter:
    return PeopleImporter([request.lookup_field], request.partition_name, list_id, LIST_IMPORT, any_address=True)


def _results(tx: Tx, request: Request, records: list[Record], outcomes: list[Outcome]) -> list[RowResult]:
    catalog = people_fields.catalog(tx)
    display_names = {name: field.display_name for name, field in catalog.by_name.items()}
    addresses = [name for name in request.names if name in catalog.addresses]
    key = lookup.ALIASES.get(request.lookup_field, request.lookup_field)
    return [
        _failure(outcome, (key,), display_names) or _odd(record, addresses)
        for record, outcome in zip(records, outcomes, strict=True)
    ]


def _member_error(catalog: MemberCatalog, record: Record, own: set[str]) -> RowResult | None:
    """The problem with the values of the membership. With a problem, the person is not changed either."""
    display_names = {name: field.display_name for name, field in catalog.fields.items()}
    try:
        for name in own & record.keys():
            catalog.converters[name](record[name])
    except Refusal as refusal:
        return _failure(Skipped(refusal), (), display_names)
    return None


def _record(header: list[str], cells: list[str]) -> Record:
    record: Record = {name: cell for name, cell in zip(header, cells, strict=True) if cell and name}
    if any(word in cells for word in NOTHING):
        return {name: None if cell in NOTHING else cell for name, cell in record.items()}
    return record


def _failure(outcome: Outcome, keys: Iterable[str], display_names: dict[str, str]) -> RowResult | None:
    """The reason for the failure of a row, with fields by their names for people; None without a failure."""
    if not isinstance(outcome, Skipped):
        return None
    refusal = outcome.refusal
    if isinstance(refusal, Missing) and refusal.field in keys:
        return RowResult(KeyMissing(refusal.field))
    facts = facts_of(refusal)
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
    """The records in order, in batches in which each key occurs once."""
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
