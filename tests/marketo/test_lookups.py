"""Fields that records are looked up or filtered by: one that there is not, and one that does not serve."""

import pytest

from support.imports import sent

ROLES = "/rest/v1/opportunities/roles"
FILTERS = {
    "/rest/v1/leads": "firstName",
    "/rest/v1/companies": "industry",
    "/rest/v1/opportunities": "stage",
    ROLES: "isPrimary",
    "/rest/v1/salespersons": "title",
    "/rest/v1/namedaccounts": "createdAt",
    "/rest/v1/namedAccountLists": "createdAt",
    "/rest/v1/customobjects/car": "color",
    "/rest/v1/programs/{program}/members": "membershipDate",
}

KEYS = {  # spelled in another case, where records have no id
    "/rest/v1/opportunities": ("ExternalOpportunityID", "o"),
    ROLES: ("MarketoGuid", "o"),
    "/rest/v1/namedaccounts": ("NAME", "n"),
    "/rest/v1/namedAccountLists": ("NAME", "n"),
    "/rest/v1/customobjects/car": ("VIN", "v"),
    "/rest/v1/programs/{program}/members": ("LeadID", 1),
}


@pytest.fixture
def place(marketo):
    """A function that fills a path: with the id of a program, or with a custom object made for it."""

    def fill(path):
        if path.endswith("/car"):
            schema = "/rest/v1/customobjects/schema"
            marketo.post(f"{schema}.json", action="createOnly", displayName="Car", apiName="car")
            texts = {"vin": True, "color": False}
            fields = [
                {"name": name, "displayName": name.title(), "dataType": "string", "isDedupeField": key}
                for name, key in texts.items()
            ]
            marketo.post(f"{schema}/car/addField.json", input=fields)
            marketo.post(f"{schema}/car/approve.json")
        if "{program}" in path:
            made = {"name": "Show", "folder": {"id": 15, "type": "Folder"}, "type": "Event", "channel": "Live Event"}
            return path.format(program=marketo.form("/rest/asset/v1/programs.json", **made).result[0].id)
        return path

    return fill


@pytest.mark.parametrize("path", FILTERS)
def test_a_filter_names_a_field_that_serves(marketo, place, path):
    url = f"{place(path)}.json"
    for name, code, what in (("nonsense", "1006", "not found"), (FILTERS[path], "1011", "not supported")):
        answer = marketo.get(url, filterType=name, filterValues="x")
        assert (answer.codes, answer.messages) == ([code], [f"Lookup field '{name}' {what}"])


@pytest.mark.parametrize("path", FILTERS)
def test_a_filter_names_a_field_in_any_case(marketo, place, path):
    url = f"{place(path)}.json"
    spelled, value = KEYS.get(path, ("ID", 1))
    assert marketo.get(url, filterType=spelled, filterValues=value).codes == []
    answer = marketo.get(url, filterType=FILTERS[path].upper(), filterValues="x")
    assert answer.codes == ["1011"]


@pytest.mark.parametrize("path", FILTERS)
def test_a_query_names_a_filter(marketo, place, path):
    url = f"{place(path)}.json"
    for query in ({}, {"filterValues": "x"}, {"fields": "createdAt", "filterType": ""}):
        answer = marketo.get(url, **query)
        assert (answer.codes, answer.messages) == (["1003"], ["filterType not specified"])


def test_a_compound_key_needs_no_filter_type(marketo):
    key = {"externalOpportunityId": "o", "leadId": 1, "role": "Buyer"}
    answer = marketo.post(f"{ROLES}.json?_method=GET", input=[key])
    assert (answer.codes, answer.document["result"]) == ([], [])


@pytest.mark.parametrize("name", ["leads", "push", "import"])
def test_a_lookup_field_is_one_that_serves(marketo, name):
    marketo.form(
        "/rest/asset/v1/programs.json",
        name="Website",
        folder={"id": 15, "type": "Folder"},
        type="Default",
        channel="Content",
    )
    for field, code, what in (("nonsense", "1006", "not found"), ("firstName", "1011", "not supported")):
        if name == "import":
            answer = sent(marketo, f"email,{field}\na@x.com,b\n", lookupField=field)
        elif name == "push":
            record = {"email": "a@x.com", field: "b"}
            answer = marketo.post("/rest/v1/leads/push.json", programName="Website", lookupField=field, input=[record])
        else:
            answer = marketo.post("/rest/v1/leads.json", lookupField=field, input=[{"email": "a@x.com", field: "b"}])
        assert (answer.codes, answer.messages) == ([code], [f"Lookup field '{field}' {what}"])


def test_fields_that_are_shown_or_written_are_no_lookup_fields(marketo):
    answer = marketo.get("/rest/v1/leads.json", filterType="email", filterValues="a@x.com", fields="nonsense")
    assert (answer.codes, answer.messages) == (["1006"], ["Field 'nonsense' not found"])
    (row,) = marketo.post("/rest/v1/leads.json", input=[{"email": "a@x.com", "nonsense": 1}]).result
    assert [why.message for why in row.reasons] == ["Field 'nonsense' not found"]
