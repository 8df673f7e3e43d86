"""Members of JSON bodies: null is as good as absent where a member is optional, and a wrong type is 609."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from mercat.wire import decode
from support import forms
from support.catalog import MARKETO
from support.databases import INSTANCE_ID
from support.exports import KINDS, kind, today
from support.imports import run

LEADS = "/rest/v1/leads.json"
COMPANIES = "/rest/v1/companies.json"
LISTS = "/rest/v1/namedAccountLists.json"
EMAIL = "ada@example.com"
LEAD = {"email": EMAIL}
FORM = {"leadFormFields": {"email": EMAIL}}


def only(answer):
    """The status of the one record of an answer."""
    (row,) = answer.document["result"]
    return row["status"]


# -- null -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("member", ["action", "lookupField", "partitionName", "asyncProcessing"])
def test_null_for_an_optional_member_of_leads_is_an_absent_one(marketo, member):
    assert only(marketo.post(LEADS, input=[LEAD], **{member: None})) == "created"


@pytest.mark.parametrize("path", [COMPANIES, LISTS])
@pytest.mark.parametrize("member", ["action", "dedupeBy"])
def test_null_for_an_optional_member_of_records_is_an_absent_one(marketo, path, member):
    record = {"externalCompanyId": "1"} if path == COMPANIES else {"name": "Saas"}
    assert only(marketo.post(path, input=[record], **{member: None})) == "created"
    assert only(marketo.post(path.replace(".json", "/delete.json"), input=[record], deleteBy=None)) == "deleted"


@pytest.mark.parametrize("name", KINDS)
def test_null_for_an_optional_member_of_an_extract_is_an_absent_one(marketo, name):
    extract = kind(name, marketo)
    answer = extract.created(format=None, columnHeaderNames=None)
    assert (answer.codes, answer.result[0].format) == ([], "CSV")
    assert extract.created(columnHeaderNames={extract.field: None}).codes == []
    fields = extract.created(fields=None)
    words = [] if name == "activities" else ["Missing value for the required parameter 'fields'"]
    assert (fields.codes, fields.messages) == (["1002"] if words else [], words)


def test_null_inside_a_member_is_an_absent_one(marketo):
    extract = kind("leads", marketo)
    answer = extract.created(filter={"createdAt": today(marketo), "updatedAt": None, "staticListId": None})
    assert answer.codes == []
    answer = extract.created(filter={"createdAt": {**today(marketo), "endAt": None}})
    assert (answer.codes, answer.messages) == (["1002"], ["Missing value for the required parameter 'endAt'"])


def test_null_for_an_optional_member_of_data_ingestion_is_an_absent_one(marketo):
    headers = {"x-mkto-user-token": marketo.token or ""}
    options = dict.fromkeys(("priority", "partitionName", "dedupeFields"))
    for body, status in (({"persons": [LEAD], **options}, 202), ({"persons": None}, 400), ({"persons": "abc"}, 400)):
        answer = marketo.send("POST", f"/subscriptions/{INSTANCE_ID}/persons", json=body, headers=headers)
        assert answer.status == status, body
    run(marketo)
    assert len(marketo.get(LEADS, filterType="email", filterValues=EMAIL).result) == 1


def test_null_for_an_attribute_of_a_field_leaves_it_alone(marketo):
    path = "/rest/v1/leads/schema/fields/email.json"
    assert marketo.post(path, input=[{"description": "Where mail goes"}]).codes == []
    assert marketo.post(path, input=[{"description": None, "isSensitive": True, "isHidden": None}]).codes == []
    (field,) = marketo.get(path).document["result"]
    assert (field["description"], field["isSensitive"], field["isHidden"]) == ("Where mail goes", True, False)


def test_null_for_a_required_member_is_a_missing_one(marketo):
    for path, body, name in (
        (COMPANIES, {"input": None}, "input"),
        ("/rest/v1/leads/push.json", {"programName": None, "input": [LEAD]}, "programName"),
        ("/bulk/v1/leads/export/create.json", {"fields": ["id"], "filter": None}, "filter"),
    ):
        answer = marketo.post(path, **body)
        words = [f"Missing value for the required parameter '{name}'"]
        assert (answer.codes, answer.messages) == (["1002"], words)


def test_null_in_a_record_is_a_value(marketo):
    (row,) = marketo.post(LEADS, input=[{**LEAD, "firstName": "Ada"}]).result
    assert only(marketo.post(LEADS, input=[{**LEAD, "firstName": None}])) == "updated"
    assert marketo.get(f"/rest/v1/lead/{row.id}.json").result[0].firstName is None


def test_null_for_an_optional_member_of_a_json_parameter_is_an_absent_one(marketo):
    folder = {"id": 15, "type": "Folder", "name": None}
    made = marketo.form(
        "/rest/asset/v1/programs.json", name="P", folder=folder, type="Default", channel="Blog", tags=[]
    )
    assert made.codes == []


def structs_in(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    """The structs of a type, those inside its members too."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
        for member in msgspec.structs.fields(annotation):
            yield from structs_in(member.type)
    for inner in getattr(annotation, "__args__", ()):
        yield from structs_in(inner)


