"""/rest/v1/programs/{programId}/members: who is in a program, with which status and which data."""

import pytest

from mercat.domain.people import partitions
from mercat.model.clock import to_datetime
from mercat.store import people as rows

SCHEMA = "/rest/v1/programs/members/schema/fields"


@pytest.fixture
def people(marketo):
    answer = marketo.post("/rest/v1/leads.json", input=[{"email": f"m{n}@example.com"} for n in range(3)])
    return [row.id for row in answer.result]


@pytest.fixture
def program(marketo):
    """The path of the members of an event: Invited, Registered, No Show, Attended (won)."""
    (made,) = marketo.form(
        "/rest/asset/v1/programs.json",
        name="Show",
        type="Event",
        channel="Live Event",
        folder={"id": 15, "type": "Folder"},
    ).result
    return f"/rest/v1/programs/{made.id}/members"


def statuses(answer):
    return [[(why.code, why.message) for why in getattr(row, "reasons", [])] or row.status for row in answer.result]


def set_status(marketo, program, name, ids):
    return marketo.post(f"{program}/status.json", statusName=name, input=[{"leadId": number} for number in ids])


def found(marketo, program, **query):
    return marketo.get(f"{program}.json", **query).document["result"]


def test_people_become_members_and_go_on(marketo, program, people):
    answer = set_status(marketo, program, "Invited", people[:2])
    assert [(row.seq, row.status, row.leadId) for row in answer.result] == [
        (0, "created", people[0]),
        (1, "created", people[1]),
    ]
    assert statuses(set_status(marketo, program, "attended", people[:1])) == ["updated"]
    (row,) = found(marketo, program, filterType="statusName", filterValues="Attended")
    assert set(row) == {"seq", "acquiredBy", "leadId", "membershipDate", "programId", "reachedSuccess"}
    assert (row["leadId"], row["reachedSuccess"]) == (people[0], True)


def test_a_step_back_or_none_at_all_is_1037(marketo, program, people):
    set_status(marketo, program, "Registered", people[:1])
    skipped = [("1037", "Lead skipped because it is already in or past this status")]
    for name in ("Registered", "Invited", "Not in Program"):
        assert statuses(set_status(marketo, program, name, people[:1])) == [skipped]


def test_a_status_the_channel_has_not_and_an_unknown_program_are_refused(marketo, program, people):
    assert set_status(marketo, program, "Influenced", people).codes == ["1025"]
    assert set_status(marketo, "/rest/v1/programs/99999/members", "Invited", people).codes == ["1013"]


def test_strangers_and_nonsense_are_skipped_alone(marketo, program, people):
    answer = set_status(marketo, program, "Invited", [people[0], 99999, "x"])
    assert [status if isinstance(status, str) else status[0][0] for status in statuses(answer)] == [
        "created",
        "1004",
        "1003",
    ]


@pytest.mark.parametrize(("count", "codes"), [(300, []), (301, ["1003"]), (0, ["1003"])])
def test_a_call_takes_300_members(marketo, program, count, codes):
    assert set_status(marketo, program, "Invited", range(1_000_000, 1_000_000 + count)).codes == codes


def test_a_status_change_is_history(marketo, program, people):
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01T00:00:00Z").nextPageToken
    set_status(marketo, program, "Invited", people[:1])
    set_status(marketo, program, "Attended", people[:1])
    marketo.post(f"{program}/delete.json", input=[{"leadId": people[0]}])
    answer = marketo.get("/rest/v1/activities.json", nextPageToken=token, activityTypeIds=104)
    told = [{one["name"]: one["value"] for one in row["attributes"]} for row in answer.document["result"]]
    assert [(one["Old Status"], one["New Status"], one["Success"]) for one in told] == [
        ("Not in Program", "Invited", False),
        ("Invited", "Attended", True),
        ("Attended", "Not in Program", False),
    ]


def test_data_is_written_for_members_only(marketo, program, people):
    set_status(marketo, program, "Invited", people[:1])
    answer = marketo.post(
        f"{program}.json",
        input=[
            {"leadId": people[0], "registrationCode": "abc"},
            {"leadId": people[1], "registrationCode": "abc"},
            {"leadId": people[0], "nonsense": 1},
            {"leadId": people[0], "statusName": "Attended"},
            {"registrationCode": "abc"},
        ],
    )
    assert [status if isinstance(status, str) else status[0] for status in statuses(answer)] == [
        "updated",
        ("1013", "Membership not found"),
        ("1006", "Field 'nonsense' not found"),
        ("1003", "Field 'statusName' is read only"),
        ("1002", "Missing value for the required parameter 'leadId'"),
    ]
    (row,) = found(marketo, program, filterType="leadId", filterValues=people[0], fields="registrationCode,statusName")
    assert row == {"seq": 0, "registrationCode": "abc", "statusName": "Invited"}


