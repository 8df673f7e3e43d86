"""/console/assets/list, .../form, .../campaign: what lies in folders and programs, to read."""

import json
from collections.abc import Callable
from importlib import resources
from typing import Any, get_args

import pytest

from mercat.console.assets import details, listing
from mercat.domain.access import users
from mercat.domain.assets import programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.campaigns import rules, runs
from mercat.domain.files import files
from mercat.domain.forms import form_fields, forms
from mercat.domain.lists.static_lists import add, create
from mercat.domain.people import sync
from mercat.model.assets import Kind, ProgramType, Ref
from mercat.model.campaigns import Content, Qualification, Rule, Status
from mercat.model.clock import HOUR
from mercat.model.documents import Document
from mercat.model.outcomes import Done
from mercat.store.lists import static_lists as lists
from mercat.store.tx import Tx
from support.browser import PASSWORD, Browser, Page
from support.server import Server

ZONE = Ref(Kind.FOLDER, 15)  # Marketing Activities > Default
HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"
ASKED = Rule(rules.REQUESTED, {"source": rules.WEB_SERVICE})
STEP = Rule("Interesting Moment", {"type": "Web", "weight": 3, "deep": {"loud": True}})

Write = Callable[[Callable[[Tx], Any]], Any]


@pytest.fixture
def write(server: Server) -> Write:
    """Does something in one transaction."""
    return server.instance.write_now


@pytest.fixture
def program(write: Write) -> Ref:
    """A program to put things into."""

    def work(tx: Tx) -> Ref:
        made = programs.create(tx, ZONE, "Website", ProgramType.DEFAULT, "Content", Details())
        return Ref(Kind.PROGRAM, made.id)

    made: Ref = write(work)
    return made


def words(page: Page) -> str:
    return " ".join(page.text.split())


def home(ref: Ref) -> str:
    return f"/console/assets/{ref.kind.value.lower()}/{ref.id}"


def people(tx: Tx, count: int) -> list[int]:
    """So many new people; their ids."""
    outcomes: list[Any] = []
    for start in range(0, count, 300):
        some = range(start, min(count, start + 300))
        outcomes += sync.sync(tx, [{"email": f"p{number}@a.test"} for number in some], action="createDuplicate")
    return [int(row.id) for row in outcomes if isinstance(row, Done)]


def campaign(tx: Tx, name: str, place: Ref, content: Content, *, active: bool = False) -> int:
    made = campaigns.create(tx, name, place)
    campaigns.define(tx, made, content)
    if active:
        campaigns.activate(tx, made)
    return made


def both_versions(tx: Tx, place: Ref, name: str = "Contact") -> Document:
    """An approved form with three fields, and a draft with more."""
    document = forms.KIND.approve(tx, forms.create(tx, place, name, "Asks who you are", {}))
    draft = document.versions.latest
    draft, _ = form_fields.add(tx, document, draft, "Company", {"required": True, "label": "Where you work"})
    draft, home = form_fields.add_set(tx, draft, "At home")
    draft, _ = form_fields.add(tx, document, draft, "Country", {})
    draft, _ = form_fields.add_rich_text(tx, draft, "<b>Thank</b> you")
    where = [form_fields.Place(field.id, field.row, 0, None) for field in draft.fields if field.id != "Country"]
    draft = form_fields.arrange(draft, [*where, form_fields.Place("Country", 0, 0, home.id)])
    return forms.KIND.save(tx, document, draft)


# -- in folders and programs ----------------------------------------------------------------------------------------


def test_a_program_shows_lists_forms_and_campaigns_with_how_they_stand(console: Browser, write: Write, program: Ref):
    def work(tx: Tx) -> None:
        create(tx, "Readers", program)
        both_versions(tx, program)
        forms.create(tx, program, "Second", None, {})
        campaign(tx, "Confirm", program, Content((ASKED,), steps=(STEP,)), active=True)
        campaign(tx, "Rest", program, Content((ASKED,), steps=(STEP,)))
        campaigns.create(tx, "Empty", program)

    write(work)
    page = console.get(home(program))
    for row in (
        "Readers Static List 1 –",
        "Contact Form 1 Approved Draft",
        "Second Form 2 Draft",
        "Confirm Smart Campaign 1 Active",
        "Rest Smart Campaign 2 Inactive",
        "Empty Smart Campaign 3 Never Run",
    ):
        assert row in words(page)
    wanted = {"list/1", "form/1", "form/2", "campaign/1", "campaign/2", "campaign/3"}
    links = {f"/console/assets/{leaf}" for leaf in wanted}
    assert links <= set(page.links)
    assert {console.get(link).status for link in links} == {200}
    assert not [link for link in page.links if "?" in link and link.startswith(home(program)) and "token" not in link]


