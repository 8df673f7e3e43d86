"""/v3.0/local_stores..., /v3.0/local_store_packages: stores at places on the map, and packages of them."""

from typing import Any

import pytest

from mercat.domain.advertising.review import approvals
from mercat.domain.advertising.stores.stores import merchants
from mercat.model.ad_reviews import State
from support import ad_approvals
from support.ad_materials import image, where
from support.ad_reviews import set_pace
from support.audiences import listed
from support.server import Response, Server
from support.tencent import TencentClient

ADD, GET = "/v3.0/local_stores/add", "/v3.0/local_stores/get"
UPDATE, DELETE = "/v3.0/local_stores/update", "/v3.0/local_stores/delete"
PARSE, SEARCH = "/v3.0/local_stores_address_parsing_result/get", "/v3.0/local_stores_search_info/get"
CATEGORIES, MERCHANTS = "/v3.0/local_stores_categories/get", "/v3.0/local_stores_wxpay_merchants/get"
PACKAGE = "/v3.0/local_store_packages/"
TEA, BOOKS = "1300000000000000001", "1300000000000000002"
HOURS = "0" * 18 + "1" * 24 + "0" * 6


def add(client: TencentClient, *place_ids: str, **members: Any) -> Response:
    return client.post(ADD, local_store_list=[{"poi_id": place_id, **members} for place_id in place_ids or (TEA,)])


def store(client: TencentClient, place_id: str = TEA) -> dict[str, Any]:
    (item,) = listed(client, GET, filtering=where("poi_id", "EQUALS", place_id))
    return item


@pytest.fixture
def other(server: Server) -> TencentClient:
    """A client of another account."""
    return TencentClient(server, name="other", account_id=25611)


# -- places ---------------------------------------------------------------------------------------------------------


def test_places_are_searched_by_name_and_address(tencent):
    assert [one["poi_id"] for one in listed(tencent, SEARCH, key_word="书店")] == [BOOKS]
    assert TEA in [one["poi_id"] for one in listed(tencent, SEARCH, key_word="深圳市 南山区", page_size=20)]
    assert listed(tencent, SEARCH, key_word="不存在的店") == []


def test_addresses_lead_to_places_that_are_then_known(tencent):
    addresses = ["海天二路 33 号", "广东省深圳市福田区福华路1号小店", "随便哪里", "深圳市某看守所", "广东省深圳市"]
    data = tencent.post(PARSE, store_address_list=addresses).document["data"]
    assert [one["origin_address"] for one in data["success_list"]] == addresses[:2]
    tower, shop = data["success_list"]
    assert (tower["local_store_name"], tower["latitude"]) == ("腾讯滨海大厦", 22.5226)
    assert (shop["local_store_city"], shop["local_store_district"]) == ("深圳市", "福田区")
    assert shop["local_store_name"] == "福华路1号小店"
    assert data["fail_list"] == ["随便哪里", "广东省深圳市"]
    assert data["sensitive_list"] == ["深圳市某看守所"]
    again = tencent.post(PARSE, store_address_list=[addresses[1]]).document["data"]["success_list"]
    assert again == [shop]
    assert [one["poi_id"] for one in listed(tencent, SEARCH, key_word="福华路")] == [shop["poi_id"]]
    assert add(tencent, shop["poi_id"]).code == 0


def test_the_same_address_in_two_cities_is_two_places(tencent):
    addresses = ["深圳市南山区人民路8号茶馆", "杭州市西湖区人民路8号茶馆"]
    rows = tencent.post(PARSE, store_address_list=addresses).document["data"]["success_list"]
    assert [one["local_store_province"] for one in rows] == ["广东省", "浙江省"]
    assert len({one["poi_id"] for one in rows}) == 2


def test_categories_are_those_of_a_vertical(tencent):
    every = listed(tencent, CATEGORIES)
    own = listed(tencent, CATEGORIES, vertical_id=31)
    assert {one["vertical_name"] for one in own} == {"外卖餐饮"}
    assert 0 < len(own) < len(every)
    parents = {one["category_id"]: one["parent_category_id"] for one in own}
    assert all(parent == 0 or parent in parents for parent in parents.values())


# -- stores ---------------------------------------------------------------------------------------------------------


def test_a_store_has_what_the_map_knows_and_what_the_account_says(tencent):
    about = {"customer_per_cost": 40, "opening_hours": [{"time_series": HOURS, "date": "WORKDAY"}]}
    about |= {"first_category_id": 31, "second_category_id": 802, "third_category_id": 821, "intro": "Tea"}
    answer = add(tencent, local_store_biz_info=about).document["data"]
    assert answer["poi_list"] == [TEA]
    (added,) = answer["list"]
    item = store(tencent)
    assert {name: item[name] for name in added} == added
    assert (item["local_store_name"], item["local_store_city"]) == ("南山茶舍", "深圳市")
    assert (item["system_status"], item["is_use_standardized_name"]) == ("AD_STATUS_NORMAL", False)
    business = item["local_store_biz_info"]
    assert business["third_category_name"] == "咖啡"
    assert business["telephone"] == "0755-00000001"
    assert business["opening_hours"] == about["opening_hours"]


