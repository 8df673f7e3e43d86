"""Bidwords: the search words on which ad groups bid."""

from typing import Any, Final

from msgspec import field
from msgspec.structs import replace

from mercat.domain.advertising.ad_groups.ad_groups import ad_groups
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.creatives.creatives import creatives
from mercat.domain.advertising.refusals import TooLarge, TooSmall
from mercat.domain.advertising.search_ads.keyword_market import guide_price
from mercat.model.advertising import UPDATED, AdObject, Condition
from mercat.model.refusals import Missing, Refusal, WrongType
from mercat.store.tx import Tx

KIND: Final = "bidword"
AD_GROUP: Final = "adgroup_id"
MOST_WIDTH: Final = 20  # wide characters of a word
LEAST_PRICE, MOST_PRICE = 1, 99_999  # cents
GROUP_PRICE: Final = "USE_GROUP_PRICE"
OWN_PRICE: Final = "NOT_USE_GROUP_PRICE"
BY_PERCENT: Final = "RAISE_PRICE_PERCENT"
STATUS: Final = "bidword_status"
NORMAL: Final = "BIDWORD_STATUS_NORMAL"
PRICE_LOW: Final = "BIDWORD_STATUS_BID_PRICE_LOWER"
_RAISE: Final = ("price_update_type", "raise_price")
_PAGES: Final = ("pc_landing_page_info", "mobile_landing_page_info")


class CreativeElsewhere(Refusal):
    """The creative is one of another ad group."""

    ad_group_id: int


class Bidword(Facts):
    """The members that rules read."""

    ad_group_id: int = field(name=AD_GROUP, default=0)
    word: str = field(name="bidword", default="")
    price: int = field(name="bid_price", default=0)
    pricing: str = field(name="use_group_price", default=GROUP_PRICE)
    creative_id: int = field(name="dynamic_creative_id", default=0)

    def unique_name(self) -> str | None:
        return f"{self.ad_group_id} {self.word}"

    def parent_id(self) -> int:
        return self.ad_group_id


class Bidwords(Collection[Bidword]):
    """The bidwords of all accounts."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List bidwords that match the filter, a page at a time."""
        if not search.deleted and any(one.member == "delete_time" for one in search.conditions):
            return Slice([], 0)
        conditions = tuple(_of_deletion(one) if one.member == "delete_time" else one for one in search.conditions)
        return super().find(tx, replace(search, conditions=conditions))

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a bidword of an ad group. It bids its own price if it has one."""
        ad_groups.get(tx, owner, document[AD_GROUP])
        pricing = OWN_PRICE if document.get("bid_price") else GROUP_PRICE
        whole = {"configured_status": "KEYWORD_STATUS_NORMAL", "use_group_price": pricing, "bid_price": 0, **document}
        return super().add(tx, owner, self._judged(whole))

    def update(self, tx: Tx, owner: int, object_id: int, changes: dict[str, Any]) -> int:
        """Update a bidword. Its price is sent, or raised by an amount or a percentage."""
        before = self.get(tx, owner, object_id).document
        members = {name: value for name, value in changes.items() if name not in _RAISE}
        if changes.keys() & set(_RAISE):
            members["bid_price"] = _raised(members.get("bid_price", before["bid_price"]), changes)
        status = self._judged(before | members)[STATUS]
        return super().update(tx, owner, object_id, _with_pages(members) | {STATUS: status})

    def check(self, tx: Tx, owner: int, facts: Bidword, changes: Bidword) -> None:
        """Check that a word with a price of its own has one, and that its creative is one of the ad group."""
        if facts.pricing == OWN_PRICE and not facts.price:
            raise Missing("bid_price")
        if changes.creative_id:
            parent_id = creatives.get(tx, owner, changes.creative_id).document[AD_GROUP]
            if parent_id != facts.ad_group_id:
                raise CreativeElsewhere(parent_id)

    def _judged(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with the word's status: whether its own price reaches what a click usually costs."""
        facts = self.read(document)
        low = facts.pricing == OWN_PRICE and facts.price < guide_price(facts.word)
        return _with_pages(document) | {STATUS: PRICE_LOW if low else NORMAL}

    def remove(self, tx: Tx, owner: int, object_id: int) -> AdObject:
        """Delete a bidword; answers what it was."""
        item = self.get(tx, owner, object_id)
        self.delete(tx, owner, object_id)
        return item


bidwords: Final = Bidwords(KIND, Bidword)


def words_of(tx: Tx, owner: int, ad_group_id: int) -> set[str]:
    """The words on which an ad group bids."""
    items = bidwords.matches(tx, Search([owner], (Condition(AD_GROUP, "equals", (ad_group_id,), "integer"),)))
    return {item.document["bidword"] for item in items}


def result(item: AdObject) -> dict[str, Any]:
    """A bidword as the calls that change it show it. Words are approved at once."""
    return {**item.document, "bidword_id": item.id, "error_msg": "", "approval_status": 2}


def _of_deletion(condition: Condition) -> Condition:
    """The condition on the last change of deleted objects, which is their deletion."""
    (text,) = condition.values
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise WrongType("filtering.values", text[:64], "integer")
    return Condition(UPDATED, condition.operator, (int(text),), "integer")


def _raised(price: int, changes: dict[str, Any]) -> int:
    for name in _RAISE:
        if name not in changes:
            raise Missing(name)
    step = changes["raise_price"]
    price += price * step // 100 if changes["price_update_type"] == BY_PERCENT else step
    if price < LEAST_PRICE:
        raise TooSmall("bid_price", LEAST_PRICE)
    if price > MOST_PRICE:
        raise TooLarge("bid_price", MOST_PRICE)
    return price


def _with_pages(document: dict[str, Any]) -> dict[str, Any]:
    """The document with landing pages as they are answered: the list alone."""
    pages = {
        name: document[name].get("landing_page_list", []) for name in _PAGES if isinstance(document.get(name), dict)
    }
    return document | pages