def fill(tx: Tx, kind: str, place: Ref, count: int) -> None:
    make: dict[str, Callable[[str], Any]] = {
        "list": lambda name: create(tx, name, place),
        "form": lambda name: forms.create(tx, place, name, None, {}),
        "campaign": lambda name: campaigns.create(tx, name, place),
    }
    for number in range(count):
        make[kind](f"One of many {number}")


@pytest.mark.parametrize("kind", ["list", "form", "campaign"])
def test_each_kind_goes_on_with_a_page_of_its_own(console: Browser, write: Write, program: Ref, kind: str):
    more = f"More: {listing.TYPES[kind]}"

    def others(tx: Tx) -> None:
        for other in ("list", "form", "campaign"):
            if other != kind:
                fill(tx, other, program, 1)
        tree.create_folder(tx, program, "Inside")

    write(others)
    write(lambda tx: fill(tx, kind, program, listing.SHOWN))
    page = console.get(home(program))
    shown = [link for link in page.links if f"/{kind}/" in link]
    assert (len(shown), more in page.text) == (listing.SHOWN, False)
    write(lambda tx: make_last(tx, kind, program))
    page = console.get(home(program))
    assert [link for link in page.links if f"/{kind}/" in link] == shown
    assert more in page.text
    (onward,) = [link for link in page.links if f"?{kind}=" in link]
    rest = console.get(onward)
    leaf_links = [link for link in rest.links if any(f"/assets/{one}/" in link for one in ("list", "form", "campaign"))]
    assert len(leaf_links) == 1 and leaf_links[0] not in shown
    assert "The last" in rest.text and "Inside" not in rest.text and more not in rest.text
    assert f"{home(program)}#contents" in rest.links


def make_last(tx: Tx, kind: str, place: Ref) -> None:
    match kind:
        case "list":
            create(tx, "The last", place)
        case "form":
            forms.create(tx, place, "The last", None, {})
        case _:
            campaigns.create(tx, "The last", place)


# -- static lists ---------------------------------------------------------------------------------------------------


def test_a_list_shows_where_it_lies_and_who_is_on_it(console: Browser, write: Write, program: Ref):
    def work(tx: Tx) -> int:
        made = create(tx, "Readers", program, "Who reads our letter")
        add(tx, made, people(tx, 2))
        return made

    made = write(work)
    page = console.get(f"/console/assets/list/{made}")
    assert f"Readers Static List {made} Folder Website Description Who reads our letter Members 2 Created" in words(
        page
    )
    assert {home(ZONE), home(program), "/console/people/1", "/console/people/2"} <= set(page.links)
    assert "p0@a.test" in page.text
    assert f"/console/assets/list/{made}" in console.get("/console/people/1").links


def test_an_empty_list_says_so(console: Browser, write: Write, program: Ref):
    made = write(lambda tx: create(tx, "Readers", program))
    assert "Members 0" in words(console.get(f"/console/assets/list/{made}"))
    assert "This list is empty." in console.get(f"/console/assets/list/{made}").text


def test_the_members_of_a_list_have_pages(console: Browser, write: Write, program: Ref):
    def work(tx: Tx) -> tuple[int, list[int]]:
        made = create(tx, "Readers", program)
        ids = people(tx, details.MEMBERS + 1)
        add(tx, made, ids[: details.MEMBERS])
        return made, ids

    made, ids = write(work)
    place = f"/console/assets/list/{made}"
    assert not [link for link in console.get(place).links if "after=" in link]
    write(lambda tx: add(tx, made, ids[details.MEMBERS :]))
    page = console.get(place)
    assert len([link for link in page.links if "/people/" in link]) == details.MEMBERS
    (onward,) = [link for link in page.links if "after=" in link]
    rest = console.get(onward)
    assert [link for link in rest.links if "/people/" in link] == [f"/console/people/{ids[-1]}"]
    assert f"{place}#members" in rest.links
    beyond = console.get(f"{place}?after={'9' * 18}")
    assert (beyond.status, "No people match." in beyond.text) == (200, True)
    for odd in ("x", "-1", "9" * 30):
        assert f"/console/people/{ids[0]}" in console.get(f"{place}?after={odd}").links


