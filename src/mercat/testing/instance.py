"""An instance of a server under test: its addresses, its credentials, and what a test may do to it."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Literal

from mercat.testing.controls import Clock, Faults, Requests, Snapshots
from mercat.testing.exchange import Exchange, Refused
from mercat.testing.members import Console, Marketo, Members, Sandbox, Service, Tencent, decoded

GONE: Final = 404


class Instance(Members):
    """One instance. The members of its ready file are attributes and items.

    As a context manager, it is deleted at the end, if it is not the server's own.
    """

    base_url: str
    console: Console
    marketo: Marketo
    tencent: Tencent
    sandbox: Sandbox

    def __init__(self, document: Mapping[str, Any], exchange: Exchange) -> None:
        super().__init__(document)
        self._exchange = exchange

    @property
    def id(self) -> str:
        """The Munchkin id."""
        return self.marketo.munchkin_id

    @cached_property
    def clock(self) -> Clock:
        """Its time."""
        return Clock(self.control)

    @cached_property
    def faults(self) -> Faults:
        """The faults that its calls meet."""
        return Faults(self.control)

    @cached_property
    def requests(self) -> Requests:
        """The journal of its calls."""
        return Requests(self.control)

    @cached_property
    def snapshots(self) -> Snapshots:
        """Its named states."""
        return Snapshots(self.control)

    def reset(self, to: Literal["seed", "empty"] = "seed") -> None:
        """Take it back to its beginning, with the same credentials."""
        self.control("POST", "/reset", {"to": to})

    def service(self, *permissions: str) -> Service:
        """Make a custom service with exactly these permissions of the Marketo API."""
        return Service(self.control("POST", "/services", {"permissions": permissions}))

    def delete(self) -> None:
        """Delete it with everything that it holds. Its tokens end."""
        self.control("DELETE", f"/instances/{self.id}")

    def control(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Call a route of its sandbox, such as `/limits`. Returns the answer's JSON. Raises Refused."""
        content = b"" if body is None else json.dumps(body).encode()
        answer = self._exchange(method, self.sandbox.url + path, content)
        document = decoded(answer.body) if answer.body[:1] in (b"{", b"[") else answer.body.decode("utf-8", "replace")
        if answer.status >= 400:
            raise Refused(answer.status, document.get("detail", "") if isinstance(document, Members) else document)
        return document

    def __enter__(self) -> "Instance":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.delete()
        except Refused as refusal:
            if refusal.status != GONE:
                raise
