"""`mercat demo` as a process: ready file, calls to try, signals, a data directory that outlives it."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from mercat import __version__
from support.running import Running, run

SAMPLE_PEOPLE = 121


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A running demo for those who only look; its output is read when it ends."""
    with Running(tmp_path_factory.mktemp("demo"), "demo", "--limits", "off") as running:
        yield running


def test_the_ready_file_has_every_address_and_credential_and_is_the_owners(demo):
    told = demo.told
    base = told["base_url"]
    assert set(told) == {"base_url", "console", "marketo", "tencent", "sandbox", "pid", "version"}
    assert (told["pid"], told["version"]) == (demo.process.pid, __version__)
    assert told["console"]["url"] == f"{base}/console"
    assert told["marketo"]["endpoint"] == f"{base}/rest"
    assert told["marketo"]["identity"] == f"{base}/identity"
    assert re.fullmatch(r"[1-9]\d\d-[A-Z]{3}-\d{3}", told["marketo"]["munchkin_id"])
    assert told["tencent"]["base_url"] == f"{base}/v3.0"
    assert told["tencent"]["oauth_url"] == f"{base}/oauth"
    assert isinstance(told["tencent"]["client_id"], int)
    assert isinstance(told["tencent"]["account_id"], int)
    assert told["sandbox"]["url"] == f"{base}/sandbox"
    assert all(told["tencent"][name] for name in ("client_secret", "access_token", "refresh_token"))
    assert demo.ready_file.stat().st_mode & 0o077 == 0
    assert [place.name for place in demo.ready_file.parent.iterdir()] == ["ready.json"]


def test_its_credentials_work(demo):
    answer = demo.get("/rest/v1/leads.json?filterType=email&filterValues=developerfeedback@marketo.com", demo.token())
    assert [(lead["id"], lead["firstName"], lead["lastName"]) for lead in answer["result"]] == [
        (1, "Kenneth", "Elkington")
    ]
    assert demo.fetch("/sandbox/clock")[0] == 200


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """What a demo in another time printed, with the answer of each of its curl lines."""
    folder = tmp_path_factory.mktemp("tried")
    with Running(folder, "demo", "--clock", "2026-03-01T09:00:00Z") as running:
        with open(running.process.stdout.fileno(), closefd=False) as stdout:
            lines = []
            while len([line for line in lines if line.startswith("curl ")]) < 5:
                lines.append(stdout.readline())
        calls = [line.strip() for line in lines if line.startswith("curl ")]
        answers = [
            subprocess.run(["sh", "-c", f"curl -s {call[5:]}"], capture_output=True, check=True).stdout
            for call in calls
        ]
        told = running.told
        code, _, err = running.end(signal.SIGINT)
    return told, "".join(lines), [json.loads(answer) for answer in answers], code, err


def test_every_printed_call_works_as_it_stands_whatever_the_clock(tried):
    _, _, answers, _, _ = tried
    token, found, created, renewed, listed = answers
    assert token["token_type"] == "bearer"
    assert found["result"][0]["lastName"] == "Elkington"
    assert created["result"][0]["status"] == "created"
    assert [renewed["code"], listed["code"]] == [0, 0]


class Forms(HTMLParser):
    """Reads the texts to copy, and the token of the log-in form."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.token, self._inside = [], "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self._inside = tag == "textarea"
        if self._inside:
            self.texts.append("")
        if found.get("name") == "form_token":
            self.token = found["value"]

    def handle_data(self, data):
        if self._inside:
            self.texts[-1] += data

    def handle_endtag(self, tag):
        self._inside = False


@pytest.fixture(scope="module")
def first_calls(demo):
    """The texts that the console's first page offers to copy, and how to ask it for its count of requests."""
    jar = urllib.request.HTTPCookieProcessor()
    browser = urllib.request.build_opener(jar)
    given = demo.told["console"]
    with browser.open(demo.url("/")) as answer:
        token = Forms(answer.read().decode()).token
    fields = {"form_token": token, "email": given["email"], "password": given["password"]}
    with browser.open(demo.url("/console/login"), urlencode(fields).encode()) as answer:
        texts = Forms(answer.read().decode()).texts

    def count():
        with browser.open(demo.url("/console/requests/count")) as answer:
            return json.load(answer)["count"]

    return texts, count


@pytest.mark.parametrize(("number", "command"), [(0, ["sh"]), (1, [sys.executable, "-"]), (2, ["node", "-"])])
def test_the_first_calls_of_the_console_work_as_they_are_printed(first_calls, number, command):
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not there")
    texts, count = first_calls
    before = count()
    done = subprocess.run(command, input=texts[number], capture_output=True, text=True, check=True, timeout=60)
    assert "Elkington" in done.stdout
    assert count() == before + 2


def test_it_prints_its_credentials_on_stdout_alone(tried):
    told, out, _, _, err = tried
    for secret in (told["console"]["password"], told["marketo"]["client_secret"], told["tencent"]["access_token"]):
        assert secret in out
        assert secret not in err


def test_ctrl_c_ends_it_with_0_and_only_the_lines_of_calls_are_on_stderr(tried):
    code, err = tried[3:]
    assert code == 0
    line = re.compile(r"\d\d:\d\d:\d\d  (GET   |POST  )  .* 200 ok  \w+ \S+ ms")
    assert [bool(line.fullmatch(one)) for one in err.splitlines()] == [True] * 5


