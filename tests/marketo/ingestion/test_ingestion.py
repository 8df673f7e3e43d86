"""/subscriptions: data ingestion is accepted at once, done in the background, and has errors of its own."""

import re
from typing import Any

import pytest

from mercat.domain.bulk import ingestion
from mercat.domain.limits.rate_limits import CallLimits
from mercat.domain.lists import static_lists
from mercat.domain.people import partitions
from mercat.model.assets import Kind, Ref
from mercat.model.clock import MINUTE, SECOND
from mercat.model.ingestions import Ingestion
from mercat.store import jobs, settings
from mercat.store import people as people_rows
from mercat.store.bulk import ingestions
from mercat.store.tx import Tx
from support.databases import INSTANCE_ID
from support.marketo import MarketoClient, dumps
from support.server import Response

BASE = f"/subscriptions/{INSTANCE_ID}"
BAD = (400, "4000801", "Bad request")
UNFIT = (400, "4000802", "Invalid data")
UNAUTHORIZED = (403, "4030801", "Unauthorized")
NO_RESOURCE = (404, "404040", "Resource not found")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def send(client: MarketoClient, path: str, body: Any = None, **headers: str) -> Response:
    """A call with nothing but the token's own header."""
    sent = {"content-type": "application/json", "x-mkto-user-token": client.token or "", **headers}
    content = body if isinstance(body, bytes) else dumps(body)
    sent = {name.replace("_", "-"): value for name, value in sent.items()}
    path = path if path.startswith("/") else f"{BASE}/{path}"
    return client.server.call("POST", path, headers=sent, content=content)


def refusal(answer: Response) -> tuple[int, str, str]:
    """What a refusal says."""
    assert set(answer.document) == {"error_code", "message"}
    assert UUID.fullmatch(answer.headers["x-request-id"])
    return answer.status, answer.document["error_code"], answer.document["message"]


def accepted(client: MarketoClient, path: str, body: Any, **headers: str) -> Ingestion:
    """A request that is accepted and then done, and what became of it."""
    answer = send(client, path, body, **headers)
    assert (answer.status, answer.content) == (202, b""), answer
    client.server.instance.jobs.run_due()
    return became(client, answer)


def became(client: MarketoClient, answer: Response) -> Ingestion:
    found = client.server.instance.read_now(lambda tx: ingestions.find(tx, answer.headers["x-request-id"]))
    assert found is not None
    return found


def people(client: MarketoClient, email: str, *fields: str) -> list[dict[str, Any]]:
    wanted = ["id", *fields]
    answer = client.get("/rest/v1/leads.json", filterType="email", filterValues=email, fields=wanted)
    return [{name: row[name] for name in wanted} for row in answer.document["result"]]


def person(client: MarketoClient, email: str = "ada@example.com", **values: Any) -> int:
    (row,) = client.post("/rest/v1/leads.json", input=[{"email": email, **values}]).result
    return int(row.id)


# -- the door -------------------------------------------------------------------------------------------------------


def test_a_request_is_accepted_without_content_and_with_an_id(marketo):
    answer = send(marketo, "persons", {"persons": [{"email": "ada@example.com", "firstName": "Ada"}]})
    assert (answer.status, answer.content, answer.headers["content-length"]) == (202, b"", "0")
    assert UUID.fullmatch(answer.headers["x-request-id"])
    assert people(marketo, "ada@example.com") == []
    marketo.server.instance.jobs.run_due()
    assert [row["firstName"] for row in people(marketo, "ada@example.com", "firstName")] == ["Ada"]


def test_the_token_comes_in_its_own_header_alone(marketo):
    body = {"persons": [{"email": "ada@example.com"}]}
    bearer = {"authorization": f"Bearer {marketo.token}"}
    assert refusal(send(marketo, "persons", body, x_mkto_user_token="", **bearer)) == (
        403, "403010", "Oauth token is missing",
    )  # fmt: skip
    assert refusal(send(marketo, f"{BASE}/persons?access_token={marketo.token}", body, x_mkto_user_token=""))[0] == 403
    assert refusal(send(marketo, "persons", body, x_mkto_user_token="0:int")) == (
        401, "401013", "Oauth token is invalid",
    )  # fmt: skip


