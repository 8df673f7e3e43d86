"""/sandbox/instances, and that nothing leaks from one instance to another."""

import pytest

from mercat.model.clock import SECOND
from mercat.sandbox import instances


@pytest.fixture
def other(demo):
    answer = demo.sandbox("POST", "/instances", {"from": "seed"})
    assert answer.status == 200, answer
    return answer.document


def prefix(block):
    return f"/i/{block['id']}"


def test_an_instance_answers_under_its_prefix_with_credentials_of_its_own(demo, other, usage):
    assert other["base_url"] == f"http://mercat.test/i/{other['id']}"
    assert other["marketo"]["munchkin_id"] == other["id"]
    assert other["marketo"]["endpoint"] == other["base_url"] + "/rest"
    assert other["marketo"]["client_id"] != demo.credentials["marketo"]["client_id"]
    token = demo.token(other["marketo"], prefix(other))
    assert demo.marketo(usage, token, prefix(other)).success


def test_a_token_of_another_instance_is_refused(demo, other, usage):
    ours, theirs = demo.token(demo.credentials["marketo"]), demo.token(other["marketo"], prefix(other))
    assert demo.marketo(usage, ours, prefix(other)).codes == ["601"]
    assert demo.marketo(usage, theirs).codes == ["601"]


def test_credentials_of_another_instance_are_refused(demo, other):
    query = [(name, other["marketo"][name]) for name in ("client_id", "client_secret")]
    refused = demo.call("GET", "/identity/oauth/token", query=[("grant_type", "client_credentials"), *query])
    assert (refused.status, refused.document["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("spell", [str.lower, str.upper])
def test_the_host_header_chooses_an_instance_in_either_case(demo, other, usage, spell):
    token = demo.token(other["marketo"], prefix(other))
    host = f"{spell(other['id'])}.mktorest.com"
    assert demo.marketo(usage, token, host=host).success
    assert demo.marketo(usage, token, host=f"{host}:8080").success
    assert demo.marketo(usage, token).codes == ["601"]


def test_instances_have_clocks_limits_and_data_of_their_own(demo, other, usage):
    demo.sandbox("POST", "/clock", {"advance_seconds": 10_000_000}, prefix(other))
    demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 1}}, prefix(other))
    assert demo.instance.clock.offset_ms == 0
    assert demo.instance.rate_limiter.limits.daily_quota == 0
    token = demo.token(other["marketo"], prefix(other))
    assert demo.marketo(usage, token, prefix(other)).success
    assert demo.marketo(usage, token, prefix(other)).codes == ["607"]
    ours = demo.token(demo.credentials["marketo"])
    assert demo.marketo(usage, ours).success


def test_a_reset_of_one_instance_leaves_the_others_alone(demo, other):
    service = demo.sandbox("POST", "/services", {"permissions": []}).document
    demo.sandbox("POST", "/clock", {"advance_seconds": 10_000_000})
    demo.sandbox("POST", "/reset", {"to": "empty"}, prefix(other))
    assert abs(demo.instance.clock.offset_ms - 10_000_000_000) < SECOND
    assert demo.token(service)


def test_instances_are_listed_oldest_first(demo, other):
    listed = demo.sandbox("GET", "/instances").document["instances"]
    assert [(item["id"], item["default"]) for item in listed] == [("123-ABC-456", True), (other["id"], False)]
    assert listed[1]["base_url"] == other["base_url"]
    assert demo.sandbox("GET", "/instances", prefix=prefix(other)).document["instances"] == listed


def test_deleting_an_instance_ends_its_tokens_at_once(demo, other, usage):
    token = demo.token(other["marketo"], prefix(other))
    assert demo.sandbox("DELETE", f"/instances/{other['id']}").status == 200
    assert demo.marketo(usage, token, prefix(other)).status == 404
    assert demo.marketo(usage, token).codes == ["601"]
    assert demo.sandbox("DELETE", f"/instances/{other['id']}").status == 404
    assert [item["default"] for item in demo.sandbox("GET", "/instances").document["instances"]] == [True]


def test_nothing_of_a_deleted_instance_stays(demo, other, demo_lease):
    folder = demo_lease.folder / "instances" / other["id"]
    assert folder.is_dir()
    demo.sandbox("DELETE", f"/instances/{other['id']}")
    assert not folder.exists()


def test_the_servers_own_instance_stays(demo):
    assert demo.sandbox("DELETE", "/instances/123-ABC-456").status == 409


@pytest.mark.parametrize("key", ["999-ZZZ-999", "..", "123-abc-456", "%00"])
def test_a_stranger_cannot_be_deleted(demo, key):
    assert demo.sandbox("DELETE", f"/instances/{key}").status == 404


def test_an_instance_may_begin_empty(demo):
    made = demo.sandbox("POST", "/instances", {"from": "empty"}).document
    assert demo.token(made["marketo"], prefix(made))


@pytest.mark.parametrize("body", [{"from": "nowhere"}, {"state": "seed"}, {"from": 1}])
def test_what_is_no_beginning_is_a_problem(demo, body):
    assert demo.sandbox("POST", "/instances", body).status == 422


def test_a_server_holds_so_many_instances_and_no_more(demo, monkeypatch):
    monkeypatch.setattr(instances, "INSTANCES", 3)
    made = [demo.sandbox("POST", "/instances", {"from": "empty"}) for _ in range(3)]
    assert [answer.status for answer in made] == [200, 200, 409]
    demo.sandbox("DELETE", f"/instances/{made[0].document['id']}")
    assert demo.sandbox("POST", "/instances", {"from": "empty"}).status == 200


def test_many_instances_are_made_at_once(demo, usage):
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: demo.sandbox("POST", "/instances", {"from": "empty"}).document, range(8)))
    assert len({block["id"] for block in made}) == 8
    tokens = {demo.token(block["marketo"], prefix(block)) for block in made}
    assert len(tokens) == 8


def test_an_instance_in_postgresql_has_no_snapshots(demo, backend):
    if backend != "postgresql":
        pytest.skip("databases in files have them")
    answer = demo.sandbox("POST", "/snapshots", {"name": "one"})
    assert (answer.status, demo.sandbox("GET", "/snapshots").document) == (409, {"snapshots": []})
    assert answer.document["detail"] == "Snapshots are of databases in a file, and this one is in PostgreSQL."
