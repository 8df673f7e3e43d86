"""Ad groups: their budget, bid, dates and hours of delivery, and their current status."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import UNSET, UnsetType, field

from mercat.domain.advertising import reviews
from mercat.domain.advertising.collection import Collection, Facts
from mercat.domain.advertising.dates import ZONE, is_date
from mercat.domain.advertising.refusals import TimeOfDayMalformed, TimeSeriesMalformed, TooEarly, TooLarge, TooSmall
from mercat.model.advertising import AdObject
from mercat.model.clock import day_of, to_datetime
from mercat.model.refusals import WrongType
from mercat.store import advertising
from mercat.store.tx import Tx

KIND: Final = "ad group"
CREATIVE_KIND: Final = "creative"
NO_BUDGET: Final = 0
LEAST_BUDGET: Final = 5_000  # cents
MOST_BUDGET: Final = 400_000_000
HALF_HOURS: Final = 48  # of a day in the time series, which starts on Monday
SLOTS: Final = 7 * HALF_HOURS

_TIME_SERIES: Final = re.compile(rf"[01]{{{SLOTS}}}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")


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


SUSPENDED: Final = "AD_STATUS_SUSPEND"
NORMAL: Final = "AD_STATUS_NORMAL"


class AdGroup(Facts):
    """The members that rules read. An empty `end_date` means no end."""

    name: str = field(name="adgroup_name", default="")
    begin_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    begin_time: str | UnsetType = field(name="first_day_begin_time", default=UNSET)
    time_series: str | UnsetType = UNSET
    daily_budget: int | UnsetType = UNSET
    status: str = field(name="configured_status", default=NORMAL)

    def unique_name(self) -> str | None:
        return self.name or None


class AdGroups(Collection[AdGroup]):
    """The ad groups of all accounts."""

    def check(self, tx: Tx, owner: int, facts: AdGroup, changes: AdGroup) -> None:
        """Check dates, hours and budget. A past date is refused only if this call sends it."""
        for name, value in (("begin_date", changes.begin_date), ("end_date", changes.end_date)):
            if value and not is_date(value):
                raise WrongType(name, value, "date")
        if changes.begin_time and not _TIME.fullmatch(changes.begin_time):
            raise TimeOfDayMalformed("first_day_begin_time")
        if changes.end_date and changes.end_date < day_of(tx.now, ZONE):
            raise TooEarly("end_date", "today")
        if facts.begin_date and facts.end_date and facts.end_date < facts.begin_date:
            raise TooEarly("end_date", "begin_date")
        if changes.time_series is not UNSET and not (
            _TIME_SERIES.fullmatch(changes.time_series) and "1" in changes.time_series
        ):
            raise TimeSeriesMalformed("time_series", SLOTS)
        _check_budget(changes.daily_budget)

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create an ad group. It delivers unless its status says otherwise."""
        return super().add(tx, owner, {"configured_status": NORMAL, **document})

    def delete(self, tx: Tx, owner: int, object_id: int) -> int:
        """Delete an ad group and its creatives."""
        super().delete(tx, owner, object_id)
        advertising.delete_children(tx, object_id)
        return object_id

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Ad groups with their current status."""
        creatives = _status_of_creatives(tx, [item.id for item in items])
        return [item.with_members({"system_status": self.status(tx, item, creatives[item.id])}) for item in items]

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
        if (facts.begin_date and facts.begin_date > today) or not _delivers_now(facts, to_datetime(tx.now)):
            return Status.OUT_OF_TIME
        return creatives


ad_groups: Final = AdGroups(KIND, AdGroup)


def _check_budget(budget: int | UnsetType) -> None:
    if budget is UNSET or budget == NO_BUDGET:
        return
    if budget < LEAST_BUDGET:
        raise TooSmall("daily_budget", LEAST_BUDGET)
    if budget > MOST_BUDGET:
        raise TooLarge("daily_budget", MOST_BUDGET)


def _delivers_now(facts: AdGroup, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(ZONE))
    if (
        facts.begin_time
        and facts.begin_date == local.date().isoformat()
        and local.time().isoformat() < facts.begin_time
    ):
        return False
    place = local.weekday() * HALF_HOURS + local.hour * 2 + local.minute // 30
    return facts.time_series is UNSET or facts.time_series[place : place + 1] != "0"


def _status_of_creatives(tx: Tx, group_ids: list[int]) -> dict[int, Status]:
    """The status of each ad group as far as it follows from its creatives: of the enabled ones, which are approved."""
    rows = advertising.children_with(tx, CREATIVE_KIND, group_ids, "configured_status")
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
