"""/rest/v1/activities: what is written down about leads, and how it is read."""

import re
from typing import Any

import pytest

from mercat.domain.lists import static_lists
from mercat.model.assets import Kind, Ref
from mercat.model.clock import MINUTE

EMAIL = "ada@example.com"
START = "2020-01-01T00:00:00Z"


def since(client: Any, moment: str = START) -> str:
    return client.get("/rest/v1/activities/pagingtoken.json", sinceDatetime=moment).nextPageToken


def sync(client: Any, **values: Any) -> int:
    (row,) = client.post("/rest/v1/leads.json", input=[{"email": EMAIL, **values}]).result
    return row.id


def activities(client: Any, types: Any, **params: Any) -> list[dict[str, Any]]:
    params.setdefault("nextPageToken", since(client))
    return client.get("/rest/v1/activities.json", activityTypeIds=types, **params).document.get("result", [])


def attributes(activity: dict[str, Any]) -> dict[str, Any]:
    return {pair["name"]: pair["value"] for pair in activity["attributes"]}


def test_a_paging_token_is_opaque_base32(marketo):
    answer = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2014-10-06T13:22:17-0800")
    assert set(answer.document) == {"requestId", "success", "nextPageToken"}
    assert re.fullmatch(r"[A-Z2-7]+=*", answer.nextPageToken)
    assert marketo.get("/rest/v1/activities/pagingtoken.json").codes == ["1002"]
    assert marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="yesterday").codes == ["1001"]


def test_a_forged_token_is_refused(marketo):
    token = since(marketo)
    for forged in ("A" * len(token), token[:-8], "nonsense", ("B" if token[0] == "A" else "A") + token[1:]):
        for path, params in (
            ("/rest/v1/activities.json", {"activityTypeIds": 12}),
            ("/rest/v1/activities/leadchanges.json", {"fields": "email"}),
            ("/rest/v1/activities/deletedleads.json", {}),
        ):
            assert marketo.get(path, nextPageToken=forged, **params).codes == ["1003"]


def test_the_types_are_told_with_their_attributes(marketo):
    types = {kind["id"]: kind for kind in marketo.get("/rest/v1/activities/types.json").document["result"]}
    assert (types[12]["name"], types[13]["name"], types[37]["name"]) == ("New Lead", "Change Data Value", "Delete Lead")
    assert types[2]["primaryAttribute"] == {"name": "Webform ID", "dataType": "integer"}
    assert {"name": "New Value", "dataType": "string"} in types[13]["attributes"]


