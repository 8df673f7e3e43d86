"""/rest/v1/companies; what all record objects share is proven here once."""

import pytest

COMPANIES = "/rest/v1/companies.json"


def ids(answer):
    return [row.id for row in answer.result]


def reasons(answer):
    return [(row.status, [(why.code, why.message) for why in getattr(row, "reasons", [])]) for row in answer.result]


@pytest.fixture
def acme(marketo):
    """Two companies."""
    created = marketo.post(
        COMPANIES,
        input=[
            {"externalCompanyId": "A-1", "company": "Acme", "annualRevenue": "12.5", "numberOfEmployees": 7},
            {"externalCompanyId": "B-2", "company": "Bolt"},
        ],
    )
    assert [(row.seq, row.status) for row in created.result] == [(0, "created"), (1, "created")]
    return ids(created)


def test_describe_names_keys_and_fields(marketo):
    (described,) = marketo.get("/rest/v1/companies/describe.json").document["result"]
    assert described["idField"] == "id"
    assert described["dedupeFields"] == ["externalCompanyId"]
    assert described["searchableFields"] == [["externalCompanyId"], ["id"], ["company"]]
    assert {
        "name": "externalCompanyId",
        "displayName": "External Company Id",
        "dataType": "string",
        "length": 100,
        "updateable": False,
    } in described["fields"]


def test_companies_are_found_by_id_key_alias_and_name(marketo, acme):
    for filter_type, value in [
        ("id", acme[0]),
        ("idField", acme[0]),
        ("externalCompanyId", "A-1"),
        ("externalcompanyid", "a-1"),
        ("dedupeFields", "A-1"),
        ("company", "ACME"),
    ]:
        answer = marketo.get(COMPANIES, filterType=filter_type, filterValues=value)
        assert [(row.seq, row.id, row.externalCompanyId) for row in answer.result] == [(0, acme[0], "A-1")], filter_type


def test_a_query_answers_the_default_fields_or_those_named(marketo, acme):
    (plain,) = marketo.get(COMPANIES, filterType="id", filterValues=acme[0]).document["result"]
    assert set(plain) == {"seq", "id", "externalCompanyId", "createdAt", "updatedAt"}
    (chosen,) = marketo.get(
        COMPANIES, filterType="id", filterValues=acme[0], fields="company,annualRevenue,industry"
    ).document["result"]
    assert chosen == {"seq": 0, "id": acme[0], "company": "Acme", "annualRevenue": 12.5}


def test_nothing_found_is_an_empty_result(marketo):
    answer = marketo.get(COMPANIES, filterType="company", filterValues="nobody")
    assert answer.document["result"] == []
    assert "nextPageToken" not in answer.document


def test_pages_follow_the_token_and_a_token_belongs_to_its_query(marketo, acme):
    values = f"{acme[0]},{acme[1]}"
    first = marketo.get(COMPANIES, filterType="id", filterValues=values, batchSize=1)
    assert (ids(first), first.moreResult) == ([acme[0]], True)
    second = marketo.get(
        COMPANIES, filterType="id", filterValues=values, batchSize=1, nextPageToken=first.nextPageToken
    )
    assert ids(second) == [acme[1]]
    assert "nextPageToken" not in second.document
    strange = marketo.get(COMPANIES, filterType="company", filterValues="Acme", nextPageToken=first.nextPageToken)
    assert (strange.codes, strange.messages) == (["1003"], ["Invalid paging token"])
    forged = marketo.get(
        COMPANIES, filterType="id", filterValues=values, nextPageToken="GIYDAOBNGEYS2MBWKQYDAORQGA======"
    )
    assert forged.codes == ["1003"]


def test_a_long_query_may_be_posted_as_a_form(marketo, acme):
    answer = marketo.form(f"{COMPANIES}?_method=GET", filterType="id", filterValues=acme)
    assert ids(answer) == acme


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"filterValues": "1"}, "1003"),
        ({"filterType": "id"}, "1002"),
        ({"filterType": "nonsense", "filterValues": "1"}, "1006"),
        ({"filterType": "industry", "filterValues": "1"}, "1011"),
        ({"filterType": "id", "filterValues": "1", "fields": "nonsense"}, "1006"),
        ({"filterType": "id", "filterValues": "1", "batchSize": 301}, "1003"),
        ({"filterType": "id", "filterValues": "1", "batchSize": 0}, "1003"),
        ({"filterType": "id", "filterValues": "1", "batchSize": "many"}, "1001"),
    ],
)
def test_a_bad_query_is_refused(marketo, params, code):
    assert marketo.get(COMPANIES, **params).codes == [code]


@pytest.mark.parametrize(("count", "codes"), [(299, []), (300, []), (301, ["1003"])])
def test_a_query_takes_300_values(marketo, count, codes):
    answer = marketo.form(
        f"{COMPANIES}?_method=GET", filterType="company", filterValues=[f"c{n}" for n in range(count)]
    )
    assert answer.codes == codes


def test_an_upsert_updates_what_is_there_whatever_the_case_of_its_key(marketo, acme):
    answer = marketo.post(COMPANIES, input=[{"externalCompanyId": "a-1", "industry": "Anvils"}])
    assert [(row.id, row.status) for row in answer.result] == [(acme[0], "updated")]
    (row,) = marketo.get(COMPANIES, filterType="id", filterValues=acme[0], fields="company,industry").result
    assert (row.company, row.industry) == ("Acme", "Anvils")


