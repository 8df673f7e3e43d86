"""Common accidents end in words with a remedy, never in a traceback, and no output holds a password."""

import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mercat.model.masking import masked
from mercat.store.engines.accidents import Reporter
from support.databases import POSTGRESQL_URL, postgresql_missing, skip_or_fail
from support.running import run

COMMANDS = [
    ("serve", "--port", "0"),
    ("worker",),
    ("doctor",),
    ("migrate",),
    ("init", "--admin-email", "a@example.com", "--admin-password-file", "password"),
    ("role", "list"),
    ("leads", "export", "out.csv"),
]
SECRET = "hunter2-secret"


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("MERCAT_SECRET_KEY", "k" * 32)
    (tmp_path / "password").write_text("long enough")


def refused(done, code, *words):
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr + done.stdout
    told = done.stderr + done.stdout
    assert [word for word in words if word not in told] == [], told
    assert done.returncode == code, told


def address(host, *, password=SECRET, name="test"):
    return f"postgresql://mercat:{password}@{host}/{name}"


# -- the address of a database ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (f"mysql://root:{SECRET}@db/x", "--database-url is a PostgreSQL URL: postgresql://user@host/name."),
        (f"postgresql://u:{SECRET}@at@db/x", "--database-url has more than one @"),
        (f"postgresql://u:{SECRET}@db:none/x", "--database-url names a port that is no number"),
    ],
)
def test_an_address_that_cannot_be_one_is_a_setting_that_cannot_be(mercat, words, url, problem):
    answer = mercat(*words, "--database-url", url)
    assert (answer.code, problem in answer.err) == (2, True), answer
    assert SECRET not in answer.err + answer.out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_that_cannot_be_reached_is_said(words, tmp_path):
    skip_or_fail(postgresql_missing())
    done = run(*words, "--database-url", address("127.0.0.1:1"), "--data-dir", tmp_path / "data")
    code = 1 if words[0] == "doctor" else 3
    refused(done, code, "PostgreSQL cannot be reached", "Connection refused")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (address("nowhere.invalid"), "failed to resolve host 'nowhere.invalid'"),
        (f"{POSTGRESQL_URL.rpartition('/')[0]}/mercat_not_there", 'database "mercat_not_there" does not exist'),
        (f"{POSTGRESQL_URL}?sslmode=perhaps&password={SECRET}", 'invalid sslmode value: "perhaps"'),
        (f"{POSTGRESQL_URL}?nonsense=1&password={SECRET}", 'invalid URI query parameter: "nonsense"'),
    ],
)
def test_what_is_wrong_with_the_address_is_said(tmp_path, url, problem):
    skip_or_fail(postgresql_missing())
    refused(run("role", "list", "--database-url", url, "--data-dir", tmp_path / "data"), 3, problem, "--database-url")


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def as_nobody(data_dir, monkeypatch):
    """Runs commands as a user who owns nothing."""
    monkeypatch.delenv("MERCAT_SECRET_KEY")
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root becomes another user")

    def run(*words):
        become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        command = [*become, sys.executable, "-m", "mercat", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True)

    if run("--help").returncode:
        pytest.skip("another user cannot run this Python")
    return run


