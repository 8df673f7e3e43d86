"""`mercat rekey`: a new secret key for all instances. The secrets that are derived from an instance's key stay.

One transaction changes an instance; after it, the key file is replaced. An interrupted run can be repeated: it skips
instances that the new key opens.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from mercat.app import streams
from mercat.app.config import BadSetting, Rekey, key_source, new_key_source, new_secret_key, secret_key
from mercat.app.instances import instance_key
from mercat.app.instances.instance_key import FILE, KEY_BYTES, NEXT_FILE, seal_anew
from mercat.app.instances.locations import DEMO, KIND, WrongKind, data_dir, exclusive_lock, no_instance, registry
from mercat.app.instances.lock import DirectoryLock
from mercat.app.instances.registry import Registry
from mercat.domain import audit
from mercat.model.caller import COMMAND_LINE
from mercat.model.randomness import Randomness
from mercat.store import settings
from mercat.store.tx import Tx

LEAKED: Final = (
    "Client secrets and tokens are the same as before. If the old key leaked, this is not enough, and rotating services"
    " is not either: docs/administration.md says what to do."
)


class Done(msgspec.Struct):
    """The result: the instances that were sealed anew, those that had the new key already, and where the key is."""

    sealed: list[str]
    skipped: list[str]
    secret_key: str
    next_steps: list[str]


def run(options: Rekey) -> Done:
    """Give all instances the new key. Raises BadSetting, DirectoryInUse, NoInstance, WrongKey, WrongKind."""
    _check_new_file(options)  # before its content is looked at
    named = new_secret_key(options)
    if named is None and secret_key(options) is not None:
        raise BadSetting(
            f"The secret key comes from {key_source(options)}. Name the new one: --new-secret-key-file FILE or"
            " MERCAT_NEW_SECRET_KEY (`openssl rand -hex 32` makes one)."
        )
    with (
        contextlib.closing(registry(options)) as instances,
        exclusive_lock(instances),
        _key_files_alone(instances, named),
    ):
        ids = instances.whole()
        if not ids:
            raise no_instance(instances)
        to_seal = [instance_id for instance_id in ids if not _has_new_key(instances, instance_id, named)]
        for instance_id in to_seal:  # check that the key opens all of them before the first one changes
            with instances.peek(instance_id):
                pass
        for instance_id in ids:
            if instance_id in to_seal:
                _seal(instances, instance_id, named)
            _replace_file(instances.folder(instance_id), named)
        skipped = [instance_id for instance_id in ids if instance_id not in to_seal]
        source = new_key_source(options) or f"{instances.data_dir}/instances/*/{FILE}"
        return Done(to_seal, skipped, source, list(_next_steps(options, named)))


def _check_new_file(options: Rekey) -> None:
    """Refuse a new key file among the files that this command replaces. Raises BadSetting."""
    file = options.new_secret_key_file
    if file is not None and file.resolve().is_relative_to((data_dir(options) / "instances").resolve()):
        raise BadSetting(f"--new-secret-key-file lies where instances are kept: move {file} elsewhere first.")


@contextlib.contextmanager
def _key_files_alone(instances: Registry, named: bytes | None) -> Iterator[None]:
    """Lock the key files against other processes. With SQLite the directory is locked already."""
    if instances.database_url is None or named is not None:
        yield
        return
    with contextlib.closing(DirectoryLock(instances.data_dir)):
        yield


def _has_new_key(instances: Registry, instance_id: str, named: bytes | None) -> bool:
    """Whether an earlier run sealed the instance with the new key. Raises WrongKind."""
    with contextlib.closing(instances.database(instance_id)) as database:
        stored = database.read(settings.of)
    if stored.get(KIND) == DEMO:
        raise WrongKind(f"{instance_id} was made by `mercat demo`, whose secrets can be guessed: no key protects them.")
    new = _new_key(instances, instance_id, named)
    return new is not None and instance_key.opens(stored, new, instance_id)


def _new_key(instances: Registry, instance_id: str, named: bytes | None) -> bytes | None:
    """The new key of an instance; None if it is not generated yet."""
    if named is not None:
        return instance_key.of_server(named, instance_id)
    file = instances.folder(instance_id) / NEXT_FILE
    return file.read_bytes() if file.exists() else None


def _seal(instances: Registry, instance_id: str, named: bytes | None) -> None:
    """Seal the instance's key with the new key, after the new key is on disk."""
    if named is None:
        with streams.writing(instances.folder(instance_id) / NEXT_FILE, mode=streams.PRIVATE) as out:
            out.write(Randomness().bytes(KEY_BYTES))
        _sync(instances.folder(instance_id))
    current, new = instances.server_key(instance_id), _new_key(instances, instance_id, named)
    assert new is not None

    def work(tx: Tx) -> None:
        seal_anew(tx, current, new)
        audit.note(tx, "instance.rekeyed", instance_id)

    with instances.peek(instance_id) as instance:
        instance.actor = COMMAND_LINE
        instance.write_now(work)


def _replace_file(folder: Path, named: bytes | None) -> None:
    """Put the new key file in the old one's place. A key from an option has no file there."""
    if named is None:
        (folder / NEXT_FILE).replace(folder / FILE)
    else:
        for name in (FILE, NEXT_FILE):
            (folder / name).unlink(missing_ok=True)
    if folder.is_dir():
        _sync(folder)


def _sync(folder: Path) -> None:
    """Wait until the entries of a folder are on disk (fsync)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _next_steps(options: Rekey, named: bytes | None) -> Iterator[str]:
    if named is None:
        yield "Start the server as before."
    elif options.new_secret_key_file is not None:
        yield f"From now on give --secret-key-file {options.new_secret_key_file}."
    else:
        yield "From now on give the new key as MERCAT_SECRET_KEY."
    if options.database_url is not None:
        yield "Processes that run go on until they end: restart them, on every machine, with the new key."
    yield "A backup from before opens with the old key only."
    yield LEAKED
