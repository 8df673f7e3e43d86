"""SQLite through apsw: readers on their own connections, one writer thread with group commit, one checkpoint thread.

See architecture: a request is one savepoint; what waits together is committed together, and nobody is answered before
the COMMIT that holds their work.
"""

import contextlib
import functools
import queue
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeVar

import apsw

from mercat.store.dialect import SQLITE
from mercat.store.tx import Connection, Row, Value

T = TypeVar("T")

GROUP_LIMIT: Final = 128  # requests in one COMMIT at the most
CHECKPOINT_EVERY_SECONDS: Final = 1.0
CHECKPOINT_PAGES: Final = 1_000

_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")

_Work = tuple[Callable[[Connection], Any], "Future[Any]"]


@functools.cache
def _positional(sql: str) -> tuple[str, Callable[[Mapping[str, Value]], tuple[Value, ...]]]:
    """A statement with numbered parameters and what takes them from a row: finding them by name costs a row a third."""
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    numbered = _PARAMETER.sub(lambda match: f"?{names.index(match[1]) + 1}", sql)
    if len(names) == 1:
        return numbered, lambda row: (row[names[0]],)
    return numbered, itemgetter(*names)


class SqliteConnection:
    """An apsw connection as engines see it."""

    def __init__(self, path: Path, *, durable: bool, readonly: bool = False) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        self.raw = apsw.Connection(str(path), flags=flags, statementcachesize=400)
        self.raw.set_busy_timeout(10_000)
        self.raw.execute("PRAGMA journal_mode = WAL")
        self.raw.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        self.raw.execute("PRAGMA foreign_keys = ON")
        self.raw.execute("PRAGMA temp_store = MEMORY")
        self.raw.execute("PRAGMA cache_size = -8000")
        self.raw.execute("PRAGMA wal_autocheckpoint = 0")
        if readonly:
            self.raw.execute("PRAGMA query_only = ON")

    def all(self, sql: str, params: Mapping[str, Value]) -> list[Row]:
        return self.raw.execute(sql, params).fetchall()

    def run(self, sql: str, params: Mapping[str, Value]) -> int:
        self.raw.execute(sql, params)
        return self.raw.changes()

    def many(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        positional, values = _positional(sql)
        self.raw.executemany(positional, map(values, rows))


class SqliteDatabase:
    """One database file. One process writes it; `inline` says that short reads may run where they are asked."""

    dialect = SQLITE
    inline = True

    def __init__(self, path: Path, *, durable: bool) -> None:
        self.path = path
        self._durable = durable
        self._readers = threading.local()
        self._opened: list[SqliteConnection] = []
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._closed = threading.Event()
        self._wrote = threading.Event()

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot, on this thread."""
        connection: SqliteConnection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = self._open(readonly=True)
            self._readers.connection = connection
        connection.raw.execute("BEGIN")
        try:
            return work(connection)
        finally:
            connection.raw.execute("COMMIT")

    def write(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Queue `work` for the writer; the future is done once the COMMIT that holds it is."""
        future: Future[T] = Future()
        if not self._threads:
            self._start()
        self._waiting.put((work, future))
        return future

    def exclusive(self, work: Callable[[Connection], T]) -> T:
        """Run `work` outside any transaction while nobody else is at the database: migrations and backups."""
        connection = self._open()
        try:
            return work(connection)
        finally:
            with self._lock:
                self._opened.remove(connection)
            connection.raw.close()

    def script(self, connection: Connection, sql: str) -> None:
        """Run several statements in one transaction, all or nothing."""
        assert isinstance(connection, SqliteConnection)
        with connection.raw:
            connection.raw.execute(sql)

    def backup(self, target: Path) -> None:
        """Copy the database into a new file while it is in use."""
        with (
            contextlib.closing(apsw.Connection(str(target))) as copy,
            contextlib.closing(apsw.Connection(str(self.path))) as source,
            copy.backup("main", source, "main") as task,
        ):
            while not task.done:
                task.step(1_000)

    def close(self) -> None:
        """Finish what is queued, fold the log into the file and let go of it."""
        with self._lock:
            if self._closed.is_set():
                return
            self._closed.set()
        self._wrote.set()
        self._waiting.put(None)
        for thread in self._threads:
            thread.join()
        for connection in self._opened:
            connection.raw.close()
        self._opened.clear()

    def _open(self, *, readonly: bool = False) -> SqliteConnection:
        connection = SqliteConnection(self.path, durable=self._durable, readonly=readonly)
        with self._lock:
            self._opened.append(connection)
        return connection

    def _start(self) -> None:
        with self._lock:
            if self._threads:
                return
            assert not self._closed.is_set(), "the database is closed"
            for target in (self._write_forever, self._checkpoint_forever):
                thread = threading.Thread(target=target, name=f"mercat{target.__name__}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def _write_forever(self) -> None:
        connection = self._open()
        while True:
            first = self._waiting.get()
            if first is None:
                return
            group = [first]
            stop = False
            while len(group) < GROUP_LIMIT and not self._waiting.empty():
                item = self._waiting.get()
                if item is None:
                    stop = True
                    break
                group.append(item)
            self._commit(connection, group)
            self._wrote.set()
            if stop:
                return

    def _commit(self, connection: SqliteConnection, group: list[_Work]) -> None:
        results: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            connection.raw.execute("BEGIN IMMEDIATE")
            for work, future in group:
                if future.set_running_or_notify_cancel():
                    results.append((future, *_attempt(connection, work)))
            connection.raw.execute("COMMIT")
        except BaseException as problem:  # the group failed as a whole: disk full, an I/O error
            if not connection.raw.get_autocommit():
                connection.raw.execute("ROLLBACK")
            for _, future in group:
                if not future.done():
                    future.set_exception(problem)
            return
        for future, result, problem_of_one in results:
            if problem_of_one is None:
                future.set_result(result)
            else:
                future.set_exception(problem_of_one)

    def _checkpoint_forever(self) -> None:
        connection = self._open()
        folded = True
        while not self._closed.is_set():
            wrote = self._wrote.wait(None if folded else CHECKPOINT_EVERY_SECONDS)
            self._wrote.clear()
            if self._closed.wait(CHECKPOINT_EVERY_SECONDS if wrote else 0):
                break
            mode = apsw.SQLITE_CHECKPOINT_PASSIVE if wrote else apsw.SQLITE_CHECKPOINT_TRUNCATE
            folded = _checkpoint(connection, mode) and not wrote
        _checkpoint(connection, apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _attempt(connection: SqliteConnection, work: Callable[[Connection], Any]) -> tuple[Any, BaseException | None]:
    connection.raw.execute("SAVEPOINT one")
    try:
        result = work(connection)
    except BaseException as problem:
        connection.raw.execute("ROLLBACK TO one")
        connection.raw.execute("RELEASE one")
        return None, problem
    connection.raw.execute("RELEASE one")
    return result, None


def _checkpoint(connection: SqliteConnection, mode: int) -> bool:
    try:
        connection.raw.wal_checkpoint(mode=mode)
    except apsw.BusyError:
        return False
    return True
