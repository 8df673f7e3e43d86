"""Leads of an account become people, each once, with their source, and no person twice."""

import pytest

from mercat.domain.bridges import bridges, leads_to_people, remarks, runs
from mercat.domain.lists import static_lists
from mercat.domain.people import merge, partitions, remove
from mercat.model.clock import DAY
from mercat.model.refusals import NotAllowed, NotFound
from support.bridges import ACCOUNT, Field, number
from support.segments import made_people


@pytest.fixture
def field(instance):
    return Field(instance)


ADA = {"leads_tel": number(1), "leads_name": "Ada", "leads_email": "Ada@Example.com", "leads_company": "Tea Ltd"}


def test_leads_become_people_with_their_source(field):
    field.leads(ADA, {"leads_tel": number(2), "leads_name": "Bob"})
    run = field.run(field.leads_bridge())
    assert (run.state, run.counts["leads"], run.counts["created"], run.counts["matched"]) == ("completed", 2, 2, 0)
    ada, bob = field.all_people()
    source = {"leadSource": "Tencent Ads", "originalSourceType": "Tencent Ads"}
    assert ada.items() >= {"lastName": "Ada", "mobilePhone": number(1), "company": "Tea Ltd", **source}.items()
    assert ada["originalSourceInfo"] == f"Tencent Ads account {ACCOUNT}"
    assert (ada["email"], bob["lastName"]) == ("ada@example.com", "Bob")


def test_the_activity_log_tells_of_new_people(field):
    field.leads(ADA)
    field.run(field.leads_bridge())
    rows = field.instance.read_now(lambda tx: tx.fetch_all("SELECT asset_name FROM activities WHERE type_id = 12"))
    assert [row[0] for row in rows] == ["Ada"]


def test_a_lead_is_brought_across_once(field):
    field.leads(ADA)
    bridge = field.leads_bridge()
    field.run(bridge)
    field.leads({"leads_tel": number(2)})
    run = field.run(bridge)
    assert (run.counts["leads"], run.counts["created"]) == (1, 1)
    assert len(field.all_people()) == 2


@pytest.mark.parametrize("spelling", [number(1), "+86-138-0000-0001", "8613800000001"])
def test_a_lead_is_the_person_with_its_phone_whatever_the_spelling(field, spelling):
    field.people("138 0000 0001")
    field.leads({"leads_tel": spelling, "leads_name": "Ada", "leads_email": "ada@example.com"})
    run = field.run(field.leads_bridge())
    assert (run.counts["created"], run.counts["matched"]) == (0, 1)
    (person,) = field.all_people()
    assert person == {
        "lastName": "Person 138 0000 0001",
        "mobilePhone": "138 0000 0001",
        "email": "ada@example.com",
        **{name: value for name, value in person.items() if "Source" in name},
    }


def test_a_lead_is_the_person_who_has_its_phone_now(field):
    before, after = number(1), number(2)
    (person_id,) = field.people(before)
    field.change(person_id, f"+86 {after}")
    field.leads({"leads_tel": after}, {"leads_tel": before})
    run = field.run(field.leads_bridge())
    assert (run.counts["matched"], run.counts["created"]) == (1, 1)


def test_a_lead_is_the_person_into_whom_the_one_with_its_phone_was_merged(field):
    winner, loser = field.people(None, number(1))
    field.do(lambda tx: merge.merge(tx, winner, [loser]))
    field.leads({"leads_tel": number(1)})
    assert field.run(field.leads_bridge()).counts["matched"] == 1
    assert len(field.all_people()) == 1


def test_a_lead_with_the_phone_of_a_deleted_person_is_a_new_person(field):
    ids = field.people(number(1))
    field.do(lambda tx: remove.delete(tx, ids))
    field.leads({"leads_tel": number(1)})
    assert field.run(field.leads_bridge()).counts["created"] == 1


def test_a_lead_is_the_oldest_of_several_people_with_its_phone(field):
    first, second = field.do(
        lambda tx: made_people(tx, {"phone": number(1), "lastName": "A"}, {"mobilePhone": number(1), "lastName": "B"})
    )
    field.leads({"leads_tel": number(1), "leads_email": "ada@example.com"})
    field.run(field.leads_bridge())
    emails = {row["lastName"]: row.get("email") for row in field.all_people()}
    assert (first < second, emails) == (True, {"A": "ada@example.com", "B": None})


def test_a_run_has_as_many_slices_with_many_people_as_with_few(field):
    def slices():
        field.leads({"leads_tel": number(len(field.all_people()) + 5_000)})
        field.order(bridge)
        return sum(1 for _ in iter(lambda: field.instance.jobs.step(bridges.key_of(bridge.id)), 0))

    bridge = field.leads_bridge()
    few = slices()
    field.people(*(number(index) for index in range(2_500)))
    assert slices() == few


