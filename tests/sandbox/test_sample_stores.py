"""Stores, papers, RTA, live rooms, subscriptions and violations of the sample data: no list of them is empty."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.model.clock import DAY, day_of
from mercat.sandbox.sample import ads, stores
from support.audiences import listed
from support.tencent import ACCOUNT_ID, TencentClient

WHO = {"account_operate_identity_list": ["客户"], "compliance_owner_list": ["客户"]}


@pytest.fixture
def sample(tencent: TencentClient) -> TencentClient:
    tencent.server.instance.write_now(lambda tx: ads.fill(tx, ACCOUNT_ID))
    return tencent


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("local_stores", {}),
        ("local_store_packages", {}),
        ("local_stores_categories", {}),
        ("local_stores_search_info", {"key_word": "茶"}),
        ("local_stores_wxpay_merchants", {}),
        ("live_room_components", {}),
    ],
)
def test_there_is_something_to_list(sample, path, params):
    assert listed(sample, f"/v3.0/{path}/get", **params) != []


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        ("local_stores_address_parsing_result", {"store_address_list": ["深圳市南山区深南大道9668号"]}, "success_list"),
        ("rtaexp", {}, "Records"),
        ("rtatarget", {}, "Records"),
        ("rtatarget_bind", {}, "Records"),
        ("rta_info", {}, "bidurls"),
        ("punish_detail", WHO, "data_list"),
        ("punish_metrics", {}, "data_list"),
        ("punish_uid_metrics", {**WHO, "page_conf": {}}, "data_list"),
        ("punishment_query", {"account_id_list": [ACCOUNT_ID], "page_conf": {}}, "list"),
        ("illegal_complaint", {"account_id_list": [ACCOUNT_ID], "page": 1, "page_size": 10}, "list"),
    ],
)
def test_there_is_something_to_ask_for(sample, path, body, name):
    answer = sample.post(f"/v3.0/{path}/get", **body)
    assert answer.code == 0, answer
    assert answer.document["data"][name] != []


def test_papers_of_the_sample_are_approved(sample):
    sample.server.instance.compatibility.fields_required = False
    for kind, name in (("INDUSTRY", "industry_qualifications"), ("AD", "ad_qualifications")):
        data: dict[str, Any] = sample.get(
            "/v3.0/qualifications/get", qualification_type=f"{kind}_QUALIFICATION"
        ).document["data"]
        assert [one["qualification_status"] for one in data[name]] == ["QUALIFICATION_STATUS_NORMAL"]


def test_the_experiment_of_the_sample_can_be_asked_for_data(sample):
    experiment = sample.post("/v3.0/rtaexp/get").document["data"]["Records"][0]["ExpId"]
    day = day_of(sample.server.instance.clock.now() - DAY, ZONE).replace("-", "")
    data = {"BeginTime": int(f"{day}0000"), "EndTime": int(f"{day}2300"), "ExpId": [experiment]}
    assert sample.post("/v3.0/rtaexp_data_roi/get", data=data).code == 0


def test_the_stores_of_the_sample_are_in_its_package(sample):
    (package,) = listed(sample, "/v3.0/local_store_packages/get")
    assert [one["poi_id"] for one in package["local_store_list"]] == list(stores.PLACES)
