"""Forms that change something that is there: one that is out of date overwrites nothing.

A form carries a mark of the values that it showed. If they are others by the time it is sent, somebody changed them
meanwhile: the form comes back with what was typed and the mark of what is there now, to be checked and sent again.
"""

from typing import Any, Final

import msgspec

from mercat.console.visits import Visit
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

MARK: Final = "form_shown"
CHANGED: Final = "Somebody changed this meanwhile. Your values are kept below: check them and save again."

Values = dict[str, Any]  # what a form shows: texts and lists of texts by name


class Stale(Refusal):
    """What the form showed was changed meanwhile."""


def wanted(tx: Tx, visit: Visit, there: Values, typed: Values) -> bool:
    """Whether there is something to write; not if it is there already, as after a form that is sent twice.

    Raises Stale.
    """
    if typed == there:
        return False
    if visit.text(MARK) != mark(tx, there):
        raise Stale
    return True


def mark(tx: Tx, there: Values) -> str:
    """What tells whether values are still those that a form showed. A field that came since then has none."""
    values = {name: value for name, value in there.items() if value}
    return tx.keys.hex("form-shown", msgspec.json.encode(values, order="deterministic").decode())


def status_of(refusal: Refusal | None) -> int:
    """How a page with a form answers."""
    if refusal is None:
        return 200
    return 409 if isinstance(refusal, Stale) else 400


def shown(tx: Tx, visit: Visit, there: Values, typed: Values | None, refusal: Refusal | None = None) -> dict[str, Any]:
    """What a page is given: the values to show, the mark that goes along, and what is wrong with what was typed."""
    told = visit.refused(refusal) if refusal and not isinstance(refusal, Stale) else {}
    if typed is None:
        return {"values": there, "mark": mark(tx, there), **told}
    if not isinstance(refusal, Stale):
        return {"values": typed, "mark": visit.text(MARK), **told}
    others = {name: value for name, value in there.items() if value != typed[name]}
    return {
        "values": typed,
        "mark": mark(tx, there),
        "problems": {name: visit.say("There now: {value}", value=_plain(value)) for name, value in others.items()},
        "problem": visit.say(CHANGED),
    }


def _plain(value: Any) -> str:
    return (value if isinstance(value, str) else ", ".join(value)) or "–"
