"""The beginning of a durable server: an instance and its first administrator."""

import contextlib
import re
from typing import Final

from mercat.app.config import BadSetting, Init, Serve, key_source, load
from mercat.app.http.listener import url_of
from mercat.app.instances.locations import DURABLE, KIND, exclusive_lock, option_of, place_of, registry
from mercat.domain import bootstrap
from mercat.domain.access import users
from mercat.store import settings
from mercat.store.tx import Tx

NEW_ID: Final = re.compile(r"[1-9][0-9]{2}-[A-Z]{3}-[0-9]{3}\Z")


class AlreadyThere(Exception):
    """There is an instance already."""


def check(wanted: Init) -> None:
    """Whether there is room for the instance. Raises BadSetting, AlreadyThere."""
    if wanted.instance is not None and not NEW_ID.match(wanted.instance):
        raise BadSetting("--instance is three digits, three capitals, three digits, such as 123-ABC-456.")
    known = registry(wanted)
    present = known.whole()
    if present and wanted.instance in (None, *present):
        raise AlreadyThere(
            f"{place_of(known)} holds {', '.join(present)} already. Another administrator: `mercat user create"
            f" {option_of(known)} --role Admin EMAIL`; another instance: --instance 123-ABC-456."
        )


def run(wanted: Init, email: str, password: str) -> str:
    """Make an instance; its id. Raises BadSetting, AlreadyThere, DirectoryInUse."""
    known = registry(wanted)
    with contextlib.closing(known), exclusive_lock(known, makes=True):
        check(wanted)

        def content(tx: Tx) -> None:
            bootstrap.prepare(tx)
            users.create_user(tx, users.checked_email(email), roles=[users.ADMIN], password=password)
            settings.put(tx, KIND, DURABLE)

        return known.create(content, wanted.instance).id


def next_step(wanted: Init, email: str) -> str:
    """What to do with a new instance: start the server, and sign in to its console."""
    served = load(Serve, {})
    url = served.base_url or url_of("https" if served.tls_cert else "http", served.host, served.port)
    with contextlib.closing(registry(wanted)) as known:
        command = f"mercat serve {option_of(known)}"
    if wanted.secret_key_file is not None:
        command += f" --secret-key-file {wanted.secret_key_file}"
    return f"Next: `{command}`, then sign in at {url}/console as {email}."


def places_of(wanted: Init, instance_id: str) -> dict[str, str]:
    """Where the secret key and the files of an instance are."""
    with contextlib.closing(registry(wanted)) as known:
        folder = known.folder(instance_id)
    return {"secret_key": key_source(wanted) or str(folder / "secret.key"), "files": str(folder)}


def password_of(wanted: Init) -> str | None:
    """The administrator's password, if a file holds it. Raises BadSetting."""
    if wanted.admin_password_file is None:
        return None
    try:
        return wanted.admin_password_file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSetting(f"--admin-password-file cannot be read: {problem}.") from None
