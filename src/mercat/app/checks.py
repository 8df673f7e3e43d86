"""What `mercat doctor` looks at: each check says what it found and, where that is not good, what to do."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mercat import __version__
from mercat.app import file_access
from mercat.app.config import BadSetting, Serve, secret_key
from mercat.app.lock import DirectoryInUse, DirectoryLock
from mercat.app.places import DEMO, KIND, data_dir, registry
from mercat.app.registry import Registry, WrongKey
from mercat.app.server import check
from mercat.domain import identity
from mercat.store import settings
from mercat.store.database import DatabaseAway, engine, faults, latest, sqlite_version

OK: Final = "ok"
WARNING: Final = "warning"
FAILED: Final = "failed"
LITTLE_SPACE: Final = 1 << 30
OLDEST_POSTGRESQL: Final = 130_000


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `remedy` is empty if nothing needs to be done."""

    name: str
    state: str
    found: str
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Whether the server cannot work like this."""
        return self.state == FAILED

    def row(self) -> dict[str, Any]:
        """The finding as a row."""
        return {"check": self.name, "state": self.state, "found": self.found, "remedy": self.remedy}


def run(where: Serve) -> list[Check]:
    """All findings about what `mercat serve` would use with these settings."""
    found = [_program()]
    try:
        place = data_dir(where)
        secret_key(where)
        check(where)
    except BadSetting as problem:
        return [*found, Check("settings", FAILED, str(problem), "Mend the setting and run this again.")]
    if where.database_url is not None:
        found.append(_postgresql(where.database_url))
        if found[-1].failed:
            return found
    elif not place.is_dir():
        return [*found, Check("data directory", FAILED, f"{place} is not there", f"mercat init --data-dir {place}")]
    else:
        found.append(Check("database", OK, f"SQLite {sqlite_version()}"))
    if where.redis_url is not None:
        found.append(_redis(where.redis_url))
    if place.is_dir():
        found += [_access(place), _space(place), _lock(place)]
    with contextlib.closing(registry(where)) as known:
        return [*found, *_instances(known)]


def _program() -> Check:
    python = ".".join(map(str, sys.version_info[:3]))
    return Check("program", OK, f"mercat {__version__}, schema version {latest()}, Python {python}")


def _postgresql(url: str) -> Check:
    try:
        found = engine(url)
    except DatabaseAway as problem:
        return Check("database", FAILED, str(problem), "Start it, or mend --database-url.")
    except ModuleNotFoundError:
        return Check("database", FAILED, "the driver is not installed", "pip install 'mercat[postgresql]'")
    if found.version < OLDEST_POSTGRESQL:
        return Check("database", FAILED, str(found), f"Use PostgreSQL {OLDEST_POSTGRESQL // 10_000} or newer.")
    return Check("database", OK, str(found))


def _redis(url: str) -> Check:
    try:
        from mercat.store.redis import server_version

        return Check("Redis", OK, f"version {server_version(url)}")
    except ModuleNotFoundError:
        return Check("Redis", FAILED, "the driver is not installed", "pip install 'mercat[redis]'")
    except OSError as problem:
        return Check(
            "Redis", WARNING, str(problem), "Start it, or mend --redis-url; each process counts alone meanwhile."
        )


def _access(place: Path) -> Check:
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return Check("data directory", FAILED, f"{place} is not writable", f"Give it to this user: chown -R {place}")
    found = file_access.open_to_others(place)
    if found is not None:
        return Check("data directory", WARNING, f"others may read {found}", f"chmod -R go= {place}")
    return Check("data directory", OK, str(place))


def _space(place: Path) -> Check:
    free = shutil.disk_usage(place).free
    words = f"{free >> 20} MiB free"
    return Check("disk", OK, words) if free >= LITTLE_SPACE else Check("disk", WARNING, words, "Make room.")


def _lock(place: Path) -> Check:
    if not (place / "mercat.lock").exists():
        return Check("server", OK, "not running")
    try:
        DirectoryLock(place).close()
    except DirectoryInUse as problem:
        return Check("server", OK, f"running as process {problem.holder}" if problem.holder else "running")
    return Check("server", OK, "not running")


def _instances(known: Registry) -> Iterator[Check]:
    versions = known.versions()
    if not versions:
        yield Check("instances", FAILED, "there is none", "mercat init")
    for instance_id, found in versions.items():
        yield from _instance(known, instance_id, found)


def _instance(known: Registry, instance_id: str, found: int) -> Iterator[Check]:
    name = f"instance {instance_id}"
    if found == 0:
        yield Check(
            name, WARNING, "its making was cut short", "It was never used; its folder or schema may be deleted."
        )
        return
    if found > latest():
        yield Check(name, FAILED, f"schema version {found}", "A newer mercat wrote it: run that one.")
        return
    if found < latest():
        yield Check(name, FAILED, f"schema version {found}", "mercat migrate")
        return
    damage = _damage(known, instance_id)
    if damage:
        yield Check(name, FAILED, damage[0], "mercat restore, from the last good backup")
        return
    try:
        yield _contents(known, instance_id, name)
    except WrongKey as problem:
        yield Check(name, FAILED, "the secret key is missing or another one", str(problem))


def _damage(known: Registry, instance_id: str) -> list[str]:
    if known.database_url is not None:
        return []
    return faults(known.folder(instance_id) / "mercat.db")


def _contents(known: Registry, instance_id: str, name: str) -> Check:
    with known.peek(instance_id) as instance:
        stored = instance.read_now(settings.all)
        administrators = [user for user, roles in instance.read_now(identity.users) if _administers(user, roles)]
        ahead = instance.clock.offset_ms // 1_000
    if stored.get(KIND) == DEMO:
        return Check(name, WARNING, "a demo's", "Its secrets can be guessed: keep nothing of worth in it.")
    if not administrators:
        return Check(name, WARNING, "nobody administers it", "mercat user create --role Admin EMAIL")
    if ahead:
        return Check(name, WARNING, f"its clock is {ahead} seconds off", "Only a sandbox moves it; tokens follow it.")
    return Check(name, OK, f"whole, administered by {administrators[0].email}")


def _administers(user: Any, roles: list[Any]) -> bool:
    return user.password_hash is not None and any(role.name == identity.ADMIN for role in roles)
