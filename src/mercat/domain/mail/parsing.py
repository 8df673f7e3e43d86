"""Parsing MIME messages: headers, text, HTML, and links."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Final

import msgspec

LINKS: Final = 1_000

_URL: Final = re.compile(r"https?://[^\s<>\"'()]+")


class Contents(msgspec.Struct, frozen=True):
    """The headers in order, the text and the HTML (None where there is none), and the addresses that they link to."""

    headers: list[tuple[str, str]]
    text: str | None
    html: str | None
    links: list[str]


def contents(content: bytes) -> Contents:
    """Parse a message. Attachments are omitted."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = _body(message, "plain"), _body(message, "html")
    headers = [(name, str(value)) for name, value in message.items()]
    return Contents(headers, text, html, _links(text or "", html or ""))


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return None if part is None else str(part.get_content()).replace("\r\n", "\n")


def _links(text: str, html: str) -> list[str]:
    """The links, each once: those of the HTML in order, then those that only the text has."""
    finder = _LinkFinder()
    finder.feed(html)
    finder.close()
    in_text = (address.rstrip(".,;:!?") for address in _URL.findall(text))
    return list(dict.fromkeys([*finder.addresses, *in_text]))[:LINKS]


class _LinkFinder(HTMLParser):
    """Collects the targets of links and image maps."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag in ("a", "area") and address:
            self.addresses.append(address)
