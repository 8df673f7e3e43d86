"""/console/bridges: bridges, their runs, and what a run would do."""

import pytest

from mercat.domain.access import users
from mercat.domain.lists import static_lists
from support.bridges import ACCOUNT, Field, number
from support.browser import ADMIN, PASSWORD

HOME = "/console/bridges"


def words(page):
    return " ".join(page.text.split())


@pytest.fixture
def field(server):
    made = Field(server.instance)
    made.add(made.people(number(1), number(2), None))
    return made


def test_without_bridges_the_page_names_the_commands(console):
    assert "mercat bridge list-to-audience" in console.get(HOME).text


def test_bridges_are_listed_with_their_last_runs_and_numbers(console, field):
    bridge = field.bridge(daily=True)
    field.run(bridge)
    text = words(console.get(HOME))
    assert f"List to audience {bridge.id} {ACCOUNT} Each day" in text
    assert "Completed" in text
    assert "People 3 Left out 1 Users 2 Added 2 Removed 0 Files 1" in text.replace("  ", " ")


def test_a_bridge_is_run_and_its_page_names_who_was_left_out(console, field):
    bridge = field.bridge()
    page = console.get(f"{HOME}/{bridge.id}")
    assert "No runs yet." in page.text
    answer = console.submit(page, "run")
    assert (answer.status, answer.location) == (303, f"{HOME}/{bridge.id}?done=started")
    run = field.go_on(bridge)
    assert (run.state, run.ordered_by) == ("completed", ADMIN)
    assert field.users() == field.users_with(number(1), number(2))
    text = words(console.get(f"{HOME}/{bridge.id}"))
    assert "Person None No value" in text
    assert ADMIN in text


def test_a_form_that_is_submitted_twice_orders_one_run(console, field):
    bridge = field.bridge()
    page = console.get(f"{HOME}/{bridge.id}")
    for _ in range(2):
        console.submit(page, "run")
        field.go_on(bridge)
    assert len(field.instance.read_now(lambda tx: tx.fetch_all("SELECT id FROM bridge_runs"))) == 1


def test_a_dry_run_tells_what_a_run_would_do_and_changes_nothing(console, field):
    bridge = field.bridge()
    page = console.submit(console.get(f"{HOME}/{bridge.id}"), "dry-run")
    assert page.status == 200
    text = words(page)
    assert "Nothing was changed. A run would give: People 3 Left out 1 Users 2 Added 2 Removed 0" in text
    assert "Person None No value" in text
    assert (field.users(), "No runs yet." in text) == (frozenset(), True)


def test_a_deleted_list_ends_in_words(console, field):
    bridge = field.bridge()
    field.do(lambda tx: static_lists.delete(tx, field.list_id))
    page = console.submit(console.get(f"{HOME}/{bridge.id}"), "dry-run")
    assert (page.status, "This Static List doesn't exist." in page.text.replace("’", "'")) == (400, True)
    field.run(bridge)
    assert "Failed" in words(console.get(HOME))
    assert "This Static List doesn't exist." in words(console.get(f"{HOME}/{bridge.id}")).replace("’", "'")


def test_a_bridge_of_leads_is_shown_and_run(console, field):
    field.leads({"leads_tel": number(9), "leads_name": "Eve"}, {"leads_qq": 10_001, "leads_name": "Bob"})
    bridge = field.leads_bridge(list_id=field.list_id)
    console.submit(console.get(f"{HOME}/{bridge.id}"), "run")
    field.go_on(bridge)
    text = words(console.get(f"{HOME}/{bridge.id}"))
    assert "Leads to people" in text
    assert "Leads 2 Left out 1 People created 1 People matched 0" in text
    assert "Bob No value" in text


def test_a_bridge_that_is_not_there_is_not_found(console, field):
    page = console.get(f"{HOME}/{field.bridge().id}")
    assert console.get(f"{HOME}/9").status == 404
    for action in ("run", "dry-run"):
        assert console.post(f"{HOME}/9/{action}", page.form("run").fields).status == 404


def test_only_administrators_see_and_run_bridges(browser, field):
    bridge = field.bridge()
    field.do(lambda tx: users.create_user(tx, "eve@example.com", roles=["Standard User"], first_name="Eve"))
    field.do(lambda tx: users.set_generated_password(tx, "eve@example.com", PASSWORD))
    assert browser.get(HOME).status == 303
    browser.log_in("eve@example.com")
    assert browser.get(HOME).status == 403
    assert browser.get(f"{HOME}/{bridge.id}").status == 403
    form = browser.get("/console/account").form("/account/language").fields
    for action in ("run", "dry-run"):
        assert browser.post(f"{HOME}/{bridge.id}/{action}", form).status == 403
    assert field.instance.read_now(lambda tx: tx.fetch_all("SELECT id FROM bridge_runs")) == []
