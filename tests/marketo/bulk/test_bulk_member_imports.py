"""/bulk/v1/program: imports of program members."""

import pytest

from support import exports
from support.imports import batch, lines, run, sent

IMPORTS = "/bulk/v1/program/members/import"
HEADER = "firstName,email,leadScore\n"


@pytest.fixture
def program(marketo):
    """The id of an event: Invited, Registered, No Show, Attended (won)."""
    return exports.program(marketo)


@pytest.fixture
def seat(marketo):
    """A custom field of members."""
    field = {"name": "seatRow", "displayName": "Seat Row", "dataType": "integer"}
    assert marketo.post("/rest/v1/programs/members/schema/fields.json", input=[field]).document["success"]


def ordered(marketo, program, text, **params):
    params = {"programMemberStatus": "Registered"} | params
    return sent(marketo, text, path=f"/bulk/v1/program/{program}/members/import.json", **params)


def imported(marketo, program, text, **params):
    number = batch(ordered(marketo, program, text, **params))
    run(marketo)
    return number, marketo.get(f"{IMPORTS}/{number}/status.json").document["result"][0]


def members(marketo, program, name, *fields):
    answer = marketo.get(
        f"/rest/v1/programs/{program}/members.json",
        filterType="statusName",
        filterValues=name,
        fields=["leadId", *fields],
    )
    return answer.document["result"]


def test_people_become_members(marketo, program):
    answer = ordered(
        marketo, program, HEADER + "Joanna,joanna@example.com,0\nTywin,tywin@example.com,1\n", format="CSV"
    )
    number = batch(answer)
    assert answer.document["result"] == [{"importId": str(number), "batchId": number, "status": "Queued"}]
    run(marketo)
    assert marketo.get(f"{IMPORTS}/{number}/status.json").document["result"] == [
        {
            "batchId": number,
            "importId": str(number),
            "status": "Complete",
            "numOfLeadsProcessed": 2,
            "numOfRowsFailed": 0,
            "numOfRowsWithWarning": 0,
            "message": "Import succeeded, 2 records imported (2 members)",
        }
    ]
    assert len(members(marketo, program, "Registered")) == 2


def test_nobody_steps_back(marketo, program):
    imported(marketo, program, "email\na@example.com\n", programMemberStatus="Attended")
    _, told = imported(marketo, program, "email\na@example.com\nb@example.com\n", programMemberStatus="invited")
    assert told["numOfLeadsProcessed"] == 2
    assert len(members(marketo, program, "Attended")) == len(members(marketo, program, "Invited")) == 1


def test_fields_of_members_are_written(marketo, program, seat):
    number, told = imported(marketo, program, "seatRow,email,firstName\n7,a@example.com,Ada\nback,b@example.com,Eve\n")
    assert (told["numOfLeadsProcessed"], told["numOfRowsFailed"]) == (1, 1)
    assert [row["seatRow"] for row in members(marketo, program, "Registered", "seatRow")] == [7]
    assert lines(marketo.get(f"{IMPORTS}/{number}/failures.json")) == [
        ["seatRow", "email", "firstName", "Import Failure Reason"],
        ["back", "b@example.com", "Eve", "Invalid data type in field Seat Row"],
    ]
    nobody = marketo.get("/rest/v1/leads.json", filterType="email", filterValues="b@example.com")
    assert nobody.document["result"] == []


def test_wrong_values_fail_and_odd_addresses_warn(marketo, program):
    number, told = imported(
        marketo, program, HEADER + "Aerys,aerys@example.com,TEXT\nAerys,INVALID_EMAIL,0\nAerys,,0\n"
    )
    assert told["message"] == "Import completed with errors, 1 records imported (1 members), 2 failed, 1 warning."
    assert [row[-1] for row in lines(marketo.get(f"{IMPORTS}/{number}/failures.json"))] == [
        "Import Failure Reason",
        "Invalid data type in field Lead Score",
        "Value for lookup field 'email' not found",
    ]
    assert lines(marketo.get(f"{IMPORTS}/{number}/warnings.json"))[1:] == [
        ["Aerys", "INVALID_EMAIL", "0", "Invalid email address"]
    ]


@pytest.mark.parametrize(
    ("text", "params", "code"),
    [
        ("", {}, "1003"),
        ("email,nothing\n", {}, "1006"),
        ("email,reachedSuccess\n", {}, "1006"),
        ("email\n", {"programMemberStatus": "Influenced"}, "1025"),
        ("email\n", {"programMemberStatus": "Not in Program"}, "1025"),
        ("email\n", {"programMemberStatus": ""}, "1002"),
        ("email\n", {"format": "xls"}, "1003"),
    ],
)
def test_what_makes_no_import(marketo, program, text, params, code):
    assert ordered(marketo, program, text, **params).codes == [code]
    assert run(marketo) == {}


def test_an_unknown_program_and_an_unknown_import_are_not_found(marketo, program):
    assert ordered(marketo, program + 99, "email\n").codes == ["1013"]
    assert marketo.get(f"{IMPORTS}/1/status.json").codes == ["1013"]
    for kind in ("failures", "warnings"):
        assert marketo.get(f"{IMPORTS}/1/{kind}.json").status == 404


def test_permission_is_needed(marketo, marketo_with, program):
    reader = marketo_with("Read-Only Lead")
    assert ordered(reader, program, "email\n").codes == ["603"]
    for kind in ("status", "failures", "warnings"):
        assert reader.get(f"{IMPORTS}/1/{kind}.json").codes == ["603"]


def test_a_program_that_goes_away_ends_the_import(marketo, program):
    number = batch(ordered(marketo, program, "email\na@example.com\n"))
    assert marketo.form(f"/rest/asset/v1/program/{program}/delete.json").document["success"]
    run(marketo)
    told = marketo.get(f"{IMPORTS}/{number}/status.json").document["result"][0]
    assert (told["status"], told["message"]) == ("Failed", "Import failed: Object not found")
