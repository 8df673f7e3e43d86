"""/v3.0/rta_info, /v3.0/rtaexp..., /v3.0/rtatarget...: policies, what is bound to them, and experiments."""

from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE
from mercat.domain.advertising.rta.customers import services
from mercat.domain.advertising.rta.experiments import experiments
from mercat.model.clock import DAY, day_of
from mercat.store.tx import Tx
from support.agencies import agency_client
from support.reports import deliver, make_creative, make_group, recharge
from support.server import Response, Server
from support.tencent import TencentClient

TARGET, BIND = "/v3.0/rtatarget/", "/v3.0/rtatarget_bind/"
INFO, EXPERIMENTS = "/v3.0/rta_info/get", "/v3.0/rtaexp/get"
DATA, TAG_DATA = "/v3.0/rtaexp_data_roi/get", "/v3.0/rtaexp_dsp_tag_data/get"


@pytest.fixture(autouse=True)
def still(server):
    """A clock that stands still, so that days can be compared."""
    server.instance.clock.freeze()


@pytest.fixture
def other(server: Server) -> TencentClient:
    """A client of another account."""
    return TencentClient(server, name="other", account_id=25611)


def add(client: TencentClient, *names: str) -> None:
    for name in names:
        answer = client.post(f"{TARGET}add", data={"OuterTargetId": name, "TargetName": name.upper()})
        assert (answer.code, "data" in answer.document) == (0, False)


def targets(client: TencentClient, **asked: Any) -> dict[str, Any]:
    data: dict[str, Any] = client.post(f"{TARGET}get", data=asked or None).document["data"]
    return data


def bind(client: TencentClient, *rows: dict[str, Any], action: str = "add") -> dict[str, Any]:
    data: dict[str, Any] = client.post(f"{BIND}{action}", data=list(rows)).document["data"]
    return data


def account_row(client: TencentClient, target: str = "") -> dict[str, Any]:
    named = {"OuterTargetId": target} if target else {}
    return {"Id": client.account_id, "TargetType": 3, "UId": client.account_id, **named}


def bound(client: TencentClient, **asked: Any) -> list[tuple[int, str]]:
    records = client.post(f"{BIND}get", data=asked or None).document["data"]["Records"]
    return [(each["Id"], each["OuterTargetId"]) for each in records]


# -- policies -------------------------------------------------------------------------------------------------------


def test_policies_are_added_listed_and_deleted(tencent, other):
    add(tencent, "tea", "coffee", "books")
    page = targets(tencent, Page=2, Size=2)
    assert (page["Total"], page["Page"], page["Size"]) == (3, 2, 2)
    assert page["Records"] == [{"OuterTargetId": "books", "TargetName": "BOOKS"}]
    assert [each["TargetName"] for each in targets(tencent, OuterTargetIds=["tea", "milk"])["Records"]] == ["TEA"]
    assert targets(other)["Total"] == 0
    assert tencent.post(f"{TARGET}add", data={"OuterTargetId": "tea", "TargetName": "Again"}).code == 31011
    gone = [{"OuterTargetId": "tea"}, {"OuterTargetId": "milk"}]
    assert tencent.post(f"{TARGET}delete", data=gone).code == 31010
    assert targets(tencent)["Total"] == 3
    assert tencent.post(f"{TARGET}delete", data=gone[:1]).code == 0
    assert [each["OuterTargetId"] for each in targets(tencent)["Records"]] == ["coffee", "books"]


@pytest.mark.parametrize(("page", "code"), [(0, 18004), (1, 0), (100_000_000, 0), (100_000_001, 18003)])
def test_pages_are_bounded(tencent, page, code):
    assert tencent.post(f"{TARGET}get", data={"Page": page}).code == code
    assert tencent.post(f"{BIND}get", data={"Page": page}).code == code


# -- bindings -------------------------------------------------------------------------------------------------------


