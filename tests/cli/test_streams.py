"""`-`, pipes, links and descriptors in the place of files: `leads import`, `leads export`, `backup`, `restore`."""

import json
import os
import stat
import subprocess
import sys
import threading

import pytest

PEOPLE = b"email,firstName\nada@example.com,Ada\n"
EXPORT = ("leads", "export", "--field", "email", "--field", "firstName")


def run(*words, given=b"", stdout=subprocess.PIPE):
    """A process of its own: its exit code, stdout and stderr."""
    command = [sys.executable, "-m", "mercat", *map(str, words)]
    done = subprocess.run(command, input=given, stdout=stdout, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.fixture
def people(mercat, data_dir, tmp_path):
    """An instance that holds one person."""
    (tmp_path / "people.csv").write_bytes(PEOPLE)
    assert mercat("leads", "import", tmp_path / "people.csv").code == 0


def test_people_come_from_standard_input_and_go_to_standard_output(data_dir, tmp_path):
    assert run("leads", "import", "-", given=PEOPLE)[:2] == (0, b"Import succeeded, 1 records imported (1 members)\n")
    before = sorted(tmp_path.iterdir())
    assert run(*EXPORT, "-") == (0, PEOPLE, "- holds 1 people.\n")
    code, out, err = run(*EXPORT, "-", "--json")
    assert (code, out, json.loads(err)) == (0, PEOPLE, {"file": "-", "exported": 1})
    assert sorted(tmp_path.iterdir()) == before


def test_a_link_to_standard_output_is_standard_output(people, tmp_path):
    (tmp_path / "out").symlink_to("/proc/self/fd/1")
    assert run(*EXPORT, tmp_path / "out")[:2] == (0, PEOPLE)
    with (tmp_path / "log").open("ab") as log:
        log.write(b"before\n")
        log.flush()
        assert run(*EXPORT, tmp_path / "out", stdout=log)[0] == 0
    assert (tmp_path / "log").read_bytes() == b"before\n" + PEOPLE
    assert (tmp_path / "out").is_symlink()


@pytest.mark.parametrize("words", [EXPORT, ("backup",)])
def test_a_pipe_is_written_into(people, mercat, tmp_path, words):
    os.mkfifo(tmp_path / "pipe")
    heard = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    assert mercat(*words, tmp_path / "pipe").code == 0
    reader.join()
    assert heard[0].startswith(PEOPLE if words == EXPORT else b"instances/123-ABC-456/")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("words", [EXPORT, ("backup", "--force")])
def test_the_file_behind_a_link_is_replaced_and_the_link_stays(people, mercat, tmp_path, words):
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("file")
    assert mercat(*words, tmp_path / "link").code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() not in (b"", b"old")


def test_a_backup_goes_through_pipes(people, mercat, tmp_path):
    code, backup, err = run("backup", "-")
    assert (code, err) == (0, "- holds 123-ABC-456.\n")
    code, out, _ = run("restore", "-", "--data-dir", tmp_path / "new", given=backup)
    assert (code, out) == (0, b"Restored 123-ABC-456.\n")
    assert mercat(*EXPORT, tmp_path / "out.csv", "--data-dir", tmp_path / "new").code == 0
    assert (tmp_path / "out.csv").read_bytes() == PEOPLE


def test_a_backup_is_readable_by_its_owner_alone_and_replaces_nothing_unasked(people, mercat, tmp_path):
    assert mercat("backup", tmp_path / "b.tar").code == 0
    assert stat.S_IMODE((tmp_path / "b.tar").stat().st_mode) == 0o600
    before = (tmp_path / "b.tar").read_bytes()
    answer = mercat("backup", tmp_path / "b.tar")
    assert (answer.code, "b.tar exists already. Choose another name, or replace it with --force." in answer.err) == (
        1,
        True,
    )
    assert (tmp_path / "b.tar").read_bytes() == before
    assert mercat("backup", tmp_path / "b.tar", "--force").code == 0


def test_rows_that_fail_go_into_a_pipe(people, mercat, tmp_path):
    (tmp_path / "bad.csv").write_text("email,firstName\n,Eve\n")
    os.mkfifo(tmp_path / "pipe")
    heard = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_text()))
    reader.start()
    assert mercat("leads", "import", tmp_path / "bad.csv", "--failures", tmp_path / "pipe").code == 1
    reader.join()
    assert "Value for lookup field 'email' not found" in heard[0]
