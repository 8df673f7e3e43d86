"""/v3.0/subsidy_account_bind, subsidy_bound_account_list and account_subsidy; /v3.0/account_version."""

from typing import Any

import pytest

from support.agencies import COFFEE, DIRECT, SECOND, TEA, TOP, UNKNOWN
from support.tencent import TencentClient

BIND, BOUND, SUBSIDIES = (
    "/v3.0/subsidy_account_bind/add",
    "/v3.0/subsidy_bound_account_list/get",
    "/v3.0/account_subsidy/get",
)


def bind(client: TencentClient, *ids: int, status: str = "2", account_id: int = TEA) -> Any:
    return client.post(BIND, account_id=account_id, binding_account_list=list(ids), bind_status=status)


def bound(client: TencentClient, account_id: int = TEA) -> list[tuple[int, str]]:
    paging = {"page": 1, "page_size": 10}
    answer = client.get(BOUND, account_id=account_id, fields=["bound_account_id", "bind_status"], **paging)
    return [(row["bound_account_id"], row["bind_status"]) for row in answer.document["data"]["list"]]


def test_accounts_are_bound_and_unbound(agency):
    assert bind(agency, COFFEE).document["data"]["list"] == [
        {"account_id": TEA, "bound_account_id": COFFEE, "bind_status": "2"}
    ]
    assert bound(agency) == [(COFFEE, "2")]
    fields = ["account_id", "subsidy_account_id", "bind_status"]
    listed = agency.get(SUBSIDIES, account_id=COFFEE, fields=fields).document["data"]["list"]
    assert listed == [{"account_id": COFFEE, "subsidy_account_id": TEA, "bind_status": "2"}]
    assert bind(agency, COFFEE, status="1").code == 0
    assert bound(agency) == [(COFFEE, "1")]
    assert bind(agency, COFFEE).code == 0
    assert bound(agency) == [(COFFEE, "2")]
    assert bound(agency, COFFEE) == []


@pytest.mark.parametrize(
    ("ids", "status", "expected"),
    [
        ((COFFEE, UNKNOWN), "2", 132400),
        ((COFFEE, DIRECT), "2", 12203),
        ((COFFEE, SECOND), "2", 132401),
        ((COFFEE, TEA), "2", 18009),
        ((COFFEE,), "3", 18009),
        ((COFFEE,), "1", 31010),
        (tuple(range(21)), "2", 18011),
    ],
    ids=str,
)
def test_a_call_that_is_refused_binds_nobody(agency, ids, status, expected):
    assert bind(agency, *ids, status=status).code == expected
    assert bound(agency) == []


def test_the_status_is_a_text(agency):
    body = {"account_id": TEA, "binding_account_list": [COFFEE], "bind_status": 2}
    assert agency.post(BIND, **body).code == 18002


def test_an_advertiser_makes_ads_of_the_third_version(agency):
    path = "/v3.0/account_version/get"
    assert agency.get(path, account_id=TEA, fields=["adp_version"]).document["data"] == {"adp_version": "ADP3"}
    assert agency.get(path, account_id=TOP, fields=["adp_version"]).code == 132401
