"""Bridges, their runs, and what they brought across."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from mercat.model.bridges import Bridge, Remark, Run
from mercat.store.engines.driver import Row
from mercat.store.tx import Tx

_BRIDGE = "id, kind, account_id, target, settings, daily, created_by, created_ms"
_RUN = "id, bridge_id, state, stage, position, counts, problem, ordered_by, ordered_by_id, created_ms, finished_ms"
_decode_remarks = msgspec.json.Decoder(list[Remark]).decode


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _bridge(row: Row) -> Bridge:
    return Bridge(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4]), bool(row[5]), row[6], row[7])


def _run(row: Row) -> Run:
    return Run(row[0], row[1], row[2], row[3], row[4], msgspec.json.decode(row[5]), *row[6:])


# -- bridges ----------------------------------------------------------------------------------------------------------


def add(tx: Tx, kind: str, account_id: int, target: int, settings: dict[str, Any], *, daily: bool) -> int:
    """Insert a bridge of the caller. No other one has its kind, account and target."""
    return tx.insert(
        "INSERT INTO bridges (kind, account_id, target, settings, daily, created_by, created_ms)"
        " VALUES (:kind, :account, :target, :settings, :daily, :by, :now) RETURNING id",
        kind=kind,
        account=account_id,
        target=target,
        settings=_text(settings),
        daily=int(daily),
        by=tx.caller.name,
        now=tx.now,
    )


def set_daily(tx: Tx, bridge_id: int, *, daily: bool) -> None:
    """Store whether a bridge runs each day."""
    tx.execute("UPDATE bridges SET daily = :daily WHERE id = :id", id=bridge_id, daily=int(daily))


def delete(tx: Tx, bridge_id: int) -> None:
    """Delete a bridge with its runs."""
    tx.execute("DELETE FROM bridges WHERE id = :id", id=bridge_id)


def find(tx: Tx, bridge_id: int) -> Bridge | None:
    """The bridge with this id, or None."""
    row = tx.fetch_one(f"SELECT {_BRIDGE} FROM bridges WHERE id = :id", id=bridge_id)
    return _bridge(row) if row else None


def find_target(tx: Tx, kind: str, account_id: int, target: int) -> Bridge | None:
    """The bridge of this kind, account and target, or None."""
    row = tx.fetch_one(
        f"SELECT {_BRIDGE} FROM bridges WHERE kind = :kind AND account_id = :account AND target = :target",
        kind=kind,
        account=account_id,
        target=target,
    )
    return _bridge(row) if row else None


def browse(tx: Tx, *, after: int, limit: int) -> list[Bridge]:
    """Bridges after an id, by id."""
    rows = tx.fetch_all(
        f"SELECT {_BRIDGE} FROM bridges WHERE id > :after ORDER BY id LIMIT :limit", after=after, limit=limit
    )
    return [_bridge(row) for row in rows]


# -- runs -------------------------------------------------------------------------------------------------------------


def add_run(tx: Tx, bridge_id: int, stage: str, by: str, by_id: int) -> Run:
    """Insert a run that begins with a stage."""
    run_id = tx.insert(
        "INSERT INTO bridge_runs (bridge_id, state, stage, position, counts, ordered_by, ordered_by_id, created_ms)"
        " VALUES (:bridge, 'running', :stage, '', '{}', :by, :by_id, :now) RETURNING id",
        bridge=bridge_id,
        stage=stage,
        by=by,
        by_id=by_id,
        now=tx.now,
    )
    row = tx.fetch_one(f"SELECT {_RUN} FROM bridge_runs WHERE id = :id", id=run_id)
    assert row is not None
    return _run(row)


def save_run(tx: Tx, run: Run) -> None:
    """Store how far a run is."""
    tx.execute(
        "UPDATE bridge_runs SET state = :state, stage = :stage, position = :position, counts = :counts,"
        " problem = :problem, finished_ms = :finished WHERE id = :id",
        id=run.id,
        state=run.state,
        stage=run.stage,
        position=run.position,
        counts=_text(run.counts),
        problem=run.problem,
        finished=run.finished_ms,
    )


def runs(tx: Tx, bridge_id: int, limit: int) -> list[Run]:
    """The last runs of a bridge, newest first."""
    rows = tx.fetch_all(
        f"SELECT {_RUN} FROM bridge_runs WHERE bridge_id = :bridge ORDER BY id DESC LIMIT :limit",
        bridge=bridge_id,
        limit=limit,
    )
    return [_run(row) for row in rows]


def forget_runs(tx: Tx, bridge_id: int, below_id: int) -> None:
    """Delete runs of a bridge with lower ids."""
    tx.execute("DELETE FROM bridge_runs WHERE bridge_id = :bridge AND id < :below", bridge=bridge_id, below=below_id)


# -- remarks ----------------------------------------------------------------------------------------------------------


def add_remarks(tx: Tx, run_id: int, remarks: Sequence[Remark]) -> None:
    """Insert remarks of a run, in order."""
    if remarks:
        tx.execute(
            "INSERT INTO bridge_remarks (run_id, remarks) VALUES (:run, :remarks)", run=run_id, remarks=_text(remarks)
        )


def remarks(tx: Tx, run_id: int) -> Iterator[Remark]:
    """All remarks of a run."""
    after = 0
    while row := tx.fetch_one(
        "SELECT id, remarks FROM bridge_remarks WHERE run_id = :run AND id > :after ORDER BY id LIMIT 1",
        run=run_id,
        after=after,
    ):
        after = row[0]
        yield from _decode_remarks(row[1])


def forget_remarks(tx: Tx, run_id: int) -> None:
    """Delete the remarks of a run."""
    tx.execute("DELETE FROM bridge_remarks WHERE run_id = :run", run=run_id)


# -- keys -------------------------------------------------------------------------------------------------------------


def collect(tx: Tx, run_id: int, pairs: Iterable[tuple[str, int]]) -> None:
    """Insert what a run collects; a key that is there stays as it is."""
    tx.executemany(
        "INSERT INTO bridge_keys (run_id, key, value) VALUES (:run, :key, :value) ON CONFLICT (run_id, key) DO NOTHING",
        [{"run": run_id, "key": key, "value": value} for key, value in pairs],
    )


def collected(tx: Tx, run_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Those of these keys that a run has collected, with their values."""
    among = tx.dialect.in_list("key", "keys", "text")
    rows = tx.fetch_all(
        f"SELECT key, value FROM bridge_keys WHERE run_id = :run AND {among}", run=run_id, keys=_text(list(keys))
    )
    return {row[0]: row[1] for row in rows}