def test_a_lead_is_the_person_with_its_email_address_if_nobody_has_its_phone(field):
    field.leads({"leads_tel": number(1), "leads_email": "ada@example.com"})
    field.leads({"leads_tel": number(2), "leads_email": "ADA@example.com"})
    run = field.run(field.leads_bridge())
    assert (run.counts["created"], run.counts["matched"]) == (1, 1)
    (person,) = field.all_people()
    assert (person["mobilePhone"], person["phone"]) == (number(1), number(2))


def test_a_lead_is_the_person_with_its_second_phone_in_later_runs_too(field):
    bridge = field.leads_bridge()
    field.leads(ADA, {"leads_tel": number(2), "leads_email": "ada@example.com"})
    field.run(bridge)
    field.leads({"leads_tel": f"+86{number(2)}"})
    field.run(bridge)
    assert len(field.all_people()) == 1


def test_leads_without_phone_and_address_are_counted_and_named_and_come_later(field):
    (lead_id,) = field.leads({"leads_qq": 10_001, "leads_name": "Eve"})
    bridge = field.leads_bridge()
    run = field.run(bridge)
    assert (run.counts["leads"], run.counts["unusable"], field.all_people()) == (1, 1, [])
    named = field.instance.read_now(lambda tx: remarks.named(tx, bridge, list(remarks.of_run(tx, run))))
    assert named == [(lead_id, "Eve", "empty")]
    assert field.run(bridge).counts["unusable"] == 1


def test_texts_that_are_too_long_are_cut(field):
    field.leads({"leads_tel": number(1), "leads_name": "A" * 300})
    field.run(field.leads_bridge())
    (person,) = field.all_people()
    assert person["lastName"] == "A" * 255


def test_people_come_into_a_partition_and_onto_a_list(field):
    field.do(lambda tx: partitions.create(tx, "China"))
    field.leads(ADA)
    bridge = field.leads_bridge(partition="China", list_id=field.list_id)
    field.run(bridge)
    (person,) = field.instance.read_now(lambda tx: static_lists.members(tx, field.list_id, after=0, limit=10)).items
    assert person.partition_id == field.instance.read_now(lambda tx: partitions.named(tx, "China"))


def test_a_dry_run_tells_the_same_and_changes_nothing(field, monkeypatch):
    monkeypatch.setattr(leads_to_people, "LEADS_AT_A_TIME", 2)
    field.people(number(3))
    rows = [ADA, {"leads_tel": number(2), "leads_email": "ada@example.com"}, {"leads_tel": f"+86{number(2)}"}]
    field.leads(*rows, {"leads_tel": f"+86{number(3)}"}, {"leads_qq": 10_001})
    bridge = field.leads_bridge()
    report = field.instance.read_now(lambda tx: runs.trial(tx, bridge))
    assert (report.counts, len(report.remarks)) == ({"leads": 5, "unusable": 1, "created": 1, "matched": 3}, 1)
    assert len(field.all_people()) == 1
    run = field.run(bridge)
    assert {name: run.counts[name] for name in report.counts} == report.counts


def test_a_run_that_is_interrupted_at_any_slice_brings_nobody_twice(field, monkeypatch):
    monkeypatch.setattr(leads_to_people, "LEADS_AT_A_TIME", 2)
    field.people(*(number(index) for index in range(5)))
    field.leads(*({"leads_tel": number(index)} for index in range(3, 9)))
    bridge = field.leads_bridge()
    first = field.order(bridge)
    while not field.last(bridge).is_over:
        field.instance.jobs.step(bridges.key_of(bridge.id))
        field.do(lambda tx: runs.pause(tx, bridge.id))
        if not field.last(bridge).is_over:
            field.order(bridge)
    run = field.last(bridge)
    assert (run.id, run.counts["created"], run.counts["matched"]) == (first.id, 4, 2)
    assert sorted(one["mobilePhone"] for one in field.all_people()) == [number(index) for index in range(9)]


def test_a_daily_bridge_brings_the_leads_of_the_day(field):
    bridge = field.leads_bridge(daily=True)
    field.run(bridge)
    field.leads(ADA)
    field.instance.jobs.advance(field.instance.clock.now() + DAY)
    assert len(field.all_people()) == 1
    assert field.last(bridge).counts["created"] == 1


@pytest.mark.parametrize(
    ("settings", "refusal"),
    [
        ({"list_id": 4_711}, NotFound("Static List", 4_711)),
        ({"account": 4_711}, NotFound("account", 4_711)),
        ({"partition": "Moon"}, NotAllowed("partitionName", "Moon")),
    ],
    ids=["list", "account", "partition"],
)
def test_a_bridge_from_or_to_what_is_not_there_is_refused(field, settings, refusal):
    with pytest.raises(type(refusal)) as caught:
        field.leads_bridge(**settings)
    assert caught.value == refusal


def test_a_run_fails_if_its_list_was_deleted(field):
    field.leads(ADA)
    bridge = field.leads_bridge(list_id=field.list_id)
    field.do(lambda tx: static_lists.delete(tx, field.list_id))
    run = field.run(bridge)
    assert (run.state, runs.problem_of(run)) == ("failed", NotFound("Static List", field.list_id))
    assert field.all_people() == []
