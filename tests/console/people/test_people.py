"""/console/people: searching, reading and mending people."""

import re
from typing import Any
from urllib.parse import quote

import pytest

from mercat.domain.activity import read
from mercat.domain.activity.types import standard
from mercat.domain.assets import programs
from mercat.domain.assets.programs import Details
from mercat.domain.lists import static_lists
from mercat.domain.members import status
from mercat.domain.people import find, partitions, schema, search, sync
from mercat.model.activities import ActivityRow
from mercat.model.assets import Kind, ProgramType, Ref
from mercat.model.clock import DAY
from mercat.model.outcomes import Done
from mercat.model.refusals import PersonNotFound
from mercat.store.activity import writes
from mercat.store.tx import Tx
from support.browser import Browser, Page
from support.marketo import MarketoClient
from support.server import Server

MARKETING = Ref(Kind.FOLDER, 15)


def people(server: Server, *records: dict[str, Any]) -> list[int]:
    """Make people; their ids."""
    outcomes = server.instance.write_now(lambda tx: sync.sync(tx, list(records), action="createDuplicate"))
    return [int(row.id) for row in outcomes if isinstance(row, Done)]


def found(page: Page) -> list[str]:
    """Whom a list shows, by the links to them."""
    return [link.rpartition("/")[2] for link in page.links if link.startswith("/console/people/")]


def history(server: Server, person_id: int) -> list[tuple[int, str | None, dict[str, Any]]]:
    """What happened to somebody, last first: type, what it was about, attributes."""
    happened, _ = server.instance.read_now(lambda tx: read.of_person(tx, person_id, below=None, limit=100))
    return [(one.type_id, one.asset_name, one.attributes) for one in happened]


def test_people_are_found_by_how_their_address_begins_whatever_its_case(console: Browser, server: Server):
    ids = people(server, *({"email": email} for email in ("Ada@a.test", "adam@a.test", "bob@a.test", "a%@a.test")))
    assert found(console.get("/console/people?by=email&text=ADA")) == [str(ids[0]), str(ids[1])]
    assert found(console.get("/console/people?by=email&text=a%25")) == [str(ids[3])]
    assert "No people match." in console.get("/console/people?by=email&text=da@").text


def test_people_are_found_by_words_of_name_address_and_company(console: Browser, server: Server):
    ada = {"email": "ada@tea.test", "firstName": "Ada", "lastName": "Lovelace", "company": "Tea House"}
    ids = people(server, ada, {"email": "bob@a.test", "lastName": "Lovell"}, {"firstName": "ÄDA"})
    for text, wanted in (
        ("love", ids[:2]),
        ("LOVELACE ada", ids[:1]),
        ("house tea.test", ids[:1]),
        ("ada love bob", []),
        ("äda", ids[2:]),
        ("%", []),
    ):
        assert found(console.get(f"/console/people?text={quote(text)}")) == [str(number) for number in wanted], text
    assert console.get("/console/people?text=lovelace").value("text") == "lovelace"


