"""Which goals, things to advertise and carriers go together, and what such ads can be optimized for."""

from typing import Any, Final

from mercat.domain.advertising.reference import table
from mercat.store.tx import Tx

MEMBERS: Final = ("marketing_goal", "marketing_sub_goal", "marketing_target_type", "marketing_carrier_type")

Members = dict[str, Any]


def rules(tx: Tx, owner: int, members: Members) -> list[Members]:
    """List the combinations of goals, things to advertise and carriers that ad groups can have."""
    return [dict(zip(MEMBERS, rule, strict=True)) for rule in table("marketing_rules")["rules"]]


def goals(tx: Tx, owner: int, members: Members) -> Members:
    """List what ads of a combination can be optimized for: goals, and deeper goals of each. None if it is no rule."""
    tables = table("marketing_rules")
    combination = [members[name] for name in MEMBERS]
    shallow: list[str] = tables["goals"][members["marketing_goal"]] if combination in tables["rules"] else []
    behaviors = {goal: tables["deep"][goal] for goal in shallow if goal in tables["deep"]}
    worths = {goal: tables["worth"][goal] for goal in shallow if goal in tables["worth"]}
    links: list[Members] = [{"og": goal} for goal in shallow]
    links += [{"og": goal, "deep_og": deep} for goal, several in behaviors.items() for deep in several]
    links += [{"og": goal, "deep_roi": worth} for goal, several in worths.items() for worth in several]
    return {
        "optimization_goal_permission_list": shallow,
        "deep_behavior_optimization_goal_permission_list": [
            {"optimization_goal": goal, "deep_behavior_optimization_goal_list": several}
            for goal, several in behaviors.items()
        ],
        "deep_worth_optimization_goal_permission_list": [
            {"optimization_goal": goal, "deep_worth_optimization_goal_list": several}
            for goal, several in worths.items()
        ],
        "deep_behavior_advanced_goal_permission_list": [],
        "deep_worth_advanced_goal_permission_list": [],
        "forward_link_assist_permission_list": [],
        "conversion_link_og_info": links,
    }
