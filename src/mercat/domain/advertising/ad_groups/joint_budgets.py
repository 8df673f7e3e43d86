"""Joint budgets: one daily and one total budget for several ad groups. An ad group that joins one stays in it."""

from datetime import date, timedelta
from typing import Any, Final

from msgspec import UNSET, UnsetType, field

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.accounts.budgets import JOINT_KIND
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.refusals import StepTooSmall, TooLarge, TooSmall
from mercat.model.advertising import AdObject
from mercat.model.clock import SECOND
from mercat.model.refusals import Refusal, TooMany
from mercat.store.advertising import fund_statements
from mercat.store.tx import Tx

KIND: Final = JOINT_KIND
MEMBER: Final = "joint_budget_rule_id"  # of ad groups
NO_BUDGET: Final = 0
LEAST_BUDGET: Final = 5_000  # cents
MOST_BUDGET: Final = 4_000_000_000
LEAST_STEP: Final = 5_000
LEAST_ABOVE_TOTAL: Final = 50_000
MOST_AD_GROUPS: Final = 500
DEFAULTS: Final = {
    "daily_budget": NO_BUDGET,
    "total_budget": NO_BUDGET,
    "adgroup_id_list": [],
    "joint_budget_rule_type": "JOINT_BUDGET_TYPE_DEFAULT",
}
EPOCH: Final = date(1970, 1, 1)


class AdGroupBound(Refusal):
    """The ad group has a joint budget already."""

    ad_group_id: int


class AdGroupSpent(Refusal):
    """The ad group has spent money, and so cannot join a budget."""

    ad_group_id: int


class JointBudget(Facts):
    """The members that rules read. A budget of 0 is none."""

    daily: int | UnsetType = field(name="daily_budget", default=UNSET)
    total: int | UnsetType = field(name="total_budget", default=UNSET)
    ad_group_ids: list[int] = field(name="adgroup_id_list", default_factory=list)


class JointBudgets(Collection[JointBudget]):
    """The joint budgets of all accounts."""

    def check(self, tx: Tx, owner: int, facts: JointBudget, changes: JointBudget) -> None:
        """Check the bounds of both budgets, and the number of ad groups."""
        for name, budget in (("daily_budget", changes.daily), ("total_budget", changes.total)):
            if budget is not UNSET and budget != NO_BUDGET and budget < LEAST_BUDGET:
                raise TooSmall(name, LEAST_BUDGET)
            if budget is not UNSET and budget > MOST_BUDGET:
                raise TooLarge(name, MOST_BUDGET)
        if len(facts.ad_group_ids) > MOST_AD_GROUPS:
            raise TooMany("adgroup_id_list", MOST_AD_GROUPS)

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a joint budget for ad groups that have none and spent nothing."""
        rule_id = super().add(tx, owner, DEFAULTS | document)
        _bind(tx, owner, document.get("adgroup_id_list", []), rule_id)
        return rule_id

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Update a joint budget. Its new ad groups join those that it has."""
        more = changes.get("adgroup_id_list", [])
        own = self.read(self.get(tx, owner, object_id).document).ad_group_ids
        super().update(tx, owner, object_id, changes | {"adgroup_id_list": own + more})
        _bind(tx, owner, more, object_id)
        return object_id

    def check_change(self, tx: Tx, item: AdObject, facts: JointBudget, changes: JointBudget) -> None:
        """Check that budgets change by enough, and cover what the ad groups cost."""
        _check_cost(tx, item.account_id, self.read(item.document), changes)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Joint budgets with the time at which the total one was used up, and the last day that used up the daily one.

        Both are 0 where that has not happened. The day is a number of the form yyyymmdd.
        """
        return [item.with_members(self._exhaustion(tx, item)) for item in items]

    def _exhaustion(self, tx: Tx, item: AdObject) -> dict[str, int]:
        facts, at, day = self.read(item.document), None, None
        if facts.ad_group_ids and facts.total:
            at = fund_statements.reached_at(tx, item.account_id, facts.ad_group_ids, facts.total)
        if facts.ad_group_ids and facts.daily:
            day = fund_statements.last_day_of(tx, item.account_id, facts.ad_group_ids, facts.daily)
        text = "0" if day is None else (EPOCH + timedelta(days=day)).strftime("%Y%m%d")
        return {"completed_time": (at or 0) // SECOND, "bldate": int(text)}


joint_budgets: Final = JointBudgets(KIND, JointBudget)


def _bind(tx: Tx, owner: int, ad_group_ids: list[int], rule_id: int) -> None:
    spent = fund_statements.costs_of_ad_groups(tx, owner, 0, tx.now + 1) if ad_group_ids else {}
    for ad_group_id in ad_group_ids:
        group = ad_groups.get(tx, owner, ad_group_id)
        if group.document.get(MEMBER):
            raise AdGroupBound(ad_group_id)
        if spent.get(ad_group_id):
            raise AdGroupSpent(ad_group_id)
        ad_groups.amend(tx, group, {MEMBER: rule_id})


def _check_cost(tx: Tx, owner: int, before: JointBudget, after: JointBudget) -> None:
    for name, was, budget in (
        ("daily_budget", before.daily, after.daily),
        ("total_budget", before.total, after.total),
    ):
        if budget and was and 0 < abs(budget - was) < LEAST_STEP:
            raise StepTooSmall(name, LEAST_STEP)
    today = _sum(ledger.costs_of_ad_groups_today(tx, owner), before.ad_group_ids)
    if after.daily and today and after.daily < (least := max(-(-today * 3 // 2), today + LEAST_STEP)):
        raise TooSmall("daily_budget", least)
    ever = _sum(fund_statements.costs_of_ad_groups(tx, owner, 0, tx.now + 1), before.ad_group_ids)
    if after.total and ever:
        least = max(ever + -(-today // 2), ever + LEAST_ABOVE_TOTAL)
        if before.total and ever >= before.total:  # it is used up, and cannot become smaller
            least = max(least, before.total)
        if after.total < least:
            raise TooSmall("total_budget", least)


def _sum(costs: dict[int, int], ad_group_ids: list[int]) -> int:
    return sum(costs.get(ad_group_id, 0) for ad_group_id in ad_group_ids)