def test_members_leave_and_a_stranger_cannot(marketo, program, people):
    set_status(marketo, program, "Invited", people[:1])
    answer = marketo.post(f"{program}/delete.json", input=[{"leadId": people[0]}, {"leadId": people[1]}])
    assert statuses(answer) == ["deleted", [("1037", "Lead not in program")]]
    assert found(marketo, program, filterType="leadId", filterValues=people[0]) == []


def test_members_are_found_by_when_they_changed_within_seven_days(marketo, program, people):
    set_status(marketo, program, "Invited", people)
    now = marketo.server.instance.clock.now()

    def at(days):
        return to_datetime(now + days * 86_400_000).strftime("%Y-%m-%dT%H:%M:%SZ")

    query = {"filterType": "updatedAt", "startAt": at(-3), "endAt": at(3)}
    first = marketo.get(f"{program}.json", **query, batchSize=2)
    assert (len(first.result), first.moreResult) == (2, True)
    second = marketo.get(f"{program}.json", **query, batchSize=2, nextPageToken=first.nextPageToken)
    assert (len(second.result), second.moreResult) == (1, False)
    assert marketo.get(f"{program}.json", **query | {"startAt": at(-5)}).codes == ["1003"]
    assert marketo.get(f"{program}.json", filterType="updatedAt", startAt=at(-1)).codes == ["1002"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"filterType": "nonsense", "filterValues": "x"}, "1006"),
        ({"filterType": "membershipDate", "filterValues": "x"}, "1011"),
        ({"filterType": "statusName"}, "1002"),
        ({"filterType": "statusName", "filterValues": "x", "fields": "nonsense"}, "1006"),
        ({"filterType": "statusName", "filterValues": "x", "batchSize": 301}, "1003"),
    ],
)
def test_a_bad_query_is_refused(marketo, program, query, code):
    assert marketo.get(f"{program}.json", **query).codes == [code]


def test_custom_fields_are_made_changed_written_and_searched(marketo, program, people):
    made = marketo.post(f"{SCHEMA}.json", input=[{"name": "lunch", "displayName": "Lunch", "dataType": "string"}])
    assert made.document["result"] == [{"name": "lunch", "status": "created"}]
    changed = marketo.post(f"{SCHEMA}/lunch.json", input=[{"description": "What they eat", "isHidden": True}])
    assert changed.document["result"] == [{"name": "lunch", "status": "updated"}]
    (field,) = marketo.get(f"{SCHEMA}/lunch.json").document["result"]
    assert (field["description"], field["isHidden"], field["isCustom"]) == ("What they eat", True, True)
    set_status(marketo, program, "Invited", people)
    marketo.post(f"{program}.json", input=[{"leadId": people[1], "lunch": "Soup"}])
    (row,) = found(marketo, program, filterType="lunch", filterValues="soup")
    assert row["leadId"] == people[1]
    (described,) = marketo.get("/rest/v1/programs/members/describe.json").result
    assert ["lunch"] in described.searchableFields


def test_the_fields_of_extracts_are_those_of_members(marketo):
    (described,) = marketo.get("/rest/v1/programs/members/describe.json").document["result"]
    (extracted,) = marketo.get("/rest/v1/program/members/describe.json").document["result"]
    assert extracted == {"name": "API Program Member", "fields": described["fields"]}


@pytest.mark.parametrize(("count", "codes"), [(19, []), (20, []), (21, ["1028"])])
def test_there_are_twenty_custom_fields_at_most(marketo, count, codes):
    wanted = [{"name": f"f{n}", "displayName": f"F{n}", "dataType": "string"} for n in range(count)]
    assert marketo.post(f"{SCHEMA}.json", input=wanted).codes == codes


