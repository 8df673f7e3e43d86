"""/sandbox/arrivals: what people do, and an account reads."""

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import day_of
from support.audiences import listed
from support.tencent import TencentClient

ORDER = {"commodity_package_detail": "Green tea", "price": 5_800, "quantity": 2, "user_name": "Li Lei"}


@pytest.fixture
def advertiser(demo):
    client = TencentClient(demo, name="arrivals")
    client.server.instance.compatibility.fields_required = False
    return client


def arrive(demo, **body):
    return demo.sandbox("POST", "/arrivals", {"account_id": 25_610, **body})


def test_an_order_arrives_and_is_shipped(demo, advertiser):
    group_id = listed(advertiser, "/v3.0/adgroups/get")[0]["adgroup_id"]
    numbers = [arrive(demo, order={"adgroup_id": group_id, **ORDER}).document["id"] for _ in range(2)]
    today = day_of(demo.instance.clock.now(), ZONE)
    days = {"start_date": today, "end_date": today}
    orders = listed(advertiser, "/v3.0/ecommerce_order/get", date_range=days)
    assert [order["ecommerce_order_id"] for order in orders] == numbers
    assert (orders[0]["total_price"], orders[0]["ecommerce_order_status"]) == (11_600, "AWAITING_ORDER")
    parcel = {"delivery_tracking_number": "SF1", "express_company": "SF_EXPRESS"}
    assert advertiser.post("/v3.0/ecommerce_order/update", ecommerce_order_id=numbers[0], **parcel).code == 0


def test_a_comment_arrives_and_is_answered(demo, advertiser):
    ad_id = listed(advertiser, "/v3.0/finder_ad_object_list/get")[0]["finder_ad_object_id"]
    comment_id = arrive(demo, comment={"finder_ad_object_id": ad_id, "content": "Love it"}).document["id"]
    answer = {"finder_ad_object_id": ad_id, "reply_comment_id": comment_id, "content": "Thank you"}
    assert advertiser.post("/v3.0/channels_comment/add", **answer).code == 0
    first = listed(advertiser, "/v3.0/comment_list/get")[0]
    assert (first["comment_id"], first["content"]) == (comment_id, "Love it")
    assert [reply["content"] for reply in first["author_replys"]] == ["Thank you"]


def test_a_lead_arrives(demo, advertiser):
    creative_id = listed(advertiser, "/v3.0/dynamic_creatives/get")[0]["dynamic_creative_id"]
    lead = {"dynamic_creative_id": creative_id, "leads_telephone": "13900139000", "leads_name": "Mei"}
    lead_id = arrive(demo, lead=lead).document["id"]
    now_s = demo.instance.clock.now() // 1_000
    span = {"start_time": now_s - 60, "end_time": now_s + 60, "time_type": "TIME_TYPE_CREATED_TIME"}
    leads = advertiser.get("/v3.0/leads_list/get", time_range=span).document["data"]["leads_info"]
    mine = [one for one in leads if str(one["leads_id"]) == lead_id]
    assert [(one["leads_telephone"], one["leads_name"]) for one in mine] == [("13900139000", "Mei")]


def test_a_product_of_a_shop_arrives(demo, advertiser):
    catalog_id = listed(advertiser, "/v3.0/wechat_store_catalogs/get")[0]["catalog_id"]
    product = {"catalog_id": catalog_id, "product_name": "White tea", "price": 88.5}
    outer_id = arrive(demo, store_product=product).document["id"]
    where = [{"field": "product_outer_id", "operator": "EQUALS", "values": [outer_id]}]
    (row,) = listed(advertiser, "/v3.0/wechat_store_product_items/get", product_catalog_id=catalog_id, filtering=where)
    assert (row["product_name"], row["price"]) == ("White tea", 88.5)
    assert row["store_id"] == listed(advertiser, "/v3.0/wechat_store_catalogs/get")[0]["store_id"]


