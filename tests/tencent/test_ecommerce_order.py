"""/v3.0/ecommerce_order, /v3.0/get_wx_game_app_gift_pack: orders of goods, and gift packs of games."""

from typing import Any

import pytest

from mercat.domain.advertising.apps.gift_packs import EVERYWHERE, gift_packs
from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.products.orders import orders
from mercat.model.clock import DAY, HOUR, day_of
from mercat.store.tx import Tx
from support.ad_leads import later
from support.creatives import ad_group
from support.tencent import TencentClient

GET, UPDATE, GIFTS = (
    "/v3.0/ecommerce_order/get",
    "/v3.0/ecommerce_order/update",
    "/v3.0/get_wx_game_app_gift_pack/get",
)
PARCEL = {"delivery_tracking_number": "SF1", "express_company": "SF_EXPRESS"}


@pytest.fixture
def shop(tencent: TencentClient) -> TencentClient:
    """A client whose account has two orders of today."""
    tencent.server.instance.clock.freeze()
    group_id = ad_group(tencent, adgroup_name="Spring tea")

    def work(tx: Tx) -> None:
        for number in (1, 2):
            about = {"ecommerce_order_id": f"B{number}", "ecommerce_order_status": "AWAITING_ORDER"}
            about |= {"quantity": number, "price": 9_900, "user_name": "Li Lei", "adgroup_id": group_id}
            orders.add(tx, tencent.account_id, about)

    tencent.server.instance.write_now(work)
    return tencent


def listed(client: TencentClient, *conditions: tuple[str, str, list[str]], **params: Any) -> list[dict[str, Any]]:
    client.server.instance.compatibility.fields_required = False
    now = client.server.instance.clock.now()
    days = {"start_date": day_of(now - 10 * DAY, ZONE), "end_date": day_of(now, ZONE)}
    filtering = [{"field": field, "operator": how, "values": values} for field, how, values in conditions]
    answer = client.get(GET, **{"date_range": days, "filtering": filtering or None, **params})
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["list"]
    return items


def send(client: TencentClient, **members: Any) -> int:
    code: int = client.post(UPDATE, **{"ecommerce_order_id": "B1", **PARCEL, **members}).code
    return code


def test_orders_are_listed_with_their_sums(shop):
    first, second = listed(shop)
    assert (first["ecommerce_order_id"], first["total_price"], second["total_price"]) == ("B1", 9_900, 19_800)
    assert (first["adgroup_name"], first["from_account_id"]) == ("Spring tea", shop.account_id)
    assert (first["account_id"], second["account_id"]) == (shop.account_id, shop.account_id)
    assert "delivery_spec" not in first


def test_an_order_is_sent_and_arrives(shop):
    assert send(shop) == 0
    order = listed(shop)[0]
    assert order["ecommerce_order_status"] == "SHIPPED"
    assert order["delivery_spec"] | {"delivery_info_list": []} == {**PARCEL, "delivery_info_list": []}
    assert len(order["delivery_spec"]["delivery_info_list"]) == 1
    later(shop, 2 * DAY)
    assert send(shop, delivery_tracking_number="SF2") == 0
    assert len(listed(shop)[0]["delivery_spec"]["delivery_info_list"]) == 3
    later(shop, 12 * HOUR)
    order = listed(shop)[0]
    assert order["ecommerce_order_status"] == "DELIVERED"
    assert order["delivery_spec"]["delivery_tracking_number"] == "SF2"
    times = [one["delivery_update_time"] for one in order["delivery_spec"]["delivery_info_list"]]
    assert times == sorted(times, reverse=True)
    assert send(shop) == 18009


def test_orders_are_filtered(shop):
    send(shop)
    for condition, numbers in (
        (("ecommerce_order_id", "EQUALS", ["B2"]), ["B2"]),
        (("ecommerce_order_id", "IN", ["B1", "B2", "B3"]), ["B1", "B2"]),
        (("ecommerce_order_status", "EQUALS", ["SHIPPED"]), ["B1"]),
        (("ecommerce_order_status", "IN", ["AWAITING_ORDER", "DELIVERED"]), ["B2"]),
    ):
        assert [one["ecommerce_order_id"] for one in listed(shop, condition)] == numbers, condition
    later(shop, 3 * DAY)
    arrived = listed(shop, ("ecommerce_order_status", "EQUALS", ["DELIVERED"]))
    assert [one["ecommerce_order_id"] for one in arrived] == ["B1"]


def test_orders_are_of_days(shop):
    now = shop.server.instance.clock.now()
    assert len(listed(shop, date=day_of(now, ZONE))) == 2
    assert listed(shop, date=day_of(now - DAY, ZONE)) == []
    before = {"start_date": day_of(now - 9 * DAY, ZONE), "end_date": day_of(now - DAY, ZONE)}
    assert listed(shop, date_range=before) == []
    assert [one["ecommerce_order_id"] for one in listed(shop, page=2, page_size=1)] == ["B2"]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"date_range": {"start_date": "2026-01-01", "end_date": "2026-03-31"}}, 0),
        ({"date_range": {"start_date": "2026-01-01", "end_date": "2026-04-01"}}, 31002),
        ({"date_range": {"start_date": "2026-01-02", "end_date": "2026-01-01"}}, 31057),
        ({"date_range": {"start_date": "2026-01-32", "end_date": "2026-01-01"}}, 18002),
        ({"date_range": None}, 18001),
        ({"date": "2020-01-01"}, 31057),
        ({"page_size": 101}, 18003),
        ({"filtering": [{"field": "ecommerce_order_status", "operator": "CONTAINS", "values": ["S"]}]}, 18009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    days = {"start_date": "2026-01-01", "end_date": "2026-01-31"}
    assert tencent.get(GET, **{"fields": ["price"], "date_range": days, **params}).code == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"ecommerce_order_id": "B9"}, 31010),
        ({"delivery_tracking_number": None}, 18001),
        ({"express_company": None}, 18001),
        ({"express_company": ""}, 18001),
        ({"express_company": "PIGEON"}, 18009),
        ({"delivery_tracking_number": "1" * 201}, 18006),
        ({"ecommerce_order_id": "B" * 21}, 18006),
    ],
    ids=str,
)
def test_what_is_said_of_a_parcel_is_checked(shop, members, expected):
    assert send(shop, **members) == expected
    assert {one["ecommerce_order_status"] for one in listed(shop)} == {"AWAITING_ORDER"}


def test_orders_of_another_account_are_not_there(shop):
    other = TencentClient(shop.server, name="other", account_id=25_611)
    assert (listed(other), send(other)) == ([], 31010)


def test_a_game_has_a_gift_pack(tencent):
    coins = {"resource_id": "1", "resource_name": "Coins", "unit_pricet": 1, "resource_num": 100}
    gift = {"gift_id": "g", "gift_name": "First", "gift_type": 1, "resource_list": [coins]}
    pack = {"act_id": "a", "act_name": "Welcome", "act_type": 1, "gift_list": [gift]}
    tencent.server.instance.write_now(lambda tx: gift_packs.add(tx, EVERYWHERE, {**pack, "appid": "wx1"}))
    assert tencent.post(GIFTS, appid="wx1").document["data"] == {"act_gift_info": pack}
    assert tencent.post(GIFTS, account_id=None, appid="wx1").code == 0
    assert tencent.post(GIFTS, appid="wx2").code == 31010
    assert tencent.post(GIFTS).code == 18001
    assert tencent.post(GIFTS, appid="w" * 1_001).code == 18006
