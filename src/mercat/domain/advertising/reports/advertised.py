"""What ads advertise, as reports tell it apart: channel packages, pages, products, dramas and goods of shops."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

OF_TARGETS: Final = frozenset(
    {"marketing_asset_id", "playlet_id", "wechat_shop_product_id", "product_catalog_id", "channel_id"}
)
AD_GROUP: Final = "#ad_group"  # members that documents get here: of a creative its ad group,
PRODUCTS: Final = "#products"  # of an ad group the products of its series

_TARGET: Final = "MARKETING_TARGET_TYPE_"
_ANDROID: Final = (f"{_TARGET}APP_ANDROID", f"{_TARGET}APP_GAME_ANDROID")
_PRODUCT, _SERIES = f"{_TARGET}PRODUCT", f"{_TARGET}COMMODITY_SET"
_DRAMA: Final = f"{_TARGET}SHORT_DRAMA"
_SHOP_PRODUCT: Final = f"{_TARGET}WECHAT_STORE_PRODUCT"

Document = Mapping[str, Any]
Weighted = list[tuple[dict[str, Any], float]]
Pages = tuple[tuple[str, str], ...]
Shelf = tuple[str, str, tuple[str, ...]]  # a catalog, a series of it, and products


def members(value: Any, name: str) -> Iterator[Any]:
    """All values of a member, at any depth."""
    if isinstance(value, dict):
        if name in value:
            yield value[name]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from members(one, name)


def target_type(ad_group: Document) -> str:
    """What kind of thing an ad group promotes; empty if it does not say."""
    return str(ad_group.get("marketing_target_type") or _outer(ad_group, "marketing_target_type"))


# -- channel packages and landing pages -------------------------------------------------------------------------------


def channels(creative: Document) -> tuple[str, ...]:
    """The channel packages to which a creative links, or else that of its ad group."""
    links = {str(id) for id in members(creative.get("creative_components"), "android_channel_id") if id}
    ad_group: Document = creative.get(AD_GROUP) or {}
    attached = (ad_group.get("marketing_target_attachment") or {}).get("android_channel_id")
    if not links and attached:
        links = {attached}
    if not links and target_type(ad_group) in _ANDROID:
        links = {_outer(ad_group, "marketing_asset_outer_sub_id")} - {""}
    return tuple(sorted(links))


def by_channel(ids: tuple[str, ...]) -> Weighted:
    """Each channel package alike."""
    return [({"channel_id": id}, 1) for id in ids]


def pages(creative: Document) -> Pages:
    """The landing pages to which a creative links, with their types."""
    return tuple(sorted(set(_links(creative.get("creative_components")))))


def by_page(links: Pages) -> Weighted:
    """Each landing page alike."""
    return [({"landing_page_id": id, "landing_page_type": kind}, 1) for id, kind in links]


def _links(value: Any) -> Iterator[tuple[str, str]]:
    """The ids of pages below a value, each with the type beside it."""
    if isinstance(value, dict):
        if isinstance(value.get("page_spec"), dict):
            for id in members(value["page_spec"], "page_id"):
                yield str(id), str(value.get("page_type", ""))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _links(one)


# -- products ---------------------------------------------------------------------------------------------------------


def shelf(ad_group: Document) -> Shelf | None:
    """The products of an ad group."""
    catalog_id, series_id, product_id = place(ad_group)
    if not catalog_id:
        return None
    return catalog_id, series_id, (product_id,) if product_id else tuple(ad_group.get(PRODUCTS) or ("",))


def by_product(shelf: Shelf | None) -> Weighted:
    """Each product alike."""
    catalog_id, series_id, ids = shelf or ("", "", ())
    about = {"product_catalog_id": catalog_id, "product_series_id": series_id}
    return [({**about, "product_outer_id": id}, 1) for id in ids]


def place(ad_group: Document) -> tuple[str, str, str]:
    """Catalog, series and product of an ad group; empty texts for what it does not name."""
    dynamic: Document = ad_group.get("mpa_spec") or {}
    added: Document = ad_group.get("additional_product_spec") or {}
    if dynamic.get("product_catalog_id"):
        return dynamic["product_catalog_id"], dynamic.get("product_series_id", ""), ""
    if added.get("product_catalog_id"):
        return added["product_catalog_id"], "", added.get("product_outer_id", "")
    outer, inner = _outer(ad_group, "marketing_asset_outer_id"), _outer(ad_group, "marketing_asset_outer_sub_id")
    kind = target_type(ad_group)
    if kind == _SERIES:
        return outer, inner, ""
    return (outer, "", inner) if kind == _PRODUCT else ("", "", "")


# -- dramas and goods of shops ----------------------------------------------------------------------------------------


def drama(ad_group: Document) -> str:
    """The short drama of an ad group; empty if it promotes something else."""
    return _promoted(ad_group, _DRAMA)


def by_drama(id: str) -> Weighted:
    """The one short drama."""
    return [({"playlet_id": id}, 1)] if id else []


def shop_product(ad_group: Document) -> str:
    """The goods of a WeChat shop that an ad group promotes; empty if it promotes something else."""
    return _promoted(ad_group, _SHOP_PRODUCT)


def by_shop_product(id: str) -> Weighted:
    """The one product."""
    return [({"wechat_shop_product_id": id}, 1)] if id else []


def _promoted(ad_group: Document, kind: str) -> str:
    if target_type(ad_group) != kind:
        return ""
    return _outer(ad_group, "marketing_asset_outer_id") or str(ad_group.get("marketing_asset_id") or "")


def _outer(ad_group: Document, name: str) -> str:
    return str((ad_group.get("marketing_asset_outer_spec") or {}).get(name) or "")
