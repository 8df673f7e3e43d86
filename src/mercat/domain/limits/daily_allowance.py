"""Daily allowances: counters of the instance that restart at the subscription's midnight."""

from typing import Final

from mercat.model.clock import SUBSCRIPTION_ZONE, day_of
from mercat.store import settings
from mercat.store.tx import Tx

ZONE: Final = SUBSCRIPTION_ZONE


def spend(tx: Tx, name: str, amount: int, *, limit: int) -> bool:
    """Count a use under a name. False, without counting, if it would exceed the day's limit."""
    day, _, counted = (settings.find(tx, name) or "").partition(" ")
    today = day_of(tx.now, ZONE)
    total = amount + (int(counted) if day == today else 0)
    if total > limit:
        return False
    settings.put(tx, name, f"{today} {total}")
    return True
