"""What published clients send, and what they cannot live without: a test for each habit, in the bytes that they use.

The clients themselves are in tests/clients; here their habits stand alone, so that each is seen to be needed.
"""

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from mercat.domain.access import api_clients
from mercat.model.clock import DAY, to_datetime

FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
JSON = {"content-type": "application/json; charset=utf-8"}
NO_ASSETS = "No assets found for the given search criteria."
TOKEN = "/identity/oauth/token"
LEADS = "/rest/v1/leads.json"
EXPORT = "/bulk/v1/leads/export"


@pytest.fixture
def people(marketo):
    """The ids of three leads."""
    rows = [{"email": f"habit{n}@example.com"} for n in range(3)]
    return [row.id for row in marketo.post(LEADS, input=rows).result]


@pytest.fixture
def members(marketo, people):
    """A list with these leads."""
    folder = {"id": 15, "type": "Folder"}
    (made,) = marketo.form("/rest/asset/v1/staticLists.json", name="Habits", folder=folder).result
    marketo.post(f"/rest/v1/lists/{made.id}/leads.json", input=[{"id": lead} for lead in people])
    return made.id


@pytest.fixture
def credentials(marketo):
    """What a token is asked for with."""
    instance = marketo.server.instance
    service = instance.read_now(lambda tx: api_clients.get_service(tx, marketo.name))
    secret = instance.read_now(lambda tx: api_clients.secret(tx, service))
    return {"grant_type": "client_credentials", "client_id": service.client_id, "client_secret": secret}


def form(marketo, path, pairs, method="POST"):
    """A form body in clients' bytes: names may repeat."""
    return marketo.send(method, path, content=urlencode(pairs).encode(), headers=FORM)


def since(marketo, moment="2020-01-01T00:00:00Z"):
    return marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime=moment).nextPageToken


def today(marketo, shown="%Y-%m-%dT%H:%M:%SZ"):
    now = marketo.server.instance.clock.now()
    return {name: to_datetime(at).strftime(shown) for name, at in (("startAt", now - DAY), ("endAt", now + DAY))}


def export(marketo, **filters):
    """The path of a new extract."""
    (row,) = marketo.post(
        f"{EXPORT}/create.json", fields=["id"], filter=filters or {"createdAt": today(marketo)}
    ).result
    return f"{EXPORT}/{row.exportId}"


# -- who asks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["123-ABC-456.mktorest.com", "123-abc-456.mktorest.com:443"])
def test_the_host_is_made_of_the_munchkin_id(marketo, host):
    assert marketo.send("GET", "/rest/v1/leads/describe.json", headers={"host": host}).success


def test_a_token_is_asked_for_in_a_query_or_in_a_form_with_a_partner(marketo, credentials):
    wanted = urlencode({**credentials, "partner_id": "a-partner"})
    by_query = marketo.server.call("GET", f"{TOKEN}?{wanted}")
    by_form = marketo.server.call("POST", TOKEN, headers=FORM, content=wanted.encode())
    assert by_query.access_token == by_form.access_token == marketo.token


def test_a_refused_token_says_why_in_two_members(marketo, credentials):
    answer = marketo.server.call("GET", f"{TOKEN}?{urlencode({**credentials, 'client_secret': 'wrong'})}")
    assert (answer.status, set(answer.document)) == (401, {"error", "error_description"})


def test_a_token_in_the_query_alone_is_for_those_who_allow_it(marketo):
    path = f"/rest/v1/leads/describe.json?access_token={marketo.token}"
    assert marketo.server.call("GET", path).codes == ["601"]
    marketo.server.instance.compatibility.legacy_query_token = True
    assert marketo.server.call("GET", path).success


@pytest.mark.parametrize("authorization", [None, "", "Basic bWVyY2F0OmNhdA==", "Token {token}", "{token}", "Bearer "])
def test_a_call_without_a_bearer_token_is_denied(marketo, authorization):
    """Release notes of September 2022: 603 has taken the place of 600."""
    sent = {} if authorization is None else {"authorization": authorization.format(token=marketo.token)}
    answer = marketo.server.call("GET", "/rest/v1/leads/describe.json", headers=sent)
    assert (answer.status, answer.codes, answer.messages) == (200, ["603"], ["Access denied"])


