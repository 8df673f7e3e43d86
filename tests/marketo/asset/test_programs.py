"""/rest/asset/v1/program, /rest/asset/v1/programs."""

from datetime import UTC, datetime

import pytest

from mercat.domain.assets.channels import TAG_TYPE
from mercat.model.assets import ProgramType
from mercat.model.clock import MINUTE, from_datetime
from mercat.store.assets.channels import add_tag_type

NOTHING = ["No assets found for the given search criteria."]
CHANNELS = {
    "Default": "Online Advertising",
    "Event": "Tradeshow",
    "Event with Webinar": "Webinar",
    "Engagement": "Nurture",
    "Email": "Email Send",
}


def create(client, name="API Test Program", type="Default", folder=15, kind="Folder", **more):
    place = {"id": folder, "type": kind} if isinstance(folder, int) else folder
    sent = {"name": name, "type": type, "channel": CHANNELS.get(type, "Blog"), "folder": place}
    return client.form("/rest/asset/v1/programs.json", **(sent | more))


def made(client, name="API Test Program", *args, **more):
    (program,) = create(client, name, *args, **more).result
    return program


def names(answer):
    return [program["name"] for program in answer.document.get("result", [])]


def refused(answer):
    return answer.codes, answer.messages


def test_a_new_program_answers_all_its_facts(marketo):
    answer = create(
        marketo,
        description="Sample API Program",
        channel="Email Blast",
        costs=[{"startDate": "2015-01-01", "cost": 2000}],
    ).document
    assert (answer["success"], answer["errors"], answer["warnings"]) == (True, [], [])
    (program,) = answer["result"]
    assert program["createdAt"] == program["updatedAt"]
    assert program["createdAt"].endswith("Z+0000")
    number = program["id"]
    assert program == {
        "id": number,
        "name": "API Test Program",
        "description": "Sample API Program",
        "createdAt": program["createdAt"],
        "updatedAt": program["createdAt"],
        "url": f"https://app-mercat.marketo.com/#PG{number}A1",
        "type": "Default",
        "channel": "Email Blast",
        "folder": {"type": "Folder", "value": 15, "folderName": "Default"},
        "status": "",
        "workspace": "Default",
        "tags": None,
        "costs": [{"startDate": "2015-01-01", "cost": 2000}],
        "headStart": False,
    }
    assert marketo.get(f"/rest/asset/v1/program/{number}.json").document["result"] == [program]


@pytest.mark.parametrize(
    ("type", "page", "status", "folder_type"),
    [
        ("Default", "PG", "", "Marketing Program"),
        ("Event", "ME", "", "Marketing Event"),
        ("Event with Webinar", "ME", "", "Marketing Event"),
        ("Engagement", "NP", "on", "Nurture Program"),
        ("Email", "EBP", "unlocked", "Email Batch Program"),
    ],
)
def test_each_type_has_its_page_status_and_place(marketo, type, page, status, folder_type):
    program = made(marketo, type=type)
    assert (program.type, program.status) == (type, status)
    assert program.url.endswith(f"#{page}{program.id}A1")
    (node,) = marketo.get(f"/rest/asset/v1/folder/{program.id}.json", type="Program").document["result"]
    assert node["folderId"] == {"id": program.id, "type": "Program"}
    assert (node["folderType"], node["url"]) == (folder_type, program.url)
    assert node["path"] == "/Marketing Activities/Default/API Test Program"


@pytest.mark.parametrize("word", ["default", "DEFAULT", "program", " Program "])
def test_a_type_goes_by_several_words_in_any_case(marketo, word):
    assert made(marketo, type=word).type == "Default"


def test_the_ids_of_programs_and_folders_are_counted_apart(marketo):
    program = made(marketo)
    (folder,) = marketo.get("/rest/asset/v1/folder/byName.json", name="Default").result[:1]
    assert program.id == 1
    assert folder.folderId.type == "Folder"
    assert "result" not in marketo.get("/rest/asset/v1/folder/1.json", type="Folder").document


