"""The pages, conversions and WeChat accounts of the sample data: no list of them is empty."""

import pytest

from mercat.model.clock import HOUR
from mercat.sandbox.sample import ads, wechat
from support.ad_materials import where
from support.audiences import listed
from support.tencent import ACCOUNT_ID, TencentClient


@pytest.fixture
def sample(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.write_now(lambda tx: ads.fill(tx, ACCOUNT_ID))
    return tencent


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("conversions", {}),
        ("conversion_link_assets", {"filtering": where("second_category_type", "EQUALS", "WEB")}),
        (
            "conversion_link_asset_available",
            {
                "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
                "marketing_target_type": "MARKETING_TARGET_TYPE_PRODUCT",
            },
        ),
        ("pages", {"filtering": where("page_type", "EQUALS", "PAGE_TYPE_OFFICIAL")}),
        ("pages", {"filtering": where("page_type", "EQUALS", "PAGE_TYPE_XJ_WEB_H5")}),
        ("official_landing_page_list", {}),
        ("xijing_page_list", {}),
        ("xijing_template_list", {"page_template_id": "1006"}),
        ("wechat_pages_csgrouplist", {}),
        ("wechat_official_accounts", {}),
        ("wechat_channels_accounts", {}),
        ("wechat_channels_ad_account", {}),
        ("wechat_channels_authorization", {}),
        ("wechat_shop_authorization", {}),
        ("wechat_store_catalogs", {}),
        (
            "user_organization_authentication",
            {"user_token": wechat.USER_TOKEN, "account_id_list": [ACCOUNT_ID]},
        ),
    ],
)
def test_there_is_something_to_list(sample, path, params):
    assert listed(sample, f"/v3.0/{path}/get", **params) != []


def test_approvals_of_the_sample_are_given(sample):
    states = {page["page_status"] for page in listed(sample, "/v3.0/xijing_page_list/get")}
    assert states == {"LANDING_PAGE_STATUS_APPROVED"}
    assert [one["status"] for one in listed(sample, "/v3.0/wechat_channels_ad_account/get")] == ["CREATED"]
    assert [one["available_status"] for one in listed(sample, "/v3.0/wechat_store_catalogs/get")] == [1]


def test_the_shop_of_the_sample_sells_products(sample):
    (catalog,) = listed(sample, "/v3.0/wechat_store_catalogs/get")
    names = [
        product["product_name"]
        for product in listed(sample, "/v3.0/wechat_store_product_items/get", product_catalog_id=catalog["catalog_id"])
    ]
    assert names == ["Green tea", "Black coffee", "Cookbook"]


def test_the_sample_stays_usable_while_time_moves(sample):
    sample.server.instance.clock.offset_ms += HOUR
    assert len(listed(sample, "/v3.0/wechat_channels_accounts/get")) == 2
