"""A list kept in step with an audience: exact adds and removals, by files, whatever ends a run."""

import hashlib
from typing import Any

import pytest

from mercat.domain import audit
from mercat.domain.advertising.audiences.audience_files import audience_files
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.advertising.collection import Search
from mercat.domain.advertising.users import audience_users
from mercat.domain.advertising.users.audience_rules import AudienceTypeUnfit
from mercat.domain.bridges import bridges, list_to_audience, remarks, runs
from mercat.domain.bridges.bridges import TargetTaken
from mercat.domain.bridges.list_to_audience import ListNotEvaluated
from mercat.domain.lists import static_lists
from mercat.domain.people import remove, sync
from mercat.domain.segments import smart_lists
from mercat.model.audit import Search as AuditSearch
from mercat.model.clock import DAY
from mercat.model.refusals import NotAllowed, NotFound, TooFew, TooMany, UnknownField
from support.audiences import zipped
from support.bridges import ACCOUNT, Field, hashed, number
from support.segments import made_list, rules_of


@pytest.fixture
def field(instance):
    return Field(instance)


def files(field: Field) -> list[dict[str, Any]]:
    """The files of the audience, oldest first."""
    part = field.instance.read_now(lambda tx: audience_files.find(tx, Search([ACCOUNT])))
    return [item.document for item in sorted(part.items, key=lambda item: item.id)]


def test_people_on_the_list_become_users_of_the_audience(field):
    field.add(field.people(number(1), "+86 138-0000-0002", "(0086) 138 0000 0003"))
    run = field.run(field.bridge())
    assert (run.state, run.counts["people"], run.counts["users"]) == ("completed", 3, 3)
    assert field.users() == field.users_with(number(1), number(2), number(3))


def test_changes_of_the_list_lead_to_exact_adds_and_removals(field):
    first, second, third = field.people(number(1), number(2), number(3))
    bridge = field.bridge()
    field.add([first, second])
    field.run(bridge)
    field.add([third])
    field.remove([first])
    field.change(second, number(22))
    run = field.run(bridge)
    assert {name: run.counts[name] for name in ("people", "added", "removed", "files")} == {
        "people": 2,
        "added": 2,
        "removed": 2,
        "files": 2,
    }
    assert field.users() == field.users_with(number(22), number(3))
    about = [(one["operation_type"], one["user_id_type"], one["valid_line_count"]) for one in files(field)]
    assert about == [
        ("APPEND", "HASH_MOBILE_PHONE", 2),
        ("APPEND", "HASH_MOBILE_PHONE", 2),
        ("REDUCE", "HASH_MOBILE_PHONE", 2),
    ]


def test_a_run_without_changes_sends_no_file(field):
    field.add(field.people(number(1)))
    bridge = field.bridge()
    field.run(bridge)
    run = field.run(bridge)
    assert (run.counts["added"], run.counts["removed"], run.counts.get("files")) == (0, 0, None)
    assert len(files(field)) == 1


def test_a_user_stays_while_one_of_its_people_is_on_the_list(field):
    first, second = field.people(number(1), number(1))
    field.add([first, second])
    bridge = field.bridge()
    assert field.run(bridge).counts["users"] == 1
    field.remove([first])
    assert field.run(bridge).counts["removed"] == 0
    field.do(lambda tx: remove.delete(tx, [second]))
    assert field.run(bridge).counts["removed"] == 1
    assert field.users() == frozenset()


def test_a_smart_list_is_bridged_too(field):
    field.people(number(1), number(2))
    list_id = field.do(lambda tx: made_list(tx, "Firsts", ("Last Name", "is", f"Person {number(1)}")))
    run = field.run(field.bridge(source="smart", list_id=list_id))
    assert (run.state, run.counts["people"]) == ("completed", 1)
    assert field.users() == field.users_with(number(1))


def test_a_run_takes_slices_and_files_one_after_the_other(field, monkeypatch):
    monkeypatch.setattr(list_to_audience, "PEOPLE_AT_A_TIME", 2)
    monkeypatch.setattr(list_to_audience, "USERS_OF_A_FILE", 3)
    ids = field.people(*(number(index) for index in range(7)))
    field.add(ids)
    bridge = field.bridge()
    run = field.run(bridge)
    assert (run.counts["added"], run.counts["files"]) == (7, 3)
    field.remove(ids[:4])
    run = field.run(bridge)
    assert (run.counts["removed"], run.counts["files"]) == (4, 2)
    assert field.users() == field.users_with(*(number(index) for index in range(4, 7)))


def test_people_without_a_usable_identifier_are_counted_and_named(field):
    ids = field.people(number(1), None, "none of your business", "+1 202 555 0100")
    field.add(ids)
    bridge = field.bridge()
    run = field.run(bridge)
    assert (run.counts["people"], run.counts["unusable"], run.counts["users"]) == (4, 3, 1)
    named = field.instance.read_now(lambda tx: remarks.named(tx, bridge, list(remarks.of_run(tx, run))))
    assert named == [
        (ids[1], "Person None", "empty"),
        (ids[2], "Person none of your business", "malformed"),
        (ids[3], "Person +1 202 555 0100", "malformed"),
    ]
    field.run(bridge)
    assert field.instance.read_now(lambda tx: list(remarks.of_run(tx, run))) == []


