"""/docs in a real browser: an operation is filled in, sent, and answered on the page."""

from playwright.sync_api import Browser, expect

from support.chromium import barriers, window
from support.running import Running


def test_an_operation_of_the_sandbox_is_sent_with_its_example(browser: Browser, demo: Running):
    with window(browser, demo.url("")) as page:
        page.goto("/docs")
        page.get_by_label("Find").fill("/sandbox/transitions")
        entry = page.locator('details[data-path="/sandbox/transitions"][data-method="PUT"]')
        entry.locator("summary").click()
        expect(entry.get_by_label("JSON body")).to_have_value('{\n "bulk": {\n  "polls": 2\n }\n}')
        entry.get_by_role("button", name="Send").click()
        expect(entry.locator("pre")).to_contain_text("HTTP 200")
        expect(entry.locator("pre")).to_contain_text('"polls": 2')
        entry.get_by_label("JSON body").fill('{"bulk": "slow"}')
        entry.get_by_role("button", name="Send").click()
        expect(entry.locator("pre")).to_contain_text("HTTP 422")
        entry.get_by_label("JSON body").fill('{"bulk": "immediate"}')
        entry.get_by_role("button", name="Send").click()
        expect(entry.locator("pre")).to_contain_text('"bulk": "immediate"')
        assert barriers(page) == []
