"""Tells failures of the machine (disk, connection) from defects of mercat; the former log one line a minute."""

import errno
import logging
import sys
import threading
from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from mercat.model.clock import monotonic_seconds

QUIET_SECONDS: Final = 60.0


class Accident(Enum):
    """What happened, as a text."""

    FULL = "the disk is full"
    READ_ONLY = "the database is read-only"
    DENIED = "permission is denied"
    FAILING = "the disk reports errors"
    DAMAGED = "the database is damaged"
    LOCKED = "another program holds the database"
    AWAY = "the database cannot be reached"


_ERRNO: Final = {
    errno.ENOSPC: Accident.FULL,
    errno.EDQUOT: Accident.FULL,
    errno.EROFS: Accident.READ_ONLY,
    errno.EACCES: Accident.DENIED,
    errno.EPERM: Accident.DENIED,
    errno.EIO: Accident.FAILING,
}
_SQLITE: Final = {
    "FullError": Accident.FULL,
    "ReadOnlyError": Accident.READ_ONLY,
    "PermissionsError": Accident.DENIED,
    "CantOpenError": Accident.DENIED,
    "IOError": Accident.FAILING,
    "CorruptError": Accident.DAMAGED,
    "NotADBError": Accident.DAMAGED,
    "BusyError": Accident.LOCKED,
}
_SQLSTATES: Final = {"53100": Accident.FULL, "25006": Accident.READ_ONLY, "42501": Accident.DENIED}


def of(problem: BaseException) -> Accident | None:
    """The machine's failure behind an exception, or None: then it is a defect of mercat."""
    if isinstance(problem, OSError):
        return None if problem.errno is None else _ERRNO.get(problem.errno)
    apsw: Any = sys.modules.get("apsw")
    if apsw is not None and isinstance(problem, apsw.Error):
        no_index = problem.extendedresult == apsw.SQLITE_IOERR_SHMSIZE  # the log's index, which grows with the log
        return Accident.FULL if no_index else _SQLITE.get(type(problem).__name__)
    psycopg: Any = sys.modules.get("psycopg")
    if psycopg is not None and isinstance(problem, psycopg.Error):
        lost = isinstance(problem, psycopg.OperationalError)
        return _SQLSTATES.get(problem.sqlstate or "", Accident.AWAY if lost else None)
    return None


class Reporter:
    """Logs problems: a defect with its traceback each time, an accident in a line a minute."""

    def __init__(self, now_seconds: Callable[[], float] = monotonic_seconds) -> None:
        self._now_seconds = now_seconds
        self._lock = threading.Lock()
        self._told: dict[Accident, float] = {}
        self._untold: dict[Accident, int] = {}

    def report(self, log: logging.Logger, problem: BaseException, words: str, *facts: object) -> None:
        """Log a failure; `words` and `facts` are a format and its arguments, as in `logging`."""
        accident = of(problem)
        if accident is None:
            log.error(words, *facts, exc_info=problem)
            return
        with self._lock:
            now = self._now_seconds()
            if now - self._told.get(accident, -QUIET_SECONDS) < QUIET_SECONDS:
                self._untold[accident] = self._untold.get(accident, 0) + 1
                return
            self._told[accident] = now
            more = self._untold.pop(accident, 0)
        log.error(
            f"{words}: %s (%s)%s", *facts, accident.value, problem, f"; {more} more since the last line" * (more > 0)
        )


report: Final = Reporter().report