def test_the_first_usable_field_counts(field):
    records = [{"mobilePhone": "unknown", "phone": number(1)}, {"phone": number(2)}]
    ids = field.people(None, None)
    changes = [{"id": person_id, **record} for person_id, record in zip(ids, records, strict=True)]
    field.do(lambda tx: sync.sync(tx, changes, action="updateOnly"))
    field.add(ids)
    field.run(field.bridge(fields=["mobilePhone", "phone"]))
    assert field.users() == field.users_with(number(1), number(2))


def test_phones_can_be_hashed_with_sha_256(field):
    field.add(field.people(number(1)))
    field.run(field.bridge(id_type="SHA256_MOBILE_PHONE"))
    line = hashlib.sha256(number(1).encode()).hexdigest()
    hashes = field.instance.read_now(lambda tx: audience_users.hashes_of(tx, "SHA256_MOBILE_PHONE", [line]))
    assert field.users() == hashes


def test_a_dry_run_says_what_a_run_would_do_and_changes_nothing(field):
    first, second, _ = ids = field.people(number(1), number(2), None)
    field.add(ids[1:])
    bridge = field.bridge()
    field.run(bridge)
    field.add([first])
    field.remove([second])
    before = (field.users(), field.last(bridge), len(files(field)))
    report = field.instance.read_now(lambda tx: runs.trial(tx, bridge))
    assert report.counts == {"people": 2, "unusable": 1, "users": 1, "added": 1, "removed": 1}
    assert [one.id for one in report.remarks] == [ids[2]]
    assert (field.users(), field.last(bridge), len(files(field))) == before


