"""What simulated delivery brings: people whom an ad converts leave a lead or an order, if that is its goal.

Some of those who click on an ad with a video in WeChat Channels comment on it.
"""

import hashlib
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final

from mercat.domain.advertising.ad_groups.ad_groups import CREATIVE_KIND
from mercat.domain.advertising.comments import comments
from mercat.domain.advertising.leads import leads
from mercat.domain.advertising.leads.members import TYPES, Document
from mercat.domain.advertising.products.orders import GOAL, orders
from mercat.model.advertising import AdObject
from mercat.model.clock import HOUR, SECOND
from mercat.model.delivery import Fact
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

MOST: Final = 2  # leads or orders of a creative in an hour, however many people it converts
GOALS: Final = frozenset((*TYPES, GOAL))
_FAMILY: Final = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄")
_GIVEN: Final = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳")
_AREAS: Final = (("广东省", "深圳市"), ("上海市",), ("北京市",), ("浙江省", "杭州市"), ("四川省", "成都市"))
_COMMENTS: Final = (
    "看起来不错",
    "在哪里买？",
    "有点贵",
    "已经下单了",
    "朋友推荐来的",
    "喜欢这个",
    "质量怎么样？",
    "包邮吗？",
)
_PRICES: Final = (1_990, 2_990, 4_900, 9_900)  # cents


def arrive(tx: Tx, goals: dict[int, str], facts: Sequence[Fact], in_channels: Set[int]) -> None:
    """Store the leads, orders and comments that facts brought.

    `goals` are those of ad groups, by id; `in_channels` are the ids of those whose videos are posts.
    """
    bringing = [
        fact
        for fact in facts
        if (fact.conversions and goals.get(fact.ad_group_id, "") in GOALS)
        or (fact.clicks and fact.ad_group_id in in_channels and _is_discussed(fact))
    ]
    bringing.sort(key=lambda fact: (fact.hour, fact.creative_id))
    ads = ad_objects.of_any_account(tx, CREATIVE_KIND, [fact.creative_id for fact in bringing])
    for fact in bringing:
        goal, ad = goals.get(fact.ad_group_id, ""), ads[fact.creative_id]
        for at, dice in _conversions(fact) if goal in GOALS else ():
            then = replace(tx, now=at)
            if goal == GOAL:
                orders.place(then, fact.account_id, _order(ad, dice))
            else:
                leads.brought(then, fact.account_id, ad, _person(dice) | {"leads_type": TYPES[goal]})
        if fact.clicks and fact.ad_group_id in in_channels and _is_discussed(fact):
            _comment(tx, fact, ad)


def _conversions(fact: Fact) -> Iterator[tuple[int, bytes]]:
    """When people of an hour did what they were to do, and the chance of each."""
    for number in range(min(fact.conversions, MOST)):
        dice = _dice(fact, str(number))
        yield _moment(fact, dice), dice


def _comment(tx: Tx, fact: Fact, ad: AdObject) -> None:
    """Store a comment on an ad, if it has a video."""
    if ad.document.get("creative_components", {}).get("video"):
        dice = _dice(fact, "comment")
        then = replace(tx, now=_moment(fact, dice))
        comments.note(then, fact.account_id, ad.id, _COMMENTS[dice[2] % len(_COMMENTS)], {})


def _is_discussed(fact: Fact) -> bool:
    """Whether somebody comments on an ad in an hour in which people click on it: in one of eight."""
    return _dice(fact, "comment")[3] % 8 == 0


def _dice(fact: Fact, about: str) -> bytes:
    return hashlib.sha256(f"{fact.creative_id}/{fact.hour}/{about}".encode()).digest()


def _moment(fact: Fact, dice: bytes) -> int:
    return fact.hour * HOUR + int.from_bytes(dice[:2], "big") % 3_600 * SECOND


def _person(dice: bytes) -> Document:
    """Somebody who is made up."""
    return {
        "leads_name": _FAMILY[dice[2] % len(_FAMILY)] + _GIVEN[dice[3] % len(_GIVEN)],
        "leads_telephone": f"1380013{int.from_bytes(dice[4:6], 'big') % 10_000:04d}",
        "leads_area": " ".join(_AREAS[dice[6] % len(_AREAS)]),
    }


def _order(ad: AdObject, dice: bytes) -> Document:
    """An order of somebody who is made up, for what the ad is about."""
    person, area = _person(dice), _AREAS[dice[6] % len(_AREAS)]
    return {
        "adgroup_id": ad.document["adgroup_id"],
        "commodity_package_detail": ad.document["dynamic_creative_name"],
        "destination_url": _page(ad),
        "quantity": 1 + dice[7] % 2,
        "price": _PRICES[dice[8] % len(_PRICES)],
        "user_name": person["leads_name"],
        "user_phone": person["leads_telephone"],
        "user_province": area[0],
        "user_city": area[-1],
    }


def _page(ad: AdObject) -> str:
    """The address of the page of an ad, empty if it has another kind of page."""
    jumps = ad.document.get("creative_components", {}).get("main_jump_info") or [{}]
    page = jumps[0].get("value", {}).get("page_spec", {}).get("h5_spec", {})
    return str(page.get("page_url", ""))
