"""/console/assets/...: the pages of emails, email templates and fragments of the new designer."""

import pytest

from mercat.console.assets.designs import LONGEST
from support.browser import Browser
from support.designer import Designer, html
from support.marketo import MarketoClient

SCRIPT = "<script>alert(1)</script>"


def words(browser: Browser, path: str) -> str:
    return " ".join(browser.get(f"/console/assets/{path}").text.split())


def test_an_email_shows_its_headers_and_its_content(console: Browser, marketo: MarketoClient):
    headers = {
        "subject": "Spring",
        "fromName": "Ann",
        "fromEmail": "ann@example.com",
        "replyEmail": "re@example.com",
        "preheader": "New",
        "ccEmails": ["a@example.com", "b@example.com"],
    }
    data = {**html("<p>Hi</p>"), "text": {"body": "Hello there"}}
    Designer(marketo, "email").create(name="Launch", headers=headers, data=data)
    page = words(console, "designer-email/1")
    assert "Launch Designer Email 1 Draft" in page
    assert "Folder Emails Subject line Spring Sender Ann ann@example.com" in page
    assert "Reply-to address re@example.com CC a@example.com, b@example.com Preheader New" in page
    assert "HTML <p>Hi</p> Text version Hello there" in page


def test_a_fragment_shows_what_uses_it(console: Browser, marketo: MarketoClient):
    Designer(marketo, "fragment").create(name="Hero", data=html("<b>1</b>"))
    Designer(marketo, "emailtemplate").create(name="Base", data=html('<p data-fragment-id="1">'))
    page = words(console, "fragment/1")
    assert "Hero Fragment 1 Draft" in page
    assert "Folder Snippets Type email Channels email" in page
    assert "HTML <b>1</b>" in page
    assert "Used by Name Type ID Updated Base Designer Email Template 1" in page


@pytest.mark.parametrize(
    ("kind", "segment"),
    [("fragment", "fragment"), ("emailtemplate", "designer-email-template"), ("email", "designer-email")],
)
def test_what_a_marketer_wrote_is_text_of_the_version(
    console: Browser, marketo: MarketoClient, kind: str, segment: str
):
    designer = Designer(marketo, kind)
    asset_id = designer.approved(name=SCRIPT, data=html(SCRIPT + "x" * LONGEST))
    designer.update(asset_id, data=html("second"))
    page = console.get(f"/console/assets/{segment}/{asset_id}")
    assert "<script>alert" not in page.response.content.decode()
    assert SCRIPT in page.text and "The rest is not shown." in page.text
    draft = console.get(f"/console/assets/{segment}/{asset_id}?version=draft").text
    assert "second" in draft and "The rest is not shown." not in draft


def test_two_versions_stand_side_by_side(console: Browser, marketo: MarketoClient):
    designer = Designer(marketo, "fragment")
    asset_id = designer.approved(data={**html("<p>\none\n</p>"), "text": {"body": "same"}})
    designer.update(asset_id, data=html("<p>\ntwo\n</p>"))
    page = words(console, f"fragment/{asset_id}?version=both")
    assert "one" in page and "two" in page
