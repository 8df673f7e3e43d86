"""/console/assets: the tree, My Tokens with where they come from, previews."""

from collections.abc import Callable

import pytest

from mercat.console.assets.tree import CHILDREN, NODES
from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.lists import static_lists
from mercat.domain.people import sync
from mercat.model.assets import Kind, MyToken, ProgramType, Ref, TokenType
from mercat.store.tx import Tx
from support.browser import Browser, Page
from support.server import Server

ZONE = Ref(Kind.FOLDER, 15)  # Marketing Activities > Default
DESIGN = Ref(Kind.FOLDER, 6)
HOME = "/console/assets/folder/15"


@pytest.fixture
def folder(server: Server) -> Ref:
    """A folder in Marketing Activities."""
    return server.instance.write_now(lambda tx: tree.create_folder(tx, ZONE, "Events").ref)


@pytest.fixture
def program(server: Server, folder: Ref) -> Ref:
    """A program in it."""

    def work(tx: Tx) -> Ref:
        details = Details("Booth 12")
        return Ref(Kind.PROGRAM, programs.create(tx, folder, "Show", ProgramType.EVENT, "Live Event", details).id)

    return server.instance.write_now(work)


@pytest.fixture
def define(server: Server) -> Callable[..., MyToken]:
    """Defines a token."""

    def define(owner: Ref, name: str, value: str, type: TokenType = TokenType.TEXT) -> MyToken:
        return server.instance.write_now(lambda tx: my_tokens.define(tx, owner, name, type, value))

    return define


def own(server: Server, owner: Ref) -> list[MyToken]:
    return server.instance.read_now(lambda tx: my_tokens.local(tx, owner))


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_the_tree_leads_to_every_folder_and_program(console: Browser, folder: Ref, program: Ref):
    page = console.get("/console/assets")
    assert {f"/console/assets/folder/{folder.id}", f"/console/assets/program/{program.id}", HOME} <= set(page.links)
    assert "Lead Database" not in words(page).partition("Folders and programs.")[2]
    shown = words(console.get(f"/console/assets/program/{program.id}"))
    assert "Show" in shown
    assert "Program 1 · Marketing Event · Booth 12" in shown
    assert "Channel Live Event" in shown


def test_a_folder_shows_what_lies_in_it_a_page_at_a_time(console: Browser, server: Server, folder: Ref):
    def work(tx: Tx) -> None:
        for number in range(CHILDREN + 1):
            tree.create_folder(tx, folder, f"Child {number}")
        static_lists.create(tx, "Readers", folder)

    server.instance.write_now(work)
    home = f"/console/assets/folder/{folder.id}"
    page = console.get(home)
    assert page.text.count("Child ") == CHILDREN
    assert "Readers Static List 1" in words(page)
    (onward,) = [link for link in page.links if "offset=" in link]
    rest = console.get(onward)
    assert rest.text.count("Child ") == 1
    assert f"Child {CHILDREN}" in rest.text


def test_a_folder_says_what_it_holds_in_chinese(console: Browser, folder: Ref, program: Ref):
    text = " ".join(console.get(f"/console/assets/folder/{folder.id}", **{"accept-language": "zh-CN"}).text.split())
    assert f"文件夹 {folder.id}" in text
    assert "Show 项目" in text


def test_a_tree_that_is_too_large_for_a_page_is_cut_and_says_so(console: Browser, server: Server, folder: Ref):
    def work(tx: Tx) -> None:
        for number in range(NODES):
            tree.create_folder(tx, folder, f"Child {number}")

    server.instance.write_now(work)
    page = console.get("/console/assets")
    assert len([link for link in page.links if "/assets/folder/" in link]) <= NODES
    assert "Not everything fits on this page" in page.text


@pytest.mark.parametrize("path", ["folder/99", "program/99", "email/1", f"folder/{2**70}"])
def test_what_does_not_exist_is_not_found(console: Browser, path: str):
    for part in ("", "/token", "/preview", "/token/delete?name=x"):
        assert console.get(f"/console/assets/{path}{part}").status == 404


def test_a_token_tells_where_it_comes_from_and_what_it_hides(
    console: Browser, folder: Ref, program: Ref, define: Callable[..., MyToken]
):
    define(ZONE, "Company", "Tea house")
    define(ZONE, "Seats", "10")
    define(folder, "seats", "20")
    define(program, "SEATS", "30")
    shown = words(console.get(f"/console/assets/program/{program.id}"))
    assert "{{my.Company}} text Tea house Inherited /Marketing Activities/Default Override" in shown
    assert (
        "{{my.SEATS}} text 30 Local overrides 20 from /Marketing Activities/Default/Events"
        " overrides 10 from /Marketing Activities/Default Edit Delete"
    ) in shown
    shown = words(console.get(f"/console/assets/folder/{folder.id}"))
    assert "{{my.seats}} text 20 Local overrides 10 from /Marketing Activities/Default Edit Delete" in shown


