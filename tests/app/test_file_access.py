"""A data directory is its owner's alone, whatever the umask and whoever made it."""

import os
import stat

import pytest

from mercat.app.config import Init, StorageOptions
from mercat.app.instances import backups, file_access
from mercat.app.instances.init import run as init
from mercat.app.instances.locations import NoInstance, exclusive_lock, registry
from mercat.app.instances.registry import Registry


@pytest.fixture(params=[0o000, 0o022])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(data_dir):
    """The modes of the directory and all in it that others may use in some way."""
    places = [data_dir, *data_dir.rglob("*")]
    return {str(place): oct(place.stat().st_mode) for place in places if stat.S_IMODE(place.stat().st_mode) & 0o077}


@pytest.fixture
def data_dir(tmp_path):
    init(Init(data_dir=tmp_path / "data", instance="123-ABC-456"), "ada@example.com", "long enough")
    return tmp_path / "data"


def test_nobody_else_may_read_what_is_made(umask, data_dir):
    with Registry(data_dir, durable=False).peek("123-ABC-456") as instance:
        instance.files.put(b"a picture")
        instance.files.append("part-1", 0, b"a part")
        instance.write_now(lambda tx: None)
        names = [place.name for place in data_dir.rglob("*")]
        assert {"mercat.db", "mercat.db-wal", "secret.key", "part-1"} <= set(names)
        assert modes(data_dir) == {}
    backups.write(StorageOptions(data_dir=data_dir), data_dir / "backup.tar")
    assert modes(data_dir) == {}
    backups.restore(StorageOptions(data_dir=data_dir.with_name("new")), data_dir / "backup.tar")
    assert modes(data_dir.with_name("new")) == {}


def test_a_copy_of_the_database_made_before_it_changes_is_private(umask, data_dir):
    database = Registry(data_dir).database("123-ABC-456")
    database.backup(data_dir / "copy.db")
    database.close()
    assert modes(data_dir) == {}


def test_what_others_could_read_is_closed_at_the_start_with_a_note(data_dir, caplog):
    for place in (data_dir, *data_dir.rglob("*")):
        place.chmod(0o755 if place.is_dir() else 0o644)
    count = len(modes(data_dir))
    with exclusive_lock(registry(StorageOptions(data_dir=data_dir))):
        assert modes(data_dir) == {}
    assert caplog.messages == [
        f"closed {count} files and folders in {data_dir} that other users could read (0700, 0600)"
    ]
    caplog.clear()
    with exclusive_lock(registry(StorageOptions(data_dir=data_dir))):
        assert caplog.messages == []


def test_a_directory_that_holds_other_things_keeps_its_mode(tmp_path):
    (tmp_path / "mine").touch()
    tmp_path.chmod(0o755)
    init(Init(data_dir=tmp_path, instance="123-ABC-456"), "ada@example.com", "long enough")
    (tmp_path / "instances").chmod(0o755)
    file_access.repair(tmp_path)
    assert [stat.S_IMODE(place.stat().st_mode) for place in (tmp_path, tmp_path / "instances")] == [0o755, 0o700]


def test_a_name_that_was_misspelt_leaves_no_directory(tmp_path):
    with pytest.raises(NoInstance), exclusive_lock(registry(StorageOptions(data_dir=tmp_path / "typo"))):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_fails_leaves_no_directory(tmp_path):
    (tmp_path / "backup.tar").write_bytes(b"nothing of the kind")
    with pytest.raises(backups.BadBackup):
        backups.restore(StorageOptions(data_dir=tmp_path / "data"), tmp_path / "backup.tar")
    assert not (tmp_path / "data").exists()
