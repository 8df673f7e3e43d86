"""Rows about ad groups: calls over a plain answer, and a page among a million."""

import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.fill import opened
from bench.load import run
from bench.rows import Row, ratio, turns
from bench.servers import Running, server
from mercat.app.instances.instance import Instance
from mercat.domain.advertising.ad_groups.ad_groups import KIND, ad_groups
from mercat.domain.advertising.collection import Search, Window
from mercat.domain.oauth import ad_accounts, applications
from mercat.model.advertising import CREATED, ID, Condition
from mercat.model.clock import DAY, SECOND, to_datetime
from mercat.store.tx import Tx
from mercat.tencent import scopes

ACCOUNT: Final = 25_610
OF_ACCOUNT: Final = 10_000  # ad groups of each account
GROUPS: Final = int(os.environ.get("BENCH_GROUPS", "1000000"))
AT_A_TIME: Final = 10_000
PAGES: Final = 20  # of one measurement
COLUMNS: Final = ("account_id", "kind", "unique_name", "document", "created_ms", "updated_ms")
_numbers = count(1)


def token(instance: Instance) -> str:
    """A token with every scope for an account, which is made with 100 ad groups if there is none."""

    def work(tx: Tx) -> str:
        if not ad_accounts.accounts(tx):
            _plant(tx, range(100))
        application = applications.create_application(
            tx, "bench", scopes=list(scopes.ALL), redirect_domains=["example.com"]
        )
        return applications.issue_grant(tx, application, 1, [ACCOUNT], list(scopes.ALL)).access_token

    return instance.write_now(work)


# -- calls ------------------------------------------------------------------------------------------------------------


def ad_group_calls() -> list[Row]:
    """CPU of a page of ad groups, and of adding one, over that of a fixed answer."""
    with server("mercat-ads") as mercat, server("plain") as plain:

        def cpu(running: Running, requests: list[bytes]) -> float:
            before = running.cpu_ns()
            run(running.port, requests)
            return (running.cpu_ns() - before) / len(requests)

        def fixed() -> float:
            return cpu(plain, [_get("token")] * 6_000)

        many = turns(lambda: cpu(mercat, [_get(mercat.token) for _ in range(1_000)]), fixed)
        add = turns(lambda: cpu(mercat, [_add(mercat.token) for _ in range(300)]), fixed)
        return [
            ratio("a page of 10 ad groups, CPU, over a plain ASGI answer", many, "us", 1e-3, None),
            ratio("adding an ad group, CPU, over a plain ASGI answer", add, "us", 1e-3, None),
        ]


def _get(access_token: str) -> bytes:
    fields = quote(json.dumps(["adgroup_id", "adgroup_name", "configured_status", "daily_budget", "system_status"]))
    path = f"/v3.0/adgroups/get?account_id={ACCOUNT}&fields={fields}&page_size=10&{_signed(access_token)}"
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain\r\n\r\n".encode()


def _add(access_token: str) -> bytes:
    today = to_datetime(int(time.time()) * SECOND) + timedelta(hours=8)
    body = json.dumps(
        {
            "account_id": ACCOUNT,
            "adgroup_name": f"New {next(_numbers)}",
            "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
            "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
            "begin_date": today.date().isoformat(),
            "end_date": (today + timedelta(days=7)).date().isoformat(),
            "time_series": "1" * 336,
            "bid_mode": "BID_MODE_CPC",
            "bid_amount": 300,
        }
    ).encode()
    head = f"POST /v3.0/adgroups/add?{_signed(access_token)} HTTP/1.1\r\nHost: bench\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _signed(access_token: str) -> str:
    return f"access_token={access_token}&timestamp={int(time.time())}&nonce=bench{next(_numbers)}"


# -- pages ------------------------------------------------------------------------------------------------------------


def ad_group_pages() -> list[Row]:
    """CPU of a filtered page of an account's ad groups among those of many accounts, over the account alone.

    Names and ids are looked for in an account that has all ad groups, too.
    """
    with tempfile.TemporaryDirectory() as folder:
        small, large = _filled(Path(folder, "small"), OF_ACCOUNT), _filled(Path(folder, "large"), GROUPS)
        whole = _filled(Path(folder, "whole"), GROUPS, GROUPS)
        now = small.clock.now() // SECOND
        filters = {
            "by status": Condition("configured_status", "equals", ("AD_STATUS_NORMAL",)),
            "by name": Condition("adgroup_name", "equals", ("Group 7919",)),
            "since a time": Condition(CREATED, "greater_equals", (now - 30 * DAY // SECOND,), "integer"),
            "by id": Condition(ID, "in", tuple(range(5_000, 5_100)), "integer"),
        }
        names = f"CPU, {GROUPS:,} over {OF_ACCOUNT:,}"
        return [
            *(
                ratio(f"ad groups {what}, {names}", turns(_page(large, how), _page(small, how)), "us", 1e-3, 1.5)
                for what, how in filters.items()
            ),
            *(
                ratio(
                    f"ad groups {what} in one account, {names}",
                    turns(_page(whole, filters[what]), _page(small, filters[what])),
                    "us",
                    1e-3,
                    1.5,
                )
                for what in ("by name", "by id")
            ),
        ]


def _filled(folder: Path, groups: int, of_account: int = OF_ACCOUNT) -> Instance:
    _, instance = opened(folder, durable=False)
    for first in range(0, groups, AT_A_TIME):
        instance.write_now(lambda tx, first=first: _plant(tx, range(first, first + AT_A_TIME), of_account))
    return instance


def _plant(tx: Tx, numbers: range, of_account: int = OF_ACCOUNT) -> None:
    """Add an account with an ad group for each number; accounts follow each other."""
    account_id = ACCOUNT + numbers[0] // of_account
    if numbers[0] % of_account == 0:
        ad_accounts.create_account(tx, f"Account {account_id}", account_id=account_id)
    document = {
        "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES",
        "marketing_carrier_type": "MARKETING_CARRIER_TYPE_JUMP_PAGE",
        "begin_date": "2026-01-01",
        "end_date": "2036-01-01",
        "time_series": "1" * 336,
        "bid_mode": "BID_MODE_CPC",
        "bid_amount": 300,
        "daily_budget": 10_000,
    }
    rows = []
    for number in numbers:
        name = f"Group {number % of_account}"
        status = "AD_STATUS_SUSPEND" if number % 3 else "AD_STATUS_NORMAL"
        text = json.dumps({**document, "adgroup_name": name, "configured_status": status})
        at = tx.now - (number * 7_919 % 365) * DAY
        rows.append((account_id, KIND, name, text, at, at))
    tx.insert_many("ad_objects", COLUMNS, rows)


def _page(instance: Instance, condition: Condition) -> Callable[[], float]:
    def work(tx: Tx) -> None:
        for number in range(PAGES):
            window = Window(10, 1 + number % 3)
            ad_groups.find(tx, Search([ACCOUNT], (condition,), window=window))

    def measure() -> float:
        began = time.process_time_ns()
        instance.read_now(work)
        return (time.process_time_ns() - began) / PAGES

    return measure


ALL: Final = (ad_group_calls, ad_group_pages)
