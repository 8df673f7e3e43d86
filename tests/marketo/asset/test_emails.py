"""/rest/asset/v1/emails: emails as assets, with headers and settings, a draft and an approved version."""

import pytest

from support.emails import EMAIL, EMAILS, FOLDER, HEADERS, LEGACY, create, full, made, one, send, template
from support.forms import FORMS, WARNING, ZONE, program


def test_a_new_email_is_a_draft_of_its_template(marketo):
    template_id = template(marketo)
    answer = create(marketo, template_id, description="This is a test email").document
    (email,) = answer["result"]
    assert email == {
        "id": 1,
        "name": "Email",
        "description": "This is a test email",
        "createdAt": email["createdAt"],
        "updatedAt": email["createdAt"],
        "url": "https://app-mercat.marketo.com/#EM1B2LA1",
        "subject": {"type": "Text", "value": "Hey There"},
        "fromName": {"type": "Text", "value": "SomeBody"},
        "fromEmail": {"type": "Text", "value": "somebody@example.com"},
        "replyEmail": {"type": "Text", "value": "replies@example.com"},
        "folder": {"type": "Folder", "value": FOLDER["id"], "folderName": "Emails"},
        "operational": False,
        "textOnly": False,
        "publishToMSI": False,
        "webView": False,
        "status": "draft",
        "template": template_id,
        "workspace": "Default",
        "isOpenTrackingDisabled": False,
        "version": 2,
        "autoCopyToText": False,
        "ccFields": None,
        "preHeader": None,
    }
    for path, query in ((f"{EMAIL}/1.json", {}), (EMAILS, {}), (f"{EMAIL}/byName.json", {"name": "Email"})):
        assert marketo.get(path, **query).document["result"] == [email]


def test_an_email_in_a_program_lies_there(marketo):
    place = {"id": program(marketo), "type": "Program"}
    email_id = made(marketo, folder=place, subject="", operational=True, textOnly=True, autoCopyToText=True)
    email = one(marketo, email_id)
    assert (email["folder"]["type"], email["folder"]["value"]) == ("Program", place["id"])
    assert (email["subject"]["value"], email["operational"], email["textOnly"]) == ("", True, True)
    assert (email["autoCopyToText"], email["description"]) == (True, "")
    found = marketo.get(f"{EMAIL}/byName.json", name="Email", folder=place).document
    assert [one["id"] for one in found["result"]] == [email_id]
    assert marketo.get(EMAILS, folder=FOLDER).document["warnings"] == WARNING


def test_a_template_has_to_be_approved(marketo):
    draft = template(marketo, name="Draft", approved=False)
    refused = create(marketo, draft).document
    assert refused["errors"] == [{"code": "709", "message": "Email Template is not approved"}]
    refused = create(marketo, 999).document
    assert refused["errors"] == [{"code": "702", "message": "999 Email Template not found"}]


def test_emails_lie_in_folders_of_emails_and_have_names(marketo):
    template_id = template(marketo)
    for folder in (FORMS, ZONE):
        assert create(marketo, template_id, folder=folder).codes == ["711"]
    assert create(marketo, template_id, folder={"id": 999, "type": "Folder"}).codes == ["710"]
    create(marketo, template_id)
    refused = create(marketo, template_id, "EMAIL ").document
    assert refused["errors"] == [{"code": "709", "message": "Email with the same name already exists"}]
    for absent in ("name", "folder", "template"):
        form = {"name": "Other", "folder": FOLDER, "template": template_id}
        del form[absent]
        assert marketo.form(EMAILS, **form).codes == ["701"]
    assert create(marketo, template_id, "x" * 256).codes == ["701"]
    assert create(marketo, template_id, "Long", subject="x" * 2_001).codes == ["701"]


def test_settings_change_in_the_draft(marketo):
    email_id = made(marketo)
    send(marketo, email_id, "approveDraft")
    changes = {
        "name": "Updated Email",
        "description": "This is an Email",
        "preHeader": "My awesome preheader!",
        "operational": True,
        "published": "True",
        "textOnly": True,
        "webView": True,
        "autoCopyToText": True,
    }
    (email,) = marketo.form(f"{EMAIL}/{email_id}.json", **changes).document["result"]
    assert (email["name"], email["description"], email["status"]) == ("Updated Email", "This is an Email", "draft")
    assert email["preHeader"] == "My awesome preheader!"
    for member in ("operational", "publishToMSI", "textOnly", "webView", "autoCopyToText"):
        assert email[member] is True
    assert one(marketo, email_id)["name"] == "Email"
    assert one(marketo, email_id)["operational"] is False


