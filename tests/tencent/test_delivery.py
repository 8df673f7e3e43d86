"""The delivery of ads as clients see it: when it happens, what ends it, and that money and numbers agree."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from mercat.domain.advertising.delivery import delivery
from mercat.domain.oauth import ad_accounts
from mercat.model.clock import HOUR
from mercat.model.funds import Wallet
from mercat.store.advertising import fund_statements, wallets
from support.ad_reviews import decide, elements, set_pace
from support.agencies import GIFT, balances, day, recharge, write
from support.creatives import ad_group, creative
from support.delivery import advance, at_midnight, costs, facts, of_day, renewed
from support.server import Server
from support.tencent import ACCOUNT_ID, TencentClient

UPDATE = "/v3.0/adgroups/update"


@pytest.fixture
def funded(server: Server) -> TencentClient:
    """A client whose account has 1,000 yuan, at midnight."""
    client = at_midnight(server)
    recharge(client, ACCOUNT_ID, 100_000)
    return client


@pytest.fixture
def rich(funded: TencentClient) -> TencentClient:
    """The same with enough money for everything."""
    recharge(funded, ACCOUNT_ID, 10**10)
    return funded


def delivering(client: TencentClient, **members: object) -> int:
    """An ad group with a creative; its id."""
    group_id = ad_group(client, **{"daily_budget": 10_000, "bid_mode": "BID_MODE_CPC", **members})
    creative(client, group_id)
    return group_id


def cost_today(client: TencentClient) -> int:
    asked = {"level": "ADVERTISER", "date": day(client)}
    ((row),) = client.get("/v3.0/realtime_cost/get", **asked).document["data"]["list"]
    cost: int = row["cost"]
    return cost


# -- when ------------------------------------------------------------------------------------------------------------


def test_ads_deliver_hour_by_hour_and_their_cost_is_told_everywhere(funded):
    delivering(funded)
    advance(funded, 12)
    hours = facts(funded)
    assert len({fact.hour for fact in hours}) == 12
    assert all(fact.impressions > fact.clicks for fact in hours)
    cost = sum(fact.cost for fact in hours)
    assert 0 < cost <= 10_000
    assert cost_today(funded) == cost
    assert balances(funded, ACCOUNT_ID) == {"FUND_TYPE_CASH": 100_000 - cost}


def test_hours_are_delivered_by_the_next_call_where_no_job_has_run(funded):
    delivering(funded)
    instance = funded.server.instance
    instance.move_clock(instance.clock.now() + 3 * HOUR)
    assert facts(funded) == []
    assert cost_today(funded) > 0
    assert len({fact.hour for fact in facts(funded)}) == 3


def test_a_silent_instance_delivers_too(rich):
    delivering(rich, daily_budget=0)
    instance = rich.server.instance
    instance.move_clock(instance.clock.now() + 24 * HOUR)
    assert instance.jobs.run_due()["deliver"] == 1
    assert len({fact.hour for fact in facts(rich)}) == 24


def test_nothing_is_simulated_unless_it_is_switched_on(tencent):
    tencent.server.instance.compatibility.fields_required = False
    recharge(tencent, ACCOUNT_ID, 100_000)
    delivering(tencent)
    advance(tencent, 12)
    assert (facts(tencent), cost_today(tencent)) == ([], 0)


def test_once_switched_off_nothing_delivers_and_switched_on_again_it_goes_on_from_then(funded):
    delivering(funded)
    advance(funded, 2)
    write(funded, delivery.end)
    advance(funded, 10)
    write(funded, lambda tx: delivery.begin(tx, "tests"))
    assert len({fact.hour for fact in facts(funded)}) == 2
    advance(funded, 1)
    assert len({fact.hour for fact in facts(funded)}) == 3


# -- what ends it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        ("/v3.0/adgroups/update", {"configured_status": "AD_STATUS_SUSPEND"}),
        ("/v3.0/adgroups/delete", {}),
        ("/v3.0/adgroups/update", {"time_series": "0" * 335 + "1"}),
    ],
    ids=["suspended", "deleted", "out of its hours"],
)
def test_an_ad_group_delivers_until_it_is_changed(funded, change):
    path, members = change
    group_id = delivering(funded)
    advance(funded, 2)
    assert funded.post(path, adgroup_id=group_id, **members).code == 0
    before = facts(funded)
    advance(funded, 2)
    assert facts(funded) == before != []


def test_an_ad_group_without_creatives_or_with_suspended_ones_does_not_deliver(funded):
    ad_group(funded)
    group_id = ad_group(funded)
    creative(funded, group_id, configured_status="AD_STATUS_SUSPEND")
    advance(funded, 5)
    assert facts(funded) == []


def test_an_ad_group_delivers_on_the_days_between_its_dates(rich):
    delivering(rich, begin_date=day(rich, 1), end_date=day(rich, 2), daily_budget=0)
    advance(rich, 24 * 5)
    days = [len({fact.hour for fact in of_day(rich, days_ago)}) for days_ago in (5, 4, 3, 2)]
    assert days == [0, 24, 24, 0]


def test_an_ad_group_begins_at_the_time_of_its_first_day(rich):
    delivering(rich, first_day_begin_time="07:30:00", daily_budget=0)
    advance(rich, 9)
    half, whole = (fact.impressions for fact in facts(rich))
    assert 0 < half < whole


def test_a_creative_that_is_added_late_begins_then(funded):
    group_id = delivering(funded)
    advance(funded, 2)
    late = creative(funded, group_id)
    advance(funded, 2)
    assert [len([fact for fact in facts(funded) if fact.creative_id == each]) for each in (late, late)] == [2, 2]


def test_a_creative_delivers_once_it_is_approved(funded):
    set_pace(funded, "manual")
    group_id = ad_group(funded)
    creative_id = creative(funded, group_id)
    advance(funded, 3)
    assert facts(funded) == []
    for element_id in elements(funded, creative_id).values():
        decide(funded, element_id)
    advance(funded, 2)
    assert len({fact.hour for fact in facts(funded)}) == 2


def test_a_review_that_takes_two_hours_delays_delivery_by_them(funded):
    set_pace(funded, "timed")
    creative(funded, ad_group(funded))
    first = funded.server.instance.clock.now() // HOUR
    advance(funded, 5)
    assert min(fact.hour for fact in facts(funded)) == first + 2


# -- budgets and money -------------------------------------------------------------------------------------------------


def test_a_days_budget_is_used_up_to_the_cent_and_renewed_at_midnight(funded):
    group_id = delivering(funded, daily_budget=12_345)
    advance(funded, 24 * 3)
    assert [sum(fact.cost for fact in of_day(funded, ago)) for ago in (3, 2, 1)] == [12_345] * 3
    assert costs(funded) == {group_id: 3 * 12_345}


def test_the_budget_of_the_account_bounds_all_its_ad_groups(funded):
    advertiser = [{"account_id": ACCOUNT_ID, "daily_budget": 15_000}]
    assert funded.post("/v3.0/advertiser/update_daily_budget", update_daily_budget_spec=advertiser).code == 0
    for _ in range(3):
        delivering(funded)
    advance(funded, 24)
    assert sum(fact.cost for fact in of_day(funded, 1)) == 15_000


def test_a_joint_budget_bounds_its_ad_groups_each_day_and_in_all(funded):
    group_ids = [delivering(funded) for _ in range(2)]
    rule = {"joint_budget_rule_name": "Both", "daily_budget": 12_000, "total_budget": 30_000}
    assert funded.post("/v3.0/joint_budget_rules/add", adgroup_id_list=group_ids, **rule).code == 0
    advance(funded, 24 * 4)
    assert [sum(fact.cost for fact in of_day(funded, ago)) for ago in (4, 3, 2, 1)] == [12_000, 12_000, 6_000, 0]


def test_an_account_without_money_stops_at_its_last_cent_and_goes_on_with_new_money(funded):
    delivering(funded, daily_budget=0)
    recharge(funded, ACCOUNT_ID, 333, GIFT)
    advance(funded, 24)
    assert balances(renewed(funded), ACCOUNT_ID) == {}
    assert sum(costs(funded).values()) == 100_333
    recharge(funded, ACCOUNT_ID, 700)
    advance(funded, 2)
    assert sum(costs(funded).values()) == 101_033


@pytest.mark.parametrize("mode", ["BID_MODE_OCPC", "BID_MODE_OCPM"])
def test_conversions_cost_about_the_bid(rich, mode):
    goal = "OPTIMIZATIONGOAL_LEADS"
    delivering(rich, bid_mode=mode, bid_amount=3_000, optimization_goal=goal, daily_budget=2_000_000)
    advance(rich, 72)
    hours = facts(rich)
    cost = sum(fact.cost for fact in hours) / sum(fact.conversions for fact in hours)
    assert 2_400 < cost < 3_600


def test_a_higher_bid_wins_more_impressions(rich):
    low, high = (delivering(rich, daily_budget=0, bid_mode="BID_MODE_CPM", bid_amount=bid) for bid in (500, 3_000))
    advance(rich, 3)
    views = {group: sum(fact.impressions for fact in facts(rich) if fact.ad_group_id == group) for group in (low, high)}
    assert views[low] * 2 < views[high]


def test_narrow_targeting_is_shown_less(rich):
    wide = delivering(rich, daily_budget=0)
    narrow = delivering(rich, daily_budget=0, targeting={"age": [{"min": 20, "max": 25}]})
    advance(rich, 3)
    views = {
        group: sum(fact.impressions for fact in facts(rich) if fact.ad_group_id == group) for group in (wide, narrow)
    }
    assert 0 < views[narrow] * 2 < views[wide]


# -- the status --------------------------------------------------------------------------------------------------------


def status(client: TencentClient, group_id: int) -> str:
    condition = {"field": "adgroup_id", "operator": "EQUALS", "values": [str(group_id)]}
    asked = {"filtering": [condition], "fields": ["adgroup_id", "system_status"]}
    (item,) = client.get("/v3.0/adgroups/get", **asked).document["data"]["list"]
    text: str = item["system_status"]
    return text.removeprefix("ADGROUP_STATUS_")


def test_an_ad_group_says_that_its_budget_is_used_up_until_midnight(funded):
    group_id = delivering(funded, daily_budget=5_000)
    assert status(funded, group_id) == "ACTIVE"
    advance(funded, 23)
    assert status(funded, group_id) == "DAILY_BUDGET_REACHED"
    advance(funded, 1)
    assert status(renewed(funded), group_id) == "ACTIVE"
    assert renewed(funded).post(UPDATE, adgroup_id=group_id, configured_status="AD_STATUS_SUSPEND").code == 0
    assert status(renewed(funded), group_id) == "SUSPEND"


def test_ad_groups_say_that_the_budget_of_their_account_is_used_up(funded):
    advertiser = [{"account_id": ACCOUNT_ID, "daily_budget": 5_000}]
    assert funded.post("/v3.0/advertiser/update_daily_budget", update_daily_budget_spec=advertiser).code == 0
    group_id = delivering(funded, daily_budget=0)
    advance(funded, 12)
    assert status(funded, group_id) == "DAILY_BUDGET_REACHED"


def test_ad_groups_say_that_their_joint_budget_is_used_up(funded):
    group_ids = [delivering(funded, bid_scene="BID_SCENE_NORMAL_MAX") for _ in range(2)]
    rule = {"joint_budget_rule_name": "Both", "daily_budget": 6_000}
    assert funded.post("/v3.0/joint_budget_rules/add", adgroup_id_list=group_ids, **rule).code == 0
    advance(funded, 12)
    assert [status(funded, group_id) for group_id in group_ids] == ["JOINT_BUDGET_REACHED"] * 2


def test_ad_groups_say_that_there_is_no_money(funded):
    group_id = delivering(funded, daily_budget=0)
    advance(funded, 12)
    assert status(funded, group_id) == "ACCOUNT_BALANCE_NOT_ENOUGH"
    recharge(funded, ACCOUNT_ID, 1)
    assert status(funded, group_id) == "ACTIVE"


def test_the_wallet_of_an_account_is_money_too(funded):
    write(funded, lambda tx: ad_accounts.create_account(tx, "Agency", account_id=77, role="agency"))
    wallet = Wallet(88, 77, 1, {}, 0)
    write(funded, lambda tx: wallets.add(tx, wallet))
    write(funded, lambda tx: wallets.bind(tx, wallet.wallet_id, ACCOUNT_ID))
    recharge(funded, wallet.wallet_id, 2_000)
    group_id = delivering(funded, daily_budget=0)
    advance(funded, 12)
    assert sum(costs(funded).values()) == 102_000
    assert status(funded, group_id) == "ACCOUNT_BALANCE_NOT_ENOUGH"


# -- several at once ---------------------------------------------------------------------------------------------------


def test_hours_are_delivered_once_if_several_callers_find_them_due(funded):
    group_id = delivering(funded)
    instance = funded.server.instance
    instance.move_clock(instance.clock.now() + 72 * HOUR)

    def catch_up(_: int) -> None:
        while instance.write_now(delivery.catch_up):
            pass

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(catch_up, range(6)))
    paid = write(funded, lambda tx: fund_statements.costs_of_ad_groups(tx, ACCOUNT_ID, 0, tx.now))
    assert costs(funded) == paid == {group_id: 30_000}
