"""The people that the sample data begins with."""

from collections import Counter

import pytest

from mercat.domain.people import find
from mercat.sandbox.sample.people import PEOPLE, fill
from mercat.store import people as rows

EVERYBODY = ["1"]


@pytest.fixture
def filled(instance):
    instance.write_now(fill)
    return instance


def test_kenneth_is_the_first(filled, marketo):
    (lead,) = marketo.get("/rest/v1/lead/1.json").result
    assert (lead.email, lead.firstName, lead.lastName) == ("developerfeedback@marketo.com", "Kenneth", "Elkington")


def test_some_hundred_others_have_fields_and_a_past(filled, marketo):
    found = filled.read_now(lambda tx: find.by_filter(tx, "leadPartitionId", EVERYBODY, limit=300)).items
    assert [person.id for person in found] == list(range(1, PEOPLE + 1))
    assert len({rows.email_key(person.document) for person in found}) == PEOPLE
    assert {"favoriteColor", "accessCode", "shoeSize"} <= found[20].document.keys()
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    seen: Counter[int] = Counter()
    more = True
    while more:
        page = marketo.get("/rest/v1/activities.json", activityTypeIds="1,3,12,13,46", nextPageToken=token)
        seen.update(activity.activityTypeId for activity in page.result)
        token, more = page.nextPageToken, page.moreResult
    assert seen[12] == PEOPLE
    assert min(seen[number] for number in (1, 3, 13, 46)) >= 20


def test_nobody_comes_from_the_future(filled):
    now = filled.clock.now()
    newest = filled.read_now(lambda tx: tx.fetch_all("SELECT MAX(at_ms) FROM activities"))[0][0]
    assert newest < now
    assert filled.read_now(lambda tx: rows.find(tx, PEOPLE)).updated_ms < now
