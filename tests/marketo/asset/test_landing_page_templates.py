"""/rest/asset/v1/landingPageTemplates: free-form and guided HTML that landing pages begin with."""

import pytest

from support.forms import FORMS, WARNING, ZONE, program

FOLDER = {"id": 9, "type": "Folder"}  # Design Studio > Default > Landing Page Templates
TEMPLATE = "/rest/asset/v1/landingPageTemplate"
TEMPLATES = "/rest/asset/v1/landingPageTemplates.json"
FREE_FORM = '<html><body><div class="mktoContent" id="page"></div></body></html>'
GUIDED = '<html><body>\r\n<div class="mktoForm" id="form" mktoName="Form"></div></body></html>'


def create(client, name="Event", folder=FOLDER, **options):
    return client.form(TEMPLATES, name=name, folder=folder, **options)


def new(client, *args, html="", **options):
    template_id = create(client, *args, **options).result[0].id
    if html:
        fill(client, template_id, html)
    return template_id


def fill(client, template_id, html):
    return client.upload(f"{TEMPLATE}/{template_id}/content.json", html.encode(), part="content")


def step(client, template_id, name):
    return client.form(f"{TEMPLATE}/{template_id}/{name}.json")


def content(client, template_id, **query):
    return client.get(f"{TEMPLATE}/{template_id}/content.json", **query).document["result"][0]


def test_a_new_template_is_an_empty_free_form_draft(marketo):
    answer = create(marketo, description="For events").document
    (template,) = answer["result"]
    assert template == {
        "id": 1,
        "name": "Event",
        "description": "For events",
        "createdAt": template["createdAt"],
        "updatedAt": template["createdAt"],
        "url": "https://app-mercat.marketo.com/#LT1B2ZN9",
        "folder": {"type": "Folder", "value": 9, "folderName": "Landing Page Templates"},
        "status": "draft",
        "workspace": "Default",
        "templateType": "freeForm",
        "enableMunchkin": True,
    }
    for path, query in ((f"{TEMPLATE}/1.json", {}), (TEMPLATES, {}), (f"{TEMPLATE}/byName.json", {"name": "Event"})):
        assert marketo.get(path, **query).document["result"] == [template]
    assert content(marketo, 1) == {
        "id": 1,
        "status": "draft",
        "content": "",
        "templateType": "freeForm",
        "enableMunchkin": True,
    }


@pytest.mark.parametrize(("type", "name"), [("guided", "guided"), ("freeform", "freeForm"), ("FreeForm", "freeForm")])
def test_a_template_is_of_a_type(marketo, type, name):
    assert create(marketo, templateType=type, enableMunchkin=False).result[0].templateType == name


def test_another_type_is_refused(marketo):
    assert not create(marketo, templateType="modern").document["success"]
    assert marketo.get(TEMPLATES).document["warnings"] == WARNING


def test_the_html_comes_back_as_it_was_sent(marketo):
    template_id = new(marketo, templateType="guided")
    assert fill(marketo, template_id, GUIDED).document["result"] == [{"id": template_id}]
    assert content(marketo, template_id)["content"] == GUIDED


@pytest.mark.parametrize(("type", "html"), [("freeForm", FREE_FORM), ("guided", GUIDED)])
def test_changes_go_into_the_draft(marketo, type, html):
    template_id = new(marketo, html=html, templateType=type)
    (approved,) = step(marketo, template_id, "approveDraft").result
    assert (approved.status, approved.url.endswith("#LT1A1ZN9")) == ("approved", True)
    (draft,) = marketo.form(f"{TEMPLATE}/{template_id}.json", name="Other", enableMunchkin=False).result
    assert (draft.name, draft.enableMunchkin, draft.status) == ("Other", False, "draft")
    fill(marketo, template_id, "<p>changed</p>")
    assert [content(marketo, template_id)[name] for name in ("content", "enableMunchkin")] == [html, True]
    changed = content(marketo, template_id, status="draft")
    assert [changed[name] for name in ("content", "enableMunchkin", "status")] == ["<p>changed</p>", False, "draft"]
    assert step(marketo, template_id, "discardDraft").document["result"] == [{"id": template_id}]
    assert marketo.get(f"{TEMPLATE}/{template_id}/content.json", status="draft").document["warnings"] == WARNING


