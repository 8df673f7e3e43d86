"""What the audit trail notes of schemas: fields of people and members, custom objects, custom activities."""

import csv
import io
import json
import re
from typing import Any

import pytest

from mercat.domain import audit
from mercat.model.audit import Entry, Search
from support.browser import Browser
from support.marketo import MarketoClient
from support.server import Server

PEOPLE = "/rest/v1/leads/schema/fields"
MEMBERS = "/rest/v1/programs/members/schema/fields"
OBJECTS = "/rest/v1/customobjects/schema"
ACTIVITIES = "/rest/v1/activities/external/type"
FIELD = {"name": "badge", "displayName": "Badge", "dataType": "string", "description": "At the door"}
VIN = {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True}
YEAR = {"name": "year", "displayName": "Year", "dataType": "integer"}
OWNER = {"name": "owner", "displayName": "Owner", "dataType": "link", "relatedTo": {"name": "lead", "field": "id"}}
SEATS = {"apiName": "seats", "name": "Seats", "dataType": "integer"}
MEET = {
    "apiName": "meet",
    "name": "Meet",
    "triggerName": "Meets",
    "filterName": "Met",
    "primaryAttribute": {"apiName": "who", "name": "Who"},
}
FAMILIES = ("person_field.", "member_field.", "object_", "activity_")


def noted(server: Server) -> list[Entry]:
    """The entries about schemas, oldest first."""
    found = server.instance.read_now(lambda tx: audit.newest(tx, Search(), limit=1_000))
    return [entry for entry in reversed(found) if entry.kind.startswith(FAMILIES)]


def told(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.kind, entry.subject) for entry in entries]


class Trail:
    """Calls of an API user, each answered with the entries that it brought."""

    def __init__(self, marketo: MarketoClient) -> None:
        self.marketo = marketo

    def post(self, path: str, **body: Any) -> list[Entry]:
        before = len(noted(self.marketo.server))
        answer = self.marketo.post(f"{path}.json", **body)
        assert answer.codes == [], answer
        return self._since(before)

    def refused(self, path: str, **body: Any) -> list[Entry]:
        before = len(noted(self.marketo.server))
        assert self.marketo.post(f"{path}.json", **body).codes != []
        return self._since(before)

    def _since(self, before: int) -> list[Entry]:
        entries = noted(self.marketo.server)[before:]
        assert {(entry.actor, entry.address) for entry in entries} <= {(self.marketo.email, "127.0.0.1")}
        return entries


@pytest.fixture
def trail(marketo: MarketoClient) -> Trail:
    return Trail(marketo)


@pytest.fixture
def car(trail: Trail) -> None:
    """An approved custom object."""
    trail.post(OBJECTS, apiName="car", displayName="Car")
    trail.post(f"{OBJECTS}/car/addField", input=[VIN, YEAR])
    trail.post(f"{OBJECTS}/car/approve")


@pytest.fixture
def meet(trail: Trail) -> None:
    """An approved custom activity."""
    trail.post(ACTIVITIES, **MEET)
    trail.post(f"{ACTIVITIES}/meet/approve")


def test_a_new_instance_has_noted_nothing_of_what_it_brought_along(server: Server):
    assert noted(server) == []


# -- fields of people and of members --------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "kind"), [(PEOPLE, "person_field"), (MEMBERS, "member_field")])
def test_a_field_is_noted_when_it_is_made_and_when_it_changes(trail: Trail, path: str, kind: str):
    plain = {"name": "seat", "displayName": "Seat", "dataType": "integer"}
    first, second = trail.post(path, input=[FIELD, plain])
    assert told([first, second]) == [(f"{kind}.created", "badge"), (f"{kind}.created", "seat")]
    assert (first.before, first.after) == (
        None,
        {
            "display_name": "Badge",
            "data_type": "string",
            "description": "At the door",
            "hidden": False,
            "html_encoded": True,
            "sensitive": False,
        },
    )
    assert second.after is not None and "description" not in second.after
    change = {"displayName": "Pass", "isHidden": True, "isSensitive": False}
    (changed,) = trail.post(f"{path}/badge", input=[change])
    assert told([changed]) == [(f"{kind}.changed", "badge")]
    assert changed.before == {"display_name": "Badge", "hidden": False}
    assert changed.after == {"display_name": "Pass", "hidden": True}
    assert trail.post(f"{path}/badge", input=[change]) == []


@pytest.mark.parametrize(
    ("path", "field", "kind"), [(PEOPLE, "title", "person_field"), (MEMBERS, "webinarUrl", "member_field")]
)
def test_a_standard_field_that_changes_is_noted(trail: Trail, path: str, field: str, kind: str):
    (changed,) = trail.post(f"{path}/{field}", input=[{"description": "As printed", "isSensitive": True}])
    assert told([changed]) == [(f"{kind}.changed", field)]
    assert changed.before == {"sensitive": False}
    assert changed.after == {"description": "As printed", "sensitive": True}


