"""Throw-away registries on either database, copied from a prepared template so that a test starts in milliseconds."""

import contextlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mercat.app.registry import Registry
from mercat.domain import setup
from mercat.domain.quota import CallLimits, PaceLimits
from mercat.store.tx import Tx

POSTGRESQL_URL = os.environ.get("MERCAT_TEST_POSTGRESQL", "postgresql://127.0.0.1:5432/test")
REDIS_URL = os.environ.get("MERCAT_TEST_REDIS", "redis://127.0.0.1:6379/0")
TABLESPACE = os.environ.get("MERCAT_TEST_TABLESPACE")  # where test databases lie, if not where all do
REQUIRED = os.environ.get("CI") == "true"
INSTANCE_ID = "123-ABC-456"


def postgresql_missing() -> str | None:
    """Why PostgreSQL cannot be used, or None."""
    try:
        import psycopg

        psycopg.connect(POSTGRESQL_URL, connect_timeout=2).close()
    except Exception as problem:
        return f"PostgreSQL is not there: {problem}"
    return None


def redis_missing() -> str | None:
    """Why Redis cannot be used, or None."""
    try:
        import redis

        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=2).ping()
    except Exception as problem:
        return f"Redis is not there: {problem}"
    return None


def skip_or_fail(reason: str | None) -> None:
    """A missing service fails the build in CI and skips the test elsewhere."""
    if reason is not None:
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


class Templates:
    """Makes registries whose default instance holds `content`; the first of each kind is made, the rest are copies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, str], Path] = {}
        self._numbers = itertools.count()

    def registry(self, backend: str, name: str = "prepared", content: Callable[[Tx], None] = setup.prepare) -> "Lease":
        """A fresh registry on a backend."""
        template = self._made.get((backend, name))
        if template is None:
            template = self._folder / f"template-{backend}-{name}"
            database = self._create(f"{backend}_{name}") if backend == "postgresql" else None
            registry = Registry(template, database_url=database, durable=False, seed=1)
            registry.create(content, INSTANCE_ID)
            registry.close()
            self._made[backend, name] = template
        target = self._folder / f"data-{next(self._numbers)}"
        shutil.copytree(template, target)
        database = self._create(f"copy_{target.name[5:]}", f"{backend}_{name}") if backend == "postgresql" else None
        return Lease(target, database)

    def drop(self) -> None:
        """Delete the template databases."""
        for backend, name in self._made:
            if backend == "postgresql":
                drop_database(_full(f"{backend}_{name}"))

    def _create(self, name: str, template: str | None = None) -> str:
        import psycopg

        with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{_full(name)}"')
            copied = f' TEMPLATE "{_full(template)}"' if template else ""
            place = f' TABLESPACE "{TABLESPACE}"' if TABLESPACE else ""
            connection.execute(f'CREATE DATABASE "{_full(name)}"{copied}{place}')
        return POSTGRESQL_URL.rpartition("/")[0] + "/" + _full(name)


class Lease:
    """A registry for one test, limits off, and the way to get rid of it."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.folder = folder
        self.database_url = database_url
        self.registry = self.open()

    def open(self) -> Registry:
        """Open the instance, as a restarted server would."""
        registry = Registry(
            self.folder, database_url=self.database_url, durable=False, seed=1, call_limits=_off, pace_limits=_pace_off
        )
        registry.open(INSTANCE_ID)
        return registry

    def end(self) -> None:
        self.registry.close()
        if self.database_url is not None:
            drop_database(self.database_url.rpartition("/")[2])
        shutil.rmtree(self.folder)


def _off() -> CallLimits:
    return CallLimits(rate_calls=0, concurrency=0, daily_quota=0)


def _pace_off() -> PaceLimits:
    return PaceLimits(calls_per_minute=0, upload_calls_per_day=0)


def _full(name: str) -> str:
    return f"mercat_test_{os.getpid()}_{name}"


def drop_database(name: str) -> None:
    import psycopg

    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def database_of(name: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped at the end."""
    import psycopg

    place = f' TABLESPACE "{TABLESPACE}"' if TABLESPACE else ""
    drop_database(_full(name))
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{_full(name)}"{place}')
    try:
        yield POSTGRESQL_URL.rpartition("/")[0] + "/" + _full(name)
    finally:
        drop_database(_full(name))


def leases(templates: Templates, backend: str) -> Iterator[Lease]:
    """For fixtures: a lease that ends with the test."""
    if backend == "postgresql":
        skip_or_fail(postgresql_missing())
    lease = templates.registry(backend)
    yield lease
    lease.end()
