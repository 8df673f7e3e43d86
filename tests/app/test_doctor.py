"""`mercat doctor`: each thing that can be wrong is found, with its remedy."""

import contextlib
import os
import re
import subprocess
from pathlib import Path

import pytest

from mercat.app import doctor
from mercat.app.config import Init, Serve
from mercat.app.instances.init import run as init
from mercat.app.instances.lock import DirectoryLock
from mercat.app.instances.registry import Registry
from mercat.store import settings
from mercat.store.engines.database import latest, open_database
from support.databases import POSTGRESQL_URL, REDIS_URL, postgresql_missing, redis_missing, skip_or_fail


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A durable data directory."""
    place = tmp_path_factory.mktemp("made") / "data"
    init(Init(data_dir=place, instance="123-ABC-456"), "ada@example.com", "long enough")
    return place


@pytest.fixture
def data_dir(made, tmp_path):
    import shutil

    return Path(shutil.copytree(made, tmp_path / "data"))


def findings(data_dir, **options):
    """The findings by name; those that are good as None."""
    found = doctor.run(Serve(data_dir=data_dir, **options))
    return {check.name: None if check.state == "ok" else (check.state, check.finding, check.remedy) for check in found}


def at_version(data_dir, number):
    database = open_database(data_dir / "instances" / "123-ABC-456" / "mercat.db")
    database.write(lambda tx: tx.execute("UPDATE schema_version SET version = :number", {"number": number})).result()
    database.close()


def test_a_sound_directory_is_sound(data_dir):
    names = ["program", "database", "data directory", "disk", "server", "clock", "secret key", "instance 123-ABC-456"]
    assert findings(data_dir) == dict.fromkeys(names)


def test_the_database_engine_is_named(data_dir):
    (database,) = [check for check in doctor.run(Serve(data_dir=data_dir)) if check.name == "database"]
    assert re.fullmatch(r"SQLite 3\.[0-9.]+", database.finding)


def test_the_engine_of_a_server_is_named(data_dir):
    skip_or_fail(postgresql_missing())
    made = doctor.run(Serve(data_dir=data_dir, database_url=POSTGRESQL_URL))
    (database,) = [check for check in made if check.name == "database"]
    assert re.fullmatch(r"PostgreSQL [0-9.]+", database.finding)


def test_a_directory_that_is_not_there(tmp_path):
    state, _, remedy = findings(tmp_path / "none")["data directory"]
    assert (state, remedy) == ("failed", f"mercat init --data-dir {tmp_path}/none")


def test_settings_that_cannot_be(data_dir):
    state, found, _ = findings(data_dir, workers=2)["settings"]
    assert state == "failed"
    assert "--workers needs --database-url" in found


def test_secrets_that_others_may_read(data_dir):
    key = data_dir / "instances" / "123-ABC-456" / "secret.key"
    key.chmod(0o640)
    assert findings(data_dir)["data directory"] == (
        "warning",
        f"others may read {key}",
        f"chmod -R go= {data_dir}",
    )


def test_what_belongs_to_somebody_else(data_dir):
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    database = data_dir / "instances" / "123-ABC-456" / "mercat.db"
    os.chown(database, 65534, 65534)
    assert findings(data_dir)["data directory"] == (
        "warning",
        f"{database} belongs to nobody, and this is root",
        f"chown -R root {data_dir}",
    )


def test_a_disk_that_takes_nothing_more(data_dir):
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", data_dir / "instances"], capture_output=True
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with contextlib.suppress(OSError):
            (data_dir / "instances" / "filler").write_bytes(bytes(9 << 20))
        state, found, remedy = findings(data_dir)["data directory"]
    finally:
        subprocess.run(["umount", "--lazy", data_dir / "instances"], check=True)
    assert (state, found, remedy[:17]) == ("failed", "No space left on device", "Free some space a")


def test_a_clock_that_is_behind_the_data(data_dir):
    database = data_dir / "instances" / "123-ABC-456" / "mercat.db"
    os.utime(database, (2**32, 2**32))
    assert findings(data_dir)["clock"][::2] == ("warning", "Set the machine's clock, by NTP.")


def test_where_the_secret_key_comes_from(data_dir, tmp_path, monkeypatch):
    def source(**options):
        return next(
            check.finding for check in doctor.run(Serve(data_dir=data_dir, **options)) if check.name == "secret key"
        )

    assert source() == f"{data_dir}/instances/*/secret.key"
    (tmp_path / "key").write_bytes(b"k" * 32)
    assert source(secret_key_file=tmp_path / "key") == str(tmp_path / "key")
    monkeypatch.setenv("MERCAT_SECRET_KEY", "k" * 32)
    assert source() == "MERCAT_SECRET_KEY"


def test_a_running_server_is_no_fault(data_dir):
    lock = DirectoryLock(data_dir)
    (server,) = [check for check in doctor.run(Serve(data_dir=data_dir)) if check.name == "server"]
    lock.close()
    assert (server.state, server.finding.startswith("running as process ")) == ("ok", True)


def test_no_instance(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    assert findings(tmp_path / "data")["instances"] == ("failed", "there is none", "mercat init")


def test_an_older_and_a_newer_schema(data_dir):
    at_version(data_dir, latest() - 1)
    assert findings(data_dir)["instance 123-ABC-456"][::2] == ("failed", "mercat migrate")
    at_version(data_dir, latest() + 1)
    assert findings(data_dir)["instance 123-ABC-456"][0] == "failed"


@pytest.mark.parametrize("part", [0, 0.1, 0.25, 0.5, 0.75])
def test_a_damaged_database(data_dir, part):
    place = data_dir / "instances" / "123-ABC-456" / "mercat.db"
    content = bytearray(place.read_bytes())
    start = int(len(content) * part) // 4096 * 4096
    content[start : start + 4096] = b"\xff" * 4096
    place.write_bytes(content)
    assert findings(data_dir)["instance 123-ABC-456"][0] == "failed"


def test_a_lost_key(data_dir):
    (data_dir / "instances" / "123-ABC-456" / "secret.key").unlink()
    state, found, _ = findings(data_dir)["instance 123-ABC-456"]
    assert (state, found) == ("failed", "the secret key is missing or wrong")


def test_a_clock_that_was_moved_and_a_demo(data_dir):
    registry = Registry(data_dir, durable=False)
    (instance,) = registry.open_all()
    instance.move_clock(instance.clock.now() + 3_600_000)
    registry.close()
    assert findings(data_dir)["instance 123-ABC-456"][0] == "warning"
    registry = Registry(data_dir, durable=False)
    (instance,) = registry.open_all()
    instance.write_now(lambda tx: settings.put(tx, "instance.kind", "demo"))
    registry.close()
    assert findings(data_dir)["instance 123-ABC-456"][1] == "a demo's"


def test_redis_that_answers_and_redis_that_does_not(data_dir):
    skip_or_fail(redis_missing())
    assert findings(data_dir, redis_url=REDIS_URL)["Redis"] is None
    assert findings(data_dir, redis_url="redis://127.0.0.1:1/0")["Redis"][0] == "warning"


def test_postgresql_that_does_not_answer(data_dir):
    state, found, _ = findings(data_dir, database_url="postgresql://127.0.0.1:1/x")["database"]
    assert (state, "cannot be reached" in found) == ("failed", True)
