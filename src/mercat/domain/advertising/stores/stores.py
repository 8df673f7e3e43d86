"""Stores: places on the map that an account advertises for, with what it says about them.

Pictures and recommending words of a store are reviewed, each for itself and apart from those of ads.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, slice_of
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.refusals import NotBeside, TimeSeriesMalformed, TooLarge, TooSmall
from mercat.domain.advertising.review import reviews
from mercat.domain.advertising.review.elements import Element
from mercat.domain.advertising.stores import categories, places
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject
from mercat.model.clock import SECOND
from mercat.model.refusals import Missing, NotAllowed, NotFound, TooMany
from mercat.store.advertising import ad_objects, ad_reviews
from mercat.store.tx import Tx

KIND: Final = "store"
MERCHANT_KIND: Final = "WeChat Pay merchant"
PLACE_ID: Final = places.PLACE_ID
STORES: Final = "local_store_list"
BUSINESS: Final = "local_store_biz_info"
ACCOUNTS: Final = "wechat_ecosystem_accounts"
MERCHANTS: Final = "wxpay_merchant_id"
MOST_MERCHANTS: Final = 10
SLOTS: Final = 48
AGES_APART: Final = (15, 16, 17)  # that no group of customers begins with
CLOSED: Final = "OPENING_STATUS_PERMANENTLY_CLOSED"
STATUSES: Final = {
    State.APPROVED: "AD_STATUS_NORMAL",
    State.PENDING: "AD_STATUS_PENDING",
    State.REFUSED: "AD_STATUS_DENIED",
}
_REVIEWED: Final = {
    "image_set": ("image_id", "store picture"),
    "recommend_words": ("recommend_word", "store words"),
}
_SERIES: Final = re.compile(r"(?=0*1)[01]{48}")
_SPANS: Final = {
    "age": {"min": (14, 66), "max": (18, 66)},
    "income": {"min": (0, 50_000), "max": (5_000, 99_999_999)},
}

Document = dict[str, Any]


class Store(Facts):
    """The members that rules read."""

    poi_id: str = ""

    def unique_name(self) -> str | None:
        return self.poi_id


class Merchant(Facts):
    """A merchant of WeChat Pay. They come from outside the API."""

    wxpay_merchant_id: int = 0

    def unique_name(self) -> str | None:
        return str(self.wxpay_merchant_id)


merchants: Final = Collection(MERCHANT_KIND, Merchant)


class Stores(Collection[Store]):
    """The stores of all accounts."""

    derived: ClassVar[Sequence[str]] = ("owner_account_id",)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Stores with the state of their pictures and words."""
        seen = _reviews(tx, items)
        return [item.with_members(_presented(tx, item, seen)) for item in items]

    def open_all(self, tx: Tx, owner: int, members: Document) -> Document:
        """Add stores at places on the map: all or none. Raises Missing, NotFound, AlreadyExists and others."""
        if STORES not in members:
            raise Missing(STORES)
        added = [self._open(tx, owner, about) for about in members[STORES]]
        return {"poi_list": [each[PLACE_ID] for each in added], "list": added}

    def change_all(self, tx: Tx, owner: int, members: Document) -> list[Document]:
        """Update stores: all or none. Members that the call omits stay as they are."""
        return [self._change(tx, owner, about) for about in members[STORES]]

    def close_all(self, tx: Tx, owner: int, members: Document) -> list[str]:
        """Delete stores: all or none."""
        for place_id in members["poi_list"]:
            self.delete(tx, owner, self.at(tx, owner, place_id).id)
        return list(members["poi_list"])

    def at(self, tx: Tx, owner: int, place_id: str) -> AdObject:
        """The store of an account at a place. Raises NotFound."""
        object_id = ad_objects.find_by_name(tx, KIND, owner, place_id)
        if object_id is None:
            raise NotFound(KIND, place_id)
        return self.get(tx, owner, object_id)

    def _open(self, tx: Tx, owner: int, about: Document) -> Document:
        if not about.get(PLACE_ID):
            raise Missing(f"{STORES}.{PLACE_ID}")
        place = places.get(tx, about[PLACE_ID])
        defaults = {"image_set": [], "recommend_words": [], "is_use_standardized_name": False, ACCOUNTS: {}}
        document = {**defaults, **place, **_checked(tx, owner, about, place.get("telephone", ""))}
        return self._shown(tx, owner, self.add(tx, owner, document))

    def _change(self, tx: Tx, owner: int, about: Document) -> Document:
        if not about.get(PLACE_ID):
            raise Missing(f"{STORES}.{PLACE_ID}")
        item = self.at(tx, owner, about[PLACE_ID])
        self.update(tx, owner, item.id, _checked(tx, owner, {BUSINESS: item.document[BUSINESS], **about}))
        return self._shown(tx, owner, item.id)

    def _shown(self, tx: Tx, owner: int, object_id: int) -> Document:
        (item,) = self.present(tx, [self.get(tx, owner, object_id)])
        times = {"created_time": item.created_ms // SECOND, "last_modified_time": item.updated_ms // SECOND}
        return {**item.document, **times}


stores: Final = Stores(KIND, Store)


def list_merchants(tx: Tx, search: Search) -> Slice:
    """List the merchants of WeChat Pay of an account, a page at a time."""
    return slice_of(list(merchants.matches(tx, search)), search.window)


# -- rules ------------------------------------------------------------------------------------------------------------


def _checked(tx: Tx, owner: int, about: Document, telephone: str = "") -> Document:
    """The members of a store as they are kept, once they keep the rules; what they show goes to review."""
    business = _business(about[PLACE_ID], about.get(BUSINESS, {}), telephone)
    merchant_ids = about.get(ACCOUNTS, {}).get(MERCHANTS, [])
    if len(merchant_ids) > MOST_MERCHANTS:
        raise TooMany(f"{STORES}.{ACCOUNTS}.{MERCHANTS}", MOST_MERCHANTS)
    for merchant_id in merchant_ids:
        if ad_objects.find_by_name(tx, MERCHANT_KIND, owner, str(merchant_id)) is None:
            raise NotFound(MERCHANT_KIND, merchant_id)
    document = {**about, BUSINESS: business}
    for member, (name, _) in _REVIEWED.items():
        if member in about:
            document[member] = [{name: each.get(name, "")} for each in about[member]]
    for each in document.get("image_set", ()):
        images.get(tx, owner, id_of(each["image_id"]))
    reviews.submit(tx, owner, _elements(document))
    return document


def _business(place_id: str, about: Document, telephone: str) -> Document:
    place = f"{STORES}.{BUSINESS}"
    if about.get(PLACE_ID, place_id) != place_id:
        raise NotBeside(f"{place}.{PLACE_ID}", PLACE_ID)
    for member in ("peak_period", "opening_hours"):
        for each in about.get(member, ()):
            if not _SERIES.fullmatch(each.get("time_series", "")):
                raise TimeSeriesMalformed(f"{place}.{member}.time_series", SLOTS)
    for member, bounds in _SPANS.items():
        for each in about.get("customer_profile", {}).get(member, ()):
            _check_span(f"{place}.customer_profile.{member}", each, bounds)
    defaults = {"opening_status": "OPENING_STATUS_OPENING", "hide_poi": False, "customer_per_cost": 0}
    defaults |= {"intro": "", "telephone": telephone, "special_service": []}
    return {**defaults, **about, **categories.named(about), PLACE_ID: place_id}


def _check_span(place: str, span: Document, bounds: dict[str, tuple[int, int]]) -> None:
    for name, (low, high) in bounds.items():
        if name not in span:
            raise Missing(f"{place}.{name}")
        if span[name] < low:
            raise TooSmall(f"{place}.{name}", low)
        if span[name] > high:
            raise TooLarge(f"{place}.{name}", high)
    if place.endswith("age") and span["min"] in AGES_APART:
        raise NotAllowed(f"{place}.min", str(span["min"]))
    if span["max"] < span["min"]:
        raise TooSmall(f"{place}.max", span["min"])


# -- the review -------------------------------------------------------------------------------------------------------


def _elements(document: Document) -> Iterable[Element]:
    for member, (name, kind) in _REVIEWED.items():
        for each in document.get(member, ()):
            if each[name]:
                yield Element(name, kind, each[name])


def _reviews(tx: Tx, items: list[AdObject]) -> dict[tuple[int, str], Reviewed]:
    """The reviews of what stores show, by account and fingerprint, after a look at them."""
    names: dict[int, set[str]] = {}
    for item in items:
        names.setdefault(item.account_id, set()).update(one.fingerprint for one in _elements(item.document))
    begun = {
        (account_id, name): element
        for account_id, several in names.items()
        for name, element in ad_reviews.with_fingerprints(tx, account_id, sorted(several)).items()
    }
    seen = reviews.looked(tx, begun.values())
    return {key: seen[element.id] for key, element in begun.items()}


def _presented(tx: Tx, item: AdObject, seen: dict[tuple[int, str], Reviewed]) -> Document:
    is_closed = item.document[BUSINESS].get("opening_status") == CLOSED
    members: Document = {
        "owner_account_id": str(item.account_id),  # to search by
        "system_status": "AD_STATUS_INVALID" if is_closed else "AD_STATUS_NORMAL",
        "local_store_remark": item.document.get("local_store_remark", ""),
    }
    for member, (name, kind) in _REVIEWED.items():
        rows = []
        for each in item.document.get(member, ()):
            element = seen.get((item.account_id, Element(name, kind, each[name]).fingerprint))
            state = element.at(tx.now) if element else State.APPROVED
            reason = element.document.get("reason", "") if element and state is State.REFUSED else ""
            rows.append({name: each[name], "status": STATUSES[state], "audit_msg": reason})
        members[member] = rows
    return members
