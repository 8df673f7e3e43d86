"""/rest/asset/v1/program/{id}/approve.json: what an email program needs before it runs."""

import pytest

from mercat.domain.segments import smart_lists
from mercat.model.clock import HOUR
from support import emails
from support.campaigns import program
from support.segments import doing, rules_of


@pytest.fixture
def do(marketo):
    return doing(marketo.server.instance)


def email_program(client, **dates):
    return program(client, "Newsletter", type="Email", channel="Email Send", **dates)


DATES = {"startDate": "2099-01-01T10:00:00Z", "endDate": "2099-01-02T10:00:00Z"}


def step(client, number, name="approve"):
    answer = client.form(f"/rest/asset/v1/program/{number}/{name}.json")
    return answer.codes, answer.messages


def with_audience(do, number, *filters):
    do(lambda tx: smart_lists.define(tx, smart_lists.of_program(tx, number).id, rules_of(tx, *filters)))


def test_only_email_programs_are_approved(marketo):
    number = program(marketo)
    for name in ("approve", "unapprove"):
        assert step(marketo, number, name) == (["709"], ["Only email programs can be approved and unapproved"])
        assert step(marketo, 999, name) == (["702"], ["999 Program not found"])


@pytest.mark.parametrize("dates", [{}, {"startDate": DATES["startDate"]}, {"endDate": DATES["endDate"]}])
def test_an_email_program_needs_both_dates(marketo, dates):
    number = email_program(marketo, **dates)
    assert step(marketo, number) == (["709"], ["Program needs a start date and an end date"])


def test_an_email_program_starts_in_the_future(marketo):
    number = email_program(marketo, startDate="2020-01-01T10:00:00Z", endDate="2020-01-02T10:00:00Z")
    assert step(marketo, number) == (["709"], ["The start date of the program has passed"])


def test_an_email_program_needs_a_valid_smart_list(marketo, do):
    number = email_program(marketo, **DATES)
    assert step(marketo, number) == (["709"], ["Program has no valid smart list"])
    with_audience(do, number, ("Visited Web Page", "is", "pricing.html"))
    codes, (message,) = step(marketo, number)
    assert codes == ["709"] and "Visited Web Page" in message


def test_an_email_program_needs_an_approved_email(marketo, do):
    number = email_program(marketo, **DATES)
    with_audience(do, number, ("Country", "is", "Germany"))
    refusal = (["709"], ["Program has no approved email"])
    assert step(marketo, number) == refusal
    email_id = emails.made(marketo, folder={"id": number, "type": "Program"})
    assert step(marketo, number) == refusal
    assert marketo.get(f"/rest/asset/v1/program/{number}.json").result[0].status == "unlocked"
    assert marketo.form(f"{emails.EMAIL}/{email_id}/approveDraft.json").codes == []
    answer = marketo.form(f"/rest/asset/v1/program/{number}/approve.json").document
    assert answer["result"] == [{"id": number}]
    assert marketo.get(f"/rest/asset/v1/program/{number}.json").result[0].status == "locked"


def test_an_approved_program_is_unapproved_once(marketo, do):
    number = email_program(marketo, **DATES)
    assert step(marketo, number, "unapprove") == (["709"], ["Program is not approved"])
    with_audience(do, number, ("Country", "is", "Germany"))
    email_id = emails.made(marketo, folder={"id": number, "type": "Program"})
    marketo.form(f"{emails.EMAIL}/{email_id}/approveDraft.json")
    assert step(marketo, number) == ([], [])
    assert step(marketo, number) == (["709"], ["Program is already approved"])
    assert [one.id for one in marketo.get("/rest/asset/v1/programs.json", status="locked").result] == [number]
    clock = marketo.server.instance.clock
    clock.set(clock.now() + HOUR // 2)
    assert marketo.form(f"/rest/asset/v1/program/{number}/unapprove.json").document["result"] == [{"id": number}]
    (shown,) = marketo.get(f"/rest/asset/v1/program/{number}.json").result
    assert shown.status == "unlocked" and shown.updatedAt > shown.createdAt
