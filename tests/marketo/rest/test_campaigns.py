"""/rest/v1/campaigns: campaigns are scheduled and requested, and leads go through them."""

import pytest

from mercat.domain.campaigns.runs import SLICE, WAITING
from mercat.model import iso8601
from mercat.model.campaigns import Content
from mercat.model.clock import DAY, HOUR, MINUTE, SECOND, months_after, to_datetime
from mercat.store import jobs
from mercat.store.campaigns import runs as campaign_runs
from mercat.store.lists import static_lists
from support.campaigns import (
    FOLDER,
    STEP,
    created,
    define,
    listed,
    members_of,
    memberships,
    people,
    program,
    trigger,
)


def request(client, campaign_id, ids, **body):
    given = {"leads": [{"id": number} for number in ids], **body}
    return client.post(f"/rest/v1/campaigns/{campaign_id}/trigger.json", input=given)


def schedule(client, campaign_id, **given):
    return client.post(f"/rest/v1/campaigns/{campaign_id}/schedule.json", input=given)


def run_due(client):
    return client.server.instance.jobs.run_due()


def advance(client, by_ms):
    """Let time pass, with all that falls due."""
    instance = client.server.instance
    ran = instance.jobs.advance(instance.clock.now() + by_ms)
    client.token = client.fresh_token()
    return ran


def status(client, campaign_id):
    return client.get(f"/rest/asset/v1/smartCampaign/{campaign_id}.json").result[0].status


def batch(client, ids=(), name="Invitation", **options):
    """A batch campaign for people on a list."""
    number = created(client, name, **options)["id"]
    filters = members_of(listed(client, list(ids), f"for {name}")) if ids else ()
    define(client, number, Content(filters=filters, steps=(STEP,)))
    return number


# -- reading --------------------------------------------------------------------------------------------------------


def test_campaigns_look_as_the_lead_database_shows_them(marketo):
    place = program(marketo)
    number = trigger(marketo, folder={"id": place, "type": "Program"})
    (found,) = marketo.get("/rest/v1/campaigns.json").document["result"]
    assert found.pop("createdAt").endswith("Z") and found.pop("updatedAt").endswith("Z")
    assert found == {
        "id": number,
        "name": "Welcome",
        "description": "",
        "type": "trigger",
        "programId": place,
        "programName": "Spring",
        "workspaceName": "Default",
        "active": True,
    }
    (alone,) = marketo.get(f"/rest/v1/campaigns/{created(marketo)['id']}.json").document["result"]
    assert (alone["type"], alone["active"], "programId" in alone, "programName" in alone) == (
        "batch", False, False, False,
    )  # fmt: skip


def test_without_campaigns_the_result_is_empty_and_there_is_no_token(marketo):
    assert set(marketo.get("/rest/v1/campaigns.json").document) == {"requestId", "success", "result"}
    assert marketo.get("/rest/v1/campaigns.json").document["result"] == []


def test_campaigns_are_filtered(marketo):
    spring = {"id": program(marketo), "type": "Program"}
    autumn = {"id": program(marketo, "Autumn"), "type": "Program"}
    first = trigger(marketo, "One", folder=spring)
    second = created(marketo, "Two", folder=autumn)["id"]
    third = trigger(marketo, "Three", active=False)
    for params, expected in (
        ({"id": [first, third, 99]}, [first, third]),
        ({"name": ["Two", "Three"]}, [second, third]),
        ({"name": ["two"]}, []),
        ({"programName": ["Spring", "Autumn"]}, [first, second]),
        ({"programName": ["Spring"], "name": ["Two"]}, []),
        ({"workspaceName": ["Default"]}, [first, second, third]),
        ({"workspaceName": ["Europe"]}, []),
        ({"isTriggerable": True}, [first]),
        ({"isTriggerable": False}, [first, second, third]),
    ):
        assert [one.id for one in marketo.get("/rest/v1/campaigns.json", **params).result] == expected, params
    form = [("_method", "GET"), ("id", str(first)), ("id", str(second))]
    assert [one.id for one in marketo.send("POST", "/rest/v1/campaigns.json", form=form).result] == [first, second]


