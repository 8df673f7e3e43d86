"""/rest/v1/activities/types.json, as recorded instances answer it, and activities that fit their types.

Recorded: an instance of 2021 with every type it had, and one of 2023 with types 1 to 12 in full and with activities of
most others, which brought `Is Bot Activity`, `Bot Activity Pattern`, the names of tracks and Execute Campaign.
"""

import pytest

# id | name | primary attribute | attributes with their types, where that is not string
TYPES = """
1 | Visit Webpage | Webpage ID | Client IP Address, Query Parameters, Referrer URL, Search Engine, Search Query,
    User Agent, Webpage URL
2 | Fill Out Form | Webform ID | Client IP Address, Form Fields: text, Query Parameters, Referrer URL, User Agent,
    Webpage ID: integer
3 | Click Link | Link ID | Client IP Address, Query Parameters, Referrer URL, User Agent, Webpage ID: integer
6 | Send Email | Mailing ID | Campaign Run ID: integer, Choice Number: integer, Has Predictive: boolean, Step ID:
    integer, Test Variant: integer
7 | Email Delivered | Mailing ID | Campaign Run ID: integer, Choice Number: integer, Has Predictive: boolean, Step
    ID: integer, Test Variant: integer
8 | Email Bounced | Mailing ID | Campaign Run ID: integer, Category, Choice Number: integer, Details, Email, Has
    Predictive: boolean, Step ID: integer, Subcategory, Test Variant: integer
9 | Unsubscribe Email | Mailing ID | Campaign Run ID: Integer, Client IP Address, Form Fields: text, Has Predictive:
    boolean, Query Parameters, Referrer URL, Test Variant: integer, User Agent, Webform ID: integer, Webpage ID:
    integer
10 | Open Email | Mailing ID | Bot Activity Pattern, Campaign Run ID: integer, Choice Number: integer, Device, Has
    Predictive: boolean, Is Bot Activity: boolean, Is Mobile Device: boolean, Platform, Step ID: integer, Test
    Variant: integer, User Agent
11 | Click Email | Mailing ID | Bot Activity Pattern, Campaign Run ID: integer, Choice Number: integer, Device, Is
    Bot Activity: boolean, Is Mobile Device: boolean, Is Predictive: boolean, Link, Link ID, Platform, Step ID:
    integer, Test Variant: integer, User Agent
12 | New Lead | - | Created Date: date, Form Name, Lead Source, List Name, SFDC Type, Source Type, API Method Name,
    Modifying User, Request Id
13 | Change Data Value | Attribute Name | New Value, Old Value, Reason, Source, API Method Name, Modifying User,
    Request Id
24 | Add to List | List ID | Source
25 | Remove from List | List ID | Source
27 | Email Bounced Soft | Mailing ID | Campaign Run ID: integer, Category, Choice Number: integer, Details, Email,
    Has Predictive: boolean, Step ID: integer, Subcategory, Test Variant: integer
32 | Merge Leads | Lead ID | Merge IDs: array, Master Updated: boolean, Merged in Sales: boolean, Merge Source, API
    Method Name, Modifying User, Request Id
34 | Add to Opportunity | Oppty ID | Is Primary: boolean, Role
35 | Remove from Opportunity | Oppty ID | Is Primary: boolean, Role
36 | Update Opportunity | Oppty ID | Attribute Name, Data Value Changes: text, New Value, Old Value
37 | Delete Lead | Lead ID | Remove from CRM: boolean, API Method Name, Modifying User, Request Id
38 | Send Alert | Mailing ID | Send to List, Send to Owner, Send to Smart List
39 | Send Sales Email | Artifact ID | Campaign Run ID: integer, Has Predictive: boolean, Sent by, Source, Template
    ID: integer
40 | Open Sales Email | Artifact ID | Campaign Run ID: integer, Has Predictive: boolean, Sent by, Source, Template
    ID: integer
41 | Click Sales Email | Artifact ID | Campaign Run ID: integer, Is Predictive: boolean, Link, Sent by, Source,
    Template ID: integer
45 | Receive Sales Email | Artifact ID | Received by, Source
47 | Request Campaign | Campaign ID | Source
48 | Sales Email Bounced | Artifact ID | Campaign Run ID: integer, Category, Details, Email, Has Predictive:
    boolean, Sent by, Subcategory
100 | Change Lead Partition | New Partition ID | Old Partition ID: integer, Reason
101 | Change Revenue Stage | Model ID | New Stage ID: integer, Old Stage ID: integer, Reason, SLA Expiration:
    datetime, New Stage, Old Stage
102 | Change Revenue Stage Manually | - | -
104 | Change Status in Progression | Program ID | Acquired By: boolean, New Status ID: integer, Old Status ID:
    integer, Program Member ID: integer, Reason, Success: boolean, New Status, Old Status
108 | Change Segment | Segmentation ID | New Segment ID: integer
110 | Call Webhook | Webhook | Error Type: integer, Response: text
111 | Sent Forward to Friend Email | Mailing ID | Choice Number: integer, Lead ID, Step ID: integer
112 | Received Forward to Friend Email | Mailing ID | Choice Number: integer, Lead ID, Step ID: integer
113 | Add to Nurture | Program ID | Track ID: integer, Track Name
114 | Change Nurture Track | Program ID | New Track ID: integer, Previous Track ID: integer, Previous Track Name,
    Track Name
115 | Change Nurture Cadence | Program ID | New Nurture Cadence, Previous Nurture Cadence
123 | Change Program Member Data | Program ID | Attribute Display Name, Attribute Name: integer, New Value, Old
    Value, Reason, Source
145 | Push Lead to Marketo | Program ID | Reason, Source, API Method Name, Modifying User, Request Id
155 | Execute Campaign | Campaign ID | Qualified: boolean, Used Parent Campaign Token Context: boolean
400 | Share Content | Social App ID | Share Message, Social App Type ID: integer, Social Network, Webpage ID:
    integer
"""
DESCRIPTIONS = """
1 | User visits a web page
2 | User fills out and submits a form on web page
3 | User clicks link on a page
6 | Send Marketo Email to a person
7 | Marketo Email is delivered to a lead/contact
8 | Marketo Email is bounced for a lead
9 | Person unsubscribed from Marketo Emails
10 | User opens Marketo Email
11 | User clicks on a link in a Marketo Email
12 | New person/record is added to the lead database
"""


