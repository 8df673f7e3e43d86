"""A server in this process: the transport of httpx, and the ASGI application on any event loop."""

import asyncio
import threading

import httpx
import pytest

from mercat import testing
from support import loops

USAGE = "/rest/v1/stats/usage.json"


def client_of(embedded, fresh, **options):
    return httpx.Client(transport=embedded.transport, base_url=fresh.base_url, **options)


def token_of(embedded, fresh):
    form = {name: fresh.marketo[name] for name in ("client_id", "client_secret")}
    with client_of(embedded, fresh) as client:
        answer = client.post("/identity/oauth/token", data={"grant_type": "client_credentials", **form})
    return answer.json()["access_token"]


def test_an_asynchronous_client_has_a_loop_of_its_own(embedded, fresh):
    async def codes(transport):
        async with httpx.AsyncClient(transport=transport, base_url=fresh.base_url) as client:
            answers = await asyncio.gather(*(client.get(USAGE) for _ in range(5)))
        return [answer.json()["errors"][0]["code"] for answer in answers]

    for transport in (embedded.transport, httpx.ASGITransport(app=embedded.application)):
        assert loops.run(codes(transport)) == ["603"] * 5


def test_a_body_arrives_and_a_compressed_answer_is_decoded(embedded, fresh):
    headers = {"Authorization": f"Bearer {token_of(embedded, fresh)}"}
    with client_of(embedded, fresh, headers=headers) as client:
        answer = client.get("/rest/v1/leads/describe.json")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["success"]


@pytest.mark.parametrize("effect", [{"disconnect": True}, {"truncate_bytes": 5}])
def test_a_cut_connection_is_the_protocol_error_of_a_socket(embedded, fresh, effect):
    fresh.faults.add(effect=effect)
    with client_of(embedded, fresh) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get(USAGE)

    async def call():
        async with httpx.AsyncClient(transport=embedded.transport, base_url=fresh.base_url) as client:
            await client.get(USAGE)

    with pytest.raises(httpx.RemoteProtocolError):
        loops.run(call())


def test_a_late_answer_meets_the_timeout_of_the_client(embedded, fresh):
    fresh.faults.add(match={"path": USAGE}, effect={"latency_ms": 2_000})
    headers = {"Authorization": f"Bearer {token_of(embedded, fresh)}"}
    with client_of(embedded, fresh, timeout=0.05, headers=headers) as client, pytest.raises(httpx.ReadTimeout):
        client.get(USAGE)


def test_a_client_of_the_other_protocol_is_answered(embedded, fresh):
    with client_of(embedded, fresh) as client:
        query = {"access_token": fresh.tencent.access_token, "timestamp": "1", "nonce": "a"}
        answer = client.get("/v3.0/adgroups/get", params=query)
    assert answer.json()["code"] != 0


def test_instances_made_in_order_on_two_servers_of_a_seed_are_the_same():
    blocks = []
    for _ in range(2):
        with testing.in_process(seed=11) as server:
            blocks.append([server.default, *(server.instance(state) for state in ("seed", "empty", "seed"))])
    assert blocks[0] == blocks[1]
    assert len({block.id for block in blocks[0]}) == 4


def test_nothing_stays_of_a_server_in_this_process(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(threading.enumerate())
    with testing.in_process() as server:
        server.instance().clock.advance(3_600)
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []
    assert set(threading.enumerate()) <= before
