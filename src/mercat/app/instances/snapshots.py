"""Snapshots: named states of an instance in the data directory, and files that carry them elsewhere.

A snapshot is a folder with the database, the files, and what the instance keeps in memory alone. It holds the data, the
clock, the limits, the paces of transitions and the position of randomness, but not the journal. Restoring one keeps the
tokens that clients hold, and the audit trail.
"""

import contextlib
import functools
import re
import shutil
import tempfile
import threading
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from mercat.app.instances.instance import Instance
from mercat.model.refusals import NotFound
from mercat.store.access import credentials
from mercat.store.engines import private, row_copy, table_diff
from mercat.store.engines.database import latest, open_database, version
from mercat.store.engines.files import Files
from mercat.store.engines.row_copy import Embedded
from mercat.store.engines.sqlite import integrity_errors
from mercat.store.engines.table_diff import Difference
from mercat.store.tx import Tx

NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
SNAPSHOTS: Final = 100  # of an instance
UNPACKED_BYTES: Final = 4 * 2**30
_ABOUT: Final = "snapshot.json"
_DATABASE: Final = "mercat.db"
_FILES: Final = "files"
_ASIDE: Final = "~"  # the end of the folder of a snapshot that another one replaces; no name ends so
_MEMBER: Final = re.compile(r"snapshot\.json|mercat\.db|files/[0-9a-f]{2}/[0-9a-f]{64}|files/parts/[A-Za-z0-9-]{1,100}")


class Snapshot(msgspec.Struct, frozen=True):
    """A named state. `taken_ms` is the instance's time, `position` that of randomness, `owner` whose keys it has."""

    name: str
    taken_ms: int
    frozen: bool
    position: int
    owner: str


class NotEmbedded(Exception):
    """The database is no file, so there are no snapshots of it."""


class TooManySnapshots(Exception):
    """The instance has as many snapshots as it may have."""


class NoSnapshot(Exception):
    """The file is not a snapshot, or one of another schema version. The message says why."""


