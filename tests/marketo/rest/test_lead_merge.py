"""Merging leads and associating them with cookies."""

import pytest

from mercat.domain.lists import static_lists
from mercat.model.assets import Kind, Ref

COOKIE = "id:287-GTJ-838&token:_mch-marketo.com-1396310362214-46169"


def create(client, **values) -> int:
    return client.post("/rest/v1/leads.json", action="createDuplicate", input=[values]).result[0].id


def merge(client, winner, *losers, **options):
    query = [("leadIds", ",".join(map(str, losers))), *options.items()]
    return client.send("POST", f"/rest/v1/leads/{winner}/merge.json", query=query)


def test_the_winner_keeps_its_values_and_empty_ones_are_filled(marketo):
    winner = create(marketo, firstName="Ada", twitterId="w")
    first = create(marketo, firstName="Eve", lastName="One", email="one@x.com", facebookId="f")
    second = create(marketo, lastName="Two", email="two@x.com", title="Countess")
    answer = merge(marketo, winner, first, second)
    assert set(answer.document) == {"requestId", "success"} and answer.success
    (lead,) = marketo.get(f"/rest/v1/lead/{winner}.json", fields="firstName,lastName,email,title").document["result"]
    assert lead == {"id": winner, "firstName": "Ada", "lastName": "One", "email": "one@x.com", "title": "Countess"}
    for gone in (first, second):
        assert marketo.get(f"/rest/v1/lead/{gone}.json").codes == ["1004"]
    for field, value in (("email", "one@x.com"), ("facebookId", "f"), ("twitterId", "w")):
        found = marketo.get("/rest/v1/leads.json", filterType=field, filterValues=value, fields="id")
        assert found.document["result"] == [{"id": winner}]
    assert marketo.get("/rest/v1/leads.json", filterType="email", filterValues="two@x.com").result == []


def test_what_hung_on_the_losers_moves_to_the_winner(marketo, instance):
    winner, loser = create(marketo, email="w@x.com"), create(marketo, email="l@x.com")
    list_id = instance.write_now(lambda tx: static_lists.create(tx, "Seeds", Ref(Kind.FOLDER, 5)))
    marketo.send("POST", f"/rest/v1/lists/{list_id}/leads.json?id={loser}")
    assert marketo.send("POST", f"/rest/v1/leads/{loser}/associate.json", query=[("cookie", COOKIE)]).codes == []
    merge(marketo, winner, loser, mergeInCRM="False")
    assert [lead.id for lead in marketo.get(f"/rest/v1/lists/{list_id}/leads.json").result] == [winner]
    assert [
        lead.id for lead in marketo.get("/rest/v1/leads.json", filterType="cookies", filterValues=COOKIE).result
    ] == [winner]
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    found = marketo.get("/rest/v1/activities.json", activityTypeIds="12,24,32", nextPageToken=token).document["result"]
    assert [(a["activityTypeId"], a["leadId"]) for a in found] == [
        (12, winner),
        (12, winner),
        (24, winner),
        (32, winner),
    ]
    assert {"name": "Merge IDs", "value": f"[{loser}]"} in found[-1]["attributes"]


def test_a_merge_of_two_into_one_tells_both(marketo):
    winner, *losers = [create(marketo, email=f"{name}@x.com") for name in "wab"]
    merge(marketo, winner, *losers)
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    (merged,) = marketo.get("/rest/v1/activities.json", activityTypeIds=32, nextPageToken=token).document["result"]
    assert {"name": "Merge IDs", "value": f"[{losers[0]}, {losers[1]}]"} in merged["attributes"]


@pytest.mark.parametrize(("count", "codes"), [(24, []), (25, []), (26, ["1080"])])
def test_a_merge_takes_25_losers_or_nobody(marketo, count, codes):
    ids = [
        row.id
        for row in marketo.post("/rest/v1/leads.json", input=[{"email": f"n{n}@x.com"} for n in range(27)]).result
    ]
    assert merge(marketo, ids[0], *ids[1 : count + 1]).codes == codes
    assert len(marketo.get("/rest/v1/leads.json", filterType="id", filterValues=ids).result) == 27 - (
        0 if codes else count
    )


def test_a_merge_is_all_or_nothing(marketo):
    winner, loser = create(marketo, email="w@x.com"), create(marketo, email="l@x.com", firstName="Eve")
    assert merge(marketo, winner, loser, 999_999).codes == ["1004"]
    assert merge(marketo, 999_999, loser).codes == ["1004"]
    assert merge(marketo, winner, loser, winner).codes == ["1003"]
    assert merge(marketo, winner, loser, mergeInCRM="true").codes == ["1003"]
    assert marketo.send("POST", f"/rest/v1/leads/{winner}/merge.json").codes == ["1002"]
    assert marketo.get(f"/rest/v1/lead/{loser}.json").result[0].firstName == "Eve"
    assert marketo.get(f"/rest/v1/lead/{winner}.json").result[0].firstName is None


def test_one_loser_may_stand_alone_and_an_empty_json_body_is_fine(marketo):
    winner, loser = create(marketo, email="w@x.com"), create(marketo, email="l@x.com")
    answer = marketo.send("POST", f"/rest/v1/leads/{winner}/merge.json?leadId={loser}&id={winner}", json={})
    assert answer.codes == []
    assert marketo.get(f"/rest/v1/lead/{loser}.json").codes == ["1004"]


def test_a_cookie_belongs_to_the_lead_that_it_was_given_last(marketo):
    first, second = create(marketo, email="a@x.com"), create(marketo, email="b@x.com")
    for lead_id in (first, second):
        answer = marketo.send("POST", f"/rest/v1/leads/{lead_id}/associate.json", query=[("cookie", COOKIE)])
        assert set(answer.document) == {"requestId", "success"} and answer.success
    (lead,) = marketo.get("/rest/v1/leads.json", filterType="cookies", filterValues=COOKIE).result
    assert lead.id == second


def test_what_association_needs(marketo):
    lead_id = create(marketo, email="a@x.com")
    path = f"/rest/v1/leads/{lead_id}/associate.json"
    assert marketo.send("POST", path).codes == ["1002"]
    answer = marketo.send("POST", path, query=[("cookie", "crumbs")])
    assert (answer.codes, answer.messages) == (["1012"], ["Invalid cookie value 'crumbs'"])
    answer = marketo.send("POST", "/rest/v1/leads/999999/associate.json", query=[("cookie", COOKIE)])
    assert answer.codes == ["1004"]
