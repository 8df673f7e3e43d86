"""/rest/asset/v1/snippets: pieces of HTML and text, as assets with a draft and an approved version."""

import pytest

from mercat.domain.segments import segmentations
from mercat.model.refusals import InUse
from support.forms import FORMS, WARNING, ZONE, program
from support.segments import made_segmentation

FOLDER = {"id": 13, "type": "Folder"}  # Design Studio > Default > Snippets
SNIPPET = "/rest/asset/v1/snippet"
SNIPPETS = "/rest/asset/v1/snippets.json"


def create(client, name="Footer", folder=FOLDER, **options):
    return client.form(SNIPPETS, name=name, folder=folder, **options).result[0].id


def fill(client, snippet_id, **contents):
    for type, content in contents.items():
        assert client.form(f"{SNIPPET}/{snippet_id}/content.json", type=type, content=content).document["success"]


def content(client, snippet_id, **query):
    return client.get(f"{SNIPPET}/{snippet_id}/content.json", **query).document.get("result")


def test_a_new_snippet_is_an_empty_draft(marketo):
    answer = marketo.form(SNIPPETS, name="Footer", description="Who we are", folder=FOLDER).document
    (snippet,) = answer["result"]
    assert snippet == {
        "id": 1,
        "name": "Footer",
        "description": "Who we are",
        "createdAt": snippet["createdAt"],
        "updatedAt": snippet["createdAt"],
        "url": "https://app-mercat.marketo.com/#SN1B2ZN13",
        "folder": {"type": "Folder", "value": 13, "folderName": "Snippets"},
        "status": "draft",
        "workspace": "Default",
    }
    for path in (f"{SNIPPET}/1.json", SNIPPETS):
        assert marketo.get(path).document["result"] == [snippet]
    assert marketo.get(f"{SNIPPET}/1/content.json").document["warnings"] == WARNING


def test_a_snippet_holds_html_and_text(marketo):
    snippet_id = create(marketo)
    fill(marketo, snippet_id, HTML="<p>Hello</p>", Text="Hello")
    assert content(marketo, snippet_id) == [
        {"type": "HTML", "content": "<p>Hello</p>"},
        {"type": "Text", "content": "Hello"},
    ]
    fill(marketo, snippet_id, HTML="<p>Bye</p>")
    assert [section["content"] for section in content(marketo, snippet_id)] == ["<p>Bye</p>", "Hello"]


def test_changes_go_into_the_draft(marketo):
    snippet_id = create(marketo)
    fill(marketo, snippet_id, HTML="one")
    (approved,) = marketo.form(f"{SNIPPET}/{snippet_id}/approveDraft.json").result
    assert (approved.status, approved.url.endswith("A1ZN13")) == ("approved", True)
    fill(marketo, snippet_id, HTML="two")
    (changed,) = marketo.form(f"{SNIPPET}/{snippet_id}.json", name="Imprint", description="New").result
    assert (changed.name, changed.description, changed.status) == ("Imprint", "New", "draft")
    assert (content(marketo, snippet_id)[0], content(marketo, snippet_id, status="draft")[0]) == (
        {"type": "HTML", "content": "one"},
        {"type": "HTML", "content": "two"},
    )
    assert marketo.get(f"{SNIPPET}/{snippet_id}.json").result[0].name == "Footer"
    assert marketo.form(f"{SNIPPET}/{snippet_id}/discardDraft.json").document["result"] == [{"id": snippet_id}]
    assert marketo.get(f"{SNIPPET}/{snippet_id}.json", status="draft").document["warnings"] == WARNING
    (unapproved,) = marketo.form(f"{SNIPPET}/{snippet_id}/unapprove.json").result
    assert unapproved.status == "draft"


