"""/console/audit-trail: who did what, from every door; searched, paged, taken along."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from mercat.domain import audit
from mercat.domain.access import api_clients, users
from mercat.domain.oauth import ad_accounts
from mercat.model.audit import Entry, Search
from mercat.model.caller import Caller
from mercat.model.clock import DAY, from_datetime
from mercat.store.tx import Tx
from support.browser import ADMIN, PASSWORD, Browser, Page
from support.server import Server

TRAIL = "/console/audit-trail"


def entries(server: Server, kind: str = "") -> list[Entry]:
    return server.instance.read_now(lambda tx: audit.newest(tx, Search(kind=kind), limit=1_000))


def newest(server: Server, kind: str) -> tuple[str, str, str]:
    """Who, from where and what of the newest entry of a kind."""
    entry = entries(server, kind)[0]
    return entry.actor, entry.address, entry.subject


def test_a_change_is_noted_with_who_when_where_before_and_after(console: Browser, server: Server):
    console.submit(console.get("/console/users-roles/roles/new"), name="Reader", permission=["Read-Only Lead"])
    role = server.instance.read_now(lambda tx: users.get_role(tx, "Reader"))
    console.submit(console.get(f"/console/users-roles/roles/{role.id}"), permission=["Read-Only Assets"])
    (changed,) = entries(server, "role.changed")
    assert (changed.actor, changed.address, changed.subject) == (ADMIN, "127.0.0.1", "Reader")
    assert changed.before == {"permissions": ["Read-Only Lead"]}
    assert changed.after == {"permissions": ["Read-Only Assets"]}
    assert abs(changed.at_ms - server.instance.clock.now()) < 60_000
    page = console.get(TRAIL)
    for words in ("Role changed", "Reader", ADMIN, "127.0.0.1", "Read-Only Lead", "Read-Only Assets"):
        assert words in page.text
    assert "已更改角色" in console.get(TRAIL, **{"accept-language": "zh"}).text


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_a_change_is_shown_as_a_difference_field_by_field(console: Browser, server: Server):
    def work(tx: Tx) -> None:
        users.create_role(tx, "Reader", ["Read-Only Lead", "Read-Only Assets"], "Reads")
        users.change_role(tx, "Reader", ["Read-Only Lead", "Approve Assets"], "Reads")
        audit.note(tx, "limits.changed", "calls", before={"concurrency": 0}, after={"concurrency": 10})

    server.instance.write_now(work)
    shown = words(console.get(TRAIL)).partition("Changes ")[2]
    assert "concurrent calls 0 → 10" in shown
    assert "Role changed Reader system permissions − Read-Only Assets + Approve Assets" in shown
    assert "Role created Reader system description Reads permissions Read-Only Assets, Read-Only Lead" in shown
    console.get("/console/language?to=zh-CN&next=/")
    assert "并发数 0 → 10" in words(console.get(TRAIL))


def test_saving_what_is_there_already_is_no_change(console: Browser, server: Server):
    console.submit(console.get("/console/users-roles/roles/new"), name="Reader", permission=["Read-Only Lead"])
    role = server.instance.read_now(lambda tx: users.get_role(tx, "Reader"))
    console.submit(console.get(f"/console/users-roles/roles/{role.id}"))
    assert entries(server, "role.changed") == []


def test_what_is_refused_is_not_noted(console: Browser, server: Server):
    for _ in range(2):
        page = console.get("/console/users-roles/roles/new")
        console.submit(page, name="Reader")
    assert len(entries(server, "role.created")) == 1


def test_log_ins_are_noted_good_and_bad_and_so_is_a_lockout(browser: Browser, server: Server):
    stranger = Browser(server, "192.0.2.7")
    for _ in range(5):
        stranger.log_in(password="wrong password")
    assert stranger.log_in().status == 429
    assert len(entries(server, "session.refused")) == 5
    assert newest(server, "session.refused") == (ADMIN, "192.0.2.7", ADMIN)
    assert newest(server, "user.locked") == (ADMIN, "192.0.2.7", ADMIN)
    assert len(entries(server, "user.locked")) == 1
    browser.log_in()
    assert newest(server, "session.begun") == (ADMIN, "127.0.0.1", ADMIN)
    out = browser.get("/console/account").forms[0]
    browser.post(out.action, out.fields)
    assert newest(server, "session.ended") == (ADMIN, "127.0.0.1", ADMIN)


def test_no_secret_is_noted(console: Browser, server: Server):
    identity_of = {"email": "eve@mercat.test", "role": "Standard User"}
    console.submit(console.get("/console/users-roles/users/new"), **identity_of)
    console.submit(console.get("/console/users-roles/users/new"), **{**identity_of, "email": "a@m.test"}, api_only="1")
    console.submit(console.get("/console/launchpoint/new"), name="CRM", user="a@m.test")
    console.submit(console.get("/console/launchpoint/1"), "token")
    console.submit(console.get("/console/launchpoint/1/rotate"))
    console.submit(console.get("/console/applications/new"), name="Planner")
    console.submit(console.get("/console/applications/1/rotate"))
    secrets = server.instance.read_now(
        lambda tx: [api_clients.secret(tx, service) for service, _ in api_clients.services(tx)]
    )
    text = repr(entries(server))
    assert {"service.token", "service.rotated", "application.rotated"} <= {entry.kind for entry in entries(server)}
    assert PASSWORD not in text
    assert not any(secret in text for secret in secrets)
    assert ":int" not in text


def test_the_user_management_api_and_the_consent_page_are_noted_too(marketo, server: Server):
    marketo.post(
        "/userservice/management/v1/users/invite.json",
        emailAddress="max@mercat.test",
        firstName="Max",
        lastName="M",
        apiOnly=True,
        userRoleWorkspaces=[{"accessRoleId": 2, "workspaceId": 0}],
    )
    who = f"{marketo.name}@mercat.test"
    assert newest(server, "user.created") == (who, "127.0.0.1", "max@mercat.test")
    assert entries(server, "user.roles")[0].after == {"roles": ["Standard User in AllZones"]}
    marketo.post("/userservice/management/v1/users/max@mercat.test/update.json", firstName="Maximilian")
    changed = entries(server, "user.changed")[0]
    assert (changed.actor, changed.before, changed.after) == (
        who,
        {"first_name": "Max"},
        {"first_name": "Maximilian"},
    )


def test_an_invitation_is_noted_with_the_roles_it_offers(console: Browser, server: Server):
    page = console.get("/console/users-roles/users/new")
    console.submit(page, email="eve@mercat.test", first_name="Eve", role="Admin", reason="Keeps the books")
    (sent,) = entries(server, "invitation.sent")
    assert (sent.actor, sent.subject) == (ADMIN, "eve@mercat.test")
    assert sent.after == {"address": "eve@mercat.test", "reason": "Keeps the books", "roles": ["Admin in Default"]}


def test_a_user_with_another_address_and_an_end_is_noted_with_both(marketo, server: Server):
    end = "20301231T08:00:00.000t+0000"
    marketo.post(
        "/userservice/management/v1/users/invite.json",
        emailAddress="ops@mercat.test",
        userid="robot@mercat.test",
        firstName="R",
        lastName="B",
        apiOnly=True,
        expiresAt=end,
        userRoleWorkspaces=[{"accessRoleId": 2, "workspaceId": 0}],
    )
    (changed,) = entries(server, "user.changed")
    assert (changed.subject, changed.before) == (
        "robot@mercat.test",
        {"address": "robot@mercat.test", "expires_ms": None},
    )
    assert changed.after == {
        "address": "ops@mercat.test",
        "expires_ms": from_datetime(datetime(2030, 12, 31, 8, tzinfo=UTC)),
    }


def fill(server: Server, count: int) -> None:
    def work(tx):
        for number in range(count):
            audit.note(tx, "account.created", f"Number {number:03d}", actor=Caller(7, f"user{number % 2}@m.test"))

    server.instance.write_now(work)


def test_pages_hold_a_hundred_and_lead_to_older_ones(console: Browser, server: Server):
    fill(server, 250)
    seen: list[str] = []
    path = f"{TRAIL}?kind=account.created"
    while path:
        page = console.get(path)
        found = [number for number in range(250) if f"Number {number:03d}" in page.text]
        assert len(found) <= 100
        seen += found
        path = next((link for link in page.links if "below=" in link), "")
    assert sorted(seen) == list(range(250))


def test_it_is_searched_by_who_kind_and_period(console: Browser, server: Server):
    fill(server, 4)
    server.instance.clock.offset_ms += 10 * DAY
    console.log_in()
    console.submit(console.get("/console/accounts/new"), name="Tea house")
    today = console.get(f"{TRAIL}?kind=account.created&from={day(server)}")
    assert "Tea house" in today.text and "Number" not in today.text
    before = console.get(f"{TRAIL}?until={day(server, -1)}&who=user1@m.test")
    assert "Number 003" in before.text and "Number 002" not in before.text and "Tea house" not in before.text
    assert "No entries match." in console.get(f"{TRAIL}?who=nobody").text
    about = console.get(f"{TRAIL}?about=Tea%20house")
    assert "Tea house" in about.text and "Number" not in about.text


def test_a_users_page_leads_to_what_was_done_to_them_and_by_them(console: Browser, server: Server):
    user = server.instance.read_now(lambda tx: users.get_user(tx, ADMIN))
    links = [link for link in console.get(f"/console/users-roles/users/{user.id}").links if "audit-trail?" in link]
    assert [("Signed in" in console.get(link).text, ADMIN in console.get(link).text) for link in links] == [
        (True, True)
    ] * 2


def day(server: Server, more: int = 0) -> str:
    from mercat.model.clock import to_datetime

    return to_datetime(server.instance.clock.now() + more * DAY).strftime("%Y-%m-%d")


@pytest.mark.parametrize("path", [f"{TRAIL}?from=yesterday", f"{TRAIL}/export?until=2026-99-01"])
def test_a_day_that_is_none_is_said(console: Browser, path: str):
    answer = console.get(path)
    assert (answer.status, "Enter a valid date" in answer.text) == (400, True)


@pytest.mark.parametrize("query", ["below=x", "below=-1", "below=" + "9" * 30, "kind=nothing", "who=%00"])
def test_odd_searches_are_answered(console: Browser, query: str):
    assert console.get(f"{TRAIL}?{query}").status == 200


def test_it_is_taken_along_as_csv_that_no_spreadsheet_calculates(console: Browser, server: Server):
    console.submit(console.get("/console/accounts/new"), name='=HYPERLINK("http://evil.example","x")')
    fill(server, 1_200)
    answer = console.get(f"{TRAIL}/export?format=csv&kind=account.created")
    assert answer.header("content-type") == "text/csv;charset=UTF-8"
    assert answer.header("content-disposition") == 'attachment; filename="audit-trail.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.response.content.decode())))
    assert len(rows) == 1_201
    assert rows[-1]["subject"].startswith("'=HYPERLINK")
    assert {row["kind"] for row in rows} == {"account.created"}


def test_it_is_taken_along_as_json(console: Browser, server: Server):
    fill(server, 1_200)
    found = json.loads(console.get(f"{TRAIL}/export?format=json&who=user1@m.test").response.content)
    assert len(found) == 600
    assert found[0]["subject"] == "Number 1199"
    assert found[0]["at"].endswith("Z") and found[0]["id"] > found[-1]["id"]
    assert json.loads(console.get(f"{TRAIL}/export?format=json&who=nobody").response.content) == []


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_or_forget(server: Server, statement: str):
    server.instance.write_now(lambda tx: ad_accounts.create_account(tx, "Tea house"))
    before = entries(server)
    with pytest.raises(Exception, match="only grows"):
        server.instance.write_now(lambda tx: tx.execute(statement))
    assert entries(server) == before != []


def test_every_kind_has_a_name(console: Browser, server: Server):
    server.instance.write_now(lambda tx: [audit.note(tx, kind, "x") for kind in audit.KINDS])
    page = console.get(TRAIL)
    assert page.status == 200
    assert not any(kind in page.text for kind in audit.KINDS)