def test_a_published_client_sends_python_literals_in_the_query(marketo):
    query = [
        ("folder", "{'id': 15, 'type': Folder}"),
        ("name", "Client"),
        ("type", "Default"),
        ("channel", "Blog"),
        ("tags", str([{"tagType": "Presenter", "tagValue": "David"}])),
        ("costs", str([{"startDate": "2015-01-01", "cost": 2000, "note": "it's, said"}])),
    ]
    answer = marketo.send(
        "POST", "/rest/asset/v1/programs.json", query=query, headers={"content-type": "application/json"}
    )
    (program,) = answer.document["result"]
    assert program["tags"] == [{"tagType": "Presenter", "tagValue": "David"}]
    assert program["costs"] == [{"startDate": "2015-01-01", "cost": 2000, "note": "it's, said"}]


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        ({"name": ""}, "701", "name cannot be blank"),
        ({"name": " "}, "701", "name cannot be blank"),
        ({"type": ""}, "701", "type cannot be blank"),
        ({"channel": ""}, "701", "channel cannot be blank"),
        ({"folder": ""}, "701", "folder cannot be blank"),
        ({"name": "TAKEN"}, "709", "Program with the same name already exists"),
        ({"type": "Party"}, "1003", "Invalid value 'Party' for 'type'"),
        ({"channel": "Nobody"}, "709", "Channel 'Nobody' does not exist"),
        ({"channel": "Nurture"}, "709", "Channel 'Nurture' does not apply to this type of program"),
        ({"folder": {"id": 9999, "type": "Folder"}}, "710", "Parent Folder Not Found"),
        ({"folder": {"id": 11, "type": "Folder"}}, "711", "Incompatible Folder Type"),
        ({"folder": {"id": 4, "type": "Folder"}}, "711", "Incompatible Folder Type"),
        ({"tags": [{"tagType": "Nobody", "tagValue": "X"}]}, "709", "Tag type 'Nobody' does not exist"),
        (
            {"tags": [{"tagType": "Presenter", "tagValue": "X"}]},
            "709",
            "'X' is not an allowable value of tag type 'Presenter'",
        ),
        ({"tags": [{"tagType": "Presenter"}]}, "701", "tagValue cannot be blank"),
        ({"tags": "{}"}, "1001", "Invalid value '{}'. Required of type 'array'"),
        ({"costs": [{"cost": 1}]}, "701", "startDate cannot be blank"),
        ({"costs": [{"startDate": "2015-01-01"}]}, "701", "cost cannot be blank"),
        ({"costs": [{"startDate": "01/01/2015", "cost": 1}]}, "704", "Invalid date format"),
        ({"costs": [{"startDate": "2015-01-01", "cost": 2**31}]}, "1003", "'cost' exceeds the maximum of 2147483647"),
        ({"startDate": "2022-10-19T15:00:00Z"}, "709", "Start and end dates do not apply to this type of program"),
        ({"startDate": "soon"}, "704", "Invalid date format"),
    ],
)
def test_create_refuses_and_leaves_nothing_behind(marketo, sent, code, words):
    made(marketo, "Taken")
    assert refused(create(marketo, **({"name": "New"} | sent))) == ([code], [words])
    assert names(marketo.get("/rest/asset/v1/programs.json")) == ["Taken"]


@pytest.mark.parametrize(("field", "limit"), [("name", 255), ("description", 2000)])
def test_texts_have_a_longest_length(marketo, field, limit):
    for length in (limit - 1, limit):
        assert create(marketo, **({"name": f"n{length}"} | {field: "x" * length})).success
    assert refused(create(marketo, **({"name": "n"} | {field: "x" * (limit + 1)}))) == (
        ["701"],
        [f"{field} cannot exceed more than {limit} characters"],
    )


@pytest.mark.parametrize("holder", list(CHANNELS))
def test_what_a_program_may_hold_depends_on_its_type(marketo, holder):
    outer = made(marketo, "Outer", holder)
    marketo.form("/rest/asset/v1/folders.json", name="Inside", parent={"id": outer.id, "type": "Program"})
    allowed = {"Engagement": {*CHANNELS} - {"Engagement"}, "Email": set()}.get(holder, {"Email"})
    (inside,) = marketo.get("/rest/asset/v1/folder/byName.json", name="Inside").result
    for type in CHANNELS:
        for folder, kind in ((outer.id, "Program"), (inside.id, "Folder")):
            answer = create(marketo, f"{type} in {kind}", type, folder, kind)
            assert answer.codes == ([] if type in allowed else ["711"]), answer


