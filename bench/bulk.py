"""Rows about bulk work: a file of people imported in the background."""

import json
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from bench.raw import Raw
from bench.rows import Row, fresh, ratio, turns
from bench.servers import Running, server

IMPORTED = 100_000
MARK = "bench"


def ask(running: Running, path: str, body: bytes | None = None) -> Any:
    """The one result of a call."""
    headers = {"Authorization": f"Bearer {running.token}"}
    if body is not None:
        headers["Content-Type"] = f"multipart/form-data; boundary={MARK}"
    request = urllib.request.Request(f"http://127.0.0.1:{running.port}{path}", body, headers)
    with urllib.request.urlopen(request) as answer:
        told = json.load(answer)
    assert told["success"], told
    return told["result"][0]


def file_of(people: list[dict[str, str]]) -> str:
    """People as a file of comma-separated values."""
    return "\n".join([",".join(people[0]), *(",".join(person.values()) for person in people), ""])


def form(text: str) -> bytes:
    """The body of an import of this file."""
    head = f'--{MARK}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n\r\n'
    return (head + text + f"\r\n--{MARK}--\r\n").encode()


def bulk_import() -> list[Row]:
    """Rows a second of an import over reading the file and inserting; what the server holds meanwhile."""
    with server("mercat") as mercat, tempfile.TemporaryDirectory() as folder:
        raw = Raw(Path(folder))
        idle = mercat.resident_mib()
        peaks = []

        def through_server() -> float:
            body = form(file_of(fresh(IMPORTED)))
            peak = 0.0
            began = time.perf_counter()
            batch = ask(mercat, "/bulk/v1/leads.json", body)["batchId"]
            while (told := ask(mercat, f"/bulk/v1/leads/batch/{batch}.json"))["status"] != "Complete":
                peak = max(peak, mercat.resident_mib())
                time.sleep(0.01)  # a longer wait would round the row to tenths of a second
            seconds = time.perf_counter() - began
            assert told["numOfLeadsProcessed"] == IMPORTED, told
            peaks.append(peak)
            return IMPORTED / seconds

        def bare() -> float:
            return IMPORTED / raw.load(file_of(fresh(IMPORTED)))

        measured = turns(through_server, bare)
        held = median(peaks)
        return [
            ratio(f"import of {IMPORTED:,} rows over raw apsw", measured, "rows/s", 1, 0.45, at_least=True),
            Row("memory while importing", held, "MiB", None, False, f"{idle:.1f} MiB before, {max(peaks):.1f} at most"),
        ]


ALL = (bulk_import,)
