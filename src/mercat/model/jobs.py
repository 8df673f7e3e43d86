"""Jobs: work that waits, runs or failed."""

import msgspec


class Job(msgspec.Struct, frozen=True):
    """One job. `claims` counts how often it was claimed; whoever holds the last claim may change it."""

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
    """How many jobs are due, running, scheduled for later, given up; how long the oldest due one has waited."""

    due: int = 0
    running: int = 0
    scheduled: int = 0
    failed: int = 0
    oldest_due_ms: int = 0
