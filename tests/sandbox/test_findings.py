"""/sandbox/findings: what each rule finds, what it costs, and that a client that keeps the rules has no finding."""

import json
import time
from hashlib import md5
from pathlib import Path
from types import SimpleNamespace

import pytest

from mercat.model.clock import SECOND
from mercat.sandbox import watch
from mercat.sandbox.checks.catalog import CHECKS
from mercat.sandbox.checks.forms import KEYS
from support.pictures import png
from support.sockets import listening
from support.tencent import TencentClient

LEADS = "/rest/v1/leads.json"
FILTER = [("filterType", "id"), ("filterValues", "1"), ("fields", "id,email")]
EXPORTS = "/bulk/v1/leads/export"
USAGE = "/rest/v1/stats/usage.json"
AD_GROUPS = "/v3.0/adgroups/get"
FIELDS = ["adgroup_id"]


class Client:
    """A program that calls an instance of a demo."""

    def __init__(self, demo) -> None:
        self.demo = demo
        self.token = demo.token(demo.credentials["marketo"])
        self.account_id = demo.credentials["tencent"]["account_id"]
        self.tencent = TencentClient(demo, account_id=self.account_id)

    def get(self, path, query=(), **options):
        return self.call("GET", path, query=list(query), **options)

    def post(self, path, document=None, **headers):
        content = b"" if document is None else json.dumps(document).encode()
        return self.call("POST", path, content=content, headers={"content-type": "application/json", **headers})

    def call(self, method, path, **options):
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.demo.call(method, path, headers=headers, **options)

    def renew(self):
        self.token = self.demo.token(self.demo.credentials["marketo"])

    def fault(self, code, times=0):
        self.demo.sandbox("POST", "/faults", {"effect": {"code": code}, "times": times})

    def move(self, seconds):
        self.demo.sandbox("POST", "/clock", {"advance_seconds": seconds})

    def export(self):
        made = self.post(f"{EXPORTS}/create.json", {"fields": ["id"], "filter": {"createdAt": self.range}})
        job = f"{EXPORTS}/{made.document['result'][0]['exportId']}"
        self.post(f"{job}/enqueue.json")
        return job

    range = {"startAt": "2026-01-01T00:00:00Z", "endAt": "2026-01-20T00:00:00Z"}

    def write(self, count, start=0):
        people = [{"email": f"finding{start + number}@example.com"} for number in range(count)]
        return self.post(LEADS, {"input": people})

    def upload(self, rows):
        boundary = "----rows"
        content = "email,firstName\n" + "".join(f"row{number}@example.com,Row\n" for number in range(rows))
        part = f'Content-Disposition: form-data; name="file"; filename="rows.csv"\r\n\r\n{content}'
        body = f"--{boundary}\r\n{part}\r\n--{boundary}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
        return self.call("POST", "/bulk/v1/leads.json", query=[("format", "csv")], content=body, headers=headers)


@pytest.fixture
def client(demo) -> Client:
    return Client(demo)


def findings(demo):
    return {one["rule"]: SimpleNamespace(**one) for one in demo.sandbox("GET", "/findings").document["findings"]}


# -- one scenario for each rule: what the client does, how often the rule counts it, and the calls that it wastes ------


def token_in_query(client):
    client.demo.call("GET", USAGE, query=[("access_token", client.token)])


def dead_token(client):
    for _ in range(3):
        client.demo.marketo(USAGE, "none")


def token_for_each_call(client):
    for _ in range(2):
        client.get(USAGE)
        client.renew()


def rate_limit(client):
    client.fault("606", times=2)
    for _ in range(3):
        client.get(USAGE)


def quota(client):
    client.fault("607", times=3)
    for number in range(3):
        client.move(2)
        client.get(USAGE, [("number", str(number))])


def concurrency(client):
    client.fault("615", times=1)
    client.get(USAGE)
    client.get(USAGE)


def export_polling(client):
    job = client.export()
    for _ in range(3):
        client.get(f"{job}/status.json")
    client.get(f"{job}/file.json")


def import_polling(client):
    batch = client.upload(2).document["result"][0]["batchId"]
    for _ in range(3):
        client.get(f"/bulk/v1/leads/batch/{batch}.json")


def forgotten_export(client):
    client.get(f"{client.export()}/status.json")


def import_of_one_row(client):
    client.upload(1)


def one_record_a_call(client):
    for number in range(6):
        client.write(1, number)


def one_lead_a_query(client):
    for number in range(10):
        client.get(LEADS, [("filterType", "id"), ("filterValues", str(number)), ("fields", "id")])


def no_fields(client):
    client.get("/rest/v1/lead/1.json")