def test_a_pre_header_has_a_bound(marketo):
    email_id = made(marketo)
    assert marketo.form(f"{EMAIL}/{email_id}.json", preHeader="x" * 1_024).codes == []
    assert marketo.form(f"{EMAIL}/{email_id}.json", preHeader="x" * 1_025).codes == ["701"]


def test_a_life_answers_ids(marketo):
    email_id = made(marketo)
    for step in ("approveDraft", "unapprove", "approveDraft"):
        assert send(marketo, email_id, step).document["result"] == [{"id": email_id}]
    assert one(marketo, email_id)["url"].endswith("#EM1A1LA1")
    refused = send(marketo, email_id, "delete").document
    assert refused["errors"] == [{"code": "709", "message": "Email is approved"}]
    marketo.form(f"{EMAIL}/{email_id}.json", description="Other")
    assert [one(marketo, email_id, status=status)["status"] for status in ("draft", "approved")] == [
        "draft",
        "approved",
    ]
    assert send(marketo, email_id, "discardDraft").document["result"] == [{"id": email_id}]
    send(marketo, email_id, "unapprove")
    assert send(marketo, email_id, "delete").document["result"] == [{"id": email_id}]
    assert marketo.get(f"{EMAIL}/{email_id}.json").document["warnings"] == WARNING


@pytest.mark.parametrize("step", ["approveDraft", "unapprove", "discardDraft"])
def test_a_step_that_the_state_does_not_allow_is_709(marketo, step):
    email_id = made(marketo)
    if step == "approveDraft":
        send(marketo, email_id, "approveDraft")
    assert send(marketo, email_id, step).codes == ["709"]


@pytest.mark.parametrize("name", HEADERS)
def test_an_email_needs_its_headers_to_be_approved(marketo, name):
    email_id = made(marketo, **{name: ""})
    refused = send(marketo, email_id, "approveDraft").document
    shown = {"replyEmail": "replyTO"}.get(name, name)
    message = f"Email cannot be approved or sent without '{shown}'"
    assert refused["errors"] == [{"code": "709", "message": message}]


@pytest.mark.parametrize(("name", "shown"), [("fromEmail", "fromEmail"), ("replyEmail", "replyTO")])
def test_an_address_has_to_be_one_or_a_token(marketo, name, shown):
    email_id = made(marketo, **{name: "nobody at example"})
    refused = send(marketo, email_id, "approveDraft").document
    assert refused["errors"] == [{"code": "709", "message": f"'{shown}' is not a valid email address"}]
    (header,) = [{"type": "Text", "value": "{{lead.Lead Owner Email Address:default=us@example.com}}"}]
    send(marketo, email_id, "content", **{shown: header})
    assert send(marketo, email_id, "approveDraft").codes == []


def test_a_copy_is_a_draft_of_its_own(marketo):
    email_id = made(marketo, LEGACY)
    send(marketo, email_id, "content/main", type="Text", value="approved")
    send(marketo, email_id, "approveDraft")
    send(marketo, email_id, "content/main", type="Text", value="changed")
    copy = send(marketo, email_id, "clone", name="Copy", folder=FOLDER, description="d", operational=True).result[0]
    assert (copy.id, copy.name, copy.description, copy.status, copy.operational) == (2, "Copy", "d", "draft", True)
    assert copy.subject.value == "Hey There"
    assert "approved" in full(marketo, 2)
    send(marketo, 2, "content/main", type="Text", value="other")
    assert "approved" in full(marketo, email_id)
    assert send(marketo, email_id, "clone", name="Copy", folder=FOLDER).codes == ["709"]


def test_a_template_in_use_stays(marketo):
    template_id = template(marketo)
    create(marketo, template_id)
    for step in ("unapprove", "delete"):
        assert marketo.form(f"/rest/asset/v1/emailTemplate/{template_id}/{step}.json").codes == ["709"]
    users = marketo.get(f"/rest/asset/v1/emailTemplates/{template_id}/usedBy.json").document["result"]
    assert [(user["id"], user["name"], user["type"], user["status"]) for user in users] == [
        (1, "Email", "Email", "draft")
    ]


def test_an_email_keeps_the_html_that_its_template_had(marketo):
    template_id = template(marketo, LEGACY)
    create(marketo, template_id)
    path = f"/rest/asset/v1/emailTemplate/{template_id}/content.json"
    marketo.upload(path, LEGACY.replace("welcome", "goodbye").encode(), part="content")
    marketo.form(f"/rest/asset/v1/emailTemplate/{template_id}/approveDraft.json")
    assert full(marketo, 1) == LEGACY
    create(marketo, template_id, "Later")
    assert full(marketo, 2) == LEGACY.replace("welcome", "goodbye")


