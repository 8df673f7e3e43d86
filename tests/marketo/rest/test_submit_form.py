"""/rest/v1/leads/submitForm.json: what somebody filled in."""

import pytest

from mercat.domain.people import partitions
from support.forms import FORMS, add_field, approve, approved, create, program

SUBMIT = "/rest/v1/leads/submitForm.json"
MARGE = {"firstName": "Marge", "lastName": "Simpson", "email": "marge.simpson@fox.com"}
COOKIE = "id:063-GJP-217&token:_mch-marketo.com-1594662481190-60776"


def submit(client, form_id, fields=MARGE, program_id=None, **more):
    options = {} if program_id is None else {"programId": program_id}
    return client.post(SUBMIT, formId=form_id, input=[{"leadFormFields": fields, **more}], **options)


def outcome(answer):
    """The status of the one record, or the code for which it was skipped."""
    (row,) = answer.document["result"]
    return row["status"] if row["status"] != "skipped" else row["reasons"][0]["code"]


def members(client, program_id):
    return [lead["id"] for lead in client.get(f"/rest/v1/leads/programs/{program_id}.json").document.get("result", [])]


def activities(client, type_id=2):
    token = client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").document["nextPageToken"]
    answer = client.get("/rest/v1/activities.json", activityTypeIds=type_id, nextPageToken=token).document
    return answer.get("result", [])


def member_field(client, name="seats"):
    client.post(
        "/rest/v1/programs/members/schema/fields.json",
        input=[{"name": name, "displayName": name.title(), "dataType": "integer"}],
    )


def test_somebody_new_is_created_then_updated(marketo):
    form_id = approved(marketo)
    answer = submit(marketo, form_id)
    (row,) = answer.document["result"]
    assert row == {"id": row["id"], "status": "created"}
    (lead,) = marketo.get(f"/rest/v1/lead/{row['id']}.json").result
    assert (lead.firstName, lead.email) == ("Marge", "marge.simpson@fox.com")
    again = submit(marketo, form_id, MARGE | {"email": "Marge.Simpson@Fox.com", "firstName": "Marjorie"})
    assert again.document["result"] == [{"id": row["id"], "status": "updated"}]
    assert marketo.get(f"/rest/v1/lead/{row['id']}.json").result[0].firstName == "Marjorie"


def test_a_submission_is_an_activity_about_the_form(marketo):
    form_id = approved(marketo)
    visit = {
        "pageURL": "https://na-sjst.marketo.com/lp/063-GJP-217/UnsubscribePage.html",
        "queryString": "Unsubscribed=yes",
        "leadClientIpAddress": "192.150.22.5",
        "userAgentString": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    }
    (lead,) = submit(marketo, form_id, visitorData=visit).result
    (told,) = activities(marketo)
    assert (told["leadId"], told["primaryAttributeValueId"]) == (lead.id, form_id)
    assert told["primaryAttributeValue"] == "Contact"
    attributes = {one["name"]: one["value"] for one in told["attributes"]}
    assert attributes.pop("Form Fields").splitlines() == [
        "FirstName: Marge",
        "LastName: Simpson",
        "Email: marge.simpson@fox.com",
        f"munchkinId: {marketo.server.instance.id}",
        f"formVid: {form_id}",
        f"_mktoReferrer: {visit['pageURL']}",
    ]
    assert attributes == {
        "Client IP Address": visit["leadClientIpAddress"],
        "Query Parameters": visit["queryString"],
        "Referrer URL": visit["pageURL"],
        "User Agent": visit["userAgentString"],
    }


def test_the_activity_of_a_bare_submission_is_short(marketo):
    submit(marketo, approved(marketo))
    (told,) = activities(marketo)
    assert [one["name"] for one in told["attributes"]] == ["Form Fields"]
    (created,) = activities(marketo, 12)
    assert {"name": "Source Type", "value": "Web form fillout"} in created["attributes"]


def test_activities_about_a_form_can_be_asked_for(marketo):
    first, second = approved(marketo), approved(marketo, "Other")
    for form_id in (first, second):
        submit(marketo, form_id)
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").document["nextPageToken"]
    found = marketo.get("/rest/v1/activities.json", activityTypeIds=2, assetIds=second, nextPageToken=token).result
    assert [one.primaryAttributeValue for one in found] == ["Other"]


def test_a_cookie_becomes_theirs(marketo):
    form_id = approved(marketo)
    submit(marketo, form_id, {"email": "homer@fox.com"}, cookie=COOKIE)
    (marge,) = submit(marketo, form_id, cookie=COOKIE).result
    (found,) = marketo.get("/rest/v1/leads.json", filterType="cookies", filterValues=COOKIE).result
    assert found.id == marge.id
    assert outcome(submit(marketo, form_id, cookie="crumbs")) == "1012"


