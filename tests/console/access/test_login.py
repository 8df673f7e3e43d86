"""/console/login: in, out, and what keeps others out."""

import re

import pytest

from mercat.domain.access import users
from mercat.model.clock import HOUR, MINUTE
from mercat.store.tx import Tx
from support.browser import ADMIN, PASSWORD, Browser
from support.server import Server

COOKIE = "mercat_session_123ABC456"
PROTECTED = (
    "/console/",
    "/console/users-roles",
    "/console/users-roles/users/new",
    "/console/users-roles/users/1",
    "/console/users-roles/roles",
    "/console/users-roles/roles/new",
    "/console/launchpoint",
    "/console/launchpoint/new",
    "/console/web-services",
    "/console/applications",
    "/console/applications/new",
    "/console/accounts",
    "/console/accounts/new",
    "/console/people",
    "/console/people/1",
    "/console/people/1/activities",
    "/console/people/1/edit",
    "/console/people/1/delete",
    "/console/assets",
    "/console/assets/folder/14",
    "/console/assets/folder/14/token",
    "/console/assets/folder/14/token/delete?name=Name",
    "/console/assets/folder/14/preview",
    "/console/jobs",
    "/console/jobs/imports/1",
    "/console/jobs/imports/1/failures",
    "/console/jobs/extracts/1",
    "/console/jobs/extracts/1/file",
    "/console/jobs/extracts/1/cancel",
)


def test_the_right_password_leads_to_where_one_wanted(browser: Browser):
    asked = browser.get("/console/web-services?day=1")
    assert (asked.status, asked.location) == (303, "/console/login?next=%2Fconsole%2Fweb-services%3Fday%3D1")
    answer = browser.log_in(path="/console/web-services?day=1")
    assert (answer.status, answer.location) == (303, "/console/web-services?day=1")
    assert ADMIN in browser.get(answer.location).text


@pytest.mark.parametrize(("email", "password"), [(ADMIN, "wrong password"), ("nobody@mercat.test", PASSWORD), ("", "")])
def test_anything_else_does_not(browser: Browser, email: str, password: str):
    answer = browser.log_in(email, password)
    assert answer.status == 403
    assert "Incorrect" in answer.text
    assert browser.get("/console/").status == 303


def test_api_only_users_do_not_log_in(browser: Browser, server: Server):
    def work(tx: Tx) -> None:
        users.create_user(tx, "api@mercat.test", roles=["Admin"], api_only=True)
        users.set_generated_password(tx, "api@mercat.test", PASSWORD)

    server.instance.write_now(work)
    assert browser.log_in("api@mercat.test").status == 403


def test_the_session_gets_another_id_at_log_in(browser: Browser):
    browser.get("/console/login")
    before = browser.cookies[COOKIE]
    browser.log_in()
    assert browser.cookies[COOKIE] != before
    stranger = Browser(browser.server)
    stranger.cookies[COOKIE] = before
    assert stranger.get("/console/").status == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: Browser):
    browser.log_in()
    assert re.fullmatch(COOKIE + r"=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Lax", browser.set_cookies[-1])


def test_logging_out_ends_the_session(console: Browser):
    page = console.get("/console/")
    cookies = dict(console.cookies)
    out = console.post("/console/logout", page.forms[0].fields)
    assert (out.status, out.location) == (303, "/console/login?done=logged-out")
    assert COOKIE not in console.cookies
    console.cookies = cookies
    assert console.get("/console/").status == 303


def test_an_idle_session_ends_after_two_hours(console: Browser, server: Server):
    server.instance.clock.offset_ms += 2 * HOUR - MINUTE
    assert console.get("/console/").status == 200  # and is written down as a use
    server.instance.clock.offset_ms += 2 * HOUR - MINUTE
    assert console.get("/console/").status == 200
    server.instance.clock.offset_ms += 2 * HOUR
    assert console.get("/console/").status == 303


def test_a_deleted_users_session_ends(console: Browser, server: Server):
    def work(tx: Tx) -> None:
        users.create_user(tx, "other@mercat.test", roles=["Admin"], password=PASSWORD)
        users.delete_user(tx, ADMIN)

    server.instance.write_now(work)
    assert console.get("/console/").status == 303


def test_after_five_failures_one_waits(browser: Browser, server: Server):
    for _ in range(5):
        assert browser.log_in(password="wrong password").status == 403
    answer = browser.log_in()
    assert answer.status == 429
    assert 25 <= int(answer.header("retry-after")) <= 30
    server.instance.clock.offset_ms += MINUTE
    assert browser.log_in().status == 303


