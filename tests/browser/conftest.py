"""A real browser, and servers in processes of their own."""

import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.assets_in_use import use_assets
from support.bulk_work import order_bulk_work
from support.chromium import chromium
from support.running import Running, run

ADMIN = "ada@example.com"
PASSWORD = "correct horse battery"
PACKAGES = ("mercat.wire", "mercat.console", "mercat.tencent.oauth")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo with its sample data, assets in use, and bulk work that somebody ordered."""
    with Running(tmp_path_factory.mktemp("demo"), "demo", "--seed", "7") as made:
        order_bulk_work(made)
        use_assets(made)
        yield made


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Running]:
    """A durable server as `init` leaves it: one administrator, nothing else."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    words = ["--data-dir", tmp_path / "data", "--admin-email", ADMIN, "--admin-password-file", tmp_path / "password"]
    done = run("init", *words)
    assert done.returncode == 0, done.stderr
    with Running(tmp_path, "serve", "--data-dir", tmp_path / "data") as made:
        yield made


class Words:
    """The sentences of the pages in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words: dict[str, str] = {}
        if language != "en":
            for package in PACKAGES:
                text = (resources.files(package) / "templates" / f"{language}.json").read_text()
                self._words |= json.loads(text)

    def __call__(self, text: str) -> str:
        return self._words[text] if self._words else text


@pytest.fixture(params=["en", "zh-CN"])
def words(request: pytest.FixtureRequest) -> Words:
    """Each language in turn."""
    return Words(request.param)