def test_another_subscription_and_a_missing_permission_are_refused(marketo, marketo_with):
    body = {"persons": [{"email": "ada@example.com"}]}
    assert refusal(send(marketo, "/subscriptions/999-XYZ-999/persons", body)) == UNAUTHORIZED
    assert send(marketo, f"/subscriptions/{INSTANCE_ID.lower()}/persons", body).status == 202
    assert refusal(send(marketo_with("Read-Only Lead"), "persons", body)) == UNAUTHORIZED


def test_what_is_not_there_is_not_found(marketo):
    assert refusal(send(marketo, "nothing", {})) == NO_RESOURCE
    assert refusal(marketo.send("GET", f"{BASE}/persons")) == NO_RESOURCE
    assert refusal(send(marketo, "customobjects/nothing", {"customObjects": [{"a": 1}]})) == NO_RESOURCE


def test_a_body_that_cannot_be_read_is_a_bad_request(marketo):
    for body in (b"{", b"[]", b"null", b"", {"persons": {}}, {"persons": [1]}, {}):
        assert refusal(send(marketo, "persons", body)) == BAD
    assert refusal(send(marketo, "persons", {"persons": [{}]}, content_type="text/plain"))[0] in (400,)


def test_a_request_that_fails_inside_says_so_and_no_more(marketo):
    marketo.server.instance.write_now(lambda tx: tx.execute("ALTER TABLE ingestions RENAME TO stolen"))
    failed = send(marketo, "persons", {"persons": [{"email": "ada@example.com"}]})
    assert refusal(failed) == (500, "5000801", "Internal Server Error")


def test_a_body_of_one_mebibyte_is_read_and_a_byte_more_is_not(marketo):
    body = dumps({"persons": [{"email": "ada@example.com"}]})
    assert send(marketo, "persons", body.ljust(1_048_576)).status == 202
    assert refusal(send(marketo, "persons", body.ljust(1_048_577)))[0] == 413


def test_a_thousand_objects_are_accepted_and_one_more_is_not(marketo):
    for count, status in ((999, 202), (1_000, 202), (1_001, 400)):
        for path, body in (
            ("persons", {"persons": [{"email": "ada@example.com"}] * count}),
            ("companies", {"input": [{"externalCompanyId": "a"}] * count}),
            ("lists", {"listId": 1, "leads": [{"leadId": 1}] * count}),
            ("programmembers/delete", {"programs": [
                {"programId": 1, "members": [{"leadId": 1}] * 500},
                {"programId": 2, "members": [{"leadId": 1}] * (count - 500)},
            ]}),
        ):  # fmt: skip
            assert send(marketo, path, body).status == status, (path, count)


def test_traces_are_kept_with_what_became_of_the_request(marketo):
    body = {"persons": [{"email": "ada@example.com"}, {"email": "eve@example.com", "nothing": 1}]}
    found = accepted(marketo, "persons", body, x_correlation_id="c" * 255, x_request_source="s" * 50)
    assert (found.correlation_id, found.source) == ("c" * 255, "s" * 50)
    assert (found.objects, found.done, found.failed) == (2, 1, 1)
    assert found.problems == [(1, "UnknownField(field='nothing')")]
    assert found.finished_ms is not None
    assert refusal(send(marketo, "persons", body, x_correlation_id="c" * 256)) == BAD
    assert refusal(send(marketo, "persons", body, x_request_source="s" * 51)) == BAD


def test_the_log_tells_that_objects_failed_without_their_values(marketo, caplog):
    found = accepted(
        marketo, "persons", {"persons": [{"email": "ada@example.com", "secret": 1}]}, x_correlation_id="c1"
    )
    (line,) = [record.getMessage() for record in caplog.records if found.request_id in record.getMessage()]
    assert line.endswith("(people, correlation id 'c1'): 1 of 1 objects failed")


def test_ten_million_objects_a_day_are_the_most(marketo):
    instance = marketo.server.instance
    body = {"persons": [{"email": "ada@example.com"}]}
    send(marketo, "persons", body)
    today, _, count = instance.read_now(lambda tx: settings.find(tx, ingestion.TODAY)).partition(" ")
    assert count == "1"
    instance.write_now(lambda tx: settings.put(tx, ingestion.TODAY, f"{today} 9999999"))
    assert send(marketo, "persons", body).status == 202
    assert refusal(send(marketo, "persons", body)) == (429, "4290801", "Daily quota reached")
    instance.clock.offset_ms += 24 * 60 * MINUTE
    marketo.token = marketo.fresh_token()
    assert send(marketo, "persons", body).status == 202


