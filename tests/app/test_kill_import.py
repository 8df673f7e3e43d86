"""kill -9 in the middle of an import: each row takes effect once, whatever was under way."""

import sqlite3
import time

import pytest

from support.processes import Client, Process, send_file

ROWS = 100_000
KILLS = 3


def status(process, number):
    return Client(process, process.token).call("GET", f"/bulk/v1/leads/batch/{number}.json")["result"][0]


@pytest.mark.slow
def test_an_import_outlives_kills_and_no_row_is_done_twice(tmp_path):
    process = Process(tmp_path / "data")
    number = send_file(
        process,
        "/bulk/v1/leads.json",
        "email,firstName\n" + "".join(f"k{n}@kill.test,Kim\n" for n in range(ROWS)) + ",Kim\n",
    )
    seen = [0]
    for turn in range(KILLS):
        time.sleep(0.1 + 0.07 * turn)
        process.kill()
        process = Process(tmp_path / "data")
        seen.append(status(process, number)["numOfLeadsProcessed"])
    assert seen == sorted(seen)
    assert seen[1] < ROWS, "the import was over before the first kill"
    ends = time.monotonic() + 150  # as many rows need
    while (told := status(process, number))["status"] != "Complete" and time.monotonic() < ends:
        time.sleep(0.05)
    process.kill()
    assert (told["numOfLeadsProcessed"], told["numOfRowsFailed"]) == (ROWS, 1)
    (place,) = (tmp_path / "data" / "instances").glob("*/mercat.db")
    database = sqlite3.connect(place)
    people = "SELECT count(*), count(DISTINCT email_key) FROM people WHERE email_key LIKE '%@kill.test'"
    assert database.execute(people).fetchone() == (ROWS, ROWS)
    history = "SELECT count(*) FROM activities WHERE type_id = 12 AND asset_name = 'Kim'"
    assert database.execute(history).fetchone() == (ROWS,)
    database.close()
