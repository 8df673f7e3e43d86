"""Bulk extracts: the order and how far it is."""

from typing import Any

import msgspec


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an extract is to hold. `filter` is as the kind of record understands it."""

    fields: list[str]
    format: str
    headers: dict[str, str] = {}
    filter: dict[str, Any] = {}


class Export(msgspec.Struct, frozen=True):
    """One extract. `state`: created, queued, processing, completed, cancelled or failed."""

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
