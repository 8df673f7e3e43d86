"""/v3.0/user_actions and what follows from them: sets, reports, dispatches, audiences of user actions."""

from typing import Any

import pytest

from mercat.domain.advertising.audiences.audience_job import HANDLER
from mercat.domain.advertising.users.audience_rules import KIND
from mercat.domain.bulk import simulated_progress
from mercat.domain.job_handler import JobContext, Reschedule
from mercat.model.clock import DAY, MINUTE, SECOND, day_of
from mercat.model.messages import ComputeAudiences
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx
from support.audiences import ADD as ADD_AUDIENCE
from support.audiences import audience, combination, create, filled, listed, phones
from support.databases import Lease
from support.delivery import advance, renewed
from support.server import Server
from support.tencent import TencentClient

ADD_SET, GET_SETS = "/v3.0/user_action_sets/add", "/v3.0/user_action_sets/get"
ADD, REPORT = "/v3.0/user_actions/add", "/v3.0/user_action_set_reports/get"
DISPATCH = "/v3.0/data_source_dispatch/get"
PHONES = phones(0, 10)
ZONE = "Asia/Shanghai"


def make_set(client: TencentClient, kind: str = "WEB", **members: Any) -> int:
    answer = client.post(ADD_SET, type=kind, **members)
    assert answer.code == 0, answer
    set_id: int = answer.document["data"]["user_action_set_id"]
    return set_id


@pytest.fixture
def site(tencent):
    return make_set(tencent, name="Shop")


@pytest.fixture
def noon(server):
    """Noon of yesterday, in seconds, where the platform is."""
    now = server.instance.clock.now() // SECOND + 8 * 3_600
    return now - now % 86_400 - 12 * 3_600 - 8 * 3_600


def action(at: int, person: int | None = 0, kind: str = "PAGE_VIEW", **members: Any) -> dict[str, Any]:
    user = {} if person is None else {"user_id": {"hash_phone": PHONES[person]}}
    return {"action_time": at, "action_type": kind, "url": "https://shop.example.com/tea", **user, **members}


def report(client: TencentClient, set_id: int, at: int, **members: Any) -> list[dict[str, Any]]:
    day = day_of(at * SECOND, ZONE)
    sent = {"date_range": {"start_date": day, "end_date": day}, "time_granularity": "DAILY", **members}
    return listed(client, REPORT, user_action_set_id=set_id, **sent)


def send(client: TencentClient, set_id: int, *actions: dict[str, Any], **options: Any) -> int:
    return client.post(ADD, user_action_set_id=set_id, actions=list(actions), **options).code


# -- who reports ----------------------------------------------------------------------------------------------------


def in_headers(client: TencentClient) -> dict[str, str]:
    return {name.replace("_", "-"): str(value) for name, value in client.common().items()}


def test_actions_are_reported_with_the_common_parameters_as_headers(tencent, site, noon):
    """Clients that report conversions send them so."""
    body = {"account_id": tencent.account_id, "user_action_set_id": site, "actions": [action(noon)]}
    headers = in_headers(tencent)
    assert tencent.send("POST", ADD, json=body, common={}, headers=headers).document["code"] == 0
    assert [row["raw_action_count"] for row in report(tencent, site, noon)] == [1]
    assert tencent.send("POST", ADD, json=body, common={}, headers=headers).document["code"] == 12100


@pytest.mark.parametrize("name", ["access-token", "timestamp", "nonce"])
def test_a_common_parameter_that_is_in_no_header_either_is_12000(tencent, name):
    headers = {key: value for key, value in in_headers(tencent).items() if key != name}
    assert tencent.send("POST", ADD, json={}, common={}, headers=headers).document["code"] == 12000


def test_the_query_goes_before_the_headers(tencent):
    headers = in_headers(tencent) | {"access-token": "0" * 40}
    assert tencent.send("POST", ADD, json={}, headers=headers).document["code"] == 18001


