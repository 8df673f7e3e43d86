"""What links to a lead follows it when it is merged into another one."""

import pytest

ROLES = "/rest/v1/opportunities/roles.json"
SCHEMA = "/rest/v1/customobjects/schema"


@pytest.fixture
def people(marketo):
    """Who stays, and who goes."""
    rows = [{"email": "stays@x.com"}, {"email": "goes@x.com"}]
    return [row.id for row in marketo.post("/rest/v1/leads.json", input=rows).result]


def merge(marketo, winner, loser):
    assert marketo.send("POST", f"/rest/v1/leads/{winner}/merge.json?leadId={loser}").codes == []


def make_car(marketo, linked):
    """An approved custom object with a link to a field of leads."""
    related = {"name": "lead", "field": linked}
    link = {"name": "owner", "displayName": "Owner", "dataType": "link", "relatedTo": related}
    vin = {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True}
    assert marketo.post(f"{SCHEMA}.json", action="createOnly", displayName="Car", apiName="car").codes == []
    assert marketo.post(f"{SCHEMA}/car/addField.json", input=[vin, link]).codes == []
    assert marketo.post(f"{SCHEMA}/car/approve.json").codes == []


def test_roles_in_opportunities_are_the_winners_and_none_is_there_twice(marketo, people):
    stays, goes = people
    names = [{"externalOpportunityId": f"O-{number}", "name": "Chairs"} for number in (1, 2)]
    marketo.post("/rest/v1/opportunities.json", input=names)
    both = [{"externalOpportunityId": "O-1", "leadId": one, "role": "Buyer"} for one in people]
    own = {"externalOpportunityId": "O-2", "leadId": goes, "role": "Buyer"}
    made = marketo.post(ROLES, input=[*both, own]).result
    merge(marketo, stays, goes)
    found = marketo.get(ROLES, filterType="leadId", filterValues=[stays], fields="externalOpportunityId,leadId").result
    assert [(role.marketoGUID, role.externalOpportunityId, role.leadId) for role in found] == [
        (made[0].marketoGUID, "O-1", stays),
        (made[2].marketoGUID, "O-2", stays),
    ]
    assert marketo.get(ROLES, filterType="leadId", filterValues=[goes]).result == []


@pytest.mark.parametrize("linked", ["id", "email"])
def test_custom_objects_link_to_the_winner(marketo, people, linked):
    stays, goes = people
    make_car(marketo, linked)
    value = {"id": (stays, goes), "email": ("stays@x.com", "goes@x.com")}[linked]
    cars = [{"vin": "1", "owner": value[1]}, {"vin": "2", "owner": value[0]}]
    assert [row.status for row in marketo.post("/rest/v1/customobjects/car.json", input=cars).result] == ["created"] * 2
    merge(marketo, stays, goes)
    query = {"filterType": "owner", "fields": "vin,owner"}
    found = marketo.get("/rest/v1/customobjects/car.json", filterValues=[value[0]], **query).result
    assert [(car.vin, str(car.owner)) for car in found] == [("1", str(value[0])), ("2", str(value[0]))]
    assert marketo.get("/rest/v1/customobjects/car.json", filterValues=[value[1]], **query).result == []


def test_a_link_by_a_value_that_somebody_else_has_too_stays(marketo, people):
    stays, goes = people
    rows = [{"email": "goes@x.com", "firstName": "Twin"}]
    assert marketo.post("/rest/v1/leads.json", action="createDuplicate", input=rows).result[0].status == "created"
    make_car(marketo, "email")
    marketo.post("/rest/v1/customobjects/car.json", input=[{"vin": "1", "owner": "goes@x.com"}])
    merge(marketo, stays, goes)
    (car,) = marketo.get("/rest/v1/customobjects/car.json", filterType="vin", filterValues="1", fields="owner").result
    assert car.owner == "goes@x.com"
