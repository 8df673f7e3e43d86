"""Importers, which files and data ingestion share. Each writes records of one kind, with an outcome for each record."""

from typing import Any, Protocol

import msgspec

from mercat.domain.activity_log import API, Origin
from mercat.domain.lists import static_lists
from mercat.domain.members import data, status
from mercat.domain.members import fields as member_fields
from mercat.domain.members.status import SOURCE, StatusRegression
from mercat.domain.people import composite_key
from mercat.domain.records import custom, links, sales
from mercat.domain.records import sync as record_sync
from mercat.domain.records.sync import Action, Key
from mercat.domain.records.types import standard
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.store.tx import Tx

Record = dict[str, Any]


class Importer(Protocol):
    """Writes records of one kind."""

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        """Write records, each with its own outcome. Raises a Refusal, and changes nothing, if none can be written."""


class PeopleImporter(msgspec.Struct, frozen=True):
    """People, looked up by one or two fields, and added to a list if there is one."""

    keys: list[str]
    partition_name: str | None = None
    list_id: int | None = None
    origin: Origin = API
    any_address: bool = False

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        outcomes = composite_key.sync_by(
            tx, records, self.keys, self.partition_name, origin=self.origin, any_address=self.any_address
        )
        if self.list_id is not None and static_lists.find(tx, self.list_id) is not None:
            ids = [outcome.id for outcome in outcomes if isinstance(outcome, Done)]
            static_lists.add(tx, self.list_id, ids, self.origin)
        return outcomes


class CustomObjectImporter(msgspec.Struct, frozen=True):
    """Records of a custom object, looked up by a key. A repeated key is a DuplicateKey."""

    name: str
    key: Key = "dedupeFields"

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        kind = custom.object_type(tx, self.name)
        action: Action = "updateOnly" if self.key == "idField" else "createOrUpdate"
        return record_sync.sync(tx, kind, records, action=action, key=self.key, check=links.check(tx, kind))


class CompanyImporter(msgspec.Struct, frozen=True):
    """Companies, looked up by a key."""

    action: Action
    key: Key

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        kind, check = standard()["company"], sales.known_owner(tx)
        return record_sync.sync(tx, kind, records, action=self.action, key=self.key, check=check)


class MemberImporter(msgspec.Struct, frozen=True):
    """People, by `leadId`, who become members of a program or advance in it, and get values of member fields.

    A member that is in the status or past it keeps its status and gets the values.
    """

    program_id: int
    status: str
    source: str = SOURCE

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        ids = [record["leadId"] for record in records]
        outcomes = status.set_all(tx, self.program_id, self.status, ids, source=self.source)
        spelled = {name.lower(): name for name in member_fields.catalog(tx).fields}
        places = [place for place, record in enumerate(records) if len(record) > 1 and _is_member(outcomes[place])]
        values = [
            {spelled.get(name.lower(), name): value for name, value in records[place].items()} for place in places
        ]
        for place, outcome in zip(places, data.write(tx, self.program_id, values) if places else [], strict=True):
            outcomes[place] = outcome
        return outcomes


class MemberRemoval(msgspec.Struct, frozen=True):
    """People, by `leadId`, who leave a program."""

    program_id: int

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        return status.remove(tx, self.program_id, [record["leadId"] for record in records])


class ListImporter(msgspec.Struct, frozen=True):
    """People, by `leadId`, who are added to a list."""

    list_id: int

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        return static_lists.add(tx, self.list_id, [record["leadId"] for record in records])


class ListRemoval(msgspec.Struct, frozen=True):
    """People, by `leadId`, who are removed from a list."""

    list_id: int

    def write(self, tx: Tx, records: list[Record]) -> list[Outcome]:
        return static_lists.remove(tx, self.list_id, [record["leadId"] for record in records])


def _is_member(outcome: Outcome) -> bool:
    return isinstance(outcome, Done) or (isinstance(outcome, Skipped) and isinstance(outcome.refusal, StatusRegression))