def test_a_search_for_words_goes_through_so_many_people_and_says_where_it_stopped(
    console: Browser, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(search, "LOOKED", 40)
    monkeypatch.setattr(search, "SLICE", 20)
    ids = people(server, *({"email": f"p{n}@{'far' if n > 90 else 'a'}.test"} for n in range(100)))
    page, pages = console.get("/console/people?text=far"), 1
    while not found(page):
        assert "The next page continues the search" in page.text
        page, pages = console.get(next(link for link in page.links if "after=" in link)), pages + 1
    assert (pages, found(page)) == (3, [str(number) for number in ids[91:]])
    assert not any("after=" in link for link in page.links)


def test_people_are_found_by_id(console: Browser, server: Server):
    ids = people(server, {"email": "ada@a.test"}, {"email": "bob@a.test"})
    assert found(console.get(f"/console/people?by=id&text={ids[1]}")) == [str(ids[1])]
    for text in ("0", "99", "x", "²", "9" * 30):
        assert found(console.get(f"/console/people?by=id&text={text}")) == []


def test_people_are_found_by_other_indexed_fields_and_by_no_others(console: Browser, server: Server):
    ids = people(server, {"email": "a@a.test", "sfdcContactId": "00Q1"}, {"email": "b@a.test", "sfdcContactId": "00q2"})
    page = console.get("/console/people?by=sfdcContactId&text=00Q")
    assert found(page) == [str(number) for number in ids]
    assert "SFDC Contact Id" in page.text
    assert "First Name" not in page.text
    assert console.get("/console/people?by=firstName&text=A").status == 400
    assert console.get("/console/people?by=nothing&text=A").status == 400


@pytest.mark.parametrize("query", ["", "?text=a.test", "?by=email&text=P", "?by=sfdcContactId&text=X"])
def test_long_lists_have_pages_that_go_on_by_key(console: Browser, server: Server, query: str):
    ids = people(server, *({"email": f"p{n % 7}@a.test", "sfdcContactId": f"x{n % 5}"} for n in range(101)))
    seen: list[str] = []
    page = console.get(f"/console/people{query}")
    for left in (51, 1, 0):
        seen += found(page)
        onward = [link for link in page.links if "after=" in link]
        assert bool(onward) == bool(left)
        page = console.get(onward[0]) if onward else page
    assert sorted(map(int, seen)) == ids
    assert len(seen) == 101


def test_people_out_of_the_administrators_reach_are_not_shown(console: Browser, server: Server):
    def work(tx: Tx) -> int:
        partitions.create(tx, "Europe", workspaces=())
        outcome = sync.sync(tx, [{"email": "eva@a.test"}], partition_name="Europe")[0]
        assert isinstance(outcome, Done)
        return int(outcome.id)

    eva = server.instance.write_now(work)
    assert found(console.get("/console/people")) == []
    for query in ("by=email&text=eva", "text=eva"):
        assert found(console.get(f"/console/people?{query}")) == []
    page = console.get(f"/console/people/{eva}")
    assert page.status == 400
    assert "You don't have access to the partition Europe." in page.text


def test_a_person_is_shown_with_fields_activities_lists_and_programs(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test", "firstName": "Ada", "leadScore": 7, "unsubscribed": True})

    def work(tx: Tx) -> None:
        static_lists.add(tx, static_lists.create(tx, "Readers", MARKETING), [ada])
        show = programs.create(tx, MARKETING, "Show", ProgramType.EVENT, "Live Event", Details())
        status.set_all(tx, show.id, "Attended", [ada])
        sync.sync(tx, [{"id": ada, "leadScore": 8}], action="updateOnly", lookup_field="id")

    server.instance.write_now(work)
    page = console.get(f"/console/people/{ada}")
    words = " ".join(page.text.split())
    assert "Lead Score 8 leadScore integer" in words
    assert "Unsubscribed Yes unsubscribed boolean" in words
    assert "Created At" in words
    assert "Readers 1 Remove" in words
    assert "Show Attended Success" in words
    assert "Change Data Value Lead Score Attribute Name New Value 8 Old Value 7 Reason Web service API" in words
    assert "Add to List Readers" in words


def test_activities_have_pages(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test", "leadScore": 0})
    for score in range(1, 27):
        record = {"id": ada, "leadScore": score}
        server.instance.write_now(
            lambda tx, record=record: sync.sync(tx, [record], action="updateOnly", lookup_field="id")
        )
    assert f"/console/people/{ada}/activities" in console.get(f"/console/people/{ada}").links
    page = console.get(f"/console/people/{ada}/activities")
    assert page.text.count("Change Data Value") == 25
    (onward,) = [link for link in page.links if "below=" in link]
    rest = console.get(onward)
    assert (rest.text.count("Change Data Value"), rest.text.count(standard()[12].name)) == (1, 1)
    assert not [link for link in rest.links if "below=" in link]


def test_activities_are_in_the_order_of_their_time_however_late_they_were_written(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test"})
    now = server.instance.clock.now()
    days = range(1, 31)
    mixed = [*days[1::2], *days[::2]]
    rows = [
        ActivityRow(id=0, type_id=1, at_ms=now - day * DAY, person_id=ada, details={}, asset_name=f"visit {day:02}")
        for day in mixed
    ]
    server.instance.write_now(lambda tx: writes.add(tx, rows))
    page = console.get(f"/console/people/{ada}/activities")
    (onward,) = [link for link in page.links if "below=" in link]
    shown = re.findall(r"visit (\d\d)", page.text + console.get(onward).text)
    assert [int(day) for day in shown] == list(days)


def test_an_edited_field_is_written_with_the_console_as_source(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test", "firstName": "Ada", "title": "Engineer"})
    page = console.get(f"/console/people/{ada}/edit")
    answer = console.submit(page, "edit", **{"field.leadScore": "12", "field.optedIn": "x", "field.title": " "})
    assert answer.location == f"/console/people/{ada}?done=changed"
    person = server.instance.read_now(lambda tx: find.by_id(tx, ada))
    assert {name: value for name, value in person.document.items() if "Source" not in name} == {
        "email": "ada@a.test",
        "firstName": "Ada",
        "leadScore": 12,
    }
    changed = [(name, attributes) for kind, name, attributes in history(server, ada) if kind == 13]
    assert {name for name, _ in changed} == {"Lead Score", "Job Title"}
    assert {attributes["Source"] for _, attributes in changed} == {"Console"}
    assert {attributes["Reason"] for _, attributes in changed} == {"Edited by ada@mercat.test"}


def test_a_custom_field_and_a_long_text_survive_a_form_that_nobody_touched(console: Browser, server: Server):
    new = schema.NewField(name="renewalDate", display_name="Renewal Date", data_type="date")
    server.instance.write_now(lambda tx: schema.create(tx, [new]))
    notes = "One\nTwo <b>&amp;</b>\n\n  Three"
    (ada,) = people(server, {"email": "a@a.test", "mktoPersonNotes": notes, "renewalDate": "2027-01-31"})
    page = console.get(f"/console/people/{ada}/edit")
    fields = [(name, value.replace("\n", "\r\n")) for name, value in page.form("edit").fields]  # as browsers send
    assert console.post(page.form("edit").action, fields).status == 303
    assert [kind for kind, _, _ in history(server, ada)] == [12]


def test_wrong_values_are_marked_and_kept_and_nothing_is_written(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test"})
    page = console.get(f"/console/people/{ada}/edit")
    typed = {
        "field.leadScore": "lots",
        "field.email": "nobody",
        "field.dateOfBirth": "yesterday",
        "field.sicCode": "x" * 41,
        "field.unsubscribed": "perhaps",
        "field.title": "Engineer",
    }
    refused = console.submit(page, "edit", **typed)
    assert refused.status == 400
    assert {name: refused.beside(name) for name in typed} == {
        "field.leadScore": "Enter a whole number.",
        "field.email": "Enter a valid email address.",
        "field.dateOfBirth": "Enter a valid date, such as 2026-05-23.",
        "field.sicCode": "At most 40 characters.",
        "field.unsubscribed": "Select yes or no.",
        "field.title": "",
    }
    assert {name: refused.value(name, "edit") for name in typed} == typed
    assert server.instance.read_now(lambda tx: find.by_id(tx, ada)).document["email"] == "ada@a.test"
    assert [kind for kind, _, _ in history(server, ada)] == [12]
    mended = dict.fromkeys(typed, "") | {"field.email": "ada@b.test"}
    assert console.submit(refused, "edit", **mended).status == 303


def test_a_field_of_the_company_is_refused_as_the_engine_says(console: Browser, server: Server):
    MarketoClient(server).post("/rest/v1/companies.json", input=[{"externalCompanyId": "acme", "company": "Acme"}])
    (ada,) = people(server, {"email": "ada@a.test", "externalCompanyId": "acme"})
    refused = console.submit(console.get(f"/console/people/{ada}/edit"), "edit", **{"field.industry": "Tea"})
    assert refused.status == 400
    assert "belongs to the company record" in refused.text
    assert refused.value("field.industry", "edit") == "Tea"


def test_a_stale_form_overwrites_nothing_and_keeps_what_was_typed(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test", "title": "Engineer"})
    page = console.get(f"/console/people/{ada}/edit")
    server.instance.clock.offset_ms += 1_000
    record = {"id": ada, "title": "Director"}
    server.instance.write_now(lambda tx: sync.sync(tx, [record], action="updateOnly", lookup_field="id"))
    refused = console.submit(page, "edit", **{"field.leadScore": "5"})
    assert refused.status == 409
    assert "Someone else changed this meanwhile." in refused.text
    assert refused.beside("field.title") == "Changed by someone else."
    assert refused.value("field.title", "edit") == "Director"
    assert refused.value("field.leadScore", "edit") == "5"
    assert server.instance.read_now(lambda tx: find.by_id(tx, ada)).document["title"] == "Director"


def test_a_field_that_came_since_a_form_was_loaded_does_not_hold_it_up(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test"})
    page = console.get(f"/console/people/{ada}/edit")
    new = schema.NewField(name="shoeSize", display_name="Shoe Size", data_type="integer")
    server.instance.write_now(lambda tx: schema.create(tx, [new]))
    assert console.submit(page, "edit", **{"field.leadScore": "5"}).status == 303


def test_a_form_that_is_sent_twice_is_done_once(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test"})
    page = console.get(f"/console/people/{ada}/edit")
    for _ in range(2):
        assert console.submit(page, "edit", **{"field.leadScore": "5"}).status == 303
    assert [kind for kind, _, _ in history(server, ada)] == [13, 12]


def test_a_person_is_taken_off_a_list_once(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test"})

    def work(tx: Tx) -> None:
        static_lists.add(tx, static_lists.create(tx, "Readers", MARKETING), [ada])

    server.instance.write_now(work)
    page = console.get(f"/console/people/{ada}")
    for _ in range(2):
        assert console.submit(page, "lists/1/remove").location == f"/console/people/{ada}?done=removed"
    assert "Not on any list." in console.get(f"/console/people/{ada}").text
    removed = [(name, attributes) for kind, name, attributes in history(server, ada) if kind == 25]
    assert removed == [("Readers", {"Source": "Console"})]


def test_a_person_is_deleted_after_a_question(console: Browser, server: Server):
    (ada,) = people(server, {"email": "ada@a.test"})
    page = console.get(f"/console/people/{ada}/delete")
    assert "Delete the person ada@a.test?" in page.text
    assert console.submit(page).location == "/console/people?done=deleted"
    with pytest.raises(PersonNotFound):
        server.instance.read_now(lambda tx: find.by_id(tx, ada))
    assert console.submit(page).status == 404
    for path in ("", "/activities", "/edit", "/delete"):
        assert console.get(f"/console/people/{ada}{path}").status in (400, 404)
