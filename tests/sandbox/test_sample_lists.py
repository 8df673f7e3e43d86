"""What the sample account answers where an account of the platform would not be empty."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, day_of
from mercat.sandbox.sample.access import ACCOUNT_ID
from support.audiences import listed
from support.tencent import TencentClient

PAGE = {"page": 1, "page_size": 10}


@pytest.fixture
def advertiser(demo):
    """A client with the accounts and the user of the sample application."""
    client = TencentClient(demo, name="sample lists")
    client.token = demo.credentials["tencent"]["access_token"]
    client.server.instance.compatibility.fields_required = False
    return client


def test_products_in_review_and_games_and_units_are_there(advertiser):
    catalog_id = listed(advertiser, "/v3.0/product_catalogs/get")[0]["product_catalog_id"]
    statuses = listed(advertiser, "/v3.0/products_system_status/get", product_catalog_id=catalog_id)
    assert [one["system_status"] for one in statuses] == ["PRODUCT_STATUS_REJECTED"]
    game = {"marketing_target_type": "MARKETING_TARGET_TYPE_APP_ANDROID", "marketing_target_detail_id": "1110955293"}
    for version in ("game_feature", "game_feature_v6"):
        assert advertiser.get(f"/v3.0/{version}/get", **game).document["data"]["profit_mode_id"] == 1
    units = listed(advertiser, "/v3.0/agency_business_unit_list/get", account_id=None, **PAGE)
    assert [unit["business_unit_name"] for unit in units] == ["Clients of the south"]


def test_a_unit_shares_a_component(advertiser):
    (unit,) = listed(advertiser, "/v3.0/business_unit_list/get", account_id=None, **PAGE)
    rows = listed(advertiser, "/v3.0/component_sharing/get", account_id=None, organization_id=unit["organization_id"])
    assert [row["shared_account_id"] for row in rows] == [ACCOUNT_ID]


def test_the_union_shows_ads(advertiser):
    now = advertiser.server.instance.clock.now()
    days = {"start_date": day_of(now - 7 * DAY, ZONE), "end_date": day_of(now, ZONE)}
    rows = listed(advertiser, "/v3.0/ad_union_reports/get", date_range=days, fields=["date", "view_count"])
    assert sum(row["view_count"] for row in rows) > 0


def test_a_creative_has_derived_material_and_others_have_suggestions(advertiser):
    creatives = listed(advertiser, "/v3.0/dynamic_creatives/get", page_size=50)
    (derived,) = [one for one in creatives if one["dynamic_creative_name"] == "Spring tea, derived"]
    found: dict[str, Any] = advertiser.get(
        "/v3.0/programmed_material_mappings/get", dynamic_creative_id=derived["dynamic_creative_id"]
    ).document["data"]
    assert found["list"]["original_material"]
    suggested = advertiser.post("/v3.0/creative_recommend/get").document["data"]["creative_suggest_action_list"]
    assert any(one["suggest_action_item"] for one in suggested)


def test_the_application_hears_of_the_account(advertiser, demo):
    app_id = demo.credentials["tencent"]["client_id"]
    rows = listed(advertiser, "/v3.0/subscription_task_account/get", account_id=None, app_id=app_id, pagesize=10)
    assert [row["account_id"] for row in rows] == [ACCOUNT_ID]
