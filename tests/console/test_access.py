"""Who sees which page: every route of the console, asked as nobody, as each kind of user, and as an administrator."""

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route

from mercat.console.routes import application
from mercat.domain.access import api_clients, invitations, users
from mercat.domain.oauth import ad_accounts, applications
from mercat.store.tx import Tx
from support.browser import PASSWORD, Browser, Page
from support.server import Server

STANDARD = "max@mercat.test"
API_ONLY = "api@mercat.test"

# What nobody has to log in for.
OPEN = {
    "/console",
    "/console/icon.svg",
    "/console/invitation/{word}",
    "/console/language",
    "/console/login",
    "/console/login/code",
    "/console/logout",
    "/console/script.js",
    "/console/style.css",
}
# What everybody who is logged in may see and do, for themselves alone.
OWN = {
    "/console/account",
    "/console/account/authenticator",
    "/console/account/authenticator/begin",
    "/console/account/authenticator/codes",
    "/console/account/authenticator/disable",
    "/console/account/language",
    "/console/account/password",
    "/console/account/sessions",
}


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of every route."""
    for route in application((), ()).routes:
        assert isinstance(route, Route)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)


EVERYTHING = list(routes())
GUARDED = [(method, path) for method, path in EVERYTHING if path not in OPEN]


@pytest.fixture
def world(server: Server) -> None:
    """One of each thing that a page is about, each with the id 1."""

    def work(tx: Tx) -> None:
        users.create_user(tx, STANDARD, roles=["Standard User"])
        users.set_generated_password(tx, STANDARD, PASSWORD)
        users.create_user(tx, API_ONLY, roles=["Admin"], api_only=True)
        users.set_generated_password(tx, API_ONLY, PASSWORD)
        api_clients.create_service(tx, "CRM", API_ONLY)
        ad_accounts.create_account(tx, "Tea house")
        applications.create_application(tx, "Planner", scopes=["ads_management"], redirect_domains=[])
        names = {"address": "eve@mercat.test", "first_name": "Eve", "last_name": "E"}
        invitations.invite(tx, "eve@mercat.test", **names, roles=[(2, 1)])

    server.instance.write_now(work)


def fill(path: str, number: int = 1) -> str:
    """A path with something in each of its places."""
    values = {"id": number, "list": 1, "segment": 1, "kind": "folder", "verdict": "failures", "key": "x", "element": 1}
    for place, value in values.items():
        path = path.replace(f"{{{place}}}", str(value))
    return path


def ask(browser: Browser, method: str, path: str, number: int = 1) -> Page:
    """Visit a route, or send it an empty form with the session's token."""
    filled = fill(path, number)
    if method == "GET":
        return browser.get(filled)
    page = browser.get("/console/login")  # leads those who are logged in to a page of theirs
    page = browser.get("/console/account") if page.status == 303 else page
    tokens = [value for form in page.forms for name, value in form.fields if name == "form_token"]
    return browser.post(filled, [("form_token", tokens[0])])


def test_the_lists_name_routes_that_there_are():
    assert {path for _, path in EVERYTHING} >= OPEN | OWN
    assert len(GUARDED) > 50


def test_nobody_sees_a_page(browser: Browser, world: None):
    for method, path in GUARDED:
        for number in (1, 999):
            answer = ask(browser, method, path, number)
            if method == "GET":
                assert (answer.status, answer.location.partition("?")[0]) == (303, "/console/login"), path
            else:
                assert (answer.status, "Your session has expired" in answer.text) == (403, True), path
            assert "CRM" not in answer.text and "eve@" not in answer.text


def test_an_api_only_user_is_nobody(browser: Browser, world: None):
    assert browser.log_in(API_ONLY).status == 403
    for method, path in GUARDED:
        assert ask(browser, method, path).status == (303 if method == "GET" else 403), path


def test_a_standard_user_sees_what_is_theirs_and_guesses_nothing(browser: Browser, world: None):
    assert browser.log_in(STANDARD).status == 303
    for method, path in GUARDED:
        answers = [ask(browser, method, path, number) for number in (1, 999)]
        if path in OWN:
            assert {answer.status for answer in answers} <= {200, 303, 400, 403, 404, 429}, path
            assert "Your roles do not include Admin" not in answers[0].text, path
        else:
            assert {answer.status for answer in answers} == {403}, path
            assert re.sub("999", "1", answers[1].text) == answers[0].text, path


def test_the_same_holds_for_a_session_whose_role_was_taken_away(console: Browser, world: None, server: Server):
    assert console.get("/console/users-roles").status == 200

    def work(tx: Tx) -> None:
        users.create_user(tx, "other@mercat.test", roles=["Admin"], password=PASSWORD)
        users.set_roles(tx, "ada@mercat.test", ["Standard User"])

    server.instance.write_now(work)
    assert console.get("/console/users-roles").status == 403
    assert ask(console, "POST", "/console/accounts/new").status == 403


def test_an_administrator_sees_every_page(console: Browser, world: None):
    for method, path in GUARDED:
        if method == "GET" and not re.search(
            r"/people/|/assets/|/jobs/|/(accounts|ad-groups|audiences|bridges|creatives|materials|reviews)/.*\{", path
        ):  # these have tests of their own
            # the user with the id 1 has no authenticator that could be taken away, and is asked all the same
            assert ask(console, method, path).status == 200, path


def test_no_form_is_taken_without_its_token(console: Browser, world: None):
    for method, path in EVERYTHING:
        if method == "POST":
            answer = console.post(fill(path), [("name", "forged"), ("form_token", "x" * 32)])
            assert (answer.status, "out of date" in answer.text) == (403, True), path


def test_the_pages_of_a_standard_user_name_no_page_that_they_may_not_see(browser: Browser, world: None):
    browser.log_in(STANDARD)
    for path in ("/console/account", "/console/users-roles"):
        links = {link.partition("?")[0] for link in browser.get(path).links if link.startswith("/console")}
        assert links <= {"/console/", "/console/account", "/console/account/authenticator", "/console/language"}
