"""The steps of an asset's life in the console: approve, unapprove, discard the draft, clone, delete, for every kind."""

from collections.abc import Callable
from typing import Any

import pytest

from mercat.domain import audit
from mercat.domain.assets import tree
from mercat.domain.emails import templates
from mercat.domain.snippets import snippets
from mercat.model.assets import Kind, Ref
from mercat.model.audit import Search
from mercat.store.tx import Tx
from support.browser import Browser, Page
from support.server import Server

SNIPPETS = Ref(Kind.FOLDER, 13)
TEMPLATES = Ref(Kind.FOLDER, 12)
HTML = '<html><body><div class="mktEditable" id="main">{}</div></body></html>'

Do = Callable[[Callable[[Tx], Any]], Any]


@pytest.fixture
def do(server: Server) -> Do:
    """Does something in one transaction."""
    return server.instance.write_now


@pytest.fixture
def snippet(do: Do) -> str:
    """The page of an approved snippet with a draft that has another name and other content."""

    def work(tx: Tx) -> int:
        made = snippets.create(tx, SNIPPETS, "Footer", "Below every email").id
        snippets.set_content(tx, made, "HTML", "<p>Acme\nBerlin</p>")
        snippets.KIND.approve(tx, snippets.KIND.get(tx, made))
        snippets.set_content(tx, made, "HTML", "<p>Acme\nParis</p>")
        snippets.update(tx, made, name="New footer", description=None, is_archive=None)
        return made

    return f"/console/assets/snippet/{do(work)}"


def words(page: Page) -> str:
    return " ".join(page.text.split())


def steps_on(page: Page, home: str) -> set[str]:
    """The steps that a page of an asset leads to."""
    return {link.removeprefix(home + "/").partition("?")[0] for link in page.links if link.startswith(home + "/")} - {
        "preview"
    }


def take(console: Browser, home: str, step: str) -> Page:
    return console.submit(console.get(f"{home}/{step}"), "")


def noted(do: Do) -> list[tuple[str, str]]:
    entries = do(lambda tx: audit.newest(tx, Search(), limit=100))
    return [(entry.kind, entry.subject) for entry in reversed(entries) if entry.kind.startswith("asset.")]


# -- versions -------------------------------------------------------------------------------------------------------


def test_both_versions_are_compared_side_by_side(console: Browser, snippet: str):
    assert f"{snippet}?version=both" in console.get(snippet).links
    page = console.get(f"{snippet}?version=both")
    assert "Name and description Approved Draft Footer New footer Below every email Below every email" in words(page)
    html = page.response.content.decode()
    assert "<del>    Berlin&lt;/p&gt;</del>" in html and "<ins>    Paris&lt;/p&gt;</ins>" in html
    assert "Acme" in page.text and "<ins>Acme" not in html


def test_equal_lines_far_from_a_change_are_left_out(console: Browser, do: Do):
    def work(tx: Tx) -> int:
        lines = [f"line {number}" for number in range(50)]
        made = templates.create(tx, TEMPLATES, "Plain", None, HTML.format("\n".join(lines))).id
        templates.KIND.approve(tx, templates.KIND.get(tx, made))
        lines[25] = "changed"
        templates.set_html(tx, made, HTML.format("\n".join(lines)))
        return made

    page = console.get(f"/console/assets/email-template/{do(work)}?version=both")
    assert "22 equal lines" in page.text
    for line, there in (("line 21", False), ("line 22", True), ("line 28", True), ("line 29", False)):
        assert (line in page.text) is there
    html = page.response.content.decode()
    assert "<del>line 25</del>" in html and "<ins>changed</ins>" in html


def test_a_single_version_has_nothing_beside_it(console: Browser, do: Do):
    made = do(lambda tx: snippets.create(tx, SNIPPETS, "Footer", None).id)
    home = f"/console/assets/snippet/{made}"
    assert f"{home}?version=both" not in console.get(home).links
    assert console.get(f"{home}?version=both").status == 404


def test_the_content_of_a_kind_is_shown_as_text(console: Browser, snippet: str):
    page = console.get(f"{snippet}?version=draft")
    assert "Content Draft static: html: <p>Acme Paris</p>" in words(page)
    assert "<p>Acme" not in page.response.content.decode()


# -- steps ----------------------------------------------------------------------------------------------------------


def test_a_page_offers_the_steps_that_can_be_taken(console: Browser, do: Do, snippet: str):
    assert steps_on(console.get(snippet), snippet) == {"approve", "unapprove", "discard", "clone", "delete"}
    take(console, snippet, "discard")
    assert steps_on(console.get(snippet), snippet) == {"unapprove", "clone", "delete"}
    take(console, snippet, "unapprove")
    assert steps_on(console.get(snippet), snippet) == {"approve", "clone", "delete"}


def test_a_draft_is_approved(console: Browser, do: Do, snippet: str):
    asked = console.get(f"{snippet}/approve")
    assert "Approve New footer?" in asked.text
    answer = console.submit(asked, "")
    assert (answer.status, answer.location) == (303, f"{snippet}?done=changed")
    assert "New footer Snippet 1 Approved Preview Unapprove" in words(console.get(snippet))


def test_a_draft_is_discarded(console: Browser, snippet: str):
    assert "Discard the draft of New footer?" in console.get(f"{snippet}/discard").text
    assert take(console, snippet, "discard").location == f"{snippet}?done=changed"
    assert "Footer Snippet 1 Approved Preview Unapprove" in words(console.get(snippet))


