"""What the sample account has in WeChat. Nothing is drawn but the names of reviews."""

from dataclasses import replace
from typing import Final

from mercat.domain.advertising.accounts import advertisers
from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.materials.brands import brands
from mercat.domain.advertising.pages.customer_service import groups
from mercat.domain.advertising.pages.wechat_assets import official_accounts, page_grants
from mercat.domain.advertising.wechat.ad_channels import BIND_MEMBER, ad_channels, bindings
from mercat.domain.advertising.wechat.channels import NAME, channel_authorizations
from mercat.domain.advertising.wechat.real_names import EVERYWHERE, user_tokens
from mercat.domain.advertising.wechat.shops import NAME as SHOP_NAME
from mercat.domain.advertising.wechat.shops import products, shop_authorizations
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import DAY
from mercat.sandbox.sample.access import SECOND_ID
from mercat.store.tx import Tx

CORPORATION: Final = "ww0000000000000001"
USER_TOKEN: Final = "sample-user-token"  # noqa: S105  # of the sample data
_NAME: Final = "Example"
_PRODUCTS: Final = (("Green tea", 29.9, 120), ("Black coffee", 49.0, 80), ("Cookbook", 19.5, 15))


def fill(tx: Tx, account_id: int) -> None:
    """Store accounts, channels, a shop, people who serve customers, and a grant."""
    then = replace(tx, now=tx.now - 25 * DAY)
    about = {"wechat_official_account_name": _NAME, "wechat_official_account_icon": ""}
    official_accounts.add(then, account_id, about)
    group = {"corp_id": CORPORATION, "group_name": "Shop", "user_id_list": ["ada", "ben"]}
    groups.add(then, account_id, group)
    for account in ad_accounts.accounts(tx):
        if account.account_id == SECOND_ID != account_id:
            grant = {"owner_account_id": SECOND_ID, "owner_account_name": account.name}
            page_grants.add(then, account_id, grant)
    _channels(then, account_id)
    _shop(then, account_id)
    advertisers.note(tx, account_id, {"corporation_licence": "914403000000000000"})
    if not any(user_tokens.matches(tx, Search([EVERYWHERE]))):
        user_tokens.add(tx, EVERYWHERE, {"token": USER_TOKEN})


def _channels(tx: Tx, account_id: int) -> None:
    """A channel that the account is authorized to use, and one that it opened for ads."""
    channel_authorizations.ask(tx, account_id, {NAME: f"{_NAME} tea"})
    token = bindings.begin(tx, account_id, {})[BIND_MEMBER]
    (brand, *_) = brands.find(tx, Search([account_id])).items
    about = {BIND_MEMBER: token, "nickname": f"{_NAME} ads {account_id}", "head_image_id": brand.document["image_id"]}
    ad_channels.add(tx, account_id, about)


def _shop(tx: Tx, account_id: int) -> None:
    """A shop and its products."""
    catalog_id = shop_authorizations.ask(tx, account_id, {SHOP_NAME: f"{_NAME} shop"})["authorization_id"]
    for name, price, sales in _PRODUCTS:
        about = {"catalog_id": catalog_id, "product_name": name, "description": f"{name} for you", "price": price}
        about |= {"brand_name": _NAME, "sales_volume": sales, "comment_num": sales // 5}
        products.stock(tx, account_id, about)
