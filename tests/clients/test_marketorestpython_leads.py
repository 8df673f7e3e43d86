"""marketorestpython, unmodified: everything it does with leads, lists, programs' members and what happened to them."""

import itertools

import pytest

from mercat.domain.people import partitions

SINCE = "2020-01-01T00:00:00Z"
NEW_LEAD, CHANGE_DATA_VALUE, ADD_TO_LIST = 12, 13, 24
NUMBERS = itertools.count()


@pytest.fixture
def people(client):
    """The ids of five new leads."""
    wanted = [{"email": f"lead{next(NUMBERS)}@clients.test", "firstName": "Ada"} for _ in range(5)]
    return [row["id"] for row in client.execute("create_update_leads", wanted)]


@pytest.fixture
def static_list(client):
    """The id of a new static list."""
    (made,) = client.execute("create_list", f"List {next(NUMBERS)}", folderId=15, folderType="Folder")
    return made["id"]


@pytest.fixture
def program(client):
    """The id of a new event."""
    name = f"Show {next(NUMBERS)}"
    (made,) = client.execute("create_program", 15, "Folder", name, "Event", "Live Event")
    return made["id"]


def ids(rows):
    return [row["id"] for row in rows]


def become_members(client, program, people):
    """Its low-level call: it has no method that makes members."""
    client.authenticate()
    path = f"/rest/v1/programs/{program}/members/status.json"
    body = {"statusName": "Invited", "input": [{"leadId": lead} for lead in people]}
    client._api_call("post", client.host + path, {"access_token": client.token}, body)


def test_leads_join_and_leave_a_list(client, people, static_list):
    added = client.execute("add_leads_to_list", static_list, people)
    assert [row["status"] for row in added] == ["added"] * 5
    found = client.execute("get_multiple_leads_by_list_id", static_list, fields="id,email", batchSize=2)
    assert ids(found) == people
    pages = list(client.execute("get_multiple_leads_by_list_id_yield", static_list, batchSize=2))
    assert [len(page) for page in pages] == [2, 2, 1]
    removed = client.execute("remove_leads_from_list", static_list, people[:1])
    assert removed == [{"id": people[0], "status": "removed"}]
    told = client.execute("member_of_list", static_list, people[:2])
    assert [row["status"] for row in told] == ["notmemberof", "memberof"]


def test_lists_are_found_by_id_and_name(client, static_list):
    (found,) = client.execute("get_multiple_lists", id=[static_list])
    assert found["id"] == static_list
    assert ids(client.execute("get_multiple_lists", name=[found["name"]])) == [static_list]
    assert static_list in ids(client.execute("get_multiple_lists", batchSize=1))
    assert client.execute("get_multiple_lists", name=["no such list"]) == []


def test_leads_are_told_and_moved_between_partitions(client, subscription, people):
    subscription.instance.write_now(lambda tx: partitions.create(tx, "Asia", workspaces=(1,)))
    assert [row["name"] for row in client.execute("get_lead_partitions")] == ["Default", "Asia"]
    moved = client.execute("update_leads_partition", [{"id": people[0], "partitionName": "Asia"}])
    assert moved == [{"id": people[0], "status": "updated"}]
    (made,) = client.execute("create_update_leads", [{"email": "tokyo@clients.test"}], partitionName="Asia")
    places = [
        client.execute("get_lead_by_id", lead, fields="leadPartitionId")[0]["leadPartitionId"]
        for lead in (*people[:2], made["id"])
    ]
    assert places == [2, 1, 2]


def test_leads_are_merged_by_a_call_without_a_body(client, people):
    client.execute("create_update_leads", [{"id": people[1], "phone": "1-23"}], "updateOnly", "id")
    assert client.execute("merge_lead", people[0], people[1:3]) is True
    (left,) = client.execute("get_lead_by_id", people[0], fields="phone")
    assert left["phone"] == "1-23"
    with pytest.raises(Exception, match="1004"):
        client.execute("get_lead_by_id", people[1])


def test_a_lead_is_associated_with_a_cookie(client, people):
    cookie = "id:287-GTJ-838&token:_mch-marketo.com-1396310362214-46169"
    assert client.execute("associate_lead", people[0], cookie) is True
    with pytest.raises(Exception, match="1004"):
        client.execute("associate_lead", people[-1] + 10_000, cookie)