BODIES = [operation for operation in MARKETO if "body" in operation.sources]


@pytest.mark.parametrize("operation", BODIES, ids=str)
def test_no_operation_tells_null_from_absent(operation):
    for struct in structs_in(operation.sources["body"]):
        optional = [member for member in msgspec.structs.fields(struct) if not member.required]
        nulls = decode.normalised(dict.fromkeys(member.encode_name for member in optional), struct)
        assert nulls == {}
        for member in optional:
            try:
                null = msgspec.convert(None, member.type)
            except msgspec.ValidationError:
                continue
            assert null == member.default, f"{struct.__name__}.{member.name}"


# -- wrong types ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "name"),
    [
        (LEADS, {"input": "abc"}, "input"),
        (LEADS, {"input": {}}, "input"),
        (LEADS, {"input": [1]}, "input"),
        (LEADS, {"input": [LEAD], "action": 7}, "action"),
        (COMPANIES, {"input": "abc"}, "input"),
        ("/rest/v1/companies/delete.json", {"input": 1}, "input"),
        ("/rest/v1/activities/external.json", {"input": True}, "input"),
        ("/rest/v1/leads/schema/fields.json", {"input": "abc"}, "input"),
        ("/rest/v1/customobjects/schema.json", {"displayName": [], "apiName": "car"}, "displayName"),
        ("/bulk/v1/leads/export/create.json", {"fields": ["id"], "filter": "abc"}, "filter"),
        ("/bulk/v1/leads/export/create.json", {"fields": ["id"], "filter": {"createdAt": "abc"}}, "createdAt"),
        ("/bulk/v1/leads/export/create.json", {"fields": [None], "filter": {}}, "fields"),
        ("/bulk/v1/leads/export/create.json", {"fields": ["id"], "filter": {"staticListId": "1.5"}}, "staticListId"),
        ("/bulk/v1/activities/export/create.json", {"filter": []}, "filter"),
        ("/bulk/v1/activities/export/create.json", {"filter": {"activityTypeIds": 12}}, "activityTypeIds"),
        ("/bulk/v1/program/members/export/create.json", {"fields": ["leadId"], "filter": 1}, "filter"),
    ],
)
def test_a_member_of_the_wrong_type_is_609(marketo, path, body, name):
    answer = marketo.post(path, **body)
    assert (answer.codes, answer.messages) == (["609"], [f"Invalid value specified for attribute '{name}'"])


def test_a_number_or_truth_value_may_be_sent_as_its_text(marketo):
    """A website sends the id of a form as it comes from its own form."""
    form_id = forms.approved(marketo)
    assert only(marketo.post("/rest/v1/leads/submitForm.json", formId=str(form_id), input=[FORM])) == "created"
    activities = {"createdAt": today(marketo), "activityTypeIds": ["12"]}
    assert marketo.post("/bulk/v1/activities/export/create.json", filter=activities).codes == []
    schema = {"displayName": "Car", "apiName": "car", "showInLeadDetail": "True"}
    assert marketo.post("/rest/v1/customobjects/schema.json", **schema).codes == []
    created = marketo.get("/rest/v1/customobjects/schema/car/describe.json").document["result"][0]
    assert created["apiName"] == "car"


def test_a_query_in_a_body_has_members_too(marketo):
    for body, name in (
        ({"filterType": "dedupeFields", "input": "abc"}, "input"),
        ({"filterType": "leadId", "filterValues": "1", "batchSize": "many"}, "batchSize"),
    ):
        answer = marketo.post("/rest/v1/opportunities/roles.json?_method=GET", **body)
        assert (answer.codes, answer.messages) == (["609"], [f"Invalid value specified for attribute '{name}'"])
    answer = marketo.get("/rest/v1/opportunities/roles.json", filterType="leadId", filterValues="1", batchSize="many")
    assert answer.codes == ["1001"]


@pytest.mark.parametrize("body", ["abc", 1, [], None])
def test_a_body_that_is_no_object_is_609(marketo, body):
    answer = marketo.send(
        "POST", LEADS, content=msgspec.json.encode(body), headers={"content-type": "application/json"}
    )
    assert (answer.codes, answer.messages) == (["609"], ["Invalid JSON"])
