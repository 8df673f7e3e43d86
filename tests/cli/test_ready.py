"""The ready file lives as long as its server, and `mercat ready` tells a live one from a stale one."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from support.running import Running, run

STALE = {"base_url": "http://127.0.0.1:9", "pid": 1, "version": "0"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_ready_file_goes_with_a_demo_that_ends(tmp_path, number):
    with Running(tmp_path, "demo") as running:
        assert running.end(number)[0] == 0
    assert list(tmp_path.glob("*ready*")) == []


def test_the_ready_file_goes_with_a_durable_server_too_and_names_its_process(tmp_path, data_dir):
    with Running(tmp_path, "serve", "--data-dir", data_dir) as running:
        assert running.told["pid"] == running.process.pid
        assert "client_secret" not in json.dumps(running.told)
        assert running.end()[0] == 0
    assert not running.ready_file.exists()


@pytest.mark.parametrize("wrong", [("--port", "taken"), ("--data-dir", "/dev/null")])
def test_a_stale_ready_file_is_gone_before_a_server_starts_even_if_it_cannot(tmp_path, wrong):
    stale = tmp_path / "ready.json"
    stale.write_text(json.dumps(STALE))
    with Running(tmp_path / "..", "demo") as other:
        port = other.told["base_url"].rpartition(":")[2]
        option, value = wrong
        done = run("demo", "--ready-file", stale, option, port if value == "taken" else value)
        assert done.returncode != 0
        assert not stale.exists()


def test_another_servers_ready_file_is_left_alone_at_the_end(tmp_path):
    with Running(tmp_path, "demo") as running:
        running.ready_file.write_text(json.dumps({**STALE, "pid": 1}))
        running.end()
    assert json.loads(running.ready_file.read_text())["pid"] == 1


def test_a_pipe_is_written_into_and_stays(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = [sys.executable, "-m", "mercat", "demo", "--port", "0", "--ready-file", str(pipe)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        told = json.loads(pipe.read_text())
        process.send_signal(signal.SIGTERM)
    assert told["pid"] == process.pid
    assert pipe.is_fifo()


def test_ready_says_so_once_the_server_answers(tmp_path):
    with Running(tmp_path, "demo") as running:
        done = run("ready", running.ready_file, "--json")
        assert (done.returncode, json.loads(done.stdout)) == (0, running.told)
        assert run("ready", running.ready_file).stdout == f"{running.told['base_url']} is ready.\n"


def test_ready_waits_for_a_server_that_is_starting(tmp_path):
    place = tmp_path / "ready.json"
    words = [sys.executable, "-m", "mercat", "ready", str(place), "--wait", "60"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as waiting, Running(tmp_path, "demo") as running:
        out, _ = waiting.communicate(timeout=60)
        assert (waiting.returncode, running.told["base_url"].encode() in out) == (0, True)


def test_the_file_of_a_killed_server_is_not_ready(tmp_path):
    with Running(tmp_path, "demo") as running:
        running.kill()
    done = run("ready", running.ready_file, "--wait", "0.2")
    assert done.returncode == 1
    assert done.stderr.endswith(
        "describes a server that does not answer. Give a server that is starting more time: --wait SECONDS.\n"
    )


def test_another_server_on_the_port_of_a_killed_one_is_not_the_one_of_the_file(tmp_path):
    with Running(tmp_path, "demo") as first:
        port = first.told["base_url"].rpartition(":")[2]
        first.kill()
    shutil.copy(first.ready_file, tmp_path / "first.json")
    (tmp_path / "other").mkdir()
    words = [sys.executable, "-m", "mercat", "demo", "--port", port, "--ready-file", str(tmp_path / "other.json")]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        assert run("ready", tmp_path / "other.json", "--wait", "60").returncode == 0
        assert run("ready", tmp_path / "first.json").returncode == 1
        process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"base_url": 1}', "\xff"])
def test_what_is_no_ready_file_is_not_ready(tmp_path, content):
    place = tmp_path / "ready.json"
    if content is not None:
        place.write_text(content, "latin-1")
    done = run("ready", place)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert ("is not there" in done.stderr) is (content is None)


def test_a_demo_that_is_open_to_the_network_says_so_and_how_others_reach_it(tmp_path):
    with Running(tmp_path, "demo", "--host", "0.0.0.0", "--base-url", "http://mercat.example:8080") as running:  # noqa: S104
        told = running.told
        running.process.send_signal(signal.SIGTERM)
        out, err = running.process.communicate(timeout=60)
    assert told["base_url"] == "http://mercat.example:8080"
    assert told["marketo"]["endpoint"] == "http://mercat.example:8080/rest"
    assert "127.0.0.1" not in out
    assert "at http://mercat.example:8080 -" in out
    assert err.startswith("mercat: warning: --host 0.0.0.0 opens the sandbox to the network")


def test_a_demo_on_this_machine_alone_warns_of_nothing(tmp_path):
    with Running(tmp_path, "demo", "--host", "localhost") as running:
        assert running.end()[2] == ""


def test_a_base_url_with_a_path_is_refused():
    done = run("demo", "--base-url", "http://mercat.example/x")
    assert (done.returncode, done.stderr.startswith("mercat: --base-url is a scheme and a host")) == (2, True)
