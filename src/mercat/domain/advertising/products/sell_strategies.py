"""Strategies of selling: what an episode of a short drama costs, and how many are paid for at once."""

from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.model.advertising import ID, Condition
from mercat.store.tx import Tx

KIND: Final = "sell strategy"
SELL: Final = "SELL"
VALID: Final = 1
_FILTERS: Final = {
    "strategy_id": (ID, "equals", "integer"),
    "strategy_status": ("strategy_status", "equals", "integer"),
    "strategy_name": ("strategy_name", "contains", "text"),
    "full_strategy_name": ("strategy_name", "equals", "text"),
}


class Strategy(Facts):
    """The members that rules read."""

    name: str = msgspec.field(name="strategy_name", default="")

    def unique_name(self) -> str | None:
        return self.name


class Strategies(Collection[Strategy]):
    """The strategies of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List strategies of selling by id, status, name or a part of the name, a page at a time."""
        conditions = [
            Condition(member, operator, (search.parameters[name],), kind)
            for name, (member, operator, kind) in _FILTERS.items()
            if name in search.parameters
        ]
        return super().find(tx, search.narrowed(*conditions))

    def make(self, tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
        """Create a strategy of selling, which is valid at once."""
        document = {**members, "strategy_status": VALID, "strategy_type": SELL}
        return {**document, "strategy_id": self.add(tx, owner, document), "account_id": owner}


strategies: Final = Strategies(KIND, Strategy)
