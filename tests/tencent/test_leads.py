"""/v3.0/leads, /v3.0/leads_list: leads are imported, listed by time, and changed."""

import json
from typing import Any

import pytest

from mercat.domain.advertising.dates import moment_of
from mercat.model.clock import DAY
from support.ad_leads import ADD, FORM, LIST, imported, later, lead, listed, span
from support.creatives import ad_group
from support.tencent import TencentClient

UPDATE, CLAIM = "/v3.0/leads/update", "/v3.0/leads_claim/update"
ADA = {"outer_leads_id": "crm-1", "leads_tel": "13800138000", "leads_name": "Ada", "leads_qq": 10001}


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that times can be compared."""
    server.instance.clock.freeze()


def failures(client: TencentClient, *rows: dict[str, Any], **members: Any) -> list[dict[str, Any]]:
    answer = client.post(ADD, leads_info_list=[{"leads_type": FORM, **row} for row in rows], **members)
    assert answer.code == 0, answer
    items: list[dict[str, Any]] = answer.document["data"]["fail_outer_lead_id_list"]
    return items


# -- importing ------------------------------------------------------------------------------------------------------


def test_a_lead_is_imported_and_listed(tencent):
    bundle = json.dumps({"Budget": "12", "车型": "SUV"}, ensure_ascii=False)
    more = {
        "leads_email": "ada@example.com",
        "leads_gender": "GENDER_TYPE_FEMALE",
        "leads_area": "深圳",
        "bundle": bundle,
        "leads_age": "36",
        "leads_action_time": "2026-01-02 03:04:05",
        "leads_page_name": "Spring",
        "leads_page_url": "https://www.example.com/spring?a=1",
    }
    (lead_id,) = imported(tencent, {**ADA, **more})
    (item,) = listed(tencent)
    assert (item["leads_id"], item["account_id"]) == (lead_id, tencent.account_id)
    assert (item["leads_telephone"], item["leads_qq"], item["leads_name"]) == ("13800138000", "10001", "Ada")
    assert (item["age"], item["leads_area"], item["bundle"]) == ("36", "深圳", bundle)
    assert (item["leads_source"], item["leads_follow_tag"]) == ("OUTER_TRAFFIC", "LEADS_FOLLOW_TAG_DEFAULT")
    assert (item["leads_type"], item["leads_action_time"]) == (FORM, "2026-01-02 03:04:05")
    assert "adgroup_id" not in item


def test_rows_succeed_and_fail_alone(tencent):
    imported(tencent, ADA)
    rows = [{"outer_leads_id": "crm-2", "leads_wechat": "grace"}, ADA, {"leads_tel": "0755-86013388"}]
    answer = tencent.post(ADD, leads_info_list=[{"leads_type": FORM, **row} for row in rows]).document["data"]
    assert [(one["index"], one["outer_leads_id"]) for one in answer["success_lead_id_list"]] == [(0, "crm-2"), (2, "")]
    (failed,) = answer["fail_outer_lead_id_list"]
    assert (failed["index"], failed["outer_leads_id"], failed["detailed_err_code"]) == (1, "crm-1", 1059)
    assert "已经存在" in failed["detailed_err_msg"]
    assert len(listed(tencent)) == 3


def test_a_lead_without_an_outer_id_is_imported_once(tencent):
    row = {"leads_tel": "13800138000", "leads_action_time": "2026-01-02 03:04:05"}
    imported(tencent, row)
    assert [one["detailed_err_code"] for one in failures(tencent, row)] == [1059]
    assert failures(tencent, {**row, "leads_action_time": "2026-01-03 03:04:05"}) == []
    assert failures(tencent, {**row, "leads_type": "LEADS_TYPE_MAKE_PHONE_CALL"}) == []


def test_another_account_has_other_leads(tencent):
    (lead_id,) = imported(tencent, ADA)
    other = TencentClient(tencent.server, name="other", account_id=25_611)
    assert listed(other) == []
    row = {"leads_id": lead_id, "leads_name": "Eve"}
    answer = other.post(UPDATE, match_type="LEADSID", leads_contact_list=[row])
    assert answer.document["data"]["fail_leads_list"] == [{"index": 0, "outer_leads_id": ""}]
    imported(other, ADA)
    assert lead(tencent, lead_id)["leads_name"] == "Ada"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"leads_tel": ""}, 60040),
        ({"leads_tel": None, "leads_user_id": "u", "leads_user_type": "USER_TYPE_TEL"}, 0),
        ({"leads_tel": "138 0013"}, 60042),
        ({"leads_tel": "1" * 33}, 18006),
        ({"leads_qq": 0}, 60043),
        ({"leads_email": "ada"}, 60049),
        ({"leads_email": ""}, 0),
        ({"bundle": "[]"}, 60051),
        ({"bundle": '{"a":1}'}, 60051),
        ({"bundle": '{"a":"1","a":"2"}'}, 60051),
        ({"bundle": "{"}, 60051),
        ({"bundle": "[" * 900}, 60051),
        ({"bundle": '{"a":"1"}'}, 0),
        ({"leads_user_id": "u"}, 60064),
        ({"leads_user_id": "u", "leads_user_type": "USER_TYPE_WX_OPENID"}, 60066),
        ({"leads_user_id": "u", "leads_user_type": "USER_TYPE_WX_OPENID", "leads_user_wechat_appid": "wx1"}, 0),
        ({"leads_user_type": "USER_TYPE_X"}, 18009),
        ({"leads_type": None}, 18001),
        ({"leads_type": "LEADS_TYPE_X"}, 18009),
        ({"leads_gender": ""}, 0),
        ({"leads_action_time": "2026-02-30 00:00:00"}, 60073),
        ({"leads_convert_type": "X"}, 60027),
        ({"leads_ineffect_reason": "X"}, 60028),
        ({"outer_leads_ineffect_reason": "busy"}, 60063),
        ({"customized_tags": [{"tag_group_name": "Car"}]}, 60076),
        ({"customized_tags": [{"tag_group_name": "Car", "tag_name_list": ["SUV"]}]}, 0),
        ({"outer_leads_id": "a" * 64}, 0),
        ({"outer_leads_id": "a" * 65}, 18006),
        ({"leads_name": "<Ada>"}, 64027),
    ],
    ids=str,
)
def test_what_is_said_of_a_lead_is_checked_before_any_is_stored(tencent, row, expected):
    rows = [{"leads_tel": "13800138001"}, {"leads_tel": "13800138000", **row}]
    rows = [{name: value for name, value in {"leads_type": FORM, **one}.items() if value is not None} for one in rows]
    assert tencent.post(ADD, leads_info_list=rows).code == expected
    assert len(listed(tencent)) == (0 if expected else 2)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"leads_info_list": [{"leads_type": FORM, "leads_tel": "13800138000"}] * 51}, 18011),
        ({"leads_info_list": []}, 18012),
        ({"leads_info_list": [{"leads_type": FORM, "leads_tel": "13800138000", "outer_leads_id": "1"}] * 2}, 60057),
        ({"leads_info_list": [{"leads_type": FORM, "leads_tel": "13800138000"}], "match_type": "CLICKID"}, 60069),
        ({"leads_info_list": [{"leads_type": FORM, "leads_tel": "13800138000"}], "match_type": "LEADSID"}, 18009),
        (
            {
                "leads_info_list": [{"leads_type": FORM, "leads_user_id": "u", "leads_user_type": "USER_TYPE_QQ"}],
                "match_type": "CONTACT",
            },
            60040,
        ),
        ({"leads_info_list": [{"leads_type": FORM, "leads_tel": "13800138000"}], "match_type": ""}, 0),
    ],
    ids=str,
)
def test_an_import_is_checked_as_a_whole(tencent, members, expected):
    assert tencent.post(ADD, **members).code == expected


def test_fifty_leads_are_imported_at_once(tencent):
    imported(tencent, *[{"leads_tel": f"138001380{number:02d}"} for number in range(50)])
    assert len(listed(tencent, page_size=200)) == 50


# -- whose ad it was ------------------------------------------------------------------------------------------------


def test_a_claim_names_the_ad_group_that_brought_a_lead(tencent):
    group_id = ad_group(tencent, adgroup_name="Spring tea")
    (lead_id,) = imported(tencent, ADA)
    rows = [
        {
            "outer_leads_id": "crm-1",
            "adgroup_id": str(group_id),
            "leads_user_id": "u",
            "leads_user_type": "USER_TYPE_QQ",
        },
        {"outer_leads_id": "crm-9", "adgroup_id": str(group_id)},
        {"outer_leads_id": "crm-1", "adgroup_id": "9" * 30},
    ]
    answer = tencent.post(CLAIM, leads_claim_list=rows)
    assert answer.document["data"] == {"fail_leads_list": [{"outer_leads_id": "crm-9"}, {"outer_leads_id": "crm-1"}]}
    item = lead(tencent, lead_id)
    assert (item["adgroup_id"], item["adgroup_name"]) == (str(group_id), "Spring tea")
    assert item["claim_account_id"] == tencent.account_id


def test_a_claim_without_an_ad_group_goes_by_the_user(tencent):
    group_id = ad_group(tencent)
    user = {"leads_user_id": "u", "leads_user_type": "USER_TYPE_QQ"}
    imported(tencent, {**ADA, **user}, {"outer_leads_id": "crm-2", "leads_tel": "13900139000"})
    row = {"outer_leads_id": "crm-2", **user}
    assert tencent.post(CLAIM, leads_claim_list=[row]).document["data"]["fail_leads_list"] != []
    tencent.post(CLAIM, leads_claim_list=[{"outer_leads_id": "crm-1", "adgroup_id": str(group_id)}])
    assert tencent.post(CLAIM, leads_claim_list=[row]).document["data"]["fail_leads_list"] == []
    assert {one["adgroup_id"] for one in listed(tencent)} == {str(group_id)}
    assert tencent.post(CLAIM, leads_claim_list=[{"outer_leads_id": "crm-2", "leads_user_id": "u"}]).code == 60064
    assert tencent.post(CLAIM, leads_claim_list=[row] * 11).code == 18011


@pytest.mark.parametrize(
    ("by", "contact"),
    [("CONTACT", {"leads_tel": "13800138000"}), ("CLICKID", {"click_id": "click", "leads_wechat": "ada"})],
)
def test_an_import_goes_to_the_ad_that_brought_the_same_person(tencent, by, contact):
    group_id = ad_group(tencent)
    imported(tencent, {**ADA, "click_id": "click"})
    tencent.post(CLAIM, leads_claim_list=[{"outer_leads_id": "crm-1", "adgroup_id": str(group_id)}])
    (lead_id,) = imported(tencent, {"outer_leads_id": "crm-2", **contact}, match_type=by)
    assert lead(tencent, lead_id)["adgroup_id"] == str(group_id)
    (lead_id,) = imported(tencent, {"outer_leads_id": "crm-3", **contact})
    assert "adgroup_id" not in lead(tencent, lead_id)


# -- changing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "row"),
    [
        ({}, {"outer_leads_id": "crm-1"}),
        ({"match_type": "OUTERLEADSID"}, {"outer_leads_id": "crm-1"}),
        ({"match_type": "CLICKID"}, {"click_id": "click"}),
        ({"match_type": "LEADSID"}, {"leads_id": 0}),
    ],
    ids=str,
)
def test_a_lead_is_changed(tencent, by, row):
    (lead_id,) = imported(tencent, {**ADA, "click_id": "click"})
    row = {**row, "leads_id": lead_id} if "leads_id" in row else row
    changes = {"leads_name": "Ada King", "leads_tel": "13900139000", "shop_name": "Tea house"}
    answer = tencent.post(UPDATE, **by, leads_contact_list=[{**row, **changes}])
    assert answer.document["data"] == {"fail_leads_list": []}
    item = lead(tencent, lead_id)
    assert (item["leads_name"], item["leads_telephone"], item["shop_name"]) == ("Ada King", "13900139000", "Tea house")
    assert (item["leads_qq"], item["outer_leads_id"]) == ("10001", "crm-1")


def test_leads_that_do_not_exist_fail_alone(tencent):
    imported(tencent, ADA)
    rows = [{"outer_leads_id": name, "leads_name": "Eve"} for name in ("crm-9", "crm-1")]
    answer = tencent.post(UPDATE, leads_contact_list=rows)
    assert answer.document["data"] == {"fail_leads_list": [{"index": 0, "outer_leads_id": "crm-9"}]}
    assert [one["leads_name"] for one in listed(tencent)] == ["Eve"]


def test_an_outer_id_of_another_lead_is_not_taken(tencent):
    first, second = imported(tencent, ADA, {"leads_tel": "13900139000"})
    rows = [{"leads_id": second, "outer_leads_id": "crm-1"}]
    answer = tencent.post(UPDATE, match_type="LEADSID", leads_contact_list=[{**rows[0], "leads_name": "Eve"}])
    assert answer.document["data"]["fail_leads_list"] == [{"index": 0, "outer_leads_id": "crm-1"}]
    answer = tencent.post(
        UPDATE, match_type="LEADSID", leads_contact_list=[{"leads_id": second, "outer_leads_id": "x", "memo": "y"}]
    )
    assert answer.document["data"]["fail_leads_list"] == []
    assert [(one["leads_id"], one["outer_leads_id"]) for one in listed(tencent)] == [(second, "x"), (first, "crm-1")]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"leads_contact_list": [{"leads_name": "Eve"}]}, 60033),
        ({"leads_contact_list": [{"leads_name": "Eve"}], "match_type": "LEADSID"}, 60025),
        ({"leads_contact_list": [{"leads_name": "Eve"}], "match_type": "CLICKID"}, 60069),
        ({"leads_contact_list": [{"leads_name": "Eve"}], "match_type": "CONTACT"}, 18009),
        ({"leads_contact_list": [{"outer_leads_id": "crm-1"}]}, 60067),
        ({"leads_contact_list": [{"outer_leads_id": "crm-1", "leads_tel": "x"}]}, 60042),
        ({"leads_contact_list": [{"outer_leads_id": "crm-1", "leads_name": "Eve"}] * 51}, 18011),
    ],
    ids=str,
)
def test_changes_are_checked(tencent, members, expected):
    imported(tencent, ADA)
    assert tencent.post(UPDATE, **members).code == expected
    assert [one["leads_name"] for one in listed(tencent)] == ["Ada"]


# -- listing --------------------------------------------------------------------------------------------------------


def timeline(client: TencentClient) -> list[int]:
    """Five leads that are stored a day after each other, and were submitted the other way round."""
    ids = []
    for number in range(5):
        action = f"2026-01-{20 - number:02d} 00:00:00"
        ids += imported(client, {"leads_tel": f"1380013800{number}", "leads_action_time": action})
        later(client, DAY)
    return ids


def test_leads_are_listed_from_the_newest(tencent):
    ids = timeline(tencent)
    assert [one["leads_id"] for one in listed(tencent)] == ids[::-1]
    january = {"start_time": 1_767_200_000, "end_time": 1_769_900_000, "time_type": "TIME_TYPE_ACTION_TIME"}
    assert [one["leads_id"] for one in listed(tencent, time_range=january)] == ids


def test_the_name_of_the_list_asks_for_whole_leads(tencent):
    (lead_id,) = imported(tencent, {"leads_tel": "13800138000"})
    answer = tencent.get(LIST, fields=["leads_info"], time_range=span(tencent)).document["data"]
    assert [(one["leads_id"], one["leads_telephone"]) for one in answer["leads_info"]] == [(lead_id, "13800138000")]


def test_pages_follow_each_other_by_number_and_by_the_last_lead(tencent):
    ids = timeline(tencent)[::-1]
    second = tencent.get(LIST, fields=["leads_id"], time_range=span(tencent), page=2, page_size=2).document["data"]
    assert second["leads_info"] == [{"leads_id": ids[2]}, {"leads_id": ids[3]}]
    assert second["page_info"] == {"page": 2, "page_size": 2, "total_number": 5, "total_page": 3}
    first = listed(tencent, page_size=2)
    seen: list[int] = [one["leads_id"] for one in first]
    while first:
        last = [str(moment_of(first[-1]["leads_create_time"])), str(first[-1]["leads_id"])]
        first = listed(tencent, page_size=2, last_search_after_values=last)
        seen += [one["leads_id"] for one in first]
    assert seen == ids


def test_leads_outside_of_the_time_are_not_listed(tencent):
    timeline(tencent)
    assert len(listed(tencent, time_range=span(tencent, 1.5))) == 1
    at = span(tencent, 1)["start_time"]
    exact = {"start_time": at, "end_time": at, "time_type": "TIME_TYPE_CREATED_TIME"}
    assert len(listed(tencent, time_range=exact)) == 1


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"time_range": None}, 18001),
        ({"time_range": {"start_time": 9, "end_time": 8, "time_type": "TIME_TYPE_CREATED_TIME"}}, 31057),
        ({"time_range": {"start_time": 0, "end_time": 366 * 86_400, "time_type": "TIME_TYPE_ACTION_TIME"}}, 0),
        ({"time_range": {"start_time": 0, "end_time": 366 * 86_400 + 1, "time_type": "TIME_TYPE_ACTION_TIME"}}, 60015),
        ({"time_range": {"start_time": 0, "end_time": 8, "time_type": "TIME"}}, 18009),
        ({"page_size": 200, "page": 25}, 0),
        ({"page_size": 200, "page": 26}, 60022),
        ({"page_size": 201}, 18003),
        ({"page": 1_001}, 18003),
        ({"last_search_after_values": ["1"]}, 60020),
        ({"last_search_after_values": ["1", "x"]}, 60021),
        ({"last_search_after_values": ["1", "1"], "page": 1_000, "page_size": 200}, 0),
        ({"fields": ["leads"]}, 12009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(LIST, **{"fields": ["leads_id"], "time_range": span(tencent), **params}).code == expected
