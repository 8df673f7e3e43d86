"""Jobs that wait, run or have failed. A finished job is deleted."""

from mercat.model.jobs import Depth, Job
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_JOB = "id, kind, message, progress, due_ms, claims, attempts, failed_ms, problem"

_OF_KEY = ("", " AND unique_key = :key")


def _job(row: Row) -> Job:
    return Job(*row)


def add(tx: Tx, kind: str, message: str, due_ms: int, unique_key: str | None, *, attempts: int = 0) -> int | None:
    """Insert a job, as one that was tried before. None if a job with this key waits or runs already."""
    rows = tx.fetch_all(
        "INSERT INTO jobs (kind, message, unique_key, due_ms, attempts, created_ms)"
        " VALUES (:kind, :message, :key, :due, :attempts, :now)"
        " ON CONFLICT (unique_key) DO NOTHING RETURNING id",
        kind=kind,
        message=message,
        key=unique_key,
        due=due_ms,
        attempts=attempts,
        now=tx.now,
    )
    return rows[0][0] if rows else None


def delete(tx: Tx, unique_key: str) -> bool:
    """Delete the job with this key, whether it waits or runs."""
    return tx.execute("DELETE FROM jobs WHERE unique_key = :key", key=unique_key) == 1


def find(tx: Tx, unique_key: str) -> Job | None:
    """The job with this key, or None."""
    row = tx.fetch_one(f"SELECT {_JOB} FROM jobs WHERE unique_key = :key", key=unique_key)
    return _job(row) if row else None


def claim(tx: Tx, until_ms: int, unique_key: str | None = None) -> Job | None:
    """Claim the job that has been due longest, or that with a key, until a time. None if none is due."""
    row = tx.fetch_one(
        f"SELECT id FROM jobs WHERE failed_ms IS NULL AND due_ms <= :now{_OF_KEY[unique_key is not None]}"
        f" ORDER BY due_ms, id LIMIT 1{tx.dialect.skip_locked()}",
        now=tx.now,
        **_key(unique_key),
    )
    if row is None:
        return None
    rows = tx.fetch_all(
        "UPDATE jobs SET claimed = 1, claims = claims + 1, attempts = attempts + 1, due_ms = :until WHERE id = :id"
        f" RETURNING {_JOB}",
        id=row[0],
        until=until_ms,
    )
    return _job(rows[0])


def still_claimed(tx: Tx, job: Job) -> bool:
    """Whether the claim is still valid; locks the job until this transaction ends."""
    return (
        tx.execute("UPDATE jobs SET claimed = 1 WHERE id = :id AND claims = :claims", id=job.id, claims=job.claims) == 1
    )


def put_back(tx: Tx, job: Job, progress: str | None, due_ms: int, attempts: int, problem: str | None = None) -> None:
    """Release a claimed job and schedule it again."""
    tx.execute(
        "UPDATE jobs SET claimed = 0, progress = :progress, due_ms = :due, attempts = :attempts, problem = :problem"
        " WHERE id = :id",
        id=job.id,
        progress=progress,
        due=due_ms,
        attempts=attempts,
        problem=problem,
    )


def finish(tx: Tx, job: Job) -> None:
    """Delete a job that is done."""
    tx.execute("DELETE FROM jobs WHERE id = :id", id=job.id)


def fail(tx: Tx, job: Job, problem: str) -> None:
    """Mark a job as given up and store its problem. Its key can be used again."""
    tx.execute(
        "UPDATE jobs SET claimed = 0, failed_ms = :now, problem = :problem, unique_key = NULL WHERE id = :id",
        id=job.id,
        now=tx.now,
        problem=problem,
    )


def next_due(tx: Tx, unique_key: str | None = None) -> int | None:
    """The due time of the next job, or of that with a key; None if none waits."""
    row = tx.fetch_one(
        f"SELECT due_ms FROM jobs WHERE failed_ms IS NULL{_OF_KEY[unique_key is not None]} ORDER BY due_ms, id LIMIT 1",
        **_key(unique_key),
    )
    return row[0] if row else None


def _key(unique_key: str | None) -> dict[str, str]:
    return {} if unique_key is None else {"key": unique_key}


def depth(tx: Tx) -> Depth:
    """The number of jobs by state. A job whose claim has expired is due again."""
    row = tx.fetch_one(
        "SELECT count(*) FILTER (WHERE failed_ms IS NULL AND due_ms <= :now),"
        " count(*) FILTER (WHERE failed_ms IS NULL AND due_ms > :now AND claimed = 1),"
        " count(*) FILTER (WHERE failed_ms IS NULL AND due_ms > :now AND claimed = 0),"
        " count(*) FILTER (WHERE failed_ms IS NOT NULL),"
        " min(due_ms) FILTER (WHERE failed_ms IS NULL AND due_ms <= :now) FROM jobs",
        now=tx.now,
    )
    assert row is not None
    due, running, scheduled, given_up, oldest_ms = row
    return Depth(due, running, scheduled, given_up, 0 if oldest_ms is None else tx.now - oldest_ms)


def release(tx: Tx) -> int:
    """Release all claims after their process has ended. Answers their number."""
    return tx.execute("UPDATE jobs SET claimed = 0, due_ms = :now WHERE claimed = 1 AND failed_ms IS NULL", now=tx.now)


def failed(tx: Tx) -> list[Job]:
    """Jobs that were given up, oldest first."""
    return [_job(row) for row in tx.fetch_all(f"SELECT {_JOB} FROM jobs WHERE failed_ms IS NOT NULL ORDER BY id")]


def forget_failed(tx: Tx, before_ms: int) -> int:
    """Delete jobs that were given up before a time. Answers their number."""
    return tx.execute("DELETE FROM jobs WHERE failed_ms < :before", before=before_ms)