def unused_token(client):
    client.get("/rest/v1/activities/pagingtoken.json", [("sinceDatetime", "2026-01-01T00:00:00Z")])


def left_pages(client):
    client.write(3)
    values = ",".join(f"finding{number}@example.com" for number in range(3))
    query = [("filterType", "email"), ("filterValues", values), ("batchSize", "1"), ("fields", "id")]
    assert client.get(LEADS, query).document["moreResult"]


def double_slash(client):
    client.get("/rest//v1/stats/usage.json")


def descriptions(client):
    for _ in range(5):
        client.get("/rest/v1/leads/describe.json")


def wrong_content_type(client):
    client.post(LEADS, {"input": []}, **{"content-type": "text/plain"})


def long_address(client):
    client.get(LEADS, [("filterValues", "1" * 9_000)])


def missing_result(client):
    client.post(f"{EXPORTS}/create.json", {"fields": ["nothing"], "filter": {}})
    client.post(f"{EXPORTS}/None/enqueue.json")


def gone_early(client):
    client.demo.sandbox("POST", "/faults", {"effect": {"latency_ms": 700}, "times": 1})
    with listening(client.demo.application) as server:
        call = server.connect()
        call.send(f"GET {USAGE} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {client.token}\r\n\r\n".encode())
        time.sleep(0.05)
        call.raw.close()
        deadline = time.monotonic() + 5
        while "gave-up-early" not in findings(client.demo) and time.monotonic() < deadline:
            time.sleep(0.02)


def retries_without_pause(client):
    for _ in range(6):
        client.get("/rest/v1/lead/999999999.json", [("fields", "nothing")])


def retries_without_end(client):
    for _ in range(11):
        client.get("/rest/v1/lead/999999999.json", [("fields", "nothing")])
        client.move(30)


def nonce(client):
    for _ in range(2):
        common = client.tencent.common(nonce="always-the-same")
        client.tencent.send("GET", AD_GROUPS, query=[("account_id", str(client.account_id))], common=common)


def timestamp(client, seconds):
    now = client.demo.instance.clock.now() // SECOND
    common = {**client.tencent.common(), "timestamp": seconds(now), "account_id": client.account_id}
    client.demo.call("GET", AD_GROUPS, query=[*((name, str(value)) for name, value in common.items())])


def local_time(client):
    timestamp(client, lambda now: now + 8 * 3_600)


def milliseconds(client):
    timestamp(client, lambda now: now * 1_000)


def integer_as_string(client):
    client.tencent.post("/v3.0/adgroups/delete", adgroup_id="7")


def no_fields_of_ad_groups(client):
    client.tencent.get(AD_GROUPS)


def refused_token(client):
    client.tencent.token = "9" * 32
    for _ in range(2):
        client.tencent.get(AD_GROUPS, fields=FIELDS)


def refreshes(client):
    access = client.demo.credentials["tencent"]
    query = [(name, str(access[name])) for name in ("client_id", "client_secret", "refresh_token")]
    for _ in range(3):
        client.demo.call("GET", "/oauth/token", query=[("grant_type", "refresh_token"), *query])
        client.tencent.get(AD_GROUPS, fields=FIELDS)


def minute_limit(client):
    client.demo.sandbox("PUT", "/limits", {"tencent": {"calls_per_minute": 1}})
    for seconds in (0, 0, 200):
        client.move(seconds)
        client.tencent.get(AD_GROUPS, fields=FIELDS)


def one_ad_group_a_call(client):
    listed = client.tencent.get(AD_GROUPS, fields=FIELDS).data.list
    for _ in range(5):
        answer = client.tencent.post(
            "/v3.0/adgroups/update", adgroup_id=listed[0].adgroup_id, configured_status="AD_STATUS_SUSPEND"
        )
        assert answer.code == 0, answer


def page_beyond(client):
    client.tencent.get(AD_GROUPS, fields=FIELDS, page=99)


def upload_again(client):
    content = png(60, 40)
    signature = md5(content, usedforsecurity=False).hexdigest()
    for _ in range(2):
        texts = {"account_id": client.account_id, "upload_type": "UPLOAD_TYPE_FILE", "signature": signature}
        assert client.tencent.form("/v3.0/images/add", texts, {"file": content}).code == 0


def tencent_retries(client, pause=0):
    for _ in range(11):
        client.tencent.post("/v3.0/adgroups/delete", adgroup_id=7)
        client.move(pause)