def test_stores_are_found_by_name_place_and_owner(tencent, other):
    add(tencent, TEA, BOOKS)
    add(other, TEA)

    def ids(*condition: str) -> list[str]:
        return [one["poi_id"] for one in listed(tencent, GET, filtering=where(*condition))]

    assert ids("local_store_name", "CONTAINS", "书店") == [BOOKS]
    assert ids("local_store_city", "EQUALS", "深圳市") == [TEA, BOOKS]
    assert ids("poi_id", "IN", BOOKS, "1") == [BOOKS]
    assert ids("owner_account_id", "EQUALS", str(tencent.account_id)) == [TEA, BOOKS]
    assert ids("owner_account_id", "EQUALS", str(other.account_id)) == []


def test_an_update_changes_what_it_names(tencent):
    add(tencent, local_store_biz_info={"intro": "Tea", "customer_per_cost": 40})
    change = {"poi_id": TEA, "wechat_customer_service_link": "https://work.weixin.qq.com/kfid/kfc1"}
    (row,) = tencent.post(UPDATE, local_store_list=[change]).document["data"]["list"]
    assert row["local_store_biz_info"]["intro"] == "Tea"
    assert store(tencent)["wechat_customer_service_link"] == change["wechat_customer_service_link"]
    closed = {"opening_status": "OPENING_STATUS_PERMANENTLY_CLOSED"}
    assert tencent.post(UPDATE, local_store_list=[{"poi_id": TEA, "local_store_biz_info": closed}]).code == 0
    assert store(tencent)["system_status"] == "AD_STATUS_INVALID"


def test_pictures_and_words_are_reviewed_one_by_one(tencent):
    set_pace(tencent, "manual")
    picture = image(tencent)
    add(tencent, image_set=[{"image_id": picture}], recommend_words=[{"recommend_word": "好茶"}])
    item = store(tencent)
    assert item["image_set"] == [{"image_id": picture, "status": "AD_STATUS_PENDING", "audit_msg": ""}]
    ad_approvals.decide(tencent, State.REFUSED, "too good")
    word = {"recommend_word": "好茶", "status": "AD_STATUS_DENIED", "audit_msg": "too good"}
    assert store(tencent)["recommend_words"] == [word]
    set_pace(tencent, "immediate")
    tencent.post(UPDATE, local_store_list=[{"poi_id": TEA, "recommend_words": [{"recommend_word": "香茶"}]}])
    assert store(tencent)["recommend_words"][0]["status"] == "AD_STATUS_NORMAL"


def test_pictures_and_words_wait_for_a_decision_apart_from_creatives(tencent, server):
    set_pace(tencent, "manual")
    picture = image(tencent)
    add(tencent, image_set=[{"image_id": picture}], recommend_words=[{"recommend_word": "好茶"}])
    waiting = server.instance.read_now(approvals.waiting)
    assert [(one.document["type"], one.document["value"]) for one in waiting] == [
        ("store picture", picture),
        ("store words", "好茶"),
    ]
    server.instance.write_now(lambda tx: approvals.decide(tx, waiting[0].id, approved=True, reason=""))
    assert store(tencent)["image_set"][0]["status"] == "AD_STATUS_NORMAL"


def test_stores_are_added_all_or_none(tencent):
    assert add(tencent, TEA, "1").code == 31010
    assert add(tencent, TEA, TEA).code == 31011
    assert listed(tencent, GET) == []
    assert add(tencent).code == 0
    assert add(tencent).code == 31011
    assert tencent.post(UPDATE, local_store_list=[{"poi_id": BOOKS}]).code == 31010


def test_a_list_of_stores_names_places(tencent):
    assert tencent.post(ADD).code == 18001
    assert tencent.post(ADD, local_store_list=[{}]).code == 18001
    assert tencent.post(UPDATE, local_store_list=[{}]).code == 18001


@pytest.mark.parametrize(
    ("business", "code"),
    [
        ({"poi_id": BOOKS}, 31002),
        ({"opening_hours": [{"time_series": "2" * 48}]}, 31002),
        ({"peak_period": [{"time_series": "0" * 48}]}, 31002),
        ({"customer_profile": {"age": [{"min": 18}]}}, 18001),
        ({"customer_profile": {"age": [{"min": 13, "max": 20}]}}, 18004),
        ({"customer_profile": {"age": [{"min": 16, "max": 20}]}}, 18009),
        ({"customer_profile": {"age": [{"min": 30, "max": 20}]}}, 18004),
        ({"customer_profile": {"age": [{"min": 30, "max": 67}]}}, 18003),
        ({"customer_profile": {"income": [{"min": 0, "max": 4_999}]}}, 18004),
        ({"first_category_id": 12}, 31010),
        ({"first_category_id": 31, "second_category_id": 1}, 31010),
        ({"first_category_id": 31, "second_category_id": 821}, 31010),
        ({"second_category_id": 801}, 31010),
    ],
)
def test_what_a_store_says_about_itself_keeps_rules(tencent, business, code):
    assert add(tencent, local_store_biz_info=business).code == code
    assert listed(tencent, GET) == []


