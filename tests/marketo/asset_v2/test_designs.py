"""/rest/asset/v2: what emails, email templates and fragments of the new designer share."""

import pytest

from support.designer import NEEDED, ROOTS, WARNING, Designer, html

KINDS = tuple(NEEDED)
NOUNS = {"fragment": "Fragment", "emailtemplate": "Designer Email Template", "email": "Designer Email"}


@pytest.fixture(params=KINDS)
def designer(marketo, request):
    return Designer(marketo, request.param)


# -- create, read, update ---------------------------------------------------------------------------------------------


def test_a_new_asset_is_a_draft_in_the_first_folder_of_its_kind(marketo, designer):
    (asset,) = designer.try_create(name="Hero", description="Big", data=html("<p>Hi</p>")).document["result"]
    own = {name: asset[name] for name in ("settings", "headers", "templateId", "editorContext") if name in asset}
    metadata = asset["metadata"]
    assert asset == {
        "id": "1",
        "name": "Hero",
        "description": "Big",
        "appType": "marketo",
        "status": "draft",
        "state": "draft",
        "virtualId": "1",
        "associatedStates": [{"contentId": "1", "state": "draft"}],
        "metadata": metadata,
        "scriptEngine": "velocity",
        "appData": {"folderId": ROOTS[designer.kind], "workspaceId": "1"},
        "data": {"html": {"body": "<p>Hi</p>"}},
        **own,
    }
    assert (metadata["createdBy"], metadata["modifiedBy"]) == (marketo.email, marketo.email)
    assert (metadata["createdById"], metadata["createdAt"]) == (metadata["modifiedById"], metadata["modifiedAt"])
    assert metadata["createdAt"].endswith("Z+0000")
    assert designer.get("1").document["result"] == [asset]
    del asset["data"]
    page = {"totalItems": 1, "pageSize": 20, "currentPage": 0, "items": [asset]}
    assert designer.filter() == page


def test_an_asset_goes_into_the_folder_that_it_names(marketo, designer):
    parent = {"id": int(ROOTS[designer.kind]), "type": "Folder"}
    folder = marketo.form("/rest/asset/v1/folders.json", name="Own", parent=parent).result[0]
    app_data = {"folderId": str(folder.id), "editorType": designer.kind}
    (asset,) = designer.try_create(appData=app_data).document["result"]
    assert asset["appData"] == {**app_data, "workspaceId": "1"}


@pytest.mark.parametrize(
    ("app_data", "code"),
    [
        ({}, "701"),
        ({"editorType": "x"}, "701"),
        ({"workspaceId": "2"}, "702"),
        ({"workspaceId": "one"}, "702"),
        ({"folderId": "999"}, "710"),
        ({"folderId": "x"}, "710"),
        ({"folderId": "10"}, "711"),
        ({"folderId": 11}, "609"),
        ("here", "609"),
    ],
)
def test_a_place_that_does_not_fit_is_refused(designer, app_data, code):
    assert designer.try_create(appData=app_data).codes == [code]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": " "}, "701"),
        ({"name": "n" * 256}, "701"),
        ({"description": "d" * 2_001}, "701"),
        ({"appType": "other"}, "1003"),
        ({"status": "approved"}, "1003"),
        ({"data": {"html": {"body": 7}}}, "609"),
        ({"data": html("x" * 1_048_577)}, "709"),
        ({"editorContext": {"dynamicContent": []}}, "609"),
    ],
)
def test_a_new_asset_with_a_wrong_member_is_refused(designer, body, code):
    assert designer.try_create(**body).codes == [code]
    assert designer.filter()["totalItems"] == 0


def test_a_body_without_what_is_required_is_701(designer):
    for name in ("name", *NEEDED[designer.kind]):
        answer = designer.try_create(**{name: None})
        assert (answer.codes, answer.messages) == (["701"], [f"{name} cannot be blank"])


def test_a_content_of_the_limit_is_stored(designer):
    body = "x" * 1_048_576
    assert designer.get(designer.create(data=html(body))).result[0].data.html.body == body
    assert designer.try_create(name="Two", data=html(body + "x")).codes == ["709"]


