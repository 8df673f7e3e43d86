"""Every page of the console in a real browser: nobody is shut out, by any window, colour or keyboard."""

import itertools
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import ADMIN, PASSWORD, Words
from support import crawl, doors
from support.chromium import LANGUAGES, NARROW, WIDE, barriers, log_in, window
from support.running import Running

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def waiting(browser: Browser, demo: Running) -> str:
    """The link of an invitation that waits; a guest with a second step is there too."""
    return doors.receive(browser, demo)


def visit(page: Page, demo: Running, language: str = "en") -> None:
    given = demo.told["console"]
    log_in(page, given["email"], given["password"], language)


@pytest.mark.parametrize(
    ("scheme", "size", "language"),
    [("light", WIDE, "en"), ("dark", NARROW, "zh-CN")],
    ids=["light-wide", "dark-narrow"],
)
def test_no_page_shuts_anybody_out(
    browser: Browser, demo: Running, waiting: str, scheme: str, size: dict[str, int], language: str
):
    """What axe finds, and pages that are wider than their window."""
    met, found = set(), []
    options = {"color_scheme": scheme, "viewport": size, "locale": LANGUAGES[language]}
    with window(browser, demo.url(""), **options) as page:
        page.goto("/console/login")
        found += barriers(page)
        visit(page, demo, language)
        for _ in itertools.chain(crawl.crawl(page), doors.doors(page, demo, waiting)):
            met.add(crawl.route_of(urlsplit(page.url).path))
            found += barriers(page)
            if page.evaluate(SIDEWAYS) > 0:
                found.append(f"{page.url} scrolls sideways")
    assert found == []
    assert set(crawl.pages()) - met == {"/console/login"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_narrow_window_folds_the_navigation_behind_a_button(browser: Browser, demo: Running, scripts: bool):
    options = {"viewport": NARROW, "color_scheme": "dark", "java_script_enabled": scripts}
    with window(browser, demo.url(""), **options) as page:
        visit(page, demo)
        menu, leads = page.get_by_role("button", name="Menu"), page.get_by_role("link", name="Lead Database")
        expect(leads).to_be_hidden()
        menu.press("Enter")
        expect(leads).to_be_visible()
        assert not scripts or barriers(page) == []
        page.keyboard.press("Escape")
        expect(leads).to_be_hidden()
        menu.click()
        leads.click()
        page.wait_for_url("**/people")
        page.set_viewport_size(WIDE)
        expect(menu).to_be_hidden()
        expect(leads).to_be_visible()


REFUSED = {  # a page, and what is typed into its fields
    "/console/users-roles/users/new": {"email": "nonsense"},
    "/console/users-roles/roles/new": {"name": "API"},
    "/console/launchpoint/new": {"name": "Sample service"},
    "/console/applications/new": {"name": "Planner", "redirect_domains": "http://x"},
    "/console/account": {"password": "nonsense", "new_password": "another one", "new_password_again": "another one"},
    "/console/web-services/ip-restrictions": {"enabled": "1", "addresses": "nonsense"},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_form_shuts_nobody_out(browser: Browser, demo: Running, scheme: str):
    """The marks beside fields, in colours that can be read and words that are tied to their fields."""
    with window(browser, demo.url(""), color_scheme=scheme, viewport=NARROW) as page:
        visit(page, demo)
        for path, typed in REFUSED.items():
            page.goto(path)
            form = page.locator("main form").filter(has=page.locator(f"[name={next(iter(typed))}]")).last
            form.evaluate("form => form.noValidate = true")  # what a browser lets through, the server does not
            for name, text in typed.items():
                field = form.locator(f"[name={name}]")
                field.check() if name == "enabled" else field.fill(text)
            form.locator("button").last.click()
            expect(page.get_by_role("alert")).to_be_visible()
            expect(page.locator(".wrong").first).to_be_visible()
            assert barriers(page) == []
            assert page.evaluate(SIDEWAYS) == 0


def test_everything_can_be_read_without_scripts(browser: Browser, demo: Running):
    with window(browser, demo.url(""), java_script_enabled=False) as page:
        visit(page, demo)
        page.goto("/console/launchpoint/1")
        expect(page.get_by_label("Client Secret")).not_to_be_empty()
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_a_secret_is_copied_with_one_click(browser: Browser, demo: Running):
    permissions = ["clipboard-read", "clipboard-write"]
    with window(browser, demo.url(""), permissions=permissions) as page:
        visit(page, demo)
        page.goto("/console/launchpoint/1")
        button = page.get_by_role("button", name="Copy").nth(1)
        button.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == demo.told["marketo"]["client_secret"]


def test_the_keyboard_alone_is_enough(browser: Browser, serve: Running, words: Words):
    """Sign in, skip to the content, make a role, look at it: with Tab, Space, Enter and letters."""
    with window(browser, serve.url(""), locale=words.language) as page:
        page.goto(f"/console/language?to={words.language}&next=/console/users-roles/roles/new")
        expect(page.locator("#email")).to_be_focused()
        page.keyboard.type(ADMIN)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/roles/new")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(words("Skip to content"))
        page.keyboard.press("Enter")
        _tab_to(page, page.get_by_label(words("Role name")))
        page.keyboard.type("Readers")
        _tab_to(page, page.get_by_label("Read-Only Lead", exact=True))
        page.keyboard.press("Space")
        _tab_to(page, page.get_by_role("button", name=words("Create")))
        page.keyboard.press("Enter")
        page.wait_for_url("**/users-roles/roles?*")
        _tab_to(page, page.get_by_role("link", name=words("Edit {name}").format(name="Readers")))
        page.keyboard.press("Enter")
        expect(page.get_by_label("Read-Only Lead", exact=True)).to_be_checked()


def _tab_to(page: Page, wanted: object) -> None:
    """Press Tab until the wanted element has the focus, which has to be seen."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            break
    expect(wanted).to_be_focused()  # type: ignore[arg-type]
    outline = wanted.evaluate("element => getComputedStyle(element).outlineStyle")  # type: ignore[attr-defined]
    assert outline != "none"