def test_a_long_list_is_not_counted_to_its_end(console: Browser, write: Write, program: Ref):
    made = write(lambda tx: create(tx, "Readers", program))
    many = (
        "INSERT INTO list_members (list_id, person_id, added_ms) WITH RECURSIVE n (i) AS"
        " (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT :list, i, 0 FROM n"
    )
    for first, last, said in (
        (1, details.COUNTED - 1, "Members 99,999 Created"),
        (details.COUNTED, details.COUNTED, "Members 100,000 or more Created"),
        (details.COUNTED + 1, details.COUNTED + 1, "Members 100,000 or more Created"),
    ):
        write(lambda tx, first=first, last=last: tx.execute(many, first=first, last=last, list=made))
        assert said in words(console.get(f"/console/assets/list/{made}"))


# -- forms ----------------------------------------------------------------------------------------------------------


def test_a_form_shows_the_fields_of_the_version_asked_for(console: Browser, write: Write, program: Ref):
    made = write(lambda tx: both_versions(tx, program))
    place = f"/console/assets/form/{made.id}"
    shown = words(console.get(place))
    assert (
        "Contact Form 1 Approved Draft Approve Unapprove" in shown
        and "Approved Draft Side by side Folder Website" in shown
    )
    assert "Description Asks who you are" in shown
    assert "Language English en_US Button Submit" in shown
    assert "Fields Approved Order" in shown
    assert "1 First Name: FirstName string No 2 Last Name: LastName string No 3 Email Address: Email email No" in shown
    assert "Where you work" not in shown
    assert shown == words(console.get(f"{place}?version=approved"))
    page = console.get(place)
    assert {f"{place}?version=approved", f"{place}?version=draft", home(program)} <= set(page.links)
    draft = words(console.get(f"{place}?version=draft"))
    assert "Fields Draft Order" in draft
    assert "4 Where you work Company string Yes 5 At home" in draft
    assert "6 Country: in At home Country string No 7 Thank you" in draft
    assert "fieldset –" in draft and "htmltext –" in draft


def test_each_version_of_a_form_shows_its_own_name_and_description(console: Browser, write: Write, program: Ref):
    made = write(lambda tx: both_versions(tx, program))
    write(lambda tx: forms.update(tx, made.id, name="Say hello", description="Asks nothing", look={}))
    place = f"/console/assets/form/{made.id}"
    for path, name, description in (
        (place, "Contact", "Asks who you are"),
        (f"{place}?version=draft", "Say hello", "Asks nothing"),
    ):
        shown = words(console.get(path))
        assert f" {name} Form 1 " in shown and f"Description {description} " in shown


def test_a_form_of_one_version_shows_that_one(console: Browser, write: Write, program: Ref):
    made = write(lambda tx: forms.create(tx, program, "New", None, {}))
    place = f"/console/assets/form/{made.id}"
    page = console.get(place)
    assert "Fields Draft" in words(page)
    assert "Description" not in page.text
    assert not [link for link in page.links if "version=" in link]
    assert console.get(f"{place}?version=draft").status == 200
    write(lambda tx: forms.KIND.approve(tx, forms.KIND.get(tx, made.id)))
    assert "Fields Approved" in words(console.get(place))


@pytest.mark.parametrize("version", ["approved", "Draft", "x", "x" * 5_000])
def test_a_version_that_is_not_there_is_not_found(console: Browser, write: Write, program: Ref, version: str):
    made = write(lambda tx: forms.create(tx, program, "New", None, {}))
    assert console.get(f"/console/assets/form/{made.id}?version={version}").status == 404


# -- smart campaigns ------------------------------------------------------------------------------------------------