@pytest.mark.parametrize("path", [PEOPLE, MEMBERS])
def test_fields_that_are_refused_are_not_noted(trail: Trail, path: str):
    assert trail.refused(path, input=[FIELD, {**FIELD, "displayName": "Other"}]) == []
    assert trail.refused(path, input=[FIELD, {**FIELD, "name": "other", "dataType": "colour"}]) == []
    trail.post(path, input=[FIELD])
    assert trail.refused(f"{path}/badge", input=[{"displayName": "!"}]) == []
    assert trail.refused(f"{path}/nothing", input=[{"description": "x"}]) == []


# -- custom objects -------------------------------------------------------------------------------------------------


def test_a_custom_object_is_noted_from_its_making_to_its_end(trail: Trail):
    (made,) = trail.post(OBJECTS, apiName="car", displayName="Car", description="Owned")
    assert told([made]) == [("object_type.created", "car")]
    assert (made.before, made.after) == (
        None,
        {"display_name": "Car", "plural_name": "Cars", "description": "Owned", "show_in_lead_detail": False},
    )
    (changed,) = trail.post(OBJECTS, apiName="car", pluralName="Fleet")
    assert told([changed]) == [("object_type.changed", "car")]
    assert (changed.before, changed.after) == ({"plural_name": "Cars"}, {"plural_name": "Fleet"})
    trail.post(f"{OBJECTS}/car/addField", input=[VIN])
    (approved,) = trail.post(f"{OBJECTS}/car/approve")
    assert told([approved]) == [("object_type.approved", "car")]
    assert approved.before == {"state": "draft"}
    assert approved.after == {
        "state": "approved",
        "display_name": "Car",
        "plural_name": "Fleet",
        "description": "Owned",
        "show_in_lead_detail": False,
        "fields": ["vin"],
    }
    trail.marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "1"}, {"vin": "2"}])
    (gone,) = trail.post(f"{OBJECTS}/car/delete")
    assert told([gone]) == [("object_type.deleted", "car")]
    assert (gone.before, gone.after) == ({**approved.after, "records": 2}, None)


def test_fields_of_a_custom_object_are_noted_one_by_one(trail: Trail):
    trail.post(OBJECTS, apiName="car", displayName="Car")
    added = trail.post(f"{OBJECTS}/car/addField", input=[VIN, YEAR, OWNER])
    assert told(added) == [("object_field.created", f"car.{name}") for name in ("vin", "year", "owner")]
    key = {"name": "vin", "display_name": "VIN", "data_type": "string", "dedupe": True}
    assert added[0].after == key
    assert added[2].after is not None
    assert (added[2].after["object"], added[2].after["object_field"]) == ("lead", "id")
    (changed,) = trail.post(f"{OBJECTS}/car/YEAR/updateField", name="built", displayName="Built", description="When")
    assert told([changed]) == [("object_field.changed", "car.year")]
    assert changed.before == {"name": "year", "display_name": "Year"}
    assert changed.after == {"name": "built", "display_name": "Built", "description": "When"}
    gone = trail.post(f"{OBJECTS}/car/deleteField", input=[{"name": "VIN"}, {"name": "owner"}])
    assert told(gone) == [("object_field.deleted", "car.vin"), ("object_field.deleted", "car.owner")]
    assert (gone[0].before, gone[0].after) == (key, None)


def test_a_draft_of_a_custom_object_is_noted_when_it_begins_and_when_it_goes(trail: Trail, car: None):
    began, added = trail.post(f"{OBJECTS}/car/addField", input=[{**YEAR, "name": "seats", "displayName": "Seats"}])
    assert told([began, added]) == [("object_type.changed", "car"), ("object_field.created", "car.seats")]
    assert (began.before, began.after) == ({"state": "approved"}, {"state": "approvedWithDraft"})
    (dropped,) = trail.post(f"{OBJECTS}/car/discardDraft")
    assert told([dropped]) == [("object_type.discarded", "car")]
    assert dropped.before == {"state": "approvedWithDraft", "fields": ["vin", "year", "seats"]}
    assert dropped.after == {"state": "approved", "fields": ["vin", "year"]}
    trail.post(f"{OBJECTS}/car/deleteField", input=[{"name": "year"}])
    (approved,) = trail.post(f"{OBJECTS}/car/approve")
    assert approved.before == {"state": "approvedWithDraft", "fields": ["vin", "year"]}
    assert approved.after == {"state": "approved", "fields": ["vin"]}


