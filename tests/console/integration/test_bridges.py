"""/console/bridges: bridges, their runs, and what a run would do."""

import pytest

from mercat.domain.access import users
from mercat.domain.bridges import bridges
from mercat.domain.lists import static_lists
from mercat.domain.segments import smart_lists
from mercat.model.clock import DAY
from mercat.model.smart_lists import SmartListRules
from support.bridges import ACCOUNT, Field, number
from support.browser import ADMIN, PASSWORD
from support.segments import DATABASE

HOME = "/console/bridges"


def words(page):
    return " ".join(page.text.split())


@pytest.fixture
def field(server):
    made = Field(server.instance)
    made.add(made.people(number(1), number(2), None))
    return made


def test_without_bridges_the_page_leads_to_the_form(console):
    page = console.get(HOME)
    assert "No bridges yet. Select New bridge to add one." in page.text
    assert f"{HOME}/new" in page.links


def test_a_bridge_from_a_list_to_an_audience_is_created_and_runs(console, field):
    form = console.get(f"{HOME}/new")
    choices = {"list": f"static:{field.list_id}", "audience": f"{ACCOUNT}:{field.audience_id}"}
    answer = console.submit(form, "/new", **choices)
    assert (answer.status, answer.location) == (303, f"{HOME}/1?done=created")
    page = console.get(f"{HOME}/1")
    assert "Account Tea house 30011" in words(page)
    assert f"List Buyers {field.list_id} Audience Buyers {field.audience_id} Fields mobilePhone" in words(page)
    assert "Phone number (MD5)" in words(page)
    console.submit(page, "run")
    field.go_on(field.bridge())
    assert field.users() == field.users_with(number(1), number(2))


def test_a_bridge_from_a_smart_list_is_created(console, field):
    smart = field.do(lambda tx: smart_lists.create(tx, DATABASE, "Engineers", None, SmartListRules()).id)
    choices = {"list": f"smart:{smart}", "audience": f"{ACCOUNT}:{field.audience_id}", "fields": "phone, mobilePhone"}
    console.submit(console.get(f"{HOME}/new"), "/new", identifier="SHA256_MOBILE_PHONE", **choices)
    (bridge,) = field.instance.read_now(bridges.browse)
    settings = bridge.of_list
    assert (settings.source, settings.list_id, settings.fields) == ("smart", smart, ["phone", "mobilePhone"])
    assert settings.id_type == "SHA256_MOBILE_PHONE"


def test_a_bridge_from_leads_to_people_is_created_and_runs_each_day(console, field):
    form = console.get(f"{HOME}/new?kind=leads-to-people")
    answer = console.submit(form, "/new", account=ACCOUNT, list=field.list_id, daily="1")
    assert answer.location == f"{HOME}/1?done=created"
    assert "Leads to people 1 Tea house Buyers Each day" in words(console.get(HOME))
    field.leads({"leads_tel": number(9)})
    field.instance.jobs.advance(field.instance.clock.now() + DAY)
    assert field.last(field.instance.read_now(bridges.browse)[0]).counts["created"] == 1


def test_a_form_for_a_bridge_that_is_submitted_twice_creates_one(console, field):
    form = console.get(f"{HOME}/new?kind=leads-to-people")
    answers = [console.submit(form, "/new", account=ACCOUNT) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(field.instance.read_now(bridges.browse)) == 1


@pytest.mark.parametrize(
    ("kind", "values", "field_name", "text"),
    [
        ("list-to-audience", {"list": ""}, "list", "Required."),
        ("list-to-audience", {"audience": "x:1"}, "audience", "Required."),
        ("list-to-audience", {"fields": " "}, "fields", "Required."),
        ("list-to-audience", {"fields": "shoeSize"}, "fields", "The field shoeSize doesn't exist."),
        ("list-to-audience", {"fields": "a,b,c,d,e,f"}, "fields", "At most 5."),
        ("list-to-audience", {"identifier": "IDFA"}, "identifier", "Enter a valid value."),
        ("leads-to-people", {"account": ""}, "account", "Required."),
    ],
)
def test_a_form_with_an_error_marks_the_field_and_keeps_the_rest(console, field, kind, values, field_name, text):
    usual = {"list": f"static:{field.list_id}", "audience": f"{ACCOUNT}:{field.audience_id}"}
    given = {**(usual if kind == "list-to-audience" else {}), **values}
    page = console.submit(console.get(f"{HOME}/new?kind={kind}"), "/new", **given)
    assert (page.status, page.beside(field_name)) == (400, text)
    assert field.instance.read_now(bridges.browse) == []


def test_an_audience_of_another_bridge_is_refused_in_words(console, field):
    field.bridge()
    choices = {"list": f"static:{field.list_id}", "audience": f"{ACCOUNT}:{field.audience_id}", "fields": "phone"}
    page = console.submit(console.get(f"{HOME}/new"), "/new", **choices)
    refusal = "A bridge with other settings already goes there. Delete it first."
    assert (page.status, page.beside("audience")) == (400, refusal)


def test_a_bridge_is_scheduled_and_deleted(console, field):
    bridge = field.bridge()
    here = f"{HOME}/{bridge.id}"
    console.submit(console.get(here), "daily")
    assert "Each day" in words(console.get(here))
    console.submit(console.get(here), "daily")
    assert "When started" in words(console.get(here))
    answer = console.submit(console.get(f"{here}/delete"))
    assert (answer.location, console.get(here).status) == (f"{HOME}?done=deleted", 404)


def test_bridges_are_listed_with_their_last_runs_and_numbers(console, field):
    bridge = field.bridge(daily=True)
    field.run(bridge)
    text = words(console.get(HOME))
    assert f"List to audience {bridge.id} Buyers Buyers Each day" in text
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
    assert any(link.startswith("/console/people/") for link in console.get(f"{HOME}/{bridge.id}").links)


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
    for action in ("run", "dry-run", "daily", "delete"):
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
    assert browser.get(f"{HOME}/new").status == 403
    for action in ("new", f"{bridge.id}/run", f"{bridge.id}/dry-run", f"{bridge.id}/daily", f"{bridge.id}/delete"):
        assert browser.post(f"{HOME}/{action}", form).status == 403
    assert field.instance.read_now(lambda tx: tx.fetch_all("SELECT id FROM bridge_runs")) == []
