"""/rest/asset/v1/folder, /rest/asset/v1/folders."""

import json

import pytest

from mercat.model.clock import MINUTE

TAKEN = "Folder with the same name already exists"
WRONG_TYPE = "Invalid value 'List'. Required of type 'FolderVariantType'"
NOTHING = ["No assets found for the given search criteria."]

FOLDER_BY_NAME = "/rest/asset/v1/folder/byName.json"


def root(client, name="Marketing Activities"):
    (found,) = client.get(FOLDER_BY_NAME, name=name).result
    return found


def create(client, name, parent, **more):
    sent = {"name": name, "parent": {"id": parent, "type": "Folder"}, **more}
    return client.form("/rest/asset/v1/folders.json", **sent)


def made(client, name, parent=15, **more):
    (folder,) = create(client, name, parent, **more).result
    return folder


@pytest.mark.parametrize("name", ["Marketing Activities", "Design Studio", "Lead Database"])
def test_every_area_has_a_root_and_a_default_zone(marketo, name):
    found = root(marketo, name)
    assert (found.path, found.folderType, found.isSystem, found.parent, found.url) == (
        f"/{name}",
        "Zone",
        True,
        None,
        None,
    )
    _, zone, *_ = marketo.get("/rest/asset/v1/folders.json", root={"id": found.id, "type": "Folder"}).result
    assert (zone.name, zone.path, zone.parent.id) == ("Default", f"/{name}/Default", found.id)


def test_the_documented_ids_of_the_marketing_area_hold(marketo):
    answer = marketo.get("/rest/asset/v1/folders.json", root='{"id":14,"type":"Folder"}')
    assert [(folder.id, folder.path) for folder in answer.result] == [
        (14, "/Marketing Activities"),
        (15, "/Marketing Activities/Default"),
    ]


def test_the_design_studio_has_a_folder_for_each_kind(marketo):
    zone = marketo.get("/rest/asset/v1/folders.json", root={"id": root(marketo, "Design Studio").id, "type": "Folder"})
    assert {(folder.name, folder.folderType) for folder in zone.result[2:]} == {
        ("Landing Pages", "Landing Page"),
        ("Landing Page Templates", "Landing Page Template"),
        ("Forms", "Landing Page Form"),
        ("Emails", "Email"),
        ("Email Templates", "Email Template"),
        ("Snippets", "Snippet"),
        ("Images and Files", "Image"),
    }


def test_a_new_folder_answers_all_its_facts(marketo):
    answer = create(marketo, "Test 10 - deverly", 15, description="This is a test").document
    assert (answer["success"], answer["errors"], answer["warnings"]) == (True, [], [])
    (folder,) = answer["result"]
    created, updated, number = folder.pop("createdAt"), folder.pop("updatedAt"), folder["id"]
    assert created == updated
    assert created.endswith("Z+0000")
    assert folder == {
        "name": "Test 10 - deverly",
        "description": "This is a test",
        "url": f"https://app-mercat.marketo.com/#MF{number}A1",
        "folderId": {"id": number, "type": "Folder"},
        "folderType": "Marketing Folder",
        "parent": {"id": 15, "type": "Folder"},
        "path": "/Marketing Activities/Default/Test 10 - deverly",
        "isArchive": False,
        "isSystem": False,
        "accessZoneId": 1,
        "workspace": "Default",
        "id": number,
    }
    again = marketo.get(f"/rest/asset/v1/folder/{number}.json", type="Folder").document["result"]
    assert again == [folder | {"createdAt": created, "updatedAt": updated}]


@pytest.mark.parametrize(
    ("area", "kind", "url"), [("Emails", "Email", None), ("Lead Database", "Zone", "/#ML0A1ZN{id}")]
)
def test_a_folder_takes_the_type_of_its_parent(marketo, area, kind, url):
    folder = made(marketo, "Social Media", root(marketo, area).id)
    assert folder.folderType == kind
    assert folder.url is None if url is None else folder.url.endswith(url.format(id=folder.id))