# -- the lead database ----------------------------------------------------------------------------------------------


def test_members_of_a_body_that_nobody_knows_are_passed_over(marketo):
    sent = {"input": [{"email": "blank@example.com"}], "asyncProcessing ": False}
    assert [row.status for row in marketo.send("POST", LEADS, json=sent).result] == ["created"]


@pytest.mark.parametrize("place", ["query", "form"])
def test_a_post_stands_for_a_get(marketo, people, place):
    wanted = [("filterType", "email"), ("filterValues", "habit0@example.com,habit2@example.com"), ("fields", "id")]
    path, body = (f"{LEADS}?_method=GET", wanted) if place == "query" else (LEADS, [("_method", "GET"), *wanted])
    assert [row.id for row in form(marketo, path, body).result] == [people[0], people[2]]


def test_leads_are_deleted_by_delete_with_a_body(marketo, people):
    answer = marketo.send("DELETE", LEADS, json={"input": [{"id": lead} for lead in people]})
    assert [row.status for row in answer.result] == ["deleted"] * 3


def test_a_page_follows_by_a_token_in_the_query_with_the_filters_in_a_form(marketo, members, people):
    path, wanted = f"/rest/v1/list/{members}/leads.json?_method=GET", [("fields", "id"), ("batchSize", "2")]
    first = form(marketo, path, wanted)
    second = form(marketo, f"{path}&nextPageToken={first.nextPageToken}", wanted)
    assert [row.id for row in first.result + second.result] == people
    assert "nextPageToken" not in second.document


def test_an_id_may_repeat(marketo, members):
    pairs = [("_method", "GET"), ("id", members), ("id", members + 1)]
    assert [row.id for row in form(marketo, "/rest/v1/lists.json", pairs).result] == [members]


@pytest.mark.parametrize("place", ["body", "query"])
def test_leads_leave_a_list_by_delete(marketo, members, people, place):
    path = f"/rest/v1/lists/{members}/leads.json"
    if place == "body":
        answer = marketo.send("DELETE", path, json={"input": [{"id": people[0]}, {"id": people[1]}]})
    else:
        answer = marketo.send("DELETE", f"{path}?id={people[0]}&id={people[1]}", headers=JSON)
    assert [(row.id, row.status) for row in answer.result] == [(people[0], "removed"), (people[1], "removed")]


def test_membership_is_asked_for_by_a_post_with_a_body(marketo, members, people):
    path = f"/rest/v1/lists/{members}/leads/ismember.json?_method=GET"
    answer = marketo.send("POST", path, json={"input": [{"id": people[0]}]})
    assert [(row.id, row.status) for row in answer.result] == [(people[0], "memberof")]


