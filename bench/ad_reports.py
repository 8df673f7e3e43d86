"""Rows about reports: a day of ten thousand creatives in a year of facts, over the SQL alone on the same file."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import apsw

from bench.fill import opened
from bench.rows import Row, ratio, turns
from mercat.app.instances.instance import Instance
from mercat.domain.advertising.ad_groups.ad_groups import KIND
from mercat.domain.advertising.collection import Search, Window
from mercat.domain.advertising.dates import ZONE, begin_of
from mercat.domain.advertising.reports import reports
from mercat.domain.oauth import ad_accounts
from mercat.model.caller import Caller
from mercat.model.clock import DAY, HOUR, day_of
from mercat.model.delivery import Fact
from mercat.store.advertising import ad_objects, delivery_facts
from mercat.store.tx import Tx

CREATIVES = 10_000
IN_AD_GROUP = 10  # creatives
DAYS = int(os.environ.get("BENCH_DAYS", "365"))
HOURS = 24 if "BENCH_EVERY_HOUR" in os.environ else 2  # of a day in which a creative delivers
PAGE = 2_000
ACCOUNT = 25_610
TARGET = 3.0
CALLER = Caller(user_id=1, name="bench", account_ids=frozenset({ACCOUNT}))
FIELDS = ("date", "adgroup_id", "dynamic_creative_id", "view_count", "valid_click_count", "cost", "ctr", "cpc")
SQL = (
    "SELECT (hour + 8) / 24, ad_group_id, creative_id, SUM(impressions), SUM(clicks), SUM(conversions), SUM(cost)"
    " FROM delivery_facts WHERE account_id = ? AND hour >= ? AND hour < ? GROUP BY 1, 2, 3 ORDER BY 7 DESC LIMIT ?"
)


def day_reports() -> list[Row]:
    """CPU of a page of a day's report over that of its SQL: by creative, and by creative and site."""
    with tempfile.TemporaryDirectory() as folder:
        _, instance = opened(Path(folder), durable=False)
        day = date.fromisoformat(day_of(instance.clock.now(), ZONE)) - timedelta(days=DAYS // 2)
        first_id = instance.write_now(_plant)
        for facts in _facts(day, first_id):
            instance.write_now(lambda tx, facts=facts: delivery_facts.add_many(tx, facts))
        (database,) = Path(folder).glob("instances/*/mercat.db")
        raw = _raw(database, day)
        count = f"{CREATIVES:,} creatives, {CREATIVES * DAYS * HOURS / 1e6:.1f} million facts"
        by_creative = ["date", "adgroup_id", "dynamic_creative_id"]
        return [
            ratio(f"a day by creative, {count}", turns(_report(instance, day, by_creative), raw), "ms", 1e3, TARGET),
            ratio(
                "the same by site too", turns(_report(instance, day, [*by_creative, "site_set"]), raw), "ms", 1e3, None
            ),
        ]


def _plant(tx: Tx) -> int:
    """Make the account and its ad groups; the id of the first."""
    ad_accounts.create_account(tx, "Bench", account_id=ACCOUNT)
    sites = {"site_set": ["SITE_SET_MOMENTS", "SITE_SET_WECHAT", "SITE_SET_CHANNELS"]}
    ids = [ad_objects.add(tx, KIND, ACCOUNT, sites) for _ in range(CREATIVES // IN_AD_GROUP)]
    return ids[0]


def _facts(middle: date, first_id: int) -> Iterator[list[Fact]]:
    """The facts of each day."""
    begin = begin_of(middle - timedelta(days=DAYS // 2)) // HOUR
    for day in range(DAYS):
        yield [
            Fact(
                ACCOUNT,
                begin + 24 * day + (creative + hour * 24 // HOURS) % 24,
                creative,
                first_id + creative // IN_AD_GROUP,
                100 + creative % 97,
                creative % 7,
                creative % 2,
                creative * 7_919 % 1_000,
            )
            for creative in range(CREATIVES)
            for hour in range(HOURS)
        ]


def _report(instance: Instance, day: date, groups: list[str]) -> Callable[[], float]:
    parameters = {
        "level": "REPORT_LEVEL_DYNAMIC_CREATIVE",
        "date_range": {"start_date": day.isoformat(), "end_date": day.isoformat()},
        "group_by": groups,
        "order_by": [{"sort_field": "cost", "sort_type": "DESCENDING"}],
    }
    search = Search([ACCOUNT], window=Window(PAGE), parameters=parameters, fields=FIELDS)

    def work(tx: Tx) -> int:
        tx.caller = CALLER
        return len(reports.daily(tx, search).items)

    def measure() -> float:
        began = time.process_time()
        assert instance.read_now(work) == PAGE
        return time.process_time() - began

    measure()  # tables of reference data are read once
    return measure


def _raw(database: Path, day: date) -> Callable[[], float]:
    connection = apsw.Connection(str(database))
    begin = begin_of(day) // HOUR

    def measure() -> float:
        began = time.process_time()
        assert len(list(connection.execute(SQL, (ACCOUNT, begin, begin + DAY // HOUR, PAGE)))) == PAGE
        return time.process_time() - began

    return measure


ALL = (day_reports,)
