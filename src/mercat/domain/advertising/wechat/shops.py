"""Shops in WeChat: which ones are known, who may advertise for them, and what they sell.

WeChat is another system: a shop becomes known here when an account asks for an authorization.
"""

import hashlib
from typing import Any, Final

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice, holds, slice_of
from mercat.domain.advertising.wechat.authorizations import AUTHORIZED, CANCELLED, STATUS, Authorizations
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import Missing, NotAllowed, NotFound
from mercat.store.tx import Tx

KIND: Final = "WeChat shop"
AUTHORIZATION_KIND: Final = "WeChat shop authorization"
CATALOG_KIND: Final = "WeChat store catalog"
PRODUCT_KIND: Final = "WeChat store product"
EVERYWHERE: Final = 0  # shops are the same for all accounts
NAME: Final = "wechat_channels_shop_name"
SHOP_ID: Final = "wechat_channels_shop_id"
_ID_LENGTH: Final = 16
_SORTS: Final = {
    "SORT_PRICE_ASC": ("price", False),
    "SORT_PRICE_DESC": ("price", True),
    "SORT_SALES_NUM_ASC": ("sales_volume", False),
    "SORT_SALES_NUM_DESC": ("sales_volume", True),
}
# What a product has that says nothing of these: it is sold, in stock, and may be advertised.
_USUAL: Final = {
    "description": "",
    "brand_name": "",
    "sales_volume": 0,
    "comment_num": 0,
    "sku_stock_status": 1,
    "wechat_store_product_status": 5,
    "wechat_store_product_ad_status": 1,
}

Document = dict[str, Any]


class Shop(Facts):
    """A shop. Its name is unique."""

    wechat_channels_shop_name: str = ""

    def unique_name(self) -> str | None:
        return self.wechat_channels_shop_name


class ShopAuthorizations(Authorizations):
    """The authorizations of all accounts to advertise for shops."""

    def ask(self, tx: Tx, owner: int, members: Document) -> Document:
        """Ask the owner of a shop for an authorization; a code for the owner to scan."""
        shop = _known(tx, members[NAME])
        about = {**members, **shop, "subject_name": members[NAME]}
        item = self.begin(tx, owner, about)
        return _coded(item.document) | {"authorization_id": item.id}

    def set_status(self, tx: Tx, owner: int, object_id: int, changes: Document) -> int:
        """Cancel an authorization: an account can set no other status."""
        if not changes.get(STATUS):
            raise Missing(STATUS)
        if changes[STATUS] != CANCELLED:
            raise NotAllowed(STATUS, changes[STATUS], (CANCELLED,))
        return self.cancel(tx, owner, object_id)

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Authorizations with their state and their code."""
        return [item.with_members(_coded(item.document)) for item in super().present(tx, items)]

    def validate(self, tx: Tx, owner: int, members: Document) -> None:
        """Check that an account may advertise for a shop now. Raises NotFound."""
        if self.active(tx, owner, members[SHOP_ID]) is None:
            raise NotFound(self.kind, members[SHOP_ID])


shops: Final = Collection(KIND, Shop)
shop_authorizations: Final = ShopAuthorizations(AUTHORIZATION_KIND, SHOP_ID)


class Product(Facts):
    """The facts of a product: rules read none."""


class Products(Collection[Product]):
    """What shops sell. A catalog has the id of the authorization through which an account has it."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List products of a catalog that match the filter, in the order that it asks for, a page at a time."""
        (owner,) = search.owners
        catalog_id = search.parameters["product_catalog_id"]
        shop_authorizations.get(tx, owner, catalog_id)
        others = ("query_key", "sort")
        stored = [one for one in search.conditions if one.member not in others]
        stored.append(Condition("catalog_id", "equals", (catalog_id,), "integer"))
        items = list(self.matches(tx, Search([owner], tuple(stored))))
        for one in search.conditions:
            if one.member == "query_key":
                items = [item for item in items if holds(one, f"{item.id} {item.document['product_name']}")]
            elif one.member == "sort":
                member, is_descending = _SORTS.get(str(one.values[0]), ("", False))
                if not member:
                    raise NotAllowed("filtering.values", str(one.values[0])[:64], tuple(_SORTS))
                items.sort(key=lambda item: item.document[member], reverse=is_descending)
        return slice_of(items, search.window)

    def stock(self, tx: Tx, owner: int, members: Document) -> int:
        """Store a product that a shop sells, in a catalog through which an account has the shop. Raises NotFound."""
        shop = shop_authorizations.get(tx, owner, members["catalog_id"]).document[SHOP_ID]
        return self.add(tx, owner, {**_USUAL, "store_id": shop, **members})


products: Final = Products(PRODUCT_KIND, Product)


def show(tx: Tx, owner: int, members: Document) -> Document:
    """Show a shop by its id or its name. Raises Missing, NotFound."""
    named = {name: members[name] for name in (SHOP_ID, NAME) if members.get(name)}
    if not named:
        raise Missing(NAME)
    conditions = tuple(Condition(name, "equals", (value,)) for name, value in named.items())
    for item in shops.matches(tx, Search([EVERYWHERE], conditions)):
        return item.document
    raise NotFound(KIND, next(iter(named.values())))


def catalogs(tx: Tx, search: Search) -> Slice:
    """List the catalogs of the shops that an account was authorized for, a page at a time."""
    parameters = search.parameters
    rows = [_catalog(item) for item in shop_authorizations.matches(tx, Search(search.owners))]
    wanted_ids, stores = parameters.get("catalog_ids"), parameters.get("store_ids")
    items = [
        row
        for row in rows
        if (not wanted_ids or row.id in wanted_ids)
        and (not stores or row.document["store_id"] in stores)
        and parameters.get("catalog_name", "") in row.document["catalog_name"]
    ]
    return slice_of(items, search.window)


def _catalog(item: AdObject) -> AdObject:
    status = item.document[STATUS]
    return item.with_members(
        {
            "catalog_name": item.document[NAME],
            "store_id": item.document[SHOP_ID],
            "available_status": int(status == AUTHORIZED),
            "unavailable_cause": [] if status == AUTHORIZED else [status],
        }
    )


def _known(tx: Tx, name: str) -> Document:
    """The name and the id of a shop, which becomes known if it is not."""
    digest = hashlib.md5(name.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    shop = {NAME: name, SHOP_ID: f"wx{digest[:_ID_LENGTH]}", "wechat_channels_shop_icon": ""}
    if not any(shops.matches(tx, Search([EVERYWHERE], (Condition(SHOP_ID, "equals", (shop[SHOP_ID],)),)))):
        shops.add(tx, EVERYWHERE, shop)
    return shop


def _coded(document: Document) -> Document:
    return {
        **document,
        "authorization_qrcode_url": document["code_url"],
        "authorization_qrcode_expired_time": document["code_expires"],
    }
