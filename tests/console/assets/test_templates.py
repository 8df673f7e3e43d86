"""/console/assets/...: the pages of email templates and landing page templates."""

from collections.abc import Callable
from typing import Any

import pytest

from mercat.console.assets.templates import SOURCE
from mercat.domain.emails import templates as email_templates
from mercat.domain.landing_pages import templates as landing_page_templates
from mercat.model.assets import Kind, Ref
from mercat.store.tx import Tx
from support.browser import Browser, Page
from support.server import Server

EMAILS = Ref(Kind.FOLDER, 12)  # Design Studio > Default > Email Templates
PAGES = Ref(Kind.FOLDER, 9)  # Design Studio > Default > Landing Page Templates
HTML = (
    '<meta class="mktoNumber" id="gap" mktoName="Gap" default="12"><script>alert(1)</script>'
    '<table class="mktoContainer" id="box"><tr class="mktoModule" id="hero" mktoName="Hero" mktoAddByDefault="false">'
    '<td><div class="mktoText" id="title" mktoName="<script>alert(2)</script>">Hello</div></td></tr></table>'
)

Write = Callable[[Callable[[Tx], Any]], Any]


@pytest.fixture
def write(server: Server) -> Write:
    """Does something in one transaction."""
    return server.instance.write_now


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_an_email_template_shows_what_it_declares(console: Browser, write: Write):
    made = write(lambda tx: email_templates.create(tx, EMAILS, "Newsletter", "Monthly", HTML))
    page = console.get(f"/console/assets/email-template/{made.id}")
    shown = words(page)
    assert (
        "Newsletter Email Template 1 Draft Preview Approve Delete Clone Folder Email Templates Description Monthly"
        in shown
    )
    assert "Elements Draft Name ID Type Module" in shown and "title Text hero" in shown
    assert "Modules Name ID In new emails Hero hero No" in shown
    assert "Variables Name ID Type Default value Gap gap Number 12" in shown


def test_what_a_marketer_wrote_is_text(console: Browser, write: Write):
    made = write(lambda tx: email_templates.create(tx, EMAILS, "Newsletter", None, HTML))
    body = console.get(f"/console/assets/email-template/{made.id}").response.content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body and "&lt;script&gt;alert(2)&lt;/script&gt;" in body


def test_each_version_shows_its_html(console: Browser, write: Write):
    def work(tx: Tx) -> int:
        page = landing_page_templates.create(tx, PAGES, "Event", None, type="guided", enable_munchkin=False)
        page = landing_page_templates.set_html(tx, page.id, '<div class="mktoText" id="one">First</div>')
        landing_page_templates.KIND.approve(tx, page)
        landing_page_templates.set_html(tx, page.id, "<p>Second</p>")
        return page.id

    place = f"/console/assets/landing-page-template/{write(work)}"
    approved, draft = words(console.get(place)), words(console.get(f"{place}?version=draft"))
    assert "Type Guided Munchkin No" in approved
    assert "First" in approved and "Second" not in approved
    assert "Second" in draft and "Elements" not in draft


def test_a_template_without_html_shows_its_facts(console: Browser, write: Write):
    made = write(
        lambda tx: landing_page_templates.create(tx, PAGES, "Event", None, type="freeForm", enable_munchkin=True)
    )
    shown = words(console.get(f"/console/assets/landing-page-template/{made.id}"))
    assert "Type Free-form Munchkin Yes" in shown and "HTML" not in shown


def test_long_html_is_shown_in_part(console: Browser, write: Write):
    made = write(lambda tx: email_templates.create(tx, EMAILS, "Long", None, "x" * (SOURCE + 1)))
    shown = words(console.get(f"/console/assets/email-template/{made.id}"))
    assert "x" * SOURCE in shown and "x" * (SOURCE + 1) not in shown and "The rest is not shown." in shown
