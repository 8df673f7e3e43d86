"""Transactions of either database: whole or not at all, durable when answered, ids used once."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from mercat.store.engines.database import migrations
from mercat.store.engines.driver import DatabaseClosed
from support.databases import POSTGRESQL_URL
from support.things import add, names, opened


@pytest.fixture
def database(backend: str, tmp_path: Path) -> Iterator[Any]:
    with opened(backend, tmp_path) as made:
        yield made


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(
        "mercat.store.engines.sqlite.GROUP_SECONDS", 60
    )  # what waits joins, however slow the machine is
    with opened("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[Any]:
    with opened("postgresql", tmp_path) as made:
        yield made


def refusing(*names):
    """Work that adds things and then thinks better of it."""

    def work(connection):
        for name in names:
            add(name)(connection)
        raise LookupError

    return work


def test_what_was_written_is_read(database):
    assert database.write(add("one")).result() == 1
    assert names(database) == ["one"]


def test_an_exception_undoes_its_own_work_and_no_other(database):
    futures = [database.write(work) for work in (add("one"), refusing("two", "three"), add("four"))]
    assert isinstance(futures[1].exception(), LookupError)
    assert [futures[0].exception(), futures[2].exception()] == [None, None]
    assert sorted(names(database)) == ["four", "one"]


def test_a_failed_statement_undoes_the_work_around_it(database):
    database.write(add("one")).result()

    def work(connection):
        add("two")(connection)
        add("one")(connection)

    with pytest.raises(Exception, match=r"(?i)unique"):
        database.write(work).result()
    assert names(database) == ["one"]
    assert database.write(add("three")).result() > 1


def test_an_id_is_never_used_twice(database):
    first = database.write(add("one")).result()
    database.write(refusing("two")).exception()
    database.write(lambda connection: connection.execute("DELETE FROM things", {})).result()
    assert database.write(add("three")).result() > first


def test_many_writers_all_get_their_own_answer(database):
    futures = [(name, database.write(add(name))) for name in map(str, range(200))]
    ids = {name: future.result() for name, future in futures}
    rows = database.read(lambda connection: connection.fetch_all("SELECT name, id FROM things", {}))
    assert dict(rows) == ids


def test_counting_up_together_loses_no_count(database):
    database.write(add("0")).result()

    def work(connection):
        ((count,),) = connection.fetch_all("SELECT name FROM things", {})
        connection.execute("UPDATE things SET name = :name", {"name": str(int(count) + 1)})

    for future in [database.write(work) for _ in range(40)]:
        future.result()
    assert names(database) == ["40"]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 31, 40, 128, 129, 300, 1_000])
def test_rows_of_one_statement_come_in_order_whatever_their_number(database, count):
    sql = "INSERT INTO things (name) VALUES (:name)"
    database.write(lambda c: c.executemany(sql, [{"name": f"{n:04}"} for n in range(count)])).result()
    assert names(database) == [f"{n:04}" for n in range(count)]
    sql = "UPDATE things SET name = :new WHERE name = :old"
    database.write(lambda c: c.executemany(sql, [{"new": f"x{n:04}", "old": f"{n:04}"} for n in range(count)])).result()
    assert names(database) == [f"x{n:04}" for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 31, 40, 128, 129, 300, 1_000])
def test_inserted_rows_have_their_columns_whatever_their_number(database, count):
    rows = [(1_000 + n, f"50% ?1 :id {n:04}") for n in range(count)]
    database.write(lambda c: c.insert_many("things", ("id", "name"), rows)).result()
    assert database.read(lambda c: c.fetch_all("SELECT id, name FROM things ORDER BY id", {})) == rows


@pytest.mark.parametrize("count", [3, 140])
def test_an_inserted_row_that_fails_takes_the_others_with_it(database, count):
    rows = [(str(n % (count - 1)),) for n in range(count)]
    with pytest.raises(Exception, match=r"(?i)unique"):
        database.write(lambda c: c.insert_many("things", ("name",), rows)).result()
    assert names(database) == []


def test_rows_of_one_statement_meet_one_another(database):
    """One of the same name is left out, or takes the other's place, be it from before or from the same call."""
    rows = [{"id": n + 1, "name": f"{n % 50:02}"} for n in range(200)]
    kept = "INSERT INTO things (id, name) VALUES (:id, :name) ON CONFLICT (name) DO NOTHING"
    database.write(lambda c: c.executemany(kept, [*rows, *rows])).result()
    assert names(database) == [f"{n:02}" for n in range(50)]
    moved = "INSERT INTO things (id, name) VALUES (:id, :name) ON CONFLICT (name) DO UPDATE SET id = excluded.id"
    database.write(
        lambda c: c.executemany(moved, [{"id": 1_000 + n, "name": f"{n % 50:02}"} for n in range(200)])
    ).result()
    ids = database.read(lambda c: c.fetch_all("SELECT id FROM things ORDER BY id", {}))
    assert [number for (number,) in ids] == list(range(1_150, 1_200))


def test_a_row_may_name_a_parameter_twice_and_hold_what_is_no_parameter(database):
    sql = "INSERT INTO things (id, name) VALUES (:id, 'n' || :id || :text)"
    rows = [{"id": n, "text": f"?{n}:id"} for n in range(1, 41)]
    if database.dialect.name == "postgresql":
        sql = sql.replace("|| :id ||", "|| CAST(:id AS text) ||")
    database.write(lambda c: c.executemany(sql, rows)).result()
    assert names(database) == [f"n{n}?{n}:id" for n in range(1, 41)]


