"""Redirect addresses of applications: only addresses on registered domains are allowed."""

import re
from typing import Final
from urllib.parse import urlsplit

from mercat.model.oauth import Application
from mercat.model.refusals import Refusal, TooMany

DOMAINS: Final = 20
URI_BYTES: Final = 1_024

_DOMAIN: Final = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$")


class RedirectRefused(Refusal):
    """The redirect address is not on a registered domain, or is not that of the code."""


def check_redirect(application: Application, redirect_uri: str, *, loopback: bool = False) -> None:
    """Check that an address is http or https, without a port, on a registered domain or a subdomain of one.

    `loopback` also allows 127.0.0.1 with any port. Raises RedirectRefused.
    """
    odd = any(letter <= " " or letter >= "\x7f" or letter in '\\"<>' for letter in redirect_uri)
    if odd or not 1 <= len(redirect_uri) <= URI_BYTES or not redirect_uri.startswith(("http://", "https://")):
        raise RedirectRefused
    try:
        parts = urlsplit(redirect_uri)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RedirectRefused from None
    if "@" in parts.netloc or "#" in redirect_uri:
        raise RedirectRefused
    if loopback and host == "127.0.0.1":
        return
    if port is not None or parts.netloc.endswith(":"):
        raise RedirectRefused
    if not any(host == domain or host.endswith("." + domain) for domain in application.redirect_domains):
        raise RedirectRefused


def checked_domains(texts: list[str]) -> list[str]:
    """The host names to register, in lower case and without duplicates. Raises TooMany, RedirectRefused."""
    domains = list(dict.fromkeys(text.strip().lower() for text in texts if text.strip()))
    if len(domains) > DOMAINS:
        raise TooMany("redirect_domains", DOMAINS)
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise RedirectRefused
    return domains
