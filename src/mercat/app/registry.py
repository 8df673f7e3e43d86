"""The instances of a server: where they are kept, and which of them a request is for."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from mercat.app.instance import Instance
from mercat.domain import setup
from mercat.domain.quota import CallLimits, PaceLimits
from mercat.model.chance import Chance
from mercat.model.keys import Keys
from mercat.store import contents
from mercat.store.database import Database, migrate, open_database
from mercat.store.tx import Tx

MUNCHKIN_ID: Final = re.compile(r"^[0-9]{3}-[A-Z]{3}-[0-9]{3}$")
_PREFIX: Final = re.compile(r"^/i/([^/]+)(/.*)?$")
_HOST: Final = re.compile(r"^([0-9]{3}-[a-z]{3}-[0-9]{3})\.mktorest\.com(:\d+)?$", re.IGNORECASE)

Headers = list[tuple[bytes, bytes]]
Content = Callable[[Tx], None]


class Registry:
    """All instances below one data directory (or in one PostgreSQL database). The first one is the default."""

    def __init__(
        self,
        data_dir: Path,
        *,
        database_url: str | None = None,
        durable: bool = True,
        seed: int | None = None,
        call_limits: Callable[[], CallLimits] = CallLimits,
        pace_limits: Callable[[], PaceLimits] = PaceLimits,
    ) -> None:
        self.data_dir = data_dir
        self.database_url = database_url
        self._durable = durable
        self._seed = seed
        self._call_limits = call_limits
        self._pace_limits = pace_limits
        self._instances: dict[str, Instance] = {}
        self._lock = threading.Lock()
        self.default_id = ""

    def __iter__(self) -> Iterator[Instance]:
        return iter(list(self._instances.values()))

    @property
    def default(self) -> Instance:
        """The instance of requests that name none."""
        return self._instances[self.default_id]

    def find(self, instance_id: str) -> Instance | None:
        """The instance of an id."""
        return self._instances.get(instance_id)

    def choose(self, path: str, headers: Headers) -> tuple[Instance | None, str, str]:
        """The instance a request is for, its path without the prefix, and the prefix."""
        named = _PREFIX.match(path)
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
        """Ids of the instances that the data directory holds, oldest first."""
        folder = self.data_dir / "instances"
        if not folder.is_dir():
            return []
        places = [place for place in folder.iterdir() if MUNCHKIN_ID.match(place.name)]
        return [place.name for place in sorted(places, key=lambda place: (place / "secret.key").stat().st_mtime_ns)]

    def open(self, instance_id: str) -> Instance:
        """Open a kept instance, bringing its schema up to date."""
        return self._enlist(self._assemble(instance_id))

    def create(
        self,
        content: Content = setup.prepare,
        instance_id: str | None = None,
        *,
        template: Instance | None = None,
        now_ms: int | None = None,
    ) -> Instance:
        """Make a new instance, as a copy of `template` or empty, and fill it; its time begins at `now_ms`."""
        with self._lock:
            instance_id = instance_id or self._fresh_id()
            folder = self._folder(instance_id)
            folder.mkdir(parents=True)
            chance = self._chance(instance_id)
            key = folder / "secret.key"
            key.touch(mode=0o600)
            key.write_bytes(chance.bytes(32))
        instance = self._assemble(instance_id, template)
        instance.begin(content, now_ms)
        return self._enlist(instance)

    def delete(self, instance_id: str) -> None:
        """End an instance and its tokens, and delete what it kept."""
        instance = self._instances.pop(instance_id)
        instance.close()
        drop = getattr(instance.database, "drop", None)
        if drop is not None:
            drop()
        shutil.rmtree(self._folder(instance_id))

    def discard(self, instance_id: str) -> None:
        """Delete what an earlier process left of an instance that is not open."""
        assert instance_id not in self._instances, instance_id
        database = self._database(instance_id)
        drop = getattr(database, "drop", None)
        if drop is not None:
            drop()
        database.close()
        shutil.rmtree(self._folder(instance_id), ignore_errors=True)

    def sibling(self, data_dir: Path) -> "Registry":
        """An empty registry of the same kind in another place; what is drawn for it is always the same."""
        return Registry(data_dir, database_url=self.database_url, durable=False, seed=self._seed or 0)

    def close(self) -> None:
        """Close all instances."""
        for instance in self:
            instance.close()
        self._instances.clear()

    def _assemble(self, instance_id: str, template: Instance | None = None) -> Instance:
        folder = self._folder(instance_id)
        database = self._database(instance_id)
        if template is not None:
            contents.copy_files(template.files, folder / "files")
            contents.copy(template.database, database)
        else:
            migrate(database)
        return Instance(
            instance_id,
            database,
            files=folder / "files",
            keys=Keys((folder / "secret.key").read_bytes()),
            chance=self._chance(instance_id),
            call_limits=self._call_limits(),
            pace_limits=self._pace_limits(),
        )

    def _database(self, instance_id: str) -> Database:
        place: Path | str = self.database_url or self._folder(instance_id) / "mercat.db"
        schema = "mercat_" + instance_id.lower().replace("-", "_")
        return open_database(place, schema=schema, durable=self._durable)

    def _enlist(self, instance: Instance) -> Instance:
        instance.start()
        self._instances[instance.id] = instance
        self.default_id = self.default_id or instance.id
        return instance

    def _folder(self, instance_id: str) -> Path:
        assert MUNCHKIN_ID.match(instance_id), instance_id
        return self.data_dir / "instances" / instance_id

    def _chance(self, instance_id: str) -> Chance:
        return Chance(None if self._seed is None else f"{self._seed}/{instance_id}")

    def _fresh_id(self) -> str:
        chance = Chance(None if self._seed is None else f"{self._seed}/{len(self.present())}")
        while True:
            letters = "".join(chr(65 + chance.below(26)) for _ in range(3))
            instance_id = f"{100 + chance.below(900)}-{letters}-{100 + chance.below(900)}"
            if not self._folder(instance_id).exists():
                return instance_id
