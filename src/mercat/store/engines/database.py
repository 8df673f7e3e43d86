"""The database of an instance, SQLite or PostgreSQL, and its schema versions."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from importlib import resources
from pathlib import Path
from typing import Final, Protocol, TypeVar

from mercat.store.engines.dialect import Dialect
from mercat.store.engines.driver import Connection, Engine, Load

T = TypeVar("T")

_STATEMENT_END: Final = re.compile(r";[ \t]*$", re.MULTILINE)
_COMMENT: Final = re.compile(r"--.*$", re.MULTILINE)
_MARK: Final = ("CREATE TABLE schema_version (version INTEGER NOT NULL)", "INSERT INTO schema_version VALUES (0)")


class Database(Protocol):
    """The interface of a database; `SqliteDatabase` and `PostgresqlDatabase` implement it."""

    dialect: Dialect
    inline: bool

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot, on this thread."""

    def begin_read(self) -> Connection:
        """A snapshot for this thread, if the database is `inline`; until `end_read`, and one at a time."""

    def end_read(self) -> None:
        """Close the snapshot."""

    def write(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Run `work` as one transaction; the future is done when it is durable. An exception rolls it back."""

    def exclusive(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a connection of its own."""

    def script(self, connection: Connection, statements: Sequence[str]) -> None:
        """Run statements that define tables, one after the other, all or nothing."""

    def types(self, connection: Connection) -> Mapping[str, str]:
        """What fills the `{placeholders}` of migrations on the server behind `connection`."""

    def load(self) -> Load:
        """The load on the connections of this process."""

    def backup(self, target: Path) -> None:
        """Copy everything into a new file while it is in use."""

    def close(self) -> None:
        """Wait for the running work and close all connections."""


class NewerDatabase(Exception):
    """The schema of the database is newer than this program, which leaves it unchanged."""

    def __init__(self, database_version: int, program_version: int) -> None:
        super().__init__(
            f"The database is at schema version {database_version}, this program knows {program_version}."
            " Run a newer mercat, or restore a backup."
        )


class OlderDatabase(Exception):
    """The schema of the database is older than this program, and migrating was not asked for."""

    def __init__(self, database_version: int, program_version: int) -> None:
        super().__init__(
            f"The database is at schema version {database_version}, this program needs {program_version}."
            " Run `mercat migrate`."
        )


def open_database(place: Path | str, *, schema: str = "", durable: bool = True) -> Database:
    """A SQLite file for a path, a schema of a PostgreSQL database for a URL. The driver is imported when needed."""
    if isinstance(place, Path):
        from mercat.store.engines.sqlite import SqliteDatabase

        return SqliteDatabase(place, durable=durable)
    from mercat.store.engines.postgresql import PostgresqlDatabase

    return PostgresqlDatabase(place, schema)


@functools.cache
def migrations() -> list[tuple[int, str]]:
    """The numbered steps from an empty database to the present schema."""
    folder = resources.files("mercat.store") / "migrations"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))
    return [(int(name[:4]), (folder / name).read_text("utf-8")) for name in names]


def statements(text: str) -> list[str]:
    """The statements of a migration. Each ends with a semicolon at the end of a line; some engines take only one."""
    parts = _STATEMENT_END.split(text)
    return [part.strip() for part in parts if _COMMENT.sub("", part).strip()]


def latest() -> int:
    """The schema version of this program."""
    return migrations()[-1][0]


def schemas(url: str) -> list[str]:
    """The schemas of a PostgreSQL database that hold instances. Raises DatabaseUnavailable."""
    from mercat.store.engines.postgresql import schemas

    return schemas(url)


def engine(url: str) -> Engine:
    """The server behind a PostgreSQL URL. Raises DatabaseUnavailable."""
    from mercat.store.engines.postgresql import engine

    return engine(url)


def sqlite_version() -> str:
    """The version of the embedded engine."""
    from mercat.store.engines.sqlite import version

    return version()


def integrity_errors(path: Path) -> list[str]:
    """The errors of SQLite's integrity check of a database file; empty if it is intact."""
    from mercat.store.engines.sqlite import integrity_errors

    return integrity_errors(path)


def version(database: Database) -> int:
    """The schema version that a database has; 0 if it is empty."""
    return database.exclusive(lambda connection: _version(connection, database.dialect))


def migrate(database: Database, before: Callable[[int], None] = lambda version: None) -> list[int]:
    """Bring a database to the present schema; `before(version)` runs first if there is something to keep (a backup).

    Answers the versions applied. Raises `NewerDatabase` and changes nothing if the database is ahead of the program.
    """
    steps = migrations()

    def work(connection: Connection) -> list[int]:
        present = _version(connection, database.dialect)
        if present > steps[-1][0]:
            raise NewerDatabase(present, steps[-1][0])
        ahead = [(number, text) for number, text in steps if number > present]
        if present and ahead:
            # takes the row lock, so that of several migrating processes the later ones find nothing to do
            connection.execute("UPDATE schema_version SET version = version", {})
            if _version(connection, database.dialect) != present:
                return []
            before(present)
        types = database.types(connection)
        for number, text in ahead:
            update = f"UPDATE schema_version SET version = {number}"
            database.script(connection, [*(_MARK if number == 1 else ()), *statements(text.format_map(types)), update])
        return [number for number, _ in ahead]

    return database.exclusive(work)


def tables(connection: Connection, dialect: Dialect) -> list[str]:
    """The names of all tables of the schema."""
    if dialect.name == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    else:
        sql = "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = current_schema()"
    return sorted(row[0] for row in connection.fetch_all(sql, {}))


def _version(connection: Connection, dialect: Dialect) -> int:
    if "schema_version" not in tables(connection, dialect):
        return 0
    number: int = connection.fetch_all("SELECT version FROM schema_version", {})[0][0]
    return number