def test_a_batch_campaign_shows_its_smart_list_flow_and_runs(
    console: Browser, server: Server, write: Write, program: Ref
):
    def work(tx: Tx) -> tuple[int, int]:
        on = create(tx, "Readers", program)
        add(tx, on, people(tx, 1))
        content = Content(filters=(Rule(rules.LIST_MEMBER, {"list": on}),), steps=(STEP, Rule("Wait")))
        made = campaign(tx, "Invite", program, content)
        runs.schedule(tx, made, at_ms=tx.now + HOUR, tokens={})
        return made, on

    made, on = write(work)
    place = f"/console/assets/campaign/{made}"
    page = console.get(place)
    shown = words(page)
    assert f"Invite Smart Campaign {made} Never Run Folder Website Type Batch Active No Can be requested No" in shown
    assert "Each person can run through once Communication limits Yes Last run – Created" in shown
    assert "Member of List Filter Readers" in shown
    assert {f"/console/assets/list/{on}", home(program)} <= set(page.links)
    flow = shown.partition("Value 1 Interesting Moment")[2].partition("Scheduled runs")[0]
    for part in ("type Web", "weight 3", 'deep {"loud":true}'):  # in the order of the database
        assert part in flow
    assert flow.endswith(" 2 Wait – ")
    assert "everyone in the smart list" in shown and "No runs scheduled." not in shown
    server.instance.jobs.advance(server.instance.clock.now() + HOUR)
    over = words(console.get(place))
    assert "Single Run" in over and "Last run –" not in over and "No runs scheduled." in over


def test_a_trigger_campaign_shows_whether_it_can_be_requested(console: Browser, write: Write, program: Ref):
    content = Content((ASKED,), steps=(STEP,), qualification=Qualification("any"))
    made = write(lambda tx: campaign(tx, "Confirm", program, content, active=True))
    place = f"/console/assets/campaign/{made}"
    shown = words(console.get(place))
    assert (
        "Active Folder Website Type Trigger Active Yes Can be requested Yes Each person can run through every time"
        in shown
    )
    assert "Campaign is Requested Trigger source Web Service API" in shown
    assert "Last run" not in shown
    write(lambda tx: campaigns.deactivate(tx, made))
    assert "Type Trigger Active No Can be requested No" in words(console.get(place))


@pytest.mark.parametrize("unit", ["hour", "day", "week", "month"])
def test_a_campaign_says_how_often_somebody_may_run_through_it(console: Browser, write: Write, program: Ref, unit: Any):
    content = Content(qualification=Qualification("interval", 3, unit))
    made = write(lambda tx: campaign(tx, "Confirm", program, content))
    shown = words(console.get(f"/console/assets/campaign/{made}"))
    assert f"Each person can run through once every 3 {unit}(s) Communication" in shown


def test_a_campaign_that_holds_nothing_says_so(console: Browser, write: Write, program: Ref):
    made = write(lambda tx: campaigns.create(tx, "Empty", program))
    page = console.get(f"/console/assets/campaign/{made}")
    for said in ("No triggers or filters, so nobody qualifies.", "No steps yet.", "No runs scheduled."):
        assert said in page.text


def test_a_list_that_is_gone_is_named_by_its_number(console: Browser, write: Write, program: Ref):
    def work(tx: Tx) -> tuple[int, int]:
        on = create(tx, "Readers", program)
        content = Content(filters=(Rule(rules.LIST_MEMBER, {"list": on}),))
        made = campaign(tx, "Invite", ZONE, content)
        lists.delete(tx, on)
        return made, on

    made, on = write(work)
    page = console.get(f"/console/assets/campaign/{made}")
    assert "Invalid" in words(page) and f"The list {on} is gone" in words(page)
    assert f"/console/assets/list/{on}" not in page.links


def test_the_runs_of_a_campaign_are_shown_as_far_as_a_page_goes(console: Browser, write: Write, program: Ref):
    content = Content((ASKED,), steps=(STEP,), qualification=Qualification("any"))

    def work(tx: Tx) -> tuple[int, list[int]]:
        made = campaign(tx, "Confirm", program, content, active=True)
        ids = people(tx, 2)
        for _ in range(details.RUNS):
            runs.request(tx, made, ids, {})
        return made, ids

    made, ids = write(work)
    place = f"/console/assets/campaign/{made}"
    page = console.get(place)
    assert (page.text.count("In progress"), "More runs are scheduled" in page.text) == (details.RUNS, False)
    assert "In progress 2" in words(page)
    write(lambda tx: runs.request(tx, made, ids, {}))
    page = console.get(place)
    assert (page.text.count("In progress"), "More runs are scheduled" in page.text) == (details.RUNS, True)


