"""The second step of a sign-in, in a real browser: set up, asked for, taken away again."""

import pyotp
from playwright.sync_api import Browser, Page, expect

from browser.conftest import ADMIN, PASSWORD
from support.chromium import barriers, window
from support.running import Running


def test_an_authenticator_is_set_up_and_asked_for_and_a_recovery_code_helps(browser: Browser, serve: Running):
    found: list[str] = []
    with window(browser, serve.url("")) as page:
        give_password(page)
        page.wait_for_url("**/console/")
        page.goto("/console/account/authenticator")
        page.get_by_role("button", name="Set up an authenticator").click()
        found += barriers(page)
        totp = pyotp.TOTP(page.get_by_label("Secret", exact=True).input_value())
        code = totp.now()
        page.locator("#code").fill(code)
        page.get_by_role("button", name="Confirm").click()
        found += barriers(page)
        recovery = page.locator(".codes code").first.inner_text()

    with window(browser, serve.url("")) as page:
        give_password(page)
        expect(page.get_by_role("heading", name="Two-factor authentication")).to_be_visible()
        found += barriers(page)
        page.locator("#code").fill(code)  # used once already
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        found += barriers(page)
        page.locator("#code").fill(recovery)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/console/")
        page.goto("/console/users-roles/users/1/authenticator")
        found += barriers(page)
        page.get_by_role("main").get_by_role("button").click()

    with window(browser, serve.url("")) as page:
        give_password(page)
        page.wait_for_url("**/console/")
    assert found == []


def give_password(page: Page) -> None:
    """The first step, or all of it where there is one step."""
    page.goto("/console/")
    page.get_by_label("Email address").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
