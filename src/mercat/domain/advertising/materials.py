"""What images and videos have in common: the time that a list covers by default."""

from typing import Final

from mercat.domain.advertising.collection import Search
from mercat.model.advertising import CREATED, Condition
from mercat.model.clock import DAY, SECOND
from mercat.store.tx import Tx

HALF_A_YEAR_MS: Final = 182 * DAY


def recent(tx: Tx, search: Search) -> Search:
    """The search, narrowed to the last half year unless it has a condition on `created_time`."""
    if any(condition.member == CREATED for condition in search.conditions):
        return search
    since = (tx.now - HALF_A_YEAR_MS) // SECOND
    return search.narrowed(Condition(CREATED, "greater_equals", (since,), "integer"))
