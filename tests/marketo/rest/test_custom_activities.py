"""/rest/v1/activities/external: custom activity types with their drafts, and the activities of approved ones."""

from typing import Any

import pytest

from mercat.domain.people import partitions
from mercat.store import people
from mercat.store.tx import Tx

TYPE = "/rest/v1/activities/external/type"
TYPES = "/rest/v1/activities/external/types.json"
ADD = "/rest/v1/activities/external.json"
PRIMARY = {"apiName": "conferenceName", "name": "Conference Name"}
DATE = {"apiName": "conferenceDate", "name": "Conference Date", "dataType": "datetime"}
SEATS = {"apiName": "seats", "name": "Seats", "dataType": "integer", "description": "How many"}


def create(client: Any, api_name: str = "attendConference", /, **members: Any) -> Any:
    words = {"name": f"{api_name} name", "triggerName": f"{api_name} triggers", "filterName": f"{api_name} filtered"}
    return client.post(f"{TYPE}.json", **{"apiName": api_name, "primaryAttribute": PRIMARY, **words, **members})


def describe(client: Any, name: str = "attendConference", **query: Any) -> dict[str, Any]:
    (described,) = client.get(f"{TYPE}/{name}/describe.json", **query).document["result"]
    return described


def change(client: Any, action: str, *attributes: dict[str, Any], name: str = "attendConference") -> Any:
    return client.post(f"{TYPE}/{name}/attributes/{action}.json", attributes=list(attributes))


def approve(client: Any, name: str = "attendConference") -> Any:
    return client.post(f"{TYPE}/{name}/approve.json")


@pytest.fixture
def conference(marketo):
    """The id of an approved type with two secondary attributes."""
    create(marketo)
    change(marketo, "create", DATE, SEATS)
    return approve(marketo).result[0].id


@pytest.fixture
def lead(marketo):
    (row,) = marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com"}]).result
    return row.id


def activity(lead: int, type_id: int, **members: Any) -> dict[str, Any]:
    return {
        "leadId": lead,
        "activityDate": "2016-09-26T06:56:35+07:00",
        "activityTypeId": type_id,
        "primaryAttributeValue": "PyCon",
        "attributes": [],
        **members,
    }


def add(client: Any, *activities: dict[str, Any]) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = client.post(ADD, input=list(activities)).document["result"]
    return result


def read(client: Any, type_id: int, since: str = "2016-01-01") -> list[dict[str, Any]]:
    token = client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime=since).nextPageToken
    answer = client.get("/rest/v1/activities.json", nextPageToken=token, activityTypeIds=type_id)
    found: list[dict[str, Any]] = answer.document["result"]
    return found


def why(*rows: dict[str, Any]) -> list[str]:
    return [row["errors"][0]["code"] for row in rows]


# -- types ----------------------------------------------------------------------------------------------------------


def test_a_new_type_is_a_draft_without_id_and_age(marketo):
    (made,) = create(marketo, description="Goes there").document["result"]
    assert made == {
        "apiName": "attendConference",
        "name": "attendConference name",
        "description": "Goes there",
        "triggerName": "attendConference triggers",
        "filterName": "attendConference filtered",
        "status": "draft",
        "primaryAttribute": {"apiName": "conferenceName", "name": "Conference Name", "dataType": "string"},
    }
    assert marketo.get(f"{TYPE}/attendConference/describe.json").codes == ["1013"]
    assert describe(marketo, draft=True) == made
    assert [one.status for one in marketo.get(TYPES).result] == ["draft"]


def test_approval_gives_a_type_its_id_and_drops_the_draft(marketo, conference):
    described = describe(marketo, "ATTENDCONFERENCE")
    assert (described["id"], described["status"]) == (conference, "approved")
    assert conference > 100_000
    assert described["attributes"] == [DATE, SEATS]
    assert described["createdAt"].endswith("Z")
    assert marketo.get(f"{TYPE}/attendConference/describe.json", draft=True).codes == ["1013"]
    (listed,) = marketo.get(TYPES).document["result"]
    assert {"primaryAttribute", "attributes"}.isdisjoint(listed)


def test_changes_of_an_approved_type_wait_in_its_draft(marketo, conference):
    (changed,) = marketo.post(f"{TYPE}/attendConference.json", name="Attend").document["result"]
    assert (changed["name"], changed["status"]) == ("Attend", "approved with draft")
    assert (describe(marketo)["name"], describe(marketo)["status"]) == ("attendConference name", "approved with draft")
    (left,) = marketo.post(f"{TYPE}/attendConference/discardDraft.json").document["result"]
    assert (left["name"], left["status"]) == ("attendConference name", "approved")
    marketo.post(f"{TYPE}/attendConference.json", name="Attend")
    assert approve(marketo).result[0].name == "Attend"


