"""Entries of the audit trail, and a search for them."""

from typing import Any

import msgspec

Facts = dict[str, Any]


class Entry(msgspec.Struct, frozen=True):
    """What was done: `kind` to `subject`, by whom, from where; facts that differ `before` and `after`."""

    id: int
    at_ms: int
    kind: str
    actor: str
    actor_id: int
    address: str
    subject: str
    before: Facts | None
    after: Facts | None


class Search(msgspec.Struct, frozen=True):
    """Which entries: exact name of who, kind and subject; from a time, before one. What is empty does not matter."""

    actor: str = ""
    kind: str = ""
    subject: str = ""
    from_ms: int | None = None
    before_ms: int | None = None
