"""Leads and orders that delivery brings, where an ad group is optimized for them."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, day_of
from support.ad_leads import lead, listed
from support.agencies import recharge
from support.creatives import ad_group, creative, upload_video
from support.delivery import advance, at_midnight, facts
from support.server import Server
from support.tencent import ACCOUNT_ID, TencentClient

ORDERS = "/v3.0/ecommerce_order/get"
BIDS = {"bid_mode": "BID_MODE_OCPM", "bid_amount": 3_000, "daily_budget": 0}


@pytest.fixture
def rich(server: Server) -> TencentClient:
    """A client whose account has money for everything, at midnight."""
    client = at_midnight(server)
    recharge(client, ACCOUNT_ID, 10**10)
    return client


@pytest.mark.parametrize(
    ("goal", "kind"),
    [
        ("OPTIMIZATIONGOAL_PAGE_RESERVATION", "LEADS_TYPE_FORM"),
        ("OPTIMIZATIONGOAL_TELEPHONE_CONSULTATION", "LEADS_TYPE_MAKE_PHONE_CALL"),
    ],
)
def test_conversions_become_leads_of_the_ad(rich, goal, kind):
    group_id = ad_group(rich, optimization_goal=goal, **BIDS)
    creative_id = creative(rich, group_id)
    advance(rich, 20)
    brought = sum(min(fact.conversions, 2) for fact in facts(rich))
    leads = listed(rich, page_size=200)
    assert len(leads) == brought > 0
    assert {(one["adgroup_id"], one["dynamic_creative_id"]) for one in leads} == {(str(group_id), creative_id)}
    assert {(one["leads_type"], one["leads_source"], one["claim_account_id"]) for one in leads} == {
        (kind, "XJ", rich.account_id)
    }
    assert all(one["leads_name"] and one["leads_telephone"].startswith("1380013") for one in leads)
    assert [one["leads_action_time"] for one in leads] == sorted(
        (one["leads_action_time"] for one in leads), reverse=True
    )


def orders(client: TencentClient) -> list[dict[str, Any]]:
    """The orders of the last days."""
    now = client.server.instance.clock.now()
    days = {"start_date": day_of(now - 5 * DAY, ZONE), "end_date": day_of(now, ZONE)}
    items: list[dict[str, Any]] = client.get(ORDERS, date_range=days, page_size=100).document["data"]["list"]
    return items


def test_conversions_become_orders_of_the_ad(rich):
    group_id = ad_group(rich, optimization_goal="OPTIMIZATIONGOAL_ECOMMERCE_ORDER", **BIDS)
    creative(rich, group_id)
    advance(rich, 20)
    brought = sum(min(fact.conversions, 2) for fact in facts(rich))
    placed = orders(rich)
    assert len(placed) == brought > 0
    assert {(one["adgroup_id"], one["ecommerce_order_status"]) for one in placed} == {(group_id, "AWAITING_ORDER")}
    assert all(one["user_name"] and one["total_price"] == one["quantity"] * one["price"] > 0 for one in placed)
    assert len({one["ecommerce_order_id"] for one in placed}) == brought
    assert listed(rich) == []


def test_people_comment_on_videos_in_channels(rich):
    shown = ad_group(rich, site_set=["SITE_SET_CHANNELS"], **BIDS)
    elsewhere = ad_group(rich, adgroup_name="News", site_set=["SITE_SET_TENCENT_NEWS"], **BIDS)
    video = {"video": [{"value": {"video_id": str(upload_video(rich))}}]}
    ad = creative(rich, shown, components=video)
    creative(rich, shown)
    creative(rich, elsewhere, components=video)
    for _ in range(4):
        advance(rich, 5)
    comments = rich.get("/v3.0/comment_list/get", count=30).document["data"]["list"]
    assert {one["finder_ad_object_id"] for one in comments} == {ad}
    assert all(one["content"] for one in comments)


def test_an_ad_group_for_clicks_brings_no_leads(rich):
    creative(rich, ad_group(rich, optimization_goal="OPTIMIZATIONGOAL_CLICK", **BIDS))
    advance(rich, 20)
    assert sum(fact.conversions for fact in facts(rich)) > 0
    assert listed(rich) == []


def test_where_the_slices_of_delivery_end_makes_no_difference(rich):
    creative(rich, ad_group(rich, optimization_goal="OPTIMIZATIONGOAL_PAGE_RESERVATION", **BIDS))
    for _ in range(5):
        advance(rich, 4)
    brought = sum(min(fact.conversions, 2) for fact in facts(rich))
    assert len(listed(rich, page_size=200)) == brought > 0


def test_a_lead_that_is_claimed_for_another_ad_group_has_no_creative_of_the_first(rich):
    creative(rich, ad_group(rich, optimization_goal="OPTIMIZATIONGOAL_PAGE_RESERVATION", **BIDS))
    advance(rich, 20)
    lead_id = listed(rich)[0]["leads_id"]
    named = {"leads_id": lead_id, "outer_leads_id": "crm-1"}
    rich.post("/v3.0/leads/update", match_type="LEADSID", leads_contact_list=[{**named, "memo": "known"}])
    other = ad_group(rich, adgroup_name="Another")
    claim = {"outer_leads_id": "crm-1", "adgroup_id": str(other)}
    assert rich.post("/v3.0/leads_claim/update", leads_claim_list=[claim]).document["data"] == {"fail_leads_list": []}
    item = lead(rich, lead_id)
    assert (item["adgroup_id"], item["adgroup_name"]) == (str(other), "Another")
    assert not {"dynamic_creative_id", "component_id"} & set(item)
