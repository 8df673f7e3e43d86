"""Composing a message."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mercat.domain.mail.composing import HEADER_LENGTH, compose
from mercat.domain.mail.parsing import contents
from mercat.model.refusals import NotAllowed, TooLong

WIRE = policy.SMTP.clone(cte_type="7bit")


def composed(**changes: object) -> EmailMessage:
    given = {"sender": ("Åsa, Ltd", "asa@example.com"), "to": ["eve@example.com"], "subject": "S", "text": "T"}
    return compose(**{**given, **changes})


def test_text_and_html_are_alternatives():
    message = composed(html="<p>H</p>", cc=["c@example.com"], reply_to="r@example.com")
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert (message["Cc"], message["Reply-To"]) == ("c@example.com", "r@example.com")
    assert message["From"].addresses[0].display_name == "Åsa, Ltd"


@pytest.mark.parametrize(
    ("parts", "media_type"),
    [({}, "text/plain"), ({"text": None, "html": "<p>"}, "text/html"), ({"text": None}, "text/plain")],
)
def test_one_part_stands_alone(parts: dict[str, object], media_type: str):
    assert composed(**parts).get_content_type() == media_type


@pytest.mark.parametrize(
    "address",
    ["", "eve", "eve@", "@example.com", "a@b@c", "eve@example.com\r\nBcc: x@example.com", "a..b@example.com", "é@x.com",
     "<eve@example.com>", "eve@example.com, x@example.com", "x" * 250 + "@x.com", "(c)eve@example.com", ".@x.com"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["sender", "to", "cc", "reply_to"])
def test_what_is_no_address_is_refused(address: str, place: str):
    if place == "reply_to" and not address:
        return
    value = {"sender": ("", address), "reply_to": address}.get(place, [address])
    with pytest.raises(NotAllowed):
        composed(**{place: value})


def test_a_header_is_one_line():
    message = composed(subject="A\r\nBcc: x@example.com", sender=("B\nC", "asa@example.com"))
    assert (message["Subject"], message["Bcc"]) == ("A Bcc: x@example.com", None)
    assert message["From"].addresses[0].display_name == "B C"


def test_a_subject_has_a_bound():
    assert composed(subject="x" * HEADER_LENGTH)["Subject"] == "x" * HEADER_LENGTH
    for long in ({"subject": "x" * (HEADER_LENGTH + 1)}, {"sender": ("x" * (HEADER_LENGTH + 1), "asa@example.com")}):
        with pytest.raises(TooLong):
            composed(**long)


@settings(deadline=None)
@given(
    subject=st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=200),
    text=st.text(
        st.characters(exclude_categories=("Cs",), exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
        max_size=3_000,
    ),
)
def test_any_text_goes_through_the_wire_form(subject: str, text: str):
    content = composed(subject=subject, text=text).as_bytes(policy=WIRE)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    read = contents(content)
    assert (read.text or "").removesuffix("\n") == text.removesuffix("\n")
    assert message_from_bytes(content, policy=policy.default)["Subject"].split() == subject.split()
