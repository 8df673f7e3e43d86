"""`Tx`: one unit of work. Through it an engine reaches the database, the time and randomness."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from mercat.model.activities import ActivityRow
from mercat.model.caller import SYSTEM, Caller
from mercat.model.keys import Keys
from mercat.model.mail import MailDelivery
from mercat.model.randomness import Randomness
from mercat.store.engines.dialect import Dialect
from mercat.store.engines.driver import Connection, Row, Value
from mercat.store.engines.files import Files

# A new version is a random number, not the next one: a rolled back transaction or a restored backup cannot repeat it.
_VERSIONS: Final = 2**53

T = TypeVar("T")


class VersionedCache:
    """An instance's cache. A value is valid as long as its version in the table `versions` is the same."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[int, Any]] = {}

    def get(self, name: str, version: int) -> Any:
        """The value of this name and version, or None."""
        entry = self._entries.get(name)
        return entry[1] if entry is not None and entry[0] == version else None

    def put(self, name: str, version: int, value: Any) -> None:
        """Store a value in place of any older version."""
        self._entries[name] = (version, value)

    def clear(self) -> None:
        """Drop all values, as after a reset."""
        self._entries.clear()


@dataclass(slots=True)
class Tx:
    """One transaction: its connection, the time, the caller, and the instance's randomness, keys, files, cache, id."""

    connection: Connection
    dialect: Dialect
    now: int
    randomness: Randomness
    keys: Keys
    files: Files
    cache: VersionedCache
    instance_id: str
    caller: Caller = SYSTEM
    mail_delivery: MailDelivery = MailDelivery.NONE
    changed: set[str] = field(default_factory=set)
    job_fate: str = ""  # what becomes of jobs that are ordered: a fault of the sandbox lets them fail or hang
    wakes: bool = False  # a job was added: the commit wakes the job runner
    versions: dict[str, int] | None = None  # of cached values, as this transaction reads them
    activities: list[ActivityRow] | None = None  # written so far; None if no subscriber is to hear of them

    def fetch_all(self, sql: str, /, **params: Value) -> list[Row]:
        """All rows of a query."""
        return self.connection.fetch_all(sql, params)

    def fetch_one(self, sql: str, /, **params: Value) -> Row | None:
        """The first row of a query, or None."""
        rows = self.connection.fetch_all(sql, params)
        return rows[0] if rows else None

    def execute(self, sql: str, /, **params: Value) -> int:
        """Run a statement and answer how many rows it changed."""
        return self.connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Mapping[str, Value]], /) -> None:
        """Run a statement once for each row."""
        self.connection.executemany(sql, rows)

    def insert_many(self, table: str, columns: tuple[str, ...], rows: Sequence[Row], /) -> None:
        """Insert rows of these columns: the fastest way for many of them."""
        self.connection.insert_many(table, columns, rows)

    def insert(self, sql: str, /, **params: Value) -> int:
        """Run an INSERT that ends in `RETURNING id` and answer the id."""
        identity: int = self.connection.fetch_all(sql, params)[0][0]
        return identity

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction whose writes are rolled back, and only they, if the part raises."""
        self.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK TO SAVEPOINT part")
            self.execute("RELEASE SAVEPOINT part")
            raise
        self.execute("RELEASE SAVEPOINT part")

    def cached(self, name: str, load: Callable[["Tx"], T]) -> T:
        """`load(tx)`, cached until a transaction calls `invalidate(name)`. The value must not be changed."""
        if name in self.changed:
            return load(self)
        if self.versions is None:  # all of them: there are few, and most transactions need several
            self.versions = dict(self.connection.fetch_all("SELECT name, version FROM versions", {}))
        version = self.versions.get(name, 0)
        value: T | None = self.cache.get(name, version)
        if value is None:
            value = load(self)
            self.cache.put(name, version, value)
        return value

    def invalidate(self, name: str) -> None:
        """Drop the cached value of this name, in all processes, when the transaction commits."""
        if name not in self.changed:
            self.changed.add(name)
            self.execute(
                "INSERT INTO versions (name, version) VALUES (:name, :version)"
                " ON CONFLICT (name) DO UPDATE SET version = excluded.version",
                name=name,
                version=self.randomness.below(_VERSIONS),
            )
