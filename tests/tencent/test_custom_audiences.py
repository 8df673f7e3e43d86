"""/v3.0/custom_audiences: types with their parts, states, counts, names, and what keeps an audience."""

from datetime import date, timedelta

import pytest

from mercat.domain.bulk import simulated_progress
from mercat.domain.bulk.simulated_progress import AUDIENCES
from mercat.model.clock import MINUTE, day_of
from support.audiences import ADD, DELETE, GET, UPDATE, audience, combination, create, filled, listed, phones, upload
from support.delivery import advance, renewed
from support.reports import deliver, make_creative, make_group, recharge
from support.tencent import TencentClient

LOOKALIKE = {"lookalike_spec": {"seed_audience_id": 1, "expand_user_count": 1_000_000}}


def code(client: TencentClient, kind: str, spec: dict | None = None, **members) -> int:
    return client.post(ADD, **{"name": "New", "type": kind, "audience_spec": spec, **members}).code


def expanding(seed: int, count: int = 1_000_000) -> dict:
    return {"lookalike_spec": {"seed_audience_id": seed, "expand_user_count": count}}


def ads(**members) -> dict:
    return {"ad_rule_spec": {"rule_type": "CLICK", **members}}


@pytest.fixture
def ago(server):
    """A day by its distance from today, where the platform is."""
    today = date.fromisoformat(day_of(server.instance.clock.now(), "Asia/Shanghai"))
    return lambda days: (today - timedelta(days=days)).isoformat()


# -- add and get ----------------------------------------------------------------------------------------------------


def test_a_new_audience_waits_for_its_files(tencent):
    audience_id = create(tencent, description="People who bought", outer_audience_id="crm_1")
    item = audience(tencent, audience_id)
    assert (item["name"], item["type"], item["description"]) == ("Buyers", "CUSTOMER_FILE", "People who bought")
    assert (item["status"], item["user_count"], item["error_code"]) == ("PENDING", 0, 0)
    assert (item["source"], item["cooperated"], item["is_own"]) == ("ADVERTISER_OWN_DATA", False, True)
    assert (item["account_id"], item["outer_audience_id"]) == (tencent.account_id, "crm_1")
    assert len(item["created_time"]) == len("2026-01-01 00:00:00")
    assert "online_status" not in item
    assert not [name for name in item if name.startswith("_")]


def test_the_page_is_cut(tencent):
    ids = [create(tencent, f"A{number}") for number in range(3)]
    assert [item["audience_id"] for item in listed(tencent, page=2, page_size=2)] == ids[2:]
    assert listed(tencent, audience_id=999) == []


def test_a_name_is_unique_until_its_audience_is_deleted(tencent):
    audience_id = create(tencent)
    assert code(tencent, "CUSTOMER_FILE", name="Buyers") == 50007
    assert tencent.post(DELETE, audience_id=audience_id).code == 0
    create(tencent)


def test_the_outer_id_of_an_audience_answers_it(tencent):
    audience_id = create(tencent, outer_audience_id="crm_1")
    assert create(tencent, "Another", outer_audience_id="crm_1") == audience_id
    assert [item["name"] for item in listed(tencent)] == ["Buyers"]
    assert code(tencent, "CUSTOMER_FILE", outer_audience_id="crm-1") == 64027


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"name": None}, 18001),
        ({"name": "n" * 33}, 18006),
        ({"type": "LABEL"}, 18009),
        ({"description": "d" * 251}, 18006),
        ({"outer_audience_id": "o" * 129}, 18006),
        ({"account_id": 999}, 12201),
        ({"type": "LOOKALIKE"}, 18001),
        ({"type": "LOOKALIKE", "audience_spec": {}}, 18001),
        ({"type": "LOOKALIKE", "audience_spec": {"lookalike_spec": {}}}, 18001),
        ({"type": "KEYWORD", "audience_spec": {"keyword_spec": {"include_keyword": []}}}, 18012),
        ({"type": "KEYWORD", "audience_spec": {"keyword_spec": {"include_keyword": ["k"] * 101}}}, 18011),
        ({"type": "COMBINE", "audience_spec": {"combine_spec": {"include": [{"audience_id": 1}]}}}, 18002),
        ({"type": "COMBINE", "audience_spec": {"combine_spec": {"include": [[{}]]}}}, 18001),
        ({"type": "COMBINE", "audience_spec": combination([[999]])}, 50005),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_and_not_stored(tencent, members, expected):
    assert code(tencent, **{"kind": "CUSTOMER_FILE", "spec": None, **renamed(members)}) == expected
    assert listed(tencent) == []


def renamed(members: dict) -> dict:
    names = {"audience_spec": "spec", "type": "kind"}
    return {names.get(name, name): value for name, value in members.items()}


def test_limits_of_texts_hold_to_the_byte(tencent):
    create(tencent, "n" * 32, description="d" * 250, outer_audience_id="o" * 128)


# -- types ----------------------------------------------------------------------------------------------------------


