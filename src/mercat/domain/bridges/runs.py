"""Runs of bridges: running, then completed or failed. A run can be paused; a bridge has one unfinished run at most.

Each slice is one transaction with the run's progress, so that after a kill nothing is done twice and nothing left out.
Runs reach all partitions, because the people out of reach would look as if they had left.
"""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from mercat.domain import audit, jobs
from mercat.domain.advertising.audiences.audience_files import ArchiveTooLarge
from mercat.domain.advertising.users.audience_rules import AudienceTypeUnfit
from mercat.domain.bridges import bridges
from mercat.domain.bridges.bridge_kind import END, Watch, at
from mercat.domain.bridges.bridges import key_of, kind_of
from mercat.domain.bridges.list_to_audience import ListNotEvaluated
from mercat.domain.oauth import ad_accounts
from mercat.model.bridges import KIND, Bridge, Report, Run
from mercat.model.caller import SYSTEM, Caller
from mercat.model.clock import DAY
from mercat.model.messages import RunBridge
from mercat.model.refusals import NotAllowed, NotFound, Refusal, UnknownField, facts_of
from mercat.store import bridge_rows
from mercat.store.tx import Tx

RUNS: Final = 30  # of a bridge, which are stored
SCHEDULE: Final = Caller(SYSTEM.user_id, "schedule")
_PROBLEMS: Final = {
    kind.__name__: kind
    for kind in (ArchiveTooLarge, AudienceTypeUnfit, ListNotEvaluated, NotAllowed, NotFound, UnknownField)
}


class RunGivenUp(Refusal):
    """A slice of the run failed too often."""


class Part(msgspec.Struct, frozen=True):
    """What was read for a slice of a run, at its place; or why it could not be read."""

    run: Run
    content: Any
    refusal: Refusal | None = None


def order(tx: Tx, bridge_id: int) -> Run:
    """Let a bridge run now. A run that is unfinished goes on. Raises NotFound."""
    bridge = bridges.get(tx, bridge_id)
    run = unfinished(tx, bridge_id) or _begin(tx, bridge, tx.caller)
    run = replace(run, state="running")
    bridge_rows.save_run(tx, run)
    jobs.cancel(tx, key_of(bridge_id))  # a slice in progress is rolled back
    jobs.enqueue(tx, RunBridge(bridge_id), unique_key=key_of(bridge_id))
    return run


def schedule(tx: Tx, bridge: Bridge) -> None:
    """Order the next run of a bridge that runs each day; or none. A run that is under way goes on."""
    if unfinished(tx, bridge.id) is None:
        jobs.cancel(tx, key_of(bridge.id))
        if bridge.daily:
            jobs.enqueue(tx, RunBridge(bridge.id), due_ms=tx.now + DAY, unique_key=key_of(bridge.id))


def set_daily(tx: Tx, bridge_id: int, *, daily: bool) -> None:
    """Say whether a bridge runs each day, and order its next run. Raises NotFound."""
    schedule(tx, bridges.set_daily(tx, bridge_id, daily=daily))


def pause(tx: Tx, bridge_id: int) -> Run:
    """Pause the run that is unfinished, until it is ordered again or the next day comes; the last run.

    Raises NotFound.
    """
    run = unfinished(tx, bridge_id)
    if run is not None:
        jobs.cancel(tx, key_of(bridge_id))
        bridge_rows.save_run(tx, replace(run, state="paused"))
        if bridges.get(tx, bridge_id).daily:
            jobs.enqueue(tx, RunBridge(bridge_id), due_ms=tx.now + DAY, unique_key=key_of(bridge_id))
    return last(tx, bridge_id)


def last(tx: Tx, bridge_id: int) -> Run:
    """The last run of a bridge. Raises NotFound."""
    for run in history(tx, bridge_id, 1):
        return run
    raise NotFound(KIND, bridge_id)


def history(tx: Tx, bridge_id: int, limit: int = RUNS) -> list[Run]:
    """The last runs of a bridge, newest first."""
    return bridge_rows.runs(tx, bridge_id, limit)


def unfinished(tx: Tx, bridge_id: int) -> Run | None:
    """The run of a bridge that has not ended."""
    return next((run for run in history(tx, bridge_id, 1) if not run.is_over), None)


