"""Landing pages in the console: what is in them, and how somebody sees them."""

import pytest

from support.browser import Browser
from support.landing_pages import GUIDED, add, page, snippet, step
from support.marketo import MarketoClient
from support.segments import doing, made_people

HOME = "/console/assets/landing-page/1"


@pytest.fixture
def guided(marketo: MarketoClient) -> None:
    page(marketo, GUIDED, title="Tea <for> you")
    step(marketo, 1, "variable/heading", value="Fresh <tea>")
    step(marketo, 1, "content/intro", type="RichText", value="<p>Dear {{lead.First Name:default=friend}}</p>")


def test_a_guided_page_shows_its_sections_and_variables(console: Browser, guided: None) -> None:
    text = console.get(HOME).text
    for words in ("Guided", "lp/123-ABC-456/Offer.html", "Tea <for> you", "Fresh <tea>", "RichText", "intro"):
        assert words in text
    assert "<p>Dear {{lead.First Name:default=friend}}</p>" in text


def test_a_free_form_page_shows_its_elements(console: Browser, marketo: MarketoClient) -> None:
    page(marketo, mobileEnabled=True)
    add(marketo, 1, "HTML", "<script>1</script>", contentId="clock")
    answer = console.get(HOME)
    assert "clock" in answer.text and "Free-form" in answer.text
    assert "<script>1</script>" not in answer.response.content.decode()


def test_a_page_names_the_assets_that_it_shows_and_leads_to_them(console: Browser, marketo: MarketoClient) -> None:
    page(marketo)
    snippet_id = snippet(marketo, name="Our Footer")
    add(marketo, 1, "Snippet", snippet_id)
    answer = console.get(HOME)
    assert "Our Footer" in answer.text
    assert f"/console/assets/snippet/{snippet_id}" in answer.links


def test_a_page_is_previewed_as_a_person(console: Browser, marketo: MarketoClient, guided: None) -> None:
    doing(marketo.server.instance)(lambda tx: made_people(tx, {"firstName": "Ada", "email": "ada@a.test"}))
    frame = console.get(f"{HOME}/preview/html?person=1")
    assert "<p>Dear Ada</p>" in frame.response.content.decode()
    assert frame.header("content-security-policy").startswith("sandbox; default-src 'none';")
    assert "<p>Dear friend</p>" in console.get(f"{HOME}/preview/html").response.content.decode()


def test_a_page_speaks_chinese(console: Browser, guided: None) -> None:
    assert "登陆页面" in console.get(HOME, **{"accept-language": "zh-CN"}).text
