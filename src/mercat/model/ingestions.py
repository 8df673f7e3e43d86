"""Requests of data ingestion, and the outcomes of their objects."""

import msgspec


class Ingestion(msgspec.Struct, frozen=True):
    """One request. `problems` has the index and the reason of failed objects, but not all if many failed."""

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
