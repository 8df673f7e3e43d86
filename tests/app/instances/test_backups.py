"""`mercat backup` and `mercat restore`: whole or not at all."""

import io
import json
import tarfile

import pytest

from mercat.app.config import InstanceOptions, StorageOptions
from mercat.app.instances import backups
from mercat.app.instances.backups import BadBackup, NotEmpty
from mercat.app.instances.locations import NoInstance, open_instance
from mercat.app.instances.registry import Registry
from mercat.domain.access import users
from mercat.store.engines.database import NewerDatabase, latest
from mercat.store.engines.driver import NoBackup
from support import exports
from support.imports import lines
from support.marketo import MarketoClient
from support.server import Server


@pytest.fixture
def data_dir(tmp_path):
    """A data directory with one instance that keeps a file."""
    registry = Registry(tmp_path / "data", durable=False, seed=1)
    instance = registry.create(instance_id="123-ABC-456")
    instance.files.put(b"a picture")
    registry.close()
    return tmp_path / "data"


@pytest.fixture
def backup(data_dir, tmp_path):
    backups.write(StorageOptions(data_dir=data_dir), tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def rewritten(backup, change):
    """The backup with its members changed: `change(name, content)` answers the new content, or None to drop it."""
    out = io.BytesIO()
    with tarfile.open(backup) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    backup.write_bytes(out.getvalue())


def test_a_backup_restored_is_the_same_instance(data_dir, backup, tmp_path):
    assert backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup) == ["123-ABC-456"]
    seen = []
    for place in (data_dir, tmp_path / "new"):
        with open_instance(InstanceOptions(data_dir=place)) as instance:
            seen.append((instance.keys.hex("x"), instance.read_now(users.list_roles), sorted_files(instance)))
    assert seen[0] == seen[1]
    assert len(seen[0][2]) == 1


def sorted_files(instance):
    return sorted(place.name for place in instance.files.folder.rglob("*") if place.is_file())


def test_a_backup_is_made_while_the_instance_is_written(data_dir, tmp_path):
    registry = Registry(data_dir, durable=False)
    (instance,) = registry.open_all()
    instance.write_now(lambda tx: users.create_role(tx, "Acknowledged", []))
    backups.write(StorageOptions(data_dir=data_dir), tmp_path / "hot.tar")
    registry.close()
    backups.restore(StorageOptions(data_dir=tmp_path / "new"), tmp_path / "hot.tar")
    with open_instance(InstanceOptions(data_dir=tmp_path / "new")) as restored:
        assert "Acknowledged" in [role.name for role in restored.read_now(users.list_roles)]


def test_an_extract_that_ran_during_the_backup_is_written_whole_after_the_restore(data_dir, tmp_path, monkeypatch):
    monkeypatch.setattr("mercat.domain.bulk.export_job.SLICE_ROWS", 2)
    registry = Registry(data_dir, durable=False)
    registry.open_all()
    marketo = MarketoClient(Server(registry))
    extract = exports.kind("leads", marketo)
    path = extract.queued()
    assert registry.default.jobs.step()
    backups.write(StorageOptions(data_dir=data_dir), tmp_path / "hot.tar")
    marketo.server.close()
    registry.close()
    backups.restore(StorageOptions(data_dir=tmp_path / "new"), tmp_path / "hot.tar")
    registry = Registry(tmp_path / "new", durable=False)
    registry.open_all()
    marketo.server = Server(registry)
    registry.default.jobs.run_due()
    rows = lines(marketo.get(f"{path}/file.json"))
    assert [row[0] for row in rows] == ["id", *extract.values]
    marketo.server.close()
    registry.close()


def test_a_backup_is_for_its_owner_alone(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_a_restored_directory_is_for_its_owner_alone(backup, tmp_path):
    backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup)
    (key,) = (tmp_path / "new").glob("instances/*/secret.key")
    assert key.stat().st_mode & 0o077 == 0


def test_nothing_is_restored_over_data(data_dir, backup):
    with pytest.raises(NotEmpty):
        backups.restore(StorageOptions(data_dir=data_dir), backup)


def test_nothing_to_back_up_is_said(tmp_path):
    with pytest.raises(NoInstance):
        backups.write(StorageOptions(data_dir=tmp_path / "none"), tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content[:-1] + b"x" if name.endswith("mercat.db") else content,
        lambda name, content: None if "/files/" in name else content,
        lambda name, content: None if name == "manifest.json" else content,
        lambda name, content: b"{" if name == "manifest.json" else content,
    ],
    ids=["one byte", "a file", "the manifest", "the manifest's text"],
)
def test_a_backup_that_is_not_as_it_was_is_refused_and_leaves_nothing(backup, tmp_path, change):
    rewritten(backup, change)
    with pytest.raises(BadBackup):
        backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_backup_that_is_cut_short_is_refused(backup, tmp_path, share):
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BadBackup):
        backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "instances/123-ABC-456/../../evil", "instances/x/mercat.db"])
def test_a_file_with_other_members_is_no_backup(backup, tmp_path, name):
    with tarfile.open(backup, "a") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(BadBackup):
        backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup)
    assert not (tmp_path / "evil").exists()


def test_a_link_is_no_member(backup, tmp_path):
    link = tarfile.TarInfo("instances/123-ABC-456/secret.key")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(backup, "a") as tar:
        tar.addfile(link)
    with pytest.raises(BadBackup):
        backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup)


def test_a_newer_backup_is_refused(backup, tmp_path):
    def newer(name, content):
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        return json.dumps({**manifest, "instances": {"123-ABC-456": latest() + 1}}).encode()

    rewritten(backup, newer)
    with pytest.raises(NewerDatabase):
        backups.restore(StorageOptions(data_dir=tmp_path / "new"), backup)


def test_postgresql_is_left_to_its_own_tools(tmp_path):
    with pytest.raises(NoBackup) as problem:
        backups.write(StorageOptions(data_dir=tmp_path, database_url="postgresql://x/y"), tmp_path / "backup.tar")
    assert "pg_dump" in str(problem.value)
