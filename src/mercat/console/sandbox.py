"""/console/requests, /console/clock, /console/limits: what only a demo has, beside its data."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from starlette.responses import JSONResponse, Response

from mercat.console.refusals import NoSuchTime
from mercat.console.told import Powers, Wanted
from mercat.console.visits import Visit, administrator
from mercat.domain import sessions
from mercat.model.clock import DAY, HOUR, from_datetime
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx
from mercat.wire import pages

SHOWN: Final = 50
STEPS: Final = {"hour": HOUR, "day": DAY, "week": 7 * DAY}
PROTOCOLS: Final = ("marketo", "tencent")
NAMES: Final = ("protocol", "operation", "status", "code", "path")


@administrator
async def requests(visit: Visit) -> Response:
    """The last calls and what they were answered, without secrets."""
    chosen = {name: visit.query(name) for name in NAMES}
    status = chosen["status"]
    wanted = Wanted(
        protocol=chosen["protocol"] if chosen["protocol"] in PROTOCOLS else None,
        operation=chosen["operation"] or None,
        status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None,
        code=chosen["code"] or None,
        path=chosen["path"] or None,
        before=visit.number("before", 0) or None,
    )
    found = _powers(visit).calls(visit.host, wanted, SHOWN + 1)
    onward = ""
    if len(found) > SHOWN:
        onward = urlencode({**{name: text for name, text in chosen.items() if text}, "before": found[SHOWN - 1].id})
    return visit.page(
        "requests.html", calls=found[:SHOWN], chosen=chosen, onward=onward, later=wanted.before is not None
    )


@administrator
async def request(visit: Visit) -> Response:
    """One call with all that is kept of it."""
    found = _powers(visit).call(visit.host, visit.id)
    if found is None:
        raise NotFound("call", visit.id)
    return visit.page("request.html", call=found, sent=_spread(found.request), answered=_spread(found.response))


@administrator
async def count(visit: Visit) -> Response:
    """How many calls there were, for the script that keeps the number on a page fresh."""
    headers = {**dict(pages.headers()), "Content-Type": "application/json"}
    return JSONResponse({"count": _powers(visit).count(visit.host)}, headers=headers)


@administrator
async def move_clock(visit: Visit) -> Response:
    """Move time forward, once however often the button is pressed. Who moves it stays logged in."""
    powers = _powers(visit)

    def work(tx: Tx) -> str:
        target = _target(visit, tx.now)
        shown = min([tx.now, *visit.numbers("now")])  # a moment that came since then is reached, and no mistake
        if not shown <= target <= powers.latest_ms:
            raise NoSuchTime
        sessions.carry(tx, visit.session_id, max(target - tx.now, 0))
        return str(target)

    target = int(await visit.once(work))
    if target > visit.host.clock.now():
        await powers.move_clock(visit.host, target, visit.caller)
    return _back(visit)


@administrator
async def set_limits(visit: Visit) -> Response:
    """Have the documented limits, or none."""
    await _powers(visit).set_limits(visit.host, visit.text("mode"), visit.caller)
    return _back(visit)


@administrator
async def renew_tokens(visit: Visit) -> Response:
    """Have new Tencent tokens once the first ones ended, however often the button is pressed."""
    await _powers(visit).renew_tokens(visit.host, visit.caller)
    return _back(visit)


def _spread(message: Any) -> str:
    """A body to read: JSON with a line for each member, everything else as it is."""
    body: str = message.body or ""
    try:
        return msgspec.json.format(body)
    except msgspec.DecodeError:
        return body


def _powers(visit: Visit) -> Powers:
    powers = visit.powers
    assert powers is not None, "these pages are a demo's"
    return powers


def _target(visit: Visit, now: int) -> int:
    step = STEPS.get(visit.text("step"))
    if step is not None:
        return now + step
    try:
        return from_datetime(datetime.fromisoformat(visit.text("to")[:64]))
    except (ValueError, OverflowError):
        raise NoSuchTime from None


def _back(visit: Visit) -> Response:
    """To the page where the form was."""
    return visit.go_to(pages.local_path(visit.text("next"), visit.view.prefix + "/console/"))