SCENARIOS = {
    "token-in-query": (token_in_query, 1, 0),
    "dead-token-sent-again": (dead_token, 2, 0),
    "token-for-each-call": (token_for_each_call, 3, 0),
    "rate-limit-retried-at-once": (rate_limit, 2, 1),
    "daily-quota-ignored": (quota, 2, 0),
    "concurrency-limit-retried-at-once": (concurrency, 1, 1),
    "export-polled-too-often": (export_polling, 2, 2),
    "import-polled-too-often": (import_polling, 2, 2),
    "export-never-downloaded": (forgotten_export, 1, 1),
    "import-of-one-row": (import_of_one_row, 1, 0),
    "one-record-a-call": (one_record_a_call, 6, 5),
    "one-lead-a-query": (one_lead_a_query, 10, 9),
    "no-fields-named": (no_fields, 1, 0),
    "paging-token-unused": (unused_token, 1, 1),
    "pages-left-behind": (left_pages, 1, 0),
    "double-slash": (double_slash, 1, 1),
    "schema-not-cached": (descriptions, 5, 4),
    "wrong-content-type": (wrong_content_type, 1, 1),
    "address-too-long": (long_address, 1, 0),
    "missing-result-used": (missing_result, 1, 1),
    "gave-up-early": (gone_early, 1, 1),
    "retries-without-pause": (retries_without_pause, 6, 5),
    "retries-without-end": (retries_without_end, 11, 10),
    "nonce-used-twice": (nonce, 1, 0),
    "timestamp-of-local-time": (local_time, 1, 0),
    "timestamp-in-milliseconds": (milliseconds, 1, 0),
    "integer-as-string": (integer_as_string, 1, 0),
    "fields-not-sent": (no_fields_of_ad_groups, 1, 0),
    "token-refused-again": (refused_token, 1, 0),
    "token-refreshed-for-each-call": (refreshes, 3, 0),
    "minute-limit-ignored": (minute_limit, 1, 0),
    "one-ad-group-a-call": (one_ad_group_a_call, 5, 0),
    "page-beyond-the-last": (page_beyond, 1, 0),
    "file-uploaded-again": (upload_again, 1, 0),
    "tencent-retries-without-pause": (tencent_retries, 11, 0),
    "tencent-retries-without-end": (lambda client: tencent_retries(client, 30), 11, 0),
}


def test_every_rule_has_a_scenario_and_there_are_twenty_or_more():
    assert list(SCENARIOS) and set(SCENARIOS) == {check.name for check in CHECKS}
    assert len({check.name for check in CHECKS}) == len(CHECKS) >= 20


@pytest.mark.parametrize("rule", SCENARIOS)
def test_a_mistake_is_found_with_its_requests_and_its_cost(demo, client, rule):
    scenario, count, wasted = SCENARIOS[rule]
    scenario(client)
    finding = findings(demo)[rule]
    assert (finding.count, finding.calls_wasted) == (count, wasted)
    assert finding.severity in ("info", "warning", "error")
    assert finding.title and finding.docs.startswith("https://")
    noted = {call["id"] for call in demo.call("GET", "/sandbox/requests").document["requests"]}
    assert len(finding.requests) == count and set(finding.requests) <= noted


# -- clients that keep the rules --------------------------------------------------------------------------------------


def test_a_good_client_has_no_finding_at_all(demo, client):
    client.write(3)
    values = ",".join(f"finding{number}@example.com" for number in range(3))
    query = [("filterType", "email"), ("filterValues", values), ("batchSize", "2"), ("fields", "id")]
    page = client.get(LEADS, query).document
    while page.get("moreResult"):
        page = client.get(LEADS, [*query, ("nextPageToken", page["nextPageToken"])]).document
    job = client.export()
    for _ in range(2):
        client.move(60)
        client.get(f"{job}/status.json")
    client.get(f"{job}/file.json")
    batch = client.upload(2).document["result"][0]["batchId"]
    for _ in range(3):
        client.move(5)
        client.get(f"/bulk/v1/leads/batch/{batch}.json")
    since = client.get("/rest/v1/activities/pagingtoken.json", [("sinceDatetime", "2026-01-01T00:00:00Z")]).document
    client.get("/rest/v1/activities.json", [("nextPageToken", since["nextPageToken"]), ("activityTypeIds", "12")])
    client.tencent.get(AD_GROUPS, fields=FIELDS)
    assert findings(demo) == {}


@pytest.mark.parametrize("expire", [{"expire_token": True}, {"code": "602"}])
def test_a_client_that_renews_its_token_after_602_has_no_finding(demo, client, expire):
    client.get(USAGE)
    demo.sandbox("POST", "/faults", {"match": {"path": "/rest/*"}, "effect": expire, "times": 1})
    assert client.get(USAGE).codes == ["602"]
    client.renew()
    assert client.get(USAGE).success
    assert findings(demo) == {}


@pytest.mark.parametrize(("code", "wait"), [("606", 20), ("615", 2), ("611", 2)])
def test_a_client_that_waits_before_it_tries_again_has_no_finding(demo, client, code, wait):
    client.fault(code, times=3)
    while not client.get(USAGE).success:
        client.move(wait)
    assert findings(demo) == {}


