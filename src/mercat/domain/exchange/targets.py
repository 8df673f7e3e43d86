"""Where imports go: what may be asked of each kind of record, and writing some of its rows."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from mercat.domain import static_lists
from mercat.domain.people import fields as people_fields
from mercat.domain.people import lookup, partitions
from mercat.domain.people import sync as people_sync
from mercat.domain.people.history import Origin
from mercat.domain.records import custom, links
from mercat.domain.records import sync as record_sync
from mercat.domain.records.types import ObjectType
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import Missing, Refusal
from mercat.store.imports import Remark, Request
from mercat.store.tx import Tx

LIST_IMPORT: Final = Origin("List import", "List import")
NOTHING: Final = ("null", "NULL")  # written out, it empties a field; an empty cell leaves it alone

Record = dict[str, Any]


@dataclass
class KeyMissing(Refusal):
    """A row has no value for the field that it is looked up by."""

    field: str


@dataclass
class AddressOdd(Refusal):
    """A text in an address field is no e-mail address; it is kept all the same."""

    field: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a row: why it failed, or what is odd about it."""

    failure: Refusal | None = None
    warning: Refusal | None = None


class Target(Protocol):
    """A kind of record that can be imported."""

    kind: str

    def check(self, tx: Tx, request: Request) -> None:
        """Refuse columns and options that make no sense."""

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[Judgement]:
        """Let rows take effect, each with its own judgement. Raises a Refusal, and has done nothing, if none can."""


def target(kind: str) -> Target:
    """The target of a kind: `leads`, or `customobject/<name>`."""
    return People() if kind == People.kind else CustomObjects(kind.removeprefix("customobject/"))


class People:
    """People, found by a field of theirs, and put on a list if the import names one."""

    kind = "leads"

    def check(self, tx: Tx, request: Request) -> None:
        catalog = people_fields.catalog(tx)
        lookup.by(catalog, request.lookup_field)
        partitions.target(tx, request.partition_name)
        for name in request.header:
            if name not in catalog.converters and name not in ("id", "cookies", "cookie"):
                raise catalog.refuse(name)

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[Judgement]:
        records = [_record(request.header, cells) for cells in rows]
        outcomes = people_sync.sync(
            tx,
            records,
            action="updateOnly" if request.lookup_field == "id" else "createOrUpdate",
            lookup_field=request.lookup_field,
            partition_name=request.partition_name,
            origin=LIST_IMPORT,
            any_address=True,
        )
        if list_id is not None and static_lists.find(tx, list_id) is not None:
            ids = [outcome.id for outcome in outcomes if isinstance(outcome, Done)]
            static_lists.add(tx, list_id, ids, LIST_IMPORT)
        catalog = people_fields.catalog(tx)
        shown = {name: field.display_name for name, field in catalog.by_name.items()}
        addresses = [name for name in request.header if name in catalog.addresses]
        key = lookup.ALIASES.get(request.lookup_field, request.lookup_field)
        return [
            _judged(outcome, (key,), shown) or Judgement(warning=_odd(record, addresses))
            for record, outcome in zip(records, outcomes, strict=True)
        ]


class CustomObjects:
    """Records of a custom object, found by its dedupe fields."""

    def __init__(self, api_name: str) -> None:
        self._api_name = api_name
        self.kind = f"customobject/{api_name.lower()}"

    def check(self, tx: Tx, request: Request) -> None:
        custom.object_type(tx, self._api_name)  # a column that it has no field for is passed over

    def write(self, tx: Tx, request: Request, rows: list[list[str]], list_id: int | None) -> list[Judgement]:
        kind = custom.object_type(tx, self._api_name)
        known = [name if _is_field(kind, name) else "" for name in request.header]
        records = [_record(known, cells) for cells in rows]
        check = links.check(tx, kind)
        outcomes = [one for batch in _apart(kind, records) for one in record_sync.sync(tx, kind, batch, check=check)]
        shown = {name: field.display_name for name, field in kind.fields.items()}
        return [_judged(outcome, kind.dedupe_fields, shown) or Judgement() for outcome in outcomes]


def remark(cells: list[str], reason: Refusal) -> Remark:
    """What is kept of a row that failed, or that is odd."""
    return Remark(cells, type(reason).__name__, asdict(reason))  # type: ignore[call-overload]


def _record(header: list[str], cells: list[str]) -> Record:
    return {name: None if cell in NOTHING else cell for name, cell in zip(header, cells, strict=True) if cell and name}


def _judged(outcome: Outcome, keys: Iterable[str], shown: dict[str, str]) -> Judgement | None:
    """Why a row failed, with fields as people know them; None if it did not."""
    if not isinstance(outcome, Skipped):
        return None
    refusal = outcome.refusal
    if isinstance(refusal, Missing) and refusal.field in keys:
        return Judgement(KeyMissing(refusal.field))
    facts: dict[str, Any] = asdict(refusal)  # type: ignore[call-overload]
    if facts.get("field") in shown:
        refusal = type(refusal)(**facts | {"field": shown[facts["field"]]})
    return Judgement(refusal)


def _odd(record: Record, addresses: list[str]) -> Refusal | None:
    for name in addresses:
        value = record.get(name)
        if value is not None and not people_fields.is_address(value):
            return AddressOdd(name)
    return None


def _is_field(kind: ObjectType, name: str) -> bool:
    return any(name.lower() == known.lower() for known in kind.fields)


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
