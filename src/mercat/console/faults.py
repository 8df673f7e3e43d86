"""/console/faults: the faults that calls of a demo meet."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required, controls_of
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

PROTOCOLS: Final = ("marketo", "tencent")
TEXTS: Final = ("operation", "path")
NUMBERS: Final = ("http_status", "latency_ms", "truncate_bytes")
SWITCHES: Final = ("disconnect", "expire_token")


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """The orders, and the forms for others."""
    return _page(request)


@admin_required
async def order(request: ConsoleRequest) -> Response:
    """Order a fault, or a scenario. Submitting the form twice orders it once."""
    controls = controls_of(request)

    def work(tx: Tx) -> str:
        controls.order_fault(request.host, _order(request))
        return "/faults"

    try:
        return await request.create(work)
    except Refusal as refusal:
        return _page(request, 400, **request.refused(refusal))


@admin_required
async def remove(request: ConsoleRequest) -> Response:
    """Remove an order. Submitting the form twice changes nothing more."""
    controls_of(request).remove_fault(request.host, str(request.id))
    return request.go("/faults", "deleted")


def _page(request: ConsoleRequest, status: int = 200, **values: Any) -> Response:
    controls = controls_of(request)
    fields = {name: request.text(name) for name in ("protocol", "code", "times", *TEXTS, *NUMBERS, *SWITCHES)}
    orders = controls.faults(request.host)
    return request.page("faults.html", status, orders=orders, scenarios=controls.scenarios(), fields=fields, **values)


def _order(request: ConsoleRequest) -> dict[str, Any]:
    if request.text("scenario"):
        return {"scenario": request.text("scenario")}
    match: dict[str, Any] = {name: request.text(name) for name in TEXTS if request.text(name)}
    if request.text("protocol") in PROTOCOLS:
        match["protocol"] = request.text("protocol")
    effect: dict[str, Any] = {name: _number(request.text(name)) for name in NUMBERS if request.text(name)}
    effect |= {name: True for name in SWITCHES if request.text(name)}
    if request.text("code"):
        effect["code"] = request.text("code")
    times = {"times": _number(request.text("times"))} if request.text("times") else {}
    return {"match": match, "effect": effect, **times}


def _number(text: str) -> Any:
    """A whole number; any other text stays, and is refused."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else text
