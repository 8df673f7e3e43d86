"""Forms that are refused say beside the field what is wrong and keep what was typed; stale ones overwrite nothing."""

from typing import Any

import pytest

from mercat.domain.access import api_clients, invitations, ip_allowlist, users
from mercat.domain.oauth import applications
from mercat.store.tx import Tx
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.server import Server

USERS = "/console/users-roles/users"
ROLES = "/console/users-roles/roles"
IPS = "/console/web-services/ip-restrictions"
MUST = "Required."
NO_EMAIL = "Enter a valid email address."
TAKEN = "This name is already in use."


@pytest.fixture(autouse=True)
def some(server: Server) -> None:
    """One of each: a user and an API-only one, a role, a service, an application."""

    def work(tx: Tx) -> None:
        users.create_role(tx, "Reader", ["Read-Only Lead"], "Reads")
        users.create_user(tx, "max@mercat.test", roles=["Standard User"], first_name="Max", password=PASSWORD)
        users.create_user(tx, "api@mercat.test", roles=["Reader"], api_only=True)
        api_clients.create_service(tx, "CRM", "api@mercat.test")
        applications.create_application(tx, "Planner", scopes=["ads_management"], redirect_domains=["a.test"])

    server.instance.write_now(work)


def page_of(server: Server, what: str) -> str:
    """Where something is edited."""

    def work(tx: Tx) -> str:
        if what == "user":
            return f"{USERS}/{users.get_user(tx, 'max@mercat.test').id}"
        return f"{ROLES}/{users.get_role(tx, 'Reader').id}" if what == "role" else what

    return server.instance.read_now(work)


def form_of(page: Page, path: str) -> str:
    """How the form of a page is told from others there: by where it leads, unless that is where the page is."""
    return path if any(form.action == path for form in page.forms) else ""


def submit(browser: Browser, page: Page, path: str, **sent: Any) -> Page:
    form = form_of(page, path)
    return browser.submit(page, form, **sent)


