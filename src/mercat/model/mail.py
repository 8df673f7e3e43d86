"""Mails that an instance sends."""

from enum import StrEnum

import msgspec


class MailState(StrEnum):
    """How far a mail is. The values are stored."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class MailDelivery(StrEnum):
    """What becomes of the mails of an instance."""

    NONE = "none"  # the server has no way to send mail
    SMTP = "smtp"
    CAPTURE = "capture"  # they stay in the database, where the sandbox shows them


class Envelope(msgspec.Struct, frozen=True):
    """A message that is ready to be sent. `content` is MIME of 7 bits with CRLF; `recipients` are bare addresses."""

    sender: str
    recipients: list[str]
    subject: str
    content: bytes


class Mail(msgspec.Struct, frozen=True):
    """A mail without its content. `settled_ms` is when it was sent or given up, `problem` what went wrong last."""

    id: int
    sender: str
    recipients: list[str]
    subject: str
    size: int
    state: MailState
    attempts: int
    problem: str | None
    created_ms: int
    settled_ms: int | None
