"""/identity/oauth/token: a service's access token, by GET and by POST."""

import pytest

from mercat.domain.access import api_clients
from mercat.model.clock import MINUTE, SECOND

PATH = "/identity/oauth/token"


@pytest.fixture
def service(marketo):
    """The client id and secret of the client's service."""

    def work(tx):
        found = api_clients.get_service(tx, marketo.name)
        return {"client_id": found.client_id, "client_secret": api_clients.secret(tx, found)}

    return marketo.server.instance.write_now(work)


def ask(marketo, method, **given):
    pairs = list(({"grant_type": "client_credentials"} | given).items())
    marketo.token = None
    if method == "form":
        return marketo.send("POST", PATH, form=pairs)
    return marketo.send(method, PATH, query=pairs)


asking = pytest.mark.parametrize("method", ["GET", "POST", "form"])


@asking
def test_a_service_gets_a_token_that_the_other_calls_take(marketo, service, method):
    answer = ask(marketo, method, **service)
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert set(answer.document) == {"access_token", "token_type", "expires_in", "scope"}
    assert (answer.token_type, answer.scope) == ("bearer", marketo.email)
    marketo.token = answer.access_token
    assert marketo.get("/rest/v1/stats/usage.json").success is True


@asking
def test_the_living_token_is_answered_again_with_what_is_left_of_its_hour(marketo, service, method):
    clock = marketo.server.instance.clock
    clock.offset_ms += 61 * MINUTE
    first = ask(marketo, method, **service)
    clock.offset_ms += 10 * MINUTE
    second = ask(marketo, method, **service)
    assert first.access_token == second.access_token
    assert 3590 <= first.expires_in <= 3600
    assert 0 <= first.expires_in - second.expires_in - 600 <= 2
    clock.offset_ms += (second.expires_in + 1) * SECOND
    assert ask(marketo, method, **service).access_token != first.access_token


def test_a_token_is_answered_again_in_its_last_second_with_nothing_left(marketo, service):
    clock = marketo.server.instance.clock
    for _ in range(20):  # the second may be over before the answer: then it is the next token's turn
        before = clock.now()
        first = ask(marketo, "GET", **service)
        clock.set(before + first.expires_in * SECOND + 100)
        second = ask(marketo, "GET", **service)
        if second.access_token == first.access_token:
            break
    assert (second.access_token, second.expires_in) == (first.access_token, 0)


@asking
@pytest.mark.parametrize("wrong", ["client_id", "client_secret"])
def test_wrong_credentials_are_401_in_the_words_of_oauth(marketo, service, method, wrong):
    for value in ("nonsense", ""):
        answer = ask(marketo, method, **service | {wrong: value})
        assert answer.status == 401
        assert answer.document == {"error": "invalid_client", "error_description": "Bad client credentials"}


@asking
def test_another_grant_type_is_401(marketo, service, method):
    answer = ask(marketo, method, **service, grant_type="password")
    assert answer.status == 401
    assert answer.error == "unsupported_grant_type"