def test_a_lookalike_covers_as_many_as_it_asks_for(tencent):
    seed = filled(tencent, "Seed", 0, 100)
    item = audience(tencent, create(tencent, "Alike", "LOOKALIKE", audience_spec=expanding(seed)))
    assert (item["status"], item["user_count"], item["online_status"]) == ("SUCCESS", 1_000_000, "ONLINE")
    assert (item["source"], item["audience_spec"]) == ("TENCENT_DATA", expanding(seed))


def test_a_seed_is_ready_large_enough_and_no_lookalike(tencent):
    few, empty, seed = filled(tencent, "Few", 0, 99), create(tencent, "Empty"), filled(tencent, "Seed", 0, 100)
    alike = create(tencent, "Alike", "LOOKALIKE", audience_spec=expanding(seed))
    assert [code(tencent, "LOOKALIKE", expanding(one)) for one in (few, empty, alike, 999)] == [50052] * 3 + [50005]
    assert code(tencent, "LOOKALIKE", expanding(seed, 500_001)) == 50043
    assert code(tencent, "LOOKALIKE", expanding(seed, 0)) == 18004
    assert code(tencent, "LOOKALIKE", expanding(seed, 100_500_000)) == 18003


def test_keywords_cover_the_same_users_every_time(tencent):
    spec = {"keyword_spec": {"include_keyword": ["tea", "coffee"]}}
    one, other = (audience(tencent, create(tencent, name, "KEYWORD", audience_spec=spec)) for name in ("A", "B"))
    assert one["user_count"] == other["user_count"] > 100_000
    fewer = {"keyword_spec": {"include_keyword": ["tea", "coffee"], "exclude_keyword": ["tea"]}}
    item = audience(tencent, create(tencent, "C", "KEYWORD", audience_spec=fewer))
    assert 0 < item["user_count"] < one["user_count"]


def test_a_combination_counts_each_user_once(tencent):
    first, second, third = (filled(tencent, name, at, 100) for name, at in (("A", 0), ("B", 50), ("C", 140)))

    def count(include, exclude=None):
        spec = combination(include, exclude)
        estimate = tencent.get("/v3.0/custom_audience_estimations/get", type="COMBINE", audience_spec=spec)
        name = f"K{len(listed(tencent))}"
        item = audience(tencent, create(tencent, name, "COMBINE", audience_spec=spec))
        assert estimate.document["data"] == {"user_count": item["user_count"]}
        return item["user_count"]

    listed(tencent)  # `fields` is optional from here on
    assert count([[first, second]]) == 150
    assert count([[first], [second]]) == 50
    assert count([[first], [second], [third]]) == 0
    assert count([[first, second, third]], [[second]]) == 140
    assert count([[first]], [[second], [third]]) == 100


def test_a_combination_follows_the_files_of_its_parts(tencent):
    part = filled(tencent, "A", 0, 10)
    whole = create(tencent, "K", "COMBINE", audience_spec=combination([[part]]))
    upload(tencent, part, phones(10, 5))
    assert audience(tencent, whole)["user_count"] == 15


def test_combinations_take_no_lookalikes_no_combinations_and_five_hundred_parts(tencent):
    part = filled(tencent, "A", 0, 100)
    alike = create(tencent, "Alike", "LOOKALIKE", audience_spec=expanding(part))
    whole = create(tencent, "K", "COMBINE", audience_spec=combination([[part] * 500]))
    for one in (alike, whole):
        assert code(tencent, "COMBINE", combination([[one]])) == 50013
    assert code(tencent, "COMBINE", combination([[part] * 500], [[part]])) == 18011
    assert code(tencent, "COMBINE", combination([[part] * 501])) == 18011
    windows = {"combine_spec": {"include": [[{"audience_id": part, "time_window": 2}]]}}
    assert code(tencent, "COMBINE", windows) == 18009


def test_users_of_ads_are_nobody_before_anything_was_delivered(tencent, ago):
    spec = ads(start_date=ago(90), end_date=ago(1), rule_type="CONVERSION", conversion_type=["ORDER"])
    item = audience(tencent, create(tencent, "Ads", "AD", audience_spec=spec))
    assert (item["status"], item["user_count"], item["audience_spec"]) == ("SUCCESS", 0, spec)


def test_an_audience_of_ads_counts_whom_they_reached_and_grows_by_the_day_without_an_end(tencent, ago):
    recharge(tencent)
    tea, books = make_group(tencent, "Tea"), make_group(tencent, "Books")
    for group_id in (tea, books):
        creative_id = make_creative(tencent, group_id, f"Of {group_id}")
        deliver(tencent, creative_id, group_id, (301, 30, 4, 0), days_ago=2)
        deliver(tencent, creative_id, group_id, (30, 3, 1, 0), days_ago=0)
    seen = create(tencent, "Seen", "AD", audience_spec=ads(start_date=ago(5), end_date=ago(1), rule_type="EXPOSURE"))
    clicked = create(tencent, "Clicked", "AD", audience_spec=ads(start_date=ago(5), adgroup_id_list=[tea]))
    assert [audience(tencent, one)["user_count"] for one in (seen, clicked)] == [201, 30]
    advance(tencent, 24)
    tencent = renewed(tencent)
    assert [audience(tencent, one)["user_count"] for one in (seen, clicked)] == [201, 33]