@pytest.fixture
def its_data(data_dir, monkeypatch):
    """A data directory of root's in a place that others reach."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        monkeypatch.chdir(place)
        (place / "password").write_text("long enough")
        (place / "password").chmod(0o644)
        yield Path(shutil.copytree(data_dir, place / "data"))


@pytest.mark.parametrize("words", [COMMANDS[0], *COMMANDS[2:]], ids=" ".join)
def test_a_directory_of_another_owner_is_said(as_nobody, its_data, words):
    done = as_nobody(*words, "--data-dir", its_data)
    refused(done, 1 if words[0] == "doctor" else 3, "chown -R")
    if words[0] != "doctor":
        refused(done, 3, "belongs to root, and mercat runs as nobody")


def test_a_database_that_is_read_only_is_said(as_nobody, its_data):
    for place in (its_data, *its_data.rglob("*")):
        os.chown(place, 65534, 65534)
    database = its_data / "instances" / "123-ABC-456" / "mercat.db"
    assert as_nobody("role", "list", "--data-dir", its_data).returncode == 0
    os.chown(database, 0, 0)
    database.chmod(0o644)
    done = as_nobody("role", "create", "New", "--data-dir", its_data)
    refused(done, 3, f"{database}: The database is read-only for this user.", "belongs to root")


def test_a_file_that_is_no_database_is_said(mercat, data_dir):
    (data_dir / "instances" / "123-ABC-456" / "mercat.db").write_bytes(b"nothing of the kind" * 1_000)
    answer = mercat("role", "list")
    assert (answer.code, "The database is damaged: " in answer.err) == (3, True), answer
    assert "mercat restore" in answer.err


# -- what else a server needs -----------------------------------------------------------------------------------------


def test_a_port_in_use_is_said(data_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(run("serve", "--port", port), 1, f"Cannot listen on 127.0.0.1 port {port}", "Choose another --port")


def test_a_certificate_that_is_not_there_is_said(data_dir, tmp_path):
    done = run("serve", "--port", "0", "--tls-cert", tmp_path / "none.pem", "--tls-key", tmp_path / "none.pem")
    refused(done, 2, "--tls-cert and --tls-key cannot be used", "No such file")


def test_a_settings_file_that_is_broken_is_said(data_dir, tmp_path):
    (tmp_path / "mercat.toml").write_text("port = \n")
    refused(run("serve", cwd=tmp_path), 2, "The settings file mercat.toml cannot be read", "line 1")


# -- defects, and masks -----------------------------------------------------------------------------------------------


def test_a_defect_ends_with_70_and_a_traceback_without_secrets():
    script = (
        "from mercat.cli.failures import failures\n"
        "with failures(as_json=False):\n"
        f"    raise KeyError('postgresql://u:{SECRET}@db/x')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 70
    assert "Traceback" in done.stderr
    assert "KeyError: 'postgresql://u:***@db/x'" in done.stderr
    assert done.stderr.endswith("mercat: This is a defect of mercat. Please report it, with the lines above.\n")
    assert done.stderr.count(SECRET) == 0


def test_the_log_masks_the_passwords_of_addresses():
    script = (
        "import logging\nfrom mercat.app.observability.logs import log_to_stderr\nlog_to_stderr()\n"
        f"try:\n    raise ValueError('redis://:{SECRET}@host/0')\n"
        f"except ValueError:\n    logging.getLogger('x').exception('lost %s', 'postgres://u:{SECRET}@db/x')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "lost postgres://u:***@db/x" in done.stderr
    assert "ValueError: redis://:***@host/0" in done.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgresql://u:p@h/x", "postgresql://u:***@h/x"),
        ("at postgresql://u:p@ss@h/x.", "at postgresql://u:***@h/x."),
        ("postgresql://u@h/x?password=p&sslmode=off", "postgresql://u@h/x?password=***&sslmode=off"),
        ("host=h password='p q' user=u", "host=h password=*** user=u"),
        ("redis://:p@h:6379/0", "redis://:***@h:6379/0"),
        ("http://h:80/@x and https://h/a:b@c", "http://h:80/@x and https://h/a:b@c"),
    ],
)
def test_passwords_are_masked_and_nothing_else_is(text, expected):
    assert masked(text) == expected


def test_an_accident_is_logged_once_a_minute_and_a_defect_each_time(caplog):
    now = [0.0]
    report = Reporter(lambda: now[0]).report
    log = logging.getLogger("test")
    full = OSError(28, "No space left on device")
    for second in (0, 1, 59, 60):
        now[0] = second
        report(log, full, "call %s failed", "7")
        report(log, ValueError("odd"), "call %s failed", "8")
    lines = [record.getMessage() for record in caplog.records if record.exc_info is None]
    first = "call 7 failed: the disk is full ([Errno 28] No space left on device)"
    assert lines == [first, f"{first}; 2 more since the last line"]
    assert len([record for record in caplog.records if record.exc_info]) == 4


@pytest.mark.parametrize(
    ("option", "place", "words"),
    [
        ("--ready-file", "nowhere/ready.json", "and there is no folder nowhere."),
        ("--data-dir", "file", "which is not a directory."),
    ],
)
def test_a_demo_says_which_option_names_a_place_that_does_not_do(tmp_path, option, place, words):
    (tmp_path / "file").touch()
    told = run("demo", "--port", "0", option, place, cwd=tmp_path)
    assert (told.returncode, told.stderr) == (2, f"mercat: {option} is {place}, {words}\n")
