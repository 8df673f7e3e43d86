"""Stores of the sample account, a package of them, and a merchant that takes money in them. Nothing is drawn."""

from dataclasses import replace
from typing import Final

from mercat.domain.advertising.stores.packages import packages
from mercat.domain.advertising.stores.stores import merchants, stores
from mercat.model.clock import DAY
from mercat.store.tx import Tx

PLACES: Final = ("1300000000000000001", "1300000000000000003")
MERCHANT: Final = 1_600_000_001


def fill(tx: Tx, account_id: int) -> None:
    """Store a merchant, two stores and a package."""
    then = replace(tx, now=tx.now - 20 * DAY)
    merchants.add(then, account_id, {"wxpay_merchant_id": MERCHANT, "company_name": "Sample advertiser"})
    accounts = {"wxpay_merchant_id": [MERCHANT]}
    business = {"first_category_id": 31, "second_category_id": 802, "customer_per_cost": 40}
    words = [{"recommend_word": "现泡好茶"}]
    about = {"wechat_ecosystem_accounts": accounts, "local_store_biz_info": business, "recommend_words": words}
    rows = [{**about, "poi_id": place} for place in PLACES]
    stores.open_all(then, account_id, {"local_store_list": rows})
    package = {"local_store_package_name": "Tea and coffee", "local_store_list": [{"poi_id": one} for one in PLACES]}
    packages.add(then, account_id, package)
