"""The segmentations and smart lists of the sample data."""

import pytest

from mercat.domain.segments import segments, smart_lists
from mercat.sandbox.sample import assets, campaigns, people
from mercat.sandbox.sample import segments as segments_of_the_sample
from support.marketo import MarketoClient

SEGMENTATION = "/rest/asset/v1/segmentation"


@pytest.fixture
def sample(marketo: MarketoClient) -> MarketoClient:
    for fill in (
        segments_of_the_sample.fill,
        assets.fill,
        people.fill,
        campaigns.fill,
        segments_of_the_sample.fill_smart_lists,
    ):
        marketo.server.instance.write_now(fill)
    return marketo


def test_people_are_in_every_segment_of_the_regions(sample):
    region, role = sample.get(f"{SEGMENTATION}.json").result
    assert (region.id, region.name, region.status, role.name) == (1001, "Region", "approved", "Role")
    names = [one.name for one in sample.get(f"{SEGMENTATION}/{region.id}/segments.json").result]
    assert names == ["North America", "Europe", "Asia", "Default"]
    read = sample.server.instance.read_now
    assert {read(lambda tx, one=one: segments.of_person(tx, region.id, one)).name for one in range(1, 12)} == {*names}
    drafts = [one.name for one in sample.get(f"{SEGMENTATION}/{role.id}/segments.json", status="draft").result]
    assert drafts == ["Leaders", "Engineers", "Default"]


def test_each_smart_list_finds_some_people_and_not_all(sample):
    found = {one.name: one.id for one in sample.get("/rest/asset/v1/smartLists.json").result}
    assert {"Engineers in Europe", "Warm Visitors", "Monthly Newsletter", "Invite Visitors"} <= found.keys()
    for name in ("Engineers in Europe", "Warm Visitors", "Monthly Newsletter", "Invite Visitors"):
        number = found[name]
        page = sample.server.instance.read_now(lambda tx, number=number: smart_lists.people(tx, number, limit=200))
        assert 0 < len(page.items) < people.PEOPLE, name
