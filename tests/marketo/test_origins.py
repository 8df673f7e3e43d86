"""Where people came from, as four fields of each tell it; and booleans that nobody set."""

import pytest

from support.exports import today
from support.forms import FORMS, approved
from support.imports import lines, run, sent

LEADS = "/rest/v1/leads.json"
SOURCES = ("originalSourceType", "originalSourceInfo", "registrationSourceType", "registrationSourceInfo")
EMAIL = "ada@example.com"
API = ["Web service API"] * 4


def sources(client, email=EMAIL):
    found = client.get(LEADS, filterType="email", filterValues=email, fields=SOURCES).document["result"]
    return [lead[name] for lead in found for name in SOURCES]


def source_types(client):
    token = client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    found = client.get("/rest/v1/activities.json", activityTypeIds=12, nextPageToken=token).document["result"]
    return [{pair["name"]: pair["value"] for pair in activity["attributes"]}["Source Type"] for activity in found]


# -- where they came from -------------------------------------------------------------------------------------------


def test_who_comes_by_the_api_says_so_and_changes_do_not_matter(marketo):
    marketo.post(LEADS, input=[{"email": EMAIL}])
    assert sources(marketo) == API
    sent(marketo, f"email,firstName\n{EMAIL},Ada\n")
    run(marketo)
    assert marketo.get(LEADS, filterType="email", filterValues=EMAIL).result[0].firstName == "Ada"
    assert sources(marketo) == API


def test_who_is_pushed_comes_by_the_api(marketo):
    place = {"name": "Website", "folder": {"id": 15, "type": "Folder"}, "type": "Default", "channel": "Content"}
    assert marketo.form("/rest/asset/v1/programs.json", **place).codes == []
    marketo.post("/rest/v1/leads/push.json", programName="Website", source="Landing page", input=[{"email": EMAIL}])
    assert sources(marketo) == API


def test_a_record_may_tell_another_registration_but_no_other_origin(marketo):
    told = {"registrationSourceType": "Trade show", "registrationSourceInfo": "Hall 4"}
    marketo.post(LEADS, input=[{"email": EMAIL, **told}])
    assert sources(marketo) == ["Web service API", "Web service API", "Trade show", "Hall 4"]
    (row,) = marketo.post(LEADS, input=[{"email": EMAIL, "originalSourceType": "Trade show"}]).result
    assert (row.status, row.reasons[0].code) == ("skipped", "1003")


def test_who_comes_by_an_import_says_so(marketo):
    sent(marketo, f"email\n{EMAIL}\n")
    run(marketo)
    assert sources(marketo) == ["List import"] * 4
    assert source_types(marketo) == ["List import"]


def test_who_comes_by_a_form_says_which(marketo):
    form_id = approved(marketo, "Contact us", FORMS)
    marketo.post("/rest/v1/leads/submitForm.json", formId=form_id, input=[{"leadFormFields": {"email": EMAIL}}])
    assert sources(marketo) == ["Web form fillout", "Form: Contact us"] * 2
    assert source_types(marketo) == ["Web form fillout"]


# -- booleans that nobody set ---------------------------------------------------------------------------------------


@pytest.fixture
def opted_in(marketo):
    """A custom boolean of people."""
    field = {"name": "optedIn", "displayName": "Opted In", "dataType": "boolean"}
    assert marketo.post("/rest/v1/leads/schema/fields.json", input=[field]).codes == []
    return "optedIn"


def test_a_custom_boolean_that_nobody_set_is_false(marketo, opted_in):
    (row,) = marketo.post(LEADS, input=[{"email": EMAIL}]).result
    path = f"/rest/v1/lead/{row.id}.json"
    read = [marketo.get(path, fields=opted_in).result[0].optedIn]
    for value in (True, None, "true", "", False):
        marketo.post(LEADS, input=[{"email": EMAIL, opted_in: value}])
        read.append(marketo.get(path, fields=opted_in).result[0].optedIn)
    assert read == [False, True, False, True, False, False]


def test_false_for_a_boolean_that_nobody_set_is_no_change(marketo, opted_in):
    marketo.post(LEADS, input=[{"email": EMAIL}])
    for value in (False, None, "no"):
        marketo.post(LEADS, input=[{"email": EMAIL, opted_in: value, "unsubscribed": value}])
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    assert "result" not in marketo.get("/rest/v1/activities.json", activityTypeIds=13, nextPageToken=token).document


def test_an_extract_has_the_booleans_that_nobody_set(marketo, opted_in):
    marketo.post(LEADS, input=[{"email": EMAIL}])
    order = {"fields": ["email", opted_in], "filter": {"createdAt": today(marketo)}}
    (job,) = marketo.post("/bulk/v1/leads/export/create.json", **order).result
    marketo.post(f"/bulk/v1/leads/export/{job.exportId}/enqueue.json")
    run(marketo)
    file = marketo.get(f"/bulk/v1/leads/export/{job.exportId}/file.json")
    assert lines(file) == [["email", opted_in], [EMAIL, "false"]]


def test_a_custom_boolean_of_members_that_nobody_set_is_false(marketo):
    field = {"name": "attended", "displayName": "Attended", "dataType": "boolean"}
    assert marketo.post("/rest/v1/programs/members/schema/fields.json", input=[field]).codes == []
    place = {"name": "Show", "folder": {"id": 15, "type": "Folder"}, "type": "Event", "channel": "Live Event"}
    program = marketo.form("/rest/asset/v1/programs.json", **place).result[0].id
    (row,) = marketo.post(LEADS, input=[{"email": EMAIL}]).result
    members = f"/rest/v1/programs/{program}/members"
    marketo.post(f"{members}/status.json", statusName="Invited", input=[{"leadId": row.id}])
    read = []
    for value in (None, True, None):
        marketo.post(f"{members}.json", input=[{"leadId": row.id, "attended": value}])
        query = {"filterType": "leadId", "filterValues": row.id, "fields": "leadId,attended"}
        read.append(marketo.get(f"{members}.json", **query).result[0].attended)
    assert read == [False, True, False]