def test_custom_objects_are_found_by_a_body(marketo):
    schema, vin = "/rest/v1/customobjects/schema", {"name": "vin", "displayName": "VIN", "dataType": "string"}
    marketo.post(f"{schema}.json", action="createOnly", displayName="Car", apiName="car")
    marketo.post(f"{schema}/car/addField.json", input=[{**vin, "isDedupeField": True}])
    marketo.post(f"{schema}/car/approve.json")
    keys = [{"vin": f"v{n}"} for n in range(3)]
    marketo.post("/rest/v1/customobjects/car.json", input=keys)
    path = "/rest/v1/customobjects/car.json?_method=GET"
    wanted = {"filterType": "dedupeFields", "input": keys, "fields": ["vin"], "batchSize": 2}
    first = marketo.send("POST", path, json=wanted)
    second = marketo.send("POST", path, json={**wanted, "nextPageToken": first.nextPageToken})
    assert [row.vin for row in first.result + second.result] == ["v0", "v1", "v2"]


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b'{"data": {}}'])
@pytest.mark.parametrize("action", ["merge", "associate"])
def test_parameters_stand_in_the_query_beside_an_empty_body(marketo, people, action, body):
    words = {
        "merge": {"leadIds": f"{people[1]},{people[2]}", "mergeInCRM": "False"},
        "associate": {"id": people[0], "cookie": "id:287-GTJ-838&token:_mch-marketo.com-1396310362214-46169"},
    }
    path = f"/rest/v1/leads/{people[0]}/{action}.json?{urlencode(words[action])}"
    assert marketo.send("POST", path, content=body, headers=JSON).success


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/rest/v1/activities.json", {"activityTypeIds": 12}),
        ("/rest/v1/activities/leadchanges.json", {"fields": "firstName"}),
        ("/rest/v1/activities/deletedleads.json", {}),
    ],
)
def test_activities_always_say_whether_more_follows_and_where(marketo, people, path, query):
    for batch in (1, 300):
        answer = marketo.get(path, **query, nextPageToken=since(marketo), batchSize=batch).document
        assert {"moreResult", "nextPageToken"} <= set(answer)
        assert all(row["activityDate"].endswith("Z") for row in answer["result"])


def test_lists_have_a_result_if_empty_and_no_token_on_the_last_page(marketo):
    assert set(marketo.get("/rest/v1/lists.json").document) == {"requestId", "success", "result"}


@pytest.mark.parametrize(
    "moment",
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05.678901+00:00", "2026-01-02"],
)
def test_moments_come_in_many_ways(marketo, moment):
    assert since(marketo, moment)
    days = {"earliestUpdatedAt": moment, "latestUpdatedAt": "2999-01-01T00:00:00.000001+00:00"}
    assert marketo.get("/rest/asset/v1/programs.json", **days).warnings == [NO_ASSETS]


def test_the_very_first_call_tells_usage(marketo):
    assert marketo.get("/rest/v1/stats/usage.json").result[0].total == 0


def test_a_form_body_of_a_get_is_passed_over(marketo):
    sent = [("_method", "GET"), ("batchSize", "nonsense"), ("id", "x")]
    assert form(marketo, "/rest/v1/lists.json", sent, method="GET").result == []


# -- assets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["form", "query"])
@pytest.mark.parametrize("folder", ['{"id": 15, "type": "Folder"}', "{'id': 15, 'type': Folder}"])
def test_parameters_of_assets_stand_in_a_form_or_in_the_query_as_json_or_as_a_literal(marketo, place, folder):
    words = {"name": "Habit", "parent": folder, "description": "told"}
    path = "/rest/asset/v1/folders.json"
    if place == "form":
        answer = form(marketo, path, words)
    else:
        answer = marketo.send("POST", f"{path}?{urlencode(words)}", headers=JSON)
    (made,) = answer.result
    assert (made.name, made.description, made.parent.id) == ("Habit", "told", 15)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\+0000", made.createdAt)


@pytest.mark.parametrize(
    ("tags", "costs"),
    [
        ('[{"tagType": "Presenter", "tagValue": "David"}]', '[{"startDate": "2015-01-01", "cost": 2000}]'),
        ("[{'tagType': 'Presenter', 'tagValue': 'David'}]", "[{'startDate': '2015-01-01', 'cost': 2000}]"),
    ],
)
def test_tags_and_costs_are_json_or_literals(marketo, tags, costs):
    words = {"name": "Habit", "type": "Default", "channel": "Blog", "folder": "{'id': 15, 'type': Folder}"}
    path = f"/rest/asset/v1/programs.json?{urlencode({**words, 'tags': tags, 'costs': costs})}"
    (made,) = marketo.send("POST", path, headers=JSON).result
    assert [(made.tags[0].tagValue, made.costs[0].cost)] == [("David", 2000)]


