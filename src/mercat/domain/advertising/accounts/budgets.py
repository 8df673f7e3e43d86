"""The budgets that bound ad groups: their own of a day, that of their account, and those that several of them share."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from mercat.domain.advertising.accounts import advertisers
from mercat.store.advertising import ad_objects, fund_statements
from mercat.store.oauth import clients
from mercat.store.tx import Tx

JOINT_KIND: Final = "joint budget rule"


class Budget(Struct):
    """A budget and what is spent of it. A limit of 0 is none."""

    limit: int
    spent: int = 0

    @property
    def used_up(self) -> bool:
        """Whether nothing is left of it."""
        return 0 < self.limit <= self.spent


class JointFacts(Struct):
    """The members of a joint budget that bound its ad groups."""

    daily_budget: int = 0
    total_budget: int = 0
    adgroup_id_list: list[int] = []


class Budgets:
    """The budgets of some accounts, with what is spent of them since a day began."""

    def __init__(self, tx: Tx, account_ids: Sequence[int], day_ms: int) -> None:
        self._costs = {one: fund_statements.costs_of_ad_groups(tx, one, day_ms, tx.now + 1) for one in account_ids}
        self._accounts = {
            about["account_id"]: Budget(about["daily_budget"], sum(self._costs[about["account_id"]].values()))
            for about in advertisers.describe(tx, clients.accounts_by_id(tx, list(account_ids)))
        }
        self._joint: dict[int, tuple[Budget, Budget]] = {}
        for item in ad_objects.living(tx, JOINT_KIND, account_ids, JointFacts):
            facts, costs = item.document, self._costs[item.account_id]
            daily = Budget(facts.daily_budget, _sum(costs, facts.adgroup_id_list))
            if facts.total_budget:
                costs = fund_statements.costs_of_ad_groups(tx, item.account_id, 0, tx.now + 1)
            self._joint[item.id] = daily, Budget(facts.total_budget, _sum(costs, facts.adgroup_id_list))

    def own(self, account_id: int, ad_group_id: int, limit: int) -> Budget:
        """The daily budget of an ad group. It is a new object each time."""
        return Budget(limit, self._costs[account_id].get(ad_group_id, 0))

    def of_account(self, account_id: int) -> Budget:
        """The daily budget of an account."""
        return self._accounts[account_id]

    def joint(self, rule_id: int) -> tuple[Budget, ...]:
        """The daily and the total budget of a joint budget; none if it does not exist."""
        return self._joint.get(rule_id, ())

    def of_days(self) -> list[Budget]:
        """All of these that are renewed each day, but for those of ad groups."""
        return [*self._accounts.values(), *(daily for daily, _ in self._joint.values())]


def _sum(costs: dict[int, int], ad_group_ids: list[int]) -> int:
    return sum(costs.get(ad_group_id, 0) for ad_group_id in ad_group_ids)