def test_the_rules_of_ads(tencent, ago):
    def refusal(**members):
        return code(tencent, "AD", ads(**{"start_date": ago(10), "end_date": ago(1), **members}))

    assert refusal(start_date=ago(91)) == 50049
    assert refusal(end_date=ago(0)) == 50049
    assert refusal(start_date=ago(1), end_date=ago(2)) == 50049
    assert refusal(start_date="yesterday") == 18002
    assert refusal(rule_type="CONVERSION") == 18001
    assert refusal(conversion_type=["ORDER"]) == 50049
    assert refusal(rule_type="CONVERSION", conversion_type=["SALE"]) == 18009
    assert refusal(rule_type="CONVERSION", conversion_type=["ORDER"] * 6) == 18011
    assert refusal(adgroup_id_list=[999]) == 1800307


def test_an_estimation_is_of_combinations_only(tencent):
    path = "/v3.0/custom_audience_estimations/get"
    listed(tencent)
    assert tencent.get(path, type="KEYWORD", audience_spec=combination([[1]])).code == 18009
    assert tencent.get(path, type="COMBINE", audience_spec={}).code == 18001
    assert tencent.get(path, type="COMBINE", audience_spec=combination([[1]])).code == 50005


# -- update and delete ----------------------------------------------------------------------------------------------


def test_an_update_changes_what_it_names(tencent):
    audience_id = create(tencent, description="Before")
    assert tencent.post(UPDATE, audience_id=audience_id, name="Readers", cooperated=True).code == 0
    item = audience(tencent, audience_id)
    assert (item["name"], item["description"], item["cooperated"]) == ("Readers", "Before", True)


def test_an_update_of_nothing_or_to_a_name_of_another_is_refused(tencent):
    audience_id = create(tencent)
    create(tencent, "Readers")
    assert tencent.post(UPDATE, audience_id=audience_id).code == 18001
    assert tencent.post(UPDATE, audience_id=audience_id, name="Readers").code == 50007
    assert tencent.post(UPDATE, audience_id=audience_id, description="d" * 101).code == 18006
    assert tencent.post(UPDATE, audience_id=999, name="Other").code == 50005


def test_an_audience_of_another_account_is_not_there(tencent, server):
    audience_id = create(tencent)
    other = TencentClient(server, name="other", account_id=25_611)
    assert listed(other) == []
    assert other.post(UPDATE, audience_id=audience_id, name="Mine").code == 50005
    assert other.post(DELETE, audience_id=audience_id).code == 50005
    assert code(other, "LOOKALIKE", expanding(audience_id)) == 50005


def test_what_is_in_use_is_not_deleted(tencent):
    seed, part = filled(tencent, "Seed", 0, 100), filled(tencent, "Part", 0, 10)
    create(tencent, "Alike", "LOOKALIKE", audience_spec=expanding(seed))
    whole = create(tencent, "K", "COMBINE", audience_spec=combination([[part]]))
    assert tencent.post(DELETE, audience_id=seed).code == 50024
    assert tencent.post(DELETE, audience_id=part).code == 50025
    assert tencent.post(DELETE, audience_id=whole).code == 0
    assert tencent.post(DELETE, audience_id=part).code == 0
    assert tencent.post(DELETE, audience_id=part).code == 50005
    assert part not in [item["audience_id"] for item in listed(tencent)]


def test_the_audience_of_an_ad_group_is_not_deleted(tencent, ago):
    audience_id = create(tencent)
    group = {
        "adgroup_name": "Tea",
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": ago(0),
        "end_date": ago(-9),
        "time_series": "1" * 336,
        "targeting": {"excluded_custom_audience": [audience_id]},
    }
    assert tencent.post("/v3.0/adgroups/add", **group).code == 0
    assert tencent.post(DELETE, audience_id=audience_id).code == 50023


# -- progress -------------------------------------------------------------------------------------------------------


def test_a_timed_audience_is_ready_after_two_minutes_of_the_instance(tencent, server):
    server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, AUDIENCES, "timed"))
    spec = {"keyword_spec": {"include_keyword": ["tea"]}}
    audience_id = create(tencent, "Tea", "KEYWORD", audience_spec=spec)
    seen = []
    for _ in range(3):
        item = audience(tencent, audience_id)
        seen.append((item["status"], item["user_count"] > 0))
        server.instance.clock.offset_ms += MINUTE
    assert seen == [("PENDING", False), ("PROCESSING", False), ("SUCCESS", True)]


def test_the_reading_scope_is_one_of_three(tencent_with):
    client = tencent_with("ads_insights")
    assert client.get(GET, fields=["name"]).code == 11014