def test_a_client_makes_so_many_requests_within_a_second_and_others_make_theirs(marketo, marketo_with):
    body = {"persons": [{"email": "ada@example.com"}]}
    instance, other = marketo.server.instance, marketo_with("Read-Write Lead")
    began = instance.clock.now() // SECOND * SECOND + MINUTE
    instance.rate_limiter.limits = CallLimits(ingest_requests_per_second=3)

    def sent(client, second):
        instance.clock.set(began + second * SECOND)
        return send(client, "persons", body)

    assert [sent(marketo, 0).status for _ in range(4)] == [202, 202, 202, 429]
    assert refusal(sent(marketo, 0)) == (429, "429001", "Service usage limit reached")
    assert sent(other, 0).status == 202
    assert [sent(marketo, 1).status for _ in range(4)] == [202, 202, 202, 429]


def test_the_limits_of_the_other_calls_do_not_count_here(marketo):
    body = {"persons": [{"email": "ada@example.com"}]}
    gate = marketo.server.instance.rate_limiter
    gate.limits = CallLimits(rate_calls=1, concurrency=0, daily_quota=1)
    assert [send(marketo, "persons", body).status for _ in range(3)] == [202] * 3
    usage = "/rest/v1/stats/usage.json"
    assert [marketo.get(usage).success, marketo.get(usage).codes] == [True, ["606"]]
    assert send(marketo, "persons", body).status == 202


def test_a_request_of_high_priority_is_done_first(marketo):
    for priority in ("normal", "high"):
        values = {"email": "ada@example.com", "firstName": priority}
        assert send(marketo, "persons", {"priority": priority, "persons": [values]}).status == 202
    marketo.server.instance.jobs.run_due()
    assert people(marketo, "ada@example.com", "firstName")[0]["firstName"] == "normal"
    assert refusal(send(marketo, "persons", {"priority": "HIGH", "persons": [{"email": "a@example.com"}]})) == BAD


# -- people ---------------------------------------------------------------------------------------------------------


def test_people_are_created_and_updated_by_address(marketo):
    lead_id = person(marketo, firstName="Ada")
    body = {"persons": [{"email": "ADA@example.com", "lastName": "Lovelace"}, {"email": "new@example.com"}]}
    assert accepted(marketo, "persons", body).done == 2
    assert people(marketo, "ada@example.com", "firstName", "lastName") == [
        {"id": lead_id, "firstName": "Ada", "lastName": "Lovelace"}
    ]
    assert len(people(marketo, "new@example.com")) == 1


def test_more_people_than_one_slice_all_arrive(marketo):
    body = {"persons": [{"email": f"p{number}@example.com"} for number in range(450)]}
    found = accepted(marketo, "persons", body)
    assert (found.done, found.failed) == (450, 0)
    assert len(people(marketo, "p449@example.com")) == 1


def test_two_fields_mean_a_person_together(marketo):
    first = person(marketo, firstName="Ada")
    body = {
        "dedupeFields": {"field1": "email", "field2": "firstName"},
        "persons": [
            {"email": "ada@example.com", "firstName": "ADA", "lastName": "One"},
            {"email": "ada@example.com", "firstName": "Eve", "lastName": "Two"},
            {"email": "ada@example.com", "firstName": "Eve", "lastName": "Three"},
            {"email": "ada@example.com"},
        ],
    }
    found = accepted(marketo, "persons", body)
    assert (found.done, found.failed) == (3, 1)
    rows = people(marketo, "ada@example.com", "firstName", "lastName")
    assert sorted((row["firstName"], row["lastName"]) for row in rows) == [("ADA", "One"), ("Eve", "Three")]
    assert first in [row["id"] for row in rows]


