"""The delivery of ads, for any ad groups and any moves of the clock: what holds whatever is drawn."""

import itertools
import operator
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mercat.app.instances.instance import Instance
from mercat.domain.advertising.accounts import advertisers, ledger
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.delivery import delivery
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import DAY, HOUR, to_datetime
from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts
from mercat.store.tx import Tx

ACCOUNTS = itertools.count(30_011)
START = 20_500 * DAY + 3 * HOUR  # 11 o'clock of the platform, some day in February
FIRST = START // HOUR
EIGHT = 8
OFFERS = [  # modes with goals that they take
    {"bid_mode": f"BID_MODE_{mode}", "optimization_goal": f"OPTIMIZATIONGOAL_{goal}"}
    for mode, goals in (
        ("CPC", ("CLICK",)),
        ("CPM", ("IMPRESSION",)),
        ("CPA", ("APP_DOWNLOAD",)),
        ("OCPC", ("CLICK", "LEADS")),
        ("OCPM", ("CLICK", "LEADS")),
    )
    for goal in goals
]
BUDGETS = st.sampled_from((0, 5_000, 7_321, 60_000))

GROUPS = st.lists(
    st.builds(
        operator.or_,
        st.sampled_from(OFFERS),
        st.fixed_dictionaries(
            {
                "daily_budget": BUDGETS,
                "bid_amount": st.just(0) | st.integers(150, 3_000),
                "bid_scene": st.sampled_from(("BID_SCENE_NORMAL_AVERAGE", "BID_SCENE_NORMAL_MAX")),
                "time_series": st.sampled_from(("1" * 336, ("0" * 19 + "1" * 20 + "0" * 9) * 7, "01" * 168)),
                "begin_date": st.sampled_from(("2026-02-01", "2026-02-17")),
                "end_date": st.sampled_from(("", "2026-02-17", "2026-02-18")),
                "configured_status": st.sampled_from(("AD_STATUS_NORMAL",) * 3 + ("AD_STATUS_SUSPEND",)),
            }
        ),
    ),
    min_size=1,
    max_size=3,
)
MONEY = st.dictionaries(st.sampled_from((ledger.CASH, ledger.GIFT)), st.integers(1, 200_000), min_size=1)
HOURS = st.lists(st.integers(1, 40), min_size=2, max_size=4)


class Undone(Exception):
    """Takes back what a transaction did."""


