"""Emails in the console: the step that no operation takes."""

from typing import Any

import pytest

from mercat.domain.emails import emails, templates
from mercat.model.assets import Kind, Ref
from support.browser import Browser
from support.emails import FOLDER, LEGACY, TEMPLATES
from support.server import Server


@pytest.fixture
def email(server: Server) -> str:
    """The page of an email with a template."""

    def work(tx: Any) -> int:
        template = templates.create(tx, TEMPLATES, "Plain", "", LEGACY)
        templates.KIND.approve(tx, template)
        return emails.create(tx, Ref(Kind.FOLDER, FOLDER["id"]), "Hello", "", template.id, {}).id

    return f"/console/assets/email/{server.instance.write_now(work)}"


def test_an_email_leaves_its_template_when_its_code_is_edited(console: Browser, server: Server, email: str):
    assert f"{email}/edit-code" in console.get(email).links
    asked = console.get(f"{email}/edit-code")
    assert "The email leaves its template." in asked.text
    page = console.submit(asked, "")
    assert f"{email}/edit-code" not in page.links
    assert server.instance.read_now(lambda tx: emails.KIND.get(tx, 1).versions.latest.template_id) is None
    assert console.get(f"{email}/edit-code").status == 404


def test_assets_without_a_template_have_no_code_to_edit(console: Browser, email: str):
    template = "/console/assets/email-template/1"
    assert f"{template}/edit-code" not in console.get(template).links
    assert console.get(f"{template}/edit-code").status == 404