def test_an_id_finds_and_never_creates(marketo):
    lead_id = person(marketo)
    body = {
        "dedupeFields": {"field1": "id"},
        "persons": [{"id": lead_id, "firstName": "Ada"}, {"id": lead_id + 9, "firstName": "Eve"}],
    }
    found = accepted(marketo, "persons", body)
    assert (found.done, found.problems) == (1, [(1, "PersonNotFound()")])


@pytest.mark.parametrize("fields", [{"field1": "nothing"}, {"field1": "firstName"}, {"field1": "email", "field2": "x"}])
def test_fields_that_are_no_keys_are_invalid_data(marketo, fields):
    body = {"dedupeFields": fields, "persons": [{"email": "ada@example.com"}]}
    assert refusal(send(marketo, "persons", body)) == UNFIT


def test_people_go_to_the_partition_that_is_named(marketo):
    marketo.server.instance.write_now(lambda tx: partitions.create(tx, "EMEA"))
    body = {"partitionName": "EMEA", "persons": [{"email": "ada@example.com"}]}
    assert accepted(marketo, "persons", body).done == 1
    assert people(marketo, "ada@example.com", "leadPartitionId")[0]["leadPartitionId"] == 2
    assert refusal(send(marketo, "persons", {**body, "partitionName": "Nowhere"})) == BAD


@pytest.mark.parametrize("fields", [{"field1": "email"}, {"field1": "email", "field2": "firstName"}], ids=len)
def test_people_out_of_the_callers_reach_stay_as_they_are(marketo, fields):
    def hide(tx: Tx) -> None:
        people_rows.add_workspace(tx, 2, "Europe", "")
        partitions.create(tx, "Europe", workspaces=(2,))
        tx.execute("UPDATE people SET partition_id = 2")

    person(marketo, firstName="Ada")
    marketo.server.instance.write_now(hide)
    record = {"email": "ada@example.com", "firstName": "Ada", "lastName": "Lovelace"}
    found = accepted(marketo, "persons", {"dedupeFields": fields, "persons": [record]})
    assert (found.done, found.problems) == (0, [(0, "PartitionDenied(partition='Europe')")])


# -- custom objects -------------------------------------------------------------------------------------------------

SCHEMA = "/rest/v1/customobjects/schema"
CARS = [
    {"name": "vin", "displayName": "VIN", "dataType": "string", "isDedupeField": True},
    {"name": "make", "displayName": "Make", "dataType": "string"},
    {
        "name": "owner",
        "displayName": "Owner",
        "dataType": "link",
        "relatedTo": {"name": "lead", "field": "email"},
    },
]


@pytest.fixture
def cars(marketo):
    marketo.post(f"{SCHEMA}.json", action="createOnly", displayName="Car", apiName="car")
    marketo.post(f"{SCHEMA}/car/addField.json", input=CARS)
    marketo.post(f"{SCHEMA}/car/approve.json")
    return lambda: marketo.get(
        "/rest/v1/customobjects/car.json", filterType="vin", filterValues="v1", fields="vin,make"
    ).document["result"]


def test_custom_objects_are_created_and_updated(marketo, cars):
    assert accepted(marketo, "customobjects/car", {"customObjects": [{"vin": "v1", "make": "BMW"}]}).done == 1
    guid = cars()[0]["marketoGUID"]
    by_id = {"dedupeBy": "MARKETOGUID", "customObjects": [{"marketoGUID": guid, "make": "Audi"}]}
    assert accepted(marketo, "customobjects/car", by_id).done == 1
    assert cars()[0]["make"] == "Audi"
    assert refusal(send(marketo, "customobjects/car", {"dedupeBy": "idField", "customObjects": [{"vin": "a"}]})) == BAD


def test_a_link_to_a_person_who_comes_later_is_tried_again(marketo, cars):
    instance = marketo.server.instance
    body = {"customObjects": [{"vin": "v1", "owner": "late@example.com"}, {"vin": "v2"}]}
    answer = send(marketo, "customobjects/car", body)
    instance.jobs.run_due()
    assert (became(marketo, answer).done, became(marketo, answer).finished_ms) == (1, None)
    instance.jobs.advance(instance.clock.now() + 10 * MINUTE)
    assert cars() == []
    person(marketo, "late@example.com")
    instance.jobs.advance(instance.clock.now() + 11 * MINUTE)
    assert len(cars()) == 1
    found = became(marketo, answer)
    assert (found.done, found.failed) == (2, 0)
    assert found.finished_ms is not None


