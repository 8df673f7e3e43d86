"""Previews of assets in the console: as a person, as a segment, as HTML or text, wide or narrow."""

from collections.abc import Callable
from typing import Any

import pytest

from mercat.domain.asset_kinds import catalog, previews
from mercat.domain.designer import fragments
from mercat.domain.segments import segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import Kind, Ref
from mercat.model.designer import Data, FragmentSettings, HtmlPart
from mercat.store.tx import Tx
from support.browser import Browser, Page
from support.emails import made, send
from support.marketo import MarketoClient
from support.segments import made_people, made_segmentation
from support.server import Server

SNIPPETS = Ref(Kind.FOLDER, 13)
HOME = "/console/assets/snippet/1/preview"
HOSTILE = "<script>alert('x')</script>"

Do = Callable[[Callable[[Tx], Any]], Any]


@pytest.fixture
def do(server: Server) -> Do:
    """Does something in one transaction."""
    return server.instance.write_now


@pytest.fixture
def snippet(do: Do) -> None:
    """Two people, and an approved snippet that greets Germans in German and has a newer draft."""

    def work(tx: Tx) -> None:
        made_people(
            tx,
            {"firstName": "Anna", "email": "anna@a.test", "country": "Germany"},
            {"firstName": "Bob <b>", "email": "bob@a.test", "country": "France"},
        )
        made_segmentation(tx, {"Germans": [("Country", "is", "Germany")]})
        snippets.create(tx, SNIPPETS, "Greeting", None)
        snippets.set_content(tx, 1, "HTML", "<p>Hello {{lead.First Name:default=you}}</p>")
        snippets.set_content(tx, 1, "DynamicContent", "1001")
        snippets.set_segment_piece(tx, 1, 1001, "HTML", "<p>Hallo {{lead.First Name:default=du}}</p>")
        snippets.KIND.approve(tx, snippets.KIND.get(tx, 1))
        snippets.set_segment_piece(tx, 1, 1001, "HTML", f"<p>Servus</p>{HOSTILE}")

    do(work)


def words(page: Page) -> str:
    return " ".join(page.text.split())


def html(console: Browser, **choices: Any) -> str:
    """What is in the frame of a preview."""
    query = "&".join(f"{name.replace('_', '-')}={value}" for name, value in choices.items())
    page = console.get(f"{HOME}?{query}")
    source = page.response.content.decode().partition('<iframe class="foreign')[2].partition('src="')[2]
    address = source.partition('"')[0].replace("&amp;", "&")
    assert address.partition("?")[0] == f"{HOME}/html"
    return console.get(address).response.content.decode()


def test_a_snippet_is_previewed_as_two_people(console: Browser, snippet: None):
    assert "Hello you" in html(console)
    assert "Hallo Anna" in html(console, person="anna@a.test")
    assert "Hello Bob &lt;b&gt;" in html(console, person=2)
    page = console.get(f"{HOME}?person=anna@a.test")
    assert "For Anna" in page.text and "Without a person" in console.get(HOME).text


def test_a_segment_takes_the_place_of_that_of_the_person(console: Browser, snippet: None):
    page = console.get(HOME)
    assert "Segment of Region" in page.text
    assert page.value("segment-1001", "preview") == ""
    assert html(console, segment_1001=1001) == "<p>Hallo du</p>"
    assert html(console, person=2, segment_1001=1001) == "<p>Hallo Bob &lt;b&gt;</p>"
    assert html(console, person=1, segment_1001=1002) == "<p>Hello Anna</p>"
    for odd in ("9", "x", "9" * 30, "1001x"):
        assert html(console, person=1, segment_1001=odd) == "<p>Hallo Anna</p>"


def test_either_version_is_previewed(console: Browser, snippet: None):
    assert f"{HOME}?version=draft" in console.get("/console/assets/snippet/1?version=draft").links
    assert "Servus" in html(console, version="draft", person=1)
    assert "Servus" not in html(console, version="approved", person=1)
    assert console.get(f"{HOME}?version=other").status == 404


def test_a_preview_as_text_shows_the_text_version(console: Browser, snippet: None):
    page = console.get(f"{HOME}?form=text&person=2&width=narrow")
    assert "Hello Bob <b>" in page.text
    assert "<iframe" not in page.response.content.decode()
    assert page.value("form", "preview") == "text" and page.value("width", "preview") == "narrow"


def test_what_a_marketer_wrote_has_no_origin(console: Browser, snippet: None):
    page = console.get(f"{HOME}?version=draft&person=1")
    assert HOSTILE not in page.response.content.decode()
    frame = console.get(f"{HOME}/html?version=draft&person=1")
    assert HOSTILE in frame.response.content.decode()
    policy = frame.header("content-security-policy")
    assert policy.startswith("sandbox; default-src 'none';") and "script" not in policy
    assert '<iframe class="foreign" sandbox title=' in page.response.content.decode()
    assert '<iframe class="foreign small"' in console.get(f"{HOME}?width=narrow").response.content.decode()