def test_campaigns_come_a_page_at_a_time(marketo):
    ids = [created(marketo, f"n{number}")["id"] for number in range(3)]
    first = marketo.get("/rest/v1/campaigns.json", batchSize=2)
    assert [one.id for one in first.result] == ids[:2]
    last = marketo.get("/rest/v1/campaigns.json", batchSize=2, nextPageToken=first.nextPageToken)
    assert [one.id for one in last.result] == ids[2:]
    assert "nextPageToken" not in last.document
    assert "nextPageToken" not in marketo.get("/rest/v1/campaigns.json", batchSize=3).document
    assert marketo.get("/rest/v1/campaigns.json", nextPageToken="AAAA").codes == ["1003"]
    for size, codes in ((300, []), (301, ["1003"]), (0, ["1003"])):
        assert marketo.get("/rest/v1/campaigns.json", batchSize=size).codes == codes


def test_an_unknown_campaign_is_1013(marketo):
    (lead,) = people(marketo, 1)
    for answer in (marketo.get("/rest/v1/campaigns/99.json"), schedule(marketo, 99), request(marketo, 99, [lead])):
        assert (answer.codes, answer.messages) == (["1013"], ["Object not found"])


# -- requests -------------------------------------------------------------------------------------------------------


def test_requested_leads_go_through(marketo):
    number, ids = trigger(marketo), people(marketo, 3)
    answer = request(marketo, number, ids[:2])
    assert set(answer.document) == {"requestId", "success", "result"}
    assert answer.document["result"] == [{"id": number}]
    assert memberships(marketo, ids[0]) == []
    assert run_due(marketo) == {"run_campaign": 1}
    for lead in ids[:2]:
        (found,) = memberships(marketo, lead)
        assert found["smartCampaignId"] == number
        assert found["createdAt"] == found["updatedAt"] and found["createdAt"].endswith("Z")
    assert memberships(marketo, ids[2]) == []


def test_a_request_is_told_in_the_activities_of_its_leads(marketo):
    number, (lead,) = trigger(marketo), people(marketo, 1)
    request(marketo, number, [lead, lead])
    run_due(marketo)
    token = marketo.get("/rest/v1/activities/pagingtoken.json", sinceDatetime="2020-01-01").nextPageToken
    (told,) = marketo.get("/rest/v1/activities.json", activityTypeIds="47", nextPageToken=token).document["result"]
    assert (told["leadId"], told["primaryAttributeValueId"], told["primaryAttributeValue"]) == (lead, number, "Welcome")
    assert told["attributes"] == [{"name": "Source", "value": "Web service API"}]


def test_only_an_active_campaign_that_the_api_may_request_is_requested(marketo):
    (lead,) = people(marketo, 1)
    resting = "Smart campaign is not active, or no trigger lets the API request it"
    for number, words in (
        (batch(marketo), "Only a trigger campaign can be requested"),
        (trigger(marketo, active=False), resting),
    ):
        answer = request(marketo, number, [lead])
        assert (answer.codes, answer.messages) == (["1003"], [words])
    assert run_due(marketo) == {}


def test_a_request_takes_all_leads_or_none(marketo):
    number, (lead,) = trigger(marketo), people(marketo, 1)
    for ids, code in (([lead, 999_999], "1004"), ([lead, "somebody"], "1001"), ([lead, None], "1001"), ([], "1003")):
        assert request(marketo, number, ids).codes == [code]
    assert marketo.post(f"/rest/v1/campaigns/{number}/trigger.json", input={}).codes == ["1002"]
    assert marketo.post(f"/rest/v1/campaigns/{number}/trigger.json").codes == ["1002"]
    run_due(marketo)
    assert memberships(marketo, lead) == []
    assert request(marketo, number, [str(lead)]).codes == []


