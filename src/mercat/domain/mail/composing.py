"""Composing messages: valid addresses, headers in one line, text and HTML as alternatives."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from mercat.model.refusals import NotAllowed, TooLong

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

ADDRESS_LENGTH: Final = 254
HEADER_LENGTH: Final = 2_000  # characters of a subject or a name

_ATOMS: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_ADDRESS: Final = re.compile(f"{_ATOMS}@{_ATOMS}")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\x85]+")


def compose(
    *,
    sender: tuple[str, str],
    to: Iterable[str],
    subject: str,
    text: str | None = None,
    html: str | None = None,
    cc: Iterable[str] = (),
    reply_to: str = "",
) -> "EmailMessage":
    """A message of text, HTML or both. `sender` is a name, which may be empty, and an address.

    Raises NotAllowed (an address), TooLong (the subject or the name).
    """
    from email.message import EmailMessage  # it needs much, which a start without mail does not load

    message = EmailMessage()
    name, address = sender
    message["From"] = _mailbox("from", address, _in_one_line("from", name))
    message["To"] = [_mailbox("to", one) for one in to]
    for header, addresses in (("Cc", list(cc)), ("Reply-To", [reply_to] if reply_to else [])):
        if addresses:
            message[header] = [_mailbox(header.lower(), one) for one in addresses]
    message["Subject"] = _in_one_line("subject", subject)
    if text is not None or html is None:
        message.set_content(text or "")
        if html is not None:
            message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return message


def check_address(field: str, address: str) -> None:
    """Check that a text is a bare ASCII address. Raises NotAllowed."""
    if len(address) > ADDRESS_LENGTH or not _ADDRESS.fullmatch(address):
        raise NotAllowed(field, address[:ADDRESS_LENGTH])


def _mailbox(field: str, address: str, name: str = "") -> "Address":
    from email.headerregistry import Address

    check_address(field, address)
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _in_one_line(field: str, text: str) -> str:
    """The text without line breaks and control characters, which a header cannot contain."""
    if len(text) > HEADER_LENGTH:
        raise TooLong(field, HEADER_LENGTH)
    return _BREAKS.sub(" ", text).strip()
