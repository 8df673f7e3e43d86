"""/sandbox/faults."""

import json

import pytest

from support.sockets import listening
from support.tencent import TencentClient

LEADS = "/rest/v1/leads.json?filterType=id&filterValues=1"


@pytest.fixture
def token(demo) -> str:
    return demo.token(demo.credentials["marketo"])


@pytest.fixture
def tencent(demo) -> TencentClient:
    return TencentClient(demo, account_id=demo.credentials["tencent"]["account_id"])


def order(demo, effect, match=None, **members):
    answer = demo.sandbox("POST", "/faults", {"match": match or {}, "effect": effect, **members})
    assert answer.status == 200, answer
    return answer.id


def counts(demo):
    return [(one.matched, one.applied) for one in demo.sandbox("GET", "/faults").faults]


def spent(demo):
    return demo.instance.rate_limiter.spent


# -- codes ------------------------------------------------------------------------------------------------------------


def test_a_code_answers_in_place_of_the_operation_with_its_documented_text(demo, token):
    order(demo, {"code": "611"}, {"protocol": "marketo"})
    answer = demo.marketo(LEADS, token)
    assert (answer.status, answer.document["success"]) == (200, False)
    assert answer.document["errors"] == [{"code": "611", "message": "System error"}]


def test_a_code_has_the_envelope_of_the_part_of_the_api(demo, token):
    order(demo, {"code": "611"}, {"path": "/rest/asset/*"})
    answer = demo.marketo("/rest/asset/v1/folders.json", token)
    assert answer.document["errors"] == [{"code": "611", "message": "System error"}]
    assert answer.document["warnings"] == []
    assert demo.marketo(LEADS, token).success


@pytest.mark.parametrize(("code", "counted"), [("606", 0), ("607", 0), ("615", 0), ("602", 0), ("1003", 1), ("713", 1)])
def test_a_fault_counts_against_the_quota_as_its_code_does(demo, token, code, counted):
    before = spent(demo)
    order(demo, {"code": code}, times=1)
    assert demo.marketo(LEADS, token).codes == [code]
    assert spent(demo) - before == counted


def test_an_error_of_the_identity_service_has_its_form(demo):
    order(demo, {"code": "invalid_client"}, times=1)
    query = [(name, demo.credentials["marketo"][name]) for name in ("client_id", "client_secret")]
    answer = demo.call("GET", "/identity/oauth/token", query=[("grant_type", "client_credentials"), *query])
    assert (answer.status, answer.document["error"]) == (401, "invalid_client")
    assert demo.token(demo.credentials["marketo"])


def test_a_tencent_code_comes_with_both_texts(demo, tencent):
    order(demo, {"code": "11017"}, {"operation": "/v3.0/adgroups/get"}, times=1)
    answer = tencent.get("/v3.0/adgroups/get").document
    assert (answer["code"], answer["message"]) == (11017, "Application has reached the request limit per minute.")
    assert "限" in answer["message_cn"]
    assert tencent.get("/v3.0/adgroups/get").document["code"] == 18001, "the operation itself wants `fields`"


@pytest.mark.parametrize(
    ("code", "words"),
    [("606", "Max rate limit '100' exceeded with in '20' secs"), ("1029", "Export daily quota exceeded")],
)
def test_a_code_has_the_words_that_the_limit_itself_has(demo, token, code, words):
    order(demo, {"code": code})
    assert demo.marketo(LEADS, token).messages == [words]


def test_an_error_of_the_identity_service_has_its_description(demo):
    order(demo, {"code": "invalid_client"}, times=1)
    answer = demo.call("GET", "/identity/oauth/token")
    assert answer.document["error_description"] == "Bad client credentials"


def test_a_tencent_code_has_the_chinese_text_of_the_platform(demo, tencent):
    order(demo, {"code": "11017"}, times=1)
    answer = tencent.get("/v3.0/adgroups/get").document
    assert answer["message"] == "Application has reached the request limit per minute."
    assert answer["message_cn"].startswith("应用请求已达分钟频次上限")


def test_a_tencent_code_shows_no_placeholder(demo, tencent):
    order(demo, {"code": "18002"}, times=1)
    answer = tencent.get("/v3.0/adgroups/get", fields=["adgroup_id"]).document
    assert answer["message"] == "Parameter '...' must be ... ."
    assert "{" not in answer["message_cn"]


@pytest.mark.parametrize("effect", [{"code": "606"}, {"code": "611"}, {"code": "713"}, {"expire_token": True}])
def test_latency_and_another_effect_combine(demo, token, effect):
    order(demo, {"latency_ms": 300, **effect}, times=1)
    assert not demo.marketo(LEADS, token).success
    assert demo.sandbox("GET", "/requests").requests[-1].duration_ms >= 300


