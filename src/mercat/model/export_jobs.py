"""Bulk extracts: the request and its progress."""

from typing import Any

import msgspec


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """The request of an extract. The members of `filter` depend on the kind of record."""

    fields: list[str]
    format: str
    headers: dict[str, str] = {}
    filter: dict[str, Any] = {}


class Export(msgspec.Struct, frozen=True):
    """One extract. `state`: created, queued, processing, completed, cancelled or failed.

    `problem` is set once it failed.
    """

    id: int
    export_id: str
    kind: str
    owner_id: int
    request: Request
    state: str
    created_ms: int
    queued_ms: int | None
    started_ms: int | None
    finished_ms: int | None
    records: int | None
    bytes: int | None
    file: str | None
    problem: str | None
    polls_left: int
    shown_ms: int
