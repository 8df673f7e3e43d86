"""Jobs: background work that waits, runs or failed."""

import msgspec


class Job(msgspec.Struct, frozen=True):
    """One job. `claims` counts its claims; only the holder of the last claim may change it."""

    id: int
    kind: str
    message: str
    progress: str | None
    due_ms: int
    claims: int
    attempts: int
    failed_ms: int | None
    problem: str | None


class Depth(msgspec.Struct, frozen=True):
    """The numbers of jobs that are due, running, scheduled or failed, and how long the oldest due job has waited."""

    due: int = 0
    running: int = 0
    scheduled: int = 0
    failed: int = 0
    oldest_due_ms: int = 0
