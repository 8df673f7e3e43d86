"""The ready file: the addresses of a running server and, of a demo, what opens it."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from mercat import __version__
from mercat.app import streams
from mercat.sandbox.sample.access import Credentials


def addresses(base_url: str) -> dict[str, Any]:
    """Where everything is; no secrets."""
    return {
        "base_url": base_url,
        "console": {"url": f"{base_url}/console"},
        "marketo": {"endpoint": f"{base_url}/rest", "identity": f"{base_url}/identity"},
        "tencent": {"base_url": f"{base_url}/v3.0", "oauth_url": f"{base_url}/oauth"},
    }


def block(base_url: str, instance_id: str, given: Credentials) -> dict[str, Any]:
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
    """The content with the process that serves, and its version."""
    return {**document, "pid": os.getpid(), "version": __version__}


@contextlib.contextmanager
def announced(place: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """What writes the ready file, if there shall be one.

    The file of an earlier server is gone from now on, and the one of this server once it has ended: nobody takes a
    file for a server that is not there.
    """
    if place is None:
        yield lambda document: None
        return
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
    """Make the file appear whole, readable by its owner alone."""
    with streams.writing(place, mode=streams.PRIVATE) as out:
        out.write(text(document).encode() + b"\n")


def read(place: Path) -> dict[str, Any] | None:
    """The content of a ready file; None if there is none, or another file."""
    try:
        document = msgspec.json.decode(place.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return document if isinstance(document, dict) and isinstance(document.get("base_url"), str) else None


def _process_of(place: Path) -> int | None:
    document = read(place) if streams.is_replaced(place) else None
    return None if document is None else document.get("pid")


def _remove(place: Path) -> None:
    if streams.is_replaced(place):  # neither a pipe nor a device, which were written into
        place.resolve().unlink(missing_ok=True)
