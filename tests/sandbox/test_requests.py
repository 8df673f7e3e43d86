"""/sandbox/requests: the journal."""

import json
import shlex
from urllib.parse import quote

import pytest

from mercat.sandbox import journal as journals
from mercat.sandbox.journal import Journal
from mercat.wire.http import Request, Response
from support.sockets import listening
from support.tencent import TencentClient


def recorded(demo, **filters):
    return demo.call("GET", "/sandbox/requests", query=filters.items()).document["requests"]


def names(calls):
    return [(call["method"], call["path"]) for call in calls]


def test_calls_and_answers_are_written_down_oldest_first(demo, usage):
    token = demo.token(demo.credentials["marketo"])
    demo.marketo(usage, token)
    calls = recorded(demo)
    assert names(calls) == [("GET", "/identity/oauth/token"), ("GET", usage)]
    call = calls[1]
    assert (call["protocol"], call["operation"], call["status"]) == ("marketo", "getDailyUsageUsingGET", 200)
    assert call["url"] == "http://mercat.test" + usage
    assert call["request"]["headers"]["authorization"] == "Bearer REDACTED"
    assert json.loads(call["response"]["body"])["success"] is True
    assert call["id"] == calls[0]["id"] + 1


def test_filters_narrow_what_is_shown(demo, usage):
    token = demo.token(demo.credentials["marketo"])
    demo.marketo(usage, token)
    demo.marketo("/rest/v1/nothing.json", token)
    demo.call("GET", "/v3.0/adgroups/get")
    everything = recorded(demo)
    assert len(everything) == 4
    assert names(recorded(demo, protocol="tencent")) == [("GET", "/v3.0/adgroups/get")]
    assert names(recorded(demo, operation="getDailyUsageUsingGET")) == [("GET", usage)]
    assert names(recorded(demo, operation="get " + usage)) == [("GET", usage)]
    assert names(recorded(demo, operation="adgroups/get")) == [("GET", "/v3.0/adgroups/get")]
    assert names(recorded(demo, code="610")) == [("GET", "/rest/v1/nothing.json")]
    assert names(recorded(demo, code="12000")) == [("GET", "/v3.0/adgroups/get")]
    assert names(recorded(demo, path="/rest/v1/*")) == [("GET", usage), ("GET", "/rest/v1/nothing.json")]
    assert names(recorded(demo, path="/rest/v1/*", code="610")) == [("GET", "/rest/v1/nothing.json")]
    assert recorded(demo, status="404") == []
    assert len(recorded(demo, status="200")) == 4
    assert recorded(demo, limit="2") == everything[2:]
    assert recorded(demo, since=str(everything[1]["id"])) == everything[2:]


def test_since_a_moment(demo, usage):
    token = demo.token(demo.credentials["marketo"])
    moment = demo.sandbox("POST", "/clock", {"advance_seconds": 600}).now
    demo.marketo(usage, token)
    assert names(recorded(demo, since=moment)) == [("GET", usage)]
    assert len(recorded(demo, since="2001-01-01T00:00:00+02:00")) == 2


def test_the_journal_is_emptied(demo, usage):
    demo.marketo(usage, "none")
    assert demo.sandbox("DELETE", "/requests").document == {"deleted": 1}
    assert recorded(demo) == []


def test_a_reset_empties_it_too(demo, usage):
    demo.marketo(usage, "none")
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert recorded(demo) == []


def test_each_instance_has_a_journal_of_its_own(demo, usage):
    made = demo.sandbox("POST", "/instances", {"from": "empty"}).document
    demo.marketo(usage, "none", f"/i/{made['id']}")
    assert recorded(demo) == []
    (call,) = demo.sandbox("GET", "/requests", prefix=f"/i/{made['id']}").document["requests"]
    assert (call["path"], call["url"]) == (usage, f"http://mercat.test/i/{made['id']}{usage}")


def test_serve_keeps_no_journal(server):
    assert server.instance.journal is None


@pytest.mark.parametrize(
    "query",
    [
        [("limit", "0")],
        [("limit", "1001")],
        [("limit", "x")],
        [("format", "xml")],
        [("protocol", "soap")],
        [("status", "99")],
        [("since", "yesterday")],
        [("operation", "noSuchOperation")],
        [("other", "1")],
    ],
)
def test_a_filter_that_is_none_is_a_problem(demo, query):
    assert demo.call("GET", "/sandbox/requests", query=query).status == 422


# -- secrets --------------------------------------------------------------------------------------------------------

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


def everything(demo):
    """All that the journal can be made to say."""
    formats = [demo.call("GET", "/sandbox/requests", query=[("format", form)]) for form in ("json", "har", "curl")]
    return "\n".join(answer.content.decode() for answer in formats)


