"""Data ingestion: requests are accepted at once and carried out in the background, with the engines of other calls."""

import itertools
from typing import Any, Final

import msgspec

from mercat.domain import jobs
from mercat.domain.bulk.importers import (
    CompanyImporter,
    CustomObjectImporter,
    Importer,
    ListImporter,
    ListRemoval,
    MemberImporter,
    MemberRemoval,
    PeopleImporter,
)
from mercat.domain.limits import daily_allowance
from mercat.model.caller import Caller
from mercat.model.clock import DAY, HOUR, MINUTE
from mercat.model.messages import Ingest, Target
from mercat.model.outcomes import Outcome, Skipped
from mercat.model.refusals import PersonNotFound, QuotaReached, Refusal
from mercat.store.bulk import ingestions
from mercat.store.tx import Tx

OBJECTS_PER_DAY: Final = 10_000_000
SLICE: Final = 200  # objects in one transaction
RETRIES_MS: Final = (5 * MINUTE, 15 * MINUTE, 20 * MINUTE, 20 * MINUTE, 2 * HOUR, 3 * HOUR)
PROBLEMS_KEPT: Final = 100
KEPT_MS: Final = 7 * DAY
HEAD_START_MS: Final = DAY  # jobs run in the order of their due times, so an urgent one is due a day earlier
TODAY: Final = "ingestion.today"


class Progress(msgspec.Struct):
    """The progress of a request: the indexes of objects that wait, and of those that are retried."""

    waiting: list[int]
    later: list[int] = []
    retries: int = 0


def accept(tx: Tx, order: Ingest, *, correlation_id: str | None = None, source: str | None = None) -> None:
    """Accept a request. Its job runs if and only if the transaction commits. Raises QuotaReached."""
    if not daily_allowance.spend(tx, TODAY, len(order.objects), limit=OBJECTS_PER_DAY):
        raise QuotaReached
    ingestions.add(tx, order.request_id, order.target.value, len(order.objects), correlation_id, source)
    jobs.enqueue(tx, order, due_ms=due(tx, order))


def due(tx: Tx, order: Ingest) -> int:
    """The due time of a request's next slice: now, or for an urgent one earlier than all others."""
    return tx.now - HEAD_START_MS if order.urgent else tx.now


def advance(tx: Tx, order: Ingest, progress: Progress) -> tuple[Progress, int] | None:
    """Write the next objects. Answers the progress and the due time of the next slice, or None at the end."""
    tx.caller = Caller(order.user_id, order.user)  # so that people without access stay inaccessible
    turn, left = progress.waiting[:SLICE], progress.waiting[SLICE:]
    outcomes = apply(tx, order, [order.objects[place] for place in turn])
    patient = order.target is Target.SYNC_CUSTOM_OBJECTS and progress.retries < len(RETRIES_MS)
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
    """Mark the remaining objects of a request as failed."""
    ingestions.finish(tx, order.request_id)


def forget_stale(tx: Tx) -> None:
    """Delete requests that finished long ago."""
    ingestions.forget(tx, tx.now - KEPT_MS)


def _note(tx: Tx, request_id: str, settled: list[tuple[int, Outcome]]) -> None:
    ingestion = ingestions.find(tx, request_id)
    if ingestion is None or not settled:
        return
    failed = [(place, repr(outcome.refusal)[:255]) for place, outcome in settled if isinstance(outcome, Skipped)]
    done = len(settled) - len(failed)
    problems = [*ingestion.problems, *failed][:PROBLEMS_KEPT]
    ingestions.put(tx, request_id, ingestion.done + done, ingestion.failed + len(failed), problems)


# -- objects ----------------------------------------------------------------------------------------------------------


def apply(tx: Tx, order: Ingest, objects: list[dict[str, Any]]) -> list[Outcome]:
    """Write objects of a request, each with its own outcome."""
    try:
        return _apply(tx, order, objects)
    except Refusal as refusal:  # of all objects, before any is written: their program or list was deleted
        return [Skipped(refusal)] * len(objects)


def _apply(tx: Tx, order: Ingest, objects: list[dict[str, Any]]) -> list[Outcome]:
    if order.target not in (Target.SYNC_MEMBERS, Target.REMOVE_MEMBERS):
        return _importer(order).write(tx, objects)
    outcomes: list[Outcome] = []
    for (program_id, name), group in itertools.groupby(objects, key=lambda one: (one["programId"], one.get("status"))):
        records = [{**one["values"], "leadId": one["leadId"]} for one in group]
        try:
            outcomes += (MemberRemoval(program_id) if name is None else MemberImporter(program_id, name)).write(
                tx, records
            )
        except Refusal as refusal:
            outcomes += [Skipped(refusal)] * len(records)
    return outcomes


def _importer(order: Ingest) -> Importer:
    options = order.options
    match order.target:
        case Target.SYNC_PEOPLE:
            return PeopleImporter(options["keys"], options.get("partition"))
        case Target.SYNC_CUSTOM_OBJECTS:
            return CustomObjectImporter(options["name"], options["key"])
        case Target.SYNC_COMPANIES:
            return CompanyImporter(options["action"], options["key"])
        case Target.ADD_TO_LIST:
            return ListImporter(options["list"])
        case _:
            return ListRemoval(options["list"])
