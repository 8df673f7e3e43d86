"""kill -9 in the middle of extracts: each record is in each file once, whatever was under way."""

import csv
import hashlib
import http.client
import io
import time
from datetime import UTC, datetime, timedelta

import pytest

from support.processes import Client, Process, send_file

PEOPLE = 30_000
EXTRACTS = 6
KILLS = 4
PATIENCE_SECONDS = 90
PATH = "/bulk/v1/leads/export"


def ordered(process):
    """The ids of extracts of everybody, all of them queued."""
    client = Client(process, process.token)
    ends = [(datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ") for days in (-1, 1)]
    order = {
        "fields": ["email", "id", "createdAt"],
        "filter": {"createdAt": dict(zip(("startAt", "endAt"), ends, strict=True))},
    }
    ids = [client.call("POST", f"{PATH}/create.json", order)["result"][0]["exportId"] for _ in range(EXTRACTS)]
    for export_id in ids:
        assert client.call("POST", f"{PATH}/{export_id}/enqueue.json")["success"]
    return ids


def told(process, ids):
    client = Client(process, process.token)
    return [client.call("GET", f"{PATH}/{export_id}/status.json")["result"][0] for export_id in ids]


def content(process, export_id):
    connection = http.client.HTTPConnection(process.address, timeout=30)
    connection.request("GET", f"{PATH}/{export_id}/file.json", headers={"Authorization": f"Bearer {process.token}"})
    return connection.getresponse().read()


def wait(process, ready):
    """Until that many rows have been imported, or extracts finished."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.mark.slow
def test_extracts_outlive_kills_and_no_record_is_written_twice(tmp_path):
    process = Process(tmp_path / "data")
    number = send_file(process, "/bulk/v1/leads.json", "email\n" + "".join(f"k{n}@kill.test\n" for n in range(PEOPLE)))
    client = Client(process, process.token)
    wait(
        process, lambda: client.call("GET", f"/bulk/v1/leads/batch/{number}.json")["result"][0]["status"] == "Complete"
    )
    ids = ordered(process)
    caught = 0
    for turn in range(KILLS):
        time.sleep(0.05 + 0.11 * turn)
        process.kill()
        process = Process(tmp_path / "data")
        states = [one["status"] for one in told(process, ids)]
        assert set(states) <= {"Queued", "Processing", "Completed"}
        caught += states.count("Processing")
    assert caught, "no extract was running when the process was killed"
    wait(process, lambda: {one["status"] for one in told(process, ids)} == {"Completed"})
    done = told(process, ids)
    files = [content(process, export_id) for export_id in ids]
    process.kill()
    for one, file in zip(done, files, strict=True):
        assert one["fileChecksum"] == f"sha256:{hashlib.sha256(file).hexdigest()}"
        rows = list(csv.DictReader(io.StringIO(file.decode())))
        emails = [row["email"] for row in rows if row["email"].endswith("@kill.test")]
        assert (len(emails), len(set(emails))) == (PEOPLE, PEOPLE)
        assert len({row["id"] for row in rows}) == len(rows) == one["numberOfRecords"]
    parts = list((tmp_path / "data" / "instances").glob("*/files/parts/*"))
    assert parts == []