def test_a_required_tag_has_to_be_there(marketo):
    marketo.server.instance.write_now(
        lambda tx: add_tag_type(tx, "Region", (ProgramType.DEFAULT,), required=True, allowed=())
    )
    assert refused(create(marketo)) == (["709"], ["Tag 'Region' is required"])
    program = made(marketo, tags=[{"tagType": "Region", "tagValue": "Anywhere"}])
    assert create(marketo, "Event", "Event").success
    answer = marketo.form(f"/rest/asset/v1/program/{program.id}/tag/Region/delete.json")
    assert refused(answer) == (["709"], ["Tag 'Region' is required"])


def test_a_tag_type_belongs_to_types_of_programs(marketo):
    answer = create(marketo, type="Event", tags=[{"tagType": TAG_TYPE, "tagValue": "David"}])
    assert refused(answer) == (["709"], ["Tag type 'Presenter' does not apply to this type of program"])


def test_by_id_and_name_find_nothing_without_a_result(marketo):
    for answer in (
        marketo.get("/rest/asset/v1/program/99.json"),
        marketo.get("/rest/asset/v1/program/byName.json", name="Nobody"),
    ):
        assert answer.document["warnings"] == NOTHING
        assert answer.document["success"]
        assert "result" not in answer.document


def test_by_name_shows_tags_and_costs_on_request(marketo):
    made(
        marketo,
        "Tagged",
        tags=[{"tagType": "Presenter", "tagValue": "David"}],
        costs=[{"startDate": "2015-01-01", "cost": 1}],
    )
    for query, shown in (
        ({}, (None, None)),
        ({"includeTags": True}, ("David", None)),
        ({"includeCosts": "True"}, (None, 1)),
        ({"includeTags": True, "includeCosts": True}, ("David", 1)),
    ):
        (program,) = marketo.get("/rest/asset/v1/program/byName.json", name="Tagged", **query).document["result"]
        tags, costs = program["tags"], program["costs"]
        assert (tags and tags[0]["tagValue"], costs and costs[0]["cost"]) == shown


def test_browsing_shows_neither_tags_nor_costs_nor_dates(marketo):
    made(marketo, tags=[{"tagType": "Presenter", "tagValue": "David"}])
    for type in ("Email", "Event"):
        made(marketo, type, type, startDate="2022-10-19T15:00:00.000Z", endDate="2022-10-19T16:00:00.000Z")
    browsed = marketo.get("/rest/asset/v1/programs.json").document["result"]
    assert [program["type"] for program in browsed] == ["Default", "Email", "Event"]
    for program in browsed:
        assert program["headStart"] is False
        assert not {"tags", "costs", "startDate", "endDate"} & program.keys(), program
        (whole,) = marketo.get(f"/rest/asset/v1/program/{program['id']}.json").document["result"]
        assert {name: whole[name] for name in program} == program


def test_by_id_name_and_tag_show_dates(marketo):
    dates = {"startDate": "2022-10-19T15:00:00Z+0000", "endDate": "2022-10-19T16:00:00Z+0000"}
    sent = {"startDate": "2022-10-19T15:00:00.000Z", "endDate": "2022-10-19T16:00:00.000Z"}
    marketo.server.instance.write_now(
        lambda tx: add_tag_type(tx, "Region", (ProgramType.EMAIL,), required=False, allowed=())
    )
    program = made(marketo, "Invitation", "Email", tags=[{"tagType": "Region", "tagValue": "East"}], **sent)
    for path in (
        f"program/{program.id}.json",
        "program/byName.json?name=Invitation",
        "program/byTag.json?tagType=Region&tagValue=East",
    ):
        (one,) = marketo.get(f"/rest/asset/v1/{path}").document["result"]
        assert {name: one.get(name) for name in dates} == dates, path


