"""`python -m support.screenshots ROOT`: photographs every page of a demo's console, in both themes, narrow and wide.

They go to ROOT/screenshots, whole; what the README shows goes to ROOT/docs/screenshots too, as a window shows it.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from support import crawl, doors
from support.assets_in_use import use_assets
from support.bulk_work import order_bulk_work
from support.chromium import LANGUAGES, NARROW, WIDE, chromium, log_in, window
from support.running import Running

SIZES = {"wide": WIDE, "narrow": NARROW}
THEMES = ("light", "dark")
IN_README = ("overview-light-wide", "people-one-light-wide", "assets-light-wide", "web-services-dark-wide")
BUSY_CALLS = 40


def name_of(pattern: str) -> str:
    """A file name for a pattern of addresses."""
    words = re.sub(r"\{[^}]*\}", "one", pattern).removeprefix("/console").strip("/")
    return words.replace("/", "-") or "overview"


def photograph(browser: Browser, demo: Running, waiting: str, theme: str, size: str, root: Path) -> None:
    """Every page in one theme and size."""
    folder, shown = root / "screenshots", root / "docs" / "screenshots"
    given = demo.told["console"]
    options = {"color_scheme": theme, "viewport": SIZES[size], "locale": LANGUAGES["en"]}
    with window(browser, demo.url(""), **options) as page:
        page.goto("/console/login")
        page.screenshot(path=folder / f"login-{theme}-{size}.png", full_page=True)
        log_in(page, given["email"], given["password"])
        for pattern in crawl.crawl(page):
            name = f"{name_of(pattern)}-{theme}-{size}"
            page.screenshot(path=folder / f"{name}.png", full_page=True)
            if name in IN_README:
                page.screenshot(path=shown / f"{name}.png")
        for name in doors.doors(page, demo, waiting):
            page.screenshot(path=folder / f"{name}-{theme}-{size}.png", full_page=True)


def main(root: Path) -> None:
    """Make all of them."""
    for folder in (root / "screenshots", root / "docs" / "screenshots"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    with (
        tempfile.TemporaryDirectory() as place,
        chromium() as browser,
        Running(Path(place), "demo", "--seed", "7") as demo,
    ):
        order_bulk_work(demo)
        use_assets(demo)
        token = demo.token()
        for number in range(BUSY_CALLS):  # so that there is something to see
            demo.get(f"/rest/v1/lead/{number + 1 if number % 4 else number + 100_000}.json", token)
        waiting = doors.receive(browser, demo)
        for theme in THEMES:
            for size in SIZES:
                photograph(browser, demo, waiting, theme, size, root)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
