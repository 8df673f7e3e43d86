"""A call that does not fit is answered with what is expected in its place."""

import json

import pytest

CASES = [
    ("POST", "/reset", {"to": "start"}, "`to` does not fit: expected `empty` or `seed`."),
    ("PUT", "/limits", {"marketo": {"rate_calls": -1}}, "expected a whole number from 0 to 1000000000."),
    ("PUT", "/limits", {"tencent": {"rate": 1}}, "There is no `tencent.rate`. There are `calls_per_minute`, "),
    ("POST", "/clock", {"advance_seconds": "1"}, "expected a number from 0 to 6324480000."),
    ("POST", "/clock", {"freeze": 1}, "`freeze` does not fit: expected true or false."),
    ("POST", "/clock", {"advance": 1}, "There is no `advance`. There are `advance_seconds`, `set` and `freeze`."),
    ("POST", "/clock", [], "This does not fit: expected an object of `advance_seconds`, `set` and `freeze`."),
    ("POST", "/faults", {"effect": {"job": "waits"}}, "`effect.job` does not fit: expected `fails` or `hangs`."),
    ("POST", "/faults", {"effect": {"code": "9"}}, "9 is not a documented code of either protocol."),
    (
        "POST",
        "/faults",
        {"effect": {"code": "606"}, "match": {"protocol": "tencent"}},
        "not a documented code",
    ),
    ("POST", "/faults", {"effect": {"code": "606"}, "match": {"path": "rest"}}, "`match.path` begins with / or *"),
    ("POST", "/snapshots", {}, "`name` is missing: expected a name of at most 100 letters, digits, `.`, `_` and `-`."),
    ("POST", "/services", {"permissions": "x"}, "expected an array, of which each item is a text of 1 to 100"),
    ("POST", "/services", {"permissions": ["x", 1]}, "`permissions[1]` does not fit: expected a text"),
    ("POST", "/services", {"permissions": ["Read-Only Leads and all"]}, "There are Approve Assets, "),
    ("PUT", "/transitions", {"bulk": 5}, "expected `immediate` or `timed` or an object of `polls`."),
    (
        "PUT",
        "/transitions",
        {"bulk": {"polls": -1}},
        "`bulk.polls` does not fit: expected a whole number from 0",
    ),
    ("GET", "/requests?format=xml", None, "`format` does not fit: expected `curl`, `har`, `json` or `pytest`."),
    ("GET", "/requests?fields=id", None, "There is no `fields`. There are `protocol`, "),
    ("GET", "/requests?operation=nothing", None, "There is no operation nothing. `mercat routes` lists them."),
    ("DELETE", "/faults/7", None, "There is no order 7. GET /sandbox/faults lists them."),
    ("DELETE", "/instances/999-AAA-999", None, "There is no instance 999-AAA-999. GET /sandbox/instances lists them."),
    ("PUT", "/snapshots/a%20b", None, "There is nothing at this path. `name` does not fit: expected a name of at most"),
]


@pytest.mark.parametrize(("method", "path", "body", "words"), CASES, ids=lambda value: str(value)[:40])
def test_a_problem_says_what_is_expected(demo, method, path, body, words):
    route, _, query = path.partition("?")
    pairs = [tuple(query.split("="))] if query else []
    content = b"" if body is None else json.dumps(body).encode()
    answer = demo.call(method, f"/sandbox{route}", query=pairs, content=content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.document["detail"]


def test_an_order_names_an_operation_as_the_journal_does(demo):
    order = {"match": {"operation": "adgroups/get"}, "effect": {"latency_ms": 1}}
    assert demo.sandbox("POST", "/faults", order).status == 200
    demo.call("GET", "/v3.0/adgroups/get")
    assert demo.sandbox("GET", "/faults").faults[0].matched == 1