def test_a_custom_object_that_stays_as_it_is_is_not_noted(trail: Trail):
    whole = {"apiName": "car", "displayName": "Car", "pluralName": "Cars", "description": "Owned"}
    trail.post(OBJECTS, **whole)
    trail.post(f"{OBJECTS}/car/addField", input=[YEAR])
    assert trail.post(OBJECTS, **whole) == []
    assert trail.post(f"{OBJECTS}/car/year/updateField", displayName="Year", dataType="integer") == []


def test_what_is_refused_of_a_custom_object_is_not_noted(trail: Trail, car: None):
    assert trail.refused(OBJECTS, apiName="car", action="createOnly", displayName="Other") == []
    assert trail.refused(OBJECTS, apiName="1", displayName="Odd") == []
    assert trail.refused(OBJECTS, apiName="car", displayName="Renamed") == []
    seats = {**YEAR, "name": "seats", "displayName": "Seats"}
    assert trail.refused(f"{OBJECTS}/car/addField", input=[seats, seats]) == []
    assert trail.refused(f"{OBJECTS}/car/year/updateField", dataType="colour") == []
    assert trail.refused(f"{OBJECTS}/car/deleteField", input=[{"name": "year"}, {"name": "vin"}]) == []
    assert trail.refused(f"{OBJECTS}/car/approve") == []
    assert trail.refused(f"{OBJECTS}/car/discardDraft") == []
    trail.post(OBJECTS, apiName="service", displayName="Service")
    link = {**OWNER, "relatedTo": {"name": "car", "field": "vin"}}
    trail.post(f"{OBJECTS}/service/addField", input=[link])
    assert trail.refused(f"{OBJECTS}/car/delete") == []


# -- custom activities ----------------------------------------------------------------------------------------------


def test_a_custom_activity_is_noted_from_its_making_to_its_end(trail: Trail):
    made, primary = trail.post(ACTIVITIES, **MEET)
    assert told([made, primary]) == [("activity_type.created", "meet"), ("activity_attribute.created", "meet.who")]
    assert (made.before, made.after) == (None, {"name": "Meet", "trigger_name": "Meets", "filter_name": "Met"})
    assert primary.after == {"name": "Who", "data_type": "string", "primary": True}
    (changed,) = trail.post(f"{ACTIVITIES}/meet", apiName="met", description="In person")
    assert told([changed]) == [("activity_type.changed", "meet")]
    assert (changed.before, changed.after) == ({"api_name": "meet"}, {"api_name": "met", "description": "In person"})
    (approved,) = trail.post(f"{ACTIVITIES}/met/approve")
    assert told([approved]) == [("activity_type.approved", "met")]
    assert approved.before == {"state": "draft"}
    assert approved.after == {
        "state": "approved",
        "name": "Meet",
        "trigger_name": "Meets",
        "filter_name": "Met",
        "description": "In person",
        "attributes": ["who"],
    }
    (gone,) = trail.post(f"{ACTIVITIES}/met/delete")
    assert told([gone]) == [("activity_type.deleted", "met")]
    assert (gone.before, gone.after) == (approved.after, None)


def test_attributes_of_a_custom_activity_are_noted_one_by_one(trail: Trail):
    trail.post(ACTIVITIES, **MEET)
    place = {"apiName": "place", "name": "Place", "dataType": "string"}
    added = trail.post(f"{ACTIVITIES}/meet/attributes/create", attributes=[SEATS, place])
    assert told(added) == [("activity_attribute.created", f"meet.{name}") for name in ("seats", "place")]
    assert added[0].after == {"name": "Seats", "data_type": "integer", "primary": False}
    renamed = [{"apiName": "seats", "name": "Chairs"}, {"apiName": "PLACE", "name": "Place"}]
    (changed,) = trail.post(f"{ACTIVITIES}/meet/attributes/update", attributes=renamed)
    assert told([changed]) == [("activity_attribute.changed", "meet.seats")]
    assert (changed.before, changed.after) == ({"name": "Seats"}, {"name": "Chairs"})
    (primary,) = trail.post(f"{ACTIVITIES}/meet", primaryAttribute={"name": "Whom"})
    assert told([primary]) == [("activity_attribute.changed", "meet.who")]
    assert (primary.before, primary.after) == ({"name": "Who"}, {"name": "Whom"})
    (gone,) = trail.post(f"{ACTIVITIES}/meet/attributes/delete", attributes=[{"apiName": "SEATS"}])
    assert told([gone]) == [("activity_attribute.deleted", "meet.seats")]
    assert (gone.before, gone.after) == ({"name": "Chairs", "data_type": "integer", "primary": False}, None)


def test_a_draft_of_a_custom_activity_is_noted_when_it_begins_and_when_it_goes(trail: Trail, meet: None):
    began, added = trail.post(f"{ACTIVITIES}/meet/attributes/create", attributes=[SEATS])
    assert told([began, added]) == [("activity_type.changed", "meet"), ("activity_attribute.created", "meet.seats")]
    assert (began.before, began.after) == ({"state": "approved"}, {"state": "approved with draft"})
    (dropped,) = trail.post(f"{ACTIVITIES}/meet/discardDraft")
    assert told([dropped]) == [("activity_type.discarded", "meet")]
    assert dropped.before == {"state": "approved with draft", "attributes": ["who", "seats"]}
    assert dropped.after == {"state": "approved", "attributes": ["who"]}


