"""/v3.0/wechat_shop..., /v3.0/wechat_store_...: shops, authorizations to advertise for them, and what they sell."""

from typing import Any

import pytest

from mercat.domain.advertising.wechat.authorizations import CODE_MS
from mercat.domain.advertising.wechat.real_names import EVERYWHERE, user_tokens
from mercat.domain.advertising.wechat.shops import products
from mercat.model.ad_reviews import State
from mercat.model.clock import HOUR, SECOND
from support import ad_approvals
from support.ad_materials import where
from support.ad_reviews import set_pace
from support.audiences import listed
from support.server import Server
from support.tencent import TencentClient

ADD, GET = "/v3.0/wechat_shop_authorization/add", "/v3.0/wechat_shop_authorization/get"
UPDATE, VALIDATE = "/v3.0/wechat_shop_authorization_status/update", "/v3.0/wechat_shop_authorization_validation/get"
SHOP, CATALOGS = "/v3.0/wechat_shop/get", "/v3.0/wechat_store_catalogs/get"
PRODUCTS = "/v3.0/wechat_store_product_items/get"
AUTHENTICATION = "/v3.0/user_organization_authentication/get"


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


def pass_time(server: Server, ms: int) -> None:
    server.instance.clock.set(server.instance.clock.now() + ms)


def ask(client: TencentClient, name: str = "Tea shop", **members: Any) -> dict[str, Any]:
    answer = client.post(ADD, wechat_channels_shop_name=name, **members)
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def statuses(client: TencentClient) -> list[str]:
    return [one["authorization_status"] for one in listed(client, GET)]