def test_sigterm_ends_it_with_0_and_leaves_no_directory(tmp_path):
    with Running(tmp_path, "demo", TMPDIR=str(tmp_path)) as running:
        assert len(list(tmp_path.glob("mercat-demo-*"))) == 1
        code, _, err = running.end(signal.SIGTERM)
    assert (code, err) == (0, "")
    assert list(tmp_path.glob("mercat-demo-*")) == []


def test_json_is_the_ready_file(tmp_path):
    with Running(tmp_path, "demo", "--json") as running:
        told = running.told
        _, out, _ = running.end()
    assert json.loads(out) == told


def test_a_data_directory_outlives_a_kill_with_clock_limits_and_credentials(tmp_path):
    options = ("demo", "--data-dir", tmp_path / "data", "--clock", "2026-03-01T09:00:00Z", "--limits", "documented")
    with Running(tmp_path, *options) as first:
        told, token = first.told, first.token()
        moved = first.post("/sandbox/clock", {"advance_seconds": 86_400 * 3})["now"]
        first.kill()
    with Running(tmp_path, *options) as second:
        again = second.told
        now = second.get("/sandbox/clock")["now"]
        status, body = second.fetch("/rest/v1/stats/usage.json", token)
        assert second.token() != token
    assert moved <= now < "2026-03-04T10"
    assert (status, json.loads(body)["errors"][0]["code"]) == (200, "602")  # an hour is long over
    assert again["marketo"]["client_secret"] == told["marketo"]["client_secret"]
    assert again["console"]["password"] == told["console"]["password"]
    assert again["tencent"]["client_secret"] == told["tencent"]["client_secret"]
    assert again["tencent"]["access_token"] != told["tencent"]["access_token"]  # it lived for a day


def test_the_same_seed_and_clock_give_the_same_bytes(tmp_path):
    seen = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with Running(tmp_path / name, "demo", "--seed", "7", "--clock", "2026-03-01T09:00:00Z") as running:
            base = running.told["base_url"]
            token = running.token()
            leads = running.get("/rest/v1/leads.json?filterType=id&filterValues=1,2,3,50", token)["result"]
            told = {name: value for name, value in running.told.items() if name != "pid"}
            seen.append((json.dumps(told).replace(base, ""), token, leads))
    assert seen[0] == seen[1]


def test_bridges_of_a_running_demo_are_made_at_the_command_line(tmp_path):
    place = ("--data-dir", tmp_path / "data")
    with Running(tmp_path, "demo", *place) as running:
        sample = json.loads(run("bridge", "list", *place, "--json").stdout)
        assert [(row["id"], row["kind"]) for row in sample] == [(1, "list-to-audience")]
        account = running.told["tencent"]["account_id"]
        done = run("bridge", "leads-to-people", "--account", str(account), *place, "--json")
        counts = json.loads(done.stdout)
        assert (done.returncode, counts["created"], counts["matched"]) == (0, 4, 2)
        bridged = json.loads(run("bridge", "run", "1", *place, "--json").stdout)
        assert (bridged["users"], bridged["added"]) == (10, 10)
        path = f"/rest/v1/lead/{SAMPLE_PEOPLE + 1}.json?fields=leadSource"
        assert [row["leadSource"] for row in running.get(path, running.token())["result"]] == ["Tencent Ads"]


def test_a_second_server_on_the_directory_is_refused(tmp_path):
    with Running(tmp_path, "demo", "--data-dir", tmp_path / "data") as running:
        done = run("demo", "--port", "0", "--data-dir", tmp_path / "data")
        assert done.returncode == 3
        assert f"is in use by another mercat (process {running.process.pid})" in done.stderr
        assert "Stop that one, or choose another --data-dir." in done.stderr
        running.kill()
    with Running(tmp_path, "demo", "--data-dir", tmp_path / "data"):
        pass  # a dead process holds nothing


def test_a_port_that_is_taken_is_refused(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("demo", "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert "Choose another --port (0 picks a free one)." in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--clock", "yesterday", "--clock is 'yesterday': expected a time such as 2026-03-01T09:00:00Z."),
        ("--clock", "1999-12-31", "--clock is '1999-12-31': expected a time between 2000 and 2199."),
        ("--seed", "x", "--seed takes a whole number, not 'x'."),
        ("--port", "70000", "--port takes a whole number from 0 to 65535, not '70000'."),
        ("--limits", "some", "--limits takes documented or off, not 'some'."),
        ("--host", "", "--host takes a text, not ''."),
        ("--data-dir", "", "--data-dir takes a path, not ''."),
    ],
)
def test_a_bad_option_is_refused(option, value, words):
    done = run("demo", option, value)
    assert done.returncode == 2
    assert done.stderr.startswith(f"mercat: {words}")


def test_a_demo_starts_with_a_stopped_clock(tmp_path):
    with Running(tmp_path, "demo", "--clock", "2026-03-01T09:00:00Z", "--freeze") as running:
        assert running.get("/sandbox/clock") == {"now": "2026-03-01T09:00:00.000Z", "frozen": True}
        running.post("/sandbox/clock", {"freeze": False, "advance_seconds": 60})
        running.post("/sandbox/reset", {"to": "seed"})
        assert running.get("/sandbox/clock") == {"now": "2026-03-01T09:00:00.000Z", "frozen": True}


def test_a_throw_away_instance_of_a_stopped_demo_is_stopped_too(tmp_path):
    with Running(tmp_path, "demo", "--clock", "2026-03-01T09:00:00Z", "--freeze") as running:
        made = running.post("/sandbox/instances", {"from": "seed"})["id"]
        assert running.get(f"/i/{made}/sandbox/clock") == {"now": "2026-03-01T09:00:00.000Z", "frozen": True}
