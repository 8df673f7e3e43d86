"""Many hostile clients at once: others are served as before, and memory stays within its bounds.

The attacks make a bounded amount of work, a quarter of a second at most. How long that takes by the clock depends on
who else uses the processors, so the time in which the server or this test waits for a processor does not count.
"""

import contextlib
import gzip
import http.client
import socket
import threading
import time
from pathlib import Path

import pytest

from support.processes import Client, Process

MIB = 1_048_576
HEAD = b"POST /bulk/v1/leads.json HTTP/1.1\r\nHost: siege.test\r\n"


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    process = Process(tmp_path_factory.mktemp("siege") / "data")
    yield process
    process.kill()


def resident_mib(process):
    for line in Path(f"/proc/{process.raw.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1_024
    raise LookupError


def attack(process, count, data):
    """So many connections that each said this and wait."""
    host, port = process.address.split(":")
    made = []
    for _ in range(count):
        raw = socket.create_connection((host, int(port)), timeout=5)
        raw.setblocking(False)
        with contextlib.suppress(OSError):
            raw.send(data)
        made.append(raw)
    return made


def busy_seconds(process):
    """The time that has passed, without the time in which the server's loop or this thread waited for a processor."""
    waits = (f"/proc/{process.raw.pid}/schedstat", f"/proc/self/task/{threading.get_native_id()}/schedstat")
    waited = sum(int(Path(place).read_text().split()[1]) for place in waits)
    return time.monotonic() - waited / 1_000_000_000


def slowest(process, times=20):
    """The longest of some calls of a client that means well, in seconds."""
    client = Client(process, process.token)
    taken = []
    for _ in range(times):
        began = busy_seconds(process)
        assert client.call("GET", "/rest/v1/leads.json?filterType=id&filterValues=1")["success"]
        taken.append(busy_seconds(process) - began)
    return max(taken)


BOMB = gzip.compress(bytes(50 * MIB), mtime=0)

ATTACKS = {
    "nothing at all": b"",
    "endless heads": HEAD + b"X: " + b"a" * 60_000,
    "slow large bodies": HEAD + b"Content-Length: 10000000\r\n\r\n" + b"x" * 100_000,
    "compression bombs": HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(BOMB), BOMB),
    "deep pipelines": (HEAD + b"Content-Length: 0\r\n\r\n") * 500,
    "a byte a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 10_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("attack_name", ATTACKS)
def test_others_are_served_and_memory_stays_within_bounds(besieged, attack_name):
    slowest(besieged)  # what the first call loads is not of the attack
    before = resident_mib(besieged)
    attackers = attack(besieged, 100, ATTACKS[attack_name])
    assert slowest(besieged) < 2.0
    assert resident_mib(besieged) - before < 100
    for raw in attackers:
        raw.close()


@pytest.mark.slow
def test_more_connections_than_there_are_places_lock_nobody_out(besieged):
    attackers = attack(besieged, 900, b"") + attack(besieged, 200, HEAD)
    for _ in range(5):
        try:
            assert slowest(besieged, 3) < 5.0
        except http.client.HTTPException:
            pytest.fail("a client that means well was turned away")
    for raw in attackers:
        raw.close()
