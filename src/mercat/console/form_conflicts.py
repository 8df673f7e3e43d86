"""Forms that change something that is there: one that is out of date overwrites nothing.

A form carries marks of the values that it showed. If they are others by the time it is sent, somebody changed them
meanwhile: the form comes back with what the visitor changed and, of the rest, what is there now, to be sent again.
"""

from typing import Any, Final

import msgspec

from mercat.console.errors import EditConflict
from mercat.console.request import ConsoleRequest
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

MARKS: Final = "form_shown"

Values = dict[str, Any]  # what a form shows: texts and lists of texts by name


def wanted(tx: Tx, request: ConsoleRequest, there: Values, typed: Values) -> bool:
    """Whether there is something to write; not if it is there already, as after a form that is sent twice.

    Raises EditConflict.
    """
    if typed == there:
        return False
    if request.text(MARKS) != _written(_marks(tx, there)):
        raise EditConflict
    return True


def status_of(refusal: Refusal | None) -> int:
    """How a page with a form answers."""
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, EditConflict) else 400


def shown(
    tx: Tx, request: ConsoleRequest, there: Values, typed: Values | None, refusal: Refusal | None = None
) -> dict[str, Any]:
    """What a page is given: the values to show, the marks that go along, and what is wrong with what was typed."""
    told = request.refused(refusal) if refusal else {}
    if typed is None:
        return {"values": there, "mark": _written(_marks(tx, there)), **told}
    if isinstance(refusal, EditConflict):
        return {**told, **_merged(tx, request, there, typed)}
    return {"values": typed, "mark": request.text(MARKS), **told}


def _merged(tx: Tx, request: ConsoleRequest, there: Values, typed: Values) -> dict[str, Any]:
    """What the visitor changed, else what is there; words beside what somebody else changed meanwhile."""
    before = dict(part.split(":", 1) for part in request.text(MARKS).split() if ":" in part)
    mine, now = _marks(tx, typed), _marks(tx, there)
    untouched = {name for name in there if mine.get(name) == before.get(name)}
    problems = {}
    for name in there:
        if now.get(name) not in (before.get(name), mine.get(name)):
            told = "Changed by someone else." if name in untouched else "Current value: {value}"
            problems[name] = request.say(told, value=_plain(there[name]))
    values = {**typed, **{name: there[name] for name in untouched}}
    return {"values": values, "mark": _written(now), "problems": problems}


def _marks(tx: Tx, values: Values) -> dict[str, str]:
    """What tells whether a value is still the one that a form showed. An empty one has none, as one that came since."""
    filled = {name: msgspec.json.encode(value).decode() for name, value in values.items() if value}
    return {name: tx.keys.hex("form-shown", name, text, count=16) for name, text in filled.items()}


def _written(marks: dict[str, str]) -> str:
    return " ".join(f"{name}:{mark}" for name, mark in sorted(marks.items()))


def _plain(value: Any) -> str:
    return (value if isinstance(value, str) else ", ".join(value)) or "–"