def test_ad_groups_and_accounts_are_bound_once(tencent):
    add(tencent, "tea", "coffee")
    group = make_group(tencent, "Tea")
    row = {"Id": group, "TargetType": 1, "UId": tencent.account_id, "OuterTargetId": "tea", "IsMp": 0}
    answer = bind(tencent, row, account_row(tencent), {**row, "OuterTargetId": "coffee"})
    assert answer["success"] == [row, {**account_row(tencent), "OuterTargetId": "", "IsMp": 0}]
    (error,) = answer["error"]
    assert (error["Id"], error["OuterTargetId"]) == (group, "coffee")
    assert "exists already" in error["reason"]
    assert bound(tencent) == [(group, "tea"), (tencent.account_id, "")]
    assert bound(tencent, OuterTargetId="tea") == [(group, "tea")]
    assert bound(tencent, UId=tencent.account_id, Size=1) == [(group, "tea")]
    assert bound(tencent, UId=1) == []


def test_what_is_bound_exists_and_is_within_reach(tencent, other):
    group = make_group(other, "Tea")
    rows = [
        {"Id": group, "TargetType": 1, "UId": tencent.account_id},
        {"Id": group, "TargetType": 1, "UId": other.account_id},
        account_row(other),
        account_row(tencent, "milk"),
        {"Id": 1, "TargetType": 3, "UId": 1},
        {**account_row(tencent), "TargetType": 2},
        {**account_row(tencent), "IsMp": 2},
        {**account_row(tencent), "OptPlatform": 5},
    ]
    answer = bind(tencent, *rows)
    assert answer["success"] == []
    assert len(answer["error"]) == len(rows)
    assert all(each["reason"] for each in answer["error"])
    assert bound(tencent) == []


def test_an_agency_binds_accounts_of_its_clients_and_not_itself(server):
    agency = agency_client(server)
    assert bind(agency, account_row(agency))["success"] == []


def test_bindings_end_one_by_one(tencent, other):
    add(tencent, "tea", "coffee")
    bind(tencent, account_row(tencent, "tea"))
    row = {"Id": tencent.account_id, "TargetType": 3}
    assert len(bind(other, row, action="delete")["error"]) == 1
    answer = bind(tencent, {**row, "OuterTargetId": "coffee"}, row, row, action="delete")
    assert answer["success"] == [{**row, "OuterTargetId": "tea", "IsMp": 0}]
    assert [each.get("OuterTargetId") for each in answer["error"]] == ["coffee", None]
    assert bound(tencent) == []


def test_a_policy_takes_its_bindings_along(tencent):
    add(tencent, "tea")
    bind(tencent, account_row(tencent, "tea"))
    tencent.post(f"{TARGET}delete", data=[{"OuterTargetId": "tea"}])
    assert bound(tencent) == []
    assert len(bind(tencent, account_row(tencent))["success"]) == 1


# -- the customer ---------------------------------------------------------------------------------------------------


def test_a_customer_is_disabled_until_a_service_is_registered(tencent, server):
    data = tencent.post(INFO).document["data"]
    assert (data["RtaId"], data["Enable"], data["bidurls"], data["rules"]) == (tencent.account_id, 0, [], [])
    about = {"QpsLimit": 800, "bidurls": [{"BidUrl": "https://bid.example.com", "QpsLimit": 800, "Phase": 3}]}
    server.instance.write_now(lambda tx: services.add(tx, tencent.account_id, about))
    data = tencent.post(INFO).document["data"]
    assert (data["Enable"], data["QpsLimit"], data["bidurls"][0]["RtaId"]) == (1, 800, tencent.account_id)


# -- experiments ----------------------------------------------------------------------------------------------------


def experiment(client: TencentClient, rate: int = 50, *, days_left: int = 9, paused: bool = False) -> int:
    """The id of an experiment that began 25 days ago."""

    def work(tx: Tx) -> int:
        about = {"ExpName": "Half", "FlowRate": rate, "SiteSet": [25], "end_ms": tx.now + days_left * DAY}
        number = experiments.add(tx, client.account_id, {**about, "is_paused": paused})
        tx.execute("UPDATE ad_objects SET created_ms = :at WHERE id = :id", at=tx.now - 25 * DAY, id=number)
        return number

    number: int = client.server.instance.write_now(work)
    return number


def test_experiments_are_listed_with_their_state(tencent, other):
    ids = [experiment(tencent), experiment(tencent, paused=True), experiment(tencent, days_left=-1)]
    records = tencent.post(EXPERIMENTS).document["data"]["Records"]
    assert [(each["ExpId"], each["Status"]) for each in records] == list(zip(ids, (1, 2, 3), strict=True))
    assert (records[0]["FlowRate"], records[0]["SiteSet"], len(records[0]["EndTime"])) == (50, [25], 19)
    assert other.post(EXPERIMENTS).document["data"]["Records"] == []


