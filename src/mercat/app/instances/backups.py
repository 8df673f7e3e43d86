"""Backups: a data directory in one file. `write` works while the server runs; `restore` checks every byte first.

The file is a tar archive. It holds the database, files and key of each instance, then `manifest.json` with the
SHA-256 of every member.
"""

import contextlib
import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from mercat import __version__
from mercat.app import streams
from mercat.app.config import StorageOptions
from mercat.app.instances import instance_key
from mercat.app.instances.locations import NoInstance, data_dir
from mercat.app.instances.registry import MUNCHKIN_ID
from mercat.store import settings
from mercat.store.engines import private
from mercat.store.engines.database import NewerDatabase, integrity_errors, latest, open_database, version
from mercat.store.engines.driver import NoBackup

MANIFEST: Final = "manifest.json"
DATABASE: Final = "mercat.db"
PIECE: Final = 1 << 20


class BadBackup(Exception):
    """The file is not a backup, or it was changed."""


class NotEmpty(Exception):
    """The place that a backup is restored to has data already."""


class FileThere(Exception):
    """The file that a backup is written to exists already."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} exists already. Choose another name, or replace it with --force.")


class Manifest(msgspec.Struct):
    """What a backup holds: the program, the schema version of each instance, the SHA-256 of each member."""

    program: str
    instances: dict[str, int]
    members: dict[str, str]


def write(
    where: StorageOptions, file: Path, note: Callable[[str], None] = lambda words: None, *, force: bool = False
) -> list[str]:
    """Copy all instances into a file, which appears once it is complete, or into a stream. Returns their ids.

    `force` replaces an existing file. Raises NoBackup, NoInstance, FileThere.
    """
    if where.database_url is not None:
        raise NoBackup
    source = data_dir(where) / "instances"
    ids = sorted(place.name for place in _instances(source))
    if not ids:
        raise NoInstance(f"There is no instance in {source.parent}: nothing to back up.")
    if streams.is_replaced(file) and not force:
        raise FileThere(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(f"mercat {__version__}", {}, {})
    with streams.writing(file, mode=streams.PRIVATE) as out, tarfile.open(fileobj=out, mode="w|") as tar:
        for instance_id in ids:
            note(f"copying {instance_id}")
            manifest.instances[instance_id] = _pack(tar, source / instance_id, manifest.members)
        _add(tar, MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return ids


def restore(where: StorageOptions, file: Path, note: Callable[[str], None] = lambda words: None) -> list[str]:
    """Restore a backup to an empty place. Returns the instances' ids. Raises BadBackup, NotEmpty, NewerDatabase."""
    if where.database_url is not None:
        raise NoBackup
    target = data_dir(where)
    if (target / "instances").exists():
        raise NotEmpty(f"{target} holds instances already. Restore into another directory, or move that one away.")
    with _made(target), tempfile.TemporaryDirectory(dir=target, prefix=".restore-") as unpacked:
        place = Path(unpacked)
        note(f"reading {file}")
        manifest = _unpack(file, place)
        for instance_id, schema_version in manifest.instances.items():
            note(f"checking {instance_id}")
            if schema_version > latest():
                raise NewerDatabase(schema_version, latest())
            wrong = integrity_errors(place / "instances" / instance_id / DATABASE)
            if wrong:
                raise BadBackup(f"The database of {instance_id} in {file} is damaged: {wrong[0]}.")
        (place / "instances").rename(target / "instances")
    return sorted(manifest.instances)


@contextlib.contextmanager
def _made(target: Path) -> Iterator[None]:
    """Create the directory if there is none, and remove it again if the restore fails."""
    there = target.exists()
    target.mkdir(parents=True, exist_ok=True, mode=private.FOLDER)
    try:
        yield
    except BaseException:
        if not there:
            shutil.rmtree(target)
        raise


def _instances(source: Path) -> list[Path]:
    return [database.parent for database in source.glob(f"*/{DATABASE}") if MUNCHKIN_ID.match(database.parent.name)]


