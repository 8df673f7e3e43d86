"""Limits of a subscription as its clients see them: 606, 607, 615, and what counts."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from mercat.app.http.asgi import Application
from mercat.domain.limits.rate_limits import CallLimits
from mercat.model.clock import HOUR, SECOND, from_datetime
from support.marketo import MarketoClient
from support.server import Server
from support.sockets import listening

USAGE = "/rest/v1/stats/usage.json"


def limit(client, **limits):
    """Give the instance these limits and no others; its clock stands at noon in Chicago."""
    instance = client.server.instance
    instance.rate_limiter.limits = CallLimits(**{"rate_calls": 0, "concurrency": 0, "daily_quota": 0, **limits})
    instance.clock.set(from_datetime(datetime(2026, 3, 2, 18, tzinfo=UTC)))
    client.token = client.fresh_token()


def codes(client, count, path=USAGE):
    return [code for _ in range(count) for code in client.get(path).codes]


def test_the_hundred_and_first_call_in_twenty_seconds_is_606(marketo):
    limit(marketo, rate_calls=100)
    assert codes(marketo, 100) == []
    refused = marketo.get(USAGE)
    assert (refused.status, refused.codes) == (200, ["606"])
    assert refused.messages == ["Max rate limit '100' exceeded with in '20' secs"]
    marketo.server.instance.clock.offset_ms += 20 * SECOND
    assert codes(marketo, 1) == []


def test_the_rate_is_exact_when_calls_come_together(marketo):
    limit(marketo, rate_calls=100)
    headers = {"authorization": f"Bearer {marketo.token}"}

    async def together():
        calls = [marketo.server._call("GET", USAGE, (), headers, b"") for _ in range(150)]
        return await asyncio.gather(*calls)

    answers = marketo.server.run(together())
    assert [code for answer in answers for code in answer.codes] == ["606"] * 50


def test_the_window_spans_lead_asset_and_unknown_paths(marketo):
    limit(marketo, rate_calls=3)
    for path in ("/rest/v1/leads/describe.json", "/rest/asset/v1/folders.json", "/rest/v1/nonsense.json"):
        marketo.get(path)
    assert codes(marketo, 1) == ["606"]


def test_the_day_ends_with_607_and_begins_anew_at_midnight_in_chicago(marketo):
    limit(marketo, daily_quota=5)
    clock = marketo.server.instance.clock
    assert codes(marketo, 5) == []
    refused = marketo.get(USAGE)
    assert (refused.codes, refused.messages) == (["607"], ["Daily quota reached"])
    clock.set(from_datetime(datetime(2026, 3, 3, 5, 59, 50, tzinfo=UTC)))
    marketo.token = marketo.fresh_token()
    assert codes(marketo, 1) == ["607"]
    clock.set(from_datetime(datetime(2026, 3, 3, 6, 0, 0, tzinfo=UTC)))
    assert codes(marketo, 6) == ["607"]


def test_the_day_s_count_survives_a_restart(lease):
    first = Server(lease.registry)
    client = MarketoClient(first)
    limit(client, daily_quota=5)
    lease.registry.default.move_clock(first.instance.clock.now())
    assert codes(client, 3) == []
    first.close()
    lease.registry.close()

    lease.registry = lease.open()
    second = Server(lease.registry)
    client.server = second
    second.instance.rate_limiter.limits.daily_quota = 5
    assert codes(client, 4) == ["607"] * 2
    second.close()


@pytest.mark.parametrize(
    ("code", "counts"),
    [("no token", 0), ("601", 0), ("602", 0), ("603", 1), ("605", 0), ("609", 1), ("610", 1), ("612", 1), ("1003", 1)],
)
def test_what_counts_against_the_limits(marketo, marketo_with, code, counts):
    limit(marketo, rate_calls=2, daily_quota=2)
    nobody = marketo_with()
    stale = marketo.token
    if code == "602":
        marketo.server.instance.clock.offset_ms += 2 * HOUR
        marketo.token = marketo.fresh_token()
    leads = "/rest/v1/leads.json"
    plain = {"content-type": "text/plain"}
    calls = {
        "no token": lambda: marketo.send("GET", USAGE, headers={"authorization": ""}),
        "601": lambda: marketo.send("GET", USAGE, headers={"authorization": "Bearer nonsense"}),
        "602": lambda: marketo.send("GET", USAGE, headers={"authorization": f"Bearer {stale}"}),
        "603": lambda: nobody.get("/rest/v1/leads/describe.json"),
        "605": lambda: marketo.delete(USAGE),
        "609": lambda: marketo.send("POST", leads, content=b"{", headers={"content-type": "application/json"}),
        "610": lambda: marketo.get("/rest/v1/nonsense.json"),
        "612": lambda: marketo.send("POST", leads, content=b"{}", headers=plain),
        "1003": lambda: marketo.post(leads),
    }
    assert calls[code]().codes == ["603" if code == "no token" else code]
    assert len(codes(marketo, 2)) == counts


def test_a_call_that_fails_inside_is_611_and_does_not_count(marketo):
    limit(marketo, rate_calls=1)
    marketo.server.instance.write_now(lambda tx: tx.execute("ALTER TABLE people RENAME TO stolen"))
    failed = marketo.get("/rest/v1/leads.json", filterType="email", filterValues="a@b.c")
    assert (failed.codes, failed.messages) == (["611"], ["System error"])
    assert b"people" not in failed.content
    assert codes(marketo, 2) == ["606"]


# -- at once, over sockets ------------------------------------------------------------------------------------------


@pytest.fixture
def crowded(marketo):
    limit(marketo, concurrency=10)
    with listening(Application(marketo.server.registry)) as made:
        yield made


def head(client, length=2):
    return (
        f"POST /rest/v1/leads.json HTTP/1.1\r\nHost: mercat.test\r\nAuthorization: Bearer {client.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def until(condition):
    """Wait for the server's thread to get there; a second is for ever."""
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)


