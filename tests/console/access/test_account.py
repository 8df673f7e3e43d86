"""/console/account: what everybody may change of themselves."""

import pytest

from mercat.domain.access import users
from mercat.store.tx import Tx
from support.browser import PASSWORD, Browser
from support.server import Server

MAX = "max@mercat.test"
NEW = "another password"


@pytest.fixture
def user(browser: Browser, server: Server) -> Browser:
    """A browser with a logged-in user who does not administer."""

    def work(tx: Tx) -> None:
        users.create_user(tx, MAX, roles=["Standard User"], first_name="Max")
        users.set_generated_password(tx, MAX, PASSWORD)

    server.instance.write_now(work)
    assert browser.log_in(MAX).status == 303
    return browser


def change(user: Browser, present: str = PASSWORD, wanted: str = NEW, again: str = ""):
    page = user.get("/console/account")
    return user.submit(page, "password", password=present, new_password=wanted, new_password_again=again or wanted)


def test_a_user_sees_who_they_are(user: Browser):
    page = user.get("/console/account")
    for words in (MAX, "Max", "Standard User", "Default", "This session"):
        assert words in page.text


def test_the_form_for_a_password_tells_password_managers_whose_it_is(user: Browser):
    assert user.get("/console/account").value("username", "password") == MAX


def test_another_password_ends_the_other_sessions(user: Browser, server: Server):
    other = Browser(server)
    other.log_in(MAX)
    assert change(user).location == "/console/account?done=changed"
    assert user.get("/console/account").status == 200
    assert other.get("/console/account").status == 303
    assert Browser(server).log_in(MAX).status == 403
    assert Browser(server).log_in(MAX, NEW).status == 303


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        (("wrong password", NEW), 403, "The current password is incorrect."),
        ((PASSWORD, NEW, "something else"), 400, "The passwords don't match."),
        ((PASSWORD, "x" * 7), 400, "Must be at least 8 characters"),
        ((PASSWORD, "x" * 257), 400, "At most 256 characters"),
    ],
)
def test_a_password_that_is_not_changed(user: Browser, server: Server, fields, status, words):
    answer = change(user, *fields)
    assert (answer.status, words in answer.text) == (status, True)
    assert Browser(server).log_in(MAX).status == 303


def test_the_present_password_cannot_be_tried_for_long(user: Browser):
    for _ in range(5):
        assert change(user, "wrong password").status == 403
    refused = change(user)
    assert (refused.status, "Too many attempts" in refused.text) == (429, True)


def test_the_language_is_kept_and_comes_back_with_each_log_in(user: Browser, server: Server):
    page = user.get("/console/account")
    assert user.submit(page, "language", language="zh-CN").status == 303
    assert "我的账户" in user.get("/console/account").text
    elsewhere = Browser(server)
    elsewhere.log_in(MAX)
    assert "我的账户" in elsewhere.get("/console/account").text
    user.submit(page, "language", language="xx")
    assert "我的账户" in user.get("/console/account").text


def test_sessions_are_listed_and_ended(user: Browser, server: Server):
    others = [Browser(server, f"192.0.2.{number}") for number in range(3)]
    for other in others:
        other.log_in(MAX)
    page = user.get("/console/account")
    assert all(f"192.0.2.{number}" in page.text for number in range(3))
    assert user.submit(page, "sessions").location == "/console/account?done=ended"
    assert [other.get("/console/account").status for other in others].count(303) == 1
    token = page.form("sessions").fields[0]
    assert user.post("/console/account/sessions", [token]).status == 303
    assert [other.get("/console/account").status for other in others] == [303] * 3
    assert user.get("/console/account").status == 200


def test_nobody_ends_a_session_of_somebody_else(user: Browser, server: Server):
    admin = Browser(server)
    admin.log_in()
    (mark,) = server.instance.read_now(
        lambda tx: [row[0] for row in tx.fetch_all("SELECT fingerprint FROM sessions ORDER BY created_ms DESC LIMIT 1")]
    )
    token = user.get("/console/account").form("language")
    user.post("/console/account/sessions", [token.fields[0], ("session", mark)])
    assert admin.get("/console/account").status == 200


def test_somebody_without_a_role_of_the_console_is_led_to_their_account(user: Browser):
    assert Browser(user.server).log_in(MAX).location == "/console/account"
    refused = user.get("/console/")
    assert refused.status == 403
    assert "/console/account" in refused.links
