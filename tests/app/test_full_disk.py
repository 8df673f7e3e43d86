"""A disk that fills up under a running server: calls are refused in words, the log stays short, and all comes back."""

import contextlib
import json
import subprocess
import urllib.error
import urllib.request

import pytest

from support.running import Running, run

SIZE = 24 << 20
CALLS = 40


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 24 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], capture_output=True)
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk):
    with (disk / "filler").open("ab", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(65_536))
    with (disk / "filler").open("ab", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(1))


def sync(demo, token, number):
    people = [{"email": f"p{number}-{one}@example.com", "lastName": "x" * 200} for one in range(100)]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"input": people}).encode()
    with urllib.request.urlopen(urllib.request.Request(demo.url("/rest/v1/leads.json"), body, headers)) as told:
        answer = json.load(told)
    return "ok" if answer["success"] else answer["errors"][0]["code"]


def test_calls_are_refused_readiness_says_no_and_all_recovers(small_disk, tmp_path):
    options = ("--limits", "off", "--data-dir", small_disk / "data")
    with Running(tmp_path, "demo", *options) as demo:
        token = demo.token()
        assert sync(demo, token, 0) == "ok"
        assert demo.fetch("/readyz") == (200, b"ready\n")
        fill(small_disk)
        codes = [sync(demo, token, number) for number in range(1, CALLS)]
        assert codes[-1] == "611"
        assert set(codes) <= {"ok", "611"}  # what still fits into the log is kept
        status, words = demo.fetch("/readyz")
        assert (status, words.startswith(b"the disk is full")) == (503, True)
        assert demo.fetch("/healthz")[0] == 200
        lead = demo.get("/rest/v1/lead/1.json", token)
        assert lead["success"] is True

        (small_disk / "filler").unlink()
        assert sync(demo, token, CALLS) == "ok"
        assert demo.fetch("/readyz") == (200, b"ready\n")
        code, _, err = demo.end()
    assert code == 0
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if "the disk is full" in line]
    assert 1 <= len(lines) <= 2, err  # the minute may turn
    assert [line for line in err.splitlines() if " ERROR " in line] == lines


def test_a_server_does_not_start_on_a_full_disk_and_says_so(small_disk, tmp_path):
    fill(small_disk)
    done = run("demo", "--port", "0", "--data-dir", small_disk / "data")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "Free some space and try again" in done.stderr


def test_every_command_says_that_the_disk_is_full(small_disk, mercat_on, tmp_path):
    fill(small_disk)
    people = tmp_path / "people.csv"
    people.write_text("email\n" + "".join(f"p{number}@example.com\n" for number in range(20_000)))
    for words in (
        ("leads", "import", people),
        ("backup", small_disk / "backup.tar"),
        ("leads", "export", small_disk / "out.csv"),
    ):
        done = mercat_on(*words)
        assert (done.returncode, "Traceback" in done.stderr) == (3, False), done
        assert "Free some space and try again" in done.stderr
    assert sorted(place.name for place in small_disk.iterdir()) == ["data", "filler"]


@pytest.fixture
def mercat_on(small_disk, tmp_path):
    """Runs commands on a data directory of that disk."""
    (tmp_path / "password").write_text("long enough")
    data = ("--data-dir", small_disk / "data")
    words = ("--admin-email", "ada@example.com", "--admin-password-file", tmp_path / "password")
    assert run("init", *data, *words).returncode == 0
    return lambda *words: run(*words, *data)


def test_the_sandbox_says_that_the_disk_is_full_and_changes_nothing(small_disk, tmp_path):
    def told(demo, path, document):
        body = json.dumps(document).encode()
        request = urllib.request.Request(demo.url(f"/sandbox{path}"), body, method="POST")
        with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(request) as answer:
            return json.load(answer)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        return json.load(refused.value)

    with Running(tmp_path, "demo", "--data-dir", small_disk / "data") as demo:
        token = demo.token()
        assert told(demo, "/snapshots", {"name": "then"})["name"] == "then"
        told(demo, "/clock", {"advance_seconds": 60})
        fill(small_disk)
        full = "Nothing is changed: the disk is full."
        for path, document in (("/snapshots", {"name": "later"}), ("/snapshots/then/restore", {}), ("/instances", {})):
            assert told(demo, path, document)["detail"] == full, path
        assert json.loads(demo.fetch("/sandbox/snapshots")[1])["snapshots"][0]["name"] == "then"
        (small_disk / "filler").unlink()
        assert told(demo, "/snapshots/then/restore", {})["name"] == "then"
        assert told(demo, "/instances", {})["id"]
        assert demo.get("/rest/v1/lead/1.json", token)["success"] is True
