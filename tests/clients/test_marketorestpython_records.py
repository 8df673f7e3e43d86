"""marketorestpython, unmodified: companies, opportunities and roles, sales persons, accounts, custom objects."""

import pytest


def statuses(rows):
    return [row["status"] for row in rows]


def field_names(described):
    return {field["name"] for field in described[0]["fields"]}


def test_companies(client):
    rows = [{"externalCompanyId": f"company{n}", "company": f"Company {n}"} for n in range(3)]
    assert (
        statuses(client.execute("create_update_companies", rows, "createOrUpdate", "dedupeFields")) == ["created"] * 3
    )
    assert "externalCompanyId" in field_names(client.execute("describe_company"))
    keys = [row["externalCompanyId"] for row in rows]
    found = client.execute("get_companies", "externalCompanyId", keys, fields=["company"], batchSize=2)
    assert [row["company"] for row in found] == ["Company 0", "Company 1", "Company 2"]
    gone = client.execute("delete_companies", [{"externalCompanyId": key} for key in keys], deleteBy="dedupeFields")
    assert statuses(gone) == ["deleted"] * 3
    assert client.execute("get_companies", "externalCompanyId", keys) == []


def test_sales_persons(client):
    rows = [{"externalSalesPersonId": f"seller{n}", "email": f"seller{n}@clients.test"} for n in range(3)]
    assert statuses(client.execute("create_update_sales_persons", rows)) == ["created"] * 3
    assert "externalSalesPersonId" in field_names(client.execute("describe_sales_person"))
    keys = [row["externalSalesPersonId"] for row in rows]
    found = client.execute("get_sales_persons", "externalSalesPersonId", keys, fields=["email"], batchSize=2)
    assert [row["email"] for row in found] == [row["email"] for row in rows]
    gone = client.execute("delete_sales_persons", [{"id": row["id"]} for row in found], deleteBy="idField")
    assert statuses(gone) == ["deleted"] * 3


def test_opportunities_and_who_plays_a_role_in_them(client):
    (lead,) = client.execute("create_update_leads", [{"email": "buyer@clients.test"}])
    rows = [{"externalOpportunityId": f"chance{n}", "name": f"Chance {n}"} for n in range(3)]
    assert statuses(client.execute("create_update_opportunities", rows)) == ["created"] * 3
    keys = [row["externalOpportunityId"] for row in rows]
    found = client.execute("get_opportunities", "externalOpportunityId", keys, fields=["name"], batchSize=2)
    assert [row["name"] for row in found] == ["Chance 0", "Chance 1", "Chance 2"]

    assert "role" in field_names(client.execute("describe_opportunity_role"))
    role = {"externalOpportunityId": "chance0", "leadId": lead["id"], "role": "Champion"}
    (made,) = client.execute("create_update_opportunities_roles", [{**role, "isPrimary": True}])
    assert made["status"] == "created"
    (read,) = client.execute("get_opportunity_roles", "externalOpportunityId", ["chance0"], fields=["role", "leadId"])
    assert (read["role"], read["leadId"]) == ("Champion", lead["id"])
    assert statuses(client.execute("delete_opportunity_roles", [role])) == ["deleted"]
    gone = client.execute("delete_opportunities", [{"marketoGUID": row["marketoGUID"]} for row in found], "idField")
    assert statuses(gone) == ["deleted"] * 3


def test_named_accounts_and_lists_of_them(client):
    """It reads them; the methods that should write them have an empty body, so its low-level call does that here."""

    def post(path, **body):
        client.authenticate()
        return client._api_call("post", client.host + path, {"access_token": client.token}, body)["result"]

    names = [f"Account {n}" for n in range(3)]
    made = post("/rest/v1/namedaccounts.json", input=[{"name": name} for name in names])
    (saas,) = post("/rest/v1/namedAccountLists.json", action="createOnly", input=[{"name": "Saas"}])
    members = [{"marketoGUID": row["marketoGUID"]} for row in made]
    post(f"/rest/v1/namedAccountList/{saas['marketoGUID']}/namedAccounts.json", input=members)

    assert "name" in field_names(client.execute("describe_named_accounts"))
    pages = list(client.execute("get_named_accounts", "name", names, fields=["name"], batchSize=2))
    assert [[row["name"] for row in page] for page in pages] == [names[:2], names[2:]]
    (page,) = client.execute("get_named_account_lists", "dedupeFields", ["Saas"], return_full_result=True)
    assert [row["name"] for row in page["result"]] == ["Saas"]
    pages = list(client.execute("get_named_account_list_members", saas["marketoGUID"], fields="name", batchSize=2))
    assert [len(page) for page in pages] == [2, 1]


@pytest.fixture(scope="module")
def car(client):
    """The name of an approved type of custom objects."""
    client.execute("create_update_custom_object_type", "car", "Car", "createOnly", pluralName="Cars")
    fields = [
        {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True},
        {"name": "color", "displayName": "Color", "dataType": "string"},
    ]
    assert client.execute("add_field_custom_object_type", "car", fields) == []
    assert client.execute("approve_custom_object_type", "car") == []
    return "car"


def test_types_of_custom_objects(client, car):
    assert [found["apiName"] for found in client.execute("get_list_of_custom_object_types")] == [car]
    (found,) = client.execute("describe_custom_object_type", car)
    assert (found["displayName"], found["state"]) == ("Car", "approved")
    client.execute("create_update_custom_object_type", car, "Car", description="On wheels", showInLeadDetail=True)
    assert client.execute("describe_custom_object_type", car)[0]["state"] == "approvedWithDraft"
    client.execute("discard_custom_object_type", car)
    assert client.execute("describe_custom_object_type", car)[0]["state"] == "approved"
    client.execute("create_update_custom_object_type", "ship", "Ship")
    client.execute("delete_custom_object_type", "ship")
    assert [found["apiName"] for found in client.execute("get_list_of_custom_object_types")] == [car]


def test_custom_objects(client, car):
    rows = [{"vin": f"vin{n}", "color": "red"} for n in range(3)]
    made = client.execute("create_update_custom_objects", car, rows, "createOrUpdate", "dedupeFields")
    assert statuses(made) == ["created"] * 3
    assert [found["name"] for found in client.execute("get_list_of_custom_objects", names=car)] == [car]
    assert client.execute("describe_custom_object", car)[0]["dedupeFields"] == ["vin"]
    keys = [{"vin": row["vin"]} for row in rows]
    found = client.execute("get_custom_objects", car, keys, "dedupeFields", fields=["vin", "color"], batchSize=2)
    assert [(row["vin"], row["color"]) for row in found] == [("vin0", "red"), ("vin1", "red"), ("vin2", "red")]
    gone = client.execute("delete_custom_objects", car, keys, deleteBy="dedupeFields")
    assert statuses(gone) == ["deleted"] * 3
