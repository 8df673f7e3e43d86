"""The checks of `mercat doctor`. A finding says what is there and, if that is a problem, what to do."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mercat import __version__
from mercat.app.config import BadSetting, Serve
from mercat.app.instances.directory_checks import FAILED, OK, WARNING, Check, accident, directory, key
from mercat.app.instances.instance_key import WrongKey
from mercat.app.instances.locations import DEMO, KIND, check_key, data_dir, registry
from mercat.app.instances.registry import Registry
from mercat.app.serve import check
from mercat.domain.access import users
from mercat.store import settings
from mercat.store.engines.database import engine, integrity_errors, latest, sqlite_version
from mercat.store.engines.driver import DatabaseUnavailable

WRITTEN: Final = "doctor.written_ms"  # a setting that tests whether the database accepts writes
OLDEST_POSTGRESQL: Final = 130_000


def run(where: Serve) -> list[Check]:
    """All findings about the machine, data and services that `mercat serve` would use with these settings."""
    checks = [_program()]
    try:
        place = data_dir(where)
        check_key(where)
        check(where)
    except BadSetting as problem:
        return [*checks, Check("settings", FAILED, str(problem), "Correct the setting and run this again.")]
    try:
        for finding in _machine(where, place):
            checks.append(finding)
            if finding.failed:  # the other checks would fail for the same reason
                return checks
        with contextlib.closing(registry(where)) as instances:
            return [*checks, *_instances(instances)]
    except OSError as problem:
        return [*checks, accident("data directory", problem)]


def _machine(where: Serve, place: Path) -> Iterator[Check]:
    if where.database_url is not None:
        yield _postgresql(where.database_url)
    elif not place.is_dir():
        yield Check("data directory", FAILED, f"{place} is not there", f"mercat init --data-dir {place}")
    else:
        yield Check("database", OK, f"SQLite {sqlite_version()}")
    if where.redis_url is not None:
        yield _redis(where.redis_url)
    if place.is_dir():
        yield from directory(place)
    yield key(where, place)


def _program() -> Check:
    python = ".".join(map(str, sys.version_info[:3]))
    return Check("program", OK, f"mercat {__version__}, schema version {latest()}, Python {python}")


def _postgresql(url: str) -> Check:
    try:
        server = engine(url)
    except DatabaseUnavailable as problem:
        return Check("database", FAILED, str(problem), "Start it, or correct --database-url.")
    except ModuleNotFoundError:
        return Check("database", FAILED, "the driver is not installed", "pip install 'mercat[postgresql]'")
    if server.version < OLDEST_POSTGRESQL:
        return Check("database", FAILED, str(server), f"Use PostgreSQL {OLDEST_POSTGRESQL // 10_000} or newer.")
    return Check("database", OK, str(server))


def _redis(url: str) -> Check:
    try:
        from mercat.store.engines.redis import server_version

        return Check("Redis", OK, f"version {server_version(url)}")
    except ModuleNotFoundError:
        return Check("Redis", FAILED, "the driver is not installed", "pip install 'mercat[redis]'")
    except OSError as problem:
        return Check(
            "Redis",
            WARNING,
            str(problem),
            "Start it, or correct --redis-url. Until then each process counts on its own.",
        )


def _instances(instances: Registry) -> Iterator[Check]:
    instance_ids = instances.present()
    if not instance_ids:
        yield Check("instances", FAILED, "there is none", "mercat init")
    for instance_id in instance_ids:
        yield from _instance(instances, instance_id)


def _instance(instances: Registry, instance_id: str) -> Iterator[Check]:
    name = f"instance {instance_id}"
    damage = _damage(instances, instance_id)
    if damage:
        yield Check(name, FAILED, damage[0], "mercat restore, from the last good backup")
        return
    try:
        schema_version = instances.version_of(instance_id)
    except Exception as problem:
        yield accident(name, problem)
        return
    if schema_version == 0:
        yield Check(
            name, WARNING, "its creation was interrupted", "It was never used; its folder or schema may be deleted."
        )
        return
    if schema_version > latest():
        yield Check(name, FAILED, f"schema version {schema_version}", "A newer mercat wrote it: run that one.")
        return
    if schema_version < latest():
        yield Check(name, FAILED, f"schema version {schema_version}", "mercat migrate")
        return
    try:
        yield _contents(instances, instance_id, name)
    except WrongKey as problem:
        yield Check(name, FAILED, "the secret key is missing or wrong", str(problem))
    except Exception as problem:
        yield accident(name, problem)


def _damage(instances: Registry, instance_id: str) -> list[str]:
    if instances.database_url is not None:
        return []
    return integrity_errors(instances.folder(instance_id) / "mercat.db")


def _contents(instances: Registry, instance_id: str, name: str) -> Check:
    with instances.peek(instance_id) as instance:
        instance.write_now(lambda tx: settings.put(tx, WRITTEN, str(tx.now)))
        stored = instance.read_now(settings.all)
        administrators = [user for user, roles in instance.read_now(users.list_users) if _administers(user, roles)]
        ahead = instance.clock.offset_ms // 1_000
    if stored.get(KIND) == DEMO:
        return Check(name, WARNING, "a demo's", "Its secrets can be guessed, so store no real data in it.")
    if not administrators:
        return Check(name, WARNING, "it has no administrator", "mercat user create --role Admin EMAIL")
    if ahead:
        return Check(name, WARNING, f"its clock is {ahead} seconds off", "Only a sandbox moves it; tokens follow it.")
    return Check(name, OK, f"complete, administered by {administrators[0].email}")


def _administers(user: Any, roles: list[Any]) -> bool:
    return user.password_hash is not None and any(role.name == users.ADMIN for role in roles)
