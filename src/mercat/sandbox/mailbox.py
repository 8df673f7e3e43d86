"""/sandbox/mailbox: the mails that the instance sent. In a demo they stay here."""

from typing import Annotated, Final

import msgspec

from mercat.domain.mail import mailbox
from mercat.model.mail import Mail
from mercat.model.refusals import NotFound
from mercat.sandbox.call import Call, sandbox
from mercat.sandbox.clock import to_iso
from mercat.sandbox.problems import Problem
from mercat.wire.http import Response

MEDIA_TYPE: Final = "message/rfc822"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class Query(msgspec.Struct, forbid_unknown_fields=True):
    """Filters, all of which a mail has to meet: a recipient, a part of the subject. How many of the last ones."""

    to: Text | None = None
    subject: Text | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 100


class MailPath(msgspec.Struct):
    """The mail that a path names."""

    id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class MailMessage(msgspec.Struct):
    """A mail, its headers decoded; `text` and `html` are null where there is none."""

    id: int
    to: list[str]
    from_: str = msgspec.field(name="from")
    subject: str
    sent_at: str
    headers: dict[str, str]
    text: str | None
    html: str | None
    links: list[str]


class Mailbox(msgspec.Struct):
    """Mails, oldest first."""

    messages: list[MailMessage]


class Cleared(msgspec.Struct):
    """How many mails there were."""

    deleted: int


@sandbox.get("/sandbox/mailbox", example={"to": "ada@example.com"}, offload=True)
def browse_mailbox(call: Call, query: Query) -> Mailbox:
    """The mails that the instance sent, oldest first, with their text, HTML and links."""
    mails = mailbox.browse(call.tx, recipient=query.to, subject=query.subject, limit=query.limit)
    return Mailbox([_message(mail, content) for mail, content in mails])


@sandbox.get("/sandbox/mailbox/{id}", offload=True)
def get_mail(call: Call, path: MailPath) -> MailMessage:
    """A mail with its text, HTML and links."""
    return _message(*_find(call, path))


@sandbox.get("/sandbox/mailbox/{id}.eml")
def get_mail_source(call: Call, path: MailPath) -> Annotated[Response, MEDIA_TYPE]:
    """A mail as it went out, for a mail program."""
    return Response(200, _find(call, path)[1], MEDIA_TYPE)


@sandbox.delete("/sandbox/mailbox")
def clear_mailbox(call: Call) -> Cleared:
    """Delete all mails of the mailbox."""
    return Cleared(mailbox.clear(call.tx))


def _find(call: Call, path: MailPath) -> tuple[Mail, bytes]:
    try:
        return mailbox.get(call.tx, path.id)
    except NotFound:
        raise Problem(404, "There is no such mail.") from None


def _message(mail: Mail, content: bytes) -> MailMessage:
    from mercat.domain.mail.parsing import contents  # the parsers of MIME and HTML come with it

    parts = contents(content)
    headers: dict[str, str] = {}
    for name, value in parts.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return MailMessage(
        id=mail.id,
        to=mail.recipients,
        from_=mail.sender,
        subject=mail.subject,
        sent_at=to_iso(mail.settled_ms or mail.created_ms),
        headers=headers,
        text=parts.text,
        html=parts.html,
        links=parts.links,
    )
