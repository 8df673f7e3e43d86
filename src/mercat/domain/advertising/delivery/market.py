"""The market of impressions: what an ad wins in an hour, how people react, and what it costs. A model, in integers.

All chance is a hash of the instance's seed, the creative and the day, so an hour has the same outcome whenever it is
computed. Rates are in millionths, money is in cents.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import Struct

CPM, CPC, CPA, OCPC, OCPM = "BID_MODE_CPM", "BID_MODE_CPC", "BID_MODE_CPA", "BID_MODE_OCPC", "BID_MODE_OCPM"
CPS: Final = "BID_MODE_CPS"
BY_CLICK: Final = "OPTIMIZATIONGOAL_CLICK"
BY_IMPRESSION: Final = "OPTIMIZATIONGOAL_IMPRESSION"
MARKET_ECPM: Final = 1_500  # what others pay for 1,000 impressions
CHANCES: Final = 40  # impressions a day for 1,000 people, for an ad group that always wins
MILLION: Final = 1_000_000
LEAST_CLICKS, MOST_CLICKS = 6_000, 24_000
LEAST_CONVERSIONS, MOST_CONVERSIONS = 20_000, 100_000
DAY_BYTES: Final = 7  # of chance for each hour
# How busy each hour of a day is.
CURVE: Final = (13, 7, 5, 4, 4, 7, 15, 27, 36, 42, 46, 49, 59, 53, 47, 45, 46, 50, 58, 67, 84, 95, 86, 55)
SHARES: Final = sum(CURVE) * 60  # of a day: an hour has its number of the curve for each minute
_BYTE: Final = 256


class Offer(Struct, frozen=True):
    """What a creative takes part with: impressions a day that it can win, its rates, and what is paid for.

    `paid_rate` is how many of a million clicks bring what the bid is for.
    """

    impressions: int
    click_rate: int
    conversion_rate: int
    paid_rate: int
    mode: str
    bid: int


class Outcome(NamedTuple):
    """What an hour brings."""

    impressions: int
    clicks: int
    conversions: int
    cost: int


def rates(seed: str, creative_id: int) -> tuple[int, int]:
    """How many of a million impressions are clicked, and of a million clicks convert. They stay those of a creative."""
    digest = hashlib.blake2b(f"{seed}/{creative_id}".encode(), digest_size=8).digest()
    first, second = int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:], "big")
    return (
        LEAST_CLICKS + first % (MOST_CLICKS - LEAST_CLICKS),
        LEAST_CONVERSIONS + second % (MOST_CONVERSIONS - LEAST_CONVERSIONS),
    )


def chance(seed: str, creative_id: int, day: int) -> bytes:
    """The chance of a day: DAY_BYTES bytes for each hour."""
    return hashlib.shake_128(f"{seed}/{creative_id}/{day}".encode()).digest(24 * DAY_BYTES)


def offer(people: int, click_rate: int, conversion_rate: int, mode: str, goal: str, bid: int) -> Offer:
    """What a creative takes part with if it may reach so many people a day. A bid of 0 leaves it to the platform."""
    paid_rate = MILLION if goal == BY_CLICK else conversion_rate
    if not bid or (goal == BY_IMPRESSION and mode in (OCPC, OCPM)):
        mode, bid = CPM, bid or MARKET_ECPM
    worth = _for_a_thousand(mode, click_rate, paid_rate, bid)
    won = MILLION * worth * worth // (worth * worth + MARKET_ECPM * MARKET_ECPM)
    return Offer(people * CHANCES * won // (1_000 * MILLION), click_rate, conversion_rate, paid_rate, mode, bid)


def outcome(offer: Offer, share: int, dice: Sequence[int]) -> Outcome | None:
    """What an hour that is `share` of SHARES of a day brings; None if nothing is shown. `dice` are its bytes."""
    unit = SHARES * _BYTE
    views = (offer.impressions * share * _near_one(dice[0]) + dice[1] * (unit // _BYTE)) // unit
    if not views:
        return None
    unit = MILLION * _BYTE
    clicks = min(views, (views * offer.click_rate * _near_one(dice[2]) + dice[3] * (unit // _BYTE)) // unit)
    conversions = min(clicks, (clicks * offer.conversion_rate + dice[4] * (MILLION // _BYTE)) // MILLION)
    cost, unit = _price(offer, views, clicks, conversions, dice[5])
    return Outcome(views, clicks, conversions, (cost + dice[6] * (unit // _BYTE)) // unit)


def scaled(outcome: Outcome, cost: int) -> Outcome:
    """An hour that ended early, when `cost`, less than that of the whole hour, was spent."""
    whole = outcome.cost
    views, clicks, conversions = (
        -(-number * cost // whole) for number in (outcome.impressions, outcome.clicks, outcome.conversions)
    )
    return Outcome(views, clicks, conversions, cost)


def _for_a_thousand(mode: str, click_rate: int, paid_rate: int, bid: int) -> int:
    """What 1,000 impressions are worth to the advertiser."""
    if mode == CPM:
        return bid
    worth = bid * 1_000 * click_rate // MILLION
    return worth if mode == CPC else worth * paid_rate // MILLION


def _price(offer: Offer, views: int, clicks: int, conversions: int, die: int) -> tuple[int, int]:
    """The cost as a fraction. A bid by conversion is met on average; others are not paid in full, as in an auction."""
    below, around = 180 + die * 76 // _BYTE, 218 + die * 76 // _BYTE
    match offer.mode:
        case "BID_MODE_CPM":
            return views * offer.bid * below, 1_000 * _BYTE
        case "BID_MODE_CPC":
            return clicks * offer.bid * below, _BYTE
        case "BID_MODE_OCPC":
            return clicks * offer.paid_rate * offer.bid * around, MILLION * _BYTE
        case "BID_MODE_OCPM":
            return views * offer.click_rate * offer.paid_rate * offer.bid * around, MILLION * MILLION * _BYTE
    return conversions * offer.bid * around, _BYTE


def _near_one(die: int) -> int:
    """A factor between 3/4 and 5/4, in 256ths."""
    return 192 + die // 2