def test_only_an_approved_form_is_taken(marketo):
    form_id = create(marketo)
    assert submit(marketo, form_id).codes == ["1013"]
    approve(marketo, form_id)
    assert submit(marketo, form_id).codes == []
    marketo.form(f"/rest/asset/v1/form/{form_id}/unapprove.json")
    assert submit(marketo, form_id).codes == ["1013"]
    assert submit(marketo, 99).codes == ["1013"]


def test_a_draft_changes_nothing_yet(marketo):
    form_id = approved(marketo)
    add_field(marketo, form_id, "Phone")
    phone = MARGE | {"phone": "555-0123"}
    assert outcome(submit(marketo, form_id, phone)) == "1006"
    approve(marketo, form_id)
    assert outcome(submit(marketo, form_id, phone)) == "created"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "1002"),
        ({"firstName": "Marge"}, "1002"),
        ({"email": ""}, "1002"),
        ({"email": "no address"}, "1003"),
        ({"phone": "555-0123"}, "1006"),  # a field of leads, and not of the form
        ({"FirstName": "Marge"}, "1006"),  # the form's name of a field, not the records'
        ({"id": 1}, "1006"),
        ({"cookies": COOKIE}, "1006"),
        ({"firstName": "x" * 256}, "1003"),
        ({"firstName": {"given": "Marge"}}, "1003"),
        ({"x" * 5_000: 1}, "1006"),
    ],
)
def test_what_does_not_fit_is_skipped_as_a_whole(marketo, fields, code):
    form_id = approved(marketo)
    sent = fields if fields == {} or "email" in fields or code == "1002" else MARGE | fields
    answer = submit(marketo, form_id, sent)
    assert answer.codes == [] and outcome(answer) == code
    assert activities(marketo) == [] and activities(marketo, 12) == []


@pytest.mark.parametrize("name", ["email", "firstName", "phone"])
def test_a_null_is_no_value_of_a_form(marketo, name):
    """Release notes of May 2022; what is not on the form at all is no exception."""
    form_id = approved(marketo)
    (row,) = submit(marketo, form_id, MARGE | {name: None}).document["result"]
    assert row == {"status": "skipped", "reasons": [{"code": "1003", "message": "Form validation failed"}]}
    assert activities(marketo) == [] and activities(marketo, 12) == []


def test_fields_keep_their_bounds(marketo):
    bounds = {"Title": {"maxLength": 5}, "LeadScore": {"minValue": 1, "maxValue": 3}}
    form_id = approved(marketo, **bounds)
    for fields, expected in (
        ({"title": "12345"}, "created"),
        ({"title": "123456"}, "1003"),
        ({"leadScore": 0}, "1003"),
        ({"leadScore": 1}, "updated"),
        ({"leadScore": "3"}, "updated"),
        ({"leadScore": 4}, "1003"),
        ({"leadScore": "many"}, "1003"),
    ):
        assert outcome(submit(marketo, form_id, MARGE | fields)) == expected, fields


def test_required_fields_are_required_of_everybody_who_sees_them(marketo):
    rule = {"ruleType": "show", "rules": [{"subjectField": "LastName", "operator": "isNotEmpty", "values": []}]}
    form_id = create(marketo)
    add_field(marketo, form_id, "City", required=True)
    add_field(marketo, form_id, "Phone", required=True)
    marketo.form(f"/rest/asset/v1/form/{form_id}/field/Phone/visibility.json", visibilityRule=rule)
    approve(marketo, form_id)
    assert outcome(submit(marketo, form_id)) == "1002"
    assert outcome(submit(marketo, form_id, MARGE | {"city": ""})) == "1002"
    assert outcome(submit(marketo, form_id, MARGE | {"city": "Springfield"})) == "created"


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ({"pageURL": "/index.html"}, "1003"),
        ({"pageURL": "https://[broken"}, "1003"),
        ({"pageURL": "https://example.com/" + "x" * 1_981}, "1003"),
        ({"pageURL": "https://example.com/" + "x" * 1_980}, "created"),
        ({"leadClientIpAddress": "192.150.22"}, "1003"),
        ({"leadClientIpAddress": "2001:db8::1"}, "1003"),
        ({"queryString": "x" * 2_001}, "1003"),
        ({"queryString": "x" * 2_000}, "created"),
        ({"userAgentString": "x" * 2_001}, "1003"),
        ({"userAgentString": "x" * 2_000}, "created"),
        ({}, "created"),
    ],
)
def test_what_is_told_of_the_visit(marketo, visit, expected):
    assert outcome(submit(marketo, approved(marketo), visitorData=visit)) == expected


# -- programs -------------------------------------------------------------------------------------------------------


def test_without_a_program_nobody_becomes_a_member(marketo):
    program_id = program(marketo)
    form_id = approved(marketo, folder={"id": program_id, "type": "Program"})
    submit(marketo, form_id)
    assert members(marketo, program_id) == []


def test_the_program_named_takes_a_member(marketo):
    program_id = program(marketo)
    form_id = approved(marketo)
    (lead,) = submit(marketo, form_id, program_id=program_id).result
    (member,) = marketo.get(f"/rest/v1/leads/programs/{program_id}.json").result
    assert (member.id, member.membership.progressionStatus) == (lead.id, "Engaged")
    assert outcome(submit(marketo, form_id, program_id=program_id)) == "updated"
    assert members(marketo, program_id) == [lead.id]
    assert submit(marketo, form_id, program_id=99).codes == ["1013"]


