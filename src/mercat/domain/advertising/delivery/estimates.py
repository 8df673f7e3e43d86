"""Estimates before an ad group delivers: whom it reaches, how often it is shown, and which bids win."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from mercat.domain.advertising.ad_groups import ad_group_targeting
from mercat.domain.advertising.ad_groups.ad_group_bids import LIMITS
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.targeting.reach import people, reach
from mercat.store.tx import Tx

TIMES_A_DAY: Final = 3  # that a person sees an ad, if it is shown all week
LEAST_SHARE: Final = 0.6  # of the most people that are reached for sure
NARROW: Final = 100_000  # people a day
WIDE: Final = 100_000_000
NARROWING: Final = 2  # a member of the targeting is worth a suggestion if so many times more are reached without it
DEFAULT_MODE: Final = "BID_MODE_OCPM"
_OPTIMISED: Final = ("BID_MODE_OCPC", "BID_MODE_OCPM")
_STAGES: Final = (("稳定起量", 0, 0.5), ("加速起量", 1, 0.7), ("优先抢量", 2, 0.9))


class Bids(NamedTuple):
    """Bounds of a bid in cents, and the range in which bids usually win."""

    low: int
    high: int
    usual_low: int
    usual_high: int


_USUAL: Final = {
    "BID_MODE_CPC": (80, 150),
    "BID_MODE_CPM": (1_000, 2_500),
    "BID_MODE_CPA": (2_000, 6_000),
    "BID_MODE_CPS": (2_000, 6_000),
    "BID_MODE_OCPC": (2_000, 6_000),
    "BID_MODE_OCPM": (2_000, 6_000),
}
BIDS: Final = {mode: Bids(*LIMITS.get(mode, LIMITS["BID_MODE_CPA"]), *usual) for mode, usual in _USUAL.items()}


def estimate(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Estimate reach, exposures and bids of an ad group, be it stored or not. Its targeting has to be right."""
    whole = _ad_group(tx, owner, members)
    ad_group_targeting.check(tx, owner, ad_groups.read(whole), ad_groups.read(members))
    targeting, sites = whole.get("targeting", {}), whole.get("site_set", ())
    if whole.get("automatic_site_enabled"):
        sites = ()
    daily = reach(tx, owner, targeting, sites)
    hours = whole.get("time_series", "1")
    exposures = daily * TIMES_A_DAY * hours.count("1") // len(hours)
    bids = BIDS[whole.get("bid_mode", DEFAULT_MODE)]
    return {
        "max_active_user_count": max(daily, int(people(tx, owner, targeting))),
        "approximate_count": daily,
        "impression": exposures,
        "min_users_daily": int(daily * LEAST_SHARE),
        "max_users_daily": daily,
        "min_exposure_daily": int(exposures * LEAST_SHARE),
        "max_exposure_daily": exposures,
        "targeting_status": _status(daily),
        "suggest_targeting": _suggestions(tx, owner, targeting) if daily < NARROW else [],
        "is_real_exposure_supported": "site_set" in whole and "targeting" in whole,
        **_bids(bids, whole.get("bid_mode", DEFAULT_MODE)),
    }


def _ad_group(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """The members of a stored ad group, if one is named, and those of the call. Raises NotFound."""
    if not members.get("adgroup_id"):
        return members
    return ad_groups.get(tx, owner, members["adgroup_id"]).document | members


def _status(daily: int) -> str:
    if not daily:
        return "TARGETING_STATUS_UNPREDICTABLE"
    if daily < NARROW:
        return "TARGETING_STATUS_NARROW"
    return "TARGETING_STATUS_WIDE" if daily > WIDE else "TARGETING_STATUS_SUITABLE"


def _suggestions(tx: Tx, owner: int, targeting: Mapping[str, Any]) -> list[str]:
    """The members that keep most people out."""
    now = people(tx, owner, targeting)
    without = {name: {key: value for key, value in targeting.items() if key != name} for name in targeting}
    return [name for name, rest in without.items() if people(tx, owner, rest) > now * NARROWING]


def _bids(bids: Bids, mode: str) -> dict[str, Any]:
    about: dict[str, Any] = {
        "min_bid_amount": bids.low,
        "max_bid_amount": bids.high,
        "suggest_min_bid_amount": bids.usual_low,
        "suggest_max_bid_amount": bids.usual_high,
        "stage_bid_info": [],
    }
    if mode in _OPTIMISED:
        step = (bids.usual_high - bids.usual_low) // len(_STAGES)
        about["suggest_bid_content_ocpa"] = f"建议出价 {bids.usual_low / 100:.2f}-{bids.usual_high / 100:.2f} 元"
        about["stage_bid_info"] = [
            {
                "stage_name": name,
                "lower_bound": bids.usual_low + step * number,
                "upper_bound": bids.usual_low + step * (number + 1),
                "default_bid": bids.usual_low + step * number + step // 2,
                "ratio": ratio,
            }
            for name, number, ratio in _STAGES
        ]
    return about
