"""Copies of a PostgreSQL database that one test uses after the other: what a test changed is put back."""

from typing import Any, Final

import psycopg

USES: Final = 100  # of one copy; then its dead rows are worth a new one
ROWS: Final = 5_000  # in the tables that a test changed; a new copy costs less than to take more of them away

_TABLES: Final = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname LIKE 'mercat\\_%' ORDER BY 1"""
_SEQUENCES: Final = """
    SELECT format('%I.%I', schemaname, sequencename), start_value, last_value FROM pg_sequences
    WHERE schemaname LIKE 'mercat\\_%'"""
# Catalogs that every change of a schema shows in: it adds rows to them, replaces rows or takes some away.
_CATALOGS: Final = ("pg_class", "pg_attribute", "pg_constraint", "pg_namespace", "pg_proc", "pg_trigger")

# Ends the other connections; its rows are those that were still there.
_END_OTHERS: Final = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""


class Content:
    """What a template holds: the rows of each table, and where its sequences are."""

    def __init__(self, url: str) -> None:
        self.rows: dict[str, bytes] = {}
        with psycopg.connect(url) as connection:
            tables = [table for (table,) in connection.execute(_TABLES).fetchall()]
            for table in tables:
                with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                    self.rows[table] = b"".join(map(bytes, copy))
            counts = {name: _count(connection, name) for name in (*tables, *_CATALOGS)}
            sequences = connection.execute(_SEQUENCES).fetchall()
        self.comparison = " UNION ALL ".join(
            f"SELECT '{name}', n FROM (SELECT count(*) AS n, min(age(xmin)) AS newest FROM {name}) AS t"
            f" WHERE n <> {count} OR newest < age(%(since)s::text::xid)"
            for name, count in counts.items()
        )
        self.sequences = "SELECT " + ", ".join(
            f"setval('{name}', {start if last is None else last}, {last is not None})"
            for name, start, last in sequences
        )


def _count(connection: "psycopg.Connection[Any]", table: str) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


class Copy:
    """A database that was made of a template, and what brings it back to it."""

    def __init__(self, url: str, content: Content) -> None:
        self.url = url
        self._content = content
        self._uses = 0
        self._connection = psycopg.connect(url, autocommit=True)
        self._since = self._transaction()

    def reset(self) -> bool:
        """Put back what was changed; whether that was possible and worth it."""
        self._uses += 1
        if self._uses == USES:
            return False
        try:
            while self._connection.execute(_END_OTHERS).fetchall():
                pass
            counts = self._changes()
            if counts.keys() & set(_CATALOGS) or sum(counts.values()) > ROWS:
                return False
            self._put_back(list(counts))
        except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable):
            return False  # a test ended our connection, or took a table away, or the role may not leave triggers out
        return True

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _changes(self) -> dict[str, int]:
        """The tables with rows of later transactions, or with fewer rows than at first; and how many rows each has."""
        rows = self._connection.execute(self._content.comparison, {"since": self._since}, prepare=True).fetchall()
        return dict(rows)

    def _put_back(self, tables: list[str]) -> None:
        with self._connection.transaction():
            self._connection.execute(
                "; ".join(
                    ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {table}" for table in tables)]
                )
            )
            for table in tables:
                if self._content.rows[table]:
                    with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(self._content.rows[table])
            self._connection.execute(self._content.sequences, prepare=True)
            self._since = self._transaction()

    def _transaction(self) -> str:
        """The number of a transaction: those that begin later have later ones."""
        ((number,),) = self._connection.execute("SELECT pg_current_xact_id()::xid::text").fetchall()
        return str(number)
