"""/rest/asset/v1/email/{id}/content/{moduleId}, /variables: modules in their places, and values of variables."""

import time

import pytest

from support.emails import EMAIL, full, made, sections, send


def order(client, email_id, **query):
    """The ids of the modules in their order."""
    answer = sections(client, email_id, **query).values()
    return [section["htmlId"] for section in answer if section["contentType"] == "Module"]


def arrange(client, email_id, *ids):
    positions = [{"index": index, "moduleId": id} for index, id in enumerate(ids)]
    return client.form(f"{EMAIL}/{email_id}/content/rearrange.json", positions=positions)


def variables(client, email_id):
    answer = client.get(f"{EMAIL}/{email_id}/variables.json").document["result"]
    return {(one["name"], one.get("moduleId")): one["value"] for one in answer}


def change(client, email_id, name, **form):
    return send(client, email_id, f"variable/{name}", **form)


# -- modules ----------------------------------------------------------------------------------------------------------


def test_a_new_email_has_the_modules_that_are_added_by_default(marketo):
    email_id = made(marketo)
    assert order(marketo, email_id) == ["hero", "story", "clip"]
    html = full(marketo, email_id)
    assert ('id="extra"' in html, 'id="old"' in html) == (False, False)


def test_a_module_is_added_at_its_index(marketo):
    email_id = made(marketo)
    answer = send(marketo, email_id, "content/extra/add", index=1).document
    assert answer["result"] == [{"id": email_id}]
    assert order(marketo, email_id) == ["hero", "extra", "story", "clip"]
    send(marketo, email_id, "content/story/add", index=10, name="Second story")
    assert order(marketo, email_id) == ["hero", "extra", "story", "clip", "story2"]
    assert sections(marketo, email_id)["text2"]["parentHtmlId"] == "story2"
    html = full(marketo, email_id)
    assert '<tr class="mktoModule" id="story2" mktoName="Second story">' in html
    assert '<div class="mktoText" id="text2" mktoName="Text"><p>A story</p></div>' in html


def test_a_copy_lies_below_its_module_and_has_its_content(marketo):
    email_id = made(marketo)
    send(marketo, email_id, "content/text", type="Text", value="Once")
    change(marketo, email_id, "label", value="Read", moduleId="story")
    send(marketo, email_id, "content/story/duplicate", name="Copy")
    send(marketo, email_id, "content/story2/duplicate")
    assert order(marketo, email_id) == ["hero", "story", "story2", "story3", "clip"]
    texts = sections(marketo, email_id)
    assert [texts[id]["value"][0]["value"] for id in ("text", "text2", "text3")] == ["Once"] * 3
    assert [variables(marketo, email_id)["label", id] for id in ("story", "story2", "story3")] == ["Read"] * 3
    send(marketo, email_id, "content/text2", type="Text", value="Twice")
    assert [full(marketo, email_id).count(word) for word in ("Once", "Twice")] == [2, 1]
    assert full(marketo, email_id).count('mktoName="Copy"') == 2


def test_modules_change_places(marketo):
    email_id = made(marketo)
    assert arrange(marketo, email_id, "clip", "hero", "story").document["result"] == [{"id": email_id}]
    assert order(marketo, email_id) == ["clip", "hero", "story"]
    html = full(marketo, email_id)
    assert html.index('id="clip"') < html.index('id="hero"') < html.index('id="story"') < html.index("</table>\n<div")


def test_a_module_gets_another_name_and_keeps_its_id(marketo):
    email_id = made(marketo)
    answer = send(marketo, email_id, "content/clip/rename", name="MarketoVideo").document
    assert answer["result"] == [{"id": email_id}]
    assert '<tr class="mktoModule" id="clip" mktoName="MarketoVideo">' in full(marketo, email_id)
    assert order(marketo, email_id) == ["hero", "story", "clip"]


def test_a_deleted_module_takes_its_content_along(marketo):
    email_id = made(marketo)
    send(marketo, email_id, "content/text", type="Text", value="Once")
    assert send(marketo, email_id, "content/story/delete").document["result"] == [{"id": email_id}]
    assert order(marketo, email_id) == ["hero", "clip"]
    assert "story" not in full(marketo, email_id)
    send(marketo, email_id, "content/story/add", index=0)
    assert order(marketo, email_id) == ["story", "hero", "clip"]
    assert "<p>A story</p>" in full(marketo, email_id)


def test_the_last_module_stays(marketo):
    email_id = made(marketo)
    send(marketo, email_id, "content/story/delete")
    send(marketo, email_id, "content/clip/delete")
    refused = send(marketo, email_id, "content/hero/delete").document
    assert refused["errors"] == [{"code": "709", "message": "Module 'hero' is the only one and cannot be deleted"}]


def test_refused_modules(marketo):
    email_id = made(marketo)
    for step, form in (
        ("add", {"index": 0}),
        ("delete", {}),
        ("duplicate", {}),
        ("rename", {"name": "x"}),
    ):
        refused = send(marketo, email_id, f"content/nothing/{step}", **form).document
        assert refused["errors"] == [{"code": "702", "message": "nothing Module not found"}]
    assert send(marketo, email_id, "content/extra/duplicate").codes == ["702"]  # not in use
    refused = send(marketo, email_id, "content/old/add", index=0).document
    assert refused["errors"] == [{"code": "709", "message": "Module 'old' is not active"}]
    assert send(marketo, email_id, "content/extra/add").codes == ["701"]
    assert send(marketo, email_id, "content/extra/add", index=-1).codes == ["1003"]
    assert send(marketo, email_id, "content/hero/rename").codes == ["701"]
    assert send(marketo, email_id, "content/hero/rename", name="x" * 256).codes == ["701"]


