"""How many people ads reached: those who saw them, clicked them or converted, as facts of delivery count them."""

from datetime import date, timedelta
from typing import Any, Final

from mercat.domain.advertising.dates import ZONE, begin_of
from mercat.model.clock import HOUR, day_of
from mercat.model.reports import SumsQuery
from mercat.store.advertising import delivery_sums
from mercat.store.tx import Tx

TIMES_SEEN: Final = 3  # by each person
_FACTS: Final = {"EXPOSURE": ("impressions", TIMES_SEEN), "CLICK": ("clicks", 1), "CONVERSION": ("conversions", 1)}


def count(tx: Tx, owner: int, rule: dict[str, Any]) -> int:
    """The people of the ad_rule_spec of an audience. Without an end the days go on until yesterday."""
    first = date.fromisoformat(rule["start_date"])
    today = date.fromisoformat(day_of(tx.now, ZONE))
    end = date.fromisoformat(rule["end_date"]) + timedelta(days=1) if rule.get("end_date") else today
    groups = rule.get("adgroup_id_list")
    query = SumsQuery(
        [owner],
        begin_of(first) // HOUR,
        begin_of(end) // HOUR,
        only={"ad_group_id": groups} if groups else {},
    )
    rows, _ = delivery_sums.page(tx, query, 0, 1)
    name, times = _FACTS[rule["rule_type"]]
    return -(-rows[0].sums[name] // times) if rows else 0