def test_no_secret_of_the_ready_file_appears_in_any_form(demo, usage):
    opened = demo.credentials
    marketo, tencent = opened["marketo"], opened["tencent"]
    token = demo.token(marketo)
    pair = f"client_id={marketo['client_id']}&client_secret={marketo['client_secret']}"
    grant = "grant_type=client_credentials&"
    demo.call("POST", "/identity/oauth/token", headers=FORM, content=(grant + pair).encode())
    demo.call("GET", f"/identity/oauth/token?{grant}{pair.replace('_secret', '%5Fsecret')}")
    demo.call("GET", f"{usage}?access_token={token}")
    demo.call("GET", f"{usage}?access_token={quote(token, safe='')}")
    demo.call("GET", usage, headers={"X-Mkto-User-Token": token, "Cookie": f"session={token}"})
    demo.marketo(f"/rest/v1/leads.json?filterType=email&filterValues={token}", token)
    body = json.dumps({"input": [{"email": "a@example.com", "accessToken": token, "nested": {"PASSWORD": token}}]})
    demo.call("POST", "/rest/v1/leads.json", headers=JSON, content=body.encode())
    demo.call("POST", "/rest/v1/leads.json", headers=JSON, content=body.encode()[:-3])
    common = f"access_token={tencent['access_token']}&timestamp=1&nonce=abc"
    demo.call("GET", f"/v3.0/advertiser/get?{common}")
    refresh = f"client_id={tencent['client_id']}&client_secret={tencent['client_secret']}"
    answer = demo.call(
        "GET", f"/oauth/token?{refresh}&grant_type=refresh_token&refresh_token={tencent['refresh_token']}"
    ).document
    said = everything(demo)
    secrets = [token, marketo["client_secret"], tencent["access_token"], tencent["client_secret"]]
    secrets += [tencent["refresh_token"], answer["data"]["access_token"], quote(token, safe="")]
    assert [secret for secret in secrets if secret in said] == []
    assert said.count("REDACTED") > 30
    assert marketo["client_id"] in said


def test_authorization_codes_and_passwords_are_blanked_in_forms_and_addresses():
    journal = Journal()
    request = Request(
        "POST",
        "/oauth/authorize",
        "client_id=1&state=s",
        [
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"referer", b"http://x/?authorization_code=hidden1"),
        ],
        b"email=a%40example.com&password=hidden2&user_password=hidden3&state=open",
        "http://mercat.test",
    )
    answer = Response(
        302, b"", "text/html", [("Location", "https://example.com/?authorization_code=hidden1&state=open")]
    )
    journal.note("tencent", request, answer, 0)
    _, (call,) = journal.find(journals.Filter(), 1)
    text = json.dumps([call.url, call.request.headers, call.request.body, call.response.headers])
    assert "hidden" not in text
    assert call.request.body == "email=a%40example.com&password=REDACTED&user_password=REDACTED&state=open"
    assert ("Location", "https://example.com/?authorization_code=REDACTED&state=open") in call.response.headers


@pytest.mark.parametrize("name", ["nextPageToken", "sinceToken", "tokens", "tokenName", "page_token"])
def test_what_only_looks_like_a_secret_stays(name):
    journal = Journal()
    body = json.dumps({name: "ABCDEFGHIJ"}).encode()
    headers = [(b"content-type", b"application/json")]
    journal.note("marketo", Request("POST", "/rest/v1/leads.json", "", headers, body), Response(), 0)
    _, (call,) = journal.find(journals.Filter(), 1)
    assert call.request.body == body.decode()


# -- forms ----------------------------------------------------------------------------------------------------------


