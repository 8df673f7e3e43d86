"""/console/bridges: bridges between the lead database and advertising accounts, and their runs."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.bridges import bridges, remarks, runs
from mercat.model.bridges import COUNTS, LIST_TO_AUDIENCE, Bridge, Report, Run
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

FIRST: Final = 20


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All bridges, a page at a time, with their last runs."""

    def work(tx: Tx) -> dict[str, Any]:
        part = bridges.browse(tx, after=request.number("after", 0))
        more = part[-1].id if len(part) == bridges.PAGE else None
        return {"items": [(one, _about(one), _last(request, tx, one)) for one in part], "more": more}

    return request.page("bridges.html", **await request.read(work))


@admin_required
async def details(request: ConsoleRequest) -> Response:
    """A bridge with its runs."""
    return await _details(request)


@admin_required
async def run(request: ConsoleRequest) -> Response:
    """Run the bridge, or let its unfinished run go on."""

    def work(tx: Tx) -> str:
        runs.order(tx, request.id)
        return f"/bridges/{request.id}"

    return await request.create(work, "started")


@admin_required
async def attempt(request: ConsoleRequest) -> Response:
    """Tell what a run would do."""
    try:
        report = await request.read(lambda tx: runs.trial(tx, bridges.get(tx, request.id)), offload=True)
    except Refusal as refusal:
        await request.read(lambda tx: bridges.get(tx, request.id))  # a bridge that is not there is not found
        return await _details(request, 400, problem=request.problem(refusal))
    return await _details(request, report=report)


async def _details(request: ConsoleRequest, status: int = 200, report: Report | None = None, **more: Any) -> Response:
    def work(tx: Tx) -> dict[str, Any]:
        bridge = bridges.get(tx, request.id)
        history = runs.history(tx, bridge.id)
        if report is not None:
            left_out = report.remarks[:FIRST]
        else:
            left_out = list(remarks.first(tx, history[0], FIRST)) if history else []
        return {
            "bridge": bridge,
            "about": _about(bridge),
            "runs": [_row(request, one) for one in history],
            "tried": _numbers(report.counts) if report is not None else None,
            "left_out": remarks.named(tx, bridge, left_out),
        }

    return request.page("bridge.html", status, **await request.read(work), **more)


def _about(bridge: Bridge) -> dict[str, Any]:
    """Where a bridge comes from and leads to, for the template."""
    nothing: dict[str, Any] = {"list": None, "audience": None, "fields": "", "identifier": "", "partition": ""}
    if bridge.kind == LIST_TO_AUDIENCE:
        settings = bridge.of_list
        segment = "list" if settings.source == "static" else "smart-list"
        facts = {"fields": ", ".join(settings.fields), "identifier": settings.id_type}
        return {**nothing, "list": (segment, settings.list_id), "audience": settings.audience_id, **facts}
    of_leads = bridge.of_leads
    listed = None if of_leads.list_id is None else ("list", of_leads.list_id)
    return {**nothing, "list": listed, "partition": of_leads.partition or ""}


def _last(request: ConsoleRequest, tx: Tx, bridge: Bridge) -> dict[str, Any] | None:
    return next((_row(request, one) for one in runs.history(tx, bridge.id, 1)), None)


def _row(request: ConsoleRequest, one: Run) -> dict[str, Any]:
    problem = runs.problem_of(one)
    return {
        "run": one,
        "state": "processing" if one.state == "running" else one.state,
        "numbers": _numbers(one.counts),
        "problem": request.problem(problem) if problem is not None else "",
    }


def _numbers(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(name, counts[name]) for name in COUNTS if name in counts]
