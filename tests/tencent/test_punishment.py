"""/v3.0/punish..., /v3.0/punishment_..., /v3.0/illegal_complaint: violations, counts of refusals, and complaints."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import local_text
from mercat.domain.advertising.punishments.metrics import MOST
from mercat.model.ad_reviews import State
from support import ad_approvals
from support.ad_reviews import add_creative, add_group, decide, elements, set_pace, titles
from support.agencies import TEA, agency_client
from support.audiences import zipped
from support.server import Response, Server
from support.tencent import TencentClient

QUERY, CONFIG = "/v3.0/punishment_query/get", "/v3.0/punishment_config/get"
DETAIL, METRICS, BY_ACCOUNT = (f"/v3.0/punish_{name}/get" for name in ("detail", "metrics", "uid_metrics"))
ADD, COMPLAINTS = "/v3.0/illegal_complaint/add", "/v3.0/illegal_complaint/get"
WHO = {"account_operate_identity_list": ["客户", "一代服务商"], "compliance_owner_list": ["客户", "服务商"]}
ZIP = zipped(["It was fine"])


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


@pytest.fixture
def other(server: Server) -> TencentClient:
    """A client of another account."""
    return TencentClient(server, name="other", account_id=25611)


def refused(client: TencentClient, *texts: str, among: tuple[str, ...] = ()) -> tuple[int, int]:
    """An ad group and a creative whose titles were approved, and some of them refused afterwards."""
    group = add_group(client, " ".join(texts))
    creative = add_creative(client, group, " ".join(texts), title=titles(*texts, *among))
    for text in texts:
        decide(client, elements(client, creative)[text], refused_for=f"{text} is not allowed")
    return group, creative


def query(client: TencentClient, **asked: Any) -> Response:
    return client.post(QUERY, **{"account_id_list": [client.account_id], "page_conf": {}, "account_id": None, **asked})


def orders(client: TencentClient, **asked: Any) -> list[dict[str, Any]]:
    answer = query(client, **asked)
    assert answer.code == 0, answer
    rows: list[dict[str, Any]] = answer.document["data"]["list"]
    return rows


def rows_of(client: TencentClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    beside = {DETAIL: WHO, METRICS: {}, BY_ACCOUNT: {**WHO, "page_conf": {}}}[path]
    answer = client.post(path, **{**beside, **asked})
    assert answer.code == 0, answer
    rows: list[dict[str, Any]] = answer.document["data"]["data_list"]
    return rows


def complain(client: TencentClient, order: str, content: bytes = ZIP) -> Response:
    texts = {"account_id": client.account_id, "illegal_order_id": order, "complaint_reason": "It was fine"}
    return client.form(ADD, texts, {"file": content})


def complaints(client: TencentClient, **asked: Any) -> list[dict[str, Any]]:
    about = {"account_id_list": [client.account_id], "page": 1, "page_size": 10, "account_id": None}
    answer = client.post(COMPLAINTS, **{**about, **asked})
    assert answer.code == 0, answer
    rows: list[dict[str, Any]] = answer.document["data"]["list"]
    return rows


# -- violations -----------------------------------------------------------------------------------------------------


def test_what_is_refused_after_it_was_approved_is_a_violation(tencent, server):
    set_pace(tencent, "manual")
    creative = add_creative(tencent, add_group(tencent, "Coffee"), "Coffee", title=titles("Never seen"))
    decide(tencent, elements(tencent, creative)["Never seen"], refused_for="no")
    assert orders(tencent) == []
    set_pace(tencent, "immediate")
    group, creative = refused(tencent, "Best tea", among=("Good tea",))
    (order,) = orders(tencent)
    assert (order["uid"], order["reason"]) == (tencent.account_id, "Best tea is not allowed")
    assert (order["illegal_aid"], order["illegal_dc_id"]) == (str(group), str(creative))
    assert (order["level"], order["account_type"], order["appeal_status"]) == (1, 1, True)
    assert order["create_time"] == local_text(server.instance.clock.now())
    assert (order["illegal_time"], order["new_illegal_obj"]) == (order["create_time"][:10], "ELEMENT_TYPE_TEXT")
    decide(tencent, elements(tencent, creative)["Best tea"])
    assert orders(tencent) == []


def test_levels_rise_with_each_violation_of_a_company(tencent):
    for number in range(5):
        refused(tencent, f"Best tea {number}")
    rows = orders(tencent)
    assert [row["level"] for row in rows] == [1, 2, 3, 4, 4]
    assert rows[0]["mdm_punish_data"][-1] == {"punish_level": 4, "punish_cnt": 2}


def test_violations_are_found_and_paged(tencent, server):
    refused(tencent, "One", "Two")
    one, two = orders(tencent)
    now = server.instance.clock.now()

    def ids(**asked: Any) -> list[str]:
        return [row["order_id"] for row in orders(tencent, **asked)]

    assert ids(order_id_list=[two["order_id"]]) == ids(level_list=[2]) == [two["order_id"]]
    assert ids(illegal_node_list=["ELEMENT_TYPE_IMAGE"]) == ids(action_type_list=[9]) == ids(company_name="X") == []
    assert ids(illegal_start_time=now + 1) == ids(end_time=now - 1) == []
    assert len(ids(start_time=now, illegal_end_time=now, illegal_scene_list=["101"])) == 2
    data = query(tencent, page_conf={"page": 2, "page_size": 1}).document["data"]
    assert data["list"] == [two]
    assert data["page_conf"] == {"page": 2, "page_size": 1, "total_page": 2, "total_num": 2}
    assert ids(order_id_list=[one["order_id"]], page_conf={"page": 2, "page_size": 1}) == []


def test_violations_are_of_accounts_within_reach(tencent, other):
    assert query(tencent, account_id_list=[other.account_id]).code == 12203
    assert query(tencent, account_id_list=[1]).code == 132400


def test_the_names_of_scenes_objects_and_levels_can_be_read(tencent):
    tencent.server.instance.compatibility.fields_required = False
    data = tencent.get(CONFIG, account_id=None).document["data"]
    (nodes,) = data["illegal_node_list"]
    assert {node["parent_id"] for node in nodes["options"]} == {nodes["value"]}
    refused(tencent, "Best tea")
    (order,) = orders(tencent)
    assert order["new_illegal_obj"] in [node["value"] for node in nodes["options"]]
    assert order["action_type"] in [action["value"] for action in data["action_type"]]
    assert order["level"] in [level["value"] for level in data["punish_level"]]
    assert set(tencent.get(CONFIG, account_id=None, fields=["punish_level"]).document["data"]) == {"punish_level"}


# -- counts ---------------------------------------------------------------------------------------------------------


def test_counts_follow_from_what_reviewers_decided(tencent):
    refused(tencent, "One", "Two", among=("Three",))
    (row,) = rows_of(tencent, METRICS)
    assert (row["penalty_review_total"], row["penalty_review_reject_cnt"]) == (3, 2)
    assert (row["penalty_reject_rate"], row["is_penalized"], row["penalty_uid_cnt"]) == ("66.67", 1, 1)
    assert (row["penalty_unit_price"], row["final_penalty_amount"]) == ("100.00", "200.00")
    (own,) = rows_of(tencent, BY_ACCOUNT)
    assert (own["account_id"], own["uid_capped_reject_cnt"]) == (tencent.account_id, 2)
    assert (own["uid_final_penalty_amount"], own["account_operate_identity"]) == ("200.00", "客户")
    month = row["partition_time"]
    assert (
        rows_of(tencent, METRICS, partition_time=month) == rows_of(tencent, METRICS, end_partition_time=month) == [row]
    )
    assert rows_of(tencent, METRICS, start_partition_time=month + 1) == []
    assert rows_of(tencent, METRICS, ops_advertiser_name_list=["X"]) == rows_of(tencent, METRICS, page_num=2) == []
    assert rows_of(tencent, BY_ACCOUNT, account_operate_identity_list=["多角色"]) == []
    assert rows_of(tencent, BY_ACCOUNT, query_account_id_list=[1]) == []


def test_a_small_share_of_refusals_is_free(tencent):
    refused(tencent, "One", among=tuple(f"Tea {number}" for number in range(2)))
    for number in range(9):
        add_creative(tencent, add_group(tencent, f"G{number}"), f"C{number}", title=titles(f"A{number}", f"B{number}"))
    (row,) = rows_of(tencent, METRICS)
    assert (row["penalty_review_total"], row["penalty_reject_rate"]) == (21, "4.76")
    assert (row["is_penalized"], row["penalty_amount"], row["final_penalty_amount"]) == (0, "0.00", "0.00")
    assert row["capped_reject_cnt"] == 1 <= MOST


def test_an_agency_sees_its_clients(server):
    agency = agency_client(server)
    client = TencentClient(server, name="tea", account_id=TEA)
    refused(client, "Best tea")
    (row,) = rows_of(agency, BY_ACCOUNT)
    assert (row["account_id"], row["compliance_owner"]) == (TEA, "服务商")
    (detail,) = rows_of(agency, DETAIL, agency_uid_list=[str(agency.account_id)])
    assert detail["agency_uid"] == str(agency.account_id)
    (order,) = orders(agency, account_id_list=[TEA])
    assert (order["account_type"], order["agency_id"]) == (3, agency.account_id)


@pytest.mark.parametrize(
    ("conf", "code"),
    [
        ({"page": 0}, 18004),
        ({"page": "1"}, 18002),
        ({"page": True}, 18002),
        ({"page_size": 1_000}, 0),
        ({"page_size": 1_001}, 18003),
    ],
    ids=str,
)
def test_pages_of_accounts_are_bounded(tencent, conf, code):
    assert tencent.post(BY_ACCOUNT, **WHO, page_conf=conf).code == code


def test_details_tell_each_place_of_what_is_refused(tencent):
    group, creative = refused(tencent, "Best tea", among=("Good tea",))
    (row,) = rows_of(tencent, DETAIL)
    assert (row["adgroup_id"], row["dynamic_creative_id"], row["element_value"]) == (group, creative, "Best tea")
    assert (row["reject_reason"], row["is_element_appeal"]) == ("Best tea is not allowed", 0)
    day = row["last_review_time"]
    assert rows_of(tencent, DETAIL, review_begin_time=day, review_end_time=day, reject_reason="tea is") == [row]
    assert rows_of(tencent, DETAIL, physical_finger_list=[row["physical_finger"]], adgroup_id_list=[group]) == [row]
    assert rows_of(tencent, DETAIL, review_begin_time="2099-01-01") == []
    assert (
        rows_of(tencent, DETAIL, element_type="ELEMENT_TYPE_IMAGE")
        == rows_of(tencent, DETAIL, is_element_appeal=1)
        == []
    )


# -- complaints -----------------------------------------------------------------------------------------------------


def test_a_complaint_that_passes_ends_a_violation(tencent):
    set_pace(tencent, "immediate")
    refused(tencent, "Best tea")
    (order,) = orders(tencent)
    set_pace(tencent, "manual")
    answer = complain(tencent, order["order_id"])
    assert (answer.code, "data" in answer.document) == (0, False)
    (row,) = complaints(tencent)
    assert (row["illegal_order_id"], row["complaint_status"]) == (order["order_id"], "AUDIT_PENDING")
    assert (row["illegal_reason"], row["illegal_time"]) == (order["reason"], order["create_time"])
    assert row["advertiser_account_id"] == tencent.account_id
    assert orders(tencent)[0]["appeal_status"] is False
    assert complain(tencent, order["order_id"]).code == 31011
    ad_approvals.decide(tencent, State.REFUSED, "it was not")
    (row,) = complaints(tencent)
    assert (row["complaint_status"], row["reject_reason"]) == ("AUDIT_REJECT", "it was not")
    assert orders(tencent)[0]["appeal_status"] is True
    assert complain(tencent, order["order_id"]).code == 0
    ad_approvals.decide(tencent, State.APPROVED)
    assert [row["complaint_status"] for row in complaints(tencent)] == ["AUDIT_PASS"]
    assert orders(tencent) == []
    assert complain(tencent, order["order_id"]).code == 31011


def test_complaints_are_found_by_level_reason_and_day(tencent):
    refused(tencent, "One", "Two")
    for order in orders(tencent):
        complain(tencent, order["order_id"])
    day = complaints(tencent)[0]["illegal_time"][:10]

    def levels(**asked: Any) -> list[int]:
        return [row["illegal_level"] for row in complaints(tencent, **asked)]

    assert levels(illegal_level_list=[2]) == levels(illegal_reason="Two") == levels(page=2, page_size=1) == [2]
    assert levels(illegal_date_range={"start_date": day, "end_date": day}) == [1, 2]
    assert levels(illegal_date_range={"start_date": "2099-01-01"}) == levels(action_type_list=[9]) == []


def test_complaints_are_checked(tencent, other):
    refused(tencent, "Best tea")
    (order,) = orders(tencent)
    assert complain(tencent, order["order_id"], b"no zip").code == 31002
    assert complain(tencent, "7").code == 31010
    assert complain(other, order["order_id"]).code == 31010
    texts = {"account_id": tencent.account_id, "illegal_order_id": order["order_id"], "complaint_reason": "Fine"}
    assert tencent.form(ADD, texts, {}).code == 18001
    about = {"page": 1, "page_size": 10, "account_id": None}
    assert tencent.post(COMPLAINTS, account_id_list=[other.account_id], **about).code == 12203
    backwards = {"start_date": "2026-02-02", "end_date": "2026-02-01"}
    own = {"account_id_list": [tencent.account_id], **about}
    assert tencent.post(COMPLAINTS, illegal_date_range=backwards, **own).code == 31057
    assert tencent.post(COMPLAINTS, illegal_date_range={"start_date": "2026-02-30"}, **own).code == 18002
