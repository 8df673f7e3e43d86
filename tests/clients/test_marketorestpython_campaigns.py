"""marketorestpython, unmodified: campaigns, pushed leads and submitted forms, on the sample data."""

import pytest

from mercat.model.clock import DAY, to_datetime
from mercat.sandbox import sample


@pytest.fixture(scope="module")
def content():
    return sample.fill


@pytest.fixture(scope="module")
def lead(client):
    """The id of a new lead."""
    (made,) = client.execute("create_update_leads", [{"email": "wanted@clients.test"}])
    return made["id"]


def test_campaigns_are_found_by_id_name_program_and_page(client):
    every = client.execute("get_multiple_campaigns", batchSize=1)
    assert len(every) > 1
    (one,) = client.execute("get_campaign_by_id", every[0]["id"])
    assert one["name"] == every[0]["name"]
    assert client.execute("get_multiple_campaigns", id=[one["id"] for one in every]) == every
    assert client.execute("get_multiple_campaigns", name=one["name"]) == [one]
    assert one in client.execute("get_multiple_campaigns", workspaceName=one["workspaceName"])
    placed = next(found for found in every if found.get("programName"))
    assert placed in client.execute("get_multiple_campaigns", programName=placed["programName"])


def test_a_trigger_campaign_is_requested_for_leads_with_tokens(client, subscription, lead):
    campaigns = client.execute("get_multiple_campaigns")
    wanted = next(found for found in campaigns if found["type"] == "trigger" and found["active"])
    assert client.execute("request_campaign", wanted["id"], [lead]) is True
    assert client.execute("request_campaign", wanted["id"], [lead], tokens={"my.Event Speaker": "Ada"}) is True
    subscription.instance.jobs.run_due()
    (member,) = client.execute("get_smart_campaigns_by_lead_id", lead, batchSize=10)
    assert member["smartCampaignId"] == wanted["id"]


def test_a_batch_campaign_is_scheduled_with_and_without_a_body(client, subscription):
    campaigns = client.execute("get_multiple_campaigns")
    batch = next(found for found in campaigns if found["type"] == "batch")
    assert client.execute("schedule_campaign", batch["id"]) is True
    when = to_datetime(subscription.instance.clock.now() + DAY).isoformat(timespec="seconds")
    tokens = {"my.Event Speaker": "Ada"}
    assert client.execute("schedule_campaign", batch["id"], runAt=when, tokens=tokens) is True


def test_leads_are_pushed_into_a_program(client, lead):
    rows = [{"email": "wanted@clients.test"}, {"email": "pushed@clients.test"}]
    words = {"source": "a site", "reason": "downloaded", "programStatus": "Registered"}
    pushed = client.execute("push_lead", rows, "Product Webinar", "email", **words)
    assert [(row["status"], row["id"] == lead) for row in pushed] == [("updated", True), ("created", False)]


def test_a_form_is_submitted(client, lead):
    form = client.execute("get_forms", status="approved")[0]
    fields = {"email": "wanted@clients.test", "firstName": "Ada", "lastName": "Lovelace", "company": "Engines"}
    visit = {"pageURL": "https://example.com/form", "userAgentString": "Mozilla/5.0"}
    told = client.execute("submit_form", form["id"], {"leadFormFields": fields, "visitorData": visit})
    assert told == [{"id": lead, "status": "updated"}]