def test_parameters_may_all_come_in_the_query_as_python_literals(marketo):
    query = [("name", "From a client"), ("parent", "{'id': 15, 'type': Folder}"), ("description", "x")]
    answer = marketo.send(
        "POST", "/rest/asset/v1/folders.json", query=query, headers={"content-type": "application/json"}
    )
    assert answer.result[0].path == "/Marketing Activities/Default/From a client"


def test_the_case_of_a_folder_reference_does_not_matter(marketo):
    answer = marketo.form("/rest/asset/v1/folders.json", name="A", parent={"id": 15, "type": "FOLDER"})
    assert answer.document["result"][0]["parent"] == {"id": 15, "type": "Folder"}


def test_by_id_wants_the_type(marketo):
    answer = marketo.get("/rest/asset/v1/folder/15.json")
    assert (answer.codes, answer.messages) == (["701"], ["type cannot be blank"])


def test_by_id_refuses_another_type(marketo):
    answer = marketo.get("/rest/asset/v1/folder/15.json", type="Unacceptable")
    assert answer.codes == ["1001"]
    assert answer.messages == ["Invalid value 'Unacceptable'. Required of type 'FolderVariantType'"]


@pytest.mark.parametrize(("number", "type"), [(9999, "Folder"), (15, "Program"), (2**63 - 1, "Folder"), (-1, "Folder")])
def test_by_id_finds_nothing_without_a_result(marketo, number, type):
    answer = marketo.get(f"/rest/asset/v1/folder/{number}.json", type=type).document
    assert answer["warnings"] == NOTHING
    assert answer["success"]
    assert answer["errors"] == []
    assert "result" not in answer


def test_no_method_is_taken_from_the_query(marketo):
    """Release notes of February 2020."""
    folders = "/rest/asset/v1/folders.json"
    assert marketo.send("POST", f"{folders}?_method=GET").codes == ["701"]  # a creation without its parameters
    assert marketo.send("POST", f"{folders}?_method=GET", form=[("maxReturn", "1")]).codes == ["701"]
    assert marketo.send("POST", "/rest/asset/v1/folder/byName.json?_method=GET&name=Default").codes == ["605"]
    new = [("name", "New"), ("parent", '{"id": 15, "type": "Folder"}')]
    made = marketo.send("POST", f"{folders}?_method=GET", form=new).result
    assert [folder.name for folder in made] == ["New"]


def test_a_method_in_a_form_body_goes_on_working(marketo):
    browsed = marketo.send("POST", "/rest/asset/v1/folders.json", form=[("_method", "GET"), ("maxReturn", "1")])
    assert len(browsed.result) == 1
    named = [("_method", "GET"), ("name", "Design Studio")]
    assert root(marketo, "Design Studio").id == marketo.send("POST", FOLDER_BY_NAME, form=named).result[0].id


def test_by_name_answers_every_folder_of_that_name_exactly(marketo):
    one = made(marketo, "Twice")
    two = made(marketo, "Twice", one.id)
    made(marketo, "Twice more")
    answer = marketo.get("/rest/asset/v1/folder/byName.json", name="Twice")
    assert [(folder.id, folder.path) for folder in answer.result] == [
        (one.id, "/Marketing Activities/Default/Twice"),
        (two.id, "/Marketing Activities/Default/Twice/Twice"),
    ]


@pytest.mark.parametrize("root", ['{"id":%d,"type":"Folder"}', "%d"])
def test_by_name_searches_below_a_root(marketo, root):
    one = made(marketo, "One")
    inner = made(marketo, "Twice", made(marketo, "Middle", one.id).id)
    made(marketo, "Twice")
    answer = marketo.get("/rest/asset/v1/folder/byName.json", name="Twice", type="Folder", root=root % one.id)
    assert [folder.id for folder in answer.result] == [inner.id]


