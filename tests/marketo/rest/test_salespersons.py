"""/rest/v1/salespersons."""

SALES = "/rest/v1/salespersons.json"


def sam(marketo):
    (row,) = marketo.post(
        SALES, input=[{"externalSalesPersonId": "sam", "email": "sam@example.com", "firstName": "Sam"}]
    ).result
    return row.id


def delete(marketo):
    (row,) = marketo.post("/rest/v1/salespersons/delete.json", input=[{"externalSalesPersonId": "sam"}]).result
    return [why.code for why in getattr(row, "reasons", [])] or row.status


def test_a_query_answers_every_populated_field(marketo):
    number = sam(marketo)
    (row,) = marketo.get(SALES, filterType="email", filterValues="SAM@example.com").document["result"]
    assert set(row) == {"seq", "id", "externalSalesPersonId", "email", "firstName", "createdAt", "updatedAt"}
    assert row["id"] == number


def test_a_sales_person_nobody_needs_is_deleted(marketo):
    sam(marketo)
    assert delete(marketo) == "deleted"


def test_one_who_owns_a_person_a_company_or_an_opportunity_is_in_use(marketo):
    sam(marketo)
    marketo.post("/rest/v1/companies.json", input=[{"externalCompanyId": "c", "externalSalesPersonId": "SAM"}])
    assert delete(marketo) == ["1022"]
    marketo.post("/rest/v1/companies/delete.json", input=[{"externalCompanyId": "c"}])
    marketo.post("/rest/v1/leads.json", input=[{"email": "owned@example.com", "externalSalesPersonId": "sam"}])
    assert delete(marketo) == ["1022"]
    marketo.post("/rest/v1/leads.json", input=[{"email": "owned@example.com", "externalSalesPersonId": ""}])
    assert delete(marketo) == "deleted"
