"""/rest/v1/leads/schema/fields: making and changing fields; custom fields in use."""

import pytest

FIELD = {"displayName": "Acme Access Code", "name": "acmeAccessCode", "dataType": "string"}
PATH = "/rest/v1/leads/schema/fields.json"
STANDARD, CUSTOM = "Read-Write Schema Standard Field", "Read-Write Schema Custom Field"


def one(name):
    return f"/rest/v1/leads/schema/fields/{name}.json"


def test_a_new_field_is_described(marketo):
    answer = marketo.post(PATH, input=[{**FIELD, "description": "Direct mail"}])
    assert answer.document["result"] == [{"name": "acmeAccessCode", "status": "created"}]
    assert marketo.get(one("acmeAccessCode")).document["result"] == [
        {
            "displayName": "Acme Access Code",
            "name": "acmeAccessCode",
            "description": "Direct mail",
            "dataType": "string",
            "length": 255,
            "isHidden": False,
            "isHtmlEncodingInEmail": True,
            "isSensitive": False,
            "isCustom": True,
            "isApiCreated": True,
        }
    ]
    described = marketo.get("/rest/v1/leads/describe.json").document["result"][-1]
    assert (described["displayName"], described["rest"]) == (
        "Acme Access Code",
        {"name": "acmeAccessCode", "readOnly": False},
    )
    (described2,) = marketo.get("/rest/v1/leads/describe2.json").document["result"]
    assert ["acmeAccessCode"] in described2["searchableFields"]


@pytest.mark.parametrize(
    ("data_type", "value", "searchable"),
    [
        ("string", "Xy", True),
        ("email", "a@b.cd", True),
        ("integer", 12, True),
        ("boolean", True, False),
        ("currency", 10.4, False),
        ("date", "2010-05-07", False),
        ("datetime", "2010-05-07T15:41:32Z", False),
        ("float", 0.5, False),
        ("percent", 30, False),
        ("phone", "111-111-1111", False),
        ("score", 10, False),
        ("url", "http://example.com/", False),
    ],
)
def test_a_custom_field_keeps_values_and_some_types_are_searchable(marketo, data_type, value, searchable):
    assert marketo.post(PATH, input=[{**FIELD, "dataType": data_type}]).codes == []
    record = {"email": "ada@example.com", "acmeAccessCode": value}
    lead_id = marketo.post("/rest/v1/leads.json", input=[record]).result[0].id
    (lead,) = marketo.get(f"/rest/v1/lead/{lead_id}.json", fields="acmeAccessCode").document["result"]
    assert lead == {"id": lead_id, "acmeAccessCode": value}
    found = marketo.get("/rest/v1/leads.json", filterType="acmeAccessCode", filterValues=str(value).upper())
    looked_up = marketo.post("/rest/v1/leads.json", lookupField="acmeAccessCode", input=[{"acmeAccessCode": value}])
    if searchable:
        assert [row.id for row in found.result] == [lead_id]
        assert [(row.id, row.status) for row in looked_up.result] == [(lead_id, "updated")]
    else:
        assert (found.codes, looked_up.codes) == (["1011"], ["1011"])


def test_a_changed_key_finds_and_an_old_one_does_not(marketo):
    marketo.post(PATH, input=[FIELD])
    for code in ("one", "two", "one", "three"):
        marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com", "acmeAccessCode": code}])
    found = {
        code: len(marketo.get("/rest/v1/leads.json", filterType="acmeAccessCode", filterValues=code).result)
        for code in ("one", "two", "three")
    }
    assert found == {"one": 0, "two": 0, "three": 1}
    batch = [{"email": "ada@example.com", "acmeAccessCode": code} for code in ("four", "three", "four", "three")]
    marketo.post("/rest/v1/leads.json", input=batch)
    assert marketo.get("/rest/v1/leads.json", filterType="acmeAccessCode", filterValues="four").result == []
    assert len(marketo.get("/rest/v1/leads.json", filterType="acmeAccessCode", filterValues="three").result) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "1st"}, "1003"),
        ({"name": "with space"}, "1003"),
        ({"name": "x" * 256}, "1003"),
        ({"name": "EMAIL"}, "1017"),
        ({"displayName": "email address"}, "1017"),
        ({"displayName": "What?"}, "1003"),
        ({"dataType": "text"}, "1003"),
        ({"dataType": None}, "1002"),
        ({"isHidden": "perhaps"}, "609"),
        ({"description": "x" * 2001}, "1003"),
    ],
)
def test_a_bad_field_stops_the_whole_call(marketo, changed, code):
    good = {"displayName": "Good", "name": "good", "dataType": "string"}
    assert marketo.post(PATH, input=[good, {**FIELD, **changed}]).codes == [code]
    assert marketo.get(one("good")).codes == ["1006"]


