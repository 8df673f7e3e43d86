"""/bulk/v1: what extracts of leads, activities and custom objects may be asked for."""

import json

import pytest

from mercat.model.clock import to_datetime
from support.campaigns import trigger
from support.exports import Kind, cars, kind, later, people, program, step, today
from support.imports import lines, run
from support.segments import made_list

VISITS = ("Visited Web Page", "is", "pricing.html")


@pytest.fixture
def leads(marketo):
    return kind("leads", marketo)


@pytest.fixture
def activities(marketo):
    return kind("activities", marketo)


def found(extract, **changes):
    """The rows of an extract without the names of the columns."""
    return lines(extract.client.get(f"{extract.finished(**changes)}/file.json"))[1:]


def static_list(marketo, name, members, folder=None):
    folder = folder or {"id": 15, "type": "Folder"}
    (made,) = marketo.form("/rest/asset/v1/staticLists.json", name=name, folder=folder).result
    marketo.post(f"/rest/v1/lists/{made.id}/leads.json", input=[{"id": number} for number in members])
    return made.id


def smart_list(marketo, name, *words):
    return marketo.server.instance.write_now(lambda tx: made_list(tx, name, *words))


def second(at_ms):
    return to_datetime(at_ms).strftime("%Y-%m-%dT%H:%M:%SZ")


# -- leads ----------------------------------------------------------------------------------------------------------


def test_people_are_found_by_when_they_were_made_or_changed(marketo, leads):
    later(marketo, 60_000)
    now = marketo.server.instance.clock.now()
    marketo.post("/rest/v1/leads.json", input=[{"email": "p1@example.com", "lastName": "New"}])
    since = {"startAt": second(now), "endAt": second(now + 60_000)}
    assert found(leads, fields=["id"], filter={"updatedAt": since}) == [[leads.values[1]]]
    assert found(leads, fields=["id"], filter={"createdAt": since}) == []


def test_both_ends_of_a_range_are_in_it(marketo, leads):
    made = marketo.get("/rest/v1/leads.json", filterType="id", filterValues=leads.values).result[0].createdAt
    assert len(found(leads, filter={"createdAt": {"startAt": made, "endAt": made}})) == 3


def test_people_of_a_static_list_are_found_by_its_id_or_name(marketo, leads):
    list_id = static_list(marketo, "Some", leads.values[1:])
    for chosen in ({"staticListId": list_id}, {"staticListName": "Some"}):
        assert found(leads, fields=["id"], filter=chosen) == [[value] for value in leads.values[1:]]


@pytest.mark.parametrize("name", ["leads", "cars"])
@pytest.mark.parametrize(
    ("filter", "code", "message"),
    [
        ({"staticListId": 99}, "1013", "Object not found"),
        ({"staticListId": 10**30}, "1003", None),
        ({"staticListName": "nonsense"}, "1013", "Object not found"),
        ({"staticListId": 1, "staticListName": "Some"}, "1013", "Object not found"),
        ({"smartListId": 99}, "1013", "Object not found"),
        ({"smartListName": "nonsense"}, "1013", "Object not found"),
    ],
)
def test_a_list_that_is_not_there_is_refused(marketo, name, filter, code, message):
    answer = kind(name, marketo).created(filter=filter)
    assert answer.codes == [code]
    assert message in (None, *answer.messages)


def test_people_on_a_smart_list_are_found_by_its_id_or_name(marketo, leads):
    first, second, _ = leads.values
    smart_list_id = smart_list(marketo, "Two", ("Id", "is", first, second))
    for condition in ({"smartListId": smart_list_id}, {"smartListName": "Two"}):
        assert found(leads, fields=["id"], filter=condition) == [[first], [second]]


def test_a_smart_list_is_evaluated_when_the_extract_runs(marketo, leads):
    list_id = static_list(marketo, "Guests", leads.values[:1])
    smart_list_id = smart_list(marketo, "Guests today", ("Member of List", "in", "Guests"))
    path = leads.queued(fields=["id"], filter={"smartListId": smart_list_id})
    marketo.post(f"/rest/v1/lists/{list_id}/leads.json", input=[{"id": leads.values[2]}])
    run(marketo)
    assert lines(marketo.get(f"{path}/file.json"))[1:] == [[leads.values[0]], [leads.values[2]]]


@pytest.mark.parametrize("name", ["leads", "cars"])
def test_a_smart_list_that_cannot_be_evaluated_is_not_supported(marketo, name):
    extract = kind(name, marketo)
    visitors = smart_list(marketo, "Visitors", VISITS)
    triggered = marketo.get(f"/rest/asset/v1/smartCampaign/{trigger(marketo)}/smartList.json").result[0].id
    for smart_list_id in (visitors, triggered):
        answer = extract.created(filter={"smartListId": smart_list_id})
        assert (answer.codes, answer.messages) == (["1035"], ["Unsupported filter type for target subscription"])


