"""marketorestpython, unmodified: it builds its host from the Munchkin id, and lets it be set afterwards.

It makes five calls a second at the most, so what belongs together is tested together.
"""

import pytest
from marketorestpython.client import MarketoClient

from mercat.model.clock import HOUR


@pytest.fixture(scope="module")
def folder(client):
    """A folder below Marketing Activities."""
    roots = client.execute("browse_folders", root=None, maxReturn=200)
    (parent,) = [found["id"] for found in roots if found["name"] == "Marketing Activities"]
    (made,) = client.execute("create_folder", "Clients", parent, "Folder", description="made by a client")
    return made["id"]


def test_it_authenticates_and_keeps_its_token(client):
    client.authenticate()
    token, scope = client.token, client.scope
    assert client.expires_in <= 3_600
    assert scope == "client@mercat.test"
    client.valid_until = None
    client.authenticate()
    assert client.token == token


def test_wrong_credentials_are_its_own_exception(subscription):
    stranger = MarketoClient(subscription.munchkin_id, subscription.client_id, "wrong")
    stranger.host = subscription.url
    with pytest.raises(Exception, match="Bad client credentials"):
        stranger.authenticate()


def test_it_renews_a_token_that_expired_in_its_hands(client, subscription):
    client.authenticate()
    before = client.token
    subscription.instance.clock.offset_ms += 2 * HOUR
    client.valid_until = client.valid_until + 2 * HOUR  # it believes the token to live
    with pytest.raises(Exception, match="602"):
        MarketoClient(subscription.munchkin_id, access_token=before)._api_call(
            "get", subscription.url + "/rest/v1/leads/describe.json", {"access_token": before}
        )
    client.valid_until = None
    assert client.execute("describe")
    assert client.token != before


def test_300_leads_are_upserted_and_read_back_by_id_and_by_filter_with_paging(client):
    people = [
        {"email": f"person{number}@clients.test", "firstName": "Ada", "company": "Analytical Engines"}
        for number in range(300)
    ]
    made = client.execute("create_update_leads", people, action="createOrUpdate", lookupField="email")
    assert [row["status"] for row in made] == ["created"] * 300
    again = client.execute("create_update_leads", people, asyncProcessing=False)
    assert again == [{"id": row["id"], "status": "updated"} for row in made]

    (one,) = client.execute("get_lead_by_id", made[7]["id"], fields="id,email,firstName")
    assert one == {"id": made[7]["id"], "email": "person7@clients.test", "firstName": "Ada"}

    found = client.execute(
        "get_multiple_leads_by_filter_type",
        "email",
        [person["email"] for person in people],
        fields="id,email",
        batchSize=120,
    )
    assert [row["id"] for row in found] == [row["id"] for row in made]
    by_text = client.execute("get_multiple_leads_by_filter_type", "email", "person1@clients.test")
    assert [row["id"] for row in by_text] == [made[1]["id"]]

    gone = client.execute("delete_lead", [row["id"] for row in made[:300]])
    assert [row["status"] for row in gone] == ["deleted"] * 300
    assert client.execute("get_multiple_leads_by_filter_type", "email", ["person7@clients.test"]) == []


def test_a_refused_lead_stands_among_the_others(client):
    rows = client.execute(
        "create_update_leads", [{"email": "good@clients.test"}, {"email": "bad@clients.test", "nonsense": 1}]
    )
    assert [row["status"] for row in rows] == ["created", "skipped"]
    assert rows[1]["reasons"][0]["code"] == "1006"


def test_a_refusal_of_the_whole_call_is_its_own_exception(client):
    with pytest.raises(Exception, match="1006"):
        client.execute("get_multiple_leads_by_filter_type", "nonsense", ["x"])


def test_it_describes(client):
    fields = {field["rest"]["name"] for field in client.execute("describe")}
    assert {"email", "firstName", "company", "leadScore"} <= fields
    (described,) = client.execute("describe2")
    assert described["searchableFields"]
    assert client.execute("describe_company")[0]["idField"] == "id"
    assert client.execute("describe_opportunity")[0]["idField"] == "marketoGUID"


def test_folders_are_made_found_changed_and_deleted(client, folder):
    parent, name = folder, "Nested"
    (made,) = client.execute("create_folder", name, parent, "Folder")
    assert client.execute("get_folder_by_id", made["id"], "Folder")[0]["name"] == name
    assert client.execute("get_folder_by_name", name)[0]["id"] == made["id"]
    (changed,) = client.execute("update_folder", made["id"], description="changed", name="Renamed")
    assert (changed["name"], changed["description"]) == ("Renamed", "changed")
    assert client.execute("delete_folder", made["id"]) == [{"id": made["id"]}]
    with pytest.raises(KeyError):  # no `result` member tells it that there is none
        client.execute("get_folder_by_id", made["id"], "Folder")


def test_browsing_folders_ends(client, folder):
    pages = list(client.browse_folders_yield(root=None, maxReturn=20))
    assert sum(map(len, pages)) == len(client.execute("browse_folders", root=None, maxReturn=200))