# -- all of them ----------------------------------------------------------------------------------------------------


@pytest.fixture
def one_each(write: Write, program: Ref) -> None:
    """A list and two forms and campaigns, with names that mean harm; each kind counts from 1."""

    def work(tx: Tx) -> None:
        on = create(tx, f"list {HOSTILE}", program, HOSTILE)
        add(tx, on, people(tx, 1))
        sync.sync(tx, [{"email": "p0@a.test", "firstName": HOSTILE}])
        for number in (1, 2):
            made = forms.create(tx, program, f"form {number} {HOSTILE}", HOSTILE, {})
            draft = made.versions.latest
            made = forms.KIND.save(tx, made, form_fields.change(draft, "Email", {"label": HOSTILE})[0])
            hostile = Rule("Send Alert", {HOSTILE: HOSTILE, "deep": [HOSTILE]})
            listed = Rule(rules.LIST_MEMBER, {"list": on})
            name = f"campaign {number} {HOSTILE}"
            campaign(tx, name, program, Content(filters=(listed,), steps=(hostile,)))
        tree.create_folder(tx, program, HOSTILE)

    write(work)


KINDS = ("list", "form", "campaign")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_there_is_not_found(console: Browser, one_each: None, kind: str):
    for number in (0, 3, 999, 2**63 - 1, 2**63, 2**64, 10**30):
        answer = console.get(f"/console/assets/{kind}/{number}")
        assert (answer.status, "This page or item doesn't exist." in answer.text) == (404, True), number
    for path in (f"{kind}/-1", f"{kind}/x", f"{kind}/1/", f"{kind}", f"{kind}s/1", f"{kind.capitalize()}/1"):
        assert console.get(f"/console/assets/{path}").status == 404, path
    for part in ("token", "preview", "token/delete?name=x"):
        assert console.get(f"/console/assets/{kind}/1/{part}").status == 404, part


def test_an_id_of_another_kind_is_not_found(console: Browser, one_each: None):
    assert [console.get(f"/console/assets/{kind}/2").status for kind in KINDS] == [404, 200, 200]


@pytest.mark.parametrize("kind", KINDS)
def test_names_that_mean_harm_are_only_shown(console: Browser, one_each: None, program: Ref, kind: str):
    for path in (f"/console/assets/{kind}/1", home(program), "/console/people/1"):
        html = console.get(path).response.content.decode()
        assert ESCAPED in html and HOSTILE not in html, path


@pytest.mark.parametrize("kind", KINDS)
def test_only_administrators_read_them(browser: Browser, one_each: None, write: Write, kind: str):
    def work(tx: Tx) -> None:
        users.create_user(tx, "max@mercat.test", roles=["Standard User"])
        users.set_generated_password(tx, "max@mercat.test", PASSWORD)

    write(work)
    place = f"/console/assets/{kind}/1"
    assert browser.get(place).location.startswith("/console/login")
    assert browser.log_in("max@mercat.test").status == 303
    answer = browser.get(place)
    assert (answer.status, "script" in answer.text) == (403, False)
    assert browser.get(f"/console/assets/{kind}/999").text == answer.text


def test_every_word_for_how_something_stands_has_a_chinese_one():
    text = (resources.files("mercat.console") / "templates" / "zh-CN.json").read_text("utf-8")
    assert {*get_args(Status), *listing.STATES.values(), "Static List", "Form", "Smart Campaign"} <= set(
        json.loads(text)
    )


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_file_shows_its_facts_and_its_url(console: Browser, write: Write):
    folder = Ref(Kind.FOLDER, 16)  # Design Studio > Default > Images and Files
    incoming = files.Incoming(b"x" * 3_000, "my file.css")
    made = write(lambda tx: files.create(tx, folder, "my file.css", incoming, description="Look", insert_only=True))
    page = console.get(f"/console/assets/file/{made.id}")
    assert "File 1 Delete Clone Folder Images and Files Description Look Type text/css Size 2.9 KiB URL" in words(page)
    (url,) = [link for link in page.links if "/rs/" in link]
    assert console.server.call("GET", url).content == b"x" * 3_000
