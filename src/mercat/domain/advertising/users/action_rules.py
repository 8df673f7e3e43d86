"""The rules of an audience of user actions: its set, its window, and what its matchers need."""

from typing import Any, Final

from mercat.domain.advertising.users.audience_rules import AudienceRuleInvalid
from mercat.domain.advertising.users.user_action_sets import APPLICATIONS, action_sets
from mercat.model.refusals import Missing
from mercat.store.tx import Tx

PLACE: Final = "audience_spec.user_action_spec"
ADDED_UP_DAYS: Final = 90
URL_OPERATORS: Final = ("EQ", "NE", "CONTAIN", "NOT_CONTAIN")


def check(tx: Tx, owner: int, spec: dict[str, Any]) -> None:
    """Refuse a spec that breaks a rule. Raises NotFound, Missing, AudienceRuleInvalid."""
    action_set = action_sets.get(tx, owner, spec["user_action_set_id"])
    if spec["match_rule_type"] == "URL":
        if action_set.document["type"] in APPLICATIONS:
            raise AudienceRuleInvalid
        _check_urls(_part(spec, "url_match_rule"))
    elif spec.get("extract_type") == "AGGREGATION":
        if spec["time_window"] > ADDED_UP_DAYS:
            raise AudienceRuleInvalid
        _check_totals(_part(spec, "action_aggregation_rule"))
    else:
        _check_custom(_part(spec, "action_match_rule"), "action_match_rule")


def _part(spec: dict[str, Any], name: str) -> dict[str, Any]:
    if name not in spec:
        raise Missing(f"{PLACE}.{name}")
    part: dict[str, Any] = spec[name]
    return part


def _check_urls(rule: dict[str, Any]) -> None:
    for group in rule["url_matcher_group"]:
        if any(matcher["operator"] not in URL_OPERATORS for matcher in group["url_matcher"]):
            raise AudienceRuleInvalid


def _check_custom(rule: dict[str, Any], name: str) -> None:
    if rule["action_type"] == "CUSTOM" and not rule.get("custom_action"):
        raise Missing(f"{PLACE}.{name}.custom_action")


def _check_totals(rule: dict[str, Any]) -> None:
    name = "action_aggregation_rule"
    _check_custom(rule, name)
    for group in rule["aggregation_group"]:
        for matcher in group["aggregation_matcher"]:
            between = matcher["comparator"] == "COMPARATOR_BETWEEN"
            required = ["comparison_min_value", "comparison_max_value"] if between else ["comparison_value"]
            required.append("count_type" if matcher["aggregation_type"] == "COUNT" else "param_name")
            for member in required:
                if member not in matcher:
                    raise Missing(f"{PLACE}.{name}.aggregation_group.aggregation_matcher.{member}")
