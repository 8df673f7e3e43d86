"""Product catalogs: what an account sells, by industry."""

from typing import Any, Final

import msgspec

from mercat.domain.advertising.accounts.business_units import customer_units
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.products import verticals
from mercat.domain.advertising.products.verticals import Vertical
from mercat.model.advertising import ID, Condition
from mercat.model.refusals import NotAllowed, Refusal
from mercat.store.tx import Tx

KIND: Final = "product catalog"
STANDARD: Final = "CATALOG_TYPE_STANDARD"
HUGE: Final = "CATALOG_SCALE_TYPE_HUGE"
MOST_CATALOGS: Final = 100  # of one type in an account
MOST_PRODUCTS: Final = {"CATALOG_SCALE_TYPE_NORMAL": 100_000, HUGE: 1_000_000}
VERSIONS: Final = (2, 3)
_RECOMMENDATION: Final = {
    "method_id": 1,
    "method_name": "再营销智能推荐",
    "method_description": "再营销智能推荐",
    "sub_method_operators": ["LOGISTIC_OR"],
    "sub_methods": [{"sub_method_id": 11, "sub_method_name": "精确推荐", "sub_method_description": "最近浏览过的商品"}],
}
_LINKS: Final = {"ios_deep_link_enabled": True, "android_deep_link_enabled": True, "h5_deep_link_enabled": True}


class CatalogTypeUnfit(Refusal):
    """The industry has no catalogs of this type."""

    type: str
    industry: str


class TooManyCatalogs(Refusal):
    """The account has `limit` catalogs of this type already."""

    type: str
    limit: int


class Catalog(Facts):
    """The members that rules read."""

    name: str = msgspec.field(name="product_catalog_name", default="")
    type: str = msgspec.field(name="product_catalog_type", default=STANDARD)
    scale: str = msgspec.field(name="_scale", default=HUGE)
    industry: str = msgspec.field(name="_industry", default=verticals.ECOMMERCE)

    def unique_name(self) -> str | None:
        return self.name


class Catalogs(Collection[Catalog]):
    """The catalogs of all accounts. A catalog owns its products and series, as an account owns catalogs."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List product catalogs, a page at a time."""
        if "catalog_id" in search.parameters:
            search = search.narrowed(Condition(ID, "equals", (search.parameters["catalog_id"],), "integer"))
        if "catalog_name" in search.parameters:
            name = search.parameters["catalog_name"]
            search = search.narrowed(Condition("product_catalog_name", "contains", (name,)))
        return super().find(tx, search)

    def add(self, tx: Tx, owner: int, document: dict[str, Any]) -> int:
        """Create a product catalog."""
        kind, industry = document["catalog_type"], document["industry_type"]
        vertical = verticals.of_industry(industry)
        if kind not in vertical.catalog_types:
            raise CatalogTypeUnfit(kind, industry)
        if document.get("catalog_version", VERSIONS[0]) not in VERSIONS:
            raise NotAllowed("catalog_version", str(document["catalog_version"]), tuple(map(str, VERSIONS)))
        if "business_unit_id" in document:
            customer_units.get(tx, document["business_unit_id"])
        same_type = Search([owner], (Condition("product_catalog_type", "equals", (kind,)),))
        if super().find(tx, same_type).total >= MOST_CATALOGS:
            raise TooManyCatalogs(kind, MOST_CATALOGS)
        about = {
            "product_catalog_name": document["catalog_name"],
            "product_catalog_type": kind,
            "product_catalog_vertical": vertical.vertical,
            "product_catalog_status": "PRODUCT_CATALOG_STATUS_NORMAL",
            "product_recommend_methods": [_RECOMMENDATION],
            "deep_link_enabled": _LINKS,
            "_scale": document["catalog_scale_type"],
            "_industry": industry,
        }
        return super().add(tx, owner, about)

    def facts_of(self, tx: Tx, owner: int, catalog_id: int) -> Catalog:
        """The facts of an account's catalog. Raises NotFound."""
        return self.read(self.get(tx, owner, catalog_id).document)

    def vertical(self, tx: Tx, owner: int, catalog_id: int) -> Vertical:
        """The vertical of an account's catalog. Raises NotFound."""
        return verticals.of_industry(self.facts_of(tx, owner, catalog_id).industry)


catalogs: Final = Catalogs(KIND, Catalog)


def categories(tx: Tx, search: Search) -> Slice:
    """List the categories that a catalog's products can have, a page at a time."""
    (owner,) = search.owners
    return verticals.categories_of(catalogs.vertical(tx, owner, search.parameters["product_catalog_id"]), search)
