"""The advertising of the sample data."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, HOUR, day_of
from mercat.sandbox import sample as sample_data
from mercat.sandbox.sample import access, ads, creative_tools, funds
from mercat.store.advertising import delivery_facts
from support.ad_leads import listed
from support.agencies import days
from support.tencent import ACCOUNT_ID, TencentClient


@pytest.fixture
def sample(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.write_now(lambda tx: ads.fill(tx, ACCOUNT_ID))
    tencent.server.instance.compatibility.fields_required = False
    return tencent


def test_there_are_a_dozen_ad_groups_of_several_states(sample):
    found = sample.get("/v3.0/adgroups/get", page_size=100).document["data"]["list"]
    assert len({group["adgroup_name"] for group in found}) == 12
    assert {group["configured_status"] for group in found} == {"AD_STATUS_NORMAL", "AD_STATUS_SUSPEND"}
    assert all(group["targeting"]["age"] for group in found)
    states = {group["system_status"].removeprefix("ADGROUP_STATUS_") for group in found}
    assert {"ACTIVE", "SUSPEND", "CREATIVE_EMPTY"} <= states


def test_creatives_show_pictures_of_the_account(sample):
    creatives = sample.get("/v3.0/dynamic_creatives/get", page_size=100).document["data"]["list"]
    pictures = {image["image_id"] for image in sample.get("/v3.0/images/get", page_size=100).document["data"]["list"]}
    components = [creative["creative_components"] for creative in creatives]
    assert len({creative["dynamic_creative_name"] for creative in creatives}) == 12
    assert {each["image"][0]["value"]["image_id"] for each in components} <= pictures
    assert len({each["title"][0]["component_id"] for each in components}) == 3


def test_there_are_a_dozen_images_and_those_of_the_brand_a_product_and_a_warning(sample):
    found = sample.get("/v3.0/images/get", page_size=100).document["data"]["list"]
    assert len({image["signature"] for image in found}) == 15
    shown = sample.server.call("GET", found[0]["preview_url"].removeprefix("http://mercat.test"))
    assert shown.content.startswith(b"\x89PNG")


def test_there_are_labels_and_an_advertiser(sample):
    assert sample.get("/v3.0/labels/get").data.page_info.total_number == 12
    paging = {"pagination_mode": "PAGINATION_MODE_NORMAL", "page": 1, "page_size": 1}
    answer = sample.get("/v3.0/advertiser/get", fields=["account_id", "daily_budget"], **paging)
    assert answer.document["data"]["list"] == [{"account_id": ACCOUNT_ID, "daily_budget": 5_000_000}]


def test_there_are_videos_that_can_be_played(sample):
    listed = sample.get("/v3.0/videos/get").document["data"]["list"]
    assert [(video["width"], video["height"], video["video_frames"]) for video in listed] == [
        (320, 180, 10),
        (180, 320, 10),
        (320, 180, 10),
    ]
    played = sample.server.call("GET", listed[0]["preview_url"].removeprefix("http://mercat.test"))
    assert (played.headers["content-type"], len(played.content)) == ("video/x-msvideo", listed[0]["file_size"])


def test_each_video_has_a_label(sample):
    labels = sample.get("/v3.0/material_labels/get", need_count=True).document["data"]["list"]
    assert [(label["label_name"], label["relation_media_count"]) for label in labels] == [
        ("Tea", 1),
        ("Coffee", 1),
        ("Books", 1),
    ]


def test_tools_have_something_to_show(sample):
    assert [record["status"] for record in sample.get("/v3.0/watermarks/get").document["data"]["list"]] == ["success"]
    assert sample.get("/v3.0/material_async_tasks/get").data.page_info.total_number == 1
    assert len(sample.get("/v3.0/material_dcatag/get").document["data"]["list"]) == 1
    assert sample.get("/v3.0/dynamic_ad_images/get").data.page_info.total_number == 1
    group_id = sample.get("/v3.0/adgroups/get").document["data"]["list"][0]["adgroup_id"]
    condition = {"field": "adgroup_id", "operator": "EQUALS", "values": [str(group_id)]}
    viewers = sample.get("/v3.0/adcreative_previews/get", filtering=[condition]).document["data"]["list"]
    assert [viewer["user_id"] for viewer in viewers] == ["ada_admin", "ben_baker"]
    game = sample.get("/v3.0/wx_game_playable_page/get", app_id=creative_tools.GAME)
    assert [page["nick_name"] for page in game.document["data"]["list"]] == ["First level"]


def test_each_video_is_on_a_page(sample):
    listed = sample.get("/v3.0/wechat_pages/get").document["data"]["list"]
    on_pages = [page["page_elements_spec_list"][0]["video_spec"]["video_id"] for page in listed]
    assert on_pages == [video["video_id"] for video in sample.get("/v3.0/videos/get").document["data"]["list"]]


def test_the_library_of_audios_is_filled_once(sample):
    other = TencentClient(sample.server, name="other", account_id=ACCOUNT_ID + 1)
    sample.server.instance.write_now(lambda tx: ads.fill(tx, other.account_id))
    assert sample.post("/v3.0/muse_audios/get", account_id=None).data.page_info.total_number == 3


def test_there_is_a_brand_and_a_profile_with_its_picture(sample):
    (brand,) = sample.get("/v3.0/brand/get").document["data"]["list"]
    (profile,) = sample.get("/v3.0/profiles/get").document["data"]["list"]
    assert profile["head_image_id"] == brand["image_id"]
    assert profile["head_image_url"] == brand["image_url"]


# -- money ----------------------------------------------------------------------------------------------------------


def statements(client: TencentClient, fund_type: str) -> list[Any]:
    """All statements of a month in a fund, page by page."""
    rows: list[Any] = []
    asked = {"fund_type": fund_type, "date_range": days(client, -31), "page_size": 100}
    for page in range(1, 100):
        answer = client.get("/v3.0/fund_statements_detailed/get", page=page, **asked).document["data"]
        rows += answer["list"]
        if page >= answer["page_info"]["total_page"]:
            break
    return rows


def test_a_month_of_statements_adds_up_to_the_balances(sample):
    signs = {"CHARGE": 1, "TRANSFER_IN": 1, "TRANSFER_BACK": -1, "PAY": -1}
    for row in sample.get("/v3.0/funds/get").document["data"]["list"]:
        rows = statements(sample, row["fund_type"])
        assert row["balance"] == sum(signs[one["trade_type_ext"]] * one["amount"] for one in rows)
        if row["fund_type"] == "FUND_TYPE_CASH":
            assert row["balance"] > 0
            assert len({one["time"] // 86_400 for one in rows}) >= 30


def test_a_month_of_delivery_agrees_with_the_statements(sample):
    now = sample.server.instance.clock.now()
    facts = sample.server.instance.read_now(lambda tx: delivery_facts.of_account(tx, ACCOUNT_ID, 0, now // HOUR))
    paid = [one for one in statements(sample, "FUND_TYPE_CASH") if one["trade_type_ext"] == "PAY"]
    assert sum(fact.cost for fact in facts) == sum(one["amount"] for one in paid) > 0
    assert len({fact.ad_group_id for fact in facts}) >= 5
    first = (now - funds.DAYS * DAY) // HOUR  # the ads came in the middle of that hour
    assert {fact.hour for fact in facts} - {first} == set(range(first + 1, now // HOUR))
    assert 1_000 < len(facts) < 3_000  # a demo starts at once


def test_a_month_is_reported_and_a_report_is_written(sample):
    now = sample.server.instance.clock.now()
    span = {"start_date": day_of(now - 31 * DAY, "Asia/Shanghai"), "end_date": day_of(now, "Asia/Shanghai")}
    asked = {"date_range": span, "fields": ["cost"], "page_size": 100}
    paid = [one for one in statements(sample, "FUND_TYPE_CASH") if one["trade_type_ext"] == "PAY"]
    for level, group in (("ADVERTISER", "date"), ("ADGROUP", "site_set"), ("COMPONENT", "component_id")):
        found = sample.get("/v3.0/daily_reports/get", level=f"REPORT_LEVEL_{level}", group_by=[group], **asked)
        assert sum(row["cost"] for row in found.document["data"]["list"]) == sum(one["amount"] for one in paid)
    sample.server.instance.write_now(lambda tx: ads.order_report(tx, ACCOUNT_ID))
    sample.server.instance.jobs.run_due()
    (report,) = sample.get("/v3.0/async_reports/get").document["data"]["list"]
    assert report["status"] == "TASK_STATUS_COMPLETED"
    assert len(report["result"]["data"]["file_info_list"]) == 1


def test_the_account_of_a_demo_is_a_client_of_an_agency_and_bound_to_a_wallet(instance, server):
    instance.write_now(access.plant_accounts)
    instance.write_now(lambda tx: sample_data.fill_chapter(tx, sample_data.Chapter.ADVERTISING))
    agency = TencentClient(server, account_id=access.AGENCY_ID)
    fields = ["account_id", "agency_account_id"]
    paging = {"pagination_mode": "PAGINATION_MODE_NORMAL", "page": 1, "page_size": 10}
    clients = agency.get("/v3.0/advertiser/get", account_id=None, fields=fields, **paging).document["data"]["list"]
    assert clients == [
        {"account_id": account_id, "agency_account_id": access.AGENCY_ID}
        for account_id in (ACCOUNT_ID, access.SECOND_ID)
    ]
    wallet = agency.get("/v3.0/wallet/get", account_id=ACCOUNT_ID, fields=["wallet_info"]).document["data"]
    assert wallet["wallet_info"]["balance"] == 1_000_000
    assert wallet["wallet_info"]["binding_account_list"] == [ACCOUNT_ID]


def test_there_are_leads_of_ads_and_of_an_import_a_call_and_figures_of_a_channel(sample):
    items = listed(sample)
    assert [item["leads_source"] for item in items] == ["OUTER_TRAFFIC", *["XJ"] * 5]
    assert all(item["adgroup_name"] and item["component_id"] for item in items[1:])
    called = sample.get("/v3.0/leads_call_record/get", leads_id=items[1]["leads_id"])
    assert len(called.document["data"]["call_records"]) == 1
    now = sample.server.instance.clock.now()
    span = {f"{end}_date": int(day_of(now - n * DAY, ZONE).replace("-", "")) for end, n in (("start", 9), ("end", 0))}
    for name, rows in (("fans", "fans_info_list"), ("leads", "leads_info_list"), ("live", "living_info_list")):
        answer = sample.post(f"/v3.0/video_channel_{name}_data/get", **span, page=1, page_size=10)
        assert answer.document["data"][rows] != []


def test_audiences_are_ready_and_their_numbers_agree(sample):
    found = sample.get("/v3.0/custom_audiences/get").document["data"]["list"]
    assert {item["status"] for item in found} == {"SUCCESS"}
    counts = {item["name"]: item["user_count"] for item in found}
    assert (counts["Buyers of a year"], counts["Newsletter readers"], counts["Reading buyers"]) == (500, 500, 250)


def test_a_month_of_user_actions_is_reported(sample):
    (shop,) = sample.get("/v3.0/user_action_sets/get").document["data"]["list"]
    now = sample.server.instance.clock.now()
    span = {"start_date": day_of(now - 32 * DAY, "Asia/Shanghai"), "end_date": day_of(now, "Asia/Shanghai")}
    params = {"user_action_set_id": shop["user_action_set_id"], "date_range": span, "time_granularity": "DAILY"}
    rows = sample.get("/v3.0/user_action_set_reports/get", **params).document["data"]["list"]
    assert sum(row["raw_action_count"] for row in rows) == 600


def test_tasks_are_done_and_operations_are_logged(sample):
    sample.server.instance.jobs.run_due()
    (pauses,) = sample.get("/v3.0/batch_async_requests/get").document["data"]["list"]
    (packages,) = sample.get("/v3.0/async_tasks/get").document["data"]["list"]
    assert (pauses["status"], pauses["result_status"]) == ("TASK_STATUS_COMPLETED", "TASK_RESULT_STATUS_SUCCESS")
    assert packages["status"] == "TASK_STATUS_COMPLETED"
    assert sample.get("/v3.0/android_channel/get", app_id=100_001).data.page_info.total_number == 2
    now = sample.server.instance.clock.now()
    span = {"start_date": day_of(now - 30 * DAY, "Asia/Shanghai"), "end_date": day_of(now, "Asia/Shanghai")}
    kind = {"operation_object_type": "OPERATION_OBJECT_TYPE_ADGROUP", "page": 1, "page_size": 10}
    assert sample.get("/v3.0/operation_log_list/get", **kind, **span).data.page_info.total_number == 12