def test_a_token_in_a_header_names_its_instance(lease: Lease):
    lease.registry.create(instance_id="987-XYZ-654")
    server = Server(lease.registry)
    client = TencentClient(server)
    headers = in_headers(client) | {"host": "987-xyz-654.mktorest.com"}
    assert client.send("POST", ADD, json={}, common={}, headers=headers).document["code"] == 18001
    server.close()


# -- sets -----------------------------------------------------------------------------------------------------------


def test_a_set_is_listed_as_it_was_made(tencent):
    set_id = make_set(tencent, name="Shop", description="All pages", usages=["DEEP_DATA_COOPERATION"])
    (item,) = listed(tencent, GET_SETS)
    assert (item["user_action_set_id"], item["type"], item["name"]) == (set_id, "WEB", "Shop")
    assert (item["description"], item["usages"], item["access_way"]) == (
        "All pages",
        ["DEEP_DATA_COOPERATION"],
        "SELF_BUILT",
    )
    assert (item["activate_status"], item["enable_conversion_claim"]) == (False, True)
    assert len(item["created_time"]) == len("2026-01-01 00:00:00")
    assert "permission" not in item
    (item,) = listed(tencent, GET_SETS, include_permission=True)
    assert set(item["permission"].values()) == {True}


def test_sets_are_found_by_what_they_are_of(tencent):
    site, phone = make_set(tencent, name="Shop"), make_set(tencent, "IOS", mobile_app_id=42)
    small = make_set(tencent, "WECHAT_MINI_PROGRAM", wechat_app_id="wx1", name="Small")

    def found(**params):
        return [item["user_action_set_id"] for item in listed(tencent, GET_SETS, **params)]

    assert found() == [site, phone, small]
    assert found(type=["WEB", "IOS"]) == [site, phone]
    assert found(mobile_app_id=42) == found(name="42") == [phone]
    assert found(wechat_app_id="wx1") == [small]
    assert found(user_action_set_id=site) == [site]
    assert found(user_action_set_id=site, type=["IOS"]) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"type": "WEB"}, 18001),
        ({"type": "ANDROID"}, 18001),
        ({"type": "WECHAT"}, 18001),
        ({"type": "HARMONY"}, 18001),
        ({"type": "TV"}, 18009),
        ({"type": "WEB", "name": "n" * 33}, 18006),
        ({"type": "WECHAT", "wechat_app_id": "w"}, 18005),
        ({"type": "WEB", "name": "N", "usages": ["MORE"]}, 18009),
        ({"type": "WEB", "name": "N", "description": "d" * 129}, 18006),
    ],
    ids=str,
)
def test_a_set_that_does_not_fit_is_refused(tencent, members, expected):
    assert tencent.post(ADD_SET, **members).code == expected
    assert listed(tencent, GET_SETS) == []


def test_names_of_sets_are_unique(tencent, site):
    assert tencent.post(ADD_SET, type="WEB", name="Shop").code == 31011


def test_a_set_of_another_account_is_not_there(tencent, server, site, noon):
    other = TencentClient(server, name="other", account_id=25_611)
    assert listed(other, GET_SETS) == []
    assert send(other, site, action(noon)) == 31010
    range_ = {"start_date": "2026-01-01", "end_date": "2026-01-01"}
    answer = other.get(REPORT, user_action_set_id=site, date_range=range_, time_granularity="DAILY")
    assert answer.code == 31010


# -- actions and reports --------------------------------------------------------------------------------------------


def test_actions_are_counted_by_day_with_their_people(tencent, site, noon):
    assert send(tencent, site, action(noon), action(noon), action(noon, 1), action(noon, None)) == 0
    (row,) = report(tencent, site, noon)
    assert row == {
        "date": day_of(noon * SECOND, ZONE),
        "raw_action_count": 4,
        "identified_action_count": 3,
        "identified_user_count": 2,
    }
    assert [item["activate_status"] for item in listed(tencent, GET_SETS)] == [True]


