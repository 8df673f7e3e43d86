"""/console/requests, /console/clock, /console/limits: what only a demo has, beside its data."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import JSONResponse, Response

from mercat.console.errors import NoSuchTime
from mercat.console.ports import CallFilter, DemoControls
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.access import sessions
from mercat.model.clock import DAY, HOUR, from_datetime
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx
from mercat.wire import pages

SHOWN: Final = 50
STEPS: Final = {"hour": HOUR, "day": DAY, "week": 7 * DAY}
PROTOCOLS: Final = ("marketo", "tencent")
NAMES: Final = ("protocol", "operation", "status", "code", "path")


@admin_required
async def requests(request: ConsoleRequest) -> Response:
    """The last calls and what they were answered, without secrets."""
    chosen = {name: request.query(name) for name in NAMES}
    status = chosen["status"]
    wanted = CallFilter(
        protocol=chosen["protocol"] if chosen["protocol"] in PROTOCOLS else None,
        operation=chosen["operation"] or None,
        status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None,
        code=chosen["code"] or None,
        path=chosen["path"] or None,
        before=request.number("before", 0) or None,
    )
    found = _powers(request).calls(request.host, wanted, SHOWN + 1)
    onward = ""
    if len(found) > SHOWN:
        onward = urlencode({**{name: text for name, text in chosen.items() if text}, "before": found[SHOWN - 1].id})
    return request.page(
        "requests.html", calls=found[:SHOWN], chosen=chosen, onward=onward, later=wanted.before is not None
    )


@admin_required
async def request(request: ConsoleRequest) -> Response:
    """One call with all that is kept of it."""
    found = _powers(request).call(request.host, request.id)
    if found is None:
        raise NotFound("call", request.id)
    return request.page("request.html", call=found, sent=_spread(found.request), answered=_spread(found.response))


@admin_required
async def count(request: ConsoleRequest) -> Response:
    """How many calls there were, for the script that keeps the number on a page fresh."""
    headers = {**dict(pages.headers()), "Content-Type": "application/json"}
    return JSONResponse({"count": _powers(request).count(request.host)}, headers=headers)


@admin_required
async def move_clock(request: ConsoleRequest) -> Response:
    """Move time forward, once however often the button is pressed. Who moves it stays logged in."""
    powers = _powers(request)

    def work(tx: Tx) -> str:
        target = _target(request, tx.now)
        shown = min([tx.now, *request.numbers("now")])  # a moment that came since then is reached, and no mistake
        if not shown <= target <= powers.latest_ms:
            raise NoSuchTime
        sessions.carry(tx, request.session_id, max(target - tx.now, 0))
        return str(target)

    target = int(await request.once(work))
    if target > request.host.clock.now():
        await powers.move_clock(request.host, target, request.caller)
    return _back(request)


@admin_required
async def set_limits(request: ConsoleRequest) -> Response:
    """Have the documented limits, or none."""
    await _powers(request).set_limits(request.host, request.text("mode"), request.caller)
    return _back(request)


@admin_required
async def renew_tokens(request: ConsoleRequest) -> Response:
    """Have new Tencent tokens once the first ones ended, however often the button is pressed."""
    await _powers(request).renew_tokens(request.host, request.caller)
    return _back(request)


def _spread(message: Any) -> str:
    """A body to read: JSON with a line for each member, everything else as it is."""
    body: str = message.body or ""
    try:
        return msgspec.json.format(body)
    except msgspec.DecodeError:
        return body


def _powers(request: ConsoleRequest) -> DemoControls:
    powers = request.powers
    assert powers is not None, "these pages are a demo's"
    return powers


def _target(request: ConsoleRequest, now: int) -> int:
    step = STEPS.get(request.text("step"))
    if step is not None:
        return now + step
    try:
        return from_datetime(datetime.fromisoformat(request.text("to")[:64]))
    except (ValueError, OverflowError):
        raise NoSuchTime from None


def _back(request: ConsoleRequest) -> Response:
    """To the page where the form was."""
    return request.go_to(pages.local_path(request.text("next"), request.view.prefix + "/console/"))
