"""A server in a child process."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mercat import testing
from mercat.testing.exchange import over_http
from support.running import PATIENCE_SECONDS

HOLDER = """
from mercat import testing
from mercat.testing.exchange import over_http
with testing.demo() as server:
    print(server.base_url, flush=True)
    input()
"""


def answers(base_url):
    try:
        return over_http("GET", f"{base_url}/healthz", b"").status == 200
    except OSError:
        return False


def wait_for_the_end_of(base_url):
    ends = time.monotonic() + PATIENCE_SECONDS
    while answers(base_url):
        assert time.monotonic() < ends, f"{base_url} goes on"
        time.sleep(0.05)


def test_a_server_runs_in_a_process_of_its_own_until_the_context_ends():
    with testing.demo(seed=5, clock="2026-03-02T09:00:00Z", freeze=True, limits="off") as server:
        assert server.document.pid != os.getpid()
        assert answers(server.base_url)
        assert server.default.clock.now.isoformat() == "2026-03-02T09:00:00+00:00"
        assert server.default.control("GET", "/limits").marketo.rate_calls == 0
        with server.instance() as made:
            assert made.marketo.endpoint.startswith(f"{server.base_url}/i/{made.id}/")
    assert not answers(server.base_url)


def test_servers_of_one_seed_have_the_same_ids_in_a_process_of_their_own_and_in_this_one(embedded):
    with testing.demo(arguments=["--seed", "5"]) as server:
        assert server.default.id == embedded.default.id
        assert server.default.marketo.client_secret == embedded.default.marketo.client_secret


def test_a_server_that_does_not_start_says_why():
    with (
        pytest.raises(testing.NotStarted, match="--clock is 'soon': expected a time such as"),
        testing.demo(clock="soon"),
    ):
        pytest.fail("it started")


def test_a_server_ends_with_the_tests_that_started_it_even_if_they_are_killed():
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    base_url = holder.stdout.readline().decode().strip()
    assert answers(base_url)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    wait_for_the_end_of(base_url)