def test_a_report_by_hours_domains_and_types_adds_up(tencent, site, noon):
    order = {"kind": "CUSTOM", "custom_action": "order", "url": "https://pay.example.com/"}
    send(tencent, site, action(noon), action(noon + 3_600), action(noon + 3_600, 1, **order))
    rows = report(tencent, site, noon, time_granularity="HOURLY")
    assert [(row["hour"], row["raw_action_count"]) for row in rows] == [(12, 1), (13, 2)]
    rows = report(tencent, site, noon, aggregation="DOMAIN")
    assert [(row["domain"], row["raw_action_count"]) for row in rows] == [
        ("pay.example.com", 1),
        ("shop.example.com", 2),
    ]
    rows = report(tencent, site, noon, aggregation="ACTION_TYPE")
    assert [(row["action_type"], row["custom_action"], row["raw_action_count"]) for row in rows] == [
        ("CUSTOM", "order", 1),
        ("PAGE_VIEW", "", 2),
    ]
    assert all("identified_user_count" not in row for row in rows)


def test_a_day_is_one_of_the_platforms_zone(tencent, site, noon):
    midnight = noon + 12 * 3_600
    send(tencent, site, action(midnight - 1), action(midnight))
    assert [row["raw_action_count"] for row in report(tencent, site, noon)] == [1]


def test_an_outer_id_counts_once_for_its_type(tencent, site, noon):
    send(tencent, site, action(noon, outer_action_id="a1"), action(noon, outer_action_id="a1"))
    send(tencent, site, action(noon, outer_action_id="a1"), action(noon, kind="PURCHASE", outer_action_id="a1"))
    (row,) = report(tencent, site, noon)
    assert (row["raw_action_count"], row["identified_action_count"]) == (4, 2)


def test_a_repeated_request_stores_its_actions_once(tencent, site, noon):
    headers = {"x-request-id": "r1"}
    assert [send(tencent, site, action(noon), headers=headers) for _ in range(2)] == [0, 0]
    assert send(tencent, site, action(noon, 1), headers=headers) == 31060
    assert [row["raw_action_count"] for row in report(tencent, site, noon)] == [1]


def test_an_action_carries_the_user_agent_of_a_browser(tencent, site, noon):
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    assert send(tencent, site, action(noon, ext_info={"user_agent": agent})) == 0


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"kind": "CUSTOM"}, 18001),
        ({"kind": "BUY"}, 18009),
        ({"url": None}, 18001),
        ({"url": "https://[::1"}, 18002),
        ({"outer_action_id": "a-1"}, 64027),
        ({"outer_action_id": "a" * 256}, 18006),
        ({"user_id": {"hash_phone": "g" * 32}}, 18002),
        ({"user_id": {"hash_phone": "a" * 31}}, 18005),
        ({"user_id": {"hash_phone": "a" * 33}}, 18006),
        ({"user_id": {"wechat_openid": "o1"}}, 18001),
        ({"product_inform": {"product_id": ["1"]}}, 18001),
        ({"action_param": {"text": "x" * 51_200}}, 18006),
        ({"at": -1}, 18004),
        ({"at": 2**31}, 18003),
        ({"channel": "RADIO"}, 18009),
    ],
    ids=lambda value: str(value)[:60],
)
def test_one_action_that_does_not_fit_stores_none(tencent, site, noon, members, expected):
    assert send(tencent, site, action(noon), action(**{"at": noon, **members})) == expected
    assert report(tencent, site, noon) == []


def test_a_call_has_one_to_fifty_actions(tencent, site, noon):
    assert send(tencent, site) == 18012
    assert send(tencent, site, *[action(noon)] * 51) == 18011
    assert send(tencent, site, *[action(noon)] * 50) == 0
    assert send(tencent, 999, action(noon)) == 31010


