"""How many people targeting reaches: a model, since only the platform knows its users.

Traits are independent: each member of the targeting keeps a share of the people. Naming one more value of a list, or
dropping a member, never lowers the number; excluding something, or adding a member, never raises it. The same
targeting of the same audiences always gives the same number.
"""

from collections.abc import Collection, Iterable, Mapping
from math import fsum, pi, prod
from typing import Any, Final

from mercat.domain.advertising.reference import table
from mercat.domain.advertising.targeting import devices, regions
from mercat.domain.advertising.users import audience_users
from mercat.domain.advertising.users.audience_rules import state
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

DAILY: Final = 0.6  # of all people use the platform on a day
IN_BUSINESS_DISTRICT: Final = 150_000.0  # people in a business district
PER_SQUARE_METRE: Final = 0.002  # people around a place
NOT_CONVERTED: Final = 0.98
BEHAVED: Final = 0.01  # of all people did what a remarketing action says
YOUNGEST, OLDEST = 14, 66
_EXCLUSIVE: Final = (  # a person has one value of each at most
    "gender",
    "education",
    "marital_status",
    "app_install_status",
    "network_type",
    "device_price",
    "game_consumption_level",
)


def reach(tx: Tx, owner: int, targeting: Mapping[str, Any], sites: Iterable[str] = ()) -> int:
    """How many people targeting reaches on a day, on all sites or on some."""
    return int(people(tx, owner, targeting) * DAILY * _on(sites))


def people(tx: Tx, owner: int, targeting: Mapping[str, Any]) -> float:
    """How many people targeting covers."""
    shares = [_share(table("shares")[name], targeting.get(name)) for name in _EXCLUSIVE]
    shares += [
        _of_age(targeting.get("age")),
        _with_os(targeting.get("user_os"), targeting.get("excluded_os")),
        devices.share(targeting.get("device_brand_model") or {}),
        _behaved(targeting.get("wechat_ad_behavior") or {}),
        NOT_CONVERTED if targeting.get("excluded_converted_audience") else 1.0,
        _in_audiences(tx, owner, targeting) / regions.everybody(),
    ]
    return _located(targeting.get("geo_location") or {}) * prod(sorted(shares))


def _located(place: Mapping[str, Any]) -> float:
    """How many people are in some of the places, in one of the ways that `location_types` names."""
    circles = place.get("custom_locations") or ()
    districts = set(place.get("business_districts") or ())
    codes = place.get("regions") or ()
    if not (circles or districts or codes):
        return regions.everybody()
    around = [pi * circle["radius"] ** 2 * PER_SQUARE_METRE for circle in circles]
    total = fsum([regions.people(codes), IN_BUSINESS_DISTRICT * len(districts), *around])
    ways = table("shares")["location_types"]
    return min(total, regions.everybody()) * _any_of(ways, place.get("location_types"))


def _in_audiences(tx: Tx, owner: int, targeting: Mapping[str, Any]) -> float:
    """How many people are in some of the targeted audiences and in none of the excluded ones."""
    everybody = regions.everybody()
    included = set(targeting.get("custom_audience") or ())
    excluded = set(targeting.get("excluded_custom_audience") or ())
    total = everybody
    if included:
        total = min(everybody, float(sum(_count(tx, owner, each) for each in included - excluded)))
    others = [max(0.0, 1 - _count(tx, owner, each) / everybody) for each in sorted(excluded)]
    return total * prod(sorted(others))


def _count(tx: Tx, owner: int, audience_id: int) -> int:
    """The users of an audience; none if it is not ready, or the account may not target it."""
    try:
        item = audience_users.usable(tx, owner, audience_id)
    except NotFound:
        return 0
    return int(state(item.document, tx.now)["user_count"])


def _of_age(ranges: Iterable[Mapping[str, int]] | None) -> float:
    """The share of people in some of the ranges. The oldest age stands for all above."""
    if not ranges:
        return 1.0
    ages = {age for each in ranges for age in range(max(each["min"], YOUNGEST), min(each["max"], OLDEST) + 1)}
    return len(ages) / (OLDEST - YOUNGEST + 1)


def _with_os(included: Iterable[str] | None, excluded: Iterable[str] | None) -> float:
    """The share of people whose system is one of some. The name of a system stands for all its versions."""
    systems: dict[str, dict[str, float]] = table("shares")["os"]
    versions = {name: share for system in systems.values() for name, share in system.items()}
    names = _versions(systems, included) if included else set(versions)
    names -= _versions(systems, excluded or ())
    return min(1.0, fsum(versions[name] for name in names if name in versions))


def _versions(systems: dict[str, dict[str, float]], names: Iterable[str]) -> set[str]:
    return {version for name in names for version in systems.get(name, (name,))}


def _behaved(behavior: Mapping[str, Any]) -> float:
    """The share of people who did some of the actions, and none of the excluded ones."""
    actions, excluded = set(behavior.get("actions") or ()), set(behavior.get("excluded_actions") or ())
    share = 1.0
    if actions:
        share = min(1.0, BEHAVED * len(actions - excluded))
    return share * (1 - BEHAVED) ** len(excluded)


def _share(shares: Mapping[str, float], values: Collection[str] | None) -> float:
    """The share of people with some of the values, of which a person has one."""
    return min(1.0, fsum(shares.get(value, 0.0) for value in set(values))) if values else 1.0


def _any_of(shares: Mapping[str, float], values: Collection[str] | None) -> float:
    """The share of people with some of the values, of which a person may have several."""
    return 1 - prod(sorted(1 - shares.get(value, 0.0) for value in set(values))) if values else 1.0


def _on(sites: Iterable[str]) -> float:
    return _any_of(table("shares")["site_set"], set(sites))
