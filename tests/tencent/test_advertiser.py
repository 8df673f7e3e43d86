"""/v3.0/advertiser: the accounts of a token."""

from typing import Any

import pytest

from mercat.domain.oauth import ad_accounts, applications
from support.tencent import TencentClient

GET, UPDATE = "/v3.0/advertiser/get", "/v3.0/advertiser/update"
PAGED: dict[str, Any] = {
    "fields": ["account_id", "corporation_name", "system_status"],
    "pagination_mode": "PAGINATION_MODE_NORMAL",
    "page": 1,
    "page_size": 10,
}


@pytest.fixture
def several(tencent: TencentClient) -> TencentClient:
    """A client whose token may touch three accounts."""

    def work(tx: Any) -> str:
        for number, name in ((25611, "Tea house"), (25612, "Coffee house")):
            ad_accounts.create_account(tx, name, account_id=number)
        application = applications.list_applications(tx)[0]
        granted = applications.issue_grant(tx, application, 1, [25610, 25611, 25612], list(application.scopes))
        return granted.access_token

    tencent.token = tencent.server.instance.write_now(work)
    return tencent


def ids(client: TencentClient, **params: Any) -> list[int]:
    return [item["account_id"] for item in client.get(GET, **{**PAGED, **params}).document["data"]["list"]]


def test_one_account_or_all_of_the_token(several):
    answer = several.get(GET, **PAGED)
    assert answer.document["data"] == {
        "list": [{"account_id": 25610, "corporation_name": "Account 25610", "system_status": "CUSTOMER_STATUS_NORMAL"}],
        "page_info": {"page": 1, "page_size": 10, "total_number": 1, "total_page": 1},
    }
    assert ids(several, account_id=None) == [25610, 25611, 25612]
    assert ids(several, account_id=None, page=2, page_size=2) == [25612]


def test_the_name_is_found_whole_or_in_part(several):
    def found(operator: str, value: str) -> list[int]:
        return ids(
            several, account_id=None, filtering=[{"field": "corporation_name", "operator": operator, "values": [value]}]
        )

    assert found("EQUALS", "Tea house") == [25611]
    assert found("CONTAINS", "house") == [25611, 25612]
    assert found("EQUALS", "house") == []


def test_cursors(several):
    mode = {"account_id": None, "pagination_mode": "PAGINATION_MODE_CURSOR", "page": None, "page_size": 2}
    first = several.get(GET, **{**PAGED, **mode}).document["data"]
    assert first["cursor_page_info"] == {"page_size": 2, "total_number": 3, "has_more": True, "cursor": 25611}
    last = several.get(GET, **{**PAGED, **mode, "cursor": 25611}).document["data"]
    assert last["cursor_page_info"] == {"page_size": 2, "total_number": 3, "has_more": False}
    assert [item["account_id"] for item in last["list"]] == [25612]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"fields": None}, 18001),
        ({"pagination_mode": None}, 18001),
        ({"page_size": None}, 18001),
        ({"page": None}, 18001),
        ({"page": 1_001}, 18003),
        ({"page_size": 101}, 18003),
        ({"fields": ["nonsense"]}, 12009),
        ({"account_id": 1}, 12201),
        ({"filtering": [{"field": "memo", "operator": "EQUALS", "values": ["a"]}]}, 18009),
        ({"filtering": [{"field": "corporation_name", "operator": "IN", "values": ["a"]}]}, 18009),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, params, expected):
    assert tencent.get(GET, **{**PAGED, **params}).code == expected


def test_fields_stay_required_here_when_they_are_not_elsewhere(tencent):
    tencent.server.instance.compatibility.fields_required = False
    assert tencent.get(GET, **{**PAGED, "fields": None}).code == 18001


@pytest.mark.parametrize("scope", ["account_management", "ads_insights", "user_actions"])
def test_any_scope_will_do(tencent_with, scope):
    assert tencent_with(scope).get(GET, **PAGED).code == 0


# -- update ---------------------------------------------------------------------------------------------------------


def read(client: TencentClient) -> dict[str, Any]:
    fields = ["account_id", "corporation_name", "daily_budget", "introduction_url", "websites"]
    found: dict[str, Any] = client.get(GET, **{**PAGED, "fields": fields}).document["data"]["list"][0]
    return found


