"""marketorestpython, unmodified: bulk extracts of every kind it knows, and what it does to them on their way."""

import csv
import io

import pytest

from mercat.model.clock import DAY, to_datetime

KINDS = [
    "leads",
    "activities",
    "custom_objects",
    "program_members",
]


@pytest.fixture(scope="module")
def members(client):
    """Something of every kind; the id of the program that has members."""
    (lead,) = client.execute("create_update_leads", [{"email": "export@clients.test"}])
    client.execute("create_update_custom_object_type", "boat", "Boat", "createOnly")
    fields = [
        {"name": "hull", "displayName": "Hull", "dataType": "string", "isDedupeField": True},
        {"name": "owner", "displayName": "Owner", "dataType": "link", "relatedTo": {"name": "lead", "field": "id"}},
    ]
    client.execute("add_field_custom_object_type", "boat", fields)
    client.execute("approve_custom_object_type", "boat")
    client.execute("create_update_custom_objects", "boat", [{"hull": "h1", "owner": lead["id"]}])
    (program,) = client.execute("create_program", 15, "Folder", "Extracted", "Event", "Live Event")
    members = {"statusName": "Invited", "input": [{"leadId": lead["id"]}]}
    path = f"{client.host}/rest/v1/programs/{program['id']}/members/status.json"
    client._api_call("post", path, {"access_token": client.token}, members)
    return program["id"]


@pytest.fixture
def orders(subscription, members):
    """What an extract of each kind is ordered with, the object's name first where there is one."""
    now = subscription.instance.clock.now()
    today = {name: to_datetime(at).isoformat() for name, at in (("startAt", now - DAY), ("endAt", now + DAY))}
    return {
        "leads": ((), {"fields": ["email"], "filters": {"createdAt": today}}),
        "activities": ((), {"fields": ["leadId"], "filters": {"createdAt": today, "activityTypeIds": [12]}}),
        "custom_objects": (("boat",), {"fields": ["hull"], "filters": {"updatedAt": today}}),
        "program_members": ((), {"fields": ["leadId"], "filters": {"programId": members}}),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_an_extract_is_created_queued_watched_and_read(client, subscription, orders, kind):
    names, order = orders[kind]
    keys = {"object_name": names[0]} if names else {}
    (made,) = client.execute(f"create_{kind}_export_job", **order, **keys, columnHeaderNames={order["fields"][0]: "X"})
    job = made["exportId"]
    assert made["status"] == "Created"
    (queued,) = client.execute(f"enqueue_{kind}_export_job", job, **keys)
    assert queued["status"] == "Queued"
    subscription.instance.jobs.run_due()
    (told,) = client.execute(f"get_{kind}_export_job_status", job, **keys)
    assert (told["status"], told["numberOfRecords"]) == ("Completed", 1)
    rows = list(csv.reader(io.StringIO(client.execute(f"get_{kind}_export_job_file", job, **keys).decode())))
    assert [len(rows), rows[0]] == [2, ["X"]]
    assert job in [one["exportId"] for one in client.execute(f"get_{kind}_export_jobs_list", *names)]


def test_an_extract_of_activities_needs_no_fields(client, subscription, orders):
    """It sends null for the fields that it was not given."""
    _, order = orders["activities"]
    (made,) = client.execute("create_activities_export_job", filters=order["filters"], fields=None)
    client.execute("enqueue_activities_export_job", made["exportId"])
    subscription.instance.jobs.run_due()
    head, row = csv.reader(io.StringIO(client.execute("get_activities_export_job_file", made["exportId"]).decode()))
    assert head[:4] == ["marketoGUID", "leadId", "activityDate", "activityTypeId"]
    assert row[3] == "12"


@pytest.mark.parametrize("kind", KINDS)
def test_an_extract_is_cancelled(client, orders, kind):
    names, order = orders[kind]
    keys = {"object_name": names[0]} if names else {}
    (made,) = client.execute(f"create_{kind}_export_job", **order, **keys)
    (told,) = client.execute(f"cancel_{kind}_export_job", made["exportId"], **keys)
    assert told["status"] == "Cancelled"


def test_a_file_is_read_as_a_stream(client, subscription, orders):
    _, order = orders["leads"]
    (made,) = client.execute("create_leads_export_job", **order, format="TSV")
    client.execute("enqueue_leads_export_job", made["exportId"])
    subscription.instance.jobs.run_due()
    answer = client.execute("get_leads_export_job_file", made["exportId"], stream=True)
    assert list(answer.iter_lines(decode_unicode=True)) == ["email", "export@clients.test"]