def test_har_has_what_its_readers_need(demo, usage):
    demo.marketo(f"{usage}?a=1&a=2", "none")
    log = demo.call("GET", "/sandbox/requests", query=[("format", "har")]).document["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "mercat")
    (entry,) = log["entries"]
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
    request, response = entry["request"], entry["response"]
    assert (request["method"], request["url"]) == ("GET", f"http://mercat.test{usage}?a=1&a=2")
    assert request["queryString"] == [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]
    assert {"name": "authorization", "value": "Bearer REDACTED"} in request["headers"]
    assert response["status"] == 200
    assert json.loads(response["content"]["text"])["errors"][0]["code"] == "601"


def test_curl_lines_can_be_pasted(demo):
    body = json.dumps({"input": [{"email": "o'hara@example.com"}]})
    demo.call("POST", "/rest/v1/leads.json", headers=JSON, content=body.encode())
    text = demo.call("GET", "/sandbox/requests", query=[("format", "curl")]).content.decode()
    words = shlex.split(text)
    assert words[:4] == ["curl", "--request", "POST", "http://mercat.test/rest/v1/leads.json"]
    assert words[words.index("--data-raw") + 1] == body
    assert "content-type: application/json" in words
    assert not any(word.startswith("host:") for word in words)


# -- bounds ---------------------------------------------------------------------------------------------------------


def note(journal, size, number=0):
    headers = [(b"content-type", b"application/json")]
    request = Request("POST", f"/rest/v1/{number}.json", "", headers, b"1" * size)
    journal.note("marketo", request, Response(body=b"2" * size), number)


def test_the_oldest_calls_make_room(demo):
    journal = Journal()
    for number in range(journals.CALLS + 1):
        note(journal, 1, number)
    total, shown = journal.find(journals.Filter(), 1)
    assert total == journals.CALLS
    assert shown[0].path == f"/rest/v1/{journals.CALLS}.json"
    _, shown = journal.find(journals.Filter(), journals.CALLS)
    assert shown[0].path == "/rest/v1/1.json"


def test_large_bodies_are_cut_and_all_bodies_together_are_bounded():
    journal = Journal()
    for number in range(400):
        note(journal, 1_000_000, number)
    total, shown = journal.find(journals.Filter(), 1)
    assert total == journals.BYTES // (2 * journals.BODY_BYTES + journals.HEAD_BYTES)
    assert shown[0].request.body_bytes == 1_000_000
    assert shown[0].request.truncated
    assert len(shown[0].request.body) == journals.BODY_BYTES


def test_what_is_no_text_is_only_counted():
    journal = Journal()
    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"content-length", b"77")]
    journal.note("tencent", Request("POST", "/v3.0/images/add", "", headers), Response(), 0)
    _, (call,) = journal.find(journals.Filter(), 1)
    assert (call.request.body, call.request.body_bytes) == (None, 77)


def test_the_pytest_module_repeats_the_calls_on_another_instance(demo, usage):
    token = demo.token(demo.credentials["marketo"])
    demo.marketo(usage, token)
    demo.marketo(f"{usage}?a=b%26c", "none")
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    people = json.dumps({"input": [{"email": "ada@example.com", "firstName": 'A\'da "L" é'}]}).encode()
    demo.call("POST", "/rest/v1/leads.json", headers=headers, content=people)
    demo.call("GET", "/rest/v1/leads/describe.json", headers=headers)
    tencent = TencentClient(demo, account_id=demo.credentials["tencent"]["account_id"])
    assert tencent.get("/v3.0/adgroups/get", fields=["adgroup_id"]).code == 0
    tencent.get("/v3.0/adgroups/get")
    demo.sandbox("POST", "/faults", {"effect": {"code": "611"}, "times": 1})
    demo.marketo(usage, token)
    source = demo.call("GET", "/sandbox/requests", query=[("format", "pytest")]).content.decode()
    assert token not in source and tencent.token not in source
    made = demo.sandbox("POST", "/instances", {"from": "seed"}).document
    with listening(demo.application) as server:
        address = f"http://127.0.0.1:{server.address[1]}"
        instance = json.loads(json.dumps(made).replace("http://mercat.test", address))
        names = {}
        exec(compile(source, "journal.py", "exec"), names)  # noqa: S102  # what a user would run
        names["test_calls_of_the_journal"](instance)
    repeated = demo.sandbox("GET", "/requests", prefix=f"/i/{made['id']}").requests
    said = [(call.path, call.status, call.codes) for call in repeated if call.path != "/identity/oauth/token"]
    before = [(call["path"], call["status"], call["codes"]) for call in recorded(demo)]
    assert said == [*[call for call in before if call[0] != "/identity/oauth/token"][:-1], (usage, 200, [])]


def test_a_pytest_module_without_calls_runs_too(demo):
    source = demo.call("GET", "/sandbox/requests", query=[("format", "pytest")]).content.decode()
    names = {}
    exec(compile(source, "journal.py", "exec"), names)  # noqa: S102  # what a user would run
    names["test_calls_of_the_journal"]({"base_url": "http://mercat.test"})


def test_calls_whose_body_is_not_kept_are_comments_in_a_pytest_module(demo):
    headers = {"authorization": "Bearer none", "content-type": "application/json"}
    demo.call("POST", "/rest/v1/leads.json", headers=headers, content=b'{"input": [' + b" " * 70_000 + b"]}")
    source = demo.call("GET", "/sandbox/requests", query=[("format", "pytest")]).content.decode()
    assert "# 1: POST /rest/v1/leads.json is not repeated: its body is not kept\n" in source