def test_a_standard_field_changes_less_and_stays_one(marketo):
    before = marketo.get(f"{SCHEMA}/statusName.json").document["result"][0]
    for attribute in ({"displayName": "Stage"}, {"isHidden": True}):
        refused = marketo.post(f"{SCHEMA}/statusName.json", input=[attribute | {"description": "x"}])
        assert (refused.codes, refused.messages) == (["1011"], [f"Field '{next(iter(attribute))}' not supported"])
    changes = {"description": "Where they stand", "isHtmlEncodingInEmail": False, "isSensitive": True}
    assert marketo.post(f"{SCHEMA}/statusName.json", input=[changes]).document["result"] == [
        {"name": "statusName", "status": "updated"}
    ]
    assert marketo.get(f"{SCHEMA}/statusName.json").document["result"] == [before | changes]
    assert marketo.post(f"{SCHEMA}/statusName.json", input=[{"isSensitive": False}]).codes == []
    assert marketo.get(f"{SCHEMA}/statusName.json").document["result"] == [before | changes | {"isSensitive": False}]
    twenty = [{"name": f"f{n}", "displayName": f"F{n}", "dataType": "string"} for n in range(20)]
    assert marketo.post(f"{SCHEMA}.json", input=twenty).codes == []


def test_names_of_fields_are_unique(marketo):
    taken = {"name": "STATUSNAME", "displayName": "Other", "dataType": "string"}
    assert marketo.post(f"{SCHEMA}.json", input=[taken]).codes == ["1017"]


def test_schema_permissions_reach_their_own_fields(marketo_with, marketo):
    marketo.post(f"{SCHEMA}.json", input=[{"name": "lunch", "displayName": "Lunch", "dataType": "string"}])
    custom = marketo_with("Read-Write Schema Custom Field")
    assert [field.name for field in custom.get(f"{SCHEMA}.json").result] == ["lunch"]
    assert custom.get(f"{SCHEMA}/statusName.json").codes == ["603"]
    assert custom.post(f"{SCHEMA}/statusName.json", input=[{"description": "x"}]).codes == ["603"]


def test_deleting_a_person_ends_their_memberships(marketo, program, people):
    set_status(marketo, program, "Invited", people[:1])
    assert statuses(marketo.post("/rest/v1/leads/delete.json", input=[{"id": people[0]}])) == ["deleted"]
    assert found(marketo, program, filterType="leadId", filterValues=people[0]) == []


def test_deleting_a_program_ends_its_memberships(marketo, program, people):
    set_status(marketo, program, "Invited", people)
    number = program.split("/")[4]
    assert marketo.form(f"/rest/asset/v1/program/{number}/delete.json").codes == []
    assert marketo.get(f"{program}.json", filterType="statusName", filterValues="Invited").codes == ["1013"]


# -- as they hang on leads ------------------------------------------------------------------------------------------


def test_the_leads_of_a_program_carry_their_membership(marketo, program, people):
    set_status(marketo, program, "Registered", people)
    path = f"/rest/v1/leads/programs/{program.split('/')[4]}.json"
    first = marketo.get(path, batchSize=2)
    second = marketo.get(path, batchSize=2, nextPageToken=first.nextPageToken)
    assert [row.id for row in first.result + second.result] == people
    (lead, *_) = first.document["result"]
    assert set(lead) == {"id", "email", "firstName", "lastName", "createdAt", "updatedAt", "membership"}
    assert lead["membership"]["progressionStatus"] == "Registered"
    assert marketo.get("/rest/v1/leads/programs/99999.json").codes == ["1013"]
    assert marketo.get(path, fields="nonsense").codes == ["1006"]


def test_the_programs_of_a_lead(marketo, program, people):
    set_status(marketo, program, "Attended", people[:1])
    path = f"/rest/v1/leads/{people[0]}/programMembership.json"
    (row,) = marketo.get(path).document["result"]
    assert (row["id"], row["progressionStatus"], row["reachedSuccess"]) == (
        int(program.split("/")[4]),
        "Attended",
        True,
    )
    assert "progressionStatusType" not in row  # those who carry their membership have it
    assert marketo.get(path, filterType="programId", filterValues="99999").result == []
    assert marketo.get(path, earliestUpdatedAt="2990-01-01T00:00:00Z").result == []
    assert marketo.get(path, filterType="nonsense", filterValues="1").codes == ["1011"]
    assert marketo.get(path, filterType="programId").codes == ["1002"]
    assert marketo.get(path, latestUpdatedAt="soon").codes == ["1001"]
    assert marketo.get("/rest/v1/leads/99999/programMembership.json").codes == ["1004"]


def test_the_superseded_status_call_changes_members_only(marketo, program, people):
    set_status(marketo, program, "Invited", people[:1])
    path = f"/rest/v1/leads/programs/{program.split('/')[4]}/status.json"
    answer = marketo.post(path, status="Attended", input=[{"id": people[0]}, {"id": people[1]}, {}])
    assert [status if isinstance(status, str) else status[0][0] for status in statuses(answer)] == [
        "updated",
        "1013",
        "1002",
    ]
    assert marketo.post(path, status="nonsense", input=[{"id": people[0]}]).codes == ["1025"]


