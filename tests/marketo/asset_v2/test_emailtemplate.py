"""/rest/asset/v2/emailtemplate: what only templates have."""

import pytest

from support.designer import Designer, html
from support.forms import program


@pytest.fixture
def email_templates(marketo):
    return Designer(marketo, "emailtemplate")


def test_a_template_lies_in_a_folder_of_templates(marketo, email_templates):
    for folder_id in ("11", "13", "15"):
        assert email_templates.try_create(appData={"folderId": folder_id}).codes == ["711"]
    assert email_templates.try_create(appData={"programId": str(program(marketo))}).codes == ["701"]


def test_an_update_leaves_a_template_where_it_is(email_templates):
    template_id = email_templates.create()
    (template,) = email_templates.update(template_id, name="v2", appData={"folderId": "15"}).document["result"]
    assert (template["name"], template["appData"]["folderId"]) == ("v2", "12")


def test_a_changed_template_changes_no_email(marketo, email_templates):
    template_id = email_templates.approved(data=html("<p>1</p>"))
    emails = Designer(marketo, "email")
    email_id = emails.create(templateId=template_id)
    email_templates.update(template_id, data=html("<p>2</p>"))
    email_templates.step(template_id, "approve")
    assert emails.get(email_id).document["result"][0]["data"] == html("<p>1</p>")


def test_a_template_uses_fragments(marketo, email_templates):
    fragments = Designer(marketo, "fragment")
    fragment_id = fragments.create()
    template_id = email_templates.create(data=html(f'<p data-fragment-id="{fragment_id}">'))
    assert email_templates.step(template_id, "approve").messages == [f"Fragment {fragment_id} is not approved"]
    users = fragments.post("usedby", assetId=fragment_id, type="emailtemplate").result
    assert [(user.id, user.contentType) for user in users] == [(template_id, "emailtemplate")]
