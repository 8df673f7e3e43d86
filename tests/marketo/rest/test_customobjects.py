"""/rest/v1/customobjects: types with their drafts, and records of approved types."""

import pytest

SCHEMA = "/rest/v1/customobjects/schema"
VIN = {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True}
YEAR = {"name": "year", "displayName": "Year", "dataType": "integer"}
OWNER = {"name": "leadID", "displayName": "Lead ID", "dataType": "link", "relatedTo": {"name": "lead", "field": "id"}}


def create(marketo, name="car", fields=(VIN, YEAR, OWNER), approve=True):
    assert marketo.post(f"{SCHEMA}.json", action="createOnly", displayName=name.title(), apiName=name).result == []
    assert marketo.post(f"{SCHEMA}/{name}/addField.json", input=list(fields)).result == []
    if approve:
        assert marketo.post(f"{SCHEMA}/{name}/approve.json").result == []


def described(marketo, name="car", **query):
    return marketo.get(f"{SCHEMA}/{name}/describe.json", **query).document["result"][0]


def names(description):
    return [field["name"] for field in description["fields"]]


def statuses(answer):
    return [[why.code for why in getattr(row, "reasons", [])] or row.status for row in answer.result]


@pytest.fixture
def car(marketo):
    create(marketo)


@pytest.fixture
def person(marketo):
    (row,) = marketo.post("/rest/v1/leads.json", input=[{"email": "owner@example.com"}]).result
    return row.id


# -- types ----------------------------------------------------------------------------------------------------------


def test_a_new_type_is_a_draft_without_an_age(marketo):
    create(marketo, approve=False)
    draft = described(marketo)
    assert (draft["state"], draft["version"], draft["idField"], draft["createdAt"]) == ("draft", "draft", None, None)
    assert (draft["displayName"], draft["apiName"], draft["pluralName"]) == ("Car", "car", "Cars")


def test_approval_puts_the_draft_into_use(marketo, car):
    approved = described(marketo, state="approved")
    assert (approved["state"], approved["version"], approved["idField"]) == ("approved", "approved", "marketoGUID")
    assert approved["dedupeFields"] == ["vin"]
    assert approved["searchableFields"] == [["vin"], ["marketoGUID"], ["leadID"]]
    assert approved["relationships"] == [
        {"field": "leadID", "type": "child", "relatedTo": {"name": "lead", "field": "id"}}
    ]
    assert names(approved) == ["createdAt", "marketoGUID", "updatedAt", "vin", "year", "leadID"]
    assert {field["name"]: field["dataType"] for field in approved["fields"]}["leadID"] == "integer"


def test_a_change_of_an_approved_type_makes_a_draft_and_leaves_the_approved_one(marketo, car):
    colour = {"name": "colour", "displayName": "Colour", "dataType": "string"}
    marketo.post(f"{SCHEMA}/car/addField.json", input=[colour])
    assert described(marketo)["state"] == "approvedWithDraft"
    assert "colour" not in names(described(marketo, state="approved"))
    assert "colour" in names(described(marketo, state="draft"))
    marketo.post(f"{SCHEMA}/car/discardDraft.json")
    assert described(marketo)["state"] == "approved"
    assert marketo.get(f"{SCHEMA}/car/describe.json", state="draft").codes == ["1013"]


def test_discarding_needs_a_draft_beside_an_approved_version(marketo):
    create(marketo, approve=False)
    assert marketo.post(f"{SCHEMA}/car/discardDraft.json").codes == ["1048"]
    marketo.post(f"{SCHEMA}/car/approve.json")
    assert marketo.post(f"{SCHEMA}/car/discardDraft.json").codes == ["1048"]


def test_approval_needs_a_draft_with_a_dedupe_field(marketo, car):
    assert marketo.post(f"{SCHEMA}/car/approve.json").codes == ["709"]
    create(marketo, "plain", [YEAR], approve=False)
    assert marketo.post(f"{SCHEMA}/plain/approve.json").codes == ["709"]


