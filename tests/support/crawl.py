"""Every page of the console: found as a visitor finds them, by following links from the first one."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page
from starlette.routing import Match, Route

from mercat.console.routes import application

ANY: Any = object()  # routes are looked at, and nothing is asked of what stands behind them
ROUTES: list[Route] = [route for route in application((), (), ANY, ANY).routes if isinstance(route, Route)]
OPENED = 4  # addresses of one pattern
FOLDERS = {"/console/assets/{kind}/{id:int}": 60}  # more of this one: each holds other kinds of assets

# What is read without being a page of its own.
NO_PAGES = re.compile(
    r"/console(|/language|/logout|/style\.css|/script\.js|/icon\.svg|/audit-trail/export|/requests/count"
    r"|/assets/.*/preview/html|/mailbox/.*/html"
    r"|/reviews/elements/.*/file"
    r"|/materials/.*/file"
    r"|/jobs/.*/(file|\{verdict\}))$"
)


def route_of(path: str) -> str:
    """The pattern of the console's routes that a path fits, or nothing."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return next((route.path for route in ROUTES if route.matches(scope)[0] is Match.FULL), "")


def pages() -> list[str]:
    """The patterns of all pages."""
    found = [route.path for route in ROUTES if route.methods and "GET" in route.methods]
    return [path for path in found if not NO_PAGES.fullmatch(path)]


def crawl(page: Page, start: str = "/console/") -> Iterator[str]:
    """Follow links; yields each pattern of addresses once, while the first page of it is shown.

    Others of the pattern may lead further than the first one (a role of the system cannot be deleted), so some of them
    are opened too.
    """
    waiting, met = [start], Counter[str]()
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        pattern = route_of(urlsplit(address).path)
        if (
            not pattern
            or NO_PAGES.fullmatch(pattern)
            or address in seen
            or met[pattern] == FOLDERS.get(pattern, OPENED)
        ):
            continue
        seen.add(address)
        met[pattern] += 1
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, (address, answer)
        if met[pattern] == 1:
            yield pattern
        waiting += page.eval_on_selector_all("a[href]", "links => links.map(link => link.pathname + link.search)")
