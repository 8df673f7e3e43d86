"""/v3.0/adgroups: reading, making, changing and deleting ad groups."""

from typing import Any

ADD, GET = "/v3.0/adgroups/add", "/v3.0/adgroups/get"
FIELDS = ["adgroup_id", "adgroup_name", "daily_budget"]


def new(**others: Any) -> dict[str, Any]:
    """The least that an ad group needs."""
    return {
        "adgroup_name": "Spring tea",
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": "2026-01-01",
        "end_date": "2099-12-31",
        "time_series": "1" * 336,
        **others,
    }


def test_an_ad_group_is_made_and_read(tencent):
    made = tencent.post(ADD, **new(daily_budget=10_000))
    assert made.code == 0
    listed = tencent.get(GET, fields=FIELDS)
    assert listed.document["data"]["list"] == [
        {"adgroup_id": made.data.adgroup_id, "adgroup_name": "Spring tea", "daily_budget": 10_000}
    ]
    assert listed.document["data"]["page_info"] == {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1}


def test_all_members_come_back_where_fields_is_not_required(tencent):
    tencent.server.instance.switches.fields_required = False
    tencent.post(
        ADD, **new(targeting={"age": [{"min": 18, "max": 40}], "gender": ["MALE"]}, site_set=["SITE_SET_WECHAT"])
    )
    (item,) = tencent.get(GET).document["data"]["list"]
    assert item["targeting"] == {"age": [{"min": 18, "max": 40}], "gender": ["MALE"]}
    assert item["configured_status"] == "AD_STATUS_NORMAL"
    assert item["is_deleted"] is False