def test_keys_links_and_the_display_name_freeze_with_approval(marketo, car):
    assert marketo.post(f"{SCHEMA}.json", apiName="car", displayName="Auto").codes == ["709"]
    assert marketo.post(f"{SCHEMA}.json", apiName="car", description="Four wheels").codes == []
    key = {"name": "key2", "displayName": "Key2", "dataType": "string", "isDedupeField": True}
    link = OWNER | {"name": "other", "displayName": "Other"}
    for field in (key, link):
        assert marketo.post(f"{SCHEMA}/car/addField.json", input=[field]).codes == ["709"]
    for name in ("vin", "leadID"):
        assert marketo.post(f"{SCHEMA}/car/deleteField.json", input=[{"name": name}]).codes == ["709"]
    assert marketo.post(f"{SCHEMA}/car/vin/updateField.json", isDedupeField=False).codes == ["709"]


def test_no_key_or_link_comes_to_an_approved_type_by_way_of_an_update(marketo, car):
    marketo.post(f"{SCHEMA}/car/addField.json", input=[{"name": "x", "displayName": "X", "dataType": "string"}])
    for name in ("x", "year"):
        path = f"{SCHEMA}/car/{name}/updateField.json"
        assert marketo.post(path, isDedupeField=True).codes == ["709"]
        assert marketo.post(path, dataType="link", relatedTo=OWNER["relatedTo"]).codes == ["709"]
        assert marketo.post(path, displayName=f"{name} of the car").codes == []
    other_end = {"name": "lead", "field": "email"}
    assert marketo.post(f"{SCHEMA}/car/leadID/updateField.json", relatedTo=other_end).codes == ["709"]


def test_fields_are_changed_and_deleted_in_the_draft(marketo, car):
    assert marketo.post(f"{SCHEMA}/car/year/updateField.json", displayName="Model year", dataType="float").codes == []
    assert marketo.post(f"{SCHEMA}/car/deleteField.json", input=[{"name": "nonsense"}]).codes == ["1013"]
    draft = described(marketo, state="draft")
    (year,) = [field for field in draft["fields"] if field["name"] == "year"]
    assert (year["displayName"], year["dataType"]) == ("Model year", "float")
    assert marketo.post(f"{SCHEMA}/car/deleteField.json", input=[{"name": "year"}]).codes == []
    assert "year" not in names(described(marketo, state="draft"))


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (VIN, "1017"),
        (YEAR | {"name": "VIN"}, "1017"),
        (YEAR | {"name": "y2", "displayName": "vin"}, "1017"),
        ({"name": "x", "displayName": "X", "dataType": "colour"}, "1003"),
        ({"name": "x-y", "displayName": "X", "dataType": "string"}, "1003"),
        ({"name": "createdAt", "displayName": "X", "dataType": "string"}, "1017"),
        ({"name": "x", "displayName": "X", "dataType": "link"}, "1003"),
        ({"name": "x", "displayName": "X", "dataType": "string", "relatedTo": OWNER["relatedTo"]}, "1003"),
        ({"name": "x", "displayName": "X", "dataType": "link", "relatedTo": {"name": "no", "field": "id"}}, "1003"),
        ({"name": "x", "displayName": "X", "dataType": "link", "relatedTo": {"name": "lead", "field": "no"}}, "1003"),
        ({"displayName": "X", "dataType": "string"}, "1002"),
    ],
)
def test_a_bad_field_is_refused_and_nothing_is_added(marketo, field, code):
    create(marketo, approve=False, fields=[VIN])
    good = {"name": "good", "displayName": "Good", "dataType": "string"}
    assert marketo.post(f"{SCHEMA}/car/addField.json", input=[good, field]).codes == [code]
    assert "good" not in names(described(marketo))


def test_a_type_has_three_dedupe_fields_at_most(marketo):
    create(marketo, approve=False, fields=[VIN])
    more = [VIN | {"name": f"k{n}", "displayName": f"K{n}"} for n in range(3)]
    assert marketo.post(f"{SCHEMA}/car/addField.json", input=more).codes == ["709"]
    assert marketo.post(f"{SCHEMA}/car/addField.json", input=more[:2]).codes == []


