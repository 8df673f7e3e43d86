"""The plugin of pytest, in runs of its own."""

import json
import os
import subprocess
import sys

import pytest

from mercat import testing
from mercat.testing.exchange import over_http
from support.running import PATIENCE_SECONDS, Running

ONE_INSTANCE = """
def test_all_fixtures_act_on_the_instance_of_the_test(
    mercat, mercat_instance, mercat_clock, mercat_faults, mercat_requests
):
    assert mercat_clock is mercat_instance.clock
    assert mercat_faults is mercat_instance.faults
    assert mercat_requests is mercat_instance.requests
    assert mercat_instance.id != mercat.default.id
    assert mercat_instance.base_url.startswith(mercat.base_url)
"""
PIDS = """
import os, pytest
@pytest.mark.parametrize("number", range(4))
def test_note(number, mercat, mercat_instance, worker_id):
    mercat_instance.clock.advance(60)
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(f"{mercat.base_url} {worker_id} {mercat_instance.id}\\n")
"""
NOTHING = """
import sys
def test_nothing_of_mercat_is_loaded_that_no_test_asks_for():
    loaded = {name for name in sys.modules if name.partition(".")[0] == "mercat"}
    assert loaded == {"mercat", "mercat.testing", "mercat.testing.plugin"}
    assert not {"asyncio", "http.client", "msgspec"} & sys.modules.keys()
"""


def run(folder, text, *words, **environment):
    """Run pytest on a file of tests."""
    (folder / "test_it.py").write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\nmercat_options = --seed 7 --limits off\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS * 2,
        check=False,
    )


def test_all_fixtures_act_on_the_instance_of_the_test(tmp_path):
    ran = run(tmp_path, ONE_INSTANCE, "--strict-markers")
    assert ran.returncode == 0, ran.stdout


def test_the_workers_of_xdist_share_one_server_that_ends_with_the_run(tmp_path):
    ran = run(tmp_path, PIDS, "-n", "2", "--dist=each", NOTES=str(tmp_path / "notes"))
    assert ran.returncode == 0, ran.stdout
    notes = [line.split() for line in (tmp_path / "notes").read_text().splitlines()]
    assert len(notes) == 8
    assert {worker for _, worker, _ in notes} == {"gw0", "gw1"}
    assert len({instance for _, _, instance in notes}) == 8
    (base_url,) = {base_url for base_url, _, _ in notes}
    with pytest.raises(ConnectionRefusedError):
        over_http("GET", f"{base_url}/healthz", b"")


def test_the_fixtures_use_a_server_that_runs_already(tmp_path):
    with Running(tmp_path, "demo", "--quiet") as server:
        ran = run(tmp_path, PIDS, NOTES=str(tmp_path / "notes"), MERCAT_READY_FILE=str(server.ready_file))
        assert ran.returncode == 0, ran.stdout
        assert {line.split()[0] for line in (tmp_path / "notes").read_text().splitlines()} == {server.told["base_url"]}
        assert server.fetch("/healthz")[0] == 200


def test_a_file_that_is_no_ready_file_is_named(tmp_path):
    (tmp_path / "other.json").write_text("[]")
    ran = run(tmp_path, ONE_INSTANCE, MERCAT_READY_FILE=str(tmp_path / "other.json"))
    assert ran.returncode == 1
    assert "other.json, which is not the ready file of a server" in ran.stdout


def test_a_suite_that_uses_no_fixture_pays_nothing(tmp_path):
    ran = run(tmp_path, NOTHING, "-p", "mercat", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    assert ran.returncode == 0, ran.stdout


def test_every_public_name_can_be_imported():
    assert {name for name in testing.__all__ if getattr(testing, name, None) is None} == set()
    with pytest.raises(AttributeError, match="has no attribute 'demos'"):
        _ = testing.demos
    assert json.loads(json.dumps(testing.Members(a=1))) == {"a": 1}
