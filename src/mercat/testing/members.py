"""JSON objects of the sandbox whose members are attributes and items."""

import json
from collections.abc import Mapping
from typing import Any, cast


class Members(dict[str, Any]):
    """A JSON object. `object.name` is `object["name"]`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"There is no member {name!r}; there are {', '.join(map(repr, self))}.") from None


class Console(Members):
    """Who signs in to the console."""

    url: str
    email: str
    password: str


class Marketo(Members):
    """Where the Marketo API of an instance is, and a custom service that may do everything."""

    munchkin_id: str
    endpoint: str
    identity: str
    client_id: str
    client_secret: str


class Tencent(Members):
    """Where the Tencent Ads API of an instance is, and an application that may do everything for an account."""

    base_url: str
    oauth_url: str
    client_id: int
    client_secret: str
    access_token: str
    refresh_token: str
    account_id: int


class Sandbox(Members):
    """Where the sandbox of an instance is."""

    url: str


class Service(Members):
    """A custom service of the Marketo API."""

    client_id: str
    client_secret: str


class Message(Members):
    """A request or an answer of the journal, without secrets; `body` is None where there is no text."""

    headers: dict[str, str]
    body: str | None
    body_bytes: int
    truncated: bool


class RecordedCall(Members):
    """A call of the journal and its answer, without secrets."""

    id: int
    at: str
    protocol: str
    operation: str
    method: str
    path: str
    url: str
    status: int
    codes: list[str]
    hint: str
    duration_ms: int
    fault: str
    request: Message
    response: Message


class Fault(Members):
    """An order of a fault, and how many calls it matched and met."""

    id: str
    match: Members
    effect: Members
    times: int
    skip: int
    probability: float
    seed: int
    scenario: str
    matched: int
    applied: int


def members_of(document: Mapping[str, Any]) -> Members:
    """A JSON object with all objects in it."""
    return cast(Members, decoded(json.dumps(document).encode()))


def decoded(body: bytes) -> Any:
    """A JSON text, in which every object is `Members`."""
    return json.loads(body, object_hook=Members)
