"""Search words that the platform recommends: those that go with given words, or with the business of an industry."""

from typing import Any, Final

from mercat.domain.advertising.accounts import business_points
from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.search_ads.bidwords import MOST_WIDTH, bidwords, words_of
from mercat.domain.advertising.search_ads.keyword_market import REASONS, facts, in_order
from mercat.domain.advertising.widths import display_width
from mercat.model.refusals import Refusal
from mercat.store.tx import Tx

BY_INDUSTRY: Final = "RECOMMEND_BY_INDUSTRY"
LEAST_LEVEL: Final = 3  # of the business points for which there are words
_DISTINCT: Final = ("site_sets", "query_word", "include_word", "exclude_word", "recommend_reasons")
_ENDINGS: Final = (
    "",
    "价格",
    "多少钱",
    "推荐",
    "品牌",
    "排行榜",
    "哪家好",
    "批发",
    "厂家",
    "优惠",
    "团购",
    "配送",
    "同城",
    "定制",
    "评价",
    "怎么选",
)


class Repeated(Refusal):
    """A list has an item twice; `kind` is its name."""

    kind: str


class WordsMissing(Refusal):
    """The call asks for words that go with given words, and gives none."""


class PointMissing(Refusal):
    """The call asks for the words of an industry, and names no business point."""


class PointUnfit(Refusal):
    """There is no such business point, or none with words at its level."""


class AdGroupMissing(Refusal):
    """The call leaves out the words of an ad group, and names none."""


def business(tx: Tx, owner: int, members: dict[str, Any]) -> list[dict[str, Any]]:
    """List the industries, each with its business points as JSON text."""
    _check_distinct(members)
    return business_points.listing(tx, owner, members)


def recommend(tx: Tx, owner: int, members: dict[str, Any]) -> dict[str, Any]:
    """Recommend search words, without those that the call leaves out."""
    _check_distinct(members)
    words = dict.fromkeys(word + ending for word in _given(members) for ending in _ENDINGS)
    taken = _taken(tx, owner, members)
    items = [{"word": word, **facts(word)} for word in words if word not in taken and _fits(word, members)]
    reasons = {REASONS[name] for name in members.get("recommend_reasons", ())}
    items = [item for item in items if not reasons or reasons & set(item["recommend_reason"].split(";"))]
    return {"total_num": len(items), "recommend_word_list": in_order(items, members.get("order_by", []))}


def _check_distinct(members: dict[str, Any]) -> None:
    for name in _DISTINCT:
        items = members.get(name, [])
        if len(set(items)) < len(items):
            raise Repeated(name)


def _given(members: dict[str, Any]) -> list[str]:
    if members["recommend_category"] != BY_INDUSTRY:
        if not members.get("query_word"):
            raise WordsMissing
        return list(members["query_word"])
    if not members.get("business_point_id"):
        raise PointMissing
    level, point = business_points.find(members["business_point_id"]) or (0, None)
    if point is None or level < LEAST_LEVEL:
        raise PointUnfit
    return [point.name]


def _taken(tx: Tx, owner: int, members: dict[str, Any]) -> set[str]:
    """The words that the account or the ad group has already, if the call leaves them out."""
    if members.get("filter_account_word"):
        return {item.document["bidword"] for item in bidwords.matches(tx, Search([owner]))}
    if not members.get("filter_ad_word"):
        return set()
    if "adgroup_id" not in members:
        raise AdGroupMissing
    return words_of(tx, owner, ad_groups.get(tx, owner, members["adgroup_id"]).id)


def _fits(word: str, members: dict[str, Any]) -> bool:
    """Whether a word can be a keyword, contains what it has to, and nothing that it must not."""
    included, excluded = members.get("include_word", []), members.get("exclude_word", [])
    return (
        display_width(word) <= MOST_WIDTH
        and (not included or any(part in word for part in included))
        and not any(part in word for part in excluded)
    )
