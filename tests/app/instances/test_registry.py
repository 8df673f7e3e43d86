"""Several instances in one server: found again, chosen, kept apart, and refused where they do not fit."""

import shutil

import pytest

from mercat.app.instances.instance_key import WrongKey
from mercat.app.instances.registry import Registry
from mercat.domain.access import api_clients, users
from mercat.domain.limits.rate_limits import CallLimits
from mercat.model.refusals import TokenInvalid
from mercat.store import settings
from mercat.store.engines import database as schema
from mercat.store.engines import row_copy
from mercat.store.engines.database import NewerDatabase, OlderDatabase, latest, version
from support.databases import INSTANCE_ID

OTHER_ID = "987-XYZ-654"


@pytest.fixture
def registry(lease):
    return lease.registry


@pytest.fixture
def reopened(lease):
    """Makes registries of the same place, as later processes would; closes them."""
    made = []

    def make(**options):
        lease.registry.close()
        one = Registry(lease.folder, database_url=lease.database_url, durable=False, **options)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


def at_version(lease, number):
    """Make the database say that it has a schema version."""
    database = lease.registry.database(INSTANCE_ID)
    database.write(lambda tx: tx.execute("UPDATE schema_version SET version = :number", {"number": number})).result()
    database.close()


def test_instances_are_found_again_oldest_first(registry, reopened):
    registry.create(instance_id=OTHER_ID)
    again = reopened()
    assert [instance.id for instance in again.open_all()] == [INSTANCE_ID, OTHER_ID]
    assert again.default.id == INSTANCE_ID


def test_an_instance_whose_making_was_cut_short_is_left_out(registry, reopened):
    def half(tx):
        settings.put(tx, "a", "b")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registry.create(half, OTHER_ID)
    assert registry.present() == [INSTANCE_ID]
    database = registry.database("111-AAA-111")  # what a kill would leave
    registry.folder("111-AAA-111").mkdir(parents=True)
    schema.migrate(database)
    database.close()
    again = reopened()
    assert len(again.present()) == 2
    assert [instance.id for instance in again.open_all()] == [INSTANCE_ID]


def test_a_copy_whose_making_was_cut_short_is_left_out(registry, reopened):
    registry.folder(OTHER_ID).mkdir(parents=True)
    database = registry.database(OTHER_ID)
    row_copy.copy(registry.default.database, database)  # what a kill after the copy would leave
    database.close()
    again = reopened()
    assert len(again.present()) == 2
    assert [instance.id for instance in again.open_all()] == [INSTANCE_ID]


def test_a_sweep_deletes_what_interrupted_creations_and_deletions_left(registry, reopened):
    registry.folder(OTHER_ID).mkdir(parents=True)
    database = registry.database(OTHER_ID)
    schema.migrate(database)
    database.close()
    deleted = registry.folder(OTHER_ID).with_name("deleted-111-AAA-111")
    (deleted / "files").mkdir(parents=True)
    again = reopened()
    again.sweep()
    assert again.present() == [INSTANCE_ID]
    assert not deleted.exists()
    assert again.create(instance_id=OTHER_ID).id == OTHER_ID


def test_instances_are_made_although_the_file_that_counts_them_is_empty(registry):
    folder = registry.folder(OTHER_ID).parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "made").write_bytes(b"")  # what a kill of an older version left
    first = registry.create()
    assert registry.create().id != first.id
    assert (folder / "made").read_text() == "2"


def test_an_instance_in_a_renamed_folder_is_found_again(lease, registry, reopened):
    if lease.database_url is not None:
        pytest.skip("the database names the instance")
    again = reopened()
    again.folder(INSTANCE_ID).rename(again.folder(OTHER_ID))
    again.sweep()
    assert [instance.id for instance in again.open_all()] == [OTHER_ID]


def test_a_request_names_its_instance_by_prefix_or_host(registry):
    other = registry.create(instance_id=OTHER_ID)
    assert registry.choose("/rest/v1/leads.json", []) == (registry.default, "/rest/v1/leads.json", "")
    assert registry.choose(f"/i/{OTHER_ID}/rest/x", []) == (other, "/rest/x", f"/i/{OTHER_ID}")
    for host in (b"987-xyz-654.mktorest.com", b"987-XYZ-654.MKTOREST.COM:8443"):
        assert registry.choose("/rest/x", [(b"host", host)]) == (other, "/rest/x", "")
    assert registry.choose("/rest/x", [(b"host", b"111-AAA-111.mktorest.com")])[0] is None
    assert registry.choose("/i/111-AAA-111/rest/x", [])[0] is None