def test_pages_of_a_browse_join_without_gap_or_overlap(marketo):
    for number in range(22):
        made(marketo, f"P{number}")
    first, second = (marketo.get("/rest/asset/v1/programs.json", offset=offset) for offset in (0, 20))
    assert names(first) + names(second) == [f"P{number}" for number in range(22)]
    assert "result" not in marketo.get("/rest/asset/v1/programs.json", offset=22).document


def test_browsing_filters_by_id_folder_workspace_and_status(marketo):
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="F", parent={"id": 15, "type": "Folder"}).result
    one, two = made(marketo, "One"), made(marketo, "Two", folder=folder.id)
    made(marketo, "Three", "Engagement")
    made(marketo, "Four", "Email")

    def browse(**query):
        return names(marketo.get("/rest/asset/v1/programs.json", **query))

    assert browse(filterType="id", filterValues=[one.id, two.id, 99]) == ["One", "Two"]
    assert browse(filterType="programId", filterValues=two.id) == ["Two"]
    assert browse(filterType="folderId", filterValues=folder.id) == ["Two"]
    assert browse(filterType="workspace", filterValues="Default", status="on") == ["Three"]
    assert browse(filterType="workspace", filterValues="Elsewhere") == []
    assert browse(status="unlocked") == ["Four"]
    assert browse(status="off") == []


def test_browsing_filters_by_date(marketo):
    for day, name in enumerate(("Early", "Middle", "Late"), 1):
        marketo.server.instance.clock.set(from_datetime(datetime(2026, 3, day, 12, tzinfo=UTC)))
        marketo.token = marketo.fresh_token()
        made(marketo, name)

    def browse(**query):
        return names(marketo.get("/rest/asset/v1/programs.json", **query))

    assert browse(earliestUpdatedAt="2026-03-02T12:00:00Z") == ["Middle", "Late"]
    assert browse(earliestUpdatedAt="2026-03-02T12:00:01Z+0000") == ["Late"]
    assert browse(earliestUpdatedAt="2026-03-02", latestUpdatedAt="2026-03-02T06:00:00.999000-06:00") == ["Middle"]
    assert browse(latestUpdatedAt="2026-03-02T11:59:59+00:00") == ["Early"]
    assert marketo.get("/rest/asset/v1/programs.json", earliestUpdatedAt="yesterday").codes == ["704"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"maxReturn": 200}, None),
        ({"maxReturn": 201}, "1003"),
        ({"offset": -1}, "1003"),
        ({"status": "asleep"}, "1003"),
        ({"filterType": "name", "filterValues": "X"}, "1003"),
        ({"filterType": "id"}, "701"),
        ({"filterType": "id", "filterValues": "x"}, "1001"),
    ],
)
def test_browsing_refuses_bad_parameters(marketo, query, code):
    assert marketo.get("/rest/asset/v1/programs.json", **query).codes == ([code] if code else [])


def test_by_tag_finds_the_programs_that_carry_it(marketo):
    for name, value in (("One", "David"), ("Two", "Dennis"), ("Three", "David")):
        made(marketo, name, tags=[{"tagType": "Presenter", "tagValue": value}])
    answer = marketo.get("/rest/asset/v1/program/byTag.json", tagType="Presenter", tagValue="David")
    assert names(answer) == ["One", "Three"]
    assert answer.document["result"][0]["tags"] == [{"tagType": "Presenter", "tagValue": "David"}]
    assert names(
        marketo.get("/rest/asset/v1/program/byTag.json", tagType="Presenter", tagValue="David", offset=1, maxReturn=1)
    ) == ["Three"]
    for tag_type, value in (("Presenter", "Nobody"), ("Nobody", "David")):
        answer = marketo.get("/rest/asset/v1/program/byTag.json", tagType=tag_type, tagValue=value)
        assert "result" not in answer.document
    answer = marketo.get("/rest/asset/v1/program/byTag.json", tagType="Presenter")
    assert refused(answer) == (["701"], ["tagValue cannot be blank"])