@pytest.mark.parametrize(
    "more",
    [
        {"type": "Program"},
        {"workSpace": "Elsewhere"},
        {"workspace": "Elsewhere"},
        {"root": '{"id":99,"type":"Folder"}'},
    ],
)
def test_by_name_finds_nothing_elsewhere(marketo, more):
    answer = marketo.get("/rest/asset/v1/folder/byName.json", name="Default", **more)
    assert answer.document["warnings"] == NOTHING
    assert "result" not in answer.document


def test_by_name_refuses_what_is_missing_or_wrong(marketo):
    assert marketo.get("/rest/asset/v1/folder/byName.json").messages == ["name cannot be blank"]
    answer = marketo.get("/rest/asset/v1/folder/byName.json", name="Default", type="List")
    assert (answer.codes, answer.messages) == (["1003"], ["Invalid request. Please check and try again."])


def test_browsing_goes_two_levels_down_unless_told_otherwise(marketo):
    one = made(marketo, "1", 14)
    two = made(marketo, "2", one.id)
    made(marketo, "3", two.id)
    names = {}
    for depth in (None, 0, 1, 3):
        wanted = {} if depth is None else {"maxDepth": depth}
        answer = marketo.get("/rest/asset/v1/folders.json", root={"id": 14, "type": "Folder"}, **wanted)
        names[depth] = [folder.name for folder in answer.result]
    assert names == {
        None: ["Marketing Activities", "Default", "1", "2"],
        0: ["Marketing Activities"],
        1: ["Marketing Activities", "Default", "1"],
        3: ["Marketing Activities", "Default", "1", "2", "3"],
    }


def test_browsing_without_a_root_starts_at_every_area(marketo):
    answer = marketo.get("/rest/asset/v1/folders.json", maxDepth=0)
    assert sorted(folder.name for folder in answer.result) == ["Design Studio", "Lead Database", "Marketing Activities"]


def test_pages_of_a_browse_join_without_gap_or_overlap(marketo):
    one = made(marketo, "Many")
    for number in range(23):
        made(marketo, f"F{number}", one.id)
    where = {"root": {"id": one.id, "type": "Folder"}}
    first = marketo.get("/rest/asset/v1/folders.json", **where).result
    second = marketo.get("/rest/asset/v1/folders.json", offset=20, **where).result
    whole = marketo.get("/rest/asset/v1/folders.json", maxReturn=200, **where).result
    assert (len(first), len(second), len(whole)) == (20, 4, 24)
    assert [folder.id for folder in first + second] == [folder.id for folder in whole]
    assert "result" not in marketo.get("/rest/asset/v1/folders.json", offset=24, **where).document


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"maxReturn": 200}, None),
        ({"maxReturn": 201}, "1003"),
        ({"maxReturn": 0}, "1003"),
        ({"maxReturn": "many"}, "1001"),
        ({"offset": -1}, "1003"),
        ({"maxDepth": -1}, "1003"),
        ({"root": "{}"}, "701"),
        ({"root": '{"id":"x","type":"Folder"}'}, "1001"),
        ({"root": "{"}, "1001"),
    ],
)
def test_browsing_holds_its_limits(marketo, query, code):
    assert marketo.get("/rest/asset/v1/folders.json", **query).codes == ([code] if code else [])


def test_contents_are_what_lies_directly_inside(marketo):
    one = made(marketo, "One")
    two = made(marketo, "Two", one.id)
    made(marketo, "Three", two.id)
    answer = marketo.get(f"/rest/asset/v1/folder/{one.id}/content.json", type="Folder")
    assert answer.document["result"] == [{"id": two.id, "type": "Folder"}]
    assert "result" not in marketo.get("/rest/asset/v1/folder/9999/content.json", type="Folder").document


