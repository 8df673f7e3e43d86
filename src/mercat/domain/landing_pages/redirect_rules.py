"""Redirect rules: who asks a domain for one page is sent to another."""

from typing import Final
from urllib.parse import urlsplit

from mercat.domain.landing_pages import domains, pages, urls
from mercat.model.redirect_rules import RedirectEnd, RedirectFilter, RedirectRule
from mercat.model.refusals import Missing, NotAllowed, NotFound, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.landing_pages import redirect_rules
from mercat.store.tx import Tx

KIND: Final = "Landing Page Redirect Rule"
PAGE: Final = "landingPageId"
PATH: Final = "path"
URL: Final = "url"
ADDRESS_LENGTH: Final = 2_000  # of a path or URL
ID_MAX: Final = 2**63 - 1
_SOURCES: Final = (PAGE, PATH)
_TARGETS: Final = (PAGE, URL)


# -- finding ----------------------------------------------------------------------------------------------------------


def find(tx: Tx, rule_id: int) -> RedirectRule | None:
    """The rule of an id, or None."""
    return redirect_rules.find(tx, rule_id) if abs(rule_id) <= ID_MAX else None


def get(tx: Tx, rule_id: int) -> RedirectRule:
    """The rule of an id. Raises NotFound."""
    rule = find(tx, rule_id)
    if rule is None:
        raise NotFound(KIND, rule_id)
    return rule


def browse(tx: Tx, criteria: RedirectFilter, *, offset: int, limit: int) -> list[RedirectRule]:
    """A page of the rules that match, by id."""
    return redirect_rules.browse(tx, criteria, offset=offset, limit=limit)


def source_url(tx: Tx, rule: RedirectRule) -> str:
    """The URL that a rule leads away from."""
    return _url(tx, rule.hostname, rule.source)


def target_url(tx: Tx, rule: RedirectRule) -> str:
    """The URL that a rule leads to."""
    return _url(tx, rule.hostname, rule.target)


# -- changing ---------------------------------------------------------------------------------------------------------


def create(tx: Tx, hostname: str, source: tuple[str, str], target: tuple[str, str]) -> RedirectRule:
    """A new rule from type and value of both pages.

    Raises Missing, TooLong, NotAllowed, NotFound (a landing page), RuleBroken (the hostname, the source has a rule).
    """
    hostname, start, end = _checked_hostname(tx, hostname), _checked_source(tx, *source), _checked_target(tx, *target)
    if redirect_rules.of_source(tx, hostname, start) is not None:
        raise RuleBroken(Rule.REDIRECTED_TWICE)
    return get(tx, redirect_rules.add(tx, hostname, start, end, _path_of(end)))


def update(
    tx: Tx, rule_id: int, *, hostname: str | None, source: tuple[str, str] | None, target: tuple[str, str] | None
) -> RedirectRule:
    """Change parts of a rule; None leaves one. Raises NotFound and what `create` does."""
    rule = get(tx, rule_id)
    name = rule.hostname if hostname is None else _checked_hostname(tx, hostname)
    start = rule.source if source is None else _checked_source(tx, *source)
    end = rule.target if target is None else _checked_target(tx, *target)
    other = redirect_rules.of_source(tx, name, start)
    if other is not None and other.id != rule_id:
        raise RuleBroken(Rule.REDIRECTED_TWICE)
    redirect_rules.save(tx, rule_id, name, start, end, _path_of(end))
    return get(tx, rule_id)


def delete(tx: Tx, rule_id: int) -> None:
    """Remove a rule. Raises NotFound."""
    redirect_rules.delete(tx, get(tx, rule_id).id)


# -- the rules --------------------------------------------------------------------------------------------------------


def _page_path(tx: Tx, page_id: int) -> str | None:
    """The path of a landing page on every domain: that of its approved version, or else of its draft."""
    page = pages.KIND.find(tx, page_id)
    version = page.versions.pick() if page else None
    return urls.path_of(version[1].url_name) if version else None


def _url(tx: Tx, hostname: str, end: RedirectEnd) -> str:
    if end.type == URL:
        return end.value
    path = end.value if end.type == PATH else _page_path(tx, int(end.value))
    return f"https://{hostname}/{path or ''}"  # a page that a rule leads to may be deleted


def _checked_hostname(tx: Tx, hostname: str) -> str:
    name = domains.folded(hostname)
    if not name:
        raise Missing("hostname")
    if not domains.holds(tx, name):
        raise RuleBroken(Rule.HOSTNAME_UNKNOWN, hostname=name)
    return name


def _checked_source(tx: Tx, type: str, value: str) -> RedirectEnd:
    if type == PATH:
        value = _checked_address("redirectFrom", value)
        if value.startswith("/"):
            raise NotAllowed("redirectFrom", value[:255], ())
        return RedirectEnd(PATH, value)
    if type == PAGE:
        return _checked_page(tx, value)
    raise NotAllowed("redirectFrom", type[:255], _SOURCES)


def _checked_target(tx: Tx, type: str, value: str) -> RedirectEnd:
    if type == URL:
        value = _checked_address("redirectTo", value)
        if _scheme(value) not in ("", "http", "https"):
            raise NotAllowed("redirectTo", value[:255], ())
        return RedirectEnd(URL, value)
    if type == PAGE:
        return _checked_page(tx, value)
    raise NotAllowed("redirectTo", type[:255], _TARGETS)


def _checked_page(tx: Tx, value: str) -> RedirectEnd:
    number = value.strip()
    page_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    if page_id is None or pages.KIND.find(tx, page_id) is None:
        raise NotFound(pages.KIND.type, value[:255])
    return RedirectEnd(PAGE, str(page_id))


def _checked_address(field: str, value: str) -> str:
    """A path or URL without blanks around it. Raises Missing, TooLong, NotAllowed."""
    value = value.strip()
    if not value:
        raise Missing(field)
    if len(value) > ADDRESS_LENGTH:
        raise TooLong(field, ADDRESS_LENGTH)
    if any(character.isspace() or not character.isprintable() for character in value):
        raise NotAllowed(field, value[:255], ())
    return value


def _scheme(url: str) -> str:
    """The scheme of a URL in lower case; empty if it has none. The port of a bare hostname is no scheme."""
    scheme, colon, rest = url.partition(":")
    named = colon and scheme.isascii() and "/" not in scheme and not rest.partition("/")[0].isdigit()
    return scheme.lower() if named else ""


def _path_of(end: RedirectEnd) -> str:
    """The path of a URL as target, without its first slash; empty for a landing page, whose path may change."""
    if end.type != URL:
        return ""
    address = end.value if _scheme(end.value) else f"//{end.value.removeprefix('//')}"
    try:
        return urlsplit(address).path.removeprefix("/")
    except ValueError:  # it is no URL in detail, which the platform does not ask for
        return ""