def test_discarding_and_approving_need_a_draft(marketo):
    create(marketo)
    assert marketo.post(f"{TYPE}/attendConference/discardDraft.json").codes == ["709"]
    approve(marketo)
    assert approve(marketo).codes == ["709"]
    assert marketo.post(f"{TYPE}/attendConference/discardDraft.json").codes == ["709"]


def test_a_draft_may_change_its_api_name_and_an_approved_type_may_not(marketo):
    create(marketo)
    assert marketo.post(f"{TYPE}/attendConference.json", apiName="attend").result[0].apiName == "attend"
    approve(marketo, "attend")
    assert marketo.post(f"{TYPE}/attend.json", apiName="visit").codes == ["709"]


def test_deleting_a_type_keeps_what_was_written_down(marketo, conference, lead):
    add(marketo, activity(lead, conference))
    assert marketo.post(f"{TYPE}/attendConference/delete.json").result[0].status == "deleted"
    assert marketo.get(TYPES).result == []
    assert len(read(marketo, conference)) == 1
    assert why(*add(marketo, activity(lead, conference))) == ["1013"]


def test_every_name_is_unique_and_well_formed(marketo):
    create(marketo)
    assert create(marketo, "ATTENDCONFERENCE").codes == ["1017"]
    for taken in ("name", "triggerName", "filterName"):
        word = describe(marketo, draft=True)[taken]
        assert create(marketo, "other", **{taken: word.upper()}).codes == ["1017"]
    assert create(marketo, "other", name="Fill Out Form").codes == ["1017"]
    for bad in ("with space", "12345", "a-b", "ä"):
        assert create(marketo, bad).codes == ["1003"]
    assert create(marketo, "other", name="Bäd").codes == ["1003"]
    assert create(marketo, "other", triggerName=" ").codes == ["1002"]
    assert marketo.post(f"{TYPE}.json", apiName="other").codes == ["1002"]


@pytest.mark.parametrize("part", ["name", "triggerName", "filterName"])
def test_a_name_is_taken_by_the_version_in_use_and_by_the_draft(marketo, conference, part):
    before = describe(marketo)[part]
    assert marketo.post(f"{TYPE}/attendConference.json", **{part: "Another word"}).codes == []
    for word in (before, "Another word"):
        assert create(marketo, "other", **{part: word.upper()}).codes == ["1017"], word
    assert marketo.post(f"{TYPE}/attendConference/discardDraft.json").codes == []
    assert create(marketo, "other", **{part: "Another word"}).codes == []


def test_ten_types_are_the_most(marketo):
    assert [create(marketo, f"type{number}").success for number in range(10)] == [True] * 10
    answer = create(marketo, "eleventh")
    assert [answer.codes, answer.messages] == [["1027"], ["Max Activity Type Limit Reached"]]


def test_an_unknown_type_is_not_found(marketo):
    for path in ("approve", "discardDraft", "delete"):
        assert marketo.post(f"{TYPE}/nothing/{path}.json").codes == ["1013"]
    assert marketo.post(f"{TYPE}/nothing.json", name="x").codes == ["1013"]


# -- attributes -----------------------------------------------------------------------------------------------------


def test_attributes_are_added_changed_and_deleted_in_the_draft(marketo):
    create(marketo)
    assert change(marketo, "create", DATE, SEATS).document["result"][0]["attributes"] == [DATE, SEATS]
    changed = change(marketo, "update", {"apiName": "SEATS", "name": "Chairs", "dataType": "float"})
    assert changed.document["result"][0]["attributes"][1] == {**SEATS, "name": "Chairs", "dataType": "float"}
    assert "attributes" not in change(marketo, "delete", DATE, SEATS).document["result"][0]


def test_attributes_that_make_no_sense_are_refused_all_or_none(marketo):
    create(marketo)
    assert change(marketo, "create", SEATS, {"apiName": "x", "name": "X"}).codes == ["1002"]
    assert change(marketo, "create", SEATS, {**DATE, "dataType": "color"}).codes == ["1003"]
    assert change(marketo, "create", SEATS, SEATS).codes == ["1017"]
    assert change(marketo, "create", SEATS, {**PRIMARY, "dataType": "string"}).codes == ["1017"]
    assert change(marketo, "create").codes == ["1002"]
    assert "attributes" not in describe(marketo, draft=True)
    assert change(marketo, "update", SEATS).codes == ["1013"]
    assert change(marketo, "delete", SEATS).codes == ["1013"]
    assert change(marketo, "delete", PRIMARY).codes == ["709"]


