"""SQLite through apsw: readers on their own connections, one writer thread with group commit, one checkpoint thread.

Each write is a savepoint. Writes that wait together are committed together (group commit), and a write is answered
after its COMMIT. If a COMMIT fails, its writes are retried one by one.
"""

import contextlib
import errno
import functools
import itertools
import queue
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeVar

import apsw

from mercat.model.clock import monotonic_seconds
from mercat.store.engines import private
from mercat.store.engines.dialect import SQLITE
from mercat.store.engines.driver import Connection, DatabaseClosed, Load, Row, Value

T = TypeVar("T")

GROUP_SECONDS: Final = 0.01  # of work in one COMMIT: about the time that a group commit saves on fsync
BUSY_SECONDS: Final = 10.0
CHECKPOINT_EVERY_SECONDS: Final = 1.0
CHECKPOINT_BUSY_SECONDS: Final = 0.1
LOG_PAGES: Final = 16_000  # of the write-ahead log; beyond them a checkpoint blocks the writer until the log is empty

# How many rows one INSERT takes, the most first. apsw releases the GIL for each statement, and the writer thread has to
# get it back: with one statement a row, that wait costs more than the rows do.
ROWS_PER_STATEMENT: Final = (128, 32, 8)

_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
_NUMBERED = re.compile(r"\?(\d+)")
_INSERT = re.compile(r"(INSERT INTO [^?]* VALUES )(\([^()]*\))([^?]*)")

_Work = tuple[Callable[[Connection], Any], "Future[Any]"]


@functools.cache
def _positional(sql: str) -> tuple[str, Callable[[Mapping[str, Value]], tuple[Value, ...]]]:
    """A statement with numbered parameters, and a function that takes their values from a row.

    Binding by name would make each row a third slower.
    """
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    numbered = _PARAMETER.sub(lambda match: f"?{names.index(match[1]) + 1}", sql)
    if len(names) == 1:
        return numbered, lambda row: (row[names[0]],)
    return numbered, itemgetter(*names)


@functools.cache
def _multi_row(sql: str, rows: int) -> str | None:
    """An INSERT of one row, with numbered parameters, as an INSERT of `rows` rows; None if it is another statement."""
    parts = _INSERT.fullmatch(sql)
    if parts is None:
        return None
    head, row, tail = parts.groups()
    width = len(set(_NUMBERED.findall(row)))
    more = (_NUMBERED.sub(lambda match, step=step: f"?{int(match[1]) + step * width}", row) for step in range(rows))
    return f"{head}{', '.join(more)}{tail}"


