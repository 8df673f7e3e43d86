"""Copies all rows of one database into another one of the same schema version."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from mercat.store.engines import private
from mercat.store.engines.database import Database, migrate
from mercat.store.engines.dialect import Dialect
from mercat.store.engines.driver import Connection
from mercat.store.engines.files import KEY_LENGTH, PARTS, Files


@runtime_checkable
class Embedded(Protocol):
    """A database in a file."""

    path: Path

    def backup(self, target: Path, *, durable: bool = True) -> None:
        """Copy it into a new file while it is in use."""

    def restore(self, source: Path) -> None:
        """Replace its content by that of a backup, while it is in use."""


@runtime_checkable
class Neighbour(Protocol):
    """A schema in the same database as another one."""

    schema: str


# Not copied: the schema version; the versions of cached values, which must change; the audit trail, which only grows.
_LEFT: Final = frozenset({"schema_version", "versions", "audit_entries"})


def replace_all_rows(
    connection: Connection,
    dialect: Dialect,
    source: Database,
    *,
    skip: frozenset[str] = frozenset(),
    between: Callable[[], None] = lambda: None,
) -> None:
    """Replace all rows by those of `source`, but for the tables in `skip`. New ids continue after those of `source`.

    `between` runs after the old rows are deleted and before the new ones are inserted.
    """
    tables = [row[0] for row in connection.fetch_all(dialect.tables(), {}) if row[0] not in skip | _LEFT]
    for table in reversed(tables):
        connection.execute(f'DELETE FROM "{table}"', {})
    connection.execute("UPDATE versions SET version = version + 1", {})

    between()
    if isinstance(source, Neighbour):
        for table in tables:
            columns = _columns(connection, dialect, table)
            place = f'"{source.schema}"."{table}"'
            connection.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {place}', {})
    else:
        connection.execute("PRAGMA defer_foreign_keys = ON", {})  # rows are inserted in any order
        source.read(lambda other: _copy_rows(connection, other, dialect, tables))
    source.read(lambda other: _copy_last_ids(connection, other, dialect, tables))


def _columns(connection: Connection, dialect: Dialect, table: str) -> str:
    return ", ".join(f'"{row[0]}"' for row in connection.fetch_all(dialect.columns(), {"table": table}))


def _copy_rows(connection: Connection, other: Connection, dialect: Dialect, tables: list[str]) -> None:
    for table in tables:
        names = [row[0] for row in connection.fetch_all(dialect.columns(), {"table": table})]
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f":{name}" for name in names)
        rows = other.fetch_all(f'SELECT {columns} FROM "{table}"', {})
        connection.executemany(
            f'INSERT INTO "{table}" ({columns}) VALUES ({values})',
            [dict(zip(names, row, strict=True)) for row in rows],
        )


def _copy_last_ids(connection: Connection, other: Connection, dialect: Dialect, tables: list[str]) -> None:
    for table in tables:
        if '"id"' in _columns(connection, dialect, table).split(", "):
            last = other.fetch_all(dialect.last_id(), {"table": table})
            for statement in dialect.set_last_id(last[0][0] if last else None):
                connection.fetch_all(statement, {"table": table})


def copy(source: Database, target: Database) -> None:
    """Fill an unused database with all rows of one that may be in use."""
    if isinstance(source, Embedded) and isinstance(target, Embedded):
        source.backup(target.path, durable=False)  # copies are only made for throw-away instances
        return
    migrate(target)
    target.write(lambda connection: replace_all_rows(connection, target.dialect, source)).result()


def copy_files(source: Files, target: Path) -> None:
    """Copy the files that the target folder lacks, each in one step: a name stands for a whole content."""
    for place in sorted(source.folder.glob("*/*")):
        copy = target / place.parent.name / place.name
        is_part = place.parent.name == PARTS
        if is_part or (len(place.name) == KEY_LENGTH and not copy.exists()):  # what is unfinished has another name
            private.make_folder(copy.parent)
            _copy_file(place, copy)


def _copy_file(place: Path, copy: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=copy.parent)
    os.close(handle)
    try:
        shutil.copyfile(place, temporary)
        Path(temporary).replace(copy)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