def test_an_extract_of_a_smart_list_that_is_deleted_fails(marketo, leads):
    smart_list_id = smart_list(marketo, "Two", ("Id", "is", leads.values[0]))
    path = leads.queued(filter={"smartListId": smart_list_id})
    assert marketo.form(f"/rest/asset/v1/smartList/{smart_list_id}/delete.json").codes == []
    run(marketo)
    assert marketo.get(f"{path}/status.json").result[0].status == "Failed"


@pytest.mark.parametrize("name", ["leads", "cars"])
def test_there_is_exactly_one_filter(marketo, name):
    extract = kind(name, marketo)
    answer = extract.created(filter=extract.body["filter"] | {"staticListId": 1})
    assert (answer.codes, answer.messages) == (["1003"], ["Exactly one filter is allowed"])
    assert extract.created(filter={}).codes == ["1002"]


# -- activities -----------------------------------------------------------------------------------------------------


def test_activities_have_their_eight_columns_and_attributes_as_json(marketo, activities):
    marketo.post("/rest/v1/leads.json", input=[{"email": "p0@example.com", "lastName": "New"}])
    chosen = {"createdAt": today(marketo), "activityTypeIds": [13, 12]}
    head, *rows = lines(marketo.get(f"{activities.finished(fields=[], filter=chosen)}/file.json"))
    assert head == [
        "marketoGUID", "leadId", "activityDate", "activityTypeId", "campaignId", "primaryAttributeValueId",
        "primaryAttributeValue", "attributes",
    ]  # fmt: skip
    assert [row[3] for row in rows] == ["12", "12", "12", "13"]
    assert json.loads(rows[-1][7])["New Value"] == "New"
    assert rows[-1][6] == "Last Name"
    assert len({row[0] for row in rows}) == 4


def test_fields_of_activities_may_be_chosen_and_say_what_came_of_it(activities):
    rows = found(activities, fields=["actionResult", "activityTypeId"])
    assert rows == [["succeeded", "12"]] * 3


def test_without_types_all_activities_are_found_but_deletions(marketo, activities):
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": activities.values[0]}])
    rows = found(activities, fields=["leadId", "activityTypeId"], filter={"createdAt": today(marketo)})
    assert rows == [[value, "12"] for value in activities.values[1:]]


def test_deletions_are_found_alone_and_among_others(marketo, activities):
    chosen = {"createdAt": today(marketo), "activityTypeIds": [37]}
    assert found(activities, filter=chosen) == []
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": activities.values[0]}])
    fields = ["leadId", "activityTypeId"]
    assert found(activities, fields=fields, filter=chosen) == [[activities.values[0], "37"]]
    rows = found(activities, fields=fields, filter=chosen | {"activityTypeIds": [37, 12]})
    assert rows == [*([value, "12"] for value in activities.values[1:]), [activities.values[0], "37"]]


def test_every_type_that_is_told_can_be_extracted(marketo, activities):
    """Connectors make one extract for each."""
    for type_ in marketo.get("/rest/v1/activities/types.json").result:
        chosen = {"createdAt": today(marketo), "activityTypeIds": [type_.id]}
        assert activities.created(filter=chosen).codes == [], type_.id


def test_activities_are_narrowed_to_what_they_are_about(marketo, activities):
    one = static_list(marketo, "One", activities.values[:1])
    static_list(marketo, "Two", activities.values[1:])
    chosen = {"createdAt": today(marketo), "activityTypeIds": [24, 25]}
    by_id = found(activities, fields=["leadId"], filter=chosen | {"primaryAttributeValueIds": [one, 999]})
    assert by_id == [[activities.values[0]]]
    by_name = found(activities, fields=["leadId"], filter=chosen | {"primaryAttributeValues": ["Two"]})
    assert by_name == [[value] for value in activities.values[1:]]


def test_a_list_in_a_program_is_named_with_the_program(marketo, activities):
    place = {"id": program(marketo, "The.Show"), "type": "Program"}
    static_list(marketo, "Guests", activities.values[:1], place)
    static_list(marketo, "Others", activities.values[1:])
    chosen = {"createdAt": today(marketo), "activityTypeIds": [24]}
    for name, those in (("The.Show.Guests", slice(1)), ("The.Show.Others", slice(0)), ("Others", slice(1, None))):
        rows = found(activities, fields=["leadId"], filter=chosen | {"primaryAttributeValues": [name]})
        assert rows == [[value] for value in activities.values[those]]


def test_changed_values_and_statuses_are_narrowed_by_field_and_program(marketo, activities):
    number = program(marketo, "Show", activities.values[:2])
    step(marketo, program(marketo, "Other"), "Invited", activities.values)
    chosen = {"createdAt": today(marketo), "activityTypeIds": [104]}
    assert len(found(activities, filter=chosen | {"primaryAttributeValueIds": [number]})) == 2
    assert len(found(activities, filter=chosen | {"primaryAttributeValues": ["Other"]})) == 3
    marketo.post("/rest/v1/leads.json", input=[{"email": "p0@example.com", "lastName": "A", "company": "B"}])
    chosen = {"createdAt": today(marketo), "activityTypeIds": [13, 22]}
    assert len(found(activities, filter=chosen)) == 2
    assert len(found(activities, filter=chosen | {"primaryAttributeValues": ["Last Name"]})) == 1


