"""Outgoing mails of an instance."""

from enum import StrEnum

import msgspec


class MailState(StrEnum):
    """The state of a mail. The values are stored."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class MailDelivery(StrEnum):
    """How the mails of an instance are delivered."""

    NONE = "none"  # the server has no way to send mail
    SMTP = "smtp"
    CAPTURE = "capture"  # mails stay in the database, and the sandbox shows them


class Envelope(msgspec.Struct, frozen=True):
    """A message that is ready to be sent. `content` is MIME of 7 bits with CRLF; `recipients` are bare addresses."""

    sender: str
    recipients: list[str]
    subject: str
    content: bytes


class Mail(msgspec.Struct, frozen=True):
    """A mail without its content. `settled_ms` is the time of its delivery or failure; `problem` is the last error."""

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
