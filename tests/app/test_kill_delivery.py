"""kill -9 in the middle of a long move of the clock: each hour is delivered and paid once, whatever was under way."""

import json
import sqlite3
import threading
import time
import urllib.error
from contextlib import closing, suppress

import pytest

from support.running import Running

START = "2026-03-01T09:05:00Z"
DAYS = 240
KILLS = 3
STEPS = 30  # hours: the clock stops at the first job of delivery and at housekeeping before it is at its target
COUNTS = "SELECT count(*), count(DISTINCT hour), sum(impressions), sum(clicks), sum(conversions), sum(cost)"


def database(folder):
    (place,) = (folder / "data" / "instances").glob("*/mercat.db")
    return closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True))


def mark(folder):
    """The first hour that is not delivered yet."""
    with database(folder) as connection:
        rows = connection.execute("SELECT value FROM settings WHERE name = 'delivery'").fetchall()
    return json.loads(rows[0][0])["hour"] if rows else 0


def outcome(folder):
    """What was delivered, and what was paid for it in each hour."""
    with database(folder) as connection:
        facts = connection.execute(f"{COUNTS} FROM delivery_facts").fetchone()
        costs = connection.execute(
            "SELECT hour, ad_group_id, sum(cost) FROM delivery_facts WHERE cost > 0 GROUP BY 1, 2 ORDER BY 1, 2"
        )
        paid = connection.execute(
            "SELECT at_ms / 3600000, ad_group_id, -SUM(amount) FROM fund_statements WHERE trade = 'PAY'"
            " GROUP BY 1, 2 ORDER BY 1, 2"
        )
        return facts, costs.fetchall(), paid.fetchall()


def demo(folder):
    folder.mkdir(exist_ok=True)
    return Running(folder, "demo", "--data-dir", folder / "data", "--clock", START, "--seed", "7")


def move(server, **body):
    with suppress(urllib.error.URLError, ConnectionError):
        server.post("/sandbox/clock", body)


@pytest.mark.slow
def test_hours_are_delivered_once_however_often_the_process_is_killed(tmp_path):
    with demo(tmp_path / "whole") as server:
        server.post("/sandbox/clock", {"advance_seconds": DAYS * 86_400})
        server.end()
    expected, costs, paid = outcome(tmp_path / "whole")
    assert costs == paid != []

    folder = tmp_path / "killed"
    seen = []
    with demo(folder) as server:
        server.post("/sandbox/clock", {"advance_seconds": 0})  # the sample data is there
        seen.append(mark(folder))
        mover = threading.Thread(target=move, args=(server,), kwargs={"advance_seconds": DAYS * 86_400})
        mover.start()
        kill_after(folder, server, seen)
        mover.join()
    for _ in range(KILLS - 1):
        with demo(folder) as server:
            kill_after(folder, server, seen)
    with demo(folder) as server:
        server.post("/sandbox/clock", {"advance_seconds": 0})
        server.end()
    assert seen == sorted(seen)
    assert seen[0] < seen[1] < mark(folder), "the move was over before the first kill"
    assert outcome(folder) == (expected, costs, paid)


def kill_after(folder, server, seen):
    """Kill the server once it has delivered more than at the last kill."""
    ends = time.monotonic() + 20
    while mark(folder) <= seen[-1] + STEPS and time.monotonic() < ends:
        time.sleep(0.001)
    server.kill()
    seen.append(mark(folder))
