"""Whether the server of a ready file answers."""

import http.client
import ssl
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from mercat.app import ready
from mercat.model.clock import monotonic_seconds

PAUSE_SECONDS: Final = 0.05
ANSWER_SECONDS: Final = 5.0


def wait(place: Path, seconds: float) -> dict[str, Any] | None:
    """The content of the ready file once its server answers; None if it does not within `seconds`.

    A file may outlive its server, and another server may have taken the port. So the server has to answer for the
    file's instance.
    """
    ends = monotonic_seconds() + seconds
    while True:
        document = ready.read(place)
        if document is not None and answers(document):
            return document
        if monotonic_seconds() >= ends:
            return None
        time.sleep(PAUSE_SECONDS)


def answers(document: dict[str, Any]) -> bool:
    """Whether the server that a ready file describes is ready now."""
    target = urlsplit(document["base_url"])
    instance = document.get("marketo", {}).get("munchkin_id")
    path = f"/i/{instance}/readyz" if instance and not target.path.startswith("/i/") else f"{target.path}/readyz"
    connection = connect(target.scheme, target.netloc)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def connect(scheme: str, address: str) -> http.client.HTTPConnection:
    """A connection to a server on which nothing secret is sent: its certificate is not checked."""
    if scheme != "https":
        return http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(address, timeout=ANSWER_SECONDS, context=context)