def test_names_are_unique_in_a_folder(designer):
    designer.create()
    answer = designer.try_create(name="ONE ")
    assert answer.messages == [f"{NOUNS[designer.kind]} with the same name already exists"]
    assert designer.update(designer.create(name="Two"), name="one").codes == ["709"]


def test_an_update_changes_what_it_names(designer):
    context = {"dynamicContent": {"a": [1, None, {"b": "c"}]}}
    asset_id = designer.create(description="Old", data={**html("<p>1</p>"), "text": {"body": "1"}})
    (asset,) = designer.update(asset_id, name="Two", data=html("<p>2</p>")).document["result"]
    assert (asset["name"], asset["description"]) == ("Two", "Old")
    assert asset["data"] == {"html": {"body": "<p>2</p>"}, "text": {"body": "1"}}
    (asset,) = designer.update(asset_id, description="New", editorContext=context).document["result"]
    assert (asset["name"], asset["description"], asset["data"]["text"]) == ("Two", "New", {"body": "1"})
    assert asset.get("editorContext", context) == context


def test_a_text_that_follows_the_html_is_made_of_it(designer):
    asset_id = designer.create(data={**html("<p>One</p>"), "text": {"syncFromHtml": True}})
    assert designer.get(asset_id).document["result"][0]["data"]["text"] == {"body": "One", "syncFromHtml": True}
    (asset,) = designer.update(asset_id, data=html("<p>Two</p>")).document["result"]
    assert asset["data"]["text"]["body"] == "Two"
    designer.update(asset_id, data={"text": {"syncFromHtml": False}})
    (asset,) = designer.update(asset_id, data=html("<p>Three</p>")).document["result"]
    assert asset["data"]["text"] == {"body": "Two", "syncFromHtml": False}


def test_bulk_get_answers_assets_in_the_order_of_their_ids_in_the_call(designer):
    ids = [designer.create(name=name, data=html(name)) for name in "abc"]
    answer = designer.post("bulk/get", assetIds=[ids[2], "99", ids[0], "x", ids[2]])
    assert [(asset.id, asset.data.html.body) for asset in answer.result] == [(ids[2], "c"), (ids[0], "a")]
    assert designer.post("bulk/get", assetIds=["99"]).document["warnings"] == WARNING


@pytest.mark.parametrize(("operation", "most"), [("bulk/get", 20), ("bulk/delete", 20), ("bulk/usedby", 50)])
def test_a_bulk_call_takes_some_ids_at_most(designer, operation, most):
    ids = [designer.create(name=str(number)) for number in range(3)]
    answer = designer.post(operation, assetIds=[ids[number % 3] for number in range(most + 1)])
    assert (answer.codes, answer.messages) == (["1003"], [f"'assetIds' exceeds the maximum of {most}"])
    assert designer.post(operation, assetIds=[ids[number % 3] for number in range(most)]).codes == []
    assert designer.post(operation, assetIds=[]).codes == ["1003"]
    assert designer.post(operation).codes == ["701"]


def test_what_is_not_there_is_a_warning_to_read_and_702_to_change(designer):
    for asset_id in ("99", "x", "9" * 30):
        assert designer.get(asset_id).document["warnings"] == WARNING
        message = f"{asset_id} {NOUNS[designer.kind]} not found"
        for answer in (
            designer.update(asset_id, name="Two"),
            designer.post(f"{asset_id}/delete"),
            designer.post("bulk/delete", assetIds=[asset_id]),
            designer.step(asset_id, "approve"),
            designer.post("clone", assetId=asset_id, newAsset={"name": "Two"}),
            designer.post("usedby", assetId=asset_id),
        ):
            assert (answer.codes, answer.messages) == (["702"], [message])
    assert designer.post("bulk/usedby", assetIds=["99"]).document["warnings"] == WARNING


# -- life -------------------------------------------------------------------------------------------------------------


