"""Pages that no link leads to: one comes to them with something in hand, or on the way in."""

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pyotp
from playwright.sync_api import Browser, Page

from support.chromium import log_in, window
from support.running import Running

GUEST, WAITING = "guest@example.com", "waiting@example.com"
PASSWORD = "correct horse battery"


def invite(page: Page, email: str) -> str:
    """Invite somebody; the path of their link."""
    page.goto("/console/users-roles/users/new")
    page.locator("#email").fill(email)
    page.locator("#email").press("Enter")
    page.locator("input[name=role]").first.check()
    page.locator("input[name=role]").first.press("Enter")
    page.locator("button[value=send]").click()
    return urlsplit(page.locator("#link").input_value()).path


def receive(browser: Browser, demo: Running) -> str:
    """Have a guest with a second step, and an invitation that waits; the path of its link."""
    given = demo.told["console"]
    with window(browser, demo.url("")) as page:
        log_in(page, given["email"], given["password"])
        link, waiting = invite(page, GUEST), invite(page, WAITING)
    with window(browser, demo.url("")) as page:
        page.goto(link)
        for name, text in {"first_name": "Grace", "last_name": "Guest", "password": PASSWORD}.items():
            page.locator(f"#{name}").fill(text)
        page.locator("#password_again").fill(PASSWORD)
        page.locator("#password_again").press("Enter")
        page.wait_for_url("**/login*")
        log_in(page, GUEST, PASSWORD)
        page.goto("/console/account/authenticator")
        page.locator("main form button").click()
        page.locator("#code").fill(pyotp.TOTP(page.locator("#secret").input_value()).now())
        page.locator("#code").press("Enter")
        page.wait_for_selector(".codes")
    return waiting


def doors(page: Page, demo: Running, waiting: str) -> Iterator[str]:
    """Name each of them while it is shown; an administrator is logged in at first and logged out at the end."""
    page.goto("/console/snapshots")
    page.locator("#name").fill("then")
    page.locator("#name").press("Enter")
    page.wait_for_url("**/snapshots?done=created")
    yield "snapshots-one"
    for step in ("", "/restore", "/delete"):
        page.goto(f"/console/snapshots/then{step}")
        yield f"snapshots-one{step.replace('/', '-')}"
    page.goto("/console/faults")
    page.locator("#code").fill("99999")
    page.locator("#code").press("Enter")
    yield "faults-refused"
    page.locator("#code").fill("611")
    page.locator("#path").fill("/rest/v1/nothing.json")
    page.locator("#code").press("Enter")
    page.wait_for_url("**/faults?done=created")
    yield "faults-one"
    page.goto("/console/account/authenticator")
    begin = page.locator("form[action$=begin] button")
    if begin.count():
        begin.click()
    yield "account-authenticator-begun"
    page.goto("/console/users-roles/users/new")
    page.locator("#email").fill("nobody@nowhere@example.com")
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.locator("#email").press("Enter")
    yield "users-roles-users-new-refused"
    page.locator("#email").fill("somebody@example.com")
    page.locator("#email").press("Enter")
    yield "users-roles-users-new-permissions"
    page.locator("input[name=role]").first.check()
    page.locator("button[value=next]").click()
    yield "users-roles-users-new-message"
    asked = {"client_id": demo.told["tencent"]["client_id"], "redirect_uri": "https://example.com/back", "state": "x"}
    page.goto(f"/oauth/authorize?{urlencode(asked)}")
    yield "oauth-authorize"
    page.goto("/console/account")
    page.locator(".log-out button").click()
    page.goto(waiting)
    yield "invitation-one"
    page.goto("/console/login")
    page.locator("#email").fill(GUEST)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_selector("#code")
    page.goto("/console/login/code")
    yield "login-code"