@pytest.mark.parametrize("who", ["nobody@a.test", "99", "9" * 30])
def test_an_unknown_person_is_marked_and_the_choices_stay(console: Browser, snippet: None, who: str):
    page = console.get(f"{HOME}?person={who}&form=text")
    assert (page.status, page.beside("person")) == (400, "No person matches.")
    assert (page.value("person", "preview"), page.value("form", "preview")) == (who, "text")
    assert "<iframe" not in page.response.content.decode()
    assert console.get(f"{HOME}/html?person={who}").status == 404


def test_a_segmentation_that_is_not_approved_says_so(console: Browser, do: Do, snippet: None):
    do(lambda tx: tx.execute("DELETE FROM asset_links"))  # so that it can be unapproved
    do(lambda tx: segmentations.KIND.unapprove(tx, segmentations.KIND.get(tx, 1001)))
    page = console.get(HOME)
    assert (page.status, "This asset has no approved version." in page.text) == (400, True)
    assert "没有已批准的版本。" in console.get(HOME, **{"accept-language": "zh-CN"}).text


def test_an_email_shows_its_headers_and_follows_the_segmentations_of_its_snippets(
    console: Browser, marketo: MarketoClient, snippet: None
):
    email_id = made(marketo, subject="For {{lead.First Name:default=all}}")
    answer = send(marketo, email_id, "content/footer", type="Snippet", value="1")
    assert answer.success, answer.document
    page = console.get(f"/console/assets/email/{email_id}/preview?person=1")
    assert "Subject line For Anna From name SomeBody From address somebody@example.com" in words(page)
    assert "Segment of Region" in page.text
    frame = console.get(f"/console/assets/email/{email_id}/preview/html?person=1")
    assert "Hallo Anna" in frame.response.content.decode()


def test_a_fragment_of_the_new_designer_is_previewed(console: Browser, do: Do):
    data = Data(html=HtmlPart("<p>Hi {{lead.First Name:default=there}}</p>"))
    settings = FragmentSettings("Visual", supported_channels=["email"])
    made = do(lambda tx: fragments.create(tx, SNIPPETS, "Part", None, settings=settings, data=data))
    frame = console.get(f"/console/assets/fragment/{made.id}/preview/html")
    assert frame.response.content.decode() == "<p>Hi there</p>"


def part(tx: Tx, name: str, html: str) -> int:
    """An approved fragment; its id."""
    settings = FragmentSettings("Visual", supported_channels=["email"])
    made = fragments.create(tx, SNIPPETS, name, None, settings=settings, data=Data(html=HtmlPart(html)))
    return fragments.KIND.approve(tx, made).id


def fragment_html(console: Browser, number: int) -> str:
    return console.get(f"/console/assets/fragment/{number}/preview/html?version=approved").response.content.decode()


def test_fragments_take_the_places_that_name_them(console: Browser, do: Do):
    def work(tx: Tx) -> int:
        part(tx, "Name", "<i>{{lead.First Name:default=you}}</i>")
        part(tx, "Greeting", 'Hi <b data-fragment-id="1">old <b>words</b></b>!')
        return part(tx, "Whole", '<p data-fragment-id="ajo:2"></p><p>{{ fragment id="ajo:1" mode="inline" }}</p>')

    expected = '<p data-fragment-id="ajo:2">Hi <b data-fragment-id="1"><i>you</i></b>!</p><p><i>you</i></p>'
    assert fragment_html(console, do(work)) == expected


def test_fragments_that_contain_one_another_say_so(console: Browser, do: Do):
    def work(tx: Tx) -> None:
        part(tx, "One", "")
        part(tx, "Two", '<p data-fragment-id="1"></p>')
        one = fragments.update(tx, "1", data=Data(html=HtmlPart('<p data-fragment-id="2"></p>')))
        fragments.KIND.approve(tx, one)

    do(work)
    page = console.get("/console/assets/fragment/1/preview")
    assert (page.status, "The content is nested more than 10 levels deep." in page.text) == (400, True)


def test_more_fragments_than_a_design_can_show_say_so(console: Browser, do: Do):
    def work(tx: Tx) -> int:
        one = part(tx, "One", "x")
        return part(tx, "Many", f'<p data-fragment-id="{one}"></p>' * 501)

    page = console.get(f"/console/assets/fragment/{do(work)}/preview")
    assert (page.status, "fragments: at most 500." in page.text) == (400, True)


@pytest.mark.parametrize("path", ["form/1", "file/1", "smart-list/1", "list/1", "snippet/9"])
def test_only_what_can_be_rendered_has_a_preview(console: Browser, path: str):
    assert console.get(f"/console/assets/{path}/preview").status == 404


def test_kinds_that_can_be_rendered_are_kinds_of_the_catalog():
    assert set(previews.COMPOSERS) <= set(catalog.KIND_OF)
