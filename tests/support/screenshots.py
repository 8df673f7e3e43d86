"""`python -m support.screenshots ROOT`: photographs every page of a demo's console, in both themes, narrow and wide.

They go to ROOT/screenshots; those that the README shows go to ROOT/docs/screenshots too.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from support import crawl
from support.chromium import LANGUAGES, NARROW, WIDE, chromium, log_in, window
from support.running import Running

SIZES = {"wide": WIDE, "narrow": NARROW}
THEMES = ("light", "dark")
IN_README = ("overview-light-wide", "web-services-light-wide", "overview-dark-wide", "overview-light-narrow")
BUSY_CALLS = 40


def name_of(pattern: str) -> str:
    """A file name for a pattern of addresses."""
    words = re.sub(r"\{[^}]*\}", "one", pattern).removeprefix("/console").strip("/")
    return words.replace("/", "-") or "overview"


def photograph(browser: Browser, demo: Running, theme: str, size: str, folder: Path) -> None:
    """Every page in one theme and size."""
    given = demo.told["console"]
    options = {"color_scheme": theme, "viewport": SIZES[size], "locale": LANGUAGES["en"]}
    with window(browser, demo.url(""), **options) as page:
        page.goto("/console/login")
        page.screenshot(path=folder / f"login-{theme}-{size}.png", full_page=True)
        log_in(page, given["email"], given["password"])
        for pattern in crawl.crawl(page):
            page.screenshot(path=folder / f"{name_of(pattern)}-{theme}-{size}.png", full_page=True)


def main(root: Path) -> None:
    """Make all of them."""
    made = root / "screenshots"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        Running(Path(folder), "demo", "--seed", "7") as demo,
    ):
        token = demo.token()
        for number in range(BUSY_CALLS):  # so that there is something to see
            demo.get(f"/rest/v1/lead/{number + 1 if number % 4 else number + 100_000}.json", token)
        for theme in THEMES:
            for size in SIZES:
                photograph(browser, demo, theme, size, made)
    shown = root / "docs" / "screenshots"
    shown.mkdir(parents=True, exist_ok=True)
    for name in IN_README:
        shutil.copy(made / f"{name}.png", shown)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