def test_a_token_is_added_overridden_changed_and_deleted(console: Browser, server: Server, folder: Ref):
    page = console.get(f"{HOME}/token")
    answer = console.submit(page, "token", name="Speaker", type="text", value="Ada\r\nLovelace")
    assert answer.location == f"{HOME}?done=changed"
    assert own(server, ZONE) == [MyToken("Speaker", TokenType.TEXT, "Ada\nLovelace")]
    home = f"/console/assets/folder/{folder.id}"
    page = console.get(f"{home}/token?name=speaker")
    assert page.value("value", "token") == "Ada\nLovelace"
    assert "This overrides the value from /Marketing Activities/Default here and below." in page.text
    assert console.submit(page, "token", value="Grace").status == 303
    page = console.get(f"{home}/token?name=Speaker")
    assert console.submit(page, "token", value="12", type="number").status == 303
    assert own(server, folder) == [MyToken("Speaker", TokenType.NUMBER, "12")]
    page = console.get(f"{home}/token/delete?name=Speaker")
    assert "Delete the token {{my.Speaker}}?" in page.text
    for _ in range(2):
        assert console.submit(page).location == f"{home}?done=deleted"
    assert own(server, folder) == []
    assert len(own(server, ZONE)) == 1


def test_a_refused_token_keeps_what_was_typed_and_says_why(console: Browser, server: Server):
    page = console.get(f"{HOME}/token")
    for name, type, value, field, said in (
        ("", "text", "x", "name", "Required."),
        ("x" * 51, "text", "x", "name", "At most 50 characters."),
        ("Date", "date", "soon", "value", "Enter a valid date, such as 2026-05-23."),
        ("Seats", "number", "many", "value", "Enter a number."),
        ("Score", "score", "1.5", "value", "Enter a whole number."),
    ):
        refused = console.submit(page, "token", name=name, type=type, value=value)
        assert (refused.status, refused.beside(field)) == (400, said)
        assert [refused.value(part, "token") for part in ("name", "type", "value")] == [name, type, value]
    assert own(server, ZONE) == []


def test_a_name_that_is_taken_is_refused_and_a_form_sent_twice_is_not(console: Browser, server: Server):
    page = console.get(f"{HOME}/token")
    for _ in range(2):
        assert console.submit(page, "token", name="Speaker", type="text", value="Ada").status == 303
    refused = console.submit(page, "token", name="SPEAKER", type="text", value="Grace")
    assert (refused.status, refused.beside("name")) == (400, "This name is already in use.")
    assert own(server, ZONE) == [MyToken("Speaker", TokenType.TEXT, "Ada")]


def test_a_stale_form_overwrites_no_token(console: Browser, server: Server, define: Callable[..., MyToken]):
    define(ZONE, "Speaker", "Ada")
    page = console.get(f"{HOME}/token?name=Speaker")
    define(ZONE, "Speaker", "Grace")
    refused = console.submit(page, "token", value="Hedy")
    assert refused.status == 409
    assert refused.value("value", "token") == "Hedy"
    assert own(server, ZONE)[0].value == "Grace"
    assert console.submit(refused, "token").status == 303  # seen, and sent again
    assert own(server, ZONE)[0].value == "Hedy"


def test_design_studio_has_no_tokens(console: Browser, server: Server):
    page = console.get(f"/console/assets/folder/{DESIGN.id}")
    assert "My Tokens" not in page.text
    form = console.get(f"/console/assets/folder/{DESIGN.id}/token")
    refused = console.submit(form, "token", name="Speaker", type="text", value="Ada")
    assert refused.status == 400
    assert "My Tokens can only be defined in Marketing Activities." in refused.text


def test_a_value_that_no_form_takes_is_not_offered_for_change(console: Browser, define: Callable[..., MyToken]):
    define(ZONE, "Fits", "x" * 50_000)
    define(ZONE, "Long", "x" * 50_001)
    assert console.get(f"{HOME}/token?name=Fits").value("value", "token") == "x" * 50_000
    assert "Change it through the API." in console.get(f"{HOME}/token?name=Long").text


def test_a_text_is_shown_as_a_person_gets_it(
    console: Browser, server: Server, program: Ref, define: Callable[..., MyToken]
):
    define(ZONE, "Greeting", "Dear {{lead.First Name:default=friend}}", TokenType.RICH_TEXT)
    record = {"email": "ada@a.test", "firstName": "<Ada>"}
    server.instance.write_now(lambda tx: sync.sync(tx, [record]))
    home = f"/console/assets/program/{program.id}/preview"
    page = console.get(home)
    assert "{{my.Greeting}}" in page.value("content", "preview")
    text = "{{my.Greeting}}, {{program.Name}} {{my.Nothing}}{{lead.Last Name}}!"
    for person in ("1", "ADA@a.test"):
        shown = console.submit(page, "preview", content=text, person=person, form="html")
        assert "Dear &lt;Ada&gt;, Show {{my.Nothing}}!" in shown.text
        assert "{{my.Nothing}} not defined" in words(shown)
        assert "{{lead.Last Name}} empty" in words(shown)
        assert shown.value("content", "preview") == text
    assert "Dear <Ada>, Show" in console.submit(page, "preview", content=text, person="1", form="text").text
    assert "Dear friend, Show" in console.submit(page, "preview", content=text, person="").text


def test_a_preview_without_a_text_or_for_nobody_known_is_refused(console: Browser):
    page = console.get(f"{HOME}/preview")
    assert console.submit(page, "preview", content=" ").beside("content") == "Required."
    assert console.submit(page, "preview", content="x" * 20_001).beside("content") == "At most 20000 characters."
    assert console.submit(page, "preview", content="x" * 20_000).status == 200
    for person in ("99", "nobody@a.test", "ada", "\u00b2", "9" * 30):
        refused = console.submit(page, "preview", content="x", person=person)
        assert (refused.status, refused.beside("person")) == (400, "No person matches.")
        assert refused.value("person", "preview") == person