def test_an_asset_goes_from_draft_to_approved_and_back(designer):
    asset_id = designer.create(data=html("1"))
    (asset,) = designer.step(asset_id, "approve").document["result"]
    states = [{"contentId": asset_id, "state": "approved"}]
    assert (asset["id"], asset["status"], asset["associatedStates"]) == (asset_id, "approved", states)
    (asset,) = designer.step(asset_id, "create_draft").document["result"]
    assert (asset["status"], asset["data"]) == ("draft", html("1"))
    assert asset["associatedStates"] == [*states, {"contentId": asset_id, "state": "draft"}]
    (asset,) = designer.update(asset_id, name="Two", data=html("2")).document["result"]
    assert (asset["name"], asset["status"], asset["data"]) == ("Two", "draft", html("2"))
    (asset,) = designer.get(asset_id).document["result"]
    assert (asset["name"], asset["status"], asset["data"]) == ("One", "approved", html("1"))
    (asset,) = designer.step(asset_id, "discard").document["result"]
    assert (asset["name"], asset["status"], asset["data"]) == ("One", "approved", html("1"))
    (asset,) = designer.step(asset_id, "unapprove").document["result"]
    assert (asset["status"], asset["data"]) == ("draft", html("1"))


def test_a_change_of_what_is_approved_begins_a_draft(designer):
    asset_id = designer.approved(data=html("1"))
    (asset,) = designer.update(asset_id, data=html("2")).document["result"]
    assert (asset["status"], asset["data"]) == ("draft", html("2"))
    (asset,) = designer.step(asset_id, "approve").document["result"]
    assert (asset["status"], asset["data"]) == ("approved", html("2"))


def test_a_step_that_the_state_does_not_allow_is_709(designer):
    asset_id, noun = designer.create(), NOUNS[designer.kind]
    for action, message in (
        ("unapprove", "is not approved"),
        ("discard", "has no approved version, its draft cannot be discarded"),
        ("create_draft", "has a draft already"),
    ):
        answer = designer.step(asset_id, action)
        assert (answer.codes, answer.messages) == (["709"], [f"{noun} {message}"])
    designer.step(asset_id, "approve")
    for action, message in (("approve", "has no draft to approve"), ("discard", "has no draft to discard")):
        assert designer.step(asset_id, action).messages == [f"{noun} {message}"]
    assert designer.step(asset_id, "publish").codes == ["1003"]
    assert designer.post("state/transition", contentId=asset_id).codes == ["701"]


def test_a_copy_is_a_draft_beside_the_original(designer):
    asset_id = designer.approved(description="First", data=html("1"))
    designer.update(asset_id, data=html("2"))
    (copy,) = designer.post("clone", assetId=asset_id, newAsset={"name": "Copy"}).document["result"]
    assert (copy["id"], copy["name"], copy["description"], copy["status"]) == ("2", "Copy", "First", "draft")
    assert copy["data"] == html("1")
    assert copy["appData"] == designer.get(asset_id).document["result"][0]["appData"]
    (copy,) = designer.post("clone", assetId=asset_id, newAsset={"name": "C", "description": "Own"}).document["result"]
    assert copy["description"] == "Own"
    assert designer.post("clone", assetId=asset_id, newAsset={"name": "copy"}).codes == ["709"]
    for new_asset in ({}, None):
        assert designer.post("clone", assetId=asset_id, newAsset=new_asset).codes == ["701"]


def test_an_asset_is_deleted_whatever_its_state(designer):
    for asset_id in (designer.create(), designer.approved(name="Two")):
        assert set(designer.post(f"{asset_id}/delete").document) == {"requestId", "success", "errors", "warnings"}
        assert designer.get(asset_id).document["warnings"] == WARNING
    assert designer.create() == "3"


def test_a_bulk_deletion_is_of_all_assets_or_of_none(designer):
    ids = [designer.create(name=name) for name in "ab"]
    assert designer.post("bulk/delete", assetIds=[*ids, "99"]).codes == ["702"]
    assert designer.matches() == ids
    assert designer.post("bulk/delete", assetIds=[*ids, ids[0]]).codes == []
    assert designer.matches() == []


# -- filter -----------------------------------------------------------------------------------------------------------


