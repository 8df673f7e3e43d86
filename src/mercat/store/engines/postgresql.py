"""PostgreSQL through psycopg: a pool for each instance's schema; serialisable writes, retried on conflict."""

import contextlib
import functools
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors, sql
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import TextLoader
from psycopg_pool import ConnectionPool

from mercat.store.engines.dialect import CITUS, POSTGRESQL
from mercat.store.engines.driver import (
    Connection,
    DatabaseClosed,
    DatabaseUnavailable,
    Engine,
    Load,
    NoBackup,
    Row,
    Value,
)

T = TypeVar("T")

ATTEMPTS: Final = 12  # of one write that meets serialisation conflicts
EXCLUSIVE_AFTER: Final = 4  # conflicts after which a write retries while no other write of this process runs
THREADS: Final = 8
CONNECT_SECONDS: Final = 5
CONNECTIONS: Final = THREADS + 4  # readers come on top

_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
_LOST_SHARD: Final = "could not commit transaction for shard"  # Citus: a worker refused the COMMIT


class _BoolAsInteger(Int8Dumper):
    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"


@functools.lru_cache(maxsize=4_096)
def _native(text: str) -> bytes:
    """A statement with psycopg's placeholders in place of `:name`, and literal percent signs escaped."""
    assert ";" not in text, f"engines such as Citus take one statement at a time: {text}"
    return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%")).encode()


