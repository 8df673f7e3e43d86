"""The names at the end of the URLs of landing pages: which ones there can be, and what follows from a page's name."""

import re
from typing import Final

from mercat.domain.assets import tree
from mercat.model.assets import Ref
from mercat.model.refusals import ForbiddenCharacters, Missing, RuleBroken, TooLong
from mercat.model.rules import Rule
from mercat.store.landing_pages import page_urls
from mercat.store.tx import Tx

SUFFIX: Final = ".html"
LENGTH: Final = 255
FOLDER: Final = "lp"  # of all pages, on the domain of the application
_NAMESAKES: Final = 20  # names with numbers that are tried, before one is drawn
_DIGITS: Final = 16
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_OTHERS: Final = re.compile(r"[^A-Za-z0-9_.-]")
_UNNAMED: Final = "page"  # what follows from a name without any of these characters


def path_of(url_name: str) -> str:
    """The path of a page on its domain."""
    return f"{url_name}{SUFFIX}"


def checked(text: str) -> str:
    """A name that somebody wrote, with or without `.html`. Raises Missing, TooLong, ForbiddenCharacters."""
    name = text.strip().removesuffix(SUFFIX)
    if not name:
        raise Missing("urlPageName")
    if len(name) > LENGTH:
        raise TooLong("urlPageName", LENGTH)
    if not _NAME.fullmatch(name):
        raise ForbiddenCharacters("urlPageName")
    return name


def derived(tx: Tx, parent: Ref, name: str) -> str:
    """A name that nobody has: program and page, with `-` for blanks; of many like it, one with random digits."""
    program = tree.program_around(tx, parent)
    words = f"{tree.get(tx, program).name}_{name}" if program else name
    base = _OTHERS.sub("", "-".join(words.strip().split(" ")))[: LENGTH - _DIGITS - 1].lstrip(".-") or _UNNAMED
    for number in range(_NAMESAKES):
        candidate = f"{base}-{number}" if number else base
        if page_urls.owner(tx, candidate) is None:
            return candidate
    return f"{base}-{tx.randomness.hex(_DIGITS)}"


def put(tx: Tx, page_id: int, names: list[str]) -> None:
    """Store the names of a page's versions. Raises RuleBroken (another page has one)."""
    for name in names:
        if page_urls.owner(tx, name) not in (None, page_id):
            raise RuleBroken(Rule.PAGE_URL_TAKEN, name=name)
    page_urls.replace(tx, page_id, names)
