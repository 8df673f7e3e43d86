"""/console/users-roles/invitations and /console/invitation: how somebody becomes a user."""

import re

import pytest

from mercat.domain.access import invitations, users
from mercat.model.clock import DAY, MINUTE
from support.browser import PASSWORD, Browser, Page
from support.server import Server

EVE = "eve@mercat.test"


def invite(console: Browser, **fields: object) -> Page:
    page = console.get("/console/users-roles/users/new")
    return console.submit(page, **{"email": EVE, "first_name": "Eve", "role": "Standard User", **fields})


def link(page: Page) -> str:
    found = re.search(r"http://mercat\.test(/console/invitation/\S+)", page.text)
    assert found
    return found[1]


def accept(server: Server, path: str, **fields: str) -> Page:
    """Follow a link in another browser and fill the form in."""
    browser = Browser(server)
    names = {"first_name": "Eve", "last_name": "Adams", "password": PASSWORD, "password_again": PASSWORD}
    return browser.submit(browser.get(path), **{**names, **fields})


def test_who_is_invited_follows_the_link_and_chooses_name_and_password(console: Browser, server: Server):
    answer = invite(console, reason="Keeps the books")
    assert answer.location == "/console/users-roles/invitations/1?done=invited"
    shown = console.get(answer.location)
    assert "Keeps the books" in shown.text
    assert EVE in console.get("/console/users-roles").text
    accepted = accept(server, link(shown), first_name="Eva")
    assert (accepted.status, accepted.location) == (303, "/console/login?done=accepted")
    eve = server.instance.read_now(lambda tx: invitations.profile(tx, EVE))
    assert (eve.user.first_name, eve.user.last_name, [role.name for role, _ in eve.roles]) == (
        "Eva",
        "Adams",
        ["Standard User"],
    )
    assert Browser(server).log_in(EVE, PASSWORD).status == 303
    assert "Pending" not in console.get("/console/users-roles").text


def test_a_link_is_good_once(console: Browser, server: Server):
    path = link(console.get(invite(console).location))
    second = Browser(server)
    form = second.get(path)
    assert accept(server, path).status == 303
    late = second.submit(form, first_name="E", last_name="A", password=PASSWORD, password_again=PASSWORD)
    assert (late.status, "This invitation is no longer valid" in late.text) == (404, True)
    assert second.get(path).status == 404


@pytest.mark.parametrize("word", ["1", "1-", "1-x", "-", "x", "99999999999999999999-x", "1-" + "A" * 32, "²-x"])
def test_a_link_cannot_be_guessed(console: Browser, server: Server, word: str):
    invite(console)
    answer = Browser(server).get(f"/console/invitation/{word.encode().decode('latin-1')}")
    assert (answer.status, "This invitation is no longer valid" in answer.text) == (404, True)


def test_an_invitation_ends_after_seven_days(console: Browser, server: Server):
    path = link(console.get(invite(console).location))
    server.instance.clock.offset_ms += 7 * DAY - MINUTE
    assert Browser(server).get(path).status == 200
    server.instance.clock.offset_ms += MINUTE
    assert Browser(server).get(path).status == 404


def test_resending_makes_another_link_and_revoking_ends_it(console: Browser, server: Server):
    details = console.get(invite(console).location)
    again = console.get(console.submit(details, "resend").location)
    assert "The previous link no longer works" in again.text
    assert link(again) != link(details)
    assert Browser(server).get(link(details)).status == 404
    assert Browser(server).get(link(again)).status == 200
    question = console.get("/console/users-roles/invitations/1/delete")
    assert EVE in question.text
    assert console.submit(question).location == "/console/users-roles?done=deleted"
    assert Browser(server).get(link(again)).status == 404
    assert console.submit(question).status == 404
    assert console.get(console.submit(details, "resend").location).status == 404


def test_one_that_ended_is_sent_again(console: Browser, server: Server):
    invite(console)
    server.instance.clock.offset_ms += 8 * DAY
    console.log_in()
    listed = console.get("/console/users-roles")
    assert "Expired" in listed.text
    answer = console.submit(listed, "resend")
    assert Browser(server).get(link(console.get(answer.location))).status == 200


def test_what_the_form_lacks_is_said(console: Browser, server: Server):
    path = link(console.get(invite(console).location))
    for fields, words in (
        ({"password_again": "another one"}, "The passwords don't match."),
        ({"password": "short", "password_again": "short"}, "Must be at least 8 characters."),
        ({"password": "x" * 257, "password_again": "x" * 257}, "At most 256 characters."),
        ({"first_name": ""}, "Required."),
        ({"last_name": " "}, "Required."),
    ):
        answer = accept(server, path, **fields)
        assert (answer.status, words in answer.text) == (400, True), words
    assert accept(server, path).status == 303


def test_an_api_only_user_is_there_at_once_and_gets_no_link(console: Browser, server: Server):
    assert invite(console, api_only="1").location == "/console/users-roles?done=created"
    eve = server.instance.read_now(lambda tx: users.get_user(tx, EVE))
    assert (eve.api_only, eve.password_hash) == (True, None)
    assert "Pending" not in console.get("/console/users-roles").text


def test_who_is_invited_or_there_is_not_invited_again(console: Browser):
    assert invite(console).status == 303
    for email in (EVE, "ada@mercat.test"):
        refused = invite(console, email=email)
        assert (refused.status, "A user with this login already exists." in refused.text) == (400, True)


def test_the_form_speaks_both_languages(console: Browser, server: Server):
    path = link(console.get(invite(console).location))
    browser = Browser(server, **{"accept-language": "zh-CN"})
    page = browser.get(path)
    assert "创建密码" in page.text
    refused = browser.submit(page, first_name="E", last_name="A", password="kurz", password_again="kurz")
    assert "至少 8 个字符。" in refused.text


def test_the_user_management_api_sees_the_same_invitations(console: Browser, marketo):
    invite(console)
    waiting = marketo.get(f"/userservice/management/v1/users/{EVE}/invite.json").document
    assert waiting["userId"] == EVE
    marketo.post(
        "/userservice/management/v1/users/invite.json",
        emailAddress="max@mercat.test",
        firstName="Max",
        lastName="M",
        userRoleWorkspaces=[{"accessRoleId": 2, "workspaceId": 1}],
    )
    assert "max@mercat.test" in console.get("/console/users-roles").text
