"""Audiences of user actions: whose actions within a window of days match rules, one by one or added up."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final

from mercat.domain.advertising.dates import ZONE, begin_of
from mercat.model.clock import DAY, SECOND, day_of
from mercat.store.advertising import user_actions
from mercat.store.advertising.user_actions import Action
from mercat.store.tx import Tx

ZONE_S: Final = 8 * 3_600
Rule = dict[str, Any]
_NUMBERS: Final[dict[str, Callable[[float, float], bool]]] = {"LT": lambda a, b: a < b, "GT": lambda a, b: a > b}
_TEXTS: Final[dict[str, Callable[[str, str], bool]]] = {
    "EQ": lambda text, part: text == part,
    "NE": lambda text, part: text != part,
    "CONTAIN": lambda text, part: part in text,
    "NOT_CONTAIN": lambda text, part: part not in text,
}

_TOTALS: Final[dict[str, Callable[[list[float]], float]]] = {"SUM": sum, "MAX": max, "MIN": min}


def people(tx: Tx, spec: Rule) -> frozenset[bytes]:
    """The people whose actions match the user_action_spec of an audience, by their hashes."""
    today = date.fromisoformat(day_of(tx.now, ZONE))
    first = begin_of(today - timedelta(days=max(spec["time_window"], 1) - 1))
    end = begin_of(today) + DAY
    rows = user_actions.of_people(tx, spec["user_action_set_id"], first_s=first // SECOND, end_s=end // SECOND)
    if spec["match_rule_type"] == "URL":
        groups = spec["url_match_rule"]["url_matcher_group"]
        return _hashes(action.person for action in rows if _url_fits(groups, action.url))
    if spec.get("extract_type") == "AGGREGATION":
        return _hashes(_added_up(rows, spec["action_aggregation_rule"]))
    rule = spec["action_match_rule"]
    groups = rule.get("param_matcher_group", [])
    return _hashes(action.person for action in rows if _is_of(action, rule) and _params_fit(groups, action.params))


def _hashes(texts: Iterable[str | None]) -> frozenset[bytes]:
    return frozenset(bytes.fromhex(text) for text in texts if text)


def _is_of(action: Action, rule: Rule) -> bool:
    own = action.type == rule["action_type"]
    return own and (action.type != "CUSTOM" or action.custom == rule.get("custom_action"))


def _url_fits(groups: list[Rule], url: str) -> bool:
    matchers = [group["url_matcher"] for group in groups]
    return all(any(_TEXTS[one["operator"]](url, one["param_value"]) for one in some) for some in matchers if some)


def _params_fit(groups: list[Rule], params: Rule) -> bool:
    matchers = [group["param_matcher"] for group in groups]
    return all(any(_param_fits(one, params) for one in some) for some in matchers if some)


def _param_fits(matcher: Rule, params: Rule) -> bool:
    if matcher["param_name"] not in params:
        return False
    value = params[matcher["param_name"]]
    values = value if isinstance(value, list) else [value]
    operator, bound = matcher["operator"], matcher["param_value"]
    if operator in _NUMBERS:
        limit = _number(bound)
        numbers = [number for number in map(_number, values) if number is not None]
        return limit is not None and any(_NUMBERS[operator](number, limit) for number in numbers)
    compare = _TEXTS[operator]
    every = all if operator in ("NE", "NOT_CONTAIN") else any
    return every(compare(_text(one), bound) for one in values)


def _added_up(rows: Iterable[Action], rule: Rule) -> list[str | None]:
    own: dict[str | None, list[Action]] = defaultdict(list)
    for action in rows:
        if _is_of(action, rule) and _params_fit(rule.get("filter_group", []), action.params):
            own[action.person].append(action)
    groups = [group["aggregation_matcher"] for group in rule["aggregation_group"]]
    return [
        person
        for person, actions in own.items()
        if all(any(_total_fits(one, actions) for one in some) for some in groups)
    ]


def _total_fits(matcher: Rule, actions: list[Action]) -> bool:
    kind = matcher["aggregation_type"]
    if kind == "COUNT":
        days = {(action.at_s + ZONE_S) // user_actions.DAY_S for action in actions}
        total: float = len(days) if matcher["count_type"] == "BY_DAY" else len(actions)
    else:
        numbers = [_number(action.params.get(matcher["param_name"])) for action in actions]
        present = [number for number in numbers if number is not None]
        if not present:
            return False
        total = _TOTALS[kind](present)
    if matcher["comparator"] == "COMPARATOR_BETWEEN":
        return bool(matcher["comparison_min_value"] <= total <= matcher["comparison_max_value"])
    bound = matcher["comparison_value"]
    fits: dict[str, bool] = {
        "COMPARATOR_GE": total >= bound,
        "COMPARATOR_LE": total <= bound,
        "COMPARATOR_EQ": total == bound,
    }
    return fits[matcher["comparator"]]


def _number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