def test_an_official_account_arrives(demo, advertiser):
    before = len(listed(advertiser, "/v3.0/wechat_official_accounts/get"))
    new_id = arrive(demo, official_account={"wechat_official_account_name": "Tea"}).document["id"]
    accounts = listed(advertiser, "/v3.0/wechat_official_accounts/get")
    assert len(accounts) == before + 1
    assert accounts[-1]["wechat_official_account_id"] == new_id


def test_a_post_arrives_once(demo, advertiser):
    post = {"export_id": "export/new", "wechat_channels_account_id": "sph9", "description": "New"}
    assert arrive(demo, channels_post=post).document["id"] == "export/new"
    answer = advertiser.get("/v3.0/channels_finderobject/get", export_id="export/new")
    assert answer.document["data"]["object"]["description"] == "New"
    assert arrive(demo, channels_post=post).status == 422


def test_a_live_stream_is_announced(demo, advertiser):
    start_s = demo.instance.clock.now() // 1_000 + 3_600
    arrive(demo, live_notice={"notice_id": "n1", "wechat_channels_account_id": "sph9", "start_time": start_s})
    answer = advertiser.get("/v3.0/channels_livenoticeinfo/get", wechat_channels_account_id="sph9").document["data"]
    assert [(one["notice_id"], one["start_time"]) for one in answer["live_notice_record_list"]] == [("n1", start_s)]


def test_another_account_grants_its_pages_once(demo, advertiser):
    grant = {"owner_account_id": 25_620}
    assert arrive(demo, page_grant=grant).status == 200
    grants = listed(advertiser, "/v3.0/wechat_pages_grantinfo/get")
    assert grants[-1]["owner_account_name"] == "Sample agency"
    assert arrive(demo, page_grant=grant).status == 422


def test_a_merchant_and_a_page_of_a_game_arrive(demo, advertiser):
    arrive(demo, wxpay_merchant={"wxpay_merchant_id": 7, "company_name": "Tea"})
    merchants = listed(advertiser, "/v3.0/local_stores_wxpay_merchants/get")
    assert merchants[-1] == {"wxpay_merchant_id": 7, "company_name": "Tea"}
    arrive(demo, playable_page={"app_id": "wx9", "playable_page_path": "a/b", "playable_page_name": "Try"})
    (page,) = listed(advertiser, "/v3.0/wx_game_playable_page/get", app_id="wx9")
    assert page["playable_page_path"] == "a/b"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {},
            "Send one of `lead`, `comment`, `order`, `official_account`, `store_product`, `channels_post`, "
            "`live_notice`, `page_grant`, `wxpay_merchant`, `playable_page`.",
        ),
        ({"account_id": 7, "order": {"adgroup_id": 1, **ORDER}}, "There is no account 7."),
        ({"lead": {"dynamic_creative_id": 9, "leads_telephone": "call me"}}, "The telephone of the lead is not valid."),
        ({"page_grant": {"owner_account_id": 7}}, "There is no account 7."),
        ({"order": {"adgroup_id": 999_999, **ORDER}}, "The account has no ad group 999999."),
        ({"comment": {"finder_ad_object_id": 999_999, "content": "x"}}, "The account has no creative 999999."),
    ],
)
def test_what_cannot_arrive_is_a_problem(demo, body, detail):
    answer = arrive(demo, **body)
    assert (answer.status, answer.document["detail"]) == (422, detail)


@pytest.mark.parametrize(
    "body",
    [
        {"order": {"adgroup_id": 1, **ORDER, "price": -1}},
        {"order": {"adgroup_id": 1, **ORDER, "x": 1}},
        {"lead": {"dynamic_creative_id": 1, "leads_telephone": "1"}},
        {"comment": {"finder_ad_object_id": 1, "content": ""}},
    ],
)
def test_nonsense_is_a_problem(demo, body):
    assert arrive(demo, **body).status == 422
