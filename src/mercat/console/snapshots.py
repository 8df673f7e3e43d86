"""/console/snapshots: named states of a demo, and what differs between them."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required, controls_of
from mercat.model.refusals import Refusal

RECORDS: Final = 100  # of a kind that a page lists


@admin_required
async def browse(request: ConsoleRequest) -> Response:
    """The snapshots, by name."""
    return await _page(request)


@admin_required
async def take(request: ConsoleRequest) -> Response:
    """Store the state under a name. Submitting the form twice replaces the snapshot by itself."""
    try:
        await controls_of(request).take_snapshot(request.host, request.text("name"))
    except Refusal as refusal:
        return await _page(request, 400, **request.refused(refusal))
    return request.go("/snapshots", "created")


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """What differs between a snapshot and a later one, or now."""
    controls, later = controls_of(request), request.query("to")
    diff = await controls.diff_snapshots(request.host, _name(request), later, RECORDS)
    others = [one.name for one in await controls.snapshots(request.host) if one.name != _name(request)]
    return request.page(
        "snapshot.html", name=_name(request), later=later, others=others, kinds=diff.kinds, most=RECORDS
    )


@admin_required
async def ask_restoration(request: ConsoleRequest) -> Response:
    """Ask whether the demo goes back to a snapshot."""
    title, text = "Restore the snapshot {name}?", "What changed since then is lost. You stay signed in."
    return _confirm(request, title, text, "Restore")


@admin_required
async def restore(request: ConsoleRequest) -> Response:
    """Take the demo back to a snapshot."""
    await controls_of(request).restore_snapshot(request.host, _name(request))
    return request.go("/snapshots", "restored")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether a snapshot is deleted."""
    return _confirm(request, "Delete {name}?", "The state of the demo does not change.", "Delete")


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete a snapshot."""
    await controls_of(request).delete_snapshot(request.host, _name(request))
    return request.go("/snapshots", "deleted")


async def _page(request: ConsoleRequest, status: int = 200, **values: Any) -> Response:
    listed = await controls_of(request).snapshots(request.host)
    return request.page("snapshots.html", status, snapshots=listed, name=request.text("name"), **values)


def _confirm(request: ConsoleRequest, title: str, text: str, button: str) -> Response:
    name = _name(request)
    return request.page("confirm.html", title=title, text=text, button=button, name=name, back=f"/snapshots/{name}")


def _name(request: ConsoleRequest) -> str:
    name: str = request.http.path_params["name"]
    return name