def trial(tx: Tx, bridge: Bridge, watch: Watch = lambda count: None) -> Report:
    """What a run would do now; nothing is changed. Raises what a run would fail with."""
    kind = kind_of(bridge)
    _check(tx, bridge)
    return kind.trial(tx, bridge, watch)


def problem_of(run: Run) -> Refusal | None:
    """Why a run failed."""
    if run.problem is None:
        return None
    problem = msgspec.json.decode(run.problem)
    name, facts = problem["name"], problem["facts"]
    return _PROBLEMS[name](**facts) if name in _PROBLEMS else RunGivenUp()


# -- the work ---------------------------------------------------------------------------------------------------------


def read(tx: Tx, bridge_id: int) -> Part | None:
    """What the next slice of a bridge needs; None if no run has begun."""
    run = unfinished(tx, bridge_id)
    if run is None:
        return None
    try:
        bridge = bridges.get(tx, bridge_id)
        _check(tx, bridge)
        return Part(run, kind_of(bridge).read(tx, bridge, run))
    except Refusal as refusal:
        return Part(run, None, refusal)


def step(tx: Tx, bridge_id: int, part: Part | None) -> int | None:
    """Write the next slice of a bridge's run, or begin one. Answers when the next step is due; None if never."""
    bridge = bridge_rows.find(tx, bridge_id)
    if bridge is None:
        return None
    run = unfinished(tx, bridge_id)
    if run is None or part is None or part.run != run:
        _resume(tx, run or _begin(tx, bridge, SCHEDULE))
        return tx.now
    tx.caller = Caller(SYSTEM.user_id, bridges.name_of(bridge), account_ids=frozenset({bridge.account_id}))
    try:
        if part.refusal is not None:
            raise part.refusal
        with tx.savepoint():
            run = kind_of(bridge).write(tx, bridge, run, part.content)
    except Refusal as refusal:
        return _end(tx, bridge, run, refusal)
    if run.stage == END:
        return _end(tx, bridge, run)
    bridge_rows.save_run(tx, run)
    return tx.now


def abandon(tx: Tx, bridge_id: int) -> None:
    """End a run whose slice failed too often. A bridge that runs each day is tried again the next day."""
    bridge, run = bridge_rows.find(tx, bridge_id), unfinished(tx, bridge_id)
    if bridge is None:
        return
    if run is not None:
        _end(tx, bridge, run, RunGivenUp())
    schedule(tx, bridge)


def _check(tx: Tx, bridge: Bridge) -> None:
    ad_accounts.get_account(tx, bridge.account_id)
    kind = kind_of(bridge)
    kind.check(tx, bridge.account_id, bridges.settings_of(bridge))


def _begin(tx: Tx, bridge: Bridge, by: Caller) -> Run:
    """A new run. Remarks of the one before go, and runs that are older than those that are stored."""
    earlier = bridge_rows.runs(tx, bridge.id, RUNS)
    if earlier:
        bridge_rows.forget_remarks(tx, earlier[0].id)
    if len(earlier) == RUNS:
        bridge_rows.forget_runs(tx, bridge.id, earlier[-1].id + 1)
    return bridge_rows.add_run(tx, bridge.id, kind_of(bridge).first, by.name, by.user_id)


def _resume(tx: Tx, run: Run) -> None:
    if run.state == "paused":
        bridge_rows.save_run(tx, replace(run, state="running"))


def _end(tx: Tx, bridge: Bridge, run: Run, refusal: Refusal | None = None) -> int | None:
    """End a run, with an entry in the audit trail. Answers when the bridge runs again."""
    state, problem = "completed", None
    if refusal is not None:
        state = "failed"
        told = {"name": type(refusal).__name__, "facts": facts_of(refusal)}
        problem = msgspec.json.encode(told).decode()
        bridge_rows.forget_collected(tx, run.id)
    bridge_rows.save_run(tx, at(replace(run, state=state, problem=problem, finished_ms=tx.now), END))
    facts: dict[str, Any] = {"run": run.id, "state": state, **run.counts}
    by = Caller(run.ordered_by_id, run.ordered_by)
    audit.note(tx, "bridge.run", bridges.name_of(bridge), after=facts, actor=by)
    return tx.now + DAY if bridge.daily else None