@pytest.mark.parametrize("count", [3, 140])
def test_a_row_that_fails_takes_the_others_with_it(database, count):
    rows = [{"name": str(n % (count - 1))} for n in range(count)]
    with pytest.raises(Exception, match=r"(?i)unique"):
        database.write(lambda c: c.executemany("INSERT INTO things (name) VALUES (:name)", rows)).result()
    assert names(database) == []


def test_a_reader_sees_one_moment(database):
    database.write(add("one")).result()
    counts = []

    def work(connection):
        for name in ("two", "three"):
            counts.append(len(connection.fetch_all("SELECT id FROM things", {})))
            thread = threading.Thread(target=lambda name=name: database.write(add(name)).result())
            thread.start()
            thread.join()

    database.read(work)
    assert counts == [1, 1]
    assert len(names(database)) == 3


def test_closing_finishes_what_is_queued_and_refuses_more(database):
    futures = [database.write(add(str(number))) for number in range(50)]
    database.close()
    assert [future.exception() for future in futures] == [None] * 50
    with pytest.raises(DatabaseClosed):
        database.write(add("more"))


def test_bound_values_are_kept_as_they_are(database):
    for text in ("", "'; DROP TABLE things; --", "%s %(name)s :name ::text", "\U0001f600\u00e9\uffff", "a" * 100_000):
        database.write(add(text)).result()
        assert names(database)[-1] == text


# -- SQLite ---------------------------------------------------------------------------------------------------------


def held(database, *works):
    """Results or problems of works that wait together, so that one transaction holds them."""
    gate = threading.Event()
    first = database.write(lambda connection: gate.wait())
    futures = [database.write(work) for work in works]
    gate.set()
    first.exception()
    return [future.exception() or future.result() for future in futures]


def fill(pages):
    """Work that limits the disk to what is used and `pages` more."""

    def work(connection):
        ((used,),) = connection.fetch_all("PRAGMA page_count", {})
        connection.fetch_all(f"PRAGMA max_page_count = {used + pages}", {})

    return work


def test_a_full_disk_fails_those_that_need_it_and_nothing_is_half_written(sqlite):
    sqlite.write(add("one")).result()
    sqlite.write(fill(8)).result()
    large = add("x" * 100_000)
    answers = held(sqlite, add("two"), large, add("three"))
    assert [type(answer) for answer in answers] == [int, apsw.FullError, int]
    assert names(sqlite) == ["one", "two", "three"]
    sqlite.write(fill(1_000)).result()
    sqlite.write(large).result()


def test_a_failing_commit_is_tried_again_one_by_one(sqlite):
    refused = []

    def refuse_groups():
        refused.append(1)
        return len(refused) == 1

    sqlite.write(lambda connection: connection.raw.set_commit_hook(refuse_groups)).exception()
    refused.clear()
    answers = held(sqlite, add("one"), refusing("two"), add("three"))
    assert [type(answer) for answer in answers] == [int, LookupError, int]
    assert names(sqlite) == ["one", "three"]


def test_a_commit_that_never_succeeds_is_answered_with_its_problem(sqlite):
    sqlite.write(lambda connection: connection.raw.set_commit_hook(lambda: True)).exception()
    answers = held(sqlite, add("one"), add("two"))
    assert [type(answer) for answer in answers] == [apsw.ConstraintError] * 2
    sqlite.write(lambda connection: connection.raw.set_commit_hook(None)).exception()
    assert sqlite.write(add("three")).result() >= 1
    assert names(sqlite) == ["three"]


def test_a_cancelled_write_is_left_out(sqlite):
    gate = threading.Event()
    sqlite.write(lambda connection: gate.wait())
    given_up = sqlite.write(add("one"))
    assert given_up.cancel()
    last = sqlite.write(add("two"))
    gate.set()
    last.result()
    assert names(sqlite) == ["two"]


def test_another_process_that_holds_the_lock_is_waited_for(sqlite):
    sqlite.write(add("one")).result()
    other = apsw.Connection(str(sqlite.path))
    other.execute("BEGIN IMMEDIATE")
    waiting = sqlite.write(add("two"))
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    waiting.result(5)


def test_a_long_reader_does_not_hold_up_writers(sqlite):
    sqlite.write(add("one")).result()
    reading, done = threading.Event(), threading.Event()

    def work(connection):
        connection.fetch_all("SELECT * FROM things", {})
        reading.set()
        done.wait()

    reader = threading.Thread(target=sqlite.read, args=(work,))
    reader.start()
    reading.wait()
    for number in range(100):
        sqlite.write(add(f"more {number}")).result(1)
    done.set()
    reader.join()


# -- PostgreSQL -----------------------------------------------------------------------------------------------------


def test_connections_that_the_server_gave_up_are_replaced(postgresql):
    import psycopg

    for future in [postgresql.write(add(str(number))) for number in range(20)]:
        future.result()
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [postgresql.schema]
        )
    assert len(names(postgresql)) == 20
    for future in [postgresql.write(add(f"more {number}")) for number in range(20)]:
        future.result()


def test_a_connection_lost_on_the_way_fails_its_own_work_only(postgresql):
    def work(connection):
        add("one")(connection)
        connection.fetch_all("SELECT pg_terminate_backend(pg_backend_pid())", {})

    with pytest.raises(Exception, match="terminat"):
        postgresql.write(work).result()
    postgresql.write(add("two")).result()
    assert names(postgresql) == ["two"]


def test_no_two_migrations_have_a_number_in_common():
    """A database at that version would do without the second of them."""
    numbers = [number for number, _ in migrations()]
    assert numbers == sorted(set(numbers))
