"""What every record object answers alike: describe, query, deletion, and the pages of its fields."""

import pytest

# path -> the key of a record, its other values, the name of its id
OBJECTS = {
    "companies": ({"externalCompanyId": "c"}, {"company": "Acme"}, "id"),
    "opportunities": ({"externalOpportunityId": "o"}, {"name": "Chairs"}, "marketoGUID"),
    "salespersons": ({"externalSalesPersonId": "s"}, {"email": "sam@example.com"}, "id"),
    "namedaccounts": ({"name": "Acme"}, {"city": "Graz"}, "marketoGUID"),
    "namedAccountLists": ({"name": "Saas"}, {}, "marketoGUID"),
}
DESCRIBED = {
    "companies": ("Company", "id", ["externalCompanyId"]),
    "opportunities": ("opportunity", "marketoGUID", ["externalOpportunityId"]),
    "opportunities/roles": ("opportunityRole", "marketoGUID", ["externalOpportunityId", "leadId", "role"]),
    "salespersons": ("SalesPerson", "id", ["externalSalesPersonId"]),
    "namedaccounts": ("Named Account", "marketoGUID", ["name"]),
}
SCHEMAS = {
    "companies": "industry",
    "opportunities": "stage",
    "namedaccounts": "annualRevenue",
    "programs/members": "statusName",
}

objects = pytest.mark.parametrize("name", OBJECTS)
schemas = pytest.mark.parametrize("name", SCHEMAS)


def path(name, tail=""):
    return f"/rest/v1/{name}{tail}.json"


def create(marketo, name):
    key, values, id_field = OBJECTS[name]
    (row,) = marketo.post(path(name), input=[key | values]).document["result"]
    assert (row["seq"], row["status"]) == (0, "created")
    return row[id_field]


def codes(answer):
    return [[why.code for why in getattr(row, "reasons", [])] or row.status for row in answer.result]


def outcomes(answer):
    return [
        row["status"] if "reasons" not in row else [tuple(why.values()) for why in row["reasons"]]
        for row in answer.document["result"]
    ]


# -- describe -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DESCRIBED)
def test_describe_names_the_keys_and_what_may_be_searched(marketo, name):
    (described,) = marketo.get(path(name, "/describe")).document["result"]
    assert (described["name"], described["idField"], described["dedupeFields"]) == DESCRIBED[name]
    assert described["dedupeFields"] in described["searchableFields"]
    known = {field["name"] for field in described["fields"]}
    assert {searched for names in described["searchableFields"] for searched in names} <= known
    assert all({"name", "displayName", "dataType", "updateable"} <= set(field) for field in described["fields"])


# -- query ----------------------------------------------------------------------------------------------------------


@objects
def test_a_record_is_found_by_both_aliases_and_by_every_searchable_field_it_fills(marketo, name):
    key, _, id_field = OBJECTS[name]
    number = create(marketo, name)
    for filter_type, value in {"idField": number, "dedupeFields": next(iter(key.values())), id_field: number}.items():
        (row,) = marketo.get(path(name), filterType=filter_type, filterValues=value).document["result"]
        assert row["seq"] == 0
        assert row[id_field] == number, filter_type
        assert {**row, **key} == row, filter_type


@objects
def test_a_query_without_a_filter_by_an_unknown_field_or_of_too_many_is_refused(marketo, name):
    for query in ({"filterValues": "x"}, {}):
        unfiltered = marketo.get(path(name), **query)
        assert (unfiltered.codes, unfiltered.messages) == (["1003"], ["filterType not specified"])
    assert marketo.get(path(name), filterType="idField").codes == ["1002"]
    unknown = marketo.get(path(name), filterType="nonsense", filterValues="x")
    assert (unknown.codes, unknown.messages) == (["1006"], ["Lookup field 'nonsense' not found"])
    unsearchable = marketo.get(path(name), filterType="createdAt", filterValues="x")
    assert (unsearchable.codes, unsearchable.messages) == (["1011"], ["Lookup field 'createdAt' not supported"])
    assert marketo.get(path(name), filterType="idField", filterValues="x", batchSize=301).codes == ["1003"]


# -- create and update ----------------------------------------------------------------------------------------------


@objects
def test_a_record_without_its_key_or_with_an_unknown_field_is_skipped_alone(marketo, name):
    key, values, _ = OBJECTS[name]
    needed = next(iter(key))
    answer = marketo.post(path(name), input=[dict(values), {**key, "nonsense": 1}, key | values])
    assert outcomes(answer) == [
        [("1002", f"Missing value for the required parameter '{needed}'")],
        [("1006", "Field 'nonsense' not found")],
        [("1036", "Duplicate object found in input")],
    ]


