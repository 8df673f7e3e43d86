"""/rest/v1/leads/push.json: leads on behalf of a program."""

import pytest

from mercat.domain.people import partitions
from support.forms import program

PUSH = "/rest/v1/leads/push.json"


def push(client, *records, **options):
    return client.post(PUSH, **{"programName": "Website", "input": list(records)} | options)


def members(client, program_id):
    found = client.get(f"/rest/v1/leads/programs/{program_id}.json").result
    return {lead.id: lead.membership.progressionStatus for lead in found}


def activities(client, type_id):
    token = client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").document["nextPageToken"]
    answer = client.get("/rest/v1/activities.json", activityTypeIds=type_id, nextPageToken=token).document
    return answer.get("result", [])


def test_people_are_created_or_updated_and_become_members(marketo):
    program_id = program(marketo)
    (known,) = marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com", "firstName": "Ad"}]).result
    answer = push(marketo, {"email": "Ada@Example.com", "firstName": "Ada"}, {"email": "grace@example.com"})
    assert answer.document["result"] == [
        {"id": known.id, "status": "updated"},
        {"id": known.id + 1, "status": "created"},
    ]
    assert marketo.get(f"/rest/v1/lead/{known.id}.json").result[0].firstName == "Ada"
    assert members(marketo, program_id) == {known.id: "Engaged", known.id + 1: "Engaged"}


def test_a_push_is_an_activity_with_its_source_and_reason(marketo):
    program_id = program(marketo)
    (lead,) = push(marketo, {"email": "ada@example.com"}, source="Cool Sales Site", reason="Pricing sheet").result
    push(marketo, {"email": "ada@example.com"})
    first, second = activities(marketo, 145)
    assert (first["leadId"], first["primaryAttributeValueId"]) == (lead.id, program_id)
    assert first["primaryAttributeValue"] == "Website"
    assert {one["name"]: one["value"] for one in first["attributes"]} == {
        "Source": "Cool Sales Site",
        "Reason": "Pricing sheet",
    }
    assert second["attributes"] == []


def test_the_status_is_the_one_named_and_nobody_steps_back(marketo):
    program_id = program(marketo)
    (lead,) = push(marketo, {"email": "ada@example.com"}, programStatus="downloaded").result
    assert members(marketo, program_id) == {lead.id: "Downloaded"}
    assert push(marketo, {"email": "ada@example.com"}, programStatus="Engaged").result[0].status == "updated"
    assert members(marketo, program_id) == {lead.id: "Downloaded"}
    assert len(activities(marketo, 104)) == 1


def test_people_may_be_found_by_another_field(marketo):
    program(marketo)
    (known,) = marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com", "twitterId": "ada"}]).result
    (pushed,) = push(marketo, {"twitterId": "ADA", "firstName": "Ada"}, lookupField="twitterId").result
    assert (pushed.id, pushed.status) == (known.id, "updated")


def test_a_cookie_comes_along(marketo):
    program(marketo)
    cookie = "id:123-ABC-456&token:_mch-example.com-1594662481190-60776"
    (lead,) = push(marketo, {"email": "ada@example.com", "cookies": cookie}).result
    (found,) = marketo.get("/rest/v1/leads.json", filterType="cookies", filterValues=cookie).result
    assert found.id == lead.id


def test_new_people_go_into_the_partition_named(marketo):
    program(marketo)
    marketo.server.instance.write_now(lambda tx: partitions.create(tx, "Europe"))
    (lead,) = push(marketo, {"email": "ada@example.com"}, partitionName="Europe").result
    (found,) = marketo.get(f"/rest/v1/lead/{lead.id}.json", fields="leadPartitionId").result
    assert found.leadPartitionId == 2
    assert push(marketo, {"email": "ada@example.com"}, partitionName="Asia").codes == ["1003"]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"firstName": "Ada"}, "1002"),
        ({"email": "ada@example.com", "shoe": 38}, "1006"),
        ({"email": "ada@example.com", "id": 1}, "1003"),
        ({"email": "no address"}, "1003"),
        ({"email": "ada@example.com", "leadScore": "high"}, "1003"),
        ({"email": "ada@example.com", "cookies": "crumbs"}, "1012"),
    ],
)
def test_a_bad_record_stands_alone(marketo, record, code):
    program_id = program(marketo)
    skipped, done = push(marketo, record, {"email": "grace@example.com"}).document["result"]
    assert (skipped["status"], [one["code"] for one in skipped["reasons"]]) == ("skipped", [code])
    assert done["status"] == "created" and members(marketo, program_id) == {done["id"]: "Engaged"}
    assert len(activities(marketo, 145)) == 1


def test_a_token_of_a_mail_names_nobody_as_no_mail_was_sent(marketo):
    program(marketo)
    answer = push(marketo, {"mktToken": "x", "firstName": "Thelma"}, {"firstName": "Louise"}, lookupField="mktToken")
    assert [row["reasons"][0]["code"] for row in answer.document["result"]] == ["1004", "1002"]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({"programName": "Nowhere"}, ["1013"]),
        ({"programName": "website"}, ["1013"]),
        ({"programName": " "}, ["1002"]),
        ({"programName": None}, ["1002"]),
        ({"programStatus": "Asleep"}, ["1025"]),
        ({"programStatus": "Not in Program"}, ["1025"]),
        ({"lookupField": "shoe"}, ["1006"]),
        ({"lookupField": "firstName"}, ["1011"]),
        ({"source": "x" * 256}, ["1003"]),
        ({"source": "x" * 255, "reason": "x" * 255}, []),
        ({"reason": "x" * 256}, ["1003"]),
    ],
)
def test_what_a_push_needs(marketo, options, codes):
    program(marketo)
    answer = push(marketo, {"email": "ada@example.com"}, **options)
    assert answer.codes == codes
    assert bool(activities(marketo, 145)) is not bool(codes)


@pytest.mark.parametrize(("count", "codes"), [(0, ["1003"]), (1, []), (299, []), (300, []), (301, ["1003"])])
def test_one_call_pushes_up_to_300(marketo, count, codes):
    program(marketo)
    records = [{"email": f"ada{number}@example.com"} for number in range(count)]
    answer = push(marketo, *records)
    assert answer.codes == codes and (codes or len(answer.result) == count)