@pytest.mark.parametrize(("count", "codes"), [(99, []), (100, []), (101, ["1028"])])
def test_there_are_100_custom_fields(marketo, count, codes):
    wanted = [{"displayName": f"Field {n}", "name": f"field{n}", "dataType": "string"} for n in range(count)]
    assert marketo.post(PATH, input=wanted[:50]).codes == []
    assert marketo.post(PATH, input=wanted[50:]).codes == codes


def test_a_custom_field_changes_what_it_may(marketo):
    marketo.post(PATH, input=[FIELD])
    change = {
        "displayName": "Code",
        "description": "d",
        "isHidden": True,
        "isHtmlEncodingInEmail": False,
        "isSensitive": True,
    }
    answer = marketo.post(one("acmeAccessCode"), input=[change])
    assert answer.document["result"] == [{"name": "acmeAccessCode", "status": "updated"}]
    (field,) = marketo.get(one("acmeAccessCode")).document["result"]
    assert {name: field[name] for name in change} == change
    names = [field["rest"]["name"] for field in marketo.get("/rest/v1/leads/describe.json").document["result"]]
    assert "acmeAccessCode" not in names  # hidden


def test_a_standard_field_changes_less(marketo):
    assert marketo.post(one("email"), input=[{"description": "d", "isSensitive": True}]).codes == []
    (field,) = marketo.get(one("email")).document["result"]
    assert (field["description"], field["isSensitive"], field["isHtmlEncodingInEmail"]) == ("d", True, True)
    for change in ({"displayName": "Mail"}, {"isHidden": True}):
        answer = marketo.post(one("email"), input=[change])
        assert (answer.codes, answer.messages) == (["1011"], [f"Field '{next(iter(change))}' not supported"])
    assert marketo.post(one("shoeSize"), input=[{"description": "d"}]).codes == ["1006"]
    assert marketo.post(one("email"), input=[]).codes == ["1003"]
    assert marketo.post(one("email"), input=[{}, {}]).codes == ["1003"]


def test_each_kind_of_field_has_its_permission(marketo, marketo_with):
    marketo.post(PATH, input=[FIELD])
    standard, custom, reader = marketo_with(STANDARD), marketo_with(CUSTOM), marketo_with("Read-Only Lead")
    assert [field.isCustom for field in custom.get(PATH).result] == [True]
    assert {field.isCustom for field in standard.get(PATH).result} == {False}
    assert (standard.get(one("email")).codes, standard.get(one("acmeAccessCode")).codes) == ([], ["603"])
    assert (custom.get(one("email")).codes, custom.get(one("acmeAccessCode")).codes) == (["603"], [])
    assert custom.post(one("email"), input=[{"description": "d"}]).codes == ["603"]
    assert standard.post(PATH, input=[{**FIELD, "name": "other", "displayName": "Other"}]).codes == ["603"]
    assert reader.get(PATH).codes == ["603"]


def test_fields_come_in_pages(marketo):
    every = marketo.get(PATH)
    assert every.moreResult is False and "nextPageToken" not in every.document
    names, token = [], ""
    while True:
        answer = marketo.get(PATH, batchSize=40, nextPageToken=token)
        names += [field.name for field in answer.result]
        if not answer.moreResult:
            break
        token = answer.nextPageToken
    assert names == [field.name for field in every.result]