@objects
def test_what_is_there_is_not_created_again_and_what_is_not_is_not_updated(marketo, name):
    key, values, _ = OBJECTS[name]
    assert codes(marketo.post(path(name), action="updateOnly", input=[key | values])) == [["1013"]]
    create(marketo, name)
    again = marketo.post(path(name), action="createOnly", input=[key | values])
    assert outcomes(again) == [[("1017", "Object already exists")]]
    assert marketo.post(path(name), action="createOnly", dedupeBy="idField", input=[key]).codes == ["1003"]


# -- delete ---------------------------------------------------------------------------------------------------------


@objects
def test_a_record_is_deleted_by_either_key_and_only_once(marketo, name):
    key, _, id_field = OBJECTS[name]
    missing = "Object not found" if name == "opportunities" else "Record not found"
    first = create(marketo, name)
    (gone, twice) = marketo.post(path(name, "/delete"), input=[key, key]).document["result"]
    assert gone == {"seq": 0, "status": "deleted", id_field: first}
    assert twice == {"seq": 1, "status": "skipped", "reasons": [{"code": "1013", "message": missing}]}
    second = create(marketo, name)
    by_id = marketo.post(path(name, "/delete"), deleteBy="idField", input=[{id_field: second}, key])
    assert codes(by_id) == ["deleted", ["1002"]]
    assert marketo.get(path(name), filterType="idField", filterValues=second).document["result"] == []


@objects
def test_a_call_deletes_300_records_at_most(marketo, name):
    (needed,) = OBJECTS[name][0]
    for count, wanted in ((300, []), (301, ["1003"])):
        assert marketo.post(path(name, "/delete"), input=[{needed: str(n)} for n in range(count)]).codes == wanted


# -- fields ---------------------------------------------------------------------------------------------------------


@schemas
def test_fields_are_told_page_by_page_and_one_by_one(marketo, name):
    told, token = [], ""
    while True:
        page = marketo.get(path(name, "/schema/fields"), batchSize=7, nextPageToken=token).document
        told += page["result"]
        if not page["moreResult"]:
            break
        token = page["nextPageToken"]
    wanted = SCHEMAS[name]
    (alone,) = marketo.get(path(name, f"/schema/fields/{wanted}")).document["result"]
    assert [field for field in told if field["name"] == wanted] == [alone]
    assert alone["isCustom"] is False
    assert len({field["name"] for field in told}) == len(told)


@schemas
def test_pages_of_fields_have_bounds_and_tokens_of_their_own(marketo, name):
    for size, wanted in ((0, ["1003"]), (1, []), (300, []), (301, ["1003"])):
        assert marketo.get(path(name, "/schema/fields"), batchSize=size).codes == wanted
    forged = marketo.get(path(name, "/schema/fields"), nextPageToken="nonsense")
    assert (forged.codes, forged.messages) == (["1003"], ["Invalid paging token"])


@schemas
def test_an_unknown_field_is_refused(marketo, name):
    code = "1006" if name == "programs/members" else "1013"
    assert marketo.get(path(name, "/schema/fields/nonsense")).codes == [code]


# Fields as the examples of the pages show them.
EXAMPLES = {
    "companies": [("company", "Company Name", "string", 255), ("mainPhone", "Main Phone", "string", 255)],
    "opportunities": [("name", "Name", "string", 255), ("description", "Description", "string", 2000)],
    "namedaccounts": [("sicCode", "SIC Code", "string", 40), ("annualRevenue", "Annual Revenue", "currency", None)],
    "programs/members": [("statusName", "Status", "string", 255), ("nurtureCadence", "Nurture Cadence", "string", 4)],
}


@schemas
def test_fields_are_what_the_examples_show(marketo, name):
    for field_name, *wanted in EXAMPLES[name]:
        (field,) = marketo.get(path(name, f"/schema/fields/{field_name}")).document["result"]
        assert [field["displayName"], field["dataType"], field.get("length")] == wanted


def test_named_accounts_are_described_by_the_names_of_their_fields(marketo):
    (described,) = marketo.get("/rest/v1/namedaccounts/describe.json").document["result"]
    assert described["description"] == "Marketo standard account attribute map"
    shown = {field["name"]: field["displayName"] for field in described["fields"]}
    assert shown.pop("marketoGUID") == "Marketo GUID"
    assert all(name == display_name for name, display_name in shown.items())


def test_the_address_of_a_sales_person_is_a_text(marketo):
    (described,) = marketo.get("/rest/v1/salespersons/describe.json").document["result"]
    (email,) = [field for field in described["fields"] if field["name"] == "email"]
    assert (email["dataType"], email["length"]) == ("string", 255)
