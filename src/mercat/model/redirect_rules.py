"""Redirect rules of landing pages, and the domains that the pages are served on."""

from typing import Literal

import msgspec

EndType = Literal["landingPageId", "path", "url"]


class Domain(msgspec.Struct, frozen=True):
    """A hostname of landing pages: the instance's own domain, or an alias of it."""

    hostname: str
    type: Literal["domain", "domain-alias"]


class RedirectEnd(msgspec.Struct, frozen=True):
    """A page that a rule leads from or to: the id of a landing page, a path without its first slash, or a URL."""

    type: EndType
    value: str


class RedirectRule(msgspec.Struct, frozen=True):
    """One rule: who asks a hostname for the source is sent to the target."""

    id: int
    hostname: str
    source: RedirectEnd
    target: RedirectEnd
    created_ms: int
    updated_ms: int


class RedirectFilter(msgspec.Struct, frozen=True):
    """Which rules a search wants; None wants all. Times bound the last change and are inclusive."""

    hostname: str | None = None
    target_page_id: int | None = None
    target_path: str | None = None
    from_ms: int | None = None
    to_ms: int | None = None