@pytest.mark.parametrize(("count", "codes"), [(49, []), (50, []), (51, ["1028"])])
def test_a_type_has_fifty_fields_at_most(marketo, count, codes):
    create(marketo, approve=False, fields=[VIN])
    more = [{"name": f"f{n}", "displayName": f"F{n}", "dataType": "string"} for n in range(count - 1)]
    assert marketo.post(f"{SCHEMA}/car/addField.json", input=more).codes == codes


@pytest.mark.parametrize(("count", "codes"), [(19, []), (20, []), (21, ["1028"])])
def test_twenty_fields_may_come_after_the_first_approval(marketo, car, count, codes):
    more = [{"name": f"f{n}", "displayName": f"F{n}", "dataType": "string"} for n in range(count)]
    assert marketo.post(f"{SCHEMA}/car/addField.json", input=more).codes == codes


def test_there_are_ten_types_at_most(marketo):
    for number in range(10):
        assert marketo.post(f"{SCHEMA}.json", displayName=f"T{number}", apiName=f"t{number}").codes == []
    assert marketo.post(f"{SCHEMA}.json", displayName="T10", apiName="t10").codes == ["709"]


def test_type_names_are_unique_whatever_their_case(marketo, car):
    assert marketo.post(f"{SCHEMA}.json", action="createOnly", displayName="Wagon", apiName="CAR").codes == ["1017"]
    assert marketo.post(f"{SCHEMA}.json", action="createOnly", displayName="car", apiName="wagon").codes == ["1017"]
    assert marketo.post(f"{SCHEMA}.json", action="updateOnly", apiName="wagon").codes == ["1013"]
    assert marketo.post(f"{SCHEMA}.json", apiName="wagon").codes == ["1002"]


def test_a_bridge_links_people_to_an_edge_which_then_cannot_be_deleted(marketo):
    create(marketo, "course", [VIN | {"name": "courseID", "displayName": "Course ID"}])
    edge = {
        "name": "courseID",
        "displayName": "Course ID",
        "dataType": "link",
        "relatedTo": {"name": "course", "field": "courseID"},
    }
    create(marketo, "enrollment", [VIN | {"name": "enrollmentID", "displayName": "E"}, edge, OWNER])
    found = marketo.get(f"{SCHEMA}/linkableObjects.json").document["result"]
    linkable = {item["name"]: item["fields"] for item in found}
    assert {"lead", "company", "course"} <= linkable.keys()
    assert {"name": "id", "displayName": "Id", "dataType": "integer"} in linkable["lead"]
    assert "enrollment" not in linkable
    assert marketo.post(f"{SCHEMA}/course/delete.json").codes == ["709"]
    assert marketo.post(f"{SCHEMA}/enrollment/delete.json").codes == []
    assert marketo.post(f"{SCHEMA}/course/delete.json").codes == []


def test_types_are_listed_by_name_and_state(marketo, car):
    create(marketo, "boat", approve=False)
    listed = marketo.get(f"{SCHEMA}.json", names="CAR,boat").result
    assert [(one.apiName, one.version) for one in listed] == [("car", "approved"), ("boat", "draft")]
    assert [one.apiName for one in marketo.get(f"{SCHEMA}.json", state="approved", names="car,boat").result] == ["car"]
    assert marketo.get(f"{SCHEMA}.json", state="nonsense").codes == ["1003"]


def test_data_types_and_dependent_assets(marketo, car):
    assert "link" in marketo.get(f"{SCHEMA}/fieldDataTypes.json").result
    assert marketo.get(f"{SCHEMA}/car/dependentAssets.json").result == []
    assert marketo.get(f"{SCHEMA}/nonsense/dependentAssets.json").codes == ["1013"]


# -- records --------------------------------------------------------------------------------------------------------


