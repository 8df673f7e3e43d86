"""The instances of a server: where they are stored, and which of them a request is for."""

import contextlib
import functools
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

import msgspec

from mercat.app.instances import instance_key
from mercat.app.instances.instance import Instance
from mercat.app.instances.instance_key import WrongKey
from mercat.app.instances.subscribers import SUBSCRIBERS
from mercat.domain import bootstrap
from mercat.domain.job_handler import Mailer
from mercat.domain.limits.rate_limits import CallLimits, EndpointLimits
from mercat.jobs.worker import Worker
from mercat.model.clock import Clock
from mercat.model.keys import Keys
from mercat.model.randomness import Randomness
from mercat.store import settings
from mercat.store.engines import private, row_copy
from mercat.store.engines.database import (
    Database,
    OlderDatabase,
    latest,
    migrate,
    open_database,
    schemas,
    tables,
    version,
)
from mercat.store.engines.dialect import Dialect
from mercat.store.engines.driver import Connection
from mercat.store.engines.files import Files
from mercat.store.tx import Tx
from mercat.wire.call import Compatibility

MUNCHKIN_ID: Final = re.compile(r"^[0-9]{3}-[A-Z]{3}-[0-9]{3}$")
_PREFIX: Final = re.compile(r"^/i/([^/]+)(/.*)?$")
_HOST: Final = re.compile(r"^([0-9]{3}-[a-z]{3}-[0-9]{3})\.mktorest\.com(:\d+)?$", re.IGNORECASE)
_MADE: Final = "instance.made_ms"  # real time; stored with the content, so that an instance without it is incomplete
_ID: Final = "instance.id"  # stored beside it: a copy begins with the settings of its source

POLL_SECONDS: Final = 1.0  # other processes may add jobs to a shared database

Headers = list[tuple[bytes, bytes]]
Content = Callable[[Tx], object]


class Source(Protocol):
    """What an instance is copied from."""

    @property
    def database(self) -> Database:
        """Its rows."""

    @property
    def files(self) -> Files:
        """Its files."""


class Template(msgspec.Struct, frozen=True):
    """A database and files that no instance has open."""

    database: Database
    files: Files


