"""The interface of database drivers, and their failures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

Row = tuple[Any, ...]
Value = Any


class DatabaseClosed(Exception):
    """The database is closed and accepts no more writes."""


class Connection(Protocol):
    """A connection of a database driver. SQL is of the subset that both databases share, with `:name` parameters."""

    def fetch_all(self, sql: str, params: Mapping[str, Value]) -> list[Row]:
        """Run a statement and answer its rows."""

    def execute(self, sql: str, params: Mapping[str, Value]) -> int:
        """Run a statement and answer how many rows it changed."""

    def executemany(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Run a statement once for each row."""

    def insert_many(self, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Insert rows of these columns: the fastest way for many of them."""


class Load(NamedTuple):
    """The connections of one process to a database, and the units of work that wait for one."""

    connections: int
    idle: int
    waiting: int  # units of work that have no connection, or no writer, yet
    conflicts: int  # retries of writes after a serialisation conflict, since the process started


class Engine(NamedTuple):
    """A PostgreSQL server: its version as a number (150004 is 15.4), and what Citus is in it, if it is."""

    version: int
    citus: str  # its version; empty without it
    workers: int  # servers that Citus distributes schemas over

    def __str__(self) -> str:
        name = f"PostgreSQL {self.version // 10_000}.{self.version % 10_000}"
        if not self.citus:
            return name
        return f"Citus {self.citus} on {name}, {self.workers} worker{'' if self.workers == 1 else 's'}"


class NoBackup(Exception):
    """mercat makes no backup of a PostgreSQL database; PostgreSQL's own tools do."""

    def __init__(self) -> None:
        super().__init__(
            "PostgreSQL has tools of its own for this: pg_dump --format=custom --schema='mercat_*' --file=FILE URL,"
            " and pg_restore. Copy the data directory (files, keys) along."
        )


class DatabaseUnavailable(Exception):
    """The database cannot be reached. The message says why, and what to check."""
