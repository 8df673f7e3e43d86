"""/rest/asset/v2/email: headers, settings, the template that an email begins with, and its program."""

import pytest

from mercat.model.campaigns import Content
from support.campaigns import STEP, created, define
from support.designer import Designer, html
from support.forms import program

DEFAULTS = {
    "isOperational": False,
    "isWebPageView": False,
    "isTextOnly": False,
    "disableOpenTracking": False,
    "enableUrlTracking": True,
}


@pytest.fixture
def emails(marketo):
    return Designer(marketo, "email")


@pytest.fixture
def email_templates(marketo):
    return Designer(marketo, "emailtemplate")


def test_an_email_has_headers_and_settings(emails):
    headers = {
        "ccEmails": ["owner@example.com"],
        "fromEmail": "{{lead.Lead Owner Email Address:default=marketing@example.com}}",
        "fromName": "Marketing Team",
        "preheader": "See what changed",
        "replyEmail": "reply@example.com",
        "subject": "Spring",
    }
    settings = {"isOperational": True, "enableUrlTracking": False}
    places = {"brandedDomain": "go.example.com", "dedicatedIp": "192.0.2.1"}
    (email,) = emails.try_create(headers=headers, settings={**settings, **places}).document["result"]
    assert (email["headers"], email["settings"]) == (headers, {**DEFAULTS, **settings})
    (email,) = emails.update(email["id"], headers={"subject": "Live"}, settings={"isWebPageView": True}).document[
        "result"
    ]
    assert email["headers"] == {**headers, "subject": "Live"}
    assert email["settings"] == {**DEFAULTS, **settings, "isWebPageView": True}
    assert emails.filter()["items"][0]["headers"]["subject"] == "Live"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "701"),
        ({"subject": " "}, "701"),
        ({"subject": "s" * 2_001}, "701"),
        ({"subject": "s", "ccEmails": ["a@b.c"] * 26}, "1003"),
        ({"subject": 7}, "609"),
        ("subject", "609"),
    ],
)
def test_headers_that_do_not_fit_are_refused(emails, headers, code):
    assert emails.try_create(headers=headers).codes == [code]


def test_an_email_keeps_a_subject(emails):
    email_id = emails.create()
    answer = emails.update(email_id, headers={"subject": ""})
    assert (answer.codes, answer.messages) == (["701"], ["subject cannot be blank"])
    assert emails.get(email_id).result[0].headers.subject == "Hello"


def test_an_email_begins_with_the_content_of_its_template(emails, email_templates):
    context = {"dynamicContent": {"a": 1}}
    template_id = email_templates.approved(data=html("<p>Approved</p>"), editorContext=context)
    email_templates.update(template_id, data=html("<p>Draft</p>"))
    (email,) = emails.try_create(templateId=template_id, data=html("<p>Own</p>")).document["result"]
    assert (email["templateId"], email["data"], email["editorContext"]) == (
        template_id,
        html("<p>Approved</p>"),
        context,
    )
    (email,) = emails.update(email["id"], data=html("<p>Own</p>")).document["result"]
    assert (email["templateId"], email["data"]) == (template_id, html("<p>Own</p>"))
    other = email_templates.create(name="Two", data=html("<p>Two</p>"))
    (email,) = emails.update(email["id"], templateId=other, data=html("<p>Own</p>")).document["result"]
    assert (email["templateId"], email["data"]) == (other, html("<p>Two</p>"))


def test_a_template_that_is_not_there_is_702(emails):
    answer = emails.try_create(templateId="3003")
    assert (answer.codes, answer.messages) == (["702"], ["3003 Designer Email Template not found"])
    assert emails.update(emails.create(), templateId="x").codes == ["702"]


def test_a_template_is_used_by_the_emails_that_began_with_it(emails, email_templates):
    template_id = email_templates.approved()
    email_id = emails.create(templateId=template_id)
    emails.create(name="Two")
    users = email_templates.post("usedby", assetId=template_id, pageIndex=0, pageSize=20, type="all").result
    assert [(user.id, user.contentType) for user in users] == [(email_id, "email")]
    answer = email_templates.post(f"{template_id}/delete")
    assert (answer.codes, answer.messages) == (["709"], ["Designer Email Template is in use"])
    for query, ids in (
        ({"templateId": template_id}, [email_id]),
        ({"templateId": "99"}, []),
        ({"templateId": "x"}, []),
    ):
        assert emails.matches(**query) == ids
    emails.post(f"{email_id}/delete")
    assert email_templates.post(f"{template_id}/delete").codes == []


def test_an_email_lies_in_a_program_or_in_a_folder_of_it(marketo, emails):
    program_id = program(marketo)
    parent = {"id": program_id, "type": "Program"}
    folder_id = marketo.form("/rest/asset/v1/folders.json", name="Mails", parent=parent).result[0].id
    of_program = {"workspaceId": "1", "programId": str(program_id), "programType": "Default"}
    for app_data, place in (
        ({"programId": str(program_id)}, {}),
        ({"folderId": str(folder_id), "programId": str(program_id)}, {"folderId": str(folder_id)}),
        ({"folderId": str(folder_id), "workspaceId": "1"}, {"folderId": str(folder_id)}),
    ):
        (email,) = emails.try_create(name=str(app_data), appData=app_data).document["result"]
        name = email["appData"].pop("programName")
        assert email["appData"] == {**of_program, **place}
        assert name == marketo.get(f"/rest/asset/v1/program/{program_id}.json").result[0].name
    assert emails.matches(folderId=str(program_id), folderType="Program") == ["1"]
    for app_data, code in (
        ({"folderId": "11", "programId": str(program_id)}, "711"),
        ({"programId": "999"}, "710"),
        ({"programId": "x"}, "710"),
    ):
        assert emails.try_create(name="Other", appData=app_data).codes == [code]


def test_a_copy_of_a_program_has_the_emails_of_it(marketo, emails, email_templates):
    template_id = email_templates.approved(data=html("<p>1</p>"))
    program_id = program(marketo)
    emails.create(appData={"programId": str(program_id)}, templateId=template_id)
    campaign_id = created(marketo, "Send", folder={"id": program_id, "type": "Program"})["id"]
    define(marketo, campaign_id, Content(steps=(STEP,)))
    path = f"/rest/v1/campaigns/{campaign_id}/schedule.json"
    assert marketo.post(path, input={"cloneToProgram": "Copy"}).codes == []
    copy = marketo.get("/rest/asset/v1/program/byName.json", name="Copy").result[0].id
    (email_id,) = emails.matches(folderId=str(copy), folderType="Program")
    (email,) = emails.get(email_id).document["result"]
    assert (email["templateId"], email["data"], email["status"]) == (template_id, html("<p>1</p>"), "draft")


def test_nothing_uses_a_new_email(emails):
    email_id = emails.create()
    answer = emails.post("usedby", assetId=email_id).document
    assert (answer["success"], answer["result"], answer["pageDetails"]["totalItems"]) == (True, [], 0)
    assert emails.post("usedby", assetId=email_id, type="poster").codes == ["1003"]
