"""What reports look up in libraries: the types and names of marketing assets, and the products of series.

Most reports need none of it, so that this module is loaded by those that do. Of the products of a dynamic ad the first
`MOST_PRODUCTS` of its series share what it delivers.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.products import marketing_assets
from mercat.domain.advertising.products.catalogs import catalogs
from mercat.domain.advertising.products.product_series import series
from mercat.domain.advertising.products.products import products
from mercat.domain.advertising.reports import advertised
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

MOST_PRODUCTS: Final = 100
ASSET_NAME: Final = "marketing_asset_name"


def add_names(tx: Tx, account_ids: Iterable[int], rows: Iterable[dict[str, Any]]) -> None:
    """Give rows of a report the names of their assets."""
    assets = marketing_assets.of_accounts(tx, account_ids)
    for row in rows:
        row[ASSET_NAME] = assets.get(row["marketing_asset_id"], {}).get(ASSET_NAME, "")


def add_types(tx: Tx, account_ids: Iterable[int], ad_groups: Iterable[dict[str, Any]]) -> None:
    """Give ad groups that promote an asset of a library the type of the library."""
    nameless = [one for one in ad_groups if one.get("marketing_asset_id") and not advertised.target_type(one)]
    assets = marketing_assets.of_accounts(tx, account_ids) if nameless else {}
    for ad_group in nameless:
        ad_group[marketing_assets.TYPE] = assets.get(ad_group["marketing_asset_id"], {}).get(marketing_assets.TYPE, "")


def add_products(tx: Tx, account_ids: Iterable[int], ad_groups: Iterable[dict[str, Any]]) -> None:
    """Give ad groups that promote a series the products that are in it now."""
    owners = list(account_ids)
    by_series: dict[tuple[str, str], list[str]] = {}
    for ad_group in ad_groups:
        catalog_id, series_id, product_id = advertised.place(ad_group)
        if catalog_id and not product_id:
            key = catalog_id, series_id
            if key not in by_series:
                by_series[key] = list(_of_series(tx, owners, id_of(catalog_id), id_of(series_id)))
            ad_group[advertised.PRODUCTS] = by_series[key]


def _of_series(tx: Tx, owners: Iterable[int], catalog_id: int, series_id: int) -> Iterator[str]:
    """The first products of a series, or of a whole catalog, if one of the accounts has it."""
    if not any(_has(tx, owner, catalog_id) for owner in owners):
        return
    fits = series.test(tx, catalog_id, series_id) if series_id else lambda product: True
    items = (item.document for item in products.matches(tx, Search([catalog_id])) if fits(item.document))
    yield from (str(document["product_outer_id"]) for document in islice(items, MOST_PRODUCTS))


def _has(tx: Tx, owner: int, catalog_id: int) -> bool:
    try:
        return catalogs.get(tx, owner, catalog_id) is not None
    except NotFound:
        return False