@pytest.mark.parametrize(("count", "codes"), [(99, []), (100, []), (101, ["1003"])])
def test_a_request_takes_at_most_100_leads_and_100_tokens(marketo, count, codes):
    number, ids = trigger(marketo), people(marketo, count)
    assert request(marketo, number, ids).codes == codes
    tokens = [{"name": f"{{{{my.n{n}}}}}", "value": ""} for n in range(count)]
    assert request(marketo, number, ids[:1], tokens=tokens).codes == codes
    assert schedule(marketo, batch(marketo), tokens=tokens).codes == codes


@pytest.mark.parametrize(
    ("rule", "again"),
    [
        ({}, [False, False]),
        ({"type": "any"}, [True, True]),
        ({"type": "interval", "interval": 2, "unit": "hour"}, [False, True]),
        ({"type": "interval", "interval": 1, "unit": "day"}, [False, False]),
        ({"type": "interval", "interval": 1, "unit": "month"}, [False, False]),
    ],
)
def test_the_qualification_rule_says_who_goes_through_again(marketo, instance, rule, again):
    number, (lead,) = trigger(marketo, qualification=rule), people(marketo, 1)
    request(marketo, number, [lead])
    run_due(marketo)
    (begun,) = memberships(marketo, lead)
    went = []
    for _ in again:
        advance(marketo, HOUR)
        moment = iso8601.text(instance.clock.now())
        request(marketo, number, [lead])
        run_due(marketo)
        (found,) = memberships(marketo, lead)
        assert found["createdAt"] == begun["createdAt"]
        went.append(found["updatedAt"] >= moment)
    assert went == again


def test_a_month_is_a_month_of_the_calendar():
    for begin, months, end in (
        ("2026-01-31T10:00:00", 1, "2026-02-28T10:00:00"),
        ("2028-02-29T00:00:00", 24, "2030-02-28T00:00:00"),
        ("2026-11-25T10:00:00", 2, "2027-01-25T10:00:00"),
    ):
        assert months_after(iso8601.parse(begin), months) == iso8601.parse(end)


def test_a_filter_keeps_others_out(marketo):
    ids = people(marketo, 2)
    number = trigger(marketo, filters=members_of(listed(marketo, ids[:1])))
    request(marketo, number, ids)
    run_due(marketo)
    assert [len(memberships(marketo, lead)) for lead in ids] == [1, 0]


def test_a_request_that_was_accepted_survives_deactivation_and_not_deletion(marketo):
    ids = people(marketo, 2)
    first, second = trigger(marketo, "One"), trigger(marketo, "Two")
    for number, verb in ((first, "deactivate"), (second, "delete")):
        request(marketo, number, ids)
        marketo.form(f"/rest/asset/v1/smartCampaign/{number}/{verb}.json")
    assert run_due(marketo) == {"run_campaign": 2}
    assert [found["smartCampaignId"] for found in memberships(marketo, ids[0])] == [first]


@pytest.mark.parametrize(
    ("permission", "codes"), [("Execute Campaign", []), ("Read-Write Campaign", []), ("Read-Only Campaign", ["603"])]
)
def test_executing_needs_one_of_two_permissions(marketo, marketo_with, permission, codes):
    """The guide's table asks for the second, the OpenAPI file and the page of permissions for the first."""
    (lead,) = ids = people(marketo, 1)
    client = marketo_with(permission)
    assert request(client, trigger(marketo), [lead]).codes == codes
    assert schedule(client, batch(marketo, ids)).codes == codes


# -- schedules ------------------------------------------------------------------------------------------------------