def test_a_copy_is_a_draft_of_its_own(marketo):
    snippet_id = create(marketo)
    fill(marketo, snippet_id, HTML="one")
    marketo.form(f"{SNIPPET}/{snippet_id}/approveDraft.json")
    fill(marketo, snippet_id, HTML="two")
    (copy,) = marketo.form(f"{SNIPPET}/{snippet_id}/clone.json", name="Copy", folder=FOLDER).result
    assert (copy.id, copy.name, copy.description, copy.status) == (2, "Copy", "", "draft")
    fill(marketo, snippet_id, HTML="three")
    assert content(marketo, 2) == [{"type": "HTML", "content": "one"}]


def test_an_approved_snippet_is_unapproved_before_it_is_deleted(marketo):
    snippet_id = create(marketo)
    marketo.form(f"{SNIPPET}/{snippet_id}/approveDraft.json")
    refused = marketo.form(f"{SNIPPET}/{snippet_id}/delete.json").document
    assert refused["errors"] == [{"code": "709", "message": "Snippet is approved"}]
    marketo.form(f"{SNIPPET}/{snippet_id}/unapprove.json")
    assert marketo.form(f"{SNIPPET}/{snippet_id}/delete.json").document["result"] == [{"id": snippet_id}]
    assert marketo.get(f"{SNIPPET}/{snippet_id}.json").document["warnings"] == WARNING


@pytest.mark.parametrize("step", ["approveDraft", "unapprove", "discardDraft"])
def test_a_step_that_the_state_does_not_allow_is_709(marketo, step):
    snippet_id = create(marketo)
    if step == "approveDraft":
        marketo.form(f"{SNIPPET}/{snippet_id}/approveDraft.json")
    assert marketo.form(f"{SNIPPET}/{snippet_id}/{step}.json").codes == ["709"]


def test_snippets_lie_in_folders_of_snippets(marketo):
    for folder in (FORMS, ZONE, {"id": program(marketo), "type": "Program"}):
        assert marketo.form(SNIPPETS, name="Footer", folder=folder).codes == ["711"]
    assert marketo.form(SNIPPETS, name="Footer", folder={"id": 999, "type": "Folder"}).codes == ["710"]


def test_names_are_unique_in_a_folder(marketo):
    create(marketo)
    assert marketo.form(SNIPPETS, name="FOOTER ", folder=FOLDER).codes == ["709"]
    other = create(marketo, "Other")
    assert marketo.form(f"{SNIPPET}/{other}.json", name="footer").codes == ["709"]


def test_lists_go_by_status_and_page(marketo):
    for number in range(3):
        create(marketo, f"Footer {number}")
    marketo.form(f"{SNIPPET}/2/approveDraft.json")
    fill(marketo, 2, HTML="changed")
    for query, ids in (
        ({}, [1, 2, 3]),
        ({"status": "approved"}, [2]),
        ({"status": "draft"}, [1, 2, 3]),
        ({"maxReturn": 1, "offset": 1}, [2]),
    ):
        assert [snippet.id for snippet in marketo.get(SNIPPETS, **query).result] == ids


def test_what_is_not_there_is_702(marketo):
    for path in (".json", "/approveDraft.json", "/unapprove.json", "/discardDraft.json", "/delete.json"):
        assert marketo.form(f"{SNIPPET}/99{path}").codes == ["702"]
    assert marketo.form(f"{SNIPPET}/99/content.json", type="HTML", content="x").codes == ["702"]
    assert marketo.form(f"{SNIPPET}/99/clone.json", name="Copy", folder=FOLDER).codes == ["702"]


# -- content for segments -------------------------------------------------------------------------------------------


@pytest.fixture
def segmentation(marketo):
    rules = {"North": [("State", "is", "ME")], "South": [("State", "is", "TX")]}
    return marketo.server.instance.write_now(lambda tx: made_segmentation(tx, rules))


def dynamic(client, snippet_id):
    """(segment, type): content of each section."""
    (answer,) = client.get(f"{SNIPPET}/{snippet_id}/dynamicContent.json").result
    return {(section.segmentName, section.type): section.content for section in answer.content}