def test_a_new_lead_is_written_down(marketo):
    lead_id = sync(marketo, firstName="Ada", lastName="Lovelace")
    (activity,) = activities(marketo, 12)
    assert activity["leadId"] == activity["primaryAttributeValueId"] == lead_id
    assert activity["primaryAttributeValue"] == "Ada Lovelace"
    assert activity["marketoGUID"] == str(activity["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", activity["activityDate"])
    day = attributes(activity)["Created Date"]
    assert attributes(activity) == {"Created Date": day, "Source Type": "Web service API"}
    assert activities(marketo, 13) == []


def test_a_new_lead_has_the_day_of_the_subscription(marketo):
    """20:18 on the 16th in Chicago is 01:18 on the 17th in UTC."""
    marketo.server.instance.clock.set(1_805_332_721_000)
    marketo.token = marketo.fresh_token()
    sync(marketo)
    (activity,) = activities(marketo, 12)
    assert (activity["activityDate"], attributes(activity)["Created Date"]) == ("2027-03-18T01:18:41Z", "2027-03-17")


def test_without_activities_there_is_no_result(marketo):
    """Changes and deletions of leads have an empty one."""
    token = since(marketo, "2034-01-01")
    answer = marketo.get("/rest/v1/activities.json", activityTypeIds=1, nextPageToken=token).document
    expected = {"success": True, "nextPageToken": answer["nextPageToken"], "moreResult": False}
    assert answer == {"requestId": answer["requestId"]} | expected
    for path, query in (("leadchanges", {"fields": "email"}), ("deletedleads", {})):
        answer = marketo.get(f"/rest/v1/activities/{path}.json", nextPageToken=token, **query).document
        assert (answer["result"], answer["moreResult"]) == ([], False)


def test_every_changed_value_is_an_activity_of_its_own(marketo):
    sync(marketo, firstName="Ada", leadScore=1)
    lead_id = sync(marketo, firstName="Ada", leadScore=2, unsubscribed=True, lastName="Lovelace")
    found = activities(marketo, 13)
    assert [(a["leadId"], a["primaryAttributeValue"], attributes(a)) for a in found] == [
        (
            lead_id,
            label,
            {"New Value": new, "Reason": "Web service API", "Source": "Web service API"}
            | ({"Old Value": old} if old else {}),
        )
        for label, old, new in (
            ("Lead Score", "1", "2"),
            ("Unsubscribed", None, "true"),
            ("Last Name", None, "Lovelace"),
        )
    ]
    assert len({a["id"] for a in found}) == 3


def test_nothing_changed_is_nothing_to_tell(marketo):
    lead_id = sync(marketo, firstName="Ada")
    marketo.server.instance.clock.offset_ms += MINUTE
    assert sync(marketo, firstName="Ada") == lead_id
    (lead,) = marketo.get(f"/rest/v1/lead/{lead_id}.json").result
    assert lead.createdAt == lead.updatedAt
    assert activities(marketo, 13) == []


def test_the_token_of_an_answer_goes_on_where_it_ended(marketo):
    sync(marketo, firstName="A")
    for name in ("B", "C", "D"):
        sync(marketo, firstName=name, lastName=name)
    seen, token = [], since(marketo)
    for expected in (4, 3, 0):
        answer = marketo.get("/rest/v1/activities.json", activityTypeIds="12,13", batchSize=4, nextPageToken=token)
        rows = answer.document.get("result", [])
        assert len(rows) == expected
        seen += [activity["id"] for activity in rows]
        token = answer.nextPageToken
        assert answer.moreResult is (expected == 4)
    assert len(set(seen)) == 7
    sync(marketo, firstName="E")
    answer = marketo.get("/rest/v1/activities.json", activityTypeIds="12,13", nextPageToken=token)
    assert [activity.primaryAttributeValue for activity in answer.result] == ["First Name"]


def test_single_changes_of_one_call_are_paged_too(marketo):
    sync(marketo)
    sync(marketo, firstName="A", lastName="B", title="C")
    seen, token, more = [], since(marketo), True
    while more:
        answer = marketo.get("/rest/v1/activities.json", activityTypeIds=13, batchSize=1, nextPageToken=token)
        seen += [activity.primaryAttributeValue for activity in answer.result]
        token, more = answer.nextPageToken, answer.moreResult
    assert seen == ["First Name", "Last Name", "Job Title"]


def test_only_what_happened_since_counts(marketo):
    sync(marketo, firstName="A")
    marketo.server.instance.clock.offset_ms += 10 * MINUTE
    marketo.token = marketo.fresh_token()
    (lead,) = marketo.get("/rest/v1/leads.json", filterType="email", filterValues=EMAIL).result
    sync(marketo, firstName="B")
    updated = marketo.get(f"/rest/v1/lead/{lead.id}.json").result[0].updatedAt
    token = since(marketo, updated.replace("Z", "+00:00"))
    assert [a["activityTypeId"] for a in activities(marketo, "12,13", nextPageToken=token)] == [13]
    assert [a["activityTypeId"] for a in activities(marketo, "12,13")] == [12, 13]


def test_activities_of_some_leads_or_about_one_field(marketo):
    ids = [
        row.id for row in marketo.post("/rest/v1/leads.json", input=[{"email": f"n{n}@x.com"} for n in range(3)]).result
    ]
    assert [a["leadId"] for a in activities(marketo, 12, leadIds=[ids[0], ids[2]])] == [ids[0], ids[2]]
    marketo.post("/rest/v1/leads.json", input=[{"email": "n1@x.com", "firstName": "A", "lastName": "B"}])
    fields = {f["rest"]["name"]: f["id"] for f in marketo.get("/rest/v1/leads/describe.json").document["result"]}
    found = activities(marketo, 13, assetIds=fields["lastName"])
    assert [(a["primaryAttributeValueId"], attributes(a)["New Value"]) for a in found] == [(fields["lastName"], "B")]


@pytest.mark.parametrize(
    ("path", "narrowed", "pages"),
    [
        ("activities", "listId", 2),
        ("activities", "assetIds", 2),
        ("activities", "leadIds", 1),
        ("activities/leadchanges", "listId", 2),
        ("activities/leadchanges", "leadIds", 1),
    ],
)
def test_pages_may_be_empty_until_the_one_that_is_wanted_comes(marketo, path, narrowed, pages):
    """The last of 2,100 new leads is wanted: a page looks at 2,000, unless it can begin with the lead."""
    token = since(marketo)
    for start in range(0, 2_100, 300):
        batch = [{"email": f"person{number}@example.com"} for number in range(start, start + 300)]
        last = marketo.post("/rest/v1/leads.json", input=batch).result[-1].id
    list_id = marketo.server.instance.write_now(lambda tx: static_lists.create(tx, "Last", Ref(Kind.FOLDER, 5)))
    marketo.post(f"/rest/v1/lists/{list_id}/leads.json", input=[{"id": last}])
    query = {"activityTypeIds": 12} if path == "activities" else {"fields": "email"}
    query[narrowed] = list_id if narrowed == "listId" else last
    found = []
    for page in range(1, pages + 1):
        answer = marketo.get(f"/rest/v1/{path}.json", nextPageToken=token, **query)
        found += answer.document.get("result", [])
        token = answer.nextPageToken
        assert answer.moreResult is (page < pages)
    assert [activity["leadId"] for activity in found] == [last]
    assert marketo.get(f"/rest/v1/{path}.json", nextPageToken=token, **query).document.get("result", []) == []


@pytest.mark.parametrize(("types", "leads", "codes"), [(9, 29, []), (10, 30, []), (11, 1, ["1003"]), (1, 31, ["1003"])])
def test_a_query_takes_ten_types_and_thirty_leads(marketo, types, leads, codes):
    answer = marketo.get(
        "/rest/v1/activities.json",
        activityTypeIds=list(range(1, types + 1)),
        leadIds=list(range(1, leads + 1)),
        nextPageToken=since(marketo),
    )
    assert answer.codes == codes


def test_what_a_query_needs(marketo):
    token = since(marketo)
    assert marketo.get("/rest/v1/activities.json", activityTypeIds=1).codes == ["1002"]
    assert marketo.get("/rest/v1/activities.json", nextPageToken=token).codes == ["1002"]
    assert marketo.get("/rest/v1/activities.json", nextPageToken=token, activityTypeIds="x").codes == ["1001"]
    assert marketo.get("/rest/v1/activities.json", nextPageToken=token, activityTypeIds=1, batchSize=301).codes == [
        "1003"
    ]
    assert marketo.get("/rest/v1/activities.json", nextPageToken=token, activityTypeIds="1,2", assetIds=1).codes == [
        "1003"
    ]
    assert marketo.get("/rest/v1/activities/leadchanges.json", nextPageToken=token).codes == ["1002"]
    assert marketo.get("/rest/v1/activities/leadchanges.json", nextPageToken=token, fields="shoeSize").codes == ["1006"]


def test_lead_changes_of_one_call_are_one_activity(marketo):
    lead_id = sync(marketo, firstName="A")
    sync(marketo, firstName="B", lastName="C", title="D")
    answer = marketo.get("/rest/v1/activities/leadchanges.json", nextPageToken=since(marketo), fields="firstName,title")
    new, changed = answer.document["result"]
    assert (new["activityTypeId"], new["fields"]) == (12, [])
    assert changed["activityTypeId"] == 13
    assert [(f["name"], f["oldValue"], f["newValue"]) for f in changed["fields"]] == [
        ("firstName", "A", "B"),
        ("title", None, "D"),
    ]
    assert attributes(changed) == {"Reason": "Web service API", "Source": "Web service API", "Lead ID": lead_id}
    assert answer.moreResult is False


def test_changes_of_other_fields_are_passed_over(marketo):
    sync(marketo, firstName="A")
    sync(marketo, lastName="C")
    answer = marketo.get(
        "/rest/v1/activities/leadchanges.json", nextPageToken=since(marketo), fields="title", batchSize=1
    )
    assert [a["activityTypeId"] for a in answer.document["result"]] == [12]
    answer = marketo.get("/rest/v1/activities/leadchanges.json", nextPageToken=answer.nextPageToken, fields="title")
    assert answer.document["result"] == [] and answer.moreResult is False


def test_a_deleted_lead_leaves_its_deletion_alone(marketo):
    lead_id = sync(marketo, firstName="Ada", lastName="Lovelace")
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": lead_id}])
    answer = marketo.get("/rest/v1/activities/deletedleads.json", nextPageToken=since(marketo))
    (activity,) = answer.document["result"]
    assert (activity["leadId"], activity["activityTypeId"], activity["attributes"]) == (lead_id, 37, [])
    assert (activity["primaryAttributeValueId"], activity["primaryAttributeValue"]) == (lead_id, "Ada Lovelace")
    assert answer.moreResult is False and answer.nextPageToken
    assert activities(marketo, 12) == []


def test_activities_need_their_own_permission(marketo_with):
    reader, stranger = marketo_with("Read-Only Activity"), marketo_with("Read-Only Lead")
    for path in ("activities/types.json", "activities/pagingtoken.json?sinceDatetime=2020-01-01"):
        assert reader.get(f"/rest/v1/{path}").codes == []
        assert stranger.get(f"/rest/v1/{path}").codes == ["603"]
