"""A line a call: for the people before a demo, and for the logs of a server; never a secret."""

import json
import os
import re
import sys

import pytest

from mercat.app.observability.call_log import Call, Terminal, as_json, as_text, terminal
from support.running import Running

LEADS = "/rest/v1/leads.json?filterType=email&filterValues=ada@example.com"
UNKNOWN = "/rest/v1/no/such/path.json"
PLAIN = Call(0, "123-ABC-456", "GET", "/rest/v1/x.json", "a=1", 200, "", "", "getX", 0.0042, "a1#b2", "a@x.example", "")


def lines(text, word):
    return [line for line in text.splitlines() if word in line]


@pytest.fixture
def sync(mercat, data_dir):
    """The token of a service."""
    mercat("role", "create", "API", "--permission", "all")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    mercat("service", "create", "Sync", "--user", "api@example.com")
    return mercat("token", "Sync").out.strip()


# -- a demo ---------------------------------------------------------------------------------------------------------


def test_a_demo_prints_a_line_for_each_call_and_no_secret(tmp_path):
    with Running(tmp_path, "demo") as demo:
        token = demo.token()
        demo.get(LEADS, token)
        demo.get(UNKNOWN, token)
        demo.get("/rest/v1/led.json", token)
        demo.fetch(f"/v3.0/adgroups/get?access_token={token}&fields=x")
        demo.fetch("/nowhere")
        secret = demo.told["marketo"]["client_secret"]
        code, out, err = demo.end()
    assert code == 0
    assert [secret in err, token in err, "\x1b" in err + out] == [False] * 3
    (asked,) = lines(err, "/identity/oauth/token")
    assert "client_secret=REDACTED" in asked
    (read,) = lines(err, LEADS)
    assert re.fullmatch(
        rf"\d\d:\d\d:\d\d  GET     {re.escape(LEADS)}  200 ok  getLeadsByFilterUsingGET \d+\.\d ms", read
    )
    (unknown,) = lines(err, UNKNOWN)
    assert "  200 610 Requested resource not found  no operation " in unknown
    assert "(did you mean " in lines(err, "/rest/v1/led.json")[0]
    (tencent,) = lines(err, "/v3.0/adgroups/get")
    assert "access_token=REDACTED" in tencent
    assert "  404  " in lines(err, "/nowhere")[0]


def test_a_quiet_demo_prints_no_line(tmp_path):
    with Running(tmp_path, "demo", "--quiet") as demo:
        demo.get(UNKNOWN, demo.token())
        assert demo.end()[2] == ""


def test_a_demo_whose_lines_nobody_reads_goes_on_and_ends(tmp_path):
    with Running(tmp_path, "demo", "--limits", "off") as demo:
        wide = f"{UNKNOWN}?{'x' * 3_000}"
        for _ in range(60):  # more than a pipe holds
            assert demo.fetch(wide)[0] == 200
        assert demo.end()[0] == 0


@pytest.mark.parametrize(
    ("code", "status", "tone"), [("", 200, "32"), ("610", 200, "33"), ("", 404, "33"), ("611", 500, "31")]
)
def test_the_outcome_has_a_colour_on_a_terminal(code, status, tone):
    call = PLAIN._replace(code=code, status=status, hint="documented, not built yet")
    line = Terminal(colour=True)(call)
    assert f"\x1b[{tone}m{status}" in line
    assert "\x1b[1m(documented, not built yet)\x1b[0m" in line
    assert "\x1b" not in Terminal(colour=False)(call)


@pytest.mark.parametrize(("variable", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_no_color_and_dumb_terminals_are_honoured(monkeypatch, variable, coloured):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variable.items():
        monkeypatch.setenv(name, value)
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as tty:
        monkeypatch.setattr(sys, "stderr", tty)
        assert ("\x1b" in terminal()(PLAIN)) is coloured
        monkeypatch.undo()
    os.close(ours)


# -- a server -------------------------------------------------------------------------------------------------------


def test_a_server_logs_each_call_as_json_with_the_id_of_its_answer(sync, tmp_path):
    with Running(tmp_path, "serve", "--log-format", "json") as server:
        answer = server.get(UNKNOWN, sync)
        server.get(LEADS, sync)
        _, _, err = server.end()
    told = [json.loads(line) for line in err.splitlines()]
    assert [line["logger"] for line in told] == ["mercat.server", "mercat.calls", "mercat.calls", "mercat.server"]
    start, unknown, read, end = told
    assert start["message"].endswith("with 1 process(es)")
    assert end["message"] == "mercat has ended"
    facts = {name: unknown[name] for name in ("method", "path", "status", "code", "operation", "user")}
    assert facts == {
        "method": "GET",
        "path": UNKNOWN,
        "status": 200,
        "code": "610",
        "operation": "",
        "user": "api@example.com",
    }
    assert unknown["request_id"] == answer["requestId"]
    assert (read["code"], read["operation"]) == ("", "getLeadsByFilterUsingGET")
    assert 0 < read["ms"] < 60_000
    assert re.fullmatch(r"\d{3}-[A-Z]{3}-\d{3}", read["instance"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", read["time"])
    assert [sync in err, "ada@example.com" in err] == [False, False]


def test_a_server_logs_text_by_default_and_no_query(sync, tmp_path):
    with Running(tmp_path, "serve") as server:
        server.get(f"{LEADS}&access_token={sync}", sync)
        _, _, err = server.end()
    (line,) = lines(err, "/rest/v1/leads.json")
    words = r"\S+Z INFO mercat\.calls: GET /rest/v1/leads\.json 200 operation=getLeadsByFilterUsingGET ms=\S+"
    assert re.fullmatch(rf"{words} user=api@example\.com instance=\S+ request_id=\S+#\S+", line)
    assert sync not in err


def test_a_server_that_is_to_warn_only_says_nothing_of_calls(sync, tmp_path):
    with Running(tmp_path, "serve", "--log-level", "warning") as server:
        server.get(LEADS, sync)
        assert server.end()[2] == ""


@pytest.mark.parametrize("line", [as_text, as_json, Terminal(colour=False)])
def test_what_a_client_sends_makes_no_second_line_and_moves_no_cursor(line):
    nasty = "x\n2026 forged\x1b[2J\x9b1m"
    made = line(PLAIN._replace(path=f"/{nasty}", query=nasty, message=nasty, code="1", user=nasty, hint=nasty))
    assert [character for character in made if character in "\n\r\x1b"] == []