def test_a_search_goes_by_status_and_shows_the_version_of_it(designer):
    draft, approved, both = designer.create(name="a"), designer.approved(name="b"), designer.approved(name="c")
    designer.update(both, name="changed")
    for status, ids, names in (
        ([], [draft, approved, both], ["a", "b", "c"]),
        (["draft"], [draft, both], ["a", "changed"]),
        (["Approved"], [approved, both], ["b", "c"]),
        (["draft", "approved"], [draft, approved, both], ["a", "b", "c"]),
    ):
        items = designer.filter(status=status)["items"]
        assert ([item["id"] for item in items], [item["name"] for item in items]) == (ids, names)
    query = [("workspaceId", "1"), ("status", "draft"), ("status", "approved")]
    answer = designer.client.send("GET", f"{designer.path}/filter", query=query)
    assert answer.document["result"]["totalItems"] == 3


def test_a_search_by_name_finds_parts_of_names(designer):
    ids = [designer.create(name=name) for name in ("Base Newsletter", "News", "100% new_s")]
    for name, matches in (("newsletter", ids[:1]), ("NEW", ids), ("%", ids[2:]), ("_", ids[2:]), ("x", [])):
        assert designer.matches(name=name) == matches
    designer.step(ids[1], "approve")
    designer.update(ids[1], name="Changed")
    assert (designer.matches(name="news", status="draft"), designer.matches(name="changed", status="draft")) == (
        ids[:1],
        ids[1:2],
    )


def test_a_search_goes_by_folders(marketo, designer):
    root = ROOTS[designer.kind]
    parent = {"id": int(root), "type": "Folder"}
    folder = str(marketo.form("/rest/asset/v1/folders.json", name="Own", parent=parent).result[0].id)
    above, inside = designer.create(), designer.create(appData={"folderId": folder})
    for query, ids in (
        ({"folderId": root}, [above]),
        ({"folderId": folder}, [inside]),
        ({"folderIds": [root, folder]}, [above, inside]),
        ({"folderIds": [root], "folderId": folder}, [above, inside]),
        ({"folderId": "999"}, []),
        ({"folderId": "x"}, []),
        ({"folderId": folder, "folderType": "Program"}, []),
    ):
        assert designer.matches(**query) == ids


def test_what_is_in_an_archived_folder_is_found_on_request(marketo, designer):
    parent = {"id": int(ROOTS[designer.kind]), "type": "Folder"}
    outer = marketo.form("/rest/asset/v1/folders.json", name="Old", parent=parent).result[0].id
    inner = marketo.form("/rest/asset/v1/folders.json", name="In", parent={"id": outer, "type": "Folder"}).result[0].id
    kept, archived = designer.create(), designer.create(appData={"folderId": str(inner)})
    marketo.form(f"/rest/asset/v1/folder/{outer}.json", type="Folder", isArchive=True)
    assert designer.matches() == [kept]
    assert designer.matches(includeArchived=True) == [kept, archived]
    assert designer.matches(includeArchived=False) == [kept]


def test_a_search_goes_by_authors(marketo, marketo_with, designer):
    other = Designer(marketo_with("*"), designer.kind)
    mine, theirs = designer.create(), other.create(name="Two")
    other.update(mine, description="x")
    user_id = designer.get(mine).result[0].metadata.createdById
    for query, ids in (
        ({"isCreatedByMe": True}, [mine]),
        ({"isModifiedByMe": True}, []),
        ({"isCreatedByMe": False}, [mine, theirs]),
        ({"createdBy": marketo.email}, [mine]),
        ({"createdBy": user_id}, [mine]),
        ({"modifiedBy": other.client.email}, [mine, theirs]),
        ({"createdBy": "nobody"}, []),
    ):
        assert designer.matches(**query) == ids, query
    assert other.matches(isModifiedByMe=True) == [mine, theirs]


def test_a_search_goes_by_times(server, designer):
    first = designer.create()
    server.instance.clock.set(server.instance.clock.now() + 60_000)
    second = designer.create(name="Two")
    times = [designer.get(asset_id).result[0].metadata.createdAt for asset_id in (first, second)]
    for query, ids in (
        ({"createdAtStart": times[0]}, [first, second]),
        ({"createdAtStart": times[1]}, [second]),
        ({"createdAtEnd": times[1].replace("Z+0000", "Z")}, [first]),
        ({"createdAtEnd": times[0], "createdAtStart": times[1]}, []),
        ({"modifiedAtStart": times[1]}, [second]),
        ({"modifiedAtEnd": "2020-01-01"}, []),
    ):
        assert designer.matches(**query) == ids, query