class Snapshots:
    """The snapshots of the instances of one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "snapshots"
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)  # by instance

    def all(self, instance: Instance) -> list[Snapshot]:
        """The snapshots of an instance, by name."""
        with self._locks[instance.id]:
            places = sorted(self._folder_of(instance).glob(f"*/{_ABOUT}"))
            return [_about(place.parent) for place in places if NAME.fullmatch(place.parent.name)]

    def find(self, instance: Instance, name: str) -> Snapshot | None:
        """The snapshot of this name, or None."""
        try:
            return _about(self._place(instance, name))
        except FileNotFoundError:
            return None

    def database(self, instance: Instance, name: str) -> Path:
        """The database of a snapshot."""
        return self._place(instance, name) / _DATABASE

    def files(self, instance: Instance, name: str) -> Path:
        """The files of a snapshot."""
        return self._place(instance, name) / _FILES

    def take(self, instance: Instance, name: str) -> Snapshot:
        """Store the present state under a name, in place of an earlier one. Raises NotEmbedded, TooManySnapshots."""
        database = _embedded(instance)
        with self._new(instance, name) as fresh, instance.jobs.paused():
            instance.flush()
            clock = instance.clock
            position, frozen = instance.randomness.position, clock.frozen_ms is not None
            snapshot = Snapshot(name, clock.now(), frozen, position, _owner(instance))
            database.backup(fresh / _DATABASE, durable=False)
            row_copy.copy_files(instance.files, fresh / _FILES)
            (fresh / _ABOUT).write_bytes(msgspec.json.encode(snapshot))
        return snapshot

    def restore(self, instance: Instance, name: str, note: Callable[[Tx], None]) -> Snapshot:
        """Make a snapshot the present state; `note` runs in the last transaction. Raises NotEmbedded, NotFound."""
        database = _embedded(instance)
        with self.held(instance, name) as place, instance.jobs.paused():
            snapshot = _about(place)
            is_own = snapshot.owner == _owner(instance)
            held = instance.read_now(lambda tx: credentials.collect(tx, keep_passing=True))
            row_copy.copy_files(Files(place / _FILES), instance.files.folder)

            def end(tx: Tx) -> None:
                if is_own:
                    credentials.add_tokens(tx, held)
                else:
                    credentials.put_back(tx, held)
                    credentials.remember_again(tx, held)
                note(tx)

            with self._temporary(instance) as folder:
                copy = Path(shutil.copyfile(place / _DATABASE, folder / _DATABASE))
                with contextlib.closing(open_database(copy, durable=False)) as staged:
                    instance.complete(staged, end, snapshot.taken_ms, frozen=snapshot.frozen)
                instance.restore(functools.partial(database.restore, copy))
            if is_own:
                instance.randomness.position = snapshot.position
        return snapshot

    def delete(self, instance: Instance, name: str) -> None:
        """Delete a snapshot. Raises NotFound."""
        with self.held(instance, name) as place:
            (place / _ABOUT).unlink()  # what is left is no snapshot, whenever a kill comes
            shutil.rmtree(place)

    @contextlib.contextmanager
    def held(self, instance: Instance, name: str) -> Iterator[Path]:
        """The folder of a snapshot, which nobody deletes or replaces meanwhile. Raises NotFound."""
        place = self._place(instance, name)
        with self._locks[instance.id]:
            if not (place / _ABOUT).is_file():
                raise NotFound("snapshot", name)
            yield place

    def forget(self, instance_id: str) -> None:
        """Delete all snapshots of an instance that is deleted."""
        shutil.rmtree(self._folder / instance_id, ignore_errors=True)
        self._locks.pop(instance_id, None)

    def tidy(self, instance_ids: Iterable[str]) -> None:
        """Delete what interrupted work left, and the snapshots of other instances. Only one process may do that."""
        staying = set(instance_ids)
        for place in list(self._folder.glob("*/*")):
            name = place.name.removesuffix(_ASIDE)
            if name != place.name and not (place.with_name(name) / _ABOUT).is_file():
                shutil.rmtree(place.with_name(name), ignore_errors=True)
                place.rename(place.with_name(name))  # its successor was not there yet
            elif not NAME.fullmatch(place.name) or not (place / _ABOUT).is_file():
                shutil.rmtree(place, ignore_errors=True)
        for folder in self._folder.glob("*"):
            if folder.name not in staying:
                shutil.rmtree(folder)

    def diff(self, instance: Instance, name: str, to: str | None) -> list[Difference]:
        """The records in which a snapshot and a later one, or the present, differ. Raises NotEmbedded, NotFound."""
        after = _embedded(instance).path if to is None else self.database(instance, to)
        with self.held(instance, name), self.held(instance, to or name):
            return list(table_diff.differences(self.database(instance, name), after))

    def pack(self, instance: Instance, name: str) -> bytes:
        """A snapshot as a file. Raises NotFound."""
        with self.held(instance, name) as place, tempfile.TemporaryFile() as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                for path in sorted(path for path in place.rglob("*") if path.is_file()):
                    name = path.relative_to(place).as_posix()
                    if _MEMBER.fullmatch(name):  # a comparison leaves SQLite's log beside the database
                        packed.write(path, name)
            out.seek(0)
            return out.read()

    def unpack(self, instance: Instance, name: str, content: Path) -> Snapshot:
        """Store a file that `pack` made under a name. Raises NoSnapshot, NotEmbedded, TooManySnapshots."""
        _embedded(instance)
        with self._new(instance, name) as fresh:
            _extract(content, fresh)
            snapshot = msgspec.structs.replace(_about(fresh), name=name)
            _check(fresh / _DATABASE)
            (fresh / _ABOUT).write_bytes(msgspec.json.encode(snapshot))
        return snapshot

    @contextlib.contextmanager
    def _new(self, instance: Instance, name: str) -> Iterator[Path]:
        """A folder that becomes the snapshot of this name once it is complete."""
        place = self._place(instance, name)
        if not place.exists() and len(self.all(instance)) >= SNAPSHOTS:
            raise TooManySnapshots
        with self._temporary(instance) as fresh:
            yield fresh
            with self._locks[instance.id]:
                _put(fresh, place)

    @contextlib.contextmanager
    def _temporary(self, instance: Instance) -> Iterator[Path]:
        """A folder beside the snapshots, which is deleted unless it becomes one."""
        private.make_folder(self._folder_of(instance))
        folder = Path(tempfile.mkdtemp(dir=self._folder_of(instance), prefix="~"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _folder_of(self, instance: Instance) -> Path:
        return self._folder / instance.id

    def _place(self, instance: Instance, name: str) -> Path:
        assert NAME.fullmatch(name), name
        return self._folder_of(instance) / name


def _put(fresh: Path, place: Path) -> None:
    """Put a folder in the place of an earlier one, which stays beside it until then."""
    aside = place.with_name(place.name + _ASIDE)
    shutil.rmtree(aside, ignore_errors=True)
    if place.exists():
        place.rename(aside)
    fresh.rename(place)
    shutil.rmtree(aside, ignore_errors=True)


def _embedded(instance: Instance) -> Embedded:
    if not isinstance(instance.database, Embedded):
        raise NotEmbedded
    return instance.database


def _owner(instance: Instance) -> str:
    """A name of the instance's key, which the secrets of a snapshot come from."""
    return instance.keys.text("snapshots")[:16]


def _about(place: Path) -> Snapshot:
    return msgspec.json.decode((place / _ABOUT).read_bytes(), type=Snapshot)


def _extract(content: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(content) as packed:
            members = packed.infolist()
            if not {_ABOUT, _DATABASE} <= {member.filename for member in members}:
                raise NoSnapshot("It lacks the parts of a snapshot.")
            if sum(member.file_size for member in members) > UNPACKED_BYTES:
                raise NoSnapshot(f"Unpacked it is larger than {UNPACKED_BYTES} bytes.")
            for member in members:
                if not _MEMBER.fullmatch(member.filename):
                    raise NoSnapshot("It holds a file that no snapshot has.")
                packed.extract(member, folder)
        _about(folder)
    except (zipfile.BadZipFile, msgspec.DecodeError, EOFError, NotImplementedError) as problem:
        raise NoSnapshot(f"It cannot be read: {problem}.") from None


def _check(database: Path) -> None:
    errors = integrity_errors(database)
    if errors:
        raise NoSnapshot(f"Its database is damaged: {errors[0]}.")
    with contextlib.closing(open_database(database)) as opened:
        schema_version = version(opened)
    if schema_version != latest():
        raise NoSnapshot(f"Its schema version is {schema_version}, and this server has {latest()}.")