def test_an_account_is_described_anew(tencent):
    sites = [{"website_domain": "www.example.com", "icp_image_id": "7"}]
    about = {
        "corporation_name": "Tea Limited",
        "introduction_url": "https://example.com/tea?a=b&c=d",
        "websites": sites,
    }
    assert tencent.post(UPDATE, **about).document["data"] == {"account_id": 25610}
    assert read(tencent) == {"account_id": 25610, "daily_budget": 0, **about}
    tencent.post(UPDATE, corporation_name="Coffee Limited")
    assert read(tencent) == {"account_id": 25610, "daily_budget": 0, **about, "corporation_name": "Coffee Limited"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account_id": 1}, 12201),
        ({"corporation_name": "n" * 121}, 18006),
        ({"corporation_name": "a/b"}, 64027),
        ({"introduction_url": 7}, 18002),
        ({"websites": [{"website_domain": "a"}]}, 18001),
        ({"daily_budget": 4_999}, 132420),
        ({"daily_budget": 5_000}, 0),
        ({"daily_budget": 4_000_000_000}, 0),
        ({"daily_budget": 4_000_000_001}, 132419),
        ({"daily_budget": 0}, 0),
    ],
    ids=str,
)
def test_changes_are_checked(tencent, changes, expected):
    assert tencent.post(UPDATE, **changes).code == expected


def test_a_budget_changes_by_fifty_yuan_or_more(tencent):
    assert [
        tencent.post(UPDATE, daily_budget=budget).code for budget in (10_000, 14_999, 15_000, 15_000, 0, 5_000)
    ] == [
        0,
        132421,
        0,
        0,
        0,
        0,
    ]


def test_too_small_a_step_says_in_both_languages_how_large_it_has_to_be(tencent):
    tencent.post(UPDATE, daily_budget=10_000)
    answer = tencent.post(UPDATE, daily_budget=14_999)
    step = "The difference between 'daily_budget' and the current daily budget must be higher than 5000 cents."
    assert answer.message == step
    assert answer.message_cn == "日预算每次更新必须大于5000分"


def test_budgets_of_several_accounts_each_row_alone(several):
    rows = [{"account_id": number, "daily_budget": 9_000} for number in (25610, 7, 25612)] + [
        {"account_id": 25611, "daily_budget": 1, "use_min_daily_budget": True}
    ]
    data = several.post(
        "/v3.0/advertiser/update_daily_budget", account_id=None, update_daily_budget_spec=rows
    ).document["data"]
    assert [row["code"] for row in data["list"]] == [0, 12201, 0, 132420]
    assert data["fail_id_list"] == [7, 25611]
    assert read(several)["daily_budget"] == 9_000


# -- preferences ----------------------------------------------------------------------------------------------------

CONFIG = "/v3.0/advertiser_config"
SMART = "COVER_IMAGE_SNAPSHOT_TYPE_SMART_FRAME"


def preference(client: TencentClient, **params: Any) -> Any:
    return client.get(f"{CONFIG}/get", fields=["cover_image_snapshot_type"], **params)


def make_unit(client: TencentClient) -> int:
    answer = client.post("/v3.0/business_unit/add", account_id=None, business_unit_name="Drinks")
    return int(answer.document["data"]["organization_id"])


def test_preferences_are_kept_for_the_account(tencent):
    first = {"cover_image_snapshot_type": "COVER_IMAGE_SNAPSHOT_TYPE_FIRST_FRAME_DEFAULT"}
    assert preference(tencent).document["data"] == first
    unit_id = make_unit(tencent)
    for value in ("COVER_IMAGE_SNAPSHOT_TYPE_FIRST_FRAME", SMART):
        answer = tencent.post(f"{CONFIG}/add", organization_id=unit_id, cover_image_snapshot_type=value)
        assert answer.code == 0
        assert preference(tencent).document["data"] == {"cover_image_snapshot_type": value}
    assert tencent.post(f"{CONFIG}/add", organization_id=unit_id).code == 0
    assert preference(tencent, organization_id=unit_id).document["data"] == {"cover_image_snapshot_type": SMART}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"organization_id": None}, 18001),
        ({"organization_id": 7}, 12204),
        ({"account_id": 1}, 12201),
        ({"cover_image_snapshot_type": "COVER_IMAGE_SNAPSHOT_TYPE_SMART_FRAME_DEFAULT"}, 18009),
    ],
    ids=str,
)
def test_changes_of_preferences_are_checked(tencent, changes, expected):
    body = {"organization_id": make_unit(tencent), "cover_image_snapshot_type": SMART, **changes}
    assert tencent.post(f"{CONFIG}/add", **body).code == expected
    assert preference(tencent).document["data"]["cover_image_snapshot_type"].endswith("FIRST_FRAME_DEFAULT")


def test_preferences_are_read_for_units_of_the_user_alone(tencent):
    assert preference(tencent, organization_id=7).code == 12204
    assert tencent.get(f"{CONFIG}/get", fields=["account_id"]).code in (12009, 18009)
