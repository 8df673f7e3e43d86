"""Forms that come late, or twice: nothing is lost, and nothing happens twice."""

import re

import pytest

from mercat.domain.access import api_clients, invitations, users
from mercat.domain.oauth import ad_accounts, applications
from mercat.model.clock import HOUR
from mercat.store.tx import Tx
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.marketo import MarketoClient
from support.server import Server


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/console/accounts/new", {"name": "Tea house"}),
        ("/console/applications/new", {"name": "Planner"}),
        ("/console/users-roles/roles/new", {"name": "Reader"}),
        ("/console/users-roles/users/new", {"email": "eve@mercat.test", "role": "Admin"}),
        ("/console/users-roles/users/new", {"email": "eve@mercat.test", "role": "Admin", "api_only": "1"}),
        ("/console/launchpoint/new", {"name": "Nightly", "user": "crm@mercat.test"}),
    ],
)
def test_a_form_that_is_sent_twice_makes_one_thing_and_answers_the_same(console: Browser, server: Server, path, fields):
    MarketoClient(server, name="crm")
    page = console.get(path)
    first = console.submit(page, **fields)
    before = counted(server)
    second = console.submit(page, **fields)
    assert first.status == 303
    assert (second.status, second.location) == (first.status, first.location)
    assert counted(server) == before


def counted(server: Server) -> list[int]:
    def work(tx: Tx) -> list[int]:
        things = (
            ad_accounts.accounts,
            applications.list_applications,
            users.list_roles,
            users.list_users,
            api_clients.services,
        )
        return [len(found(tx)) for found in (*things, invitations.invitations)]

    return server.instance.read_now(work)


def test_tokens_that_are_fetched_twice_are_the_same(console: Browser, server: Server):
    def work(tx: Tx) -> int:
        ad_accounts.create_account(tx, "Tea house", account_id=25_610)
        return applications.create_application(tx, "Planner", scopes=["ads_management"], redirect_domains=[]).id

    home = f"/console/applications/{server.instance.write_now(work)}"
    page = console.get(home)
    shown = [console.submit(page, "token", account="25610") for _ in range(2)]
    tokens = [re.findall(r"\b[0-9a-f]{40}\b", one.text) for one in shown]
    assert tokens[0] == tokens[1] and len(tokens[0]) == 2
    assert len(server.instance.read_now(lambda tx: applications.grants(tx, applications.get_application(tx, 1)))) == 1
    console.submit(console.get(home), "token", account="25610")
    assert len(server.instance.read_now(lambda tx: applications.grants(tx, applications.get_application(tx, 1)))) == 2


def test_an_invitation_is_sent_again_once(console: Browser, server: Server):
    console.submit(console.get("/console/users-roles/users/new"), email="eve@mercat.test", role="Admin")

    def link(tx: Tx) -> str:
        return invitations.link_word(tx, invitations.invitation(tx, "eve@mercat.test"))

    page = console.get("/console/users-roles/invitations/1")
    links = [server.instance.read_now(link)]
    for _ in range(2):
        assert console.submit(page, "resend").status == 303
        links.append(server.instance.read_now(link))
    assert links[0] != links[1] == links[2]


def test_two_forms_make_two_things_and_a_refused_one_may_be_sent_again(console: Browser, server: Server):
    for _ in range(2):
        assert console.submit(console.get("/console/accounts/new"), name="Tea house").status == 303
    page = console.get("/console/accounts/new")
    assert console.submit(page, name="").status == 400
    assert console.submit(page, name="Bookshop").status == 303
    names = server.instance.read_now(lambda tx: [account.name for account in ad_accounts.accounts(tx)])
    assert sorted(names) == ["Bookshop", "Tea house", "Tea house"]


