"""In a demo a call that nothing answers is told apart: documented and not built, or a path of one's own making."""

import pytest

from mercat.app.catalogue import coverage
from mercat.app.catalogue.hints import hint
from mercat.wire.http import Request

HEADER = "x-mercat-hint"


def not_built(protocol):
    return [row for row in coverage.rows(protocol) if not row.built]


def made_up(path):
    return path.replace("{", "").replace("}", "")


@pytest.mark.parametrize("protocol", coverage.PROTOCOLS)
def test_every_operation_that_is_documented_and_not_built_says_so(protocol):
    for row in not_built(protocol):
        assert hint(protocol, Request(row.method, made_up(row.path))) == f"documented, not built yet: {row}"


@pytest.mark.parametrize("protocol", coverage.PROTOCOLS)
def test_an_operation_that_answers_has_no_hint(protocol):
    for row in coverage.rows(protocol):
        if row.built:
            assert hint(protocol, Request(row.method, made_up(row.path))) == "", row


@pytest.mark.parametrize(
    ("protocol", "method", "path", "expected"),
    [
        ("marketo", "GET", "/rest/v1/lead/5", "did you mean /rest/v1/lead/{leadId}.json?"),
        ("marketo", "GET", "/rest/v1/leads/5.json", "did you mean /rest/v1/lead/{leadId}.json?"),
        ("marketo", "GET", "/rest/v1//leads.json", "did you mean /rest/v1/leads.json?"),
        ("marketo", "GET", "/rest/V1/Leads.json", "did you mean /rest/v1/leads.json?"),
        ("marketo", "PUT", "/rest/v1/leads.json", "this path takes DELETE, GET, POST"),
        ("marketo", "GET", "/rest/nothing/of/the/kind", "no documented path is like this one"),
        ("tencent", "GET", "/v3.0/adgroup/get", "did you mean /v3.0/adgroups/get?"),
        ("tencent", "POST", "/v3.0/adgroups/get", "this path takes GET"),
        ("tencent", "GET", "/v3.0/" + "x" * 5_000, "no documented path is like this one"),
    ],
)
def test_another_path_leads_to_the_nearest_one(protocol, method, path, expected):
    assert hint(protocol, Request(method, path)) == expected


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/rest/v1/lead/5", "610"), ("PUT", "/rest/v1/leads.json", "605"), ("GET", "/v3.0/adgroup/get", 12007)],
)
def test_the_answer_stays_and_header_and_journal_have_the_hint(demo, method, path, code):
    answer = demo.call(method, path)
    assert answer.codes == [code] if isinstance(code, str) else answer.document["code"] == code
    (entry,) = demo.call("GET", "/sandbox/requests").requests
    assert entry.operation == ""
    assert entry.hint == answer.headers[HEADER] != ""


def test_a_call_that_is_answered_has_none(demo, usage):
    answer = demo.marketo(usage, demo.token(demo.credentials["marketo"]))
    assert HEADER not in answer.headers
    assert demo.call("GET", "/sandbox/requests").requests[-1].hint == ""


def test_a_durable_server_gives_no_hints(server):
    for path in ("/rest/v1/lead/5", "/v3.0/adgroup/get"):
        assert HEADER not in server.call("GET", path).headers
