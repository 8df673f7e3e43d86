"""/sandbox/reset."""

import pytest

from mercat.domain.access import api_clients, users
from mercat.model.clock import SECOND


def folders(demo, token):
    return demo.marketo("/rest/asset/v1/folders.json?maxReturn=200", token).document["result"]


def make_folder(demo, token, name):
    made = demo.call(
        "POST",
        "/rest/asset/v1/folders.json",
        query=[("name", name), ("parent", '{"id":15,"type":"Folder"}')],
        headers={"authorization": f"Bearer {token}", "content-type": "application/x-www-form-urlencoded"},
    )
    assert made.success, made
    return made.result[0].id


@pytest.mark.parametrize("state", ["seed", "empty"])
def test_what_was_made_is_gone_and_ids_begin_again(demo, state):
    demo.sandbox("POST", "/reset", {"to": state})
    token = demo.token(demo.credentials["marketo"])
    before = folders(demo, token)
    first = make_folder(demo, token, "Gone with the reset")
    assert len(folders(demo, token)) == len(before) + 1
    assert demo.sandbox("POST", "/reset", {"to": state}).status == 200
    assert folders(demo, token) == before
    assert make_folder(demo, token, "The first again") == first


def test_credentials_and_living_tokens_stay_valid(demo, usage):
    demo_token = demo.token(demo.credentials["marketo"])
    before = demo.credentials
    demo.sandbox("POST", "/reset", {"to": "empty"})
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert demo.credentials == before
    assert demo.marketo(usage, demo_token).success


def renewed(demo):
    """The access token that the refresh token of the ready file gets."""
    access = demo.credentials["tencent"]
    query = [(name, str(access[name])) for name in ("client_id", "client_secret", "refresh_token")]
    answer = demo.call("GET", "/oauth/token", query=[("grant_type", "refresh_token"), *query])
    assert answer.document["code"] == 0, answer
    return answer.document["data"]["access_token"]


def test_a_tencent_token_is_refreshed_after_a_reset_as_before(demo):
    first = renewed(demo)
    demo.sandbox("POST", "/reset")
    assert renewed(demo) != first


def test_a_tencent_token_is_refreshed_after_a_restore_as_before(demo, backend):
    if backend == "postgresql":
        pytest.skip("snapshots are of databases in a file")
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    first = renewed(demo)
    demo.sandbox("POST", "/snapshots/then/restore")
    assert renewed(demo) != first


def everybody(demo):
    """The names of all roles, users and services."""

    def work(tx):
        names = [[one.name for one in users.list_roles(tx)], [user.email for user, *_ in users.list_users(tx)]]
        return [*names, [one.name for one, _ in api_clients.services(tx)]]

    return demo.instance.read_now(work)


@pytest.mark.parametrize("state", ["seed", "empty"])
def test_what_the_sandbox_made_for_a_test_goes(demo, usage, state):
    before = everybody(demo)
    made = demo.sandbox("POST", "/services", {"permissions": ["Read-Only Lead"]}).document
    token = demo.token(made)
    demo.sandbox("POST", "/reset", {"to": state})
    assert everybody(demo) == before
    assert demo.marketo(usage, token).codes == ["601"]
    query = [(name, made[name]) for name in ("client_id", "client_secret")]
    refused = demo.call("GET", "/identity/oauth/token", query=[("grant_type", "client_credentials"), *query])
    assert refused.status == 401


def test_it_stays_if_that_is_asked_for_and_goes_with_a_later_reset(demo, usage):
    before = everybody(demo)
    service = demo.sandbox("POST", "/services", {"permissions": ["Read-Only Lead"]}).document
    token = demo.token(service)
    demo.sandbox("POST", "/reset", {"to": "seed", "keep_services": True})
    demo.sandbox("POST", "/reset", {"to": "empty", "keep_services": True})
    assert demo.marketo(usage, token).success
    assert demo.token(service) == token
    demo.sandbox("POST", "/reset")
    assert everybody(demo) == before


def test_a_service_that_a_person_made_stays(demo):
    demo.instance.write_now(lambda tx: api_clients.create_service(tx, "By hand", "api@example.com"))
    demo.sandbox("POST", "/reset")
    assert "By hand" in everybody(demo)[2]


def test_the_clock_goes_back_to_the_start(demo):
    before = demo.instance.clock.now()
    demo.sandbox("POST", "/clock", {"advance_seconds": 1_000_000})
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert 0 <= demo.instance.clock.now() - before < 60 * SECOND


def test_limits_and_counters_go_back_to_the_start(demo, usage):
    before = demo.sandbox("GET", "/limits").document
    token = demo.token(demo.credentials["marketo"])
    demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 2}})
    assert [demo.marketo(usage, token).success for _ in range(3)] == [True, True, False]
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert demo.sandbox("GET", "/limits").document == before
    assert demo.marketo(usage, token).result[0].total == 0
    demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 2}})
    assert demo.marketo(usage, token).success


def test_a_reset_outlives_the_process(demo, demo_lease):
    token = demo.token(demo.credentials["marketo"])
    make_folder(demo, token, "Gone with the reset")
    demo.sandbox("POST", "/clock", {"advance_seconds": 1_000_000})
    demo.sandbox("POST", "/reset", {"to": "seed"})
    demo_lease.registry.close()
    demo_lease.registry = demo_lease.open()
    assert demo_lease.registry.default.clock.offset_ms == 0


@pytest.mark.parametrize("body", [{"to": "yesterday"}, {"to": None}, {"from": "seed"}, "seed"])
def test_what_is_no_start_is_a_problem(demo, body):
    assert demo.sandbox("POST", "/reset", body).status == 422


def test_a_reset_without_a_word_goes_to_the_seed(demo):
    assert demo.sandbox("POST", "/reset").document["to"] == "seed"


def test_the_first_credentials_come_back_whatever_became_of_them(demo):
    before = demo.credentials
    service = demo.sandbox("POST", "/services", {"permissions": ["Read-Only Asset"]}).document

    def spoil(tx):
        from mercat.domain.oauth import applications

        api_clients.rotate_service(tx, "Sample service")
        api_clients.delete_service(tx, "Sample service")
        api_clients.create_service(tx, "Sample service", "api@example.com")  # takes the name, with another id
        users.create_user(tx, "passing@example.com", roles=["Admin"])
        for application in applications.list_applications(tx):
            applications.delete_application(tx, application.id)

    demo.instance.write_now(spoil)
    demo.sandbox("POST", "/clock", {"advance_seconds": 400 * 86_400})
    demo.sandbox("POST", "/reset", {"to": "seed", "keep_services": True})
    assert demo.credentials == before
    assert demo.token(before["marketo"])
    assert demo.marketo("/rest/asset/v1/folders.json", demo.token(service)).success
    from mercat.store.access import principals

    assert demo.instance.read_now(lambda tx: principals.find_user(tx, "passing@example.com")) is None
