"""/v3.0/video_channel_…_data: fans, live streams and leads of the channels of dealers."""

from dataclasses import replace
from typing import Any

import pytest

from mercat.domain.advertising.dates import ZONE, begin_of_today
from mercat.domain.advertising.leads.channel_figures import channels, streams
from mercat.model.ad_leads import Lead
from mercat.model.clock import DAY, HOUR, SECOND, day_of
from mercat.store.advertising import ad_leads
from mercat.store.tx import Tx
from support.tencent import TencentClient

DEALERS, FANS, LEADS, LIVE = (f"/v3.0/video_channel_{name}_data/get" for name in ("dealer", "fans", "leads", "live"))
BRAND = {"brand_id": 1, "brand_name": "Comet", "fans_cnt": 1_000, "fans_a_day": 10}
STREAM = {"watching_person_uv": 500, "avg_watching_duration": 42, "cheers_cnt": 9, "share_cnt": 3, "comment_cnt": 20}


@pytest.fixture
def dealers(tencent: TencentClient) -> TencentClient:
    """A client whose account has the channels of two dealers, a live stream of yesterday, and three leads of today."""
    clock = tencent.server.instance.clock
    clock.set(begin_of_today(clock.now()) + 12 * HOUR)
    clock.freeze()

    def work(tx: Tx) -> None:
        yesterday = replace(tx, now=tx.now - DAY)
        for number, city in enumerate(("North", "South"), 1):
            about = {"dealer_id": number, "dealer_name": city, "video_channel_id": f"sph{number}"}
            channels.add(yesterday, tencent.account_id, {**BRAND, **about, "video_channel_name": f"{city} channel"})
        start_s = (tx.now - DAY) // SECOND
        show = {"video_channel_id": "sph1", "showings_id": "live-1", "start_s": start_s, "end_s": start_s + 3_600}
        streams.add(tx, tencent.account_id, {**STREAM, **show})
        streams.add(tx, tencent.account_id, {**STREAM, **show, "start_s": tx.now // SECOND, "end_s": 2**31})
        for kind, group_id in (("FORM", 7), ("FORM", 0), ("PROMOTION_FOLLOW", 0)):
            document = {"leads_type": f"LEADS_TYPE_{kind}", "video_channel_id": "sph1"}
            ad_leads.add(tx, Lead(0, tencent.account_id, group_id, tx.now, tx.now, document), ())

    tencent.server.instance.write_now(work)
    return tencent


def asked(client: TencentClient, path: str, **params: Any) -> dict[str, Any]:
    now = client.server.instance.clock.now()
    days = {"start_date": number(now - 2 * DAY), "end_date": number(now)}
    paging = {} if path == DEALERS else {"page": 1, "page_size": 100}
    answer = client.post(path, **{**days, **paging, **params})
    assert answer.code == 0, answer
    data: dict[str, Any] = answer.document["data"]
    return data


def number(at_ms: int) -> int:
    return int(day_of(at_ms, ZONE).replace("-", ""))


def test_fans_are_counted_day_by_day(dealers):
    data = asked(dealers, FANS)
    now = dealers.server.instance.clock.now()
    assert [(one["video_channel_id"], one["date"], one["fans_cnt"]) for one in data["fans_info_list"]] == [
        ("sph1", number(now - DAY), 1_000),
        ("sph1", number(now), 1_010),
        ("sph2", number(now - DAY), 1_000),
        ("sph2", number(now), 1_010),
    ]
    second = asked(dealers, FANS, page=2, page_size=3)
    assert second["fans_info_list"] == data["fans_info_list"][3:]
    assert second["page_info"] == {"page": 2, "page_size": 3, "total_number": 4, "total_page": 2}


def test_leads_are_counted_by_kind_and_source(dealers):
    (row,) = asked(dealers, LEADS)["leads_info_list"]
    assert row == {
        "video_channel_id": "sph1",
        "video_channel_name": "North channel",
        "date": number(dealers.server.instance.clock.now()),
        "dealer_id": 1,
        "dealer_name": "North",
        "leads_cnt": 3,
        "form_leads_cnt": 2,
        "wecom_leads_cnt": 1,
        "consult_leads_cnt": 0,
        "ad_leads_cnt": 1,
        "natural_leads_cnt": 2,
    }


def test_live_streams_that_are_over_are_listed(dealers):
    (row,) = asked(dealers, LIVE)["living_info_list"]
    assert (row["showings_id"], row["dealer_name"], row["living_duration"]) == ("live-1", "North", 3_600)
    assert row["live_start_time"].endswith("12:00:00")
    assert row["watching_person_uv"] == 500


def test_a_dealer_has_the_sums_of_its_channels(dealers):
    rows = asked(dealers, DEALERS)["dealer_info_list"]
    now = dealers.server.instance.clock.now()
    assert [(one["dealer_id"], one["date"], one["leads_cnt"], one["showings_cnt"]) for one in rows] == [
        (1, number(now - DAY), 0, 1),
        (1, number(now), 3, 0),
        (2, number(now - DAY), 0, 0),
        (2, number(now), 0, 0),
    ]
    assert (rows[0]["living_duration"], rows[0]["watching_person_uv"], rows[1]["fans_cnt"]) == (3_600, 500, 1_010)


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({"brand_ids": ["1"]}, 4),
        ({"brand_names": ["Meteor"]}, 0),
        ({"dealer_ids": ["2"]}, 2),
        ({"dealer_names": ["North", "South"]}, 4),
        ({"video_channel_ids": ["sph1"], "dealer_ids": ["2"]}, 0),
        ({"video_channel_names": ["South channel"]}, 2),
        ({"brand_ids": []}, 4),
    ],
    ids=str,
)
def test_channels_are_picked_by_ids_and_names(dealers, params, count):
    assert len(asked(dealers, FANS, **params)["fans_info_list"]) == count


@pytest.mark.parametrize("path", [DEALERS, FANS, LEADS, LIVE])
@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"start_date": 20_260_101, "end_date": 20_270_101}, 0),
        ({"start_date": 20_260_101, "end_date": 20_270_102}, 31002),
        ({"start_date": 20_260_102, "end_date": 20_260_101}, 31057),
        ({"start_date": 20_260_230}, 18002),
        ({"start_date": 0}, 18002),
        ({"start_date": None}, 18001),
        ({"brand_ids": ["1"] * 101}, 18011),
    ],
    ids=str,
)
def test_parameters_are_checked(tencent, path, params, expected):
    days = {"start_date": 20_260_101, "end_date": 20_260_101, "page": 1, "page_size": 10}
    assert tencent.post(path, **{**days, **params}).code == expected


def test_another_account_has_other_channels(dealers):
    other = TencentClient(dealers.server, name="other", account_id=25_611)
    assert asked(other, FANS)["fans_info_list"] == asked(other, DEALERS)["dealer_info_list"] == []
