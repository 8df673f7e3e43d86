"""The rows of the table: two things measured in turns, and what their ratio is meant to be."""

import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.load import Load, drive, get, post, run
from bench.raw import Raw
from bench.servers import Running, server

ROUNDS = 5
PEOPLE = 10_000
BATCH = 300

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Row:
    """One line of the table. `target` is a bound on `value`: at most, or at least."""

    what: str
    value: float
    unit: str
    target: float | None
    at_least: bool
    detail: str

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def turns(*measures: Callable[[], float], rounds: int = ROUNDS) -> list[float]:
    """The median of some rounds of each measure, taken in turns."""
    taken = [[measure() for measure in measures] for _ in range(rounds)]
    return [median(one) for one in zip(*taken, strict=True)]


def ratio(
    what: str, measured: list[float], unit: str, scale: float, target: float | None, *, at_least: bool = False
) -> Row:
    """A row of the first measure over the second."""
    first, second = measured
    detail = f"{first * scale:,.4g} over {second * scale:,.4g} {unit}"
    return Row(what, first / second, "x", target, at_least, detail)


def lead(number: int) -> dict[str, str]:
    """The fields of a new person."""
    return {
        "email": f"person{number}@example.com",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "company": "Analytical Engines",
    }


def fresh(count: int) -> list[dict[str, str]]:
    """People whom no server of this run has met."""
    return [lead(next(_numbers)) for _ in range(count)]


def upserts(token: str, batches: list[list[dict[str, str]]]) -> list[bytes]:
    """A request for each batch."""
    return [post("/rest/v1/leads.json", token, {"input": batch}) for batch in batches]


def fill(running: Running) -> None:
    """Create the people that gets ask for: 1 to PEOPLE."""
    numbers = range(1, PEOPLE + 1)
    batches = [[lead(n) for n in numbers[at : at + BATCH]] for at in range(0, PEOPLE, BATCH)]
    run(running.port, upserts(running.token, batches), connections=1)
    while next(_numbers) < PEOPLE:
        pass


def gets(token: str, count: int) -> Iterator[bytes]:
    """Requests for one person each, by e-mail."""
    for number in range(count):
        person = number * 7_919 % PEOPLE + 1
        yield get(f"/rest/v1/leads.json?filterType=email&filterValues=person{person}@example.com", token)


def cpu_of_a_get() -> list[Row]:
    """CPU of a get by e-mail over that of a fixed answer."""
    with server("mercat") as mercat, server("plain") as plain:
        fill(mercat)

        def cpu(running: Running, count: int) -> float:
            before = running.cpu_ns()
            run(running.port, list(gets(running.token, count)))
            return (running.cpu_ns() - before) / count

        measured = turns(lambda: cpu(mercat, 3_000), lambda: cpu(plain, 6_000))
        return [ratio("get by e-mail, CPU, over a plain ASGI answer", measured, "us", 1e-3, 4.0)]


def upsert_rates() -> list[Row]:
    """Leads a second through the API over bare writes."""
    with server("mercat") as mercat, tempfile.TemporaryDirectory() as folder:
        raw = Raw(Path(folder))

        def through_api(batches: int, size: int, connections: int) -> float:
            requests = upserts(mercat.token, [fresh(size) for _ in range(batches)])
            return batches * size / run(mercat.port, requests, connections=connections).seconds

        def bare(batches: int, size: int) -> float:
            return batches * size / raw.upsert([fresh(size) for _ in range(batches)])

        many = turns(lambda: through_api(30, BATCH, 2), lambda: bare(30, BATCH))
        one = turns(lambda: through_api(300, 1, 1), lambda: bare(300, 1))
        crowd = turns(lambda: through_api(1_000, 1, 16), lambda: bare(300, 1))
        return [
            ratio("300-lead upsert, leads/s, over raw apsw", many, "leads/s", 1, 0.5, at_least=True),
            ratio("one-lead upsert, one client, over raw apsw", one, "leads/s", 1, None, at_least=True),
            ratio("one-lead upsert, 16 clients, over raw apsw", crowd, "leads/s", 1, None, at_least=True),
        ]


def tail_under_writes() -> list[Row]:
    """p99 of a get while somebody else upserts 300 leads at a time, over p99 without."""
    with server("mercat") as mercat:
        fill(mercat)

        async def paced() -> Load:
            return await drive(mercat.port, gets(mercat.token, 600), 1, 0.004)

        async def with_writer() -> Load:
            reading = asyncio.create_task(paced())

            def batches() -> Iterator[bytes]:
                while not reading.done():
                    yield next(waiting)

            waiting = iter(upserts(mercat.token, [fresh(BATCH) for _ in range(700)]))
            await asyncio.gather(reading, drive(mercat.port, batches(), 1))
            return reading.result()

        measured = turns(
            lambda: asyncio.run(with_writer()).percentile(0.99), lambda: asyncio.run(paced()).percentile(0.99)
        )
        return [ratio("get p99 under 300-lead upserts, over p99 alone", measured, "ms", 1e3, 3.0)]


def limits_on_and_off() -> list[Row]:
    """Requests a second with the limits watched (at numbers out of reach) over none."""
    with server("mercat-limited") as limited, server("mercat") as free:
        for running in (limited, free):
            fill(running)

        def rate(running: Running) -> float:
            return run(running.port, list(gets(running.token, 3_000))).per_second

        measured = turns(lambda: rate(limited), lambda: rate(free))
        return [ratio("limits on over off, requests/s", measured, "requests/s", 1, 0.95, at_least=True)]


def start_and_memory() -> list[Row]:
    """From the command line to the first token of a demo, and what it holds when idle."""
    taken, held, worked = [], [], []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", "import mercat.app.demo"], check=True, env=environment)  # as if installed
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            ready = Path(folder) / "ready.json"
            command = [sys.executable, "-m", "mercat", "demo", "--port", "0", "--ready-file", str(ready)]
            began = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
            try:
                while not ready.exists():
                    assert process.poll() is None, "the demo ended"
                    time.sleep(0.002)
                told = json.loads(ready.read_text())["marketo"]
                query = (
                    f"grant_type=client_credentials&client_id={told['client_id']}&client_secret={told['client_secret']}"
                )
                with urllib.request.urlopen(f"{told['identity']}/oauth/token?{query}") as answer:
                    assert json.load(answer)["access_token"]
                taken.append(time.perf_counter() - began)
                demo = Running(process.pid, 0, "")
                worked.append(demo.cpu_ns() / 1e9)
                time.sleep(0.5)
                held.append(demo.resident_mib())
            finally:
                process.terminate()
                process.wait(30)
    spread = f"{min(taken):.2f} to {max(taken):.2f} s; {median(worked):.2f} s of CPU"
    return [
        Row("start to first token", median(taken), "s", 0.5, False, spread),
        Row("idle memory of a demo", median(held), "MiB", 64, False, f"{min(held):.1f} to {max(held):.1f} MiB"),
    ]


ALL = (cpu_of_a_get, upsert_rates, tail_under_writes, limits_on_and_off, start_and_memory)