def lines(text):
    """The cells of each line of a table; an indented line goes on with the one before."""
    whole = text.strip().replace("\n    ", " ")
    return [[cell.strip() for cell in line.split("|")] for line in whole.splitlines()]


def types(marketo):
    return {kind["id"]: kind for kind in marketo.get("/rest/v1/activities/types.json").document["result"]}


def activities(marketo):
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    ids = "12,13,24,25,32,37,47,100,104,123"
    found = marketo.get("/rest/v1/activities.json", activityTypeIds=ids, nextPageToken=token).document["result"]
    rest = marketo.get("/rest/v1/activities.json", activityTypeIds="145,2", nextPageToken=token).document["result"]
    return found + rest


def test_types_have_the_attributes_of_recorded_instances(marketo):
    known = types(marketo)
    for number, name, primary, attributes in lines(TYPES):
        kind = known[int(number)]
        told = ", ".join(f"{one['name']}: {one['dataType']}" for one in kind["attributes"]).replace(": string", "")
        about = kind.get("primaryAttribute", {"name": "-"})["name"]
        assert (kind["name"], about, told) == (name, primary, attributes.strip("-"))


def test_types_are_told_by_id_with_the_words_of_recorded_instances(marketo):
    known = types(marketo)
    assert list(known) == sorted(known)
    assert {number: known[int(number)]["description"] for number, _ in lines(DESCRIPTIONS)} == dict(lines(DESCRIPTIONS))


@pytest.mark.parametrize(("number", "data_type"), [(2, "integer"), (10, "integer"), (13, "string"), (155, "integer")])
def test_a_primary_attribute_has_its_type(marketo, number, data_type):
    assert types(marketo)[number]["primaryAttribute"]["dataType"] == data_type


@pytest.mark.parametrize("number", [12, 102])
def test_a_type_without_a_primary_attribute_lacks_the_member(marketo, number):
    assert "primaryAttribute" not in types(marketo)[number]


def everything_that_is_written_down(marketo):
    """Make one activity of each type that mercat writes, by the calls that write them."""
    leads = [
        marketo.post("/rest/v1/leads.json", input=[{"email": f"{name}@example.com"}]).result[0].id
        for name in ("ada", "eve", "bob")
    ]
    marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com", "leadScore": 7}])
    folder = {"id": 14, "type": "Folder"}
    program = marketo.form("/rest/asset/v1/programs.json", name="P", type="Default", channel="Blog", folder=folder)
    pushed = [{"email": "ada@example.com"}]
    marketo.post("/rest/v1/leads/push.json", programName="P", source="Web", reason="Asked", input=pushed)
    values = [{"leadId": leads[0], "webinarUrl": "https://example.com"}]
    marketo.post(f"/rest/v1/programs/{program.result[0].id}/members.json", input=values)
    marketo.post(f"/rest/v1/leads/{leads[0]}/merge.json?leadIds={leads[1]},{leads[2]}")
    (gone,) = marketo.post("/rest/v1/leads.json", input=[{"email": "gone@example.com"}]).result
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": gone.id}])
    return leads


def test_activities_have_no_attribute_that_their_type_lacks(marketo):
    everything_that_is_written_down(marketo)
    known = types(marketo)
    found = activities(marketo)
    assert {one["activityTypeId"] for one in found} >= {12, 13, 32, 37, 104, 123, 145}
    kinds = {"string": str, "text": str, "date": str, "integer": int, "boolean": bool, "array": str}
    for activity in found:
        kind = known[activity["activityTypeId"]]
        declared = {one["name"]: kinds[one["dataType"]] for one in kind["attributes"]}
        for attribute in activity["attributes"]:
            assert isinstance(attribute["value"], declared[attribute["name"]])


def test_the_ids_that_were_merged_are_told_as_the_text_of_a_list(marketo):
    _, *losers = everything_that_is_written_down(marketo)
    (merged,) = [one for one in activities(marketo) if one["activityTypeId"] == 32]
    assert {"name": "Merge IDs", "value": str(losers)} in merged["attributes"]


@pytest.mark.parametrize("number", [102, 155, 400])
def test_extracts_of_types_that_nothing_writes_are_accepted(marketo, number):
    span = {"startAt": "2026-11-01T00:00:00Z", "endAt": "2026-11-20T00:00:00Z"}
    chosen = {"createdAt": span, "activityTypeIds": [number]}
    answer = marketo.post("/bulk/v1/activities/export/create.json", filter=chosen)
    assert answer.document["result"][0]["status"] == "Created"