def test_null_and_the_empty_text_clear_a_field(marketo, acme):
    marketo.post(COMPANIES, input=[{"externalCompanyId": "A-1", "company": "", "annualRevenue": None}])
    (row,) = marketo.get(COMPANIES, filterType="id", filterValues=acme[0], fields="company,annualRevenue").document[
        "result"
    ]
    assert row == {"seq": 0, "id": acme[0]}
    assert marketo.get(COMPANIES, filterType="company", filterValues="Acme").document["result"] == []


def test_create_only_skips_what_exists_and_update_only_what_does_not(marketo, acme):
    only_new = marketo.post(
        COMPANIES, action="createOnly", input=[{"externalCompanyId": "A-1"}, {"externalCompanyId": "C-3"}]
    )
    assert reasons(only_new) == [("skipped", [("1017", "Object already exists")]), ("created", [])]
    only_old = marketo.post(
        COMPANIES, action="updateOnly", input=[{"externalCompanyId": "Z-9"}, {"externalCompanyId": "B-2"}]
    )
    assert reasons(only_old) == [("skipped", [("1013", "Record not found")]), ("updated", [])]


def test_update_by_id_needs_update_only(marketo, acme):
    refused = marketo.post(COMPANIES, dedupeBy="idField", input=[{"id": acme[0], "company": "X"}])
    assert refused.codes == ["1003"]
    done = marketo.post(COMPANIES, action="updateOnly", dedupeBy="idField", input=[{"id": acme[0], "company": "X"}])
    assert [(row.id, row.status) for row in done.result] == [(acme[0], "updated")]


def test_one_bad_record_leaves_the_others_done(marketo):
    answer = marketo.post(
        COMPANIES,
        input=[
            {"externalCompanyId": "1"},
            {"company": "no key"},
            {"externalCompanyId": "2", "nonsense": 1},
            {"externalCompanyId": "3", "numberOfEmployees": "many"},
            {"externalCompanyId": "1"},
            {"externalCompanyId": "4", "createdAt": "2020-01-01T00:00:00Z"},
            {"externalCompanyId": "5", "company": "x" * 256},
            {"externalCompanyId": "6", "company": "x" * 255},
        ],
    )
    assert reasons(answer) == [
        ("created", []),
        ("skipped", [("1002", "Missing value for the required parameter 'externalCompanyId'")]),
        ("skipped", [("1006", "Field 'nonsense' not found")]),
        ("skipped", [("1003", "Invalid value for field 'numberOfEmployees' and value 'many'")]),
        ("skipped", [("1036", "Duplicate object found in input")]),
        ("skipped", [("1003", "Field 'createdAt' is read only")]),
        ("skipped", [("1003", "'company' is longer than 255")]),
        ("created", []),
    ]


def test_an_unknown_sales_person_is_718(marketo):
    answer = marketo.post(COMPANIES, input=[{"externalCompanyId": "1", "externalSalesPersonId": "nobody"}])
    assert reasons(answer) == [("skipped", [("718", "ExternalSalesPersonID not found")])]


@pytest.mark.parametrize(("count", "codes"), [(299, []), (300, []), (301, ["1003"])])
def test_a_call_takes_300_records(marketo, count, codes):
    answer = marketo.post(COMPANIES, input=[{"externalCompanyId": f"n{n}"} for n in range(count)])
    assert answer.codes == codes
    assert codes or len(answer.result) == count


def test_companies_are_deleted_by_either_key(marketo, acme):
    by_key = marketo.post(
        "/rest/v1/companies/delete.json", input=[{"externalCompanyId": "A-1"}, {"externalCompanyId": "no"}]
    )
    assert [(row.seq, row.status) for row in by_key.result] == [(0, "deleted"), (1, "skipped")]
    assert reasons(by_key)[1] == ("skipped", [("1013", "Record not found")])
    by_id = marketo.post("/rest/v1/companies/delete.json", deleteBy="idField", input=[{"id": acme[1]}, {"id": acme[1]}])
    assert reasons(by_id) == [("deleted", []), ("skipped", [("1013", "Record not found")])]
    assert marketo.get(COMPANIES, filterType="id", filterValues=acme).document["result"] == []


def test_an_id_is_never_used_twice(marketo, acme):
    marketo.post("/rest/v1/companies/delete.json", input=[{"externalCompanyId": "B-2"}])
    (again,) = marketo.post(COMPANIES, input=[{"externalCompanyId": "B-2"}]).result
    assert again.id > acme[1]


def test_fields_are_browsed_a_page_at_a_time(marketo):
    names, token = [], ""
    while True:
        answer = marketo.get("/rest/v1/companies/schema/fields.json", batchSize=5, nextPageToken=token)
        names += [field.name for field in answer.result]
        if not answer.moreResult:
            break
        token = answer.nextPageToken
    assert len(names) == len(set(names)) == 19


def test_one_field_is_found_by_name_and_an_unknown_one_is_1013(marketo):
    (field,) = marketo.get("/rest/v1/companies/schema/fields/industry.json").document["result"]
    assert field == {
        "displayName": "Industry",
        "name": "industry",
        "description": None,
        "dataType": "string",
        "length": 255,
        "isHidden": False,
        "isHtmlEncodingInEmail": True,
        "isSensitive": False,
        "isCustom": False,
        "isApiCreated": False,
    }
    assert marketo.get("/rest/v1/companies/schema/fields/nonsense.json").codes == ["1013"]