def test_twenty_attributes_beside_the_primary_one_are_the_most(marketo):
    create(marketo)
    many = [{"apiName": f"a{number}", "name": f"A {number}", "dataType": "text"} for number in range(21)]
    answer = change(marketo, "create", *many)
    assert [answer.codes, answer.messages] == [["1028"], ["Max field limit reached"]]
    assert change(marketo, "create", *many[:20]).success
    assert change(marketo, "create", many[20]).codes == ["1028"]


def test_the_primary_attribute_is_demoted_before_another_takes_its_place(marketo):
    create(marketo)
    change(marketo, "create", SEATS)
    assert change(marketo, "update", {**SEATS, "isPrimary": True}).codes == ["709"]
    demoted = change(marketo, "update", {**PRIMARY, "isPrimary": False}).document["result"][0]
    assert "primaryAttribute" not in demoted
    assert approve(marketo).codes == ["709"]
    promoted = change(marketo, "update", {**SEATS, "isPrimary": True}).document["result"][0]
    assert promoted["primaryAttribute"] == SEATS
    assert approve(marketo).success


# -- activities -----------------------------------------------------------------------------------------------------


def test_activities_are_added_and_read_back(marketo, conference, lead):
    values = [
        {"apiName": "seats", "value": "3"},
        {"name": "Conference Date", "value": "2016-09-26T06:56:35+07:00"},
    ]
    (done,) = add(marketo, activity(lead, conference, attributes=values))
    assert done == {"id": done["id"], "marketoGUID": str(done["id"]), "status": "added"}
    assert read(marketo, conference) == [
        {
            "id": done["id"],
            "marketoGUID": str(done["id"]),
            "leadId": lead,
            "activityDate": "2016-09-25T23:56:35Z",
            "activityTypeId": conference,
            "primaryAttributeValue": "PyCon",
            "attributes": [{"name": "Conference Date", "value": "2016-09-25T23:56:35Z"}, {"name": "Seats", "value": 3}],
        }
    ]


@pytest.mark.parametrize("name", ["changes", "partition"])
def test_an_attribute_may_be_called_like_what_mercat_keeps_of_others(marketo, instance, lead, name):
    instance.write_now(lambda tx: partitions.create(tx, "Asia", workspaces=(1,)))
    create(marketo)
    change(marketo, "create", {"apiName": name, "name": name, "dataType": "string"})
    type_id = approve(marketo).result[0].id
    marketo.post(ADD, input=[activity(lead, type_id, attributes=[{"apiName": name, "value": "two"}])])
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2010-01-01").nextPageToken
    (read,) = marketo.get("/rest/v1/activities.json", activityTypeIds=type_id, nextPageToken=token).result
    assert [(one.name, one.value) for one in read.attributes] == [(name, "two")]


def test_each_activity_is_judged_alone(marketo, conference, lead):
    rows = add(
        marketo,
        activity(lead, conference),
        activity(lead + 1000, conference),
        activity(lead, conference + 1),
        activity(lead, conference, activityDate="yesterday"),
        activity(lead, conference, attributes=[{"apiName": "seats", "value": "many"}]),
        activity(lead, conference, attributes=[{"apiName": "other", "value": 1}]),
        activity(lead, conference, attributes=[{"apiName": "seats", "value": 1}, {"name": "Seats", "value": 1}]),
        activity(lead, conference, attributes={"seats": 1}),
        activity(lead, conference),
    )
    assert [row["status"] for row in rows] == ["added", *["skipped"] * 7, "added"]
    assert why(*rows[1:-1]) == ["1004", "1013", "1003", "1003", "1006", "1003", "1003"]
    assert rows[1] == {"status": "skipped", "errors": [{"code": "1004", "message": "Lead not found"}]}
    assert [row["id"] for row in read(marketo, conference)] == [rows[0]["id"], rows[-1]["id"]]


def test_a_lead_out_of_reach_is_not_found(marketo, conference, lead):
    def hide(tx: Tx) -> None:
        people.add_workspace(tx, 2, "Europe", "")
        partitions.create(tx, "Europe", workspaces=(2,))
        tx.execute("UPDATE people SET partition_id = 2")

    marketo.server.instance.write_now(hide)
    assert why(*add(marketo, activity(lead, conference))) == ["1004"]