@pytest.mark.parametrize(
    ("positions", "message"),
    [
        ([(0, "hero"), (1, "story")], "Positions have to include every module once"),
        ([(0, "hero"), (1, "story"), (2, "clip"), (3, "hero")], "Positions have to include every module once"),
        ([(0, "hero"), (0, "story"), (2, "clip")], "Two modules cannot have the same index"),
    ],
)
def test_every_module_has_one_place(marketo, positions, message):
    email_id = made(marketo)
    places = [{"index": index, "moduleId": id} for index, id in positions]
    refused = marketo.form(f"{EMAIL}/{email_id}/content/rearrange.json", positions=places).document
    assert refused["errors"] == [{"code": "709", "message": message}]
    assert arrange(marketo, email_id, "hero", "story", "nothing").codes == ["702"]


def test_an_email_has_a_bound_of_modules(marketo):
    email_id = made(marketo)
    for _ in range(197):
        assert send(marketo, email_id, "content/extra/add", index=0).codes == []
    refused = send(marketo, email_id, "content/extra/add", index=0).document
    assert refused["errors"] == [{"code": "709", "message": "Email cannot have more than 200 modules"}]


def test_copies_of_many_sections_take_time_in_proportion(marketo):
    sections_of_it = "".join(f'<p class="mktoText" id="r{number}" mktoName="R"></p>' for number in range(900))
    row = f'<tr class="mktoModule" id="m" mktoName="M"><td>{sections_of_it}</td></tr>'
    email_id = made(marketo, f'<table class="mktoContainer" id="c">{row}</table>')
    start = time.process_time()
    for _ in range(5):
        assert send(marketo, email_id, "content/m/duplicate").codes == []
    assert time.process_time() - start < 5
    assert len(sections(marketo, email_id)) == 6 * 901


# -- variables --------------------------------------------------------------------------------------------------------


def test_variables_are_of_the_email_or_of_each_module(marketo):
    email_id = made(marketo)
    answer = marketo.get(f"{EMAIL}/{email_id}/variables.json").document["result"]
    assert answer == [
        {"name": "title", "value": "News & more", "moduleScope": False},
        {"name": "space", "value": "20", "moduleScope": False},
        {"name": "tint", "value": "#336699", "moduleScope": True, "moduleId": "hero"},
        {"name": "tint", "value": "#336699", "moduleScope": True, "moduleId": "story"},
        {"name": "label", "value": "Go", "moduleScope": True, "moduleId": "story"},
    ]
    html = full(marketo, email_id)
    assert '<body style="padding:20px"><h1>News &amp; more</h1>' in html
    assert (html.count("color:#336699"), '<a href="#">Go</a>' in html) == (2, True)


def test_a_variable_of_the_email_changes_everywhere(marketo):
    email_id = made(marketo)
    answer = change(marketo, email_id, "title", value="<b> & co").document
    assert answer["result"] == [{"name": "title", "value": "<b> & co", "moduleScope": False}]
    change(marketo, email_id, "space", value="5", moduleId="hero")  # a client names a module always
    assert '<body style="padding:5px"><h1>&lt;b&gt; &amp; co</h1>' in full(marketo, email_id)
    assert variables(marketo, email_id)["space", None] == "5"


def test_a_variable_of_modules_changes_in_one(marketo):
    email_id = made(marketo)
    answer = change(marketo, email_id, "tint", value="#000000", moduleId="story").document
    assert answer["result"] == [{"name": "tint", "value": "#000000", "moduleScope": True, "moduleId": "story"}]
    html = full(marketo, email_id)
    assert (html.count("color:#336699"), html.count("color:#000000")) == (1, 1)


@pytest.mark.parametrize(
    ("name", "form", "code", "message"),
    [
        ("nothing", {"value": "x"}, "702", "nothing Variable not found"),
        ("label", {"value": "x", "moduleId": "nothing"}, "702", "nothing Module not found"),
        ("label", {"value": "x", "moduleId": "hero"}, "702", "label Variable not found"),
        ("label", {"value": "x"}, "709", "Variable 'label' belongs to modules, and moduleId cannot be blank"),
        ("space", {"value": "wide"}, "709", "Value of variable 'space' is not of type 'Number'"),
        ("space", {"value": "101"}, "709", "Value of variable 'space' is not of type 'Number'"),
        ("space", {}, "709", "Value of variable 'space' is not of type 'Number'"),
        ("tint", {"value": "red", "moduleId": "hero"}, "709", "Value of variable 'tint' is not of type 'Color'"),
        ("title", {"value": "x" * 65_536}, "701", "value cannot exceed more than 65535 characters"),
    ],
)
def test_refused_variables(marketo, name, form, code, message):
    email_id = made(marketo)
    assert change(marketo, email_id, name, **form).document["errors"] == [{"code": code, "message": message}]


def test_changes_go_into_the_draft(marketo):
    email_id = made(marketo)
    send(marketo, email_id, "approveDraft")
    change(marketo, email_id, "title", value="Second")
    send(marketo, email_id, "content/clip/delete")
    assert "Second" not in full(marketo, email_id)
    assert "Second" in full(marketo, email_id, status="draft")
    assert order(marketo, email_id) == ["hero", "story", "clip"]
    assert order(marketo, email_id, status="draft") == ["hero", "story"]
    send(marketo, email_id, "approveDraft")
    assert order(marketo, email_id) == ["hero", "story"]