@pytest.fixture
def delivered(tencent: TencentClient) -> tuple[int, int]:
    """Two ad groups: what they delivered yesterday at 10 and 11, and the day before. The first has a binding."""
    recharge(tencent)
    tea = make_group(tencent, "Tea", optimization_goal="OPTIMIZATIONGOAL_ECOMMERCE_ORDER")
    books = make_group(tencent, "Books", optimization_goal="OPTIMIZATIONGOAL_PAGE_RESERVATION")
    green, novels = make_creative(tencent, tea, "Green"), make_creative(tencent, books, "Novels")
    deliver(tencent, green, tea, (1_000, 100, 10, 5_000), days_ago=1, hour=10)
    deliver(tencent, green, tea, (100, 10, 4, 400), days_ago=2, hour=23)
    deliver(tencent, novels, books, (2_000, 40, 6, 3_000), days_ago=1, hour=11)
    add(tencent, "tea", "rest")
    row = {"Id": tea, "TargetType": 1, "UId": tencent.account_id, "OuterTargetId": "tea"}
    assert len(bind(tencent, row)["success"]) == 1
    return tea, books


def at(client: TencentClient, days_ago: int, hour: int, digits: str = "00") -> int:
    day = day_of(client.server.instance.clock.now() - days_ago * DAY, ZONE).replace("-", "")
    return int(f"{day}{hour:02d}{digits}")


def ask(client: TencentClient, ids: list[int], **others: Any) -> Response:
    times = {"BeginTime": at(client, 2, 0), "EndTime": at(client, 0, 23)}
    return client.post(DATA, data={**times, "ExpId": ids, **others})


def rows(answer: Response) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = answer.document["data"]["Records"]
    return records


def test_an_experiment_has_its_share_of_what_is_bound(tencent, delivered):
    one = experiment(tencent)
    first, second = rows(ask(tencent, [one]))
    assert [first["time"], second["time"]] == [at(tencent, 2, 0, "") // 100, at(tencent, 1, 0, "") // 100]
    assert (second["exposure"], second["click"], second["conversion"], second["cost"]) == (500, 50, 5, 25.0)
    assert (second["ctr"], second["cvr"], second["cpc"], second["cpm"]) == (0.1, 0.1, 0.5, 50.0)
    assert (second["og_204"], second["og_405"], second["exp_id"]) == (5, 0, one)
    bind(tencent, account_row(tencent, "rest"))
    (total,) = rows(ask(tencent, [one], TotalFlag=1))
    assert (total["time"], total["exposure"], total["cost"]) == (99_999, 1_550, 42.0)
    assert (total["og_204"], total["og_405"]) == (7, 3)


def test_data_are_grouped_and_limited(tencent, delivered):
    tea, books = delivered
    bind(tencent, account_row(tencent, "rest"))
    one = experiment(tencent, 100)
    texts = {"AId": f"{tea},{books}", "UId": str(tencent.account_id)}
    found = rows(ask(tencent, [one], TotalFlag=1, GroupBy=["ad_id", "advertiser_id"], **texts))
    assert [each["group_info"] for each in found] == [
        {"ad_id": tea, "advertiser_id": tencent.account_id},
        {"ad_id": books, "advertiser_id": tencent.account_id},
    ]
    assert [each["exposure"] for each in found] == [1_100, 2_000]
    assert [each["exposure"] for each in rows(ask(tencent, [one], TotalFlag=1, AId=str(books)))] == [2_000]
    (unknown,) = rows(ask(tencent, [one], TotalFlag=1, GroupBy=["device_os_type"]))
    assert unknown["group_info"] == {"device_os_type": 0}
    assert rows(ask(tencent, [one], DeviceOsType="1,2")) == []
    hours = {"Granularity": "hour", "BeginTime": at(tencent, 1, 10), "EndTime": at(tencent, 1, 10)}
    assert [each["time"] for each in rows(ask(tencent, [one], **hours))] == [at(tencent, 1, 10, "")]


def test_an_experiment_has_data_until_it_ends(tencent, delivered):
    ended = experiment(tencent, 100, days_left=-1)
    now = tencent.server.instance.clock.now()
    times = {each["time"] for each in rows(ask(tencent, [ended]))}
    assert at(tencent, 2, 0, "") // 100 in times
    assert all(time <= int(day_of(now - DAY, ZONE).replace("-", "")) for time in times)
    assert rows(ask(tencent, [experiment(tencent, 100, days_left=-3)])) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Granularity": "week"}, 18009),
        ({"BeginTime": 20260101}, 18002),
        ({"BeginTime": 202613010000}, 18002),
        ({"EndTime": 202001010000}, 18004),
        ({"GroupBy": ["colour"]}, 18009),
        ({"GroupBy": ["ad_id"]}, 18001),
        ({"AId": "tea"}, 18002),
        ({"AId": ",".join(map(str, range(500)))}, 0),
        ({"AId": ",".join(map(str, range(501)))}, 18011),
    ],
    ids=str,
)
def test_what_data_are_asked_for_is_checked(tencent, asked, code):
    assert ask(tencent, [experiment(tencent)], **asked).code == code


