"""Edit conflicts: a form that is out of date overwrites nothing.

A form carries a mark, a hash, of each value that it showed. If the stored values have other marks when the form is
submitted, another user changed them. The visitor then gets the form again: it holds the visitor's own changes and the
current values of all other fields.
"""

from typing import Any, Final

import msgspec

from mercat.console.errors import EditConflict
from mercat.console.request import ConsoleRequest
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

MARKS: Final = "form_shown"

Values = dict[str, Any]  # texts and lists of texts by the name of a form field


def changes_values(tx: Tx, request: ConsoleRequest, there: Values, typed: Values) -> bool:
    """Whether the form changes stored values. A form that is submitted twice changes nothing the second time.

    Raises EditConflict.
    """
    if typed == there:
        return False
    if request.text(MARKS) != _written(_marks(tx, there)):
        raise EditConflict
    return True


def status_of(refusal: Refusal | None) -> int:
    """The HTTP status of a page with a form."""
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, EditConflict) else 400


def context(
    tx: Tx, request: ConsoleRequest, there: Values, typed: Values | None, refusal: Refusal | None = None
) -> dict[str, Any]:
    """The variables of a template with a form: its values, their marks, and the errors in the input."""
    errors = request.refused(refusal) if refusal else {}
    if typed is None:
        return {"values": there, "mark": _written(_marks(tx, there)), **errors}
    if isinstance(refusal, EditConflict):
        return {**errors, **_merged(tx, request, there, typed)}
    return {"values": typed, "mark": request.text(MARKS), **errors}


def _merged(tx: Tx, request: ConsoleRequest, there: Values, typed: Values) -> dict[str, Any]:
    """The visitor's changes over the current values, with a message beside each field that another user changed."""
    before = dict(part.split(":", 1) for part in request.text(MARKS).split() if ":" in part)
    mine, now = _marks(tx, typed), _marks(tx, there)
    untouched = {name for name in there if mine.get(name) == before.get(name)}
    problems = {}
    for name in there:
        if now.get(name) not in (before.get(name), mine.get(name)):
            text = "Changed by someone else." if name in untouched else "Current value: {value}"
            problems[name] = request.say(text, value=_plain(there[name]))
    values = {**typed, **{name: there[name] for name in untouched}}
    return {"values": values, "mark": _written(now), "problems": problems}


def _marks(tx: Tx, values: Values) -> dict[str, str]:
    """A mark for each value that is not empty. A field that was added since the form was shown has no mark either."""
    filled = {name: msgspec.json.encode(value).decode() for name, value in values.items() if value}
    return {name: tx.keys.hex("form-shown", name, text, count=16) for name, text in filled.items()}


def _written(marks: dict[str, str]) -> str:
    return " ".join(f"{name}:{mark}" for name, mark in sorted(marks.items()))


def _plain(value: Any) -> str:
    return (value if isinstance(value, str) else ", ".join(value)) or "–"
