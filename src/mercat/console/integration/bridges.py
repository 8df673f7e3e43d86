"""/console/bridges: bridges between the lead database and advertising accounts, and their runs."""

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.bridges import bridges, remarks, runs
from mercat.domain.lists import static_lists
from mercat.domain.oauth import ad_accounts
from mercat.domain.segments import smart_lists
from mercat.model.bridges import COUNTS, LIST_TO_AUDIENCE, Bridge, Report, Run, Source
from mercat.model.refusals import NotFound, Refusal
from mercat.store.tx import Tx

FIRST: Final = 20


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """All bridges, a page at a time, with their last runs."""

    def work(tx: Tx) -> dict[str, Any]:
        part = bridges.browse(tx, after=request.number("after", 0))
        more = part[-1].id if len(part) == bridges.PAGE else None
        return {"items": [(one, _about(tx, one), _last(request, tx, one)) for one in part], "more": more}

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


@admin_required
async def set_daily(request: ConsoleRequest) -> Response:
    """Let the bridge run each day, or no longer."""
    await request.write(lambda tx: runs.set_daily(tx, request.id, daily=request.text("daily") == "1"))
    return request.go(f"/bridges/{request.id}", "changed")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the bridge."""
    bridge = await request.read(lambda tx: bridges.get(tx, request.id))
    title, text = "Delete the bridge {name}?", "What it brought across stays."
    back = f"/bridges/{bridge.id}"
    return request.page("confirm.html", title=title, text=text, button="Delete", name=str(bridge.id), back=back)


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the bridge."""
    await request.write(lambda tx: bridges.delete(tx, request.id))
    return request.go("/bridges", "deleted")


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
            "about": _about(tx, bridge),
            "runs": [_row(request, one) for one in history],
            "tried": _numbers(report.counts) if report is not None else None,
            "left_out": remarks.named(tx, bridge, left_out),
        }

    return request.page("bridge.html", status, **await request.read(work), **more)


def _about(tx: Tx, bridge: Bridge) -> dict[str, Any]:
    """Where a bridge comes from and leads to, for the template. What was deleted since is called by its number."""
    account = _name(lambda: ad_accounts.get_account(tx, bridge.account_id).name, bridge.account_id)
    about: dict[str, Any] = {"account": account, "list": None, "audience": None, "partition": ""}
    if bridge.kind == LIST_TO_AUDIENCE:
        settings = bridge.of_list
        about |= _list(tx, settings.source, settings.list_id)
        audience = _name(
            lambda: audiences.get(tx, bridge.account_id, settings.audience_id).document["name"], settings.audience_id
        )
        about |= {"audience": settings.audience_id, "audience_name": audience}
        about |= {"fields": ", ".join(settings.fields), "identifier": settings.id_type}
        return about | {"from": about["list_name"], "to": audience}
    of_leads = bridge.of_leads
    if of_leads.list_id is not None:
        about |= _list(tx, "static", of_leads.list_id)
    return about | {"partition": of_leads.partition or "", "from": account, "to": about.get("list_name", "")}


def _list(tx: Tx, source: Source, list_id: int) -> dict[str, Any]:
    lists = static_lists if source == "static" else smart_lists
    segment = "list" if source == "static" else "smart-list"
    return {"list": (segment, list_id), "list_name": _name(lambda: lists.get(tx, list_id).name, list_id)}


def _name(look_up: Callable[[], Any], number: int) -> str:
    """A name, or the number of what is not there any more."""
    try:
        return str(look_up())
    except NotFound:
        return str(number)


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
