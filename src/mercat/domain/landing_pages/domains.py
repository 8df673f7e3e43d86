"""The hostnames of landing pages: the instance's own domain, and its aliases."""

import re
from typing import Final

from mercat.model.redirect_rules import Domain
from mercat.model.refusals import NotAllowed, TooLong
from mercat.store.landing_pages import domain_aliases
from mercat.store.tx import Tx

HOSTNAME_LENGTH: Final = 255
_HOSTNAME: Final = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def default(tx: Tx) -> str:
    """The hostname that an instance has by itself."""
    return f"{tx.instance_id.lower()}.mktoweb.com"


def browse(tx: Tx, *, offset: int, limit: int) -> list[Domain]:
    """A page of the hostnames: the instance's own, then its aliases by name."""
    own = [Domain(default(tx), "domain")] if offset == 0 else []
    aliases = domain_aliases.browse(tx, offset=max(offset - 1, 0), limit=limit - len(own))
    return [*own, *(Domain(hostname, "domain-alias") for hostname in aliases)]


def add_alias(tx: Tx, hostname: str) -> None:
    """Another hostname for all landing pages; twice is once. Raises TooLong, NotAllowed."""
    name = folded(hostname)
    if not _HOSTNAME.fullmatch(name):
        raise NotAllowed("hostname", name, ())
    if name != default(tx):
        domain_aliases.add(tx, name)


def holds(tx: Tx, hostname: str) -> bool:
    """Whether landing pages are served on a hostname, in lower case."""
    return hostname == default(tx) or domain_aliases.holds(tx, hostname)


def folded(hostname: str) -> str:
    """A hostname without blanks around it, in lower case. Raises TooLong."""
    name = hostname.strip().lower()
    if len(name) > HOSTNAME_LENGTH:
        raise TooLong("hostname", HOSTNAME_LENGTH)
    return name
