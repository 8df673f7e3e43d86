"""What cannot be undone is asked about first, and what a command was not told is named."""

import os
import pty
import subprocess
import sys

import pytest

from mercat.app.config import StorageOptions
from mercat.app.instances.locations import registry
from support.databases import POSTGRESQL_URL, postgresql_missing, skip_or_fail

CANNOT_BE_UNDONE = [
    ("role", "delete", "API"),
    ("service", "delete", "Sync"),
    ("service", "rotate", "Sync"),
    ("user", "delete", "api@example.com"),
    ("user", "release", "ada@example.com", "--authenticator"),
]


@pytest.fixture
def things(mercat, data_dir):
    mercat("role", "create", "API", "--permission", "Read-Only Lead")
    mercat("user", "create", "api@example.com", "--role", "API", "--api-only")
    return mercat("service", "create", "Sync", "--user", "api@example.com", "--json").document


@pytest.mark.parametrize("words", CANNOT_BE_UNDONE, ids=" ".join)
def test_without_a_terminal_nothing_is_done_unless_it_is_confirmed(mercat, things, words):
    answer = mercat(*words, typed="y\n")
    assert answer.code == 2
    assert "This cannot be undone. Without a terminal, confirm it with --yes." in answer.err
    assert mercat("service", "show", "Sync", "--json").document == things
    assert mercat("user", "show", "api@example.com", "--json").document["roles"] == ["API"]


def at_a_terminal(typed, *words):
    """A command at a terminal where somebody types: its exit code, and what stands on the terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mercat", *words]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        told = b""
        while True:
            try:
                piece = os.read(ours, 4_096)
            except OSError:  # the terminal ends with its last process
                break
            if not piece:
                break
            told += piece
    os.close(ours)
    return process.returncode, told.decode()


def test_at_a_terminal_it_is_asked(mercat, things):
    code, told = at_a_terminal("n\n", "service", "delete", "Sync")
    assert "Delete the service Sync, with its credentials? This cannot be undone. Go on? [y/N]" in told
    assert (code, "Nothing was changed." in told) == (1, True)
    assert mercat("service", "show", "Sync").code == 0
    assert at_a_terminal("y\n", "service", "delete", "Sync")[0] == 0
    assert mercat("service", "show", "Sync").code == 1


def test_init_says_how_to_serve_and_where_to_sign_in(mercat, tmp_path):
    password = tmp_path / "password"
    password.write_text("a long password")
    words = ["--admin-email", "ada@example.com", "--admin-password-file", password]
    lines = mercat("init", "--data-dir", tmp_path / "data", *words).out.splitlines()
    served = f"mercat serve --data-dir {tmp_path / 'data'}"
    assert lines[-1] == f"Next: `{served}`, then sign in at http://127.0.0.1:8080/console as ada@example.com."


def test_init_names_the_options_where_nobody_answers(mercat, tmp_path):
    answer = mercat("init", "--data-dir", tmp_path / "data")
    assert answer.code == 2
    assert "Give --admin-email ADDRESS and --admin-password-file FILE." in answer.err
    assert not (tmp_path / "data").exists()


def test_init_says_where_the_key_and_the_files_are(mercat, tmp_path, monkeypatch):
    (tmp_path / "password").write_text("long enough")
    words = ["--admin-email", "ada@example.com", "--admin-password-file", tmp_path / "password"]
    told = mercat("init", "--data-dir", tmp_path / "one", "--instance", "123-ABC-456", *words).out
    folder = tmp_path / "one" / "instances" / "123-ABC-456"
    assert told.splitlines()[1:3] == [f"Secret key: {folder}/secret.key", f"Files: {folder}"]
    monkeypatch.setenv("MERCAT_SECRET_KEY", "k" * 32)
    made = mercat("init", "--data-dir", tmp_path / "other", "--json", *words).document
    assert made["secret_key"] == "MERCAT_SECRET_KEY"


@pytest.mark.parametrize(
    "words",
    [("serve", "--port", "0"), ("init", "--admin-email", "a@example.com"), ("worker",), ("role", "list"), ("doctor",)],
    ids=" ".join,
)
def test_beside_a_database_server_the_secret_key_has_to_be_named(mercat, tmp_path, monkeypatch, words):
    skip_or_fail(postgresql_missing())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    answer = mercat(*words, "--database-url", POSTGRESQL_URL)
    assert answer.code == (1 if words[0] == "doctor" else 2)
    for way in ("--secret-key-file FILE", "MERCAT_SECRET_KEY", "--data-dir DIRECTORY"):
        assert way in (answer.out if words[0] == "doctor" else answer.err)
    assert not (tmp_path / "home").exists()


def test_a_key_that_an_earlier_version_made_at_home_is_used_on(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "mercat" / "instances" / "123-ABC-456"
    folder.mkdir(parents=True)
    (folder / "secret.key").write_bytes(b"k" * 32)
    made = registry(StorageOptions(database_url=POSTGRESQL_URL))
    assert made.data_dir == tmp_path / "mercat"