def test_a_batch_campaign_runs_five_minutes_later(marketo, instance):
    ids = people(marketo, 3)
    number = batch(marketo, ids[:2])
    assert schedule(marketo, number).document["result"] == [{"id": number}]
    assert advance(marketo, 5 * MINUTE - SECOND) == {}
    assert (status(marketo, number), memberships(marketo, ids[0])) == ("Never Run", [])
    assert advance(marketo, SECOND) == {"run_campaign": 1}
    assert status(marketo, number) == "Single Run"
    assert [len(memberships(marketo, lead)) for lead in ids] == [1, 1, 0]


def test_who_is_on_the_list_is_asked_when_the_run_is_due(marketo):
    first, second, third = people(marketo, 3)
    number = batch(marketo, [first, second])
    schedule(marketo, number)
    list_id = marketo.get("/rest/v1/lists.json", name="for Invitation").result[0].id
    marketo.post(f"/rest/v1/lists/{list_id}/leads.json", input=[{"id": third}])
    marketo.delete(f"/rest/v1/lists/{list_id}/leads.json", input=[{"id": first}])
    advance(marketo, 5 * MINUTE)
    assert [len(memberships(marketo, lead)) for lead in (first, second, third)] == [0, 1, 1]


def test_a_long_list_runs_in_slices(marketo):
    ids = people(marketo, 2 * SLICE + 1)
    for start in range(0, len(ids), 300):
        number = listed(marketo, ids[start : start + 300], f"part {start}")
    whole = listed(marketo, [])
    for start in range(0, len(ids), 300):
        leads = [{"id": lead} for lead in ids[start : start + 300]]
        marketo.post(f"/rest/v1/lists/{whole}/leads.json", input=leads)
    both, one = created(marketo, "Both")["id"], created(marketo, "One")["id"]
    define(marketo, both, Content(filters=members_of(whole, number)))
    define(marketo, one, Content(filters=members_of(whole)))
    for campaign in (both, one):
        schedule(marketo, campaign)
    assert advance(marketo, 5 * MINUTE) == {"run_campaign": 2}
    assert [len(memberships(marketo, lead)) for lead in (ids[0], ids[-1])] == [1, 2]


@pytest.mark.parametrize(
    ("ahead", "runs_after"),
    [(-DAY, 5 * MINUTE), (0, 5 * MINUTE), (4 * MINUTE, 5 * MINUTE), (2 * HOUR, 2 * HOUR)],
)
def test_run_at_says_when_but_never_sooner_than_five_minutes(marketo, instance, ahead, runs_after):
    number = batch(marketo)
    moment = to_datetime(instance.clock.now() + ahead).strftime("%Y-%m-%dT%H:%M:%S+0000")
    assert schedule(marketo, number, runAt=moment).codes == []
    assert advance(marketo, runs_after - 30 * SECOND) == {}
    assert advance(marketo, MINUTE) == {"run_campaign": 1}


def test_run_at_is_two_years_away_at_most(marketo, instance):
    number = batch(marketo)
    furthest = months_after(instance.clock.now(), 24)
    for ahead, codes in ((-MINUTE, []), (MINUTE, ["1042"])):
        answer = schedule(marketo, number, runAt=iso8601.text(furthest + ahead))
        assert answer.codes == codes
    assert answer.messages == ["Invalid runAt date"]


@pytest.mark.parametrize("moment", ["soon", "2026-13-01T00:00:00Z", "20260101", "1798761600"])
def test_run_at_is_a_time(marketo, moment):
    answer = schedule(marketo, batch(marketo), runAt=moment)
    assert (answer.codes, answer.messages) == (
        ["1001"],
        [f"Invalid value '{moment}'. Required of type 'datetime'"],
    )


def test_only_a_batch_campaign_is_scheduled(marketo):
    answer = schedule(marketo, trigger(marketo))
    assert (answer.codes, answer.messages) == (["1003"], ["Only a batch campaign can be scheduled"])


def test_an_invalid_campaign_is_not_scheduled(marketo):
    list_id = listed(marketo, [], "Gone")
    number = created(marketo)["id"]
    define(marketo, number, Content(filters=members_of(list_id)))
    marketo.server.instance.write_now(lambda tx: static_lists.delete(tx, list_id))
    answer = schedule(marketo, number)
    assert (answer.codes, answer.messages) == (["1003"], ["Smart campaign has an invalid filter"])