def brought(tx: Tx, bridge_id: int, keys: Iterable[str]) -> set[str]:
    """Those of these keys that a bridge has brought across."""
    among = tx.dialect.in_list("key", "keys", "text")
    rows = tx.fetch_all(
        f"SELECT key FROM bridge_items WHERE bridge_id = :bridge AND {among}",
        bridge=bridge_id,
        keys=_text(list(keys)),
    )
    return {row[0] for row in rows}


def forget_collected(tx: Tx, run_id: int, limit: int = 2**31) -> int:
    """Delete what a run has collected, or some of it. Answers how many rows there were."""
    return tx.execute(
        "DELETE FROM bridge_keys WHERE run_id = :run AND key IN"
        " (SELECT key FROM bridge_keys WHERE run_id = :run ORDER BY key LIMIT :limit)",
        run=run_id,
        limit=limit,
    )


def fresh(tx: Tx, run: Run, limit: int) -> dict[str, int]:
    """What the run has collected after its position and its bridge has not brought across, by key, in order."""
    rows = tx.fetch_all(
        "SELECT k.key, k.value FROM bridge_keys k WHERE k.run_id = :run AND k.key > :after AND NOT EXISTS"
        " (SELECT 1 FROM bridge_items i WHERE i.bridge_id = :bridge AND i.key = k.key) ORDER BY k.key LIMIT :limit",
        run=run.id,
        bridge=run.bridge_id,
        after=run.position,
        limit=limit,
    )
    return {row[0]: row[1] for row in rows}


def gone(tx: Tx, run: Run, limit: int) -> dict[str, int]:
    """What the bridge has brought across and its run, after its position, has not collected, by key, in order."""
    rows = tx.fetch_all(
        "SELECT i.key, i.value FROM bridge_items i WHERE i.bridge_id = :bridge AND i.key > :after AND NOT EXISTS"
        " (SELECT 1 FROM bridge_keys k WHERE k.run_id = :run AND k.key = i.key) ORDER BY i.key LIMIT :limit",
        run=run.id,
        bridge=run.bridge_id,
        after=run.position,
        limit=limit,
    )
    return {row[0]: row[1] for row in rows}


def put(tx: Tx, bridge_id: int, pairs: Iterable[tuple[str, int]]) -> None:
    """Insert what a bridge has brought across."""
    rows = [(bridge_id, key, value) for key, value in pairs]
    tx.insert_many("bridge_items", ("bridge_id", "key", "value"), rows)


def take(tx: Tx, bridge_id: int, keys: Iterable[str]) -> None:
    """Delete what a bridge has brought across."""
    tx.executemany(
        "DELETE FROM bridge_items WHERE bridge_id = :bridge AND key = :key",
        [{"bridge": bridge_id, "key": key} for key in keys],
    )


def items(tx: Tx, bridge_id: int, *, after: str, limit: int) -> list[tuple[str, int]]:
    """What a bridge has brought across, by key, after a key."""
    rows = tx.fetch_all(
        "SELECT key, value FROM bridge_items WHERE bridge_id = :bridge AND key > :after ORDER BY key LIMIT :limit",
        bridge=bridge_id,
        after=after,
        limit=limit,
    )
    return [(row[0], row[1]) for row in rows]


def count_items(tx: Tx, bridge_id: int) -> int:
    """How much a bridge has brought across."""
    row = tx.fetch_one("SELECT COUNT(*) FROM bridge_items WHERE bridge_id = :bridge", bridge=bridge_id)
    assert row is not None
    count: int = row[0]
    return count
