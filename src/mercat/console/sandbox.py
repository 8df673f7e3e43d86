"""/console/requests, /console/clock, /console/limits: the pages that only a demo has."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import JSONResponse, Response

from mercat.console.errors import NoSuchTime
from mercat.console.ports import CallFilter
from mercat.console.request import ConsoleRequest, admin_required, controls_of
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
    """The last calls and their answers, without secrets."""
    query = {name: request.query(name) for name in NAMES}
    status = query["status"]
    call_filter = CallFilter(
        protocol=query["protocol"] if query["protocol"] in PROTOCOLS else None,
        operation=query["operation"] or None,
        status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None,
        code=query["code"] or None,
        path=query["path"] or None,
        before=request.number("before", 0) or None,
    )
    calls = controls_of(request).calls(request.host, call_filter, SHOWN + 1)
    onward = ""
    if len(calls) > SHOWN:
        onward = urlencode({**{name: text for name, text in query.items() if text}, "before": calls[SHOWN - 1].id})
    return request.page(
        "requests.html", calls=calls[:SHOWN], query=query, onward=onward, later=call_filter.before is not None
    )


@admin_required
async def request(request: ConsoleRequest) -> Response:
    """One call with everything that the journal holds of it."""
    call = controls_of(request).call(request.host, request.id)
    if call is None:
        raise NotFound("call", request.id)
    return request.page(
        "request.html", call=call, request_body=_spread(call.request), response_body=_spread(call.response)
    )


@admin_required
async def count(request: ConsoleRequest) -> Response:
    """The number of calls, for the script that updates it on a page."""
    headers = {**dict(pages.headers()), "Content-Type": "application/json"}
    return JSONResponse({"count": controls_of(request).count(request.host)}, headers=headers)


@admin_required
async def move_clock(request: ConsoleRequest) -> Response:
    """Move the clock forward. Submitting the form twice moves it once. The visitor stays signed in."""
    controls = controls_of(request)

    def work(tx: Tx) -> str:
        target = _target(request, tx.now)
        earliest_ms = min(
            [tx.now, *request.numbers("now")]
        )  # a target that has passed since the page was shown is not an error
        if not earliest_ms <= target <= controls.latest_ms:
            raise NoSuchTime
        sessions.carry(tx, request.session_id, max(target - tx.now, 0))
        return str(target)

    target = int(await request.once(work))
    if target > request.host.clock.now():
        await controls.move_clock(request.host, target, request.caller)
    return _back(request)


@admin_required
async def freeze_clock(request: ConsoleRequest) -> Response:
    """Stop the clock, or let it run on. Submitting the form twice changes nothing more."""
    frozen = request.text("frozen") == "yes"
    if frozen is not (request.host.clock.frozen_ms is not None):
        await controls_of(request).freeze_clock(request.host, request.caller, frozen=frozen)
    return _back(request)


@admin_required
async def set_limits(request: ConsoleRequest) -> Response:
    """Apply the documented limits, or none."""
    await controls_of(request).set_limits(request.host, request.text("mode"), request.caller)
    return _back(request)


@admin_required
async def renew_tokens(request: ConsoleRequest) -> Response:
    """Replace expired Tencent tokens. Submitting the form twice replaces them once."""
    await controls_of(request).renew_tokens(request.host, request.caller)
    return _back(request)


def _spread(message: Any) -> str:
    """A body in readable form: JSON with a line for each member, anything else as it is."""
    body: str = message.body or ""
    try:
        return msgspec.json.format(body)
    except msgspec.DecodeError:
        return body


def _target(request: ConsoleRequest, now: int) -> int:
    step = STEPS.get(request.text("step"))
    if step is not None:
        return now + step
    try:
        return from_datetime(datetime.fromisoformat(request.text("to")[:64]))
    except (ValueError, OverflowError):
        raise NoSuchTime from None


def _back(request: ConsoleRequest) -> Response:
    """Redirect to the page of the form."""
    return request.go_to(pages.local_path(request.text("next"), request.view.prefix + "/console/"))