def test_a_copy_is_of_the_same_type(marketo):
    template_id = new(marketo, html=GUIDED, templateType="guided", enableMunchkin=False)
    step(marketo, template_id, "approveDraft")
    (copy,) = marketo.form(f"{TEMPLATE}/{template_id}/clone.json", name="Copy", folder=FOLDER).result
    assert (copy.templateType, copy.enableMunchkin, copy.status) == ("guided", False, "draft")
    assert content(marketo, copy.id)["content"] == GUIDED


@pytest.mark.parametrize(
    ("type", "html", "message"),
    [
        ("freeForm", "", "Missing a body div.mktoContent element"),
        ("freeForm", GUIDED, "Missing a body div.mktoContent element"),
        ("freeForm", FREE_FORM + "<p class=mktEditable id=page></p>", "Id 'page' is not unique"),
        ("guided", "", "Template has no editable section"),
        ("guided", FREE_FORM, "Template has no editable section"),
        ("guided", GUIDED + "<div class=mktoText id=a>", "Element 'a' is not closed"),
        ("guided", GUIDED + "<i id=form></i>", "Id 'form' is not unique"),
        ("guided", GUIDED + "<meta class=mktoList id=a values=b>", "Variable 'a' has an unknown type 'mktoList'"),
        ("guided", GUIDED + "<meta class=mktoDate id=a>", "Variable 'a' has an unknown type 'mktoDate'"),
    ],
)
def test_html_that_does_not_fit_the_type_is_not_approved(marketo, type, html, message):
    template_id = new(marketo, html=html, templateType=type)
    refused = step(marketo, template_id, "approveDraft").document
    assert refused["errors"] == [{"code": "709", "message": message}]


@pytest.mark.parametrize(
    "html",
    [
        "<meta class=mktoString id=a mktoName=A>${a}",
        GUIDED + "<table class=mktoModule id=m></table><div class=mktoContainer id=n></div>",
    ],
)
def test_a_guided_page_needs_something_to_edit_and_no_modules(marketo, html):
    template_id = new(marketo, html=html, templateType="guided")
    assert step(marketo, template_id, "approveDraft").document["success"]


def test_html_out_of_bounds_is_709(marketo):
    template_id = new(marketo, html=FREE_FORM)
    for html in ("x" * 1_048_577, "<div>" * 501):
        assert fill(marketo, template_id, html).codes == ["709"]
    assert content(marketo, template_id)["content"] == FREE_FORM


def test_the_html_is_a_file(marketo):
    template_id = new(marketo)
    assert marketo.form(f"{TEMPLATE}/{template_id}/content.json", content=FREE_FORM).codes == ["612"]


def test_an_approved_template_is_unapproved_before_it_is_deleted(marketo):
    template_id = new(marketo, html=FREE_FORM)
    step(marketo, template_id, "approveDraft")
    refused = step(marketo, template_id, "delete").document
    assert refused["errors"] == [{"code": "709", "message": "Landing Page Template is approved"}]
    assert step(marketo, template_id, "unapprove").result[0].status == "draft"
    assert step(marketo, template_id, "delete").document["result"] == [{"id": template_id}]
    assert marketo.get(f"{TEMPLATE}/{template_id}.json").document["warnings"] == WARNING


def test_templates_lie_in_their_folders(marketo):
    for folder in (FORMS, ZONE, {"id": program(marketo), "type": "Program"}):
        assert create(marketo, folder=folder).codes == ["711"]


def test_lists_go_by_status_and_folder(marketo):
    for number in range(3):
        new(marketo, f"Event {number}", html=FREE_FORM)
    step(marketo, 2, "approveDraft")

    def ids(**query):
        return [template.id for template in marketo.get(TEMPLATES, **query).result]

    assert (ids(status="approved"), ids(status="draft"), ids(folder=FOLDER, maxReturn=1)) == ([2], [1, 3], [1])
    assert marketo.get(TEMPLATES, folder=FORMS).document["warnings"] == WARNING


def test_a_search_by_name_needs_a_name(marketo):
    assert marketo.get(f"{TEMPLATE}/byName.json").codes == ["701"]
    assert marketo.get(f"{TEMPLATE}/byName.json", name="x", status="ready").codes == ["1003"]