def test_an_asset_is_unapproved_and_deleted(console: Browser, snippet: str):
    refused = take(console, snippet, "delete")
    assert (refused.status, "Unapprove the asset before you delete it." in refused.text) == (400, True)
    assert "Delete Footer?" in refused.text
    assert take(console, snippet, "unapprove").status == 303
    assert take(console, snippet, "delete").location == f"/console/assets/folder/{SNIPPETS.id}?done=deleted"
    assert console.get(snippet).status == 404


@pytest.mark.parametrize(
    ("step", "english", "chinese"),
    [
        ("approve", "This asset has no draft to approve.", "没有可批准的草稿。"),
        ("discard", "This asset has no draft to discard.", "没有可放弃的草稿。"),
    ],
)
def test_a_step_that_came_too_late_says_why(console: Browser, snippet: str, step: str, english: str, chinese: str):
    asked = console.get(f"{snippet}/{step}")
    take(console, snippet, "approve")
    refused = console.submit(asked, "")
    assert (refused.status, english in refused.text) == (400, True)
    form = asked.form()
    assert chinese in console.post(f"{snippet}/{step}", form.fields, **{"accept-language": "zh-CN"}).text


def test_a_step_needs_the_token_of_the_form(console: Browser, snippet: str):
    assert console.post(f"{snippet}/approve", [("form_token", "wrong")]).status == 403
    assert "discard" in steps_on(console.get(snippet), snippet)


@pytest.mark.parametrize("path", ["folder/13", "program/1", "list/1", "campaign/1", "snippet/9", "nonsense/1"])
@pytest.mark.parametrize("step", ["approve", "unapprove", "discard", "delete", "clone"])
def test_only_assets_of_the_catalog_have_steps(console: Browser, path: str, step: str):
    assert console.get(f"/console/assets/{path}/{step}").status == 404


# -- clones ---------------------------------------------------------------------------------------------------------


def test_an_asset_is_cloned_into_another_folder(console: Browser, do: Do, snippet: str):
    inside = do(lambda tx: tree.create_folder(tx, SNIPPETS, "Old ones").ref)
    page = console.get(f"{snippet}/clone")
    assert page.value("place") == f"folder/{SNIPPETS.id}"
    assert "Design Studio / Default / Snippets / Old ones" in page.text
    assert "Marketing Activities / " not in page.text and "Design Studio / Default / Emails" not in page.text
    fields = {"name": "Second footer", "place": f"folder/{inside.id}", "description": "A copy"}
    answer = console.submit(page, "", **fields)
    assert answer.location == "/console/assets/snippet/2?done=created"
    shown = words(console.get("/console/assets/snippet/2"))
    assert "Second footer Snippet 2 Draft Preview Approve Delete Clone Folder Old ones Description A copy" in shown
    assert "Berlin" in shown and "Paris" not in shown  # that of the approved version
    assert console.submit(page, "", **fields).location == answer.location
    assert console.get("/console/assets/snippet/3").status == 404


@pytest.mark.parametrize(
    ("fields", "beside", "message"),
    [
        ({"name": ""}, "name", "Required."),
        ({"name": "footer"}, "name", "This name is already in use."),
        ({"name": "x" * 256}, "name", "At most 255 characters."),
        ({"name": "New", "description": "x" * 2_001}, "description", "At most 2000 characters."),
        ({"name": "New", "place": "folder/11"}, "place", "Enter a valid value."),
        ({"name": "New", "place": "folder/99"}, "place", "Enter a valid value."),
        ({"name": "New", "place": "folder/x"}, "place", "Enter a valid value."),
        ({"name": "New", "place": f"folder/{'9' * 18}"}, "place", "Enter a valid value."),
        ({"name": "New", "place": "elsewhere"}, "place", "Enter a valid value."),
    ],
)
def test_a_refused_clone_says_what_does_not_fit(console: Browser, do: Do, snippet: str, fields, beside, message):
    refused = console.submit(console.get(f"{snippet}/clone"), "", **fields)
    assert (refused.status, refused.beside(beside)) == (400, message)
    assert refused.value("name") == fields["name"]
    assert console.get("/console/assets/snippet/2").status == 404


# -- the audit trail ------------------------------------------------------------------------------------------------


def test_the_audit_trail_notes_each_step_and_who_took_it(console: Browser, do: Do, snippet: str):
    before = len(noted(do))
    take(console, snippet, "approve")
    take(console, snippet, "unapprove")
    console.submit(console.get(f"{snippet}/clone"), "", name="Copy")
    take(console, snippet, "delete")
    do(lambda tx: snippets.KIND.approve(tx, snippets.KIND.get(tx, 2)))
    do(lambda tx: snippets.set_content(tx, 2, "HTML", "<p></p>"))
    take(console, "/console/assets/snippet/2", "discard")
    assert noted(do)[before:] == [
        ("asset.approved", "New footer"),
        ("asset.unapproved", "New footer"),
        ("asset.created", "Copy"),
        ("asset.deleted", "New footer"),
        ("asset.approved", "Copy"),
        ("asset.discarded", "Copy"),
    ]
    entry = do(lambda tx: audit.newest(tx, Search(kind="asset.deleted"), limit=1))[0]
    assert (entry.actor, entry.before) == ("ada@mercat.test", {"type": "Snippet", "id": 1, "folder": "Snippets"})
    assert "Asset deleted" in console.get("/console/audit-trail?kind=asset.deleted").text


def test_a_refused_step_is_not_noted(console: Browser, do: Do, snippet: str):
    before = noted(do)
    take(console, snippet, "delete")
    assert noted(do) == before