def _pack(tar: tarfile.TarFile, folder: Path, members: dict[str, str]) -> int:
    """Add one instance to the archive. Returns its schema version."""
    inside = f"instances/{folder.name}"
    key = _key(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as scratch:
        copy = Path(scratch) / DATABASE
        database = open_database(folder / DATABASE)
        database.backup(copy)
        database.close()
        wrong = integrity_errors(copy)
        if wrong:
            raise BadBackup(f"The database of {folder.name} is damaged: {wrong[0]}. Run `mercat doctor`.")
        schema_version = _version(copy, folder, key)
        _add_file(tar, copy, f"{inside}/{DATABASE}", members)
    if key is not None:
        members[f"{inside}/{instance_key.FILE}"] = hashlib.sha256(key).hexdigest()
        _add(tar, f"{inside}/{instance_key.FILE}", key)
    # Files are written before their rows and never change, so that a copy made after the database's misses none.
    for place in _kept(folder):
        _add_file(tar, place, f"{inside}/{place.relative_to(folder)}", members)
    return schema_version


def _key(folder: Path) -> bytes | None:
    try:
        return (folder / instance_key.FILE).read_bytes()
    except FileNotFoundError:
        return None  # the server's key is not part of a backup


def _kept(folder: Path) -> Iterator[Path]:
    for place in sorted((folder / "files").rglob("*")):
        if place.is_file() and len(place.name) == 64:
            yield place


def _version(copy: Path, folder: Path, key: bytes | None) -> int:
    """The schema version of a copied database that the key opens. Raises BadBackup."""
    with contextlib.closing(open_database(copy)) as database:
        schema_version = version(database)
        if schema_version and key is not None:
            try:
                instance_key.opened(database.read(settings.of), key, folder.name)
            except instance_key.WrongKey:
                raise BadBackup(
                    f"{folder / instance_key.FILE} does not open {folder.name}: `mercat rekey` is at work, or was"
                    " interrupted. Run it again if it was, and back up after it."
                ) from None
        return schema_version


def _add_file(tar: tarfile.TarFile, place: Path, name: str, members: dict[str, str]) -> None:
    with place.open("rb") as content:
        members[name] = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(content.fileno()).st_size, 0o600
        tar.addfile(info, content)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _unpack(file: Path, place: Path) -> Manifest:
    """Write the members below `place`, each checked against the manifest. Raises BadBackup."""
    digests: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with streams.reading_once(file) as content, tarfile.open(fileobj=content, mode="r|") as tar:
            for member in tar:
                plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
                inside = tar.extractfile(member) if plain and _harmless(member.name) else None
                if inside is None or member.name in digests:
                    raise BadBackup(f"{file} is not a mercat backup: it holds {member.name!r}.")
                if member.name == MANIFEST:
                    manifest = msgspec.json.decode(inside.read(), type=Manifest)
                    continue
                target = place / member.name
                private.make_folder(target.parent)
                digests[member.name] = _copy(inside, target)
    except (tarfile.TarError, msgspec.MsgspecError, EOFError) as problem:
        raise BadBackup(f"{file} is not a mercat backup, or is incomplete: {problem}.") from None
    if manifest is None:
        raise BadBackup(f"{file} is cut short: its manifest, which comes last, is missing.")
    for name in sorted({*digests, *manifest.members}):
        if digests.get(name) != manifest.members.get(name):
            raise BadBackup(f"{file} is damaged: {name} is not what was backed up.")
    return manifest


def _copy(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, private.FILE)
    with os.fdopen(handle, "wb") as out:
        while piece := content.read(PIECE):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _harmless(name: str) -> bool:
    """Whether a member has a name that `write` uses, so that it cannot leave the directory."""
    parts = name.split("/")
    if name == MANIFEST:
        return True
    inside = len(parts) > 2 and parts[0] == "instances" and MUNCHKIN_ID.match(parts[1]) is not None
    return inside and (
        parts[2:] in ([DATABASE], [instance_key.FILE])
        or (len(parts) == 5 and parts[2] == "files" and len(parts[4]) == 64 and (parts[3] + parts[4]).isalnum())
    )
