"""/rest/asset/v1/emailTemplates: HTML that emails begin with, as assets with a draft and an approved version."""

import pytest

from support.forms import FORMS, WARNING, ZONE, program

FOLDER = {"id": 12, "type": "Folder"}  # Design Studio > Default > Email Templates
TEMPLATE = "/rest/asset/v1/emailTemplate"
TEMPLATES = "/rest/asset/v1/emailTemplates.json"
HTML = "<html>\r\n<body><DIV class=\"mktEditable\" id='main'>Hello &amp; <b>welcome</DIV></body></html>"


def create(client, name="Newsletter", html=HTML, folder=FOLDER, **options):
    return client.upload(TEMPLATES, html.encode(), part="content", name=name, folder=folder, **options)


def new(client, *args, **options):
    return create(client, *args, **options).result[0].id


def fill(client, template_id, html):
    return client.upload(f"{TEMPLATE}/{template_id}/content.json", html.encode(), part="content")


def step(client, template_id, name):
    return client.form(f"{TEMPLATE}/{template_id}/{name}.json")


def content(client, template_id, **query):
    return client.get(f"{TEMPLATE}/{template_id}/content", **query).result[0].content


def test_a_new_template_is_a_draft(marketo):
    answer = create(marketo, description="Every month").document
    (template,) = answer["result"]
    assert template == {
        "id": 1,
        "name": "Newsletter",
        "description": "Every month",
        "createdAt": template["createdAt"],
        "updatedAt": template["createdAt"],
        "url": "https://app-mercat.marketo.com/#ET1B2ZN12",
        "folder": {"type": "Folder", "value": 12, "folderName": "Email Templates"},
        "status": "draft",
        "workspace": "Default",
        "version": 2,
    }
    for path, query in (
        (f"{TEMPLATE}/1.json", {}),
        (TEMPLATES, {}),
        (f"{TEMPLATE}/byName.json", {"name": "Newsletter"}),
    ):
        assert marketo.get(path, **query).document["result"] == [template]


@pytest.mark.parametrize("end", ["", ".json"])
def test_the_html_comes_back_as_it_was_sent(marketo, end):
    template_id = new(marketo)
    answer = marketo.get(f"{TEMPLATE}/{template_id}/content{end}").document
    assert answer["result"] == [{"id": template_id, "status": "draft", "content": HTML}]
    assert marketo.get(f"{TEMPLATE}/999/content{end}").document["warnings"] == WARNING


def test_new_html_goes_into_the_draft(marketo):
    template_id = new(marketo)
    (approved,) = step(marketo, template_id, "approveDraft").result
    assert (approved.status, approved.url.endswith("#ET1A1ZN12")) == ("approved", True)
    second = HTML.replace("Hello", "Bye")
    answer = fill(marketo, template_id, second).document
    assert answer["result"] == [{"id": template_id, "status": "draft", "content": second}]
    assert [content(marketo, template_id), content(marketo, template_id, status="draft")] == [HTML, second]
    assert step(marketo, template_id, "discardDraft").document["result"] == [{"id": template_id}]
    assert marketo.get(f"{TEMPLATE}/{template_id}/content", status="draft").document["warnings"] == WARNING
    fill(marketo, template_id, second)
    step(marketo, template_id, "approveDraft")
    assert content(marketo, template_id) == second


def test_name_and_description_change_in_the_draft(marketo):
    template_id = new(marketo)
    step(marketo, template_id, "approveDraft")
    (draft,) = marketo.form(f"{TEMPLATE}/{template_id}.json", name="Weekly", description="Each week").result
    assert (draft.name, draft.description, draft.status) == ("Weekly", "Each week", "draft")
    assert marketo.get(f"{TEMPLATE}/{template_id}.json").result[0].name == "Newsletter"
    assert content(marketo, template_id, status="draft") == HTML


