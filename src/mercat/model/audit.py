"""Entries of the audit trail, and a search for them."""

from typing import Any

import msgspec

Facts = dict[str, Any]


class Entry(msgspec.Struct, frozen=True):
    """An entry: `kind` was done to `subject`, by whom, from where, with the facts that differ `before` and `after`."""

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
    """The conditions of a search: exact actor, kind and subject; from a time, before a time. Empty ones match all."""

    actor: str = ""
    kind: str = ""
    subject: str = ""
    from_ms: int | None = None
    before_ms: int | None = None