def test_contents_are_folders_programs_and_assets(marketo):
    around = {"id": made(marketo, "One").id, "type": "Folder"}
    channel = {"type": "Default", "channel": "Blog"}
    place = {"id": marketo.form("/rest/asset/v1/programs.json", name="P", folder=around, **channel).result[0].id}
    place |= {"type": "Program"}
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Two", parent=place).result
    form = marketo.form("/rest/asset/v1/forms.json", name="F", folder=place).result[0].id
    campaign = marketo.form("/rest/asset/v1/smartCampaigns.json", name="C", folder=place).result[0].id
    static_list = marketo.form("/rest/asset/v1/staticLists.json", name="L", folder=place).result[0].id
    path = f"/rest/asset/v1/folder/{place['id']}/content.json"
    inside = [
        {"id": folder.id, "type": "Folder"},
        {"id": form, "type": "Form"},
        {"id": campaign, "type": "Smart Campaign"},
        {"id": static_list, "type": "Static List"},
    ]
    assert marketo.get(path, type="Program").document["result"] == inside
    assert marketo.get(path, type="Program", maxReturn=2, offset=1).document["result"] == inside[1:3]
    outside = marketo.get(f"/rest/asset/v1/folder/{around['id']}/content.json", type="Folder")
    assert outside.document["result"] == [place]


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        ({"parent": {"id": 15, "type": "Folder"}}, "701", "name cannot be blank"),
        ({"name": "  ", "parent": {"id": 15, "type": "Folder"}}, "701", "name cannot be blank"),
        ({"name": "A"}, "701", "parent cannot be blank"),
        ({"name": "A", "parent": {"id": 15}}, "701", "type cannot be blank"),
        ({"name": "A", "parent": {"type": "Folder"}}, "701", "id cannot be blank"),
        ({"name": "A", "parent": {"id": 9999, "type": "Folder"}}, "710", "Parent Folder Not Found"),
        ({"name": "A", "parent": {"id": 15, "type": "Program"}}, "710", "Parent Folder Not Found"),
        ({"name": "default", "parent": {"id": 14, "type": "Folder"}}, "709", TAKEN),
        ({"name": "A", "parent": {"id": 15, "type": "List"}}, "1001", WRONG_TYPE),
        ({"name": "A", "parent": "nonsense"}, "1001", "Invalid value 'nonsense'. Required of type 'object'"),
    ],
)
def test_create_refuses(marketo, sent, code, words):
    answer = marketo.form("/rest/asset/v1/folders.json", **sent)
    assert (answer.codes, answer.messages, answer.document["warnings"]) == ([code], [words], [])


@pytest.mark.parametrize(("field", "limit"), [("name", 255), ("description", 2000)])
def test_texts_have_a_longest_length(marketo, field, limit):
    """Code and words as the release notes of January 2021 have them."""
    for length in (limit - 1, limit):
        assert create(marketo, **({"name": f"n{length}", "parent": 15} | {field: "x" * length})).success
    answer = create(marketo, **({"name": "n", "parent": 15} | {field: "x" * (limit + 1)}))
    assert (answer.codes, answer.messages) == (["701"], [f"{field} cannot exceed more than {limit} characters"])


def test_folders_nest_a_hundred_levels_deep(marketo):
    number = 15
    for level in range(98):
        number = made(marketo, f"{level}", number).id
    assert create(marketo, "one too deep", number).codes == ["709"]
    path = marketo.get(f"/rest/asset/v1/folder/{number}.json", type="Folder").result[0].path
    assert path.count("/") == 100


def test_update_changes_what_was_sent_and_nothing_else(marketo):
    folder = made(marketo, "Learning", description="before")
    marketo.server.instance.clock.offset_ms += MINUTE
    (changed,) = marketo.form(
        f"/rest/asset/v1/folder/{folder.id}.json", type="Folder", description="This is a test (update 01)"
    ).result
    assert (changed.name, changed.description) == ("Learning", "This is a test (update 01)")
    assert changed.createdAt == folder.createdAt
    assert changed.updatedAt > folder.updatedAt
    (renamed,) = marketo.form(f"/rest/asset/v1/folder/{folder.id}.json", type="Folder", name="Taught").result
    assert (renamed.path, renamed.description) == ("/Marketing Activities/Default/Taught", changed.description)


