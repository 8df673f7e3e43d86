"""The smart campaigns that the sample data begins with."""

import pytest

from mercat.sandbox.sample import assets, campaigns, people
from mercat.store import jobs
from support.campaigns import memberships
from support.marketo import MarketoClient

# The documented calls, but for their ids.
TOKENS = [
    {"name": "{{my.message}}", "value": "Updated message"},
    {"name": "{{my.other token}}", "value": "Value for other token"},
]


@pytest.fixture
def sample(marketo: MarketoClient) -> MarketoClient:
    for fill in (assets.fill, people.fill, campaigns.fill):
        marketo.server.instance.write_now(fill)
    return marketo


def test_a_campaign_can_be_requested_at_once(sample):
    (found,) = sample.get("/rest/v1/campaigns.json", isTriggerable=True).result
    assert (found.type, found.active, found.programName) == ("trigger", True, campaigns.PROGRAM)
    answer = sample.post(
        f"/rest/v1/campaigns/{found.id}/trigger.json", input={"leads": [{"id": 1}, {"id": 9}], "tokens": TOKENS}
    )
    assert answer.document["result"] == [{"id": found.id}]
    sample.server.instance.jobs.run_due()
    assert found.id in [row["smartCampaignId"] for row in memberships(sample, 9)]


def test_a_campaign_can_be_scheduled_at_once(sample):
    (found,) = sample.get("/rest/v1/campaigns.json", name=campaigns.BATCH).result
    answer = sample.post(f"/rest/v1/campaigns/{found.id}/schedule.json", input={"tokens": TOKENS})
    assert answer.document["result"] == [{"id": found.id}]
    assert sample.post(f"/rest/v1/campaigns/{found.id}/schedule.json", input={"cloneToProgram": "Copy"}).codes == []


def test_some_people_went_through_them(sample):
    (found,) = sample.get(f"/rest/asset/v1/smartCampaign/byName.json?name={campaigns.BATCH}".replace(" ", "%20")).result
    assert found.status == "Single Run"
    kenneth = memberships(sample, 1)
    assert len(kenneth) == 2 and all(row["createdAt"] > found.createdAt.removesuffix("+0000") for row in kenneth)
    assert sample.server.instance.read_now(lambda tx: jobs.find(tx, "campaign run 1")) is None