def schemas(url: str) -> list[str]:
    """The schemas of instances. Raises DatabaseUnavailable."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as raw:
            rows = raw.execute("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'mercat\\_%'").fetchall()
    except (psycopg.OperationalError, psycopg.ProgrammingError) as problem:
        words = str(problem).strip().splitlines()[0].rstrip(".")
        raise DatabaseUnavailable(
            f"PostgreSQL cannot be reached: {words}. Look at --database-url and the server."
        ) from None
    return [row[0] for row in rows]


def engine(url: str) -> Engine:
    """The server behind a URL. Raises DatabaseUnavailable."""
    schemas(url)
    with psycopg.connect(url) as raw:
        citus = _citus(raw)
        workers = 0
        if citus:
            sql = "SELECT count(*) FROM pg_dist_node WHERE isactive AND noderole = 'primary' AND groupid > 0"
            workers = raw.execute(sql).fetchall()[0][0]
        return Engine(raw.info.server_version, citus, workers)


def _citus(raw: "psycopg.Connection[Any]") -> str:
    """The version of Citus in a database; empty without it."""
    rows = raw.execute("SELECT extversion FROM pg_extension WHERE extname = 'citus'").fetchall()
    return str(rows[0][0]) if rows else ""


def is_conflict(problem: BaseException) -> bool:
    """Whether a transaction failed because of a concurrent one, so that it may be retried."""
    if isinstance(problem, psycopg.InternalError):
        return str(problem).startswith(_LOST_SHARD)
    return isinstance(problem, errors.SerializationFailure | errors.DeadlockDetected)


class PostgresqlConnection:
    """A psycopg connection with the methods of `Connection`."""

    def __init__(self, raw: "psycopg.Connection[Row]") -> None:
        self.raw = raw

    def fetch_all(self, text: str, params: Mapping[str, Value]) -> list[Row]:
        return self.raw.execute(_native(text), params).fetchall()

    def execute(self, text: str, params: Mapping[str, Value]) -> int:
        return self.raw.execute(_native(text), params).rowcount

    def executemany(self, text: str, rows: Iterable[Mapping[str, Value]]) -> None:
        self._execute_each(_native(text), rows)

    def insert_many(self, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        marks = ", ".join(["%s"] * len(columns))
        self._execute_each(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})".encode(), rows)

    def _execute_each(self, native: bytes, rows: Iterable[Mapping[str, Value] | Row]) -> None:
        first: psycopg.Error | None = None
        try:
            with self.raw.pipeline(), self.raw.cursor() as cursor:
                try:
                    cursor.executemany(native, rows)
                except (
                    psycopg.Error
                ) as problem:  # caught inside the pipeline, which would log an error of its own at its end
                    first = problem
        except psycopg.Error:
            if first is None:
                raise
        if first is not None:
            raise first


def _prepare(raw: "psycopg.Connection[Any]") -> None:
    raw.adapters.register_dumper(int, Int8Dumper)
    raw.adapters.register_dumper(bool, _BoolAsInteger)
    raw.adapters.register_loader("json", TextLoader)
    raw.adapters.register_loader("jsonb", TextLoader)


class PostgresqlDatabase:
    """One schema of a PostgreSQL database. Any number of processes may use it."""

    dialect = POSTGRESQL
    inline = False

    def __init__(self, url: str, schema: str) -> None:
        self.url = url
        self.schema = schema
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=0,
            max_size=CONNECTIONS,
            kwargs={"options": f"-c search_path={schema}", "application_name": schema},
            configure=_prepare,
            open=False,
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mercat_write")
        self._lock = threading.Lock()
        self._crowd = threading.Lock()
        self._turn = threading.Condition()
        self._running = 0  # writes that run concurrently
        self._alone = False  # an exclusive write waits for those to end, or runs
        self._opened = False
        self._closed = False
        self._queued = 0  # writes that no thread has taken up yet
        self._conflicts = 0

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot, on this thread."""
        return self._transact(work, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def begin_read(self) -> Connection:
        """Not offered: a snapshot needs a connection of the pool, and waiting for one would block the event loop."""
        raise NotImplementedError

    def end_read(self) -> None:
        """See `begin_read`."""
        raise NotImplementedError

    def write(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Run `work` as a serialisable transaction. `work` may run again, so it must not act outside the database."""
        if self._closed:
            raise DatabaseClosed
        with self._turn:
            self._queued += 1
        return self._threads.submit(self._retry, work)

    def exclusive(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction on a connection of its own, in the schema, created if missing."""
        with psycopg.connect(self.url) as raw:
            _prepare(raw)
            raw.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self.schema)))
            raw.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self.schema)))
            return work(PostgresqlConnection(raw))

    def script(self, connection: Connection, statements: Sequence[str]) -> None:
        """Run statements that define tables, one after the other, all or nothing."""
        assert isinstance(connection, PostgresqlConnection)
        with connection.raw.transaction():
            for statement in statements:  # prepared ones: the server refuses several in one
                connection.raw.execute(statement.encode(), prepare=True)

    def types(self, connection: Connection) -> Mapping[str, str]:
        """What fills the `{placeholders}` of migrations: Citus has no triggers."""
        assert isinstance(connection, PostgresqlConnection)
        return (CITUS if _citus(connection.raw) else POSTGRESQL).types

    def load(self) -> Load:
        """The connections of this process's pool, and how many units of work wait for one."""
        stats = self._pool.get_stats()
        waiting = stats.get("requests_waiting", 0) + self._queued
        return Load(stats.get("pool_size", 0), stats.get("pool_available", 0), waiting, self._conflicts)

    def backup(self, target: Path) -> None:
        """Not offered: PostgreSQL has its own tools for backups. Raises NoBackup."""
        raise NoBackup

    def drop(self) -> None:
        """Delete the schema with all that is in it."""
        with psycopg.connect(self.url) as raw:
            raw.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(self.schema)))

    def close(self) -> None:
        """Wait for the running writes and close the connections."""
        self._closed = True
        self._threads.shutdown(wait=True)
        if self._opened:
            self._pool.close()

    @contextlib.contextmanager
    def _shared(self) -> Iterator[None]:
        with self._turn:
            self._turn.wait_for(lambda: not self._alone)
            self._running += 1
        try:
            yield
        finally:
            with self._turn:
                self._running -= 1
                self._turn.notify_all()

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        with self._crowd:
            with self._turn:
                self._alone = True
                self._turn.wait_for(lambda: not self._running)
            try:
                yield
            finally:
                with self._turn:
                    self._alone = False
                    self._turn.notify_all()

    def _retry(self, work: Callable[[Connection], T]) -> T:
        with self._turn:
            self._queued -= 1
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._exclusive() if attempt > EXCLUSIVE_AFTER else self._shared():
                    return self._transact(work, "BEGIN ISOLATION LEVEL SERIALIZABLE")
            except psycopg.Error as problem:
                if not is_conflict(problem):
                    raise
                with self._turn:
                    self._conflicts += 1
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def _transact(self, work: Callable[[Connection], T], begin: str) -> T:
        with self._lock:
            if not self._opened:
                self._pool.open()
                self._opened = True
        with self._begun(begin) as raw:
            try:
                result = work(PostgresqlConnection(raw))
            except BaseException:
                with contextlib.suppress(psycopg.Error):  # a lost connection has nothing to roll back
                    raw.execute(b"ROLLBACK")
                raise
            raw.execute(b"COMMIT")
            return result

    @contextlib.contextmanager
    def _begun(self, begin: str) -> "Iterator[psycopg.Connection[Row]]":
        """A connection with an open transaction. An idle connection that the server has closed is replaced."""
        for _ in range(CONNECTIONS):
            with self._pool.connection() as raw:
                raw.autocommit = True
                try:
                    raw.execute(begin.encode())
                except psycopg.OperationalError:
                    if not raw.closed:
                        raise
                    continue
                yield raw
                return
        with self._pool.connection() as raw:  # every idle connection has been replaced by now
            raw.autocommit = True
            raw.execute(begin.encode())
            yield raw
