"""Ad groups and their current status. The rules of their schedule, bids and targeting have modules of their own."""

from enum import StrEnum
from typing import Any, Final

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.accounts.budgets import Budgets
from mercat.domain.advertising.ad_groups import ad_group_bids, ad_group_schedule, ad_group_targeting
from mercat.domain.advertising.ad_groups.ad_group_facts import NORMAL, SUSPENDED, AdGroup
from mercat.domain.advertising.collection import Collection
from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.review import reviews
from mercat.model.advertising import AdObject
from mercat.model.clock import day_bounds, day_of, to_datetime
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "ad group"
CREATIVE_KIND: Final = "creative"
TARGET_TYPE: Final = "marketing_target_type"


class Status(StrEnum):
    """The system status of an ad group: why it does not deliver, or that it does."""

    ACTIVE = "ADGROUP_STATUS_ACTIVE"
    SUSPENDED = "ADGROUP_STATUS_SUSPEND"
    DELETED = "ADGROUP_STATUS_DELETED"
    OUT_OF_TIME = "ADGROUP_STATUS_NOT_IN_DELIVERY_TIME"
    ENDED = "ADGROUP_STATUS_STOP"
    WITHOUT_CREATIVES = "ADGROUP_STATUS_CREATIVE_EMPTY"
    CREATIVES_NOT_DELIVERING = "ADGROUP_STATUS_CREATIVE_STATUS_PENDING"
    PARTLY_ACTIVE = "ADGROUP_STATUS_PARTIAL_ACTIVE"
    WITHOUT_MONEY = "ADGROUP_STATUS_ACCOUNT_BALANCE_NOT_ENOUGH"
    JOINT_BUDGET_REACHED = "ADGROUP_STATUS_JOINT_BUDGET_REACHED"
    DAILY_BUDGET_REACHED = "ADGROUP_STATUS_DAILY_BUDGET_REACHED"


class AdGroups(Collection[AdGroup]):
    """The ad groups of all accounts."""

    named_by = "adgroup_name"

    def check(self, tx: Tx, owner: int, facts: AdGroup, changes: AdGroup) -> None:
        """Check the schedule, budget and bids, and targeting."""
        ad_group_schedule.check(tx, facts, changes)
        ad_group_bids.check(facts, changes)
        ad_group_targeting.check(tx, owner, facts, changes)

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create an ad group. It delivers unless its status says otherwise."""
        whole = ad_group_bids.with_conversion(tx, owner, document)
        return super().add(tx, owner, {"configured_status": NORMAL, **whole})

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Update an ad group. Members that the call omits stay as they are."""
        if changes.get("conversion_id"):
            before = self.get(tx, owner, object_id).document
            whole = ad_group_bids.with_conversion(tx, owner, before | changes)
            changes = changes | {name: whole[name] for name in ad_group_bids.OF_CONVERSION}
        return super().update(tx, owner, object_id, changes)

    def check_change(self, tx: Tx, item: AdObject, facts: AdGroup, changes: AdGroup) -> None:
        """Check that goals stay as they are, and that a new budget or end fits what happens now."""
        ad_group_bids.check_change(tx, item, self.read(item.document), changes)
        ad_group_schedule.check_new_end(tx, facts, changes)

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Delete an ad group and its creatives."""
        super().delete(tx, owner, object_id)
        ad_objects.delete_children(tx, object_id)
        return object_id

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Ad groups with their current status."""
        creatives = _status_of_creatives(tx, [item.id for item in items])
        statuses = {item.id: self.status(tx, item, creatives[item.id]) for item in items}
        ready = [item for item in items if statuses[item.id] in (Status.ACTIVE, Status.PARTLY_ACTIVE)]
        statuses |= self._used_up(tx, ready) if ready else {}
        return [item.with_members({"system_status": statuses[item.id], **_target(item.document)}) for item in items]

    def _used_up(self, tx: Tx, items: list[AdObject]) -> dict[int, Status]:
        """The status of the ad groups that deliver nothing any more today, since money or a budget is used up."""
        account_ids = sorted({item.account_id for item in items})
        purses = ledger.Purses(tx, account_ids)
        budgets = Budgets(tx, account_ids, day_bounds(tx.now, ZONE)[1])
        reasons = {}
        for item in items:
            facts = self.read(item.document)
            if not purses.available(item.account_id):
                reasons[item.id] = Status.WITHOUT_MONEY
            elif any(budget.used_up for budget in budgets.joint(facts.joint_budget_rule_id)):
                reasons[item.id] = Status.JOINT_BUDGET_REACHED
            elif (
                budgets.own(item.account_id, item.id, facts.daily_budget or 0).used_up
                or budgets.of_account(item.account_id).used_up
            ):
                reasons[item.id] = Status.DAILY_BUDGET_REACHED
        return reasons

    def status(self, tx: Tx, item: AdObject, creatives: Status) -> Status:
        """The current status of an ad group. Of several reasons against delivery, the most serious one counts.

        `creatives` is the status that follows from its creatives.
        """
        facts = self.read(item.document)
        today = day_of(tx.now, ZONE)
        if item.deleted:
            return Status.DELETED
        if facts.status == SUSPENDED:
            return Status.SUSPENDED
        if facts.end_date and facts.end_date < today:
            return Status.ENDED
        if creatives in (Status.WITHOUT_CREATIVES, Status.CREATIVES_NOT_DELIVERING):
            return creatives
        if (facts.begin_date and facts.begin_date > today) or not ad_group_schedule.delivers_at(
            facts, to_datetime(tx.now)
        ):
            return Status.OUT_OF_TIME
        return creatives


ad_groups: Final = AdGroups(KIND, AdGroup)


def _target(document: dict[str, Any]) -> dict[str, Any]:
    """The type of what an ad group promotes, which it names together with the outer id."""
    outer = document.get("marketing_asset_outer_spec") or {}
    return {TARGET_TYPE: outer[TARGET_TYPE]} if TARGET_TYPE in outer else {}


def _status_of_creatives(tx: Tx, group_ids: list[int]) -> dict[int, Status]:
    """The status of each ad group as far as it follows from its creatives: of the enabled ones, which are approved."""
    rows = ad_objects.children_with(tx, CREATIVE_KIND, group_ids, "configured_status")
    enabled: dict[int, set[int]] = {}
    for group_id, creative_id, configured in rows:
        own = enabled.setdefault(group_id, set())
        if configured != SUSPENDED:
            own.add(creative_id)
    approved = reviews.approved(tx, [creative_id for own in enabled.values() for creative_id in own], tx.now)
    return {group_id: _of_creatives(enabled.get(group_id), approved) for group_id in group_ids}


def _of_creatives(enabled: set[int] | None, approved: set[int]) -> Status:
    if enabled is None:
        return Status.WITHOUT_CREATIVES
    if not enabled & approved:
        return Status.CREATIVES_NOT_DELIVERING
    return Status.ACTIVE if enabled <= approved else Status.PARTLY_ACTIVE
