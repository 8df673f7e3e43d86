"""The landing pages that ads can lead to: those of both editors that were sent to review."""

from typing import Any, Final

from mercat.domain.advertising.collection import Search, Slice, holds, slice_of
from mercat.domain.advertising.pages import landing_pages
from mercat.domain.advertising.pages.landing_pages import LandingPages, address
from mercat.domain.advertising.pages.official_pages import official_pages
from mercat.domain.advertising.pages.xijing_pages import xijing_pages
from mercat.model.advertising import ID, AdObject, Condition
from mercat.model.refusals import Missing, NotAllowed
from mercat.store.tx import Tx

TYPE: Final = "page_type"
OFFICIAL: Final = "PAGE_TYPE_OFFICIAL"
NORMAL, PENDING, DELETED = "NORMAL", "PENDING", "DELETED"
XIJING: Final = {
    "PAGE_TYPE_XJ_ANDROID_APP_H5": "XJ_ANDROID_APP_H5",
    "PAGE_TYPE_XJ_IOS_APP_H5": "XJ_IOS_APP_H5",
    "PAGE_TYPE_XJ_WEB_H5": "XJ_WEBSITE_H5",
}
WITHOUT_PAGES: Final = ("PAGE_TYPE_FENGYE_ECOMMERCE", "PAGE_TYPE_XJ_QUICK")  # editors without an API
_STATUSES: Final = {
    landing_pages.APPROVED: NORMAL,
    landing_pages.PENDING: PENDING,
    landing_pages.DELETED: DELETED,
}
_STORED: Final = (ID, "page_name")
_SCENE: Final = "page_selector_scene"  # every page fits every scene

Document = dict[str, Any]


def find(tx: Tx, search: Search) -> Slice:
    """List pages of a type that match the filter, a page at a time: deleted ones if it asks for them."""
    conditions = [one for one in search.conditions if one.member not in (TYPE, _SCENE)]
    kind = _type_of(search)
    stored = tuple(one for one in conditions if one.member in _STORED)
    later = [one for one in conditions if one.member not in _STORED]
    deleted = any(one.member == landing_pages.STATUS and DELETED in one.values for one in later)
    collection: LandingPages[Any] = official_pages if kind == OFFICIAL else xijing_pages
    if kind in XIJING:
        stored = (*stored, Condition(TYPE, "equals", (XIJING[kind],)))
    pages = [
        _row(item, kind)
        for is_deleted in ((False, True) if deleted else (False,))
        for item in collection.matches(tx, Search(search.owners, stored, is_deleted))
        if kind not in WITHOUT_PAGES and item.document[landing_pages.STATUS] in _STATUSES
    ]
    items = [page for page in pages if all(holds(one, page.document.get(one.member)) for one in later)]
    return slice_of(sorted(items, key=lambda page: page.id), search.window)


def _type_of(search: Search) -> str:
    """The type that the filter names, which has to name one. Raises Missing, NotAllowed."""
    kind = next((str(one.values[0]) for one in search.conditions if one.member == TYPE), "")
    allowed = (OFFICIAL, *XIJING, *WITHOUT_PAGES)
    if not kind:
        raise Missing("filtering.page_type")
    if kind not in allowed:
        raise NotAllowed("filtering.values", kind[:64], allowed)
    return kind


def _row(item: AdObject, kind: str) -> AdObject:
    about = {
        TYPE: kind,
        "page_url": address(item.id),
        landing_pages.STATUS: _STATUSES.get(item.document[landing_pages.STATUS], ""),
        "owner_account_id": item.account_id,
    }
    return item.with_members(about)
