"""Whom ad groups address and where they are shown: which members go together, and what they refer to."""

from collections.abc import Callable
from typing import Final

from mercat.domain.advertising.ad_groups.ad_group_facts import ANDROID, APPS, OPTIMISED, AdGroup, Members
from mercat.domain.advertising.reference import table
from mercat.domain.advertising.refusals import NotBeside, RegionUnknown, TooSmall
from mercat.domain.advertising.targeting import regions
from mercat.domain.advertising.targeting.union_packages import EXCLUDE, INCLUDE, union_packages
from mercat.domain.advertising.users import audience_users
from mercat.domain.advertising.users.user_action_sets import action_sets
from mercat.model.refusals import Missing, NotAllowed, NotFound, TooMany
from mercat.store.tx import Tx

MOST_AUDIENCES: Final = 200  # both lists together
LEAST_AGES: Final = 4  # years of a range
MOST_PACKAGES: Final = 5  # of each list
MOST_POSITIONS: Final = 10_000
WITHIN_PLACES: Final = ("VISITED_IN", "LIVE_IN")  # location types of districts and circles
LIVE_IN: Final = "LIVE_IN"
_SET_TYPE: Final = "USER_ACTION_SET_TYPE_"
_AUDIENCES: Final = ("custom_audience", "excluded_custom_audience")
_PACKAGES: Final = {"union_position_package": INCLUDE, "exclude_union_position_package": EXCLUDE}
_SITES: Final = {  # members of the scene -> the site that has it
    **dict.fromkeys(
        (
            "mobile_union",
            "exclude_mobile_union",
            "display_scene",
            "mobile_union_category",
            "union_position_package",
            "exclude_union_position_package",
        ),
        "SITE_SET_MOBILE_UNION",
    ),
    "tencent_news": "SITE_SET_TENCENT_NEWS",
    "wechat_position": "SITE_SET_WECHAT",
    "wechat_search_scene": "SITE_SET_WECHAT",
    "qbsearch_scene": "SITE_SET_QBSEARCH",
    "pc_scene": "SITE_SET_PCQQ",
}


def check(tx: Tx, owner: int, facts: AdGroup, changes: AdGroup) -> None:
    """Check targeting, scene and sets of user actions. Audiences, packages and sets are those of the account."""
    if changes.targeting:
        for rule in _RULES:
            rule(facts, changes.targeting)
        _check_audiences(tx, owner, changes.targeting)
    if changes.scene:
        _check_scene(tx, owner, facts, changes.scene)
    for one in changes.action_sets:
        kind = action_sets.get(tx, owner, one["id"]).document["type"]
        if one["type"] != _SET_TYPE + kind:
            raise NotAllowed("user_action_sets.type", one["type"], (_SET_TYPE + kind,))


# -- targeting --------------------------------------------------------------------------------------------------------


def _check_places(facts: AdGroup, targeting: Members) -> None:
    place = targeting.get("geo_location")
    if not place:
        return
    around = place.get("business_districts") or place.get("custom_locations")
    if not around and not place.get("regions"):
        raise Missing("targeting.geo_location.regions")
    if not set(place.get("regions", ())) <= regions.names().keys():
        raise RegionUnknown
    if not {str(code) for code in place.get("business_districts", ())} <= table("business_districts").keys():
        raise RegionUnknown
    allowed = (LIVE_IN,) if facts.wechat() else WITHIN_PLACES if around else ()
    for kind in place["location_types"]:
        if allowed and kind not in allowed:
            raise NotAllowed("targeting.geo_location.location_types", kind, allowed)


def _check_ages(facts: AdGroup, targeting: Members) -> None:
    for ages in targeting.get("age", ()):
        if ages["max"] - ages["min"] < LEAST_AGES:
            raise TooSmall("targeting.age.max", ages["min"] + LEAST_AGES)


def _check_devices(facts: AdGroup, targeting: Members) -> None:
    brands = targeting.get("device_brand_model") or {}
    if brands.get("included_list") and brands.get("excluded_list"):
        raise NotBeside("targeting.device_brand_model.excluded_list", "included_list")


def _check_apps(facts: AdGroup, targeting: Members) -> None:
    """Check members that only ad groups for applications have."""
    if targeting.get("app_install_status") and facts.carrier not in APPS:
        raise NotBeside("targeting.app_install_status", "marketing_carrier_type")
    if "ANDROID_PURE_MODE" in targeting.get("excluded_os", ()) and facts.carrier != ANDROID:
        raise NotBeside("targeting.excluded_os", "marketing_carrier_type")


def _check_converted(facts: AdGroup, targeting: Members) -> None:
    """Check who is left out because they converted: by which application, or by the goal of an optimized bid."""
    rule = targeting.get("excluded_converted_audience")
    place = "targeting.excluded_converted_audience"
    if not rule:
        return
    if rule["excluded_dimension"] == "EXCLUDED_DIMENSION_APP" and facts.carrier not in APPS:
        raise NotBeside(f"{place}.excluded_dimension", "marketing_carrier_type")
    if not rule.get("conversion_behavior_list") and facts.bid_mode and facts.bid_mode not in OPTIMISED:
        raise NotBeside(place, "bid_mode")


_RULES: Final[tuple[Callable[[AdGroup, Members], None], ...]] = (
    _check_places,
    _check_ages,
    _check_devices,
    _check_apps,
    _check_converted,
)


def _check_audiences(tx: Tx, owner: int, targeting: Members) -> None:
    ids = [audience_id for name in _AUDIENCES for audience_id in targeting.get(name, ())]
    if len(ids) > MOST_AUDIENCES:
        raise TooMany("targeting.custom_audience", MOST_AUDIENCES)
    for audience_id in set(ids):
        audience_users.usable(tx, owner, audience_id)


# -- scene ------------------------------------------------------------------------------------------------------------


def _check_scene(tx: Tx, owner: int, facts: AdGroup, scene: Members) -> None:
    for name, site in _SITES.items():
        if scene.get(name) and facts.sites and not facts.chooses_sites and site not in facts.sites:
            raise NotBeside(f"scene_spec.{name}", "site_set")
    positions = 0
    for name, kind in _PACKAGES.items():
        ids = scene.get(name, ())
        if len(ids) > MOST_PACKAGES:
            raise TooMany(f"scene_spec.{name}", MOST_PACKAGES)
        packages = [union_packages.read(union_packages.get(tx, owner, one).document) for one in ids]
        for package_id, package in zip(ids, packages, strict=True):
            if package.type != kind:
                raise NotFound(union_packages.kind, package_id)
        positions += sum(len(package.positions) for package in packages)
        if positions > MOST_POSITIONS:
            raise TooMany(f"scene_spec.{name}", MOST_POSITIONS)