def test_the_mark_of_one_browsers_form_means_nothing_in_another(console: Browser, server: Server):
    other = Browser(server)
    other.log_in()
    marks = dict(console.get("/console/accounts/new").form().fields)
    page = other.get("/console/accounts/new")
    for browser, sent in ((console, marks), (other, {**dict(page.form().fields), "form_once": marks["form_once"]})):
        assert browser.post("/console/accounts/new", [*(sent | {"name": "Tea house"}).items()]).status == 303
    assert len(server.instance.read_now(ad_accounts.accounts)) == 2


@pytest.mark.parametrize(
    "path", ["/console/users-roles/roles/3/delete", "/console/launchpoint/1/delete", "/console/applications/1/delete"]
)
def test_deleting_twice_is_deleting_once(console: Browser, server: Server, path: str):
    MarketoClient(server, name="crm")

    def work(tx: Tx) -> None:
        applications.create_application(tx, "Planner", scopes=["ads_management"], redirect_domains=[])
        users.create_role(tx, "Spare", [])

    server.instance.write_now(work)
    path = path.replace("3", str(server.instance.read_now(lambda tx: users.get_role(tx, "Spare")).id))
    page = console.get(path)
    assert [console.submit(page).status for _ in range(2)] == [303, 404]


def lose(server: Server) -> None:
    """Let all sessions grow old."""
    server.instance.clock.offset_ms += 3 * HOUR


def log_in_again(console: Browser, page: Page) -> Page:
    return console.submit(page, "login", email=ADMIN, password=PASSWORD)


def test_a_page_whose_session_ended_comes_back_after_the_log_in(console: Browser, server: Server):
    lose(server)
    asked = console.get("/console/audit-trail?kind=role.created", follow=True)
    assert log_in_again(console, asked).location == "/console/audit-trail?kind=role.created"


def test_what_a_form_held_is_kept_over_the_log_in(console: Browser, server: Server):
    page = console.get("/console/users-roles/roles/new")
    lose(server)
    chosen = ["Read-Only Lead", "Read-Write Lead"]
    asked = console.submit(page, name="Reader & more", permission=chosen, description="Überall")
    assert (asked.status, "your entries are kept" in asked.text) == (403, True)
    wrong = console.submit(asked, "login", email=ADMIN, password="wrong password")
    kept = log_in_again(console, wrong)
    assert (kept.status, "Nothing has been submitted yet" in kept.text) == (200, True)
    assert server.instance.read_now(lambda tx: [role.name for role in users.list_roles(tx)]) == [
        "Admin",
        "Standard User",
    ]
    assert console.submit(kept, "roles/new").status == 303
    made = server.instance.read_now(lambda tx: users.get_role(tx, "Reader & more"))
    assert (made.permissions, made.description) == (tuple(chosen), "Überall")


def test_a_form_without_a_page_of_its_own_is_kept_too(console: Browser, server: Server):
    MarketoClient(server, name="crm")
    page = console.get("/console/launchpoint/1")
    lose(server)
    kept = log_in_again(console, console.submit(page, "token"))
    assert ":int" in console.submit(kept, "token").text


def test_passwords_are_not_kept(console: Browser, server: Server):
    page = console.get("/console/account")
    lose(server)
    asked = console.submit(page, "password", password=PASSWORD, new_password="another one", new_password_again="no")
    assert b"another" not in asked.response.content and b"correct" not in asked.response.content
    kept = log_in_again(console, asked)
    assert console.submit(kept, "password").status in (400, 403)


def test_a_long_form_is_not_kept_and_its_page_comes_back(console: Browser, server: Server):
    page = console.get("/console/web-services/ip-restrictions")
    lose(server)
    asked = console.submit(page, addresses="192.0.2.1\n" * 1_500, enabled="1")
    assert log_in_again(console, asked).location == "/console/web-services/ip-restrictions"


def test_a_stranger_site_plants_no_form(console: Browser, server: Server):
    lose(server)
    forged = console.post("/console/accounts/new", [("name", "Forged")])
    assert (forged.status, "out of date" in forged.text) == (403, True)