@pytest.mark.parametrize(("text", "meant"), [("True", True), ("False", False), ("true", True), ("false", False)])
def test_booleans_may_be_capitalised(marketo, text, meant):
    place = {"name": "Habit", "parent": {"id": 15, "type": "Folder"}}
    (made,) = marketo.form("/rest/asset/v1/folders.json", **place).result
    path = f"/rest/asset/v1/folder/{made.folderId.id}.json"
    (changed,) = form(marketo, path, {"type": "Folder", "isArchive": text}).result
    assert changed.isArchive is meant


@pytest.mark.parametrize("kind", ["staticLists", "programs"])
def test_no_assets_are_a_warning_without_a_result(marketo, kind):
    answer = marketo.get(f"/rest/asset/v1/{kind}.json", offset=200, maxReturn=200).document
    assert answer["warnings"] == [NO_ASSETS]
    assert "result" not in answer


# -- extracts -------------------------------------------------------------------------------------------------------


def test_extracts_are_reached_through_dots_with_a_method_in_a_form_and_a_form_in_a_get(marketo, people):
    path = f"/rest/..{export(marketo)}"
    (queued,) = form(marketo, f"{path}/enqueue.json", [("_method", "POST")]).result
    assert queued.status == "Queued"
    (told,) = form(marketo, f"{path}/status.json", [("_method", "GET")], method="GET").result
    assert told.status == "Queued"
    (gone,) = form(marketo, f"{path}/cancel.json", [("_method", "POST")]).result
    assert gone.status == "Cancelled"


def test_an_extract_is_queued_by_a_post_of_nothing_and_its_file_is_read_in_parts(marketo, people):
    path = export(marketo)
    assert marketo.send("POST", f"{path}/enqueue.json").result[0].status == "Queued"
    marketo.server.instance.jobs.run_due()
    whole = marketo.get(f"{path}/file.json")
    assert (whole.status, whole.headers["content-type"].partition(";")[0]) == (200, "text/csv")
    first = marketo.send("GET", f"{path}/file.json", headers={"range": "bytes=0-0"})
    rest = marketo.send("GET", f"{path}/file.json", headers={"range": "bytes=1-"})
    assert (first.status, rest.status, first.content + rest.content) == (206, 206, whole.content)


def test_a_file_that_is_not_there_is_404(marketo):
    missing = f"{EXPORT}/00000000-0000-4000-8000-000000000000/file.json"
    assert marketo.get(missing).status == marketo.get(f"{export(marketo)}/file.json").status == 404


def test_extracts_are_listed_by_repeated_states_the_completed_among_them(marketo, people):
    done, waiting, gone = (export(marketo) for _ in range(3))
    marketo.send("POST", f"{done}/enqueue.json")
    marketo.server.instance.jobs.run_due()
    marketo.send("POST", f"{gone}/cancel.json")
    states = [("status", state) for state in ("Created", "Queued", "Processing", "Completed")]
    listed = marketo.send("GET", f"{EXPORT}.json", query=states).result
    assert {row.exportId: row.status for row in listed} == {
        done.rpartition("/")[2]: "Completed",
        waiting.rpartition("/")[2]: "Created",
    }


def test_whether_changes_can_be_extracted_is_tried_with_a_second_and_cancelled(marketo):
    start = to_datetime(marketo.server.instance.clock.now() - DAY).replace(microsecond=0)
    second = {"startAt": start.isoformat(), "endAt": (start + timedelta(seconds=1)).isoformat()}
    path = export(marketo, updatedAt=second)
    assert marketo.send("POST", f"{path}/cancel.json").result[0].status == "Cancelled"


def test_attributes_of_extracted_activities_are_an_object(marketo, people):
    activities = "/bulk/v1/activities/export"
    wanted = {"createdAt": today(marketo), "activityTypeIds": [12]}
    (row,) = marketo.post(f"{activities}/create.json", fields=["attributes"], filter=wanted).result
    marketo.send("POST", f"{activities}/{row.exportId}/enqueue.json")
    marketo.server.instance.jobs.run_due()
    lines = marketo.get(f"{activities}/{row.exportId}/file.json").content.decode().splitlines()
    assert json.loads(lines[1].strip('"').replace('""', '"'))["Source Type"] == "Web service API"