def test_a_copied_program_has_emails_of_its_own(marketo):
    source = program(marketo)
    email_id = made(marketo, LEGACY, folder={"id": source, "type": "Program"})
    send(marketo, email_id, "content/main", type="Text", value="Once")
    path = f"/rest/asset/v1/program/{source}/clone.json"
    (copied,) = marketo.form(path, name="Copied", folder=ZONE).result
    (copy,) = marketo.get(EMAILS, folder={"id": copied.id, "type": "Program"}).document["result"]
    assert (copy["id"], copy["name"], copy["template"]) == (email_id + 1, "Email", 1)
    send(marketo, copy["id"], "content/main", type="Text", value="Twice")
    assert ("Once" in full(marketo, email_id), "Twice" in full(marketo, copy["id"])) == (True, True)


def test_lists_go_by_status_time_and_page(marketo):
    template_id = template(marketo)
    for number in range(3):
        create(marketo, template_id, f"Email {number}")
    send(marketo, 2, "approveDraft")
    for query, ids in (
        ({}, [1, 2, 3]),
        ({"status": "approved"}, [2]),
        ({"status": "draft"}, [1, 3]),
        ({"maxReturn": 1, "offset": 1}, [2]),
        ({"folder": FOLDER}, [1, 2, 3]),
        ({"earliestUpdatedAt": "2000-01-01T00:00:00Z", "latestUpdatedAt": "2999-01-01T00:00:00Z"}, [1, 2, 3]),
    ):
        assert [email.id for email in marketo.get(EMAILS, **query).result] == ids
    assert marketo.get(EMAILS, earliestUpdatedAt="2999-01-01T00:00:00Z").document["warnings"] == WARNING
    assert marketo.get(EMAILS, earliestUpdatedAt="soon").codes == ["704"]


@pytest.mark.parametrize(
    ("step", "form"),
    [
        ("approveDraft", {}),
        ("unapprove", {}),
        ("discardDraft", {}),
        ("delete", {}),
        ("clone", {"name": "Copy", "folder": FOLDER}),
        ("content", {"subject": {"type": "Text", "value": "x"}}),
        ("content/main", {"type": "Text", "value": "x"}),
        ("content/main/add", {"index": 1}),
        ("content/main/delete", {}),
        ("content/main/duplicate", {}),
        ("content/main/rename", {"name": "x"}),
        ("content/rearrange", {"positions": [{"index": 0, "moduleId": "x"}]}),
        ("dynamicContent/main", {"segment": "Default", "value": "x"}),
        ("variable/main", {"value": "x"}),
        ("sendSample", {"emailAddress": "ada@example.com"}),
    ],
)
def test_what_is_not_there_is_702(marketo, step, form):
    refused = send(marketo, 99, step, **form).document
    assert refused["errors"] == [{"code": "702", "message": "99 Email not found"}]


@pytest.mark.parametrize("what", ["", "/content", "/variables", "/fullContent", "/dynamicContent/main"])
def test_nothing_to_read_is_a_warning(marketo, what):
    assert marketo.get(f"{EMAIL}/99{what}.json").document["warnings"] == WARNING


def test_fields_for_carbon_copies_are_those_of_type_email(marketo):
    assert marketo.get(f"{EMAIL}/ccFields.json").document["warnings"] == WARNING
    field = {"name": "assistantEmail", "displayName": "Assistant", "dataType": "email"}
    marketo.post("/rest/v1/leads/schema/fields.json", input=[field])
    (cc,) = marketo.get(f"{EMAIL}/ccFields.json").document["result"]
    assert cc == {
        "attributeId": cc["attributeId"],
        "objectName": "lead",
        "displayName": "Assistant",
        "apiName": "assistantEmail",
    }
    email_id = made(marketo)
    marketo.form(f"{EMAIL}/{email_id}.json", ccFields="assistantEmail")
    send(marketo, email_id, "approveDraft")
    assert one(marketo, email_id)["ccFields"] == [cc]
    assert marketo.form(f"{EMAIL}/{email_id}.json", ccFields="email").codes == ["1003"]


def test_a_search_by_name_needs_a_name(marketo):
    assert marketo.get(f"{EMAIL}/byName.json").codes == ["701"]
    assert marketo.get(f"{EMAIL}/byName.json", name="x", status="ready").codes == ["1003"]
