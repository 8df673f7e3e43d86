"""/console/reviews: the creatives of all accounts and their review. A reviewer approves or refuses what they show."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.advertising.account_choice import NEWEST
from mercat.console.advertising.materials import answer_file
from mercat.console.errors import FieldRefused
from mercat.console.form_conflicts import Values
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.reviewers import review_desk
from mercat.domain.advertising.reviewers.review_desk import QUEUES, Decision, Line, Sheet
from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import REVIEW
from mercat.model.ad_reviews import State
from mercat.model.refusals import Missing, NotAllowed, Refusal, TooLong
from mercat.store.tx import Tx

PAGE: Final = 25
PACES: Final = ("immediate", "timed", "manual")
POLLS: Final = "polls"


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The creatives that wait, were refused in part, or all; and how reviews end."""
    return await _list(request)


@admin_required
async def change(request: ConsoleRequest) -> Response:
    """Change how reviews end that begin from now on."""
    typed: Values = {"pace": request.text("pace")}

    def work(tx: Tx) -> None:
        if form_conflicts.changes_values(tx, request, _pace(tx), typed):
            if typed["pace"] not in PACES:
                raise NotAllowed("pace", typed["pace"][:64], PACES)
            simulated_progress.set_pace(tx, REVIEW, typed["pace"])

    try:
        await request.write(work)
    except Refusal as refusal:
        return await _list(request, typed, refusal)
    return request.go("/reviews", "changed")


@admin_required
async def creative(request: ConsoleRequest) -> Response:
    """What one creative shows, with a form for the decisions."""
    return await _creative(request)


@admin_required
async def decide(request: ConsoleRequest) -> Response:
    """Approve or refuse elements."""
    lines = (await request.read(lambda tx: review_desk.sheet(tx, request.id))).lines
    typed = {name: request.text(name) for line in lines for name in _fields(line)}

    def work(tx: Tx) -> None:
        there = _values(review_desk.sheet(tx, request.id))
        if form_conflicts.changes_values(tx, request, there, typed):
            review_desk.decide(tx, request.id, {line.element.id: _decision(line, typed) for line in lines})

    try:
        await request.write(work)
    except Refusal as refusal:
        return await _creative(request, typed, refusal)
    return request.go(f"/reviews/{request.id}", "changed")


@admin_required
async def approve(request: ConsoleRequest) -> Response:
    """Approve everything that is not decided yet."""
    await request.write(lambda tx: review_desk.settle(tx, request.id, Decision(State.APPROVED)))
    return request.go(f"/reviews/{request.id}", "changed")


@admin_required
async def answer(request: ConsoleRequest) -> Response:
    """Grant or reject the appeal against the refusal of an element. One that is decided already stays as it is."""
    element_id = request.http.path_params["element"]
    granted, reply = request.text(f"verdict-{element_id}") == "granted", request.text(f"reply-{element_id}")
    try:
        await request.write(
            lambda tx: review_desk.answer_appeal(tx, request.id, element_id, granted=granted, reply=reply)
        )
    except TooLong as refusal:
        return await _creative(request, None, FieldRefused(f"reply-{element_id}", refusal))
    return request.go(f"/reviews/{request.id}", "changed")


@admin_required
async def file(request: ConsoleRequest) -> Response:
    """The picture or the film of an element."""
    return await answer_file(request, lambda tx: review_desk.file_of(tx, request.id))


def _pace(tx: Tx) -> Values:
    progress = simulated_progress.pace(tx, REVIEW)
    if progress.polls:
        return {"pace": POLLS}
    return {"pace": "manual" if progress.manual else "timed" if progress.delay_ms else "immediate"}


def _fields(line: Line) -> tuple[str, str]:
    return f"state-{line.element.id}", f"reason-{line.element.id}"


def _values(sheet: Sheet) -> Values:
    values: Values = {}
    for line in sheet.lines:
        state, reason = _fields(line)
        values |= {state: line.state.value, reason: line.reason}
    return values


def _decision(line: Line, typed: Values) -> Decision:
    """The decision about a line. Raises FieldRefused if a refusal has no reason or a long one."""
    state, reason = _fields(line)
    if typed[state] not in tuple(State):
        raise FieldRefused(state, NotAllowed(state, typed[state][:64], tuple(State)))
    decision = Decision(State(typed[state]), typed[reason])
    if decision.state is State.REFUSED and not decision.reason:
        raise FieldRefused(reason, Missing(reason))
    if len(decision.reason) > review_desk.MOST_REASON:
        raise FieldRefused(reason, TooLong(reason, review_desk.MOST_REASON))
    return decision


async def _list(request: ConsoleRequest, typed: Values | None = None, refusal: Refusal | None = None) -> Response:
    kind = request.query("show") if request.query("show") in QUEUES else QUEUES[0]
    below = request.number("below", NEWEST)

    def work(tx: Tx) -> dict[str, Any]:
        rows = review_desk.queue(tx, kind, below=below, limit=PAGE + 1)
        return {
            "rows": rows[:PAGE],
            "older": rows[PAGE - 1].creative.id if len(rows) > PAGE else None,
            "paces": (*PACES, POLLS) if _pace(tx)["pace"] == POLLS else PACES,
            **form_conflicts.context(tx, request, _pace(tx), typed, refusal),
        }

    context = await request.read(work)
    return request.page("reviews.html", form_conflicts.status_of(refusal), queue=kind, below=below, **context)


async def _creative(request: ConsoleRequest, typed: Values | None = None, refusal: Refusal | None = None) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        sheet = review_desk.sheet(tx, request.id)
        return {"sheet": sheet, **form_conflicts.context(tx, request, _values(sheet), typed, refusal)}

    return request.page("review.html", form_conflicts.status_of(refusal), **await request.read(work))