def test_ten_at_once_from_their_heads_on_and_the_eleventh_is_615(marketo, crowded):
    gate = marketo.server.instance.rate_limiter
    ten = [crowded.ask(head(marketo)) for _ in range(10)]
    until(lambda: gate.in_flight == 10)
    refused = crowded.ask(head(marketo) + b"{}").read_until(b"}]}")
    assert b'"code":"615","message":"Concurrent access limit reached"' in refused
    for socket in ten:
        assert b'"1003"' in socket.send(b"{}").read_until(b"}]}")
    until(lambda: gate.in_flight == 0)
    assert b'"1003"' in crowded.ask(head(marketo) + b"{}").read_until(b"}]}")


def test_who_hangs_up_gives_the_place_back(marketo, crowded):
    gate = marketo.server.instance.rate_limiter
    ten = [crowded.ask(head(marketo)) for _ in range(10)]
    until(lambda: gate.in_flight == 10)
    for socket in ten:
        socket.close()
    until(lambda: gate.in_flight == 0)


def test_a_body_beyond_the_limit_gives_the_place_back(marketo, crowded):
    answer = crowded.ask(head(marketo, 2_000_000)).read()
    assert answer.startswith(b"HTTP/1.1 413 ")
    until(lambda: marketo.server.instance.rate_limiter.in_flight == 0)


def test_615_counts_against_nothing(marketo, crowded):
    gate = marketo.server.instance.rate_limiter
    gate.limits.rate_calls = 1
    ten = [crowded.ask(head(marketo)) for _ in range(10)]
    until(lambda: gate.in_flight == 10)
    assert b'"615"' in crowded.ask(head(marketo) + b"{}").read_until(b"}]}")
    ten[0].close()
    until(lambda: gate.in_flight == 9)
    assert b'"1003"' in crowded.ask(head(marketo) + b"{}").read_until(b"}]}")
