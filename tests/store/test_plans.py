"""What is read of a million people is what an index leads to: no search goes through a table, or sorts all it finds.

SQLite is never told how much a table holds, so its plans are the same for an empty database as for a full one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from mercat.domain.activity import read
from mercat.domain.activity.read import ActivityFilter
from mercat.domain.asset_kinds import search as asset_search
from mercat.domain.asset_kinds.search import Position
from mercat.domain.lists.static_lists import lists_of
from mercat.domain.people import fields, find, phones, remove, schema, sync
from mercat.domain.people.schema import NewField
from mercat.model.assets import Kind
from mercat.model.audit import Search
from mercat.model.caller import Caller
from mercat.store import audit, members, people
from mercat.store.activity import log
from mercat.store.engines.driver import Connection, Row, Value
from mercat.store.lists import static_lists as lists
from mercat.store.records import typed_records
from mercat.store.tx import Tx

SMALL = {
    "json_each", "found", "part", "before", "partitions", "person_fields", "activity_types", "versions",
    "sqlite_sequence",
}  # fmt: skip
SINCE = (0, 0)


class Explained:
    """A connection that also asks how each statement is run."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.steps: list[str] = []

    def fetch_all(self, sql: str, params: Mapping[str, Value]) -> list[Row]:
        self.steps += [row[3] for row in self.connection.fetch_all(f"EXPLAIN QUERY PLAN {sql}", params)]
        return self.connection.fetch_all(sql, params)

    def execute(self, sql: str, params: Mapping[str, Value]) -> int:
        self.fetch_all(sql, params)
        return 0

    def executemany(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        for row in rows:
            self.fetch_all(sql, row)

    def insert_many(self, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        self.connection.insert_many(table, columns, rows)


def through_a_table(step: str) -> bool:
    """Whether a step looks at every row of a table, or at all beyond an id, and not at those that an index names."""
    scanned = re.match(r"SCAN (\S+)", step)
    walked = re.search(r"INTEGER PRIMARY KEY \(rowid[<>]", step)
    return bool(walked or (scanned and scanned[1].strip("()") not in SMALL and not scanned[1].startswith("(subquery")))


def steps(lease: Any, work: Any) -> list[str]:
    """How what `work` asks of the database is done."""

    def explained(tx: Tx) -> list[str]:
        tx.connection = told = Explained(tx.connection)
        work(tx)
        return told.steps

    return list(lease.registry.default.write_now(explained))


@pytest.fixture(scope="module")
def lease(templates: Any) -> Any:
    made = templates.registry("sqlite")
    yield made
    made.end()


@pytest.fixture(scope="module")
def badge(lease: Any) -> str:
    """The name of a custom field that people may be found by."""
    lease.registry.default.write_now(
        lambda tx: schema.create(tx, [NewField(name="badge", display_name="Badge", data_type="string")])
    )
    return "badge"


FILTERS = {"id": "7", "email": "a@example.com", "badge": "7", "leadPartitionId": "9", "cookies": "token:_mch-a"}


@pytest.mark.parametrize("values", [1, 2])
@pytest.mark.parametrize("after", [0, 5])
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_is_led_to_its_people(lease, badge, name, after, values):
    taken = steps(lease, lambda tx: find.by_filter(tx, name, [FILTERS[name]] * values, after=after, limit=300))
    assert not list(filter(through_a_table, taken))


@pytest.mark.parametrize("name", ["id", "email", "badge", "leadPartitionId"])
def test_the_next_page_of_one_value_comes_in_order(lease, badge, name):
    taken = steps(lease, lambda tx: find.by_filter(tx, name, [FILTERS[name]], after=5, limit=300))
    assert "USE TEMP B-TREE FOR ORDER BY" not in taken


def test_a_phone_is_led_to_its_person(lease):
    taken = steps(lease, lambda tx: phones.owner(tx, fields.phone_ids(fields.catalog(tx)), "13800000001"))
    assert not list(filter(through_a_table, taken))


@pytest.mark.parametrize(
    "work",
    [
        lambda tx: people.find(tx, 1),
        lambda tx: lists.members(tx, 1, after=5, limit=300, partitions=None),
        lambda tx: lists.count_members(tx, 1, 10_000),
        lambda tx: lists.members_among(tx, 1, [1, 2]),
        lambda tx: lists_of(tx, 1, below=99, limit=300),
        lambda tx: members.page(tx, [1], after=5, limit=300),
        lambda tx: members.of_person(tx, 1, after=5, limit=300),
        lambda tx: members.of_people(tx, 1, [1, 2]),
        lambda tx: people.existing(tx, [1, 2]),
        lambda tx: people.cookies_of(tx, 1),
        lambda tx: typed_records.changed_in(tx, "object", 0, 9, after=5, limit=300),
        lambda tx: typed_records.by_field(tx, "object", "lead", ["1"], after=5, limit=300),
        lambda tx: typed_records.count(tx, "object"),
        lambda tx: audit.newest(tx, Search(actor="a"), below_id=9, limit=100),
        lambda tx: audit.newest(tx, Search(kind="a"), below_id=9, limit=100),
        lambda tx: audit.newest(tx, Search(subject="a"), below_id=9, limit=100),
        lambda tx: asset_search.beginning(tx, "web", None, after=asset_search.START, limit=50),
        lambda tx: asset_search.beginning(tx, "", Kind.FOLDER, after=Position("web", "Folder", 5), limit=50),
    ],
)  # fmt: skip
def test_a_search_is_led_to_its_rows(lease, work):
    assert not list(filter(through_a_table, steps(lease, work)))


@pytest.mark.parametrize(
    "wanted",
    [
        ActivityFilter(),
        ActivityFilter(person_ids=[1, 2]),
        ActivityFilter(list_id=1),
        ActivityFilter(asset_ids=[1]),
        ActivityFilter([1], 1, [1]),
    ],
    ids=str,
)
@pytest.mark.parametrize("alone", [True, False])
def test_activities_since_a_time_are_led_to(lease, wanted, alone):
    """Those of some people by person; all others by type and time, up to as many as one page looks at."""

    def work(tx: Tx) -> None:
        tx.caller = Caller(1 if alone else 0, "somebody")
        read.page(tx, [12], SINCE, 300, wanted)
        read.changes(tx, ["email"], SINCE, 300, wanted)
        read.deletions(tx, SINCE, 300)

    taken = steps(lease, work)
    assert not list(filter(through_a_table, taken))
    named = [step for step in taken if re.match("SEARCH a ", step)]
    by_person = [step for step in named if "activities_person (person_id=?)" in step]
    assert len(by_person) == (0 if wanted.person_ids is None else 2)
    assert all("activities_type (type_id=? AND at_ms>" in step for step in named if step not in by_person)


def test_activities_within_partitions_look_at_one_row_of_people_each(lease):
    narrow = log.Narrow(partition_ids=[1])
    taken = steps(lease, lambda tx: log.since(tx, [12, 13], SINCE, 300, narrow, (9, 9)))
    assert not list(filter(through_a_table, taken))


@pytest.mark.parametrize("lookup", ["email", "badge", "id"])
def test_a_batch_is_led_to_whom_it_means(lease, badge, lookup):
    def work(tx: Tx) -> None:
        (made,) = sync.sync(tx, [{"email": f"{lookup}@example.com", "badge": lookup}])
        action = "updateOnly" if lookup == "id" else "createOrUpdate"
        value = made.id if lookup == "id" else f"{lookup}@example.com" if lookup == "email" else lookup
        sync.sync(tx, [{lookup: value, "firstName": "Ada"}], action=action, lookup_field=lookup)
        remove.delete(tx, [made.id])

    assert not list(filter(through_a_table, steps(lease, work)))
