"""/bulk/v1/program/members/export: which members, and with what."""

import pytest

from support.exports import kind, later, program, step, today
from support.imports import lines


@pytest.fixture
def extract(marketo):
    return kind("members", marketo)


@pytest.fixture
def show(extract):
    """The program of the extract, with three members who are invited."""
    return extract.body["filter"]["programId"]


def table(extract, **changes):
    return lines(extract.client.get(f"{extract.finished(**changes)}/file.json"))


def found(extract, **filter):
    """The people who are found."""
    rows = table(extract, fields=["leadId"], filter=extract.body["filter"] | filter)[1:]
    return [row[0] for row in rows]


def kept(marketo, lead_id, **columns):
    """Let a membership have what only engagement programs write."""
    text = ", ".join(f"{name} = :{name}" for name in columns)
    marketo.server.instance.write_now(
        lambda tx: tx.execute(f"UPDATE program_members SET {text} WHERE person_id = :id", id=int(lead_id), **columns)
    )


def test_members_come_with_fields_of_the_membership_and_of_the_person(marketo, extract, show):
    field = {"name": "seatRow", "displayName": "Seat Row", "dataType": "integer"}
    marketo.post("/rest/v1/programs/members/schema/fields.json", input=[field])
    step(marketo, show, "Attended", extract.values[1:2])
    marketo.post(f"/rest/v1/programs/{show}/members.json", input=[{"leadId": int(extract.values[1]), "seatRow": 7}])
    fields = ["email", "lastName", "membershipDate", "program", "statusName", "leadId", "reachedSuccess", "seatRow"]
    names = {"membershipDate": "Member Date", "leadId": "Lead Id", "reachedSuccess": "Success"}
    head, *rows = table(extract, fields=fields, columnHeaderNames=names)
    assert head == ["email", "lastName", "Member Date", "program", "statusName", "Lead Id", "Success", "seatRow"]
    since = marketo.get(
        f"/rest/v1/programs/{show}/members.json", filterType="leadId", filterValues=extract.values[0]
    ).result[0]
    begun = ["null", since.membershipDate, "Show"]
    assert rows == [
        ["p0@example.com", *begun, "Invited", extract.values[0], "false", "null"],
        ["p1@example.com", *begun, "Attended", extract.values[1], "true", "7"],
        ["p2@example.com", *begun, "Invited", extract.values[2], "false", "null"],
    ]


def test_every_described_field_of_members_can_be_had(marketo, extract):
    (told,) = marketo.get("/rest/v1/programs/members/describe.json").document["result"]
    names = [field["name"] for field in told["fields"]]
    head, *rows = table(extract, fields=names)
    assert (head, len(rows)) == (names, 3)


def test_where_both_have_a_field_it_is_the_memberships(marketo, extract, show):
    later(marketo, 60_000)
    step(marketo, show, "Attended", extract.values[:1])
    (lead,) = marketo.get("/rest/v1/leads.json", filterType="id", filterValues=extract.values[0]).result
    changed = table(extract, fields=["updatedAt"])[1][0]
    assert changed > lead.updatedAt


def test_several_programs_come_with_a_first_column_that_tells_them_apart(marketo, extract, show):
    other = program(marketo, "Other", [int(extract.values[0])])
    for fields in (["leadId"], ["leadId", "programId"]):
        head, *rows = table(extract, fields=fields, filter={"programIds": [other, show, show]})
        assert head == ["programId", "leadId"]
        assert rows == [[str(show), value] for value in extract.values] + [[str(other), extract.values[0]]]
    names = {"programId": "Program"}
    assert table(extract, fields=["leadId"], filter={"programIds": [other]}, columnHeaderNames=names) == [
        ["Program", "leadId"],
        [str(other), extract.values[0]],
    ]


def test_members_are_found_by_status(marketo, extract, show):
    step(marketo, show, "Registered", extract.values[:1])
    step(marketo, show, "Attended", extract.values[1:2])
    assert found(extract, statusNames=["invited"]) == extract.values[2:]
    assert found(extract, statusNames=["Registered", "Attended"]) == extract.values[:2]
    assert found(extract, statusNames=["No Show"]) == []
    assert found(extract, statusNames=[]) == extract.values


