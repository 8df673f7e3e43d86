"""Lists of the operation log."""

from datetime import date, timedelta
from typing import Any, Final

from mercat.domain.advertising.collection import Search, Slice
from mercat.domain.advertising.dates import ZONE, begin_of, is_date
from mercat.domain.advertising.operation_log import KINDS
from mercat.domain.advertising.refusals import SpanTooLong, TooEarly
from mercat.model.ad_operations import AdOperation, Platform
from mercat.model.advertising import AdObject
from mercat.model.clock import day_of
from mercat.model.refusals import WrongType
from mercat.store.advertising.ad_operations import Matching
from mercat.store.tx import Tx

MOST_DAYS: Final = 31
DAYS_BACK: Final = 92
CREATE, UPDATE = "OPERATION_ACTION_TYPE_CREATE", "OPERATION_ACTION_TYPE_UPDATE"
CHANGES: Final = "changes"  # the member of a row with what changed, for the wording of `operation_log`
PLATFORMS: Final = {
    Platform.API: "OPERATOR_PLATFORM_MARKETING_API",
    Platform.CONSOLE: "OPERATOR_PLATFORM_ADQ",
    Platform.SYSTEM: "OPERATOR_PLATFORM_SMART_ENGINE",
}


def find(tx: Tx, search: Search) -> Slice:
    """List the operations on one kind of objects, the newest first, a page at a time."""
    asked, window = search.parameters, search.window
    since_ms, before_ms = _times(tx, asked["start_date"], asked["end_date"])
    actions, platforms = asked.get("operation_action_list"), asked.get("operator_platform_list")
    matching = Matching(
        tx,
        search.owners[0],
        KINDS[asked["operation_object_type"]],
        since_ms,
        before_ms,
        object_id=asked.get("object_id"),
        platforms=[ours for ours, name in PLATFORMS.items() if name in platforms] if platforms else None,
        is_new=CREATE in actions if actions and len(set(actions)) == 1 else None,
    )
    entries = matching.slice((window.page - 1) * window.size, window.size)
    return Slice([_row(entry) for entry in entries], matching.count())


def _row(entry: AdOperation) -> AdObject:
    members: dict[str, Any] = {
        "operation_action": CREATE if entry.is_new else UPDATE,
        "fronted_operator": entry.operator,
        "operation_object_name": entry.object_name,
        "operator_platform": PLATFORMS[entry.platform],
        CHANGES: entry.changes,
    }
    return AdObject(entry.object_id, entry.account_id, members, entry.at_ms, entry.at_ms, deleted=False)


def _times(tx: Tx, start: str, end: str) -> tuple[int, int]:
    """The beginning and end of the days that a call asks for. Raises WrongType, TooEarly, SpanTooLong."""
    for name, text in (("start_date", start), ("end_date", end)):
        if not is_date(text):
            raise WrongType(name, text, "date")
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if last < first:
        raise TooEarly("end_date", "start_date")
    if (last - first).days >= MOST_DAYS:
        raise SpanTooLong("end_date", MOST_DAYS)
    if first < date.fromisoformat(day_of(tx.now, ZONE)) - timedelta(days=DAYS_BACK):
        raise TooEarly("start_date", "three months ago")
    return begin_of(first), begin_of(min(last, date.max - timedelta(days=1)) + timedelta(days=1))
