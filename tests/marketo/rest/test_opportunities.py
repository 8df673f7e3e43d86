"""/rest/v1/opportunities and their roles."""

import pytest

OPPORTUNITIES = "/rest/v1/opportunities.json"
ROLES = "/rest/v1/opportunities/roles.json"


@pytest.fixture
def chairs(marketo):
    (row,) = marketo.post(
        OPPORTUNITIES, input=[{"externalOpportunityId": "O-1", "name": "Chairs", "amount": 10}]
    ).result
    return row.marketoGUID


@pytest.fixture
def person(marketo):
    (row,) = marketo.post("/rest/v1/leads.json", input=[{"email": "role@example.com"}]).result
    return row.id


def codes(answer):
    return [[why.code for why in getattr(row, "reasons", [])] or row.status for row in answer.result]


def test_an_opportunity_is_found_by_its_guid_and_by_its_external_id(marketo, chairs):
    for filter_type, value in [("marketoGUID", chairs.upper()), ("idField", chairs), ("externalOpportunityId", "O-1")]:
        (row,) = marketo.get(OPPORTUNITIES, filterType=filter_type, filterValues=value, fields="name,amount").result
        assert (row.marketoGUID, row.name, row.amount) == (chairs, "Chairs", 10)


def test_an_opportunity_needs_a_name(marketo):
    answer = marketo.post(OPPORTUNITIES, input=[{"externalOpportunityId": "O-2"}])
    assert codes(answer) == [["1002"]]


def test_its_name_cannot_be_cleared(marketo, chairs):
    assert codes(marketo.post(OPPORTUNITIES, input=[{"externalOpportunityId": "O-1", "name": ""}])) == [["1002"]]


def test_an_unknown_sales_person_is_718(marketo):
    answer = marketo.post(
        OPPORTUNITIES, input=[{"externalOpportunityId": "O-3", "name": "n", "externalSalesPersonId": "nobody"}]
    )
    assert codes(answer) == [["718"]]
    marketo.post("/rest/v1/salespersons.json", input=[{"externalSalesPersonId": "nobody", "email": "n@example.com"}])
    answer = marketo.post(
        OPPORTUNITIES, input=[{"externalOpportunityId": "O-3", "name": "n", "externalSalesPersonId": "nobody"}]
    )
    assert codes(answer) == ["created"]


def test_a_role_links_a_person_to_an_opportunity_and_is_found_by_its_parts(marketo, chairs, person):
    role = {"externalOpportunityId": "O-1", "leadId": person, "role": "Captain"}
    (created,) = marketo.post(ROLES, input=[role | {"isPrimary": True}]).result
    assert created.status == "created"
    for filter_type, value in [
        ("leadId", person),
        ("externalOpportunityId", "O-1"),
        ("marketoGUID", created.marketoGUID),
    ]:
        (found,) = marketo.get(ROLES, filterType=filter_type, filterValues=value, fields="role,isPrimary").result
        assert (found.role, found.isPrimary) == ("Captain", True)
    compound = marketo.post(f"{ROLES}?_method=GET", filterType="dedupeFields", input=[role], fields=["role"])
    assert [row.marketoGUID for row in compound.result] == [created.marketoGUID]


def test_a_compound_key_needs_all_its_parts_and_a_json_body(marketo):
    body = marketo.post(f"{ROLES}?_method=GET", filterType="dedupeFields", input=[{"leadId": 1, "role": "x"}])
    assert body.codes == ["1002"]
    assert marketo.get(ROLES, filterType="dedupeFields", filterValues="O-1").codes == ["1003"]


def test_a_role_of_nobody_or_of_nothing_is_skipped(marketo, chairs, person):
    answer = marketo.post(
        ROLES,
        input=[
            {"externalOpportunityId": "O-1", "leadId": person + 1000, "role": "x"},
            {"externalOpportunityId": "O-404", "leadId": person, "role": "x"},
            {"externalOpportunityId": "O-1", "leadId": person},
        ],
    )
    assert codes(answer) == [["1004"], ["1013"], ["1002"]]


def test_deleting_an_opportunity_deletes_its_roles(marketo, chairs, person):
    marketo.post(ROLES, input=[{"externalOpportunityId": "O-1", "leadId": person, "role": "x"}])
    gone = marketo.post("/rest/v1/opportunities/delete.json", deleteBy="idField", input=[{"marketoGUID": chairs}])
    assert codes(gone) == ["deleted"]
    assert marketo.get(ROLES, filterType="leadId", filterValues=person).document["result"] == []


def test_a_token_of_one_compound_query_does_not_fit_another(marketo, chairs, person):
    roles = [{"externalOpportunityId": "O-1", "leadId": person, "role": name} for name in ("a", "b", "c")]
    marketo.post(ROLES, input=roles)
    query = {"filterType": "dedupeFields", "input": roles, "batchSize": 1}
    token = marketo.post(f"{ROLES}?_method=GET", **query).nextPageToken
    assert len(marketo.post(f"{ROLES}?_method=GET", **query, nextPageToken=token).result) == 1
    other = marketo.post(f"{ROLES}?_method=GET", **query | {"input": roles[:2]}, nextPageToken=token)
    assert (other.codes, other.messages) == (["1003"], ["Invalid paging token"])


def history(client, person):
    token = client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    query = {"activityTypeIds": "34,35", "leadIds": person, "nextPageToken": token}
    return [
        (row["activityTypeId"], row["primaryAttributeValue"], {one["name"]: one["value"] for one in row["attributes"]})
        for row in client.get("/rest/v1/activities.json", **query).document.get("result", [])
    ]


def test_people_are_told_of_the_opportunities_that_they_come_to_and_leave(marketo, chairs, person):
    """Release notes of January 2023: Remove from Opportunity is written when the opportunity is deleted, too."""
    captain = {"externalOpportunityId": "O-1", "leadId": person, "role": "Captain"}
    cook = captain | {"role": "Cook"}
    first, second = {"Is Primary": True, "Role": "Captain"}, {"Is Primary": False, "Role": "Cook"}
    marketo.post(ROLES, input=[captain | {"isPrimary": True}, cook, captain | {"leadId": 99}])
    assert history(marketo, person) == [(34, "Chairs", first), (34, "Chairs", second)]
    marketo.post(ROLES, input=[cook | {"isPrimary": False}])  # a change adds nobody
    marketo.post("/rest/v1/opportunities/roles/delete.json", input=[captain, captain | {"role": "Mate"}])
    assert history(marketo, person)[2:] == [(35, "Chairs", first)]
    marketo.post("/rest/v1/opportunities/delete.json", input=[{"externalOpportunityId": "O-1"}])
    assert history(marketo, person)[3:] == [(35, "Chairs", second)]


def test_the_opportunity_is_what_the_activity_is_about(marketo, chairs, person):
    marketo.post(ROLES, input=[{"externalOpportunityId": "O-1", "leadId": person, "role": "Captain"}])
    marketo.post(ROLES, input=[{"externalOpportunityId": "O-1", "leadId": person, "role": "Cook"}])
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    found = marketo.get("/rest/v1/activities.json", activityTypeIds=34, nextPageToken=token).result
    assert len({activity.primaryAttributeValueId for activity in found}) == 1 and len(found) == 2