@pytest.mark.parametrize(
    ("filter", "code", "message"),
    [
        ({"activityTypeIds": [999999]}, "1003", "Activity type '999999' is not supported"),
        ({"activityTypeIds": [10**30]}, "1003", None),
        ({"activityTypeIds": ["x"]}, "609", "Invalid value specified for attribute 'activityTypeIds'"),
        ({"primaryAttributeValueIds": [1]}, "1002", "Missing value for the required parameter 'activityTypeIds'"),
        ({"primaryAttributeValues": ["x"]}, "1002", "Missing value for the required parameter 'activityTypeIds'"),
        ({"activityTypeIds": [13], "primaryAttributeValueIds": [1], "primaryAttributeValues": ["x"]}, "1003", None),
        ({"activityTypeIds": [12], "primaryAttributeValueIds": [1]}, "1003", None),
        ({"activityTypeIds": [13, 24], "primaryAttributeValueIds": [1]}, "1003", None),
        ({"activityTypeIds": [2, 104], "primaryAttributeValues": ["x"]}, "1003", None),
    ],
)
def test_a_bad_filter_of_activities_is_refused(activities, filter, code, message):
    answer = activities.created(filter=activities.body["filter"] | {"activityTypeIds": None} | filter)
    assert answer.codes == [code]
    assert message in (None, *answer.messages)


@pytest.mark.parametrize(("name", "value"), [("primaryAttributeValueIds", 7), ("primaryAttributeValues", "Last Name")])
def test_fifty_values_are_the_most(activities, name, value):
    for count, codes in ((49, []), (50, []), (51, ["1003"])):
        chosen = activities.body["filter"] | {"activityTypeIds": [13], name: [value] * count}
        assert activities.created(filter=chosen).codes == codes


def test_activities_need_a_range(activities):
    answer = activities.created(filter={"activityTypeIds": [12]})
    assert (answer.codes, answer.messages) == (["1002"], ["Missing value for the required parameter 'createdAt'"])


# -- custom objects -------------------------------------------------------------------------------------------------


def test_records_of_people_on_a_list_are_found(marketo):
    extract = kind("cars", marketo)
    ids = [
        row.id for row in marketo.get("/rest/v1/leads.json", filterType="email", filterValues="p1@example.com").result
    ]
    list_id = static_list(marketo, "Some", ids)
    for chosen in ({"staticListId": list_id}, {"staticListName": "Some"}):
        assert found(extract, fields=["vin", "owner"], filter=chosen) == [["V1", str(ids[0])]]


def test_records_of_people_on_a_smart_list_are_found(marketo):
    extract = kind("cars", marketo)
    smart_list_id = smart_list(marketo, "Two", ("Email Address", "is", "p0@example.com", "p2@example.com"))
    for condition in ({"smartListId": smart_list_id}, {"smartListName": "Two"}):
        assert found(extract, fields=["vin"], filter=condition) == [["V0"], ["V2"]]


def test_records_that_link_by_another_field_than_the_id_are_found(marketo):
    first, second, _ = people(marketo)
    assert marketo.post("/rest/v1/leads.json", action="createDuplicate", input=[{"email": "P1@example.com"}]).result
    cars(marketo, [f"p{number}@example.com" for number in range(3)], field="email")
    extract = Kind("/bulk/v1/customobjects/car/export", {"fields": ["vin"]}, "vin", [], "", marketo)
    for condition in (
        {"staticListId": static_list(marketo, "Some", [second])},
        {"smartListId": smart_list(marketo, "One", ("Id", "is", str(second)))},
    ):
        assert found(extract, filter=condition) == [["V1"]]
    assert found(extract, filter={"staticListId": static_list(marketo, "Other", [first])}) == [["V0"]]


def test_fields_of_custom_objects_are_found_whatever_their_case(marketo):
    extract = kind("cars", marketo)
    head, *rows = lines(marketo.get(f"{extract.finished(fields=['VIN', 'marketoGUID'])}/file.json"))
    assert head == ["VIN", "marketoGUID"]
    assert [row[0] for row in rows] == extract.values and all(len(row[1]) == 36 for row in rows)


def test_an_unknown_custom_object_and_one_that_hangs_on_no_lead_are_refused(marketo):
    cars(marketo, people(marketo))
    order = {"fields": ["vin"], "filter": {"updatedAt": today(marketo)}}
    unknown = marketo.post("/bulk/v1/customobjects/nonsense/export/create.json", **order)
    assert (unknown.codes, unknown.messages) == (["1013"], ["Object not found"])
    schema = "/rest/v1/customobjects/schema"
    marketo.post(f"{schema}.json", displayName="Town", apiName="town")
    key = {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True}
    marketo.post(f"{schema}/town/addField.json", input=[key])
    marketo.post(f"{schema}/town/approve.json")
    alone = marketo.post("/bulk/v1/customobjects/town/export/create.json", **order)
    assert (alone.codes, alone.messages) == (
        ["1003"],
        ["Only custom objects that are linked to leads can be exported"],
    )