def test_a_part_of_a_batch_meets_faults_of_its_own(demo, tencent):
    order(demo, {"code": "62000"}, {"path": "/v3.0/labels/get"})
    path = f"v3.0/labels/get?account_id={tencent.account_id}&fields=%5B%22label_id%22%5D"
    answer = tencent.post("/v3.0/batch_requests/add", account_id=None, batch_request_spec=[{"relative_path": path}])
    assert json.loads(answer.document["data"]["list"][0]["body"])["code"] == 62000


# -- which calls, how often -------------------------------------------------------------------------------------------


def test_some_calls_pass_before_and_the_fault_applies_so_often(demo, token):
    order(demo, {"code": "611"}, {"operation": "getLeadsByFilterUsingGET"}, skip=1, times=2)
    assert [demo.marketo(LEADS, token).codes for _ in range(4)] == [[], ["611"], ["611"], []]
    assert counts(demo) == [(4, 2)]


def test_the_oldest_order_that_is_not_used_up_applies(demo, token):
    order(demo, {"code": "611"}, times=1)
    order(demo, {"code": "608"}, times=1)
    assert [demo.marketo(LEADS, token).codes for _ in range(3)] == [["611"], ["608"], []]


def test_a_probability_is_reproducible_by_its_seed(demo, token):
    seen = []
    for _ in range(2):
        demo.sandbox("DELETE", "/faults")
        identity = order(demo, {"code": "611"}, {"path": "/rest/v1/leads.json"}, probability=0.5, seed=7)
        seen.append([demo.marketo(LEADS, token).codes for _ in range(20)])
        assert 0 < sum(map(bool, seen[-1])) < 20
        assert identity
    assert counts(demo) == [(20, sum(map(bool, seen[1])))]


@pytest.mark.parametrize(
    "match",
    [
        {"operation": "getLeadsByFilterUsingGET"},
        {"operation": "/rest/v1/leads.json"},
        {"operation": "GET /rest/v1/leads.json"},
        {"path": "/rest/*"},
        {"protocol": "marketo", "path": "*leads*"},
    ],
)
def test_a_call_is_matched_by_operation_path_or_protocol(demo, token, match):
    order(demo, {"code": "611"}, match)
    assert demo.marketo(LEADS, token).codes == ["611"]
    assert demo.marketo("/rest/asset/v1/folders.json", token).success is (
        not match.get("path", "").startswith("/rest/*")
    )


def test_orders_are_listed_removed_one_by_one_and_all_at_once(demo, token):
    first, second = order(demo, {"latency_ms": 1}), order(demo, {"code": "611"})
    assert [one.id for one in demo.sandbox("GET", "/faults").faults] == [first, second]
    assert demo.sandbox("DELETE", f"/faults/{second}").document == {"removed": 1}
    assert demo.sandbox("DELETE", f"/faults/{second}").status == 404
    assert demo.sandbox("DELETE", "/faults").document == {"removed": 1}
    assert demo.marketo(LEADS, token).success


def test_a_reset_clears_orders_and_another_instance_has_none(demo, token):
    order(demo, {"code": "611"})
    other = demo.sandbox("POST", "/instances", {"from": "empty"}).document
    prefix = f"/i/{other['id']}"
    assert demo.marketo(LEADS, demo.token(other["marketo"], prefix), prefix).success
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert demo.sandbox("GET", "/faults").faults == []


# -- other effects ----------------------------------------------------------------------------------------------------


def test_a_status_is_that_of_a_gateway(demo, token):
    order(demo, {"http_status": 502}, times=1)
    answer = demo.marketo(LEADS, token)
    assert (answer.status, answer.headers["content-type"]) == (502, "text/html")
    assert b"502 Bad Gateway" in answer.content


def test_a_token_expires_between_two_calls(demo, token):
    order(demo, {"expire_token": True}, {"path": "/rest/*"}, skip=1, times=1)
    assert [demo.marketo(LEADS, token).codes for _ in range(3)] == [[], ["602"], ["602"]]
    assert demo.marketo(LEADS, demo.token(demo.credentials["marketo"])).success


def test_a_tencent_token_expires(demo, tencent):
    order(demo, {"expire_token": True}, {"protocol": "tencent"}, times=1)
    assert [tencent.get("/v3.0/adgroups/get").document["code"] for _ in range(2)] == [11000, 11000]