def test_a_member_keeps_a_later_status(marketo):
    program_id = program(marketo)
    form_id = approved(marketo)
    (lead,) = submit(marketo, form_id).result
    path = f"/rest/v1/programs/{program_id}/members/status.json"
    marketo.post(path, statusName="Downloaded", input=[{"leadId": lead.id}])
    assert outcome(submit(marketo, form_id, program_id=program_id)) == "updated"
    (member,) = marketo.get(f"/rest/v1/leads/programs/{program_id}.json").result
    assert member.membership.progressionStatus == "Downloaded"


@pytest.mark.parametrize("named", [True, False])
def test_fields_of_members_go_to_the_program_named_or_the_forms_own(marketo, named):
    member_field(marketo)
    own, other = program(marketo), program(marketo, "Other")
    form_id = approved(marketo, folder={"id": own, "type": "Program"}, seats={})
    (lead,) = submit(marketo, form_id, MARGE | {"seats": 3}, program_id=other if named else None).result
    path = f"/rest/v1/programs/{other if named else own}/members.json"
    (member,) = marketo.get(path, filterType="leadId", filterValues=lead.id, fields="seats").result
    assert member.seats == 3
    assert members(marketo, own if named else other) == []


def test_a_wrong_value_of_a_member_leaves_the_person_alone(marketo):
    member_field(marketo)
    website = program(marketo)
    form_id = approved(marketo, folder={"id": website, "type": "Program"}, seats={})
    assert outcome(submit(marketo, form_id, MARGE | {"seats": "many"})) == "1003"
    assert activities(marketo, 12) == [] and members(marketo, website) == []


# -- the call -------------------------------------------------------------------------------------------------------


def test_one_call_takes_one_submission(marketo):
    form_id = approved(marketo)
    for count, codes in ((0, ["1003"]), (1, []), (2, ["1003"])):
        assert marketo.post(SUBMIT, formId=form_id, input=[{"leadFormFields": MARGE}] * count).codes == codes


def test_what_a_submission_needs(marketo):
    form_id = approved(marketo)
    assert marketo.post(SUBMIT, input=[{"leadFormFields": MARGE}]).codes == ["1002"]
    assert marketo.post(SUBMIT, formId=form_id).codes == ["1002"]
    assert marketo.post(SUBMIT, formId=form_id, input=[{}]).codes == ["1002"]
    assert marketo.post(SUBMIT, formId="first", input=[{"leadFormFields": MARGE}]).codes == ["609"]
    for number, codes in ((2**63 - 1, ["1013"]), (2**63, ["1003"]), (-1, ["1013"])):
        assert submit(marketo, number).codes == codes
        assert submit(marketo, form_id, program_id=number).codes == codes


def test_of_several_people_of_one_address_the_one_updated_last_is_updated(marketo):
    """Release notes of August 2021."""
    form_id = approved(marketo)
    first, second = (
        marketo.post("/rest/v1/leads.json", action="createDuplicate", input=[MARGE]).result[0].id for _ in range(2)
    )
    for latest in (second, first):
        marketo.server.instance.clock.offset_ms += 60_000
        change = {"id": latest, "city": f"Town {latest}"}
        marketo.post("/rest/v1/leads.json", action="updateOnly", lookupField="id", input=[change])
        answer = submit(marketo, form_id, MARGE | {"firstName": f"Marge {latest}"})
        assert answer.document["result"] == [{"id": latest, "status": "updated"}]
        assert marketo.get(f"/rest/v1/lead/{latest}.json").result[0].firstName == f"Marge {latest}"
    assert activities(marketo)[-1]["leadId"] == first


def test_of_people_updated_at_the_same_time_the_younger_is_updated(marketo):
    form_id = approved(marketo)
    created = [{"email": MARGE["email"]}] * 3
    ids = [one.id for one in marketo.post("/rest/v1/leads.json", action="createDuplicate", input=created).result]
    assert submit(marketo, form_id).document["result"] == [{"id": max(ids), "status": "updated"}]


def test_new_people_go_into_the_partition_of_the_forms_workspace(marketo):
    form_id = approved(marketo)
    marketo.server.instance.write_now(lambda tx: partitions.create(tx, "Europe"))
    (lead,) = submit(marketo, form_id).result
    (found,) = marketo.get(f"/rest/v1/lead/{lead.id}.json", fields="leadPartitionId").result
    assert found.leadPartitionId == 1


def test_forms_in_programs_and_in_the_design_studio_are_the_same(marketo):
    inside = approved(marketo, folder={"id": program(marketo), "type": "Program"})
    assert outcome(submit(marketo, inside)) == "created"
    assert outcome(submit(marketo, approved(marketo, "Second", FORMS))) == "updated"