def test_applications_and_wechat_need_to_know_who(tencent, noon):
    phone, small = make_set(tencent, "ANDROID", mobile_app_id=1), make_set(tencent, "WECHAT", wechat_app_id="wx1")
    assert send(tencent, phone, action(noon, None)) == 18001
    assert send(tencent, phone, action(noon, url=None)) == 0
    assert send(tencent, small, action(noon)) == 18001
    assert send(tencent, small, action(noon, user_id={"wechat_unionid": "u1"})) == 18001
    assert send(tencent, small, action(noon, user_id={"wechat_unionid": "u1", "wechat_app_id": "wx1"})) == 0


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 1, 31057), (-1, -1, 31057), (365, 0, 31002), (364, 0, 0)],
)
def test_a_report_is_of_days_up_to_today(tencent, server, site, first, last, expected):
    now = server.instance.clock.now()
    span = {"start_date": day_of(now - first * DAY, ZONE), "end_date": day_of(now - last * DAY, ZONE)}
    sent = {"user_action_set_id": site, "time_granularity": "DAILY", "fields": ["date"]}
    assert tencent.get(REPORT, date_range=span, **sent).code == expected
    assert tencent.get(REPORT, date_range={**span, "end_date": "2026-02-30"}, **sent).code == 18002


# -- dispatches -----------------------------------------------------------------------------------------------------


def test_sets_are_dispatched_to_audiences_and_attribution(tencent, server, site):
    server.instance.compatibility.fields_required = False
    plain = make_set(tencent, "OFFLINE", enable_conversion_claim=False)

    def scenes(**params):
        data = tencent.get(DISPATCH, **params).document["data"]
        assert data["account_id"] == tencent.account_id
        items = data["data_source_scenes"]
        return {item["user_action_set_id"]: [one["scene"] for one in item["scenes"]] for item in items}

    assert scenes() == {site: ["DMP", "TRANSFORMATION_ATTRIBUTION"], plain: ["DMP"]}
    assert scenes(scenes=["TRANSFORMATION_ATTRIBUTION"]) == {site: ["TRANSFORMATION_ATTRIBUTION"]}
    assert scenes(type="OFFLINE") == scenes(user_action_set_id=plain) == {plain: ["DMP"]}
    assert scenes(switch_type="SWITCH_OFF") == scenes(access_way="BE_AUTHORIZED") == scenes(scenes=["DPA"]) == {}


# -- audiences of user actions --------------------------------------------------------------------------------------


def spec(set_id: int, **members: Any) -> dict[str, Any]:
    base = {"user_action_set_id": set_id, "match_rule_type": "ACTION", "time_window": 7}
    return {"user_action_spec": {**base, **members}}


def count(client: TencentClient, name: str, audience_spec: dict[str, Any]) -> int:
    item = audience(client, create(client, name, "USER_ACTION", audience_spec=audience_spec))
    assert (item["status"], item["source"]) == ("SUCCESS", "ADVERTISER_OWN_DATA")
    number: int = item["user_count"]
    return number


def one_by_one(kind: str, *groups: list[tuple[str, str, str]]) -> dict[str, Any]:
    names = ("param_name", "operator", "param_value")
    matchers = [{"param_matcher": [dict(zip(names, one, strict=True)) for one in group]} for group in groups]
    return {"action_match_rule": {"action_type": kind, "param_matcher_group": matchers}}


def added_up(**matcher: Any) -> dict[str, Any]:
    whole = {"aggregation_type": "COUNT", "count_type": "BY_TIMES", "comparator": "COMPARATOR_GE", **matcher}
    rule = {"action_type": "PURCHASE", "aggregation_group": [{"aggregation_matcher": [whole]}]}
    return {"extract_type": "AGGREGATION", "action_aggregation_rule": rule}


@pytest.fixture
def bought(tencent, site, noon):
    """A set in which 0 bought twice for 30 in all, 1 once for 25 two days ago, and 2 looked."""
    two_days = 2 * 86_400
    tea, coffee = {"action_param": {"value": 10, "brand": "tea"}}, {"action_param": {"value": 20, "brand": "coffee"}}
    more = {"action_param": {"value": 25, "brand": "green tea"}}
    actions = [action(noon, 0, "PURCHASE", **tea), action(noon, 0, "PURCHASE", **coffee), action(noon, 2)]
    assert send(tencent, site, *actions, action(noon - two_days, 1, "PURCHASE", **more)) == 0
    return site


