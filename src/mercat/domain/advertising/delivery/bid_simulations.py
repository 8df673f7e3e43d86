"""Simulations of bids: what an ad group that delivers now would win with other bids, in the market's model."""

from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_group_facts import AdGroup
from mercat.domain.advertising.ad_groups.ad_groups import Status, ad_groups
from mercat.domain.advertising.delivery import market
from mercat.domain.advertising.targeting.reach import reach
from mercat.model.advertising import AdObject
from mercat.model.clock import HOUR
from mercat.store.tx import Tx

HOURLY: Final = 0  # the period; any other is a day
DEEP: Final = 1  # the level of the goal
ZONE_HOURS: Final = 8
CLICK_RATE: Final = (market.LEAST_CLICKS + market.MOST_CLICKS) // 2  # of a usual creative
CONVERSION_RATE: Final = (market.LEAST_CONVERSIONS + market.MOST_CONVERSIONS) // 2
DEEP_SHARE: Final = 5  # one of so many conversions is followed by a deep one
LEAST_SHOWN: Final = 100  # impressions in the present hour, for a simulation of the day


def simulate(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, int]]:
    """Simulate what bids win in this hour or day. Nothing is won by an ad group that does not deliver now."""
    group = ad_groups.get(tx, owner, members["adgroup_id"])
    people = _people(tx, owner, group)
    facts = ad_groups.read(group.document)
    share = _share_of_hour(tx)
    if members["req_type"] != HOURLY:
        present = _impressions(facts, people, facts.bid or 0) * share // market.SHARES
        share, people = market.SHARES, people if present > LEAST_SHOWN else 0
    deep = members["optimization_goal_level"] == DEEP
    return [_simulated(facts, people, share, bid, deep=deep) for bid in members["bid_list"]]


def _people(tx: Tx, owner: int, group: AdObject) -> int:
    """Whom an ad group reaches in a day; nobody while it does not deliver."""
    (present,) = ad_groups.present(tx, [group])
    if present.document["system_status"] not in (Status.ACTIVE, Status.PARTLY_ACTIVE):
        return 0
    facts = ad_groups.read(group.document)
    return reach(tx, owner, facts.targeting or {}, () if facts.chooses_sites else facts.sites)


def _share_of_hour(tx: Tx) -> int:
    """The part of market.SHARES that the present hour has."""
    return market.CURVE[(tx.now // HOUR + ZONE_HOURS) % len(market.CURVE)] * 60


def _impressions(facts: AdGroup, people: int, bid: int) -> int:
    mode = facts.bid_mode or market.OCPM
    return market.offer(people, CLICK_RATE, CONVERSION_RATE, mode, facts.goal, bid).impressions


def _simulated(facts: AdGroup, people: int, share: int, bid: int, *, deep: bool) -> dict[str, int]:
    impressions = _impressions(facts, people, bid) * share // market.SHARES if bid else 0
    clicks = impressions * CLICK_RATE // market.MILLION
    conversions = clicks * CONVERSION_RATE // market.MILLION
    if deep:
        conversions = conversions // DEEP_SHARE if facts.deep else 0
    return {"bid": bid, "expose_cnt": impressions, "click_cnt": clicks, "conversion_cnt": conversions}