@pytest.mark.parametrize(
    ("path", "sent", "field", "words"),
    [
        (f"{USERS}/new", {"email": "", "role": "Reader"}, "email", MUST),
        (f"{USERS}/new", {"email": "nonsense", "role": "Reader"}, "email", NO_EMAIL),
        (f"{USERS}/new", {"email": ADMIN, "role": "Reader"}, "email", "A user with this login already exists."),
        (f"{USERS}/new", {"email": "eve@mercat.test"}, "role", "Select at least one role."),
        (f"{USERS}/new", {"email": "eve@mercat.test", "role": "Nothing"}, "role", "This role doesn't exist."),
        ("user", {"address": "nonsense", "first_name": "Other"}, "address", NO_EMAIL),
        (
            "user",
            {"expires": "31.01.2037", "first_name": "Other"},
            "expires",
            "Enter a valid date, such as 2026-05-23.",
        ),
        ("user", {"role": [], "first_name": "Other"}, "role", "Select at least one role."),
        (f"{ROLES}/new", {"name": "", "description": "All"}, "name", MUST),
        (f"{ROLES}/new", {"name": "Reader", "description": "All"}, "name", TAKEN),
        (f"{ROLES}/new", {"name": "x" * 121, "description": "All"}, "name", "At most 120 characters."),
        ("/console/launchpoint/new", {"name": "", "user": "api@mercat.test"}, "name", MUST),
        ("/console/launchpoint/new", {"name": "CRM", "user": "api@mercat.test"}, "name", TAKEN),
        ("/console/launchpoint/new", {"name": "Other", "user": "no"}, "user", "This user doesn't exist."),
        ("/console/launchpoint/new", {"name": "Other", "user": ADMIN}, "user", "This API Only user doesn't exist."),
        ("/console/applications/new", {"name": "Planner", "description": "Plans"}, "name", TAKEN),
        (
            "/console/applications/1",
            {"redirect_domains": "http://x", "description": "B"},
            "redirect_domains",
            "host name",
        ),
        ("/console/accounts/new", {"name": ""}, "name", MUST),
        (IPS, {"enabled": "1", "addresses": ""}, "addresses", MUST),
        (IPS, {"addresses": "192.0.2.1"}, "addresses", "Enable IP Restrictions to use these addresses"),
        (IPS, {"enabled": "1", "addresses": "192.0.2.300"}, "addresses", "Enter a valid address"),
        (IPS, {"enabled": "1", "addresses": "192.0.2.1\n" * 101}, "addresses", "At most 100."),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    console: Browser, server: Server, path: str, sent: dict[str, Any], field: str, words: str
):
    path = page_of(server, path)
    refused = submit(console, console.get(path), path, **sent)
    assert refused.status == 400
    assert words in refused.beside(field)
    assert "Fix the fields marked below." in refused.text
    shown = refused.form(form_of(refused, path)).fields
    for name, value in sent.items():
        kept = [found.strip() for known, found in shown if known == name]
        offered = name not in ("role", "user") or value in ("Reader", [])
        assert not offered or kept == ([value.strip()] if isinstance(value, str) else value), name


@pytest.mark.parametrize(
    ("path", "sent", "field", "words"),
    [
        ("/console/account", {"password": "wrong password"}, "password", "The current password is incorrect."),
        (
            "/console/account",
            {"new_password_again": "others password"},
            "new_password_again",
            "The passwords don't match.",
        ),
        (
            "/console/account",
            {"new_password": "x", "new_password_again": "x"},
            "new_password",
            "Must be at least 8 characters.",
        ),
        ("password", {"password": "x"}, "password", "Must be at least 8 characters."),
        ("password", {"password": "x" * 257}, "password", "At most 256 characters."),
    ],
)
def test_a_password_is_marked_and_never_sent_back(
    console: Browser, server: Server, path: str, sent: dict[str, str], field: str, words: str
):
    if path == "password":
        path = page_of(server, "user") + "/password"
    whole = {"password": PASSWORD, "new_password": "another password", "new_password_again": "another password"}
    fields = {**(whole if path == "/console/account" else {}), **sent}
    refused = console.submit(console.get(path), "password" if "account" in path else "", **fields)
    assert (refused.status, refused.beside(field)) == (403 if "incorrect" in words else 400, words)
    for typed in fields.values():
        assert len(typed) < 5 or typed.encode() not in refused.response.content


def test_an_invitation_keeps_the_names_and_marks_the_password(console: Browser, server: Server):
    console.submit(console.get(f"{USERS}/new"), email="eve@mercat.test", role="Reader")

    def work(tx: Tx) -> str:
        return invitations.link_word(tx, invitations.invitation(tx, "eve@mercat.test"))

    guest = Browser(server)
    page = guest.get(f"/console/invitation/{server.instance.read_now(work)}")
    names = {"first_name": "Eve", "last_name": "Evans"}
    for sent, field, words in (
        ({"password": PASSWORD, "password_again": "other one"}, "password_again", "The passwords don't match."),
        ({"password": "x", "password_again": "x"}, "password", "Must be at least 8 characters."),
        ({"first_name": "", "password": PASSWORD, "password_again": PASSWORD}, "first_name", MUST),
    ):
        refused = guest.submit(page, **{**names, **sent})
        assert (refused.status, refused.beside(field)) == (400, words)
        assert refused.value("last_name") == "Evans"
        assert PASSWORD.encode() not in refused.response.content


EDITS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "user": ({"first_name": "Moritz"}, {"last_name": "M", "role": ["Standard User", "Reader"]}, "first_name"),
    "role": ({"permission": ["Read-Write Lead"]}, {"description": "Writes"}, "permission"),
    "/console/applications/1": ({"redirect_domains": "b.test"}, {"description": "Plans"}, "redirect_domains"),
    IPS: ({"enabled": "1", "addresses": "127.0.0.1"}, {"enabled": "1", "addresses": "127.0.0.0/8"}, "addresses"),
}


def state(server: Server) -> Any:
    def work(tx: Tx) -> Any:
        return (
            invitations.profile(tx, "max@mercat.test"),
            users.get_role(tx, "Reader"),
            applications.get_application(tx, 1),
            ip_allowlist.entries(tx),
        )

    return server.instance.read_now(work)


