"""The PostgreSQL database of a test is as good as new for the next one."""

import psycopg
import pytest

from mercat.domain.access import users
from mercat.store.engines.database import tables
from support.databases import postgresql_missing, skip_or_fail


@pytest.fixture
def fresh(templates):
    """Makes leases on PostgreSQL, one after the other."""
    skip_or_fail(postgresql_missing())
    leases = []

    def make():
        if leases:
            leases.pop().end()
        leases.append(templates.registry("postgresql"))
        return leases[-1]

    yield make
    leases.pop().end()


def content(lease):
    """All rows of all tables."""

    def work(tx):
        names = tables(tx.connection, tx.dialect)
        return {name: sorted(tx.fetch_all(f'SELECT * FROM "{name}"'), key=repr) for name in names}

    return lease.registry.default.read_now(work)


def number(lease):
    """The id that a new role gets."""
    return lease.registry.default.write_now(lambda tx: users.create_role(tx, "New", ["Read-Only Lead"]))


def test_rows_that_came_changed_and_went_are_put_back_and_ids_begin_again(fresh):
    lease = fresh()
    url, rows, role = lease.database_url, content(lease), number(lease)

    def change(tx):
        users.create_user(tx, "a@b.test", roles=["Admin"])
        tx.execute("UPDATE folders SET is_archive = 1 - is_archive")
        tx.execute("DELETE FROM person_fields")

    lease.registry.default.write_now(change)
    assert {name for name, old in rows.items() if content(lease)[name] != old} >= {"users", "folders", "person_fields"}
    lease = fresh()
    assert lease.database_url == url
    assert content(lease) == rows
    assert number(lease) == role


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mercat_123_abc_456.later (id INT)",
        "ALTER TABLE mercat_123_abc_456.users ADD COLUMN later INT",
        "DROP INDEX mercat_123_abc_456.{index}",
        "CREATE SCHEMA later",
    ],
)
def test_a_database_with_another_schema_is_not_used_again(fresh, statement):
    url = fresh().database_url
    with psycopg.connect(url) as connection:
        query = """SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid
            WHERE relnamespace = 'mercat_123_abc_456'::regnamespace AND NOT indisunique ORDER BY 1 LIMIT 1"""
        ((index,),) = connection.execute(query).fetchall()
        connection.execute(statement.format(index=index))
    assert fresh().database_url != url
