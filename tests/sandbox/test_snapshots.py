"""/sandbox/snapshots."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from mercat.domain import audit
from mercat.model.audit import Search
from mercat.model.clock import DAY, from_datetime
from support.demo import close_demo, open_demo


@pytest.fixture(autouse=True)
def only_embedded(backend: str) -> None:
    if backend == "postgresql":
        pytest.skip("snapshots are of databases in a file")


def at(text: str) -> int:
    return from_datetime(datetime.fromisoformat(text))


def upsert(demo, token, *emails, **members):
    people = [{"email": email, **members} for email in emails]
    answer = demo.call(
        "POST",
        "/rest/v1/leads.json",
        content=json.dumps({"input": people}).encode(),
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    assert answer.success, answer
    return [one.id for one in answer.result]


def people(demo, token, *ids):
    found = demo.marketo(f"/rest/v1/leads.json?filterType=id&filterValues={','.join(map(str, ids))}", token)
    return {one.id: one.firstName for one in found.result}


@pytest.fixture
def token(demo) -> str:
    return demo.token(demo.credentials["marketo"])


# -- taking and restoring ---------------------------------------------------------------------------------------------


def test_a_restored_instance_has_the_people_of_the_snapshot(demo, token):
    (kept,) = upsert(demo, token, "kept@example.com", firstName="Before")
    taken = demo.sandbox("POST", "/snapshots", {"name": "before"})
    assert taken.status == 200, taken
    (later,) = upsert(demo, token, "later@example.com")
    upsert(demo, token, "kept@example.com", firstName="After")
    restored = demo.sandbox("POST", "/snapshots/before/restore")
    assert restored.status == 200, restored
    assert people(demo, token, kept, later) == {kept: "Before"}
    assert upsert(demo, token, "another@example.com") == [later], "ids go on from the snapshot"


def test_a_snapshot_takes_clock_limits_and_transitions_back(demo):
    demo.sandbox("POST", "/clock", {"freeze": True, "set": "2150-01-01T00:00:00Z"})
    demo.sandbox("PUT", "/limits", {"marketo": {"daily_quota": 7}})
    demo.sandbox("PUT", "/transitions", {"bulk": "timed"})
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    demo.sandbox("POST", "/clock", {"freeze": False, "advance_seconds": 10 * 86_400})
    demo.sandbox("PUT", "/limits", {"mode": "off"})
    demo.sandbox("PUT", "/transitions", {"bulk": "immediate"})
    answer = demo.sandbox("POST", "/snapshots/then/restore").document
    assert answer == {"name": "then", "now": "2150-01-01T00:00:00.000Z", "frozen": True}
    assert demo.sandbox("GET", "/clock").document == {"now": "2150-01-01T00:00:00.000Z", "frozen": True}
    assert demo.sandbox("GET", "/limits").marketo.daily_quota == 7
    assert demo.sandbox("GET", "/transitions").bulk == "timed"


def test_a_running_clock_runs_on_from_the_time_of_the_snapshot(demo):
    then = at(demo.sandbox("POST", "/snapshots", {"name": "then"}).taken_at)
    demo.sandbox("POST", "/clock", {"advance_seconds": 86_400})
    demo.sandbox("POST", "/snapshots/then/restore")
    assert then <= demo.instance.clock.now() < then + DAY


def test_tokens_that_clients_hold_stay_valid(demo, usage):
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    token = demo.token(demo.credentials["marketo"])
    demo.sandbox("POST", "/snapshots/then/restore")
    assert demo.marketo(usage, token).success


def test_the_audit_trail_goes_on(demo):
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    demo.sandbox("POST", "/clock", {"advance_seconds": 5})
    demo.sandbox("POST", "/snapshots/then/restore")
    entries = demo.instance.read_now(lambda tx: audit.newest(tx, Search(actor="sandbox")))
    assert [entry.kind for entry in entries[:2]] == ["instance.restored", "clock.moved"]
    assert entries[0].subject == "then"


def test_a_snapshot_survives_a_reset_and_a_restart(demo, demo_lease, token):
    (person,) = upsert(demo, token, "kept@example.com", firstName="Kept")
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    demo.sandbox("POST", "/reset", {"to": "empty"})
    demo_lease.registry.close()
    demo_lease.registry = demo_lease.open()
    again = open_demo(demo_lease.registry)
    again.sandbox("POST", "/snapshots/then/restore")
    assert people(again, again.token(again.credentials["marketo"]), person) == {person: "Kept"}
    close_demo(again)


def test_the_same_name_replaces_a_snapshot(demo, token):
    demo.sandbox("POST", "/snapshots", {"name": "one"})
    (person,) = upsert(demo, token, "kept@example.com", firstName="Kept")
    demo.sandbox("POST", "/snapshots", {"name": "one"})
    assert [one.name for one in demo.sandbox("GET", "/snapshots").snapshots] == ["one"]
    demo.sandbox("POST", "/reset", {"to": "seed"})
    demo.sandbox("POST", "/snapshots/one/restore")
    assert people(demo, token, person) == {person: "Kept"}


def test_a_deleted_snapshot_is_gone(demo):
    demo.sandbox("POST", "/snapshots", {"name": "one"})
    assert demo.sandbox("DELETE", "/snapshots/one").document == {"deleted": "one"}
    assert demo.sandbox("GET", "/snapshots").snapshots == []
    for method, path in (("DELETE", "one"), ("POST", "one/restore"), ("GET", "one/diff"), ("GET", "one/file")):
        assert demo.sandbox(method, f"/snapshots/{path}").status == 404


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "-", "x" * 101, "ä", 5, None])
def test_a_name_has_letters_digits_and_some_marks(demo, name):
    assert demo.sandbox("POST", "/snapshots", {"name": name}).status == 422
    assert demo.sandbox("GET", "/snapshots").snapshots == []


def test_an_instance_has_a_hundred_snapshots_at_most(demo, monkeypatch):
    monkeypatch.setattr("mercat.app.instances.snapshots.SNAPSHOTS", 1)
    demo.sandbox("POST", "/snapshots", {"name": "one"})
    assert demo.sandbox("POST", "/snapshots", {"name": "two"}).status == 409
    assert demo.sandbox("POST", "/snapshots", {"name": "one"}).status == 200


# -- differences ------------------------------------------------------------------------------------------------------


def test_a_diff_counts_and_lists_records_by_kind(demo, token):
    changed, removed = upsert(demo, token, "changed@example.com", "removed@example.com", firstName="Before")
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    upsert(demo, token, "changed@example.com", firstName="After")
    (added,) = upsert(demo, token, "added@example.com")
    demo.call(
        "POST",
        "/rest/v1/leads/delete.json",
        content=json.dumps({"input": [{"id": removed}]}).encode(),
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    kinds = demo.sandbox("GET", "/snapshots/then/diff").document["kinds"]
    diff = kinds["people"]
    assert (diff["added"], diff["changed"], diff["removed"]) == (1, 1, 1)
    items = {item["change"]: item for item in diff["items"]}
    assert {change: item["id"] for change, item in items.items()} == {
        "added": str(added),
        "changed": str(changed),
        "removed": str(removed),
    }
    before, after = (items["changed"][side]["document"] for side in ("before", "after"))
    assert {*before.values()} - {*after.values()} >= {"Before"}
    assert (items["added"]["before"], items["removed"]["after"]) == (None, None)
    assert kinds["activities"]["added"] >= 1


def test_nothing_differs_from_a_snapshot_that_was_just_taken(demo):
    demo.sandbox("POST", "/snapshots", {"name": "one"})
    demo.sandbox("POST", "/snapshots", {"name": "two"})
    assert demo.sandbox("GET", "/snapshots/one/diff").document == {"kinds": {}}
    assert demo.sandbox("GET", "/snapshots/one/diff?to=two").document == {"kinds": {}}


def test_two_snapshots_are_compared(demo, token):
    demo.sandbox("POST", "/snapshots", {"name": "one"})
    upsert(demo, token, "added@example.com")
    demo.sandbox("POST", "/snapshots", {"name": "two"})
    upsert(demo, token, "later@example.com")
    assert demo.sandbox("GET", "/snapshots/one/diff?to=two").document["kinds"]["people"]["added"] == 1
    assert demo.sandbox("GET", "/snapshots/two/diff?to=one").document["kinds"]["people"]["removed"] == 1
    assert demo.sandbox("GET", "/snapshots/one/diff?to=three").status == 404


def test_a_diff_tells_no_secret(demo):
    secret = demo.credentials["marketo"]["client_secret"]
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    demo.sandbox("POST", "/services", {"permissions": ["Read-Only Lead"]})
    assert demo.sandbox("GET", "/snapshots/then/diff").document == {"kinds": {}}
    assert secret not in str(demo.sandbox("GET", "/snapshots/then/diff").document)


# -- files and copies -------------------------------------------------------------------------------------------------


def test_a_file_carries_a_snapshot_to_another_instance(demo, token):
    (person,) = upsert(demo, token, "kept@example.com", firstName="Kept")
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    file = demo.sandbox("GET", "/snapshots/then/file").content
    other = demo.sandbox("POST", "/instances", {"from": "empty"}).document
    prefix = f"/i/{other['id']}"
    stored = demo.call("PUT", f"{prefix}/sandbox/snapshots/theirs", content=file)
    assert stored.status == 200, stored
    assert demo.call("POST", f"{prefix}/sandbox/snapshots/theirs/restore").status == 200
    own = demo.token(other["marketo"], prefix)
    found = demo.marketo(f"/rest/v1/lead/{person}.json", own, prefix)
    assert found.result[0].firstName == "Kept"
    assert demo.sandbox("GET", "/snapshots").snapshots[0].name == "then"


def test_an_instance_with_the_snapshot_of_another_one_survives_a_restart(demo, demo_lease):
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    file = demo.sandbox("GET", "/snapshots/then/file").content
    other = demo.sandbox("POST", "/instances", {"from": "empty"}).document
    prefix = f"/i/{other['id']}"
    assert demo.call("PUT", f"{prefix}/sandbox/snapshots/theirs", content=file).status == 200
    assert demo.call("POST", f"{prefix}/sandbox/snapshots/theirs/restore").status == 200
    demo_lease.registry.close()
    demo_lease.registry = demo_lease.open()
    demo_lease.registry.open(other["id"])
    again = open_demo(demo_lease.registry)
    assert again.token(other["marketo"], prefix)
    close_demo(again)


def test_a_restore_that_is_interrupted_leaves_the_present_state(demo, token):
    def interrupt(tx):
        raise KeyboardInterrupt

    demo.sandbox("POST", "/snapshots", {"name": "then"})
    (later,) = upsert(demo, token, "later@example.com", firstName="Later")
    with pytest.raises(KeyboardInterrupt):
        demo.powers.snapshots.restore(demo.instance, "then", interrupt)
    assert people(demo, token, later) == {later: "Later"}


def test_a_snapshot_whose_replacement_was_interrupted_is_there_again(demo, token):
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    place = demo.powers.snapshots.database(demo.instance, "then").parent
    place.rename(place.with_name("then~"))  # what a kill between the two renames leaves
    unfinished = place.with_name("~abc")
    unfinished.mkdir()
    half_deleted = place.with_name("gone")
    half_deleted.mkdir()
    demo.powers.snapshots.tidy([demo.instance.id])
    assert [one.name for one in demo.sandbox("GET", "/snapshots").snapshots] == ["then"]
    assert sorted(one.name for one in place.parent.iterdir()) == ["then"]


def test_snapshots_of_an_instance_whose_deletion_was_interrupted_go(demo):
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    folder = demo.powers.snapshots.database(demo.instance, "then").parent.parent
    demo.powers.snapshots.tidy([])
    assert not folder.exists()


def test_a_snapshot_that_was_compared_copied_and_restored_is_carried_as_a_file(demo, token):
    upsert(demo, token, "kept@example.com")
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    assert demo.sandbox("POST", "/instances", {"from": "then"}).status == 200
    assert demo.sandbox("POST", "/snapshots/then/restore").status == 200
    assert demo.sandbox("GET", "/snapshots/then/diff").status == 200
    file = demo.sandbox("GET", "/snapshots/then/file").content
    with zipfile.ZipFile(io.BytesIO(file)) as members:
        assert {name for name in members.namelist() if not name.startswith("files/")} == {"mercat.db", "snapshot.json"}
    assert demo.call("PUT", "/sandbox/snapshots/again", content=file).status == 200


def test_snapshots_that_calls_take_and_delete_at_once_fail_no_call(demo):
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    calls = [
        ("DELETE", "/snapshots/then", None),
        ("POST", "/snapshots", {"name": "then"}),
        ("GET", "/snapshots/then/diff", None),
        ("GET", "/snapshots", None),
        ("POST", "/snapshots/then/restore", None),
    ]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda call: demo.sandbox(*call), calls * 12))
    assert {answer.status for answer in answers} <= {200, 404}


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


ABOUT = b'{"name":"a","taken_ms":1,"frozen":false,"position":0,"owner":""}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        packed(),
        packed(snapshot_dot_json=ABOUT),
        packed(snapshot_dot_json=b"{}", mercat_dot_db=b""),
        packed(snapshot_dot_json=ABOUT, mercat_dot_db=b"no database"),
        packed(snapshot_dot_json=ABOUT, mercat_dot_db=b"", _dot__dot___evil=b"x"),
        packed(snapshot_dot_json=ABOUT, mercat_dot_db=b""),
    ],
)
def test_what_is_no_snapshot_is_a_problem_and_stores_nothing(demo, content):
    answer = demo.sandbox("PUT", "/snapshots/theirs", content)
    assert answer.status == 422, answer
    assert answer.document["detail"].startswith("This is not the file of a snapshot.")
    assert demo.sandbox("GET", "/snapshots").snapshots == []


def test_an_instance_begins_with_a_snapshot(demo, token, usage):
    demo.sandbox("POST", "/clock", {"freeze": True, "set": "2150-01-01T00:00:00Z"})
    token = demo.token(demo.credentials["marketo"])
    (person,) = upsert(demo, token, "kept@example.com", firstName="Kept")
    demo.sandbox("POST", "/snapshots", {"name": "then"})
    made = demo.sandbox("POST", "/instances", {"from": "then"}).document
    prefix = f"/i/{made['id']}"
    own = demo.token(made["marketo"], prefix)
    assert demo.marketo(f"/rest/v1/lead/{person}.json", own, prefix).result[0].firstName == "Kept"
    assert demo.call("GET", f"{prefix}/sandbox/clock").document == {"now": "2150-01-01T00:00:00.000Z", "frozen": True}
    assert made["marketo"]["client_secret"] != demo.credentials["marketo"]["client_secret"]
    assert made["console"]["password"] != demo.credentials["console"]["password"]
    assert demo.marketo(usage, token, prefix).codes == ["601"], "tokens of the other instance open nothing here"


def test_a_snapshot_that_is_not_there_begins_nothing(demo):
    answer = demo.sandbox("POST", "/instances", {"from": "then"})
    assert answer.status == 422
    assert "there is no snapshot then" in answer.document["detail"]


def test_a_deleted_instance_takes_its_snapshots_along(demo):
    made = demo.sandbox("POST", "/instances", {"from": "empty"}).document
    demo.call("POST", f"/i/{made['id']}/sandbox/snapshots", content=b'{"name": "one"}')
    folder = demo.registry.data_dir / "snapshots" / made["id"]
    assert folder.is_dir()
    demo.sandbox("DELETE", f"/instances/{made['id']}")
    assert not folder.exists()
