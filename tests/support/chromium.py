"""A real browser: the machine's Chromium, driven by Playwright; and what axe says of a page in it."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from support.databases import skip_or_fail

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# It stays on this machine: none of the calls home that browsers make, and no sandbox, which root cannot have.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync", "--font-render-hinting=none"]

NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 860}
FOREIGN = re.compile(r"/console/(mailbox/\d+|assets/[a-z-]+/\d+/preview)/html(\?|$)")
LANGUAGES = {"en": "en-GB", "zh-CN": "zh-CN"}


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; a machine without one skips the test, or fails it in CI."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        skip_or_fail("Chromium is not there")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


def meets_policy(said: ConsoleMessage) -> bool:
    """Whether a message says that a page of the console, and no foreign frame, met its policy."""
    return "Content Security Policy" in said.text and not FOREIGN.search(said.location["url"])


@contextlib.contextmanager
def window(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    """A fresh window with no cookies, whose pages may not throw an error or meet their own policy.

    Frames with HTML that somebody else wrote may meet theirs: nothing comes from outside.
    """
    context: BrowserContext = browser.new_context(base_url=base_url, reduced_motion="reduce", **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on("console", lambda said: problems.append(said.text) if meets_policy(said) else None)
    yield page
    context.close()
    assert problems == []


def log_in(page: Page, email: str, password: str, language: str = "en") -> None:
    """Over the form, as a person does it, and on to where the page leads."""
    page.goto(f"/console/language?to={language}&next=/console/")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/console/")


def barriers(page: Page) -> list[str]:
    """What axe finds on the page, however little it weighs: the rule, and where it is broken."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{page.url} {broken['id']}: {node['html']}" for broken in found for node in broken["nodes"]]
