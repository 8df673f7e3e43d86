"""/rest/asset/v1/staticLists: static lists as assets."""

import pytest

from mercat.model.clock import HOUR
from support.imports import run, sent

FOLDER = {"id": 5, "type": "Folder"}  # the default folder of the lead database
WARNING = ["No assets found for the given search criteria."]


def create(client, name="Seeds", **options):
    return client.form("/rest/asset/v1/staticLists.json", name=name, folder=FOLDER, **options)


def test_a_list_is_made_and_shown(marketo):
    (made,) = create(marketo, description="To begin with").document["result"]
    assert made["name"] == "Seeds" and made["folder"] == FOLDER and made["description"] == "To begin with"
    assert made["createdAt"].endswith("Z+0000") and made["computedUrl"].endswith(f"#ST{made['id']}A1")
    for path in (f"staticList/{made['id']}.json", "staticList/byName.json?name=Seeds", "staticLists.json"):
        assert marketo.get(f"/rest/asset/v1/{path}").document["result"] == [made]
    assert [found.name for found in marketo.get("/rest/v1/lists.json").result] == ["Seeds"]


def test_parameters_may_come_in_the_query(marketo):
    query = [("name", "Seeds"), ("folder", '{"id":5,"type":"Folder"}')]
    answer = marketo.send(
        "POST", "/rest/asset/v1/staticLists.json", query=query, headers={"content-type": "application/json"}
    )
    assert answer.result[0].name == "Seeds"


def test_nothing_found_is_a_warning(marketo):
    for path in ("staticList/byName.json?name=Nothing", "staticLists.json"):
        answer = marketo.get(f"/rest/asset/v1/{path}").document
        assert (answer["success"], answer["warnings"], "result" in answer) == (True, WARNING, False)


def test_browsing_filters_and_pages(marketo):
    (folder,) = marketo.form("/rest/asset/v1/folders.json", name="Mine", parent=FOLDER).result
    first = create(marketo, "One").result[0].id
    marketo.server.instance.clock.offset_ms += HOUR
    marketo.token = marketo.fresh_token()
    inside = marketo.form(
        "/rest/asset/v1/staticLists.json", name="Two", folder={"id": folder.id, "type": "Folder"}
    ).result[0]
    moment = inside.updatedAt.removesuffix("Z+0000") + "Z"
    for params, expected in (
        ({}, [first, inside.id]),
        ({"folder": {"id": folder.id, "type": "Folder"}}, [inside.id]),
        ({"earliestUpdatedAt": moment}, [inside.id]),
        ({"maxReturn": 1}, [first]),
        ({"maxReturn": 1, "offset": 1}, [inside.id]),
    ):
        answer = marketo.get("/rest/asset/v1/staticLists.json", **params)
        assert [found.id for found in answer.result] == expected, params


def test_a_list_changes_and_goes(marketo):
    made = create(marketo).result[0].id
    answer = marketo.form(f"/rest/asset/v1/staticList/{made}.json", name="Weeds", description="Other")
    assert (answer.result[0].name, answer.result[0].description) == ("Weeds", "Other")
    assert marketo.form(f"/rest/asset/v1/staticList/{made}/delete.json").document["result"] == [{"id": made}]
    assert marketo.get("/rest/v1/lists.json").document["result"] == []
    assert create(marketo).result[0].id == made + 1


@pytest.mark.parametrize("name", ["Seeds", "seeds "])
def test_a_name_is_taken_once(marketo, name):
    create(marketo)
    assert create(marketo, name).codes == ["709"]
    other = create(marketo, "Other").result[0].id
    assert marketo.form(f"/rest/asset/v1/staticList/{other}.json", name=name).codes == ["709"]
    assert marketo.form(f"/rest/asset/v1/staticList/{other}.json", name="other").codes == []


def test_what_a_list_needs(marketo):
    path = "/rest/asset/v1/staticLists.json"
    assert marketo.form(path, name="Seeds").codes == ["701"]
    assert marketo.form(path, folder=FOLDER).codes == ["701"]
    assert marketo.form(path, name="Seeds", folder={"id": 999, "type": "Folder"}).codes == ["710"]
    assert marketo.form(path, name="Seeds", folder={"id": 8, "type": "Folder"}).codes == ["711"]
    assert marketo.form(path, name="x" * 256, folder=FOLDER).codes == ["701"]
    assert marketo.form(path, name="x" * 255, folder=FOLDER).codes == []


@pytest.mark.parametrize("number", [99, 2**63 - 1])
def test_a_list_that_nobody_has_is_702_by_its_id(marketo, number):
    path = f"/rest/asset/v1/staticList/{number}"
    for answer in (
        marketo.get(f"{path}.json"),
        marketo.form(f"{path}.json", name="Seeds"),
        marketo.form(f"{path}/delete.json"),
    ):
        assert {name: answer.document[name] for name in ("success", "warnings", "errors")} == {
            "success": False,
            "warnings": [],
            "errors": [{"code": "702", "message": "Static List not found or it has been deleted"}],
        }
        assert "result" not in answer.document


@pytest.mark.parametrize("use", ["import", "extract", "extract by name"])
def test_a_list_that_an_import_or_extract_uses_stays_until_it_is_over(marketo, use):
    made = create(marketo).result[0].id
    if use == "import":
        assert sent(marketo, "email\nann@example.com\n", listId=made).codes == []
    else:
        filtered = {"staticListId": made} if use == "extract" else {"staticListName": "Seeds"}
        extract = marketo.post("/bulk/v1/leads/export/create.json", fields=["email"], filter=filtered).result[0]
        assert marketo.post(f"/bulk/v1/leads/export/{extract.exportId}/enqueue.json").codes == []
    other = create(marketo, "Other").result[0].id
    delete = f"/rest/asset/v1/staticList/{made}/delete.json"
    answer = marketo.form(delete)
    assert (answer.codes, answer.messages) == (["709"], ["Static List is in use"])
    assert marketo.form(f"/rest/asset/v1/staticList/{other}/delete.json").codes == []
    run(marketo)
    assert marketo.form(delete).document["result"] == [{"id": made}]