def test_a_client_that_waits_for_the_end_of_the_penalty_has_no_finding(demo, client):
    client.fault("11017", times=1)
    assert client.tencent.get(AD_GROUPS, fields=FIELDS).code == 11017
    client.move(300)
    client.tencent.get(AD_GROUPS, fields=FIELDS)
    assert findings(demo) == {}


def test_a_client_that_sends_its_token_in_the_header_after_all_sends_no_dead_one(demo, client):
    demo.call("GET", USAGE, query=[("access_token", client.token)])
    assert client.get(USAGE).success
    assert findings(demo).keys() == {"token-in-query"}


def test_a_client_whose_export_has_no_records_need_not_read_its_file(demo, client):
    client.range = {"startAt": "2001-01-01T00:00:00Z", "endAt": "2001-01-02T00:00:00Z"}
    job = client.export()
    client.move(60)
    assert client.get(f"{job}/status.json").result[0].numberOfRecords == 0
    assert findings(demo) == {}


def test_a_name_of_digits_is_no_integer_that_is_sent_as_a_string(demo, client):
    answer = client.tencent.post("/v3.0/adgroups/update", adgroup_id=[7], adgroup_name="2024")
    assert answer.code == 18002
    assert findings(demo) == {}


# -- the operation ----------------------------------------------------------------------------------------------------


def test_calls_are_those_that_count_against_the_quota(demo, client):
    for _ in range(4):
        client.get(USAGE)
    client.fault("606", times=1)
    client.get(USAGE)
    client.tencent.get(AD_GROUPS, fields=FIELDS)
    answer = demo.sandbox("GET", "/findings").document
    assert (answer["calls"], answer["of_daily_quota"]) == (4, 4 / 50_000)
    demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 8}})
    assert demo.sandbox("GET", "/findings").of_daily_quota == 0.5
    demo.sandbox("PUT", "/limits", {"mode": "off"})
    assert demo.sandbox("GET", "/findings").of_daily_quota == 4 / 50_000


def test_findings_are_forgotten_on_demand(demo, client):
    no_fields(client)
    assert demo.sandbox("DELETE", "/findings").document == {"deleted": 1}
    assert demo.sandbox("GET", "/findings").document == {"findings": [], "calls": 0, "of_daily_quota": 0.0}


def test_a_reset_forgets_findings_and_an_emptied_journal_does_not(demo, client):
    no_fields(client)
    demo.sandbox("DELETE", "/requests")
    assert set(findings(demo)) == {"no-fields-named"}
    demo.sandbox("POST", "/reset", {"to": "seed"})
    assert findings(demo) == {}


def test_each_instance_has_findings_of_its_own(demo, client):
    made = demo.sandbox("POST", "/instances", {"from": "seed"}).document
    prefix = f"/i/{made['id']}"
    demo.marketo("/rest/v1/lead/1.json", demo.token(made["marketo"], prefix), prefix)
    assert findings(demo) == {}
    (finding,) = demo.sandbox("GET", "/findings", prefix=prefix).findings
    assert finding.rule == "no-fields-named"


def test_findings_have_no_secret(demo, client):
    for rule in ("token-in-query", "dead-token-sent-again", "nonce-used-twice"):
        SCENARIOS[rule][0](client)
    text = demo.sandbox("GET", "/findings").content.decode()
    assert client.token not in text and client.tencent.token not in text


def test_what_is_remembered_is_bounded(demo, client, monkeypatch):
    monkeypatch.setattr(watch, "REQUESTS", 5)
    demo.sandbox("DELETE", "/findings")
    seen = demo.instance.journal.watch
    for number in range(KEYS + 20):
        client.get("/rest/v1/activities/pagingtoken.json", [("sinceDatetime", f"2026-01-01T00:{number % 60:02}:00Z")])
        client.get(f"/rest/v1/lead/{1_000_000 + number}.json", [("fields", "nothing")])
    assert max(len(one.memory) for one in seen._all) <= KEYS
    assert all(len(one["requests"]) <= 5 for one in demo.sandbox("GET", "/findings").document["findings"])


def test_serve_has_no_findings(server):
    assert server.call("GET", "/sandbox/findings").status == 404


def test_the_page_of_the_sandbox_lists_every_rule():
    page = (Path(__file__).resolve().parents[2] / "docs" / "sandbox.md").read_text()
    listed = page.partition("| rule | severity |")[2].partition("\n\n")[0].splitlines()[2:]
    assert listed == [f"| `{check.name}` | {check.severity} | {check.title} |" for check in CHECKS]