def test_data_reach_back_and_cover_so_many_days(tencent):
    one = experiment(tencent)

    def code(begin: int, end: int, **others: Any) -> int:
        times = {"BeginTime": at(tencent, begin, 0), "EndTime": at(tencent, end, 23)}
        return int(ask(tencent, [one], **times, **others).code)

    assert [code(20, 7), code(20, 6), code(21, 20)] == [0, 18003, 18004]
    assert [code(3, 2, Granularity="hour"), code(3, 1, Granularity="hour")] == [0, 18003]
    assert code(4, 3, Granularity="hour") == 18004
    assert ask(tencent, [one] * 20).code == 0
    assert ask(tencent, [one] * 21).code == 18011


def test_experiments_are_those_of_the_customer(tencent, other):
    assert ask(other, [experiment(tencent)]).code == 31010


# -- tags -----------------------------------------------------------------------------------------------------------


def tags(client: TencentClient, **asked: Any) -> Response:
    times = {"BeginTime": at(client, 2, 0, ""), "EndTime": at(client, 0, 23, "")}
    return client.post(TAG_DATA, data={**times, "DspTag": [1, 2], **asked})


def test_a_tag_stands_for_a_policy(tencent, delivered):
    bind(tencent, account_row(tencent, "rest"))
    found = rows(tags(tencent, GroupBy=["DspTag", "OuterTargetId", "FUId"]))
    assert [(each["DspTag"], each["OuterTargetId"], each["ValidExposureCount"]) for each in found] == [
        (1, "tea", 100),
        (1, "tea", 1_000),
        (2, "rest", 2_000),
    ]
    assert (found[1]["Cost"], found[1]["ConversionCount"], found[1]["FUId"]) == (50_000_000, 10, tencent.account_id)
    assert [each["ValidClickCount"] for each in rows(tags(tencent, DspTag=[2]))] == [40]
    assert [each["ValidClickCount"] for each in rows(tags(tencent, OuterTargetId=["tea"]))] == [10, 100]
    assert rows(tags(tencent, FUId=[1])) == []
    hours = {"Granularity": "hour", "BeginTime": at(tencent, 1, 9, ""), "EndTime": at(tencent, 1, 10, "")}
    (only,) = rows(tags(tencent, **hours))
    assert (only["DateHour"], "Date" in only) == (hours["EndTime"], False)


def test_tags_are_bounded(tencent):
    assert tags(tencent, DspTag=list(range(10))).code == 0
    assert tags(tencent, DspTag=list(range(11))).code == 18011
    assert tags(tencent, FUId=[1] * 11).code == 18011
    assert tags(tencent, OuterTargetId=["a"] * 11).code == 18011
    assert tags(tencent, GroupBy=["ad_id"]).code == 18009
    assert tags(tencent, BeginTime=at(tencent, 3, 0, "")).code == 18003
    assert (
        tags(tencent, Granularity="hour", BeginTime=at(tencent, 0, 0, ""), EndTime=at(tencent, 0, 6, "")).code == 18003
    )
    assert tags(tencent, BeginTime=at(tencent, 16, 0, ""), EndTime=at(tencent, 15, 0, "")).code == 18004