def test_a_link_is_tried_six_times_more_and_then_fails(marketo, cars):
    instance = marketo.server.instance
    answer = send(marketo, "customobjects/car", {"customObjects": [{"vin": "v1", "owner": "never@example.com"}]})
    instance.jobs.run_due()
    began = instance.clock.now()
    instants = []
    for minutes in (5, 15, 20, 20, 120, 180):
        assert became(marketo, answer).finished_ms is None
        due = instance.read_now(jobs.next_due)
        instants.append(round((due - began) / MINUTE))
        began = due
        instance.jobs.advance(due)
        assert minutes == instants[-1]
    found = became(marketo, answer)
    assert (found.failed, found.problems) == (1, [(0, "PersonNotFound()")])
    assert found.finished_ms is not None


# -- companies ------------------------------------------------------------------------------------------------------


def company(client: MarketoClient, key: str) -> dict[str, Any]:
    answer = client.get(
        "/rest/v1/companies.json", filterType="externalCompanyId", filterValues=key, fields="id,company,industry"
    )
    (found,) = answer.document["result"]
    return dict(found)


def test_a_company_of_an_unknown_sales_person_fails_alone(marketo):
    body = {"input": [{"externalCompanyId": "a", "externalSalesPersonId": "pam"}, {"externalCompanyId": "b"}]}
    found = accepted(marketo, "companies", body)
    assert (found.done, found.failed, found.problems) == (1, 1, [(0, "SalesPersonUnknown(key='pam')")])


def test_companies_are_created_and_updated_by_either_key(marketo):
    body = {"companies": [{"externalCompanyId": "a", "Company": "Acme", "industry": "Technology"}]}
    assert accepted(marketo, "companies", body).done == 1
    known = company(marketo, "a")
    assert (known["company"], known["industry"]) == ("Acme", "Technology")
    renamed = {"action": "updateOnly", "dedupeBy": "IDFIELD", "input": [{"id": known["id"], "company": "New"}]}
    assert accepted(marketo, "companies", renamed).done == 1
    assert company(marketo, "a")["company"] == "New"
    assert accepted(marketo, "companies", {**body, "action": "createOnly"}).failed == 1


@pytest.mark.parametrize(
    "body",
    [
        {"input": []},
        {"input": None},
        {"input": [{"company": "no key"}]},
        {"input": [{"externalCompanyId": "a", "id": 1}]},
        {"input": [{"externalCompanyId": "a"}], "action": "CREATEONLY"},
        {"input": [{"externalCompanyId": "a"}], "dedupeBy": "name"},
        {"input": [{"id": 1}], "dedupeBy": "idField"},
        {"input": [{"id": 1}], "dedupeBy": "idField", "action": "createOnly"},
        {"input": [{"externalCompanyId": "a"}], "dedupeBy": "idField", "action": "updateOnly"},
        {"input": [{"id": 1, "externalCompanyId": "a"}], "dedupeBy": "idField", "action": "updateOnly"},
    ],
    ids=str,
)
def test_the_rules_of_companies(marketo, body):
    assert refusal(send(marketo, "companies", body)) == BAD


# -- program members ------------------------------------------------------------------------------------------------


@pytest.fixture
def program(marketo):
    (made,) = marketo.form(
        "/rest/asset/v1/programs.json",
        name="Blog",
        type="Default",
        channel="Blog",
        folder={"id": folder(marketo), "type": "Folder"},
    ).result
    return made.id


def folder(client: MarketoClient) -> int:
    (made,) = client.form("/rest/asset/v1/folders.json", name="Work", parent={"id": 15, "type": "Folder"}).result
    return int(made.id)


def members(client: MarketoClient, program_id: int, lead_id: int) -> list[tuple[str, Any]]:
    answer = client.get(
        f"/rest/v1/programs/{program_id}/members.json",
        filterType="leadId",
        filterValues=lead_id,
        fields="leadId,statusName,webinarUrl",
    )
    return [(row["statusName"], row.get("webinarUrl")) for row in answer.document["result"]]


def statuses(client: MarketoClient) -> list[str]:
    channels = client.get("/rest/asset/v1/channel/byName.json", name="Blog").document["result"]
    return [one["name"] for one in channels[0]["progressionStatuses"] if one["name"] != "Not in Program"]