@pytest.mark.parametrize("what", EDITS)
def test_a_page_that_is_out_of_date_overwrites_nothing(console: Browser, server: Server, what: str):
    path, (first, second, field) = page_of(server, what), EDITS[what]
    stale = console.get(path)
    assert submit(console, console.get(path), path, **first).status == 303
    before = state(server)
    refused = submit(console, stale, path, **second)
    assert refused.status == 409
    assert "Someone else changed this meanwhile." in refused.text
    assert refused.beside(field).startswith("Current value: " if field in second else "Changed by someone else.")
    assert state(server) == before
    for name, value in second.items():
        kept = [found.strip() for known, found in refused.form(form_of(refused, path)).fields if known == name]
        assert kept == (value if isinstance(value, list) else [value])
    assert submit(console, refused, path).status == 303  # seen, and sent again
    assert state(server) != before
    now = console.get(path)
    for name, value in {**first, **second}.items():  # neither took the other's back
        kept = [found.strip() for known, found in now.form(form_of(now, path)).fields if known == name]
        assert kept == (value if isinstance(value, list) else [value])


def test_of_two_who_change_the_same_the_second_sees_what_is_there(console: Browser, server: Server):
    path = page_of(server, "user")
    stale = console.get(path)
    assert submit(console, console.get(path), path, first_name="Moritz", last_name="M").status == 303
    refused = submit(console, stale, path, first_name="Maximilian")
    assert (refused.status, refused.value("first_name", path)) == (409, "Maximilian")
    assert refused.beside("first_name") == "Current value: Moritz"
    assert (refused.value("last_name", path), refused.beside("last_name")) == ("M", "Changed by someone else.")
    assert refused.beside("address") == refused.beside("expires") == ""
    assert submit(console, refused, path).status == 303
    user = server.instance.read_now(lambda tx: users.get_user(tx, "max@mercat.test"))
    assert (user.first_name, user.last_name) == ("Maximilian", "M")


@pytest.mark.parametrize("what", [what for what in EDITS if what != "role"])  # nothing in a role's form is refused
def test_a_refused_page_stays_out_of_date(console: Browser, server: Server, what: str):
    """What came between loading a form and mending it is not overwritten either."""
    path, (first, second, _) = page_of(server, what), EDITS[what]
    wrong = {"user": {"address": "nonsense"}, "/console/applications/1": {"redirect_domains": "http://x"}}
    refused = submit(console, console.get(path), path, **wrong.get(what, {"enabled": "1", "addresses": "nonsense"}))
    assert refused.status == 400
    assert submit(console, console.get(path), path, **first).status == 303
    before = state(server)
    mended = {"address": "max@mercat.test"} if what == "user" else {"redirect_domains": "a.test"}
    assert submit(console, refused, path, **{**mended, **second}).status == 409
    assert state(server) == before


@pytest.mark.parametrize("what", EDITS)
def test_a_form_that_is_sent_twice_is_done_once(console: Browser, server: Server, what: str):
    path, (first, _, _) = page_of(server, what), EDITS[what]
    page = console.get(path)
    answers = [submit(console, page, path, **first) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location


@pytest.mark.parametrize("path", ["/console/launchpoint/1/rotate", "/console/applications/1/rotate"])
def test_a_secret_is_replaced_once_however_often_the_button_is_pressed(console: Browser, server: Server, path: str):
    def secrets(tx: Tx) -> tuple[str, str]:
        service = api_clients.get_service(tx, "CRM")
        return api_clients.secret(tx, service), applications.secret(tx, applications.get_application(tx, 1))

    page = console.get(path)
    assert console.submit(page).status == 303
    once = server.instance.read_now(secrets)
    assert console.submit(page).status == 303
    assert server.instance.read_now(secrets) == once


@pytest.mark.parametrize("name", ["Admin", "Standard User"])
def test_a_system_role_is_not_deleted(console: Browser, server: Server, name: str):
    """Of both, the guide says that they cannot be deleted."""
    role_id = server.instance.read_now(lambda tx: users.get_role(tx, name).id)
    server.instance.write_now(lambda tx: users.set_roles(tx, "max@mercat.test", ["Reader"]))
    refused = console.submit(console.get(f"{ROLES}/{role_id}/delete"))
    assert (refused.status, "System roles can't be deleted" in refused.text) == (400, True)
    assert server.instance.read_now(lambda tx: users.get_role(tx, name).id) == role_id


def test_a_description_can_be_taken_away(console: Browser, server: Server):
    path = page_of(server, "role")
    submit(console, console.get(path), path, description="")
    assert server.instance.read_now(lambda tx: users.get_role(tx, "Reader")).description == ""