def export(demo, token):
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    window = {"startAt": "2026-01-01T00:00:00Z", "endAt": "2026-01-20T00:00:00Z"}
    body = json.dumps({"fields": ["id"], "filter": {"createdAt": window}}).encode()
    made = demo.call("POST", "/bulk/v1/leads/export/create.json", headers=headers, content=body)
    path = f"/bulk/v1/leads/export/{made.result[0].exportId}"
    assert demo.call("POST", f"{path}/enqueue.json", headers=headers).success
    demo.instance.jobs.run_due()
    return demo.marketo(f"{path}/status.json", token).result[0].status


@pytest.mark.parametrize(("fate", "status"), [("fails", "Failed"), ("hangs", "Queued")])
def test_a_job_of_a_call_fails_or_hangs(demo, token, fate, status):
    order(demo, {"job": fate}, {"path": "/bulk/v1/leads/export/*/enqueue.json"}, times=1)
    assert export(demo, token) == status
    assert export(demo, token) == "Completed"


def test_latency_comes_while_the_call_is_in_flight(demo, token):
    order(demo, {"latency_ms": 60}, times=1)
    assert demo.marketo(LEADS, token).success
    (entry,) = demo.sandbox("GET", "/requests?path=/rest/v1/leads.json").requests
    assert entry.duration_ms >= 60
    assert entry.fault == "1"


# -- on the wire ------------------------------------------------------------------------------------------------------


@pytest.fixture
def wire(demo, token):
    """Ask for a person over a socket: all that comes until the connection closes."""
    with listening(demo.application) as server:

        def ask():
            head = f"GET {LEADS} HTTP/1.1\r\nHost: mercat.test\r\nAuthorization: Bearer {token}\r\n"
            connection = server.ask(f"{head}Connection: close\r\n\r\n".encode())
            try:
                return connection.read()
            except ConnectionResetError:
                return b"reset"

        yield ask


def test_a_connection_is_cut_without_an_answer(demo, wire, caplog):
    order(demo, {"disconnect": True}, times=1)
    assert wire() in (b"", b"reset")
    assert wire().startswith(b"HTTP/1.1 200 ")
    assert caplog.records == []


@pytest.mark.parametrize("length", [0, 20])
def test_a_body_is_truncated_though_its_length_says_more(demo, wire, length):
    whole = wire()
    order(demo, {"truncate_bytes": length}, times=1)
    cut = wire()
    if cut != b"reset":  # what had come before the reset may be lost
        head, _, body = cut.partition(b"\r\n\r\n")
        assert int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) > length
        assert whole.partition(b"\r\n\r\n")[2][:10] == body[:10] or length == 0
        assert len(body) == length


def test_a_slow_body_comes_whole(demo, wire):
    order(demo, {"bytes_per_second": 2_000}, times=1)
    assert json.loads(wire().partition(b"\r\n\r\n")[2])["success"] is True
    (entry,) = demo.sandbox("GET", "/faults").faults
    assert entry.applied == 1


# -- scenarios --------------------------------------------------------------------------------------------------------


def test_a_scenario_orders_its_faults(demo, token):
    answer = demo.sandbox("POST", "/faults", {"scenario": "maintenance"})
    assert (answer.id, len(answer.ids)) == (answer.ids[0], 2)
    assert demo.marketo(LEADS, token).codes == ["608"]
    assert {one.scenario for one in demo.sandbox("GET", "/faults").faults} == {"maintenance"}


def test_every_scenario_can_be_ordered(demo):
    for name in demo.sandbox("GET", "/faults").scenarios:
        assert demo.sandbox("POST", "/faults", {"scenario": name}).status == 200, name


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"effect": {}},
        {"effect": {"code": "9999"}},
        {"effect": {"code": "11017"}, "match": {"protocol": "marketo"}},
        {"effect": {"code": "611", "http_status": 500}},
        {"effect": {"http_status": 200}},
        {"effect": {"latency_ms": -1}},
        {"effect": {"latency_ms": 1e9}},
        {"effect": {"job": "waits"}},
        {"effect": {"code": "611"}, "match": {"operation": "noSuchOperation"}},
        {"effect": {"code": "611"}, "match": {"protocol": "salesforce"}},
        {"effect": {"code": "611"}, "probability": 0},
        {"effect": {"code": "611"}, "times": -1},
        {"effect": {"code": "611"}, "match": {"path": "rest/*"}},
        {"scenario": "apocalypse"},
        {"scenario": "maintenance", "times": 3},
        {"effect": {"code": "611"}, "every": 2},
    ],
    ids=str,
)
def test_what_is_no_order_is_a_problem_that_orders_nothing(demo, body):
    answer = demo.sandbox("POST", "/faults", body)
    assert answer.status == 422, answer
    assert demo.sandbox("GET", "/faults").faults == []