@functools.cache
def _insert(table: str, columns: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"


class SqliteConnection:
    """An apsw connection with the methods of `Connection`."""

    def __init__(
        self, path: Path, *, synchronous: str, readonly: bool = False, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        private.make_file(path)  # its log and index get the same mode from SQLite
        self.raw = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, statementcachesize=400)
        if self.raw.readonly("main"):
            raise PermissionError(errno.EACCES, "The database is read-only for this user", str(path))
        self.raw.set_busy_timeout(int(busy_seconds * 1_000))
        # SQLite keeps a statement's query plan; without this it plans again for each new value of a parameter
        self.raw.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        self.raw.execute(f"PRAGMA synchronous = {synchronous}")
        self.raw.execute("PRAGMA journal_mode = WAL")
        self.raw.execute("PRAGMA foreign_keys = ON")
        self.raw.execute("PRAGMA temp_store = MEMORY")
        self.raw.execute("PRAGMA cache_size = -8000")
        self.raw.execute("PRAGMA wal_autocheckpoint = 0")
        if readonly:
            self.raw.execute("PRAGMA query_only = ON")

    def fetch_all(self, sql: str, params: Mapping[str, Value]) -> list[Row]:
        return self.raw.execute(sql, params).fetchall()

    def execute(self, sql: str, params: Mapping[str, Value]) -> int:
        self.raw.execute(sql, params)
        return self.raw.changes()

    def executemany(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        positional, values = _positional(sql)
        taken = list(map(values, rows))
        done = 0
        for size in ROWS_PER_STATEMENT:
            while len(taken) - done >= size and (several := _multi_row(positional, size)) is not None:
                self.raw.execute(several, tuple(itertools.chain.from_iterable(taken[done : done + size])))
                done += size
        self.raw.executemany(positional, taken[done:])

    def insert_many(self, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        done = 0
        for size in (*ROWS_PER_STATEMENT, 1):
            while len(rows) - done >= size:
                values = tuple(itertools.chain.from_iterable(rows[done : done + size]))
                self.raw.execute(_insert(table, columns, size), values)
                done += size


class SqliteDatabase:
    """One database file. One process writes it; `inline`: short reads may run on the event loop."""

    dialect = SQLITE
    inline = True

    def __init__(self, path: Path, *, durable: bool) -> None:
        self.path = path
        self._synchronous = "FULL" if durable else "NORMAL"
        self._durable = durable
        self._readers = threading.local()
        self._opened: list[SqliteConnection] = []
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = threading.Event()
        self._wrote = threading.Event()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a snapshot, on this thread. If this thread has a snapshot open, `work` runs on that one."""
        connection = self._reader()
        if connection.raw.in_transaction:
            return work(connection)
        connection.raw.execute("BEGIN")
        try:
            return work(connection)
        finally:
            connection.raw.execute("COMMIT")

    def begin_read(self) -> Connection:
        """A snapshot for this thread, until `end_read`; there is one at a time."""
        connection = self._reader()
        connection.raw.execute("BEGIN")
        return connection

    def end_read(self) -> None:
        """Close the snapshot."""
        self._reader().raw.execute("COMMIT")

    def _reader(self) -> SqliteConnection:
        connection: SqliteConnection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._open(readonly=True)
            self._readers.connection = connection
        return connection

    def write(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Queue `work` for the writer thread; the future is done when its COMMIT is.

        `work` may run again, so it must not act outside the database. Raises DatabaseClosed.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed.is_set():
                raise DatabaseClosed
            if not self._threads:
                self._start()
            self._waiting.put((work, future))
        return future

    def exclusive(self, work: Callable[[Connection], T]) -> T:
        """Run `work` outside any transaction while no other connection is in use: for migrations and backups.

        Unless the database is durable, it runs without fsync, since such a database is usually thrown away.
        """
        connection = self._open("FULL" if self._durable else "OFF")
        try:
            return work(connection)
        finally:
            with self._lock:
                self._opened.remove(connection)
            connection.raw.close()

    def script(self, connection: Connection, statements: Sequence[str]) -> None:
        """Run statements that define tables, one after the other, all or nothing."""
        assert isinstance(connection, SqliteConnection)
        with connection.raw:
            for statement in statements:
                connection.raw.execute(statement)

    def types(self, connection: Connection) -> Mapping[str, str]:
        """What fills the `{placeholders}` of migrations."""
        return self.dialect.types

    def load(self) -> Load:
        """The connections of this process, and how many writes wait for the writer thread."""
        return Load(connections=len(self._opened), idle=0, waiting=self._waiting.qsize(), conflicts=0)

    def backup(self, target: Path, *, durable: bool = True) -> None:
        """Copy the database into a new file while it is in use; a `durable` copy is on disk when this returns."""
        private.make_file(target)
        with (
            contextlib.closing(apsw.Connection(str(target))) as copy,
            contextlib.closing(apsw.Connection(str(self.path))) as source,
        ):
            copy.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            with copy.backup("main", source, "main") as task:
                while not task.done:
                    task.step(1_000)

    def restore(self, source: Path) -> None:
        """Replace the content by that of a backup while it is in use. Readers see either, and never a part of both."""

        def work(connection: Connection) -> None:
            assert isinstance(connection, SqliteConnection)
            with (
                contextlib.closing(apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)) as other,
                connection.raw.backup("main", other, "main") as task,
            ):
                task.step(-1)

        self.exclusive(work)

    def close(self) -> None:
        """Finish the queued writes, checkpoint the log and close the file."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
            self._waiting.put(None)
        self._wrote.set()
        for thread in self._threads:
            thread.join()
        for connection in self._opened:
            connection.raw.close()
        self._opened.clear()

    def _open(
        self, synchronous: str | None = None, *, readonly: bool = False, busy_seconds: float = BUSY_SECONDS
    ) -> SqliteConnection:
        mode = synchronous or self._synchronous
        connection = SqliteConnection(self.path, synchronous=mode, readonly=readonly, busy_seconds=busy_seconds)
        with self._lock:
            self._opened.append(connection)
        return connection

    def _start(self) -> None:
        for target in (self._write_forever, self._checkpoint_forever):
            thread = threading.Thread(target=target, name=f"mercat{target.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _write_forever(self) -> None:
        connection = self._open()
        while (first := self._waiting.get()) is not None:
            self._commit(connection, first)
            self._wrote.set()

    def _commit(self, connection: SqliteConnection, first: _Work, *, alone: bool = False) -> None:
        """Group commit: run `first` and, unless `alone`, the writes queued meanwhile; commit; set the futures."""
        group: list[_Work] = []
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            connection.raw.execute("BEGIN IMMEDIATE")
            for work, future in [first] if alone else self._joining(first):
                if future.running() or future.set_running_or_notify_cancel():
                    group.append((work, future))
                    answers.append((future, *_attempt(connection, work)))
            connection.raw.execute("COMMIT")
        except BaseException as problem:  # disk full, an I/O error, a lock: the whole group is rolled back
            with contextlib.suppress(apsw.Error):  # SQLite may have rolled back already
                connection.raw.execute("ROLLBACK")
            if len(group) > 1:
                for item in group:
                    self._commit(connection, item, alone=True)
            else:
                _answer((group or [first])[0][1], None, problem)
            return
        for future, result, failure in answers:
            _answer(future, result, failure)

    def _joining(self, item: _Work) -> Iterator[_Work]:
        enough = monotonic_seconds() + GROUP_SECONDS
        yield item
        while monotonic_seconds() < enough and not self._waiting.empty():
            waiting = self._waiting.get()
            if waiting is None:  # the mark of `close`, put back for `_write_forever`
                self._waiting.put(None)
                return
            yield waiting

    def _checkpoint_forever(self) -> None:
        connection = self._open(busy_seconds=CHECKPOINT_BUSY_SECONDS)
        folded = True
        while not self._closed.is_set():
            wrote = self._wrote.wait(None if folded else CHECKPOINT_EVERY_SECONDS)
            self._wrote.clear()
            if self._closed.wait(CHECKPOINT_EVERY_SECONDS if wrote else 0):
                break
            pages = _checkpoint(connection, apsw.SQLITE_CHECKPOINT_PASSIVE)
            if not wrote or pages > LOG_PAGES:
                pages = _checkpoint(connection, apsw.SQLITE_CHECKPOINT_TRUNCATE)
            folded = pages == 0
        _checkpoint(connection, apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _attempt(connection: SqliteConnection, work: Callable[[Connection], Any]) -> tuple[Any, BaseException | None]:
    """Run `work` in a savepoint: its result, or its exception after a rollback to the savepoint.

    Raises the exception if SQLite has rolled back the whole transaction.
    """
    connection.raw.execute("SAVEPOINT one")
    try:
        result = work(connection)
    except BaseException as problem:
        if not connection.raw.in_transaction:  # SQLite rolled all of it back, as it may when the disk is full
            raise
        connection.raw.execute("ROLLBACK TO one")
        connection.raw.execute("RELEASE one")
        return None, problem
    connection.raw.execute("RELEASE one")
    return result, None


def _answer(future: "Future[Any]", result: Any, problem: BaseException | None) -> None:
    if not future.running() and not future.set_running_or_notify_cancel():
        return
    if problem is None:
        future.set_result(result)
    else:
        future.set_exception(problem)


def _checkpoint(connection: SqliteConnection, mode: int) -> int:
    """Checkpoint the write-ahead log; answers how many pages it still has."""
    try:
        pages, _ = connection.raw.wal_checkpoint(mode=mode)
    except apsw.Error:  # busy, or the disk is full: the log stays, and readers go on using it
        return 1
    return pages


def version() -> str:
    """The version of SQLite."""
    return apsw.sqlite_lib_version()


def integrity_errors(path: Path) -> list[str]:
    """The errors of an integrity check and a check of foreign keys; empty if the file is intact."""
    try:
        with contextlib.closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
            problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
            problems += [f"{row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
    except apsw.Error as problem:
        return [str(problem)]
    return [] if problems == ["ok"] else [fault for fault in problems if fault != "ok"]
