"""A database with one table, `things (id, name)`, for tests of transactions."""

import contextlib
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mercat.store.engines.database import open_database
from support.databases import POSTGRESQL_URL, postgresql_missing, skip_or_fail

_numbers = itertools.count()


@contextlib.contextmanager
def opened(backend: str, folder: Path) -> Iterator[Any]:
    """An empty database of a backend, dropped at the end."""
    if backend == "postgresql":
        skip_or_fail(postgresql_missing())
    place = POSTGRESQL_URL if backend == "postgresql" else folder / "test.db"
    made: Any = open_database(place, schema=f"test_{os.getpid()}_{next(_numbers)}")
    table = f"CREATE TABLE things (id {made.dialect.types['id']}, name {made.dialect.types['text']} UNIQUE)"
    made.exclusive(lambda connection: made.script(connection, [table]))
    try:
        yield made
    finally:
        made.close()
        if backend == "postgresql":
            made.drop()


def add(name: str) -> Callable[[Any], int]:
    """Work that adds a thing and answers its id."""
    sql = "INSERT INTO things (name) VALUES (:name) RETURNING id"
    return lambda connection: connection.fetch_all(sql, {"name": name})[0][0]


def names(database: Any) -> list[str]:
    """The names of all things, in order."""
    return [name for (name,) in database.read(lambda c: c.fetch_all("SELECT name FROM things ORDER BY id", {}))]