def test_a_schedule_may_come_without_a_body(marketo):
    number = batch(marketo)
    for content, headers in ((b"", {}), (b"{}", {"content-type": "application/json"})):
        answer = marketo.send("POST", f"/rest/v1/campaigns/{number}/schedule.json", content=content, headers=headers)
        assert answer.document["result"] == [{"id": number}]
    assert advance(marketo, 6 * MINUTE) == {"run_campaign": 2}


def test_so_many_runs_of_a_campaign_may_wait(marketo, instance):
    number = batch(marketo)

    def wait(tx):
        for _ in range(WAITING - 2):
            campaign_runs.add(tx, number, None, {}, tx.now)

    instance.write_now(wait)
    assert [schedule(marketo, number).codes for _ in range(3)] == [[], [], ["1003"]]


def test_a_deleted_campaign_does_not_run(marketo):
    number, (lead,) = batch(marketo), people(marketo, 1)
    schedule(marketo, number)
    marketo.form(f"/rest/asset/v1/smartCampaign/{number}/delete.json")
    advance(marketo, 6 * MINUTE)
    assert memberships(marketo, lead) == []


# -- tokens ---------------------------------------------------------------------------------------------------------


def test_tokens_that_the_campaign_sees_are_kept_until_its_run_is_over(marketo, instance):
    place = program(marketo)
    for name in ("message", "other token"):
        form = {"name": name, "type": "text", "value": "-", "folderType": "Program"}
        marketo.form(f"/rest/asset/v1/folder/{place}/tokens.json", **form)
    number = batch(marketo, folder={"id": place, "type": "Program"})
    tokens = [
        {"name": "{{my.message}}", "value": "Updated message"},
        {"name": "{{my.Other  Token }}", "value": "Value for other token"},
        {"name": "{{my.nowhere}}", "value": "lost"},
    ]
    assert schedule(marketo, number, tokens=tokens).codes == []
    (run_id,) = instance.read_now(lambda tx: [row[0] for row in tx.fetch_all("SELECT id FROM campaign_runs")])
    kept = instance.read_now(lambda tx: campaign_runs.find(tx, run_id)).tokens
    assert kept == {"message": "Updated message", "other token": "Value for other token"}
    advance(marketo, 6 * MINUTE)
    assert instance.read_now(lambda tx: campaign_runs.find(tx, run_id)) is None


@pytest.mark.parametrize(
    "name", ["message", "{{lead.message}}", "{{my.}}", "{{my.a}}{{my.b}}", "{{my." + "x" * 51 + "}}"]
)
def test_a_token_is_a_my_token(marketo, name):
    (lead,) = people(marketo, 1)
    tokens = [{"name": name, "value": "x"}]
    for answer in (
        schedule(marketo, batch(marketo), tokens=tokens),
        request(marketo, trigger(marketo), [lead], tokens=tokens),
    ):
        assert (answer.codes, answer.messages) == (["1003"], [f"Invalid token name '{name}'"])


def test_a_token_has_a_name_and_a_value(marketo):
    number = batch(marketo)
    assert schedule(marketo, number, tokens=[{"name": "{{my.a}}"}]).codes == ["1002"]
    assert schedule(marketo, number, tokens=[{"value": "a"}]).codes == ["1002"]
    for length, codes in ((524_288, []), (524_289, ["1003"])):
        assert schedule(marketo, number, tokens=[{"name": "{{my.a}}", "value": "x" * length}]).codes == codes


