"""The ready file: the addresses of a running server and, for a demo, its credentials."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mercat import __version__
from mercat.app import streams
from mercat.app.config import BadSetting

if TYPE_CHECKING:  # `serve` imports nothing of the sandbox
    from mercat.sandbox.sample.access import Credentials


def addresses(base_url: str) -> dict[str, Any]:
    """The addresses of a server, without secrets."""
    return {
        "base_url": base_url,
        "console": {"url": f"{base_url}/console"},
        "marketo": {"endpoint": f"{base_url}/rest", "identity": f"{base_url}/identity"},
        "tencent": {"base_url": f"{base_url}/v3.0", "oauth_url": f"{base_url}/oauth"},
    }


def block(base_url: str, instance_id: str, given: "Credentials") -> dict[str, Any]:
    """The addresses and credentials of one demo instance."""
    places = addresses(base_url)
    return {
        "base_url": base_url,
        "console": {**places["console"], "email": given.email, "password": given.password},
        "marketo": {
            "munchkin_id": instance_id,
            **places["marketo"],
            "client_id": given.client_id,
            "client_secret": given.client_secret,
        },
        "tencent": {
            **places["tencent"],
            "client_id": given.application_id,
            "client_secret": given.application_secret,
            "access_token": given.access_token,
            "refresh_token": given.refresh_token,
            "account_id": given.account_id,
        },
        "sandbox": {"url": f"{base_url}/sandbox"},
    }


def stamped(document: dict[str, Any]) -> dict[str, Any]:
    """The content with the server's process id and version."""
    return {**document, "pid": os.getpid(), "version": __version__}


@contextlib.contextmanager
def announced(place: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A context that yields the function which writes the ready file, if there is to be one.

    It deletes the file of an earlier server at the beginning and that of this server at the end, so that no file
    stands for a server that is not running. Raises BadSetting.
    """
    if place is None:
        yield lambda document: None
        return
    if not place.absolute().parent.is_dir():
        raise BadSetting(f"--ready-file is {place}, and there is no folder {place.parent}.")
    _remove(place)
    try:
        yield lambda document: write(place, document)
    finally:
        if _process_of(place) == os.getpid():
            _remove(place)


def text(document: dict[str, Any]) -> str:
    """The content as text."""
    return msgspec.json.format(msgspec.json.encode(document)).decode()


def write(place: Path, document: dict[str, Any]) -> None:
    """Write the file in one step (rename), readable only by its owner."""
    with streams.writing(place, mode=streams.PRIVATE) as out:
        out.write(text(document).encode() + b"\n")


def read(place: Path) -> dict[str, Any] | None:
    """The content of a ready file; None if there is none, or if the file is not a ready file."""
    try:
        document = msgspec.json.decode(place.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return document if isinstance(document, dict) and isinstance(document.get("base_url"), str) else None


def _process_of(place: Path) -> int | None:
    document = read(place) if streams.is_replaced(place) else None
    return None if document is None else document.get("pid")


def _remove(place: Path) -> None:
    if streams.is_replaced(place):  # a pipe or a device is left alone
        place.resolve().unlink(missing_ok=True)
