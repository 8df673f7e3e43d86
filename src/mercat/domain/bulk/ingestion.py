"""Ingestion: requests are accepted at once and carried out in the background, by the same engines as other calls."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mercat.domain import jobs
from mercat.domain.limits import daily_allowance
from mercat.domain.lists import static_lists
from mercat.domain.members import data, status
from mercat.domain.members import fields as member_fields
from mercat.domain.people import composite_key
from mercat.domain.records import custom, links, sales
from mercat.domain.records import sync as record_sync
from mercat.domain.records.types import standard
from mercat.model.caller import Caller
from mercat.model.clock import DAY, HOUR, MINUTE
from mercat.model.messages import Ingest
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import PersonNotFound, QuotaReached, Refusal
from mercat.store.bulk import ingestions
from mercat.store.tx import Tx

OBJECTS_PER_DAY: Final = 10_000_000
SLICE: Final = 200  # objects in one transaction
RETRIES_MS: Final = (5 * MINUTE, 15 * MINUTE, 20 * MINUTE, 20 * MINUTE, 2 * HOUR, 3 * HOUR)
PROBLEMS_KEPT: Final = 100
KEPT_MS: Final = 7 * DAY
HEAD_START_MS: Final = DAY  # jobs are done in the order they are due: an urgent one has been due for long
TODAY: Final = "ingestion.today"


class Progress(msgspec.Struct):
    """How far a request is: places of objects that wait for their turn, and for another attempt."""

    waiting: list[int]
    later: list[int] = []
    retries: int = 0


def accept(tx: Tx, order: Ingest, *, correlation_id: str | None = None, source: str | None = None) -> None:
    """Accept a request; its job runs if, and only if, the transaction commits. Raises QuotaReached."""
    if not daily_allowance.spend(tx, TODAY, len(order.objects), limit=OBJECTS_PER_DAY):
        raise QuotaReached
    ingestions.add(tx, order.request_id, order.target, len(order.objects), correlation_id, source)
    jobs.enqueue(tx, order, due_ms=due(tx, order))


def due(tx: Tx, order: Ingest) -> int:
    """When the next slice of a request is due: at once, and an urgent one before all others."""
    return tx.now - HEAD_START_MS if order.urgent else tx.now


def advance(tx: Tx, order: Ingest, progress: Progress) -> tuple[Progress, int] | None:
    """Apply the next objects; answers the progress and when the next slice is due, or None at the end."""
    tx.caller = Caller(order.user_id, order.user)  # people out of the caller's reach stay out of reach
    turn, left = progress.waiting[:SLICE], progress.waiting[SLICE:]
    outcomes = apply(tx, order, [order.objects[place] for place in turn])
    patient = order.target == "custom objects" and progress.retries < len(RETRIES_MS)
    later = list(progress.later)
    settled: list[tuple[int, Outcome]] = []
    for place, outcome in zip(turn, outcomes, strict=True):
        if patient and isinstance(outcome, Skipped) and isinstance(outcome.refusal, PersonNotFound):
            later.append(place)
        else:
            settled.append((place, outcome))
    _note(tx, order.request_id, settled)
    if left:
        return Progress(left, later, progress.retries), due(tx, order)
    if later:
        return Progress(later, [], progress.retries + 1), tx.now + RETRIES_MS[progress.retries]
    ingestions.finish(tx, order.request_id)
    return None


def abandon(tx: Tx, order: Ingest) -> None:
    """Let the rest of a request fail."""
    ingestions.finish(tx, order.request_id)


def forget_stale(tx: Tx) -> None:
    """Forget requests that were finished long ago."""
    ingestions.forget(tx, tx.now - KEPT_MS)


def _note(tx: Tx, request_id: str, settled: list[tuple[int, Outcome]]) -> None:
    ingestion = ingestions.find(tx, request_id)
    if ingestion is None or not settled:
        return
    failed = [(place, repr(outcome.refusal)[:255]) for place, outcome in settled if isinstance(outcome, Skipped)]
    done = len(settled) - len(failed)
    problems = [*ingestion.problems, *failed][:PROBLEMS_KEPT]
    ingestions.put(tx, request_id, ingestion.done + done, ingestion.failed + len(failed), problems)


# -- what is done ---------------------------------------------------------------------------------------------------


def apply(tx: Tx, order: Ingest, objects: list[dict[str, Any]]) -> list[Outcome]:
    """Apply objects of a request, each with its own outcome."""
    try:
        return _apply(tx, order, objects)
    except Refusal as refusal:  # of all of them, before any took effect: what they belong to is gone
        return [Skipped(refusal)] * len(objects)


def _apply(tx: Tx, order: Ingest, objects: list[dict[str, Any]]) -> list[Outcome]:
    options = order.options
    match order.target:
        case "people":
            return composite_key.sync_by(tx, objects, options["keys"], options.get("partition"))
        case "custom objects":
            kind = custom.object_type(tx, options["name"])
            by_id = options["key"] == "idField"
            action: record_sync.Action = "updateOnly" if by_id else "createOrUpdate"
            judge = links.check(tx, kind)
            return record_sync.sync(tx, kind, objects, action=action, key=options["key"], check=judge)
        case "companies":
            return record_sync.sync(
                tx,
                standard()["company"],
                objects,
                action=options["action"],
                key=options["key"],
                check=sales.known_owner(tx),
            )
        case "listed":
            return static_lists.add(tx, options["list"], [one["leadId"] for one in objects])
        case "unlisted":
            return static_lists.remove(tx, options["list"], [one["leadId"] for one in objects])
    outcomes: list[Outcome] = []
    for (program_id, name), group in itertools.groupby(objects, key=lambda one: (one["programId"], one.get("status"))):
        outcomes += _members(tx, program_id, name, list(group))
    return outcomes


def _members(tx: Tx, program_id: int, name: str | None, group: list[dict[str, Any]]) -> list[Outcome]:
    """Members of one program get a status, and their fields; without a status they leave it."""
    ids = [one["leadId"] for one in group]
    try:
        if name is None:
            return status.remove(tx, program_id, ids)
        outcomes = status.set_all(tx, program_id, name, ids)
    except Refusal as refusal:
        return [Skipped(refusal)] * len(group)
    spelled = {field_name.lower(): field_name for field_name in member_fields.catalog(tx).fields}
    return [_values(tx, program_id, one, outcome, spelled) for one, outcome in zip(group, outcomes, strict=True)]


def _values(tx: Tx, program_id: int, one: dict[str, Any], outcome: Outcome, spelled: Mapping[str, str]) -> Outcome:
    """Write the fields of a member. One that is in the status, or past it, keeps that; its fields are written."""
    values = {spelled.get(name.lower(), name): value for name, value in one["values"].items()}
    stays = isinstance(outcome, Skipped) and isinstance(outcome.refusal, status.StatusRegression)
    if not values or not (stays or isinstance(outcome, Done)):
        return outcome
    return data.write(tx, program_id, [{**values, "leadId": one["leadId"]}])[0]
