"""Unmodified clients under `mercat run`, over TLS: none has an attribute touched or a setting given."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import packages, tap
from support.running import Running

ID = "123-ABC-456"
HOST = f"https://{ID}.mktorest.com"
SCRIPTS = Path(__file__).parent / "run"
STREAMS = {"lists", "activity_types", "programs"}


@pytest.fixture(scope="module")
def data_home(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with Running(tmp_path_factory.mktemp("demo"), "demo", "--instance", ID, "--limits", "off") as running:
        yield running


@pytest.fixture(scope="module")
def url(demo):
    given = demo.told["marketo"]
    query = f"client_id={given['client_id']}&client_secret={given['client_secret']}"
    return f"{HOST}/identity/oauth/token?grant_type=client_credentials&{query}"


@pytest.fixture
def run(demo, data_home):
    """Runs a command under `mercat run`; what it printed."""

    def call(*command, cwd=None, **environment):
        words = [sys.executable, "-m", "mercat", "run", "--ready-file", demo.ready_file, "--", *command]
        environment = {**os.environ, "XDG_DATA_HOME": str(data_home), **environment}
        done = subprocess.run(
            [str(word) for word in words], capture_output=True, text=True, env=environment, cwd=cwd, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


def check(answers):
    """Every client reached mercat, and was kept from the real host with words of ours."""
    for name, (status, refusal) in answers.items():
        assert status == 200, name
        assert "app.marketo.com" in refusal or "403" in refusal, (name, refusal)
        assert "answered" not in refusal, (name, refusal)


def test_clients_of_python(run, url, request):
    found = packages.installed(request.config.cache, "aiohttp")
    answers = json.loads(run(sys.executable, SCRIPTS / "clients.py", url, PYTHONPATH=str(found)))
    assert len(answers) == 7
    check(answers)


def test_clients_of_node(run, url, demo, node_clients):
    given = demo.told["marketo"]
    answers = json.loads(run("node", "clients.cjs", url, given["client_id"], given["client_secret"], cwd=node_clients))
    assert answers.pop("node-marketo-rest") == "Kenneth"
    assert len(answers) == 6
    check(answers)


def test_clients_of_java(run, url):
    if shutil.which("java") is None:
        pytest.skip("java is not there")
    lines = [line.split("\t") for line in run("java", SCRIPTS / "Clients.java", url).splitlines()]
    assert len(lines) == 2
    check({name: (int(status), refusal) for name, status, refusal in lines})


def test_marketorestpython(run, demo):
    given = demo.told["marketo"]
    printed = run(sys.executable, SCRIPTS / "sync.py", ID, given["client_id"], given["client_secret"])
    assert json.loads(printed) == [HOST, "created", "Ada"]


def test_tap_marketo(run, demo, request, tmp_path):
    given = demo.told["marketo"]
    config = {
        "endpoint": f"{HOST}/rest",
        "identity": f"{HOST}/identity",
        "client_id": given["client_id"],
        "client_secret": given["client_secret"],
        "start_date": "2020-01-01T00:00:00Z",
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    code = "from tap_marketo import main; main()"
    command = [sys.executable, "-S", "-c", code, "--config", tmp_path / "config.json"]
    environment = {"PYTHONPATH": str(packages.installed(request.config.cache, "tap"))}
    streams = json.loads(run(*command, "--discover", **environment))["streams"]
    chosen = tap.selected(stream for stream in streams if stream["tap_stream_id"] in STREAMS)
    (tmp_path / "catalog.json").write_text(json.dumps({"streams": chosen}))
    messages = map(json.loads, run(*command, "--properties", tmp_path / "catalog.json", **environment).splitlines())
    assert {message["stream"] for message in messages if message["type"] == "RECORD"} == STREAMS
