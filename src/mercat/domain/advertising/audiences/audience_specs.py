"""The part of an audience that is of its type's own: a seed, keywords, ad groups, a combination, user actions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.dates import ZONE, is_date
from mercat.domain.advertising.users import action_rules
from mercat.domain.advertising.users.audience_rules import (
    COMBINE,
    LOOKALIKE,
    SUCCESS,
    Audience,
    AudienceRuleInvalid,
    AudienceTypeUnfit,
    ExpansionUnfit,
    SeedUnfit,
    state,
)
from mercat.domain.advertising.users.audience_users import usable
from mercat.domain.advertising.users.labels import labels
from mercat.model.clock import day_of
from mercat.model.refusals import Missing, NotAllowed, TooMany, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

EXPANSION_STEP: Final = 500_000
LEAST_SEED: Final = 100
MOST_SEED: Final = 30_000_000
MOST_PARTS: Final = 500
AD_DAYS: Final = 90
TIME_WINDOWS: Final = (1, 3, 7, 10, 15, 30, 90, 180, 365)
CONVERSIONS: Final = (
    "APP_START_DOWNLOAD",
    "APP_FINISH_DOWNLOAD",
    "APP_INSTALL",
    "APP_ACTIVATE",
    "ORDER",
    "RESERVATION",
    "REGISTRATION_APP",
    "REGISTRATION_WEB",
    "PURCHASE_APP",
    "PURCHASE_WEB",
    "APPLY_APP",
    "APPLY_WEB",
    "ADD_TO_CART_WEB",
    "ADD_TO_CART_APP",
    "CONSULTATION_WEB",
    "CONSULTATION_PHONE",
    "CALL_BACK",
    "ADD_TO_WISHLIST",
    "SHARE",
)
MOST_CONVERSIONS: Final = 5
PARTS: Final = {
    LOOKALIKE: "lookalike_spec",
    "USER_ACTION": "user_action_spec",
    "KEYWORD": "keyword_spec",
    "AD": "ad_rule_spec",
    COMBINE: "combine_spec",
}


def own_part(document: dict[str, Any]) -> dict[str, Any]:
    """The document of an audience without the parts of other types. Raises Missing if its own is absent."""
    rest = {name: value for name, value in document.items() if name != "audience_spec"}
    part = PARTS.get(document["type"])
    if part is None:
        return rest
    spec = document.get("audience_spec", {})
    if part not in spec:
        raise Missing(f"audience_spec.{part}")
    return {**rest, "audience_spec": {part: spec[part]}}


def check(tx: Tx, owner: int, audience: Audience) -> None:
    """Refuse a part that breaks a rule of its type. Raises the refusals of `audience_rules`, and NotFound."""
    part = PARTS.get(audience.type, "")
    if part in _CHECKS:
        _CHECKS[part](tx, owner, audience.spec[part])


def check_combination(tx: Tx, owner: int, spec: dict[str, Any]) -> None:
    """Check the parts of a combination: at most 500, none of which is a lookalike or a combination. Raises NotFound."""
    groups = [group for name in ("include", "exclude") for group in spec.get(name, ())]
    parts = [rule for group in groups for rule in group]
    if len(parts) > MOST_PARTS:
        raise TooMany("audience_spec.combine_spec", MOST_PARTS)
    for rule in parts:
        window = rule.get("time_window")
        if window is not None and window not in TIME_WINDOWS:
            raise NotAllowed("audience_spec.combine_spec.time_window", str(window), tuple(map(str, TIME_WINDOWS)))
        if ad_objects.find(tx, labels.kind, owner, rule["audience_id"]) is None:
            kind = usable(tx, owner, rule["audience_id"]).document["type"]
            if kind in (LOOKALIKE, COMBINE):
                raise AudienceTypeUnfit(kind)


def _check_lookalike(tx: Tx, owner: int, spec: dict[str, Any]) -> None:
    seed = usable(tx, owner, spec["seed_audience_id"]).document
    present = state(seed, tx.now)
    if seed["type"] == LOOKALIKE or present["status"] != SUCCESS:
        raise SeedUnfit
    if not LEAST_SEED <= present["user_count"] <= MOST_SEED:
        raise SeedUnfit
    if spec["expand_user_count"] % EXPANSION_STEP:
        raise ExpansionUnfit


def _check_ads(tx: Tx, owner: int, spec: dict[str, Any]) -> None:
    today = date.fromisoformat(day_of(tx.now, ZONE))
    first = _day(spec, "start_date")
    last = _day(spec, "end_date") if spec.get("end_date") else first
    if not today - timedelta(days=AD_DAYS) <= first <= last < today:
        raise AudienceRuleInvalid
    _check_conversions(spec)
    for group_id in spec.get("adgroup_id_list", ()):
        ad_groups.get(tx, owner, group_id)


def _check_conversions(spec: dict[str, Any]) -> None:
    place = "audience_spec.ad_rule_spec.conversion_type"
    conversions = spec.get("conversion_type", [])
    if spec["rule_type"] == "CONVERSION" and not conversions:
        raise Missing(place)
    if spec["rule_type"] != "CONVERSION" and conversions:
        raise AudienceRuleInvalid
    if len(conversions) > MOST_CONVERSIONS:
        raise TooMany(place, MOST_CONVERSIONS)
    for name in conversions:
        if name not in CONVERSIONS:
            raise NotAllowed(place, name[:64], CONVERSIONS)


def _day(spec: dict[str, Any], name: str) -> date:
    if not is_date(spec[name]):
        raise WrongType(f"audience_spec.ad_rule_spec.{name}", spec[name], "a date yyyy-MM-dd")
    return date.fromisoformat(spec[name])


_CHECKS: Final[dict[str, Callable[[Tx, int, dict[str, Any]], None]]] = {
    "lookalike_spec": _check_lookalike,
    "user_action_spec": action_rules.check,
    "ad_rule_spec": _check_ads,
    "combine_spec": check_combination,
}