def test_an_authorization_begins_with_a_code(tencent, server):
    asked = ask(tencent, authorization_ttl=3_600)
    now = server.instance.clock.now()
    assert asked["authorization_qrcode_url"].startswith("https://")
    assert asked["authorization_qrcode_expired_time"] == (now + CODE_MS) // SECOND
    (one,) = listed(tencent, GET)
    assert one["authorization_id"] == asked["authorization_id"]
    assert (one["wechat_channels_shop_name"], one["authorization_status"]) == ("Tea shop", "AUTHORIZED")
    assert (one["authorization_begin_time"], one["authorization_ttl"]) == (now // SECOND, 3_600)
    pass_time(server, HOUR)
    (one,) = listed(tencent, GET)
    assert one["authorization_status"] == "EXPIRED"
    assert one["authorization_qrcode_expired_time"] > server.instance.clock.now() // SECOND


def test_only_the_shop_of_an_authorization_is_valid(tencent):
    set_pace(tencent, "manual")
    ask(tencent)
    shop = {"wechat_channels_shop_id": listed(tencent, GET)[0]["wechat_channels_shop_id"]}
    assert tencent.get(VALIDATE, **shop).code == 31010
    ad_approvals.decide(tencent, State.APPROVED)
    answer = tencent.get(VALIDATE, **shop)
    assert (answer.code, "data" in answer.document) == (0, False)
    assert tencent.get(VALIDATE, wechat_channels_shop_id="wx1").code == 31010


def test_an_account_cancels_and_sets_no_other_status(tencent, server):
    one = ask(tencent)["authorization_id"]
    assert tencent.post(UPDATE, authorization_id=one).code == 18001
    assert tencent.post(UPDATE, authorization_id=one, authorization_status="AUTHORIZED").code == 18009
    other = TencentClient(server, name="other", account_id=25611)
    assert other.post(UPDATE, authorization_id=one, authorization_status="CANCELLED").code == 31010
    assert tencent.post(UPDATE, authorization_id=one, authorization_status="CANCELLED").code == 0
    assert statuses(tencent) == ["CANCELLED"]
    assert tencent.post(UPDATE, authorization_id=one, authorization_status="CANCELLED").code == 18009
    ask(tencent)
    assert tencent.post(ADD, wechat_channels_shop_name="Tea shop").code == 31011


def test_a_refused_authorization_can_be_asked_for_again(tencent):
    set_pace(tencent, "manual")
    ask(tencent)
    assert statuses(tencent) == ["PENDING"]
    ad_approvals.decide(tencent, State.REFUSED, "no")
    ask(tencent)
    assert statuses(tencent) == ["REFUSED", "PENDING"]


def test_authorizations_are_found_by_shop_and_state(tencent):
    tea, coffee = (ask(tencent, name)["authorization_id"] for name in ("Tea shop", "Coffee shop"))
    tencent.post(UPDATE, authorization_id=coffee, authorization_status="CANCELLED")

    def found(*condition: str) -> list[int]:
        return [one["authorization_id"] for one in listed(tencent, GET, filtering=where(*condition))]

    assert found("wechat_channels_shop_name", "CONTAINS", "shop") == [tea, coffee]
    assert found("authorization_status", "IN", "AUTHORIZED", "PENDING") == [tea]
    assert found("authorization_id", "EQUALS", str(coffee)) == [coffee]


def test_a_shop_is_shown_by_name_or_id(tencent):
    fields = ["wechat_channels_shop_name", "wechat_channels_shop_id"]
    assert tencent.get(SHOP, fields=fields).code == 18001
    assert tencent.get(SHOP, fields=fields, wechat_channels_shop_name="Tea shop").code == 31010
    ask(tencent)
    shop = tencent.get(SHOP, fields=fields, wechat_channels_shop_name="Tea shop").document["data"]
    by_id = tencent.get(SHOP, fields=fields, wechat_channels_shop_id=shop["wechat_channels_shop_id"])
    assert by_id.document["data"] == shop


# -- what shops sell ------------------------------------------------------------------------------------------------


@pytest.fixture
def catalog(tencent):
    catalog_id = ask(tencent)["authorization_id"]
    for name, price, sales in (("Green tea", 20.5, 3), ("Black tea", 10.0, 9), ("Coffee", 30.0, 5)):
        about = {"catalog_id": catalog_id, "product_name": name, "price": price, "sales_volume": sales}
        about |= {"wechat_store_product_status": 5}
        tencent.server.instance.write_now(lambda tx, about=about: products.add(tx, tencent.account_id, about))
    return catalog_id


def test_a_shop_has_a_catalog_that_is_available_with_its_authorization(tencent):
    one = ask(tencent)["authorization_id"]
    (catalog,) = listed(tencent, CATALOGS)
    assert (catalog["catalog_id"], catalog["catalog_name"]) == (one, "Tea shop")
    assert (catalog["available_status"], catalog["unavailable_cause"]) == (1, [])
    assert len(listed(tencent, CATALOGS, store_ids=[catalog["store_id"]], catalog_ids=[one], catalog_name="Tea")) == 1
    assert listed(tencent, CATALOGS, store_ids=["wx1"]) == listed(tencent, CATALOGS, catalog_ids=[one + 1]) == []
    tencent.post(UPDATE, authorization_id=one, authorization_status="CANCELLED")
    (catalog,) = listed(tencent, CATALOGS)
    assert (catalog["available_status"], catalog["unavailable_cause"]) == (0, ["CANCELLED"])


def test_products_are_found_and_sorted(tencent, catalog):
    def found(*conditions: dict[str, Any]) -> list[str]:
        filtering = {"filtering": list(conditions)} if conditions else {}
        return [one["product_name"] for one in listed(tencent, PRODUCTS, product_catalog_id=catalog, **filtering)]

    assert found() == ["Green tea", "Black tea", "Coffee"]
    assert found(*where("query_key", "CONTAINS", "tea")) == ["Green tea", "Black tea"]
    assert found(*where("sort", "EQUALS", "SORT_PRICE_ASC")) == ["Black tea", "Green tea", "Coffee"]
    assert found(*where("sort", "EQUALS", "SORT_SALES_NUM_DESC")) == ["Black tea", "Coffee", "Green tea"]
    assert found(*where("price", "GREATER_EQUALS", "20.5")) == ["Green tea", "Coffee"]
    assert found(*where("wechat_store_product_status", "IN", "5", "6")) == ["Green tea", "Black tea", "Coffee"]
    (item, *_) = listed(tencent, PRODUCTS, product_catalog_id=catalog)
    assert found(*where("product_outer_id", "EQUALS", item["product_outer_id"])) == ["Green tea"]


def test_a_catalog_is_of_the_account(tencent, catalog, server):
    other = TencentClient(server, name="other", account_id=25611)
    assert other.get(PRODUCTS, product_catalog_id=catalog, fields=["price"]).code == 31010
    sort = where("sort", "EQUALS", "SORT_NAME")
    assert tencent.get(PRODUCTS, product_catalog_id=catalog, fields=["price"], filtering=sort).code == 18009


# -- companies ------------------------------------------------------------------------------------------------------


def test_the_papers_of_companies_are_shown_to_a_known_person(server, tencent):
    fields = {"fields": ["account_id", "authentication_status"]}
    about = {"user_token": "token", "account_id_list": [tencent.account_id]}
    assert tencent.get(AUTHENTICATION, **about, **fields).code == 11103
    server.instance.write_now(lambda tx: user_tokens.add(tx, EVERYWHERE, {"token": "token"}))

    def status() -> str:
        (one,) = listed(tencent, AUTHENTICATION, **about)
        return str(one["authentication_status"])

    assert status() == "AUTHENTICATION_STATUS_UNAUTHENTICATED"
    assert tencent.post("/v3.0/advertiser/update", corporation_licence="914403000000000000").code == 0
    assert status() == "AUTHENTICATION_STATUS_AUTHENTICATED"
    assert tencent.get(AUTHENTICATION, **about | {"account_id_list": [1]}, **fields).code == 132400
    TencentClient(server, name="other", account_id=25611)
    assert tencent.get(AUTHENTICATION, **about | {"account_id_list": [25611]}, **fields).code == 12203
