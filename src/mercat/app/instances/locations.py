"""The places of a durable server's instances, and how they are opened."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from mercat.app.config import BadSetting, InstanceOptions, StorageOptions, secret_key
from mercat.app.instances import file_access
from mercat.app.instances.instance import Instance
from mercat.app.instances.lock import DirectoryLock
from mercat.app.instances.registry import Registry
from mercat.domain.job_handler import Mailer
from mercat.model.caller import COMMAND_LINE
from mercat.store import settings
from mercat.wire.call import Compatibility

KIND: Final = "instance.kind"  # a setting: whether `init` or `demo` created the instance
DEMO: Final = "demo"
DURABLE: Final = "durable"


class NoInstance(Exception):
    """The place has no instance yet."""


class WrongKind(Exception):
    """The instance is a demo's and the server is durable, or the other way round."""


def data_dir(where: StorageOptions) -> Path:
    """The data directory. With PostgreSQL it holds only files and keys, and has a default. Raises BadSetting."""
    if where.data_dir is not None:
        return where.data_dir
    if where.database_url is None:
        raise BadSetting(
            "Give the place of the data: --data-dir DIRECTORY (or MERCAT_DATA_DIR), or --database-url URL."
        )
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "mercat"


def check_key(where: StorageOptions) -> None:
    """Check that the secret key outlives the process: a container's home directory does not. Raises BadSetting."""
    if where.database_url is None or where.data_dir is not None or secret_key(where) is not None:
        return
    if not any(data_dir(where).glob("instances/*/secret.key")):  # a key that exists there already stays in use
        raise BadSetting(
            "Say what the secret key is, which all client secrets and tokens come from: --secret-key-file FILE or"
            " MERCAT_SECRET_KEY (`openssl rand -hex 32` makes one), or --data-dir DIRECTORY to keep one there."
        )


def registry(
    where: StorageOptions,
    *,
    migrates: bool = False,
    redis_url: str | None = None,
    compatibility: Callable[[], Compatibility] = Compatibility,
    mailer: Mailer | None = None,
) -> Registry:
    """The registry of the instances at the settings' place, without opening any. Raises BadSetting."""
    check_key(where)
    return Registry(
        data_dir(where),
        database_url=where.database_url,
        secret=secret_key(where),
        migrates=migrates,
        redis_url=redis_url,
        compatibility=compatibility,
        mailer=mailer,
    )


def open_durable(instances: Registry) -> list[Instance]:
    """Open all instances. Raises NoInstance, WrongKind."""
    opened_instances = instances.open_all()
    if not opened_instances:
        raise no_instance(instances)
    for instance in opened_instances:
        if instance.read_now(lambda tx: settings.find(tx, KIND)) == DEMO:
            raise WrongKind(
                f"{place_of(instances)} was made by `mercat demo`, whose secrets can be guessed."
                f" Run `mercat demo {option_of(instances)}`, or make another one with `mercat init`."
            )
    return opened_instances


@contextlib.contextmanager
def open_instance(place: InstanceOptions) -> Iterator[Instance]:
    """The one instance that a command works on. Raises NoInstance, BadSetting."""
    instances = registry(place)
    instance_ids = instances.whole()
    if not instance_ids:
        raise no_instance(instances)
    instance_id = place.instance or (instance_ids[0] if len(instance_ids) == 1 else "")
    if instance_id not in instance_ids:
        raise BadSetting(f"Name the instance with --instance, one of {', '.join(instance_ids)}.")
    with instances.peek(instance_id) as instance:
        instance.actor = COMMAND_LINE
        yield instance


@contextlib.contextmanager
def exclusive_lock(instances: Registry, *, makes: bool = False) -> Iterator[None]:
    """Lock the data directory against other processes, except with PostgreSQL, which several processes may serve.

    This takes all rights of other users from the directory. `makes` allows a place without an instance. Raises
    DirectoryInUse, NoInstance.
    """
    if not makes and not instances.present():  # so that a misspelt path creates no directory
        raise no_instance(instances)
    file_access.repair(instances.data_dir)
    if instances.database_url is not None:
        yield
        return
    with contextlib.closing(DirectoryLock(instances.data_dir)):
        yield


def no_instance(instances: Registry) -> NoInstance:
    """The error for a place without instances; its text names the command that makes one."""
    return NoInstance(
        f"There is no instance in {place_of(instances)} yet. Make one: mercat init {option_of(instances)}"
    )


def place_of(instances: Registry) -> str:
    """The place of a registry's instances, as text without a password."""
    return str(instances.data_dir) if instances.database_url is None else "the database"


def option_of(instances: Registry) -> str:
    """The option that names a registry's place."""
    return f"--data-dir {instances.data_dir}" if instances.database_url is None else "--database-url URL"