def test_a_custom_activity_that_stays_as_it_is_is_not_noted(trail: Trail):
    trail.post(ACTIVITIES, **MEET)
    assert trail.post(f"{ACTIVITIES}/meet", **MEET) == []


def test_what_is_refused_of_a_custom_activity_is_not_noted(trail: Trail, meet: None):
    assert trail.refused(ACTIVITIES, **MEET) == []
    assert trail.refused(f"{ACTIVITIES}/meet", apiName="met") == []
    assert trail.refused(f"{ACTIVITIES}/meet/attributes/create", attributes=[SEATS, SEATS]) == []
    update = [{"apiName": "who", "name": "Whom"}, {"apiName": "nothing", "name": "X"}]
    assert trail.refused(f"{ACTIVITIES}/meet/attributes/update", attributes=update) == []
    assert trail.refused(f"{ACTIVITIES}/meet/attributes/delete", attributes=[{"apiName": "who"}]) == []
    assert trail.refused(f"{ACTIVITIES}/meet/approve") == []
    assert trail.refused(f"{ACTIVITIES}/meet/discardDraft") == []
    assert trail.refused(f"{ACTIVITIES}/nothing/delete") == []


# -- what is no schema, and the page --------------------------------------------------------------------------------


def test_records_of_a_schema_are_no_entries(trail: Trail, car: None, meet: None):
    count = len(trail.marketo.server.instance.read_now(lambda tx: audit.newest(tx, Search(), limit=1_000)))
    (lead,) = trail.marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com"}]).result
    trail.marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com", "firstName": "Ada"}])
    trail.marketo.upload("/bulk/v1/leads.json", b"email\nbob@example.com\n", format="csv")
    trail.marketo.server.instance.jobs.run_due()
    trail.marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "1"}])
    (made,) = trail.marketo.get("/rest/v1/activities/external/types.json").result
    activity = {
        "leadId": lead.id,
        "activityDate": "2026-01-01T00:00:00Z",
        "activityTypeId": made.id,
        "primaryAttributeValue": "Bob",
        "attributes": [],
    }
    assert trail.marketo.post("/rest/v1/activities/external.json", input=[activity]).codes == []
    people = trail.marketo.get(
        "/rest/v1/leads.json", filterType="email", filterValues="ada@example.com,bob@example.com"
    )
    assert len(people.result) == 2
    assert len(trail.marketo.server.instance.read_now(lambda tx: audit.newest(tx, Search(), limit=1_000))) == count


def test_the_page_shows_schemas_in_both_languages_finds_and_exports_them(trail: Trail, console: Browser, car: None):
    page = console.get("/console/audit-trail?kind=object_field.created")
    for words in ("Custom object field created", "car.vin", "VIN", "dedupe", "yes", trail.marketo.email):
        assert words in page.text
    assert "Custom object approved car" not in " ".join(page.text.split())
    chinese = console.get("/console/audit-trail?kind=object_type.approved", **{"accept-language": "zh"})
    assert "已批准自定义对象 car" in " ".join(chinese.text.split())
    shown = console.get("/console/audit-trail", **{"accept-language": "zh"}).response.content.decode()
    assert not re.findall(r'<div><span class="soft">[A-Za-z_ ]+</span>', shown), (
        "names of facts are said in Chinese too"
    )
    path = "/console/audit-trail/export?kind=object_field.created&format="
    rows = list(csv.DictReader(io.StringIO(console.get(path + "csv").response.content.decode())))
    assert [row["subject"] for row in rows] == ["car.year", "car.vin"]
    assert json.loads(rows[1]["after"])["display_name"] == "VIN"
    found = json.loads(console.get(path + "json").response.content)
    assert [entry["subject"] for entry in found] == ["car.year", "car.vin"]


def test_every_kind_can_be_chosen_and_is_named_in_both_languages(console: Browser, server: Server):
    server.instance.write_now(lambda tx: [audit.note(tx, kind, "x") for kind in audit.KINDS])
    names = {}
    for language in ("en", "zh"):
        html = console.get("/console/audit-trail", **{"accept-language": language}).response.content.decode()
        options = [html.split(f'<option value="{kind}">', 1)[1].split("<", 1)[0] for kind in audit.KINDS]
        assert len(set(options)) == len(options)
        assert all(html.count(name) >= 2 for name in options), "each is in the list and beside its entry"
        names[language] = options
    assert all(english != chinese for english, chinese in zip(names["en"], names["zh"], strict=True))
