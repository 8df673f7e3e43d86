"""The steps of `mercat init`: create an instance and its first administrator."""

import contextlib
import re
from typing import Final

from mercat.app.addresses import url_of
from mercat.app.config import BadSetting, Init, Serve, key_source, load
from mercat.app.instances.locations import DURABLE, KIND, exclusive_lock, option_of, place_of, registry
from mercat.domain import bootstrap
from mercat.domain.access import users
from mercat.store import settings
from mercat.store.tx import Tx

NEW_ID: Final = re.compile(r"[1-9][0-9]{2}-[A-Z]{3}-[0-9]{3}\Z")


class AlreadyThere(Exception):
    """The place has an instance already."""


def check(options: Init) -> None:
    """Check that the id is valid and free. Raises BadSetting, AlreadyThere."""
    if options.instance is not None and not NEW_ID.match(options.instance):
        raise BadSetting("--instance is three digits, three capitals, three digits, such as 123-ABC-456.")
    instances = registry(options)
    present = instances.whole()
    if present and options.instance in (None, *present):
        raise AlreadyThere(
            f"{place_of(instances)} holds {', '.join(present)} already. Another administrator: `mercat user create"
            f" {option_of(instances)} --role Admin EMAIL`; another instance: --instance 123-ABC-456."
        )


def run(options: Init, email: str, password: str) -> str:
    """Create an instance. Returns its id. Raises BadSetting, AlreadyThere, DirectoryInUse."""
    instances = registry(options)
    with contextlib.closing(instances), exclusive_lock(instances, makes=True):
        check(options)

        def content(tx: Tx) -> None:
            bootstrap.prepare(tx)
            users.create_user(tx, users.checked_email(email), roles=[users.ADMIN], password=password)
            settings.put(tx, KIND, DURABLE)

        return instances.create(content, options.instance).id


def next_step(options: Init, email: str) -> str:
    """The steps after `mercat init`, as text: start the server and sign in to its console."""
    served = load(Serve, {})
    url = served.base_url or url_of("https" if served.tls_cert else "http", served.host, served.port)
    with contextlib.closing(registry(options)) as instances:
        command = f"mercat serve {option_of(instances)}"
    if options.secret_key_file is not None:
        command += f" --secret-key-file {options.secret_key_file}"
    return f"Next: `{command}`, then sign in at {url}/console as {email}."


def places_of(options: Init, instance_id: str) -> dict[str, str]:
    """The places of an instance's secret key and files, as text."""
    with contextlib.closing(registry(options)) as instances:
        folder = instances.folder(instance_id)
    return {"secret_key": key_source(options) or str(folder / "secret.key"), "files": str(folder)}


def password_of(options: Init) -> str | None:
    """The administrator's password, if an option names its file. Raises BadSetting."""
    if options.admin_password_file is None:
        return None
    try:
        return options.admin_password_file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSetting(f"--admin-password-file cannot be read: {problem}.") from None
