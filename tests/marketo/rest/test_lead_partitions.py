"""Lead partitions: who reaches them, and what that does to every operation on leads."""

import pytest

from mercat.domain.people import partitions, remove
from mercat.store import people
from support.marketo import MarketoClient

EMAIL = "ada@example.com"


@pytest.fixture
def europe(instance):
    """A second partition that no workspace of the clients sees, and a third that theirs does."""

    def work(tx):
        people.add_workspace(tx, 2, "Europe", "")
        partitions.create(tx, "Europe", workspaces=(2,))
        partitions.create(tx, "Asia", workspaces=(1, 2))

    instance.write_now(work)


def create(client: MarketoClient, **options) -> int:
    (row,) = client.post("/rest/v1/leads.json", input=[{"email": EMAIL}], **options).result
    assert row.status == "created"
    return row.id


def codes(answer):
    return [row["reasons"][0]["code"] if "reasons" in row else row["status"] for row in answer.document["result"]]


def put_into_europe(instance, lead_id: int) -> None:
    def work(tx):
        person = people.find(tx, lead_id)
        person.partition_id = 2
        people.update(tx, [person], email=True)

    instance.write_now(work)


def test_the_default_partition_is_there_from_the_start(marketo):
    assert marketo.get("/rest/v1/leads/partitions.json").document["result"] == [
        {"id": 1, "name": "Default", "description": "Initial system lead partition"}
    ]


def test_only_reachable_partitions_are_told(marketo, europe):
    assert [row.name for row in marketo.get("/rest/v1/leads/partitions.json").result] == ["Default", "Asia"]


def test_new_leads_go_to_the_named_partition(marketo, europe):
    lead_id = create(marketo, partitionName="Asia")
    (lead,) = marketo.get(f"/rest/v1/lead/{lead_id}.json", fields="leadPartitionId").result
    assert lead.leadPartitionId == 3
    found = marketo.get("/rest/v1/leads.json", filterType="leadPartitionId", filterValues="3", fields="id")
    assert found.document["result"] == [{"id": lead_id}]


def test_a_partition_out_of_reach_is_denied(marketo, europe):
    answer = marketo.post("/rest/v1/leads.json", partitionName="Europe", input=[{"email": EMAIL}])
    assert (answer.codes, answer.messages) == (["1008"], ["Access denied to partition 'Europe'"])


def test_a_lead_of_another_partition_is_not_updated(marketo, europe):
    create(marketo, partitionName="Asia")
    record = [{"email": EMAIL, "firstName": "Ada"}]
    answer = marketo.post("/rest/v1/leads.json", partitionName="Default", input=record)
    assert codes(answer) == ["1010"]
    assert answer.result[0].reasons[0].message == "Partition update not allowed"
    assert codes(marketo.post("/rest/v1/leads.json", partitionName="Asia", input=record)) == ["updated"]
    assert codes(marketo.post("/rest/v1/leads.json", input=record)) == ["updated"]


def test_leads_out_of_reach_are_neither_read_nor_written(marketo, instance, europe):
    lead_id = create(marketo)
    put_into_europe(instance, lead_id)
    assert marketo.get(f"/rest/v1/lead/{lead_id}.json").codes == ["1008"]
    assert marketo.get("/rest/v1/leads.json", filterType="email", filterValues=EMAIL).result == []
    assert codes(marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL, "firstName": "A"}])) == ["1008"]
    assert codes(marketo.post("/rest/v1/leads/delete.json", input=[{"id": lead_id}])) == ["1008"]
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    assert (
        marketo.get("/rest/v1/activities.json", activityTypeIds=12, nextPageToken=token).document.get("result", [])
        == []
    )


def test_the_deletion_of_a_lead_is_told_to_those_who_reached_it(marketo, instance, europe):
    near, far = create(marketo, partitionName="Asia"), create(marketo, action="createDuplicate")
    put_into_europe(instance, far)
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": near}])
    instance.write_now(lambda tx: remove.delete(tx, [far]))
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    told = marketo.get("/rest/v1/activities/deletedleads.json", nextPageToken=token)
    assert [(row.leadId, row.attributes) for row in told.result] == [(near, [])]
    assert told.moreResult is False


def test_a_user_without_the_default_partition_has_to_name_one(marketo, instance, europe):
    instance.write_now(lambda tx: tx.execute("UPDATE user_roles SET workspace_id = 2"))
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": EMAIL}])
    assert (answer.codes, answer.messages) == (["1009"], ["Partition name must be specified"])
    assert codes(marketo.post("/rest/v1/leads.json", partitionName="Europe", input=[{"email": EMAIL}])) == ["created"]


def test_leads_move_between_partitions(marketo, europe):
    lead_id = create(marketo)
    answer = marketo.post(
        "/rest/v1/leads/partitions.json",
        input=[
            {"id": lead_id, "partitionName": "Asia"},
            {"id": 999_999, "partitionName": "Asia"},
            {"id": lead_id, "partitionName": "Europe"},
            {"id": lead_id, "partitionName": "Moon"},
            {"id": lead_id},
            {"partitionName": "Asia"},
        ],
    )
    assert codes(answer) == ["updated", "1004", "1008", "1003", "1002", "1002"]
    (lead,) = marketo.get(f"/rest/v1/lead/{lead_id}.json", fields="leadPartitionId").result
    assert lead.leadPartitionId == 3
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    (activity,) = marketo.get("/rest/v1/activities.json", activityTypeIds=100, nextPageToken=token).result
    assert (activity.leadId, activity.primaryAttributeValue) == (lead_id, "Asia")


@pytest.mark.parametrize(("count", "refused"), [(299, []), (300, []), (301, ["1003"]), (0, ["1003"])])
def test_a_call_moves_300_leads(marketo, count, refused):
    records = [{"id": n, "partitionName": "Default"} for n in range(1, count + 1)]
    assert marketo.post("/rest/v1/leads/partitions.json", input=records).codes == refused
