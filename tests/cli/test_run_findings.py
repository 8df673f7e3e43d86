"""`mercat run --findings FILE --fail-on SEVERITY`: what the calls of a command did wrong."""

import json
import sys
from xml.etree import ElementTree

import pytest

from support.running import Running

ID = "123-ABC-456"
WELL = "pass"
POLLS = f"""
import json, os, urllib.request
ready = json.load(open(os.environ["MERCAT_READY_FILE"]))["marketo"]
query = f"client_id={{ready['client_id']}}&client_secret={{ready['client_secret']}}&grant_type=client_credentials"
host = "https://{ID}.mktorest.com"
token = json.load(urllib.request.urlopen(host + "/identity/oauth/token?" + query))["access_token"]
headers = {{"Authorization": "Bearer " + token}}
for _ in range(2):
    urllib.request.urlopen(urllib.request.Request(host + "/bulk/v1/leads/batch/1.json", headers=headers)).read()
"""


@pytest.fixture(scope="module")
def data_home(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def demo(tmp_path_factory, data_home):
    """A demo that several runs use."""
    with Running(tmp_path_factory.mktemp("demo"), "demo", "--instance", ID, XDG_DATA_HOME=str(data_home)) as running:
        yield running


@pytest.fixture
def run_here(mercat, demo, data_home, monkeypatch):
    """Runs a program of Python against that demo."""
    monkeypatch.setenv("XDG_DATA_HOME", str(data_home))

    def call(program, *options):
        return mercat("run", "--ready-file", demo.ready_file, *options, "--", sys.executable, "-c", program)

    return call


def rules(file):
    return [finding["rule"] for finding in json.loads(file.read_text())["findings"]]


def test_the_findings_of_the_run_are_written_and_change_no_status(run_here, tmp_path):
    file = tmp_path / "findings.json"
    assert run_here(POLLS, "--findings", file).code == 0
    assert rules(file) == ["import-polled-too-often"]
    assert run_here(WELL, "--findings", file).code == 0
    assert rules(file) == []


@pytest.mark.parametrize(("severity", "code"), [("warning", 9), ("error", 0)])
def test_a_grave_finding_is_a_status(run_here, tmp_path, severity, code):
    file = tmp_path / "findings.xml"
    answer = run_here(POLLS, "--findings", file, "--fail-on", severity)
    assert answer.code == code
    suite = ElementTree.fromstring(file.read_text()).find("testsuite")  # noqa: S314  # ours
    assert suite is not None and suite.get("failures") == "1"


def test_a_command_that_fails_keeps_its_status(run_here):
    assert run_here(POLLS + "raise SystemExit(5)", "--fail-on", "warning").code == 5


def test_the_findings_that_fail_a_run_are_printed(run_here):
    answer = run_here(POLLS, "--fail-on", "warning")
    assert answer.code == 9 and "import-polled-too-often" in answer.err


@pytest.mark.parametrize("name", ["findings.html", "findings", "nowhere/findings.txt"])
def test_a_file_of_no_form_or_no_folder_is_refused_before_the_command_runs(run_here, tmp_path, name):
    marker = tmp_path / "ran"
    answer = run_here(f"open({str(marker)!r}, 'w')", "--findings", tmp_path / name)
    assert answer.code == 2 and not marker.exists()