def test_update_changes_what_was_sent_and_nothing_else(marketo):
    program = made(
        marketo, description="before", tags=[{"tagType": "Presenter", "tagValue": "David"}], channel="Content"
    )
    marketo.server.instance.clock.offset_ms += MINUTE
    (changed,) = marketo.form(
        f"/rest/asset/v1/program/{program.id}.json", name="Updated Program Name", type="Event", channel="Blog"
    ).document["result"]
    assert (changed["name"], changed["description"]) == ("Updated Program Name", "before")
    assert (changed["type"], changed["channel"]) == ("Default", "Content")
    assert changed["tags"] == [{"tagType": "Presenter", "tagValue": "David"}]
    assert changed["createdAt"] == program.createdAt
    assert changed["updatedAt"] > program.updatedAt


def test_costs_are_appended_unless_they_are_to_be_replaced(marketo):
    program = made(marketo, costs=[{"startDate": "2015-01-01", "cost": 2000}])

    def update(**sent):
        answer = marketo.form(f"/rest/asset/v1/program/{program.id}.json", **sent)
        costs = answer.document["result"][0]["costs"]
        return costs and [(cost["startDate"], cost["cost"], cost.get("note")) for cost in costs]

    adwords = {"startDate": "2016-01-01", "cost": 200, "note": "Google Adwords"}
    assert update(costs=[adwords]) == [("2015-01-01", 2000, None), ("2016-01-01", 200, "Google Adwords")]
    assert update(costs=[adwords], costsDestructiveUpdate=True) == [("2016-01-01", 200, "Google Adwords")]
    assert update(name="Other") == [("2016-01-01", 200, "Google Adwords")]
    assert update(costsDestructiveUpdate="true") is None


def test_email_programs_and_events_have_dates(marketo):
    program = made(marketo, type="Email", startDate="2022-10-19T15:00:00.000Z", endDate="2022-10-19T16:00:00.000Z")
    assert (program.startDate, program.endDate) == ("2022-10-19T15:00:00Z+0000", "2022-10-19T16:00:00Z+0000")
    path = f"/rest/asset/v1/program/{program.id}.json"
    (moved,) = marketo.form(path, endDate="2022-10-20T16:00:00Z").result
    assert (moved.startDate, moved.endDate) == ("2022-10-19T15:00:00Z+0000", "2022-10-20T16:00:00Z+0000")
    answer = marketo.form(path, endDate="2022-10-18T16:00:00Z")
    assert refused(answer) == (["709"], ["The end date is before the start date"])
    assert made(marketo, "Event", "Event", startDate="2022-10-19").startDate == "2022-10-19T00:00:00Z+0000"


def test_update_refuses(marketo):
    made(marketo, "Other")
    program = made(marketo)
    path = f"/rest/asset/v1/program/{program.id}.json"
    assert refused(marketo.form("/rest/asset/v1/program/99.json", name="X")) == (["702"], ["99 Program not found"])
    assert refused(marketo.form(path, name="other")) == (["709"], ["Program with the same name already exists"])
    assert refused(marketo.form(path, startDate="2022-10-19T15:00:00Z"))[0] == ["709"]
    assert marketo.form(path, name="API TEST PROGRAM").result[0].name == "API TEST PROGRAM"


def test_a_refused_update_changes_nothing(marketo):
    program = made(marketo, description="before")
    path = f"/rest/asset/v1/program/{program.id}.json"
    sent = {"description": "after", "costs": [{"startDate": "2015-01-01", "cost": 1}]}
    assert marketo.form(path, **sent, tags=[{"tagType": "Presenter", "tagValue": "X"}]).codes == ["709"]
    (found,) = marketo.get(path).result
    assert (found.description, found.costs) == ("before", None)


def test_the_folder_operations_leave_programs_alone(marketo):
    program = made(marketo)
    path = f"/rest/asset/v1/folder/{program.id}"
    assert refused(marketo.form(f"{path}.json", type="Program", name="X")) == (
        ["709"],
        ["Program Programs cant be updated with Folder API"],
    )
    assert refused(marketo.form(f"{path}/delete.json", type="Program")) == (
        ["709"],
        ["Program Programs cant be deleted with Folder API"],
    )