def test_members_get_a_status_and_fields_and_leave(marketo, program):
    lead_id = person(marketo)
    first = statuses(marketo)[0]
    both = {"leadId": lead_id, "WEBINARURL": "https://example.com/"}
    body = {"programs": [{"programId": program, "statusName": first, "input": [both, {"leadId": lead_id + 9}]}]}
    found = accepted(marketo, "programmembers", body)
    assert (found.done, found.failed) == (1, 1)
    assert members(marketo, program, lead_id) == [(first, "https://example.com/")]
    again = {"programs": [{"programId": program, "status": first, "members": [{**both, "webinarUrl": "x"}]}]}
    assert accepted(marketo, "programmembers", again).done == 1
    assert members(marketo, program, lead_id) == [(first, "x")]
    gone = {"programs": [{"programId": program, "members": [{"leadId": lead_id}]}]}
    assert accepted(marketo, "programmembers/delete", gone).done == 1
    assert members(marketo, program, lead_id) == []
    assert accepted(marketo, "programmembers/delete", gone).problems == [(0, "NotMember()")]


def test_an_unknown_program_or_status_fails_its_own_members_alone(marketo, program):
    lead_id = person(marketo)
    first = statuses(marketo)[0]
    one = [{"leadId": lead_id}]
    body = {
        "programs": [
            {"programId": program + 99, "status": first, "members": one},
            {"programId": program, "status": "nothing", "members": one},
            {"programId": program, "status": first, "members": one},
        ]
    }
    found = accepted(marketo, "programmembers", body)
    assert (found.done, found.failed) == (1, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"programId": None},
        {"programId": 0},
        {"programId": -1},
        {"programId": "x"},
        {"status": None},
        {"status": "  "},
        {"status": "NOT in program"},
        {"members": None},
        {"members": []},
        {"members": [{}]},
        {"members": [{"leadId": None}]},
        {"members": [{"leadId": "x"}]},
    ],
    ids=str,
)
def test_the_rules_of_program_members(marketo, wrong):
    good = {"programId": 1, "status": "Member", "members": [{"leadId": 1}]}
    assert refusal(send(marketo, "programmembers", {"programs": [{**good, **wrong}]})) == BAD
    assert refusal(send(marketo, "programmembers", {"programs": []})) == BAD
    if "status" not in wrong:
        assert refusal(send(marketo, "programmembers/delete", {"programs": [{**good, **wrong}]})) == BAD


# -- lists ----------------------------------------------------------------------------------------------------------


def test_people_are_put_on_a_list_and_taken_off(marketo):
    parent = Ref(Kind.FOLDER, 15)
    list_id = marketo.server.instance.write_now(lambda tx: static_lists.create(tx, "Guests", parent))
    lead_id = person(marketo)
    found = accepted(marketo, "lists", {"listId": list_id, "leads": [{"leadId": lead_id}, {"id": lead_id + 9}]})
    assert (found.done, found.problems) == (1, [(1, "PersonNotFound()")])
    on_list = marketo.get(f"/rest/v1/lists/{list_id}/leads.json").document["result"]
    assert [row["id"] for row in on_list] == [lead_id]
    assert accepted(marketo, "lists/remove", {"listId": list_id, "input": [{"leadId": lead_id}]}).done == 1
    assert marketo.get(f"/rest/v1/lists/{list_id}/leads.json").document["result"] == []
    assert accepted(marketo, "lists", {"listId": list_id + 99, "leads": [{"leadId": lead_id}]}).failed == 1


@pytest.mark.parametrize(
    "body",
    [
        {"leads": [{"leadId": 1}]},
        {"listId": 0, "leads": [{"leadId": 1}]},
        {"listId": -5, "leads": [{"leadId": 1}]},
        {"listId": 1},
        {"listId": 1, "leads": []},
        {"listId": 1, "leads": [{}]},
        {"listId": 1, "input": [{"leadId": 0}]},
    ],
    ids=str,
)
def test_the_rules_of_lists(marketo, body):
    assert refusal(send(marketo, "lists", body)) == BAD
    assert refusal(send(marketo, "lists/remove", body)) == BAD