def test_an_audience_holds_who_did_something_within_days(tencent, bought):
    assert count(tencent, "A", spec(bought, **one_by_one("PURCHASE"))) == 2
    assert count(tencent, "B", spec(bought, time_window=2, **one_by_one("PURCHASE"))) == 1
    assert count(tencent, "C", spec(bought, **one_by_one("SHARE"))) == 0


def test_parameters_of_actions_are_compared(tencent, bought):
    def found(name, *groups):
        return count(tencent, name, spec(bought, **one_by_one("PURCHASE", *groups)))

    assert found("A", [("brand", "EQ", "tea")]) == 1
    assert found("B", [("brand", "CONTAIN", "tea")]) == 2
    assert found("C", [("brand", "CONTAIN", "tea")], [("value", "GT", "24")]) == 1
    assert found("D", [("value", "LT", "11"), ("value", "GT", "24")]) == 2
    assert found("E", [("size", "NE", "1")]) == 0


def test_actions_are_added_up_for_each_person(tencent, bought):
    def found(name, **matcher):
        return count(tencent, name, spec(bought, **added_up(**matcher)))

    assert found("A", comparison_value=2) == 1
    assert found("B", count_type="BY_DAY", comparison_value=2) == 0
    assert found("C", aggregation_type="SUM", param_name="value", comparison_value=30) == 1
    assert found("D", aggregation_type="MAX", param_name="value", comparison_value=20) == 2
    between = {"comparator": "COMPARATOR_BETWEEN", "comparison_min_value": 25, "comparison_max_value": 29}
    assert found("E", aggregation_type="MIN", param_name="value", **between) == 1


def test_urls_are_compared(tencent, bought):
    def found(name, *groups):
        matchers = [{"url_matcher": [{"operator": op, "param_value": text} for op, text in one]} for one in groups]
        rule = {"match_rule_type": "URL", "url_match_rule": {"url_matcher_group": matchers}}
        return count(tencent, name, spec(bought, **rule))

    assert found("A") == 3
    assert found("B", [("CONTAIN", "shop.example.com")]) == 3
    assert found("C", [("CONTAIN", "tea")], [("NOT_CONTAIN", "shop")]) == 0


def test_people_of_actions_and_of_files_are_the_same(tencent, bought):
    buyers = create(tencent, "Buyers", "USER_ACTION", audience_spec=spec(bought, **one_by_one("PURCHASE")))
    customers = filled(tencent, "Customers", 0, 1)
    both = create(tencent, "Both", "COMBINE", audience_spec=combination([[buyers], [customers]]))
    others = create(tencent, "Others", "COMBINE", audience_spec=combination([[buyers]], [[customers]]))
    assert [audience(tencent, one)["user_count"] for one in (both, others)] == [1, 1]


def test_actions_that_arrive_later_add_people_to_audiences_and_to_combinations_with_them(tencent, bought, noon):
    buyers = create(tencent, "Buyers", "USER_ACTION", audience_spec=spec(bought, **one_by_one("PURCHASE")))
    others = create(tencent, "Others", "USER_ACTION", audience_spec=spec(bought, **one_by_one("SHARE")))
    customers = filled(tencent, "Customers", 5, 1)
    both = create(tencent, "Both", "COMBINE", audience_spec=combination([[buyers], [customers]]))
    assert send(tencent, bought, action(noon, 5, "PURCHASE", action_param={"value": 1})) == 0
    tencent.server.instance.jobs.run_due()
    assert [audience(tencent, one)["user_count"] for one in (buyers, others, both)] == [3, 0, 1]