def test_a_status_that_none_of_the_programs_has_is_refused(marketo, extract, show):
    answer = extract.created(filter={"programId": show, "statusNames": ["Invited", "Influenced"]})
    assert (answer.codes, answer.messages) == (["1003"], ["Invalid Data"])
    letter = program(marketo, "Letter", type="Default", channel="Email Blast")
    assert extract.created(filter={"programId": letter, "statusNames": ["No Show"]}).codes == ["1003"]
    assert extract.created(filter={"programIds": [show, letter], "statusNames": ["No Show"]}).codes == []


def test_members_are_found_by_whether_they_are_exhausted(marketo, extract):
    kept(marketo, extract.values[1], exhausted=1)
    assert found(extract, isExhausted=True) == extract.values[1:2]
    assert found(extract, isExhausted=False) == [extract.values[0], extract.values[2]]


@pytest.mark.parametrize(("spelled", "place"), [("norm", 0), ("normal", 0), ("pause", 1), ("paused", 1)])
def test_members_are_found_by_their_cadence(marketo, extract, spelled, place):
    kept(marketo, extract.values[0], cadence="norm")
    kept(marketo, extract.values[1], cadence="paus")
    assert found(extract, nurtureCadence=spelled) == [extract.values[place]]


def test_the_cadence_of_an_engagement_program_begins_as_normal(marketo, extract, show):
    nurture = program(marketo, "Nurture", type="Engagement", channel="Nurture")
    step(marketo, nurture, "Member", extract.values[:1])
    chosen = {"programIds": [show, nurture], "nurtureCadence": "norm"}
    rows = table(extract, fields=["leadId", "nurtureCadence"], filter=chosen)[1:]
    assert rows == [[str(nurture), extract.values[0], "norm"]]


def test_members_are_found_by_when_they_changed(marketo, extract, show):
    later(marketo, 60_000)
    step(marketo, show, "Attended", extract.values[:1])
    around = today(marketo)
    assert found(extract, updatedAt=around) == extract.values
    changed = table(extract, fields=["updatedAt"])[1][0]
    assert found(extract, updatedAt={"startAt": changed, "endAt": around["endAt"]}) == extract.values[:1]


def test_all_filters_have_to_fit(marketo, extract, show):
    step(marketo, show, "Attended", extract.values[:2])
    kept(marketo, extract.values[0], exhausted=1, cadence="norm")
    kept(marketo, extract.values[1], exhausted=1, cadence="paus")
    all_of_them = {
        "isExhausted": True, "nurtureCadence": "norm", "statusNames": ["Attended"], "updatedAt": today(marketo),
    }  # fmt: skip
    assert found(extract, **all_of_them) == extract.values[:1]
    for name, value in (("isExhausted", False), ("nurtureCadence", "pause"), ("statusNames", ["Invited"])):
        assert extract.values[0] not in found(extract, **all_of_them | {name: value})


@pytest.mark.parametrize(
    ("filter", "code", "message"),
    [
        ({}, "1002", "Missing value for the required parameter 'programId'"),
        ({"programIds": []}, "1002", "Missing value for the required parameter 'programId'"),
        ({"statusNames": ["Invited"]}, "1002", "Missing value for the required parameter 'programId'"),
        ({"programId": 99_999}, "1013", "Object not found"),
        ({"programIds": [99_999]}, "1013", "Object not found"),
        ({"programId": 10**30}, "1003", None),
        ({"programId": "x"}, "609", None),
        ({"programId": 1, "programIds": [1]}, "1003", "programId and programIds cannot be used together"),
        ({"programId": None}, "1002", "Missing value for the required parameter 'programId'"),
    ],
)
def test_one_program_or_several_have_to_be_named(extract, filter, code, message):
    answer = extract.created(filter=filter)
    assert answer.codes == [code]
    assert message in (None, *answer.messages)


@pytest.mark.parametrize(
    ("filter", "code"),
    [
        ({"nurtureCadence": "fast"}, "1003"),
        ({"isExhausted": "perhaps"}, "609"),
        ({"statusNames": "Invited"}, "609"),
    ],
)
def test_a_bad_filter_is_refused(extract, filter, code):
    assert extract.created(filter=extract.body["filter"] | filter).codes == [code]


def test_ten_programs_are_the_most(marketo, extract, show):
    numbers = [show, *(program(marketo, f"Program {number}") for number in range(10))]
    for count, codes in ((9, []), (10, []), (11, ["1003"])):
        assert extract.created(filter={"programIds": numbers[:count]}).codes == codes
    assert extract.created(filter={"programIds": numbers[:10] * 2}).codes == []