def test_a_merge_carries_memberships_over(marketo, program, people):
    set_status(marketo, program, "Invited", people[:1])
    set_status(marketo, program, "Attended", people[1:2])
    merged = marketo.send(
        "POST", f"/rest/v1/leads/{people[2]}/merge.json", query=[("leadIds", f"{people[0]},{people[1]}")]
    )
    assert merged.codes == []
    (row,) = marketo.get(f"/rest/v1/leads/{people[2]}/programMembership.json").result
    assert row.progressionStatus == "Attended"


# -- partitions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def far(marketo, program, people):
    """A member in a partition that the clients do not reach, beside one in theirs."""
    set_status(marketo, program, "Registered", people[:2])

    def work(tx):
        rows.add_workspace(tx, 2, "Europe", "")
        person = rows.find(tx, people[0])
        person.partition_id = partitions.create(tx, "Europe", workspaces=(2,))
        rows.update(tx, [person], email=True)

    marketo.server.instance.write_now(work)
    return people[0]


def test_members_out_of_reach_are_not_told(marketo, program, people, far):
    for query in (
        {"filterType": "leadId", "filterValues": people},
        {"filterType": "statusName", "filterValues": "Registered"},
    ):
        assert [row["leadId"] for row in found(marketo, program, **query)] == [people[1]]
    leads = marketo.get(f"/rest/v1/leads/programs/{program.split('/')[4]}.json")
    assert [row.id for row in leads.result] == [people[1]]


def test_members_out_of_reach_are_left_alone(marketo, program, far):
    assert [status[0][0] for status in statuses(set_status(marketo, program, "Attended", [far]))] == ["1004"]
    written = marketo.post(f"{program}.json", input=[{"leadId": far, "registrationCode": "abc"}])
    assert [status[0][0] for status in statuses(written)] == ["1013"]
    gone = marketo.post(f"{program}/delete.json", input=[{"leadId": far}])
    assert [status[0][0] for status in statuses(gone)] == ["1037"]
    path = f"/rest/v1/leads/programs/{program.split('/')[4]}/status.json"
    assert [status[0][0] for status in statuses(marketo.post(path, status="Attended", input=[{"id": far}]))] == ["1013"]


@pytest.mark.parametrize(("count", "codes"), [(299, []), (300, []), (301, ["1003"])])
def test_a_query_takes_300_values(marketo, program, count, codes):
    values = [f"s{n}" for n in range(count)]
    assert marketo.form(f"{program}.json?_method=GET", filterType="statusName", filterValues=values).codes == codes


def test_a_query_goes_through_a_hundred_thousand_members_unless_it_names_leads(marketo, program, people, backend):
    if backend != "sqlite":
        pytest.skip("the rule knows no database, and so many rows take their time")
    number = int(program.split("/")[4])

    def fill(tx):
        tx.execute(
            "INSERT INTO people (partition_id, created_ms, updated_ms, document)"
            " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99998)"
            " SELECT 1, 0, 0, '{}' FROM n"
        )
        tx.execute(
            "INSERT INTO program_members (program_id, person_id, status, step, member_ms, updated_ms, document)"
            " SELECT :program, id, 'Invited', 10, 0, 0, '{}' FROM people WHERE id <> :last",
            program=number,
            last=people[-1],
        )

    marketo.server.instance.write_now(fill)
    query = {"filterType": "statusName", "filterValues": "Registered"}
    assert marketo.get(f"{program}.json", **query).codes == []
    assert statuses(set_status(marketo, program, "Registered", people[-1:])) == ["created"]
    refused = marketo.get(f"{program}.json", **query)
    words = "Total membership size: 100,001 exceeds the limit allowed 100,000 for the filter"
    assert (refused.codes, refused.messages) == (["1003"], [words])
    assert len(found(marketo, program, filterType="leadId", filterValues=people)) == 3


def test_reached_success_is_true_or_false(marketo, program, people):
    set_status(marketo, program, "Invited", people[:1])
    set_status(marketo, program, "Attended", people[1:2])
    for value, wanted in (("true", [people[1]]), ("FALSE", [people[0]]), ("1,0", people[:2])):
        rows_ = found(marketo, program, filterType="reachedSuccess", filterValues=value)
        assert [row["leadId"] for row in rows_] == wanted
    answer = marketo.get(f"{program}.json", filterType="reachedSuccess", filterValues="perhaps")
    assert (answer.codes, answer.messages) == (["1001"], ["Invalid value 'perhaps'. Required of type 'boolean'"])