def test_tokens_are_made_read_and_deleted(client, folder):
    for kind, name, value in [
        ("text", "Greeting", "Good day"),
        ("number", "Answer", "42"),
        ("date", "Day", "2026-03-01"),
    ]:
        (made,) = client.execute("create_token", folder, "Folder", kind, name, value)
        assert made["folder"] == {"type": "Folder", "value": folder}
    (found,) = client.execute("get_tokens", folder, "Folder")
    assert {(token["name"], str(token["value"])) for token in found["tokens"]} == {
        ("Greeting", "Good day"),
        ("Answer", "42"),
        ("Day", "2026-03-01"),
    }
    client.execute("delete_tokens", folder, "Folder", "Greeting", "text")
    (left,) = client.execute("get_tokens", folder, "Folder")
    assert {token["name"] for token in left["tokens"]} == {"Answer", "Day"}


def test_programs_are_made_found_changed_and_deleted(client, folder):
    (channel,) = client.execute("get_channel_by_name", "Email Send")
    (made,) = client.execute("create_program", folder, "Folder", "Spring", "Email", channel["name"], description="d")
    assert made["folder"]["value"] == folder
    assert client.execute("get_program_by_id", made["id"])[0]["name"] == "Spring"
    assert client.execute("get_program_by_name", "Spring")[0]["id"] == made["id"]
    assert client.execute("update_program", made["id"], description="changed")[0]["description"] == "changed"
    assert [found["id"] for found in client.execute("browse_programs")] == [made["id"]]
    client.execute("create_token", made["id"], "Program", "text", "Hello", "there")
    assert client.execute("get_tokens", made["id"], "Program")[0]["tokens"][0]["name"] == "Hello"
    assert client.execute("delete_program", made["id"]) == [{"id": made["id"]}]


def test_channels_tags_and_partitions_are_listed(client):
    assert client.execute("get_channels")
    client.execute("get_tags")


def test_companies_are_upserted_and_read_by_a_form_that_stands_for_get(client):
    client.execute("create_update_companies", [{"externalCompanyId": "c1", "company": "Engines"}])
    (found,) = client.execute("get_companies", "externalCompanyId", ["c1"], fields=["company"])
    assert found["company"] == "Engines"


def test_custom_activities_are_typed_added_and_read_back(client):
    words = ("visitFair", "Visit Fair", "Visits Fair", "Visited Fair", "fairName", "Fair Name")
    (draft,) = client.execute("create_custom_activity_type", *words, description="At a fair")
    assert (draft["status"], draft["primaryAttribute"]["dataType"]) == ("draft", "string")
    hall = {"apiName": "hall", "name": "Hall", "dataType": "integer"}
    client.execute("create_custom_activity_type_attribute", "visitFair", [hall])
    client.execute("update_custom_activity_type_attribute", "visitFair", [{**hall, "name": "Hall Number"}])
    (described,) = client.execute("describe_custom_activity_type", "visitFair", draft=True)
    assert described["attributes"] == [{**hall, "name": "Hall Number"}]
    (approved,) = client.execute("approve_custom_activity_type", "visitFair")
    assert client.execute("get_custom_activity_types")[0]["id"] == approved["id"]

    (lead,) = client.execute("create_update_leads", [{"email": "visitor@clients.test"}])
    visit = {
        "leadId": lead["id"],
        "activityDate": "2026-01-02T03:04:05Z",
        "activityTypeId": approved["id"],
        "primaryAttributeValue": "Book Fair",
        "attributes": [{"apiName": "hall", "value": 4}],
    }
    added = client.execute("add_custom_activities", [visit, {**visit, "leadId": lead["id"] + 10_000}])
    assert [row["status"] for row in added] == ["added", "skipped"]
    read = client.execute("get_lead_activities", activityTypeIds=str(approved["id"]), sinceDatetime="2026-01-01")
    assert [(row["id"], row["primaryAttributeValue"]) for row in read] == [(added[0]["id"], "Book Fair")]


def test_types_of_custom_activities_are_changed_and_deleted(client):
    words = ("visitShop", "Visit Shop", "Visits Shop", "Visited Shop", "shopName", "Shop Name")
    client.execute("create_custom_activity_type", *words)
    client.execute("approve_custom_activity_type", "visitShop")
    (changed,) = client.execute("update_custom_activity_type", "visitShop", description="In town")
    assert changed["status"] == "approved with draft"
    (left,) = client.execute("discard_custom_activity_type_draft", "visitShop")
    assert "description" not in left
    hall = {"apiName": "hall", "name": "Hall", "dataType": "integer"}
    client.execute("create_custom_activity_type_attribute", "visitShop", [hall])
    (emptied,) = client.execute("delete_custom_activity_type_attribute", "visitShop", [{"apiName": "hall"}])
    assert "attributes" not in emptied
    assert client.execute("delete_custom_activity_type", "visitShop")[0]["status"] == "deleted"


def test_usage_is_told(client):
    (usage,) = client.execute("get_daily_usage")
    assert usage["total"] >= 0
    assert len(client.execute("get_last_7_days_usage")) == 7
    assert client.execute("get_daily_errors")
    assert client.execute("get_last_7_days_errors")