def test_renaming_moves_the_paths_below(marketo):
    outer = made(marketo, "Outer")
    inner = made(marketo, "Inner", outer.id)
    marketo.form(f"/rest/asset/v1/folder/{outer.id}.json", type="Folder", name="Renamed")
    (found,) = marketo.get(f"/rest/asset/v1/folder/{inner.id}.json", type="Folder").result
    assert found.path == "/Marketing Activities/Default/Renamed/Inner"


def test_a_folder_goes_to_the_archive_and_back(marketo):
    folder = made(marketo, "Old")
    for archived, spelled in ((True, "true"), (False, "False")):
        marketo.form(f"/rest/asset/v1/folder/{folder.id}.json", type="Folder", isArchive=spelled)
        (found,) = marketo.get(f"/rest/asset/v1/folder/{folder.id}.json", type="Folder").result
        assert found.isArchive is archived


def test_update_refuses(marketo):
    one, two = made(marketo, "One"), made(marketo, "Two")

    def refused(number, **sent):
        answer = marketo.form(f"/rest/asset/v1/folder/{number}.json", **sent)
        return answer.codes, answer.messages

    assert refused(one.id, name="X") == (["701"], ["type cannot be blank"])
    assert refused(9999, type="Folder", name="X") == (["702"], ["9999 Folder not found"])
    assert refused(15, type="Folder", name="X") == (["709"], ["System folder cannot be updated"])
    assert refused(one.id, type="Folder", name="two") == (["709"], ["Folder with the same name already exists"])
    assert marketo.form(f"/rest/asset/v1/folder/{two.id}.json", type="Folder", name="TWO").result[0].name == "TWO"


def test_an_empty_folder_can_be_deleted_and_its_id_is_not_used_again(marketo):
    folder = made(marketo, "Gone")
    assert marketo.form(f"/rest/asset/v1/folder/{folder.id}/delete.json").document["result"] == [{"id": folder.id}]
    assert "result" not in marketo.get(f"/rest/asset/v1/folder/{folder.id}.json", type="Folder").document
    assert made(marketo, "Gone").id > folder.id


def test_delete_refuses(marketo):
    outer = made(marketo, "Outer")
    made(marketo, "Inner", outer.id)

    def refused(number, **sent):
        answer = marketo.form(f"/rest/asset/v1/folder/{number}/delete.json", **sent)
        return answer.codes, answer.messages

    assert refused(9999) == (["702"], ["9999 Folder not found"])
    assert refused(14, type="Folder") == (["709"], ["System folder cannot be deleted"])
    assert refused(outer.id, type="Folder") == (["709"], ["Folder is not empty"])


def test_permissions_are_those_of_the_documents(marketo_with):
    reader = marketo_with("Read-Only Assets")
    assert reader.get("/rest/asset/v1/folders.json").success
    assert create(reader, "A", 15).codes == ["603"]
    assert reader.form("/rest/asset/v1/folder/15.json", type="Folder").codes == ["603"]
    assert reader.form("/rest/asset/v1/folder/15/delete.json").codes == ["603"]
    assert marketo_with("Read-Only Lead").get("/rest/asset/v1/folders.json").codes == ["603"]
    assert create(marketo_with("Read-Write Assets"), "A", 15).success


def test_a_hostile_reference_is_refused_at_once(marketo):
    for text in (
        "{'a" + " " * 500_000,
        "{" * 200_000,
        "[{'a':" * 50_000,
        json.dumps({"id": 10**400, "type": "Folder"}),
    ):
        answer = marketo.form("/rest/asset/v1/folders.json", name="A", parent=text)
        assert answer.codes[0] in ("1001", "1003"), answer