def test_a_snippet_that_follows_a_segmentation_begins_with_what_everyone_saw(marketo, segmentation):
    snippet_id = create(marketo)
    fill(marketo, snippet_id, HTML="<p>All</p>", Text="All", DynamicContent=segmentation)
    (answer,) = marketo.get(f"{SNIPPET}/{snippet_id}/dynamicContent.json").document["result"]
    assert (answer["id"], answer["segmentation"], len(answer["content"])) == (snippet_id, segmentation, 6)
    assert answer["content"][0] == {
        "id": "MQ**",
        "segmentId": answer["content"][0]["segmentId"],
        "segmentName": "North",
        "content": "<p>All</p>",
        "type": "HTML",
    }
    assert content(marketo, snippet_id) == [{"type": "DynamicContent", "content": str(segmentation)}]


def test_each_segment_gets_its_content(marketo, segmentation):
    snippet_id = create(marketo)
    fill(marketo, snippet_id, HTML="All", Text="All", DynamicContent=segmentation)
    north = marketo.get(f"/rest/asset/v1/segmentation/{segmentation}/segments.json").result[0].id
    path = f"{SNIPPET}/{snippet_id}/dynamicContent/{north}.json"
    assert marketo.form(path, type="HTML", value="Maine").document["result"] == [{"id": snippet_id}]
    assert dynamic(marketo, snippet_id) == {
        ("North", "HTML"): "Maine",
        ("North", "Text"): "All",
        ("South", "HTML"): "All",
        ("South", "Text"): "All",
        ("Default", "HTML"): "All",
        ("Default", "Text"): "All",
    }
    fill(marketo, snippet_id, HTML="The same again")
    assert marketo.get(f"{SNIPPET}/{snippet_id}/dynamicContent.json").document["warnings"] == WARNING


def test_content_for_segments_is_refused_where_there_are_none(marketo, segmentation):
    snippet_id = create(marketo)
    path = f"{SNIPPET}/{snippet_id}"
    assert marketo.form(f"{path}/dynamicContent/1001.json", type="HTML", value="x").codes == ["709"]
    for unknown in ("999", "Region", "-1", "1" * 30):
        assert marketo.form(f"{path}/content.json", type="DynamicContent", content=unknown).codes == ["702"]
    fill(marketo, snippet_id, DynamicContent=segmentation)
    assert marketo.form(f"{path}/dynamicContent/999.json", type="HTML", value="x").codes == ["702"]
    segment = marketo.get(f"/rest/asset/v1/segmentation/{segmentation}/segments.json").result[0].id
    assert marketo.form(f"{path}/dynamicContent/{segment}.json", type="Picture", value="x").codes == ["1003"]


def test_a_segmentation_in_use_stays(marketo, segmentation):
    snippet_id = create(marketo)
    fill(marketo, snippet_id, DynamicContent=segmentation)

    def unapprove(tx):
        segmentations.KIND.unapprove(tx, segmentations.KIND.get(tx, segmentation))

    with pytest.raises(InUse):
        marketo.server.instance.write_now(unapprove)
    fill(marketo, snippet_id, HTML="for everyone")
    marketo.server.instance.write_now(unapprove)


def test_a_content_needs_a_known_type_and_has_a_bound(marketo):
    snippet_id = create(marketo)
    path = f"{SNIPPET}/{snippet_id}/content.json"
    assert marketo.form(path, type="Picture", content="x").codes == ["1003"]
    assert marketo.form(path, type="HTML").codes == ["701"]
    assert marketo.form(path, content="x").codes == ["701"]
    assert marketo.form(path, type="HTML", content="<" * 1_040_000).codes == []
    assert marketo.form(path, type="Text", content=">" * 20_000).codes == ["709"]


def test_a_list_of_an_unknown_status_is_refused(marketo):
    assert marketo.get(SNIPPETS, status="ready").codes == ["1003"]
