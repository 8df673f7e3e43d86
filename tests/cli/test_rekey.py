"""`mercat rekey`: another secret key opens what there is, the old one no longer, and clients notice nothing."""

import os
import signal
import subprocess
import sys

import pytest

from mercat.app.config import InstanceOptions
from mercat.app.instances.locations import open_instance
from mercat.app.instances.lock import DirectoryLock
from mercat.app.instances.registry import Registry
from mercat.domain import audit
from mercat.domain.access import api_clients
from mercat.model.audit import Search
from mercat.store import settings
from support.databases import database_of, postgresql_missing, skip_or_fail

ONE, OTHER = "123-ABC-456", "987-XYZ-654"
OLD, NEW, THIRD = "o" * 32, "n" * 32, "t" * 32

# The command, killed once it has sealed the first instance and is about to touch its key file.
KILLED = """
import os, signal, sys

def kill(event, arguments):
    names = [str(name).rpartition("/")[2] for name in arguments[:2]]
    if (event == "os.rename" and names[0] == "secret.key.new") or (event == "os.remove" and names[0] == "secret.key"):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
from mercat.cli.main import main
main()
"""


@pytest.fixture
def place(backend, tmp_path, monkeypatch):
    """An empty place for instances, which commands find by themselves."""
    monkeypatch.setenv("MERCAT_DATA_DIR", str(tmp_path / "data"))
    if backend == "sqlite":
        yield tmp_path / "data"
        return
    skip_or_fail(postgresql_missing())
    with database_of("rekey") as url:
        monkeypatch.setenv("MERCAT_DATABASE_URL", url)
        yield tmp_path / "data"


@pytest.fixture
def init(mercat, place, tmp_path):
    """Makes an instance with a service."""
    (tmp_path / "password").write_text("long enough")

    def make(instance_id):
        words = ["--admin-email", "ada@example.com", "--admin-password-file", tmp_path / "password"]
        assert mercat("init", "--instance", instance_id, *words).code == 0
        chosen = ["--instance", instance_id]
        mercat("role", "create", "API", "--permission", "Read-Only Lead", *chosen)
        mercat("user", "create", "api@example.com", "--role", "API", "--api-only", *chosen)
        mercat("service", "create", "Sync", "--user", "api@example.com", *chosen)

    return make


@pytest.fixture
def credentials(mercat):
    """What a client of an instance was given: id, secret and token."""

    def find(instance_id):
        shown = mercat("service", "show", "Sync", "--instance", instance_id, "--json")
        assert shown.code == 0, shown
        return shown.document, mercat("token", "Sync", "--instance", instance_id).out

    return find


@pytest.fixture
def keys(tmp_path):
    """Files with keys by name."""
    for name, key in (("old", OLD), ("new", NEW), ("third", THIRD)):
        (tmp_path / name).write_text(key + "\n")
    return {name: tmp_path / name for name in ("old", "new", "third")}


def key_file(place, instance_id=ONE):
    return place / "instances" / instance_id / "secret.key"


def refused_by_wrong_key(answer):
    return answer.code == 3 and "The secret key is not the one of " in answer.err


