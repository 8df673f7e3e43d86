"""The search for folders, programs and assets of all kinds by their names, in the console."""

from collections.abc import Callable
from typing import Any

import pytest

from mercat.console.assets import search
from mercat.domain.assets import programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.forms import forms
from mercat.domain.lists import static_lists
from mercat.domain.snippets import snippets
from mercat.model.assets import Kind, ProgramType, Ref
from mercat.store.tx import Tx
from support.browser import Browser, Page
from support.segments import made_list
from support.server import Server

ZONE = Ref(Kind.FOLDER, 15)
SNIPPETS = Ref(Kind.FOLDER, 13)
SEARCH = "/console/assets/search"

Do = Callable[[Callable[[Tx], Any]], Any]


@pytest.fixture
def do(server: Server) -> Do:
    """Does something in one transaction."""
    return server.instance.write_now


@pytest.fixture
def webs(do: Do) -> None:
    """Something of most kinds with a name that begins with Web, and a few others."""

    def work(tx: Tx) -> None:
        program = Ref(Kind.PROGRAM, programs.create(tx, ZONE, "Website", ProgramType.DEFAULT, "Content", Details()).id)
        tree.create_folder(tx, ZONE, "Web pages")
        forms.create(tx, program, "web FORM", None, {})
        snippets.create(tx, SNIPPETS, "Web", None)
        snippets.create(tx, SNIPPETS, "My web", None)
        made_list(tx, "Web visitors")
        static_lists.create(tx, "Web readers", program)
        campaigns.create(tx, "Web", program)

    do(work)


def words(page: Page) -> str:
    return " ".join(page.text.split())


def matches(page: Page) -> list[str]:
    """The paths of what a page lists, in order, without those of folders beside them."""
    text = page.response.content.decode()
    rows = text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return [row.partition('href="/console/assets/')[2].partition('"')[0] for row in rows if "href" in row]


def test_the_tree_has_a_search_for_names_of_all_kinds(console: Browser, webs: None):
    assert console.get("/console/assets").form("search").action == SEARCH
    page = console.get(f"{SEARCH}?text=wEB&type=")
    assert matches(page) == [
        "campaign/1", "snippet/1", "form/1", "folder/17", "list/1", "smart-list/1", "program/1",
    ]  # fmt: skip
    assert "web FORM Form 1 Website" in words(page)
    assert {"/console/assets/program/1", f"/console/assets/folder/{SNIPPETS.id}"} <= set(page.links)
    assert page.value("text", "search") == "wEB"


@pytest.mark.parametrize(
    ("type", "paths"),
    [
        ("folder", ["folder/17"]),
        ("program", ["program/1"]),
        ("form", ["form/1"]),
        ("snippet", ["snippet/1"]),
        ("email", []),
        ("list", ["list/1"]),
        ("campaign", ["campaign/1"]),
        ("smart-list", ["smart-list/1"]),
    ],
)
def test_a_search_for_one_type_answers_only_that(console: Browser, webs: None, type: str, paths: list[str]):
    page = console.get(f"{SEARCH}?text=web&type={type}")
    assert matches(page) == paths
    assert ("No names match." in page.text) is not bool(paths)
    assert page.value("type", "search") == type


def test_case_and_spacing_do_not_matter(console: Browser, do: Do, webs: None):
    do(lambda tx: snippets.create(tx, SNIPPETS, "Straße  nach Rom", None))
    assert matches(console.get(f"{SEARCH}?text=++STRASSE+nach")) == ["snippet/3"]
    assert matches(console.get(f"{SEARCH}?text=web%20%20pages")) == ["folder/17"]
    for text in ("%", "_", "%25eb", "x" * 300, "%F4%8F%BF%BF"):
        assert matches(console.get(f"{SEARCH}?text={text}")) == []


def test_many_matches_have_pages_on_which_each_stands_once(console: Browser, do: Do):
    def work(tx: Tx) -> None:
        for number in range(search.SHOWN):
            snippets.create(tx, SNIPPETS, f"Same {number % 3}" if number < 3 else f"Same {number:03d}", None)
        for number in range(search.SHOWN):
            forms.create(tx, Ref(Kind.FOLDER, 10), f"Same {number:03d}", None, {})
        tree.create_folder(tx, ZONE, "Same 010")

    do(work)
    page = console.get(f"{SEARCH}?text=same")
    found = matches(page)
    assert len(found) == search.SHOWN and not [link for link in page.links if link == f"{SEARCH}?text=same&type="]
    while onward := [link for link in page.links if "after=" in link]:
        page = console.get(onward[0])
        found += matches(page)
        assert f"{SEARCH}?text=same&type=" in page.links
    assert len(found) == len(set(found)) == 2 * search.SHOWN + 1
    assert found[-3:] == ["snippet/50", "snippet/2", "snippet/3"]


def test_odd_addresses_are_answered(console: Browser, webs: None):
    assert len(matches(console.get(SEARCH))) > 15  # everything, from the first name on
    for query in ("type=nonsense", "after=x", "at=nonsense&after=1", f"text=web&key={'k' * 5_000}&at=form&after=1"):
        assert console.get(f"{SEARCH}?{query}").status == 200
    assert matches(console.get(f"{SEARCH}?text=web&key=web&at=snippet&after=1"))[0] == "form/1"
