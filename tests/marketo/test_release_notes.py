"""What the vendor's release notes say of calls, and no page of the guide does; other tests hold the other notes."""

import gzip
import json

import pytest

from mercat.domain.access import invitations, sessions
from mercat.domain.people import partitions
from mercat.domain.tokens import context, template
from mercat.domain.tokens.template import Place
from mercat.model.clock import to_datetime
from mercat.store import people
from mercat.store.access import principals
from support.campaigns import FOLDER, trigger
from support.exports import kind
from support.forms import FORMS, add_field, approve, create, program
from support.imports import batch, lines, run, sent

LEADS = "/rest/v1/leads.json"
COOKIE = "id:063-GJP-217&token:_mch-marketo.com-1594662481190-60776"
SENSITIVE = {"name": "zed", "displayName": "Zed", "dataType": "string", "isSensitive": True}


@pytest.fixture
def ann(marketo):
    (row,) = marketo.post(LEADS, input=[{"email": "ann@example.com", "firstName": "Ann"}]).result
    return row.id


def activities(client, type_id):
    token = client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    answer = client.get("/rest/v1/activities.json", activityTypeIds=type_id, nextPageToken=token).document
    return answer.get("result", [])


# -- people ---------------------------------------------------------------------------------------------------------


def test_cookies_are_shown_on_request(marketo, ann):
    """September 2014."""
    marketo.send("POST", f"/rest/v1/leads/{ann}/associate.json", query=[("cookie", COOKIE)])
    query = {"filterType": "cookie", "filterValues": COOKIE}
    assert "cookies" not in marketo.get(LEADS, **query).document["result"][0]
    assert marketo.get(LEADS, **query, fields="cookies").result[0].cookies == "_mch-marketo.com-1594662481190-60776"


@pytest.mark.parametrize("name", ["blackListed", "marketingSuspended", "emailSuspended", "relativeUrgency"])
def test_the_fields_of_email_disposition_can_be_read_and_written(marketo, name):
    """Summer 2018."""
    (field,) = [one.rest for one in marketo.get("/rest/v1/leads/describe.json").result if one.rest.name == name]
    assert field.readOnly is False


def test_people_are_found_by_their_partition(marketo, ann):
    """Summer 2018."""
    found = marketo.get(LEADS, filterType="leadPartitionId", filterValues=1, fields="id").result
    assert [one.id for one in found] == [ann]


def test_a_duplicate_is_linked_to_its_company_and_sales_person(marketo, ann):
    """Summer 2018 and March 2022."""
    marketo.post("/rest/v1/companies.json", input=[{"externalCompanyId": "C1", "company": "Acme"}])
    marketo.post("/rest/v1/salespersons.json", input=[{"externalSalesPersonId": "S1", "email": "sal@example.com"}])
    linked = {"externalCompanyId": "C1", "externalSalesPersonId": "S1"}
    (other,) = marketo.post(LEADS, action="createDuplicate", input=[{"email": "ann@example.com"} | linked]).result
    (row,) = marketo.get(LEADS, filterType="id", filterValues=other.id, fields=f"company,{','.join(linked)}").result
    assert (row.company, row.externalCompanyId, row.externalSalesPersonId) == ("Acme", "C1", "S1")


def test_a_pushed_lead_gets_the_cookies_that_come_along(marketo):
    """Summer 2018."""
    program(marketo, "Website")
    record = {"email": "push@example.com", "cookies": COOKIE}
    (pushed,) = marketo.post("/rest/v1/leads/push.json", programName="Website", input=[record]).result
    assert marketo.get(LEADS, filterType="cookie", filterValues=COOKIE).result[0].id == pushed.id


def test_adobe_ids_can_be_asked_for(marketo, ann):
    """May 2021; nothing associates any here."""
    assert marketo.get(f"/rest/v1/lead/{ann}.json", fields="ecids").document["result"] == [{"id": ann, "ecids": None}]


def test_fields_can_be_sensitive_and_tell_who_made_them(marketo):
    """October 2021 and January 2022."""
    schema = "/rest/v1/leads/schema/fields"
    marketo.post(f"{schema}.json", input=[SENSITIVE])
    (made,), (standard,) = (marketo.get(f"{schema}/{name}.json").result for name in ("zed", "firstName"))
    assert (made.isSensitive, made.isApiCreated) == (True, True)
    assert (standard.isSensitive, standard.isApiCreated) == (False, False)


