"""Products of the sample data: a catalog with a series; a game, a strategy, a marketing asset. Nothing is drawn."""

from dataclasses import replace
from typing import Any, Final

from mercat.domain.access import users
from mercat.domain.advertising.accounts.business_units import agency_units, customer_units
from mercat.domain.advertising.apps.games import games, games_v6
from mercat.domain.advertising.apps.gift_packs import EVERYWHERE, gift_packs
from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.components.component_sharing import sharing
from mercat.domain.advertising.components.components import component_library
from mercat.domain.advertising.products.marketing_assets import assets
from mercat.domain.advertising.products.orders import orders
from mercat.domain.advertising.products.product_series import add_catalog, series
from mercat.domain.advertising.products.products import products
from mercat.domain.advertising.products.sell_strategies import strategies
from mercat.domain.oauth import ad_accounts
from mercat.model.caller import Caller
from mercat.model.clock import DAY
from mercat.model.refusals import NotFound
from mercat.sandbox.sample.access import ADMINISTRATOR
from mercat.store.tx import Tx

_CATALOG: Final = {
    "catalog_name": "Shop",
    "catalog_scale_type": "CATALOG_SCALE_TYPE_NORMAL",
    "catalog_type": "CATALOG_TYPE_STANDARD",
    "industry_type": "INDUSTRY_TYPE_ECOMMERCE",
}
_GOODS: Final = (
    ("tea-green", "Green tea of spring, 100 g", 58.0, "食品饮料", "茶叶", "绿茶"),
    ("tea-black", "Black tea of autumn, 100 g", 46.5, "食品饮料", "茶叶", "红茶"),
    ("coffee-beans", "Coffee beans, 500 g", 79.0, "食品饮料", "咖啡", "咖啡豆"),
    ("book-tea", "The book of tea, paperback", 32.0, "图书文具", "图书", "文学"),
    ("tea-best", "全国最佳绿茶 100 g", 68.0, "食品饮料", "茶叶", "绿茶"),  # rejected for its superlative
)
_GAME: Final = {
    "marketing_target_type": "MARKETING_TARGET_TYPE_APP_ANDROID",
    "marketing_target_detail_id": "1110955293",
    "profit_mode_id": 1,
    "game_type_id": 16,
    "gameplay_id_list": [36, 37],
    "game_theme_id": 101,
}
_GAME_V6: Final = {
    "marketing_target_type": "MARKETING_TARGET_TYPE_APP_ANDROID",
    "marketing_target_detail_id": "1110955293",
    "profit_mode_id": 1,
    "game_type_id": 1000,
    "game_play_id": 1100,
    "game_theme_id": 90,
}
_ORDER: Final = {
    "customized_page_name": "Tea, fresh",
    "ecommerce_order_status": "AWAITING_ORDER",
    "user_name": "Li Lei",
    "user_phone": "13800138001",
    "user_province": "广东省",
    "user_city": "深圳市",
    "user_area": "南山区",
    "user_address": "Example Road 1",
    "user_ip": "192.0.2.1",
    "user_message": "",
    "destination_url": "https://www.example.com/tea",
}
_GIFT: Final = {
    "resource_id": "1",
    "resource_name": "Gold coins",
    "resource_icon": "https://www.example.com/coins.png",
    "unit_pricet": 1,
    "resource_num": 100,
}
_GIFT_PACK: Final = {
    "appid": "wx0123456789abcdef",
    "act_id": "act-1",
    "act_name": "Welcome",
    "act_type": 1,
    "gift_list": [{"gift_id": "gift-1", "gift_name": "First day", "gift_type": 1, "resource_list": [_GIFT]}],
    "gift_bypass": "",
}
_STRATEGY: Final = {"strategy_name": "By episode", "episode_price": 0.99, "min_recharge_tier": 9.9, "recharge_num": 10}
_STORE: Final = {
    "marketing_asset_name": "The shop",
    "marketing_target_type": "MARKETING_TARGET_TYPE_PERSONAL_STORE",
    "properties": [
        {
            "property_name": "PROMOTED_ASSET_ATTR_KEY_PERSONAL_STORE_COMPANY_ENTITY",
            "property_value": ["Sample advertiser"],
        }
    ],
}
_SLOGAN: Final = {"component_value": {"title": {"value": {"content": "Tea, coffee and books"}}}}
_CHEAP: Final = {"field": "price", "operator": "LESS", "values": [{"field_value": "50"}]}