# -- copies of programs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelled", ["cloneToProgram", "cloneToProgramName"])
def test_a_campaign_runs_in_a_copy_of_its_program(marketo, spelled):
    place = {"id": program(marketo, tags=[{"tagType": "Presenter", "tagValue": "David"}]), "type": "Program"}
    token = {"name": "message", "type": "text", "value": "-", "folderType": "Program"}
    marketo.form(f"/rest/asset/v1/folder/{place['id']}/tokens.json", **token)
    (form,) = marketo.form("/rest/asset/v1/forms.json", name="Sign up", folder=place).result
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Inside", parent=place).result
    ids = people(marketo, 1)
    number = batch(marketo, ids, folder={"id": folder.id, "type": "Folder"})
    other = trigger(marketo, "Other", folder=place)
    answer = schedule(marketo, number, **{spelled: "Copy of Spring"})
    copied = answer.result[0].id
    (copy,) = marketo.get("/rest/asset/v1/program/byName.json", name="Copy of Spring", includeTags=True).result
    assert (copy.folder.value, copy.tags[0].tagValue) == (FOLDER["id"], "David")
    (token,) = marketo.get(f"/rest/asset/v1/folder/{copy.id}/tokens.json", folderType="Program").result[0].tokens
    assert (token.name, token.value) == ("message", "-")
    (twin,) = marketo.get("/rest/asset/v1/forms.json", folder={"id": copy.id, "type": "Program"}).result
    assert (twin.name, twin.status) == ("Sign up", "draft") and twin.id != form.id
    found = marketo.get("/rest/v1/campaigns.json", programName="Copy of Spring").result
    assert {one.name: (one.type, one.active) for one in found} == {
        "Invitation": ("batch", False),
        "Other": ("trigger", False),
    }
    assert copied in [one.id for one in found] and copied not in (number, other)
    where = marketo.get(f"/rest/asset/v1/smartCampaign/{copied}.json").result[0]
    assert (where.folder.type, where.parentProgramId) == ("Folder", copy.id) and where.folder.id != folder.id
    advance(marketo, 5 * MINUTE)
    assert (status(marketo, number), status(marketo, copied)) == ("Never Run", "Single Run")
    assert [one["smartCampaignId"] for one in memberships(marketo, ids[0])] == [copied]


def test_what_cannot_be_copied(marketo):
    place = {"id": program(marketo), "type": "Program"}
    number = batch(marketo, folder=place)
    taken = schedule(marketo, number, cloneToProgram="spring")
    assert (taken.codes, taken.messages) == (["1017"], ["Object already exists"])
    alone = schedule(marketo, batch(marketo, name="Alone"), cloneToProgram="Copy")
    assert (alone.codes, alone.messages) == (["709"], ["Smart campaign is not in a program"])
    marketo.form("/rest/asset/v1/staticLists.json", name="Seeds", folder=place)
    answer = schedule(marketo, number, cloneToProgram="Copy")
    assert (answer.codes, answer.messages) == (["709"], ["Programs with static lists cannot be cloned this way"])
    around = program(marketo, "Autumn", type="Event", channel="Tradeshow")
    program(marketo, "Mail", folder={"id": around, "type": "Program"}, type="Email", channel="Email Send")
    other = batch(marketo, name="Other", folder={"id": around, "type": "Program"})
    answer = schedule(marketo, other, cloneToProgram="Copy")
    assert (answer.codes, answer.messages) == (["709"], ["Programs that hold programs cannot be cloned this way"])
    assert marketo.get("/rest/asset/v1/program/byName.json", name="Copy").document.get("result") is None


def test_twenty_programs_are_copied_a_day(marketo):
    number = batch(marketo, folder={"id": program(marketo), "type": "Program"})
    codes = [schedule(marketo, number, cloneToProgram=f"Copy {n}").codes for n in range(21)]
    assert codes == [[]] * 20 + [["1020"]]
    answer = schedule(marketo, number, cloneToProgram="Copy 20")
    assert answer.messages == ["Too many clones to program"]
    assert schedule(marketo, number).codes == []
    advance(marketo, DAY)
    assert schedule(marketo, number, cloneToProgram="Copy 20").codes == []