class Registry:
    """All instances in one data directory (or in one PostgreSQL database). The oldest one is the default.

    `secret` is the server's master key; without it every instance keeps one of its own below the data directory.
    `redis_url` keeps limits together with other processes. `migrates` allows to bring an older schema up to date.
    `seed` makes new instances reproducible. `mailer` sends mail.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        database_url: str | None = None,
        durable: bool = True,
        seed: int | None = None,
        secret: bytes | None = None,
        redis_url: str | None = None,
        migrates: bool = True,
        call_limits: Callable[[], CallLimits] = CallLimits,
        endpoint_limits: Callable[[], EndpointLimits] = EndpointLimits,
        compatibility: Callable[[], Compatibility] = Compatibility,
        mailer: Mailer | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.database_url = database_url
        self._durable = durable
        self._seed = seed
        self._secret = secret
        self._redis_url = redis_url
        self._migrates = migrates
        self._call_limits = call_limits
        self._pace_limits = endpoint_limits
        self._compatibility = compatibility
        self._mailer = mailer
        self._instances: dict[str, Instance] = {}
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self.default_id = ""

    def __iter__(self) -> Iterator[Instance]:
        return iter(list(self._instances.values()))

    @property
    def default(self) -> Instance:
        """The instance of requests that name none."""
        return self._instances[self.default_id]

    def find(self, instance_id: str) -> Instance | None:
        """The instance with this id, if it is open."""
        return self._instances.get(instance_id)

    def choose(self, path: str, headers: Headers) -> tuple[Instance | None, str, str]:
        """The instance that a request is for, its path without the prefix, and the prefix."""
        named = _PREFIX.match(path) if path.startswith("/i/") else None
        if named:
            return self.find(named[1]), named[2] or "/", f"/i/{named[1]}"
        for name, value in headers:
            if name == b"host":
                host = _HOST.match(value.decode("latin-1"))
                if host:
                    return self.find(host[1].upper()), path, ""
                break
        return self._instances.get(self.default_id), path, ""

    def present(self) -> list[str]:
        """The ids of the instances that the database or the data directory holds, in no particular order."""
        if self.database_url is not None:
            names = [name.removeprefix("mercat_").upper().replace("_", "-") for name in schemas(self.database_url)]
        else:
            try:
                names = [place.name for place in (self.data_dir / "instances").iterdir()]
            except (FileNotFoundError, NotADirectoryError):
                names = []
        return [name for name in names if MUNCHKIN_ID.match(name) and name[0] != "0"]  # templates begin with 0

    def versions(self) -> dict[str, int]:
        """The schema version of every instance that is present."""
        return {instance_id: self.version_of(instance_id) for instance_id in self.present()}

    def version_of(self, instance_id: str) -> int:
        """The schema version of an instance that is present."""
        with contextlib.closing(self.database(instance_id)) as database:
            return version(database)

    def whole(self) -> list[str]:
        """The ids of the instances that were created completely, the oldest first."""
        ages = []
        for instance_id in self.present():
            with contextlib.closing(self.database(instance_id)) as database:
                stored = database.exclusive(functools.partial(_settings, dialect=database.dialect))
            if _MADE in stored and not self._is_begun_copy(instance_id, stored):
                ages.append((int(stored[_MADE]), instance_id))
        return [instance_id for _, instance_id in sorted(ages)]

    def _is_begun_copy(self, instance_id: str, stored: Mapping[str, str]) -> bool:
        """Whether an instance still has the id and the key of its source. One in a renamed folder has its own key."""
        if stored.get(_ID, instance_id) == instance_id:  # older instances have no id
            return False
        try:
            return not instance_key.opens(stored, self.server_key(instance_id), instance_id)
        except WrongKey:
            return True

    def open_all(self) -> list[Instance]:
        """Open all complete instances, the oldest first."""
        return [self.open(instance_id) for instance_id in self.whole()]

    def open(self, instance_id: str) -> Instance:
        """Open an instance and serve it."""
        return self._enlist(self._open(instance_id, self.database(instance_id)))

    @contextlib.contextmanager
    def peek(self, instance_id: str) -> Iterator[Instance]:
        """Open an instance for a command, while another process may serve it."""
        with contextlib.closing(self._open(instance_id, self.database(instance_id))) as instance:
            instance.load_settings()
            yield instance

    def create(
        self,
        content: Content = bootstrap.prepare,
        instance_id: str | None = None,
        *,
        template: Source | None = None,
        now_ms: int | None = None,
        frozen: bool = False,
    ) -> Instance:
        """Create an instance, empty or a copy of `template`, and fill it. Its clock starts, or stays, at `now_ms`."""
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=private.FOLDER)
        with self._lock:
            instance_id = instance_id or self._fresh_id()
            folder = self.folder(instance_id)
            private.make_folder(folder.parent)
            folder.mkdir(mode=private.FOLDER)
            if self._secret is None:
                key = folder / instance_key.FILE
                private.make_file(key)
                key.write_bytes(self._chance(instance_id).bytes(32))
        database = self.database(instance_id)

        def work(tx: Tx) -> None:
            content(tx)
            instance_key.begin(tx)
            settings.put(tx, _MADE, str(Clock().now()))
            settings.put(tx, _ID, instance_id)

        try:
            if template is not None:
                row_copy.copy_files(template.files, folder / "files")
                row_copy.copy(template.database, database)
            else:
                migrate(database)
            instance = self._assemble(instance_id, database, self.server_key(instance_id))
            instance.begin(work, now_ms, frozen=frozen)
        except BaseException:
            database.close()
            self.discard(instance_id)
            raise
        return self._enlist(instance)

    def delete(self, instance_id: str) -> None:
        """Close an instance and delete its database and files."""
        instance = self._instances.pop(instance_id)
        instance.close()
        drop = getattr(instance.database, "drop", None)
        if drop is not None:
            drop()
        folder = self.folder(instance_id)
        gone = folder.rename(folder.with_name(f"deleted-{instance_id}"))  # a kill then leaves no half instance
        shutil.rmtree(gone)

    def discard(self, instance_id: str) -> None:
        """Delete what is left of an instance that is not open."""
        assert instance_id not in self._instances, instance_id
        database = self.database(instance_id)
        drop = getattr(database, "drop", None)
        if drop is not None:
            drop()
        database.close()
        shutil.rmtree(self.folder(instance_id), ignore_errors=True)

    def sweep(self) -> None:
        """Delete what interrupted creations and deletions left. No other process may use the data directory."""
        for instance_id in set(self.present()) - set(self.whole()):
            self.discard(instance_id)
        for folder in (self.data_dir / "instances").glob("deleted-*"):
            shutil.rmtree(folder)

    def sibling(self, data_dir: Path) -> "Registry":
        """An empty registry of the same kind in another place. Its seed is fixed, so that it is reproducible."""
        return Registry(data_dir, database_url=self.database_url, durable=False, seed=self._seed or 0)

    def start_worker(self) -> None:
        """Run the jobs of all instances on a thread of this process."""
        poll = {} if self.database_url is None else {"poll_seconds": POLL_SECONDS}
        self._worker = Worker(lambda: [(instance, instance.jobs) for instance in self], **poll)
        self._worker.start()

    def _wake_worker(self) -> None:
        if self._worker is not None:
            self._worker.wake()

    def close(self) -> None:
        """Close all instances."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
        for instance in self:
            instance.close()
        self._instances.clear()

    def _open(self, instance_id: str, database: Database) -> Instance:
        try:
            self._bring_up_to_date(database, self.folder(instance_id))
            stored = database.read(settings.of)
            key = instance_key.opened(stored, self.server_key(instance_id), instance_id)
        except BaseException:
            database.close()
            raise
        return self._assemble(instance_id, database, key)

    def _assemble(self, instance_id: str, database: Database, key: bytes) -> Instance:
        return Instance(
            instance_id,
            database,
            files=Files(self.folder(instance_id) / "files", durable=self._durable),
            keys=Keys(key),
            randomness=self._chance(instance_id),
            call_limits=self._call_limits(),
            endpoint_limits=self._pace_limits(),
            compatibility=self._compatibility(),
            mailer=self._mailer,
            subscribers=SUBSCRIBERS,
        )

    def database(self, instance_id: str) -> Database:
        """The database of an instance that is not open."""
        place: Path | str = self.database_url or self.folder(instance_id) / "mercat.db"
        schema = "mercat_" + instance_id.lower().replace("-", "_")
        return open_database(place, schema=schema, durable=self._durable)

    def _bring_up_to_date(self, database: Database, folder: Path) -> None:
        schema_version = version(database)
        if schema_version < latest() and not self._migrates:
            raise OlderDatabase(schema_version, latest())
        if schema_version != latest():
            migrate(database, lambda _: self._keep(database, folder / "backups" / f"version-{schema_version}.db"))

    def _keep(self, database: Database, copy: Path) -> None:
        """Copy an embedded database before a migration. PostgreSQL has backups of its own."""
        if self.database_url is None:
            private.make_folder(copy.parent)
            copy.unlink(missing_ok=True)
            database.backup(copy)

    def server_key(self, instance_id: str) -> bytes:
        """The server's key for an instance. Raises WrongKey if there is none."""
        if self._secret is not None:
            return instance_key.of_server(self._secret, instance_id)
        try:
            return (self.folder(instance_id) / instance_key.FILE).read_bytes()
        except FileNotFoundError:
            raise WrongKey(instance_id) from None

    def _enlist(self, instance: Instance) -> Instance:
        if self._redis_url is not None:
            instance.share_limits(self._redis_url)
        instance.start()
        instance.wake_worker = self._wake_worker
        self._instances[instance.id] = instance
        self.default_id = self.default_id or instance.id
        self._wake_worker()
        return instance

    def folder(self, instance_id: str) -> Path:
        """The folder of an instance's files, and of its database if that is embedded."""
        assert MUNCHKIN_ID.match(instance_id), instance_id
        return self.data_dir / "instances" / instance_id

    def _chance(self, instance_id: str) -> Randomness:
        return Randomness(None if self._seed is None else f"{self._seed}/{instance_id}")

    def _fresh_id(self) -> str:
        """An id that no instance has. With a seed, it is not one of an earlier instance either."""
        counter = self.data_dir / "instances" / "made"
        private.make_folder(counter.parent)
        made = int(counter.read_text() or 0) if counter.exists() else 0  # empty if an older version was killed
        private.replace_file(counter, b"%d" % (made + 1))
        randomness = Randomness(None if self._seed is None else f"{self._seed}/{made}")
        present = self.present()
        while True:
            letters = "".join(chr(65 + randomness.below(26)) for _ in range(3))
            instance_id = f"{100 + randomness.below(900)}-{letters}-{100 + randomness.below(900)}"
            if instance_id not in present and not self.folder(instance_id).exists():
                return instance_id


def _settings(connection: Connection, dialect: Dialect) -> dict[str, str]:
    """The settings of an instance; empty if its creation was interrupted before there were any."""
    return settings.of(connection) if "settings" in tables(connection, dialect) else {}