def test_a_copy_has_the_approved_html(marketo):
    template_id = new(marketo)
    step(marketo, template_id, "approveDraft")
    fill(marketo, template_id, "<p>changed</p>")
    (copy,) = marketo.form(f"{TEMPLATE}/{template_id}/clone.json", name="Copy", folder=FOLDER).result
    assert (copy.id, copy.status, content(marketo, copy.id)) == (2, "draft", HTML)
    fill(marketo, copy.id, "<p>mine</p>")
    assert content(marketo, template_id) == HTML


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<h1>TEST HTML</h1>", "Template has no editable section"),
        ("<p class=mktEditable></p>", "Element of class 'mktEditable' has no id"),
        ("<p class=mktEditable id='a b'></p>", "Id 'a b' can only contain letters, numbers, dashes and underscores"),
        ("<p class=mktEditable id=a></p><i id=a></i>", "Id 'a' is not unique"),
        ("<div class=mktEditable id=a>", "Element 'a' is not closed"),
        (
            "<div class=mktEditable id=a><i class=mktEditable id=b></i></div>",
            "Element 'b' cannot be inside element 'a'",
        ),
        ("<p class=mktEditable id=a></p><meta class=mktoDate id=b>", "Variable 'b' has an unknown type 'mktoDate'"),
        ("<p class=mktEditable id=a></p><meta class=mktoList id=b>", "Variable 'b' has no values"),
        ("<p class=mktEditable id=a></p><meta class=mktoNumber id=b>", "Variable 'b' has no default"),
        ("<p class=mktEditable id=a></p><table class=mktoModule id=b></table>", "Module 'b' is not in a container"),
        ("<table class=mktoContainer id=a><tr></tr></table>", "Container 'a' can only contain modules"),
        (
            "<table class=mktoContainer id=a></table><table class=mktoContainer id=b></table>",
            "Container 'b' is not the only one",
        ),
        ("<div class=mktoContainer id=a></div>", "Container 'a' has to be a table, tbody, thead, tfoot or td"),
        (
            "<table class=mktoContainer id=a><table class=mktoModule id=b></table></table>",
            "Module 'b' has to be a tr in a table, and a table in a td",
        ),
    ],
)
def test_html_that_declares_something_wrongly_is_kept_and_not_approved(marketo, html, message):
    template_id = new(marketo, html=html)
    refused = step(marketo, template_id, "approveDraft").document
    assert refused["errors"] == [{"code": "709", "message": message}]
    fill(marketo, template_id, HTML)
    assert step(marketo, template_id, "approveDraft").document["success"]


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("x" * 1_048_577, "HTML is larger than 1048576 bytes"),
        ("<div>" * 501, "HTML cannot be nested more than 500 levels deep"),
        (
            "<p class=mktEditable id=a></p>" * 1_001,
            "HTML cannot have more than 1000 elements, modules, containers and variables",
        ),
    ],
)
def test_html_out_of_bounds_is_709(marketo, html, message):
    template_id = new(marketo)
    for refused in (create(marketo, "Another", html), fill(marketo, template_id, html)):
        assert refused.document["errors"] == [{"code": "709", "message": message}]
    assert content(marketo, template_id) == HTML


def test_html_at_the_bound_is_kept(marketo):
    html = HTML + "x" * (1_048_576 - len(HTML))
    assert content(marketo, new(marketo, html=html)) == html


def test_the_html_is_a_file(marketo):
    template_id = new(marketo)
    assert marketo.form(TEMPLATES, name="Other", folder=FOLDER, content=HTML).codes == ["612"]
    assert marketo.form(f"{TEMPLATE}/{template_id}/content.json", content=HTML).codes == ["612"]
    unnamed = marketo.upload(f"{TEMPLATE}/{template_id}/content.json", HTML.encode(), part="html").document
    assert unnamed["errors"] == [{"code": "701", "message": "content cannot be blank"}]
    latin = marketo.upload(f"{TEMPLATE}/{template_id}/content.json", b"<p>caf\xe9</p>", part="content")
    assert latin.codes == ["613"]


def test_an_approved_template_is_unapproved_before_it_is_deleted(marketo):
    template_id = new(marketo)
    step(marketo, template_id, "approveDraft")
    refused = step(marketo, template_id, "delete").document
    assert refused["errors"] == [{"code": "709", "message": "Email Template is approved"}]
    assert step(marketo, template_id, "unapprove").result[0].status == "draft"
    assert content(marketo, template_id) == HTML
    assert step(marketo, template_id, "delete").document["result"] == [{"id": template_id}]
    assert marketo.get(f"{TEMPLATE}/{template_id}.json").document["warnings"] == WARNING


@pytest.mark.parametrize("name", ["approveDraft", "unapprove", "discardDraft"])
def test_a_step_that_the_state_does_not_allow_is_709(marketo, name):
    template_id = new(marketo)
    if name == "approveDraft":
        step(marketo, template_id, "approveDraft")
    assert step(marketo, template_id, name).codes == ["709"]


def test_nobody_uses_a_new_template(marketo):
    template_id = new(marketo)
    answer = marketo.get(f"/rest/asset/v1/emailTemplates/{template_id}/usedBy.json").document
    assert answer["warnings"] == WARNING
    assert marketo.get("/rest/asset/v1/emailTemplates/999/usedBy.json").codes == ["702"]


def test_templates_lie_in_their_folders(marketo):
    for folder in (FORMS, ZONE, {"id": program(marketo), "type": "Program"}):
        assert create(marketo, folder=folder).codes == ["711"]
    assert create(marketo, folder={"id": 999, "type": "Folder"}).codes == ["710"]


def test_names_are_unique_in_a_folder(marketo):
    new(marketo)
    assert create(marketo, "NEWSLETTER ").codes == ["709"]
    other = new(marketo, "Other")
    assert marketo.form(f"{TEMPLATE}/{other}.json", name="newsletter").codes == ["709"]


def test_lists_go_by_status_and_page(marketo):
    for number in range(3):
        new(marketo, f"Newsletter {number}")
    step(marketo, 2, "approveDraft")

    def ids(**query):
        return [template.id for template in marketo.get(TEMPLATES, **query).result]

    assert (ids(status="approved"), ids(status="draft"), ids(maxReturn=1, offset=1)) == ([2], [1, 3], [2])
    assert marketo.get(f"{TEMPLATE}/byName.json", name="Newsletter 1", status="draft").document["warnings"] == WARNING


def test_a_list_of_an_unknown_status_is_refused(marketo):
    assert marketo.get(TEMPLATES, status="ready").codes == ["1003"]