def test_a_form_without_its_token_is_refused(browser: Browser):
    page = browser.get("/console/login")
    fields = [("email", ADMIN), ("password", PASSWORD)]
    for token in ([], [("form_token", "")], [("form_token", "x" * 32)]):
        answer = browser.post("/console/login", fields + token)
        assert answer.status == 403
        assert "out of date" in answer.text
    stranger = Browser(browser.server)
    assert stranger.post("/console/login", fields + page.form().fields).status == 403


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(browser: Browser, elsewhere: str):
    page = browser.get("/console/login")
    answer = browser.submit(page, "login", email=ADMIN, password=PASSWORD, next=elsewhere)
    assert (answer.status, answer.location) == (303, "/console/")


@pytest.mark.parametrize("path", PROTECTED)
def test_pages_need_a_log_in(browser: Browser, path: str):
    assert browser.get(path).location.startswith("/console/login?next=")


def test_users_without_the_role_admin_get_no_further(browser: Browser, server: Server):
    def work(tx: Tx) -> None:
        users.create_user(tx, "max@mercat.test", roles=["Standard User"])
        users.set_generated_password(tx, "max@mercat.test", PASSWORD)

    server.instance.write_now(work)
    assert browser.log_in("max@mercat.test").status == 303
    for path in PROTECTED:
        assert browser.get(path).status == 403
    token = browser.get("/console/").forms[0].fields[0][1]
    assert browser.post("/console/accounts/new", [("form_token", token), ("name", "Mine")]).status == 403


def test_every_page_comes_with_the_headers_that_keep_others_out(console: Browser):
    for path in (*PROTECTED, "/console/nowhere", "/console/login"):
        page = console.get(path)
        policy = page.header("content-security-policy")
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert page.header("cache-control") == "no-store"
        assert page.header("x-content-type-options") == "nosniff"
        assert page.header("x-frame-options") == "DENY"
        assert page.header("referrer-policy") == "no-referrer"
        scripts = re.findall(rb"<script[^>]*>", page.response.content)
        assert [tag.split(b"?")[0] for tag in scripts] == [b'<script src="/console/script.js'] * (page.status != 303)
        assert b" style=" not in page.response.content


def test_unknown_pages_and_methods_are_answered_as_pages(console: Browser):
    assert console.get("/console/nowhere").status == 404
    assert console.get("/console/launchpoint/99").status == 404
    assert console.get("/console/launchpoint/1/token").status == 405
    assert console.get("/console").location == "/console/"


def test_forms_are_bounded(console: Browser):
    token = console.get("/console/accounts/new").form().fields[0][1]
    for fields in ([("name", "x" * 530_000)], [("a", "b")] * 2_001):
        assert console.post("/console/accounts/new", [("form_token", token), *fields]).status == 413
    stranger = Browser(console.server)
    token = stranger.get("/console/login").form().fields[0][1]
    assert stranger.post("/console/login", [("form_token", token), ("email", "x" * 65_000)]).status == 403
    assert stranger.post("/console/login", [("form_token", token), ("email", "x" * 65_536)]).status == 413


def test_over_tls_the_cookie_is_secure(browser: Browser, server: Server):
    secured = Server(server.registry, base_url="https://m.example")
    try:
        other = Browser(secured)
        assert other.log_in().status == 303
        assert all(cookie.endswith("; HttpOnly; SameSite=Lax; Secure") for cookie in other.set_cookies)
    finally:
        secured.close()


def test_under_a_prefix_the_cookie_is_bound_to_it(browser: Browser, server: Server):
    page = browser.get("/i/123-ABC-456/console/", follow=True)
    assert page.form().action == "/i/123-ABC-456/console/login"
    assert "; Path=/i/123-ABC-456; HttpOnly" in browser.set_cookies[-1]
    assert browser.submit(page, "login", email=ADMIN, password=PASSWORD).location == "/i/123-ABC-456/console/"


def test_the_language_follows_the_browser_and_the_switch(browser: Browser):
    chinese = browser.get("/console/login", **{"accept-language": "fr, zh-TW;q=0.8, en;q=0.5"})
    assert "登录" in chinese.text
    assert "Sign in" in browser.get("/console/login", **{"accept-language": "fr, zh;q=0.1, en;q=0.5, *"}).text
    switched = browser.get("/console/language?to=zh-CN&next=/console/login")
    assert (switched.status, switched.location) == (303, "/console/login")
    assert "登录" in browser.get("/console/login").text
    assert browser.get("/console/language?to=xx&next=//evil.example").location == "/console/"
    assert "登录" in browser.get("/console/login").text


def test_style_script_and_icon_are_kept_by_the_browser(browser: Browser):
    page = browser.get("/console/login")
    style, script = re.findall(r'"([^"]*(?:style\.css|script\.js)\?v=[^"]*)"', page.response.content.decode())
    kinds = {style: "text/css;charset=UTF-8", script: "text/javascript;charset=UTF-8"}
    for path, kind in (*kinds.items(), ("/console/icon.svg", "image/svg+xml")):
        found = browser.get(path)
        assert (found.status, found.header("content-type")) == (200, kind)
        assert "immutable" in found.header("cache-control")