def test_the_bounds_of_ages_are_within(tencent):
    profile = {"age": [{"min": 14, "max": 66}, {"min": 18, "max": 18}], "income": [{"min": 0, "max": 5_000}]}
    assert add(tencent, local_store_biz_info={"customer_profile": profile}).code == 0
    assert store(tencent)["local_store_biz_info"]["customer_profile"] == profile


def test_pictures_and_merchants_are_those_of_the_account(tencent, server, other):
    assert add(tencent, image_set=[{"image_id": image(other)}]).code == 64018
    paying = {"wechat_ecosystem_accounts": {"wxpay_merchant_id": [1600000001]}}
    assert add(tencent, **paying).code == 31010
    about = {"wxpay_merchant_id": 1600000001, "company_name": "Tea"}
    server.instance.write_now(lambda tx: merchants.add(tx, tencent.account_id, about))
    assert listed(tencent, MERCHANTS) == [about]
    assert listed(other, MERCHANTS) == []
    assert add(tencent, **paying).code == 0
    eleven = {"wechat_ecosystem_accounts": {"wxpay_merchant_id": [1600000001] * 11}}
    assert add(tencent, BOOKS, **eleven).code == 18011


def test_stores_are_deleted_all_or_none(tencent, other):
    add(tencent, TEA, BOOKS)
    assert tencent.post(DELETE, poi_list=[TEA, "1"]).code == 31010
    assert other.post(DELETE, poi_list=[TEA]).code == 31010
    assert tencent.post(DELETE, poi_list=[TEA]).document["data"] == {"poi_list": [TEA]}
    assert [one["poi_id"] for one in listed(tencent, GET)] == [BOOKS]
    assert add(tencent, TEA).code == 0


# -- packages -------------------------------------------------------------------------------------------------------


def pack(client: TencentClient, *place_ids: str, name: str = "Shenzhen") -> Response:
    rows = [{"poi_id": place_id} for place_id in place_ids]
    return client.post(f"{PACKAGE}add", local_store_package_name=name, local_store_list=rows)


def test_a_package_holds_stores_until_they_are_deleted(tencent):
    add(tencent, TEA, BOOKS)
    package_id = pack(tencent, TEA, BOOKS).data.local_store_package_id
    (item,) = listed(tencent, f"{PACKAGE}get")
    assert (item["local_store_package_id"], item["local_store_package_name"]) == (package_id, "Shenzhen")
    assert [one["local_store_name"] for one in item["local_store_list"]] == ["南山茶舍", "福田书店"]
    assert (item["owner_account_id"], item["system_status"]) == (tencent.account_id, "AD_STATUS_NORMAL")
    tencent.post(DELETE, poi_list=[TEA])
    (item,) = listed(tencent, f"{PACKAGE}get")
    assert [one["poi_id"] for one in item["local_store_list"]] == [BOOKS]
    tencent.post(DELETE, poi_list=[BOOKS])
    assert listed(tencent, f"{PACKAGE}get")[0]["system_status"] == "AD_STATUS_INVALID"


def test_a_package_names_stores_of_the_account_once(tencent, other):
    add(tencent)
    assert pack(tencent, BOOKS).code == 31010
    assert pack(other, TEA).code == 31010
    assert pack(tencent).code == 18012
    assert pack(tencent, TEA, TEA).code == 31011
    row = {"poi_id": TEA, "owner_account_id": other.account_id}
    assert tencent.post(f"{PACKAGE}add", local_store_package_name="A", local_store_list=[row]).code == 31010
    assert tencent.post(f"{PACKAGE}add", local_store_package_name="A", local_store_list=[{}]).code == 18001
    assert pack(tencent, TEA).code == 0
    assert pack(tencent, TEA).code == 31011


def test_a_package_is_changed_found_and_deleted(tencent, other):
    add(tencent, TEA, BOOKS)
    one, two = (pack(tencent, TEA, name=name).data.local_store_package_id for name in ("One", "Two"))
    change = {"local_store_package_name": "Books", "local_store_list": [{"poi_id": BOOKS}]}
    assert other.post(f"{PACKAGE}update", local_store_package_id=one, **change).code == 31010
    assert tencent.post(f"{PACKAGE}update", local_store_package_id=one, **change).code == 0

    def ids(*condition: str) -> list[int]:
        return [one["local_store_package_id"] for one in listed(tencent, f"{PACKAGE}get", filtering=where(*condition))]

    assert ids("local_store_pacakge_name", "CONTAINS", "ook") == [one]  # as the vendor spells it
    assert ids("local_store_package_id", "IN", str(two)) == [two]
    assert tencent.post(f"{PACKAGE}delete", local_store_package_id=two).data.local_store_package_id == two
    assert tencent.post(f"{PACKAGE}delete", local_store_package_id=two).code == 31010
    assert ids("local_store_package_id", "IN", str(one), str(two)) == [one]
