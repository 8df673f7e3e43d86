"""One hour of delivery after the other: who is shown how much, within budgets and balances, and who pays."""

import functools
from collections.abc import Sequence
from typing import Final

from mercat.domain.advertising.ad_groups.ad_group_schedule import HALF_HOURS, SLOTS
from mercat.domain.advertising.delivery import delivery_plan, market
from mercat.domain.advertising.delivery.delivery_plan import DAY_HOURS, ZONE_HOURS, Creative, Group, Plan
from mercat.domain.advertising.delivery.market import CURVE, DAY_BYTES, Outcome
from mercat.domain.advertising.leads.members import TYPES
from mercat.domain.advertising.products.orders import GOAL as ORDER_GOAL
from mercat.model.clock import HOUR, MINUTE
from mercat.model.delivery import Fact
from mercat.store.advertising import delivery_facts
from mercat.store.tx import Tx

PACE: Final = 2  # an ad group may spend so many times an hour's part of its daily budget
CHANNELS: Final = "SITE_SET_CHANNELS"
HALF: Final = 30 * MINUTE
_THURSDAY: Final = 3  # the weekday of 1970-01-01, where Monday is 0

Outcomes = list[tuple[Creative, Outcome]]


def deliver(tx: Tx, plan: Plan, until: int) -> None:
    """Deliver the hours from the plan's first to `until`: write their facts and their payments."""
    facts: list[Fact] = []
    first = plan.first
    while first < until:
        before = min(until, first + DAY_HOURS - (first + ZONE_HOURS) % DAY_HOURS)
        facts += _of_day(tx, plan, range(first, before))
        for budget in plan.days:
            budget.spent = 0
        first = before
    facts.sort()
    delivery_facts.add_many(tx, facts)
    plan.purses.write(tx)
    goals = {group.id: group.facts.optimization_goal for group in plan.groups}
    in_channels = {group.id for group in plan.groups if _is_in_channels(group)}
    if in_channels or any(goal in TYPES or goal == ORDER_GOAL for goal in goals.values()):
        from mercat.domain.advertising.leads import arrivals  # with the engines of creatives

        arrivals.arrive(tx, goals, facts, in_channels)


def _is_in_channels(group: Group) -> bool:
    return CHANNELS in group.facts.site_set and not group.facts.automatic_site_enabled


def _of_day(tx: Tx, plan: Plan, hours: range) -> list[Fact]:
    """The facts of hours of one day."""
    day, begin = divmod(hours.start + ZONE_HOURS, DAY_HOURS)
    for group in plan.groups:
        group.weights, group.rest = _timetable(group.facts.time_series, (day + _THURSDAY) % 7)
        for creative in group.creatives:
            creative.dice = market.chance(plan.seed, creative.id, day)
    facts = []
    for of_day, hour in enumerate(hours, begin):
        for group in plan.groups:
            if group.weights[of_day] and group.first_hour <= hour < group.before_hour:
                cap = _cap(plan, group, of_day)
                if cap:
                    outcomes = _outcomes(tx, group, hour, of_day, cap)
                    about = group.account_id, hour
                    facts += [Fact(*about, one.id, group.id, *outcome) for one, outcome in outcomes]
                    _pay(plan, group, hour, sum([outcome.cost for _, outcome in outcomes]))
    return facts


def _pay(plan: Plan, group: Group, hour: int, cost: int) -> None:
    """Book the cost of an hour, and count it against all budgets."""
    plan.purses.book(group.account_id, cost, hour, group.id)
    group.daily.spent += cost
    for budget in group.bounds:
        budget.spent += cost


def _cap(plan: Plan, group: Group, of_day: int) -> int:
    """What an ad group may spend in an hour. Its daily budget has to last for most of the day."""
    cap = plan.purses.available(group.account_id)
    for budget in group.bounds:
        if budget.limit:
            cap = min(cap, budget.limit - budget.spent)
    if group.daily.limit:
        left = group.daily.limit - group.daily.spent
        if group.facts.bid_scene != delivery_plan.AS_FAST_AS_POSSIBLE:
            left = min(left, -(-left * PACE * group.weights[of_day] // group.rest[of_day]))
        cap = min(cap, left)
    return max(cap, 0)


def _outcomes(tx: Tx, group: Group, hour: int, of_day: int, cap: int) -> Outcomes:
    """What the creatives of an ad group bring in an hour, for `cap` at most."""
    begins_ms = hour * HOUR
    there = [creative for creative in group.creatives if creative.since_ms < begins_ms + HOUR]
    if not there:
        return []
    people = delivery_plan.people(tx, group, hour) if group.people is None else group.people
    outcomes, total, at = [], 0, of_day * DAY_BYTES
    for creative in there:
        share = group.weights[of_day]
        if creative.since_ms > begins_ms:
            weekday = (hour + ZONE_HOURS) // DAY_HOURS + _THURSDAY
            share = CURVE[of_day] * _minutes(
                group.facts.time_series, weekday % 7, of_day, creative.since_ms - begins_ms
            )
        offer = _offer(group, creative, people // len(there))
        outcome = market.outcome(offer, share, creative.dice[at : at + DAY_BYTES])
        if outcome is not None:
            outcomes.append((creative, outcome))
            total += outcome.cost
    return outcomes if total <= cap else _within(outcomes, total, cap)


def _within(outcomes: Outcomes, total: int, cap: int) -> Outcomes:
    """Outcomes that cost more than `cap` together, each shortened so that all together cost exactly that."""
    if len(outcomes) == 1:
        ((creative, outcome),) = outcomes
        return [(creative, market.scaled(outcome, cap))]
    costs = [outcome.cost * cap // total for _, outcome in outcomes]
    costs[max(range(len(costs)), key=lambda place: outcomes[place][1].cost)] += cap - sum(costs)
    return [
        (creative, market.scaled(outcome, cost))
        for (creative, outcome), cost in zip(outcomes, costs, strict=True)
        if cost
    ]


def _offer(group: Group, creative: Creative, people: int) -> market.Offer:
    if creative.offer is None or creative.people != people:
        facts = group.facts
        bid = 0 if facts.smart_bid_type == delivery_plan.BY_THE_PLATFORM else facts.bid_amount
        creative.people = people
        creative.offer = market.offer(people, *creative.rates, facts.bid_mode, facts.optimization_goal, bid)
    return creative.offer


@functools.lru_cache(maxsize=2_000)
def _timetable(time_series: str, weekday: int) -> tuple[Sequence[int], Sequence[int]]:
    """The weight of each hour of a weekday, and the sum of the weights from each hour to the end of the day."""
    weights = [CURVE[hour] * _minutes(time_series, weekday, hour, 0) for hour in range(DAY_HOURS)]
    return weights, [sum(weights[hour:]) for hour in range(DAY_HOURS)]


def _minutes(time_series: str, weekday: int, of_day: int, after_ms: int) -> int:
    """How many minutes of an hour an ad group delivers in, beginning so long after the hour does."""
    minutes = 0
    for half in (0, 1):
        slot = weekday * HALF_HOURS + 2 * of_day + half
        if len(time_series) != SLOTS or time_series[slot] == "1":
            minutes += max(0, min(HALF, (half + 1) * HALF - after_ms)) // MINUTE
    return minutes