# -- members --------------------------------------------------------------------------------------------------------


def test_memberships_come_newest_first_a_page_at_a_time(marketo):
    (lead,) = people(marketo, 1)
    numbers = [trigger(marketo, f"n{n}") for n in range(3)]
    for number in numbers:
        request(marketo, number, [lead])
        run_due(marketo)
    path = f"/rest/v1/leads/{lead}/smartCampaignMembership.json"
    first = marketo.get(path, batchSize=2)
    assert ([row.smartCampaignId for row in first.result], first.moreResult) == (numbers[:0:-1], True)
    last = marketo.get(path, batchSize=2, nextPageToken=first.nextPageToken).document
    assert [row["smartCampaignId"] for row in last["result"]] == numbers[:1]
    assert (last["moreResult"], "nextPageToken" in last) == (False, False)
    for size, codes in ((300, []), (301, ["1003"])):
        assert marketo.get(path, batchSize=size).codes == codes


def test_memberships_are_filtered_by_when_they_changed(marketo, instance):
    number, (lead,) = trigger(marketo), people(marketo, 1)
    request(marketo, number, [lead])
    run_due(marketo)
    now = instance.clock.now()
    before, after = iso8601.text(now - MINUTE), iso8601.text(now + MINUTE)
    for params, count in (
        ({"earliestUpdatedAt": before}, 1),
        ({"earliestUpdatedAt": after}, 0),
        ({"latestUpdatedAt": before}, 0),
        ({"latestUpdatedAt": after}, 1),
        ({"earliestUpdatedAt": before, "latestUpdatedAt": after}, 1),
    ):
        assert len(memberships(marketo, lead, **params)) == count, params
    path = f"/rest/v1/leads/{lead}/smartCampaignMembership.json"
    assert marketo.get(path, earliestUpdatedAt="soon").codes == ["1001"]


def test_an_unknown_lead_has_no_memberships(marketo, marketo_with):
    path = "/rest/v1/leads/999999/smartCampaignMembership.json"
    assert marketo.get(path).codes == ["1004"]
    assert marketo_with("Read-Only Lead").get(path).codes == ["603"]


def test_a_merge_carries_memberships_over(marketo):
    winner, first, second = people(marketo, 3)
    one, two = trigger(marketo, "One"), trigger(marketo, "Two")
    for number, ids in ((one, [winner, first]), (two, [first, second])):
        request(marketo, number, ids)
        run_due(marketo)
    kept = memberships(marketo, winner)
    query = [("leadIds", f"{first},{second}")]
    assert marketo.send("POST", f"/rest/v1/leads/{winner}/merge.json", query=query).codes == []
    found = memberships(marketo, winner)
    assert [row["smartCampaignId"] for row in found] == [two, one]
    assert found[1] == kept[0]


def test_a_deleted_lead_takes_its_memberships_and_requests_along(marketo, instance):
    number, ids = trigger(marketo), people(marketo, 2)
    request(marketo, number, ids)
    run_due(marketo)
    later = trigger(marketo, "Later")
    request(marketo, later, ids)
    marketo.post("/rest/v1/leads/delete.json", input=[{"id": ids[0]}])
    run_due(marketo)
    rows = instance.read_now(lambda tx: tx.fetch_all("SELECT campaign_id, person_id FROM campaign_members ORDER BY id"))
    assert [tuple(row) for row in rows] == [(number, ids[1]), (later, ids[1])]


def test_a_run_that_is_repeated_after_a_kill_counts_once(marketo, instance):
    number, (lead,) = trigger(marketo), people(marketo, 1)
    request(marketo, number, [lead])
    instance.write_now(lambda tx: jobs.claim(tx, tx.now + MINUTE))  # claimed by a process that is gone
    instance.jobs.take_up()
    assert run_due(marketo) == {"run_campaign": 1}
    assert len(memberships(marketo, lead)) == 1
