"""Requests that were accepted to be done later, and what became of their objects."""

import msgspec


class Ingestion(msgspec.Struct, frozen=True):
    """One request. `problems` names the objects that failed, by their place, with the reason; not all if many did."""

    request_id: str
    correlation_id: str | None
    source: str | None
    target: str
    objects: int
    done: int
    failed: int
    problems: list[tuple[int, str]]
    received_ms: int
    finished_ms: int | None
