"""What ad groups pay: budgets, bids by their mode, goals of optimization, and what goes with them."""

from typing import Final

from msgspec import UNSET, UnsetType

from mercat.domain.advertising.accounts import ledger
from mercat.domain.advertising.ad_groups.ad_group_facts import OPTIMISED, AdGroup, Members
from mercat.domain.advertising.conversions.conversions import conversions
from mercat.domain.advertising.refusals import NotBeside, TooLarge, TooSmall, Unchangeable
from mercat.model.advertising import AdObject
from mercat.model.refusals import Missing, NotAllowed
from mercat.store.tx import Tx

NO_BUDGET: Final = 0
LEAST_BUDGET: Final = 5_000  # cents
MOST_BUDGET: Final = 400_000_000
LEAST_ABOVE_COST: Final = 5_000
NO_GOAL: Final = "OPTIMIZATIONGOAL_NONE"
LIMITS: Final = {
    "BID_MODE_CPC": (10, 10_000),
    "BID_MODE_CPM": (150, 99_900),
    "BID_MODE_CPA": (100, 10_000),
    **dict.fromkeys(OPTIMISED, (10, 500_000)),
}
_GOALS: Final = {  # of the modes that pay for one thing
    "BID_MODE_CPC": "OPTIMIZATIONGOAL_CLICK",
    "BID_MODE_CPM": "OPTIMIZATIONGOAL_IMPRESSION",
    "BID_MODE_CPA": "OPTIMIZATIONGOAL_APP_DOWNLOAD",
}
OF_CONVERSION: Final = ("optimization_goal", "conversion_name")  # what an ad group takes from its conversion
_DEEP_SPECS: Final = {
    "DEEP_CONVERSION_BEHAVIOR": "deep_conversion_behavior_spec",
    "DEEP_CONVERSION_WORTH": "deep_conversion_worth_spec",
    "DEEP_CONVERSION_WORTH_ADVANCED": "deep_conversion_worth_advanced_spec",
    "DEEP_CONVERSION_BEHAVIOR_ADVANCED": "deep_conversion_behavior_advanced_spec",
}
_OF_CONVERSIONS: Final = {  # members of a conversion -> where the ad group has them
    "deep_behavior_optimization_goal": "deep_conversion_behavior_spec",
    "deep_worth_optimization_goal": "deep_conversion_worth_spec",
    "deep_worth_advanced_goal": "deep_conversion_worth_advanced_spec",
    "deep_behavior_advanced_goal": "deep_conversion_behavior_advanced_spec",
}


def check(facts: AdGroup, changes: AdGroup) -> None:
    """Check the budget, the bid for its mode, and members that need others."""
    _check_budget(changes.daily_budget)
    if changes.bid or changes.bid_mode:
        _check_bid(facts)
    if (changes.bid_mode or changes.goal) and facts.goal and facts.goal != _GOALS.get(facts.bid_mode, facts.goal):
        raise NotBeside("optimization_goal", "bid_mode")
    if changes.deep and (facts.bid_mode or OPTIMISED[0]) in OPTIMISED:
        _check_deep(facts, changes.deep)
    elif changes.deep:
        raise NotBeside("deep_conversion_spec", "bid_mode")
    for needed, name, present in (
        (changes.acquires, "auto_acquisition_budget", facts.acquisition_budget),
        (changes.exploration == "STEADY_EXPLORATION" and facts.chooses_sites, "priority_site_set", facts.first_sites),
        (changes.pay_type == "SHORT_PLAY_PAY_TYPE_CHARGE_PLAY", "sell_strategy_id", facts.sell_strategy_id),
    ):
        if needed and not present:
            raise Missing(name)
    if changes.dynamic_spec and not facts.dynamic_type:
        raise NotBeside("dca_spec", "dynamic_ad_type")


def with_conversion(tx: Tx, owner: int, document: Members) -> Members:
    """The members of a new ad group with the goal of its conversion. Raises NotFound, NotBeside, NotAllowed."""
    if not document.get("conversion_id"):
        return document
    about = conversions.get(tx, owner, document["conversion_id"]).document
    if document.get("bid_mode", OPTIMISED[0]) not in OPTIMISED:
        raise NotBeside("conversion_id", "bid_mode")
    goal, own = about["optimization_goal"], document.get("optimization_goal")
    if own and own != goal:
        raise NotAllowed("optimization_goal", own, (goal,))
    for member, spec in _OF_CONVERSIONS.items():
        deep = document.get("deep_conversion_spec", {}).get(spec, {}).get("goal")
        if deep and deep != about.get(member):
            raise NotAllowed(f"deep_conversion_spec.{spec}.goal", deep, (about.get(member) or NO_GOAL,))
    return document | {"optimization_goal": goal, "conversion_name": about["conversion_name"]}


def check_change(tx: Tx, item: AdObject, before: AdGroup, changes: AdGroup) -> None:
    """Check that an update leaves goals as they are, and that a new budget covers what today costs."""
    for name, was, now in (
        ("optimization_goal", before.goal, changes.goal),
        ("conversion_id", before.conversion_id, changes.conversion_id),
        *(
            (f"deep_conversion_spec.{spec}.goal", _goal(before, spec), _goal(changes, spec))
            for spec in _DEEP_SPECS.values()
        ),
    ):
        if was and now and was != now:
            raise Unchangeable(name)
    if changes.daily_budget:
        cost = ledger.costs_of_ad_groups_today(tx, item.account_id).get(item.id, 0)
        least = max(-(-cost * 3 // 2), cost + LEAST_ABOVE_COST) if cost else LEAST_BUDGET
        if changes.daily_budget < least:
            raise TooSmall("daily_budget", least)


def _goal(facts: AdGroup, spec: str) -> str:
    """The goal of a deep conversion, or an empty text."""
    goal: str = (facts.deep or {}).get(spec, {}).get("goal", "")
    return goal


def _check_budget(budget: int | UnsetType) -> None:
    if budget is UNSET or budget == NO_BUDGET:
        return
    if budget < LEAST_BUDGET:
        raise TooSmall("daily_budget", LEAST_BUDGET)
    if budget > MOST_BUDGET:
        raise TooLarge("daily_budget", MOST_BUDGET)


def _check_bid(facts: AdGroup) -> None:
    if not facts.bid or facts.bid_mode not in LIMITS:
        return
    low, high = LIMITS[facts.bid_mode]
    if facts.bid < low:
        raise TooSmall("bid_amount", low)
    if facts.bid > high:
        raise TooLarge("bid_amount", high)


def _check_deep(facts: AdGroup, deep: Members) -> None:
    """Check that the spec of the type is there and no other one, and that its goal is not the first goal as well."""
    kind = deep.get("deep_conversion_type")
    if kind is None:
        return
    place = f"deep_conversion_spec.{_DEEP_SPECS[kind]}"
    if not deep.get(_DEEP_SPECS[kind]):
        raise Missing(place)
    for other, spec in _DEEP_SPECS.items():
        if other != kind and deep.get(spec):
            raise NotBeside(f"deep_conversion_spec.{spec}", "deep_conversion_type")
    if facts.goal and deep[_DEEP_SPECS[kind]].get("goal") == facts.goal:
        raise NotBeside(f"{place}.goal", "optimization_goal")