def killed(*words):
    """Run the command and have it killed on its way."""
    done = subprocess.run([sys.executable, "-c", KILLED, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done


def test_key_files_are_replaced_and_credentials_stay(mercat, place, init, credentials):
    init(ONE)
    init(OTHER)
    before = {each: (credentials(each), key_file(place, each).read_bytes()) for each in (ONE, OTHER)}
    done = mercat("rekey", "--json")
    assert (done.code, done.document["sealed"], done.document["skipped"]) == (0, [ONE, OTHER], [])
    for each, (given, key) in before.items():
        assert credentials(each) == given
        now = key_file(place, each)
        assert now.read_bytes() != key
        assert now.stat().st_mode & 0o777 == 0o600
        assert not now.with_name("secret.key.new").exists()
        now.write_bytes(key)
        assert refused_by_wrong_key(mercat("service", "list", "--instance", each))


def test_a_named_key_takes_the_place_of_a_named_key(mercat, place, init, credentials, keys, monkeypatch):
    monkeypatch.setenv("MERCAT_SECRET_KEY", OLD)
    init(ONE)
    init(OTHER)
    before = credentials(ONE), credentials(OTHER)
    done = mercat("rekey", "--new-secret-key-file", keys["new"])
    assert done.code == 0, done
    assert f"From now on give --secret-key-file {keys['new']}." in done.out
    assert refused_by_wrong_key(mercat("service", "list", "--instance", ONE))
    monkeypatch.setenv("MERCAT_SECRET_KEY", NEW)
    assert (credentials(ONE), credentials(OTHER)) == before
    monkeypatch.setenv("MERCAT_NEW_SECRET_KEY", THIRD)
    assert "From now on give the new key as MERCAT_SECRET_KEY." in mercat("rekey").out
    assert refused_by_wrong_key(mercat("service", "list", "--instance", OTHER))
    monkeypatch.setenv("MERCAT_SECRET_KEY", THIRD)
    assert (credentials(ONE), credentials(OTHER)) == before


def test_a_named_key_takes_the_place_of_key_files(mercat, place, init, credentials, keys, monkeypatch):
    init(ONE)
    before = credentials(ONE)
    assert mercat("rekey", "--new-secret-key-file", keys["new"]).code == 0
    assert not key_file(place).exists()
    monkeypatch.setenv("MERCAT_SECRET_KEY_FILE", str(keys["new"]))
    assert credentials(ONE) == before
    init(OTHER)  # what is made later has the new key from its beginning
    assert mercat("rekey", "--new-secret-key-file", keys["third"]).code == 0
    monkeypatch.setenv("MERCAT_SECRET_KEY_FILE", str(keys["third"]))
    assert credentials(ONE) == before


def test_run_again_it_skips_what_has_the_new_key(mercat, place, init, keys):
    init(ONE)
    assert mercat("rekey", "--new-secret-key-file", keys["old"]).code == 0
    words = ("rekey", "--secret-key-file", keys["old"], "--new-secret-key-file", keys["new"])
    assert mercat(*words).code == 0
    again = mercat(*words)
    assert (again.code, again.out.splitlines()[0]) == (0, f"{ONE} has the new key already.")


@pytest.mark.parametrize("words", [(), ("--new-secret-key-file", "new")], ids=["key files", "a named key"])
def test_killed_between_two_instances_it_is_run_again(mercat, place, init, credentials, keys, monkeypatch, words):
    init(ONE)
    init(OTHER)
    before = credentials(ONE), credentials(OTHER)
    killed("rekey", *words)
    answers = [mercat("service", "list", "--instance", each) for each in (ONE, OTHER)]
    assert refused_by_wrong_key(answers[0])
    assert "A `mercat rekey` that was interrupted is run again." in answers[0].err
    assert answers[1].code == 0
    again = mercat("rekey", *words, "--json")
    assert (again.code, again.document["sealed"], again.document["skipped"]) == (0, [OTHER], [ONE])
    if words:
        monkeypatch.setenv("MERCAT_SECRET_KEY_FILE", str(keys["new"]))
    assert (credentials(ONE), credentials(OTHER)) == before


def test_a_wrong_key_is_refused_before_anything_is_changed(mercat, place, init, credentials, keys, monkeypatch):
    init(ONE)
    init(OTHER)
    before = credentials(ONE)
    lost = key_file(place, OTHER).read_bytes()
    key_file(place, OTHER).write_bytes(b"x" * 32)
    for words in ((), ("--new-secret-key-file", keys["new"])):
        assert refused_by_wrong_key(mercat("rekey", *words))
    assert credentials(ONE) == before
    key_file(place, OTHER).write_bytes(lost)
    credentials(OTHER)


def test_it_is_noted_in_the_audit_trail(mercat, place, init, keys):
    init(ONE)
    mercat("rekey")
    with open_instance(InstanceOptions(data_dir=place, database_url=os.environ.get("MERCAT_DATABASE_URL"))) as instance:
        (entry,) = instance.read_now(lambda tx: audit.newest(tx, Search(kind="instance.rekeyed")))
    assert (entry.actor, entry.subject) == ("command line", ONE)


def test_the_sealed_key_of_one_instance_does_not_open_another(mercat, place, init, monkeypatch):
    monkeypatch.setenv("MERCAT_SECRET_KEY", OLD)
    monkeypatch.setenv("MERCAT_NEW_SECRET_KEY", NEW)
    init(ONE)
    init(OTHER)
    assert mercat("rekey").code == 0
    monkeypatch.setenv("MERCAT_SECRET_KEY", NEW)
    url = os.environ.get("MERCAT_DATABASE_URL")
    with open_instance(InstanceOptions(data_dir=place, database_url=url, instance=ONE)) as instance:
        sealed = instance.read_now(lambda tx: settings.find(tx, "instance.sealed_key"))
    with open_instance(InstanceOptions(data_dir=place, database_url=url, instance=OTHER)) as instance:
        instance.write_now(lambda tx: settings.put(tx, "instance.sealed_key", sealed))
    assert refused_by_wrong_key(mercat("service", "list", "--instance", OTHER))


def test_on_postgresql_processes_that_run_go_on(mercat, place, init, credentials, backend):
    if backend == "sqlite":
        pytest.skip("one process serves a directory")
    init(ONE)
    shown, token = credentials(ONE)
    with open_instance(InstanceOptions(data_dir=place, database_url=os.environ["MERCAT_DATABASE_URL"])) as instance:
        assert mercat("rekey").code == 0
        issued = instance.write_now(lambda tx: api_clients.issue(tx, shown["client_id"], shown["client_secret"]))
    assert issued.token == token.strip()


def test_an_instance_that_was_never_rekeyed_opens_without_the_library(data_dir, mercat):
    script = (
        "import sys\nfrom mercat.cli.main import main\nsys.argv = ['mercat', 'role', 'list']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    print(end.code, 'cryptography' in sys.modules)"
    )

    def last_line():
        return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.splitlines()[-1]

    assert last_line() == "0 False"
    assert mercat("rekey").code == 0
    assert last_line() == "0 True"


def test_while_a_server_runs_it_is_refused(mercat, data_dir):
    lock = DirectoryLock(data_dir)
    answer = mercat("rekey")
    lock.close()
    assert (answer.code, "is in use by another mercat" in answer.err) == (3, True)


def test_a_demo_is_refused(mercat, data_dir):
    registry = Registry(data_dir, durable=False)
    (instance,) = registry.open_all()
    instance.write_now(lambda tx: settings.put(tx, "instance.kind", "demo"))
    registry.close()
    key = key_file(data_dir).read_bytes()
    answer = mercat("rekey")
    assert (answer.code, "was made by `mercat demo`" in answer.err) == (3, True)
    assert key_file(data_dir).read_bytes() == key


def test_without_an_instance_nothing_is_made(mercat, tmp_path):
    answer = mercat("rekey", "--data-dir", tmp_path / "none")
    assert (answer.code, "There is no instance in " in answer.err) == (3, True)
    assert not (tmp_path / "none").exists()


def test_a_key_that_is_named_is_replaced_by_one_that_is_named(mercat, data_dir, monkeypatch):
    monkeypatch.setenv("MERCAT_SECRET_KEY", OLD)
    answer = mercat("rekey")
    assert answer.code == 2
    assert "The secret key comes from MERCAT_SECRET_KEY. Name the new one: --new-secret-key-file FILE or" in answer.err


def test_a_short_key_is_refused(mercat, data_dir, monkeypatch):
    monkeypatch.setenv("MERCAT_NEW_SECRET_KEY", "short")
    answer = mercat("rekey")
    assert (answer.code, "The new secret key has 5 bytes and needs 32" in answer.err) == (2, True)


def test_a_new_key_that_lies_among_those_that_go_is_refused(mercat, data_dir):
    answer = mercat("rekey", "--new-secret-key-file", key_file(data_dir))
    assert "--new-secret-key-file lies where instances are kept" in answer.err
    assert answer.code == 2
    assert mercat("role", "list").code == 0


def test_a_key_file_that_is_cut_short_is_a_wrong_key(mercat, data_dir, tmp_path):
    key_file(data_dir).write_bytes(b"short")
    assert refused_by_wrong_key(mercat("role", "list"))
    assert mercat("backup", tmp_path / "backup.tar").code == 1


def test_a_backup_has_the_key_of_its_time(mercat, data_dir, tmp_path, monkeypatch):
    def roles(place):
        return mercat("role", "list", "--data-dir", place).code

    assert mercat("backup", tmp_path / "before.tar").code == 0
    killed("rekey")
    interrupted = mercat("backup", tmp_path / "between.tar")
    assert (interrupted.code, "`mercat rekey` is at work, or was interrupted" in interrupted.err) == (1, True)
    assert not (tmp_path / "between.tar").exists()
    assert mercat("rekey").code == 0
    assert mercat("backup", tmp_path / "after.tar").code == 0
    for name in ("before", "after"):
        assert mercat("restore", tmp_path / f"{name}.tar", "--data-dir", tmp_path / name).code == 0
        assert roles(tmp_path / name) == 0
