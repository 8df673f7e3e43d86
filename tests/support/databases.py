"""Throw-away registries on either database, copied from a prepared template so that a test starts in milliseconds."""

import contextlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mercat.app.instances.registry import Registry
from mercat.domain import bootstrap
from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits
from mercat.store.tx import Tx

if TYPE_CHECKING:
    from support.copies import Content, Copy  # which need the driver

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
        self._contents: dict[str, Content] = {}
        self._free: dict[str, list[Copy]] = {}
        self._numbers = itertools.count()

    def registry(
        self, backend: str, name: str = "prepared", content: Callable[[Tx], None] = bootstrap.prepare
    ) -> "Lease":
        """A fresh registry on a backend."""
        template = self._made.get((backend, name))
        if template is None:
            template = self._folder / f"template-{backend}-{name}"
            database = create_database(_full(f"{backend}_{name}")) if backend == "postgresql" else None
            registry = Registry(template, database_url=database, durable=False, seed=1)
            registry.create(content, INSTANCE_ID)
            registry.close()
            if database is not None:
                self._take_down(name, database)
            self._made[backend, name] = template
        target = self._folder / f"data-{next(self._numbers)}"
        shutil.copytree(template, target)
        if backend == "sqlite":
            return Lease(target)
        copy = self._copy(name)
        return Lease(target, copy.url, lambda: self._give_back(name, copy))

    def drop(self) -> None:
        """Delete the databases."""
        for name, copies in self._free.items():
            for copy in copies:
                _drop_copy(copy)
            drop_database(_full(f"postgresql_{name}"))

    def _take_down(self, name: str, url: str) -> None:
        from support.copies import Content

        self._contents[name] = Content(url)
        self._free[name] = []

    def _copy(self, name: str) -> "Copy":
        """A database that is like the template: one that a test is done with, or a new one."""
        from support.copies import Copy

        if self._free[name]:
            return self._free[name].pop()
        url = create_database(_full(f"copy_{next(self._numbers)}"), _full(f"postgresql_{name}"))
        return Copy(url, self._contents[name])

    def _give_back(self, name: str, copy: "Copy") -> None:
        if copy.reset():
            self._free[name].append(copy)
        else:
            _drop_copy(copy)


def _drop_copy(copy: "Copy") -> None:
    copy.close()
    drop_database(_name(copy.url))


class Lease:
    """A registry for one test, limits off, and the way to get rid of it."""

    def __init__(
        self, folder: Path, database_url: str | None = None, give_back: Callable[[], None] = lambda: None
    ) -> None:
        self.folder = folder
        self.database_url = database_url
        self._give_back = give_back
        self.registry = self.open()

    def open(self) -> Registry:
        """Open the instance, as a restarted server would."""
        registry = Registry(
            self.folder,
            database_url=self.database_url,
            durable=False,
            seed=1,
            call_limits=_off,
            endpoint_limits=_pace_off,
        )
        registry.open(INSTANCE_ID)
        return registry

    def end(self) -> None:
        self.registry.close()
        self._give_back()
        shutil.rmtree(self.folder)


def _off() -> CallLimits:
    return CallLimits(rate_calls=0, concurrency=0, daily_quota=0)


def _pace_off() -> EndpointLimits:
    return EndpointLimits(calls_per_minute=0, upload_calls_per_day=0)


def _full(name: str) -> str:
    return f"mercat_test_{os.getpid()}_{name}"


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def create_database(name: str, template: str | None = None) -> str:
    """Make a database, empty or like another one; its URL. It need not outlive a crash of the machine."""
    import psycopg

    drop_database(name)
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        copied = f' TEMPLATE "{template}"' if template else ""
        place = f' TABLESPACE "{TABLESPACE}"' if TABLESPACE else ""
        connection.execute(f'CREATE DATABASE "{name}"{copied}{place}')
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return POSTGRESQL_URL.rpartition("/")[0] + "/" + name


def drop_database(name: str) -> None:
    """Delete a database, if it is there."""
    import psycopg

    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def database_of(name: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, dropped at the end."""
    url = create_database(_full(name))
    try:
        yield url
    finally:
        drop_database(_full(name))


def leases(templates: Templates, backend: str) -> Iterator[Lease]:
    """For fixtures: a lease that ends with the test."""
    if backend == "postgresql":
        skip_or_fail(postgresql_missing())
    lease = templates.registry(backend)
    yield lease
    lease.end()