@pytest.mark.parametrize("name", ["leadId", "activityDate", "activityTypeId", "primaryAttributeValue", "attributes"])
def test_each_member_is_required(marketo, conference, lead, name):
    sent = activity(lead, conference)
    del sent[name]
    (row,) = add(marketo, sent)
    assert row["errors"] == [{"code": "1002", "message": f"Missing value for the required parameter '{name}'"}]


def test_attributes_of_65536_bytes_pass_and_more_do_not(marketo, lead):
    create(marketo)
    change(marketo, "create", *({"apiName": f"t{n}", "name": f"T{n}", "dataType": "text"} for n in range(3)))
    type_id = approve(marketo).result[0].id
    last = (
        65_536 - len('[{"apiName":"t0","value":""},{"apiName":"t1","value":""},{"apiName":"t2","value":""}]') - 60_000
    )
    for more, expected in ((0, "added"), (1, "skipped")):
        values = [{"apiName": f"t{n}", "value": "x" * size} for n, size in enumerate((30_000, 30_000, last + more))]
        (row,) = add(marketo, activity(lead, type_id, attributes=values))
        assert row["status"] == expected
    assert row["errors"] == [{"code": "1049", "message": "Failed to Create Activity"}]


def test_three_hundred_activities_are_the_most(marketo, conference, lead):
    assert len(add(marketo, *[activity(lead, conference)] * 300)) == 300
    assert marketo.post(ADD, input=[activity(lead, conference)] * 301).codes == ["1003"]
    assert marketo.post(ADD, input=[]).codes == ["1002"]


def test_activities_fix_the_names_of_their_type_but_not_its_other_attributes(marketo, conference, lead):
    add(marketo, activity(lead, conference, attributes=[{"apiName": "seats", "value": 3}]))
    assert marketo.post(f"{TYPE}/attendConference.json", name="Other").codes == ["1022"]
    assert change(marketo, "update", {**PRIMARY, "name": "Other"}).codes == ["1022"]
    change(marketo, "update", {"apiName": "seats", "name": "Chairs"})
    assert (
        add(marketo, activity(lead, conference, attributes=[{"name": "Chairs", "value": 3}]))[0]["status"] == "skipped"
    )
    approve(marketo)
    add(marketo, activity(lead, conference, attributes=[{"name": "Chairs", "value": 4}]))
    assert [row["attributes"][0]["name"] for row in read(marketo, conference)] == ["Seats", "Chairs"]


def test_an_approved_type_stands_among_all_types(marketo, conference):
    create(marketo, "draftOnly")
    types = {kind["id"]: kind for kind in marketo.get("/rest/v1/activities/types.json").document["result"]}
    assert types[conference] == {
        "id": conference,
        "name": "attendConference name",
        "description": "",
        "primaryAttribute": {"name": "Conference Name", "dataType": "string"},
        "attributes": [{"name": "Conference Date", "dataType": "datetime"}, {"name": "Seats", "dataType": "integer"}],
    }
    assert "draftOnly name" not in [kind["name"] for kind in types.values()]


def test_custom_activities_are_extracted_with_the_others(marketo, conference, lead):
    add(marketo, activity(lead, conference, attributes=[{"apiName": "seats", "value": 3}]))
    span = {"startAt": "2016-09-01T00:00:00Z", "endAt": "2016-09-30T00:00:00Z"}
    (job,) = marketo.post(
        "/bulk/v1/activities/export/create.json",
        fields=["leadId", "activityTypeId", "attributes"],
        filter={"createdAt": span, "activityTypeIds": [conference]},
    ).result
    marketo.post(f"/bulk/v1/activities/export/{job.exportId}/enqueue.json")
    marketo.server.instance.jobs.run_due()
    content = marketo.get(f"/bulk/v1/activities/export/{job.exportId}/file.json").content.decode()
    assert content.splitlines()[1] == f'{lead},{conference},"{{""Seats"":3}}"'


def test_who_may_only_read_cannot_write(marketo_with, marketo, conference):
    reader = marketo_with("Read-Only Activity Metadata")
    assert reader.get(TYPES).success
    assert reader.post(f"{TYPE}/attendConference.json", name="x").codes == ["603"]
    assert reader.post(ADD, input=[]).codes == ["603"]
