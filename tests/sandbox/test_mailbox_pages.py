"""The mailbox in the console of a demo: mails as HTML, as text, with headers, links and source."""

import pytest

from mercat.domain.mail import outbox
from mercat.domain.mail.composing import compose
from support.browser import Browser
from support.demo import Demo

HTML = '<p style="color: red">Hi <a href="https://example.com/?a=1&amp;b=2">you</a></p><script>alert(1)</script>'


@pytest.fixture
def browser(demo: Demo) -> Browser:
    given = demo.credentials["console"]
    visiting = Browser(demo)
    assert visiting.log_in(given["email"], given["password"]).status == 303
    return visiting


def send(demo: Demo, subject: str = "Grüße <1>", html: str | None = HTML, to: str = "ada@example.com") -> int:
    mail = compose(sender=("Mira", "mira@example.com"), to=[to], subject=subject, text="Hi you", html=html)
    return demo.instance.write_now(lambda tx: outbox.enqueue(tx, mail))


def words(text: str) -> str:
    return " ".join(text.split())


def test_mails_are_listed_newest_first_and_filtered(demo: Demo, browser: Browser):
    assert "The mailbox is empty." in browser.get("/console/mailbox").text
    send(demo, "First")
    send(demo, "Second", to="bob@example.com")
    listed = words(browser.get("/console/mailbox").text)
    assert listed.index("Second") < listed.index("First")
    assert "Second" not in browser.get("/console/mailbox?to=ADA@example.com").text
    assert "First" not in browser.get("/console/mailbox?subject=second").text
    assert "No mails match." in browser.get("/console/mailbox?subject=third").text


def test_a_mail_shows_its_html_in_a_frame_without_an_origin(demo: Demo, browser: Browser):
    mail_id = send(demo)
    page = browser.get(f"/console/mailbox/{mail_id}")
    assert f'<iframe class="foreign" sandbox title="Grüße &lt;1&gt;" src="/console/mailbox/{mail_id}/html">' in str(
        page.response.content.decode()
    )
    assert "https://example.com/?a=1&b=2" in page.text
    frame = browser.get(f"/console/mailbox/{mail_id}/html").response
    assert frame.content.decode().strip() == HTML
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script-src" not in policy


@pytest.mark.parametrize(
    ("view", "text"),
    [("text", "Hi you"), ("headers", "Message-ID"), ("source", "Content-Type: multipart/alternative")],
)
def test_a_mail_has_other_views(demo: Demo, browser: Browser, view: str, text: str):
    assert text in browser.get(f"/console/mailbox/{send(demo)}?view={view}").text


def test_a_mail_without_html_begins_with_its_text(demo: Demo, browser: Browser):
    page = browser.get(f"/console/mailbox/{send(demo, html=None)}?view=html")
    assert "<iframe" not in page.response.content.decode()
    assert "Hi you" in page.text


def test_the_mailbox_is_emptied(demo: Demo, browser: Browser):
    mail_id = send(demo)
    page = browser.get("/console/mailbox")
    assert browser.submit(page, "/mailbox/clear").location == "/console/mailbox?done=deleted"
    assert "The mailbox is empty." in browser.get("/console/mailbox").text
    assert browser.get(f"/console/mailbox/{mail_id}").status == 404