def test_users_whom_others_brought_into_the_audience_stay(field):
    about = {"audience_id": field.audience_id, "user_id_type": "HASH_MOBILE_PHONE"}
    receipt = field.do(lambda tx: audience_files.receive(tx, ACCOUNT, about, zipped([hashed(number(9))])))
    field.do(lambda tx: audience_files.upload(tx, ACCOUNT, about, "own.zip", receipt))
    ids = field.people(number(1))
    field.add(ids)
    bridge = field.bridge()
    field.run(bridge)
    field.remove(ids)
    field.run(bridge)
    assert field.users() == field.users_with(number(9))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"list_id": 4_711}, NotFound("Static List", 4_711)),
        ({"source": "smart", "list_id": 4_711}, NotFound("Smart List", 4_711)),
        ({"audience_id": 4_711}, NotFound("custom_audience", 4_711)),
        ({"account": 4_711}, NotFound("account", 4_711)),
        ({"fields": ["shoeSize"]}, UnknownField("shoeSize")),
        ({"fields": []}, TooFew("fields", 1)),
        ({"fields": ["phone"] * 6}, TooMany("fields", 5)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bridge_from_or_to_what_is_not_there_is_refused(field, changes, refusal):
    with pytest.raises(type(refusal)) as caught:
        field.bridge(**changes)
    assert caught.value == refusal


def test_an_identifier_that_is_stored_as_it_is_is_refused(field):
    with pytest.raises(NotAllowed) as caught:
        field.bridge(id_type="WECHAT_OPENID")
    assert (caught.value.field, caught.value.value) == ("identifier", "WECHAT_OPENID")


def test_only_audiences_of_files_can_be_bridged(field):
    audience_id = field.new_audience("Words", "KEYWORD", keyword_spec={"include_keyword": ["tea"]})
    with pytest.raises(AudienceTypeUnfit):
        field.bridge(audience_id=audience_id)


def test_an_audience_has_one_bridge(field):
    bridge = field.bridge()
    assert field.bridge().id == bridge.id
    other = field.do(lambda tx: static_lists.create(tx, "Others", static_lists.get(tx, field.list_id).parent))
    for changes in ({"list_id": other}, {"fields": ["phone"]}, {"id_type": "SHA256_MOBILE_PHONE"}):
        with pytest.raises(TargetTaken) as caught:
            field.bridge(**changes)
        assert caught.value.bridge_id == bridge.id


@pytest.mark.parametrize(
    ("delete", "refusal"),
    [
        (lambda field, tx: static_lists.delete(tx, field.list_id), NotFound("Static List", 0)),
        (lambda field, tx: audiences.delete(tx, ACCOUNT, field.audience_id), NotFound("custom_audience", 0)),
        (
            lambda field, tx: tx.execute("DELETE FROM accounts WHERE account_id = :id", id=ACCOUNT),
            NotFound("account", ACCOUNT),
        ),
    ],
    ids=["list", "audience", "account"],
)
def test_a_run_fails_if_the_list_the_audience_or_the_account_was_deleted(field, delete, refusal):
    field.add(field.people(number(1)))
    bridge = field.bridge()
    field.do(lambda tx: delete(field, tx))
    run = field.run(bridge)
    assert run.state == "failed"
    problem = runs.problem_of(run)
    assert (type(problem), problem.kind) == (NotFound, refusal.kind)


def test_a_run_that_loses_its_audience_on_the_way_fails_and_leaves_nothing_half_done(field, monkeypatch):
    monkeypatch.setattr(list_to_audience, "PEOPLE_AT_A_TIME", 1)
    field.add(field.people(number(1), number(2)))
    bridge = field.bridge()
    field.order(bridge)
    field.instance.jobs.step(bridges.key_of(bridge.id))
    field.do(lambda tx: audiences.delete(tx, ACCOUNT, field.audience_id))
    run = field.go_on(bridge)
    assert (run.state, run.counts["people"]) == ("failed", 1)
    left = field.instance.read_now(lambda tx: tx.fetch_all("SELECT key FROM bridge_keys"))
    assert left == []


def test_a_paused_run_goes_on_where_it_was(field, monkeypatch):
    monkeypatch.setattr(list_to_audience, "PEOPLE_AT_A_TIME", 1)
    field.add(field.people(number(1), number(2), number(3)))
    bridge = field.bridge()
    field.order(bridge)
    field.instance.jobs.step(bridges.key_of(bridge.id))
    field.do(lambda tx: runs.pause(tx, bridge.id))
    assert field.go_on(bridge).state == "paused"
    run = field.run(bridge)
    assert (run.state, run.counts["people"], run.counts["added"]) == ("completed", 3, 3)


def test_a_daily_bridge_runs_each_day(field):
    bridge = field.bridge(daily=True)
    field.run(bridge)
    field.add(field.people(number(1)))
    field.instance.jobs.advance(field.instance.clock.now() + DAY - 1_000)
    assert field.users() == frozenset()
    field.instance.jobs.advance(field.instance.clock.now() + 2_000)
    assert field.users() == field.users_with(number(1))
    run = field.last(bridge)
    assert run.ordered_by == "schedule"
    field.do(lambda tx: runs.set_daily(tx, bridge.id, daily=False))
    field.instance.jobs.advance(field.instance.clock.now() + 3 * DAY)
    assert field.last(bridge) == run


def test_a_daily_bridge_that_failed_is_tried_again_the_next_day(field):
    bridge = field.bridge(daily=True)
    field.do(lambda tx: static_lists.delete(tx, field.list_id))
    first = field.run(bridge)
    field.instance.jobs.advance(field.instance.clock.now() + DAY)
    second = field.last(bridge)
    assert (first.state, second.state, second.id > first.id) == ("failed", "failed", True)


def test_a_bridge_that_is_deleted_leaves_the_users_in_the_audience(field):
    field.add(field.people(number(1)))
    bridge = field.bridge(daily=True)
    field.run(bridge)
    field.do(lambda tx: bridges.delete(tx, bridge.id))
    field.instance.jobs.advance(field.instance.clock.now() + 2 * DAY)
    assert field.users() == field.users_with(number(1))
    with pytest.raises(NotFound):
        field.order(bridge)
    for table in ("bridges", "bridge_runs", "bridge_items", "bridge_keys", "bridge_remarks"):
        assert field.instance.read_now(lambda tx, table=table: tx.fetch_all(f"SELECT * FROM {table}")) == []


def test_the_audit_trail_tells_of_bridges_and_their_runs(field):
    field.add(field.people(number(1)))
    bridge = field.bridge()
    field.run(bridge)
    field.do(lambda tx: bridges.delete(tx, bridge.id))
    entries = field.instance.read_now(lambda tx: audit.newest(tx, AuditSearch(subject=f"list-to-audience {bridge.id}")))
    assert [entry.kind for entry in entries] == ["bridge.deleted", "bridge.run", "bridge.created"]
    assert entries[1].after["added"] == 1
    assert entries[1].after["state"] == "completed"


def test_only_the_last_runs_are_stored(field):
    bridge = field.bridge()
    for _ in range(runs.RUNS + 2):
        field.run(bridge)
    assert len(field.instance.read_now(lambda tx: tx.fetch_all("SELECT id FROM bridge_runs"))) == runs.RUNS


def test_a_run_fails_if_its_smart_list_was_deleted_or_cannot_be_evaluated(field):
    list_id = field.do(lambda tx: made_list(tx, "Firsts", ("Last Name", "is", "Tea")))
    bridge = field.bridge(source="smart", list_id=list_id)
    rules = field.instance.read_now(lambda tx: rules_of(tx, ("Visited Web Page", "is", "a.html")))
    field.do(lambda tx: smart_lists.define(tx, list_id, rules))
    problem = runs.problem_of(field.run(bridge))
    assert problem == ListNotEvaluated("Visited Web Page")
    field.do(lambda tx: smart_lists.delete(tx, list_id))
    assert runs.problem_of(field.run(bridge)) == NotFound("Smart List", list_id)
