"""What the sandbox finds about clients that others wrote: nothing where they keep the rules, and what is true."""

import pytest

from mercat.sandbox.journal import Journal

PEOPLE = [{"email": f"reader{number}@example.com"} for number in range(3)]
VALUES = [person["email"] for person in PEOPLE]
FIELDS = ["id", "email"]


@pytest.fixture
def watch(subscription):
    """What watches the calls of a test."""
    subscription.instance.journal = journal = Journal()
    yield journal.watch
    subscription.instance.journal = None


def rules(watch):
    return [finding.rule for finding in watch.findings()]


def test_marketorestpython_keeps_the_rules(client, watch):
    client.execute(method="create_update_leads", leads=PEOPLE, lookupField="email")
    leads = client.execute(
        method="get_multiple_leads_by_filter_type",
        filterType="email",
        filterValues=VALUES,
        fields=FIELDS,
        batchSize=1,
    )
    assert len(leads) == 3
    client.execute(method="describe")
    created = {"createdAt": {"startAt": "2026-01-01T00:00:00Z", "endAt": "2026-01-20T00:00:00Z"}}
    job = client.execute(method="create_leads_export_job", fields=FIELDS, filters=created)[0]["exportId"]
    client.execute(method="enqueue_leads_export_job", job_id=job)
    client.execute(method="cancel_leads_export_job", job_id=job)
    assert rules(watch) == []
    assert watch.calls > 5


def test_marketorestpython_names_no_fields_unless_it_is_told_to(client, watch):
    client.execute(method="get_lead_by_id", id=1)
    client.execute(method="get_multiple_leads_by_filter_type", filterType="email", filterValues=VALUES)
    assert rules(watch) == ["no-fields-named"]