def test_an_import_links_people_to_companies_and_sales_persons(marketo):
    """May 2021 and October 2022."""
    marketo.post("/rest/v1/companies.json", input=[{"externalCompanyId": "C1", "company": "Acme"}])
    marketo.post("/rest/v1/salespersons.json", input=[{"externalSalesPersonId": "S1", "email": "sal@example.com"}])
    sent(marketo, "email,externalCompanyId,externalSalesPersonId\nbob@example.com,C1,S1\n")
    run(marketo)
    fields = "company,externalSalesPersonId"
    (row,) = marketo.get(LEADS, filterType="email", filterValues="bob@example.com", fields=fields).result
    assert (row.company, row.externalSalesPersonId) == ("Acme", "S1")


@pytest.mark.parametrize("spelled", ["Id", "EMAIL", "LeadPartitionID", "Cookie"])
def test_people_are_found_by_a_field_in_any_case(marketo, ann, spelled):
    """January 2015: a sample asks for `filterType=Id`."""
    marketo.send("POST", f"/rest/v1/leads/{ann}/associate.json", query=[("cookie", COOKIE)])
    value = {"Id": ann, "EMAIL": "ann@example.com", "LeadPartitionID": 1, "Cookie": COOKIE}[spelled]
    assert [one.id for one in marketo.get(LEADS, filterType=spelled, filterValues=value, fields="id").result] == [ann]


def test_a_new_lead_among_changes_has_no_fields(marketo, ann):
    """July 2015: the note's example has no member `fields`; here it is there and empty."""
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    changes = "/rest/v1/activities/leadchanges.json"
    (new,) = marketo.get(changes, nextPageToken=token, fields="email").document["result"]
    assert (new["activityTypeId"], new["leadId"], new["fields"]) == (12, ann, [])
    assert {"name": "Source Type", "value": "Web service API"} in new["attributes"]


def test_tokens_name_the_owner_of_a_lead(marketo, ann):
    """August 2015."""
    text = "{{lead.Lead Owner First Name}} {{lead.lead owner last name}} <{{lead.Lead Owner Email Address}}>"

    def rendered():
        def render(tx):
            return template.compile(text).render(context.for_person(tx, ann, place=Place.TEXT))

        return marketo.server.instance.read_now(render)

    assert rendered() == "  <>"
    owner = {"externalSalesPersonId": "S1", "email": "sal@example.com", "firstName": "Sal", "lastName": "Moe"}
    marketo.post("/rest/v1/salespersons.json", input=[owner])
    marketo.post(LEADS, input=[{"email": "ann@example.com", "externalSalesPersonId": "S1"}])
    assert rendered() == "Sal Moe <sal@example.com>"