def fill(tx: Tx, account_id: int, ad_group_id: int) -> None:
    """Make a catalog with its products, and a series of the cheap ones; a game, a strategy and a marketing asset."""
    games.put(tx, account_id, _GAME)
    games_v6.put(tx, account_id, _GAME_V6)
    _fill_orders(tx, account_id, ad_group_id)
    strategies.make(tx, account_id, _STRATEGY)
    _fill_unit(tx, account_id)
    catalog_id = add_catalog(tx, account_id, _CATALOG)
    specs = {"product_item_spec_list": [_spec(*each) for each in _GOODS]}
    products.sell(tx, account_id, {"product_catalog_id": catalog_id, **specs})
    definition = {"logic_operator": "LOGIC_OPERATOR_AND", "filters": [_CHEAP]}
    series.define(tx, account_id, {"catalog_id": catalog_id, "series_name": "Under 50", "definition": definition})


def _fill_orders(tx: Tx, account_id: int, ad_group_id: int) -> None:
    """Store two orders, one of which was sent, and the gift pack of a mini game, which all accounts see."""
    for number, (days, name, price) in enumerate(((6, "Black tea", 4_650), (1, "Green tea", 5_800))):
        about = {"ecommerce_order_id": f"B50000000000000{number}", "commodity_package_detail": name, "price": price}
        then = replace(tx, now=tx.now - days * DAY)
        orders.add(then, account_id, {**_ORDER, **about, "adgroup_id": ad_group_id, "quantity": 1 + number})
    parcel = {"delivery_tracking_number": "SF1000000000001", "express_company": "SF_EXPRESS"}
    then = replace(tx, now=tx.now - 5 * DAY)
    orders.send(then, account_id, {"ecommerce_order_id": "B500000000000000", **parcel})
    if not gift_packs.find(tx, Search([EVERYWHERE])).total:
        gift_packs.add(tx, EVERYWHERE, _GIFT_PACK)


def _fill_unit(tx: Tx, account_id: int) -> None:
    """Put the account into business units of the administrator; one has a marketing asset and shares a component."""
    try:
        administrator = users.get_user(tx, ADMINISTRATOR)
    except NotFound:  # who was deleted before the sample was needed
        return
    owner = replace(tx, caller=Caller(administrator.id, "sample", account_ids=frozenset({account_id})))
    accounts = {"account_id_list": [account_id]}
    unit_id = customer_units.add(owner, 0, {"business_unit_name": "Tea and books", **accounts})
    assets.add(owner, unit_id, _STORE)
    component_id = component_library.add(owner, unit_id, _SLOGAN)
    grantee = {"shared_account_type": "ADVERTISER", "shared_account_id": account_id}
    sharing.share(owner, unit_id, component_id, {"shared_account_list": [grantee]})
    if any(one.account_id == account_id and one.agency_id for one in ad_accounts.accounts(tx)):
        agency_units.add(owner, 0, {"business_unit_name": "Clients of the south", **accounts})


def _spec(outer_id: str, name: str, price: float, *categories: str) -> dict[str, Any]:
    first, second, third = categories
    return {
        "product_outer_id": outer_id,
        "product_name": name,
        "description": f"{name}, from the shop",
        "price": price,
        "image_url": f"https://www.example.com/{outer_id}.jpg",
        "mobile_h5_page_url": f"https://www.example.com/{outer_id}",
        "first_category_name": first,
        "second_category_name": second,
        "third_category_name": third,
        "product_brand": "Example",
        "custom_data": "origin:China",
        "expiration_time": "2035-12-31 23:59:59",
    }
