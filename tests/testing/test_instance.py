"""An instance under test: its members, and what a test does to it."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from mercat import testing

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def client(embedded, fresh):
    """A client of the Marketo API of the test's instance, with a token."""
    with httpx.Client(transport=embedded.transport, base_url=fresh.base_url) as client:
        client.headers["Authorization"] = f"Bearer {token(client, fresh.marketo)}"
        yield client


def token(client, credentials):
    query = {name: credentials[name] for name in ("client_id", "client_secret")}
    answer = client.get("/identity/oauth/token", params={"grant_type": "client_credentials", **query})
    return answer.json()["access_token"]


def codes(answer):
    return [error["code"] for error in answer.json().get("errors", [])]


def test_the_members_of_the_ready_file_are_attributes_and_items(fresh):
    assert fresh.marketo.munchkin_id == fresh["marketo"]["munchkin_id"] == fresh.id
    assert fresh.tencent.account_id == 25_610
    assert fresh.base_url == f"http://mercat.test/i/{fresh.id}"
    with pytest.raises(AttributeError, match=r"no member 'munchkin'.*'munchkin_id'"):
        _ = fresh.marketo.munchkin


def test_an_instance_is_deleted_at_the_end_of_its_context(embedded):
    with embedded.instance() as made:
        assert made.clock.frozen
    with pytest.raises(testing.Refused, match="404"):
        embedded.default.control("DELETE", f"/instances/{made.id}")


def test_a_test_may_delete_its_instance_itself(embedded):
    with embedded.instance("empty") as made:
        made.delete()
    listed = embedded.default.control("GET", "/instances").instances
    assert made.id not in [instance.id for instance in listed]


def test_the_clock_moves_stops_and_runs_on(fresh):
    clock = fresh.clock
    assert (clock.now, clock.frozen) == (START, True)
    assert clock.advance(90) == {}
    clock.advance(timedelta(hours=1))
    assert clock.now == START + timedelta(hours=1, seconds=90)
    clock.set(datetime(2026, 3, 3, tzinfo=UTC))
    clock.set("2026-03-03T01:00:00Z")
    assert clock.now == datetime(2026, 3, 3, 1, tzinfo=UTC)
    clock.resume()
    assert not clock.frozen
    clock.freeze()
    assert clock.frozen
    assert clock.now >= datetime(2026, 3, 3, 1, tzinfo=UTC)


def test_a_refused_move_says_what_was_expected(fresh):
    with pytest.raises(testing.Refused) as refused:
        fresh.clock.set("2020-01-01T00:00:00Z")
    assert (refused.value.status, refused.value.detail[:26]) == (422, "Time goes forward only: it")


def test_faults_are_ordered_listed_and_removed(fresh, client):
    order = fresh.faults.add(match={"path": "/rest/*"}, effect={"code": "606"}, times=1, skip=1)
    calls = [client.get("/rest/v1/lead/1.json") for _ in range(3)]
    assert [codes(answer) for answer in calls] == [[], ["606"], []]
    (fault,) = fresh.faults.all()
    assert (fault.id, fault.effect.code, fault.matched, fault.applied) == (order, "606", 3, 1)
    fresh.faults.remove(order)
    assert fresh.faults.all() == []
    assert len(fresh.faults.scenario("rate-limited")) == len(fresh.faults.all()) == 2
    fresh.faults.clear()
    assert fresh.faults.all() == []


def test_the_journal_finds_calls_by_path_and_code(fresh, client):
    client.get("/rest/v1/lead/1.json")
    client.get("/rest/v1/lead/1.json", headers={"Authorization": "Bearer nobody"})
    assert [call.status for call in fresh.requests.all()] == [200, 200, 200]
    assert [call.codes for call in fresh.requests.find(path="/rest/*")] == [[], ["601"]]
    (refused,) = fresh.requests.find(code=601, operation="getLeadByIdUsingGET", status=200, protocol="marketo")
    assert refused.request.headers["authorization"] == "Bearer REDACTED"
    fresh.requests.clear()
    assert fresh.requests.all() == []


def test_a_snapshot_takes_an_instance_back(embedded, fresh, client):
    fresh.snapshots.take("before")
    client.post("/rest/v1/leads.json", json={"input": [{"email": "ada@example.com"}]})
    assert fresh.snapshots.diff("before")["people"].added == 1
    fresh.snapshots.restore("before")
    assert fresh.snapshots.diff("before").get("people") is None
    assert fresh.snapshots.all() == ["before"]
    fresh.snapshots.delete("before")
    assert fresh.snapshots.all() == []


def test_a_service_has_exactly_its_permissions(fresh, client):
    service = fresh.service("Read-Only Lead")
    client.headers["Authorization"] = f"Bearer {token(client, service)}"
    assert codes(client.get("/rest/v1/lead/1.json")) == []
    assert codes(client.post("/rest/v1/leads.json", json={"input": [{"email": "ada@example.com"}]})) == ["603"]


def test_a_reset_takes_an_instance_back_to_its_beginning(fresh, client):
    fresh.clock.advance(60)
    fresh.reset("empty")
    assert fresh.clock.now == START
    query = {"filterType": "id", "filterValues": "1"}
    assert client.get("/rest/v1/leads.json", params=query).json()["result"] == []
