"""Where an application may send its users back to: the registered domains, and nothing else."""

import re
from typing import Final
from urllib.parse import urlsplit

from mercat.model.oauth import Application
from mercat.model.refusals import Refusal, TooMany

DOMAINS: Final = 20
URI_BYTES: Final = 1_024

_DOMAIN: Final = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$")


class RedirectRefused(Refusal):
    """The application did not register this redirect address, or not with this code."""


def check_redirect(application: Application, redirect_uri: str, *, loopback: bool = False) -> None:
    """Admit http and https addresses without a port on a registered domain or below it.

    `loopback` admits 127.0.0.1 with any port beside them. Raises RedirectRefused.
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
    """The host names to register, in lower case, each once. Raises TooMany, RedirectRefused."""
    domains = list(dict.fromkeys(text.strip().lower() for text in texts if text.strip()))
    if len(domains) > DOMAINS:
        raise TooMany("redirect_domains", DOMAINS)
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise RedirectRefused
    return domains
