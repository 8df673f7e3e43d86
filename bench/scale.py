"""Rows about size: the same reads among ten thousand people and among a million, and an extract of all of them."""

import asyncio
import contextlib
import csv
import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import apsw

from bench.load import drive, get, run
from bench.rows import Row, ratio, turns
from bench.servers import Running, filled, server

FEW = 10_000
MANY = int(os.environ.get("BENCH_PEOPLE", "1000000"))
TARGET = 1.5
ROUNDS_OF_EXTRACTS = 3
FIELDS = ("id", "email", "firstName", "lastName", "company", "badge", "createdAt")
SELECT = (
    "SELECT id, document ->> 'email', document ->> 'firstName', document ->> 'lastName', document ->> 'company',"
    " document ->> 'badge', strftime('%Y-%m-%dT%H:%M:%SZ', created_ms / 1000, 'unixepoch') FROM people ORDER BY id"
)


def reads_at_scale() -> list[Row]:
    """CPU of reads among MANY people over that among FEW."""
    with server("mercat", filled(FEW)) as few, server("mercat", filled(MANY)) as many:
        reads: list[tuple[str, Callable[[Running, int], list[str]], int]] = [
            ("get by id", _by_id, 1_000),
            ("get by e-mail", _by_email, 1_000),
            ("get by a custom field", _by_badge, 1_000),
            ("next page of a filter", _pages_of_filters, 100),
            ("next page of a list", lambda running, people: list(running.pages), 100),
            ("activities since a date", _activities, 100),
        ]
        return [_compared(what, paths, count, many, few) for what, paths, count in reads]


def _compared(what: str, paths: Callable[[Running, int], list[str]], count: int, many: Running, few: Running) -> Row:
    def cpu(running: Running, people: int) -> Callable[[], float]:
        prepared = [get(path, running.token) for path in paths(running, people)]
        requests = [prepared[number % len(prepared)] for number in range(count)]

        def measure() -> float:
            before = running.cpu_ns()
            run(running.port, requests, connections=2)
            return (running.cpu_ns() - before) / count

        measure()  # what is asked for the first time is remembered from then on
        return measure

    measured = turns(cpu(many, MANY), cpu(few, FEW))
    return ratio(f"{what}, CPU, {MANY:,} people over {FEW:,}", measured, "us", 1e-3, TARGET)


def _spread(people: int) -> Iterator[int]:
    """People all over, in no order."""
    return (number * 7_919 % people + 1 for number in range(1_000))


def _by_id(running: Running, people: int) -> list[str]:
    return [f"/rest/v1/lead/{number}.json" for number in _spread(people)]


def _by_email(running: Running, people: int) -> list[str]:
    path = "/rest/v1/leads.json?filterType=email&filterValues=person{}@example.com"
    return [path.format(number) for number in _spread(people)]


def _by_badge(running: Running, people: int) -> list[str]:
    return [f"/rest/v1/leads.json?filterType=badge&filterValues=badge-{number}" for number in _spread(people)]


def _pages_of_filters(running: Running, people: int) -> list[str]:
    """The second pages of 300 of teams of a thousand."""
    paths = [f"/rest/v1/leads.json?filterType=team&filterValues=team-{people // 1_000 * n // 10}" for n in range(1, 10)]
    return [f"{path}&nextPageToken={ask(running, path)['nextPageToken']}" for path in paths]


def _activities(running: Running, people: int) -> list[str]:
    dates = [datetime.now(UTC) - timedelta(days=days) for days in range(2, 30)]
    asked = [f"/rest/v1/activities/pagingtoken.json?sinceDatetime={date:%Y-%m-%dT%H:%M:%SZ}" for date in dates]
    path = "/rest/v1/activities.json?activityTypeIds=12,13&nextPageToken="
    return [path + ask(running, one)["nextPageToken"] for one in asked]


# -- extracts -------------------------------------------------------------------------------------------------------


def bulk_extract() -> list[Row]:
    """Rows a second of an extract of MANY people over a bare SELECT to a file; memory, and reads, meanwhile."""
    folder = filled(MANY)
    (database,) = folder.glob("instances/*/mercat.db")
    with server("mercat", folder) as mercat:
        idle = mercat.resident_mib()
        peaks: list[float] = []

        def through_server() -> float:
            began = time.perf_counter()
            export = _begin_extract(mercat)
            peak = 0.0
            while (told := _status(mercat, export))["status"] != "Completed":
                assert told["status"] in ("Queued", "Processing"), told
                peak = max(peak, mercat.resident_mib())
                time.sleep(0.1)
            assert told["numberOfRecords"] == MANY, told
            peaks.append(peak)
            return MANY / (time.perf_counter() - began)

        measured = turns(through_server, lambda: MANY / _select(database), rounds=ROUNDS_OF_EXTRACTS)
        tails = turns(lambda: asyncio.run(_tail_while_extracting(mercat)), lambda: asyncio.run(_tail(mercat)))
        detail = f"{idle:.1f} MiB before, {max(peaks):.1f} at most"
        return [
            ratio(f"extract of {MANY:,} people over SELECT to csv", measured, "rows/s", 1, 0.4, at_least=True),
            Row("memory while extracting", median(peaks), "MiB", None, False, detail),
            ratio("get p99 during an extract, over p99 alone", tails, "ms", 1e3, 3.0),
        ]


def _begin_extract(running: Running) -> str:
    now = datetime.now(UTC)
    span = {"startAt": f"{now - timedelta(days=30, hours=20):%Y-%m-%dT%H:%M:%SZ}", "endAt": f"{now:%Y-%m-%dT%H:%M:%SZ}"}
    wanted = {"fields": FIELDS, "format": "CSV", "filter": {"createdAt": span}}
    export: str = ask(running, "/bulk/v1/leads/export/create.json", wanted)["result"][0]["exportId"]
    ask(running, f"/bulk/v1/leads/export/{export}/enqueue.json", {})
    return export


def _status(running: Running, export: str) -> dict[str, Any]:
    told: dict[str, Any] = ask(running, f"/bulk/v1/leads/export/{export}/status.json")["result"][0]
    return told


async def _tail_while_extracting(running: Running) -> float:
    """p99 of gets while one extract follows the other."""
    reading = asyncio.create_task(_tail(running))
    export = None
    while not reading.done():
        if export is None or (await asyncio.to_thread(_status, running, export))["status"] == "Completed":
            export = await asyncio.to_thread(_begin_extract, running)
        await asyncio.sleep(0.2)
    if (await asyncio.to_thread(_status, running, export or ""))["status"] != "Completed":
        await asyncio.to_thread(ask, running, f"/bulk/v1/leads/export/{export}/cancel.json", {})
    return await reading


async def _tail(running: Running) -> float:
    requests = (get(path, running.token) for path in _by_email(running, MANY)[:500])
    return (await drive(running.port, requests, 1, 0.004)).percentile(0.99)


def _select(database: Path) -> float:
    """The seconds that it takes to select everybody and write them into a file."""
    with contextlib.closing(apsw.Connection(str(database))) as connection, tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(connection.execute(SELECT))
        out.flush()
        return time.perf_counter() - began


def ask(running: Running, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document that a call answers."""
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{running.port}{path}", content, headers)
    with urllib.request.urlopen(request) as answer:
        told: dict[str, Any] = json.load(answer)
    assert told["success"], told
    return told


ALL = (reads_at_scale, bulk_extract)