def test_nothing_of_one_instance_opens_another(registry):
    other = registry.create(instance_id=OTHER_ID)

    def work(tx):
        users.create_role(tx, "API", [])
        users.create_user(tx, "api@example.com", roles=["API"], api_only=True)
        return api_clients.issue_for(tx, api_clients.create_service(tx, "S", "api@example.com")).token

    token, foreign = registry.default.write_now(work), other.write_now(work)
    assert token != foreign
    with pytest.raises(TokenInvalid):
        other.read_now(lambda tx: api_clients.authenticate(tx, token))


def test_a_deleted_instance_leaves_nothing(registry, reopened):
    registry.create(instance_id=OTHER_ID)
    registry.delete(OTHER_ID)
    assert registry.find(OTHER_ID) is None
    assert [instance.id for instance in reopened().open_all()] == [INSTANCE_ID]


def test_ids_drawn_from_a_seed_never_come_twice(registry):
    first = registry.create().id
    registry.delete(first)
    assert registry.create().id != first


def test_the_server_key_gives_every_instance_its_own(lease, tmp_path):
    keyed = Registry(tmp_path / "keyed", durable=False, secret=b"k" * 32)
    one, other = keyed.create(), keyed.create()
    assert one.keys.hex("x") != other.keys.hex("x")
    assert not list((tmp_path / "keyed").rglob("secret.key"))
    keyed.close()


@pytest.mark.parametrize("secret", [None, b"another key, just as long as that"])
def test_another_key_than_that_of_the_beginning_is_refused(lease, tmp_path, secret):
    keyed = Registry(tmp_path / "keyed", durable=False, secret=b"k" * 32)
    keyed.create()
    keyed.close()
    with pytest.raises(WrongKey):
        Registry(tmp_path / "keyed", durable=False, secret=secret).open_all()


def test_a_newer_database_is_refused_and_left_alone(lease, reopened):
    at_version(lease, latest() + 1)
    with pytest.raises(NewerDatabase) as problem:
        reopened().open_all()
    assert f"is at schema version {latest() + 1}, this program knows {latest()}." in str(problem.value)
    assert reopened().versions() == {INSTANCE_ID: latest() + 1}


@pytest.fixture
def newer_program(monkeypatch):
    """A program with one migration more."""
    steps = [*schema.migrations(), (latest() + 1, "CREATE TABLE later (id {id});")]
    monkeypatch.setattr(schema, "migrations", lambda: steps)


def test_an_older_database_is_refused_by_those_who_may_not_change_it(reopened, newer_program):
    with pytest.raises(OlderDatabase) as problem:
        reopened(migrates=False).open_all()
    assert "Run `mercat migrate`." in str(problem.value)


def test_an_older_database_is_copied_and_brought_up_to_date(lease, backend, reopened, newer_program):
    before = latest() - 1
    (instance,) = reopened().open_all()
    assert version(instance.database) == latest()
    assert instance.read_now(lambda tx: tx.fetch_all("SELECT id FROM later")) == []
    copies = list(lease.folder.glob("instances/*/backups/*"))
    assert [copy.name for copy in copies] == ([f"version-{before}.db"] if backend == "sqlite" else [])


def test_the_copy_made_before_a_migration_is_a_database_of_the_old_version(lease, backend, reopened, newer_program):
    if backend != "sqlite":
        pytest.skip("PostgreSQL is backed up by those who run it")
    reopened().open_all()
    (copy,) = lease.folder.glob("instances/*/backups/*")
    shutil.copy(copy, copy.parent / "copy.db")
    kept = schema.open_database(copy.parent / "copy.db")
    assert version(kept) == latest() - 1
    kept.close()


def test_a_migration_that_fails_changes_nothing(lease, reopened, monkeypatch):
    steps = [*schema.migrations(), (latest() + 1, "CREATE TABLE later (id {id});\nCREATE TABLE later (id {id});")]
    monkeypatch.setattr(schema, "migrations", lambda: steps)
    with pytest.raises(Exception, match="later"):
        reopened().open_all()
    assert reopened().versions() == {INSTANCE_ID: latest() - 1}


def test_limits_that_were_set_hold_after_a_restart(registry, reopened):
    from mercat.domain.limits import rate_limits

    calls, paces = CallLimits(rate_calls=7), registry.default.endpoint_rate_limiter.limits
    registry.default.write_now(lambda tx: rate_limits.save(tx, calls, paces))
    (again,) = reopened().open_all()
    assert again.rate_limiter.limits.rate_calls == 7


def test_the_calls_of_the_day_are_counted_on_after_a_restart(registry, reopened):
    instance = registry.default
    instance.tally.note(instance.read_now(_today), "api@example.com", (), counted=True)
    instance.flush()
    (again,) = reopened().open_all()
    assert again.rate_limiter.spent == 1


def _today(tx):
    from mercat.model.clock import day_of

    return day_of(tx.now, CallLimits().zone)
