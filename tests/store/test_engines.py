"""PostgreSQL, and engines of its protocol that take less: one statement at a time, no triggers, late conflicts."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mercat.store.engines.database import engine, migrate, open_database, statements
from support.databases import POSTGRESQL_URL, database_of, postgresql_missing, skip_or_fail
from support.things import add, names, opened

TWO = "CREATE TABLE more (id INTEGER); CREATE TABLE most (id INTEGER)"


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[Any]:
    with opened("postgresql", tmp_path) as made:
        yield made


@pytest.fixture
def citus() -> Iterator[str]:
    """The URL of a database that says it has Citus with two workers; its user is an ordinary one."""
    skip_or_fail(postgresql_missing())
    with database_of("citus") as url:
        with psycopg.connect(url, autocommit=True) as raw:
            raw.execute("SET allow_system_table_mods = on")
            raw.execute(
                "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)"
                " VALUES (99999, 'citus', 10, 11, false, '13.0-1')"
            )
            raw.execute("CREATE TABLE pg_dist_node (groupid INT, noderole TEXT, isactive BOOL)")
            raw.execute(
                "INSERT INTO pg_dist_node VALUES (0, 'primary', true), (1, 'primary', true), (2, 'primary', true),"
                " (2, 'secondary', true), (3, 'primary', false)"
            )
            role = "mercat_ordinary"
            raw.execute(
                f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$"
            )
            raw.execute(f'GRANT ALL ON DATABASE "{raw.info.dbname}" TO {role}')
            raw.execute(f"GRANT SELECT ON pg_dist_node TO {role}")
        yield psycopg.conninfo.make_conninfo(url, user=role)


# -- one statement at a time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["fetch_all", "execute", "executemany"])
def test_two_statements_in_one_execution_are_a_mistake(postgresql, way):
    rows: Any = [{}] if way == "executemany" else {}
    with pytest.raises(AssertionError, match="one statement at a time"):
        postgresql.write(lambda connection: getattr(connection, way)(TWO, rows)).result()


def test_the_server_itself_refuses_a_migration_of_two_statements_in_one(postgresql):
    with pytest.raises(psycopg.errors.SyntaxError, match="multiple commands"):
        postgresql.exclusive(lambda connection: postgresql.script(connection, [TWO]))


def test_a_statement_ends_with_a_semicolon_at_the_end_of_a_line():
    text = """-- Things; and what becomes of them.
CREATE TABLE things (
    id INTEGER, -- counted; never used twice
    name TEXT
);
CREATE TRIGGER stays BEFORE DELETE ON things
    BEGIN SELECT RAISE(ABORT, 'no; never'); END;

-- The end.
"""
    table, trigger = statements(text)
    assert [table.splitlines()[1], table[-1]] == ["CREATE TABLE things (", ")"]
    assert trigger.endswith("'no; never'); END")


# -- the audit trail ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = ''", "DELETE FROM audit_entries"])
def test_the_audit_trail_only_grows_where_the_engine_has_no_triggers(citus, change):
    database: Any = open_database(citus, schema="mercat_123_abc_456")
    try:
        migrate(database)
        sql = "INSERT INTO audit_entries (at_ms, kind, actor, actor_id, subject) VALUES (1, 'k', 'a', 1, 's')"
        database.write(lambda connection: connection.execute(sql, {})).result()
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="audit_entries"):
            database.write(lambda connection: connection.execute(change, {})).result()
        counted = "SELECT count(*) FROM audit_entries"
        assert database.read(lambda connection: connection.fetch_all(counted, {})) == [(1,)]
        triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        assert database.read(lambda connection: connection.fetch_all(triggers, {})) == []
    finally:
        database.close()


def test_the_engine_is_named_with_its_workers(citus):
    assert str(engine(citus)).startswith("Citus 13.0-1 on PostgreSQL ")
    assert str(engine(citus)).endswith(", 2 workers")
    assert str(engine(POSTGRESQL_URL)).partition(" ")[0] == "PostgreSQL"


# -- conflicts ------------------------------------------------------------------------------------------------------


def refuse_commits(database: Any, code: str, words: str, times: int = 1_000) -> None:
    """Let the next COMMITs of transactions that add a thing fail as the engine's own."""
    sequence = "CREATE SEQUENCE refusals"
    body = f"IF nextval('refusals') <= {times} THEN RAISE EXCEPTION '{words}' USING ERRCODE = '{code}'; END IF;"
    function = f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
    trigger = (
        "CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    database.exclusive(lambda connection: database.script(connection, [sequence, function, trigger]))


LOST = [("XX000", "could not commit transaction for shard 102008 on at least one active node"), ("40001", "serialize")]


@pytest.mark.parametrize(("code", "words"), LOST)
def test_a_commit_that_is_lost_to_others_is_repeated_in_silence_and_counted(postgresql, caplog, code, words):
    refuse_commits(postgresql, code, words, times=3)
    with caplog.at_level(logging.INFO):
        assert postgresql.write(add("one")).result() > 0
    assert names(postgresql) == ["one"]
    assert postgresql.load().conflicts == 3
    assert caplog.messages == []


@pytest.mark.parametrize(("code", "words"), LOST)
def test_a_commit_that_is_always_lost_is_given_up(postgresql, code, words):
    refuse_commits(postgresql, code, words)
    with pytest.raises(psycopg.Error, match=words):
        postgresql.write(add("one")).result()
    assert names(postgresql) == []


def test_another_failure_of_a_commit_is_not_repeated(postgresql):
    refuse_commits(postgresql, "XX000", "could not read block 7 of the shard")
    with pytest.raises(psycopg.InternalError, match="block 7"):
        postgresql.write(add("one")).result()
    assert postgresql.load().conflicts == 0


def test_many_rows_that_meet_a_conflict_are_repeated_in_silence(postgresql, caplog):
    """One row of many fails while others are on their way in the same pipeline."""
    postgresql.write(add("0")).result()
    rounds = iter(range(3))
    sql = "UPDATE things SET name = :name"

    def work(connection):
        connection.fetch_all("SELECT name FROM things", {})
        turn = next(rounds, None)
        if turn is not None:
            postgresql.write(lambda beside: beside.execute(sql, {"name": f"beside {turn}"})).result()
        connection.executemany(sql, [{"name": str(number)} for number in range(50)])

    with caplog.at_level(logging.INFO):
        postgresql.write(work).result()
    assert caplog.messages == []
    assert postgresql.load().conflicts == 3
    assert names(postgresql) == ["49"]


def test_a_row_that_fails_among_many_says_so_once(postgresql, caplog):
    rows = [{"name": str(n % 40)} for n in range(80)]
    with caplog.at_level(logging.INFO), pytest.raises(psycopg.errors.UniqueViolation):
        postgresql.write(lambda c: c.executemany("INSERT INTO things (name) VALUES (:name)", rows)).result()
    assert caplog.messages == []
    assert names(postgresql) == []


def test_an_idle_database_has_nothing_waiting(postgresql):
    for future in [postgresql.write(add(str(number))) for number in range(20)]:
        future.result()
    load = postgresql.load()
    assert load.connections > 0
    assert load.waiting == 0