class World:
    """What an account has, and what delivery made of it. `groups` are the members of its ad groups by id."""

    def __init__(self, tx: Tx, account_id: int, groups: dict[int, dict[str, Any]]) -> None:
        self.groups = groups
        self.facts = delivery_facts.of_account(tx, account_id, 0, tx.now // HOUR + 1)
        self.payments = tx.fetch_all(
            "SELECT at_ms, ad_group_id, fund_type, amount, bill_no FROM fund_statements"
            " WHERE payer_id = :account AND trade = 'PAY' ORDER BY id",
            account=account_id,
        )
        self.left = {name: balance for name, balance in ledger.balances(tx, account_id).items() if balance}
        self.mark = delivery.mark(tx)

    def told(self) -> Any:
        """All of it, to be compared."""
        return self.facts, self.payments, self.left, self.mark


def plant(
    tx: Tx, account_id: int, groups: list[dict[str, Any]], money: dict[str, int], budget: int
) -> dict[int, dict[str, Any]]:
    """An account with ad groups, each with a creative or two; the groups by id."""
    ad_accounts.create_account(tx, f"Account {account_id}", account_id=account_id)
    advertisers.note(tx, account_id, {"daily_budget": budget})
    for fund_type, amount in money.items():
        ledger.recharge(tx, account_id, fund_type, amount)
    planted = {}
    for number, members in enumerate(groups):
        group_id = ad_groups.add(tx, account_id, {"adgroup_name": f"Group {number}", **members})
        planted[group_id] = members
        for each in range(1 + number % 2):
            about = {"adgroup_id": group_id, "dynamic_creative_name": f"{number}/{each}", "creative_template_id": 711}
            creatives.add(tx, account_id, {**about, "creative_components": {}})
    delivery.begin(tx, "seed")
    return planted


def clear(tx: Tx, account_id: int, group_ids: Iterable[int]) -> None:
    """Leave nothing that delivers in the next example."""
    for group_id in group_ids:
        ad_groups.delete(tx, account_id, group_id)
    delivery.end(tx)


def worlds(instance: Instance, groups: Any, money: Any, budget: int, *moves: list[int]) -> list[World]:
    """What each list of moves of the clock makes of the same beginning."""
    account_id = next(ACCOUNTS)
    ends: list[World] = []

    def begun(tx: Tx) -> dict[int, dict[str, Any]]:
        return plant(replace(tx, now=START), account_id, groups, money, budget)

    def run(tx: Tx, hours: list[int]) -> None:
        now = START
        for each in hours:
            now += each * HOUR
            while delivery.catch_up(replace(tx, now=now)):
                pass
        ends.append(World(replace(tx, now=now), account_id, planted))
        raise Undone

    planted = instance.write_now(begun)
    for hours in moves:
        with pytest.raises(Undone):
            instance.write_now(partial(run, hours=hours))
    instance.write_now(partial(clear, account_id=account_id, group_ids=planted))
    return ends


drawn = settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@drawn
@given(groups=GROUPS, money=MONEY, budget=BUDGETS, hours=HOURS)
def test_several_moves_of_the_clock_leave_what_one_leaves(instance, groups, money, budget, hours):
    one, several = worlds(instance, groups, money, budget, [sum(hours)], hours)
    assert one.told() == several.told()


@drawn
@given(groups=GROUPS, money=MONEY, budget=BUDGETS, hours=HOURS)
def test_facts_payments_and_balances_agree_to_the_cent(instance, groups, money, budget, hours):
    (world,) = worlds(instance, groups, money, budget, hours)
    costs: Counter[tuple[int, int]] = Counter()
    for fact in world.facts:
        costs[fact.hour, fact.ad_group_id] += fact.cost
    payments: Counter[tuple[int, int]] = Counter()
    for at_ms, group_id, _, amount, _ in world.payments:
        payments[at_ms // HOUR, group_id] -= amount
    assert +costs == payments
    assert sum(money.values()) - sum(payments.values()) == sum(world.left.values())
    assert all(balance > 0 for balance in world.left.values())


@drawn
@given(groups=GROUPS, money=MONEY, budget=BUDGETS, hours=HOURS)
def test_no_budget_is_exceeded_and_numbers_are_possible(instance, groups, money, budget, hours):
    (world,) = worlds(instance, groups, money, budget, hours)
    of_groups: Counter[tuple[int, int]] = Counter()
    of_days: Counter[int] = Counter()
    for fact in world.facts:
        of_groups[day(fact), fact.ad_group_id] += fact.cost
        of_days[day(fact)] += fact.cost
        assert fact.impressions >= fact.clicks >= fact.conversions >= 0
        assert fact.impressions > 0 <= fact.cost
    assert all(not budget or cost <= budget for cost in of_days.values())
    for (_, group_id), cost in of_groups.items():
        limit = world.groups[group_id]["daily_budget"]
        assert not limit or cost <= limit


@drawn
@given(groups=GROUPS, money=MONEY, budget=BUDGETS, hours=HOURS)
def test_nothing_is_delivered_outside_of_hours_dates_and_states(instance, groups, money, budget, hours):
    (world,) = worlds(instance, groups, money, budget, hours)
    for fact in world.facts:
        members, at = world.groups[fact.ad_group_id], to_datetime((fact.hour + EIGHT) * HOUR)
        slot = at.weekday() * 48 + at.hour * 2
        assert "1" in members["time_series"][slot : slot + 2]
        assert members["begin_date"] <= at.date().isoformat() <= (members["end_date"] or "9999")
        assert members["configured_status"] == "AD_STATUS_NORMAL"
        assert FIRST <= fact.hour < FIRST + sum(hours)


def day(fact: Fact) -> int:
    return (fact.hour + EIGHT) // 24
