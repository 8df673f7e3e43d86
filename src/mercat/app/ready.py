"""The ready file: the addresses of a running server and, of a demo, what opens it."""

from pathlib import Path
from typing import Any

import msgspec

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


def text(document: dict[str, Any]) -> str:
    """The content as text."""
    return msgspec.json.format(msgspec.json.encode(document)).decode()


def write(place: Path, document: dict[str, Any]) -> None:
    """Make the file appear whole, readable by its owner alone."""
    with streams.writing(place, mode=streams.PRIVATE) as out:
        out.write(text(document).encode() + b"\n")
