"""Assets through the API and in a real browser: an email from its template to a mailbox, and its program cloned."""

import json
import urllib.parse
from typing import Any

from playwright.sync_api import Browser, Page, expect

from support.bulk_work import send
from support.chromium import barriers, log_in, window
from support.running import Running

FORM = "application/x-www-form-urlencoded"
ASSET = "/rest/asset/v1"
TEMPLATE = """<html><head>
<meta class="mktoString" id="heading" mktoName="Heading" default="News">
<meta class="mktoString" id="label" mktoName="Label" default="Go" mktoModuleScope="true">
</head><body><h1>${heading}</h1><div class="mktoText" id="intro" mktoName="Intro">Dear reader</div>
<table class="mktoContainer" id="wrapper" mktoName="Wrapper"><tr class="mktoModule" id="story" mktoName="Story"><td>
<div class="mktoText" id="text" mktoName="Text">A story of {{my.Sender}}</div><a href="https://example.com/">${label}</a>
</td></tr></table></body></html>"""
HEADERS = {"subject": "{{lead.First Name:default=Reader}}, this is new", "fromName": "{{my.Sender}}"}
HEADERS |= {"fromEmail": "news@example.com", "replyEmail": "answers@example.com"}


def ask(demo: Running, path: str, **values: Any) -> dict[str, Any]:
    """The first result of a POST to the API for assets."""
    texts = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in values.items()}
    return send(demo, ASSET + path, FORM, urllib.parse.urlencode(texts).encode())[0]


def template(demo: Running) -> int:
    """An approved template with a module and variables; its id."""
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    file = head.format("content", '; filename="t.html"\r\nContent-Type: text/html', TEMPLATE)
    fields = {"name": "Story", "folder": json.dumps({"id": 12, "type": "Folder"})}
    body = file + "".join(head.format(name, "", value) for name, value in fields.items()) + "--x--\r\n"
    (made,) = send(demo, f"{ASSET}/emailTemplates.json", "multipart/form-data; boundary=x", body.encode())
    ask(demo, f"/emailTemplate/{made['id']}/approveDraft.json")
    return int(made["id"])


def program(demo: Running) -> int:
    """A program with a token of its own; its id."""
    place = {"id": 15, "type": "Folder"}
    made = ask(demo, "/programs.json", name="Stories", folder=place, type="Default", channel="Content")
    ask(demo, f"/folder/{made['id']}/tokens.json", name="Sender", type="text", value="Ada", folderType="Program")
    return int(made["id"])


def email(demo: Running, program_id: int) -> int:
    """An email in the program whose intro follows the segmentation of regions; its id."""
    place = {"id": program_id, "type": "Program"}
    made = int(ask(demo, "/emails.json", name="Story", folder=place, template=template(demo), **HEADERS)["id"])
    ask(demo, f"/email/{made}/content/intro.json", type="DynamicContent", value="1001")
    ask(demo, f"/email/{made}/dynamicContent/intro.json", segment="Europe", type="HTML", value="Hello Europe")
    ask(demo, f"/email/{made}/variable/label.json", value="Read it", moduleId="story")
    return made


def people(demo: Running) -> tuple[int, int]:
    """The ids of somebody in Europe and of somebody who is in no region."""
    records = [
        {"email": "anna@a.test", "firstName": "Anna", "country": "Germany"},
        {"email": "bob@a.test", "firstName": "Bob", "country": "Peru"},
    ]
    body = json.dumps({"input": records}).encode()
    first, second = send(demo, "/rest/v1/leads.json", "application/json", body)
    return first["id"], second["id"]


def preview(page: Page, email_id: int, person: object, query: str = "") -> str:
    """The text in the frame of a preview, chosen over the form; the page and what is in it shut nobody out."""
    page.goto(f"/console/assets/email/{email_id}{query}")
    page.get_by_role("link", name="Preview", exact=True).click()
    page.get_by_label("Person").fill(str(person))
    page.get_by_label("Width").select_option("narrow")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("iframe")).to_have_class("foreign small")
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    assert barriers(page) == []
    return page.frame_locator("iframe").locator("body").inner_text()


def test_an_email_goes_from_its_template_to_a_mailbox_and_its_program_is_cloned(browser: Browser, demo: Running):
    program_id = program(demo)
    email_id = email(demo, program_id)
    anna, bob = people(demo)
    given = demo.told["console"]
    with window(browser, demo.url("")) as page:
        log_in(page, given["email"], given["password"])

        shown = preview(page, email_id, "anna@a.test")
        assert "Hello Europe" in shown and "A story of Ada" in shown and "Read it" in shown
        expect(page.get_by_text("Anna, this is new")).to_be_visible()
        shown = preview(page, email_id, bob)
        assert "Dear reader" in shown and "Hello Europe" not in shown
        page.get_by_label("Segment of Region").select_option("Europe")
        page.get_by_role("button", name="Preview").click()
        expect(page.frame_locator("iframe").get_by_text("Hello Europe")).to_be_visible()
        expect(page.get_by_text("Bob, this is new")).to_be_visible()

        page.goto(f"/console/assets/email/{email_id}")
        page.get_by_role("link", name="Approve", exact=True).click()
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("status")).to_have_text("Saved.")

        ask(demo, f"/email/{email_id}/sendSample.json", emailAddress="reader@example.com", leadId=anna)
        page.goto("/console/mailbox?to=reader@example.com")
        page.get_by_role("link", name="Anna, this is new").click()
        expect(page.frame_locator("iframe").get_by_text("Hello Europe")).to_be_visible()
        page.get_by_role("link", name="Text", exact=True).click()
        expect(page.get_by_label("Text").locator("visible=true")).to_contain_text("A story of Ada")

        place = {"id": 15, "type": "Folder"}
        copy_id = ask(demo, f"/program/{program_id}/clone.json", name="More stories", folder=place)["id"]
        ask(demo, f"/folder/{copy_id}/tokens.json", name="Sender", type="text", value="Grace", folderType="Program")
        page.goto(f"/console/assets/program/{copy_id}")
        page.get_by_role("link", name="Story", exact=True).click()
        copied_id = int(page.url.rpartition("/")[2])
        assert copied_id != email_id
        ask(demo, f"/email/{copied_id}/dynamicContent/intro.json", segment="Europe", type="HTML", value="Other words")
        shown = preview(page, copied_id, anna, "?version=draft")
        assert "Other words" in shown and "A story of Grace" in shown
        shown = preview(page, email_id, anna)
        assert "Hello Europe" in shown and "A story of Ada" in shown


def test_an_asset_is_cloned_and_deleted_with_the_keyboard_alone(browser: Browser, demo: Running):
    given = demo.told["console"]
    with window(browser, demo.url(""), color_scheme="dark") as page:
        log_in(page, given["email"], given["password"])
        page.goto("/console/assets")
        page.get_by_label("Name").press_sequentially("foot")
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("link", name="Footer"))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("link", name="Clone"))
        page.keyboard.press("Enter")
        expect(page.get_by_label("Name")).to_be_focused()
        page.keyboard.type("Another footer")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Another footer")).to_be_visible()
        tab_to(page, page.get_by_role("link", name="Delete"))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("button", name="Delete"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Deleted.")


def tab_to(page: Page, target: Any) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    expect(target).to_be_focused()
