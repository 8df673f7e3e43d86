"""/v3.0/batch_requests: several calls in one, each with its own result, limits and scopes."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from mercat.domain.limits.rate_limits import EndpointLimits
from support.server import Response
from support.tencent import ACCOUNT_ID, TencentClient
from tencent.test_adgroups import ADD, GET, UPDATE, made, names, new
from tencent.test_async_report import FILE
from tencent.test_async_report import order as order_report
from tencent.test_async_report import tasks as reports

BATCH = "/v3.0/batch_requests/add"


def part(path: str, **body: Any) -> dict[str, str]:
    """A POST of the account."""
    return {"relative_path": path.removeprefix("/"), "body": json.dumps({"account_id": ACCOUNT_ID, **body})}


def read(*members: str, **params: Any) -> dict[str, str]:
    """A GET of ad groups, with its parameters in the path."""
    pairs = {"account_id": ACCOUNT_ID, "fields": json.dumps(members or ["adgroup_name"]), **params}
    query = "&".join(f"{name}={quote(str(value))}" for name, value in pairs.items())
    return {"relative_path": f"{GET[1:]}?{query}"}


def run(client: TencentClient, *parts: dict[str, str]) -> list[dict[str, Any]]:
    """The results of a batch: of each part the document of its body."""
    answer = client.post(BATCH, batch_request_spec=list(parts))
    assert answer.code == 0, answer.document
    return [json.loads(result["body"]) for result in results(answer)]


def results(answer: Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.document["data"]["list"]
    return found


def test_parts_run_in_order_and_each_sees_what_those_before_it_did(tencent):
    added, listed = run(tencent, part(ADD, **new()), read("adgroup_id", "adgroup_name"))
    assert added["code"] == 0
    assert listed["data"]["list"] == [{"adgroup_id": added["data"]["adgroup_id"], "adgroup_name": "Spring tea"}]


def test_a_result_has_the_status_the_headers_and_the_text_of_an_answer(tencent):
    (result,) = results(tencent.post(BATCH, batch_request_spec=[read()]))
    headers = {header["name"]: header["value"] for header in result["headers"]}
    assert result["http_code"] == 200
    assert headers["Content-Type"] == "application/json;charset=utf-8"
    assert headers["X-RateLimit-Remaining"] == "100%,100%"
    assert len(headers["X-TSA-Trace-Id"]) == 32
    assert set(json.loads(result["body"])) == {"code", "message", "message_cn", "data"}


def test_a_part_that_fails_stores_nothing_and_leaves_the_others_alone(tencent):
    (known,) = made(tencent, "first")
    outcomes = run(
        tencent,
        part(ADD, **new(adgroup_name="second")),
        part(ADD, **new(adgroup_name="first")),
        part(ADD, adgroup_name="third"),
        {"relative_path": ADD[1:], "body": "{"},
        {"relative_path": ADD[1:]},
        part(UPDATE, adgroup_id=known, daily_budget=5_000),
        {"relative_path": "v3.0/nonsense/get"},
    )
    assert [outcome["code"] for outcome in outcomes] == [0, 31011, 18001, 12003, 12003, 0, 12007]
    assert outcomes[1]["trace_id"] != outcomes[2]["trace_id"]
    assert names(tencent.get(GET, fields=["adgroup_name"])) == ["first", "second"]


def test_the_text_of_a_body_may_have_several_lines(tencent):
    text = json.dumps({"account_id": ACCOUNT_ID, **new()}, indent=4)
    assert run(tencent, {"relative_path": ADD[1:], "body": text})[0]["code"] == 0


def test_a_path_may_begin_with_a_slash(tencent):
    assert run(tencent, {"relative_path": read()["relative_path"].join(("/", ""))})[0]["code"] == 0


def test_a_part_has_its_own_scope_account_and_rules_of_members(tencent_with):
    client = tencent_with("ads_management")
    funds = {"relative_path": f"v3.0/funds/get?account_id={ACCOUNT_ID}&fields=%5B%22balance%22%5D"}
    strange = part(ADD, **new(), account_id=1)
    unknown = read("no_such_member")
    assert [one["code"] for one in run(client, funds, strange, unknown)] == [11014, 12201, 12009]


def test_each_part_counts_against_the_limit_of_its_own_endpoint(tencent):
    tencent.server.instance.endpoint_rate_limiter.limits = EndpointLimits(calls_per_minute=2)
    assert [one["code"] for one in run(tencent, read(), read(), read())] == [0, 0, 11017]
    assert run(tencent, part(ADD, **new()))[0]["code"] == 0
    assert tencent.post(BATCH, batch_request_spec=[read()]).code == 11017


@pytest.mark.parametrize(
    "relative_path",
    [
        BATCH[1:],
        "v3.0/oauth/token?client_id=1",
        "oauth/authorize",
        "rest/v1/leads.json",
        "https://example.com/v3.0",
        "",
    ],
)
def test_a_batch_in_a_batch_and_what_needs_no_token_are_unknown_paths(tencent, relative_path):
    inner = json.dumps({"batch_request_spec": [read()]})
    (outcome,) = run(tencent, {"relative_path": relative_path, "body": inner})
    assert outcome["code"] == 12007


def test_an_upload_cannot_be_a_part(tencent):
    assert run(tencent, part("v3.0/images/add", upload_type="UPLOAD_TYPE_BYTES"))[0]["code"] == 12003


def test_the_file_of_a_report_cannot_be_a_part(tencent):
    order_report(tencent)
    tencent.server.instance.jobs.run_due()
    (task,) = reports(tencent)
    (file,) = task["result"]["data"]["file_info_list"]
    query = f"account_id={ACCOUNT_ID}&task_id={task['task_id']}&file_id={file['file_id']}"
    assert tencent.send("GET", f"{FILE}?{query}").content
    assert run(tencent, {"relative_path": f"{FILE[1:]}?{query}"})[0]["code"] == 12007


def test_a_batch_has_a_hundred_parts_at_the_most(tencent):
    assert len(run(tencent, *[{"relative_path": "v3.0/nonsense/get"}] * 100)) == 100
    assert tencent.post(BATCH, batch_request_spec=[part(ADD, **new())] * 101).code == 12011
    assert tencent.post(BATCH, batch_request_spec=[]).code == 18012
    assert names(tencent.get(GET, fields=["adgroup_name"])) == []


def test_a_batch_needs_its_parts_and_each_its_path(tencent):
    assert tencent.post(BATCH).code == 18001
    assert tencent.post(BATCH, batch_request_spec=[{"body": "{}"}]).code == 18001
    assert tencent.post(BATCH, batch_request_spec=[{"relative_path": 7}]).code == 18002
    assert tencent.post(BATCH, batch_request_spec=[read()], headers={"x-request-id": "once"}).code == 12010