def test_records_are_written_found_and_deleted(marketo, car, person):
    written = marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "A1", "year": "2003", "leadID": person}])
    (created,) = written.result
    assert (created.seq, created.status) == (0, "created")
    for filter_type, value in [("vin", "a1"), ("leadID", person), ("marketoGUID", created.marketoGUID)]:
        answer = marketo.get(
            "/rest/v1/customobjects/car.json", filterType=filter_type, filterValues=value, fields="vin,year"
        )
        assert answer.document["result"] == [{"seq": 0, "marketoGUID": created.marketoGUID, "vin": "A1", "year": 2003}]
    gone = marketo.post("/rest/v1/customobjects/car/delete.json", input=[{"vin": "A1"}, {"vin": "A1"}])
    assert statuses(gone) == ["deleted", ["1013"]]


@pytest.mark.parametrize("filter_type", ["leadID", "vin", "dedupeFields", "marketoGUID", "idField"])
def test_a_query_takes_documents_with_the_field_of_any_filter(marketo, car, person, filter_type):
    (row,) = marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "V1", "leadID": person}]).result
    record = {"LEADID": person, "VIN": "v1", "marketoguid": row.marketoGUID}
    query = "/rest/v1/customobjects/car.json?_method=GET"
    assert [one.vin for one in marketo.post(query, filterType=filter_type, input=[record]).result] == ["V1"]
    assert marketo.post(query, filterType=filter_type, input=[{"year": 2003}]).codes == ["1002"]


def test_a_link_to_nobody_skips_the_record_alone(marketo, car, person):
    answer = marketo.post(
        "/rest/v1/customobjects/car.json", input=[{"vin": "A", "leadID": person + 1000}, {"vin": "B", "leadID": person}]
    )
    assert statuses(answer) == [["1004"], "created"]


def test_a_draft_type_has_no_records(marketo):
    create(marketo, approve=False)
    assert marketo.get("/rest/v1/customobjects/car.json", filterType="vin", filterValues="x").codes == ["1013"]
    assert marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "x"}]).codes == ["1013"]
    assert marketo.get("/rest/v1/customobjects/car/describe.json").codes == ["1013"]


def test_approved_objects_are_listed_and_described_with_their_relations(marketo, car):
    (listed,) = marketo.get("/rest/v1/customobjects.json", names="car").document["result"]
    assert listed["relationships"] == [
        {"field": "leadID", "type": "parent", "relatedTo": {"name": "lead", "field": "id"}}
    ]
    assert "fields" not in listed
    (whole,) = marketo.get("/rest/v1/customobjects/car/describe.json").document["result"]
    assert names(whole) == ["createdAt", "marketoGUID", "updatedAt", "vin", "year", "leadID"]


def test_only_who_may_read_custom_objects_gets_their_list(marketo, marketo_with, car):
    assert len(marketo_with("Read-Only Custom Object").get("/rest/v1/customobjects.json").result) == 1
    assert marketo_with("Read-Only Lead").get("/rest/v1/customobjects.json").codes == ["603"]
    assert marketo.get("/rest/v1/customobjects.json", names="boat").result == []


def test_a_field_tells_its_description_where_it_has_one(marketo):
    create(marketo, fields=[VIN | {"description": "Vehicle Identification Number"}, YEAR])
    (whole,) = marketo.get("/rest/v1/customobjects/car/describe.json").document["result"]
    told = {field["name"]: field.get("description") for field in whole["fields"]}
    assert (told["vin"], told["year"]) == ("Vehicle Identification Number", None)
    assert "description" not in next(field for field in whole["fields"] if field["name"] == "year")


def test_deleting_a_type_deletes_its_records(marketo, car):
    marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "A"}])
    marketo.post(f"{SCHEMA}/car/delete.json")
    assert marketo.get("/rest/v1/customobjects/car.json", filterType="vin", filterValues="A").codes == ["1013"]
    create(marketo)
    assert marketo.get("/rest/v1/customobjects/car.json", filterType="vin", filterValues="A").result == []
