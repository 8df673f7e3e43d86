"""/sandbox/approvals."""

import pytest

from support.audiences import listed
from support.creatives import ad_group, creative
from support.tencent import TencentClient

PAGE = {"page_config": {"page_name": "Tea", "page_title": "Tea"}, "page_elements": []}
GET = "/v3.0/official_landing_page_list/get"
NOTHING = {"approvals": [], "creatives": []}


@pytest.fixture
def advertiser(demo):
    return TencentClient(demo, name="approvals")


@pytest.fixture
def waiting(demo, advertiser):
    """The approval of a new page that waits."""
    demo.sandbox("PUT", "/transitions", {"review": "manual"})
    page_id = advertiser.post("/v3.0/official_landing_page_component/add", **PAGE).data.page_id
    assert advertiser.post("/v3.0/official_landing_page_submit/update", page_id=page_id).code == 0
    (approval,) = demo.sandbox("GET", "/approvals").document["approvals"]
    return approval


def status(advertiser):
    return listed(advertiser, GET)[-1]["page_status"].rpartition("_")[2]


@pytest.mark.parametrize(
    ("decision", "state"),
    [({"approved": True}, "APPROVED"), ({"approved": False, "reason": "no licence"}, "REJECTED")],
)
def test_what_waits_is_decided(demo, advertiser, waiting, decision, state):
    assert (waiting["account_id"], waiting["about"]) == (advertiser.account_id, "Tea")
    assert status(advertiser) == "PENDING"
    answer = demo.sandbox("POST", "/approvals", {"id": waiting["id"], **decision})
    assert (answer.status, answer.document) == (200, NOTHING)
    assert status(advertiser) == state


@pytest.mark.parametrize(
    ("decision", "detail"),
    [
        ({"approved": False}, "A refusal needs a `reason`."),
        ({"id": 999_999, "approved": True}, "Nothing waits with the id 999999."),
    ],
)
def test_what_cannot_be_decided_is_a_problem(demo, waiting, decision, detail):
    answer = demo.sandbox("POST", "/approvals", {"id": waiting["id"], **decision})
    assert (answer.status, answer.document["detail"]) == (422, detail)


def test_all_that_waits_is_decided_at_once(demo, advertiser, waiting):
    page_id = advertiser.post("/v3.0/official_landing_page_component/add", **PAGE).data.page_id
    assert advertiser.post("/v3.0/official_landing_page_submit/update", page_id=page_id).code == 0
    assert len(demo.sandbox("GET", "/approvals").document["approvals"]) == 2
    assert demo.sandbox("POST", "/approvals", {"approved": True}).document == NOTHING
    assert status(advertiser) == "APPROVED"


def test_a_decision_is_made_once(demo, waiting):
    decision = {"id": waiting["id"], "approved": True}
    assert demo.sandbox("POST", "/approvals", decision).status == 200
    assert demo.sandbox("POST", "/approvals", decision).status == 422


def test_an_authorization_is_named_after_its_channel(demo, advertiser):
    demo.sandbox("PUT", "/transitions", {"review": "manual"})
    advertiser.post("/v3.0/wechat_channels_authorization/add", wechat_channels_account_name="Tea house")
    advertiser.post("/v3.0/wechat_shop_authorization/add", wechat_channels_shop_name="Tea shop")
    approvals = demo.sandbox("GET", "/approvals").document["approvals"]
    assert [one["about"] for one in approvals] == ["Tea house", "Tea shop"]


@pytest.mark.parametrize(
    ("thing", "name"),
    [("wechat_channels", "wechat_channels_account_name"), ("wechat_shop", "wechat_channels_shop_name")],
)
def test_an_authorization_is_approved_at_the_second_answer_that_lists_it(demo, advertiser, thing, name):
    demo.sandbox("PUT", "/transitions", {"review": {"polls": 2}})
    advertiser.post(f"/v3.0/{thing}_authorization/add", **{name: "Tea"})

    def status() -> str:
        rows = listed(advertiser, f"/v3.0/{thing}_authorization/get")
        return next(str(row["authorization_status"]) for row in rows if row[name] == "Tea")

    assert [status(), status()] == ["PENDING", "AUTHORIZED"]


@pytest.fixture
def creative_id(demo, advertiser):
    """A creative that waits."""
    demo.sandbox("PUT", "/transitions", {"review": "manual"})
    return creative(advertiser, ad_group(advertiser))


def review_status(advertiser, creative_id):
    """What the review of a creative as a whole has come to."""
    asked = {"dynamic_creative_id_list": [creative_id], "fields": ["element_result_list"]}
    (result,) = listed(advertiser, "/v3.0/dynamic_creative_review_results/get", **asked)
    return result["element_result_list"][0]["review_status"]


@pytest.mark.parametrize(
    ("decision", "status"),
    [({"approved": True}, "AD_STATUS_NORMAL"), ({"approved": False, "reason": "no licence"}, "AD_STATUS_DENIED")],
)
def test_a_creative_is_decided(demo, advertiser, creative_id, decision, status):
    (waiting,) = demo.sandbox("GET", "/approvals").document["creatives"]
    assert (waiting["id"], waiting["account_id"]) == (creative_id, advertiser.account_id)
    assert demo.sandbox("POST", "/approvals", {"creative_id": creative_id, **decision}).document == NOTHING
    assert review_status(advertiser, creative_id) == status


def test_a_creative_that_does_not_wait_is_a_problem(demo, creative_id):
    decision = {"creative_id": creative_id, "approved": True}
    assert demo.sandbox("POST", "/approvals", decision).status == 200
    answer = demo.sandbox("POST", "/approvals", decision)
    assert (answer.status, answer.document["detail"]) == (422, f"Nothing waits with the id {creative_id}.")
