"""What may deliver in some hours: ad groups with their creatives, dates, offers and budgets, as they are stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from msgspec import Struct

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.accounts.budgets import Budget, Budgets
from mercat.domain.advertising.ad_groups.ad_group_facts import NORMAL
from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.ad_groups.ad_groups import KIND as GROUP_KIND
from mercat.domain.advertising.dates import begin_of
from mercat.domain.advertising.delivery import market
from mercat.domain.advertising.review import reviews
from mercat.domain.advertising.targeting import reach
from mercat.model.clock import HOUR, SECOND
from mercat.model.oauth import ADVERTISER
from mercat.store.advertising import ad_objects
from mercat.store.oauth import clients
from mercat.store.tx import Tx

ZONE_HOURS: Final = 8  # the platform's zone is so far ahead of UTC, all year
DAY_HOURS: Final = 24
UNBOUNDED: Final = 2**62
AS_FAST_AS_POSSIBLE: Final = "BID_SCENE_NORMAL_MAX"
BY_THE_PLATFORM: Final = "SMART_BID_TYPE_SYSTEMATIC"
_AUDIENCES: Final = ("custom_audience", "excluded_custom_audience")


class GroupFacts(Struct):
    """The members of an ad group that delivery reads."""

    configured_status: str = NORMAL
    begin_date: str = ""
    end_date: str = ""
    first_day_begin_time: str = ""
    time_series: str = ""
    daily_budget: int = 0
    bid_amount: int = 0
    bid_mode: str = market.OCPM
    bid_scene: str = ""
    smart_bid_type: str = ""
    optimization_goal: str = ""
    targeting: dict[str, Any] = {}
    site_set: list[str] = []
    automatic_site_enabled: bool = False
    joint_budget_rule_id: int = 0


class CreativeFacts(Struct):
    """The members of a creative that delivery reads."""

    configured_status: str = NORMAL


class Creative(Struct):
    """A creative, from when on it may deliver, its rates, and the chance of a day."""

    id: int
    since_ms: int
    rates: tuple[int, int]
    offer: market.Offer | None = None
    people: int = 0  # that the offer is for
    dice: bytes = b""


class Group(Struct):
    """An ad group that may deliver, its creatives, the budgets of a day that bound it, and the hours of a day."""

    id: int
    account_id: int
    facts: GroupFacts
    creatives: list[Creative]
    first_hour: int
    before_hour: int
    daily: Budget
    bounds: list[Budget]  # of the account and of a joint budget, which others share
    people: int | None = None  # whom it reaches; None if that changes by the hour
    weights: Sequence[int] = ()
    rest: Sequence[int] = ()


class Plan(Struct):
    """All that may deliver from the hour `first` on, in the order in which it does."""

    first: int
    seed: str
    groups: list[Group]
    purses: ledger.Purses
    days: list[Budget]  # all budgets of a day
    size: int  # the number of creatives


def load(tx: Tx, first: int, before: int, seed: str) -> Plan | None:
    """What may deliver in the hours from `first` to `before`; None if nothing may."""
    account_ids = [one.account_id for one in clients.accounts(tx) if one.role == ADVERTISER]
    purses = ledger.Purses(tx, account_ids)
    account_ids = [account_id for account_id in account_ids if purses.available(account_id)]
    groups = _groups(tx, account_ids, first, before)
    _add_creatives(tx, account_ids, groups, seed, before)
    living = [group for group in groups.values() if group.creatives]
    if not living:
        return None
    first = max(first, min(group.first_hour for group in living))
    if first >= before:
        return None
    days = _bind(tx, living, first)
    for group in living:
        if not any(group.facts.targeting.get(name) for name in _AUDIENCES):
            group.people = people(tx, group, first)
    return Plan(first, seed, living, purses, days, sum(len(group.creatives) for group in living))


def people(tx: Tx, group: Group, hour: int) -> int:
    """How many people an ad group may reach on a day, as its audiences are at the beginning of an hour."""
    sites = () if group.facts.automatic_site_enabled else group.facts.site_set
    return reach.reach(replace(tx, now=hour * HOUR), group.account_id, group.facts.targeting, sites)


def _groups(tx: Tx, account_ids: list[int], first: int, before: int) -> dict[int, Group]:
    """The ad groups that are not suspended and whose dates include some of the hours, by id."""
    groups = {}
    for item in ad_objects.living(tx, GROUP_KIND, account_ids, GroupFacts):
        facts = item.document
        if facts.configured_status != NORMAL:
            continue
        begins = _day(facts.begin_date) if facts.begin_date else 0
        ends = _day(facts.end_date) + DAY_HOURS if facts.end_date else UNBOUNDED
        if begins < before and ends > first:
            groups[item.id] = Group(
                item.id, item.account_id, facts, [], max(begins, item.created_ms // HOUR), ends, Budget(0), []
            )
    return groups


def _add_creatives(tx: Tx, account_ids: list[int], groups: dict[int, Group], seed: str, before: int) -> None:
    """Give ad groups their creatives that are neither suspended nor refused."""
    items = [
        item
        for item in ad_objects.living(tx, CREATIVE_KIND, account_ids, CreativeFacts)
        if item.parent_id in groups and item.document.configured_status == NORMAL
    ]
    approved = reviews.approved_since_ms(tx, [item.id for item in items])
    for item in items:
        since = approved[item.id]
        if since is not None and since < before * HOUR:
            group = groups[item.parent_id]
            group.creatives.append(
                Creative(item.id, max(since, item.created_ms, begin_ms(group.facts)), market.rates(seed, item.id))
            )


def begin_ms(facts: GroupFacts) -> int:
    """When an ad group begins on its first day."""
    if not facts.begin_date:
        return 0
    hours, minutes, seconds = (int(part) for part in (facts.first_day_begin_time or "00:00:00").split(":"))
    return begin_of(date.fromisoformat(facts.begin_date)) + ((hours * 60 + minutes) * 60 + seconds) * SECOND


def _bind(tx: Tx, groups: list[Group], first: int) -> list[Budget]:
    """Give ad groups their budgets, with what is spent of them on the day of the first hour. Answers those of a day."""
    today = (first - (first + ZONE_HOURS) % DAY_HOURS) * HOUR
    budgets = Budgets(tx, sorted({group.account_id for group in groups}), today)
    for group in groups:
        group.daily = budgets.own(group.account_id, group.id, group.facts.daily_budget)
        group.bounds = [budgets.of_account(group.account_id), *budgets.joint(group.facts.joint_budget_rule_id)]
    return [*budgets.of_days(), *(group.daily for group in groups)]


def _day(text: str) -> int:
    """The first hour of a day of the platform."""
    return begin_of(date.fromisoformat(text)) // HOUR