# -- every call -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("accepted", "coding"), [("gzip", "gzip"), ("deflate, gzip;q=0.5", "gzip"), ("br", None)])
def test_answers_are_compressed_on_request(marketo, accepted, coding):
    """September 2016."""
    plain = marketo.get("/rest/v1/leads/describe.json").document["result"]
    answer = marketo.send("GET", "/rest/v1/leads/describe.json", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    content = gzip.decompress(answer.content) if coding else answer.content
    assert json.loads(content)["result"] == plain


def test_users_tell_when_they_logged_in_last(marketo):
    """August 2020; an invitation takes its end as ISO 8601 too."""
    users = "/userservice/management/v1/users"
    grant = {"accessRoleId": 2, "workspaceId": 1}
    person = {"emailAddress": "jamie@example.com", "firstName": "Jamie", "lastName": "L", "userRoleWorkspaces": [grant]}
    marketo.post(f"{users}/invite.json", **person, expiresAt="2030-12-31T08:00:00+00:00")
    instance = marketo.server.instance
    instance.write_now(lambda tx: invitations.accept(tx, "jamie@example.com", "a long password"))
    path = f"{users}/jamie@example.com"
    jamie = marketo.get(f"{path}/user.json").document
    assert (jamie["expiresAt"], jamie["lastLoginAt"]) == ("2030-12-31T08:00:00.000t+0000", None)
    instance.write_now(lambda tx: sessions.begin(tx, principals.find_user(tx, "jamie@example.com")))
    now = to_datetime(instance.clock.now()).strftime("%Y-%m-%d")
    answer = marketo.post(f"{path}/update.json", firstName="James").document
    assert answer["lastLoginAt"].startswith(now)
    assert marketo.get(f"{path}/user.json").document == answer


# -- bulk -----------------------------------------------------------------------------------------------------------


def test_extracts_reach_beyond_the_workspaces_of_their_user(marketo, instance):
    """March 2018 says otherwise; the page of bulk extracts, which is younger, has it so."""

    def far(tx):
        people.add_workspace(tx, 2, "Europe", "")
        person = people.find(tx, int(extract.values[0]))
        person.partition_id = partitions.create(tx, "Europe", workspaces=(2,))
        people.update(tx, [person], email=True)

    extract = kind("leads", marketo)
    instance.write_now(far)
    near = marketo.get(LEADS, filterType="id", filterValues=",".join(extract.values), fields="id").result
    assert [str(one.id) for one in near] == extract.values[1:]
    rows = lines(marketo.get(f"{extract.finished(fields=['id'])}/file.json"))[1:]
    assert rows == [[value] for value in extract.values]


@pytest.mark.parametrize("type_id", [2, 13, 22, 24, 25, 104])
def test_six_types_of_activities_are_narrowed_by_what_they_are_about(marketo, type_id):
    """August 2021."""
    extract = kind("activities", marketo)
    for name, value in (("primaryAttributeValueIds", 7), ("primaryAttributeValues", "Contact")):
        filter = extract.body["filter"] | {"activityTypeIds": [type_id], name: [value]}
        assert extract.created(filter=filter).codes == []
        assert extract.created(filter=filter | {"activityTypeIds": [1]}).codes == ["1003"]


def test_records_of_custom_objects_are_extracted_by_when_they_changed(marketo):
    """January 2022."""
    extract = kind("cars", marketo)
    record, path = {"vin": extract.values[1], "color": "red"}, "/rest/v1/customobjects/car.json"
    instance = marketo.server.instance
    instance.clock.offset_ms += 60_000
    marketo.token = marketo.fresh_token()
    marketo.post(path, input=[record])
    row = marketo.get(path, filterType="vin", filterValues=record["vin"], fields="updatedAt").result[0]
    filter = {"updatedAt": {"startAt": row.updatedAt, "endAt": row.updatedAt}}
    assert lines(marketo.get(f"{extract.finished(fields=['vin'], filter=filter)}/file.json"))[1:] == [[record["vin"]]]


def test_a_decimal_is_no_integer_of_a_custom_object(marketo):
    """June 2019: it was cut off before."""
    schema, path = "/rest/v1/customobjects/schema", "/bulk/v1/customobjects/car/import"
    marketo.post(f"{schema}.json", displayName="Car", apiName="car")
    key = {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True}
    number = {"name": "source", "displayName": "Source ID", "dataType": "integer"}
    note = {"name": "note", "displayName": "Note", "dataType": "text"}  # June 2016: a text area has 2,000 characters
    marketo.post(f"{schema}/car/addField.json", input=[key, number, note])
    marketo.post(f"{schema}/car/approve.json")
    text = f"vin,source,note\nV1,5.432,\nV2,5,{'x' * 2_000}\n"
    job = batch(sent(marketo, text, path=f"{path}.json"))
    run(marketo)
    failures = lines(marketo.get(f"{path}/{job}/failures.json"))[1:]
    assert failures == [["V1", "5.432", "", "Invalid data type in field Source ID"]]
    query = {"filterType": "vin", "filterValues": "V1,V2", "fields": "source,note"}
    (record,) = marketo.get("/rest/v1/customobjects/car.json", **query).result
    assert (record.source, record.note) == (5, "x" * 2_000)


# -- programs -------------------------------------------------------------------------------------------------------


def test_a_change_of_status_names_the_membership(marketo, ann):
    """February 2020."""
    number = program(marketo)
    marketo.post(f"/rest/v1/programs/{number}/members/status.json", statusName="Engaged", input=[{"leadId": ann}])
    (told,) = activities(marketo, 104)
    assert "Program Member ID" in {one["name"] for one in told["attributes"]}


def test_members_say_who_was_acquired_and_why_they_stand_there(marketo, ann):
    """October 2022 and January 2023: clients write `acquiredBy` and `statusReason`."""
    members = f"/rest/v1/programs/{program(marketo)}/members"
    fields = {one.name: one for one in marketo.get("/rest/v1/programs/members/describe.json").result[0].fields}
    assert [fields[name].updateable for name in ("acquiredBy", "statusReason", "isExhausted")] == [True, True, False]
    marketo.post(f"{members}/status.json", statusName="Engaged", input=[{"leadId": ann}])
    query = {"filterType": "leadId", "filterValues": ann, "fields": "acquiredBy,statusReason"}
    for change, shown in (
        ({"acquiredBy": True, "statusReason": "Walked in"}, {"acquiredBy": True, "statusReason": "Walked in"}),
        ({"acquiredBy": None}, {"acquiredBy": False, "statusReason": "Walked in"}),
        ({"statusReason": ""}, {"acquiredBy": False}),
    ):
        assert marketo.post(f"{members}.json", input=[{"leadId": ann} | change]).result[0].status == "updated"
        assert marketo.get(f"{members}.json", **query).document["result"] == [{"seq": 0} | shown]
    told = [{one["name"]: one["value"] for one in row["attributes"]} for row in activities(marketo, 123)]
    assert [one["Attribute Display Name"] for one in told] == ["Acquired By", "Status Reason"] * 2


def test_email_programs_have_a_head_start_or_none(marketo):
    """March 2022."""
    made = {"folder": {"id": 15, "type": "Folder"}, "type": "Email", "channel": "Email Send"}
    create_path, by_name = "/rest/asset/v1/programs.json", "/rest/asset/v1/program/byName.json"
    (early,) = marketo.form(create_path, name="Early", headStart="true", **made).result
    (plain,) = marketo.form(create_path, name="Plain", **made).result
    assert [early.headStart, plain.headStart] == [True, False]
    assert [one.headStart for one in marketo.get(create_path).result] == [True, False]
    assert marketo.form(f"/rest/asset/v1/program/{early.id}.json", description="Kept").result[0].headStart is True
    assert marketo.form(f"/rest/asset/v1/program/{early.id}.json", headStart="false").result[0].headStart is False
    assert marketo.get(by_name, name="Early").result[0].headStart is False
    other = {"type": "Default", "channel": "Content"}
    assert marketo.form(create_path, name="Other", headStart="false", **made | other).success
    assert marketo.form(create_path, name="Third", headStart="true", **made | other).codes == ["709"]


# -- assets ---------------------------------------------------------------------------------------------------------


def test_a_list_is_not_made_twice(marketo):
    """July 2020."""
    guests = {"name": "Guests", "folder": {"id": 15, "type": "Folder"}}
    assert marketo.form("/rest/asset/v1/staticLists.json", **guests).success
    again = marketo.form("/rest/asset/v1/staticLists.json", **guests)
    assert (again.codes, again.messages) == (["709"], ["Static List with the same name already exists"])


def test_folders_below_one_that_is_no_root_are_browsed_one_level_deep(marketo):
    """Spring 2018."""
    below = {"id": 15, "type": "Folder"}
    marketo.form("/rest/asset/v1/folders.json", name="Campaigns", parent=below)
    found = marketo.get("/rest/asset/v1/folders.json", root=below, maxDepth=1).result
    assert [folder.name for folder in found] == ["Default", "Campaigns"]


def test_a_form_in_a_program_bears_its_own_name(marketo):
    """November 2022."""
    website = program(marketo, "Website")
    number = create(marketo, "Contact", {"id": website, "type": "Program"})
    for path in (f"form/{number}.json", "form/byName.json?name=Contact", "forms.json"):
        assert marketo.get(f"/rest/asset/v1/{path}").result[0].name == "Contact"


def test_fields_that_were_made_can_be_put_on_forms_and_stay_sensitive(marketo):
    """May 2021 and January 2022."""
    marketo.post("/rest/v1/leads/schema/fields.json", input=[SENSITIVE])
    offered = marketo.get("/rest/asset/v1/form/fields.json", maxReturn=200).document["result"]
    assert [one["isSensitive"] for one in offered if one["id"] == "zed"] == [True]
    number = create(marketo, folder=FORMS)
    assert add_field(marketo, number, "zed")["isSensitive"] is True
    approve(marketo, number)


def test_a_rule_compares_with_several_values(marketo):
    """May 2022."""
    rule = {"subjectField": "FirstName", "operator": "isNot", "values": ["A", "B", "C"]}
    path = f"/rest/asset/v1/form/{create(marketo)}/field/LastName/visibility.json"
    (shown,) = marketo.form(path, visibilityRule={"ruleType": "show", "rules": [rule]}).document["result"]
    assert shown["rules"] == [rule]


def test_a_choice_may_have_a_label_or_a_value_alone(marketo):
    """May 2022."""
    number = create(marketo)
    add_field(marketo, number, "State", fieldType="picklist")
    choices = [{"label": "Alaska"}, {"value": "AK"}, {"label": "Wyoming", "value": "WY"}]
    path = f"/rest/asset/v1/form/{number}/field/State.json"
    (field,) = marketo.form(path, values=choices).document["result"]
    pairs = [(one["label"], one["value"]) for one in field["fieldMetaData"]["values"]]
    assert pairs[1:] == [("Alaska", "Alaska"), ("AK", "AK"), ("Wyoming", "WY")]
    assert marketo.form(path, values=[{"isDefault": True}]).codes == ["701"]


def test_a_clone_takes_is_executable_and_is_as_any_other(marketo):
    """March 2022; there are no executable campaigns here."""
    source = f"/rest/asset/v1/smartCampaign/{trigger(marketo)}/clone.json"
    plain, executable = (
        marketo.form(source, name=name, folder=FOLDER, **more).document["result"][0]
        for name, more in (("Plain", {}), ("Executable", {"isExecutable": True}))
    )
    changing = ("id", "name", "createdAt", "updatedAt", "computedUrl", "smartListId", "flowId")
    same = [{name: one[name] for name in one if name not in changing} for one in (plain, executable)]
    assert same[0] == same[1]
