"""Two hundred instances in one server."""

import re
import resource
from pathlib import Path

import pytest

from mercat import testing
from mercat.testing.exchange import over_http

COUNT = 200
SOFT_LIMIT = 1_024  # of open files, with which many systems begin a process
MEMORY = 2**30


@pytest.fixture
def server():
    """A server that was started with few open files allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (SOFT_LIMIT, hard))
    try:
        with testing.demo() as server:
            yield server
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def peak_memory(process_id):
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1_024


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell the memory of a process")
def test_two_hundred_instances_at_once_take_less_than_a_gibibyte(server):
    made = [server.instance() for _ in range(COUNT)]
    for instance in made:
        assert instance.clock.advance(60) == {}
        tencent = instance.tencent
        query = f"account_id={tencent.account_id}&access_token={tencent.access_token}&timestamp=1&nonce=one"
        assert over_http("GET", f"{tencent.base_url}/funds/get?{query}", b"").status == 200
    assert [len(instance.requests.all()) for instance in made] == [1] * COUNT
    assert len({instance.tencent.access_token for instance in made}) == COUNT
    assert peak_memory(server.document.pid) < MEMORY