def test_a_folder_with_a_program_in_it_is_not_empty(marketo):
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="F", parent={"id": 15, "type": "Folder"}).result
    program = made(marketo, folder=folder.id)
    assert marketo.form(f"/rest/asset/v1/folder/{folder.id}/delete.json").codes == ["709"]
    contents = marketo.get(f"/rest/asset/v1/folder/{folder.id}/content.json", type="Folder").document["result"]
    assert contents == [{"id": program.id, "type": "Program"}]
    browsed = marketo.get("/rest/asset/v1/folders.json", root={"id": folder.id, "type": "Folder"}).document["result"]
    assert [node["folderId"]["type"] for node in browsed] == ["Folder", "Program"]


def test_a_deleted_program_takes_along_what_lies_in_it(marketo):
    outer = made(marketo, "Outer", "Engagement", tags=[])
    inner = made(marketo, "Inner", folder=outer.id, kind="Program")
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="F", parent={"id": inner.id, "type": "Program"}).result
    marketo.form(f"/rest/asset/v1/program/{inner.id}/tag/Presenter.json", tagValue="David")
    marketo.form(
        f"/rest/asset/v1/folder/{outer.id}/tokens.json", name="T", type="text", value="x", folderType="Program"
    )
    kept = made(marketo, "Kept")
    answer = marketo.form(f"/rest/asset/v1/program/{outer.id}/delete.json").document
    assert answer["result"] == [{"id": outer.id}]
    assert names(marketo.get("/rest/asset/v1/programs.json")) == ["Kept"]
    assert "result" not in marketo.get(f"/rest/asset/v1/folder/{folder.id}.json", type="Folder").document
    assert "result" not in marketo.get(f"/rest/asset/v1/folder/{outer.id}/tokens.json", folderType="Program").document
    assert made(marketo, "Outer", "Engagement").id > kept.id
    gone = marketo.form(f"/rest/asset/v1/program/{outer.id}/delete.json")
    assert refused(gone) == (["702"], [f"{outer.id} Program not found"])


def test_one_tag_is_set_and_taken_off_alone(marketo):
    program = made(marketo)
    path = f"/rest/asset/v1/program/{program.id}/tag/Presenter"
    for value in ("Dennis", "David"):
        answer = marketo.send("POST", f"{path}.json", query=[("tagValue", value)])
        assert answer.document["result"] == [{"id": program.id}]
    (found,) = marketo.get(f"/rest/asset/v1/program/{program.id}.json").document["result"]
    assert found["tags"] == [{"tagType": "Presenter", "tagValue": "David"}]
    assert marketo.send("POST", f"{path}/delete.json").document["result"] == [{"id": program.id}]
    assert refused(marketo.send("POST", f"{path}/delete.json")) == (["702"], ["Tag not found"])
    assert refused(marketo.form(f"{path}.json")) == (["701"], ["tagValue cannot be blank"])
    nobody = f"/rest/asset/v1/program/{program.id}/tag/Nobody.json"
    assert refused(marketo.form(nobody, tagValue="X")) == (["702"], ["Nobody Tag type not found"])
    stranger = "/rest/asset/v1/program/99/tag/Presenter.json"
    assert refused(marketo.form(stranger, tagValue="David")) == (["702"], ["99 Program not found"])


def test_permissions_are_those_of_the_documents(marketo_with):
    reader = marketo_with("Read-Only Assets")
    assert reader.get("/rest/asset/v1/programs.json").success
    assert create(reader).codes == ["603"]
    for path in ("1", "1/delete", "1/tag/Presenter", "1/tag/Presenter/delete"):
        assert reader.form(f"/rest/asset/v1/program/{path}.json").codes == ["603"]
    assert marketo_with("Read-Only Lead").get("/rest/asset/v1/programs.json").codes == ["603"]


def test_a_nul_in_a_parameter_is_refused(marketo):
    for tags in ('[{"tagType":"a\\u0000","tagValue":"b"}]', "[{'tagType':'a\x00'}]"):
        assert create(marketo, tags=tags).codes == ["1003"]
