"""/rest/asset/v1/smartCampaigns: smart campaigns as assets."""

import pytest

from mercat.domain.campaigns import assets, rules
from mercat.model import iso8601
from mercat.model.campaigns import Content, Qualification, Rule
from mercat.model.clock import HOUR
from mercat.model.refusals import Missing, NotAllowed, NotFound, RuleBroken, TooFew, TooMany
from mercat.store.lists import static_lists
from support.campaigns import FOLDER, REQUEST, STEP, created, define, listed, members_of, program, trigger

WARNING = ["No assets found for the given search criteria."]


def path(campaign_id, verb=""):
    return f"/rest/asset/v1/smartCampaign/{campaign_id}{verb and '/' + verb}.json"


def shown(client, campaign_id):
    return client.get(path(campaign_id)).document["result"][0]


# -- finding --------------------------------------------------------------------------------------------------------


def test_a_new_campaign_looks_as_the_vendor_shows_it(marketo):
    made = created(marketo, "Smart Campaign 02", description="This is a smart campaign creation test.")
    number = made["id"]
    assert made.pop("createdAt").endswith("Z+0000") and made.pop("updatedAt").endswith("Z+0000")
    assert made.pop("computedUrl").endswith(f"#SC{number}A1")
    assert made == {
        "id": number,
        "name": "Smart Campaign 02",
        "description": "This is a smart campaign creation test.",
        "folder": FOLDER,
        "status": "Never Run",
        "type": "batch",
        "isSystem": False,
        "isActive": False,
        "isRequestable": False,
        "isCommunicationLimitEnabled": True,
        "recurrence": {"weekdayOnly": False},
        "qualificationRuleType": "once",
        "workspace": "Default",
        "smartListId": number,
        "flowId": number,
    }


def test_a_campaign_is_found_by_id_by_name_and_by_browsing(marketo):
    made = created(marketo, "Welcome")
    assert made["description"] == ""
    for place in (f"smartCampaign/{made['id']}.json", "smartCampaign/byName.json?name=Welcome", "smartCampaigns.json"):
        assert marketo.get(f"/rest/asset/v1/{place}").document["result"] == [made]


def test_nothing_found_is_a_warning(marketo):
    for place in ("smartCampaign/99.json", "smartCampaign/byName.json?name=welcome", "smartCampaigns.json"):
        answer = marketo.get(f"/rest/asset/v1/{place}").document
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)


