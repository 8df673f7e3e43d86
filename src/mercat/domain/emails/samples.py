"""Emails as somebody would get them: shown, and sent as a sample."""

from typing import Final, NamedTuple

from mercat.domain.emails import composing, emails, links
from mercat.domain.mail import outbox
from mercat.domain.mail.composing import check_address, compose
from mercat.domain.people import find
from mercat.domain.rendering.renderer import Recipient, Renderer
from mercat.model.documents import Document
from mercat.model.emails import Email
from mercat.model.people import Person
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
from mercat.model.versions import Version
from mercat.store.tx import Tx

_HEADERS: Final = ("fromName", "fromEmail", "replyTO", "subject")


class Rendered(NamedTuple):
    """An email for one person."""

    subject: str
    from_name: str
    from_email: str
    reply_to: str
    html: str
    text: str


def html(tx: Tx, document: Document[Email], version: Version, person_id: int | None, base_url: str) -> str:
    """The HTML of a version for a person, or for nobody. Raises PersonNotFound, RuleBroken, TooLong, ..."""
    composed = composing.compositions(tx, document, version)
    return Renderer(tx, document.parent).html(composed.html, _recipient(tx, document, person_id, base_url))


def text(tx: Tx, document: Document[Email], version: Version, person_id: int | None, base_url: str) -> str:
    """The text version for a person, or for nobody. Raises what `html` does."""
    composed = composing.compositions(tx, document, version)
    renderer = Renderer(tx, document.parent)
    recipient = _recipient(tx, document, person_id, base_url)
    if composed.text is None:
        return renderer.text_of_html(composed.html, recipient)
    return renderer.text(composed.text, recipient)


def send(
    tx: Tx, email_id: int, address: str, *, person_id: int | None, is_text_only: bool, base_url: str
) -> Document[Email]:
    """Order a mail with the draft, or else the approved version, as a person would get it.

    Raises NotFound, NotAllowed (an address), PersonNotFound, RuleBroken (a header is blank, no mail server is set; a
    snippet or segmentation is not approved), TooLong.
    """
    document = emails.KIND.get(tx, email_id)
    check_address("emailAddress", address)
    version: Version = "approved" if document.versions.draft is None else "draft"
    rendered = render(tx, document, version, _recipient(tx, document, person_id, base_url))
    headers = (rendered.from_name, rendered.from_email, rendered.reply_to, rendered.subject)
    for name, value in zip(_HEADERS, headers, strict=True):
        if not value:
            raise RuleBroken(Rule.EMAIL_HEADER_MISSING, field=name)
    message = compose(
        sender=(rendered.from_name, rendered.from_email),
        to=[address],
        subject=rendered.subject,
        text=rendered.text,
        html=None if is_text_only or document.versions.latest.is_text_only else rendered.html,
        reply_to=rendered.reply_to,
    )
    outbox.enqueue(tx, message)
    return document


def render(tx: Tx, document: Document[Email], version: Version, recipient: Recipient) -> Rendered:
    """A version of an email for a recipient. Raises RuleBroken, TooLong."""
    composed = composing.compositions(tx, document, version)
    renderer = Renderer(tx, document.parent)
    text = composed.text
    return Rendered(
        renderer.line(composed.subject, recipient),
        renderer.line(composed.from_name, recipient),
        renderer.line(composed.from_email, recipient),
        renderer.line(composed.reply_to, recipient),
        renderer.html(composed.html, recipient),
        renderer.text_of_html(composed.html, recipient) if text is None else renderer.text(text, recipient),
    )


def _recipient(tx: Tx, document: Document[Email], person_id: int | None, base_url: str) -> Recipient:
    person: Person | None = None if person_id is None else find.by_id(tx, person_id)
    return Recipient(person, links=links.of_sample(base_url, document.id))