def test_a_search_is_sorted(designer):
    ids = [designer.create(name=name) for name in ("b", "c", "a")]
    designer.update(ids[0], description="changed")
    for query, order in (
        ({}, [0, 1, 2]),
        ({"sortOrder": "DESC"}, [2, 1, 0]),
        ({"sortKey": "name"}, [2, 0, 1]),
        ({"sortKey": "name", "sortOrder": "DESC"}, [1, 0, 2]),
        ({"sortKey": "createdBy"}, [0, 1, 2]),
    ):
        assert designer.matches(**query) == [ids[number] for number in order]
    for key in ("id", "createdAt", "modifiedAt", "modifiedBy"):
        assert sorted(designer.matches(sortKey=key)) == ids


def test_a_search_answers_a_page_and_the_count_of_all(designer):
    ids = [designer.create(name=str(number)) for number in range(5)]
    for index, part in ((0, ids[:2]), (1, ids[2:4]), (2, ids[4:]), (3, [])):
        page = designer.filter(pageIndex=index, pageSize=2)
        assert [item["id"] for item in page.pop("items")] == part
        assert page == {"totalItems": 5, "pageSize": 2, "currentPage": index}
    assert designer.filter(pageSize=50)["pageSize"] == 50


def test_all_assets_have_one_script_engine(designer):
    asset_id = designer.create()
    for query, ids in (
        ({"scriptEngine": "velocity"}, [asset_id]),
        ({"scriptEngine": "other"}, []),
        ({"isValueNonNullable": "true"}, [asset_id]),
        ({"isValueNonNullable": "false"}, []),
    ):
        assert designer.matches(**query) == ids


def test_a_workspace_that_is_not_there_has_no_assets(designer):
    designer.create()
    for workspace in ("2", "x"):
        assert designer.filter(workspaceId=workspace) == {
            "totalItems": 0,
            "pageSize": 20,
            "currentPage": 0,
            "items": [],
        }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"workspaceId": ""}, "701"),
        ({"status": "sent"}, "1003"),
        ({"pageSize": 51}, "1003"),
        ({"pageSize": 0}, "1003"),
        ({"pageIndex": -1}, "1003"),
        ({"pageIndex": "x"}, "1001"),
        ({"createdAtStart": "soon"}, "704"),
        ({"sortKey": "color"}, "1003"),
        ({"sortOrder": "UP"}, "1003"),
        ({"isCreatedByMe": "maybe"}, "1001"),
        ({"isValueNonNullable": "maybe"}, "1003"),
        ({"folderType": "Tree"}, "1003"),
    ],
)
def test_a_search_with_a_wrong_parameter_is_refused(designer, query, code):
    assert designer.client.get(f"{designer.path}/filter", **{"workspaceId": "1", **query}).codes == [code]


# -- the dialect ------------------------------------------------------------------------------------------------------


def test_the_token_may_come_in_the_query(marketo, designer):
    token, marketo.token = marketo.token, None
    answer = marketo.send("GET", f"{designer.path}/filter", query=[("workspaceId", "1"), ("access_token", token)])
    assert answer.document["success"]
    assert marketo.send("GET", f"{designer.path}/filter", query=[("workspaceId", "1")]).codes == ["603"]


def test_a_call_is_for_marketo_or_for_nobody_in_particular(designer):
    for headers, codes in (({}, []), ({"x-app-type": "Marketo"}, []), ({"x-app-type": "other"}, ["1003"])):
        answer = designer.client.send("GET", f"{designer.path}/1", headers=headers)
        assert answer.codes == codes
    assert answer.messages == ["Invalid value 'other' for 'x-app-type'"]


def test_every_permission_of_an_operation_is_needed(marketo_with, designer):
    name = {"fragment": "Snippet", "emailtemplate": "Email Template", "email": "Email"}[designer.kind]
    needed = ("Read-Only Assets", "Access Design Studio", f"Access {name}")
    for missing in needed:
        client = marketo_with(*(permission for permission in needed if permission != missing))
        assert client.get(f"{designer.path}/1").codes == ["603"]
    assert marketo_with(*needed).get(f"{designer.path}/1").codes == []
