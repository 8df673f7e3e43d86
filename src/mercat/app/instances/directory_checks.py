"""The checks of `mercat doctor` on this machine: the data directory, its disk, the key, the clock."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mercat.app.accidents import name_of, words_of
from mercat.app.config import StorageOptions, key_source
from mercat.app.instances import file_access
from mercat.app.instances.lock import DirectoryInUse, DirectoryLock
from mercat.model.clock import MINUTE, SECOND, Clock, to_datetime

OK: Final = "ok"
WARNING: Final = "warning"
FAILED: Final = "failed"
LITTLE_SPACE: Final = 1 << 30
TRY_BYTES: Final = 65_536
AHEAD_MS: Final = MINUTE


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `remedy` is empty if nothing has to be done."""

    name: str
    state: str
    finding: str
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Whether the finding keeps the server from working."""
        return self.state == FAILED

    def row(self) -> dict[str, Any]:
        """The finding as a row of the command's table."""
        return {"check": self.name, "state": self.state, "found": self.finding, "remedy": self.remedy}


def accident(name: str, problem: Exception) -> Check:
    """The finding of a check that an accident of the machine ended. Any other exception is raised again."""
    words = words_of(problem)
    if words is None:
        raise problem
    finding, _, remedy = words.partition(". ")
    return Check(name, FAILED, finding, remedy)


def directory(place: Path) -> Iterator[Check]:
    """The findings about a data directory. The first one says whether it can be used at all."""
    yield _access(place)
    yield _space(place)
    yield _lock(place)
    yield _clock(place)


def key(where: StorageOptions, place: Path) -> Check:
    """The finding about the source of the secret key."""
    return Check("secret key", OK, key_source(where) or f"{place}/instances/*/secret.key")


def _access(place: Path) -> Check:
    name = "data directory"
    try:
        for folder in (place, place / "instances"):
            if folder.is_dir():
                with tempfile.TemporaryFile(dir=folder) as tried:
                    tried.write(bytes(TRY_BYTES))
                    tried.flush()
                    os.fsync(tried.fileno())
        open_path = file_access.open_to_others(place)
        stranger = file_access.of_another_owner(place)
    except OSError as problem:
        return accident(name, problem)
    if stranger is not None:
        owner, user = name_of(stranger.stat().st_uid), name_of(os.geteuid())
        return Check(name, WARNING, f"{stranger} belongs to {owner}, and this is {user}", f"chown -R {user} {place}")
    if open_path is not None:
        return Check(name, WARNING, f"others may read {open_path}", f"chmod -R go= {place}")
    return Check(name, OK, str(place))


def _space(place: Path) -> Check:
    free = shutil.disk_usage(place).free
    words = f"{free >> 20} MiB free"
    return Check("disk", OK, words) if free >= LITTLE_SPACE else Check("disk", WARNING, words, "Free some space.")


def _lock(place: Path) -> Check:
    if not (place / "mercat.lock").exists():
        return Check("server", OK, "not running")
    try:
        DirectoryLock(place).close()
    except DirectoryInUse as problem:
        return Check("server", OK, f"running as process {problem.holder}" if problem.holder else "running")
    return Check("server", OK, "not running")


def _clock(place: Path) -> Check:
    """Compare the clock with the newest database file: tokens, quotas and jobs need a clock that never goes back."""
    now = Clock().now()
    written = max((file.stat().st_mtime for file in place.glob("instances/*/mercat.db*")), default=0.0)
    words = to_datetime(now).isoformat(timespec="seconds")
    if written * SECOND > now + AHEAD_MS:
        return Check("clock", WARNING, f"{words} is earlier than the data", "Set the machine's clock, by NTP.")
    return Check("clock", OK, words)