def test_leads_go_through_a_program(client, people, program):
    become_members(client, program, people)
    changed = client.execute("change_lead_program_status", program, people, "Registered")
    assert [row["status"] for row in changed] == ["updated"] * 5
    found = client.execute("get_multiple_leads_by_program_id", program, fields="id", batchSize=2)
    assert ids(found) == people
    assert {row["membership"]["progressionStatus"] for row in found} == {"Registered"}
    pages = client.execute("get_multiple_leads_by_program_id_yield", program, batchSize=4)
    assert [len(page) for page in pages] == [4, 1]


def test_members_carry_data_of_their_own(client, people, program):
    described = client.execute("describe_program_member")
    assert described[0]["name"] == "API Program Membership"
    become_members(client, program, people[:1])
    written = client.execute("sync_program_member_data", program, [{"leadId": people[0], "registrationCode": "abc"}])
    assert [row["status"] for row in written] == ["updated"]


def test_activities_are_read_by_type_lead_list_and_asset(client, people, static_list):
    assert {NEW_LEAD, CHANGE_DATA_VALUE, ADD_TO_LIST} <= set(ids(client.execute("get_activity_types")))
    client.execute("add_leads_to_list", static_list, people)
    wanted = {"activityTypeIds": [str(NEW_LEAD)], "leadIds": people}
    made = client.execute("get_lead_activities", **wanted, sinceDatetime=SINCE, batchSize=2)
    assert [row["leadId"] for row in made] == people
    token = client.execute("get_paging_token", SINCE)
    pages = client.execute("get_lead_activities_yield", **wanted, nextPageToken=token, batchSize=2)
    assert list(itertools.chain(*pages)) == made
    joined = client.execute(
        "get_lead_activities", [str(ADD_TO_LIST)], sinceDatetime=SINCE, listId=static_list, assetIds=[static_list]
    )
    assert [row["leadId"] for row in joined] == people
    full = client.execute(
        "get_lead_activities_yield", **wanted, sinceDatetime=SINCE, return_full_result=True, max_empty_more_results=1
    )
    assert [page["success"] for page in full] == [True]


def test_it_stops_by_itself_where_activities_get_too_young(client, people):
    wanted = {"activityTypeIds": [str(NEW_LEAD)], "leadIds": people, "sinceDatetime": SINCE}
    for until in ("2999-01-01", "2999-01-01T00:00:00", "2999-01-01T00:00:00+00:00"):
        assert len(client.execute("get_lead_activities", **wanted, untilDatetime=until)) == 5
    assert client.execute("get_lead_activities", **wanted, untilDatetime="2020-01-02") == []


def test_changes_of_leads_are_read(client, people, static_list):
    client.execute("add_leads_to_list", static_list, people[:3])
    changed = [{"id": lead, "firstName": "Grace", "lastName": "Hopper"} for lead in people[:3]]
    client.execute("create_update_leads", changed, action="updateOnly", lookupField="id")
    rows = client.execute(
        "get_lead_changes", ["firstName", "lastName"], sinceDatetime=SINCE, listId=static_list, batchSize=2
    )
    mine = [row for row in rows if row["activityTypeId"] == CHANGE_DATA_VALUE]
    assert [row["leadId"] for row in mine] == people[:3]
    assert {field["name"]: field["newValue"] for field in mine[0]["fields"]} == {
        "firstName": "Grace",
        "lastName": "Hopper",
    }
    pages = client.execute(
        "get_lead_changes_yield", "firstName lastName", sinceDatetime=SINCE, listId=static_list, batchSize=2
    )
    assert list(itertools.chain(*pages)) == rows
    of_one = client.execute("get_lead_changes_yield", "lastName", sinceDatetime=SINCE, leadIds=people[:1])
    assert {row["leadId"] for row in itertools.chain(*of_one)} == {people[0]}


def test_deleted_leads_are_told(client, people):
    token = client.execute("get_paging_token", SINCE)
    client.execute("delete_lead", people[:3])
    gone = client.execute("get_deleted_leads", sinceDatetime=SINCE, batchSize=2)
    assert [row["leadId"] for row in gone if row["leadId"] in people] == people[:3]
    assert client.execute("get_deleted_leads", nextPageToken=token) == gone