def test_a_job_runs_again_for_actions_that_arrive_while_it_computes(tencent, bought, noon):
    instance = tencent.server.instance
    create(tencent, "Buyers", "USER_ACTION", audience_spec=spec(bought, **one_by_one("PURCHASE")))
    context = JobContext(ComputeAudiences(tencent.account_id), None, instance.read_now)
    write = HANDLER.run(context)
    assert send(tencent, bought, action(noon, 5, "PURCHASE", action_param={"value": 1})) == 0
    assert instance.write_now(write) == Reschedule()
    assert instance.write_now(HANDLER.run(context)) is None


def test_audiences_keep_no_history_of_what_they_covered(tencent, bought, noon):
    buyers = create(tencent, "Buyers", "USER_ACTION", audience_spec=spec(bought, **one_by_one("PURCHASE")))
    both = create(tencent, "Both", "COMBINE", audience_spec=combination([[buyers]]))
    for person in range(4, 9):
        assert send(tencent, bought, action(noon, person, "PURCHASE", action_param={"value": 1})) == 0
        tencent.server.instance.jobs.run_due()
    assert audience(tencent, both)["user_count"] == 7

    def covers(tx: Tx) -> list[int]:
        stored = ad_objects.documents(tx, KIND, [tencent.account_id])
        return [len(stored[one]["_covers"]) for one in (buyers, both)]

    assert tencent.server.instance.read_now(covers) == [2, 2]


def test_people_leave_an_audience_when_their_actions_are_out_of_its_window(tencent, bought):
    recent = create(
        tencent, "Recent", "USER_ACTION", audience_spec=spec(bought, time_window=4, **one_by_one("PURCHASE"))
    )
    counts = []
    for _ in range(4):
        counts.append(audience(tencent, recent)["user_count"])
        advance(tencent, 24)
        tencent = renewed(tencent)
    assert counts == [2, 1, 1, 0]


def test_an_audience_shows_its_former_number_until_it_is_computed_again(tencent, bought, noon):
    buyers = create(tencent, "Buyers", "USER_ACTION", audience_spec=spec(bought, **one_by_one("PURCHASE")))
    tencent.server.instance.write_now(lambda tx: simulated_progress.set_pace(tx, simulated_progress.AUDIENCES, "timed"))
    for person in (5, 6):
        assert send(tencent, bought, action(noon, person, "PURCHASE", action_param={"value": 1})) == 0
        tencent.server.instance.jobs.run_due()
    assert audience(tencent, buyers)["user_count"] == 2
    tencent.server.instance.jobs.advance(tencent.server.instance.clock.now() + 4 * MINUTE)
    assert audience(tencent, buyers)["user_count"] == 4


def test_the_rules_of_audiences_of_user_actions(tencent, site):
    phone = make_set(tencent, "IOS", mobile_app_id=1)
    urls = {"match_rule_type": "URL", "url_match_rule": {"url_matcher_group": []}}
    bad_operator = {"url_matcher_group": [{"url_matcher": [{"operator": "GT", "param_value": "1"}]}]}

    def refusal(set_id, **members):
        sent = {"name": "New", "type": "USER_ACTION", "audience_spec": spec(set_id, **members)}
        return tencent.post(ADD_AUDIENCE, **sent).code

    assert refusal(999, **one_by_one("PURCHASE")) == 31010
    assert refusal(phone, **urls) == 50049
    assert refusal(site, **{**urls, "url_match_rule": bad_operator}) == 50049
    assert refusal(site) == 18001
    assert refusal(site, match_rule_type="URL") == 18001
    assert refusal(site, **one_by_one("CUSTOM")) == 18001
    assert refusal(site, **one_by_one("PURCHASE", [("value", "EQUALS", "1")])) == 18009
    assert refusal(site, **one_by_one("PURCHASE", [("value", "EQ", "1" * 129)])) == 18006
    assert refusal(site, time_window=181, **one_by_one("PURCHASE")) == 18003
    assert refusal(site, time_window=91, **added_up(comparison_value=1)) == 50049
    assert refusal(site, extract_type="AGGREGATION") == 18001
    assert refusal(site, **added_up()) == 18001
    assert refusal(site, **added_up(aggregation_type="SUM", comparison_value=1)) == 18001
    assert listed(tencent) == []