def test_browsing_filters_and_pages(marketo):
    inside = program(marketo)
    first = trigger(marketo, "One", active=False)
    between = iso8601.text(marketo.server.instance.clock.now() + HOUR // 2)
    marketo.server.instance.clock.offset_ms += HOUR
    marketo.token = marketo.fresh_token()
    second = trigger(marketo, "Two", folder={"id": inside, "type": "Program"})
    for params, expected in (
        ({}, [first, second]),
        ({"folder": {"id": inside, "type": "Program"}}, [second]),
        ({"folder": FOLDER}, [first]),
        ({"earliestUpdatedAt": between}, [second]),
        ({"earliestUpdatedAt": "2020-01-01T00:00:00-00:00", "latestUpdatedAt": between}, [first]),
        ({"isActive": True}, [second]),
        ({"isActive": False}, [first, second]),
        ({"maxReturn": 1}, [first]),
        ({"maxReturn": 1, "offset": 1}, [second]),
    ):
        found = marketo.get("/rest/asset/v1/smartCampaigns.json", **params).result
        assert [one.id for one in found] == expected, params


def test_the_earliest_time_of_a_search_comes_before_the_latest(marketo):
    first, second = "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"
    for earliest, latest, codes in ((first, second, []), (first, first, ["1003"]), (second, first, ["1003"])):
        query = {"earliestUpdatedAt": earliest, "latestUpdatedAt": latest}
        assert marketo.get("/rest/asset/v1/smartCampaigns.json", **query).codes == codes
    assert marketo.get("/rest/asset/v1/smartCampaigns.json", earliestUpdatedAt="soon").codes == ["704"]


@pytest.mark.parametrize(("size", "codes"), [(199, []), (200, []), (201, ["1003"])])
def test_a_page_has_at_most_200_campaigns(marketo, size, codes):
    assert marketo.get("/rest/asset/v1/smartCampaigns.json", maxReturn=size).codes == codes


# -- changing -------------------------------------------------------------------------------------------------------


def test_a_campaign_changes_and_goes(marketo):
    number = created(marketo)["id"]
    answer = marketo.form(path(number), name="Goodbye", description="Other")
    assert (answer.result[0].name, answer.result[0].description) == ("Goodbye", "Other")
    assert marketo.form(path(number), description="Third").result[0].name == "Goodbye"
    assert marketo.form(path(number, "delete")).document["result"] == [{"id": number}]
    assert marketo.get(path(number)).document["warnings"] == WARNING
    assert created(marketo)["id"] == number + 1


def test_a_name_is_taken_once_in_a_program_and_once_outside(marketo):
    place = {"id": program(marketo), "type": "Program"}
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Inside", parent=place).result
    nested = {"id": folder.id, "type": "Folder"}
    outside, inside = created(marketo), created(marketo, folder=place)
    assert (inside["folder"], inside["parentProgramId"]) == (place, place["id"])
    for name, where in (("Welcome", FOLDER), ("welcome ", FOLDER), ("WELCOME", nested)):
        answer = marketo.form("/rest/asset/v1/smartCampaigns.json", name=name, folder=where)
        assert (answer.codes, answer.messages) == (["709"], ["Smart Campaign with the same name already exists"])
    other = created(marketo, "Other", folder=nested)
    assert other["parentProgramId"] == place["id"]
    assert marketo.form(path(other["id"]), name="welcome").codes == ["709"]
    assert marketo.form(path(other["id"]), name="other").codes == []
    found = marketo.get("/rest/asset/v1/smartCampaign/byName.json?name=Welcome").result
    assert [one.id for one in found] == [outside["id"]]


def test_what_a_campaign_needs(marketo):
    place = "/rest/asset/v1/smartCampaigns.json"
    assert marketo.form(place, name="Welcome").codes == ["701"]
    assert marketo.form(place, folder=FOLDER).codes == ["701"]
    assert marketo.form(place, name="Welcome", folder={"id": 999, "type": "Folder"}).codes == ["710"]
    assert marketo.form(place, name="Welcome", folder={"id": 5, "type": "Folder"}).codes == ["711"]
    for length, codes in ((255, []), (256, ["701"])):
        assert marketo.form(place, name="x" * length, folder=FOLDER).codes == codes
    for length, codes in ((1_999, []), (2_000, []), (2_001, ["701"])):
        answer = marketo.form(place, name=f"n{length}", folder=FOLDER, description="d" * length)
        assert answer.codes == codes


def test_an_unknown_campaign_is_702(marketo):
    for verb, form in (
        ("", {"name": "Welcome"}),
        ("delete", {}),
        ("clone", {"name": "Copy", "folder": FOLDER}),
        ("activate", {}),
        ("deactivate", {}),
    ):
        answer = marketo.form(path(99, verb), **form)
        assert (answer.codes, answer.messages) == (["702"], ["99 Smart Campaign not found"]), verb


def test_a_clone_holds_the_same_and_is_not_active(marketo):
    source = trigger(marketo, qualification={"type": "interval", "interval": 3, "unit": "day"})
    (copy,) = marketo.form(path(source, "clone"), name="Copy", folder=FOLDER, description="A copy").document["result"]
    assert (copy["name"], copy["description"]) == ("Copy", "A copy")
    assert (copy["type"], copy["status"], copy["isActive"], copy["isRequestable"]) == (
        "trigger", "Inactive", False, False,
    )  # fmt: skip
    rule = (copy["qualificationRuleType"], copy["qualificationRuleInterval"], copy["qualificationRuleUnit"])
    assert rule == ("interval", 3, "day")
    assert marketo.form(path(copy["id"], "activate")).codes == []
    assert marketo.form(path(source, "clone"), name="Welcome", folder=FOLDER).codes == ["709"]
    assert marketo.form(path(source, "clone"), name="Third").codes == ["701"]


# -- activation -----------------------------------------------------------------------------------------------------


def test_a_campaign_is_activated_and_deactivated(marketo):
    number = trigger(marketo, active=False)
    assert marketo.form(path(number, "activate")).document["result"] == [{"id": number}]
    now = shown(marketo, number)
    assert (now["status"], now["isActive"], now["isRequestable"]) == ("Active", True, True)
    assert marketo.form(path(number, "deactivate")).document["result"] == [{"id": number}]
    now = shown(marketo, number)
    assert (now["status"], now["isActive"], now["isRequestable"]) == ("Inactive", False, False)


def test_activation_needs_a_trigger_and_a_flow_step(marketo):
    number = created(marketo)["id"]
    for content, words in (
        (Content(), "Smart campaign has no trigger"),
        (Content(steps=(STEP,)), "Smart campaign has no trigger"),
        (Content(triggers=(REQUEST,)), "Smart campaign has no flow step"),
    ):
        define(marketo, number, content)
        answer = marketo.form(path(number, "activate"))
        assert (answer.codes, answer.messages) == (["709"], [words])
    define(marketo, number, Content(triggers=(REQUEST,), steps=(STEP,)))
    assert marketo.form(path(number, "activate")).codes == []
    assert marketo.form(path(number, "activate")).messages == ["Smart campaign is already active"]


def test_only_an_active_campaign_is_deactivated(marketo):
    number = trigger(marketo, active=False)
    answer = marketo.form(path(number, "deactivate"))
    assert (answer.codes, answer.messages) == (["709"], ["Smart campaign is not active"])


def test_a_campaign_that_another_source_requests_is_active_and_not_requestable(marketo):
    number = created(marketo)["id"]
    define(marketo, number, Content(triggers=(Rule(rules.REQUESTED, {"source": "Sales Insight"}),), steps=(STEP,)))
    marketo.form(path(number, "activate"))
    now = shown(marketo, number)
    assert (now["isActive"], now["isRequestable"]) == (True, False)


def test_activation_has_permissions_of_its_own(marketo, marketo_with):
    number = trigger(marketo, active=False)
    writer = marketo_with("Read-Write Assets", "Read-Write Campaign")
    for verb in ("activate", "deactivate"):
        assert writer.form(path(number, verb)).codes == ["603"]
        assert marketo_with(f"{verb.capitalize()} Campaign").form(path(number, verb)).codes == []


def test_a_list_that_a_campaign_names_stays(marketo):
    list_id = listed(marketo, [])
    number = created(marketo)["id"]
    define(marketo, number, Content(filters=members_of(list_id)))
    answer = marketo.form(f"/rest/asset/v1/staticList/{list_id}/delete.json")
    assert (answer.codes, answer.messages) == (["709"], ["Static List is in use"])
    marketo.form(path(number, "delete"))
    assert marketo.form(f"/rest/asset/v1/staticList/{list_id}/delete.json").codes == []


def test_a_program_stays_while_a_campaign_outside_of_it_names_a_list_in_it(marketo):
    outer = program(marketo)
    (inner,) = marketo.form("/rest/asset/v1/folders.json", name="F", parent={"id": outer, "type": "Program"}).result
    inside = {"id": inner.id, "type": "Folder"}
    list_id = marketo.form("/rest/asset/v1/staticLists.json", name="Seeds", folder=inside).result[0].id
    delete = f"/rest/asset/v1/program/{outer}/delete.json"
    number = trigger(marketo, "Outside", active=False, filters=members_of(list_id))
    trigger(marketo, "Inside", active=False, filters=members_of(list_id), folder={"id": outer, "type": "Program"})
    answer = marketo.form(delete)
    assert (answer.codes, answer.messages) == (
        ["709"],
        ["Cannot delete program. The assets are in use elsewhere or not deletable"],
    )
    assert marketo.get(f"/rest/asset/v1/staticList/{list_id}.json").document["success"]
    marketo.form(path(number, "delete"))
    assert marketo.form(delete).document["result"] == [{"id": outer}]


def test_a_campaign_whose_list_is_gone_is_invalid(marketo):
    list_id = listed(marketo, [], "Gone")
    number = trigger(marketo, active=False, filters=members_of(list_id))
    marketo.server.instance.write_now(lambda tx: static_lists.delete(tx, list_id))
    assert shown(marketo, number)["status"] == "Invalid"
    assert marketo.form(path(number, "activate")).messages == ["Smart campaign has an invalid filter"]


# -- where it lies --------------------------------------------------------------------------------------------------


def test_a_folder_with_a_campaign_is_not_deleted(marketo):
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Mine", parent=FOLDER).result
    number = created(marketo, folder={"id": folder.id, "type": "Folder"})["id"]
    assert marketo.form(f"/rest/asset/v1/folder/{folder.id}/delete.json").codes == ["709"]
    marketo.form(path(number, "delete"))
    assert marketo.form(f"/rest/asset/v1/folder/{folder.id}/delete.json").codes == []


def test_a_campaign_goes_with_its_program(marketo):
    place = program(marketo)
    number = created(marketo, folder={"id": place, "type": "Program"})["id"]
    assert marketo.form(f"/rest/asset/v1/program/{place}/delete.json").codes == []
    assert marketo.get(path(number)).document["warnings"] == WARNING


# -- what it may hold -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (Content(triggers=(Rule("Full Moon"),)), NotAllowed),
        (Content(triggers=(Rule(rules.REQUESTED),)), Missing),
        (Content(triggers=(Rule(rules.REQUESTED, {"source": "Nobody"}),)), NotAllowed),
        (Content(filters=(Rule(rules.LIST_MEMBER),)), Missing),
        (Content(filters=members_of(99)), NotFound),
        (Content(steps=(Rule("Make Coffee"),)), NotAllowed),
        (Content(steps=(STEP,) * 101), TooMany),
        (Content(qualification=Qualification("interval", unit="day")), Missing),
        (Content(qualification=Qualification("interval", 0, "day")), TooFew),
        (Content(qualification=Qualification("interval", 1_001, "day")), TooMany),
    ],
)
def test_what_is_not_understood_is_refused(marketo, content, refusal):
    number = created(marketo)["id"]
    with pytest.raises(refusal):
        define(marketo, number, content)


def test_an_active_campaign_is_not_redefined(marketo, instance):
    number = trigger(marketo)
    with pytest.raises(RuleBroken):
        instance.write_now(lambda tx: assets.define(tx, number, Content(steps=(STEP,) * 100)))
    marketo.form(path(number, "deactivate"))
    instance.write_now(lambda tx: assets.define(tx, number, Content(steps=(STEP,) * 100), limited=False))
    now = shown(marketo, number)
    assert (now["type"], now["isCommunicationLimitEnabled"]) == ("batch", False)
